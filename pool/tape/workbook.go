package tape

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// rowsPerCheck is how many rows are read between two looks at the context.
const rowsPerCheck = 100

// probeRows is how many rows with content of each sheet are looked at before one is chosen.
const probeRows = 40

// workbook is an open workbook. Close it.
type workbook struct {
	file   *excelize.File
	name   string
	limits Limits
	parts  workbookParts
}

// openWorkbook opens a workbook in memory. All parts stay in memory (see Limits.Unzipped), so that
// reading needs no directory for temporary files.
func openWorkbook(name string, data []byte, limits Limits) (w *workbook, err error) {
	defer recoverDamaged(name, &err)
	file, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: limits.Unzipped, UnzipXMLSizeLimit: limits.Unzipped,
	})
	if err != nil {
		return nil, openFailure(name, data, limits, err)
	}
	w = &workbook{file: file, name: name, limits: limits}
	switch n := len(file.GetSheetList()); {
	case n == 0:
		_ = file.Close()
		return nil, openFailure(name, data, limits, errors.New("it has no worksheets"))
	case n > limits.Sheets:
		_ = file.Close()
		return nil, &FileError{Code: "limit.sheets", File: baseName(name), Reason: fmt.Sprintf("the workbook has %d sheets, more than %d", n, limits.Sheets), Advice: "remove the sheets that are not part of the tape, or raise Limits.Sheets"}
	}
	w.parts = readWorkbookParts(file)
	return w, nil
}

func (w *workbook) close() { _ = w.file.Close() }

// recoverDamaged turns a panic of the workbook library into an error: it reads files of unknown
// origin, and a damaged one must not end the program.
func recoverDamaged(name string, err *error) {
	if p := recover(); p != nil {
		*err = &FileError{Code: "file.damaged", File: baseName(name), Reason: "the workbook is damaged", Advice: "open it and save it again", Err: fmt.Errorf("%v", p)}
	}
}

// openFailure explains why a zip archive did not open as a workbook.
func openFailure(name string, data []byte, limits Limits, err error) *FileError {
	e := &FileError{Code: "file.damaged", File: baseName(name), Reason: "the workbook is damaged", Advice: "open it and save it again as .xlsx", Err: err}
	archive, zipErr := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if zipErr != nil {
		e.Code, e.Reason, e.Advice = "file.truncated", "the workbook is cut off or damaged: it has no table of contents", "copy or download it again"
		return e
	}
	var unzipped uint64
	for _, part := range archive.File {
		unzipped += part.UncompressedSize64
		switch {
		case strings.EqualFold(part.Name, "xl/workbook.bin"):
			e.Code, e.Reason = "file.not_spreadsheet", "this is a binary workbook (.xlsb)"
		case strings.HasPrefix(part.Name, "word/"):
			e.Code, e.Reason, e.Advice = "file.not_spreadsheet", "this is a text document (.docx)", "ask for the spreadsheet that it was made from"
		case part.Name == "content.xml":
			e.Code, e.Reason = "file.not_spreadsheet", "this is an OpenDocument file"
		}
	}
	switch {
	case unzipped > uint64(limits.Unzipped):
		e.Code, e.Reason, e.Advice = "limit.unzipped", fmt.Sprintf("the workbook unpacks to %d bytes, more than %d", unzipped, limits.Unzipped), "split it, or raise Limits.Unzipped"
	case e.Code == "file.damaged" && errors.Is(err, io.ErrUnexpectedEOF):
		e.Code, e.Reason = "file.truncated", "the workbook is cut off"
	}
	return e
}

// sheetNames lists the sheets in their order in the workbook.
func (w *workbook) sheetNames() []string { return w.file.GetSheetList() }

// probe reads the first rows of a sheet that have content, for finding headers and dates.
func (w *workbook) probe(ctx context.Context, name string) (*sheet, error) {
	return w.scan(ctx, name, nil, probeRows)
}

// read reads a whole sheet.
func (w *workbook) read(ctx context.Context, name string) (s *sheet, err error) {
	defer recoverDamaged(w.name, &err)
	facts, err := w.parts.facts(ctx, name)
	if err != nil {
		return nil, w.damaged(name, err)
	}
	return w.scan(ctx, name, facts, 0)
}

// verify reads all sheets to their end, and gives the first damage.
func (w *workbook) verify(ctx context.Context) (err error) {
	defer recoverDamaged(w.name, &err)
	for _, name := range w.sheetNames() {
		if _, err := w.parts.facts(ctx, name); err != nil {
			return w.damaged(name, err)
		}
	}
	return nil
}

// scan reads a sheet, at most most rows with content when most is above 0.
func (w *workbook) scan(ctx context.Context, name string, facts *sheetFacts, most int) (s *sheet, err error) {
	defer recoverDamaged(w.name, &err)
	s = &sheet{name: name, date1904: w.parts.date1904}
	if visible, err := w.file.GetSheetVisible(name); err == nil {
		s.hidden = !visible
	}
	rows, err := w.file.Rows(name)
	if err != nil {
		return nil, w.damaged(name, err)
	}
	for number := 1; rows.Next(); number++ {
		if number%rowsPerCheck == 0 && ctx.Err() != nil {
			_ = rows.Close()
			return nil, context.Cause(ctx)
		}
		cells, err := rows.Columns()
		if err != nil {
			_ = rows.Close()
			return nil, w.damaged(name, err)
		}
		if cells == nil && facts == nil {
			continue
		}
		r := row{number: number, cells: cells}
		if facts != nil {
			f := facts.rows[number]
			r.flags, r.hidden = f.flags, f.hidden
			if r.flags == nil {
				r.flags = []cellFlag{}
			}
		}
		if r.isBlank() {
			continue
		}
		if fault := w.withinLimits(name, r, len(s.rows)+1); fault != nil {
			_ = rows.Close()
			return nil, fault
		}
		if s.rows = append(s.rows, r); most > 0 && len(s.rows) >= most {
			break
		}
	}
	if err := rows.Error(); err != nil {
		_ = rows.Close()
		return nil, w.damaged(name, err)
	}
	if facts != nil {
		s.setMerges(facts.merges)
	}
	return s, rows.Close()
}

func (w *workbook) withinLimits(sheet string, r row, count int) *FileError {
	e := &FileError{File: baseName(w.name), Sheet: sheet, Row: r.number}
	switch {
	case count > w.limits.Rows:
		e.Code, e.Reason, e.Advice = "limit.rows", fmt.Sprintf("more than %d rows", w.limits.Rows), "split the tape, or raise Limits.Rows"
		return e
	case len(r.cells) > w.limits.Columns:
		e.Code, e.Reason, e.Advice = "limit.columns", fmt.Sprintf("more than %d columns", w.limits.Columns), "remove what is not part of the tape, or raise Limits.Columns"
		return e
	}
	for _, c := range r.cells {
		if len(c) > w.limits.CellBytes {
			e.Code, e.Reason, e.Advice = "limit.cell", fmt.Sprintf("a cell has more than %d bytes", w.limits.CellBytes), "shorten it, or raise Limits.CellBytes"
			return e
		}
	}
	return nil
}

func (w *workbook) damaged(sheet string, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return &FileError{Code: "file.damaged", File: baseName(w.name), Sheet: sheet, Reason: "the sheet cannot be read", Advice: "open the workbook and save it again", Err: err}
}
