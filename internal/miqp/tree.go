package miqp

import (
	"container/heap"
	"math"

	"github.com/ipabs/ipabs/internal/simplex"
)

// node is a box of choices with the best bound known for it.
type node struct {
	parent *node
	fix    Fix
	depth  int
	id     int
	known  relaxation
	basis  *simplex.Basis
	moved  float64 // how far the choice moved the share of its variable
}

// tree holds the open nodes and the leaves.
type tree struct {
	open    []*node // heap: least bound first, then oldest
	leaves  []Leaf
	bounds  []float64
	current *node // whose choices the program holds
	made    int
}

// Len, Less, Swap, Push and Pop are for container/heap.
func (t *tree) Len() int { return len(t.open) }

// Less orders by bound, then by age.
func (t *tree) Less(a, b int) bool {
	x, y := t.open[a], t.open[b]
	return x.known.bound < y.known.bound || x.known.bound == y.known.bound && x.id < y.id
}

// Swap exchanges two open nodes.
func (t *tree) Swap(a, b int) { t.open[a], t.open[b] = t.open[b], t.open[a] }

// Push adds an open node.
func (t *tree) Push(x any) { t.open = append(t.open, x.(*node)) }

// Pop takes the last open node.
func (t *tree) Pop() any {
	last := t.open[len(t.open)-1]
	t.open = t.open[:len(t.open)-1]
	return last
}

// bound is the least bound of what is open or closed; floor before there is a tree.
func (t *tree) bound(floor float64) float64 {
	if t.made == 0 {
		return floor
	}
	least := math.Inf(1)
	if len(t.open) > 0 {
		least = t.open[0].known.bound
	}
	if t.current != nil {
		least = math.Min(least, t.current.known.bound)
	}
	for _, b := range t.bounds {
		least = math.Min(least, b)
	}
	return least
}

func (n *node) path() []Fix {
	list := make([]Fix, n.depth)
	for ; n.parent != nil; n = n.parent {
		list[n.depth-1] = n.fix
	}
	return list
}

// close makes a node a leaf with the bound known for it.
func (t *tree) close(n *node) {
	leaf := Leaf{Fixed: n.path(), Mu: n.known.mult.mu, Lambda: n.known.mult.lambda, Farkas: n.known.empty}
	t.leaves = append(t.leaves, leaf)
	bound := n.known.bound
	if leaf.Farkas {
		bound = math.Inf(1)
	}
	t.bounds = append(t.bounds, bound)
}

func (t *tree) closeAll() {
	if t.current != nil {
		t.close(t.current)
		t.current = nil
	}
	for len(t.open) > 0 {
		t.close(heap.Pop(t).(*node))
	}
}

// rootBox is the box without the choices of the node at hand.
func (t *tree) rootBox(box []choice) []choice {
	root := append([]choice(nil), box...)
	for n := t.current; n != nil && n.parent != nil; n = n.parent {
		root[n.fix.Var] = open
	}
	return root
}

// move takes the program from the box of one node to that of another.
func (s *solver) move(from, to *node) {
	for from != to {
		if to == nil || from != nil && from.depth >= to.depth {
			if from.parent != nil {
				s.m.fix(from.fix.Var, open)
			}
			from = from.parent
			continue
		}
		path := to.path()
		have := 0
		if from != nil {
			have = from.depth
		}
		// Climb down only when from is an ancestor of to; otherwise up first.
		a := to
		for a != nil && a.depth > have {
			a = a.parent
		}
		if a != from {
			if from.parent != nil {
				s.m.fix(from.fix.Var, open)
			}
			from = from.parent
			continue
		}
		for _, f := range path[have:] {
			s.m.fix(f.Var, choiceOf(f.In))
		}
		return
	}
}

