package optimize

import (
	"cmp"
	"context"
	"math"
	"math/big"
	"slices"
	"time"

	"github.com/ipabs/ipabs/internal/certify"
	"github.com/ipabs/ipabs/money"
)

// Reason says why a contract is in or out: what would change if it changed sides and nothing else did.
type Reason struct {
	Contract string // its number
	In       bool
	// Objective is by how much the goal would change, in its unit; Variance, NetYield and ExpectedLoss
	// likewise. Variance and ExpectedLoss are 0 without moments.
	Objective, Variance, NetYield, ExpectedLoss float64
	// Effects are the values of all rules afterwards, in the order of the rules: the marginal effect on
	// every concentration.
	Effects []Effect
	// Breaks are the places, in Effects, of the rules that would be broken: what keeps a contract out, or
	// in.
	Breaks []int
	// Swap is the cheapest exchange for one contract on the other side that keeps all rules; nil when
	// none was found. Searched says that every exchange was looked at, so that nil means there is none.
	Swap     *Swap
	Searched bool
}

// Effect is the value of a rule after a change.
type Effect struct {
	Rule  string
	Value string
	Holds bool
}

// Swap is an exchange of two contracts.
type Swap struct {
	With      string // the number of the other contract
	Objective float64
}

// swapsChecked bounds how many exchanges are checked exactly for one contract, the cheapest first, and
// allSwapsChecked those for all contracts of a large pool; some are checked for each.
const swapsChecked, allSwapsChecked, leastSwapsChecked = 400, 40_000, 10

// Reasons explains a choice of whole contracts, contract by contract in the order of the candidates. It
// gives the cause of ctx when that ends first, and nil for a result that is not whole.
func Reasons(ctx context.Context, p *Problem, r *Result) ([]Reason, error) {
	if !r.Whole(p) {
		return nil, nil
	}
	now := p.c.choose(r.Taken)
	base := p.objective.value(now)
	v := variant{p: p}
	list := make([]Reason, p.c.n)
	for i := range list {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		x := p.toggled(now, i)
		q := Reason{Contract: p.c.pool.Contract(i).ID, In: r.Chosen(i), Objective: p.objective.value(x) - base, Variance: x.variance() - now.variance(),
			ExpectedLoss: x.sum(p.c.loss) - now.sum(p.c.loss)}
		if years := x.sum(p.c.years); years > 0 {
			q.NetYield = x.sum(p.c.income)/years - r.Figures.NetYield
		}
		for k, s := range p.standings(x) {
			q.Effects = append(q.Effects, Effect{s.Name, s.Value, s.Holds})
			if !s.Holds {
				q.Breaks = append(q.Breaks, k)
			}
		}
		q.Swap, q.Searched = v.cheapestSwap(now, base, i)
		list[i] = q
	}
	return list, nil
}

// toggled is a choice with contracts on the other side.
func (p *Problem) toggled(x *choice, contracts ...int) *choice {
	taken := slices.Clone(x.taken)
	for _, i := range contracts {
		if taken[i] == 0 {
			taken[i] = p.c.principal[i]
		} else {
			taken[i] = 0
		}
	}
	return p.c.choose(taken)
}

// cheapestSwap tries exchanges of a contract by rising objective until one keeps the rules.
func (v variant) cheapestSwap(now *choice, base float64, i int) (*Swap, bool) {
	type pair struct {
		other int
		value float64
	}
	var pairs []pair
	sign := 1.0
	if v.p.objective.goal.Maximises() {
		sign = -1
	}
	value := v.p.exchanged(now, i)
	for k := range v.p.c.n {
		if (now.taken[k] > 0) != (now.taken[i] > 0) {
			pairs = append(pairs, pair{k, value(k)})
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(sign*a.value, sign*b.value) })
	most := min(swapsChecked, max(allSwapsChecked/v.p.c.n, leastSwapsChecked))
	for n, q := range pairs {
		if n == most {
			return nil, false
		}
		if len(v.broken(v.p.toggled(now, i, q.other))) == 0 {
			return &Swap{v.p.c.pool.Contract(q.other).ID, v.p.objective.value(v.p.toggled(now, i, q.other)) - base}, true
		}
	}
	return nil, true
}

// exchanged gives the objective, up to rounding, when a contract and another one change sides: for
// variances from the sums over factors, in time that does not grow with the pool.
func (p *Problem) exchanged(now *choice, i int) func(k int) float64 {
	o, c := p.objective, p.c
	if o.goal != LeastVariance && o.goal != VarianceLessIncome {
		return func(k int) float64 { return o.value(p.toggled(now, i, k)) }
	}
	x := p.toggled(now, i)
	f, base := c.factorSums(x.share), o.value(x)
	return func(k int) float64 {
		sign := 1.0
		if x.taken[k] > 0 {
			sign = -1
		}
		v := base + sign*c.diagonal[k] // shares are 0 and 1
		for _, e := range c.factors[k] {
			v += e.Val * (2*sign*f[e.Col] + e.Val)
		}
		if o.goal == VarianceLessIncome {
			v -= sign * o.tradeoff * c.income[k]
		}
		return v
	}
}

// Price says what a rule costs.
type Price struct {
	Standing
	// Looser is the rule one step looser, and Step the step in the rule's unit: one percentage point of a
	// share, one contract or bucket, a hundredth of an amount.
	Looser Rule
	Step   string
	// AtMost bounds by how much the goal can get better when the rule is one step looser, in its unit:
	// what the multipliers of the certificate say of the looser problem (shadow price). Infinite when
	// they say nothing. It holds without a new search.
	AtMost float64
	// Gain is by how much it does get better: the problem was solved again with the looser rule. NaN when
	// that search found no choice. Status is how it ended.
	Gain   float64
	Status Status
	// Taken is the choice of the new search.
	Taken []money.Amount
}

