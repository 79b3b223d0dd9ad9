package tranche_test

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/tranche"
)

// dealer draws a whole deal document with every feature that the naive engine knows.
type dealer struct {
	t         *rapid.T
	s         tranche.Spec
	days      []calendar.Date
	coupons   []string
	principal []string // classes that a step for principal pays
	accounts  []string // plain ones
	support   []string
	legal     []string // classes with a legal maturity
	conds     []tranche.Formula
	amounts   []tranche.Formula
}

func (d *dealer) yes(label string) bool { return rapid.Bool().Draw(d.t, label) }

// sometimes is true in one draw of so many.
func (d *dealer) sometimes(one int, label string) bool {
	return rapid.IntRange(1, one).Draw(d.t, label) == one
}

func (d *dealer) int(low, high int, label string) int {
	return rapid.IntRange(low, high).Draw(d.t, label)
}

func (d *dealer) cents(high int64, label string) decimal.Decimal {
	return centsOf(rapid.Int64Range(0, high).Draw(d.t, label))
}

func (d *dealer) rate(high int64, label string) decimal.Decimal {
	return decimal.New(rapid.Int64Range(0, high).Draw(d.t, label), -4)
}

func (d *dealer) ratePtr(high int64, label string) *decimal.Decimal {
	v := d.rate(high, label)
	return &v
}

func pick[T any](d *dealer, label string, list ...T) T {
	return rapid.SampledFrom(list).Draw(d.t, label)
}

var usd = func() money.Currency {
	c, err := money.ParseCurrency("USD")
	if err != nil {
		panic(err)
	}
	return c
}()

func centsOf(n int64) decimal.Decimal { return decimal.New(n, -2) }

func formulaOf(x decimal.Decimal) tranche.Formula { return tranche.Formula(x.String()) }

func randomDeal(t *rapid.T) tranche.Spec {
	d := &dealer{t: t}
	d.dates()
	d.curves()
	d.drawAccounts()
	d.classes()
	d.language()
	d.poolSide()
	d.targets()
	d.fees()
	d.supports()
	d.swaps()
	d.tests()
	d.triggers()
	d.calls()
	d.waterfalls()
	return d.s
}

func (d *dealer) dates() {
	cutOff := calendar.MustNew(2024, 1, 1).AddDays(d.int(0, 700, "cut-off"))
	d.s = tranche.Spec{Schema: tranche.Schema, Name: "random", Currency: money.CNY}
	d.s.Dates = tranche.DatesSpec{CutOff: cutOff, Closing: cutOff.AddDays(d.int(0, 60, "closing")), Calendar: calendar.NameNone}
	day := d.s.Dates.Closing
	for range d.int(1, 8, "payments") {
		day = day.AddDays(d.int(1, 220, "days"))
		d.days = append(d.days, day)
	}
	d.s.Dates.Payments.Dates = d.days
	zero := 0
	d.s.Dates.Calculation.BusinessDaysBefore = &zero
	if d.days[0] == cutOff {
		d.t.Skip("the first collection period is empty")
	}
}

func (d *dealer) curves() {
	day := d.s.Dates.Closing.AddDays(-40)
	c := tranche.CurveSpec{Name: "LPR"}
	for range d.int(1, 4, "steps") {
		c.Steps = append(c.Steps, cashflow.RateStep{From: day, Rate: money.Rate(d.int(0, 800, "curve")) * money.One / 10000})
		day = day.AddDays(d.int(1, 300, "days"))
	}
	d.s.Curves = []tranche.CurveSpec{c}
}

func (d *dealer) drawAccounts() {
	for i := range d.int(0, 2, "accounts") {
		a := tranche.AccountSpec{Name: fmt.Sprintf("ledger %d", i+1)}
		if d.sometimes(3, "earns") {
			a.Earns = &tranche.EarnsSpec{Rate: d.rate(400, "earns"), DayCount: calendar.Act365F}
		}
		d.s.Accounts = append(d.s.Accounts, a)
		d.accounts = append(d.accounts, a.Name)
	}
	route := func() string { return pick(d, "route", append([]string{"", ""}, d.accounts...)...) }
	d.s.Collections = tranche.RoutesSpec{Interest: route(), Principal: route(), Other: route(), Recovery: route(), Repurchased: route()}
	d.s.Ledgers = []tranche.LedgerSpec{{Name: "PDL", Opening: d.cents(1000, "ledger")}}
}

