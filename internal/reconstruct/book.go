package reconstruct

import "github.com/ipabs/ipabs/calendar"

// Book is a workbook before it is one: sheets of typed cells.
type Book struct {
	// Name is the name of the file without its ending: the id of the case.
	Name   string
	Sheets []Sheet
}

// Sheet is a list under one header, with lines of text above it.
type Sheet struct {
	Name    string
	Titles  []string // one to a row; the first is set large
	Columns []Column
	Rows    [][]any // string, int64, float64 or calendar.Date; nil leaves a cell empty
}

// Column is one column of a sheet.
type Column struct {
	Header string
	Format Format
	Width  float64 // in characters
}

// Format is how the cells of a column look.
type Format uint8

// The formats.
const (
	Text   Format = iota
	Prose         // text that wraps
	Amount        // yuan, with two decimals and separators
	Number        // two decimals
	Whole         // a whole number
	Day           // a day
)

// headerRow is the row of the header, counted from 1. One empty row stands between it and the titles.
func (s *Sheet) headerRow() int { return len(s.Titles) + 2 }

// yuan converts whole units of so many yuan into the number of a cell.
func yuan(amount, unit int64) float64 { return float64(amount * unit) }

// monthsCell is a term in the number of a cell.
func monthsCell(term int64) float64 { return float64(stated(term)/(scale/100)) / 100 }

// stepped gives a rate in percent: low plus a random number of steps, in hundredths of a percent.
func stepped(r *random, low, high, step int) float64 {
	return float64(low+step*r.below((high-low)/step+1)) / 100
}

// order gives the numbers from 0 to n − 1 in random order: the order in which the contracts of a
// search stand on a tape.
func order(r *random, n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	shuffle(r, list)
	return list
}

// titles are the lines above a list of contracts. The cut-off date and the currency stand in them, where
// the reader of tapes finds them.
func titles(c Case, cutOff calendar.Date) []string {
	return []string{c.FullNameZH + " 资产清单", "封包日：" + cutOff.String() + "　币种：人民币", "根据公开数据重构，并非真实合同 (reconstruction from published figures, not actual contracts)"}
}
