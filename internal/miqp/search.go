package miqp

import "math"

// search runs from the root to the end.
func (s *solver) search() Result {
	if s.forecast(); s.closed() {
		return s.settled(relaxation{bound: s.floorNow(), mult: s.root})
	}
	for {
		s.shrink()
		s.m = newMaster(s.p.shape, s.box)
		s.m.lp.Stop = s.outOfTime
		known := relaxation{bound: math.Inf(-1)}
		if s.root.lambda != nil {
			known = relaxation{bound: s.floorNow(), mult: s.root}
		}
		root := s.relax(known, 60, true)
		if root.empty && len(s.fixings) == 0 {
			return s.infeasible(root)
		}
		if root.empty || root.bound >= s.cutoff() {
			// What was fixed for being no better leaves nothing better.
			return s.settled(root)
		}
		if root.mult.lambda == nil {
			return Result{Status: Failed, X: s.best, Objective: s.objective, Bound: math.Inf(-1), Gap: math.Inf(1)}
		}
		s.nodes++
		s.root, s.floor = root.mult, math.Max(root.bound, s.floor)
		s.consider(s.m.z)
		s.round(true)
		s.fixAtRoot()
		s.searchCores()
		s.fixAtRoot()
		if s.worthShrinking() {
			continue
		}
		if status, again := s.grow(0); !again {
			return s.result(status)
		}
		s.fixAtRoot()
	}
}

// settled is the result when the root itself is closed.
func (s *solver) settled(root relaxation) Result {
	s.tree = tree{}
	s.tree.close(&node{known: root})
	return s.result(Optimal)
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

// fixAtRoot decides every variable whose other choice the root's multipliers already rule out.
func (s *solver) fixAtRoot() int {
	cutoff := s.cutoff()
	s.p.evaluate(s.root, false, s.box, &s.rootL)
	if math.IsInf(cutoff, 1) || s.rootL.bound >= cutoff {
		return 0
	}
	fixed := s.fixable(s.box, cutoff)
	for _, f := range fixed {
		s.fix(f.Var, choiceOf(f.In))
	}
	if fixed != nil {
		w := s.p.widen(s.root)
		s.fixings = append(s.fixings, Fixing{s.p.fixes(fixed), w.mu, w.lambda})
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

// cutoffAtFixing is the least bound that a reversed fixing has.
func (s *solver) cutoffAtFixing() float64 {
	least := math.Inf(1)
	box := make([]choice, s.whole.N)
	var l lagrangian
	for _, round := range s.fixings {
		s.whole.evaluate(multipliers{round.Mu, round.Lambda}, false, box, &l)
		for _, f := range round.Fixed {
			least = math.Min(least, l.bound+math.Abs(l.diff[f.Var]))
		}
		for _, f := range round.Fixed {
			box[f.Var] = choiceOf(f.In)
		}
	}
	return least
}