func (d *dealer) classes() {
	for i := range d.int(1, 4, "classes") {
		c := tranche.TrancheSpec{
			Name: fmt.Sprintf("A%d", i+1), Class: pick(d, "class", tranche.Senior, tranche.Mezzanine),
			// From 3 on, for the whole pool of 20,000,000 over it is still a value of the language, which ends at
			// 9.2 million; what comes of larger ones is tested with the formulas.
			Notional: centsOf(rapid.Int64Range(3, 50_000_00).Draw(d.t, "notional")),
		}
		if d.yes("coupon") {
			c.Coupon = d.coupon()
			d.coupons = append(d.coupons, c.Name)
		}
		c.Principal.Mode = pick(d, "mode", tranche.PassThrough, tranche.PassThrough, tranche.Scheduled, tranche.BulletMode, tranche.TargetMode)
		if c.Principal.Mode == tranche.BulletMode || d.yes("expected") {
			c.ExpectedMaturity = pick(d, "expected maturity", d.days...)
		}
		if c.Principal.Mode == tranche.Scheduled {
			c.Principal.Schedule = d.schedule(c.Notional)
		}
		if c.Principal.Mode == tranche.TargetMode {
			c.Principal.Target = formulaOf(d.rate(9000, "target")) + " * " + pick[tranche.Formula](d, "of", "pool_balance", "initial("+tranche.Formula(c.Name)+")")
		}
		if d.sometimes(5, "lockout") {
			c.Principal.Lockout = pick(d, "lockout", d.days...)
		}
		if d.sometimes(5, "keep") {
			c.Principal.AfterEvent = "keep"
		}
		if d.sometimes(6, "put") {
			c.Put = &tranche.PutSpec{Date: pick(d, "put date", d.days...), Share: formulaOf(d.rate(10000, "share")), Resold: d.rate(10000, "resold")}
		}
		d.principal = append(d.principal, c.Name)
		d.s.Tranches = append(d.s.Tranches, c)
	}
	for i := range d.s.Tranches {
		c := &d.s.Tranches[i]
		if d.sometimes(3, "issue price") {
			price := centsOf(rapid.Int64Range(80_00, 120_00).Draw(d.t, "price"))
			c.IssuePrice = &price
		}
		if d.sometimes(3, "legal") {
			c.LegalMaturity = pick(d, "legal maturity", d.days...)
			if c.LegalMaturity.Before(c.ExpectedMaturity) {
				c.LegalMaturity = c.ExpectedMaturity
			}
			d.legal = append(d.legal, c.Name)
		}
	}
	if d.sometimes(3, "interest only") {
		c := tranche.TrancheSpec{Name: "X", Class: tranche.Senior, Notional: centsOf(rapid.Int64Range(1, 50_000_00).Draw(d.t, "reference")), Coupon: d.coupon(), Principal: tranche.PrincipalSpec{Mode: tranche.InterestOnly}}
		c.Coupon.Accretes = ""
		if d.yes("slice") {
			c.Principal.InterestOn = pick[tranche.Formula](d, "interest on", "balance(A1)", "notional_balance / 3", "pool_balance")
		}
		if d.yes("sold") {
			price := centsOf(rapid.Int64Range(0, 9_00).Draw(d.t, "price"))
			c.IssuePrice = &price
		}
		d.coupons = append(d.coupons, c.Name)
		d.s.Tranches = append(d.s.Tranches, c)
	}
	sub := tranche.TrancheSpec{Name: "Sub", Class: tranche.Subordinated, Notional: centsOf(rapid.Int64Range(1, 9_000_00).Draw(d.t, "sub")), Principal: tranche.PrincipalSpec{Mode: tranche.Residual}}
	if d.sometimes(3, "interim yield") {
		sub.InterimYield = &tranche.YieldSpec{Cap: d.rate(1000, "yield"), DayCount: calendar.Act365F}
	}
	d.s.Tranches = append(d.s.Tranches, sub)
	d.s.Groups = []tranche.GroupSpec{{Name: "notes", Of: d.principal}}
}

