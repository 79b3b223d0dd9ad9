package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// formula is a formula with the value that it gives, so that programs that do not calculate show the
// number as well. The value is one of those that a cell can hold.
type formula struct {
	text  string
	value any
}

// cell is a value in a role and a format. The value is nil for an empty cell, a string, a
// money.Amount, a calendar.Date, an int, a float64 or a formula.
type cell struct {
	value  any
	look   look
	format format
}

// maxText is the longest text that a cell can hold, in UTF-16 units.
const maxText = excelize.TotalCellChars

// streamed turns a cell into what the stream writer takes.
func (b *book) streamed(c cell) (any, error) {
	var text string
	value := c.value
	if f, ok := value.(formula); ok {
		text, value = f.text, f.value
	}
	var out any
	switch v := value.(type) {
	case nil:
	case string:
		out = fit(v)
		if v == "" && text == "" {
			out = nil
		}
	case money.Amount:
		if !shown(v) {
			b.asText++
			c.format, text = asText, ""
			out = v.FormatGrouped(b.currency)
			break
		}
		out = units(v, b.currency)
	case calendar.Date:
		if n, ok := serial(v); ok {
			out = n
		} else if !v.IsZero() {
			out = v.String()
		}
	case int:
		out = v
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			text = "" // a figure that is not defined, such as a share of nothing, is left blank
			break
		}
		out = v
	default:
		return nil, fmt.Errorf("a cell cannot hold a %T", v)
	}
	id, err := b.styles.id(c.look, c.format)
	if err != nil {
		return nil, err
	}
	return excelize.Cell{StyleID: id, Formula: text, Value: out}, nil
}

// fit shortens a text that no cell can hold and says by how much.
func fit(s string) string {
	if len(s) <= maxText {
		return s
	}
	const room = 40 // for the remark
	units := 0
	for i, r := range s {
		w := 1
		if r > 0xffff {
			w = 2
		}
		if units+w > maxText-room {
			rest := 0
			for _, r := range s[i:] {
				rest += 1
				if r > 0xffff {
					rest++
				}
			}
			if units+rest <= maxText {
				return s
			}
			return s[:i] + " … (+" + strconv.Itoa(rest) + " characters)"
		}
		units += w
	}
	return s
}

// at names a cell, as in B7.
func at(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		panic(err) // columns and rows are counted by this package
	}
	return name
}

// fixed names a cell that does not move when a formula is copied, as in $B$7.
func fixed(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row, true)
	if err != nil {
		panic(err)
	}
	return name
}

// letter names a column.
func letter(column int) string {
	name, err := excelize.ColumnNumberToName(column)
	if err != nil {
		panic(err)
	}
	return name
}

// span names a range of cells of one sheet, as in B7:B20.
func span(column1, row1, column2, row2 int) string {
	return at(column1, row1) + ":" + at(column2, row2)
}

// fixedSpan is span with fixed cells.
func fixedSpan(column1, row1, column2, row2 int) string {
	return fixed(column1, row1) + ":" + fixed(column2, row2)
}

// on names cells of another sheet.
func on(sheet, cells string) string {
	return "'" + strings.ReplaceAll(sheet, "'", "''") + "'!" + cells
}
