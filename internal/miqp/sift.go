package miqp

import (
	"container/heap"
	"math"
	"sort"
)

const (
	// siftFrom is the number of open variables from which the root is solved by sifting, siftSize how many
	// are in the first kernel, siftRounds how often it may grow.
	siftFrom, siftSize, siftRounds = 1200, 300, 25
	// siftNodes are the nodes spent on a kernel.
	siftNodes = 200
	// partFrom is the number of open variables from which a problem is parted without a program of its
	// own, and partDepth how often in a row.
	partFrom, partDepth = 3000, 40
)

// sift solves the program of the root on a kernel of the variables that its multipliers leave nearly
// undecided, the others being where the multipliers want them; those that the kernel's multipliers want
// elsewhere join it, until there are none worth it. The kernel is then searched for solutions: the best
// ones differ from what the multipliers want in little else. It needs multipliers to begin with.
func (s *solver) sift() {
	kernel := make([]bool, s.p.N)
	size := siftSize
	var last *solver
	for range siftRounds {
		if s.outOfTime() {
			break
		}
		s.p.evaluate(s.root, false, s.box, &s.rootL)
		diff := s.rootL.diff
		order := s.openByCost(diff)
		if size >= len(order) {
			break
		}
		box := s.p.now(s.box)
		for k, i := range order {
			if kernel[i] = kernel[i] || k < size; !kernel[i] {
				box[s.p.vars[i]] = choiceOf(diff[i] < 0)
			}
		}
		c := s.child(box)
		s.nodes++
		c.program()
		r := c.relax(relaxation{bound: math.Inf(-1)}, 30, true)
		if r.empty || r.mult.lambda == nil {
			size *= 2 // what is outside leaves no room
			continue
		}
		c.root, c.floor = r.mult, r.bound
		last = c
		mult := s.p.narrow(c.p.widen(r.mult))
		s.p.evaluate(mult, false, s.box, &s.rootL)
		joined := 0
		for _, i := range order {
			if !kernel[i] && (s.rootL.diff[i] < 0) != (box[s.p.vars[i]] == in) {
				kernel[i] = true
				joined++
			}
		}
		lost := r.bound - s.rootL.bound
		if s.rootL.bound > s.floor {
			s.root, s.floor = mult, s.rootL.bound
		}
		if joined == 0 || lost <= 0.02*s.within(r.bound) {
			break
		}
	}
	if last == nil || s.outOfTime() {
		return
	}
	s.pick = -1
	if i := last.choose(&node{known: relaxation{bound: last.floor, mult: last.root}}); i >= 0 {
		s.pick = s.p.here(last.p.vars[i])
	}
	last.consider(last.m.z)
	last.round(true)
	last.fixAtRoot()
	last.searchCores()
	if !last.closed() {
		last.fixAtRoot()
		last.grow(siftNodes)
	}
	s.nodes += last.nodes
	if last.best != nil && last.objective < s.objective {
		s.adopt(last.best)
	}
}

// openByCost lists the open variables with a lot, those first whose choice is cheapest to reverse.
func (s *solver) openByCost(diff []float64) []int {
	var list []int
	for i, c := range s.box {
		if c == open && s.p.Lot[i] > 0 {
			list = append(list, i)
		}
	}
	sort.SliceStable(list, func(a, b int) bool { return math.Abs(diff[list[a]]) < math.Abs(diff[list[b]]) })
	return list
}

// part branches at the root of a problem too large for a program of its own, on the variable that its
// kernel would branch on. Each part is a search of its own.
func (s *solver) part() {
	s.tree = tree{made: 3}
	root := &node{known: relaxation{bound: s.floor, mult: s.root}}
	for k, inside := range []bool{false, true} {
		n := &node{parent: root, fix: Fix{s.pick, inside}, depth: 1, id: k, known: root.known}
		box := s.p.now(s.box)
		box[s.p.vars[s.pick]] = choiceOf(inside)
		n.below = s.child(box)
		n.below.parted = s.parted + 1
		n.below.floor = n.below.floorNow()
		n.known.bound = max(n.known.bound, n.below.floor)
		heap.Push(&s.tree, n)
	}
}