// grow runs branch and bound from the root until it ends, or until so many choices can be made at the
// root that it is worth to begin again, or for a number of nodes (0: no limit).
func (s *solver) grow(limit int) (status Status, again bool) {
	t, begun := &s.tree, s.nodes
	*t = tree{}
	root := &node{known: relaxation{bound: math.Inf(-1)}}
	s.p.evaluate(s.root, false, s.box, &s.l)
	rootKnown := relaxation{bound: s.l.bound, mult: s.root}
	root.known = rootKnown
	t.current, t.made = root, 1
	n, fresh := root, true
	at := root // where the program is
	for {
		if s.s.Nodes > 0 && s.nodes >= s.s.Nodes || limit > 0 && s.nodes-begun >= limit {
			t.current = n
			s.move(at, root)
			return NodeLimit, false
		}
		if s.outOfTime() {
			t.current = n
			s.move(at, root)
			return TimeLimit, false
		}
		t.current = n
		s.move(at, n)
		at = n
		if !fresh && n.basis != nil {
			s.m.lp.SetBasis(n.basis)
		}
		before := s.objective
		child := s.branch(n)
		t.current = nil
		if limit == 0 && s.objective < before && s.worthRestart(n) {
			t.current = n
			s.move(at, root)
			t.current = nil
			return Optimal, true
		}
		fresh = child != nil
		if n = child; n == nil {
			for len(t.open) > 0 {
				next := heap.Pop(t).(*node)
				if next.known.bound < s.cutoff() {
					n = next
					break
				}
				t.close(next)
			}
			if n == nil {
				s.move(at, root)
				return Optimal, false
			}
		}
	}
}

// worthRestart tells whether the better solution decides many more variables at the root.
func (s *solver) worthRestart(n *node) bool {
	s.tree.current = n
	defer func() { s.tree.current = nil }()
	box := s.tree.rootBox(s.box)
	free := 0
	for i, c := range box {
		if c == open && s.p.Lot[i] > 0 {
			free++
		}
	}
	if len(s.tree.leaves)+len(s.tree.open) > 2000 {
		return false
	}
	s.p.evaluate(s.root, false, box, &s.rootL)
	more := len(s.fixable(box, s.cutoff()))
	return more > 4 && more*8 > free
}

// branch works on one node, which the program is at. It gives the child to go on with; other children
// are open or closed.
func (s *solver) branch(n *node) *node {
	t := &s.tree
	s.nodes++
	if s.nodes%256 == 0 {
		s.report()
	}
	rounds := 4
	if n.depth == 0 {
		rounds = 30
	}
	parentBound := n.known.bound
	n.known = s.relax(n.known, rounds, false)
	if n.known.empty || n.known.bound >= s.cutoff() {
		t.close(n)
		return nil
	}
	if s.outOfTime() {
		heap.Push(t, n) // the program may have stopped half-way
		return nil
	}
	if n.known.failed {
		s.unsolved = true
		t.close(n)
		return nil
	}
	if n.parent != nil {
		s.history.learn(n.fix, n.known.bound-parentBound, n.moved)
	}
	i := s.choose(n)
	for i < 0 {
		// Every choice is made as far as the program sees: take the point, and sharpen the bound.
		improved := s.consider(s.m.z)
		before := n.known.bound
		n.known = s.relax(n.known, 40, true)
		if n.known.empty || n.known.bound >= s.cutoff() {
			t.close(n)
			return nil
		}
		if s.outOfTime() {
			heap.Push(t, n)
			return nil
		}
		if i = s.choose(n); i >= 0 {
			break
		}
		if !improved && n.known.bound <= before {
			if i = s.anyOpen(); i < 0 {
				s.unsolved = true
				t.close(n)
				return nil
			}
		}
	}
	if s.nodes < 20 || s.nodes%64 == 0 || s.swap == nil && s.nodes%16 == 0 {
		s.round(false)
	}
	return s.split(n, i)
}

// split opens the two children of a node and gives the one to go on with.
func (s *solver) split(n *node, i int) *node {
	t := &s.tree
	basis := s.m.lp.Basis()
	s.p.evaluate(n.known.mult, false, s.box, &s.l)
	children := [2]*node{}
	share := [2]float64{s.m.y[i], 1 - s.m.y[i]}
	for k, inside := range []bool{false, true} {
		known := n.known
		known.err = 0
		// The bound at the multipliers kept, with this choice made.
		if penalty := s.l.diff[i]; (penalty > 0) == inside {
			known.bound = math.Max(known.bound, s.l.bound+math.Abs(penalty))
		}
		t.made++
		children[k] = &node{parent: n, fix: Fix{i, inside}, depth: n.depth + 1, id: t.made, known: known, basis: basis, moved: share[k]}
	}
	first := s.preferred(i)
	var next *node
	for _, k := range []int{first, 1 - first} {
		c := children[k]
		switch {
		case c.known.bound >= s.cutoff():
			t.close(c)
		case next == nil:
			next = c
		default:
			heap.Push(t, c)
		}
	}
	return next
}
