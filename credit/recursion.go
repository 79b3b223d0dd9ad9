package credit

import "slices"

// convolution is the algebra of probability distributions. The losses of independent items are added
// one after the other (conditional recursion: L. Andersen, J. Sidenius, S. Basu, All your hedges in
// one basket, Risk, November 2003); every number it adds and multiplies is positive, so that even
// small probabilities keep their digits.
type convolution struct {
	n     *network
	items []itemLosses
	sums  [][numGrids + 1]dist // by depth; the last is for a control variate
	prods [][numGrids]dist
	spare dist
}

// dist is a distribution on loss units lo … hi−1; p is indexed by the unit and holds zeros below lo.
// The capacity of p bounds the losses.
type dist struct {
	lo, hi int
	p      []float64
}

// itemLosses is an item ready for use: static[b] is the distribution of what it loses in the default
// state b of its latent, when that does not depend on the variables.
type itemLosses struct {
	grid   lossGrid
	item   *item
	latent *latent // nil for an item that hangs on key latents alone
	static [][]mass
	list   []defaulted // scratch
	hits   []mass
}

func newConvolution(n *network, items []itemLosses, depths, units int) *convolution {
	c := &convolution{n: n, items: items, sums: make([][numGrids + 1]dist, depths), prods: make([][numGrids]dist, depths)}
	for d := range depths {
		if d == 0 {
			c.sums[d][numGrids].p = make([]float64, units+1)
		}
		for g := range numGrids {
			c.sums[d][g].p = make([]float64, units+1)
			c.prods[d][g].p = make([]float64, units+1)
		}
	}
	c.spare.p = make([]float64, units+1)
	return c
}

func newItemLosses(g lossGrid) []itemLosses {
	n := g.p.net
	items := make([]itemLosses, len(n.items))
	st := newState(n)
	for i := range n.items {
		it := &items[i]
		it.grid, it.item = g, &n.items[i]
		if it.item.latent >= 0 {
			it.latent = &n.latents[it.item.latent]
		}
		if it.item.varies {
			continue
		}
		for own := range it.latent.limits {
			it.list = g.inDefault(it.list[:0], *it.item, own, st)
			it.static = append(it.static, g.lossOf(it.list, st))
		}
	}
	return items
}

// outcomes gives, given the variables, the probability that the item loses nothing and the
// distribution of what it loses otherwise. The slice is valid until the next call.
func (it *itemLosses) outcomes(st *state) (stay float64, hits []mass) {
	it.hits = it.hits[:0]
	if it.latent == nil {
		it.list = it.grid.inDefault(it.list[:0], *it.item, 0, st)
		it.collect(&stay, 1, it.grid.lossOf(it.list, st))
		return stay, it.hits
	}
	before := 0.0
	for own, cumulative := range st.cumulative(it.latent) {
		p := cumulative - before
		before = cumulative
		if p <= 0 {
			continue
		}
		if it.static != nil {
			it.collect(&stay, p, it.static[own])
			continue
		}
		it.list = it.grid.inDefault(it.list[:0], *it.item, own, st)
		it.collect(&stay, p, it.grid.lossOf(it.list, st))
	}
	if it.static == nil { // a key latent alone may bring a default
		it.list = it.grid.inDefault(it.list[:0], *it.item, len(it.latent.limits), st)
		if len(it.list) > 0 && before < 1 {
			it.collect(&stay, 1-before, it.grid.lossOf(it.list, st))
			return stay, it.hits
		}
	}
	return stay + 1 - before, it.hits
}

// collect adds losses with a probability to the hits; a loss of no units is no hit.
func (it *itemLosses) collect(stay *float64, p float64, losses []mass) {
	for _, m := range losses {
		if m.units == 0 {
			*stay += p * m.p
		} else {
			it.hits = append(it.hits, mass{m.units, p * m.p})
		}
	}
}

func (c *convolution) clear(depth, grids int) {
	for g := range grids {
		c.sums[depth][g].reset()
	}
}

func (d *dist) reset() {
	clear(d.p[:d.hi])
	d.lo, d.hi = 0, 0
}

func (c *convolution) begin(cell *cell, st *state, floor float64) {
	d := &c.prods[cell.depth][0]
	d.reset()
	d.p[0], d.hi = 1, 1
	st.forget()
	for _, i := range cell.items {
		stay, hits := c.items[i].outcomes(st)
		d.apply(stay, hits)
		d.trim(floor)
	}
}

