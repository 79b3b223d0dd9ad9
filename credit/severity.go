package credit

import (
	"math"

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
	q, c := g.p.positions[i], g.p.net.claims[i]
	most := q.LGD.most()
	if len(c.guarantors) > 0 {
		most = max(most, q.Unguaranteed.most())
	}
	return float64(q.Exposure) * most
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
		q := g.p.positions[i]
		if q.LGD.StdDev > 0 || len(g.p.net.claims[i].guarantors) > 0 && q.Unguaranteed.StdDev > 0 {
			units += int(math.Ceil(g.worst(i)/g.unit)) + 1
		} else {
			fixed += g.worst(i)
		}
	}
	return units + int(math.Ceil(fixed/g.unit*(1-whole)))
}

// defaulted describes a position in default: its loss given default and the κ of its link.
type defaulted struct {
	position int
	lgd      LGD
	kappa    float64
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
		c := &n.claims[i]
		hits := 0
		for _, e := range c.obligors {
			if happened(e) {
				hits++
			}
		}
		if hits == 0 || c.rule == AllDefault && hits < len(c.obligors) {
			continue
		}
		d := defaulted{i, g.p.positions[i].LGD, c.kappa}
		if len(c.guarantors) > 0 {
			bare := true
			for _, e := range c.guarantors {
				bare = bare && happened(e)
			}
			if bare {
				d.lgd, d.kappa = g.p.positions[i].Unguaranteed, c.kappaBare
			}
		}
		dst = append(dst, d)
	}
	return dst
}

// meanLGD is the mean loss given default when the variables are known.
func (d defaulted) meanLGD(n *network, st *state) float64 {
	if !d.lgd.linked() {
		return d.lgd.Mean
	}
	return d.lgd.conditionalLGD(d.kappa, st.y[n.factorVar(d.lgd.Link.Factor)])
}

// lossOf gives the distribution on units of what the positions lose together. Losses of positions
// are independent of one another once their default and the variables are known.
func (g lossGrid) lossOf(list []defaulted, st *state) []mass {
	fixed := 0.0
	var total []mass
	for _, d := range list {
		q := g.p.positions[d.position]
		mean := d.meanLGD(g.p.net, st)
		if d.lgd.StdDev == 0 {
			fixed += float64(q.Exposure) * mean
			continue
		}
		total = addLosses(total, g.beta(nil, float64(q.Exposure), d.lgd, mean))
	}
	return addLosses(total, g.split(nil, fixed))
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
		lgds := []LGD{q.LGD}
		if len(p.net.claims[i].guarantors) > 0 {
			lgds = append(lgds, q.Unguaranteed)
		}
		for _, l := range lgds {
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
