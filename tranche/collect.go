package tranche

import (
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
)

// invest credits the yield of what stood in each account.
func (r *Runner) invest(k int) error {
	for _, i := range r.deal.earning {
		a := &r.deal.accounts[i]
		earned, err := a.factor[k].of(r.account[i].cash)
		if err != nil {
			return err
		}
		r.takeIn(nodeOf(nodeBank, 0), i, moveEarned, earned)
	}
	return nil
}

// collect takes in what the pool paid. Once the pool has been bought back its cash belongs to the buyer.
func (r *Runner) collect(k int) error {
	d := r.deal
	given := &r.collected[k]
	r.purchasedNow, r.substitutedNow = 0, 0
	switch {
	case r.sold:
		r.notCollected += given.Total() + given.Repurchased
		r.scratch = cashflow.Collection{Period: given.Period}
		r.c = &r.scratch
		return nil
	case d.routes.fx != nil || d.revolving != nil:
		r.scratch = *given
		r.c = &r.scratch
		if err := r.exchange(k); err != nil {
			return err
		}
		r.addPurchased(k)
		r.substitute(k)
	default:
		r.c = given
	}
	r.cumDefaulted += r.c.Defaulted
	r.cumRecovered += r.c.Recovery
	if d.deposits != nil && !r.handedOver && r.events[eventPerfection] >= 0 {
		r.handOver()
	}
	v := &d.routes
	if d.deposits == nil {
		pool := nodeOf(nodePool, 0)
		r.takeIn(pool, v.interest, moveInterestCollected, r.c.Interest)
		r.takeIn(pool, v.principal, movePrincipalCollected, r.c.Principal)
		r.takeIn(pool, v.other, moveOtherCollected, r.c.Other)
		r.takeIn(pool, v.recovery, moveRecovered, r.c.Recovery)
		r.takeIn(nodeOf(nodeOriginator, 0), v.repurchased, moveRepurchased, r.c.Repurchased)
		return nil
	}
	left := r.useDeposits()
	left = r.receive(v.interest, moveInterestCollected, r.c.Interest, left)
	left = r.receive(v.principal, movePrincipalCollected, r.c.Principal, left)
	left = r.receive(v.other, moveOtherCollected, r.c.Other, left)
	r.receive(v.recovery, moveRecovered, r.c.Recovery, left)
	r.takeIn(nodeOf(nodeOriginator, 0), v.repurchased, moveRepurchased, r.c.Repurchased)
	return nil
}

// receive takes a part of the collections into an account: out of deposits as far as these are used, the
// rest from the pool. It gives what of the deposits is still to be used.
func (r *Runner) receive(account int, kind moveKind, amount, deposits money.Amount) money.Amount {
	settled := min(amount, deposits)
	if settled > 0 {
		r.move(accountNode(r.deal.deposits.account), accountNode(account), moveDepositUsed, settled)
	}
	r.takeIn(nodeOf(nodePool, 0), account, kind, amount-settled)
	return deposits - settled
}

// handOver brings the deposits into the plan.
func (r *Runner) handOver() {
	r.handedOver = true
	for i, amount := range r.deposit {
		r.move(nodeOf(nodeLessee, i), accountNode(r.deal.deposits.account), moveDepositIn, amount)
	}
}

// useDeposits takes what is settled out of deposits off what each lessee has left and gives what of it the
// plan holds. What the collections know by lessee is taken from that lessee and from no other; the rest from
// all, in proportion.
func (r *Runner) useDeposits() money.Amount {
	d := r.deal.deposits
	if r.c.FromDeposit == 0 {
		return 0
	}
	used, unnamed := money.Amount(0), r.c.FromDeposit
	for _, u := range r.c.Deposits {
		part := min(u.Used, unnamed)
		unnamed -= part
		if i, ok := d.lessee(u); ok {
			part = min(part, r.deposit[i])
			r.deposit[i] -= part
			used += part
		}
	}
	used += r.useInProportion(unnamed)
	if !r.handedOver {
		return 0 // the originator passes it on with the collections
	}
	return min(used, r.account[d.account].cash)
}

// useInProportion takes an amount from all deposits and gives what they held of it.
func (r *Runner) useInProportion(amount money.Amount) money.Amount {
	held := sum(r.deposit)
	amount = min(amount, held)
	if amount == 0 {
		return 0
	}
	if cap(r.part) < len(r.deposit) {
		r.part = make([]money.Amount, len(r.deposit))
	}
	parts := r.part[:len(r.deposit)]
	if money.AllocateInto(parts, amount, r.deposit) != nil {
		return 0
	}
	for i, part := range parts {
		r.deposit[i] -= part
	}
	return amount
}

// returnDeposits pays back what lessees have left.
func (r *Runner) returnDeposits(*step) error {
	if !r.handedOver {
		return nil
	}
	account := r.deal.deposits.account
	for i, amount := range r.deposit {
		amount = min(amount, r.account[account].cash)
		r.deposit[i] -= amount
		r.move(accountNode(account), nodeOf(nodeLessee, i), moveDepositOut, amount)
	}
	return nil
}

// exchange turns the collection of a payment into the deal's currency.
func (r *Runner) exchange(k int) error {
	v := r.deal.routes.fx
	if v == nil {
		return nil
	}
	c := &r.scratch
	parts := [...]*money.Amount{&c.Interest, &c.Principal, &c.Other, &c.Recovery, &c.Repurchased}
	var cash, swapped [len(parts)]money.Amount
	var total money.Amount
	for i, p := range parts {
		cash[i] = *p
		total += *p
	}
	fixed := money.Rate(0)
	if v.swapped != nil && !r.partyDefaulted(v.counterparty, r.deal.payments[k].Payment) {
		fixed = money.Rate(r.eval(v.rate))
		if err := money.AllocateInto(swapped[:], min(total, r.amount(v.swapped)), cash[:]); err != nil {
			return err
		}
	}
	for i, p := range parts {
		atSpot, err := v.convert(cash[i]-swapped[i], v.spot[k])
		if err != nil {
			return err
		}
		atFixed, err := v.convert(swapped[i], fixed)
		if err != nil {
			return err
		}
		*p = atSpot + atFixed
	}
	for _, p := range [...]*money.Amount{&c.Opening, &c.Closing, &c.Dilution, &c.FromDeposit, &c.Prepayment, &c.Defaulted, &c.Overdue[0], &c.Overdue[1], &c.Overdue[2], &c.Overdue[3]} {
		var err error
		if *p, err = v.convert(*p, v.spot[k]); err != nil {
			return err
		}
	}
	c.Deposits = r.depositScratch[:0]
	for _, u := range r.collected[k].Deposits {
		var err error
		if u.Used, err = v.convert(u.Used, v.spot[k]); err != nil {
			return err
		}
		c.Deposits = append(c.Deposits, u)
	}
	r.depositScratch = c.Deposits
	if k == 0 {
		r.poolInitial = c.Opening
	}
	return nil
}

// convert is amount × rate, between currencies whose minor units may differ, rounded once.
func (v *fx) convert(a money.Amount, rate money.Rate) (money.Amount, error) {
	return money.Accrue(a, rate, v.scale, v.scaleBack)
}
