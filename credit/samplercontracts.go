package credit

import "math"

// ContractDefault is the default of a contract on a path.
type ContractDefault struct {
	Contract int32 // index in the pool
	Day      int32 // after the cut-off date
	// NoGuarantor and NoPledge say that all guarantors have defaulted and all pledged rights ended, as
	// SamplerSettings.Support understands it. A contract without any has false.
	NoGuarantor, NoPledge bool
	// LGD is the loss given default: drawn, where it is random; moved by the linked factor and by the decay
	// of the pledge's value until the day.
	LGD float64
}

// sampledContract is a contract ready for drawing.
type sampledContract struct {
	*ModelContract
	end    float64 // last day on which it can default
	states [4]sampledLGD
}

// sampledLGD is a loss given default by support. κ of the link is Φ⁻¹(mean) + gap, with a gap that
// moves with the part of the pledge's value that is left, from gapNow to gapEnd; between them it is
// taken as linear in the mean.
type sampledLGD struct {
	gapNow, gapEnd, meanNow, meanEnd float64
}

// lgds lists the losses given default of a contract.
func (c *ModelContract) lgds() []LGD { return []LGD{c.LGD, c.Unguaranteed, c.Unpledged, c.Bare} }

// compileContracts prepares what turns defaults of agents into defaults of contracts.
func (s *Sampler) compileContracts(p *Portfolio) {
	m := s.model
	s.affects = make([][]int32, len(s.agents))
	s.contracts = make([]sampledContract, len(m.contracts))
	for i := range m.contracts {
		c := &s.contracts[i]
		c.ModelContract = &m.contracts[i]
		c.end = min(c.End, s.horizon)
		obligors := c.Obligors
		if c.Joint == FirstNamed {
			obligors = obligors[:1]
		}
		for _, list := range [][]int{obligors, c.Essential} {
			for _, a := range list {
				s.affects[a] = append(s.affects[a], int32(i))
			}
		}
		first := m.agents[c.Obligors[0]]
		pd := p.positions[i].pd(p, 0)
		for k := range c.states {
			now := c.lgdAfter(support(k)&noGuarantor != 0, support(k)&noPledge != 0, 1)
			end := c.lgdAfter(support(k)&noGuarantor != 0, support(k)&noPledge != 0, math.Exp(-c.Decay*c.end))
			if !now.linked() {
				continue
			}
			gap := func(g LGD) float64 {
				if !g.linked() {
					return 0
				}
				return linkKappa(m.copula, pd, weightOf(first.Loadings, g.Link.Factor), g) - NormalQuantile(g.Mean)
			}
			c.states[k] = sampledLGD{gap(now), gap(end), now.Mean, end.Mean}
		}
	}
}

func (g *sampledLGD) kappa(mean float64) float64 {
	gap := g.gapNow
	if g.meanEnd != g.meanNow {
		gap += (g.gapEnd - g.gapNow) * (mean - g.meanNow) / (g.meanEnd - g.meanNow)
	}
	return NormalQuantile(mean) + gap
}

// Contracts lists the contracts that default on the path by the end of their risk, in the order in which
// their agents are listed, each once.
func (d *Drawer) Contracts() []ContractDefault {
	if d.drawn {
		return d.contracts
	}
	d.drawn, d.contracts = true, d.contracts[:0]
	for _, x := range d.defaults {
		for _, i := range d.s.affects[x.Agent] {
			if d.seen[i] {
				continue
			}
			d.seen[i] = true
			if c, ok := d.contract(i); ok {
				d.contracts = append(d.contracts, c)
			}
		}
	}
	for _, x := range d.defaults {
		for _, i := range d.s.affects[x.Agent] {
			d.seen[i] = false
		}
	}
	return d.contracts
}

// contract finds out whether and how a contract defaults.
func (d *Drawer) contract(i int32) (ContractDefault, bool) {
	c := &d.s.contracts[i]
	day := d.jointDay(c)
	if lost := d.firstEnd(c.Essential, c.end); lost > 0 {
		// The draw is made whether or not it matters, so that what follows does not depend on it.
		if u := d.state.stream.Float64(); u < c.OnLoss && (day == 0 || lost < day) {
			day = lost
		}
	}
	if day == 0 {
		return ContractDefault{}, false
	}
	guarantors, pledge := int32(math.MaxInt32), int32(c.end)
	if d.s.settings.Support == SupportAtDefault {
		guarantors, pledge = day, day
	}
	out := ContractDefault{Contract: i, Day: day, NoGuarantor: d.allBy(c.Guarantors, guarantors), NoPledge: d.allBy(c.Pledged, pledge)}
	out.LGD = d.lgd(c, &out)
	return out, true
}

// jointDay is the day on which the obligors bring the contract into default, 0 for never.
func (d *Drawer) jointDay(c *sampledContract) int32 {
	day := int32(0)
	for k, a := range c.Obligors {
		x := d.day[a]
		if x == 0 || float64(x) > c.end {
			if c.Joint == AnyDefault {
				continue
			}
			return 0
		}
		switch {
		case day == 0, c.Joint == AllDefault && x > day, c.Joint == AnyDefault && x < day:
			day = x
		}
		if k == 0 && c.Joint == FirstNamed {
			break
		}
	}
	return day
}

// firstEnd is the first day by end on which one of some rights ends, 0 for none.
func (d *Drawer) firstEnd(rights []int, end float64) int32 {
	day := int32(0)
	for _, a := range rights {
		if x := d.day[a]; x > 0 && float64(x) <= end && (day == 0 || x < day) {
			day = x
		}
	}
	return day
}

// allBy reports whether all of some agents, and at least one, have defaulted by a day.
func (d *Drawer) allBy(agents []int, day int32) bool {
	for _, a := range agents {
		if x := d.day[a]; x == 0 || x > day {
			return false
		}
	}
	return len(agents) > 0
}

// lgd draws the loss given default.
func (d *Drawer) lgd(c *sampledContract, x *ContractDefault) float64 {
	left := 1.0
	if c.Decay > 0 {
		left = math.Exp(-c.Decay * float64(x.Day))
	}
	g := c.lgdAfter(x.NoGuarantor, x.NoPledge, left)
	k := support(b2i(x.NoGuarantor)*int(noGuarantor) + b2i(x.NoPledge)*int(noPledge))
	mean := g.Mean
	if g.linked() {
		mean = g.conditionalLGD(c.states[k].kappa(mean), d.state.f[g.Link.Factor])
	}
	return g.drawAround(&d.state.stream, mean)
}
