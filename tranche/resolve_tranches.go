package tranche

import (
	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/internal/formula"
	"github.com/ipabs/ipabs/money"
)

// notDue is the balance that a class may have as long as nothing of it must be repaid: above any that
// interest can accrete to.
const notDue = money.Amount(1 << 61)

func (r *resolver) tranches() {
	d := &r.deal
	for i, s := range r.spec.Tranches {
		path := faults.Index("tranches", i)
		t := &d.tranches[i]
		t.rank, t.mode, t.expected = s.Rank, s.Principal.Mode, s.ExpectedMaturity
		if s.Class == ClassUnknown {
			r.faults.Add(path+".class", faults.Missing, nil, "senior, mezzanine or subordinated")
		}
		if t.rank == 0 {
			t.rank = i + 1
		}
		if s.Rank < 0 {
			r.faults.Add(path+".rank", faults.OutOfRange, s.Rank, "a rank of 1 or more")
		}
		t.notional = r.amount(path+".notional", s.Notional, 1)
		r.issue(path, s, t)
		r.legal(path, s, t)
		r.coupon(path+".coupon", s.Coupon, t)
		r.principal(path, s, t)
		if y := s.InterimYield; y != nil {
			t.hasYield = true
			t.yield = r.rate(path+".interim_yield.cap", y.Cap)
			t.yieldAccrual = r.dayCount(path+".interim_yield.day_count", y.DayCount)
		}
		if s.Put != nil {
			r.put(path+".put", *s.Put, t)
		}
		d.notional += t.notional
		d.proceeds += t.proceeds
		d.hasSenior = d.hasSenior || s.Class == Senior
	}
	if r.opening > d.proceeds && d.proceeds > 0 && d.notional <= maxAmount {
		r.faults.Add("accounts", faults.Inconsistent, r.opening.Format(r.spec.Currency), "opening amounts that the proceeds can pay, "+d.proceeds.Format(r.spec.Currency))
	}
	if d.notional > maxAmount {
		r.faults.Add("tranches", faults.OutOfRange, d.notional.Format(r.spec.Currency), "notionals whose sum is at most "+maxAmount.Format(r.spec.Currency))
	}
}

func (r *resolver) coupon(path string, s *CouponSpec, t *tranche) {
	t.rates = make([]money.Rate, len(r.deal.payments))
	t.accrual = make([]calendar.Fraction, len(r.deal.payments))
	if s == nil {
		return
	}
	t.hasCoupon = true
	if s.Curve == "" {
		fixed := r.rate(path+".rate", s.Rate)
		for k := range t.rates {
			t.rates[k] = fixed
		}
		if !s.Margin.IsZero() || s.Factor != nil || s.Cap != nil || s.Floor != nil || s.ResetMonths != 0 || s.LagDays != 0 {
			r.faults.Add(path, faults.Inconsistent, nil, "margin, factor, cap, floor, reset and lag only with a curve")
		}
	} else {
		r.floating(path, s, t)
	}
	r.couponSteps(path, s, t)
	t.accrual = r.dayCount(path+".day_count", s.DayCount)
	switch s.OnArrears {
	case "":
	case "coupon":
		t.onArrears, t.arrearsOwn = true, true
	default:
		t.onArrears = true
		rate, err := decimal.NewFromString(s.OnArrears)
		if err != nil {
			r.faults.Add(path+".on_arrears", faults.Invalid, s.OnArrears, "coupon, or a rate such as 0.05")
			break
		}
		t.arrearsRate = r.rate(path+".on_arrears", rate)
	}
	t.accretes = r.formula(path+".accretes", s.Accretes, formula.Bool)
}

