package tranche

import "github.com/ipabs/ipabs/money"

// shortWay gives the way to pay what is due: the whole one of payDues, or, for a step without anything to
// look out for, one that pays what cash suffices for at once and leaves everything else to the whole one.
func (d *Deal) shortWay(s *step) func(*Runner, *step) error {
	if s.limit != nil {
		return (*Runner).payDues
	}
	switch s.pay {
	case PayInterest:
		return (*Runner).payInterest
	case PayFees:
		for _, i := range s.to {
			if d.fees[i].cap != nil {
				return (*Runner).payDues
			}
		}
		return (*Runner).payFees
	case PayPrincipal:
		for _, i := range s.to {
			if d.tranches[i].goal != nil {
				return (*Runner).payDues
			}
		}
		if s.split == Sequential {
			return (*Runner).payPrincipal
		}
	}
	return (*Runner).payDues
}

func (r *Runner) payInterest(s *step) error {
	var due money.Amount
	for _, i := range s.to {
		due += r.class[i].unpaid
	}
	if due > r.account[s.from].cash || r.listed() {
		return r.payDues(s)
	}
	for _, i := range s.to {
		c := &r.class[i]
		c.now.interestPaid += c.unpaid
		c.unpaid = 0
	}
	r.spend(s.from, due)
	return nil
}

func (r *Runner) payFees(s *step) error {
	var due money.Amount
	for _, i := range s.to {
		due += r.fee[i].due
	}
	if due > r.account[s.from].cash || r.listed() {
		return r.payDues(s)
	}
	for _, i := range s.to {
		f := &r.fee[i]
		f.now.paid += f.due
		f.year += f.due
		f.due = 0
	}
	r.spend(s.from, due)
	return nil
}

func (r *Runner) payPrincipal(s *step) error {
	if r.listed() {
		return r.payDues(s)
	}
	cash := r.account[s.from].cash
	left := cash
	for _, i := range s.to {
		c := &r.class[i]
		if c.balance == 0 {
			continue
		}
		amount := min(left, r.principalMay(&r.deal.tranches[i], c))
		c.balance -= amount
		c.now.principalPaid += amount
		left -= amount
	}
	r.spend(s.from, cash-left)
	return r.support(s)
}

// spend takes cash out of an account to payees outside the deal, in a run without a record.
func (r *Runner) spend(account int, amount money.Amount) {
	a := &r.account[account]
	a.cash -= amount
	a.now.payments += amount
	r.out += amount
}
