package credit

import (
	"context"
	"fmt"
	"slices"
)

// TailContributions says which positions the worst losses of a portfolio come from.
type TailContributions struct {
	Level float64
	// VaR and ExpectedShortfall are those of Distribution at the level, in minor units.
	VaR, ExpectedShortfall float64
	// Contributions are the mean losses of the positions in the worst 1 − Level of outcomes, in minor
	// units, in the order of positions:
	//
	//	E[L_i·T]/(1 − Level),   T = 1 if L > VaR, β if L = VaR, 0 below
	//
	// with β as in ExpectedShortfall. They sum to it (Euler allocation: D. Tasche, Capital allocation
	// to business units and sub-portfolios: the Euler principle, 2007).
	Contributions []float64
	Quality       Quality
}

// TailContributions computes the expected shortfall at a level and what each position contributes to
// it, by the recursion method: the distribution once, and once more backwards. Nothing is sampled, so
// the contribution of a position with a tiny exposure is as exact as any other. A loss that was split
// over two units is attributed to the positions of its obligor in proportion to their part in it.
//
// Errors: those of Distribution, and [ErrArgument] unless 0 < level < 1.
func (p *Portfolio) TailContributions(ctx context.Context, level float64, s DistributionSettings) (*TailContributions, error) {
	s.Method = MethodRecursion
	r, err := p.newRun(ctx, s)
	if err != nil {
		return nil, err
	}
	if !(level > 0 && level < 1) {
		return nil, fmt.Errorf("%w: level %v; expected a number above 0 and below 1", ErrArgument, level)
	}
	pmf, quality, err := r.average()
	if err != nil {
		return nil, err
	}
	d := newDistribution(r, pmf, quality)
	v, part, err := d.tail(level)
	if err != nil {
		return nil, err
	}
	es, err := d.ExpectedShortfall(level)
	if err != nil {
		return nil, err
	}
	out, err := r.contributions(tailWeights(v, part), quality.Step)
	if err != nil {
		return nil, err
	}
	for i := range out {
		out[i] *= r.grid.unit / (1 - level)
	}
	return &TailContributions{Level: level, VaR: float64(v) * r.grid.unit, ExpectedShortfall: es, Contributions: out, Quality: d.quality}, nil
}

// contributions gives, by position, the expected units lost, weighted by h at the loss of the
// portfolio, with the average over the factors that the distribution was computed by.
func (r *run) contributions(h weights, step float64) ([]float64, error) {
	if r.points != nil {
		return r.sampledContributions(h)
	}
	r.plan.prepare(r.p.net, r.p, or(step, firstStep), r.reach)
	b := r.newBackward(r.ready(0))
	b.cell(r.plan, 1, h)
	return b.out, b.failure()
}

func (r *run) newBackward(w *worker) *backward {
	return &backward{worker: w, items: w.conv.items, out: make([]float64, len(r.p.positions))}
}

// weights is a function of a loss in units: h[k] for k < len(h), and 1 from there on. It begins as the
// weight of a total loss in the tail; applying the losses of everything but one item makes it the
// weight of what that item loses.
type weights []float64

func tailWeights(v int, part float64) weights {
	h := make(weights, v+1)
	h[v] = part
	return h
}

func (h weights) at(k int) float64 {
	if k < len(h) {
		return h[k]
	}
	return 1
}

// apply replaces h by E[h(k + X)] for a loss X: none with probability stay, or one of hits. It walks
// upwards, so that it reads only values that it has not replaced yet.
func (h weights) apply(stay float64, hits []mass) {
	for k := range h {
		sum := stay * h[k]
		for _, x := range hits {
			sum += x.p * h.at(k+x.units)
		}
		h[k] = sum
	}
}

// undo reverses apply for a loss that is more likely than not to be none, from the far end, where all
// is 1: h(k) = (H(k) − Σ p·h(k + u))/stay. An error shrinks by (1 − stay)/stay with every step.
func (h weights) undo(stay float64, hits []mass) {
	for k := len(h) - 1; k >= 0; k-- {
		sum := h[k]
		for _, x := range hits {
			sum -= x.p * h.at(k+x.units)
		}
		h[k] = sum / stay
	}
}

// backward goes through the plan once more and hands each item the weight of its losses.
type backward struct {
	*worker
	items []itemLosses
	out   []float64
}

// invertible is the probability of no loss from which on the effect of an item is undone; the others
// are left out one by one.
const invertible = 0.6

// part is one of the independent losses in a cell: an item or a child cell.
type part struct {
	item  int   // −1 for a child
	child *cell // with its distribution in stay and hits
	stay  float64
	hits  []mass
}

// cell attributes the losses of a cell, given its variable, with weight w and losses weighted by h.
func (b *backward) cell(c *cell, w float64, h weights) {
	if b.err == nil {
		b.err = b.ctx.Err()
	}
	if b.err != nil {
		return
	}
	var sure, other []part
	b.st.forget()
	for _, i := range c.items {
		stay, hits := b.items[i].outcomes(b.st)
		q := part{item: i, stay: stay, hits: append([]mass(nil), hits...)}
		if stay >= invertible {
			sure = append(sure, q)
		} else {
			other = append(other, q)
		}
	}
	for _, child := range c.children {
		b.average(child, 1, probableFloor)
		other = append(other, b.childPart(child))
	}
	// Everything applied, each sure item is undone in turn; the others are left out by halving.
	withSure := slices.Clone(h)
	for _, q := range sure {
		withSure.apply(q.stay, q.hits)
	}
	all := slices.Clone(withSure)
	for _, q := range other {
		all.apply(q.stay, q.hits)
	}
	without := make(weights, len(h))
	for _, q := range sure {
		copy(without, all)
		without.undo(q.stay, q.hits)
		b.attribute(q, w, without)
	}
	b.leaveOut(other, w, withSure)
}