func (r *resolver) floating(path string, s *CouponSpec, t *tranche) {
	if !s.Rate.IsZero() {
		r.faults.Add(path+".rate", faults.Inconsistent, s.Rate, "either a fixed rate or a curve with a margin")
	}
	if s.ResetMonths < 0 || s.ResetMonths > 120 || s.LagDays < 0 || s.LagDays > 366 {
		r.faults.Add(path, faults.OutOfRange, s.ResetMonths, "resets every 0 to 120 months, fixed 0 to 366 days before")
		return
	}
	fixing := func(k int) calendar.Date {
		day := r.starts[k]
		if s.ResetMonths > 0 {
			reset := r.spec.Dates.Closing
			for n := 1; ; n++ {
				next := r.spec.Dates.Closing.AddMonths(n * s.ResetMonths)
				if next.IsZero() || next.After(day) { // after the period begins, or beyond the calendar
					break
				}
				reset = next
			}
			day = reset
		}
		return day.AddDays(-s.LagDays)
	}
	curve := r.curveRates(path+".curve", s.Curve, fixing)
	margin := r.signedRate(path+".margin", s.Margin)
	factor := money.One
	if s.Factor != nil {
		v, err := money.RateFromDecimal(*s.Factor)
		if err != nil || v < 0 || v > 100*money.One {
			r.faults.Add(path+".factor", faults.OutOfRange, *s.Factor, "a number between 0 and 100")
		}
		factor = v
	}
	for k := range t.rates {
		v, err := curve[k].Mul(factor)
		if err != nil {
			r.faults.Add(path+".factor", faults.OutOfRange, s.Factor, "a product of rates that stays in range")
			return
		}
		v += margin
		if s.Floor != nil {
			v = max(v, r.rate(path+".floor", *s.Floor))
		}
		if s.Cap != nil {
			v = min(v, r.rate(path+".cap", *s.Cap))
		}
		t.rates[k] = v // below zero only until step-ups are added
		if t.rates[k] > money.One {
			r.faults.Add(path, faults.OutOfRange, t.rates[k], "a coupon of at most 1")
			return
		}
	}
	if s.Floor != nil && s.Cap != nil && s.Floor.GreaterThan(*s.Cap) {
		r.faults.Add(path+".floor", faults.Inconsistent, *s.Floor, "a floor no higher than the cap, "+s.Cap.String())
	}
}

// couponSteps applies the steps by date and keeps those by condition for the run.
func (r *resolver) couponSteps(path string, s *CouponSpec, t *tranche) {
	for i, step := range s.Steps {
		at := faults.Index(path+".steps", i)
		if step.From.IsZero() == (step.When == "") {
			r.faults.Add(at, faults.Inconsistent, nil, "either a date from which it applies or a condition")
			continue
		}
		if (step.Rate == nil) == (step.Add == nil) || step.Rate != nil && step.When != "" {
			r.faults.Add(at, faults.Inconsistent, nil, "a rate from a day on, or what is added")
			continue
		}
		if step.When != "" {
			t.conditional = append(t.conditional, conditionalStep{r.formula(at+".when", step.When, formula.Bool), r.signedRate(at+".add", *step.Add)})
			continue
		}
		for k := range t.rates {
			switch {
			case r.starts[k] < step.From: // from the first period that begins on that day or after it
			case step.Rate != nil:
				t.rates[k] = r.rate(at+".rate", *step.Rate)
			default:
				t.rates[k] += r.signedRate(at+".add", *step.Add)
			}
		}
	}
}

