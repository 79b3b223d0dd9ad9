package cashflow

import (
	"math"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// RoyaltyFee is what a licensee owes on one fee date by a scenario's path of sales.
type RoyaltyFee struct {
	Date calendar.Date
	// Fee is share × sales × multiplier, before cap, minimum and rounding, in minor units.
	Fee float64
	// Minimum is guaranteed, and part of the contract's scheduled payments already.
	Minimum money.Amount
	Cap     pool.Opt[money.Amount]
	plain   money.Amount // owed above the minimum as the scenario has it
}

// Owed is what is owed above the minimum when sales are so many times those of the scenario:
//
//	max(min(fee × multiple, cap), minimum) − minimum
//
// rounded half-even to the minor unit. The error wraps money.ErrOverflow.
func (f RoyaltyFee) Owed(multiple float64) (money.Amount, error) {
	if multiple == 1 {
		return f.plain, nil
	}
	fee := math.RoundToEven(f.Fee * multiple)
	if limit, capped := f.Cap.Get(); capped && fee > float64(limit) {
		fee = float64(limit)
	}
	if !(fee < math.MaxInt64/2) {
		return 0, money.ErrOverflow
	}
	return max(money.Amount(fee), f.Minimum) - f.Minimum, nil
}

// RoyaltyFees lists the fees of contract i that follow sales, by date; nil for a contract that owes none
// or whose sales the scenario does not state. They stand for the contract as scheduled: what part of it
// has prepaid by then owes no more.
func (f *Performance) RoyaltyFees(i int) []RoyaltyFee {
	s := f.scenario
	p := performer{scenario: s, out: f, index: i, terms: s.pool.Contract(i), plan: s.plans[i], rows: f.flows.of(i)}
	y, owed := p.owedRoyalty()
	if !owed {
		return nil
	}
	lag := p.plan.royalty.lag
	list := make([]RoyaltyFee, len(p.rows)+lag)
	for k := range list {
		fee, _ := p.feeFor(y, k-lag).Float64()
		list[k] = RoyaltyFee{Date: p.feeDate(k), Fee: fee, Cap: y.Cap}
		if k < len(p.rows) {
			list[k].Minimum = y.MinimumGuarantee
		}
		list[k].plain = max(p.royaltyFor(y, k-lag), list[k].Minimum) - list[k].Minimum
	}
	return list
}
