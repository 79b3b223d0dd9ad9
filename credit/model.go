package credit

import (
	"math"
	"slices"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/internal/words"
	"github.com/ipabs/ipabs/pool"
)

// Model is the one model of default of a pool: who can default when, what makes them default together,
// and what each contract loses then. Selection, projection, simulation and tranche losses all read it.
//
// Agent a has the latent variable
//
//	x_a = Σ_k b_ak·F_k + √(1 − Σ_k b_ak²)·e_a
//
// with independent standard normal factors F_k and own terms e_a, and has defaulted by day t when
// Φ(x_a) ≤ PD_a(t), so at the time Curve.Day(Φ(x_a)). (Under a t copula x_a is multiplied by √(ν/W),
// with one chi-square W for all agents, and Φ is the t distribution function.) A right is an agent
// too; its default is its end.
//
// A Model is made by [Spec.Resolve]. It is immutable and safe for concurrent use.
type Model struct {
	pool        *pool.Pool
	factors     []Factor
	agents      []ModelAgent
	contracts   []ModelContract
	copula      Copula
	risk        RiskUntil
	name        string
	assumptions []string
	notes       []string
	fingerprint string
}

// FactorKind says what a factor stands for.
type FactorKind uint8

// The kinds of factor.
const (
	FactorGlobal   FactorKind = iota // the economy
	FactorIndustry                   // a section of GB/T 4754
	FactorRegion                     // a province
	FactorIPType                     // a class of rights
	FactorGroup                      // a group of affiliates
	FactorParty                      // a guarantor or originator whose name the factor bears
)

var factorKindNames = words.Table{Class: ErrUnknownName, What: "kind of factor", Names: []string{"global", "industry", "region", "ip_type", "group", "party"}}

// String gives global, industry, region, ip_type, group or party.
func (k FactorKind) String() string { return factorKindNames.Name(uint8(k)) }

// Factor is a common factor: a standard normal variable, independent of the others.
type Factor struct {
	Kind FactorKind
	// Key is the section ("C"), the province ("11"), the class of rights ("patent"), the name of the
	// group or the id of the party; "" for the global factor, and for the factor that all unknown
	// sectors of a kind share.
	Key string
}

// String gives "global", or the kind and the key as in "industry C".
func (f Factor) String() string {
	switch {
	case f.Kind == FactorGlobal:
		return f.Kind.String()
	case f.Key == "":
		return f.Kind.String() + " unknown"
	}
	return f.Kind.String() + " " + f.Key
}

// AgentRole is a set of the parts that an agent plays.
type AgentRole uint8

// The roles.
const (
	AgentObligor    AgentRole = 1 << iota // owes a contract
	AgentGuarantor                        // guarantees one
	AgentOriginator                       // has originated one
	AgentFurther                          // is named by Spec.Agents
	AgentRight                            // is a right, not a party
)

// Has reports whether every role of other is in r.
func (r AgentRole) Has(other AgentRole) bool { return r&other == other }

// ModelAgent is a party that can default, or a right that can end.
type ModelAgent struct {
	ID   string // of the party or the right
	Role AgentRole
	// Party is the party's index in the pool, pool.NoParty for a right; Right the right's index, −1 for a
	// party.
	Party pool.PartyIndex
	Right int
	// Curve gives the probability of default by each day.
	Curve Curve
	// Loadings are the weights of the factors, by ascending factor, none zero; their squares sum to at
	// most 1.
	Loadings []Loading
	// Source says where the curve comes from, such as "pd.ratings.AA" or "rights.hazards[2]".
	Source string
}

// ModelContract is a contract of the pool as the model sees it. Agents are given by index.
type ModelContract struct {
	Contract int // index in the pool
	// Obligors owe it; Joint says which of them must default. It is FirstNamed for a single obligor.
	Obligors []int
	Joint    JointRule
	// Guarantors are the guarantors that are agents.
	Guarantors []int
	// Essential are the rights on whose end the contract defaults with probability OnLoss, on the same
	// day; the draw is one for the contract, at the first end among them. Empty when OnLoss is 0.
	Essential []int
	OnLoss    float64
	// Pledged are the rights whose end, all of them, changes the loss given default.
	Pledged []int
	// The loss given default at the cut-off date, by what stands behind the contract; see [Position]. For
	// a later day see [Model.LGDOn].
	LGD, Unguaranteed, Unpledged, Bare LGD
	// Decay is the rate per day at which the value of the pledged rights decays: after d days the part
	// e^(−Decay·d) is left.
	Decay float64
	// End is the number of days after the cut-off date until which the contract can lose; +∞ when that is
	// the horizon.
	End float64
}

// Pool is the pool that the model is of.
func (m *Model) Pool() *pool.Pool { return m.pool }

// AsOf is the cut-off date, day 0 of every curve.
func (m *Model) AsOf() calendar.Date { return m.pool.AsOf() }

