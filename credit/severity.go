package credit

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"

	"github.com/ipabs/ipabs/money"
)

// mass is a probability at a loss of a whole number of units.
type mass struct {
	units int
	p     float64
}

// lossGrid turns losses in minor units into distributions on whole loss units. A loss between two
// units is split over both so that its mean is kept; what that moves is added up in Rounding.
type lossGrid struct {
	p    *Portfolio
	unit float64
}

// whole is how near to a whole number of units a loss counts as one, relative to the number.
const whole = 1e-12

// split gives the distribution on units of a fixed loss.
func (g lossGrid) split(dst []mass, loss float64) []mass {
	x := loss / g.unit
	k := math.Round(x)
	if math.Abs(x-k) <= whole*max(1, x) {
		return append(dst, mass{int(k), 1})
	}
	k = math.Floor(x)
	return append(dst, mass{int(k), 1 - (x - k)}, mass{int(k) + 1, x - k})
}

// beta gives the distribution on units of an exposure times a beta variable with the given mean and
// the dispersion of lgd. The weight of k units is E[max(1 − |X/unit − k|, 0)], from second
// differences of E[max(X/unit − k, 0)].
func (g lossGrid) beta(dst []mass, exposure float64, lgd LGD, mean float64) []mass {
	if mean <= 0 || mean >= 1 {
		return g.split(dst, exposure*mean)
	}
	a, b := lgd.betaShape(mean)
	top := exposure / g.unit
	excess := func(k int) float64 {
		switch x := float64(k) / top; {
		case k <= 0:
			return top*mean - float64(k)
		case x >= 1:
			return 0
		default:
			return top*mean*(1-mathext.RegIncBeta(a+1, b, x)) - float64(k)*(1-mathext.RegIncBeta(a, b, x))
		}
	}
	last := int(math.Ceil(top))
	below, at := excess(-1), excess(0)
	for k := 0; k <= last; k++ {
		above := excess(k + 1)
		if p := below - 2*at + above; p > 0 {
			dst = append(dst, mass{k, p})
		}
		below, at = at, above
	}
	return dst
}

// worst is the greatest loss of a position, in minor units.
func (g lossGrid) worst(i int) float64 {
	c, most := &g.p.net.claims[i], 0.0
	for _, s := range c.supports() {
		most = max(most, c.lgds[s].most())
	}
	return float64(g.p.positions[i].Exposure) * most
}

func (l LGD) most() float64 {
	if l.StdDev > 0 || l.linked() {
		return 1
	}
	return l.Mean
}

// worstUnits is the greatest number of units that an item can lose.
func (g lossGrid) worstUnits(it item) int {
	fixed, units := 0.0, 0
	for _, i := range it.positions {
		if g.p.net.claims[i].random() {
			units += int(math.Ceil(g.worst(i)/g.unit)) + 1
		} else {
			fixed += g.worst(i)
		}
	}
	return units + int(math.Ceil(fixed/g.unit*(1-whole)))
}

// random reports whether the position can lose different amounts when its events and the variables are
// known. Such a loss is put on units by itself.
func (c *claim) random() bool {
	return len(c.private) > 0 || c.anyLGD(func(g LGD) bool { return g.StdDev > 0 }) || len(c.essential) > 0 && c.onLoss < 1
}

// defaulted describes a position that may be in default: p has the probability of that for each state of
// support.
type defaulted struct {
	position int
	p        [4]float64
}

// surely gives the state of support of a position that is in default for certain in one of them.
func (d defaulted) surely() (support, bool) {
	for s, p := range d.p {
		if p == 1 {
			return support(s), true
		}
	}
	return 0, false
}

// inDefault lists the positions of an item that are in default when the item's own latent is in state
// own: it has passed the thresholds own, own+1, … (the number of thresholds means no default).
func (g lossGrid) inDefault(dst []defaulted, it item, own int, st *state) []defaulted {
	n := g.p.net
	happened := func(e event) bool {
		if e.latent == it.latent {
			return e.threshold >= own
		}
		return e.threshold >= st.passed[n.latents[e.latent].key]
	}
	for _, i := range it.positions {
		c, d := &n.claims[i], defaulted{position: i}
		if n.averagePrivate(c, c.private, happened, st, 1, &d.p); d.p != [4]float64{} {
			dst = append(dst, d)
		}
	}
	return dst
}

