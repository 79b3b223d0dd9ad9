package tape

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ipabs/ipabs/internal/files"
)

// The limits of an annotated copy. What lies beyond one is said on the sheet of findings, never left
// out in silence.
const (
	// MaxNotes is how many cells get a note (批注). The worst findings get theirs first; further cells
	// are coloured and listed only.
	MaxNotes = 20_000
	// MaxListed is how many findings the sheet of findings lists, the worst first when there are more.
	// A sheet of a workbook holds 65,530 links.
	MaxListed = 65_000
	// MaxNoteFindings is how many findings one note spells out.
	MaxNoteFindings = 20
)

// FindingsSheet is the name of the sheet that an annotated copy adds. A workbook that has one already
// gets another, with a number behind the name.
const FindingsSheet = "检查结果 Findings"

// Errors of annotation, for errors.Is.
var (
	// ErrOtherFile: the result was not read from the file that is to be annotated.
	ErrOtherFile = errors.New("tape: the findings belong to another file")
	// ErrOutputName: the name of the copy would hide what it is, or is that of the original.
	ErrOutputName = errors.New("tape: the copy cannot have this name")
	// ErrUnsupportedWorkbook: the workbook can be read but not marked.
	ErrUnsupportedWorkbook = errors.New("tape: the workbook cannot be annotated")
)

// Annotate writes a copy of a tape with every finding of result marked in it.
//
// Each cell that a finding names is filled by severity (error red, warning amber, info blue-grey) and
// gets one note (批注) with all its findings: severity, code, seen, taken, message, advice. The rest
// of its style stays: number format, font, border, alignment. A finding about a row marks the first
// cell of the row that has content; one about a cell inside a merged block marks the block. Findings
// about a sheet, a column or the file stand on an added sheet, FindingsSheet, which lists all findings
// with links to their places, and counts them by code. See MaxNotes, MaxListed and MaxNoteFindings.
//
// The original is the content of the file that result was read from. Only the parts of the archive
// that hold marks are changed, and of those only the bytes that must be: formulas, merged cells,
// widths, other sheets, charts and macros are those of the original. A note that a cell has already
// keeps its text in front of the findings; a cell with a threaded comment (which holds no note
// beside it) is filled and listed only. A text file (CSV, TSV) gives a workbook (.xlsx) with every cell
// as a text at its place. A digital signature of the original does not cover the copy.
//
// The same original and result give the same bytes. All texts are written as texts: no cell that
// this function adds can be taken for a formula.
//
// Errors: *FileError for a file that is no tape, ErrOtherFile when result names a sheet that the
// file does not have, ErrUnsupportedWorkbook, the cause of ctx when it ends, and those of w.
func Annotate(ctx context.Context, original io.Reader, result *Result, w io.Writer) error {
	p, err := annotated(ctx, original, result)
	if err != nil {
		return err
	}
	return p.write(w)
}

// AnnotateFile writes an annotated copy of the file in, as Annotate does, to the file out: to a
// temporary file first, which gets its name when it is whole. The file in is only read.
//
// The name out has to end as its content needs: .xlsm (or .xltm) for a workbook with macros, .xlsx
// (or .xltx) for any other and for the copy of a text file. Otherwise, and when out is the file in
// itself, the error is ErrOutputName and nothing is written.
func AnnotateFile(ctx context.Context, in, out string, result *Result) error {
	f, err := os.Open(in)
	if err != nil {
		return &FileError{Code: "file.unopened", File: baseName(in), Reason: "the file cannot be opened", Advice: "check name and permissions", Err: err}
	}
	defer func() { _ = f.Close() }()
	if one, err := f.Stat(); err == nil {
		if two, err := os.Stat(out); err == nil && os.SameFile(one, two) {
			return fmt.Errorf("%w: %s is the original", ErrOutputName, baseName(out))
		}
	}
	p, err := annotated(ctx, f, result)
	if err != nil {
		return err
	}
	want := []string{".xlsx", ".xltx"}
	if p.hasMacros() {
		want = []string{".xlsm", ".xltm"}
	}
	if ext := strings.ToLower(filepath.Ext(out)); !slices.Contains(want, ext) {
		return fmt.Errorf("%w: %s should end in %s", ErrOutputName, baseName(out), want[0])
	}
	return files.WriteWith(out, p.write)
}

func (p *opcPackage) hasMacros() bool {
	return slices.ContainsFunc(p.order, func(part *opcPart) bool { return path.Base(partKey(part.name)) == "vbaproject.bin" })
}

// annotated makes the copy in memory.
func annotated(ctx context.Context, original io.Reader, result *Result) (p *opcPackage, err error) {
	limits := result.limits.withDefaults()
	data, err := io.ReadAll(io.LimitReader(original, limits.Bytes+1))
	switch {
	case err != nil:
		return nil, &FileError{Code: "file.unread", File: result.File, Reason: "the file cannot be read", Err: err}
	case int64(len(data)) > limits.Bytes:
		return nil, &FileError{Code: "limit.bytes", File: result.File, Reason: fmt.Sprintf("the file has more than %d bytes", limits.Bytes), Advice: "split it, or raise Limits.Bytes"}
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	}
	kind, fault := sniff(result.File, data)
	if fault != nil {
		return nil, fault
	}
	if kind == formatText {
		p, err = textBook(ctx, data, result, limits)
	} else {
		p, err = openPackage(data, limits)
	}
	if err == nil {
		err = (&annotator{ctx: ctx, pack: p, result: result, isText: kind == formatText}).run()
	}
	if err == nil {
		err = p.verify(ctx)
	}
	var known *FileError
	switch {
	case err == nil:
		return p, nil
	case errors.As(err, &known), errors.Is(err, ErrOtherFile), errors.Is(err, ErrUnsupportedWorkbook), ctx.Err() != nil:
		return nil, err
	case errors.Is(err, errTooLarge):
		return nil, &FileError{Code: "limit.unzipped", File: result.File, Reason: fmt.Sprintf("the workbook unpacks to more than %d bytes", limits.Unzipped), Advice: "split it, or raise Limits.Unzipped"}
	}
	return nil, &FileError{Code: "file.damaged", File: result.File, Reason: "the workbook is damaged", Advice: "open it and save it again", Err: err}
}

