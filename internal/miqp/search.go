package miqp

import "math"

// search runs from the root to the end.
func (s *solver) search() Result {
	s.rule()
	s.forecast()
	if s.root.lambda != nil {
		s.wholes()
		s.fixAtRoot()
	}
	for {
		if s.settle(true) {
			return s.result(Optimal)
		}
		status, again := s.grow(0)
		if !again {
			return s.result(status)
		}
		s.fixAtRoot()
	}
}

// settle solves the root: its program, then solutions near it, then what these decide, until that is
// little. It tells whether nothing is left for a tree. A light search looks for no solutions.
func (s *solver) settle(thorough bool) bool {
	for {
		if s.closed() {
			s.settled(relaxation{bound: s.floorNow(), mult: s.root})
			return true
		}
		s.shrink()
		if s.root.lambda != nil && s.undecidedCount() > siftFrom {
			before := s.undecidedCount()
			s.sift()
			s.fixAtRoot()
			if s.closed() || s.undecidedCount() < before*3/4 {
				continue
			}
			if s.pick >= 0 && s.undecidedCount() > partFrom && s.parted < partDepth && s.box[s.pick] == open {
				s.m = nil
				return false
			}
		}
		s.program()
		known := relaxation{bound: math.Inf(-1)}
		if s.root.lambda != nil {
			known = relaxation{bound: s.floorNow(), mult: s.root}
		}
		root := s.relax(known, 60, true)
		s.nodes++
		if root.empty || root.bound >= s.cutoff() {
			// What was fixed for being no better leaves nothing better.
			s.settled(root)
			return true
		}
		if root.mult.lambda == nil { // numerical trouble before there was any bound: the trivial one
			root.mult = multipliers{make([]float64, s.p.K), make([]float64, s.p.rowCount())}
			s.p.evaluate(root.mult, false, s.box, &s.l)
			root.bound = s.l.bound
		}
		s.root, s.floor = root.mult, math.Max(root.bound, s.floor)
		s.consider(s.m.z)
		if thorough {
			s.round(true)
			s.wholes()
			s.fixAtRoot()
			if !s.tried || s.best == nil { // whole amounts do what cores of amounts would, in less time
				s.searchCores()
			}
		}
		s.fixAtRoot()
		if !s.closed() && !s.worthShrinking() {
			return false
		}
	}
}

// settled makes the root the only leaf.
func (s *solver) settled(root relaxation) {
	s.tree = tree{}
	s.tree.close(&node{known: root})
}

// floorNow is the bound by the root's multipliers over the box as it is.
func (s *solver) floorNow() float64 {
	s.p.evaluate(s.root, false, s.box, &s.l)
	return s.l.bound
}

// undecidedCount is how many variables the box leaves to decide.
func (s *solver) undecidedCount() int {
	count := 0
	for i, c := range s.box {
		if !s.p.decided(i, c) {
			count++
		}
	}
	return count
}

// worthShrinking tells whether a view without what is decided would be much smaller.
func (s *solver) worthShrinking() bool { return s.undecidedCount() < s.p.N*3/4 }

// shrink makes a view without what is decided.
func (s *solver) shrink() {
	if s.undecidedCount() < s.p.N {
		s.enter(s.p.now(s.box))
	}
}

// rule decides the variables for which some row leaves one choice only, before there is anything else.
func (s *solver) rule() {
	s.root = multipliers{make([]float64, s.p.K), make([]float64, s.p.rowCount())}
	s.fixAtRoot()
	s.shrink()
	s.root = multipliers{}
}

// fixAtRoot decides every variable whose other choice the root's multipliers already rule out.
func (s *solver) fixAtRoot() int {
	cutoff := s.cutoff()
	s.p.evaluate(s.root, false, s.box, &s.rootL)
	if s.rootL.bound >= cutoff || math.IsNaN(s.rootL.bound) {
		return 0
	}
	fixed := s.fixable(s.box, cutoff)
	for _, f := range fixed {
		s.fix(f.Var, choiceOf(f.In))
	}
	if fixed != nil {
		w := s.p.widen(s.root)
		s.fixings = append(s.fixings, Fixing{s.p.fixes(fixed), w.mu, w.lambda})
		for _, f := range fixed {
			s.reversed = math.Min(s.reversed, s.rootL.bound+math.Abs(s.rootL.diff[f.Var]))
		}
	}
	return len(fixed)
}

// fix decides about a variable, or takes a decision back.
func (s *solver) fix(i int, c choice) {
	if s.m != nil {
		s.m.fix(i, c)
	} else {
		s.box[i] = c
	}
}

// fixable lists what the root's Lagrangian over a box, in rootL, decides.
func (s *solver) fixable(box []choice, cutoff float64) []Fix {
	var list []Fix
	for i, c := range box {
		if c != open || s.p.Lot[i] == 0 {
			continue
		}
		if v := s.rootL.diff[i]; s.rootL.bound+math.Abs(v) >= cutoff {
			list = append(list, Fix{i, v < 0})
		}
	}
	return list
}

func choiceOf(inside bool) choice {
	if inside {
		return in
	}
	return out
}
