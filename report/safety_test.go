package report

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/pool/tape"
	"github.com/ipabs/ipabs/tranche"
)

// Texts that a spreadsheet would run, repair, cut or choke on.
var hostile = []string{
	`=HYPERLINK("http://example.com","x")`, `=1+1`, `+1+1`, `-2+3`, `@SUM(A1)`, "\t=1+1", "\r=1+1", `=cmd|' /C calc'!A0`, `'=1+1`,
	`<script>&amp;</script>`, `]]>`, `_x0041_`, ` leading and trailing `, "two\nlines", `"quoted" & 'quoted'`, `{=1+1}`, `1E5`, `0123`, `2024-01-01`, `TRUE`,
}

func TestTextsOfTheTapeNeverBecomeFormulas(t *testing.T) {
	for _, text := range hostile {
		t.Run(text, func(t *testing.T) {
			spec := poolSpec(3)
			spec.Contracts[0].Source, spec.Contracts[0].Tags = text, []string{text}
			spec.Parties[0].Name, spec.Parties[0].Group, spec.Parties[0].Rating = text, text, text
			p := must[*pool.Pool](t)(spec.Resolve())
			c := Content{Title: text, Generated: generated, Pool: p, Exposures: exposuresOf(t, p), Notes: []string{text},
				Tape: &tape.Result{File: text, Findings: tape.Findings{{Sheet: text, Header: text, Seen: text, Taken: text, Message: text, Rule: text, Advice: text, Code: text}}}}
			f := opened(t, written(t, c))
			seen := 0
			for _, sheet := range f.GetSheetList() {
				for r, row := range must[[][]string](t)(f.GetRows(sheet, excelize.Options{RawCellValue: true})) {
					for col, v := range row {
						if v != text {
							continue
						}
						seen++
						cell := at(col+1, r+1)
						if formula := must[string](t)(f.GetCellFormula(sheet, cell)); formula != "" {
							t.Errorf("%s!%s is the formula %q", sheet, cell, formula)
						}
						if kind := must[excelize.CellType](t)(f.GetCellType(sheet, cell)); kind != excelize.CellTypeInlineString {
							t.Errorf("%s!%s is of type %v, not text", sheet, cell, kind)
						}
					}
				}
			}
			if seen < 10 {
				t.Errorf("the text came back unchanged in %d cells only", seen)
			}
		})
	}
}

// What no cell can hold is shortened, and says so; what XML cannot hold is replaced by the sign for
// that.
func TestTextsThatNoCellCanHold(t *testing.T) {
	long := strings.Repeat("长", maxText+5)
	f := opened(t, written(t, Content{Generated: generated, Tape: &tape.Result{Findings: tape.Findings{{Message: long, Seen: "a\x00b\x0bc\xff", Advice: strings.Repeat("x", maxText)}}}}))
	rows := raw(t, f, sheetFindings)
	row := rowOf(t, rows, 1, "程度") // counts
	row = rowOf(t, rows, row+1, "程度") + 1
	if got := cellOf(rows, 9, row); !strings.HasPrefix(got, "长长长") || !strings.HasSuffix(got, "… (+45 characters)") {
		t.Errorf("a long text ends in %q", got[max(0, len(got)-60):])
	}
	if got := cellOf(rows, 7, row); got != "a\ufffdb\ufffdc\ufffd" {
		t.Errorf("control characters came back as %q", got)
	}
	if got := len(cellOf(rows, 11, row)); got != maxText {
		t.Errorf("a text that just fits came back with %d characters", got)
	}
}

// Names and remarks of any length make no row higher than a spreadsheet allows.
func TestLongNamesAndRemarks(t *testing.T) {
	spec := poolSpec(3)
	name := strings.Repeat("很长的名称 ", 2000)
	spec.Parties[0].Name, spec.Contracts[1].Source = name, name
	p := must[*pool.Pool](t)(spec.Resolve())
	flows := must[*cashflow.Flows](t)(cashflow.Contractual(t.Context(), p, cashflow.Settings{}))
	d := dealSpec(t, p)
	d.Name, d.Assumptions = name, []string{name, name}
	d.Fees[0].Name, d.Waterfalls.Amortising[0].To[0] = name, name
	deal := must[*tranche.Deal](t)(d.Resolve())
	collected, _, err := flows.Collect(deal.CollectionPeriods())
	if err != nil {
		t.Fatal(err)
	}
	c := Content{Title: name, Generated: generated, Pool: p, Exposures: exposuresOf(t, p), Flows: flows, ContractFlows: true,
		Deal: deal, Result: must[*tranche.Result](t)(deal.Run(collected)), Notes: []string{name}}
	rows := raw(t, opened(t, written(t, c)), sheetCover)
	if got := cellOf(rows, coverLeft, 2); got != name {
		t.Errorf("the title came back with %d of %d bytes", len(got), len(name))
	}
}

