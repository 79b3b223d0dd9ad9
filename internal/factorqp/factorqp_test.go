package factorqp_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/internal/factorqp"
)

var inf = math.Inf(1)

// optimal holds that a result satisfies the conditions of an optimum, computed from the problem alone.
func optimal(t interface{ Fatalf(string, ...any) }, p *factorqp.Problem, r *factorqp.Result, tol float64) {
	if r.Status != factorqp.Optimal {
		t.Fatalf("status %v after %d steps: primal %g, dual %g, gap %g", r.Status, r.Iterations, r.Primal, r.Dual, r.Gap)
	}
	rows, sizes, value, bound := make([]float64, p.M), make([]float64, p.M), 0.0, 0.0
	for i, z := range r.Z {
		if z < p.Lower[i]-tol || z > p.Upper[i]+tol {
			t.Fatalf("z[%d] = %g is not from %g to %g", i, z, p.Lower[i], p.Upper[i])
		}
		for _, e := range p.Rows[i] {
			rows[e.At] += e.Val * z
			sizes[e.At] = math.Max(sizes[e.At], math.Abs(e.Val))
		}
		value += (p.Diagonal[i]*z + p.Linear[i]) * z
		// The tangent at z of the separable part, minimised over the box, bounds from below.
		bound += -p.Diagonal[i]*z*z + least(r.Reduced[i], p.Lower[i], p.Upper[i])
	}
	for _, f := range r.F {
		value += f * f
		bound -= f * f
	}
	for i, v := range rows {
		if v < p.Lo[i]-tol*(1+sizes[i]) || v > p.Hi[i]+tol*(1+sizes[i]) {
			t.Fatalf("row %d = %g is not from %g to %g", i, v, p.Lo[i], p.Hi[i])
		}
		bound += least(r.Y[i], p.Lo[i], p.Hi[i])
	}
	if math.Abs(value-bound) > tol*(1+math.Abs(value)) {
		t.Fatalf("value %.12g, bound from the multipliers %.12g", value, bound)
	}
}

func least(d, lo, hi float64) float64 {
	limit := lo
	if d < 0 {
		limit = hi
	}
	if d == 0 || math.IsInf(limit, 0) && math.Abs(d) < 1e-5 {
		return 0
	}
	return d * limit
}

func TestRandomProblemsHaveMatchingBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, k, m := rapid.IntRange(1, 12).Draw(t, "n"), rapid.IntRange(0, 4).Draw(t, "k"), rapid.IntRange(0, 5).Draw(t, "m")
		p := &factorqp.Problem{N: n, K: k, M: m}
		whole := func(name string, lo, hi int) float64 { return float64(rapid.IntRange(lo, hi).Draw(t, name)) }
		inside := make([]float64, m) // a point inside, so that there is an optimum
		for range n {
			var loadings, rows []factorqp.Entry
			for j := range k {
				if v := whole("loading", -3, 3); v != 0 {
					loadings = append(loadings, factorqp.Entry{At: j, Val: v})
				}
			}
			lo := whole("lower", -3, 3)
			hi := lo + whole("width", 0, 4)
			z := lo + (hi-lo)*rapid.Float64Range(0.2, 0.8).Draw(t, "inside")
			for i := range m {
				if v := whole("coefficient", -3, 3); v != 0 {
					rows = append(rows, factorqp.Entry{At: i, Val: v})
					inside[i] += v * z
				}
			}
			p.Loadings, p.Rows = append(p.Loadings, loadings), append(p.Rows, rows)
			p.Diagonal, p.Linear = append(p.Diagonal, whole("diagonal", 0, 3)), append(p.Linear, whole("linear", -5, 5))
			p.Lower, p.Upper = append(p.Lower, lo), append(p.Upper, hi)
		}
		for i := range m {
			lo, hi := inside[i]-whole("below", 1, 3), inside[i]+whole("above", 1, 3)
			switch rapid.IntRange(0, 4).Draw(t, "side") {
			case 0:
				lo = -inf
			case 1:
				hi = inf
			case 2:
				lo, hi = inside[i], inside[i]
			}
			p.Lo, p.Hi = append(p.Lo, lo), append(p.Hi, hi)
		}
		r, err := factorqp.Solve(context.Background(), p, factorqp.Settings{})
		if err != nil {
			t.Fatal(err)
		}
		optimal(t, p, r, 1e-6)
	})
}

// pool is a problem of the size and shape of a pool: four loadings, four group rows and four dense rows
// a variable.
func pool(n, k, groups int) *factorqp.Problem {
	rng := rand.New(rand.NewPCG(7, uint64(n)))
	m := groups + 4
	p := &factorqp.Problem{N: n, K: k, M: m, Lo: make([]float64, m), Hi: make([]float64, m)}
	total := 0.3 * float64(n)
	for i := range n {
		a := 0.5 + rng.Float64()
		var loadings, rows []factorqp.Entry
		for _, j := range []int{0, 1 + i%((k-1)/2), 1 + (k-1)/2 + rng.IntN(k-1-(k-1)/2)} {
			loadings = append(loadings, factorqp.Entry{At: j, Val: a * (0.2 + rng.Float64()) / 10})
		}
		for g := range 3 {
			rows = append(rows, factorqp.Entry{At: g*(groups/3) + rng.IntN(groups/3), Val: a})
		}
		for g := range 4 {
			v := a
			if g > 0 {
				v *= rng.Float64()
			}
			rows = append(rows, factorqp.Entry{At: groups + g, Val: v})
		}
		p.Loadings, p.Rows = append(p.Loadings, loadings), append(p.Rows, rows)
		p.Diagonal, p.Linear = append(p.Diagonal, 0), append(p.Linear, a*a*rng.Float64())
		p.Lower, p.Upper = append(p.Lower, 0), append(p.Upper, 1)
	}
	for g := range groups {
		p.Lo[g], p.Hi[g] = -inf, 1.5*total/float64(groups/3)
	}
	p.Lo[groups], p.Hi[groups] = total, 1.01*total
	p.Lo[groups+1], p.Hi[groups+1] = 0.52*total, inf
	p.Lo[groups+2], p.Hi[groups+2] = -inf, 0.5*total
	p.Lo[groups+3], p.Hi[groups+3] = -inf, 0.6*total
	return p
}

func TestPoolShapes(t *testing.T) {
	for _, c := range []struct{ n, k, groups int }{{200, 22, 60}, {1000, 22, 221}, {5000, 22, 90}} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			p := pool(c.n, c.k, c.groups)
			r, err := factorqp.Solve(context.Background(), p, factorqp.Settings{Tolerance: 1e-8})
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%d steps", r.Iterations)
			optimal(t, p, r, 1e-6)
		})
	}
}

func BenchmarkFactorQP(b *testing.B) {
	for _, c := range []struct{ n, k, groups int }{{1000, 22, 221}, {100000, 22, 90}} {
		b.Run(fmt.Sprintf("%dx%d", c.n, c.groups+4), func(b *testing.B) {
			p := pool(c.n, c.k, c.groups)
			for b.Loop() {
				r, err := factorqp.Solve(context.Background(), p, factorqp.Settings{Tolerance: 1e-8})
				if err != nil || r.Status != factorqp.Optimal {
					b.Fatal(err, r.Status)
				}
				b.ReportMetric(float64(r.Iterations), "steps")
			}
		})
	}
}