func (d *dealer) coupon() *tranche.CouponSpec {
	c := &tranche.CouponSpec{DayCount: calendar.Act365F}
	if d.sometimes(3, "floating") {
		c.Curve, c.Margin = "LPR", decimal.New(int64(d.int(-300, 300, "margin")), -4)
		c.ResetMonths, c.LagDays = pick(d, "reset", 0, 0, 3, 12), pick(d, "lag", 0, 7)
		if d.yes("floor") {
			c.Floor = d.ratePtr(200, "floor")
		}
		if d.yes("cap") {
			v := d.rate(600, "cap").Add(decimal.New(2, -2))
			c.Cap = &v
		}
	} else {
		c.Rate = d.rate(2000, "rate")
	}
	switch d.int(1, 6, "step") {
	case 1:
		c.Steps = []tranche.CouponStepSpec{{From: pick(d, "from", d.days...), Rate: d.ratePtr(1000, "new rate")}}
	case 2:
		c.Steps = []tranche.CouponStepSpec{{From: pick(d, "from", d.days...), Add: d.ratePtr(200, "add")}}
	case 3:
		c.Steps = []tranche.CouponStepSpec{{When: "event(acceleration) || period > 3", Add: d.ratePtr(200, "add")}}
	}
	c.OnArrears = pick(d, "on arrears", "", "", "coupon", "0.0731")
	if d.sometimes(6, "accretes") {
		c.Accretes = pick[tranche.Formula](d, "accretes", "period <= 2", "balance(A1) > 0", "senior_balance > 1000")
	}
	return c
}

func (d *dealer) schedule(notional decimal.Decimal) []tranche.ScheduleSpec {
	var rows []tranche.ScheduleSpec
	left := notional.Shift(2).IntPart()
	amounts := d.yes("by amount")
	for i, day := range d.days {
		before := left
		left = rapid.Int64Range(0, left).Draw(d.t, "left")
		if i == len(d.days)-1 {
			left = 0
		}
		v := centsOf(left)
		row := tranche.ScheduleSpec{Date: day, Balance: &v}
		if amounts {
			v = centsOf(before - left)
			row = tranche.ScheduleSpec{Date: day, Amount: &v}
		}
		rows = append(rows, row)
	}
	return rows
}

// language draws amounts and conditions for the rest of the deal.
func (d *dealer) language() {
	d.amounts = []tranche.Formula{
		formulaOf(d.cents(5_000_00, "amount")), formulaOf(d.rate(3000, "share")) + " * notional_balance", formulaOf(d.rate(3000, "share")) + " * senior_balance",
		"max(0, 0.25 * pool_balance - balance(notes))", "min(balance(A1), cumulative_loss)", "0.01 * 0.5 * initial(all) + interest_due(all) / 3",
		"when(period > 2, defaulted, 17.03)", "ratio(recovered, defaulted, 0.5) * collected", "principal_collected - principal_paid(senior, mezzanine)",
	}
	d.conds = []tranche.Formula{
		"period >= 2", "periods_left <= 1", "cumulative_defaulted / initial_notional > 0.02", "interest_unpaid(all) > 0", "principal_unpaid(senior) > 0 && period > 1",
		"pool_balance < 0.4 * pool_initial", "balance(A1) == 0 || collected < 500", "year_of_life >= 2", "payment_date >= date(\"2025-01-01\")",
		"overdue(90) > 0.01 * pool_opening", "!(senior_balance > 0)", "event(shortfall_start)",
	}
	for _, c := range d.legal {
		d.conds = append(d.conds, tranche.Formula("legal_unpaid("+c+") > 0"))
	}
}

func (d *dealer) cond(label string) tranche.Formula   { return pick(d, label, d.conds...) }
func (d *dealer) amount(label string) tranche.Formula { return pick(d, label, d.amounts...) }
func (d *dealer) maybe(one int, f func() tranche.Formula) tranche.Formula {
	if d.sometimes(one, "maybe") {
		return f()
	}
	return ""
}

