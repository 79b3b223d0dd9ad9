package miqp

import (
	"math"
	"sort"
)

const (
	// repairCore and improveCore limit the variables that the swap search moves, those first whose choice
	// is cheapest to reverse at the current multipliers.
	repairCore, improveCore = 60, 400
)

// start begins from a solution of the caller's, in terms of the whole problem, before anything is decided.
func (s *solver) start(z []float64) {
	if s.consider(z) || s.swap == nil {
		return
	}
	x := make([]bool, s.p.N)
	for i, v := range z {
		x[i] = !s.swap.owners[i] && v > 0.5*s.p.Upper[i]
	}
	s.swap.set(x)
	var core []int
	for i := range x {
		if !s.swap.owners[i] {
			core = append(core, i)
		}
	}
	if len(core) > improveCore {
		core = core[:improveCore]
	}
	if s.swap.repair(core, s.outOfTime) {
		s.consider(s.swap.amounts())
	}
}

// round makes solutions out of that of the program: shares above a few thresholds are in, what that
// breaks is repaired, and swaps improve it.
func (s *solver) round(thorough bool) {
	if s.swap == nil {
		s.roundAmounts()
		return
	}
	s.p.evaluate(s.m.multipliers(), false, s.box, &s.l)
	core := s.cheapest(repairCore)
	wide := core
	if thorough || math.IsInf(s.objective, 1) {
		wide = s.cheapest(improveCore)
	}
	thresholds := []float64{0.5}
	if thorough {
		thresholds = []float64{0.5, 0.2, 0.8}
	}
	x := make([]bool, s.p.N)
	for _, t := range thresholds {
		if s.outOfTime() {
			return
		}
		for i := range x {
			x[i] = !s.swap.owners[i] && s.m.y[i] > t
		}
		s.swap.set(x)
		if !s.swap.repair(core, s.outOfTime) {
			continue
		}
		s.swap.improve(wide, s.outOfTime)
		s.consider(s.swap.amounts())
	}
	if thorough && s.best != nil {
		for i := range x {
			x[i] = !s.swap.owners[i] && s.chosen(i)
		}
		s.swap.set(x)
		s.swap.improve(wide, s.outOfTime)
		s.consider(s.swap.amounts())
	}
}

// cheapest lists the open variables whose choice is cheapest to reverse.
func (s *solver) cheapest(limit int) []int {
	var list []int
	for i, c := range s.box {
		if c == open && !s.swap.owners[i] {
			list = append(list, i)
		}
	}
	cost := s.l.diff
	sort.SliceStable(list, func(a, b int) bool { return math.Abs(cost[list[a]]) < math.Abs(cost[list[b]]) })
	if len(list) > limit {
		list = list[:limit]
	}
	return list
}

// roundAmounts decides every variable as the program's solution leans and lets the program find the
// amounts.
func (s *solver) roundAmounts() {
	basis := s.m.lp.Basis()
	z, y := append([]float64(nil), s.m.z...), append([]float64(nil), s.m.y...)
	var fixed []int
	for i, c := range s.box {
		if c != open || s.p.Lot[i] == 0 {
			continue
		}
		inside := y[i] > 0.5
		if !s.m.single(i) && len(s.m.counts[i]) == 0 {
			inside = z[i] > 0.5*s.p.Lot[i]
		}
		s.m.fix(i, choiceOf(inside))
		fixed = append(fixed, i)
	}
	if r := s.relax(relaxation{bound: math.Inf(-1)}, 12, true); !r.empty && !r.failed {
		s.consider(s.m.z)
	}
	for _, i := range fixed {
		s.m.fix(i, open)
	}
	s.m.lp.SetBasis(basis)
	copy(s.m.z, z)
	copy(s.m.y, y)
}
