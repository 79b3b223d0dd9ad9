package tape

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// rowsPerCheck is how many rows are read between two looks at the context.
const rowsPerCheck = 100

// probeRows is how many rows with content of each sheet are looked at before one is chosen.
const probeRows = 40

// workbook is an open workbook. It is read part by part, as a stream: in memory lie the archive as it
// came, the table of shared texts, and the rows that were asked for.
type workbook struct {
	name     string
	limits   Limits
	parts    *archive
	sheets   []bookEntry
	texts    string // the part of shared texts, "" for none
	shared   *sharedTexts
	date1904 bool
	formats  []numberFormat // those that say something; the first says nothing
	styles   []int32        // places in formats, by style
}

// bookEntry is a sheet as the workbook lists it.
type bookEntry struct {
	name   string
	part   string
	hidden bool
}

// openWorkbook opens a workbook: it checks the archive and reads what all sheets share.
func openWorkbook(ctx context.Context, name string, data []byte, limits Limits) (*workbook, error) {
	parts, fault := openArchive(name, data, limits)
	if fault != nil {
		return nil, fault
	}
	w := &workbook{name: name, limits: limits, parts: parts}
	if err := w.readBook(ctx); err != nil {
		return nil, w.refused(ctx, err)
	}
	if n := len(w.sheets); n > limits.Sheets {
		return nil, &FileError{Code: "limit.sheets", File: baseName(name), Reason: fmt.Sprintf("the workbook has %d sheets, more than %d", n, limits.Sheets), Advice: "remove the sheets that are not part of the tape, or raise Limits.Sheets"}
	}
	return w, nil
}

