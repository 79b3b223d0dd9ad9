package tranche

import (
	"github.com/ipabs/ipabs/money"
)

// accrue makes interest, principal, yield and fees due, and holds what is owed within what can be added up
// without a check: interest that accretes and fees that pile up for a century can leave it.
func (r *Runner) accrue(k int) error {
	for i := range r.class {
		if err := r.accrueClass(k, i); err != nil {
			return err
		}
	}
	if err := r.accrueFees(k); err != nil {
		return err
	}
	room := maxCall
	for i := range r.class {
		c := &r.class[i]
		if c.balance > room || c.unpaid > room-c.balance {
			return money.ErrOverflow
		}
		room -= c.balance + c.unpaid
	}
	for i := range r.fee {
		if r.fee[i].due > room {
			return money.ErrOverflow
		}
		room -= r.fee[i].due
	}
	if !r.drawn {
		return nil
	}
	for i := range r.deal.supports {
		v := &r.deal.supports[i]
		if v.rate == 0 {
			continue
		}
		for j := range v.promisors {
			interest, err := v.factor[k].of(r.called[i][j] - r.repaid[i][j])
			if err != nil {
				return err
			}
			r.interest[i][j] += interest
		}
	}
	return nil
}

func (r *Runner) accrueClass(k, i int) error {
	t, c := &r.deal.tranches[i], &r.class[i]
	switch {
	case t.simple && c.balance == 0: // it bears nothing and is due nothing but what is unpaid
		r.rated = i + 1
		c.now.interestDue = c.unpaid
		return nil
	case t.simple:
		interest, err := t.factor[k].of(c.balance)
		if err != nil {
			return err
		}
		c.unpaid += interest
	case t.hasCoupon:
		if err := r.accrueInterest(k, i, t); err != nil {
			return err
		}
	}
	r.rated = i + 1
	c.now.interestDue = c.unpaid
	c.now.principalDue = r.principalMust(t, c)
	if t.plain {
		return nil
	}
	if t.hasYield {
		due, err := t.yieldFactor[k].of(r.class[i].balance)
		if err != nil {
			return err
		}
		r.class[i].yieldDue, r.term[i].yieldDue = due, due
	}
	if t.put != nil && t.put.payment == k {
		share := min(max(0, money.Rate(r.eval(t.put.share))), money.One)
		put, err := r.class[i].balance.MulRate(share)
		if err != nil {
			return err
		}
		resold, err := put.MulRate(t.put.resold)
		if err != nil {
			return err
		}
		r.class[i].putDue, r.term[i].resold = put-resold, resold
	}
	r.term[i].putDue = r.class[i].putDue
	return nil
}

func (r *Runner) accrueInterest(k, i int, t *tranche) error {
	coupon := &t.factor[k]
	if len(t.conditional) > 0 {
		rate := t.rates[k]
		for _, step := range t.conditional {
			if r.holds(step.when) {
				rate += step.add
			}
		}
		if rate = max(0, rate); rate != coupon.rate {
			other := newFactor(rate, t.accrual[k])
			coupon = &other
		}
		r.term[i].rate = coupon.rate
	}
	base := r.class[i].balance
	if t.mode == InterestOnly {
		base = t.reference
		if t.interestOn != nil {
			base = min(base, r.amount(t.interestOn))
		}
	}
	interest, err := coupon.of(base)
	if err != nil {
		return err
	}
	if t.accretes != nil && r.holds(t.accretes) {
		r.class[i].balance += interest
		r.term[i].accreted = interest
		interest = 0
	}
	if t.onArrears && r.class[i].unpaid > 0 {
		own := coupon
		if !t.arrearsOwn {
			own = &t.arrearsFactor[k]
		}
		onArrears, err := own.of(r.class[i].unpaid)
		if err != nil {
			return err
		}
		r.term[i].onArrears = onArrears
		interest += onArrears
	}
	r.class[i].unpaid += interest
	return nil
}

// principalMust is what a class must still be repaid at this payment.
func (r *Runner) principalMust(t *tranche, c *classRun) money.Amount {
	if r.k < 0 || t.mode == Residual {
		return 0
	}
	target := t.target[r.k]
	if r.status == Ended || r.status == Defaulted && !t.keepsMode {
		return c.balance
	}
	if r.k < t.locked && target > 0 && r.status < Accelerated {
		return 0
	}
	if t.goal != nil {
		target = min(target, r.amount(t.goal))
	}
	return max(0, c.balance-target)
}

