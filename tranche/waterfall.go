package tranche

import "github.com/ipabs/ipabs/money"

// run carries out the steps of a waterfall.
func (r *Runner) run(f flow) error { return r.steps(r.deal.waterfalls[f].steps) }

func (r *Runner) steps(list []step) error {
	for i := range list {
		s := &list[i]
		if s.guarded {
			if err := r.guardedStep(s); err != nil {
				return err
			}
			continue
		}
		r.step = s.id
		if err := s.exec(r, s); err != nil {
			return err
		}
	}
	r.step = -1
	return nil
}

// guardedStep carries out a step with a condition or with steps that follow on it.
func (r *Runner) guardedStep(s *step) error {
	if s.when != nil && !r.holds(s.when) {
		return r.steps(s.otherwise)
	}
	for _, i := range s.after {
		if c := &r.class[i]; c.balance > 0 || c.unpaid > 0 {
			return nil
		}
	}
	if s.exec != nil {
		r.step = s.id
		if err := s.exec(r, s); err != nil {
			return err
		}
	}
	return r.steps(s.then)
}

// compile chooses how each step is carried out.
func (d *Deal) compile(steps []step) {
	for i := range steps {
		s := &steps[i]
		d.compile(s.then)
		d.compile(s.otherwise)
		s.guarded = s.when != nil || len(s.after)+len(s.then)+len(s.otherwise) > 0 || s.pay == PayUnknown && s.do == ActionNone
		if s.do != ActionNone {
			s.exec = (*Runner).act
			continue
		}
		switch s.pay {
		case PayFees, PayInterest, PayPrincipal, PayPut, PayYield, PaySwap:
			s.exec = d.shortWay(s)
		case PayReserve:
			s.exec = (*Runner).payReserves
		case PayTransfer:
			s.exec = (*Runner).transfer
		case PayReimbursement:
			s.exec = (*Runner).payReimbursement
		case PayPurchase:
			s.exec = (*Runner).purchase
		case PayDeposits:
			s.exec = (*Runner).returnDeposits
		case PayResidual:
			s.exec = (*Runner).payResidual
		}
	}
}

// available is what a step may take from its account.
func (r *Runner) available(s *step) money.Amount { return min(r.account[s.from].cash, r.limit(s)) }

// limit is the most that a step may take in all.
func (r *Runner) limit(s *step) money.Amount {
	if s.limit == nil {
		return maxCall
	}
	return r.amount(s.limit)
}

// payDues pays what the payees may receive out of the account, then calls on support for what must be
// paid and is still short. The two differ for pass-through principal only: it may receive everything,
// and must be paid at the expected maturity.
func (r *Runner) payDues(s *step) error {
	dues := r.dues[:len(s.to)]
	if wanted := r.payable(s, dues); wanted > 0 {
		cash := r.available(s)
		if err := r.divide(s, cash, dues, wanted); err != nil {
			return err
		}
		if cash >= wanted && s.pay != PayPrincipal {
			return nil // everything due is paid
		}
	}
	return r.support(s)
}

// support calls on the sources of a step for what is still due.
func (r *Runner) support(s *step) error {
	dues := r.dues[:len(s.to)]
	for _, source := range s.sources {
		wanted := r.due(s, dues)
		if wanted == 0 {
			return nil
		}
		if err := r.divide(s, r.draw(s, source, wanted), dues, wanted); err != nil {
			return err
		}
	}
	return nil
}

// divide pays cash out among the payees of a step, of whom none gets more than is due. wanted is what is due
// to all of them.
func (r *Runner) divide(s *step, cash money.Amount, dues []money.Amount, wanted money.Amount) error {
	if cash >= wanted {
		r.pay(s, dues, wanted)
		return nil
	}
	if cash <= 0 {
		return nil
	}
	paid := r.part[:len(s.to)]
	if s.split == ProRata {
		if err := money.AllocateInto(paid, cash, dues); err != nil {
			return err
		}
	} else {
		left := cash
		for j := range paid {
			paid[j] = min(left, dues[j])
			left -= paid[j]
		}
	}
	r.pay(s, paid, cash)
	return nil
}

// payable works out the most that each payee may receive now, and gives the sum.
func (r *Runner) payable(s *step, dues []money.Amount) money.Amount {
	if s.pay != PayPrincipal {
		return r.due(s, dues)
	}
	var wanted money.Amount
	for j, i := range s.to {
		dues[j] = r.principalMay(&r.deal.tranches[i], &r.class[i])
		wanted += dues[j]
	}
	return wanted
}

// due works out what each payee must receive now and has not yet received, and gives the sum.
func (r *Runner) due(s *step, dues []money.Amount) money.Amount {
	var wanted money.Amount
	dues = dues[:len(s.to)]
	switch s.pay {
	case PayFees:
		for j, i := range s.to {
			a := r.fee[i].due
			if c := r.deal.fees[i].cap; c != nil && r.k >= 0 {
				a = min(a, r.capLeft(i, c))
			}
			dues[j] = a
			wanted += a
		}
	case PayInterest:
		for j, i := range s.to {
			a := r.class[i].unpaid
			dues[j] = a
			wanted += a
		}
	case PayPrincipal:
		for j, i := range s.to {
			a := r.principalMust(&r.deal.tranches[i], &r.class[i])
			dues[j] = a
			wanted += a
		}
	case PayPut:
		for j, i := range s.to {
			dues[j] = min(r.class[i].putDue, r.class[i].balance)
			wanted += dues[j]
		}
	case PayYield:
		for j, i := range s.to {
			dues[j] = r.class[i].yieldDue
			wanted += dues[j]
		}
	case PaySwap:
		for j, i := range s.to {
			dues[j] = r.swap[i].due
			wanted += dues[j]
		}
	}
	return wanted
}

