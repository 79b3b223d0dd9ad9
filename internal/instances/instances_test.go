package instances_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ipabs/ipabs/internal/certify"
	"github.com/ipabs/ipabs/internal/instances"
	"github.com/ipabs/ipabs/internal/miqp"
)

// open opens a file of the shared data, or skips the test.
func open(t testing.TB, name ...string) *os.File {
	t.Helper()
	f, err := os.Open(filepath.Join(append([]string{"..", "..", "..", "shared", "data"}, name...)...))
	if err != nil {
		t.Skipf("the public instances are not beside this checkout: %v", err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func orlib(t testing.TB, k int) instances.ORLibrary {
	t.Helper()
	o, err := instances.ReadORLibrary(open(t, "orlib", fmt.Sprintf("port%d.txt", k)))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// few is at most ten assets, each of at least 1 %, at the mean of all means.
func few(t testing.TB, o instances.ORLibrary) *miqp.Problem {
	t.Helper()
	n := len(o.Mean)
	d, err := instances.Split(n, o.Covariance)
	if err != nil {
		t.Fatal(err)
	}
	p := instances.Problem{Covariance: o.Covariance, Diagonal: d, Mean: o.Mean, Lot: make([]float64, n), Upper: make([]float64, n), Most: 10}
	for i, v := range o.Mean {
		p.Lot[i], p.Upper[i] = 0.01, 1
		p.Target += v / float64(n)
	}
	m, err := p.MIQP()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestORLibraryWithFewAssets(t *testing.T) {
	for k := 1; k <= 5; k++ {
		t.Run(fmt.Sprintf("port%d", k), func(t *testing.T) {
			p := few(t, orlib(t, k))
			start := time.Now()
			r, err := miqp.Solve(context.Background(), p, miqp.Settings{Time: 10 * time.Second})
			if err != nil {
				t.Fatal(err)
			}
			took := time.Since(start)
			if err := certify.Check(p, &r); err != nil {
				t.Fatal(err)
			}
			t.Logf("%v: %.8g, gap %.2g, %d nodes, %v", r.Status, r.Objective, r.Gap, r.Nodes, took)
		})
	}
}

func TestPard200(t *testing.T) {
	all, err := instances.ReadPard(open(t, "pard", "mv.tar.gz"), "pard200_a")
	if err != nil {
		t.Fatal(err)
	}
	for name, p := range all {
		for kind, d := range p.Diagonals {
			if !strings.Contains(kind, os.Getenv("KIND")) {
				continue
			}
			m, err := instances.Problem{Covariance: p.Covariance, Diagonal: d, Mean: p.Mean, Lot: p.Lot, Upper: p.Upper, Target: p.Target}.MIQP()
			if err != nil {
				t.Log(name, kind, err)
				continue
			}
			start := time.Now()
			r, err := miqp.Solve(context.Background(), m, miqp.Settings{Time: 10 * time.Second})
			if err != nil {
				t.Fatal(err)
			}
			took := time.Since(start)
			if err := certify.Check(m, &r); err != nil {
				t.Fatal(err)
			}
			t.Logf("%s %s %v: %.8g bound %.8g, gap %.2g, %d nodes, %v", name, kind, r.Status, r.Objective, r.Bound, r.Gap, r.Nodes, took)
		}
	}
}
