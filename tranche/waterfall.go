package tranche

import "github.com/ipabs/ipabs/money"

// run carries out the steps of a waterfall.
func (r *Runner) run(f flow) error { return r.steps(r.deal.waterfalls[f].steps) }

func (r *Runner) steps(list []step) error {
	for i := range list {
		if err := r.doStep(&list[i]); err != nil {
			return err
		}
	}
	return nil
}

// doStep carries out one step, or those that stand for it where its condition does not hold.
func (r *Runner) doStep(s *step) error {
	if s.when != nil && !r.holds(s.when) {
		return r.steps(s.otherwise)
	}
	for _, i := range s.after {
		if r.balance[i] > 0 || r.unpaid[i] > 0 {
			return nil
		}
	}
	r.step = s.id
	var err error
	switch {
	case s.pay != PayUnknown:
		err = r.payStep(s)
	case s.do != ActionNone:
		r.act(s)
	}
	r.step = -1
	if err != nil {
		return err
	}
	return r.steps(s.then)
}

func (r *Runner) payStep(s *step) error {
	switch s.pay {
	case PayFees, PayInterest, PayPrincipal, PayPut, PayYield, PaySwap:
		return r.payDues(s)
	case PayReserve:
		r.payReserves(s)
	case PayTransfer:
		r.transfer(s)
	case PayReimbursement:
		r.payReimbursement(s)
	case PayPurchase:
		r.purchase(s)
	case PayDeposits:
		r.returnDeposits()
	case PayResidual:
		return r.payResidual(s)
	}
	return nil
}

// available is what a step may take from its account.
func (r *Runner) available(s *step) money.Amount { return min(r.cash[s.from], r.limit(s)) }

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
	dues, paid := r.dues[:len(s.to)], r.part[:len(s.to)]
	var wanted money.Amount
	for j, i := range s.to {
		dues[j] = r.payable(s.pay, i)
		wanted += dues[j]
	}
	if wanted > 0 {
		cash := r.available(s)
		if err := r.divide(s, paid, cash, dues); err != nil {
			return err
		}
		if cash >= wanted && s.pay != PayPrincipal {
			return nil // everything due is paid
		}
	}
	for _, source := range s.sources {
		wanted = 0
		for j, i := range s.to {
			dues[j] = r.due(s.pay, i)
			wanted += dues[j]
		}
		if wanted == 0 {
			return nil
		}
		if err := r.divide(s, paid, r.draw(s, source, wanted), dues); err != nil {
			return err
		}
	}
	return nil
}

// divide pays cash out among the payees of a step, of whom none gets more than is due.
func (r *Runner) divide(s *step, paid []money.Amount, cash money.Amount, dues []money.Amount) error {
	if s.split == ProRata && cash < sum(dues) {
		if err := money.AllocateInto(paid, cash, dues); err != nil {
			return err
		}
		for j, i := range s.to {
			r.pay(s, i, paid[j])
		}
		return nil
	}
	for j, i := range s.to {
		amount := min(cash, dues[j])
		cash -= amount
		r.pay(s, i, amount)
	}
	return nil
}

// payable is the most that payee i may receive now.
func (r *Runner) payable(pay Pay, i int) money.Amount {
	if pay == PayPrincipal {
		return r.principalMay(i)
	}
	return r.due(pay, i)
}

// due is what payee i must receive now and has not yet received.
func (r *Runner) due(pay Pay, i int) money.Amount {
	switch pay {
	case PayFees:
		if c := r.deal.fees[i].cap; c != nil && r.k >= 0 {
			return min(r.feeDue[i], r.capLeft(r.k, i, c))
		}
		return r.feeDue[i]
	case PayInterest:
		return r.unpaid[i]
	case PayPut:
		return min(r.putDue[i], r.balance[i])
	case PayYield:
		return r.yieldDue[i]
	case PaySwap:
		return r.swapDue[i]
	}
	return r.principalMust(i)
}

