package report

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

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
	points   map[string]string // by the reference of a series, what the chart remembers of it
	asText   int               // amounts that were too large for a number
	failed   int               // conditional style of a difference that is not zero
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
	p.try(cancelled(b.ctx))
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
	var titles []string
	if l.pages() > 1 && l.freezeCol > 0 {
		titles = append(titles, on(p.name, "$A:$"+letter(l.freezeCol)))
	}
	if l.repeatRow > 0 {
		titles = append(titles, on(p.name, fmt.Sprintf("$%d:$%d", l.repeatRow, l.repeatRow)))
	}
	if len(titles) > 0 {
		p.try(b.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: p.name, RefersTo: strings.Join(titles, ",")}))
	}
	if p.err != nil {
		return p
	}
	stream, err := b.file.NewStreamWriter(p.name)
	if p.try(err); p.err != nil {
		return p
	}
	p.stream = stream
	// Each call puts its column before those of the calls before it, and the file wants them in order.
	for i, w := range slices.Backward(l.widths) {
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
	p.try(p.stream.SetRow(at(1, p.row), values, excelize.RowOpts{Height: min(height, excelize.MaxRowHeight)}))
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
