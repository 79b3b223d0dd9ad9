package credit

import (
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

// Agent is whoever can default: an obligor, a guarantor, an originator; or a right that can end, for
// which default means its end.
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
	// DegreesOfFreedom of a t copula, from 0.5 to 1e6; 0 means Gaussian. Fewer are refused: thresholds are then
	// astronomical, and an average over the mixing variable takes ever more nodes.
	DegreesOfFreedom float64 `json:"degrees_of_freedom,omitempty"`
}

// IsGaussian reports whether the copula is Gaussian.
func (c Copula) IsGaussian() bool { return c.DegreesOfFreedom == 0 }

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
	if v := s.Copula.DegreesOfFreedom; v != 0 && !(v >= fewestDegrees && v <= maxDegrees) {
		list.Add("copula.degrees_of_freedom", faults.OutOfRange, v, "0 for the Gaussian copula, or a number from 0.5 to 1e6")
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
