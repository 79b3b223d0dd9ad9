package report

import "github.com/ipabs/ipabs/money"

// anchors are the places on the sheets that formulas and charts of other sheets refer to.
type anchors struct {
	principal     string // the cell with the principal of the pool
	concentration []block
	cash          series
	movements     bool // the movements can be summed by formula
	tranches      []statement
	balances      series
	simulation    simulationPlaces
	// Rows of the classes in the summary of the sheet of tranches.
	summaryFirst, summaryLast int
	// The totals of the sheet of checks.
	checkTotal int // row
	checkCount int
	checkSum   money.Amount
}

// Columns of the summary of the sheet of tranches that other cells refer to.
const (
	summaryName     = 1
	summaryNotional = 4
	summaryCoupon   = 6
)