func (r *resolver) principal(path string, s TrancheSpec, t *tranche) {
	at := path + ".principal"
	if t.mode == ModeUnknown {
		r.faults.Add(at+".mode", faults.Missing, nil, "pass_through, scheduled, bullet, target, residual or interest_only")
	}
	r.interestOnly(path, s, t)
	if t.mode == BulletMode && s.ExpectedMaturity.IsZero() {
		r.faults.Add(path+".expected_maturity", faults.Missing, nil, "the day on which the class is repaid at once")
	}
	if len(s.Principal.Schedule) > 0 && t.mode != Scheduled {
		r.faults.Add(at+".schedule", faults.Inconsistent, t.mode, "a schedule only with the mode scheduled")
	}
	switch {
	case t.mode == TargetMode:
		t.goal = r.required(at+".target", s.Principal.Target, formula.Amount, "the balance that the class should have")
	case s.Principal.Target != "":
		r.faults.Add(at+".target", faults.Inconsistent, t.mode, "a target only with the mode target")
	}
	switch s.Principal.AfterEvent {
	case "", "pass_through":
	case "keep":
		t.keepsMode = true
	default:
		r.faults.Add(at+".after_event", faults.Unknown, s.Principal.AfterEvent, "pass_through or keep")
	}
	if n := len(r.deal.payments); n > 0 && !s.ExpectedMaturity.IsZero() && !r.deal.payments[n-1].reaches(s.ExpectedMaturity) {
		r.faults.Add(path+".expected_maturity", faults.Inconsistent, s.ExpectedMaturity, "a day no later than the last payment, "+r.deal.payments[n-1].Payment.String())
	}
	t.target = make([]money.Amount, len(r.deal.payments))
	for k, p := range r.deal.payments {
		t.target[k] = notDue
		last := k == len(r.deal.payments)-1
		if t.mode != Residual && (last || !t.expected.IsZero() && p.reaches(t.expected)) {
			t.target[k] = 0
		}
		if !s.Principal.Lockout.IsZero() && !p.reaches(s.Principal.Lockout) {
			t.locked = k + 1
		}
	}
	if t.mode == Scheduled {
		r.schedule(at+".schedule", s, t)
	}
}

func (r *resolver) schedule(path string, s TrancheSpec, t *tranche) {
	rows := s.Principal.Schedule
	if len(rows) == 0 {
		r.faults.Add(path, faults.Missing, nil, "the dates and amounts of repayment")
		return
	}
	byBalance := rows[0].Balance != nil
	left := make([]money.Amount, len(rows))
	balance := t.notional
	for i, row := range rows {
		at := faults.Index(path, i)
		if row.Date.IsZero() {
			r.faults.Add(at+".date", faults.Missing, nil, "a date")
		}
		if i > 0 && !row.Date.After(rows[i-1].Date) {
			r.faults.Add(at+".date", faults.Inconsistent, row.Date, "a date after "+rows[i-1].Date.String())
		}
		value := row.Amount
		if byBalance {
			value = row.Balance
		}
		if value == nil || row.Amount != nil && row.Balance != nil {
			r.faults.Add(at, faults.Inconsistent, nil, "either an amount or a balance, the same one in every row")
			return
		}
		v := r.amount(at, *value, 0)
		next := v
		if !byBalance {
			next = balance - v
		}
		if next < 0 || next > balance {
			r.faults.Add(at, faults.Inconsistent, value, "repayments that take the balance down to no less than zero, from "+balance.Format(r.spec.Currency))
			return
		}
		left[i], balance = next, next
	}
	if balance != 0 {
		r.faults.Add(path, faults.Inconsistent, balance.Format(r.spec.Currency), "a schedule that repays the whole class")
	}
	for k, p := range r.deal.payments {
		for i, row := range rows {
			if p.reaches(row.Date) {
				t.target[k] = min(t.target[k], left[i])
			}
		}
	}
}

func (r *resolver) put(path string, s PutSpec, t *tranche) {
	v := &put{payment: -1, resold: r.rate(path+".resold", s.Resold)}
	v.share = r.required(path+".share", s.Share, formula.Number, "the part of the holders who sell back")
	r.share(path+".share", v.share)
	for k, p := range r.deal.payments {
		if v.payment < 0 && p.reaches(s.Date) {
			v.payment = k
		}
	}
	if s.Date.IsZero() || v.payment < 0 && len(r.deal.payments) > 0 {
		r.faults.Add(path+".date", faults.Inconsistent, s.Date, "a day no later than the last payment")
	}
	if t.mode == Residual {
		r.faults.Add(path, faults.Unsupported, t.mode, "a class that is repaid by a step for principal")
	}
	t.put = v
}
