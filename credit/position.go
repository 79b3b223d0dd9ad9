package credit

import (
	"math"
	"slices"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// JointRule says when a contract that several parties owe defaults (共同债务人违约规则).
type JointRule uint8

// The rules. There is no default: a position with more than one obligor must say which one holds.
const (
	JointUnstated JointRule = iota
	FirstNamed              // when the party named first defaults; the others have no effect (首位债务人)
	AllDefault              // when the last of them has defaulted: each owes the whole (连带责任)
	AnyDefault              // when the first of them defaults
)

// LGD is the loss given default (违约损失率) of a position, as a share of its exposure.
type LGD struct {
	// Mean is the mean over defaults, between 0 and 1.
	Mean float64
	// StdDev is the standard deviation of a beta distribution around the mean given the factors; 0
	// means that the loss given default has no randomness of its own. It is below √(Mean·(1 − Mean)).
	StdDev float64
	// Link makes the loss given default depend on a factor: with weight w on factor f it is
	// g(F_f) = Φ((κ − w·F_f)/√(1 − w²)), higher in bad times for w > 0. κ is set so that the mean over
	// the defaults of the first-named obligor stays Mean (the expected loss does not move, its
	// concentration in bad times does). A weight of 0 means no link. (J. Frye, Collateral damage, Risk,
	// April 2000, in probit form.)
	Link Loading
}

// Position is one contract as the loss model sees it.
type Position struct {
	ID string
	// Exposure is what is outstanding when a default happens, in minor units.
	Exposure money.Amount
	// Obligors are the agents that owe it, by index; Joint says which of them must default.
	Obligors []int
	Joint    JointRule
	// PDs, when given, are the default probabilities of the obligors until the position's own end, for
	// a position that ends before the horizon: one for each obligor, none above the agent's PD.
	PDs []float64
	LGD LGD
	// Guarantors are agents whose promise keeps the loss at LGD. When all of them have defaulted by
	// the horizon the loss given default is Unguaranteed instead.
	Guarantors   []int
	Unguaranteed LGD
	// Essential are the rights without which the contract cannot be paid (核心权利), such as the patent
	// that a licence fee is for. When one of them ends, the position defaults with probability OnLoss
	// even if no obligor does: one draw for the position, independent of everything else.
	Essential []RightEnd
	OnLoss    float64
	// Pledged are the rights whose value keeps the loss at LGD (质押权利). When all of them have ended
	// the loss given default is Unpledged, and Bare when all guarantors have defaulted too.
	Pledged         []RightEnd
	Unpledged, Bare LGD
}

// RightEnd is the end of a right (权利丧失) by invalidation, loss or expiry, as an event of an agent that
// stands for the right: its "default".
type RightEnd struct {
	Agent int
	// PD is the probability that the right ends by the position's own end, none above the agent's PD.
	PD float64
}

func (p Position) clone() Position {
	p.Obligors = append([]int(nil), p.Obligors...)
	p.PDs = append([]float64(nil), p.PDs...)
	p.Guarantors = append([]int(nil), p.Guarantors...)
	p.Essential = append([]RightEnd(nil), p.Essential...)
	p.Pledged = append([]RightEnd(nil), p.Pledged...)
	return p
}

func (g LGD) check(list *faults.List, path string, factors int) {
	if !isProbability(g.Mean) {
		list.Add(path+".mean", faults.OutOfRange, g.Mean, "a share between 0 and 1")
	}
	g.checkShape(list, path)
	if g.Link.Weight == 0 {
		return
	}
	g.Link.check(list, path+".link", factors)
	if math.Abs(g.Link.Weight) == 1 {
		list.Add(path+".link.weight", faults.OutOfRange, g.Link.Weight, "a weight strictly between -1 and 1")
	}
}

func (g LGD) checkShape(list *faults.List, path string) {
	if g.StdDev == 0 {
		return
	}
	if !(g.StdDev > 0 && g.StdDev*g.StdDev < g.Mean*(1-g.Mean)) {
		list.Add(path+".std_dev", faults.OutOfRange, g.StdDev, "0, or a standard deviation that a beta distribution can have: below √(mean·(1 − mean))")
	}
}

func (p Position) check(list *faults.List, path string, s PortfolioSpec) {
	if p.Exposure < 0 {
		list.Add(path+".exposure", faults.OutOfRange, int64(p.Exposure), "an exposure of 0 or more")
	}
	if len(p.Obligors) == 0 {
		list.Add(path+".obligors", faults.Missing, nil, "at least one obligor")
	}
	if p.Joint > AnyDefault || p.Joint == JointUnstated && len(p.Obligors) > 1 {
		list.Add(path+".joint", faults.Missing, nil, "a rule for joint obligors: FirstNamed, AllDefault or AnyDefault")
	}
	seen := map[int]bool{}
	for j, a := range append(append([]int(nil), p.Obligors...), p.Guarantors...) {
		at := faults.Index(path+".obligors", j)
		if j >= len(p.Obligors) {
			at = faults.Index(path+".guarantors", j-len(p.Obligors))
		}
		switch {
		case a < 0 || a >= len(s.Agents):
			list.Add(at, faults.Unknown, a, "the index of an agent")
		case seen[a]:
			list.Add(at, faults.Duplicate, a, "each agent once, as obligor or as guarantor")
		}
		seen[a] = true
	}
	p.checkPDs(list, path, s)
	p.LGD.check(list, path+".lgd", len(s.Factors))
	if len(p.Guarantors) > 0 {
		p.Unguaranteed.check(list, path+".unguaranteed", len(s.Factors))
	}
	if len(p.Pledged) > 0 {
		p.Unpledged.check(list, path+".unpledged", len(s.Factors))
		if len(p.Guarantors) > 0 {
			p.Bare.check(list, path+".bare", len(s.Factors))
		}
	}
	if !isProbability(p.OnLoss) {
		list.Add(path+".on_loss", faults.OutOfRange, p.OnLoss, "a probability between 0 and 1")
	}
	p.checkRights(list, path+".essential", p.Essential, s, seen)
	p.checkRights(list, path+".pledged", p.Pledged, s, seen)
	for j, e := range p.Pledged {
		if slices.ContainsFunc(p.Essential, func(o RightEnd) bool { return o.Agent == e.Agent && o.PD != e.PD }) {
			list.Add(faults.Index(path+".pledged", j)+".pd", faults.Inconsistent, e.PD, "the probability that the right has as an essential one")
		}
	}
}

// checkRights checks the rights in one role. The same right may have both roles, with one probability.
func (p Position) checkRights(list *faults.List, path string, ends []RightEnd, s PortfolioSpec, parties map[int]bool) {
	for j, e := range ends {
		at := faults.Index(path, j)
		switch {
		case e.Agent < 0 || e.Agent >= len(s.Agents):
			list.Add(at+".agent", faults.Unknown, e.Agent, "the index of an agent")
			continue
		case parties[e.Agent] || slices.ContainsFunc(ends[:j], func(o RightEnd) bool { return o.Agent == e.Agent }):
			list.Add(at+".agent", faults.Duplicate, e.Agent, "each right once in a role, and no obligor or guarantor")
		}
		if !(e.PD >= 0 && e.PD <= s.Agents[e.Agent].PD) {
			list.Add(at+".pd", faults.OutOfRange, e.PD, "a probability no higher than the agent's to the horizon")
		}
	}
}

func (p Position) checkPDs(list *faults.List, path string, s PortfolioSpec) {
	if p.PDs == nil {
		return
	}
	if len(p.PDs) != len(p.Obligors) {
		list.Add(path+".pds", faults.Inconsistent, len(p.PDs), "one default probability for each obligor")
		return
	}
	for j, pd := range p.PDs {
		a := p.Obligors[j]
		if a < 0 || a >= len(s.Agents) {
			continue // a fault of its own
		}
		if !(pd >= 0 && pd <= s.Agents[a].PD) {
			list.Add(faults.Index(path+".pds", j), faults.OutOfRange, pd, "a probability no higher than the agent's to the horizon")
		}
	}
}
