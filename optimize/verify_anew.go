package optimize

import (
	"fmt"
	"math/big"

	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// wholeOf gives the amounts of contracts taken whole.
func (p *Problem) wholeOf(in []bool) []money.Amount {
	taken := make([]money.Amount, p.c.n)
	for i, chosen := range in {
		if chosen {
			taken[i] = p.c.principal[i]
		}
	}
	return taken
}

// measuredAnew checks the concentration rules of the document on the chosen pool with package
// concentration, from the document itself: it uses neither the measures nor the rows of this package.
func measuredAnew(p *Problem, r *Result) (broken []string) {
	chosen := r.Pool(p)
	if chosen.Len() == 0 {
		return nil
	}
	full := ruleInputs(p.spec, p.c.flows)
	in := full
	in.CashFlow.Amounts = nil
	for i := range p.c.n {
		if r.Chosen(i) {
			in.CashFlow.Amounts = append(in.CashFlow.Amounts, full.CashFlow.Amounts[i])
		}
	}
	for _, s := range p.spec.Rules {
		if s.Kind == RulePack {
			broken = append(broken, packAnew(p, s, chosen, in)...)
		}
		if s.Key == nil {
			continue
		}
		e, err := concentration.NewExposuresFrom(chosen, concentration.Measure{Key: *s.Key, Basis: s.Basis, Allocation: p.spec.Allocation}, in.Inputs)
		if err != nil {
			broken = append(broken, err.Error())
			continue
		}
		low, high := anew(s, e)
		for _, l := range (&resolver{spec: p.spec, in: Inputs{Pool: p.c.pool}}).limits("", s.Limits, unitOfKind(s.Kind)) {
			v := high
			if !l.sense.ceiling() {
				v = low
			}
			if !holds(v, l.sense, l.limit) {
				broken = append(broken, fmt.Sprintf("%s by %s: package concentration measures %s, required %s %s", s.Kind, s.Key, v.RatString(), signs[l.sense], l.limit.RatString()))
			}
		}
	}
	return broken
}

func unitOfKind(k RuleKind) unit {
	switch k {
	case RuleShare, RuleTop:
		return ofShare
	case RuleAmount:
		return ofAmount
	case RuleCount:
		return ofCount
	}
	return ofIndex
}

// anew reads the value of a rule off exposures, from the least to the most that it can be where the pool
// does not say where amounts belong.
func anew(s RuleSpec, e *concentration.Exposures) (low, high *big.Rat) {
	unknown, mixed := money.Amount(0), money.Amount(0)
	var known []money.Amount // largest first
	picked := money.Amount(0)
	for _, entry := range e.Entries() {
		switch {
		case entry.Key == concentration.Unknown && s.Unknown == UnknownAnywhere:
			unknown = entry.Amount
			continue
		case entry.Key == concentration.Mixed:
			mixed = entry.Amount
		}
		if entry.Key == s.Bucket {
			picked = entry.Amount
		}
		if entry.Amount > 0 {
			known = append(known, entry.Amount)
		}
	}
	total := int64(e.Total())
	top := func(k int) money.Amount {
		sum := unknown
		for _, a := range known[:min(k, len(known))] {
			sum += a
		}
		return sum
	}
	switch s.Kind {
	case RuleShare, RuleAmount:
		if s.Kind == RuleAmount {
			total = 1
		}
		if s.Bucket == "" {
			v := big.NewRat(int64(top(1)), total)
			return v, v
		}
		if s.Kind == RuleAmount || s.Unknown == UnknownApart || s.Bucket == concentration.Mixed {
			mixed = 0
		}
		return big.NewRat(int64(picked), total), big.NewRat(int64(picked+unknown+mixed), total)
	case RuleTop:
		v := big.NewRat(int64(top(s.Top)), total)
		return v, v
	case RuleCount:
		v := big.NewRat(int64(len(known)), 1)
		return v, v
	}
	sum := new(big.Int)
	for k, a := range known {
		if k == 0 {
			a += unknown
		}
		b := big.NewInt(int64(a))
		sum.Add(sum, b.Mul(b, b))
	}
	if len(known) == 0 {
		b := big.NewInt(int64(unknown))
		sum.Mul(b, b)
	}
	t := big.NewInt(total)
	v := new(big.Rat).SetFrac(sum, t.Mul(t, t))
	return v, v
}

// packAnew evaluates a rule pack on the chosen pool.
func packAnew(p *Problem, s RuleSpec, chosen *pool.Pool, in concentration.RuleInputs) (broken []string) {
	pack, err := concentration.RulePack(s.Pack)
	if err != nil {
		return []string{err.Error()}
	}
	verdicts, err := concentration.Evaluate(chosen, pack, p.spec.Facts, in)
	if err != nil {
		return []string{err.Error()}
	}
	asked := map[string]bool{}
	for _, r := range p.rules {
		if r.pack != "" {
			asked[r.pack] = true
		}
	}
	for _, v := range verdicts {
		if asked[v.Rule] && !v.Part && v.Outcome != pool.Pass {
			broken = append(broken, v.String())
		}
	}
	return broken
}
