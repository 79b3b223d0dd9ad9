package tape_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/pool/tape"
)

func TestFindingsAsJSONComeBack(t *testing.T) {
	want := read(t, "a.csv", loans(loanHeader, "A1,<甲>公司,100,5%,2026年2月30日,后付", "=1+1,乙公司,１００,5%,2026-03-01,后付"), quiet).Findings
	var out bytes.Buffer
	must(t, want.WriteJSON(&out))
	var got struct {
		Schema                  string
		Errors, Warnings, Infos int
		ByCode                  []tape.CodeCount `json:"by_code"`
		Findings                tape.Findings
	}
	must(t, json.Unmarshal(out.Bytes(), &got))
	if got.Schema != tape.FindingsSchema || got.Errors != 1 || got.Errors+got.Warnings+got.Infos != len(want) || len(got.ByCode) != len(want.CountByCode()) {
		t.Errorf("%+v", got)
	}
	if diff := cmp.Diff(want, got.Findings, cmpopts.IgnoreUnexported(tape.Finding{})); diff != "" {
		t.Error(diff)
	}
	out.Reset()
	must(t, tape.Findings(nil).WriteJSON(&out))
	if !strings.Contains(out.String(), `"findings": []`) {
		t.Errorf("%s", out.String())
	}
}

// What spreadsheet programs, or some of them, evaluate when they open a text file.
func TestFindingsAsCSVHaveNoFormula(t *testing.T) {
	for _, seen := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u200b=1", "＝1+1", "＋1", "－1", "＠x", "'=1"} {
		var out bytes.Buffer
		must(t, tape.Findings{{Code: "date.invalid", Seen: seen, Sheet: seen, Header: seen}}.WriteCSV(&out))
		rows, err := csv.NewReader(&out).ReadAll()
		must(t, err)
		for _, i := range []int{3, 6, 7} {
			if cell := rows[1][i]; !strings.HasPrefix(cell, "'") || !strings.HasSuffix(cell, strings.ReplaceAll(seen, "\r\n", "\n")) {
				t.Errorf("%q is written as %q", seen, cell)
			}
		}
	}
}

func TestFindingsAsCSVComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := tape.Finding{Severity: tape.Severity(rapid.IntRange(0, 2).Draw(t, "severity")), Code: "x.y", File: "a.csv", Row: rapid.IntRange(0, 99).Draw(t, "row"),
			Seen: strings.ReplaceAll(rapid.String().Draw(t, "seen"), "\r", ""), Message: "m,\"n\""}
		var out bytes.Buffer
		must(t, tape.Findings{f, f}.WriteCSV(&out))
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), "\ufeff"))).ReadAll()
		must(t, err)
		if len(rows) != 3 || len(rows[0]) != 12 || rows[0][0] != "severity" || rows[2][0] != f.Severity.String() || strings.TrimPrefix(rows[2][7], "'") != strings.TrimPrefix(f.Seen, "'") || rows[1][10] != f.Message {
			t.Fatalf("%q", rows)
		}
	})
}

func TestFindingsAsTextKeepTheTerminalSafe(t *testing.T) {
	var out bytes.Buffer
	must(t, tape.Findings{{Code: "date.invalid", Sheet: "清单", Row: 3, Column: "B", Seen: "\x1b[2J\u202egone\nnext", Message: "there is no such day"}}.WriteText(&out))
	if strings.ContainsAny(out.String(), "\x1b\u202e") || strings.Count(out.String(), "\n") != 9 {
		t.Errorf("%q", out.String())
	}
}

// fullDisk takes no byte.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

var errFull = errors.New("the disk is full")

func TestFindingsTellWhenTheyCannotBeWritten(t *testing.T) {
	list := tape.Findings{{Code: "date.invalid"}}
	if err := list.WriteText(fullDisk{}); !errors.Is(err, errFull) {
		t.Errorf("text: %v", err)
	}
	if err := list.WriteJSON(fullDisk{}); !errors.Is(err, errFull) {
		t.Errorf("JSON: %v", err)
	}
	if err := list.WriteCSV(fullDisk{}); !errors.Is(err, errFull) {
		t.Errorf("CSV: %v", err)
	}
}

func ExampleFindings_WriteText() {
	result, err := tape.Read(context.Background(), "candidates.csv", strings.NewReader(candidates), tape.Options{})
	if err != nil {
		panic(err)
	}
	var errorsOnly tape.Findings
	for f := range result.Findings.With(tape.Error) {
		errorsOnly = append(errorsOnly, f)
	}
	_ = errorsOnly.WriteText(os.Stdout)
	// Output:
	// errors 1, warnings 0, infos 0
	//
	// severity  code          count  meaning
	// ────────  ────────────  ─────  ──────────────────────────────────────────────
	// error     date.invalid      1  the text is no date, or the day does not exist
	//
	// severity  place        header  code          seen           taken  message               advice
	// ────────  ───────────  ──────  ────────────  ─────────────  ─────  ────────────────────  ───────────────────────────────────────────
	// error     row 6 col G  到期日  date.invalid  2021年2月30日         there is no such day  write a day that exists, such as 2024-02-29
}

func ExampleFindings_WriteCSV() {
	list := tape.Findings{{Severity: tape.Error, Code: "date.invalid", File: "a.xlsx", Sheet: "清单", Row: 7, Column: "F", Header: "到期日", Seen: "=A1", Message: "not a date"}}
	var out strings.Builder
	if err := list.WriteCSV(&out); err != nil {
		panic(err)
	}
	os.Stdout.WriteString(strings.TrimPrefix(out.String(), "\ufeff"))
	// Output:
	// severity,code,file,sheet,row,column,header,seen,taken,rule,message,advice
	// error,date.invalid,a.xlsx,清单,7,F,到期日,'=A1,,,not a date,
}