// An amount of sixteen digits cannot be shown as a number: it is written as text with all its digits,
// takes part in no formula, and the workbook says so.
func TestAmountsBeyondFifteenDigitsAreTexts(t *testing.T) {
	spec := poolSpec(3)
	spec.Contracts[2].Balance = dec("12345678901234.56")
	spec.Contracts[2].Receivable, spec.Contracts[2].Rate = &pool.ReceivableSpec{}, nil
	p := must[*pool.Pool](t)(spec.Resolve())
	c := Content{Generated: generated, Pool: p, Exposures: exposuresOf(t, p)}
	data := written(t, c)
	f := opened(t, data)
	rows := raw(t, f, sheetTape)
	column := columnNamed(t, rows, titleRows+2, "Outstanding principal")
	if got := cellOf(rows, column, titleRows+5); got != "12,345,678,901,234.56" {
		t.Errorf("the amount came back as %q", got)
	}
	if got, want := cellOf(rows, column, titleRows+6), p.Principal().FormatGrouped(money.CNY); got != want {
		t.Errorf("the total came back as %q, want %q", got, want)
	}
	checks := raw(t, f, sheetChecks)
	if text := strings.Join(checks[len(checks)-1], " "); !strings.Contains(text, "fifteen digits") {
		t.Errorf("the sheet of checks does not say that amounts are texts: %q", text)
	}
	for _, sheet := range f.GetSheetList() {
		for r, row := range must[[][]string](t)(f.GetRows(sheet, excelize.Options{RawCellValue: true})) {
			for col := range row {
				cell := at(col+1, r+1)
				if formula := must[string](t)(f.GetCellFormula(sheet, cell)); formula != "" && sheet == sheetConcentration.name() {
					t.Errorf("%s!%s computes with texts: %s", sheet, cell, formula)
				}
			}
		}
	}
}

func TestTheSameContentGivesTheSameBytes(t *testing.T) {
	c := fullContent(t, 40)
	first := written(t, c)
	for _, workers := range []int{1, 2, 7} {
		previous := runtime.GOMAXPROCS(workers)
		again := written(t, fullContent(t, 40))
		runtime.GOMAXPROCS(previous)
		if !bytes.Equal(first, again) {
			t.Errorf("other bytes with GOMAXPROCS=%d", workers)
		}
	}
}

// Every part of the file is well-formed XML, the columns of every sheet come in order, and no date in
// the archive tells when it was written.
func TestThePartsOfTheFile(t *testing.T) {
	data := written(t, fullContent(t, 12))
	in := must[*zip.Reader](t)(zip.NewReader(bytes.NewReader(data), int64(len(data))))
	if in.File[0].Name != "[Content_Types].xml" {
		t.Errorf("the first part is %s", in.File[0].Name)
	}
	for _, f := range in.File {
		if y, m, d := f.Modified.UTC().Date(); y != 1980 || m != 1 || d != 1 {
			t.Errorf("%s is dated %s", f.Name, f.Modified)
		}
		r := must[io.ReadCloser](t)(f.Open())
		decoder := xml.NewDecoder(r)
		last := 0
		for {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
			if e, ok := token.(xml.StartElement); ok && e.Name.Local == "col" && strings.HasPrefix(f.Name, "xl/worksheets/") {
				var col struct {
					Min int `xml:"min,attr"`
					Max int `xml:"max,attr"`
				}
				if err := decoder.DecodeElement(&col, &e); err != nil {
					t.Fatal(err)
				}
				if col.Min != last+1 || col.Max < col.Min {
					t.Errorf("%s: columns %d to %d after %d", f.Name, col.Min, col.Max, last)
				}
				last = col.Max
			}
		}
		_ = r.Close()
	}
}

// failing fails after a number of bytes.
type failing struct{ left int }

var errFull = errors.New("the disk is full")

