package perspective

import (
	"math"

	"github.com/ipabs/ipabs/internal/miqp"
)

// value is the objective at z.
func (p *Problem) value(z []float64) float64 {
	sum := p.Constant
	for i, v := range z {
		if v != 0 {
			sum += (dot(p.Q[i*p.N:(i+1)*p.N], z) + p.Linear[i]) * v
		}
	}
	return sum
}

// residual is the largest violation of a row by z, relative to the size of its terms.
func (p *Problem) residual(z []float64) float64 {
	worst := 0.0
	for _, row := range p.Rows {
		sum, size := 0.0, 0.0
		for i, v := range z {
			sum += row.Coef[i] * v
			size += math.Abs(row.Coef[i] * v)
		}
		for _, v := range []struct{ over, limit float64 }{{row.Lo - sum, row.Lo}, {sum - row.Hi, row.Hi}} {
			if v.over > 0 {
				worst = max(worst, v.over/(size+math.Abs(v.limit)))
			}
		}
	}
	return worst
}

// result puts together what the search found.
func (s *search) result(status miqp.Status) Result {
	r := Result{Status: status, X: s.best, Objective: s.objective, Bound: s.least, Nodes: s.nodes, Certificate: s.cert}
	if r.X != nil {
		r.Residual = s.p.residual(r.X)
		r.Bound = min(r.Bound, r.Objective)
	}
	switch {
	case r.X == nil:
		r.Gap = math.Inf(1)
		if status == miqp.Optimal {
			r.Status, r.Gap = miqp.Infeasible, 0
			if !math.IsInf(r.Bound, 1) {
				r.Status = miqp.Failed
			}
		}
	case r.Bound >= r.Objective:
		r.Gap = 0
	case r.Objective == 0:
		r.Gap = math.Inf(1)
	default:
		r.Gap = (r.Objective - r.Bound) / math.Abs(r.Objective)
	}
	if r.Status == miqp.Optimal && r.Gap > s.gap {
		r.Status = miqp.GapLimit
	}
	return r
}

// report tells the caller where the search stands.
func (s *search) report(n *node) {
	if s.s.Progress == nil {
		return
	}
	bound := s.least
	if n != nil {
		bound = min(bound, n.bound)
	}
	if len(s.open) > 0 {
		bound = min(bound, s.open[0].bound)
	}
	s.s.Progress(miqp.Progress{Nodes: s.nodes, Open: len(s.open), Objective: s.objective, Bound: min(bound, s.objective)})
}
