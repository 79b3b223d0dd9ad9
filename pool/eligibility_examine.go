package pool

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/ipabs/ipabs/money"
)

// examiner applies rules to the contracts of a pool. What several answers need is worked out once, and
// only where a rule asks for it.
type examiner struct {
	pool  *Pool
	rules []Rule // with limits in the currency of the pool

	lives     []RightLife                      // by right
	claims    map[int]int                      // number of claims on a right that has more than one
	conflicts map[int]LicenceConflict          // by right: the worst of its conflicts
	exposures map[PartyIndex]GuarantorExposure // by guarantor
	value     *Valuation
	balances  balancesOn
}

func (p *Pool) examine(rules []Rule, s CheckSettings) (*examiner, error) {
	x := &examiner{pool: p, rules: slices.Clone(rules)}
	asks := func(list ...Measure) bool {
		return slices.ContainsFunc(rules, func(r Rule) bool { return slices.Contains(list, r.Measure) })
	}
	for i := range x.rules {
		if err := x.rules[i].convertLimit(p, s.Value.FX); err != nil {
			return nil, err
		}
	}
	if asks(MeasureRightMargin) {
		x.lives = p.RightLives(s.Value.Life)
	}
	if asks(MeasureRightShared) {
		x.claims = map[int]int{}
		for _, shared := range p.SharedRights() {
			x.claims[shared.Right] = len(shared.Claims)
		}
	}
	if asks(MeasureLicenceConflict) {
		x.conflicts = map[int]LicenceConflict{}
		for _, c := range p.LicenceConflicts(s.Territory) {
			if worst, found := x.conflicts[c.Right]; !found || c.Outcome > worst.Outcome {
				x.conflicts[c.Right] = c
			}
		}
	}
	if asks(MeasureGuarantorWithin) {
		x.exposures = map[PartyIndex]GuarantorExposure{}
		for _, g := range p.Guarantors().Guarantors {
			x.exposures[g.Parties[0]] = g
		}
	}
	if asks(MeasureCoverage, MeasureLoanToValue, MeasureAppraisalAge) {
		var err error
		if x.value, err = p.Value(s.Value); err != nil {
			return nil, err
		}
		if x.balances, err = x.value.balances(x.value.rules.At, p.principals); err != nil {
			return nil, err
		}
	}
	return x, nil
}

// convertLimit brings an amount into the currency of the pool, at the rate of the cut-off date. A rule
// that speaks of no contract needs no rate.
func (r *Rule) convertLimit(p *Pool, fx *money.FXTable) error {
	if r.Measure.info().nature != ofAmount || r.limit.number == nil || !slices.ContainsFunc(p.contracts, r.speaksOf) {
		return nil
	}
	m, err := fx.Convert(money.Money{Amount: r.limit.amount, Currency: r.limit.currency}, p.currency, p.asOf.UnixDay())
	if err != nil {
		return fmt.Errorf("pool: rule %s: %w", r.ID, err)
	}
	r.limit.number = new(big.Rat).SetInt64(int64(m.Amount))
	return nil
}

// ask gives the answer of a rule for a contract in its scope, and the value that decides it.
func (x *examiner) ask(r Rule, n int) (Outcome, string) {
	info := r.Measure.info()
	if info.read == nil {
		return OutcomeUnknown, "" // the zero Rule asks nothing
	}
	var decisive reading
	outcome := Pass
	for k, v := range info.read(x, n) {
		o := r.judge(&v)
		if k == 0 || r.decides(o, v, outcome, decisive) {
			outcome, decisive = o, v
		}
	}
	return outcome, decisive.seen()
}

// decides reports whether an answer goes before another: the worse one, or the better one where any
// subject may pass; of two alike the number nearer to or further beyond the limit, and else the first.
func (r Rule) decides(o Outcome, v reading, before Outcome, other reading) bool {
	switch {
	case o != before:
		return (o > before) != r.Any
	case v.low == nil || other.low == nil:
		return false
	}
	larger := v.low.Cmp(other.low)
	return larger != 0 && (larger > 0) == (r.Require.isCeiling() != r.Any)
}

// judge answers for one subject. It may word the reading anew.
func (r Rule) judge(v *reading) Outcome {
	switch {
	case v.beside:
		return Pass
	case !v.known:
		return OutcomeUnknown
	}
	switch r.Measure.info().nature {
	case ofAnswer:
		return passIf(v.answer == (r.Require == Yes))
	case ofDay:
		return passIf(r.Require.holds(v.day.Sub(r.limit.day)))
	case ofWord:
		return passIf(slices.ContainsFunc(v.words, r.lists) == (r.Require == OneOf))
	case ofSet:
		return r.judgeSet(v)
	case ofRating:
		return r.judgeRating(v)
	}
	return r.judgeNumber(v)
}

func passIf(holds bool) Outcome {
	if holds {
		return Pass
	}
	return Fail
}

func (r Rule) lists(word string) bool { return slices.Contains(r.limit.words, word) }

// judgeSet asks for all members listed, or for none of them.
func (r Rule) judgeSet(v *reading) Outcome {
	outcome := Pass
	for _, word := range r.limit.words {
		switch there := slices.Contains(v.words, word); {
		case slices.Contains(v.open, word):
			outcome = max(outcome, OutcomeUnknown)
		case there != (r.Require == Includes):
			outcome = Fail
		}
	}
	return outcome
}

// judgeNumber compares both ends of a range.
func (r Rule) judgeNumber(v *reading) Outcome {
	low := r.Require.holds(v.low.Cmp(r.limit.number))
	high := !r.Require.isCeiling() // without an upper bound
	if v.high != nil {
		high = r.Require.holds(v.high.Cmp(r.limit.number))
	}
	if low != high {
		return OutcomeUnknown
	}
	return passIf(low)
}

// judgeRating compares grades. A rating that the scale does not have leaves it open.
func (r Rule) judgeRating(v *reading) Outcome {
	grade, ok := r.limit.scale.grade(v.words[0])
	if !ok {
		v.text = v.words[0] + " is not on the scale"
		return OutcomeUnknown
	}
	if r.Require.compares() {
		return passIf(r.Require.holds(r.limit.grade - grade)) // grades count down from the best
	}
	listed := slices.ContainsFunc(r.limit.words, func(word string) bool {
		g, _ := r.limit.scale.grade(word)
		return g == grade
	})
	return passIf(listed == (r.Require == OneOf))
}
