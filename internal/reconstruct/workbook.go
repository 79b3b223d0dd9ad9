package reconstruct

import (
	"fmt"
	"io"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/ipabs/ipabs/calendar"
)

// Write writes the workbook in the format of .xlsx. Its cells, formats and widths depend on the book
// alone.
func (b Book) Write(w io.Writer) (err error) {
	f := excelize.NewFile()
	defer func() {
		if closing := f.Close(); err == nil {
			err = closing
		}
	}()
	styles, err := newStyles(f)
	if err != nil {
		return err
	}
	for i := range b.Sheets {
		s := &b.Sheets[i]
		if i == 0 {
			err = f.SetSheetName(f.GetSheetName(0), s.Name)
		} else {
			_, err = f.NewSheet(s.Name)
		}
		if err != nil {
			return err
		}
		if err := s.write(f, styles); err != nil {
			return fmt.Errorf("reconstruct: sheet %s: %w", s.Name, err)
		}
	}
	f.SetActiveSheet(0)
	if err := f.SetDocProps(&excelize.DocProperties{
		Title: b.Name, Subject: "reconstruction from published figures", Creator: "ipabs",
		Created: "2024-01-01T00:00:00Z", Modified: "2024-01-01T00:00:00Z", // a clock would make every file differ
	}); err != nil {
		return err
	}
	return f.Write(w)
}

// styles are the looks of cells, by what they hold.
type styles struct {
	title, subtitle, header int
	cells                   map[Format]int
}

const (
	fontName   = "微软雅黑"
	inkColour  = "1F2937"
	headColour = "1F4E79"
	lineColour = "D0D7DE"
)

func newStyles(f *excelize.File) (styles, error) {
	var s styles
	var err error
	border := []excelize.Border{{Type: "bottom", Color: lineColour, Style: 1}}
	if s.title, err = f.NewStyle(&excelize.Style{Font: &excelize.Font{Family: fontName, Bold: true, Size: 14, Color: headColour}}); err != nil {
		return s, err
	}
	if s.subtitle, err = f.NewStyle(&excelize.Style{Font: &excelize.Font{Family: fontName, Size: 9, Color: "6B7280"}}); err != nil {
		return s, err
	}
	if s.header, err = f.NewStyle(&excelize.Style{
		Font:      &excelize.Font{Family: fontName, Bold: true, Size: 10, Color: "FFFFFF"},
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{headColour}},
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true},
	}); err != nil {
		return s, err
	}
	s.cells = map[Format]int{}
	for format, number := range []string{Text: "", Prose: "", Amount: "#,##0.00", Number: "0.00", Whole: "0", Day: "yyyy-mm-dd"} {
		style := &excelize.Style{
			Font: &excelize.Font{Family: fontName, Size: 10, Color: inkColour}, Border: border,
			Alignment: &excelize.Alignment{Vertical: "center"},
		}
		if number != "" {
			style.CustomNumFmt = &number
			style.Alignment.Horizontal = "right"
		} else {
			style.Alignment.Horizontal, style.Alignment.Indent = "left", 1 // or it would touch a number on its left
		}
		if Format(format) == Prose {
			style.Alignment.WrapText = true
		}
		if s.cells[Format(format)], err = f.NewStyle(style); err != nil {
			return s, err
		}
	}
	return s, nil
}

func (s *Sheet) write(f *excelize.File, looks styles) error {
	for i, text := range s.Titles {
		if err := f.SetCellStr(s.Name, at(1, i+1), text); err != nil {
			return err
		}
		look := looks.subtitle
		if i == 0 {
			look = looks.title
		}
		if err := f.SetCellStyle(s.Name, at(1, i+1), at(1, i+1), look); err != nil {
			return err
		}
	}
	head := s.headerRow()
	for j, c := range s.Columns {
		if err := s.writeColumn(f, looks, j, c, head); err != nil {
			return err
		}
	}
	if err := f.SetRowHeight(s.Name, head, 30); err != nil {
		return err
	}
	for i := range s.Rows {
		if err := f.SetRowHeight(s.Name, head+1+i, s.height(i)); err != nil {
			return err
		}
	}
	if err := f.SetCellStyle(s.Name, at(1, head), at(len(s.Columns), head), looks.header); err != nil {
		return err
	}
	if err := f.SetPanes(s.Name, &excelize.Panes{
		Freeze: true, XSplit: 1, YSplit: head, TopLeftCell: at(2, head+1), ActivePane: "bottomRight",
	}); err != nil {
		return err
	}
	gridlines := false
	if err := f.SetSheetView(s.Name, 0, &excelize.ViewOptions{ShowGridLines: &gridlines}); err != nil {
		return err
	}
	return printOnOneWidth(f, s.Name)
}

// height is what a row needs, in points: one line, or as many as its longest prose takes.
func (s *Sheet) height(i int) float64 {
	const line, margin = 15.0, 3.0
	n := 1
	for j, c := range s.Columns {
		if text, ok := s.Rows[i][j].(string); ok && c.Format == Prose {
			n = max(n, (textWidth(text)+int(c.Width)-5)/(int(c.Width)-4))
		}
	}
	return float64(n)*line + margin
}

// textWidth counts the characters of a text; an East Asian one counts twice.
func textWidth(text string) int {
	n := 0
	for _, r := range text {
		n++
		if r >= 0x2e80 {
			n++
		}
	}
	return n
}

// printOnOneWidth lets a sheet print in landscape with all its columns on one page.
func printOnOneWidth(f *excelize.File, sheet string) error {
	landscape, fit, wide, tall := "landscape", true, 1, 0
	if err := f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	return f.SetPageLayout(sheet, &excelize.PageLayoutOptions{Orientation: &landscape, FitToWidth: &wide, FitToHeight: &tall})
}

func (s *Sheet) writeColumn(f *excelize.File, looks styles, j int, c Column, head int) error {
	name, err := excelize.ColumnNumberToName(j + 1)
	if err != nil {
		return err
	}
	if err := f.SetColWidth(s.Name, name, name, c.Width); err != nil {
		return err
	}
	if err := f.SetCellStr(s.Name, at(j+1, head), c.Header); err != nil {
		return err
	}
	for i, row := range s.Rows {
		cell := at(j+1, head+1+i)
		if err := setCell(f, s.Name, cell, row[j]); err != nil {
			return err
		}
	}
	if len(s.Rows) == 0 {
		return nil
	}
	return f.SetCellStyle(s.Name, at(j+1, head+1), at(j+1, head+len(s.Rows)), looks.cells[c.Format])
}

// setCell writes a value in its own type: a day as the number that workbooks count days by.
func setCell(f *excelize.File, sheet, cell string, value any) error {
	switch v := value.(type) {
	case nil:
		return nil
	case calendar.Date:
		y, m, d := v.YMD()
		return f.SetCellValue(sheet, cell, time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC))
	case string, int64, float64:
		return f.SetCellValue(sheet, cell, v)
	}
	return fmt.Errorf("a value of type %T has no form in a workbook", value)
}

// at is the name of a cell; columns and rows count from 1.
func at(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		panic(err) // columns and rows are counted here, not read
	}
	return name
}
