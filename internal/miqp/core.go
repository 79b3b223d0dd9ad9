package miqp

import "math"

const (
	// coreNodes are the nodes spent on a core, coreTries how often cores are searched again after they
	// found something.
	coreNodes, coreTries = 200, 4
	// eager is the part of the gap that a solution found in a core must close.
	eager = 0.1
)

// coreSizes are the numbers of variables that cores leave open.
var coreSizes = [...]int{30, 60, 120}

// searchCores looks for better solutions with most variables fixed: those whose choice is cheapest to
// reverse, and those in which the best solution and the bound disagree, stay open. It is branch and bound
// on what is left, which is small, with a demand that prunes early. Cores of all sizes are searched beside
// each other.
func (s *solver) searchCores() {
	for range coreTries {
		before := s.objective
		if s.outOfTime() || s.closed() {
			return
		}
		s.p.evaluate(s.root, false, s.box, &s.rootL)
		order := s.openByCost(s.rootL.diff)
		var cores []*solver
		for _, size := range coreSizes {
			if size < len(order) { // else the tree itself does it better
				cores = append(cores, s.core(order, size))
			}
		}
		for _, c := range cores {
			c.s.Nodes = s.share(len(cores))
		}
		s.workers.each(len(cores), func(k int) { cores[k].explore(coreNodes) })
		for _, c := range cores {
			s.nodes += c.nodes
			if c.objective < s.objective {
				s.adopt(c.best)
			}
		}
		if s.objective >= before {
			return
		}
		s.fixAtRoot()
	}
}

// core is a search in which of the variables listed, those first whose choice is cheapest to reverse, so
// many stay open. The root's Lagrangian is in rootL.
func (s *solver) core(order []int, size int) *solver {
	box := s.p.now(s.box)
	for _, i := range order[size:] {
		inside := s.rootL.diff[i] < 0
		if s.best == nil || s.chosen(i) == inside {
			box[s.p.vars[i]] = choiceOf(inside)
		}
	}
	c := s.child(box)
	c.eager, c.below = eager, s.floor
	return c
}

// explore looks for a better solution in so many nodes. It proves nothing.
func (s *solver) explore(limit int) {
	s.program()
	root := s.relax(relaxation{bound: math.Inf(-1)}, 20, false)
	if root.empty || root.failed || root.bound >= s.cutoff() {
		return
	}
	s.root, s.floor = root.mult, root.bound
	s.consider(s.m.z)
	s.fixAtRoot()
	s.grow(limit)
}