func (d *dealer) targets() {
	if d.yes("reserve") {
		a := tranche.AccountSpec{Name: "reserve", Opening: centsOf(rapid.Int64Range(0, 1).Draw(d.t, "opening")), Target: d.amount("target")}
		d.s.Accounts = append(d.s.Accounts, a)
		d.support = append(d.support, a.Name)
	}
}

func (d *dealer) fees() {
	for i := range d.int(0, 4, "fees") {
		f := tranche.FeeSpec{Name: fmt.Sprintf("fee %d", i+1), Per: pick(d, "per", tranche.PerYear, tranche.PerPayment, tranche.PerOnce), DayCount: calendar.Act365F}
		base := func() tranche.Formula {
			return pick(d, "of", tranche.InitialNotional, tranche.NotionalBalance, tranche.SeniorBalance, tranche.PoolOpening, tranche.InterestCollected, tranche.Collected)
		}
		switch d.int(1, 5, "form") {
		case 5:
			f.Per, f.Rate, f.Of = tranche.PerClosing, d.ratePtr(500, "fee rate"), tranche.InitialNotional
		case 1:
			f.Amount = d.amount("fee")
		case 2:
			f.Rate, f.Of = d.ratePtr(500, "fee rate"), base()
		case 3:
			f.Per, f.Of = tranche.PerPayment, base()
			f.Tax = []tranche.TaxSpec{{Rate: d.rate(1000, "tax"), Inclusive: d.yes("inclusive"), Surcharge: d.rate(1200, "surcharge")},
				{From: pick(d, "tax from", d.days...), Rate: d.rate(1000, "tax"), Inclusive: d.yes("inclusive")}}
		case 4:
			f.Per = tranche.PerSchedule
			for _, day := range d.days {
				f.Schedule = append(f.Schedule, tranche.FeeDateSpec{Date: day, Amount: d.cents(300_00, "scheduled")})
			}
		}
		if d.sometimes(4, "vat") {
			f.VAT = []tranche.TaxSpec{{Rate: d.rate(1000, "vat"), Inclusive: d.yes("inclusive"), Surcharge: d.rate(1200, "surcharge")}}
		}
		if f.Per != tranche.PerSchedule {
			f.When = d.maybe(5, func() tranche.Formula { return d.cond("fee when") })
		}
		switch d.int(1, 6, "arrears") {
		case 1:
			f.Arrears = "lapse"
		case 2:
			f.ArrearsRate = d.ratePtr(900, "arrears rate")
		}
		if i > 0 && d.sometimes(3, "cap") {
			f.Cap = &tranche.FeeCapSpec{Amount: d.amount("cap"), Per: pick(d, "cap per", tranche.PerYear, tranche.PerPayment), Beyond: pick(d, "beyond", "", "carry", "lapse", "fee 1")}
		}
		d.s.Fees = append(d.s.Fees, f)
	}
}

func (d *dealer) supports() {
	for i := range d.int(0, 2, "supports") {
		v := tranche.SupportSpec{Name: fmt.Sprintf("support %d", i+1), Kind: pick(d, "kind", tranche.ShortfallCommitment, tranche.Guarantee, tranche.LiquidityFacility),
			Calls: pick(d, "stage", tranche.BothStages, tranche.BothStages, tranche.BeforePayment, tranche.AfterDefault), Restores: d.yes("restores"),
			When: d.maybe(4, func() tranche.Formula { return d.cond("support when") })}
		if d.sometimes(4, "until") {
			v.Until = pick(d, "until", d.days...)
		}
		if d.sometimes(3, "rate") {
			v.Rate, v.DayCount = d.ratePtr(800, "support rate"), calendar.Act365F
		}
		for j := range d.int(1, 2, "promisors") {
			p := tranche.PromisorSpec{Name: fmt.Sprintf("promisor %d", j+1)}
			if d.yes("capped") {
				p.Cap = d.amount("cap")
			}
			if i == 0 && d.sometimes(5, "defaults") {
				p.DefaultsOn = pick(d, "defaults on", d.days...)
			}
			if i == 1 {
				p.Name = fmt.Sprintf("other %d", j+1)
			}
			v.Promisors = append(v.Promisors, p)
		}
		d.s.Support = append(d.s.Support, v)
		d.support = append(d.support, v.Name)
	}
}

