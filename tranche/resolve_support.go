package tranche

import (
	"slices"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/internal/formula"
	"github.com/ipabs/ipabs/money"
)

func (r *resolver) support() {
	for i, s := range r.spec.Support {
		path := faults.Index("support", i)
		v := &r.deal.supports[i]
		v.kind, v.stage, v.restores, v.covers = s.Kind, s.Calls, s.Restores, slices.Clone(s.Covers)
		if s.Kind == SupportUnknown {
			r.faults.Add(path+".kind", faults.Missing, nil, "shortfall_commitment, guarantee or liquidity_facility")
		}
		if len(s.Promisors) == 0 || len(s.Promisors) > 100 {
			r.faults.Add(path+".promisors", faults.Missing, nil, "one to a hundred promisors")
		}
		for j, c := range s.Covers {
			if !supported(c) {
				r.faults.Add(faults.Index(path+".covers", j), faults.Unsupported, c, "fees, interest, principal, put or swap")
			}
		}
		for j, p := range s.Promisors {
			at := faults.Index(path+".promisors", j)
			if p.Name == "" {
				r.faults.Add(at+".name", faults.Missing, nil, "a name")
			}
			v.promisors = append(v.promisors, promisor{name: p.Name, party: r.party(p.Name, 0), cap: r.formula(at+".cap", p.Cap, formula.Amount)})
		}
		v.when = r.formula(path+".when", s.When, formula.Bool)
		v.until = r.paymentsUntil(s.Until)
		if s.Rate != nil {
			v.rate = r.rate(path+".rate", *s.Rate)
			v.accrual = r.dayCount(path+".day_count", s.DayCount)
		}
	}
}

// supported reports whether support can stand behind a payment.
func supported(p Pay) bool {
	switch p {
	case PayFees, PayInterest, PayPrincipal, PayPut, PaySwap:
		return true
	}
	return false
}

func (s SwapSpec) counterparty() string {
	if s.Counterparty == "" {
		return s.Name
	}
	return s.Counterparty
}

func (r *resolver) swaps() {
	for i, s := range r.spec.Swaps {
		path := faults.Index("swaps", i)
		v := &r.deal.swaps[i]
		v.party = r.party(s.counterparty(), 0)
		v.account = r.accountNamed(path+".account", s.Account)
		v.notional = r.required(path+".notional", s.Notional, formula.Amount, "the amount on which the legs are reckoned")
		v.accrual = r.dayCount(path+".day_count", s.DayCount)
		v.until = r.paymentsUntil(s.Until)
		v.pays = make([]money.Rate, len(r.deal.payments))
		v.receives = make([]money.Rate, len(r.deal.payments))
		switch s.Kind {
		case "swap":
			if s.Pays == nil || s.Receives == nil || s.Strike != nil {
				r.faults.Add(path, faults.Inconsistent, nil, "both legs and no strike")
				continue
			}
			v.pays, v.receives = r.leg(path+".pays", s.Pays), r.leg(path+".receives", s.Receives)
		case "cap", "floor":
			if s.Receives == nil || s.Receives.Curve == "" || s.Strike == nil || s.Pays != nil {
				r.faults.Add(path, faults.Inconsistent, nil, "a curve that is received and a strike; the premium is a fee")
				continue
			}
			strike := r.rate(path+".strike", *s.Strike)
			for k, rate := range r.leg(path+".receives", s.Receives) {
				if s.Kind == "cap" {
					v.receives[k] = max(0, rate-strike)
				} else {
					v.receives[k] = max(0, strike-rate)
				}
			}
		default:
			r.faults.Add(path+".kind", faults.Unknown, s.Kind, "swap, cap or floor")
		}
	}
}

func (r *resolver) calls() {
	for i, s := range r.spec.Calls {
		path := faults.Index("calls", i)
		r.unique(path+".name", s.Name, "call ")
		v := call{name: s.Name, by: s.By, partial: s.Kind == "partial", account: r.accountNamed(path+".account", s.Account)}
		if s.Kind != "partial" && s.Kind != "clean_up" {
			r.faults.Add(path+".kind", faults.Unknown, s.Kind, "clean_up or partial")
		}
		if s.By == "" {
			r.faults.Add(path+".by", faults.Missing, nil, "who pays the price")
		}
		v.when = r.required(path+".when", s.When, formula.Bool, "the condition under which the call is exercised")
		v.price = r.required(path+".price", s.Price, formula.Amount, "what is paid")
		v.requires = r.formula(path+".requires", s.Requires, formula.Bool)
		r.deal.calls = append(r.deal.calls, v)
	}
}
