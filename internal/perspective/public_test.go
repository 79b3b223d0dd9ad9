package perspective_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/ipabs/ipabs/internal/certify"
	"github.com/ipabs/ipabs/internal/instances"
	"github.com/ipabs/ipabs/internal/miqp"
	"github.com/ipabs/ipabs/internal/perspective"
)

var long = flag.Bool("long", false, "solve all public instances, the larger ones for up to ten minutes each")

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

// shares writes the problem of shares that sum to one with a mean of at least target.
func shares(mean, covariance []float64, target float64) *perspective.Problem {
	n := len(mean)
	p := &perspective.Problem{N: n, Q: covariance, Linear: make([]float64, n), Lot: make([]float64, n), Upper: make([]float64, n)}
	one := make([]float64, n)
	for i := range one {
		one[i], p.Upper[i] = 1, 1
	}
	p.Rows = []perspective.Row{{Coef: one, Lo: 1, Hi: 1}, {Coef: mean, Lo: target, Hi: math.Inf(1)}}
	return p
}

// few is at most ten assets, each of at least 1 %, at the mean of all means.
func few(t testing.TB, k int) *perspective.Problem {
	t.Helper()
	o, err := instances.ReadORLibrary("port", open(t, "orlib", fmt.Sprintf("port%d.txt", k)))
	if err != nil {
		t.Fatal(err)
	}
	target := 0.0
	for _, v := range o.Mean {
		target += v / float64(len(o.Mean))
	}
	p := shares(o.Mean, o.Covariance, target)
	p.Most = 10
	for i := range p.Lot {
		p.Lot[i] = 0.01
	}
	return p
}

// solved solves a problem within a time and verifies what comes back.
func solved(t testing.TB, name string, p *perspective.Problem, limit time.Duration) perspective.Result {
	t.Helper()
	start := time.Now()
	r, err := perspective.Solve(context.Background(), p, perspective.Settings{Time: limit})
	if err != nil {
		t.Fatal(name, err)
	}
	took := time.Since(start)
	if err := certify.Dense(p, &r); err != nil {
		t.Fatal(name, err)
	}
	t.Logf("%s %v: %.9g, bound %.9g, gap %.2g, %d nodes, %d diagonals, %v", name, r.Status, r.Objective, r.Bound, r.Gap, r.Nodes, len(r.Certificate.Splits), took.Round(time.Millisecond))
	return r
}

// TestORLibraryWithFewAssets: the values are our own, from searches with two different solvers.
func TestORLibraryWithFewAssets(t *testing.T) {
	for k, want := range map[int]float64{1: 0.00065157865, 2: 0.00014811423, 3: 0.00020686967, 4: 0.00014698115, 5: 0.00030480018} {
		r := solved(t, fmt.Sprintf("port%d", k), few(t, k), 2*time.Minute)
		if r.Status != miqp.Optimal || math.Abs(r.Objective-want) > 1e-4*want {
			t.Errorf("port%d: %v, %g; known %g", k, r.Status, r.Objective, want)
		}
	}
}

// pard opens the archive of mean-variance instances with minimum buy-ins.
func pard(t testing.TB) (fstest.MapFS, map[string]float64) {
	t.Helper()
	zipped, err := gzip.NewReader(open(t, "pard", "mv.tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	for archive := tar.NewReader(zipped); ; {
		header, err := archive.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if header.Typeflag == tar.TypeReg {
			var text bytes.Buffer
			io.Copy(&text, archive)
			files[header.Name] = &fstest.MapFile{Data: text.Bytes()}
		}
	}
	best := map[string]float64{}
	for line := range strings.FieldsFuncSeq(string(files["MV/BestUBLB.txt"].Data), func(r rune) bool { return r == '\r' || r == '\n' }) {
		var name string
		var value float64
		if n, _ := fmt.Sscan(line, &name, &value); n == 2 {
			best[name] = value
		}
	}
	return files, best
}

// TestPard holds what is found against the published values of feasible points, which are within 1e-4 of the optimum:
// without -long two instances of 200 assets, with it thirty of 200, 300 and 400, without a limit on the
// number of assets.
func TestPard(t *testing.T) {
	files, best := pard(t)
	sizes, letters := []int{200}, "dh"
	if *long {
		sizes, letters = []int{200, 300, 400}, "abcdefghij"
	}
	for _, size := range sizes {
		for _, letter := range letters {
			name := fmt.Sprintf("pard%d_%c", size, letter)
			in, err := instances.ReadPard(files, fmt.Sprintf("MV/size%d/%s", size, name))
			if err != nil {
				t.Fatal(err)
			}
			p := shares(in.Mean, in.Covariance, in.Target)
			p.Lot, p.Upper, p.Diagonal = in.Lot, in.Upper, in.Diagonals["s"]
			r := solved(t, name, p, 10*time.Minute)
			want := best[name]
			if r.Bound > want {
				// The published point may miss the return by what its solver took for nothing, 1e-6 as
				// usual (pard200_c: by some 4e-7).
				p.Rows[1].Lo -= 1e-6
				slack := solved(t, name+" with a return less by 1e-6", p, 10*time.Minute)
				if slack.Bound > want || r.Objective > want*(1+2e-4) {
					t.Errorf("%s: from %g to %g, published %g", name, r.Bound, r.Objective, want)
				}
				continue
			}
			if want == 0 || r.Objective < want*(1-1.1e-4) || r.Status == miqp.Optimal && r.Objective > want*(1+1e-4) {
				t.Errorf("%s: from %g to %g, published %g", name, r.Bound, r.Objective, want)
			}
		}
	}
}
