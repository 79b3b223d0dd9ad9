package instances_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/ipabs/ipabs/internal/instances"
)

func text(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }

// TestPardAsPublished reads an instance whose return carries a comment, whose means have a second column
// and whose diagonals stand in folders of their own.
func TestPardAsPublished(t *testing.T) {
	files := fstest.MapFS{
		"MV/size/a.txt": text("2\n0.01 7\n0.02 7\n"), "MV/size/a.bds": text("0.3 0.8\n0.2 0.7\n"),
		"MV/size/a.mat": text("2\n1 0\n0 1\n"), "MV/size/a.rho": text("0.017\n//corrected -0.0010.5\n"),
		"MV/diagonals/s/a.diag": text("2\n0.5\n0.6\n"),
	}
	p, err := instances.ReadPard(files, "MV/size/a")
	if err != nil {
		t.Fatal(err)
	}
	if p.Target != 0.017 || p.Mean[1] != 0.02 || p.Lot[1] != 0.2 || p.Upper[0] != 0.8 || len(p.Diagonals) != 1 || p.Diagonals["s"][1] != 0.6 {
		t.Errorf("%+v", p)
	}
	files["MV/size/a.bds"] = text("0.3 0.8\n0.9 0.7\n")
	if _, err := instances.ReadPard(files, "MV/size/a"); err == nil || !strings.Contains(err.Error(), "a.bds line 2: 0.9 to 0.7") {
		t.Errorf("a minimum above the maximum: %v", err)
	}
}

func TestColumns(t *testing.T) {
	rows, err := instances.Columns("f", strings.NewReader("1 2 9\n\n3 4\n"), 2)
	if err != nil || len(rows) != 2 || rows[1][1] != 4 || len(rows[0]) != 2 {
		t.Errorf("%v, %v", rows, err)
	}
	if _, err := instances.Columns("f", strings.NewReader("1 2\n3\n"), 2); err == nil || !strings.Contains(err.Error(), "f line 2") {
		t.Errorf("a short line: %v", err)
	}
}

func FuzzReadORLibrary(f *testing.F) {
	f.Add("2\n.1 .2\n.1 .3\n1 1 1\n1 2 .5\n2 2 1\n")
	f.Add("1\n")
	f.Add("x")
	f.Fuzz(func(t *testing.T, text string) {
		o, err := instances.ReadORLibrary("f", strings.NewReader(text))
		if err != nil {
			return
		}
		if n := len(o.Mean); len(o.Covariance) != n*n {
			t.Errorf("%d means, %d covariances", n, len(o.Covariance))
		}
	})
}
