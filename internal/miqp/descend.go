package miqp

import (
	"container/heap"
	"math"
)

const (
	// descendFrom is the least number of open variables that a view of its own is made for, descendNodes
	// the nodes spent on it before the tree looks at its other nodes again.
	descendFrom, descendNodes = 40, 256
	// beside is how many nodes are searched beside each other before what they found is compared.
	beside = 4
)

// child is a search over a box of the whole problem that starts from what is known.
func (s *solver) child(box []choice) *solver {
	c := &solver{whole: s.whole, owned: s.owned, s: s.s, gap: s.gap, unit: s.unit, ctx: s.ctx, deadline: s.deadline, workers: s.workers,
		best: s.best, objective: s.objective, floor: math.Inf(-1), reversed: math.Inf(1),
		p: s.p, root: s.root, history: s.history, tangents: s.handed()}
	c.s.Progress = nil
	c.s.Nodes = s.share(1)
	c.enter(box)
	return c
}

// share is how many nodes each of so many searches may still look at, 0 without a limit.
func (s *solver) share(searches int) int {
	if s.s.Nodes == 0 {
		return 0
	}
	return max(1, (s.s.Nodes-s.nodes)/searches)
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

// descendant is a search of what is below a node, in the box given.
func (s *solver) descendant(n *node, box []choice) *solver {
	root := s.root
	s.root = n.known.mult
	c := s.child(s.p.now(box))
	s.root = root
	c.floor = n.known.bound
	c.fixAtRoot()
	return c
}

// batch adds to a node that has a search of its own the next such nodes.
func (t *tree) batch(n *node, cutoff float64) []*node {
	list := []*node{n}
	for len(list) < beside {
		n := t.least(cutoff)
		if n == nil {
			break
		}
		if n.below == nil {
			heap.Push(t, n)
			break
		}
		list = append(list, n)
	}
	return list
}

// descend goes on with the searches below some nodes for a while.
func (s *solver) descend(list []*node) {
	spent, share := make([]int, len(list)), s.share(len(list))
	for k, n := range list {
		c := n.below
		spent[k] = c.nodes
		c.best, c.objective = s.best, s.objective
		s.teach(c)
		if share > 0 {
			c.s.Nodes = c.nodes + share
		}
	}
	ended := make([]bool, len(list))
	s.workers.each(len(list), func(k int) { ended[k] = list[k].below.advance(descendNodes) })
	for k, n := range list {
		c := n.below
		s.nodes += c.nodes - spent[k]
		s.listen(c)
		if c.objective < s.objective {
			s.adopt(c.best)
		}
		if ended[k] {
			s.tree.close(n)
			continue
		}
		n.known.bound = math.Max(n.known.bound, c.bound())
		heap.Push(&s.tree, n)
	}
}

// advance searches for so many nodes more. It tells whether nothing is left to do.
func (s *solver) advance(nodes int) bool {
	if s.tree.made == 0 && s.settle(false) {
		return true
	}
	status, _ := s.grow(nodes)
	return status == Optimal
}
