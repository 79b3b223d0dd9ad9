package report

import (
	"context"
	"fmt"
	"iter"
	"math"

	"github.com/xuri/excelize/v2"

	"github.com/ipabs/ipabs/money"
)

// book is a workbook in the making.
type book struct {
	ctx      context.Context
	file     *excelize.File
	styles   styles
	content  Content
	currency money.Currency
	checks   []check
	anchors  anchors
	asText   int // amounts that were too large for a number
	failed   int // conditional style of a difference that is not zero
}

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

// label is a name in Chinese and in English.
type label struct{ zh, en string }

// String gives both, for one line.
func (l label) String() string {
	switch {
	case l.zh == "":
		return l.en
	case l.en == "" || l.en == l.zh:
		return l.zh
	}
	return l.zh + " " + l.en
}

// stacked gives both, one above the other, for a column header.
func (l label) stacked() string {
	if l.zh == "" || l.en == "" {
		return l.String()
	}
	return l.zh + "\n" + l.en
}

// page writes one sheet from top to bottom. After the first error it writes nothing more and keeps
// the error.
type page struct {
	*book
	sheet  sheetID
	name   string
	stream *excelize.StreamWriter
	widths []float64
	row    int // the last row written
	err    error
}

// layout is what has to be known of a sheet before its first row.
type layout struct {
	widths    []float64 // of the columns, in digits
	freezeRow int       // rows that stay when a reader scrolls
	freezeCol int       // columns that stay
	repeatRow int       // the header row that is repeated on every printed page; 0 for none
	wide      bool      // printed on A3
	grid      bool      // with grid lines
	portrait  bool
	onePage   bool
}

// pages is how many printed pages the columns take side by side.
func (l layout) pages() int {
	const digits = 280 // that can still be read on a page
	total := 0.0
	for _, w := range l.widths {
		total += w
	}
	return max(1, int(math.Ceil(total/digits)))
}

const (
	paperA4 = 9
	paperA3 = 8
)

func ptr[T any](v T) *T { return &v }

// begin opens a sheet for writing. The order of the calls is that which excelize asks for: what stands
// before the rows in the file has to be set before the first row.
func (b *book) begin(id sheetID, l layout) *page {
	p := &page{book: b, sheet: id, name: id.name(), widths: l.widths}
	paper, orientation := paperA4, "landscape"
	if l.wide {
		paper = paperA3
	}
	if l.portrait {
		orientation = "portrait"
	}
	p.try(b.file.SetSheetProps(p.name, &excelize.SheetPropsOptions{TabColorRGB: ptr(id.tab()), FitToPage: ptr(true)}))
	p.try(b.file.SetSheetDimension(p.name, "")) // readers find the extent from the rows
	p.try(b.file.SetSheetView(p.name, 0, &excelize.ViewOptions{ShowGridLines: ptr(l.grid), ZoomScale: ptr(90.0)}))
	high := 0 // as many as it takes
	if l.onePage {
		high = 1
	}
	p.try(b.file.SetPageLayout(p.name, &excelize.PageLayoutOptions{
		Size: &paper, Orientation: &orientation, FitToWidth: ptr(l.pages()), FitToHeight: &high, PageOrder: ptr("overThenDown"),
	}))
	p.try(b.file.SetPageMargins(p.name, &excelize.PageLayoutMarginsOptions{
		Left: ptr(0.5), Right: ptr(0.5), Top: ptr(0.6), Bottom: ptr(0.7), Header: ptr(0.3), Footer: ptr(0.3), Horizontally: ptr(true),
	}))
	p.try(b.file.SetHeaderFooter(p.name, &excelize.HeaderFooterOptions{OddFooter: b.footer(id)}))
	if l.repeatRow > 0 {
		titles := on(p.name, fmt.Sprintf("$%d:$%d", l.repeatRow, l.repeatRow))
		if l.pages() > 1 && l.freezeCol > 0 {
			titles = on(p.name, "$A:$"+letter(l.freezeCol)) + "," + titles
		}
		p.try(b.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: p.name, RefersTo: titles}))
	}
	if p.err != nil {
		return p
	}
	stream, err := b.file.NewStreamWriter(p.name)
	if p.try(err); p.err != nil {
		return p
	}
	p.stream = stream
	for i, w := range l.widths {
		p.try(stream.SetColWidth(i+1, i+1, w))
	}
	if l.freezeRow > 0 || l.freezeCol > 0 {
		p.try(stream.SetPanes(freeze(l.freezeCol, l.freezeRow)))
	}
	return p
}

