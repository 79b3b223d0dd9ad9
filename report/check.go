package report

import (
	"github.com/xuri/excelize/v2"

	"github.com/ipabs/ipabs/money"
)

// check is a range of differences on a sheet, each of which should be zero.
type check struct {
	label label
	sheet string
	cells string // the range
	tally
}

// tally counts the differences of a check, and the sum of their absolute values, as they are written.
type tally struct {
	count int
	sum   money.Amount
}

// add gives a difference as a cell holds it.
func (t *tally) add(text string, difference money.Amount) formula {
	t.count++
	t.sum += max(difference, -difference)
	return formula{text, difference}
}

// verify marks a range of differences as a check: what is not zero turns red, and the cover counts it.
func (p *page) verify(l label, cells string, t tally) {
	if t.count == 0 || p.err != nil {
		return
	}
	p.checks = append(p.checks, check{label: l, sheet: p.name, cells: cells, tally: t})
	p.try(p.file.SetConditionalFormat(p.name, cells, []excelize.ConditionalFormatOptions{
		{Type: "cell", Criteria: "!=", Value: "0", Format: &p.failed},
	}))
}
