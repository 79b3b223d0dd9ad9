package credit

import (
	"math"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// PortfolioSpec is a set of positions at one horizon, in plain numbers: who can default by then, what
// moves them together, and what each position loses. [Model.Portfolio] makes one from a pool; it may
// also be written by hand.
//
// The latent variable of agent a is
//
//	x_a = Σ_k b_ak·F_k + √(1 − Σ_k b_ak²)·e_a
//
// with independent standard normal factors F_k and own terms e_a. The agent defaults by the horizon
// when x_a ≤ Φ⁻¹(PD_a). Under a t copula x_a is multiplied by √(ν/W), with one chi-square W for all
// agents, and the threshold is the t quantile of the PD.
type PortfolioSpec struct {
	// Factors names the common factors F_k, for messages and reports.
	Factors   []string
	Agents    []Agent
	Positions []Position
	Copula    Copula
}

// Agent is a party that can default: an obligor, a guarantor, an originator.
type Agent struct {
	ID string
	// PD is the probability of default by the horizon, between 0 and 1.
	PD float64
	// Loadings say how the agent's latent variable depends on the factors; factors not named have
	// weight 0. The squares of the weights sum to at most 1. Agents with the same loadings whose
	// squares sum to 1 share one latent variable: they default together, the weaker ones first.
	Loadings []Loading
}

// Loading is the weight of one factor, between −1 and 1.
type Loading struct {
	Factor int // index into the factors
	Weight float64
}

// Copula is the law that joins the latent variables. The zero value is the Gaussian copula.
type Copula struct {
	// DegreesOfFreedom of a t copula, any number above 0; 0 means Gaussian.
	DegreesOfFreedom float64 `json:"degrees_of_freedom,omitempty"`
}

// IsGaussian reports whether the copula is Gaussian.
func (c Copula) IsGaussian() bool { return c.DegreesOfFreedom == 0 }

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
}

// Portfolio is a resolved PortfolioSpec. It is immutable and safe for concurrent use.
type Portfolio struct {
	factors     []string
	agents      []Agent
	positions   []Position
	copula      Copula
	exposure    money.Amount
	net         *network
	fingerprint string
}

// maxLoading is how far above 1 the squares of loadings may sum by rounding.
const maxLoading = 1 + 1e-12

// Resolve checks the whole specification and gives the portfolio, or an error of type *faults.Error
// with every fault and its path, such as "positions[3].lgd.mean".
func (s PortfolioSpec) Resolve() (*Portfolio, error) {
	var list faults.List
	if v := s.Copula.DegreesOfFreedom; v != 0 && !(v > 0 && v <= maxDegrees) {
		list.Add("copula.degrees_of_freedom", faults.OutOfRange, v, "0 for the Gaussian copula, or a number above 0 and at most 1e6")
	}
	for i, a := range s.Agents {
		a.check(&list, faults.Index("agents", i), len(s.Factors))
	}
	if len(s.Positions) == 0 {
		list.Add("positions", faults.Missing, nil, "at least one position")
	}
	amounts := make([]money.Amount, len(s.Positions))
	for i, p := range s.Positions {
		p.check(&list, faults.Index("positions", i), s)
		amounts[i] = p.Exposure
	}
	total, err := money.Sum(amounts...)
	if err != nil {
		list.Add("positions", faults.OutOfRange, len(amounts), "exposures whose sum fits the range of an amount")
	}
	if err := list.Err(); err != nil {
		return nil, err
	}
	p := &Portfolio{factors: append([]string(nil), s.Factors...), agents: make([]Agent, len(s.Agents)),
		positions: make([]Position, len(s.Positions)), copula: s.Copula, exposure: total}
	for i, a := range s.Agents {
		p.agents[i] = a.clone()
	}
	for i, q := range s.Positions {
		p.positions[i] = q.clone()
	}
	p.net = newNetwork(p)
	p.fingerprint = fingerprintOf(p)
	return p, nil
}

// maxDegrees is the largest number of degrees of freedom taken; beyond it the copula is Gaussian to
// within 1e-6.
const maxDegrees = 1e6

// NumFactors is the number of common factors.
func (p *Portfolio) NumFactors() int { return len(p.factors) }

// Factor gives the name of a factor.
func (p *Portfolio) Factor(i int) string { return p.factors[i] }

// NumAgents is the number of agents.
func (p *Portfolio) NumAgents() int { return len(p.agents) }

// Agent gives a copy of an agent.
func (p *Portfolio) Agent(i int) Agent { return p.agents[i].clone() }

// NumPositions is the number of positions.
func (p *Portfolio) NumPositions() int { return len(p.positions) }

// Position gives a copy of a position.
func (p *Portfolio) Position(i int) Position { return p.positions[i].clone() }

// Exposure is the sum of all exposures, in minor units.
func (p *Portfolio) Exposure() money.Amount { return p.exposure }

// Copula gives the copula.
func (p *Portfolio) Copula() Copula { return p.copula }

func (a Agent) clone() Agent {
	a.Loadings = append([]Loading(nil), a.Loadings...)
	return a
}

func (p Position) clone() Position {
	p.Obligors = append([]int(nil), p.Obligors...)
	p.PDs = append([]float64(nil), p.PDs...)
	p.Guarantors = append([]int(nil), p.Guarantors...)
	return p
}

func (a Agent) check(list *faults.List, path string, factors int) {
	if !isProbability(a.PD) {
		list.Add(path+".pd", faults.OutOfRange, a.PD, "a probability between 0 and 1")
	}
	sum := 0.0
	for j, l := range a.Loadings {
		at := faults.Index(path+".loadings", j)
		l.check(list, at, factors)
		for _, before := range a.Loadings[:j] {
			if before.Factor == l.Factor {
				list.Add(at+".factor", faults.Duplicate, l.Factor, "each factor once")
			}
		}
		sum += l.Weight * l.Weight
	}
	if sum > maxLoading {
		list.Add(path+".loadings", faults.Inconsistent, sum, "weights whose squares sum to at most 1")
	}
}

func (l Loading) check(list *faults.List, path string, factors int) {
	if l.Factor < 0 || l.Factor >= factors {
		list.Add(path+".factor", faults.Unknown, l.Factor, "the index of a factor")
	}
	if !isCorrelation(l.Weight) {
		list.Add(path+".weight", faults.OutOfRange, l.Weight, "a weight between -1 and 1")
	}
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
