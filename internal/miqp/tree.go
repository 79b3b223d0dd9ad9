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
	below  *solver // search of the node's own view, nil without
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
	if n.below != nil {
		proof, bound := n.below.proof()
		t.leaves = append(t.leaves, Leaf{Fixed: n.path(), Below: &proof})
		t.bounds = append(t.bounds, bound)
		return
	}
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
func (n *node) rootBox(box []choice) []choice {
	root := append([]choice(nil), box...)
	for ; n != nil && n.parent != nil; n = n.parent {
		root[n.fix.Var] = open
	}
	return root
}

// move takes the program from the box of one node to that of another; nil is no choices.
func (s *solver) move(from, to *node) {
	depth := func(n *node) int {
		if n == nil {
			return -1
		}
		return n.depth
	}
	common := to
	for from != common {
		if depth(from) < depth(common) {
			common = common.parent
			continue
		}
		if from.parent != nil {
			s.m.fix(from.fix.Var, open)
		}
		from = from.parent
	}
	if to != nil {
		for _, f := range to.path()[max(0, depth(common)):] {
			s.m.fix(f.Var, choiceOf(f.In))
		}
	}
}

// grow runs branch and bound from where it stands until it ends, or until so many choices can be made at
// the root that it is worth to begin again, or for a number of nodes (0: no limit).
func (s *solver) grow(limit int) (status Status, again bool) {
	t, begun := &s.tree, s.nodes
	if t.made == 0 && s.m == nil {
		s.part()
	} else if t.made == 0 {
		root := &node{known: relaxation{bound: s.floorNow(), mult: s.root}}
		t.made = 1
		heap.Push(t, root)
	}
	var at, next *node // where the program is, and what follows it there
	for {
		n := next
		if n == nil {
			if n = t.least(s.cutoff()); n == nil {
				s.move(at, nil)
				return Optimal, false
			}
		}
		stop, why := false, NodeLimit
		if s.outOfTime() {
			stop, why = true, TimeLimit
		} else if s.s.Nodes > 0 && s.nodes >= s.s.Nodes || limit > 0 && s.nodes-begun >= limit {
			stop = true
		}
		if stop {
			heap.Push(t, n)
			s.move(at, nil)
			return why, false
		}
		before := s.objective
		if n.below != nil {
			s.descend(t.batch(n, s.cutoff()))
		} else {
			t.current = n
			s.move(at, n)
			if at = n; next == nil && n.basis != nil {
				s.m.lp.SetBasis(n.basis)
			}
			next = s.branch(n)
			t.current = nil
		}
		if limit == 0 && s.objective < before && s.worthRestart(at) {
			s.move(at, nil)
			*t = tree{}
			return Optimal, true
		}
	}
}

// least takes the open node of the least bound, and closes all that are beyond the cutoff.
func (t *tree) least(cutoff float64) *node {
	for len(t.open) > 0 {
		n := heap.Pop(t).(*node)
		if n.known.bound < cutoff {
			return n
		}
		t.close(n)
	}
	return nil
}

// worthRestart tells whether the better solution decides many more variables at the root. The program is
// at a node.
func (s *solver) worthRestart(n *node) bool {
	box := n.rootBox(s.box)
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
		s.learn(n.fix, n.known.bound-parentBound, n.moved)
	}
	if s.worthDescending(n) {
		n.below = s.descendant(n, s.box)
		heap.Push(t, n)
		return nil
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