func (w *failing) Write(p []byte) (int, error) {
	if w.left -= len(p); w.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestAWriterThatFailsIsReported(t *testing.T) {
	c := Content{Generated: generated, Tape: someFindings()}
	for _, after := range []int{0, 100} {
		if err := Workbook(t.Context(), &failing{after}, c); !errors.Is(err, errFull) {
			t.Errorf("after %d bytes: %v", after, err)
		}
	}
}

// listed gives the names in a folder.
func listed(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	for _, e := range must[[]os.DirEntry](t)(os.ReadDir(dir)) {
		names = append(names, e.Name())
	}
	return names
}

func TestAFileIsWrittenWholeOrNotAtAll(t *testing.T) {
	c := Content{Generated: generated, Tape: someFindings()}
	bad := Content{Tape: someFindings()} // no date
	cause := errors.New("the caller has gone")
	gone, cancel := context.WithCancelCause(t.Context())
	cancel(cause)

	t.Run("a new file", func(t *testing.T) {
		dir := t.TempDir()
		path := filepath.Join(dir, "report.xlsx")
		if err := WriteWorkbook(t.Context(), path, c); err != nil {
			t.Fatal(err)
		}
		if got := must[[]byte](t)(os.ReadFile(path)); !bytes.Equal(got, written(t, c)) {
			t.Error("the file holds other bytes than the writer gets")
		}
		if names := listed(t, dir); len(names) != 1 {
			t.Errorf("left behind: %q", names)
		}
		plain := must[*os.File](t)(os.Create(filepath.Join(dir, "plain")))
		_ = plain.Close()
		if got, want := must[os.FileInfo](t)(os.Stat(path)).Mode(), must[os.FileInfo](t)(os.Stat(plain.Name())).Mode(); got != want {
			t.Errorf("mode %v, other new files get %v", got, want)
		}
	})
	t.Run("a file that is replaced keeps its permissions", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "report.xlsx")
		if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := WriteWorkbook(t.Context(), path, c); err != nil {
			t.Fatal(err)
		}
		if mode := must[os.FileInfo](t)(os.Stat(path)).Mode().Perm(); mode != 0o600 {
			t.Errorf("mode %v", mode)
		}
	})
	for _, tt := range []struct {
		situation string
		ctx       context.Context
		content   Content
		want      error
	}{
		{"content that cannot be shown", t.Context(), bad, ErrContent},
		{"a cancelled context", gone, c, cause},
		{"a context cancelled on the way", &countdown{Context: t.Context(), left: 5}, fullContent(t, 40), context.Canceled},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "report.xlsx")
			if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
				t.Fatal(err)
			}
			if err := WriteWorkbook(tt.ctx, path, tt.content); !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
			if got := string(must[[]byte](t)(os.ReadFile(path))); got != "old" {
				t.Errorf("the old file now holds %d bytes", len(got))
			}
			if names := listed(t, dir); len(names) != 1 {
				t.Errorf("left behind: %q", names)
			}
		})
	}
	t.Run("a path that is a folder", func(t *testing.T) {
		dir := t.TempDir()
		path := filepath.Join(dir, "report.xlsx")
		if err := os.Mkdir(path, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := WriteWorkbook(t.Context(), path, c); err == nil {
			t.Error("no error")
		}
		if names := listed(t, dir); len(names) != 1 {
			t.Errorf("left behind: %q", names)
		}
	})
	t.Run("a folder that does not exist", func(t *testing.T) {
		if err := WriteWorkbook(t.Context(), filepath.Join(t.TempDir(), "none", "report.xlsx"), c); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("error %v", err)
		}
	})
}

// countdown is cancelled after it has been asked a number of times.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

func TestACancelledWorkbookWritesNothing(t *testing.T) {
	// Large sheets are kept in temporary files on the way.
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	c := fullContent(t, 3000)
	asked := &countdown{Context: context.Background(), left: 1 << 30}
	if err := Workbook(asked, io.Discard, c); err != nil {
		t.Fatal(err)
	}
	total := 1<<30 - asked.left
	for _, part := range []int{0, 1, total / 3, total / 2, total - 1} {
		var buf bytes.Buffer
		if err := Workbook(&countdown{Context: context.Background(), left: part}, &buf, c); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled after %d of %d: %v", part, total, err)
		}
		if buf.Len() > 0 {
			t.Errorf("cancelled after %d of %d: %d bytes were written", part, total, buf.Len())
		}
		if names := listed(t, dir); len(names) > 0 {
			t.Errorf("cancelled after %d of %d: left behind %q", part, total, names)
		}
	}
}

func TestASheetThatIsFull(t *testing.T) {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	b := &book{ctx: t.Context(), file: f, content: Content{Generated: generated}}
	b.styles = styles{file: f, ids: map[[2]uint8]int{}}
	if err := b.prepare([]sheetID{sheetTape}); err != nil {
		t.Fatal(err)
	}
	p := b.begin(sheetTape, layout{})
	p.skip(excelize.TotalRows - 1)
	p.write(0, cell{"the last row", lookBody, asText})
	if p.err != nil {
		t.Fatalf("the last row: %v", p.err)
	}
	p.write(0, cell{"one too many", lookBody, asText})
	err := p.end()
	var full *SheetFullError
	if !errors.As(err, &full) || full.Sheet != sheetTape.name() {
		t.Errorf("error %v", err)
	}
}
