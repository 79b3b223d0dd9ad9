package factorqp

import (
	"context"
	"math"
)

// solver holds the scaled problem and the iterate.
type solver struct {
	p        *Problem
	columns  [][]Entry // factors first, then rows, scaled
	d, q     []float64
	rowSize  []float64
	cost     float64
	z, s     *barrier
	f, v     []float64 // v: multipliers w of the factors, y of the rows
	df, dv   []float64
	r1, r2   []float64 // right sides
	h        []float64 // diagonal of the eliminated variables
	matrix   *cholesky
	residual []float64 // 2Dz + q − Gv − low + high
	off      []float64 // F'z − f and Az − s
}

// Solve minimises the problem. The error is about the problem, or the context.
func Solve(ctx context.Context, p *Problem, settings Settings) (*Result, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	if settings.Tolerance == 0 {
		settings.Tolerance = 1e-9
	}
	if settings.Iterations == 0 {
		settings.Iterations = 100
	}
	s := newSolver(p)
	result := &Result{Status: Limit}
	best := math.Inf(1)
	stalled := 0
	for result.Iterations = 0; ; result.Iterations++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		worst := s.measure(result)
		if worst <= settings.Tolerance {
			result.Status = Optimal
			break
		}
		if math.IsNaN(worst) || stalled > 15 {
			result.Status = Failed
			break
		}
		if stalled++; worst < 0.9*best {
			best, stalled = worst, 0
		}
		if result.Iterations >= settings.Iterations {
			break
		}
		if !s.step() {
			result.Status = Failed
			break
		}
	}
	s.report(result)
	return result, nil
}

// measure computes residuals and gap; it gives the largest of them.
func (s *solver) measure(r *Result) float64 {
	k := s.p.K
	s.times(s.z.x, s.off)
	primal, dual, size := 0.0, 0.0, 1.0
	value := 0.0
	for j, f := range s.f {
		s.off[j] -= f
		primal = max(primal, math.Abs(s.off[j])/(1+math.Abs(f)))
		value += f * f
	}
	for i := range s.s.x {
		s.off[k+i] -= s.s.x[i]
		primal = max(primal, math.Abs(s.off[k+i])/(1+math.Abs(s.s.x[i])))
	}
	for i, x := range s.z.x {
		g := 2*s.d[i]*x + s.q[i]
		size = max(size, math.Abs(g))
		value += (s.d[i]*x + s.q[i]) * x
		for _, e := range s.columns[i] {
			g -= e.Val * s.v[e.At]
		}
		if s.z.fixed(i) {
			s.residual[i] = 0
			continue
		}
		s.residual[i] = g - s.z.low[i] + s.z.high[i]
		dual = max(dual, math.Abs(s.residual[i]))
	}
	for i := range s.s.x {
		if !s.s.fixed(i) {
			dual = max(dual, math.Abs(s.v[k+i]-s.s.low[i]+s.s.high[i]))
		}
	}
	a, _ := s.z.product(0)
	b, _ := s.s.product(0)
	r.Primal, r.Dual, r.Gap = primal, dual/size, (a+b)/(1e-3+math.Abs(value))
	return max(r.Primal, r.Dual, r.Gap)
}

// report writes the iterate in the units of the problem.
func (s *solver) report(r *Result) {
	p := s.p
	r.Z, r.F, r.Y, r.Reduced = append([]float64(nil), s.z.x...), make([]float64, p.K), make([]float64, p.M), make([]float64, p.N)
	for i, z := range r.Z {
		for _, e := range p.Loadings[i] {
			r.F[e.At] += e.Val * z
		}
		r.Objective += (p.Diagonal[i]*z + p.Linear[i]) * z
	}
	for _, f := range r.F {
		r.Objective += f * f
	}
	for j := range r.Y {
		r.Y[j] = s.v[p.K+j] / (s.rowSize[j] * s.cost)
	}
	for i, z := range r.Z {
		g := 2*p.Diagonal[i]*z + p.Linear[i]
		for _, e := range p.Loadings[i] {
			g += 2 * e.Val * r.F[e.At]
		}
		for _, e := range p.Rows[i] {
			g -= e.Val * r.Y[e.At]
		}
		r.Reduced[i] = g
	}
}