func (d *dealer) swaps() {
	if !d.sometimes(3, "swap") {
		return
	}
	v := tranche.SwapSpec{Name: "swap 1", Kind: pick(d, "kind", "swap", "cap", "floor"), Notional: pick[tranche.Formula](d, "notional", "senior_balance", "pool_opening", "1000000"), DayCount: calendar.Act365F,
		Receives: &tranche.LegSpec{Curve: "LPR", Rate: d.rate(100, "margin")}}
	if v.Kind == "swap" {
		v.Pays = &tranche.LegSpec{Rate: d.rate(600, "pays")}
	} else {
		v.Strike = d.ratePtr(500, "strike")
	}
	if d.sometimes(4, "until") {
		v.Until = pick(d, "until", d.days...)
	}
	if d.sometimes(4, "defaults") {
		v.DefaultsOn = pick(d, "defaults on", d.days...)
	}
	d.s.Swaps = []tranche.SwapSpec{v}
}

func (d *dealer) tests() {
	for i := range d.int(0, 3, "tests") {
		v := tranche.TestSpec{Name: fmt.Sprintf("T%d", i+1), Kind: pick(d, "kind", tranche.Overcollateral, tranche.InterestCover, tranche.DebtService, tranche.CumulativeDefault, tranche.Delinquency, tranche.IdleCash, tranche.RatioTest),
			Average: pick(d, "average", 0, 0, 3), Consecutive: pick(d, "consecutive", 0, 1, 2)}
		switch v.Kind {
		case tranche.Overcollateral, tranche.InterestCover, tranche.DebtService:
			v.Of = []string{pick(d, "of", "senior", "notes", "A1")}
			if v.Kind == tranche.InterestCover && len(d.coupons) == 0 {
				v.Of = []string{"all"}
			}
		case tranche.IdleCash:
			v.Of = []string{pick(d, "of", append([]string{"collection"}, d.accounts...)...)}
		case tranche.Delinquency:
			v.Days = pick(d, "days", 0, 30, 60, 90)
		case tranche.RatioTest:
			v.Numerator, v.Denominator, v.Is = d.amount("numerator"), d.amount("denominator"), pick(d, "is", tranche.AtLeast, tranche.AtMost, tranche.Above, tranche.Below)
		}
		if d.sometimes(3, "bands") {
			v.Bands = []tranche.BandSpec{{Through: 1, Limit: d.rate(20000, "limit")}, {Through: 2, Limit: d.rate(20000, "limit")}}
		} else {
			v.Limit = formulaOf(d.rate(20000, "limit"))
		}
		d.s.Tests = append(d.s.Tests, v)
		d.conds = append(d.conds, tranche.Formula("fails("+v.Name+")"), tranche.Formula("value("+v.Name+") < 0.9"))
		d.amounts = append(d.amounts, tranche.Formula("cure("+v.Name+")"))
	}
}

func (d *dealer) triggers() {
	for i := range d.int(0, 3, "triggers") {
		v := tranche.TriggerSpec{Name: fmt.Sprintf("trigger %d", i+1), When: d.cond("when"), At: pick(d, "at", tranche.BeforeWaterfall, tranche.AfterCollection, tranche.InWaterfall, tranche.AfterWaterfall),
			Consecutive: pick(d, "consecutive", 0, 1, 2), Curable: pick(d, "curable", 0, 0, 1, 2)}
		switch d.int(1, 4, "effect") {
		case 1:
			v.Effects = []tranche.EffectSpec{{Event: pick(d, "event", tranche.EventAcceleration, tranche.EventDefault, "a word of its own")}}
		case 2:
			v.Effects = []tranche.EffectSpec{{Status: pick(d, "status", tranche.Accelerated, tranche.Defaulted)}}
		case 3:
			v.Effects = []tranche.EffectSpec{{Event: tranche.EventPerfection}, {Status: tranche.Accelerated}}
		}
		d.s.Triggers = append(d.s.Triggers, v)
		d.conds = append(d.conds, tranche.Formula("triggered(`"+v.Name+"`)"))
	}
}

