package credit

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/integrate/quad"
)

// soft is a Gaussian event seen from the factors: x ≤ limit for a standard normal x with weights on
// the shared factors. It stands for the default of a latent and, for a linked loss given default, for
// the event whose conditional probability the loss given default is.
type soft struct {
	latent int // −1 for a loss given default
	limit  float64
	loads  []varLoad // by variable
	mixes  bool      // the limit moves with the mixing variable of a t copula
}

func (s soft) scaled(by float64) soft {
	if s.mixes {
		s.limit *= by
	}
	return s
}

func (s soft) square() float64 {
	sum := 0.0
	for _, b := range s.loads {
		sum += b.w * b.w
	}
	return min(sum, 1)
}

func covarianceOf(a, b []varLoad) float64 {
	sum := 0.0
	for _, x := range a {
		for _, y := range b {
			if x.v == y.v {
				sum += x.w * y.w
			}
		}
	}
	return min(max(sum, -1), 1)
}

// anatomy is a position's loss as a polynomial in at most two events:
//
//	L = one·1_A + other·1_B + both·1_A·1_B
//
// plus, in the variance alone, what randomness of the loss given default adds.
type anatomy struct {
	position         int
	a, b             soft
	hasB             bool
	one, other, both float64
	ownVariance      float64 // E of the conditional variance given both events and the factors
	fixed            bool    // L = one·1_A
	nestedVariance   float64 // of the whole position, in the first of several parts
}

// anatomiesOf takes a position apart, as a rule into one part. It reports false when the loss depends on
// the events of more than two latents, or on a linked loss given default and a second event.
func (m *momentBuilder) anatomiesOf(i int) ([]anatomy, bool) {
	c := &m.p.net.claims[i]
	parties := c.parties()
	if events := c.events(); len(parties) == 1 && len(events) > 1 && !c.anyLGD(LGD.linked) {
		return m.nested(i, events), true
	}
	an, ok := m.anatomyOf(i, parties)
	return []anatomy{an}, ok
}

// nested takes apart a loss that depends on several events of one latent, the widest first: each event
// adds what the loss differs by when it happens too.
func (m *momentBuilder) nested(i int, events []event) []anatomy {
	c, e := &m.p.net.claims[i], float64(m.p.positions[i].Exposure)
	parts, before := make([]anatomy, len(events)), 0.0
	square, mean := compensated{}, compensated{}
	for k, ev := range events {
		a := m.p.net.soft(ev, !m.p.copula.IsGaussian())
		chance, s := c.state(func(x event) bool { return slices.Contains(events[:k+1], x) })
		g := c.lgds[s]
		loss := e * chance * g.Mean
		parts[k] = anatomy{position: i, a: a, one: loss - before, fixed: true}
		p := m.probability(a)
		if k+1 < len(events) {
			p -= m.probability(m.p.net.soft(events[k+1], a.mixes))
		}
		square.add(p * e * e * chance * (g.StdDev*g.StdDev + g.Mean*g.Mean))
		mean.add(p * loss)
		before = loss
	}
	parts[0].nestedVariance = square.value() - mean.value()*mean.value()
	return parts
}

// anatomyOf takes a position apart whose loss depends on the events of one or two latents.
func (m *momentBuilder) anatomyOf(i int, parties []event) (anatomy, bool) {
	p, c := m.p, &m.p.net.claims[i]
	n, e := p.net, float64(p.positions[i].Exposure)
	an := anatomy{position: i, a: n.soft(parties[0], !p.copula.IsGaussian())}
	linked := c.anyLGD(LGD.linked)
	switch {
	case len(parties) > 2 || !c.oneThreshold(parties) || linked && len(c.supports()) > 1 || linked && len(parties) > 1:
		return an, false
	case linked:
		g := c.lgds[0]
		an.b = soft{latent: -1, limit: c.kappas[0]}
		if v := n.factorVar(g.Link.Factor); v >= 0 {
			an.b.loads = []varLoad{{v, g.Link.Weight}}
		}
		an.hasB, an.both = true, e
		an.ownVariance = m.linkedVariance(i, an)
	case len(parties) == 1:
		var variance float64
		an.one, variance = c.lossIn(e, true, false, parties)
		an.fixed = true
		an.ownVariance = variance * m.probability(an.a)
	default:
		an.b, an.hasB = n.soft(parties[1], an.a.mixes), true
		first, v10 := c.lossIn(e, true, false, parties)
		second, v01 := c.lossIn(e, false, true, parties)
		all, v11 := c.lossIn(e, true, true, parties)
		an.one, an.other, an.both = first, second, all-first-second
		pA, pB, pAB := m.probability(an.a), m.probability(an.b), m.joint(an.a, an.b)
		an.ownVariance = v10*max(pA-pAB, 0) + v01*max(pB-pAB, 0) + v11*pAB
	}
	return an, true
}

