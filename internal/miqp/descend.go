package miqp

import (
	"container/heap"
	"math"
)

const (
	// descendFrom is the least number of open variables that a view of its own is made for, descendNodes
	// the nodes spent on it before the tree looks at its other nodes again.
	descendFrom, descendNodes = 40, 256
)

// child is a search over a box of the whole problem that starts from what is known.
func (s *solver) child(box []choice) *solver {
	c := &solver{whole: s.whole, owned: s.owned, s: s.s, gap: s.gap, unit: s.unit, ctx: s.ctx, deadline: s.deadline,
		best: s.best, objective: s.objective, floor: math.Inf(-1), reversed: math.Inf(1),
		p: s.p, root: s.root, history: s.history}
	c.s.Progress = nil
	c.s.Nodes = s.left()
	c.enter(box)
	return c
}

// left is how many nodes may still be looked at, 0 without a limit.
func (s *solver) left() int {
	if s.s.Nodes == 0 {
		return 0
	}
	return max(1, s.s.Nodes-s.nodes)
}

// worthDescending tells whether a node's own multipliers decide most of what the root left open, so that
// what is below it is better searched in a view of its own.
func (s *solver) worthDescending(n *node) bool {
	if n.depth == 0 {
		return false
	}
	s.p.evaluate(n.known.mult, false, s.box, &s.l)
	cutoff, free, fixed := s.cutoff(), 0, 0
	for i, c := range s.box {
		if c != open || s.p.Lot[i] == 0 {
			continue
		}
		free++
		if s.l.bound+math.Abs(s.l.diff[i]) >= cutoff {
			fixed++
		}
	}
	return free >= descendFrom && fixed > free/2
}

// descendant is a search of what is below a node, at which the program is.
func (s *solver) descendant(n *node) *solver {
	root := s.root
	s.root = n.known.mult
	c := s.child(s.p.now(s.box))
	s.root = root
	c.floor = n.known.bound
	c.fixAtRoot()
	return c
}

// descend goes on with the search below a node for a while.
func (s *solver) descend(n *node) {
	c, before := n.below, n.below.nodes
	c.best, c.objective = s.best, s.objective
	if s.s.Nodes > 0 {
		c.s.Nodes = c.nodes + s.left()
	}
	ended := c.advance(descendNodes)
	s.nodes += c.nodes - before
	if c.objective < s.objective {
		s.adopt(c.best)
	}
	if ended {
		s.tree.close(n)
		return
	}
	n.known.bound = math.Max(n.known.bound, c.bound())
	heap.Push(&s.tree, n)
}

// advance searches for so many nodes more. It tells whether nothing is left to do.
func (s *solver) advance(nodes int) bool {
	if s.tree.made == 0 && s.settle(false) {
		return true
	}
	status, _ := s.grow(nodes)
	return status == Optimal
}
