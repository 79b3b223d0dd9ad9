package tranche

import "github.com/ipabs/ipabs/money"

// Outcome is what one class got in a run and what it is still owed: all that a simulation needs of it.
type Outcome struct {
	InterestPaid, PrincipalPaid, Residual money.Amount
	// Balance is the principal left after the last payment, Unpaid the interest, WrittenDown the loss taken
	// off the balance and not restored.
	Balance, Unpaid, WrittenDown money.Amount
	// Late counts the payments at which interest or principal that was due was not paid in full (兑付违约);
	// FirstLate is the number of the first of them, 0 when there is none.
	Late, FirstLate int
	// Repaid is the number of the payment at which the class was repaid, 0 when it never was.
	Repaid int
}

// Lost is what the class lacks in the end: principal, interest and what was written down.
func (o Outcome) Lost() money.Amount { return o.Balance + o.Unpaid + o.WrittenDown }

// Outcome gives what class i, counted in the order of the document, got in the last run.
func (r *Runner) Outcome(i int) Outcome {
	var o Outcome
	var written money.Amount
	for k := range r.deal.payments {
		s := r.trancheAt(k, i)
		t := r.termAt(k, i)
		written += t.writeDown - t.writeUp
		o.add(s, t, written, k)
	}
	if r.deal.tranches[i].mode == InterestOnly {
		o.Repaid = 0 // there was nothing to repay
	}
	return o
}

// Status is the status of the deal after the last payment of the last run.
func (r *Runner) Status() Status { return r.status }

// add takes in payment k of a class.
func (o *Outcome) add(s *trancheState, t *termState, writtenDown money.Amount, k int) {
	o.InterestPaid += s.interestPaid
	o.PrincipalPaid += s.principalPaid
	o.Residual += s.residual
	o.Balance, o.Unpaid, o.WrittenDown = s.closing, s.unpaid, writtenDown
	if s.unpaid > 0 || s.principalPaid < s.principalDue || t.putUnpaid > 0 {
		o.Late++
		if o.FirstLate == 0 {
			o.FirstLate = k + 1
		}
	}
	switch {
	case o.Lost() > 0:
		o.Repaid = 0
	case o.Repaid == 0:
		o.Repaid = k + 1
	}
}
