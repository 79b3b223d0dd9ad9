package tape_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/ipabs/ipabs/pool/tape"
)

// page is a sheet of a workbook that a test builds: a name and rows of values.
type page struct {
	name string
	rows [][]any
}

// tester is what a test, a benchmark, a fuzz target and a property have in common.
type tester interface {
	Helper()
	Fatal(args ...any)
}

// workbook builds an .xlsx file in memory.
func workbook(t tester, pages ...page) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	for i, p := range pages {
		if i == 0 {
			must(t, f.SetSheetName("Sheet1", p.name))
		} else {
			_, err := f.NewSheet(p.name)
			must(t, err)
		}
		for n, row := range p.rows {
			cell, err := excelize.CoordinatesToCellName(1, n+1)
			must(t, err)
			must(t, f.SetSheetRow(p.name, cell, &row))
		}
	}
	var out bytes.Buffer
	must(t, f.Write(&out))
	return out.Bytes()
}

func must(t tester, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// read reads a file that a test made, and fails the test when it is refused as a whole.
func read(t testing.TB, name string, data []byte, o tape.Options) *tape.Result {
	t.Helper()
	result, err := tape.Read(context.Background(), name, bytes.NewReader(data), o)
	if err != nil {
		t.Fatalf("refused: %v", err)
	}
	expectKnown(t, result.Findings)
	return result
}

// expectCodes compares the codes of all findings, in their order, with those wanted. How cells are
// written, where that loses nothing, has a test of its own (TestFormatsAndMistakes).
func expectCodes(t testing.TB, r *tape.Result, want ...string) {
	t.Helper()
	var got []string
	for f := range r.Findings.All() {
		if f.Code != "cell.notation" && f.Code != "cell.nothing" {
			got = append(got, f.Code)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("codes\n%q, want\n%q; findings:\n%s", got, want, lines(r))
	}
}

// expectFinding looks for a finding with the severity, code, place, seen and taken of want.
func expectFinding(t testing.TB, r *tape.Result, want tape.Finding) {
	t.Helper()
	for f := range r.Findings.All() {
		if f.Severity == want.Severity && f.Code == want.Code && f.Row == want.Row && f.Column == want.Column && f.Header == want.Header && f.Seen == want.Seen && f.Taken == want.Taken &&
			(want.Sheet == "" || f.Sheet == want.Sheet) {
			return
		}
	}
	t.Errorf("no finding like %+v among\n%s", want, lines(r))
}

// lines gives all findings, one per line.
func lines(r *tape.Result) string {
	var b strings.Builder
	for f := range r.Findings.All() {
		b.WriteString(f.Severity.String() + ": " + f.String() + "\n")
	}
	return b.String()
}