func (r *Runner) pay(s *step, i int, amount money.Amount) {
	if amount == 0 {
		return
	}
	from, class := accountNode(s.from), nodeOf(nodeTranche, i)
	switch s.pay {
	case PayFees:
		r.feeDue[i] -= amount
		r.feeYear[i] += amount
		r.feeNow(i).paid += amount
		r.move(from, nodeOf(nodeFee, i), moveFee, amount)
	case PayInterest:
		r.unpaid[i] -= amount
		r.trancheNow(i).interestPaid += amount
		r.move(from, class, moveInterest, amount)
	case PayPrincipal:
		r.repay(i, amount)
		r.move(from, class, movePrincipal, amount)
	case PayPut:
		r.repay(i, amount)
		r.putDue[i] -= amount
		r.trancheNow(i).putPaid += amount
		r.move(from, class, movePut, amount)
	case PayYield:
		r.yieldDue[i] -= amount
		s := r.trancheNow(i)
		s.yieldPaid += amount
		s.residual += amount
		r.move(from, class, moveYield, amount)
	case PaySwap:
		r.swapDue[i] -= amount
		if r.k >= 0 {
			r.swapAt(r.k, i).paid += amount
		}
		r.move(from, nodeOf(nodeSwap, i), moveSwapOut, amount)
	}
}

func (r *Runner) repay(i int, amount money.Amount) {
	r.balance[i] -= amount
	r.trancheNow(i).principalPaid += amount
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
func (r *Runner) payReserves(s *step) {
	left := r.limit(s)
	for _, i := range s.to {
		target := r.targetOf(i)
		if sum(r.balance) == 0 {
			target = 0
		}
		if r.k >= 0 {
			r.accountAt(r.k, i).target = target
		}
		if gap := target - r.cash[i]; gap > 0 {
			fill := min(gap, r.cash[s.from], left)
			left -= fill
			r.move(accountNode(s.from), accountNode(i), moveReserveFill, fill)
		} else {
			r.move(accountNode(i), accountNode(s.from), moveReserveRelease, -gap)
		}
	}
}

// transfer moves an amount, or everything, to each account in order.
func (r *Runner) transfer(s *step) {
	left := r.limit(s)
	for _, p := range s.payees {
		amount := min(r.cash[s.from], left)
		if s.amount != nil {
			amount = min(amount, r.amount(s.amount))
		}
		left -= amount
		if p.kind == nodeOriginator {
			r.move(accountNode(s.from), nodeOf(nodeOriginator, 0), movePurchasePrice, amount)
			continue
		}
		if p.index != s.from {
			r.move(accountNode(s.from), accountNode(p.index), moveTransfer, amount)
		}
	}
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
		f := r.feeNow(p.index)
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
	principal := min(cash, r.balance[p.index])
	if principal > 0 {
		r.repay(p.index, principal)
		r.move(from, class, movePrincipal, principal)
	}
	r.trancheNow(p.index).residual += cash - principal
	r.move(from, class, moveResidual, cash-principal)
}

// act carries out a step that moves no cash.
func (r *Runner) act(s *step) {
	switch s.do {
	case WriteDown:
		loss := r.amount(s.amount)
		for _, i := range s.to {
			part := min(loss, r.balance[i])
			loss -= part
			r.balance[i] -= part
			r.writtenDown[i] += part
			r.trancheNow(i).writeDown += part
		}
	case WriteUp:
		gain := r.amount(s.amount)
		for _, i := range s.to {
			part := min(gain, r.writtenDown[i])
			gain -= part
			r.balance[i] += part
			r.writtenDown[i] -= part
			r.trancheNow(i).writeUp += part
		}
	case Book:
		for _, i := range s.to {
			v := r.ledgers[i] + max(-maxCall, min(maxCall, money.Amount(r.eval(s.amount))))
			if v > maxCall || v < -maxCall {
				r.now = s.amount
				r.Fail(1, money.ErrOverflow)
				v = 0
			}
			r.ledgers[i] = v
		}
	case Evaluate:
		if r.k < 0 {
			return
		}
		for _, i := range s.to {
			r.look(i)
		}
		r.setStatus()
	}
}