// oneThreshold reports whether all events of each latent are one event.
func (c *claim) oneThreshold(parties []event) bool {
	for _, e := range slices.Concat(c.obligors, c.essential, c.guarantors, c.pledged) {
		if !slices.Contains(parties, e) {
			return false
		}
	}
	return true
}

// lossIn gives the mean and the variance of the loss when the first of one or two events has happened,
// or the second, or both.
func (c *claim) lossIn(exposure float64, first, second bool, parties []event) (mean, variance float64) {
	chance, s := c.state(func(e event) bool {
		if e == parties[0] {
			return first
		}
		return second
	})
	g := c.lgds[s]
	mean = chance * g.Mean
	return exposure * mean, exposure * exposure * (chance*(g.StdDev*g.StdDev+g.Mean*g.Mean) - mean*mean)
}

func (n *network) soft(e event, mixes bool) soft {
	l := &n.latents[e.latent]
	return soft{latent: e.latent, limit: l.limits[e.threshold], loads: l.loads, mixes: mixes}
}

// linkedVariance is what randomness of a linked loss given default adds to the variance: at a mean g
// the variance is g·(1 − g)/(1 + α + β).
func (m *momentBuilder) linkedVariance(i int, an anatomy) float64 {
	q := m.p.positions[i]
	if q.LGD.StdDev == 0 {
		return 0
	}
	first, second := m.expect(an, 1), m.expect(an, 2)
	size := q.LGD.Mean*(1-q.LGD.Mean)/(q.LGD.StdDev*q.LGD.StdDev) - 1
	return (first*float64(q.Exposure) - second) / (1 + size)
}

func (m *momentBuilder) probability(s soft) float64 {
	sum := 0.0
	for _, x := range m.mix {
		sum += x.w * NormalCDF(s.scaled(x.x).limit)
	}
	return sum
}

// joint is the probability that two events of different latents happen.
func (m *momentBuilder) joint(a, b soft) float64 {
	r, sum := covarianceOf(a.loads, b.loads), 0.0
	for _, x := range m.mix {
		sum += x.w * BivariateNormalCDF(a.scaled(x.x).limit, b.scaled(x.x).limit, r)
	}
	return sum
}

// momentMixing is the rule for the mixing variable of a t copula; for a Gaussian copula one node. Every
// node makes columns of its own, so the rule is as coarse as 1e-9 allows.
func momentMixing(c Copula) []gridNode {
	if c.IsGaussian() {
		return []gridNode{{x: 1, w: 1}}
	}
	nu := c.DegreesOfFreedom
	const step, floor = 0.35, 1e-11
	nodes := mixingNodes(nu, min(step, step/math.Sqrt(2/nu+2/(nu*nu))), floor)
	sum := 0.0
	for _, q := range nodes {
		sum += q.w
	}
	for i := range nodes {
		nodes[i].w /= sum
	}
	return nodes
}

// expect is E[1_A·(one + both·p_B(Y))^k] for k = 1 or 2, in which the event B of a linked loss given
// default is replaced by its probability given the factors.
func (m *momentBuilder) expect(an anatomy, k int) float64 {
	sum := 0.0
	for _, x := range m.mix {
		sum += x.w * m.twoFactors(an.a.scaled(x.x), an.b.scaled(x.x), func(pa, pb float64) float64 {
			return pa * math.Pow(an.one+an.both*pb, float64(k))
		})
	}
	return sum
}

// meanLoss is E[L].
func (m *momentBuilder) meanLoss(an anatomy) float64 {
	mean := an.one * m.probability(an.a)
	if an.hasB {
		mean += an.other*m.probability(an.b) + an.both*m.joint(an.a, an.b)
	}
	return mean
}

// varianceOf is Var(L), randomness of the loss given default included.
func (m *momentBuilder) varianceOf(an anatomy) float64 {
	mean := m.meanLoss(an)
	square := 0.0
	switch {
	case !an.hasB:
		square = an.one * an.one * m.probability(an.a)
	case an.b.latent < 0:
		square = m.expect(an, 2)
	default: // 1_A, 1_B and 1_A·1_B are their own squares
		pA, pB, pAB := m.probability(an.a), m.probability(an.b), m.joint(an.a, an.b)
		all := an.one + an.other + an.both
		square = an.one*an.one*(pA-pAB) + an.other*an.other*(pB-pAB) + all*all*pAB
	}
	return square - mean*mean + an.ownVariance
}

