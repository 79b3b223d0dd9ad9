package tranche

import (
	"slices"

	"github.com/ipabs/ipabs/faults"
)

// steps resolves the names in the waterfall and checks that everything that can be owed is paid by
// some step: what no step names would never be paid, and no one would be told.
func (r *resolver) steps() {
	const path = "waterfalls.amortising"
	if len(r.spec.Waterfalls.Amortising) == 0 {
		r.faults.Add(path, faults.Missing, nil, "at least one step")
		return
	}
	paid := map[string]bool{}
	for i, s := range r.spec.Waterfalls.Amortising {
		r.deal.steps = append(r.deal.steps, r.step(faults.Index(path, i), s, paid))
	}
	for _, f := range r.deal.fees {
		r.wantPaid(paid, PayFees, f.name, "a step that pays the fee")
	}
	for _, t := range r.deal.tranches {
		if t.hasCoupon {
			r.wantPaid(paid, PayInterest, t.name, "a step that pays its interest")
		}
		if t.mode == Residual {
			r.wantPaid(paid, PayResidual, t.name, "a step that pays it the residual")
		} else {
			r.wantPaid(paid, PayPrincipal, t.name, "a step that pays its principal")
		}
	}
	for _, v := range r.deal.reserves {
		r.wantPaid(paid, PayReserve, v.name, "a step that fills and releases the reserve")
	}
}

func (r *resolver) wantPaid(paid map[string]bool, pay Pay, name, want string) {
	if name != "" && !paid[pay.String()+" "+name] {
		r.faults.Add("waterfalls.amortising", faults.Missing, nil, want+" ("+name+")")
	}
}

func (r *resolver) step(path string, s StepSpec, paid map[string]bool) step {
	v := step{pay: s.Pay, split: s.Split}
	if s.Pay == PayUnknown {
		r.faults.Add(path+".pay", faults.Missing, nil, "fees, interest, principal, reserve, reimbursement or residual")
		return v
	}
	if len(s.To) == 0 {
		r.faults.Add(path+".to", faults.Missing, nil, "the names of those who are paid")
	}
	if (s.Pay == PayReserve || s.Pay == PayReimbursement) && s.Split == ProRata {
		r.faults.Add(path+".split", faults.Unsupported, s.Split, "sequential")
	}
	if s.Pay == PayResidual && len(s.To) > 1 {
		r.faults.Add(path+".to", faults.Unsupported, len(s.To), "one class that takes the residual")
	}
	for i, name := range s.To {
		at := faults.Index(path+".to", i)
		if slices.Contains(s.To[:i], name) {
			r.faults.Add(at, faults.Duplicate, name, "each name once in a step")
		}
		index, ok := r.payee(s.Pay, name)
		if !ok {
			r.faults.Add(at, faults.Unknown, name, r.payeesOf(s.Pay))
			continue
		}
		v.to = append(v.to, index)
		paid[s.Pay.String()+" "+name] = true
		if s.Pay == PayInterest && !r.deal.tranches[index].hasCoupon {
			r.faults.Add(at, faults.Inconsistent, name, "a class with a coupon")
		}
	}
	if len(s.Support) > 0 && s.Pay != PayFees && s.Pay != PayInterest && s.Pay != PayPrincipal {
		r.faults.Add(path+".support", faults.Inconsistent, s.Pay, "support only for fees, interest and principal")
	}
	for i, name := range s.Support {
		source, ok := r.source(name)
		if !ok {
			r.faults.Add(faults.Index(path+".support", i), faults.Unknown, name, "the name of a reserve or of a support")
		}
		v.sources = append(v.sources, source)
	}
	for i, name := range s.After {
		index, ok := indexOf(r.deal.tranches, name)
		if !ok {
			r.faults.Add(faults.Index(path+".after", i), faults.Unknown, name, "the name of a class")
		}
		v.after = append(v.after, index)
	}
	return v
}

func (r *resolver) payee(pay Pay, name string) (int, bool) {
	switch pay {
	case PayFees:
		return indexOf(r.deal.fees, name)
	case PayReserve:
		return indexOf(r.deal.reserves, name)
	case PayReimbursement:
		return indexOf(r.deal.supports, name)
	}
	return indexOf(r.deal.tranches, name)
}

func (r *resolver) payeesOf(pay Pay) string {
	switch pay {
	case PayFees:
		return "the name of a fee"
	case PayReserve:
		return "the name of a reserve"
	case PayReimbursement:
		return "the name of a support"
	}
	return "the name of a class"
}

func (r *resolver) source(name string) (source, bool) {
	if i, ok := indexOf(r.deal.reserves, name); ok {
		return source{reserve: true, index: i}, true
	}
	i, ok := indexOf(r.deal.supports, name)
	return source{index: i}, ok
}

// named is what the parts of a deal have in common.
type named interface{ label() string }

func indexOf[T named](list []T, name string) (int, bool) {
	for i, v := range list {
		if v.label() == name {
			return i, true
		}
	}
	return 0, false
}
