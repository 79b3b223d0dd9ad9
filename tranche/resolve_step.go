package tranche

import (
	"slices"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/internal/formula"
	"github.com/ipabs/ipabs/money"
)

func (r *resolver) stepList(path string, specs []StepSpec, f flow) []step {
	list := make([]step, 0, len(specs))
	for i, s := range specs {
		if len(r.deal.stepPaths) == maxSteps {
			r.faults.Add(path, faults.OutOfRange, maxSteps, "at most 2000 steps in all")
			return list
		}
		at := faults.Index(path, i)
		id := len(r.deal.stepPaths)
		r.deal.stepPaths = append(r.deal.stepPaths, at[len("waterfalls."):])
		v := r.step(at, s, f)
		v.id = id
		list = append(list, v)
	}
	return list
}

func (r *resolver) step(path string, s StepSpec, f flow) step {
	v := step{pay: s.Pay, do: s.Do, split: s.Split}
	v.from = r.accountNamed(path+".from", s.From)
	v.when = r.formula(path+".when", s.When, formula.Bool)
	v.limit = r.formula(path+".limit", s.Limit, formula.Amount)
	v.amount = r.formula(path+".amount", s.Amount, formula.Amount)
	if s.When == "" && len(s.Else) > 0 {
		r.faults.Add(path+".else", faults.Inconsistent, nil, "else only with a condition")
	}
	v.then = r.stepList(path+".then", s.Then, f)
	v.otherwise = r.stepList(path+".else", s.Else, f)
	r.after(path, s, &v)
	switch {
	case s.Pay != PayUnknown && s.Do != ActionNone:
		r.faults.Add(path, faults.Inconsistent, nil, "either pay or do")
	case s.Pay == PayUnknown && s.Do == ActionNone:
		if len(s.Then)+len(s.Else) == 0 {
			r.faults.Add(path+".pay", faults.Missing, nil, "what is paid: fees, interest, principal, put, yield, reserve, transfer, reimbursement, swap, purchase, deposits or residual; or what is done")
		}
	case s.Do != ActionNone:
		r.actionStep(path, s, &v)
	default:
		r.payStep(path, s, f, &v)
	}
	return v
}

// actionStep resolves a step that moves no cash.
func (r *resolver) actionStep(path string, s StepSpec, v *step) {
	if len(s.Support) > 0 || s.Limit != "" || len(s.Shares) > 0 || s.From != "" {
		r.faults.Add(path, faults.Inconsistent, s.Do, "no support, limit, shares or account: the step moves no cash")
	}
	if s.Do != Evaluate && s.Amount == "" {
		r.faults.Add(path+".amount", faults.Missing, nil, "the amount that is "+s.Do.String())
	}
	if len(s.To) == 0 {
		r.faults.Add(path+".to", faults.Missing, nil, "the classes, ledgers or triggers meant")
	}
	for i, name := range s.To {
		at := faults.Index(path+".to", i)
		switch s.Do {
		case WriteDown, WriteUp:
			if list, ok := r.group(name); ok {
				v.to = append(v.to, list...)
			} else {
				r.faults.Add(at, faults.Unknown, name, "the name of a class or group")
			}
		case Book:
			j, ok := indexOf(r.deal.ledgers, name)
			if !ok {
				r.faults.Add(at, faults.Unknown, name, "the name of a ledger")
			}
			v.to = append(v.to, j)
		case Evaluate:
			j, ok := indexOf(r.deal.triggers, name)
			if !ok || r.deal.triggers[j].at != InWaterfall {
				r.faults.Add(at, faults.Unknown, name, "the name of a trigger that is evaluated in_waterfall")
			}
			r.used["trigger "+name] = true
			v.to = append(v.to, j)
		}
	}
}

