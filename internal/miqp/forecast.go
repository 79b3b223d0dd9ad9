package miqp

import (
	"math"

	"github.com/ipabs/ipabs/internal/factorqp"
)

// manyVariables is the size from which an interior point method goes before the simplex method: its
// multipliers already give a bound, and after fixing what they decide the program has little left to do.
const manyVariables = 3000

// forecast solves the relaxation of a problem of many variables by the interior point method, takes its
// multipliers as those of the root, rounds its solution and decides what is then decided. It tells
// whether it did.
func (s *solver) forecast() bool {
	p := s.p.shape
	if p.N < manyVariables || len(p.Counts) > 0 {
		return false
	}
	q := &factorqp.Problem{
		N: p.N, K: p.K, M: len(p.Rows),
		Loadings: make([][]factorqp.Entry, p.N), Rows: make([][]factorqp.Entry, p.N),
		Diagonal: make([]float64, p.N), Linear: make([]float64, p.N), Lower: make([]float64, p.N), Upper: p.Upper,
	}
	outer := make([]int, p.K) // factors that are inside no block, numbered anew
	q.K = 0
	for j, inner := range p.inner {
		if outer[j] = -1; !inner {
			outer[j] = q.K
			q.K++
		}
	}
	if q.K+len(p.Rows) > 3000 {
		return false // the matrix of the Newton system would be too large
	}
	for i, loadings := range p.Factors {
		own := p.Diagonal[i]
		for _, e := range loadings {
			if j := outer[e.Col]; j >= 0 {
				q.Loadings[i] = append(q.Loadings[i], factorqp.Entry{At: j, Val: e.Val})
			} else {
				// Of the square inside a block, the part of each variable alone.
				own += e.Val * e.Val
			}
		}
		q.Linear[i], q.Diagonal[i] = p.Linear[i], own
		if p.Lot[i] > 0 {
			// The envelope of a lot's cost is a line up to the lot; as an estimate it serves throughout.
			q.Linear[i], q.Diagonal[i] = p.Linear[i]+own*p.Lot[i], 0
		}
	}
	for r, row := range p.Rows {
		for _, e := range row.Coef {
			q.Rows[e.Col] = append(q.Rows[e.Col], factorqp.Entry{At: r, Val: e.Val})
		}
		q.Lo, q.Hi = append(q.Lo, row.Lo), append(q.Hi, row.Hi)
	}
	r, err := factorqp.Solve(s.ctx, q, factorqp.Settings{Tolerance: 1e-7})
	if err != nil || r.Status == factorqp.Failed {
		return false
	}
	all := make([]float64, p.K+len(p.Rows))
	mult := multipliers{all[:p.K:p.K], all[p.K:]}
	for j, k := range outer {
		if k >= 0 {
			mult.mu[j] = r.F[k]
		}
	}
	for row, y := range r.Y {
		mult.lambda[row] = p.signed(row, -y)
	}
	p.evaluate(mult, false, s.box, &s.l)
	if math.IsInf(s.l.bound, 0) || math.IsNaN(s.l.bound) {
		return false
	}
	s.root, s.floor = mult, s.l.bound
	if s.swap != nil {
		s.roundForecast(r.Z)
	}
	s.fixAtRoot()
	return true
}

// roundForecast makes a solution of that of the interior point method.
func (s *solver) roundForecast(z []float64) {
	core := s.core(10 * repairCore)
	x, rows := make([]bool, s.p.N), s.swap.members()
	for _, t := range []float64{0.5, 0.3, 0.7} {
		if s.outOfTime() || s.closed() {
			return
		}
		for i := range x {
			x[i] = !s.swap.owners[i] && z[i] > t*s.p.Upper[i]
		}
		s.swap.set(x)
		s.swap.relieve(s.l.diff, rows)
		if s.swap.repair(core, s.outOfTime) {
			s.swap.improve(core, s.outOfTime)
			s.consider(s.swap.amounts())
		}
	}
}
