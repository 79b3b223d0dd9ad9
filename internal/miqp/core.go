package miqp

const (
	// coreNodes are the nodes spent on a core, coreTries how often a size is tried again after it found
	// something.
	coreNodes, coreTries = 400, 4
	// eager is the part of the gap that a solution found in a core must close.
	eager = 0.1
)

var coreSizes = [...]int{30, 60, 120}

// searchCores looks for better solutions with most variables fixed: those whose choice is cheapest to
// reverse, and those in which the best solution and the bound disagree, stay open. It is branch and bound
// on what is left, which is small, with a demand that prunes early.
func (s *solver) searchCores() {
	for _, size := range coreSizes {
		for range coreTries {
			before := s.objective
			if s.outOfTime() || s.closed() {
				return
			}
			whole := s.searchCore(size)
			if s.objective < before {
				s.fixAtRoot()
			}
			if whole {
				return // the core is everything: the tree itself does it better
			}
			if s.objective >= before {
				break
			}
		}
	}
}

// searchCore searches one core. It tells whether the core is the whole problem.
func (s *solver) searchCore(size int) bool {
	s.p.evaluate(s.root, false, s.box, &s.rootL)
	diff := s.rootL.diff
	list := s.openByCost(diff)
	if len(list) <= size {
		return true
	}
	box := s.p.now(s.box)
	for _, i := range list[size:] {
		inside := diff[i] < 0
		if s.best != nil && s.chosen(i) != inside {
			continue
		}
		box[s.p.vars[i]] = choiceOf(inside)
	}
	core := s.child(box)
	core.eager, core.below = eager, s.floor
	core.explore(coreNodes)
	s.nodes += core.nodes
	if core.best != nil && core.objective < s.objective {
		s.adopt(core.best)
	}
	return false
}

// explore looks for a better solution in so many nodes. It proves nothing.
func (s *solver) explore(limit int) {
	s.m = newMaster(s.p.shape, s.box)
	s.m.lp.Stop = s.outOfTime
	root := s.relax(relaxation{bound: s.floorNow(), mult: s.root}, 20, false)
	if root.empty || root.failed || root.bound >= s.cutoff() {
		return
	}
	s.root, s.floor = root.mult, root.bound
	s.consider(s.m.z)
	s.fixAtRoot()
	s.grow(limit)
}
