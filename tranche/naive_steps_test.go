package tranche_test

import (
	"math/big"

	"github.com/ipabs/ipabs/tranche"
)

func (n *naive) steps(list []tranche.StepSpec) {
	for _, s := range list {
		n.step(s)
	}
}

func (n *naive) step(s tranche.StepSpec) {
	if !n.holds(s.When) {
		n.steps(s.Else)
		return
	}
	for _, name := range s.After {
		for _, c := range n.members(name) {
			if n.balance[c].Sign() > 0 || n.unpaid[c].Sign() > 0 {
				return
			}
		}
	}
	if s.Do != tranche.ActionNone {
		n.act(s)
	} else if s.Pay != tranche.PayUnknown {
		n.pay(s)
	}
	n.steps(s.Then)
}

func from(s tranche.StepSpec) string {
	if s.From == "" {
		return "collection"
	}
	return s.From
}

// most that a step may take from its account.
func (n *naive) purse(s tranche.StepSpec) *big.Rat { return least(n.cash[from(s)], n.limit(s)) }

func (n *naive) limit(s tranche.StepSpec) *big.Rat {
	if s.Limit == "" {
		return num(1 << 50)
	}
	return n.amountOf(s.Limit)
}

func (n *naive) give(s tranche.StepSpec, amount *big.Rat) {
	n.cash[from(s)] = sub(n.cash[from(s)], amount)
}

func (n *naive) pay(s tranche.StepSpec) {
	switch s.Pay {
	case tranche.PayReserve:
		left := n.limit(s)
		for _, name := range s.To {
			target := num(0)
			if n.total("all").Sign() > 0 {
				for _, a := range n.spec.Accounts {
					if a.Name == name {
						target = n.amountOf(a.Target)
					}
				}
			}
			change := sub(target, n.cash[name])
			if change.Sign() > 0 {
				change = least(change, least(n.cash[from(s)], left))
				left = sub(left, change)
			}
			n.cash[name] = add(n.cash[name], change)
			n.give(s, change)
		}
	case tranche.PayTransfer:
		left := n.limit(s)
		for _, name := range s.To {
			amount := least(n.cash[from(s)], left)
			if s.Amount != "" {
				amount = least(amount, n.amountOf(s.Amount))
			}
			left = sub(left, amount)
			n.give(s, amount)
			if name != "originator" {
				n.cash[name] = add(n.cash[name], amount)
			}
		}
	case tranche.PayPurchase:
		n.purchase(s)
	case tranche.PayDeposits:
		if n.handedOver {
			for _, d := range n.spec.Deposits.Of {
				amount := least(n.deposit[d.Lessee], n.cash[n.spec.Deposits.Account])
				n.deposit[d.Lessee] = sub(n.deposit[d.Lessee], amount)
				n.cash[n.spec.Deposits.Account] = sub(n.cash[n.spec.Deposits.Account], amount)
			}
		}
	case tranche.PayReimbursement:
		n.reimburse(s)
	case tranche.PayResidual:
		n.residual(s)
	default:
		n.due(s)
	}
}

func (n *naive) reimburse(s tranche.StepSpec) {
	purse := n.purse(s)
	for _, name := range s.To {
		for _, v := range n.spec.Support {
			if v.Name != name {
				continue
			}
			for _, p := range v.Promisors {
				key := name + "/" + p.Name
				interest := least(purse, n.charged[key])
				n.charged[key] = sub(n.charged[key], interest)
				amount := least(sub(purse, interest), sub(n.called[key], n.repaid[key]))
				n.repaid[key] = add(n.repaid[key], amount)
				n.give(s, add(interest, amount))
				purse = sub(purse, add(interest, amount))
			}
		}
	}
}

func (n *naive) residual(s tranche.StepSpec) {
	purse := n.purse(s)
	parts := []*big.Rat{purse}
	if len(s.Shares) > 0 {
		var weights []*big.Rat
		for _, w := range s.Shares {
			weights = append(weights, rat(w))
		}
		parts = share(purse, weights)
	}
	for i, name := range s.To {
		cash := parts[i]
		n.give(s, cash)
		switch {
		case n.feeDue[name] != nil:
			n.feePaid[name] = add(n.feePaid[name], cash)
			n.feeDueThis[name] = add(n.feeDueThis[name], cash)
		case n.cash[name] != nil:
			n.cash[name] = add(n.cash[name], cash)
		default:
			principal := least(cash, n.balance[name])
			n.balance[name] = sub(n.balance[name], principal)
			n.principalPaid[name] = add(n.principalPaid[name], principal)
			n.rest[name] = add(n.rest[name], sub(cash, principal))
		}
	}
}

// payees are those named in a step, groups spelled out.
func (n *naive) payees(s tranche.StepSpec) []string {
	if s.Pay == tranche.PayFees || s.Pay == tranche.PaySwap {
		return s.To
	}
	var list []string
	for _, name := range s.To {
		members := n.members(name)
		for _, c := range members {
			t := n.class(c)
			if len(members) > 1 && (s.Pay == tranche.PayPrincipal && t.Principal.Mode == tranche.Residual || s.Pay == tranche.PayInterest && t.Coupon == nil) {
				continue
			}
			list = append(list, c)
		}
	}
	return list
}