// twoFactors is E[f(p_A(Y), p_B(Y))] over the factors, which enter through the two sums b_A·Y and
// b_B·Y only, by a Gauss–Hermite product rule.
func (m *momentBuilder) twoFactors(a, b soft, f func(pa, pb float64) float64) float64 {
	sa := math.Sqrt(a.square())
	// b_B·Y = along·u + across·v with u the direction of b_A.
	along, across := 0.0, math.Sqrt(b.square())
	if sa > 0 {
		along = covarianceOf(a.loads, b.loads) / sa
		across = math.Sqrt(max(b.square()-along*along, 0))
	}
	ownA, ownB := math.Sqrt(1-a.square()), math.Sqrt(1-b.square())
	sum := 0.0
	for _, u := range m.rule {
		pa := conditional(a.limit, sa*u.x, ownA)
		if across < 1e-9 {
			sum += u.w * f(pa, conditional(b.limit, along*u.x, ownB))
			continue
		}
		for _, v := range m.rule {
			sum += u.w * v.w * f(pa, conditional(b.limit, along*u.x+across*v.x, ownB))
		}
	}
	return sum
}

// crossPoints is the number of points, in each direction, of the product rule of twoFactors.
const crossPoints = 48

// hermiteRule is a Gauss–Hermite rule of n points for the expectation over a standard normal.
func hermiteRule(n int) []node {
	x, w := make([]float64, n), make([]float64, n)
	quad.Hermite{}.FixedLocations(x, w, math.Inf(-1), math.Inf(1))
	rule := make([]node, n)
	for i := range rule {
		rule[i] = node{math.Sqrt2 * x[i], w[i] / math.Sqrt(math.Pi)}
	}
	return rule
}

// variables lists the variables of one or two events that are in cross, ascending.
func (an anatomy) variables(cross []bool) []int {
	var list []int
	for _, s := range []soft{an.a, an.b} {
		for _, b := range s.loads {
			if cross[b.v] && !slices.Contains(list, b.v) {
				list = append(list, b.v)
			}
		}
	}
	slices.Sort(list)
	return list
}

// weightOn is the weight of a variable.
func (s soft) weightOn(v int) float64 {
	for _, b := range s.loads {
		if b.v == v {
			return b.w
		}
	}
	return 0
}

// joinParts puts the parts of each position together and leaves in D what the columns do not cover of its
// variance. Every part of a row is a projection of the loss, so the squares cannot exceed its variance but
// for rounding; what is below zero is that.
func (m *momentBuilder) joinParts(out *Moments) {
	at := -1
	for i, an := range m.parts {
		first := i == 0 || m.parts[i-1].position != an.position
		if first {
			at++
			out.mean[at], out.rows[at], out.tails[at] = out.mean[i], out.rows[i], out.tails[i]
		} else {
			out.mean[at] += out.mean[i]
			out.rows[at] = append(out.rows[at], out.rows[i]...)
			out.tails[at].take(out.tails[i])
		}
		if i+1 < len(m.parts) && m.parts[i+1].position == an.position {
			continue
		}
		out.rows[at] = sumOfColumns(out.rows[at])
		exact, explained := an.nestedVariance, 0.0
		if first {
			exact = m.varianceOf(an)
		} else {
			for j := i; m.parts[j].position == an.position; j-- {
				exact = m.parts[j].nestedVariance
				if j == 0 {
					break
				}
			}
		}
		for _, e := range out.rows[at] {
			explained += e.value * e.value
		}
		out.diagonal[at] = max(exact-explained, 0)
	}
	n := at + 1
	out.mean, out.rows, out.tails, out.diagonal = out.mean[:n], out.rows[:n], out.tails[:n], out.diagonal[:n]
}

// sumOfColumns sorts a row by column and adds what stands in one column.
func sumOfColumns(row []entry) []entry {
	slices.SortFunc(row, func(p, q entry) int { return p.column - q.column })
	out := row[:0]
	for _, e := range row {
		if n := len(out); n > 0 && out[n-1].column == e.column {
			out[n-1].value += e.value
		} else {
			out = append(out, e)
		}
	}
	return out
}
