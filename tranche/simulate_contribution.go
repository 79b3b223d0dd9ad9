package tranche

import (
	"math"

	"github.com/ipabs/ipabs/money"
)

// controlEstimate is what the paths had of the first control.
func (c *Counts) controlEstimate() Estimate {
	n := float64(c.counts.blocks)
	x := c.counts.control.sum[0].Value() / n
	e := Estimate{Value: x + c.sim.controls.mean[0], StdErr: math.NaN()}
	if n >= 2 {
		e.StdErr = math.Sqrt(max(c.counts.control.product[0].Value()/n-x*x, 0) / (n - 1))
	}
	return e
}

// contributions divides the expected loss of class i over the lines of each set: in the proportion in which the
// paths put it down to them, and in minor units so that the parts sum to the whole.
func (c *Counts) contributions(i int, out *ClassSimulation) {
	s, p := c.sim, &c.sim.plan
	plain := c.counts.means[p.firstClass+i*classStats+statLoss].sum.Value() / float64(c.counts.blocks)
	scale := 1.0
	if plain > 0 {
		scale = out.ExpectedLoss.Value / plain
	}
	whole := money.Amount(math.RoundToEven(out.ExpectedLoss.Value))
	out.Contributions = map[ContributionSet][]Contribution{}
	elsewhere := Contribution{Name: Elsewhere, Amount: c.overBlocks(&c.counts.lines[i]).scaled(scale)}
	for _, set := range contributionSets {
		var list []Contribution
		for _, l := range s.lines.inOrder(set) {
			list = append(list, Contribution{Name: s.lines.list[l].name, Amount: c.overBlocks(&c.counts.lines[l*p.classes+i]).scaled(scale)})
		}
		list = append(list, elsewhere)
		divideWhole(whole, list)
		out.Contributions[set] = list
	}
}

// divideWhole fills in the contributions in minor units: each rounded down, and what is then missing one by one
// to those that have lost most, ties by order.
func divideWhole(whole money.Amount, list []Contribution) {
	left := whole
	rest := make([]float64, len(list))
	for j := range list {
		x := math.Floor(max(list[j].Amount.Value, 0))
		list[j].Minor, rest[j] = money.Amount(x), list[j].Amount.Value-x
		left -= list[j].Minor
	}
	for step := money.Amount(1); left != 0; left -= step {
		best := -1
		if left < 0 {
			step = -1
		}
		for j := range rest {
			if list[j].Minor+step >= 0 && (best < 0 || float64(step)*rest[j] > float64(step)*rest[best]) {
				best = j
			}
		}
		if best < 0 {
			return // there is nothing to take from
		}
		list[best].Minor += step
		rest[best] -= float64(step)
	}
}
