package tranche

import (
	"github.com/ipabs/ipabs/money"
)

// accrue makes interest, principal, yield and fees due.
func (r *Runner) accrue(k int) error {
	for i := range r.deal.tranches {
		if err := r.accrueClass(k, i); err != nil {
			return err
		}
	}
	if err := r.accrueFees(k); err != nil {
		return err
	}
	if err := bounded(r.balance, r.unpaid, r.feeDue); err != nil {
		return err
	}
	for i := range r.deal.supports {
		v := &r.deal.supports[i]
		if v.rate == 0 {
			continue
		}
		for j := range v.promisors {
			interest, err := money.Accrue(r.called[i][j]-r.repaid[i][j], v.rate, v.accrual[k].Num, v.accrual[k].Den)
			if err != nil {
				return err
			}
			r.interest[i][j] += interest
		}
	}
	return nil
}

// bounded holds what is owed within what can be added up without a check: interest that accretes and fees
// that pile up for a century can leave it.
func bounded(lists ...[]money.Amount) error {
	var total money.Amount
	for _, list := range lists {
		for _, a := range list {
			if total += a; a > maxCall || total > maxCall {
				return money.ErrOverflow
			}
		}
	}
	return nil
}

func (r *Runner) accrueClass(k, i int) error {
	t, s := &r.deal.tranches[i], r.trancheAt(k, i)
	if t.hasCoupon {
		if err := r.accrueInterest(k, i, t, s); err != nil {
			return err
		}
	}
	s.interestDue = r.unpaid[i]
	s.principalDue = r.principalMust(i)
	if t.hasYield {
		due, err := money.Accrue(r.balance[i], t.yield, t.yieldAccrual[k].Num, t.yieldAccrual[k].Den)
		if err != nil {
			return err
		}
		r.yieldDue[i], s.yieldDue = due, due
	}
	if t.put != nil && t.put.payment == k {
		share := min(max(0, money.Rate(r.eval(t.put.share))), money.One)
		put, err := r.balance[i].MulRate(share)
		if err != nil {
			return err
		}
		if s.resold, err = put.MulRate(t.put.resold); err != nil {
			return err
		}
		r.putDue[i] = put - s.resold
	}
	s.putDue = r.putDue[i]
	return nil
}

func (r *Runner) accrueInterest(k, i int, t *tranche, s *trancheState) error {
	rate := t.rates[k]
	for _, step := range t.conditional {
		if r.holds(step.when) {
			rate += step.add
		}
	}
	rate = max(0, rate)
	s.rate = rate
	f := t.accrual[k]
	interest, err := money.Accrue(r.balance[i], rate, f.Num, f.Den)
	if err != nil {
		return err
	}
	if t.accretes != nil && r.holds(t.accretes) {
		r.balance[i] += interest
		s.accreted = interest
		interest = 0
	}
	if t.onArrears && r.unpaid[i] > 0 {
		own := t.arrearsRate
		if t.arrearsOwn {
			own = rate
		}
		if s.onArrears, err = money.Accrue(r.unpaid[i], own, f.Num, f.Den); err != nil {
			return err
		}
	}
	r.unpaid[i] += interest + s.onArrears
	return nil
}

// principalMust is what class i must still be repaid at this payment.
func (r *Runner) principalMust(i int) money.Amount {
	t := &r.deal.tranches[i]
	if r.k < 0 || t.mode == Residual {
		return 0
	}
	balance, target := r.balance[i], t.target[r.k]
	if r.status >= Defaulted && !t.keepsMode {
		return balance
	}
	if r.k < t.locked && target > 0 && r.status < Accelerated {
		return 0
	}
	if t.goal != nil {
		target = min(target, r.amount(t.goal))
	}
	return max(0, balance-target)
}

// principalMay is the most that class i may be repaid at this payment.
func (r *Runner) principalMay(i int) money.Amount {
	t := &r.deal.tranches[i]
	switch {
	case r.afterEvent() && !t.keepsMode:
		return r.balance[i]
	case t.mode == PassThrough && (r.k >= t.locked || r.afterEvent()), t.mode == Residual:
		return r.balance[i]
	}
	return r.principalMust(i)
}

