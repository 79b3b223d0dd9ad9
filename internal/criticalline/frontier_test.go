package criticalline

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/internal/instances"
)

// orlib reads an instance of J. E. Beasley's OR-Library and its published frontier, and skips the test
// when the data are not there.
func orlib(t testing.TB, k int) (Problem, [][]float64) {
	t.Helper()
	open := func(name string) *os.File {
		f, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", "orlib", name))
		if err != nil {
			t.Skipf("the OR-Library instances are not beside this checkout: %v", err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	o, err := instances.ReadORLibrary("port", open(fmt.Sprintf("port%d.txt", k)))
	if err != nil {
		t.Fatal(err)
	}
	cov, err := NewDense(len(o.Mean), o.Covariance)
	if err != nil {
		t.Fatal(err)
	}
	published, err := instances.Columns("portef", open(fmt.Sprintf("portef%d.txt", k)), 2)
	if err != nil {
		t.Fatal(err)
	}
	return Problem{Mean: o.Mean, Covariance: cov}, published
}

func solve(t interface{ Fatal(...any) }, p Problem) *Frontier {
	f, err := Solve(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// All 10,000 published points: T.-J. Chang, N. Meade, J. E. Beasley, Y. M. Sharaiha, Computers &
// Operations Research 27 (2000). They are printed to ten decimals, which is some 1e-7 of the variance.
func TestPublishedFrontiersOfTheORLibrary(t *testing.T) {
	for k := 1; k <= 5; k++ {
		p, published := orlib(t, k)
		f := solve(t, p)
		worst := 0.0
		for _, want := range published {
			got, ok := f.AtReturn(want[0])
			if !ok {
				got.Variance = f.Corners[0].Variance // the highest return, rounded up in print
			}
			worst = max(worst, math.Abs(got.Variance-want[1])/want[1])
		}
		if len(published) != 2000 || worst > 1e-6 {
			t.Errorf("port%d: %d points, worst relative error %v", k, len(published), worst)
		}
		t.Logf("port%d: %d corners, worst relative error of the variance %.2g", k, len(f.Corners), worst)
	}
}

// optimal checks the conditions of Karush, Kuhn and Tucker at a corner and half-way to the next.
func optimal(t *rapid.T, p Problem, f *Frontier) {
	n := len(p.Mean)
	upper := p.Upper
	lower := p.Lower
	for k := range f.Corners {
		points := []Corner{f.Corners[k]}
		if k+1 < len(f.Corners) {
			b := f.Corners[k+1]
			mid := Corner{To: 0.5 * (f.Corners[k].To + b.From), Weights: mix(f.Corners[k].Weights, b.Weights, 0.5)}
			points = append(points, mid)
		}
		for _, c := range points {
			if math.IsInf(c.To, 1) {
				continue
			}
			x, total := make([]float64, n), 0.0
			var support []int
			for _, w := range c.Weights {
				x[w.Index] = w.Value
				support = append(support, w.Index)
				total += w.Value
			}
			if math.Abs(total-1) > 1e-9 {
				t.Fatalf("weights sum to %v", total)
			}
			g := make([]float64, n)
			p.Covariance.times(g, x, support)
			low, high := math.Inf(-1), math.Inf(1) // of ν
			size := 0.0
			for i := range n {
				g[i] -= c.To * p.Mean[i]
				size = max(size, math.Abs(g[i]))
			}
			for i := range n {
				lo, hi := 0.0, 1.0
				if lower != nil {
					lo, hi = lower[i], upper[i]
				}
				if x[i] < lo-1e-12 || x[i] > hi+1e-12 {
					t.Fatalf("weight %v outside %v to %v", x[i], lo, hi)
				}
				if x[i] > lo+1e-9 {
					low = max(low, g[i])
				}
				if x[i] < hi-1e-9 {
					high = min(high, g[i])
				}
			}
			if low-high > 1e-7*max(size, 1e-3) {
				t.Fatalf("λ = %v: gradient up to %v on what could be less, down to %v on what could be more", c.To, low, high)
			}
		}
		if k > 0 && f.Corners[k].Variance > f.Corners[k-1].Variance*(1+1e-9) {
			t.Fatalf("variance rises from %v to %v", f.Corners[k-1].Variance, f.Corners[k].Variance)
		}
	}
}

// drawProblem draws factors, own variances, means with ties, and bounds. The dense covariance is the same
// matrix.
func drawProblem(t *rapid.T) (factors, dense Problem) {
	n, k := rapid.IntRange(1, 14).Draw(t, "variables"), rapid.IntRange(1, 3).Draw(t, "factors")
	loadings, own := make([]float64, n*k), make([]float64, n)
	for i := range loadings {
		loadings[i] = rapid.Float64Range(-1, 1).Draw(t, "loading")
	}
	entries := make([]float64, n*n)
	mean := make([]float64, n)
	for i := range n {
		own[i] = rapid.Float64Range(0.05, 1).Draw(t, "own")
		mean[i] = rapid.SampledFrom([]float64{0, 0.01, 0.02, 0.021, 0.03, 0.05, -0.01}).Draw(t, "mean")
	}
	for i := range n {
		for j := range n {
			for c := range k {
				entries[i*n+j] += loadings[i*k+c] * loadings[j*k+c]
			}
		}
		entries[i*n+i] += own[i]
	}
	factors, dense = Problem{Mean: mean}, Problem{Mean: mean}
	factors.Covariance, _ = NewFactors(k, loadings, own)
	dense.Covariance, _ = NewDense(n, entries)
	if rapid.Bool().Draw(t, "bounded") {
		lower, upper := make([]float64, n), make([]float64, n)
		for i := range n {
			lower[i] = rapid.Float64Range(0, 0.9/float64(n)).Draw(t, "lower")
			upper[i] = rapid.Float64Range(1.1/float64(n), 1.5).Draw(t, "upper")
		}
		factors.Lower, factors.Upper, dense.Lower, dense.Upper = lower, upper, lower, upper
	}
	return factors, dense
}

func TestEveryCornerIsOptimalInBothForms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		factors, dense := drawProblem(t)
		a, b := solve(t, factors), solve(t, dense)
		optimal(t, factors, a)
		optimal(t, dense, b)
		low, high := a.Corners[len(a.Corners)-1].Return, a.Corners[0].Return
		for _, share := range []float64{0, 0.25, 0.5, 0.75, 1} {
			x, one := a.AtReturn(low + share*(high-low))
			y, other := b.AtReturn(low + share*(high-low))
			if one && other && math.Abs(x.Variance-y.Variance) > 1e-9*(1+x.Variance) {
				t.Fatalf("at %v of the way: variances %v by factors and %v dense", share, x.Variance, y.Variance)
			}
		}
	})
}

func TestAtVarianceUndoesAtReturn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, _ := drawProblem(t)
		f := solve(t, p)
		low, high := f.Corners[len(f.Corners)-1].Return, f.Corners[0].Return
		target := low + rapid.Float64Range(0, 1).Draw(t, "share")*(high-low)
		x, ok := f.AtReturn(target)
		if !ok {
			return
		}
		y, ok := f.AtVariance(x.Variance * (1 + 1e-12))
		if !ok || y.Return < x.Return-1e-6*(1e-3+high-low) || y.Variance > x.Variance*(1+1e-9) {
			t.Fatalf("variance %v has return %v, which has variance %v", x.Variance, y.Return, y.Variance)
		}
	})
}

