package miqp

import (
	"math"
	"sort"
)

const (
	// coreSizes are the numbers of variables left open, coreNodes the nodes spent on each, coreTries how
	// often a size is tried again after it found something.
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
	s.p.evaluate(s.root, false, s.m.box, &s.rootL)
	diff := s.rootL.diff
	var list []int
	for i, c := range s.m.box {
		if c == open && s.p.Lot[i] > 0 {
			list = append(list, i)
		}
	}
	if len(list) <= size {
		return true
	}
	sort.SliceStable(list, func(a, b int) bool { return math.Abs(diff[list[a]]) < math.Abs(diff[list[b]]) })
	var fixed []int
	for _, i := range list[size:] {
		inside := diff[i] < 0
		if s.best != nil && (s.best[i] > 0) != inside {
			continue
		}
		s.m.fix(i, choiceOf(inside))
		fixed = append(fixed, i)
	}
	tree, leaves := s.tree, s.unsolved
	s.eager = eager
	s.grow(coreNodes)
	s.eager = 0
	s.tree, s.unsolved = tree, leaves
	for _, i := range fixed {
		s.m.fix(i, open)
	}
	return false
}
