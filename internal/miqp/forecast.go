package miqp

import (
	"math"

	"github.com/ipabs/ipabs/internal/factorqp"
)

const (
	// manyVariables is the size from which an interior point method goes before the simplex method: its
	// multipliers already tell nearly every variable where to be.
	manyVariables = 1200
	// manyRows is the number of factors and rows whose Newton system is still worth its time.
	manyRows = 3000
	// forecastTolerance is how well multipliers are worth to be known before sifting.
	forecastTolerance = 1e-4
)

// forecast takes the multipliers of the root of a problem of many variables from an interior point
// method.
func (s *solver) forecast() {
	p := s.p.shape
	if p.N < manyVariables {
		return
	}
	q := s.envelope()
	if q.K+q.M > manyRows {
		return
	}
	r, err := factorqp.Solve(s.ctx, q, factorqp.Settings{Tolerance: forecastTolerance})
	if err != nil || r.Status == factorqp.Failed || s.outOfTime() {
		return
	}
	mult := s.forecastMultipliers(r)
	s.p.evaluate(mult, false, s.box, &s.l)
	if b := s.l.bound; !math.IsInf(b, 0) && !math.IsNaN(b) {
		s.root, s.floor = mult, b
	}
}

// envelope is the problem without the choices: the cost of a lot is a line, and the square of a factor
// inside a block the sum of the squares of its parts.
func (s *solver) envelope() *factorqp.Problem {
	p := s.p.shape
	q := &factorqp.Problem{
		N: p.N, M: p.rowCount(),
		Loadings: make([][]factorqp.Entry, p.N), Rows: make([][]factorqp.Entry, p.N),
		Diagonal: make([]float64, p.N), Linear: make([]float64, p.N), Lower: make([]float64, p.N), Upper: p.Upper,
	}
	at := make([]int, p.K)
	for j, inner := range p.inner {
		if !inner {
			at[j] = q.K
			q.K++
		}
	}
	for i, loadings := range p.Factors {
		own := p.Diagonal[i]
		for _, e := range loadings {
			if p.inner[e.Col] {
				own += e.Val * e.Val
			} else {
				q.Loadings[i] = append(q.Loadings[i], factorqp.Entry{At: at[e.Col], Val: e.Val})
			}
		}
		q.Linear[i], q.Diagonal[i] = p.Linear[i], own
		if p.Lot[i] > 0 {
			// A line up to the lot, a parabola beyond: as an estimate the line serves throughout.
			q.Linear[i], q.Diagonal[i] = p.Linear[i]+own*p.Lot[i], 0
		}
	}
	for r := range p.rowCount() {
		row := p.row(r)
		for _, e := range row.Coef {
			v := e.Val
			if r >= len(p.Rows) {
				if p.Lot[e.Col] == 0 || p.Upper[e.Col] == 0 {
					continue // may count without an amount, so that it need not count here
				}
				v /= p.Upper[e.Col]
			}
			q.Rows[e.Col] = append(q.Rows[e.Col], factorqp.Entry{At: r, Val: v})
		}
		q.Lo, q.Hi = append(q.Lo, row.Lo), append(q.Hi, row.Hi)
	}
	return q
}

// forecastMultipliers reads multipliers off a solution of the envelope.
func (s *solver) forecastMultipliers(r *factorqp.Result) multipliers {
	p := s.p.shape
	all := make([]float64, p.K+p.rowCount())
	mult := multipliers{all[:p.K:p.K], all[p.K:]}
	k := 0
	for j, inner := range p.inner {
		if !inner {
			mult.mu[j] = r.F[k]
			k++
		}
	}
	for row, y := range r.Y {
		mult.lambda[row] = p.signed(row, -y)
	}
	return mult
}