// pay pays each payee of a step its amount, total in all.
func (r *Runner) pay(s *step, amounts []money.Amount, total money.Amount) {
	to, kind := nodeTranche, moveInterest
	switch s.pay {
	case PayFees:
		to, kind = nodeFee, moveFee
		for j, i := range s.to {
			f, a := &r.fee[i], amounts[j]
			f.due -= a
			f.year += a
			f.now.paid += a
		}
	case PayInterest:
		for j, i := range s.to {
			c, a := &r.class[i], amounts[j]
			c.unpaid -= a
			c.now.interestPaid += a
		}
	case PayPrincipal:
		kind = movePrincipal
		for j, i := range s.to {
			r.repay(i, amounts[j])
		}
	case PayPut:
		kind = movePut
		for j, i := range s.to {
			r.repay(i, amounts[j])
			r.class[i].putDue -= amounts[j]
			r.termNow(i).putPaid += amounts[j]
		}
	case PayYield:
		kind = moveYield
		for j, i := range s.to {
			r.class[i].yieldDue -= amounts[j]
			r.termNow(i).yieldPaid += amounts[j]
			r.class[i].now.residual += amounts[j]
		}
	case PaySwap:
		to, kind = nodeSwap, moveSwapOut
		for j, i := range s.to {
			r.swap[i].due -= amounts[j]
			if r.k >= 0 {
				r.swap[i].now.paid += amounts[j]
			}
		}
	}
	r.payOut(s.from, to, s.to, kind, amounts, total)
}

func (r *Runner) repay(i int, amount money.Amount) {
	c := &r.class[i]
	c.balance -= amount
	c.now.principalPaid += amount
}

func sum(amounts []money.Amount) money.Amount {
	var total money.Amount
	for _, a := range amounts {
		total += a
	}
	return total
}

// payReserves brings each reserve to its target: it takes in what is missing as far as cash allows, and
// gives back what it holds above the target. When every class is repaid nothing is left to protect.
func (r *Runner) payReserves(s *step) error {
	left := r.limit(s)
	for _, i := range s.to {
		target := r.targetOf(i)
		if target > 0 && r.notionalBalance() == 0 {
			target = 0
		}
		if r.k >= 0 {
			r.account[i].now.target = target
		}
		if gap := target - r.account[i].cash; gap > 0 {
			fill := min(gap, r.account[s.from].cash, left)
			left -= fill
			r.shift(s.from, i, moveReserveFill, fill)
		} else {
			r.shift(i, s.from, moveReserveRelease, -gap)
		}
	}
	return nil
}

// transfer moves an amount, or everything, to each account in order.
func (r *Runner) transfer(s *step) error {
	left := r.limit(s)
	for _, p := range s.payees {
		amount := min(r.account[s.from].cash, left)
		if s.amount != nil {
			amount = min(amount, r.amount(s.amount))
		}
		left -= amount
		if p.kind == nodeOriginator {
			r.move(accountNode(s.from), nodeOf(nodeOriginator, 0), movePurchasePrice, amount)
			continue
		}
		if p.index != s.from {
			r.shift(s.from, p.index, moveTransfer, amount)
		}
	}
	return nil
}

// payResidual gives away everything that is left, whole or in shares.
func (r *Runner) payResidual(s *step) error {
	cash := r.available(s)
	if s.split != ByShares {
		r.residualTo(s, s.payees[0], cash)
		return nil
	}
	parts := r.part[:len(s.shares)]
	if err := money.AllocateInto(parts, cash, s.shares); err != nil {
		return err
	}
	for j, p := range s.payees {
		r.residualTo(s, p, parts[j])
	}
	return nil
}

// residualTo gives a class its principal first and the rest as yield, a fee a share in the profit.
func (r *Runner) residualTo(s *step, p payee, cash money.Amount) {
	from := accountNode(s.from)
	switch p.kind {
	case nodeFee:
		f := r.fee[p.index].now
		f.due += cash
		f.paid += cash
		r.move(from, nodeOf(nodeFee, p.index), moveFee, cash)
		return
	case nodeAccount:
		if p.index != s.from {
			r.move(from, accountNode(p.index), moveTransfer, cash)
		}
		return
	}
	class := nodeOf(nodeTranche, p.index)
	principal := min(cash, r.class[p.index].balance)
	if principal > 0 {
		r.repay(p.index, principal)
		r.move(from, class, movePrincipal, principal)
	}
	r.class[p.index].now.residual += cash - principal
	r.move(from, class, moveResidual, cash-principal)
}

// act carries out a step that moves no cash.
func (r *Runner) act(s *step) error {
	switch s.do {
	case WriteDown:
		loss := r.amount(s.amount)
		for _, i := range s.to {
			part := min(loss, r.class[i].balance)
			loss -= part
			r.class[i].balance -= part
			r.class[i].writtenDown += part
			r.termNow(i).writeDown += part
		}
	case WriteUp:
		gain := r.amount(s.amount)
		for _, i := range s.to {
			part := min(gain, r.class[i].writtenDown)
			gain -= part
			r.class[i].balance += part
			r.class[i].writtenDown -= part
			r.termNow(i).writeUp += part
		}
	case Book:
		for _, i := range s.to {
			v := r.ledgers[i] + max(-maxCall, min(maxCall, money.Amount(r.eval(s.amount))))
			if v > maxCall || v < -maxCall {
				r.Fail(s.amount.at, money.ErrOverflow)
				v = 0
			}
			r.ledgers[i] = v
		}
	case Evaluate:
		if r.k < 0 {
			return nil
		}
		for _, i := range s.to {
			r.look(i)
		}
		r.setStatus()
	}
	return nil
}