func (r *resolver) payStep(path string, s StepSpec, f flow, v *step) {
	if s.Pay == PayPurchase {
		r.paid[f]["purchase"] = true
		if r.spec.Revolving == nil {
			r.faults.Add(path, faults.Inconsistent, s.Pay, "purchases only in a deal with a section revolving")
		}
	}
	if s.Pay == PayDeposits && r.spec.Deposits == nil {
		r.faults.Add(path, faults.Inconsistent, s.Pay, "deposits only in a deal with a section deposits")
	}
	none := s.Pay == PayPurchase || s.Pay == PayDeposits
	if len(s.To) == 0 && !none || len(s.To) > 0 && none {
		r.faults.Add(path+".to", faults.Missing, nil, "the names of those who are paid, and none for purchase and deposits")
	}
	if s.Split != Sequential && !supported(s.Pay) && s.Pay != PayYield && !(s.Pay == PayResidual && s.Split == ByShares) || s.Split == ByShares && s.Pay != PayResidual {
		r.faults.Add(path+".split", faults.Unsupported, s.Split, "sequential, pro_rata for what is due, shares for the residual")
	}
	if s.Amount != "" && s.Pay != PayTransfer {
		r.faults.Add(path+".amount", faults.Inconsistent, s.Amount, "an amount only for a transfer; a limit for payments")
	}
	r.payees(path, s, f, v)
	r.residual(path, s, v)
	if len(s.Support) > 0 && !supported(s.Pay) {
		r.faults.Add(path+".support", faults.Inconsistent, s.Pay, "support only for fees, interest, principal, put and swap")
	}
	for i, name := range s.Support {
		v.sources = append(v.sources, r.source(faults.Index(path+".support", i), name, s))
	}
}

// payees finds those who are paid.
func (r *resolver) payees(path string, s StepSpec, f flow, v *step) {
	var seen []int
	for i, name := range s.To {
		at := faults.Index(path+".to", i)
		if slices.Contains(s.To[:i], name) {
			r.faults.Add(at, faults.Duplicate, name, "each name once in a step")
			continue
		}
		list, want := r.payee(s.Pay, name)
		if len(list) == 0 {
			if want == "" || list != nil {
				want = "a group with a class that the step can pay"
			}
			r.faults.Add(at, faults.Unknown, name, want)
			continue
		}
		for _, p := range list {
			if s.Pay != PayResidual && slices.Contains(seen, p.index) {
				r.faults.Add(at, faults.Duplicate, name, "each class once in a step")
				continue
			}
			seen = append(seen, p.index)
			v.to = append(v.to, p.index)
			v.payees = append(v.payees, p)
			r.paid[f][s.Pay.String()+" "+r.deal.payeeName(p, s.Pay)] = true
			r.suits(at, s.Pay, p)
		}
	}
}

// suits checks that a class has what the step pays.
func (r *resolver) suits(at string, pay Pay, p payee) {
	if p.kind != nodeTranche {
		return
	}
	t := r.deal.tranches[p.index]
	switch {
	case pay == PayInterest && !t.hasCoupon:
		r.faults.Add(at, faults.Inconsistent, t.name, "a class with a coupon")
	case pay == PayYield && !t.hasYield:
		r.faults.Add(at, faults.Inconsistent, t.name, "a class with an interim yield")
	case pay == PayPut && t.put == nil:
		r.faults.Add(at, faults.Inconsistent, t.name, "a class with a put")
	}
}

