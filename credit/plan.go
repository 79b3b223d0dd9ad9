package credit

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// cell is a step of the plan by which an expectation over all variables is taken one variable at a
// time: given the variables above it, the cell averages over its own variable; given that too, its
// items and its child cells are independent, so their losses add.
//
// A common factor that everything depends on makes the root's one child; sector factors below it
// make a child each, and so on down to groups. Factors that do not nest in this way make a deep plan,
// whose cost grows by a factor of some 60 with each level (see ErrTooComplex).
type cell struct {
	variable int     // −1 for the root
	scale    float64 // factor on the step of the quadrature: below 1 where default turns sharply
	items    []int
	children []*cell
	depth    int
	units    int  // greatest loss of everything below, in loss units
	averages bool // a quadrature runs in this cell or below it
	nodes    []gridNode
}

// newPlan builds the plan of a network for the variables that are not fixed from outside.
func newPlan(n *network, fixed []bool) *cell {
	all := make([]int, len(n.items))
	for i := range all {
		all[i] = i
	}
	root := &cell{variable: -1, scale: 1}
	root.split(n, all, fixed)
	return root
}

// split hands the items of a cell whose variables are all fixed to the cell itself, and the rest to
// child cells, one for each set of items that are still connected by a variable.
func (c *cell) split(n *network, items []int, fixed []bool) {
	var open []int
	for _, i := range items {
		if slices.ContainsFunc(n.items[i].vars, func(v int) bool { return !fixed[v] }) {
			open = append(open, i)
		} else {
			c.items = append(c.items, i)
		}
	}
	for _, group := range connected(n, open, fixed) {
		v := n.choose(group, fixed)
		child := &cell{variable: v, depth: c.depth + 1}
		fixed[v] = true
		child.scale = n.sharpness(group, v, fixed)
		child.split(n, group, fixed)
		fixed[v] = false
		c.children = append(c.children, child)
	}
	for _, child := range c.children {
		c.averages = c.averages || child.averages
	}
	if c.variable >= 0 && n.vars[c.variable].kind != varKey {
		c.averages = true
	}
}

func (n *network) profileOf(item int) int {
	if l := n.items[item].latent; l >= 0 {
		return n.latents[l].profile
	}
	return -1
}

// connected divides items into groups that share no open variable, in order of their first items.
func connected(n *network, items []int, fixed []bool) [][]int {
	parent := make([]int, len(items))
	for i := range parent {
		parent[i] = i
	}
	root := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	first := map[int]int{} // by variable
	for i, it := range items {
		for _, v := range n.items[it].vars {
			if fixed[v] {
				continue
			}
			at, seen := first[v]
			if !seen {
				first[v] = i
				continue
			}
			a, b := root(at), root(i)
			parent[max(a, b)] = min(a, b)
		}
	}
	var groups [][]int
	place := map[int]int{}
	for i, it := range items {
		r := root(i)
		at, seen := place[r]
		if !seen {
			at = len(groups)
			place[r] = at
			groups = append(groups, nil)
		}
		groups[at] = append(groups[at], it)
	}
	return groups
}

// choose picks the variable to average over next: the one that the most items share, so that fixing
// it separates the most; the state of a key latent only after the factors that move it.
func (n *network) choose(items []int, fixed []bool) int {
	count := map[int]int{}
	for _, i := range items {
		for _, v := range n.items[i].vars {
			if !fixed[v] {
				count[v]++
			}
		}
	}
	best, most := -1, 0
	for _, v := range slices.Sorted(maps.Keys(count)) {
		if c := count[v]; c > most && n.ready(v, fixed) {
			best, most = v, c
		}
	}
	return best
}

// ready reports whether a variable may be fixed now. The mixing variable goes first.
func (n *network) ready(v int, fixed []bool) bool {
	x := n.vars[v]
	if n.vars[0].kind == varMixing && !fixed[0] && v != 0 {
		return false
	}
	if x.kind != varKey {
		return true
	}
	for _, b := range n.latents[x.index].loads {
		if !fixed[b.v] {
			return false
		}
	}
	return true
}

// sharpness gives the factor on the step for averaging over v when the variables in fixed (v among
// them) are known. The default probability of a latent turns from 0 to 1 over a distance of
// √(variance left)/|weight of v|; the step must stay below that.
func (n *network) sharpness(items []int, v int, fixed []bool) float64 {
	scale := 1.0
	if n.vars[v].kind != varFactor {
		return scale
	}
	see := func(l int) {
		weight, left := 0.0, 1.0
		for _, b := range n.latents[l].loads {
			if b.v == v {
				weight = math.Abs(b.w)
			}
			if fixed[b.v] {
				left -= b.w * b.w
			}
		}
		if weight > 0 {
			width := math.Sqrt(max(left, 1e-6)) / weight
			scale = min(scale, 2*width)
		}
	}
	for _, i := range items {
		if l := n.items[i].latent; l >= 0 {
			see(l)
		}
		for _, u := range n.items[i].vars {
			if n.vars[u].kind == varKey {
				see(n.vars[u].index)
			}
		}
	}
	return scale
}

// measure finds the greatest loss below every cell and puts its items in the order in which they are
// added: latents of one profile together, so that their default probabilities are computed once, and
// those with small losses first, so that the distribution stays short for long.
func (c *cell) measure(n *network, units []int) int {
	c.units = 0
	least := map[int]int{} // by profile
	for _, i := range c.items {
		c.units += units[i]
		if u, seen := least[n.profileOf(i)]; !seen || units[i] < u {
			least[n.profileOf(i)] = units[i]
		}
	}
	slices.SortStableFunc(c.items, func(i, j int) int {
		p, q := n.profileOf(i), n.profileOf(j)
		return cmp.Or(least[p]-least[q], p-q, units[i]-units[j])
	})
	for _, child := range c.children {
		c.units += child.measure(n, units)
	}
	return c.units
}

// levels is the number of cells on the longest way down, the root counted.
func (c *cell) levels() int {
	deepest := 0
	for _, child := range c.children {
		deepest = max(deepest, child.levels())
	}
	return deepest + 1
}
