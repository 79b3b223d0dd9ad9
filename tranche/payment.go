package tranche

import (
	"slices"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// payment is everything that happens for one payment date, in the order in which it happens.
func (r *Runner) payment(k int) error {
	r.k, r.in, r.out = k, 0, 0
	if !r.keep {
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
	if err := r.settleSwaps(k); err != nil {
		return err
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
	r.close(k)
	if r.failure != nil {
		return r.failure
	}
	return r.check(k)
}

// open notes the balances before the payment.
func (r *Runner) open(k int) {
	if !r.keep {
		clear(r.tranches[:len(r.deal.tranches)])
		clear(r.fees[:len(r.deal.fees)])
		clear(r.accounts[:len(r.deal.accounts)])
		clear(r.swaps[:len(r.deal.swaps)])
	}
	for i := range r.deal.tranches {
		r.trancheAt(k, i).opening = r.balance[i]
	}
	for i := range r.cash {
		r.accountAt(k, i).opening = r.cash[i]
	}
	if n := len(r.deal.tests); k > 0 {
		copy(r.tests[k*n:(k+1)*n], r.tests[(k-1)*n:])
	}
}

func (r *Runner) close(k int) {
	for i := range r.deal.tranches {
		s := r.trancheAt(k, i)
		s.closing, s.unpaid, s.putUnpaid = r.balance[i], r.unpaid[i], r.putDue[i]
		r.outcome[i].add(s, r.writtenDown[i], k)
	}
	for i := range r.deal.fees {
		s := r.feeAt(k, i)
		if r.deal.fees[i].lapses {
			s.lapsed += r.feeDue[i]
			r.feeDue[i] = 0
		}
		s.unpaid = r.feeDue[i]
	}
	for i := range r.cash {
		r.accountAt(k, i).closing = r.cash[i]
	}
	for i := range r.deal.swaps {
		r.swapAt(k, i).unpaid = r.swapDue[i]
	}
	if !r.keep {
		r.bounds[k+1], r.callBounds[k+1] = len(r.movements), len(r.callsMade)
		return
	}
	if !r.bare {
		r.supportLines(k)
	}
	copy(r.ledgerAt[k*len(r.ledgers):], r.ledgers)
	copy(r.depositAt[k*len(r.deposit):], r.deposit)
	r.statusAt[k] = r.status
	if r.transformed[k] = r.c == &r.scratch; r.transformed[k] {
		r.collectionAt[k] = *r.c
		r.collectionAt[k].Deposits = slices.Clone(r.c.Deposits) // the runner uses its own again
	}
	r.bounds[k+1], r.callBounds[k+1] = len(r.movements), len(r.callsMade)
}

// noteMissed remembers whether a senior class did not get what it was due; in a deal without one, whether
// any did not. What is put back is never more than the balance that is left.
func (r *Runner) noteMissed(k int) {
	for i := range r.putDue {
		r.putDue[i] = min(r.putDue[i], r.balance[i])
	}
	for i := range r.deal.tranches {
		if t := &r.deal.tranches[i]; (t.class == Senior || !r.deal.hasSenior) && t.mode != Residual && (r.unpaid[i] > 0 || r.balance[i] > t.target[k] || r.putDue[i] > 0) {
			r.missed = true
			return
		}
	}
}

// slot is where the record of payment k stands.
func (r *Runner) slot(k int) int {
	if r.keep {
		return k
	}
	return 0
}

func (r *Runner) trancheAt(k, i int) *trancheState {
	return &r.tranches[r.slot(k)*len(r.deal.tranches)+i]
}
func (r *Runner) feeAt(k, i int) *feeState { return &r.fees[r.slot(k)*len(r.deal.fees)+i] }
func (r *Runner) accountAt(k, i int) *accountState {
	return &r.accounts[r.slot(k)*len(r.deal.accounts)+i]
}
func (r *Runner) swapAt(k, i int) *swapState { return &r.swaps[r.slot(k)*len(r.deal.swaps)+i] }

// testAt keeps every payment: means look back.
func (r *Runner) testAt(k, i int) *testState { return &r.tests[k*len(r.deal.tests)+i] }

// The records of this payment, or empty ones on the closing day.
func (r *Runner) trancheNow(i int) *trancheState {
	if r.k < 0 {
		r.blank.tranche = trancheState{}
		return &r.blank.tranche
	}
	return r.trancheAt(r.k, i)
}

func (r *Runner) feeNow(i int) *feeState {
	if r.k < 0 {
		r.blank.fee = feeState{}
		return &r.blank.fee
	}
	return r.feeAt(r.k, i)
}

func (r *Runner) testNow(i int) *testState {
	if r.k < 0 {
		r.blank.test = testState{}
		return &r.blank.test
	}
	return r.testAt(r.k, i)
}

func (r *Runner) openingCash(i int) money.Amount {
	if r.k < 0 {
		return 0
	}
	return r.accountAt(r.k, i).opening
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

func (r *Runner) seniorBalance() money.Amount {
	var total money.Amount
	for i := range r.deal.tranches {
		if r.deal.tranches[i].class == Senior {
			total += r.balance[i]
		}
	}
	return total
}

// partyDefaulted reports whether an outsider pays nothing on a day.
func (r *Runner) partyDefaulted(i int, day calendar.Date) bool {
	from := r.parties[i]
	return !from.IsZero() && from <= day
}
