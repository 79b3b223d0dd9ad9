package tape_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/pool/tape"
)

// throughOffice opens workbooks in another spreadsheet program and saves them again.
func throughOffice(t *testing.T, books ...[]byte) [][]byte {
	t.Helper()
	soffice, err := exec.LookPath("soffice")
	if err != nil || testing.Short() {
		t.Skip("no other spreadsheet program opens the workbooks: soffice is not installed, or the test is to be short")
	}
	dir := t.TempDir()
	args := []string{"-env:UserInstallation=file://" + filepath.ToSlash(filepath.Join(dir, "profile")), "--headless", "--convert-to", "xlsx", "--outdir", filepath.Join(dir, "out")}
	for i, book := range books {
		name := filepath.Join(dir, fmt.Sprintf("%d.xlsx", i))
		must(t, os.WriteFile(name, book, 0o600))
		args = append(args, name)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	if text, err := exec.CommandContext(ctx, soffice, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	var saved [][]byte
	for i := range books {
		data, err := os.ReadFile(filepath.Join(dir, "out", fmt.Sprintf("%d.xlsx", i)))
		must(t, err)
		saved = append(saved, data)
	}
	return saved
}

// Another program sees the marks and keeps the notes that the desk had; and what it makes of a template
// is the tape that is filled in.
func TestAnotherProgramOpensWhatIsGivenBack(t *testing.T) {
	_, desk := annotated(t, "desk.xlsx", deskBook(t), quiet)
	_, text := annotated(t, "a.csv", loans(loanHeader, `A1,"=HYPERLINK(""http://x"",""y"")",100,5%,2026-02-30,后付`), quiet)
	blank := template(t, pool.KindUnknown)
	saved := throughOffice(t, desk, text, blank)
	t.Run("marks", func(t *testing.T) {
		f := openBook(t, saved[0])
		notes := notesOf(t, f, "清单")
		if got := notes["C4"]; !strings.Contains(got, "旧批注 & <old>") || !strings.Contains(got, "amount.invalid") {
			t.Errorf("C4: %q", got)
		}
		if got := notes["B3"]; !strings.Contains(got, "别的") {
			t.Errorf("B3: %q", got)
		}
		if !strings.Contains(partsOf(t, saved[0])["xl/styles.xml"], "FFF4A7A7") || patternOf(t, f, "清单", "C4") != 1 || patternOf(t, f, "清单", "C3") == 1 {
			t.Error("the colours are lost")
		}
		rows, err := f.GetRows(tape.FindingsSheet)
		must(t, err)
		if len(rows) < 5 || !strings.HasPrefix(rows[0][0], "检查结果 Findings: desk.xlsx") {
			t.Errorf("%q", rows)
		}
	})
	t.Run("texts", func(t *testing.T) {
		expectNoFormula(t, saved[1])
		if got, _ := openBook(t, saved[1]).GetCellValue("原始数据 Tape", "B2"); !strings.HasPrefix(got, "=HYPERLINK") {
			t.Errorf("B2 is %q", got)
		}
	})
	t.Run("template", func(t *testing.T) {
		rules, err := openBook(t, saved[2]).GetDataValidations("资产清单")
		must(t, err)
		if len(rules) < 12 {
			t.Errorf("%d rules for cells are left", len(rules))
		}
		result := read(t, "a.xlsx", fillIn(t, saved[2], pool.KindUnknown), tape.Options{})
		direct := read(t, "a.xlsx", fillIn(t, blank, pool.KindUnknown), tape.Options{})
		if result.Pool.Fingerprint() != direct.Pool.Fingerprint() {
			t.Error("another pool")
		}
	})
}

// patternOf gives the pattern of the fill of a cell, 1 for a solid one.
func patternOf(t testing.TB, f *excelize.File, sheet, cell string) int {
	t.Helper()
	id, err := f.GetCellStyle(sheet, cell)
	must(t, err)
	style, err := f.GetStyle(id)
	must(t, err)
	return style.Fill.Pattern
}
