package instances_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ipabs/ipabs/internal/certify"
	"github.com/ipabs/ipabs/internal/instances"
	"github.com/ipabs/ipabs/internal/miqp"
)

var long = flag.Bool("long", false, "let the hard public instances run for a minute each")

func limit() time.Duration {
	if *long {
		return time.Minute
	}
	return 3 * time.Second
}

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
			if k > 1 && k < 5 && !*long {
				t.Skip("hard: -long tries for a minute")
			}
			p := few(t, orlib(t, k))
			start := time.Now()
			r, err := miqp.Solve(context.Background(), p, miqp.Settings{Time: limit()})
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

// TestPard holds the bounds found against the published ones; without -long one instance for three
// seconds, with it all ten.
func TestPard200(t *testing.T) {
	prefix := "pard200_a"
	if *long {
		prefix = "pard200"
	}
	all, err := instances.ReadPard(open(t, "pard", "mv.tar.gz"), prefix)
	if err != nil {
		t.Fatal(err)
	}
	published := map[string]float64{"pard200_a": 185.999197}
	names := slices.Sorted(maps.Keys(all))
	for _, name := range names {
		p := all[name]
		m, err := instances.Problem{Covariance: p.Covariance, Diagonal: p.Diagonals["s"], Mean: p.Mean, Lot: p.Lot, Upper: p.Upper, Target: p.Target}.MIQP()
		if err != nil {
			t.Fatal(name, err)
		}
		start := time.Now()
		r, err := miqp.Solve(context.Background(), m, miqp.Settings{Time: limit()})
		if err != nil {
			t.Fatal(err)
		}
		took := time.Since(start)
		if err := certify.Check(m, &r); err != nil {
			t.Fatal(err)
		}
		t.Logf("%s %v: %.8g, bound %.8g, gap %.2g, %d nodes, %v", name, r.Status, r.Objective, r.Bound, r.Gap, r.Nodes, took)
		if want, known := published[name]; known && (r.Bound > want*(1+1e-6) || r.Objective < want*(1-1.1e-4)) {
			t.Errorf("%s: from %g to %g, published %g", name, r.Bound, r.Objective, want)
		}
	}
}

func TestSplitLeavesAPositiveMatrix(t *testing.T) {
	q := []float64{4, 1, 0.5, 1, 3, 0.2, 0.5, 0.2, 2}
	d, err := instances.Split(3, q)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for i, v := range d {
		sum += v
		q[i*3+i] -= v
	}
	if _, err := instances.Factor(3, q); err != nil || sum < 6 {
		t.Errorf("diagonal %v: %v", d, err)
	}
	if _, err := instances.Split(2, []float64{1, 2, 2, 1}); !errors.Is(err, instances.ErrNotPositive) {
		t.Errorf("an indefinite matrix: %v", err)
	}
}

func FuzzReadORLibrary(f *testing.F) {
	f.Add("2\n.1 .2\n.1 .3\n1 1 1\n1 2 .5\n2 2 1\n")
	f.Add("1\n")
	f.Add("x")
	f.Fuzz(func(t *testing.T, text string) {
		o, err := instances.ReadORLibrary(strings.NewReader(text))
		if n := len(o.Mean); err == nil && len(o.Covariance) != n*n {
			t.Errorf("%d means, %d covariances", n, len(o.Covariance))
		}
	})
}