func (d *dealer) calls() {
	if !d.sometimes(3, "call") {
		return
	}
	d.s.Calls = []tranche.CallSpec{{Name: "call", Kind: pick(d, "kind", "clean_up", "partial"), By: "originator", When: d.cond("call when"), Price: pick[tranche.Formula](d, "price", "pool_balance", "0.5 * pool_balance", "1000"),
		Requires: d.maybe(3, func() tranche.Formula { return "call_price > 100" })}}
}

func (d *dealer) backed() []string {
	if len(d.support) == 0 || d.yes("alone") {
		return nil
	}
	return rapid.SliceOfNDistinct(rapid.SampledFrom(d.support), 1, len(d.support), rapid.ID[string]).Draw(d.t, "support")
}

// waterfalls draws one for each status, from the same steps in other orders.
func (d *dealer) waterfalls() {
	w := &d.s.Waterfalls
	w.Amortising, w.Accelerated, w.Defaulted, w.CleanUp = d.waterfall(true), d.waterfall(false), d.waterfall(false), d.waterfall(false)
	for i := range w.Amortising {
		if w.Amortising[i].Pay == tranche.PayPrincipal && len(d.support) > 0 {
			w.Amortising[i].Support = d.support // every support is named by a step
		}
	}
	if d.s.Revolving != nil {
		if len(d.coupons) > 0 {
			w.Revolving = []tranche.StepSpec{{Pay: tranche.PayInterest, To: d.coupons, Support: d.backed()}}
		}
		w.Revolving = append(w.Revolving, tranche.StepSpec{Pay: tranche.PayPurchase, Limit: d.maybe(4, func() tranche.Formula { return d.amount("limit") })})
	}
	if d.sometimes(4, "closing") || slices.ContainsFunc(d.s.Fees, func(f tranche.FeeSpec) bool { return f.Per == tranche.PerClosing }) {
		w.Closing = []tranche.StepSpec{{Pay: tranche.PayTransfer, To: []string{"originator"}, Amount: d.maybe(2, func() tranche.Formula { return formulaOf(d.cents(30_000_00, "price")) })}}
		if len(d.s.Fees) > 0 {
			w.Closing = append([]tranche.StepSpec{{Pay: tranche.PayFees, To: []string{d.s.Fees[0].Name}}}, w.Closing...)
		}
	}
	for _, name := range d.accounts {
		step := tranche.StepSpec{Pay: tranche.PayTransfer, From: name, To: []string{"collection"}, Amount: d.maybe(3, func() tranche.Formula { return d.amount("transfer") })}
		if d.yes("at collection") {
			w.Collection = append(w.Collection, step)
		} else {
			w.Amortising = append([]tranche.StepSpec{step}, w.Amortising...)
		}
	}
}