// readBook reads the list of sheets and the number formats.
func (w *workbook) readBook(ctx context.Context) error {
	_, top, err := w.parts.relations(ctx, "")
	if err != nil {
		return err
	}
	book := top["officeDocument"]
	if book == "" {
		book = "xl/workbook.xml"
	}
	if !w.parts.has(book) {
		return fmt.Errorf("%s: %w", shorten(book, 60), errNoPart)
	}
	byID, byType, err := w.parts.relations(ctx, book)
	if err != nil {
		return err
	}
	named := map[string]bool{}
	err = w.parts.each(ctx, book, func(element string, attrs map[string]string) error {
		switch element {
		case "workbookPr":
			w.date1904 = isTrue(attrs["date1904"])
		case "sheet":
			name := strings.ToLower(attrs["name"])
			if named[name] {
				return fmt.Errorf("two sheets have the name %q", shorten(attrs["name"], 40))
			}
			named[name] = true
			w.sheets = append(w.sheets, bookEntry{name: attrs["name"], part: byID[attrs["id"]], hidden: attrs["state"] != "" && attrs["state"] != "visible"})
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(w.sheets) == 0 {
		return errors.New("it has no worksheets")
	}
	w.texts = byType["sharedStrings"]
	if w.texts == "" && w.parts.has("xl/sharedStrings.xml") {
		w.texts = "xl/sharedStrings.xml"
	}
	styles := byType["styles"]
	if styles == "" {
		styles = "xl/styles.xml"
	}
	return w.readStyles(ctx, styles)
}

// isTrue reads a truth value of XML.
func isTrue(value string) bool { return value == "1" || value == "true" }

func (w *workbook) readStyles(ctx context.Context, part string) error {
	places := map[string]int32{}
	keep := func(id string, format numberFormat) {
		if format == (numberFormat{}) {
			places[id] = 0
			return
		}
		places[id] = int32(len(w.formats))
		w.formats = append(w.formats, format)
	}
	w.formats = []numberFormat{{}}
	inCells := false
	return w.parts.each(ctx, part, func(element string, attrs map[string]string) error {
		switch element {
		case "numFmt":
			keep(attrs["numFmtId"], parseNumberFormat(attrs["formatCode"]))
		case "cellXfs":
			inCells = true
		case "cellStyles", "dxfs", "cellStyleXfs":
			inCells = false
		case "xf":
			if inCells {
				id := attrs["numFmtId"]
				if _, known := places[id]; !known {
					keep(id, builtInFormat(id))
				}
				w.styles = append(w.styles, places[id])
			}
		}
		return nil
	})
}

// refused explains why a zip archive is no workbook that can be read.
func (w *workbook) refused(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	e := &FileError{Code: "file.damaged", File: baseName(w.name), Reason: "the workbook is damaged", Advice: "open it and save it again as .xlsx", Err: err}
	w.classify(e, err)
	for key := range w.parts.parts {
		switch {
		case key == "xl/workbook.bin":
			e.Code, e.Reason = "file.not_spreadsheet", "this is a binary workbook (.xlsb)"
		case key == "word/document.xml":
			e.Code, e.Reason, e.Advice = "file.not_spreadsheet", "this is a text document (.docx)", "ask for the spreadsheet that it was made from"
		case key == "content.xml":
			e.Code, e.Reason = "file.not_spreadsheet", "this is an OpenDocument file"
		}
	}
	return e
}

// classify gives an error the code of its class, where it has one.
func (w *workbook) classify(e *FileError, err error) {
	switch {
	case errors.Is(err, errDoctype):
		e.Code, e.Reason, e.Advice = "file.suspicious", "the workbook declares entities of its own", "do not trust the file; ask for it again from its author"
	case errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, errXML):
		e.Code, e.Reason = "file.truncated", "the workbook is cut off"
	case errors.Is(err, zip.ErrFormat):
		e.Code, e.Reason, e.Advice = "file.suspicious", "a part unpacks to more than the archive says", "do not trust the file; ask for it again from its author"
	}
}

// sheetNames lists the sheets in their order in the workbook.
func (w *workbook) sheetNames() []string {
	names := make([]string, len(w.sheets))
	for i, s := range w.sheets {
		names[i] = s.name
	}
	return names
}

// probe reads the first rows of a sheet that have content, for finding headers and dates.
func (w *workbook) probe(ctx context.Context, name string) (*sheet, error) {
	return w.scan(ctx, name, probeRows)
}

// read reads a whole sheet.
func (w *workbook) read(ctx context.Context, name string) (*sheet, error) {
	return w.scan(ctx, name, 0)
}

// verify reads all sheets to their end, and gives the first damage.
func (w *workbook) verify(ctx context.Context) error {
	for _, s := range w.sheets {
		if _, err := w.read(ctx, s.name); err != nil {
			return err
		}
	}
	return nil
}

// scan reads a sheet, at most most rows with content when most is above 0. Merged blocks, which stand
// behind the rows, are known only when all is read.
func (w *workbook) scan(ctx context.Context, name string, most int) (*sheet, error) {
	entry := w.sheets[0]
	for _, s := range w.sheets {
		if s.name == name {
			entry = s
			break
		}
	}
	damaged := func(err error) error { return w.damaged(ctx, name, err) }
	if err := w.readShared(ctx); err != nil {
		return nil, damaged(err)
	}
	part, err := w.parts.open(ctx, entry.part)
	if err != nil {
		return nil, damaged(err)
	}
	defer func() { _ = part.Close() }()
	s := &sheetScan{book: w, xml: newXMLReader(part), sheet: &sheet{name: name, hidden: entry.hidden, date1904: w.date1904}, most: most}
	switch err := s.run(ctx); {
	case err != nil:
		return nil, damaged(err)
	case most > 0 && len(s.sheet.rows) >= most:
		return s.sheet, nil
	}
	// What follows the last element must be read too: only then is the checksum compared.
	if _, err := io.Copy(io.Discard, part); err != nil {
		return nil, damaged(err)
	}
	s.sheet.setMerges(s.merges)
	return s.sheet, nil
}

// readShared reads the table of shared texts once.
func (w *workbook) readShared(ctx context.Context) error {
	if w.shared != nil {
		return nil
	}
	shared := &sharedTexts{}
	if w.texts != "" {
		part, err := w.parts.open(ctx, w.texts)
		if errors.Is(err, errNoPart) {
			w.shared = shared
			return nil
		}
		if err != nil {
			return err
		}
		defer func() { _ = part.Close() }()
		if err := shared.read(newXMLReader(part), w.limits); err != nil {
			return fmt.Errorf("%s: %w", w.texts, err)
		}
	}
	w.shared = shared
	return nil
}

// damaged explains why a sheet cannot be read.
func (w *workbook) damaged(ctx context.Context, sheet string, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	var limit *limitError
	if errors.As(err, &limit) {
		return &FileError{Code: limit.code, File: baseName(w.name), Sheet: sheet, Row: limit.row, Reason: limit.reason, Advice: limit.advice}
	}
	e := &FileError{Code: "file.damaged", File: baseName(w.name), Sheet: sheet, Reason: "the sheet cannot be read", Advice: "open the workbook and save it again", Err: err}
	var at *rowError
	if errors.As(err, &at) {
		e.Row, e.Err = at.row, at.err
	}
	w.classify(e, err)
	return e
}

// limitError says which limit a sheet exceeds, and where.
type limitError struct {
	code, reason, advice string
	row                  int
}

func (e *limitError) Error() string { return e.reason }

// rowError is an error in a row of a sheet.
type rowError struct {
	row int
	err error
}

func (e *rowError) Error() string { return fmt.Sprintf("row %d: %v", e.row, e.err) }
func (e *rowError) Unwrap() error { return e.err }

// limits on the rows of a sheet, whatever its file is.

func tooManyRows(row int, l Limits) *limitError {
	return &limitError{"limit.rows", fmt.Sprintf("more than %d rows", l.Rows), "split the tape, or raise Limits.Rows", row}
}

func tooManyColumns(row int, l Limits) *limitError {
	return &limitError{"limit.columns", fmt.Sprintf("more than %d columns", l.Columns), "remove what is not part of the tape, or raise Limits.Columns", row}
}

func tooLongCell(row int, l Limits) *limitError {
	return &limitError{"limit.cell", fmt.Sprintf("a cell has more than %d bytes", l.CellBytes), "shorten it, or raise Limits.CellBytes", row}
}

func tooManyCells(row int, l Limits) *limitError {
	return &limitError{"limit.cells", fmt.Sprintf("more than %d cells", l.Cells), "split the tape, or raise Limits.Cells", row}
}

func tooMuchText(row int, l Limits) *limitError {
	return &limitError{"limit.text", fmt.Sprintf("the texts of all cells have more than %d bytes", l.Text), "split the tape, or raise Limits.Text", row}
}

// trimSpaces is bytes.TrimSpace for what XML calls a blank.
func trimSpaces(b []byte) []byte { return bytes.Trim(b, " \t\r\n") }
