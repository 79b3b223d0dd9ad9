package tranche

import "github.com/ipabs/ipabs/money"

// step carries out one step of the waterfall at payment k.
func (r *Runner) step(k int, s *step) error {
	for _, i := range s.after {
		if r.balance[i] > 0 || r.unpaid[i] > 0 {
			return nil
		}
	}
	switch s.pay {
	case PayFees, PayInterest, PayPrincipal:
		return r.payDues(k, s)
	case PayReserve:
		return r.payReserves(s)
	case PayReimbursement:
		r.payReimbursement(s)
	case PayResidual:
		r.payResidual(k, s.to[0])
	}
	return nil
}

// payDues pays what the payees may receive out of the plan account, then calls on support for what
// must be paid and is still short. The two differ for pass-through principal only: it may receive
// everything, and must be paid at the expected maturity.
func (r *Runner) payDues(k int, s *step) error {
	dues, paid := r.dues[:len(s.to)], r.paid[:len(s.to)]
	for j, i := range s.to {
		dues[j] = r.payable(k, s.pay, i)
	}
	if err := split(paid, r.plan, dues, s.split); err != nil {
		return err
	}
	for j, i := range s.to {
		r.pay(k, s.pay, i, paid[j])
	}
	for _, source := range s.sources {
		for j, i := range s.to {
			dues[j] = r.due(k, s.pay, i)
		}
		drawn, err := r.draw(source, sum(dues))
		if err != nil {
			return err
		}
		if err := split(paid, drawn, dues, s.split); err != nil {
			return err
		}
		for j, i := range s.to {
			r.pay(k, s.pay, i, paid[j])
		}
	}
	return nil
}

// payable is the most that payee i may receive now.
func (r *Runner) payable(k int, pay Pay, i int) money.Amount {
	if pay == PayPrincipal {
		if m := r.deal.tranches[i].mode; m == PassThrough || m == Residual {
			return r.balance[i]
		}
	}
	return r.due(k, pay, i)
}

// due is what payee i must receive now and has not yet received.
func (r *Runner) due(k int, pay Pay, i int) money.Amount {
	switch pay {
	case PayFees:
		return r.feeDue[i]
	case PayInterest:
		return r.unpaid[i]
	}
	return max(0, r.balance[i]-r.deal.tranches[i].target[k])
}

func (r *Runner) pay(k int, pay Pay, i int, amount money.Amount) {
	plan := node{kind: nodePlan}
	switch pay {
	case PayFees:
		r.feeDue[i] -= amount
		r.feeAt(k, i).paid += amount
		r.move(plan, node{kind: nodeFee, index: int16(i)}, moveFee, amount)
	case PayInterest:
		r.unpaid[i] -= amount
		r.trancheAt(k, i).interestPaid += amount
		r.move(plan, node{kind: nodeTranche, index: int16(i)}, moveInterest, amount)
	case PayPrincipal:
		r.balance[i] -= amount
		r.trancheAt(k, i).principalPaid += amount
		r.move(plan, node{kind: nodeTranche, index: int16(i)}, movePrincipal, amount)
	}
}

// split divides cash among dues, of which it never pays more, into paid.
func split(paid []money.Amount, cash money.Amount, dues []money.Amount, how Split) error {
	if how == ProRata {
		return money.AllocateInto(paid, min(cash, sum(dues)), dues)
	}
	for j, due := range dues {
		paid[j] = min(cash, due)
		cash -= paid[j]
	}
	return nil
}

func sum(amounts []money.Amount) money.Amount {
	var total money.Amount
	for _, a := range amounts {
		total += a
	}
	return total
}

// draw brings up to want from a source of support into the plan account, and gives what came.
func (r *Runner) draw(s source, want money.Amount) (money.Amount, error) {
	plan := node{kind: nodePlan}
	if s.reserve {
		amount := min(want, r.reserves[s.index])
		r.move(node{kind: nodeReserve, index: int16(s.index)}, plan, moveReserveDraw, amount)
		return amount, nil
	}
	var drawn money.Amount
	for j, p := range r.deal.supports[s.index].promisors {
		amount := min(want-drawn, p.cap-r.called[s.index][j])
		r.called[s.index][j] += amount
		drawn += amount
		r.move(node{kind: nodePromisor, index: int16(s.index), sub: int16(j)}, plan, moveSupportCall, amount)
	}
	return drawn, nil
}

// payReserves brings each reserve to its target: it takes in what is missing as far as cash allows,
// and gives back what it holds above the target.
func (r *Runner) payReserves(s *step) error {
	plan := node{kind: nodePlan}
	for _, i := range s.to {
		target, err := r.target(i)
		if err != nil {
			return err
		}
		account := node{kind: nodeReserve, index: int16(i)}
		if gap := target - r.reserves[i]; gap > 0 {
			r.move(plan, account, moveReserveFill, min(gap, r.plan))
		} else {
			r.move(account, plan, moveReserveRelease, -gap)
		}
	}
	return nil
}

// target is what reserve i should hold, measured on the balances of this moment.
func (r *Runner) target(i int) (money.Amount, error) {
	v := &r.deal.reserves[i]
	var base money.Amount
	switch v.of {
	case BaseUnknown:
		if sum(r.balance) == 0 {
			return 0, nil // nothing is left to protect
		}
		return v.amount, nil
	case InitialNotional:
		if sum(r.balance) == 0 {
			return 0, nil
		}
		base = r.deal.notional
	case NotionalBalance:
		base = sum(r.balance)
	case SeniorBalance:
		for j, t := range r.deal.tranches {
			if t.class == Senior {
				base += r.balance[j]
			}
		}
	}
	return base.MulRate(v.share)
}

// payReimbursement pays promisors back what they have paid, in the order of the document. What is
// paid back does not restore a promise's cap.
func (r *Runner) payReimbursement(s *step) {
	for _, i := range s.to {
		for j := range r.called[i] {
			amount := min(r.plan, r.called[i][j]-r.repaid[i][j])
			r.repaid[i][j] += amount
			r.move(node{kind: nodePlan}, node{kind: nodePromisor, index: int16(i), sub: int16(j)}, moveReimbursement, amount)
		}
	}
}

// payResidual gives class i everything that is left: principal first, the rest as its yield.
func (r *Runner) payResidual(k, i int) {
	plan, class := node{kind: nodePlan}, node{kind: nodeTranche, index: int16(i)}
	s := r.trancheAt(k, i)
	principal := min(r.plan, r.balance[i])
	r.balance[i] -= principal
	s.principalPaid += principal
	r.move(plan, class, movePrincipal, principal)
	rest := r.plan
	s.residual += rest
	r.move(plan, class, moveResidual, rest)
}
