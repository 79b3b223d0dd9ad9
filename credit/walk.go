package credit

import (
	"context"
	"slices"
)

// walk averages over the cells of a plan. What it averages, distributions or their Fourier
// transforms, is the business of its algebra.
type walk struct {
	ctx   context.Context
	n     *network
	st    *state
	alg   algebra
	small *walk // for cells whose losses are few units, when the algebra would waste work on them
	err   error // of the context
}

// algebra holds, for each depth of the plan, a sum and a product for each of the nested rules.
type algebra interface {
	// clear sets the first sums of a depth to nothing.
	clear(depth, grids int)
	// begin sets the first product of a depth to the losses of a cell's own items, given the
	// variables. What is less probable than floor may be left out.
	begin(c *cell, st *state, floor float64)
	// copyProduct makes product g of a depth a copy of its first.
	copyProduct(depth, g int)
	// multiply adds the independent losses of the sum h one depth below to product g of a depth.
	multiply(depth, g, h int)
	// add adds product h, weighted, to sum g of a depth.
	add(depth, g int, weight float64, h int)
	// take makes sum g of a depth equal to that of another algebra.
	take(depth, g int, from algebra)
}

// smallUnits is the greatest loss of a cell, in units, that is left to the walk for small cells.
const smallUnits = 512

// average fills the sums of a cell's depth with the average over its variable, and returns how many
// of the nested rules differ: want, or 1 when no quadrature runs in the cell or below it.
func (w *walk) average(c *cell, want int, floor float64) int {
	if !c.averages {
		want = 1
	}
	if w.small != nil && c.units <= smallUnits {
		w.small.average(c, want, floor)
		for g := range want {
			w.alg.take(c.depth, g, w.small.alg)
		}
		return want
	}
	w.alg.clear(c.depth, want)
	v := w.n.vars[c.variable]
	if v.kind == varKey {
		w.averageStates(c, v.index, want, floor)
		return want
	}
	w.addNodes(c, c.nodes, want, floor)
	return want
}

// addNodes adds some nodes of a cell's quadrature to the sums of its depth.
func (w *walk) addNodes(c *cell, nodes []gridNode, want int, floor float64) {
	for _, q := range nodes {
		w.st.set(w.n, c.variable, q.x)
		grids := min(q.grids, want)
		have := w.product(c, grids, floor/q.w)
		for g := range grids {
			w.alg.add(c.depth, g, q.w*float64(int(1)<<g), min(g, have-1))
		}
	}
}

// averageStates averages over the default states of a key latent.
func (w *walk) averageStates(c *cell, latent, want int, floor float64) {
	w.st.forget()
	cumulative := append([]float64(nil), w.st.cumulative(&w.n.latents[latent])...)
	before := 0.0
	for t := range len(cumulative) + 1 {
		p := 1 - before
		if t < len(cumulative) {
			p, before = cumulative[t]-before, cumulative[t]
		}
		if p <= 0 {
			continue
		}
		w.st.set(w.n, c.variable, float64(t))
		have := w.product(c, want, floor/p)
		for g := range want {
			w.alg.add(c.depth, g, p, min(g, have-1))
		}
	}
}

// product fills the products of a cell's depth with the losses of its items and children, given its
// variable, and returns how many of the nested rules differ.
func (w *walk) product(c *cell, want int, floor float64) int {
	if w.err == nil {
		w.err = w.ctx.Err()
	}
	if w.err != nil {
		return 1
	}
	w.alg.begin(c, w.st, floor)
	have := 1
	for _, child := range c.children {
		below := w.average(child, want, floor)
		if w.err != nil { // what stands below belongs to other nodes
			return 1
		}
		for ; have < below; have++ {
			w.alg.copyProduct(c.depth, have)
		}
		for g := range have {
			w.alg.multiply(c.depth, g, min(g, below-1))
		}
	}
	return have
}

// prepare lays out the quadrature nodes of every cell for a step.
func (c *cell) prepare(n *network, p *Portfolio, step, reach float64) {
	if c.variable >= 0 {
		switch n.vars[c.variable].kind {
		case varFactor:
			c.nodes = normalNodes(step*c.scale, reach)
		case varMixing:
			c.nodes = mixingNodes(p.copula.DegreesOfFreedom, step, mixingFloor)
		}
	}
	for _, child := range c.children {
		child.prepare(n, p, step, reach)
	}
}

// keepNewNodes drops the nodes that a rule of twice the step has too.
func (c *cell) keepNewNodes() {
	c.nodes = slices.DeleteFunc(c.nodes, func(q gridNode) bool { return q.grids > 1 })
	for _, child := range c.children {
		child.keepNewNodes()
	}
}

// quadratures is the number of cells in and below c that run one.
func (c *cell) quadratures(n *network) int {
	sum := 0
	if c.variable >= 0 && n.vars[c.variable].kind != varKey {
		sum = 1
	}
	for _, child := range c.children {
		sum += child.quadratures(n)
	}
	return sum
}

// visits is how often a cell is entered for one visit of its parent.
func (c *cell) visits(n *network) float64 {
	switch {
	case c.variable < 0:
		return 1
	case n.vars[c.variable].kind == varKey:
		return float64(len(n.latents[n.vars[c.variable].index].limits) + 1)
	}
	return float64(len(c.nodes))
}