// apply adds an independent loss: none with probability stay, or one of hits.
func (d *dist) apply(stay float64, hits []mass) {
	switch len(hits) {
	case 0:
		for k := d.lo; k < d.hi; k++ {
			d.p[k] *= stay
		}
	case 1:
		d.applyOne(stay, hits[0])
	default:
		d.applyMany(stay, hits)
	}
}

// applyOne walks downwards so that it reads each old value before it is overwritten.
func (d *dist) applyOne(stay float64, hit mass) {
	u, p := hit.units, hit.p
	old := d.hi
	d.hi += u
	to, from := d.p[d.lo+u:d.hi], d.p[d.lo:old]
	to = to[:len(from)]
	for k := len(from) - 1; k >= 0; k-- {
		to[k] = stay*to[k] + p*from[k]
	}
	for k := d.lo; k < min(d.lo+u, old); k++ {
		d.p[k] *= stay
	}
}

func (d *dist) applyMany(stay float64, hits []mass) {
	most := 0
	for _, h := range hits {
		most = max(most, h.units)
	}
	old := d.hi
	d.hi += most
	if len(hits) == 2 && hits[1].units == hits[0].units+1 {
		d.applyPair(stay, hits[0], hits[1].p)
		return
	}
	// Only the hits that lead to k from somewhere between lo and old count. When they ascend, these are
	// hits from begin to end, and both fall with k.
	ascending := slices.IsSortedFunc(hits, func(g, h mass) int { return g.units - h.units })
	begin, end := len(hits), len(hits)
	if !ascending {
		begin = 0
	}
	for k := d.hi - 1; k >= d.lo; k-- {
		if ascending {
			for end > 0 && hits[end-1].units > k-d.lo {
				end--
			}
			for begin > 0 && hits[begin-1].units > k-old {
				begin--
			}
		}
		v := stay * d.p[k]
		for _, h := range hits[min(begin, end):end] {
			if j := k - h.units; j >= d.lo && j < old {
				v += h.p * d.p[j]
			}
		}
		d.p[k] = v
	}
}

// applyPair is applyMany for hits of u and u+1 units. All of p beyond the old end is zero.
func (d *dist) applyPair(stay float64, hit mass, next float64) {
	u, p := hit.units, hit.p
	for k := d.hi - 1; k > d.lo+u; k-- {
		d.p[k] = stay*d.p[k] + p*d.p[k-u] + next*d.p[k-u-1]
	}
	d.p[d.lo+u] = stay*d.p[d.lo+u] + p*d.p[d.lo]
	for k := d.lo; k < d.lo+u; k++ {
		d.p[k] *= stay
	}
}

// trim drops what is less probable than floor from both ends.
func (d *dist) trim(floor float64) {
	for d.hi-1 > d.lo && d.p[d.hi-1] < floor {
		d.hi--
		d.p[d.hi] = 0
	}
	for d.lo < d.hi-1 && d.p[d.lo] < floor {
		d.p[d.lo] = 0
		d.lo++
	}
}

func (c *convolution) copyProduct(depth, g int) {
	c.prods[depth][g].become(&c.prods[depth][0])
}

func (d *dist) become(from *dist) {
	d.reset()
	copy(d.p[from.lo:from.hi], from.p[from.lo:from.hi])
	d.lo, d.hi = from.lo, from.hi
}

func (c *convolution) multiply(depth, g, h int) {
	a, b := &c.prods[depth][g], &c.sums[depth+1][h]
	c.spare.reset()
	if a.hi == 0 || b.hi == 0 { // nothing was probable enough to be kept
		a.reset()
		return
	}
	out := &c.spare
	out.lo, out.hi = a.lo+b.lo, a.hi+b.hi-1
	for i := a.lo; i < a.hi; i++ {
		v, to := a.p[i], out.p[i+b.lo:i+b.hi]
		for j, x := range b.p[b.lo:b.hi] {
			to[j] += v * x
		}
	}
	*a, c.spare = c.spare, *a
}

func (c *convolution) add(depth, g int, weight float64, h int) {
	sum, d := &c.sums[depth][g], &c.prods[depth][h]
	if d.hi == 0 {
		return
	}
	for k := d.lo; k < d.hi; k++ {
		sum.p[k] += weight * d.p[k]
	}
	sum.lo = 0
	sum.hi = max(sum.hi, d.hi)
}

// take is never called: small cells are left to a convolution, not taken from one by one.
func (c *convolution) take(int, int, algebra) { panic("credit: a convolution delegates no cell") }