func TestWhatCannotBeSolved(t *testing.T) {
	unit, _ := NewDense(2, []float64{1, 0, 0, 1})
	flat, _ := NewDense(2, []float64{1, 1, 1, 1})
	for _, tt := range []struct {
		name string
		p    Problem
		want error
	}{
		{"upper bounds that do not reach 1", Problem{Mean: []float64{1, 2}, Covariance: unit, Lower: []float64{0, 0}, Upper: []float64{0.3, 0.3}}, ErrInfeasible},
		{"lower bounds above 1", Problem{Mean: []float64{1, 2}, Covariance: unit, Lower: []float64{0.6, 0.6}, Upper: []float64{1, 1}}, ErrInfeasible},
		{"a mean that is no number", Problem{Mean: []float64{1, math.NaN()}, Covariance: unit}, ErrProblem},
		{"no variables", Problem{}, ErrProblem},
		{"bounds the wrong way round", Problem{Mean: []float64{1, 2}, Covariance: unit, Lower: []float64{0, 1}, Upper: []float64{1, 0}}, ErrProblem},
		{"a singular matrix", Problem{Mean: []float64{1, 2}, Covariance: flat}, ErrNotPositive},
	} {
		_, err := Solve(context.Background(), tt.p)
		if tt.name != "a singular matrix" && !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	if _, err := NewFactors(1, []float64{1, 1}, []float64{1, 0}); !errors.Is(err, ErrNotPositive) {
		t.Errorf("no own variance: %v", err)
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(errors.New("enough"))
	if _, err := Solve(ctx, Problem{Mean: []float64{1, 2}, Covariance: unit}); err == nil || !strings.Contains(err.Error(), "enough") {
		t.Errorf("cancelled: %v", err)
	}
}

func BenchmarkORLibrary(b *testing.B) {
	for k := 1; k <= 5; k++ {
		p, _ := orlib(b, k)
		b.Run(fmt.Sprintf("port%d", k), func(b *testing.B) {
			for b.Loop() {
				solve(b, p)
			}
		})
	}
}

// seeded makes a factor problem of n variables from a small generator.
func seeded(n, k int) Problem {
	state := uint64(1)
	next := func() float64 {
		state = state*6364136223846793005 + 1442695040888963407
		return float64(state>>11) / (1 << 53)
	}
	loadings, own, mean := make([]float64, n*k), make([]float64, n), make([]float64, n)
	for i := range n {
		for c := range k {
			loadings[i*k+c] = 0.2 * (next() + next() - 0.7)
		}
		own[i] = 0.01 + 0.05*next()
		mean[i] = 0.02 + 0.06*next()
	}
	p := Problem{Mean: mean}
	p.Covariance, _ = NewFactors(k, loadings, own)
	return p
}

func BenchmarkFactors(b *testing.B) {
	for _, n := range []int{640, 10_000} {
		p := seeded(n, 20)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			corners := 0
			for b.Loop() {
				corners = len(solve(b, p).Corners)
			}
			b.ReportMetric(float64(corners), "corners")
		})
	}
}