// textSheet is the sheet that the cells of a text file stand on.
const textSheet = "原始数据 Tape"

// textBook makes a workbook of a text file, every cell a text in the row and column that findings
// name.
func textBook(ctx context.Context, data []byte, result *Result, limits Limits) (*opcPackage, error) {
	encoding := result.Encoding
	if encoding == "utf-8-bom" {
		encoding = "utf-8"
	}
	text, err := decodeText(data, encoding)
	if err != nil {
		return nil, &FileError{Code: "encoding.invalid", File: result.File, Reason: err.Error(), Advice: "annotate the file that was read"}
	}
	s, _, fault := readText(ctx, text.text, limits)
	if fault != nil {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, &FileError{Code: fault.code, File: result.File, Row: fault.row, Reason: fault.message, Advice: "correct the file, or raise the limit"}
	}
	w := &sheetWriter{}
	for _, r := range s.rows {
		if r.number > maxSheetRows {
			return nil, fmt.Errorf("%w: a sheet has %d rows, and the file has more", ErrUnsupportedWorkbook, maxSheetRows)
		}
		w.startRow(r.number, 0)
		for i, cell := range r.cells() {
			if cell != "" {
				w.text(i, 1, cell)
			}
		}
	}
	w.widths = slices.Repeat([]float64{16}, max(1, widest(s.rows)))
	return newBook(plainStyles, []bookSheet{{textSheet, w.bytes()}}), nil
}

func widest(rows []row) int {
	n := 0
	for _, r := range rows {
		n = max(n, r.width())
	}
	return n
}

// The size of a sheet of a workbook.
const (
	maxSheetRows    = 1_048_576
	maxSheetColumns = 16_384
)

// annotator marks one workbook.
type annotator struct {
	ctx    context.Context
	pack   *opcPackage
	result *Result
	isText bool

	main   string            // the part of the workbook
	styles *styleBook        // of the whole workbook
	sheets map[string]string // name of a sheet: its part
	marks  []*sheetMarks     // of sheets with marks, in order of their findings
	where  []findingPlace    // of each finding
	cut    int               // cells beyond MaxNotes
}

func (a *annotator) run() error {
	for _, step := range []func() error{a.findParts, a.collect, a.markSheets, a.addList} {
		if err := step(); err != nil {
			return err
		}
		if a.ctx.Err() != nil {
			return context.Cause(a.ctx)
		}
	}
	if a.styles.full() {
		return fmt.Errorf("%w: it would have more than %d cell styles; remove those that no cell has", ErrUnsupportedWorkbook, maxCellStyles)
	}
	a.pack.set(a.styles.part, a.styles.bytes())
	return nil
}

// findParts finds the parts of the workbook and its sheets.
func (a *annotator) findParts() error {
	relations, err := a.pack.relations("")
	if err != nil {
		return err
	}
	for _, r := range relations {
		if r.kind == "officeDocument" {
			a.main = r.target
		}
	}
	book, err := a.pack.read(a.main)
	if err != nil || book == nil {
		return errors.Join(err, noElement(book != nil, a.main, "workbook"))
	}
	if bytes.Contains(book, []byte(strictRelations)) {
		return fmt.Errorf("%w: it is in the strict variant of the format; save it as an ordinary .xlsx", ErrUnsupportedWorkbook)
	}
	if relations, err = a.pack.relations(a.main); err != nil {
		return err
	}
	targets, styles := map[string]string{}, ""
	for _, r := range relations {
		targets[r.id] = r.target
		if r.kind == "styles" {
			styles = r.target
		}
	}
	a.sheets = map[string]string{}
	if err := scanXML(book, func(t xmlTag) error {
		if t.name != "sheet" || t.closes {
			return nil
		}
		if id, linked := t.link(); linked {
			a.sheets[t.attr("name")] = targets[id]
		}
		return nil
	}); err != nil {
		return err
	}
	if styles == "" { // a workbook whose cells all look alike needs none
		styles = a.pack.free("xl/stylesTape", ".xml")
		a.pack.set(styles, []byte(plainStyles))
		if _, err := a.pack.relate(a.main, "styles", styles); err != nil {
			return err
		}
		if err := a.pack.declare(styles, typeStyles); err != nil {
			return err
		}
	}
	data, err := a.pack.read(styles)
	if err != nil {
		return err
	}
	a.styles, err = openStyles(styles, data)
	return err
}

// markSheets colours cells and adds notes, sheet by sheet.
func (a *annotator) markSheets() error {
	for _, m := range a.marks {
		if err := a.markCells(m); err != nil {
			return err
		}
		if err := a.addNotes(m); err != nil {
			return err
		}
		a.pack.set(m.part, applySplices(m.data, m.changes))
	}
	return nil
}