func freeze(columns, rows int) *excelize.Panes {
	pane := "bottomRight"
	switch {
	case columns == 0:
		pane = "bottomLeft"
	case rows == 0:
		pane = "topRight"
	}
	cell := at(columns+1, rows+1)
	return &excelize.Panes{
		Freeze: true, XSplit: columns, YSplit: rows, TopLeftCell: cell, ActivePane: pane,
		Selection: []excelize.Selection{{SQRef: cell, ActiveCell: cell, Pane: pane}},
	}
}

// end closes the sheet.
func (p *page) end() error {
	if p.err == nil {
		p.err = p.stream.Flush()
	}
	if p.err != nil {
		return fmt.Errorf("report: sheet %s: %w", p.name, p.err)
	}
	return nil
}

func (p *page) try(err error) {
	if p.err == nil {
		p.err = err
	}
}

// everyRows is how many rows are written between two looks at the context.
const everyRows = 256

// write writes the next row and gives its number. A height of 0 leaves it to the program.
func (p *page) write(height float64, cells ...cell) int {
	p.row++
	if p.err != nil {
		return p.row
	}
	if p.row%everyRows == 0 {
		if p.try(cancelled(p.ctx)); p.err != nil {
			return p.row
		}
	}
	if p.row > excelize.TotalRows {
		p.try(&SheetFullError{Sheet: p.name})
		return p.row
	}
	values := make([]any, len(cells))
	for i, c := range cells {
		if c == (cell{}) {
			continue // an empty cell without a look
		}
		v, err := p.streamed(c)
		if p.try(err); p.err != nil {
			return p.row
		}
		values[i] = v
	}
	p.try(p.stream.SetRow(at(1, p.row), values, excelize.RowOpts{Height: height}))
	return p.row
}

// skip leaves rows empty.
func (p *page) skip(n int) { p.row += n }

// title writes the first rows of a data sheet: its name, what it shows, and the way back.
func (p *page) title(note string) {
	p.write(24, cell{p.sheet.label().String(), lookTitle, asText})
	p.write(0, cell{note, lookNote, asText})
	p.write(0, cell{"← " + sheetCover.label().String(), lookLink, asText})
	p.try(p.file.SetCellHyperLink(p.name, at(1, p.row), on(sheetCover.name(), "A1"), "Location"))
}

// titleRows is how many rows title writes.
const titleRows = 3

// heading writes the title of a table, after an empty row.
func (p *page) heading(l label, note string) int {
	p.skip(1)
	text := l.String()
	row := p.write(18, cell{text, lookHeading, asText})
	if note != "" {
		p.note(note)
	}
	return row
}

// note writes a remark.
func (p *page) note(text string) { p.write(0, cell{text, lookNote, asText}) }

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
			high = max(high, lines(text, p.widths[i]*10/9-1)) // headers are set in 9 points
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
			cells[i] = cell{v, look, c.format}
			if s, ok := v.(string); ok && look == lookWrap && i < len(p.widths) {
				high = max(high, lines(s, p.widths[i]-1))
			}
		}
		height := 0.0
		if high > 1 {
			height = min(float64(3+13*high), excelize.MaxRowHeight)
		}
		p.write(height, cells...)
	}
	last = p.row
	p.totals(totalsOf(columns, first, last, texts))
	return first, last
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