// Prices says for every rule with a limit what one step costs. Each rule takes one search with the
// settings, but for those of which the multipliers already show that a step gains no more than the gap;
// Time bounds all of them together, in equal parts.
func Prices(ctx context.Context, p *Problem, r *Result, s Settings) ([]Price, error) {
	if r.Taken == nil {
		return nil, nil
	}
	sign := 1.0
	if p.objective.goal.Maximises() {
		sign = -1
	}
	now := p.c.choose(r.Taken)
	if s.Time > 0 {
		s.Time = max(s.Time/time.Duration(len(p.rules)), time.Millisecond)
	}
	enough := max(s.Gap, 0) * math.Abs(r.Objective)
	if s.Gap == 0 {
		enough = 1e-4 * math.Abs(r.Objective)
	}
	var list []Price
	for i, q := range p.rules {
		step, ok := stepOf(q)
		if !ok {
			continue
		}
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		limit := new(big.Rat).Add(q.limit, step)
		if !q.sense.ceiling() {
			limit.Sub(q.limit, step)
		}
		v := variant{p: p, limits: map[int]*big.Rat{i: limit}}
		price := Price{Standing: r.Rules[i], Looser: p.describe(i, limit), Step: write(step, q.measure.unit(), p.currency()), AtMost: math.Inf(1), Gain: math.NaN()}
		if c := r.certificate; c != nil {
			m := v.model(c.memory.forgetting(i), 0)
			if bound, err := certify.Bound(&m.p, &c.proof); err == nil {
				price.AtMost = max(0, sign*r.Objective-bound*p.objective.unitOf(p.c))
			}
		}
		if price.AtMost <= enough {
			price.Gain, price.Status, price.Taken = 0, StatusOptimal, r.Taken
			list = append(list, price)
			continue
		}
		f, err := v.bounded(ctx, s, newMemory(), []*choice{now})
		if err != nil {
			return nil, err
		}
		price.Status = statusOf(f.status)
		if f.choice != nil {
			price.Gain = max(0, sign*(r.Objective-p.objective.value(f.choice)))
			price.Taken = f.choice.taken
		}
		list = append(list, price)
	}
	return list, nil
}

// forgetting is the memory without the exclusions of a rule, as rows that nothing satisfies less: they
// keep their place, so that multipliers fit.
func (mem *memory) forgetting(rule int) *memory {
	c := mem.clone()
	for k := range c.excluded {
		if c.excluded[k].rule == rule {
			c.excluded[k].void = true
		}
	}
	return c
}

// stepOf is one step of a rule in its unit; false for rules without a limit that could move.
func stepOf(r rule) (*big.Rat, bool) {
	switch r.measure.(type) {
	case stated, bundled, alternatives:
		return nil, false
	}
	switch r.measure.unit() {
	case ofShare:
		if r.kind == RuleNetYield || r.kind == RuleExpectedLoss || r.kind == RuleDeviation {
			return big.NewRat(1, 1000), true // ten basis points
		}
		return big.NewRat(1, 100), true
	case ofCount, ofMonths:
		return big.NewRat(1, 1), true
	case ofYears:
		return big.NewRat(1, 10), true
	case ofAmount:
		step := rounded(new(big.Rat).Mul(r.limit, big.NewRat(1, 100)), false)
		return step, step.Sign() > 0
	}
	step := new(big.Rat).Mul(r.limit, big.NewRat(1, 100))
	return step, step.Sign() > 0
}

// Alternative is another choice that is nearly as good.
type Alternative struct {
	Taken []money.Amount
	// Objective is that of the goal; Changes the number of contracts that are on the other side than in
	// the best choice.
	Objective float64
	Changes   int
}

// Alternatives gives up to a number of choices of whole contracts whose objective is within a share of
// the best one, such as 0.005, and that differ from the best and from each other in at least so many
// contracts. Each is the best at its distance from the earlier ones, as far as the settings let the
// search go. Complete says that there are no more.
func Alternatives(ctx context.Context, p *Problem, r *Result, a AlternativeSettings, s Settings) (list []Alternative, complete bool, err error) {
	if !r.Whole(p) {
		return nil, false, nil
	}
	inOf := func(taken []money.Amount) []bool {
		in := make([]bool, len(taken))
		for i, v := range taken {
			in[i] = v > 0
		}
		return in
	}
	sign := 1.0
	if p.objective.goal.Maximises() {
		sign = -1
	}
	worst := sign*r.Objective + a.Within*math.Abs(r.Objective)
	v := variant{p: p, far: []difference{{inOf(r.Taken), max(a.Apart, 1)}}}
	mem := newMemory()
	for len(list) < a.Count {
		f, err := v.bounded(ctx, s, mem, nil)
		if err != nil {
			return list, false, err
		}
		if f.choice == nil {
			return list, statusOf(f.status) == StatusInfeasible, nil
		}
		value := p.objective.value(f.choice)
		if sign*value > worst {
			return list, f.bound*p.objective.unitOf(p.c) > worst, nil
		}
		changes := 0
		for i, taken := range f.choice.taken {
			if (taken > 0) != (r.Taken[i] > 0) {
				changes++
			}
		}
		list = append(list, Alternative{f.choice.taken, value, changes})
		v.far = append(v.far, difference{inOf(f.choice.taken), max(a.Apart, 1)})
	}
	return list, false, nil
}

// AlternativeSettings say which alternatives are wanted.
type AlternativeSettings struct {
	Count  int
	Within float64 // of the objective, as a share of it
	Apart  int     // contracts; 0 means 1
}
