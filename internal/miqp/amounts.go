package miqp

import (
	"math"
	"slices"
	"time"
)

const (
	// wholeNodes and wholeGap bound the search among whole amounts.
	wholeNodes, wholeGap = 150, 1e-3
	// polishFrom is the number of variables that are in from which their amounts are left as they are.
	polishFrom = 1500
)

// hasAmounts tells whether some variable may be in with several amounts.
func (p *Problem) hasAmounts() bool {
	for i, lot := range p.Lot {
		if 0 < lot && lot < p.Upper[i] {
			return true
		}
	}
	return false
}

// wholes looks for a solution of a problem with amounts to choose among those in which every variable is
// all or nothing at the amount that the root's multipliers want of it: there swaps, cores and blocks of
// several variables serve. What it finds has then its amounts chosen anew. It proves nothing.
func (s *solver) wholes() {
	if s.tried || !s.whole.hasAmounts() || s.outOfTime() {
		return
	}
	s.tried = true
	var l lagrangian
	s.whole.evaluate(s.p.widen(s.root), false, make([]choice, s.whole.N), &l)
	p := *s.whole.Problem
	p.Lot, p.Upper = slices.Clone(p.Lot), slices.Clone(p.Upper)
	for i, lot := range p.Lot {
		if 0 < lot && lot < p.Upper[i] {
			p.Lot[i], p.Upper[i] = l.at[i], l.at[i]
		}
	}
	set := Settings{Gap: math.Max(s.gap, wholeGap), Nodes: s.limited(wholeNodes), Workers: s.s.Workers}
	if !s.deadline.IsZero() {
		set.Time = max(time.Until(s.deadline)/2, time.Millisecond)
	}
	r, err := Solve(s.ctx, &p, set)
	s.nodes += r.Nodes
	if err != nil || r.X == nil {
		return
	}
	s.adopt(r.X)
	s.polish()
}

// limited is a number of nodes, or what is left of those that the search may look at.
func (s *solver) limited(nodes int) int {
	if left := s.share(1); left > 0 {
		return min(nodes, left)
	}
	return nodes
}

// polish chooses the amounts of the best solution anew: what is in stays in, and what is out stays out.
func (s *solver) polish() {
	if s.best == nil || s.outOfTime() {
		return
	}
	box := make([]choice, s.whole.N)
	count := 0
	for i, v := range s.best {
		if s.whole.Lot[i] == 0 {
			continue
		}
		if box[i] = choiceOf(v > 0); v > 0 {
			count++
		}
	}
	if count > polishFrom {
		return
	}
	c := s.child(box)
	c.program()
	r := c.relax(relaxation{bound: math.Inf(-1)}, 20, true)
	if !r.empty && !r.failed && r.mult.lambda != nil && c.consider(c.m.z) && c.objective < s.objective {
		s.adopt(c.best)
	}
}