// payee finds what a name stands for, and says what it should be. A group stands for its classes.
func (r *resolver) payee(pay Pay, name string) ([]payee, string) {
	one := func(kind nodeKind, i int, ok bool) []payee {
		if !ok {
			return nil
		}
		return []payee{{kind, i}}
	}
	switch pay {
	case PayFees:
		i, ok := indexOf(r.deal.fees, name)
		return one(nodeFee, i, ok), "the name of a fee"
	case PayReserve:
		i, ok := indexOf(r.deal.accounts, name)
		return one(nodeAccount, i, ok && r.deal.accounts[i].target != nil), "the name of an account with a target"
	case PayTransfer:
		if name == Originator {
			return one(nodeOriginator, 0, true), ""
		}
		i, ok := indexOf(r.deal.accounts, name)
		return one(nodeAccount, i, ok), "collection, originator or the name of an account"
	case PayReimbursement:
		i, ok := indexOf(r.deal.supports, name)
		return one(nodePromisor, i, ok), "the name of a support"
	case PaySwap:
		i, ok := indexOf(r.deal.swaps, name)
		return one(nodeSwap, i, ok), "the name of a swap"
	case PayResidual:
		if i, ok := indexOf(r.deal.fees, name); ok {
			return one(nodeFee, i, true), ""
		}
		if i, ok := indexOf(r.deal.accounts, name); ok {
			return one(nodeAccount, i, true), ""
		}
		i, ok := indexOf(r.deal.tranches, name)
		return one(nodeTranche, i, ok), "the name of a class, a fee or an account"
	}
	list, ok := r.group(name)
	if !ok {
		return nil, "the name of a class or group"
	}
	payees := make([]payee, 0, len(list))
	for _, i := range list {
		if pay == PayPrincipal && r.deal.tranches[i].mode == Residual && len(list) > 1 {
			continue // the group "all" means those that are repaid
		}
		if pay == PayInterest && !r.deal.tranches[i].hasCoupon && len(list) > 1 {
			continue
		}
		payees = append(payees, payee{nodeTranche, i})
	}
	return payees, ""
}

func (d *Deal) payeeName(p payee, pay Pay) string {
	switch p.kind {
	case nodeFee:
		return d.fees[p.index].name
	case nodeAccount:
		return d.accounts[p.index].name
	case nodePromisor:
		return d.supports[p.index].name
	case nodeSwap:
		return d.swaps[p.index].name
	case nodeOriginator:
		return Originator
	}
	return d.tranches[p.index].name
}

// residual checks the shares of a residual.
func (r *resolver) residual(path string, s StepSpec, v *step) {
	if s.Pay != PayResidual {
		if len(s.Shares) > 0 {
			r.faults.Add(path+".shares", faults.Inconsistent, s.Pay, "shares only for the residual")
		}
		return
	}
	if len(s.To) > 1 && s.Split != ByShares {
		r.faults.Add(path+".split", faults.Inconsistent, s.Split, "shares among several, or one that takes the residual")
	}
	if s.Split != ByShares {
		return
	}
	if len(s.Shares) != len(s.To) {
		r.faults.Add(path+".shares", faults.Inconsistent, len(s.Shares), "one share for each of those who are paid")
		return
	}
	var total money.Rate
	for i, share := range s.Shares {
		rate := r.rate(faults.Index(path+".shares", i), share)
		total += rate
		v.shares = append(v.shares, rate)
	}
	if total != money.One {
		r.faults.Add(path+".shares", faults.Inconsistent, total, "shares that sum to 1")
	}
}

func (r *resolver) source(path, name string, s StepSpec) source {
	r.used["support "+name] = true
	if i, ok := indexOf(r.deal.accounts, name); ok && i > 0 {
		return source{reserve: true, index: i}
	}
	i, ok := indexOf(r.deal.supports, name)
	if !ok {
		r.faults.Add(path, faults.Unknown, name, "the name of an account or of a support")
	} else if c := r.spec.Support[i].Covers; len(c) > 0 && !slices.Contains(c, s.Pay) {
		r.faults.Add(path, faults.Inconsistent, name, "a support that covers "+s.Pay.String())
	}
	return source{index: i}
}

func (r *resolver) after(path string, s StepSpec, v *step) {
	for i, name := range s.After {
		list, ok := r.group(name)
		if !ok {
			r.faults.Add(faults.Index(path+".after", i), faults.Unknown, name, "the name of a class or group")
		}
		v.after = append(v.after, list...)
	}
}
