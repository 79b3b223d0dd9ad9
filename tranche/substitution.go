package tranche

import "github.com/ipabs/ipabs/money"

// substitute hands over claims for those that are taken back, as SubstitutionSpec says, and leaves in the
// collection what is paid for in cash.
func (r *Runner) substitute(k int) {
	if r.deal.revolving == nil {
		return
	}
	day, left := r.deal.payments[k].Calculation, r.c.Repurchased
	for i := range r.deal.revolving.offers {
		o := &r.deal.revolving.offers[i]
		if !o.replaces || !o.offeredOn(day) {
			continue
		}
		for r.purchases.times[i] < o.times && o.principal <= left {
			if why, ok := r.refuses(i, day); ok {
				r.purchases.refusals = append(r.purchases.refusals, refusal{k, i, why})
				break
			}
			left -= o.principal
			r.joinPool(changeSubstitution, i, day)
		}
	}
	r.substitutedNow = r.c.Repurchased - left
	r.cumSubstituted += r.substitutedNow
	r.c.Repurchased = left
}

// substitutedAt is the principal of the claims that were handed over at a payment.
func (r *Runner) substitutedAt(k int) money.Amount {
	var total money.Amount
	for _, c := range r.history {
		if c.kind == changeSubstitution && c.payment == k {
			total += r.deal.revolving.offers[c.index].principal * money.Amount(c.count)
		}
	}
	return total
}