// Copula gives the copula.
func (m *Model) Copula() Copula { return m.copula }

// RiskUntil says until when contracts can lose.
func (m *Model) RiskUntil() RiskUntil { return m.risk }

// NumFactors is the number of factors.
func (m *Model) NumFactors() int { return len(m.factors) }

// Factor gives a factor.
func (m *Model) Factor(i int) Factor { return m.factors[i] }

// NumAgents is the number of agents.
func (m *Model) NumAgents() int { return len(m.agents) }

// Agent gives a copy of an agent. Parties come first, in order of first mention, then rights.
func (m *Model) Agent(i int) ModelAgent {
	a := m.agents[i]
	a.Loadings = slices.Clone(a.Loadings)
	return a
}

// AgentOf finds the agent that stands for a party, −1 when it is none.
func (m *Model) AgentOf(p pool.PartyIndex) int {
	return slices.IndexFunc(m.agents, func(a ModelAgent) bool { return p != pool.NoParty && a.Party == p })
}

// AgentOfRight finds the agent that stands for a right of the pool, −1 when it is none.
func (m *Model) AgentOfRight(right int) int {
	return slices.IndexFunc(m.agents, func(a ModelAgent) bool { return a.Right == right })
}

// NumContracts is the number of contracts, that of the pool; they are in the order of the pool.
func (m *Model) NumContracts() int { return len(m.contracts) }

// Contract gives a copy of a contract.
func (m *Model) Contract(i int) ModelContract {
	c := m.contracts[i]
	c.Obligors, c.Guarantors = slices.Clone(c.Obligors), slices.Clone(c.Guarantors)
	c.Essential, c.Pledged = slices.Clone(c.Essential), slices.Clone(c.Pledged)
	return c
}

// Threshold is the value that an agent's latent variable must not exceed for the agent to have
// defaulted within a number of days: Φ⁻¹(PD), or the t quantile under a t copula. The error wraps
// [ErrHorizon] when the agent's curve ends before.
func (m *Model) Threshold(agent int, days float64) (float64, error) {
	pd, err := m.agents[agent].Curve.PD(days)
	if err != nil {
		return math.NaN(), err
	}
	return m.copula.threshold(pd), nil
}

// Correlation is the correlation of the latent variables of two agents: Σ_k b_ak·b_ck, and 1 for an
// agent with itself.
func (m *Model) Correlation(a, c int) float64 {
	if a == c {
		return 1
	}
	sum := 0.0
	for _, x := range m.agents[a].Loadings {
		for _, y := range m.agents[c].Loadings {
			if x.Factor == y.Factor {
				sum += x.Weight * y.Weight
			}
		}
	}
	return sum
}

// LGDOn is the loss given default of a contract for a default on a day after the cut-off date, when its
// guarantors have all defaulted or not, and its pledged rights have all ended or not. Decay moves the
// mean towards that without the pledge:
//
//	mean(d) = unpledged − (unpledged − mean(0))·e^(−Decay·d)
//
// and keeps the beta distribution's α + β. Where there are no guarantors, or no pledged rights, the
// flag makes no difference.
func (m *Model) LGDOn(contract int, days float64, noGuarantor, noPledge bool) LGD {
	c := &m.contracts[contract]
	return c.lgdAfter(noGuarantor, noPledge, math.Exp(-c.Decay*max(days, 0)))
}

// lgdAfter is the loss given default when a part of the pledge's value is left.
func (c *ModelContract) lgdAfter(noGuarantor, noPledge bool, left float64) LGD {
	g, without := c.LGD, c.Unpledged
	if noGuarantor && len(c.Guarantors) > 0 {
		g, without = c.Unguaranteed, c.Bare
	}
	switch {
	case len(c.Pledged) == 0:
		return g
	case noPledge:
		return without
	}
	return g.towards(without.Mean, left)
}

// towards moves the mean to another one as the weight of its own falls from 1 to 0.
func (g LGD) towards(mean, weight float64) LGD {
	if weight == 1 || g.Mean == mean {
		return g
	}
	moved := g
	moved.Mean = mean - (mean-g.Mean)*weight
	if g.StdDev > 0 {
		moved.StdDev = g.StdDev * math.Sqrt(moved.Mean*(1-moved.Mean)/(g.Mean*(1-g.Mean)))
	}
	return moved
}

// Name is the name of the credit document.
func (m *Model) Name() string { return m.name }

// Assumptions are the credit document's own words about what its figures rest on.
func (m *Model) Assumptions() []string { return slices.Clone(m.assumptions) }

// Notes lists what the model takes without knowing it, such as a right whose end is not known.
func (m *Model) Notes() []string { return slices.Clone(m.notes) }

// Fingerprint identifies the model: the pool and the credit document. It is a SHA-256 in hexadecimal.
func (m *Model) Fingerprint() string { return m.fingerprint }
