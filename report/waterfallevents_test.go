package report

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/tranche"
)

// recomputes are the templates whose workbooks another program computes again: with fees of every form,
// ledgers, swaps, puts and an interim yield among them.
var recomputes = map[string]bool{"template-standard.deal.json": true, "template-banktrust.deal.json": true, "template-sequential.deal.json": true, "template-revolving.deal.json": true}

// allAgree looks at the verdict over all checks of a workbook.
func allAgree(t *testing.T, what string, data []byte) {
	t.Helper()
	rows := raw(t, opened(t, data), sheetCover)
	if got := cellOf(rows, coverValue, rowOf(t, rows, 1, "结果")); got != agrees {
		t.Errorf("%s: the checks say %q", what, got)
	}
}

// Every template makes a workbook: of deals with tests, events, calls, purchases, ledgers and deposits.
func TestEveryTemplateMakesAWorkbook(t *testing.T) {
	paths, err := filepath.Glob("../testdata/template-*.deal.json")
	if err != nil || len(paths) == 0 {
		t.Fatal("no templates", err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			file, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			deal, err := tranche.Read(file)
			if err != nil {
				t.Fatal(err)
			}
			collected, ok := deal.Illustration()
			if !ok {
				t.Fatal("no illustration")
			}
			result := must[*tranche.Result](t)(deal.Run(collected))
			c := Content{Generated: calendar.MustNew(2024, 7, 1), Collections: collected, Deal: deal, Result: result}
			data := written(t, c)
			allAgree(t, "with the collections given", data)
			c.Collections = nil // those that the deal paid out: with what was bought, until the pool was bought back
			allAgree(t, "with the collections paid out", written(t, c))
			if soffice, err := exec.LookPath("soffice"); err == nil && !testing.Short() && recomputes[filepath.Base(path)] {
				if n := compared(t, soffice, data); n < 100 {
					t.Errorf("only %d formulas were compared", n)
				}
			}
		})
	}
}