// principalMay is the most that a class may be repaid at this payment.
func (r *Runner) principalMay(t *tranche, c *classRun) money.Amount {
	switch {
	case r.status == Ended, r.afterEvent() && !t.keepsMode:
		return c.balance
	case t.mode == PassThrough && (r.k >= t.locked || r.afterEvent()), t.mode == Residual:
		return c.balance
	}
	return r.principalMust(t, c)
}

func (r *Runner) accrueFees(k int) error {
	fees := r.deal.fees
	if k > 0 && r.deal.yearOfLife[k] != r.deal.yearOfLife[k-1] {
		for i := range r.fee {
			r.fee[i].year = 0
		}
	}
	var of *expression
	var base money.Amount
	for i := range fees {
		f, s := &fees[i], r.fee[i].now
		s.arrears = r.fee[i].due
		if f.simple && f.accrual[k].Num != 0 {
			if f.of != of {
				of, base = f.of, r.amount(f.of)
			}
			due, err := f.factor[k].of(base)
			if err != nil {
				return err
			}
			s.accrued = due
			s.due = s.arrears + due
			r.fee[i].due = s.due
			continue
		}
		if f.arrears > 0 && r.fee[i].due > 0 {
			interest, err := f.arrearsFactor[k].of(r.fee[i].due)
			if err != nil {
				return err
			}
			s.accrued += interest
		}
		if f.closing || f.accrual[k].Num == 0 && f.scheduled == nil || f.when != nil && !r.holds(f.when) {
			r.fee[i].due += s.accrued
			s.due = r.fee[i].due
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
			if s.vat, err = f.vatFactor[k].of(due); err != nil {
				return err
			}
			if !f.vat[k].inside {
				due += s.vat
			}
		}
		s.accrued += due
		r.fee[i].due += s.accrued
		s.due = r.fee[i].due
	}
	if len(r.deal.overflows) == 0 {
		return nil
	}
	for _, i := range r.deal.overflows {
		r.overflow(i, fees[i].cap)
	}
	for i := range r.fee {
		r.fee[i].now.due = r.fee[i].due
	}
	return nil
}

// feeOf is what a fee costs at a payment, before tax on it, given the amount that its rate is on.
func (r *Runner) feeOf(k int, f *fee, base money.Amount) (money.Amount, error) {
	switch {
	case f.scheduled != nil:
		return f.scheduled[k], nil
	case f.amount != nil:
		base = r.amount(f.amount)
	}
	return f.factor[k].of(base)
}

// overflow takes what is beyond the cap of fee i to the fee that ranks elsewhere, or lets it lapse.
func (r *Runner) overflow(i int, c *feeCap) {
	excess := r.fee[i].due - r.capLeft(i, c)
	if excess <= 0 {
		return
	}
	r.fee[i].due -= excess
	if c.beyond == beyondLapse {
		r.fee[i].now.lapsed += excess
		return
	}
	r.fee[i].now.overflow += excess
	r.fee[c.beyond].due += excess
}

// capLeft is what fee i may still be paid under its cap.
func (r *Runner) capLeft(i int, c *feeCap) money.Amount {
	if c.perYear {
		return max(0, r.amount(c.amount)-r.fee[i].year)
	}
	return max(0, r.amount(c.amount)-r.fee[i].now.paid)
}

// settleSwaps reckons the legs of each swap: what the counterparty owes comes in, what the deal owes is
// due.
func (r *Runner) settleSwaps(k int) error {
	for i := range r.deal.swaps {
		v := &r.deal.swaps[i]
		if k >= v.until {
			continue
		}
		s := r.swap[i].now
		notional := r.amount(v.notional)
		var err error
		if s.pays, err = v.paysFactor[k].of(notional); err != nil {
			return err
		}
		if s.receives, err = v.receivesFactor[k].of(notional); err != nil {
			return err
		}
		net := s.receives - s.pays
		switch {
		case net < 0:
			if r.swap[i].due -= net; r.swap[i].due > maxAmount {
				return money.ErrOverflow
			}
		case !r.partyDefaulted(v.party, r.deal.payments[k].Payment):
			s.received = net
			r.takeIn(nodeOf(nodeSwap, i), v.account, moveSwapIn, net)
		}
	}
	return nil
}