func (d *dealer) waterfall(first bool) []tranche.StepSpec {
	var steps []tranche.StepSpec
	split := func() tranche.Split { return pick(d, "split", tranche.Sequential, tranche.ProRata) }
	due := func(pay tranche.Pay, to ...string) {
		if len(to) == 0 {
			return
		}
		s := tranche.StepSpec{Pay: pay, To: to, Split: split(), Support: d.backed(), Limit: d.maybe(8, func() tranche.Formula { return d.amount("limit") })}
		if d.sometimes(8, "condition") {
			s.When = d.cond("step when")
			s.Else = []tranche.StepSpec{{Pay: pay, To: to}}
		}
		steps = append(steps, s)
	}
	var fees, puts, triggers []string
	for _, f := range d.s.Fees {
		fees = append(fees, f.Name)
	}
	for _, t := range d.s.Tranches {
		if t.Put != nil {
			puts = append(puts, t.Name)
		}
		if t.InterimYield != nil && (first || d.yes("yield")) {
			steps = append(steps, tranche.StepSpec{Pay: tranche.PayYield, To: []string{t.Name}, When: d.maybe(2, func() tranche.Formula { return d.cond("yield when") })})
		}
	}
	for _, t := range d.s.Triggers {
		if t.At == tranche.InWaterfall {
			triggers = append(triggers, t.Name)
		}
	}
	due(tranche.PayFees, fees...)
	due(tranche.PayInterest, d.coupons...)
	due(tranche.PayPut, puts...)
	if d.yes("group") {
		due(tranche.PayPrincipal, "notes")
	} else {
		due(tranche.PayPrincipal, d.principal...)
	}
	if len(d.s.Swaps) > 0 && d.s.Swaps[0].Kind == "swap" {
		due(tranche.PaySwap, "swap 1")
	}
	for _, name := range d.support {
		if name == "reserve" {
			steps = append(steps, tranche.StepSpec{Pay: tranche.PayReserve, To: []string{name}, Limit: d.maybe(6, func() tranche.Formula { return d.amount("limit") })})
		} else {
			steps = append(steps, tranche.StepSpec{Pay: tranche.PayReimbursement, To: []string{name}})
		}
	}
	if len(triggers) > 0 {
		steps = append(steps, tranche.StepSpec{Do: tranche.Evaluate, To: triggers})
	}
	switch d.int(1, 5, "act") {
	case 1:
		steps = append(steps, tranche.StepSpec{Do: tranche.WriteDown, To: []string{"Sub", "notes"}, Amount: d.amount("loss")})
	case 2:
		steps = append(steps, tranche.StepSpec{Do: tranche.WriteUp, To: []string{"A1", "Sub"}, Amount: d.amount("gain")})
	case 3:
		steps = append(steps, tranche.StepSpec{Do: tranche.Book, To: []string{"PDL"}, Amount: "defaulted - recovered"})
	case 4:
		steps = append(steps, tranche.StepSpec{When: d.cond("branch"), Then: []tranche.StepSpec{{Do: tranche.Book, To: []string{"PDL"}, Amount: "17.5"}}, Else: []tranche.StepSpec{{Do: tranche.Book, To: []string{"PDL"}, Amount: "0 - ledger(PDL) / 3"}}})
	}
	if d.s.Deposits != nil && d.sometimes(3, "deposits back") {
		steps = append(steps, tranche.StepSpec{Pay: tranche.PayDeposits, When: d.maybe(2, func() tranche.Formula { return d.cond("deposits when") })})
	}
	steps = rapid.Permutation(steps).Draw(d.t, "order")
	residual := tranche.StepSpec{Pay: tranche.PayResidual, To: []string{"Sub"}}
	if len(fees) > 0 && d.sometimes(4, "shares") {
		residual = tranche.StepSpec{Pay: tranche.PayResidual, To: []string{"Sub", fees[0], "collection"}, Split: tranche.ByShares, Shares: []decimal.Decimal{decimal.New(7, -1), decimal.New(2, -1), decimal.New(1, -1)}}
	}
	if d.yes("locked") {
		residual.After = []string{"notes"}
	}
	return append(steps, residual)
}

func randomCollections(t *rapid.T, d *tranche.Deal) []cashflow.Collection {
	var list []cashflow.Collection
	amount := func(high money.Amount, label string) money.Amount {
		return money.Amount(rapid.Int64Range(0, int64(high)).Draw(t, label))
	}
	balance := amount(200_000_00, "pool")
	for _, period := range d.CollectionPeriods() {
		c := cashflow.Collection{Period: period, Opening: balance}
		c.Principal = amount(balance, "principal")
		c.Defaulted = amount((balance-c.Principal)/4, "defaulted")
		c.Repurchased = amount((balance-c.Principal-c.Defaulted)/8, "repurchased")
		c.Interest, c.Other, c.Recovery = amount(3_000_00, "interest"), amount(100, "other"), amount(500_00, "recovery")
		balance -= c.Principal + c.Defaulted + c.Repurchased
		c.Closing = balance
		c.FromDeposit = amount(c.Total()/2, "from deposit")
		for left := c.FromDeposit; left > 0 && rapid.Bool().Draw(t, "known by lessee"); {
			used := amount(left, "used")
			left -= used
			c.Deposits = append(c.Deposits, cashflow.DepositUse{Lessee: rapid.SampledFrom([]string{"L1", "L2", "L3"}).Draw(t, "lessee"), Name: rapid.SampledFrom([]string{"", "L2"}).Draw(t, "name"), Used: used})
		}
		for i := range c.Overdue {
			c.Overdue[i] = amount(balance/10, "overdue")
		}
		list = append(list, c)
	}
	return list
}
