package cashflow_test

import (
	"encoding/json"
	"sort"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// drawer draws a scenario for one loan.
type drawer struct{ *rapid.T }

func (t drawer) in(low, high int, label string) int {
	return rapid.IntRange(low, high).Draw(t.T, label)
}

func (t drawer) share(high int, label string) decimal.Decimal {
	return decimal.New(int64(t.in(0, high, label)), -4)
}

func (t drawer) sharePtr(high int, label string) *decimal.Decimal {
	d := t.share(high, label)
	return &d
}

func (t drawer) vector(high int, asOf calendar.Date) cashflow.VectorSpec {
	list := func(n int) (l []decimal.Decimal) {
		for range t.in(1, n, "entries") {
			l = append(l, t.share(high, "rate"))
		}
		return l
	}
	switch t.in(1, 4, "vector") {
	case 1:
		return cashflow.VectorSpec{ByMonth: list(20), ByAge: rapid.Bool().Draw(t.T, "by age")}
	case 2:
		return cashflow.VectorSpec{ByYear: list(4), ByAge: rapid.Bool().Draw(t.T, "by age")}
	case 3:
		day := asOf.AddDays(t.in(-50, 300, "from"))
		var steps []cashflow.RateStep
		for range t.in(1, 3, "steps") {
			steps = append(steps, cashflow.RateStep{From: day, Rate: money.Rate(t.in(0, high, "rate")) * money.One / 10_000})
			day = day.AddDays(t.in(1, 300, "days"))
		}
		return cashflow.VectorSpec{Steps: steps}
	}
	return cashflow.VectorSpec{Constant: t.sharePtr(high, "rate")}
}

func (t drawer) assumption(asOf calendar.Date) cashflow.AssumptionSpec {
	a := cashflow.AssumptionSpec{AppliesTo: cashflow.ScopeSpec{All: true}}
	maybe := func(what string) bool { return t.in(0, 2, what) > 0 }
	if maybe("default") {
		v := t.vector(5000, asOf)
		a.Default = &cashflow.DefaultSpec{CDR: &v}
		if rapid.Bool().Draw(t.T, "in total") {
			part := t.share(10_000, "first part")
			first := t.in(0, 30, "months")
			a.Default = &cashflow.DefaultSpec{Total: t.sharePtr(10_000, "total"), Timing: []cashflow.TimingSpec{{Months: first, Share: part}, {Months: first + t.in(1, 30, "more months"), Share: decimal.NewFromInt(1).Sub(part)}}}
		}
	}
	if maybe("prepayment") {
		v := t.vector(6000, asOf)
		a.Prepayment = &cashflow.PrepaymentSpec{CPR: &v, LockoutMonths: max(0, t.in(-30, 30, "lockout")), Penalty: t.sharePtr(500, "penalty")}
		if rapid.Bool().Draw(t.T, "psa") {
			a.Prepayment.CPR, a.Prepayment.PSA = nil, t.sharePtr(60_000, "multiple")
		}
	}
	if maybe("delinquency") {
		a.Delinquency = &cashflow.DelinquencySpec{Entry: t.vector(3000, asOf), DefaultAfterDays: rapid.SampledFrom([]int{1, 29, 30, 31, 60, 90, 180}).Draw(t.T, "days"), Starting: rapid.Bool().Draw(t.T, "starting")}
		for range t.in(0, 4, "cures") {
			a.Delinquency.Cure = append(a.Delinquency.Cure, t.share(10_000, "cure"))
		}
	}
	if maybe("recovery") {
		a.Recovery = &cashflow.RecoverySpec{Rate: t.sharePtr(10_000, "recovery")}
		switch t.in(1, 3, "when") {
		case 1:
			a.Recovery.LagMonths = t.in(0, 20, "lag")
		case 2:
			a.Recovery.Date = asOf.AddDays(t.in(1, 900, "day"))
		default:
			a.Recovery.Timing = []cashflow.TimingSpec{{Months: 0, Share: dec("0.2")}, {Months: 3, Share: dec("0.3333")}, {Months: 17, Share: dec("0.4667")}}
		}
	}
	if maybe("dilution") {
		a.Dilution = &cashflow.DilutionSpec{Share: t.share(3000, "set off")}
	}
	if maybe("extension") {
		a.Extension = &cashflow.ExtensionSpec{Share: t.share(10_000, "late"), Days: t.in(1, 200, "days")}
	}
	if a.Default == nil && a.Prepayment == nil && a.Delinquency == nil && a.Recovery == nil && a.Dilution == nil && a.Extension == nil {
		a.Dilution = &cashflow.DilutionSpec{}
	}
	return a
}

func TestPerformanceAgreesWithASecondEngineToTheFen(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		t := drawer{rt}
		asOf := calendar.MustNew(2022, 1, 1).AddDays(t.in(0, 800, "cut-off date"))
		form := rapid.SampledFrom([]pool.Repayment{pool.Level, pool.EvenPrincipal, pool.InterestFirst}).Draw(rt, "form")
		c := loan(decimal.New(int64(t.in(1, 1_000_000_00, "balance")), -2).String(), t.share(2000, "yearly").String(), asOf.AddDays(-t.in(0, 900, "age")).String(), asOf.AddDays(t.in(1, 1200, "left")).String(),
			pool.InstalmentsSpec{Form: form, Frequency: rapid.SampledFrom([]calendar.Frequency{calendar.Monthly, calendar.Quarterly, calendar.Annual}).Draw(rt, "frequency"), DayCount: calendar.Act365F})
		if n := t.in(-100, 200, "overdue"); n > 0 {
			c.OverdueDays = &n
		}
		p := poolOf(rt, asOf.String(), c)
		contract, contractual := p.Contract(0), project(rt, p, cashflow.Settings{})
		spec := cashflow.ScenarioSpec{Schema: cashflow.ScenarioSchema, Year: cashflow.YearCount(t.in(0, 1, "year")), Assumptions: []cashflow.AssumptionSpec{t.assumption(asOf)}}
		first := contractual.Rows(0)[0].Date
		for range t.in(0, 2, "events") {
			// Interest of a first period that began before the cut-off date is for tests by hand.
			on := first.AddDays(t.in(0, max(0, contract.Maturity.Sub(first)), "day"))
			e := cashflow.EventSpec{Kind: cashflow.EventKind(t.in(0, 1, "kind")), Date: on, AppliesTo: cashflow.ScopeSpec{All: true}}
			if e.Kind == cashflow.RepurchaseEvent && on == first {
				continue
			}
			part := decimal.New(int64(t.in(1, 10_000, "part")), -4)
			e.Share = &part
			spec.Events = append(spec.Events, e)
		}
		a := spec.Assumptions[0]
		set := map[cashflow.StressOn]bool{cashflow.StressDefault: a.Default != nil && a.Default.CDR != nil, cashflow.StressPrepayment: a.Prepayment != nil, cashflow.StressDelinquency: a.Delinquency != nil, cashflow.StressRecovery: a.Recovery != nil}
		for _, on := range []cashflow.StressOn{cashflow.StressDefault, cashflow.StressPrepayment, cashflow.StressDelinquency, cashflow.StressRecovery} {
			if set[on] && rapid.Bool().Draw(rt, "stress") {
				from := asOf.AddDays(t.in(0, 400, "from"))
				spec.Stress = append(spec.Stress, cashflow.StressSpec{On: on, From: from, Until: from.AddDays(t.in(1, 500, "until")), Factor: t.share(40_000, "factor")})
			}
		}
		text, err := json.Marshal(spec)
		if err != nil {
			t.Fatal(err)
		}
		got := perform(rt, p, string(text)).Rows(0)
		events := append([]cashflow.EventSpec{}, spec.Events...)
		sort.SliceStable(events, func(i, j int) bool { return events[i].Date < events[j].Date })
		want := (&second{c: contract, asOf: asOf, a: a, days: spec.Year == cashflow.YearOfDays, events: events, stress: spec.Stress, rows: contractual.Rows(0)}).run()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s\nrows (-second +engine):\n%s", text, diff)
		}
	})
}
