package report

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// An independent spreadsheet program recomputes every formula of the workbook. The values that this
// package stored beside the formulas are taken out first, so that what is read back can only come
// from the other program.
func TestAnotherProgramComputesTheSameValues(t *testing.T) {
	if testing.Short() {
		t.Skip("starts another program")
	}
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("soffice is not installed: formulas are not recomputed by another program")
	}
	if n := compared(t, soffice, written(t, fullContent(t, 40))); n < 1000 {
		t.Errorf("only %d formulas were compared", n)
	}
}

// compared recomputes the formulas of a workbook by the other program and gives their number.
func compared(t *testing.T, soffice string, data []byte) int {
	t.Helper()
	computed := opened(t, recomputed(t, soffice, withoutValues(t, data)))
	stored := opened(t, data)
	formulas := 0
	for _, sheet := range stored.GetSheetList() {
		want := must[[][]string](t)(stored.GetRows(sheet, excelize.Options{RawCellValue: true}))
		got := must[[][]string](t)(computed.GetRows(sheet, excelize.Options{RawCellValue: true}))
		for r := range want {
			for c := range want[r] {
				cell := at(c+1, r+1)
				f := must[string](t)(stored.GetCellFormula(sheet, cell))
				if f == "" {
					continue
				}
				formulas++
				if w, g := want[r][c], cellOf(got, c+1, r+1); !sameValue(w, g) {
					t.Errorf("%s!%s = %s: stored %q, computed %q", sheet, cell, f, w, g)
				}
			}
		}
	}
	t.Logf("%d formulas recomputed", formulas)
	return formulas
}

// sameValue compares numbers to 1e-9 of their size, which is far below a fen of any amount here but
// above the stopping rule of an iteration such as XIRR, and texts exactly.
func sameValue(a, b string) bool {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	if errX != nil || errY != nil {
		return a == b
	}
	return math.Abs(x-y) <= 1e-9*math.Max(1, math.Abs(x))
}

var storedValue = regexp.MustCompile(`(<f>[^<]*</f>)<v>[^<]*</v>`)

// withoutValues takes the stored values out of every cell with a formula.
func withoutValues(t *testing.T, data []byte) []byte {
	t.Helper()
	return rewritten(t, data, func(name string, part []byte) []byte {
		if strings.HasPrefix(name, "xl/worksheets/sheet") {
			return storedValue.ReplaceAll(part, []byte("$1"))
		}
		return part
	})
}

// rewritten passes every part of a zip file through a function.
func rewritten(t *testing.T, data []byte, edit func(name string, part []byte) []byte) []byte {
	t.Helper()
	in := must[*zip.Reader](t)(zip.NewReader(bytes.NewReader(data), int64(len(data))))
	var buf bytes.Buffer
	out := zip.NewWriter(&buf)
	for _, f := range in.File {
		r := must[io.ReadCloser](t)(f.Open())
		part := must[[]byte](t)(io.ReadAll(r))
		_ = r.Close()
		w := must[io.Writer](t)(out.Create(f.Name))
		if _, err := w.Write(edit(f.Name, part)); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// recomputed opens a workbook in the other program and saves it again.
func recomputed(t *testing.T, soffice string, data []byte) []byte {
	t.Helper()
	dir := t.TempDir()
	in := filepath.Join(dir, "in.xlsx")
	if err := os.WriteFile(in, data, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	out := filepath.Join(dir, "out")
	cmd := exec.CommandContext(ctx, soffice, "-env:UserInstallation=file://"+filepath.ToSlash(filepath.Join(dir, "profile")),
		"--headless", "--convert-to", "xlsx", "--outdir", out, in)
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return must[[]byte](t)(os.ReadFile(filepath.Join(out, "in.xlsx")))
}
