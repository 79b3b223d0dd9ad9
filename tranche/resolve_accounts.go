package tranche

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/internal/formula"
	"github.com/ipabs/ipabs/money"
)

// curve checks the reference rates.
func (r *resolver) curve() {
	for i, c := range r.spec.Curves {
		path := faults.Index("curves", i)
		r.unique(path+".name", c.Name, "curve ")
		if len(c.Steps) == 0 {
			r.faults.Add(path+".steps", faults.Missing, nil, "the rates and the days from which they are valid")
		}
		for j, s := range c.Steps {
			at := faults.Index(path+".steps", j)
			if s.From.IsZero() {
				r.faults.Add(at+".from", faults.Missing, nil, "a date")
			}
			if j > 0 && !s.From.After(c.Steps[j-1].From) {
				r.faults.Add(at+".from", faults.Inconsistent, s.From, "a date after "+c.Steps[j-1].From.String())
			}
			if s.Rate < -money.One || s.Rate > maxCurve {
				r.faults.Add(at+".rate", faults.OutOfRange, s.Rate, "a rate between -1 and 1, or an exchange rate of at most 100,000")
			}
		}
		if _, taken := r.curves[c.Name]; !taken {
			r.curves[c.Name] = c
		}
	}
}

// maxCurve bounds rates and exchange rates alike.
const maxCurve = 100_000 * money.One

// curveRates reads a curve for each payment on the day that on gives.
func (r *resolver) curveRates(path, name string, on func(k int) calendar.Date) []money.Rate {
	list := make([]money.Rate, len(r.deal.payments))
	c, ok := r.curves[name]
	if !ok {
		var names []string
		for n := range r.curves {
			names = append(names, n)
		}
		slices.Sort(names)
		want := "the name of a curve"
		if len(names) > 0 {
			want += ": " + strings.Join(names, ", ")
		}
		r.faults.Add(path, faults.Unknown, name, want)
		return list
	}
	for k := range list {
		day := on(k)
		found := false
		for _, s := range c.Steps {
			if s.From <= day {
				list[k], found = s.Rate, true
			}
		}
		if !found {
			r.faults.Add(path, faults.Missing, name, "a step of the curve on or before "+day.String())
			return list
		}
	}
	return list
}

func (r *resolver) startOf(k int) calendar.Date { return r.starts[k] }

func (r *resolver) accounts() {
	var opening money.Amount
	for i, s := range r.spec.Accounts {
		path := faults.Index("accounts", i)
		a := &r.deal.accounts[1+i]
		a.opening = r.amount(path+".opening", s.Opening, 0)
		opening += a.opening
		if s.Within != "" {
			a.within = r.accountNamed(path+".within", s.Within)
			if a.within == 1+i || a.within > 0 && r.spec.Accounts[a.within-1].Within != "" {
				r.faults.Add(path+".within", faults.Inconsistent, s.Within, "an account that is no ledger itself")
			}
		}
		if s.Target != "" {
			if x := r.formulaIn(path+".target", s.Target, formula.Amount, scope{r: r, inTarget: true}); x != nil {
				a.target = x // a formula with a fault still makes the account a reserve, for the steps that name it
			}
		}
		if e := s.Earns; e != nil {
			a.accrual = r.dayCount(path+".earns.day_count", e.DayCount)
			a.earns = r.leg(path+".earns", &LegSpec{Rate: e.Rate, Curve: e.Curve})
		}
	}
	for i, l := range r.spec.Ledgers {
		r.deal.ledgers[i].opening = r.amount(faults.Index("ledgers", i)+".opening", l.Opening, 0)
	}
	r.opening = opening
	r.collections()
	r.depositors()
}

