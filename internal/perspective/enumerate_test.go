package perspective_test

import (
	"context"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/internal/certify"
	"github.com/ipabs/ipabs/internal/factorqp"
	"github.com/ipabs/ipabs/internal/miqp"
	"github.com/ipabs/ipabs/internal/perspective"
)

// drawn is a random problem of n variables.
func drawn(t *rapid.T, n int) *perspective.Problem {
	between := func(name string, low, high float64) float64 { return rapid.Float64Range(low, high).Draw(t, name) }
	p := &perspective.Problem{N: n, Q: make([]float64, n*n), Linear: make([]float64, n), Lot: make([]float64, n), Upper: make([]float64, n)}
	g := rapid.SliceOfN(rapid.Float64Range(-1, 1), n*n, n*n).Draw(t, "g")
	for i := range n {
		for j := range n {
			for k := range n {
				p.Q[i*n+j] += g[i*n+k] * g[j*n+k]
			}
		}
		p.Q[i*n+i] += between("own", 0.01, 0.5)
		p.Upper[i] = between("upper", 0.2, 1)
		p.Lot[i] = p.Upper[i] * rapid.SampledFrom([]float64{0, 0.1, 0.5, 1}).Draw(t, "lot")
		p.Linear[i] = between("linear", -0.3, 0.3)
	}
	budget, income := perspective.Row{Lo: 0.8, Hi: 0.8}, perspective.Row{Hi: math.Inf(1)}
	for range n {
		budget.Coef = append(budget.Coef, 1)
		income.Coef = append(income.Coef, between("mean", 0.05, 1))
	}
	if rapid.Bool().Draw(t, "range") {
		budget.Hi = 1
	}
	income.Lo = between("target", 0.1, 0.7)
	p.Rows = []perspective.Row{budget, income}
	p.Most = rapid.IntRange(0, n).Draw(t, "most")
	return p
}

// choice is the least value with exactly some variables in, by an interior point method that shares
// nothing with the search.
func choice(p *perspective.Problem, bits int) (float64, bool) {
	n := p.N
	q := &factorqp.Problem{N: n, K: n, M: len(p.Rows), Diagonal: make([]float64, n), Linear: p.Linear, Rows: make([][]factorqp.Entry, n), Loadings: make([][]factorqp.Entry, n)}
	l, inside := make([]float64, n*n), 0
	for j := range n {
		for i := j; i < n; i++ {
			v := p.Q[i*n+j]
			for k := range j {
				v -= l[i*n+k] * l[j*n+k]
			}
			if i == j {
				v = math.Sqrt(v)
			} else {
				v /= l[j*n+j]
			}
			l[i*n+j] = v
			q.Loadings[i] = append(q.Loadings[i], factorqp.Entry{At: j, Val: v})
		}
	}
	for i := range n {
		in := float64(bits >> i & 1)
		inside += bits >> i & 1
		q.Lower, q.Upper = append(q.Lower, in*p.Lot[i]), append(q.Upper, in*p.Upper[i])
		for r, row := range p.Rows {
			q.Rows[i] = append(q.Rows[i], factorqp.Entry{At: r, Val: row.Coef[i]})
		}
	}
	if p.Most > 0 && inside > p.Most {
		return 0, false
	}
	for _, row := range p.Rows {
		q.Lo, q.Hi = append(q.Lo, row.Lo), append(q.Hi, row.Hi)
	}
	r, err := factorqp.Solve(context.Background(), q, factorqp.Settings{})
	return r.Objective + p.Constant, err == nil && r.Status == factorqp.Optimal
}

// TestAgainstEnumeration compares with every choice of in and out.
func TestAgainstEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawn(t, 6)
		r, err := perspective.Solve(context.Background(), p, perspective.Settings{Gap: 1e-7})
		if err != nil {
			t.Fatal(err)
		}
		if err := certify.Dense(p, &r); err != nil {
			t.Fatal(err)
		}
		want := math.Inf(1)
		for bits := range 1 << p.N {
			if v, ok := choice(p, bits); ok {
				want = min(want, v)
			}
		}
		if r.Status != miqp.Optimal && r.Status != miqp.Infeasible {
			t.Fatalf("%v: %g to %g", r.Status, r.Bound, r.Objective)
		}
		if r.Status == miqp.Infeasible && !math.IsInf(want, 1) {
			t.Fatalf("infeasible, but a choice gives %g", want)
		}
		// The interior point method finds no optimum where the rows leave no inside, so it may miss some.
		if r.Objective > want+1e-5*(1+math.Abs(want)) {
			t.Fatalf("objective %g, a choice gives %g", r.Objective, want)
		}
	})
}
