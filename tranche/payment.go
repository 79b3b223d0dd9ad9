package tranche

import (
	"slices"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// payment is everything that happens for one payment date, in the order in which it happens.
func (r *Runner) payment(k int) error {
	r.k, r.in, r.out = k, 0, 0
	if !r.record {
		r.movements, r.callsMade = r.movements[:0], r.callsMade[:0]
	}
	r.bounds[k], r.callBounds[k] = len(r.movements), len(r.callsMade)
	r.open(k)
	if err := r.invest(k); err != nil {
		return err
	}
	if err := r.collect(k); err != nil {
		return err
	}
	for i, e := range r.deal.outside {
		if on := r.outside[i]; !on.IsZero() && on <= r.deal.payments[k].Calculation {
			r.latch(e.event)
		}
	}
	r.evaluate(AfterCollection)
	if err := r.run(flowCollection); err != nil {
		return err
	}
	if err := r.accrue(k); err != nil {
		return err
	}
	if len(r.swap) > 0 {
		if err := r.settleSwaps(k); err != nil {
			return err
		}
	}
	if err := r.measure(k); err != nil {
		return err
	}
	r.evaluate(BeforeWaterfall)
	r.exerciseCalls()
	r.flowAt[k] = flowOf(r.status)
	if err := r.run(r.flowAt[k]); err != nil {
		return err
	}
	r.noteMissed(k)
	r.evaluate(AfterWaterfall)
	return r.close(k)
}

// open notes the balances before the payment.
func (r *Runner) open(k int) {
	r.point(k)
	if r.deal.hasTerms {
		r.term = row(r.terms, k, len(r.class))
		clear(r.term)
	}
	r.before, r.test = r.test, row(r.tests, k, len(r.deal.tests))
	r.rated, r.tested = 0, 0
}

// point lets the state point to the figures of payment k, and begins these.
func (r *Runner) point(k int) {
	tranches, fees, accounts, swaps := row(r.tranches, k, len(r.class)), row(r.fees, k, len(r.fee)), row(r.accounts, k, len(r.account)), row(r.swaps, k, len(r.swap))
	for i := range tranches {
		c := &r.class[i]
		c.now, tranches[i] = &tranches[i], trancheState{opening: c.balance}
	}
	for i := range fees {
		r.fee[i].now, fees[i] = &fees[i], feeState{}
	}
	for i := range accounts {
		a := &r.account[i]
		a.now, accounts[i] = &accounts[i], accountState{opening: a.cash}
	}
	for i := range swaps {
		r.swap[i].now, swaps[i] = &swaps[i], swapState{}
	}
}

func row[T any](list []T, k, n int) []T { return list[k*n : (k+1)*n : (k+1)*n] }

// close notes the balances after the payment and proves it.
func (r *Runner) close(k int) error {
	for i := range r.fee {
		f := &r.fee[i]
		if r.deal.fees[i].lapses {
			f.now.lapsed += f.due
			f.due = 0
		}
		f.now.unpaid = f.due
	}
	for i := range r.swap {
		r.swap[i].now.unpaid = r.swap[i].due
	}
	if r.transformed[k] = r.c == &r.scratch; r.transformed[k] {
		r.collectionAt[k] = *r.c
		r.collectionAt[k].Deposits = nil // only a record tells whose they are, and the runner uses its list again
		if r.record {
			r.collectionAt[k].Deposits = slices.Clone(r.c.Deposits)
		}
	}
	if r.record {
		r.supportLines(k)
		copy(r.ledgerAt[k*len(r.ledgers):], r.ledgers)
		copy(r.depositAt[k*len(r.deposit):], r.deposit)
		r.statusAt[k] = r.status
		r.bounds[k+1], r.callBounds[k+1] = len(r.movements), len(r.callsMade)
	}
	if r.failure != nil {
		return r.failure
	}
	return r.check(k)
}

// noteMissed remembers whether a senior class did not get what it was due; in a deal without one, whether
// any did not. What is put back is never more than the balance that is left.
func (r *Runner) noteMissed(k int) {
	if r.deal.hasPut {
		for i := range r.class {
			c := &r.class[i]
			c.putDue = min(c.putDue, c.balance)
		}
	}
	if r.missed {
		return
	}
	for _, i := range r.deal.owed {
		if c := &r.class[i]; c.unpaid > 0 || c.balance > r.deal.tranches[i].target[k] || c.putDue > 0 {
			r.missed = true
			return
		}
	}
}

// The figures of any payment.
func (r *Runner) trancheAt(k, i int) *trancheState { return &r.tranches[k*len(r.deal.tranches)+i] }
func (r *Runner) termAt(k, i int) *termState       { return &r.terms[k*len(r.deal.tranches)+i] }
func (r *Runner) feeAt(k, i int) *feeState         { return &r.fees[k*len(r.deal.fees)+i] }
func (r *Runner) accountAt(k, i int) *accountState { return &r.accounts[k*len(r.deal.accounts)+i] }
func (r *Runner) testAt(k, i int) *testState       { return &r.tests[k*len(r.deal.tests)+i] }

// The figures of this payment, or empty ones on the closing day.
func (r *Runner) trancheNow(i int) *trancheState {
	if r.k < 0 {
		return r.blankTranche()
	}
	return r.class[i].now
}

func (r *Runner) termNow(i int) *termState {
	if r.k < 0 {
		r.blank.term = termState{}
		return &r.blank.term
	}
	return &r.term[i]
}

// rateNow is the coupon of this payment; 0 before it is known.
func (r *Runner) rateNow(i int) money.Rate {
	if r.k < 0 || i >= r.rated {
		return 0
	}
	return r.rateAt(r.k, i)
}

func (r *Runner) rateAt(k, i int) money.Rate {
	switch t := &r.deal.tranches[i]; {
	case !t.hasCoupon:
		return 0
	case len(t.conditional) > 0:
		return r.termAt(k, i).rate
	default:
		return t.factor[k].rate
	}
}

func (r *Runner) feeNow(i int) *feeState {
	if r.k < 0 {
		return r.blankFee()
	}
	return r.fee[i].now
}

// testNow is the last outcome that is known, that of the payment before until the test is worked out.
func (r *Runner) testNow(i int) *testState {
	switch {
	case i < r.tested:
		return &r.test[i]
	case r.k > 0:
		return &r.before[i]
	}
	return r.blankTest()
}

func (r *Runner) blankTranche() *trancheState {
	r.blank.tranche = trancheState{}
	return &r.blank.tranche
}

func (r *Runner) blankFee() *feeState {
	r.blank.fee = feeState{}
	return &r.blank.fee
}

func (r *Runner) blankTest() *testState {
	r.blank.test = testState{}
	return &r.blank.test
}

func (r *Runner) openingCash(i int) money.Amount {
	if r.k < 0 {
		return 0
	}
	return r.account[i].now.opening
}

func (r *Runner) date() PaymentDate {
	if r.k < 0 {
		return PaymentDate{Nominal: r.deal.closing, Payment: r.deal.closing, Calculation: r.deal.cutOff}
	}
	return r.deal.payments[r.k]
}

func (r *Runner) yearOfLife() int {
	if r.k < 0 {
		return 1
	}
	return r.deal.yearOfLife[r.k]
}

func (r *Runner) notionalBalance() money.Amount {
	var total money.Amount
	for i := range r.class {
		total += r.class[i].balance
	}
	return total
}

func (r *Runner) seniorBalance() money.Amount {
	var total money.Amount
	for _, i := range r.deal.seniors {
		total += r.class[i].balance
	}
	return total
}

// partyDefaulted reports whether an outsider pays nothing on a day.
func (r *Runner) partyDefaulted(i int, day calendar.Date) bool {
	from := r.parties[i]
	return !from.IsZero() && from <= day
}