// averagePrivate adds to p the probability of default by support, averaged over the states of the
// private latents that are left.
func (n *network) averagePrivate(c *claim, left []int, happened func(event) bool, st *state, weight float64, p *[4]float64) {
	if len(left) == 0 {
		chance, s := c.state(happened)
		p[s] += weight * chance
		return
	}
	l, before := &n.latents[left[0]], 0.0
	for t := 0; t <= len(l.limits); t++ {
		upTo := 1.0
		if t < len(l.limits) {
			upTo = st.below(l, t)
		}
		if upTo > before {
			n.averagePrivate(c, left[1:], func(e event) bool {
				if e.latent == left[0] {
					return e.threshold >= t
				}
				return happened(e)
			}, st, weight*(upTo-before), p)
		}
		before = max(before, upTo)
	}
}

// meanLGD is the mean loss given default of a position when the variables are known.
func (n *network) meanLGD(position int, s support, st *state) float64 {
	c := &n.claims[position]
	g := &c.lgds[s]
	if !g.linked() {
		return g.Mean
	}
	return g.conditionalLGD(c.kappas[s], st.y[n.factorVar(g.Link.Factor)])
}

// lossOf gives the distribution on units of what the positions lose together. Losses of positions
// are independent of one another once their default and the variables are known.
func (g lossGrid) lossOf(list []defaulted, st *state) []mass {
	fixed := 0.0
	var total []mass
	for _, d := range list {
		if loss, ok := g.fixedLoss(d, st); ok {
			fixed += loss
		} else {
			total = addLosses(total, g.randomLoss(d, st))
		}
	}
	return addLosses(total, g.split(nil, fixed))
}

// fixedLoss is what a position loses that is in default for certain and whose loss is not random.
func (g lossGrid) fixedLoss(d defaulted, st *state) (float64, bool) {
	s, sure := d.surely()
	if !sure || g.p.net.claims[d.position].lgds[s].StdDev > 0 {
		return 0, false
	}
	return float64(g.p.positions[d.position].Exposure) * g.p.net.meanLGD(d.position, s, st), true
}

// randomLoss gives the distribution on units of what a position loses that is in default perhaps, or
// whose loss given default is random.
func (g lossGrid) randomLoss(d defaulted, st *state) []mass {
	exposure, stay := float64(g.p.positions[d.position].Exposure), 1.0
	out := []mass{{}}
	for s, p := range d.p {
		if p == 0 {
			continue
		}
		stay -= p
		lgd, mean := g.p.net.claims[d.position].lgds[s], g.p.net.meanLGD(d.position, support(s), st)
		from := len(out)
		if lgd.StdDev > 0 {
			out = g.beta(out, exposure, lgd, mean)
		} else {
			out = g.split(out, exposure*mean)
		}
		for k := from; k < len(out); k++ {
			out[k].p *= p
		}
	}
	out[0].p = max(stay, 0)
	return gathered(out)
}

// gathered adds up the masses at each number of units, in ascending order.
func gathered(list []mass) []mass {
	slices.SortStableFunc(list, func(a, b mass) int { return a.units - b.units })
	out := list[:1]
	for _, m := range list[1:] {
		if last := &out[len(out)-1]; last.units == m.units {
			last.p += m.p
		} else {
			out = append(out, m)
		}
	}
	return out
}

// addLosses is the distribution of the sum of two independent losses; nil stands for no loss.
func addLosses(a, b []mass) []mass {
	if len(a) == 0 {
		return b
	}
	if len(b) == 1 && b[0].units == 0 {
		return a
	}
	sums := make([]float64, a[len(a)-1].units+b[len(b)-1].units+1)
	for _, x := range a {
		for _, y := range b {
			sums[x.units+y.units] += x.p * y.p
		}
	}
	var out []mass
	for k, p := range sums {
		if p > 0 {
			out = append(out, mass{k, p})
		}
	}
	return out
}

// autoUnit chooses a loss unit: the greatest amount that divides every loss, when all are whole
// minor units and it leaves at most 10,000 units; otherwise the greatest loss in 4,096 parts, rounded
// up to whole minor units.
func autoUnit(p *Portfolio) money.Amount {
	g := lossGrid{p: p, unit: 1}
	worst, divisor := 0.0, int64(0)
	exact := true
	for i, q := range p.positions {
		if q.Exposure == 0 {
			continue
		}
		w := g.worst(i)
		worst += w
		c := &p.net.claims[i]
		for _, s := range c.supports() {
			l := c.lgds[s]
			loss := float64(q.Exposure) * l.Mean
			if k := math.Round(loss); l.StdDev == 0 && !l.linked() && math.Abs(loss-k) <= whole*max(1, loss) {
				divisor = gcd(divisor, int64(k))
			} else {
				exact = false
			}
		}
	}
	const most, parts = 10_000, 4_096
	if exact && divisor > 0 && worst/float64(divisor) <= most {
		return money.Amount(divisor)
	}
	return money.Amount(max(math.Ceil(worst/parts), 1))
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
