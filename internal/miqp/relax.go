package miqp

import (
	"math"
	"time"

	"github.com/ipabs/ipabs/internal/simplex"
)

func (s *solver) outOfTime() bool {
	return s.ctx.Err() != nil || !s.deadline.IsZero() && time.Now().After(s.deadline)
}

// program makes the program of the view.
func (s *solver) program() {
	s.m = newMaster(s.p.shape, s.box, s.tangentsFor)
	s.m.lp.Stop = s.outOfTime
}

// relaxation is what a node's program gave.
type relaxation struct {
	bound  float64
	mult   multipliers
	empty  bool // mult is a Farkas proof
	failed bool
	err    float64 // what refinement could still add to the bound, roughly
}

// relax solves the program over the current box and refines it, as long as that may close the box and
// for so many rounds. inherited is the bound that the box has already.
func (s *solver) relax(inherited relaxation, rounds int, thorough bool) relaxation {
	best := inherited
	for round := 0; ; round++ {
		r := s.m.solve(simplex.NoLimit)
		switch r.Status {
		case simplex.Infeasible:
			if mult := s.m.farkas(r.Ray, &s.l); mult != nil {
				return relaxation{bound: math.Inf(1), mult: *mult, empty: true}
			}
			if s.m.completeAll() {
				continue
			}
			best.failed = true
			return best
		case simplex.Optimal:
		case simplex.Stopped:
			// Out of time; the multipliers on the way give a bound all the same.
			mult := s.m.multipliers()
			s.p.evaluate(mult, false, s.box, &s.l)
			if s.l.bound > best.bound || best.mult.lambda == nil {
				best.bound, best.mult = s.l.bound, mult
			}
			return best
		default:
			best.failed = true
			return best
		}
		mult := s.m.multipliers()
		s.p.evaluate(mult, false, s.box, &s.l)
		if bound := s.l.bound; bound > best.bound || best.mult.lambda == nil {
			best.bound, best.mult = bound, mult
		}
		if best.bound >= s.cutoff() {
			return best
		}
		within := s.within(best.bound)
		if round >= rounds || s.outOfTime() {
			return best
		}
		total, added := s.m.refine(&s.l, within/float64(8*(1+len(s.m.squares))))
		best.err = total
		if !added || total <= 0.02*within || !thorough && best.bound+total < s.cutoff() && total < 0.3*(s.cutoff()-best.bound) {
			return best
		}
	}
}