func (r *Runner) accrueFees(k int) error {
	fees := r.deal.fees
	if k > 0 && r.deal.yearOfLife[k] != r.deal.yearOfLife[k-1] {
		clear(r.feeYear)
	}
	var of *expression
	var base money.Amount
	for i := range fees {
		f, s := &fees[i], r.feeAt(k, i)
		if f.arrears > 0 && r.feeDue[i] > 0 {
			interest, err := money.Accrue(r.feeDue[i], f.arrears, f.arrearsFrac[k].Num, f.arrearsFrac[k].Den)
			if err != nil {
				return err
			}
			s.accrued += interest
		}
		if f.closing || f.accrual[k].Num == 0 && f.scheduled == nil || f.when != nil && !r.holds(f.when) {
			r.feeDue[i] += s.accrued
			continue
		}
		if f.of != nil && f.of != of {
			of, base = f.of, r.amount(f.of)
		}
		due, err := r.feeOf(k, f, base)
		if err != nil {
			return err
		}
		if f.vat != nil {
			v := f.vat[k]
			if s.vat, err = money.Accrue(due, v.rate, int64(money.One), int64(v.over)); err != nil {
				return err
			}
			if !v.inside {
				due += s.vat
			}
		}
		s.accrued += due
		r.feeDue[i] += s.accrued
	}
	for _, i := range r.deal.overflows {
		r.overflow(k, i, fees[i].cap)
	}
	for i, due := range r.feeDue {
		r.feeAt(k, i).due = due
	}
	return nil
}

// feeOf is what a fee costs at a payment, before tax on it, given the amount that its rate is on.
func (r *Runner) feeOf(k int, f *fee, base money.Amount) (money.Amount, error) {
	if f.scheduled != nil {
		return f.scheduled[k], nil
	}
	times := f.accrual[k]
	switch {
	case f.amount != nil:
		amount := r.amount(f.amount)
		if times.Num == times.Den {
			return amount, nil
		}
		return money.Accrue(amount, money.One, times.Num, times.Den)
	case f.isTax:
		v := f.tax[k]
		return money.Accrue(base, v.rate, int64(money.One), int64(v.over))
	}
	return money.Accrue(base, f.rate, times.Num, times.Den)
}

// overflow takes what is beyond the cap of fee i to the fee that ranks elsewhere, or lets it lapse.
func (r *Runner) overflow(k, i int, c *feeCap) {
	excess := r.feeDue[i] - r.capLeft(k, i, c)
	if excess <= 0 {
		return
	}
	r.feeDue[i] -= excess
	if c.beyond == beyondLapse {
		r.feeAt(k, i).lapsed += excess
		return
	}
	r.feeAt(k, i).overflow += excess
	r.feeDue[c.beyond] += excess
}

// capLeft is what fee i may still be paid under its cap.
func (r *Runner) capLeft(k, i int, c *feeCap) money.Amount {
	if c.perYear {
		return max(0, r.amount(c.amount)-r.feeYear[i])
	}
	return max(0, r.amount(c.amount)-r.feeAt(k, i).paid)
}

// settleSwaps reckons the legs of each swap: what the counterparty owes comes in, what the deal owes is
// due.
func (r *Runner) settleSwaps(k int) error {
	for i := range r.deal.swaps {
		v := &r.deal.swaps[i]
		if k >= v.until {
			continue
		}
		s := r.swapAt(k, i)
		notional := r.amount(v.notional)
		f := v.accrual[k]
		var err error
		if s.pays, err = money.Accrue(notional, v.pays[k], f.Num, f.Den); err != nil {
			return err
		}
		if s.receives, err = money.Accrue(notional, v.receives[k], f.Num, f.Den); err != nil {
			return err
		}
		net := s.receives - s.pays
		switch {
		case net < 0:
			if r.swapDue[i] -= net; r.swapDue[i] > maxAmount {
				return money.ErrOverflow
			}
		case !r.partyDefaulted(v.party, r.deal.payments[k].Payment):
			s.received = net
			r.move(nodeOf(nodeSwap, i), accountNode(v.account), moveSwapIn, net)
		}
	}
	return nil
}
