package optimize

import (
	"context"
	"math"
	"math/big"
	"slices"
	"time"

	"github.com/ipabs/ipabs/internal/miqp"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// Engine is the name and version of the selection.
const Engine = "ipabs.optimize/1"

// Settings say when a search stops. The zero value searches to a relative gap of 1e-4 without other
// limits.
type Settings struct {
	// Gap is the relative distance of objective and bound that is good enough; 0 means 1e-4 and a negative
	// value exactly 0.
	Gap float64 `json:"gap,omitempty"`
	// Nodes bounds the nodes of branch and bound; 0 is no limit.
	Nodes int `json:"nodes,omitempty"`
	// Time bounds the search; 0 is no limit. A search that time ends is not repeatable to the bit.
	Time time.Duration `json:"time,omitempty"`
	// Workers is how many goroutines may work at the same time; the result does not depend on it.
	Workers int `json:"workers,omitempty"`
}

// Status says how a search ended. Only optimal and infeasible are proofs.
type Status uint8

// The ways in which a search ends.
const (
	StatusFailed     Status = iota // numerical trouble; a choice, if any, is within the rules, and the bound, if any, holds
	StatusOptimal                  // within the gap asked for
	StatusGap                      // a choice at a gap above the one asked for
	StatusNodes                    // stopped by the limit on nodes
	StatusTime                     // stopped by time or by the context
	StatusInfeasible               // no choice keeps the rules, and the certificate proves it
)

var statusNames = []string{"failed", "optimal", "gap", "nodes", "time", "infeasible"}

// String gives failed, optimal, gap, nodes, time or infeasible.
func (s Status) String() string { return nameOf(statusNames, uint8(s)) }

// MarshalText writes the name.
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Result is what a search found and proved. The choice, if there is one, is within every rule in exact
// arithmetic.
type Result struct {
	Status Status
	// Taken is the principal taken of every candidate, in minor units: nil when there is no choice. A
	// contract taken whole has its principal, one that is left out 0.
	Taken []money.Amount
	// Objective is the value of the goal, in its unit; NaN without a choice. Bound is a value that no
	// choice within the rules can be better than; −Inf (+Inf for a goal that is maximised) when there
	// is none. Gap is their distance over |Objective|, +Inf without a choice.
	Objective, Bound, Gap float64
	Nodes, Rounds         int
	// Residual is the largest violation of a row of the solver's program, relative to its terms, before
	// the exact check: rounding.
	Residual float64
	// Rules says how every rule stands; nil without a choice.
	Rules []Standing
	// Figures are those of the choice.
	Figures Figures
	// Problem is the fingerprint of the problem; Engine that of the program.
	Problem, Engine string

	certificate *certificate
}

// certificate is what proves the bound: the cuts that the program was made with, and the multipliers.
type certificate struct {
	memory *memory
	bound  float64 // in units of the solver
	proof  miqp.Certificate
}

// Standing is how a rule stands under a choice.
type Standing struct {
	Rule
	// Value is the value that the rule looks at, written in its unit, and Number the same as a number
	// (minor units for amounts).
	Value  string
	Number float64
	// Slack is the distance to the limit in the rule's unit: how far the value could move.
	Slack string
	// Holds is the exact decision.
	Holds bool
	// Tight says that the slack is at most a thousandth of the limit, or nothing at all.
	Tight bool
}

// Figures are what a desk looks at first. Rates are fractions of one; amounts of losses are in units of
// the currency.
type Figures struct {
	Contracts, Obligors int
	Principal           money.Amount
	// NetYield is expected net income over principal-years: interest and other payments less servicing
	// and expected loss, over outstanding principal summed over time in years.
	NetYield float64
	// AverageLife is in years, weighted by principal.
	AverageLife float64
	// NetIncome is expected net income over the life.
	NetIncome float64
	// ExpectedLoss and Deviation (the standard deviation of the loss) are until the horizon; NaN without
	// moments.
	ExpectedLoss, Deviation float64
}

// Solve chooses. It returns the best choice found, whatever ends the search, and an error only for
// programs that the solver refuses.
func Solve(ctx context.Context, p *Problem, s Settings) (*Result, error) {
	return p.solve(ctx, variant{p: p}, s, newMemory(), nil)
}

func (p *Problem) solve(ctx context.Context, v variant, s Settings, mem *memory, start []*choice) (*Result, error) {
	if len(start) == 0 {
		start = v.opening(ctx, s, mem)
	}
	f, err := v.bounded(ctx, s, mem, start)
	if err != nil {
		return nil, err
	}
	return p.result(f), nil
}

// result puts what a search found into the units of the goal.
func (p *Problem) result(f *found) *Result {
	sign := 1.0
	if p.objective.goal.Maximises() {
		sign = -1
	}
	r := &Result{Status: statusOf(f.status), Objective: math.NaN(), Bound: math.Inf(int(-sign)), Gap: math.Inf(1), Nodes: f.nodes,
		Rounds: f.rounds, Residual: f.residual, Problem: p.print, Engine: Engine}
	if f.proof != nil {
		r.Bound = sign * f.bound * p.objective.unitOf(p.c)
		r.certificate = &certificate{memory: f.memory, bound: f.bound, proof: *f.proof}
	}
	if f.choice == nil {
		if r.Status == StatusOptimal {
			r.Status = StatusFailed
		}
		return r
	}
	x := f.choice
	r.Taken = x.taken
	r.Objective = p.objective.value(x)
	r.Gap = relativeGap(sign*r.Objective, sign*r.Bound)
	r.Figures = p.figures(x)
	r.Rules = p.standings(x)
	return r
}

func relativeGap(objective, bound float64) float64 {
	switch d := objective - bound; {
	case d <= 0:
		return 0
	case objective == 0:
		return math.Inf(1)
	default:
		return d / math.Abs(objective)
	}
}

func statusOf(s miqp.Status) Status {
	switch s {
	case miqp.Optimal:
		return StatusOptimal
	case miqp.GapLimit:
		return StatusGap
	case miqp.NodeLimit:
		return StatusNodes
	case miqp.TimeLimit:
		return StatusTime
	case miqp.Infeasible:
		return StatusInfeasible
	}
	return StatusFailed
}

// standings reads every rule for a choice.
func (p *Problem) standings(x *choice) []Standing {
	list := make([]Standing, len(p.rules))
	for i, r := range p.rules {
		s := Standing{Rule: p.describe(i, r.limit)}
		if v, ok := r.measure.read(x); ok {
			s.Value, s.Number = write(v, r.measure.unit(), p.currency()), toFloat(v)
			slack := new(big.Rat).Sub(r.limit, v)
			if !r.sense.ceiling() {
				slack.Neg(slack)
			}
			s.Slack = write(slack, r.measure.unit(), p.currency())
			s.Holds = holds(v, r.sense, r.limit)
			tight := new(big.Rat).Mul(new(big.Rat).Abs(r.limit), big.NewRat(1, 1000))
			s.Tight = slack.Cmp(tight) <= 0
		}
		list[i] = s
	}
	return list
}

// figures measures a choice.
func (p *Problem) figures(x *choice) Figures {
	c := p.c
	f := Figures{Contracts: x.count(), Principal: x.principal(), NetIncome: x.sum(c.income), ExpectedLoss: math.NaN(), Deviation: math.NaN()}
	obligors := map[pool.PartyIndex]bool{}
	for i, contract := range c.pool.Contracts() {
		if x.taken[i] > 0 {
			for _, o := range contract.Obligors() {
				obligors[o.Party] = true
			}
		}
	}
	f.Obligors = len(obligors)
	f.NetYield = x.sum(c.income) / x.sum(c.years)
	life := 0.0
	for i, s := range x.share {
		life += s * c.size[i] * c.life[i]
	}
	f.AverageLife = life / x.sum(c.size)
	if c.hasLosses {
		f.ExpectedLoss, f.Deviation = x.sum(c.loss), math.Sqrt(x.variance())
	}
	return f
}

// Figures measures all candidates together: the pool before the selection.
func (p *Problem) Figures() Figures { return p.figures(p.c.choose(slices.Clone(p.c.principal))) }

// Chosen reports whether anything of a candidate is taken.
func (r *Result) Chosen(contract int) bool { return r.Taken != nil && r.Taken[contract] > 0 }

// Whole reports whether there is a choice and every contract of it is taken whole.
func (r *Result) Whole(p *Problem) bool {
	if r.Taken == nil {
		return false
	}
	for i, a := range r.Taken {
		if a != 0 && a != p.c.principal[i] {
			return false
		}
	}
	return true
}

// Pool is the chosen pool: the candidates of which something is taken, in their order, those of which a
// share is taken divided to the minor unit (see pool.Pool.Part). Without a choice it is empty. It is nil for
// amounts that are not those of the candidates, which Verify refuses.
func (r *Result) Pool(p *Problem) *pool.Pool {
	if r.Taken == nil {
		return p.c.pool.Filter(func(pool.Contract) bool { return false })
	}
	chosen, err := p.c.pool.Part(r.Taken)
	if err != nil {
		return nil
	}
	return chosen
}