// childPart reads the distribution that average has left for a child.
func (b *backward) childPart(child *cell) part {
	d := &b.conv.sums[child.depth][0]
	q := part{item: -1, child: child}
	for k := d.lo; k < d.hi; k++ {
		if p := d.p[k]; k == 0 {
			q.stay = p
		} else if p > 0 {
			q.hits = append(q.hits, mass{k, p})
		}
	}
	return q
}

// leaveOut attributes each part with the weights that the other parts give it.
func (b *backward) leaveOut(parts []part, w float64, h weights) {
	if len(parts) == 0 || b.err != nil {
		return
	}
	if len(parts) == 1 {
		b.attribute(parts[0], w, h)
		return
	}
	half := len(parts) / 2
	left, right := slices.Clone(h), slices.Clone(h)
	for _, q := range parts[half:] {
		left.apply(q.stay, q.hits)
	}
	for _, q := range parts[:half] {
		right.apply(q.stay, q.hits)
	}
	b.leaveOut(parts[:half], w, left)
	b.leaveOut(parts[half:], w, right)
}

// attribute adds what an item loses, weighted, to its positions, or goes down into a child.
func (b *backward) attribute(q part, w float64, h weights) {
	if q.child == nil {
		b.items[q.item].attribute(b.out, b.st, w, h)
		return
	}
	c := q.child
	v := b.n.vars[c.variable]
	if v.kind != varKey {
		for _, node := range c.nodes {
			b.st.set(b.n, c.variable, node.x)
			b.cell(c, w*node.w, h)
		}
		return
	}
	b.st.forget()
	cumulative := append([]float64(nil), b.st.cumulative(&b.n.latents[v.index])...)
	before := 0.0
	for t := range len(cumulative) + 1 {
		p := 1 - before
		if t < len(cumulative) {
			p, before = cumulative[t]-before, cumulative[t]
		}
		if p > 0 {
			b.st.set(b.n, c.variable, float64(t))
			b.cell(c, w*p, h)
		}
	}
}

// attribute adds to out, by position, the expected units lost, weighted by h at the item's loss.
func (it *itemLosses) attribute(out []float64, st *state, w float64, h weights) {
	if it.latent == nil {
		it.list = it.grid.inDefault(it.list[:0], *it.item, 0, st)
		it.attributeLoss(out, st, w, h)
		return
	}
	st.forget()
	cumulative := append([]float64(nil), st.cumulative(it.latent)...)
	before := 0.0
	for own, p := range cumulative {
		if p > before {
			it.list = it.grid.inDefault(it.list[:0], *it.item, own, st)
			it.attributeLoss(out, st, w*(p-before), h)
		}
		before = p
	}
	if it.static == nil && before < 1 {
		it.list = it.grid.inDefault(it.list[:0], *it.item, len(cumulative), st)
		it.attributeLoss(out, st, w*(1-before), h)
	}
}

// attributeLoss divides the loss of the positions in default among them: positions without randomness
// share the split of their sum in proportion, and each random one has its own.
func (it *itemLosses) attributeLoss(out []float64, st *state, w float64, h weights) {
	groups := it.lossGroups(st)
	for i, g := range groups {
		var others []mass
		for j, o := range groups {
			if j != i {
				others = addLosses(others, o.losses)
			}
		}
		rest := h
		if others != nil {
			stay := 0.0
			var hits []mass
			for _, m := range others {
				if m.units == 0 {
					stay = m.p
				} else {
					hits = append(hits, m)
				}
			}
			rest = slices.Clone(h)
			rest.apply(stay, hits)
		}
		units := 0.0
		for _, m := range g.losses {
			units += m.p * float64(m.units) * rest.at(m.units)
		}
		for k, i := range g.positions {
			out[i] += w * units * g.parts[k]
		}
	}
}

// lossGroup is a loss that is put on units as one, and the parts that positions have in it.
type lossGroup struct {
	losses    []mass
	positions []int
	parts     []float64
}

// lossGroups is what lossOf adds up: the fixed losses together and the random ones one by one.
func (it *itemLosses) lossGroups(st *state) []lossGroup {
	g := it.grid
	var groups []lossGroup
	var fixed lossGroup
	sum := 0.0
	for _, d := range it.list {
		loss, ok := g.fixedLoss(d, st)
		if !ok {
			groups = append(groups, lossGroup{g.randomLoss(d, st), []int{d.position}, []float64{1}})
			continue
		}
		sum += loss
		fixed.positions = append(fixed.positions, d.position)
		fixed.parts = append(fixed.parts, loss)
	}
	if sum > 0 {
		for k := range fixed.parts {
			fixed.parts[k] /= sum
		}
		fixed.losses = g.split(nil, sum)
		groups = append(groups, fixed)
	}
	return groups
}