func (n *naive) due(s tranche.StepSpec) {
	n.payAll(s, n.purse(s), func(name string) *big.Rat {
		if s.Pay == tranche.PayPrincipal {
			return n.may(name)
		}
		return n.owed(s.Pay, name)
	})
	for _, source := range s.Support {
		wanted := num(0)
		for _, name := range n.payees(s) {
			wanted = add(wanted, n.owed(s.Pay, name))
		}
		n.payAll(s, n.draw(s, source, wanted), func(name string) *big.Rat { return n.owed(s.Pay, name) })
	}
}

func (n *naive) owed(pay tranche.Pay, name string) *big.Rat {
	switch pay {
	case tranche.PayFees:
		for _, f := range n.spec.Fees {
			if f.Name == name && f.Cap != nil {
				return least(n.feeDue[name], n.underCap(f))
			}
		}
		return n.feeDue[name]
	case tranche.PayInterest:
		return n.unpaid[name]
	case tranche.PayPut:
		return least(n.putDue[name], n.balance[name])
	case tranche.PayYield:
		return n.yieldDue[name]
	case tranche.PaySwap:
		return n.swapDue[name]
	}
	return n.must(name)
}

// payAll pays the payees of a step out of so much cash of its account.
func (n *naive) payAll(s tranche.StepSpec, cash *big.Rat, limit func(string) *big.Rat) {
	names := n.payees(s)
	limits, wanted := []*big.Rat{}, num(0)
	for _, name := range names {
		limits = append(limits, limit(name))
		wanted = add(wanted, limits[len(limits)-1])
	}
	parts := make([]*big.Rat, len(limits))
	if s.Split == tranche.ProRata {
		parts = share(least(cash, wanted), limits)
	} else {
		for i, l := range limits {
			parts[i] = least(cash, l)
			cash = sub(cash, parts[i])
		}
	}
	for i, name := range names {
		part := parts[i]
		n.give(s, part)
		switch s.Pay {
		case tranche.PayFees:
			n.feeDue[name], n.feePaid[name], n.feeYear[name] = sub(n.feeDue[name], part), add(n.feePaid[name], part), add(n.feeYear[name], part)
		case tranche.PayInterest:
			n.unpaid[name], n.interestPaid[name] = sub(n.unpaid[name], part), add(n.interestPaid[name], part)
		case tranche.PaySwap:
			n.swapDue[name] = sub(n.swapDue[name], part)
		case tranche.PayYield:
			n.yieldDue[name], n.yieldPaid[name], n.rest[name] = sub(n.yieldDue[name], part), add(n.yieldPaid[name], part), add(n.rest[name], part)
		default:
			n.balance[name], n.principalPaid[name] = sub(n.balance[name], part), add(n.principalPaid[name], part)
			if s.Pay == tranche.PayPut {
				n.putDue[name], n.putPaid[name] = sub(n.putDue[name], part), add(n.putPaid[name], part)
			}
		}
	}
}

// draw brings what is wanted from a reserve or a support into the account of a step.
func (n *naive) draw(s tranche.StepSpec, source string, wanted *big.Rat) *big.Rat {
	came := num(0)
	if held, ok := n.cash[source]; ok && source != from(s) {
		came = least(held, wanted)
		n.cash[source] = sub(held, came)
	}
	for _, v := range n.spec.Support {
		after := n.missed || n.status == "defaulted" || n.status == "ended" && n.defaultCalled()
		if v.Name != source || v.Calls == tranche.BeforePayment && after || v.Calls == tranche.AfterDefault && !after || !n.holds(v.When) || !v.Until.IsZero() && n.day.After(v.Until) {
			continue
		}
		for _, p := range v.Promisors {
			if !p.DefaultsOn.IsZero() && !n.day.Before(p.DefaultsOn) {
				continue
			}
			key := v.Name + "/" + p.Name
			amount := sub(wanted, came)
			if p.Cap != "" {
				used := n.called[key]
				if v.Restores {
					used = sub(used, n.repaid[key])
				}
				amount = least(amount, most(num(0), sub(n.amountOf(p.Cap), used)))
			}
			n.called[key] = add(n.called[key], amount)
			came = add(came, amount)
		}
		if came.Sign() > 0 {
			n.events["shortfall_start"] = true
			n.countCall(v.Name)
		}
	}
	n.cash[from(s)] = add(n.cash[from(s)], came)
	return came
}

// countCall counts payments, not calls.
func (n *naive) countCall(name string) {
	if n.lastCall == nil {
		n.lastCall = map[string]int{}
	}
	if n.lastCall[name] != n.k+1 {
		n.callCount[name]++
		n.lastCall[name] = n.k + 1
	}
}

func (n *naive) act(s tranche.StepSpec) {
	if s.Do == tranche.Evaluate {
		for _, name := range s.To {
			for _, t := range n.spec.Triggers {
				if t.Name == name {
					n.look(t)
				}
			}
		}
		n.settle()
		return
	}
	if s.Do == tranche.Book {
		for _, name := range s.To {
			n.ledgers[name] = add(n.ledgers[name], n.read(s.Amount).x)
		}
		return
	}
	left := n.amountOf(s.Amount)
	for _, group := range s.To {
		for _, c := range n.members(group) {
			if s.Do == tranche.WriteDown {
				part := least(left, n.balance[c])
				left, n.balance[c], n.written[c], n.down[c] = sub(left, part), sub(n.balance[c], part), add(n.written[c], part), add(n.down[c], part)
			} else {
				part := least(left, n.written[c])
				left, n.balance[c], n.written[c], n.up[c] = sub(left, part), add(n.balance[c], part), sub(n.written[c], part), add(n.up[c], part)
			}
		}
	}
}
