package report

import (
	"iter"

	"github.com/ipabs/ipabs/money"
)

// column is one column of a table of Ts.
type column[T any] struct {
	label  label
	format format
	look   look
	value  func(T) any // as a cell holds it
	// total, where there is one, is the sum of the column: it is written as a formula over the rows.
	total *money.Amount
	// count is the same for whole numbers.
	count *int
	// foot, where there is one, gives what stands in the row of totals instead of a sum.
	foot func(first, last int) cell
	// width is used by sheets that are a single table.
	width float64
}

// heads writes the headers of a table.
func heads[T any](p *page, columns []column[T]) int {
	cells := make([]cell, len(columns))
	high := 1
	for i, c := range columns {
		text := c.label.stacked()
		cells[i] = cell{text, lookHead, c.format}
		if i < len(p.widths) {
			high = max(high, lines(text, p.widths[i]*defaultSize/headSize-1-float64(c.format.indent())))
		}
	}
	return p.write(float64(6+12*high), cells...)
}

// table writes headers, rows and, when a column has one, the row of totals. It gives the first and
// the last row of the body; the totals stand in the row after it.
func table[T any](p *page, columns []column[T], rows iter.Seq[T]) (first, last int) {
	heads(p, columns)
	first = p.row + 1
	texts := make([]bool, len(columns)) // columns with an amount that is written as text
	cells := make([]cell, len(columns))
	for r := range rows {
		if p.err != nil {
			break
		}
		high := 0
		for i, c := range columns {
			v := c.value(r)
			if a, ok := v.(money.Amount); ok && !shown(a) {
				texts[i] = true
			}
			look := c.look
			if look == lookNone {
				look = lookBody
			}
			if styled, ok := v.(styledValue); ok {
				v, look = styled.value, styled.look
			}
			format := c.format
			if own, ok := v.(formattedValue); ok {
				v, format = own.value, own.format
			}
			cells[i] = cell{v, look, format}
			if s, ok := v.(string); ok && look == lookWrap && i < len(p.widths) {
				high = max(high, lines(s, p.widths[i]*defaultSize/bodySize-1-float64(c.format.indent())))
			}
		}
		height := 0.0
		if high > 1 {
			height = float64(3 + 13*high)
		}
		p.write(height, cells...)
	}
	last = p.row
	p.totals(totalsOf(columns, first, last, texts))
	return first, last
}

// formattedValue is a value of a table that has a format of its own.
type formattedValue struct {
	value  any
	format format
}

// styledValue is a value of a table that has a look of its own.
type styledValue struct {
	value any
	look  look
}

func totalsOf[T any](columns []column[T], first, last int, texts []bool) []cell {
	cells := make([]cell, len(columns))
	summed := false
	for i, c := range columns {
		cells[i] = cell{nil, lookTotal, c.format}
		sum := "SUM(" + span(i+1, first, i+1, max(first, last)) + ")"
		switch {
		case c.foot != nil:
			summed = true
			cells[i] = c.foot(first, last)
		case c.total != nil:
			summed = true
			cells[i].value = formula{sum, *c.total}
			if texts[i] || last < first {
				cells[i].value = *c.total
			}
		case c.count != nil:
			summed = true
			cells[i].value = formula{sum, *c.count}
			if last < first {
				cells[i].value = *c.count
			}
		}
	}
	if !summed {
		return nil
	}
	if cells[0].value == nil {
		cells[0] = cell{totalLabel.String(), lookTotal, asText}
	}
	return cells
}

func (p *page) totals(cells []cell) {
	if cells != nil {
		p.write(16, cells...)
	}
}

// filter adds a filter over the columns of a table, from its header row to its last.
func (p *page) filter(columns, header, last int) {
	if p.err == nil && last > header {
		p.try(p.file.AutoFilter(p.name, fixedSpan(1, header, columns, last), nil))
	}
}
