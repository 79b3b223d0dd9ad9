package miqp

import "math"

// cutoff is the bound from which a box needs no further search.
func (s *solver) cutoff() float64 {
	if math.IsInf(s.objective, 1) {
		return s.objective
	}
	return s.objective - math.Max(s.gap*(1-1e-6)*math.Max(s.unit, math.Abs(s.objective)), s.eager*(s.objective-s.below))
}

// within is the absolute gap asked for, measured at the best value known.
func (s *solver) within(bound float64) float64 {
	v := s.objective
	if math.IsInf(v, 1) {
		v = bound
	}
	return s.gap * math.Max(s.unit, math.Abs(v))
}

// consider takes a solution of the view if it is feasible and better than the best. Shares next to a
// limit are put there, and variables that a row defines are computed from it.
func (s *solver) consider(z []float64) bool {
	x := make([]float64, s.p.N)
	for i, v := range z {
		low, high := s.p.Lot[i], s.p.Upper[i]
		switch {
		case v <= integral*high:
			v = 0
		case v < low:
			if v < low*(1-1e-6) {
				return false
			}
			v = low
		case v > high*(1-integral):
			v = high
		}
		x[i] = v
	}
	for _, d := range s.derived {
		d.set(s.p.Problem, x)
	}
	if s.p.residual(x) > 10*tolerance || s.p.value(x) >= s.objective+math.Abs(s.objective)*1e-12 {
		return false
	}
	return s.adopt(s.p.amounts(x))
}

// adopt takes a solution of the whole problem if it is feasible and better than the best.
func (s *solver) adopt(x []float64) bool {
	for _, d := range s.owned {
		d.set(s.whole.Problem, x)
	}
	if s.whole.residual(x) > tolerance {
		return false
	}
	value := s.whole.value(x)
	if value >= s.objective {
		return false
	}
	s.best, s.objective = x, value
	s.report()
	return true
}

// closed tells whether the best solution is within the gap of the root's bound.
func (s *solver) closed() bool { return s.best != nil && s.floor >= s.cutoff() }

// chosen tells whether the best solution has a variable of the view.
func (s *solver) chosen(i int) bool { return s.best != nil && s.best[s.p.vars[i]] > 0 }

func (s *solver) report() {
	if s.s.Progress != nil {
		s.s.Progress(Progress{Nodes: s.nodes, Open: len(s.tree.open), Objective: s.objective, Bound: s.bound()})
	}
}

// bound is the bound proved so far.
func (s *solver) bound() float64 {
	if s.root.lambda == nil {
		return math.Inf(-1)
	}
	return math.Min(s.objective, s.tree.bound(s.floor))
}