func (r *resolver) collections() {
	s := r.spec.Collections
	r.deal.routes = routes{
		interest:    r.accountNamed("collections.interest", s.Interest),
		principal:   r.accountNamed("collections.principal", s.Principal),
		other:       r.accountNamed("collections.other", s.Other),
		recovery:    r.accountNamed("collections.recovery", s.Recovery),
		repurchased: r.accountNamed("collections.repurchased", s.Repurchased),
	}
	f := s.FX
	if f == nil {
		return
	}
	v := &fx{counterparty: -1}
	if !f.Currency.IsKnown() {
		r.faults.Add("collections.fx.currency", faults.Missing, nil, "the currency of the collections")
		return
	}
	v.scale, v.scaleBack = pow10(r.spec.Currency.Exponent()), pow10(f.Currency.Exponent())
	v.spot = r.curveRates("collections.fx.spot", f.Spot, func(k int) calendar.Date { return r.deal.payments[k].Calculation })
	for _, rate := range v.spot {
		if rate <= 0 {
			r.faults.Add("collections.fx.spot", faults.OutOfRange, rate, "exchange rates above 0")
			break
		}
	}
	if f.Swapped != "" {
		// The notional is in the pool's currency, whose minor units may differ.
		if f.Currency.Exponent() != r.spec.Currency.Exponent() {
			r.faults.Add("collections.fx.swapped", faults.Unsupported, f.Currency, "a currency with as many decimals as "+r.spec.Currency.String())
		}
		v.swapped = r.formula("collections.fx.swapped", f.Swapped, formula.Amount)
		v.rate = r.required("collections.fx.rate", f.Rate, formula.Number, "the fixed rate of the exchange")
		if f.Counterparty == "" {
			r.faults.Add("collections.fx.counterparty", faults.Missing, nil, "who exchanges at the fixed rate")
		} else {
			v.counterparty = r.party(f.Counterparty, 0)
		}
	} else if f.Rate != "" {
		r.faults.Add("collections.fx.rate", faults.Inconsistent, f.Rate, "a fixed rate only with an amount that is swapped")
	}
	r.deal.routes.fx = v
}

func pow10(n int) int64 {
	v := int64(1)
	for range n {
		v *= 10
	}
	return v
}

// depositors resolves the deposits of lessees.
func (r *resolver) depositors() {
	s := r.spec.Deposits
	if s == nil {
		return
	}
	d := &deposits{account: r.accountNamed("deposits.account", s.Account)}
	if s.Account == "" || s.Account == PlanAccount {
		r.faults.Add("deposits.account", faults.Missing, nil, "an account of their own")
	}
	switch s.HandedOver {
	case "", EventPerfection:
	case "closing":
		d.atClosing = true
	default:
		r.faults.Add("deposits.handed_over", faults.Unknown, s.HandedOver, "perfection or closing")
	}
	if len(s.Of) == 0 || len(s.Of) > maxNames {
		r.faults.Add("deposits.of", faults.Missing, nil, "one to a thousand lessees with their deposits")
		return
	}
	d.byName = map[string]int{}
	for i, v := range s.Of {
		path := faults.Index("deposits.of", i)
		d.byName[v.Lessee] = i
		r.unique(path+".lessee", v.Lessee, "lessee ")
		d.lessees = append(d.lessees, v.Lessee)
		d.amounts = append(d.amounts, r.amount(path+".amount", v.Amount, 0))
	}
	r.deal.deposits = d
}

// deposits are those of the lessees, in the order of the document.
type deposits struct {
	account   int
	atClosing bool
	lessees   []string
	amounts   []money.Amount
	byName    map[string]int
}

// lessee finds whose deposit it is, by the id or the name of the party.
func (d *deposits) lessee(u cashflow.DepositUse) (int, bool) {
	i, ok := d.byName[u.Lessee]
	if !ok {
		i, ok = d.byName[u.Name]
	}
	return i, ok
}

// leg gives the rate of each payment of a fixed or floating leg.
func (r *resolver) leg(path string, s *LegSpec) []money.Rate {
	list := make([]money.Rate, len(r.deal.payments))
	base := make([]money.Rate, len(list))
	if s.Curve != "" {
		base = r.curveRates(path+".curve", s.Curve, r.startOf)
	}
	margin := r.signedRate(path+".rate", s.Rate)
	for k := range list {
		list[k] = max(0, base[k]+margin)
	}
	return list
}

// signedRate reads a rate between −1 and 1: a margin.
func (r *resolver) signedRate(path string, d decimal.Decimal) money.Rate {
	v, err := money.RateFromDecimal(d)
	if err != nil || v > money.One || v < -money.One {
		r.faults.Add(path, faults.OutOfRange, d, "a rate between -1 and 1 with at most 12 decimals: 0.50 % is 0.0050")
		return 0
	}
	return v
}
