package pool

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

func (r *resolver) instalments(path, part string, s InstalmentsSpec, c *Contract) Instalments {
	n := r.faults.Len()
	p := r.plan("", s, c)
	r.inside(n, path, part)
	return p
}

func (r *resolver) plan(path string, s InstalmentsSpec, c *Contract) Instalments {
	p := Instalments{Form: s.Form, Frequency: s.Frequency, Timing: s.Timing, DayCount: s.DayCount}
	checkName(r, path+".form", repaymentNames, s.Form)
	checkName(r, path+".timing", timingNames, s.Timing)
	if s.Frequency != 0 && !s.Frequency.IsValid() {
		r.faults.Add(path+".frequency", faults.Unknown, int32(s.Frequency), "a frequency such as monthly")
	}
	if s.DayCount != 0 && !s.DayCount.IsValid() {
		r.faults.Add(path+".day_count", faults.Unknown, uint8(s.DayCount), "a day count such as ACT/365F")
	}
	switch {
	case s.Form != Irregular && len(s.Table) > 0:
		r.inconsistent(path+".table", s.Form, "a table only with the form irregular")
	case s.Form == Irregular && len(s.Table) == 0:
		r.missing(path+".table", "the instalments after the cut-off date")
	case s.Form == Irregular:
		r.table(path+".table", s.Table, c, &p)
	}
	r.shape(path, s, c, &p)
	return p
}

// shape resolves what a plan has beside its form.
func (r *resolver) shape(path string, s InstalmentsSpec, c *Contract, p *Instalments) {
	grace := func(field string, d calendar.Date, forms ...Repayment) calendar.Date {
		if d.IsZero() {
			return 0
		}
		r.onlyFor(path+"."+field, d, s.Form, forms...)
		if !c.Maturity.IsZero() && !d.Before(c.Maturity) {
			r.inconsistent(path+"."+field, d, "a day before the maturity, "+c.Maturity.String())
		}
		return r.date(path+"."+field, d)
	}
	p.InterestOnlyUntil = grace("interest_only_until", s.InterestOnlyUntil, Level, EvenPrincipal)
	p.CapitaliseUntil = grace("capitalise_until", s.CapitaliseUntil, Level)
	if !p.InterestOnlyUntil.IsZero() && !p.CapitaliseUntil.IsZero() && p.InterestOnlyUntil <= p.CapitaliseUntil {
		r.inconsistent(path+".interest_only_until", p.InterestOnlyUntil, "a day after capitalise_until, "+p.CapitaliseUntil.String())
	}
	if s.Balloon != nil {
		r.onlyFor(path+".balloon", s.Balloon, s.Form, Level, EvenPrincipal)
		p.Balloon = r.optAmount(path, "balloon", s.Balloon)
		if b, known := p.Balloon.Get(); known && c.Principal != 0 && b > c.Principal {
			r.inconsistent(path+".balloon", s.Balloon, "a balloon of at most the balance, "+c.Principal.Format(r.spec.Currency))
		}
	}
	if s.Step != nil {
		r.onlyFor(path+".step", "a step", s.Form, Level)
		p.Step = r.step(path+".step", *s.Step)
	}
}

// onlyFor refuses what belongs to other forms of repayment.
func (r *resolver) onlyFor(path string, seen any, form Repayment, forms ...Repayment) {
	if !slices.Contains(forms, form) {
		r.inconsistent(path, seen, fmt.Sprintf("nothing, or the form %s", forms[0]))
	}
}

func (r *resolver) step(path string, s StepSpec) Opt[Step] {
	t := Step{EveryMonths: s.EveryMonths}
	if s.EveryMonths < 1 || s.EveryMonths > maxResetMonths {
		r.outOfRange(path+".every_months", s.EveryMonths, "a number of months from 1 to 1200")
	}
	switch {
	case (s.Growth == nil) == (s.Add == nil):
		r.inconsistent(path, "", "either growth or add")
	case s.Growth != nil:
		if s.Growth.LessThanOrEqual(decimal.NewFromInt(-1)) || s.Growth.GreaterThan(decimal.NewFromInt(10)) {
			r.outOfRange(path+".growth", s.Growth, "a growth above -1 and at most 10")
			break
		}
		rate, err := money.RateFromDecimal(*s.Growth)
		if err != nil {
			r.faults.Add(path+".growth", faults.Invalid, s.Growth, "a growth with at most 12 decimals")
		}
		t.Growth = rate
	default:
		t.Add = r.stepAmount(path, *s.Add)
	}
	return Known(t)
}

// stepAmount reads an amount that may be negative.
func (r *resolver) stepAmount(path string, d decimal.Decimal) money.Amount {
	size, _ := r.amount(path, "add", d.Abs(), notNegative)
	if d.IsNegative() {
		return -size
	}
	return size
}

// table resolves an irregular table. What it states, payments or principal, is what its first row
// with one of the two states.
func (r *resolver) table(path string, rows []InstalmentSpec, c *Contract, p *Instalments) {
	for _, row := range rows {
		if (row.Payment == nil) != (row.Principal == nil) {
			p.PrincipalOnly = row.Principal != nil
			break
		}
	}
	sound := true
	var sum money.Amount
	previous := r.asOf
	for i, row := range rows {
		at := faults.Index(path, i)
		previous = r.instalmentDate(at+".date", row.Date, previous, c.Maturity)
		field, value, other := "payment", row.Payment, row.Principal
		if p.PrincipalOnly {
			field, value, other = "principal", row.Principal, row.Payment
		}
		amount, ok := r.instalmentAmount(at, field, value, other)
		sound = sound && ok
		if ok {
			sum += amount // bounded by amount over the whole document
		}
		p.table = append(p.table, Instalment{Date: row.Date, Amount: amount})
	}
	if !sound || c.Principal == 0 {
		return
	}
	seen, balance := sum.Format(r.spec.Currency), c.Principal.Format(r.spec.Currency)
	switch {
	case p.PrincipalOnly && sum != c.Principal:
		r.inconsistent(path, seen, "principal that sums to the balance, "+balance)
	case !p.PrincipalOnly && sum < c.Principal:
		r.inconsistent(path, seen, "payments that sum to at least the balance, "+balance)
	}
}

// instalmentDate checks one date of a table and gives the date that the next one has to follow.
func (r *resolver) instalmentDate(path string, stated, previous, maturity calendar.Date) calendar.Date {
	d := r.date(path, stated)
	switch {
	case stated.IsZero():
		r.missing(path, "a date")
	case d.IsZero():
	case !d.After(previous):
		r.inconsistent(path, d, "a day after "+previous.String())
	case !maturity.IsZero() && d.After(maturity):
		r.inconsistent(path, d, "a day no later than the maturity, "+maturity.String())
	}
	return max(d, previous)
}

func (r *resolver) instalmentAmount(at, field string, value, other *decimal.Decimal) (money.Amount, bool) {
	switch {
	case value == nil && other == nil:
		r.missing(at, "a payment or a principal")
	case value == nil || other != nil:
		r.inconsistent(at, "not "+field+" alone", "either a payment or a principal, the same one in every row")
	default:
		return r.amount(at, field, *value, notNegative)
	}
	return 0, false
}
