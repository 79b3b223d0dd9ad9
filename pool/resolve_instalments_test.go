package pool_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

func TestFaultsOfInstalments(t *testing.T) {
	const at = "contracts[0].microloan.repayment."
	pays := func(date, payment string) pool.InstalmentSpec {
		return pool.InstalmentSpec{Date: day(date), Payment: decp(payment)}
	}
	repays := func(date, principal string) pool.InstalmentSpec {
		return pool.InstalmentSpec{Date: day(date), Principal: decp(principal)}
	}
	both := pays("2024-09-30", "50")
	both.Principal = decp("50")
	table := func(rows ...pool.InstalmentSpec) func(s *pool.Spec) {
		return func(s *pool.Spec) { s.Contracts[0].Microloan.Repayment.Table = rows }
	}
	plan := func(change func(p *pool.InstalmentsSpec)) func(s *pool.Spec) {
		return func(s *pool.Spec) { change(&s.Contracts[0].Microloan.Repayment) }
	}
	sound := func() pool.Spec {
		c := claim("A", "100")
		c.Receivable = nil
		c.Microloan = &pool.MicroloanSpec{Repayment: pool.InstalmentsSpec{Form: pool.Irregular,
			Table: []pool.InstalmentSpec{pays("2024-06-30", "40"), pays("2025-06-30", "60")}}}
		return poolSpec(c)
	}
	runFaults(t, sound, []faultCase{
		{"a form that is none", plan(func(p *pool.InstalmentsSpec) { p.Form, p.Table = 6, nil }), []string{at + "form unknown invalid(6)"}},
		{"a timing that is none", plan(func(p *pool.InstalmentsSpec) { p.Timing = 2 }), []string{at + "timing unknown invalid(2)"}},
		{"a frequency that is none", plan(func(p *pool.InstalmentsSpec) { p.Frequency = 1 << 29 }), []string{at + "frequency unknown 536870912"}},
		{"a day count that is none", plan(func(p *pool.InstalmentsSpec) { p.DayCount = 200 }), []string{at + "day_count unknown 200"}},
		{"nothing is stated", plan(func(p *pool.InstalmentsSpec) { *p = pool.InstalmentsSpec{} }), nil},
		{"a table beside another form", plan(func(p *pool.InstalmentsSpec) { p.Form = pool.Level }), []string{at + "table inconsistent level"}},
		{"a table without a form", plan(func(p *pool.InstalmentsSpec) { p.Form = 0 }), []string{at + "table inconsistent"}},
		{"no table", table(), []string{at + "table missing"}},

		{"payments that exceed the balance by interest", table(pays("2024-06-30", "45"), pays("2025-06-30", "60")), nil},
		{"payments that fall short of the balance", table(pays("2024-06-30", "39.99"), pays("2025-06-30", "60")), []string{at + "table inconsistent 99.99"}},
		{"principal that makes the balance", table(repays("2024-06-30", "40"), repays("2025-06-30", "60")), nil},
		{"principal that falls short of the balance", table(repays("2024-06-30", "40"), repays("2025-06-30", "59.99")), []string{at + "table inconsistent 99.99"}},
		{"principal that exceeds the balance", table(repays("2024-06-30", "40"), repays("2025-06-30", "60.01")), []string{at + "table inconsistent 100.01"}},
		{"a payment of nothing, as in a time of grace", table(pays("2024-06-30", "0"), pays("2025-06-30", "100")), nil},
		{"a negative payment", table(pays("2024-06-30", "-1"), pays("2025-06-30", "101")), []string{at + "table[0].payment out_of_range -1"}},
		{"a principal finer than fen", table(repays("2024-06-30", "39.995"), repays("2025-06-30", "60")), []string{at + "table[0].principal invalid 39.995"}},
		{"sums beside a balance that is a fault itself", func(s *pool.Spec) { s.Contracts[0].Balance = dec("-1") }, []string{"contracts[0].balance out_of_range -1"}},

		{"both in one row", table(both, pays("2025-06-30", "50")), []string{at + "table[0] inconsistent not payment alone"}},
		{"both in one row of a table of principal", table(both, repays("2025-06-30", "50")), []string{at + "table[0] inconsistent not principal alone"}},
		{"neither in one row", table(pool.InstalmentSpec{Date: day("2024-06-30")}, pays("2025-06-30", "100")), []string{at + "table[0] missing"}},
		{"a principal among payments", table(pays("2024-06-30", "40"), repays("2025-06-30", "60")), []string{at + "table[1] inconsistent not payment alone"}},
		{"a payment among principals", table(repays("2024-06-30", "40"), pays("2025-06-30", "60")), []string{at + "table[1] inconsistent not principal alone"}},

		{"no date", table(pool.InstalmentSpec{Payment: decp("40")}, pays("2025-06-30", "60")), []string{at + "table[0].date missing"}},
		{"a date that is no day", table(pool.InstalmentSpec{Date: notADay, Payment: decp("40")}, pays("2025-06-30", "60")), []string{at + "table[0].date invalid -5"}},
		{"a date on the cut-off date", table(pays("2023-12-31", "40"), pays("2025-06-30", "60")), []string{at + "table[0].date inconsistent 2023-12-31"}},
		{"a date on the day after the cut-off date", table(pays("2024-01-01", "40"), pays("2025-06-30", "60")), nil},
		{"the same date twice", table(pays("2024-06-30", "40"), pays("2024-06-30", "60")), []string{at + "table[1].date inconsistent 2024-06-30"}},
		{"dates that go back", table(pays("2024-06-30", "40"), pays("2024-03-31", "30"), pays("2024-05-31", "30")),
			[]string{at + "table[1].date inconsistent 2024-03-31", at + "table[2].date inconsistent 2024-05-31"}},
		{"dates that go back past one that is missing", table(pays("2024-06-30", "40"), pool.InstalmentSpec{Payment: decp("30")}, pays("2024-05-31", "30")),
			[]string{at + "table[1].date missing", at + "table[2].date inconsistent 2024-05-31"}},
		{"dates after the maturity", table(pays("2025-06-30", "40"), pays("2025-07-01", "30"), pays("2025-07-02", "30")),
			[]string{at + "table[1].date inconsistent 2025-07-01", at + "table[2].date inconsistent 2025-07-02"}},
		{"a last date before the maturity", table(pays("2024-06-30", "100")), nil},
		{"dates of a contract without a maturity", func(s *pool.Spec) { s.Contracts[0].Maturity = 0 }, []string{"contracts[0].maturity missing"}},
	})
}

func TestAnIrregularTableIsResolvedExactly(t *testing.T) {
	p := resolve(t, everyKind())
	tests := []struct {
		id            string
		principalOnly bool
		want          []pool.Instalment
	}{
		{"S-1", false, []pool.Instalment{{Date: day("2024-08-31"), Amount: 120_000_000}, {Date: day("2028-08-31"), Amount: 110_000_000}}},
		{"M-2", true, []pool.Instalment{{Date: day("2024-06-30"), Amount: 40_000}, {Date: day("2024-12-31"), Amount: 60_000}}},
		{"L-1", false, nil},
	}
	for _, tt := range tests {
		i, _ := p.IndexOf(tt.id)
		plan, ok := p.Contract(i).Instalments()
		if !ok || plan.PrincipalOnly != tt.principalOnly {
			t.Errorf("%s: plan %+v, %v", tt.id, plan, ok)
		}
		if diff := cmp.Diff(tt.want, plan.Table()); diff != "" {
			t.Errorf("%s: table (-want +got):\n%s", tt.id, diff)
		}
		for k := range plan.Table() {
			plan.Table()[k].Amount = money.Amount(-1)
		}
		if diff := cmp.Diff(tt.want, plan.Table()); diff != "" {
			t.Errorf("%s: writing to the table changes the plan:\n%s", tt.id, diff)
		}
	}
}

// shapedPlans is a pool of two loans with a time of grace, a balloon and steps.
func shapedPlans() pool.Spec {
	c, d := claim("SH-1", "100"), claim("SH-2", "100")
	c.Receivable, d.Receivable = nil, nil
	c.Microloan = &pool.MicroloanSpec{Repayment: pool.InstalmentsSpec{Form: pool.Level, CapitaliseUntil: day("2024-06-30"), InterestOnlyUntil: day("2024-09-30"),
		Balloon: decp("20"), Step: &pool.StepSpec{EveryMonths: 12, Growth: decp("-0.05")}}}
	d.Microloan = &pool.MicroloanSpec{Repayment: pool.InstalmentsSpec{Form: pool.Level, Step: &pool.StepSpec{EveryMonths: 3, Add: decp("-1.50")}}}
	return poolSpec(c, d)
}

func TestShapesOfPlans(t *testing.T) {
	p := resolve(t, shapedPlans())
	first, _ := p.Contract(0).Instalments()
	second, _ := p.Contract(1).Instalments()
	want := pool.Step{EveryMonths: 12, Growth: -money.One / 20}
	if step, _ := first.Step.Get(); step != want || !first.IsShaped() || first.Balloon.Or(0) != 2000 {
		t.Errorf("first plan %+v", first)
	}
	if step, _ := second.Step.Get(); step != (pool.Step{EveryMonths: 3, Add: -150}) {
		t.Errorf("second plan %+v", second)
	}
}

func TestFaultsOfShapes(t *testing.T) {
	const at = "contracts[0].microloan.repayment."
	plan := func(change func(p *pool.InstalmentsSpec)) func(s *pool.Spec) {
		return func(s *pool.Spec) { change(&s.Contracts[0].Microloan.Repayment) }
	}
	runFaults(t, shapedPlans, []faultCase{
		{"as it stands", plan(func(p *pool.InstalmentsSpec) {}), nil},
		{"no form", plan(func(p *pool.InstalmentsSpec) { p.Form = 0 }), []string{at + "interest_only_until inconsistent 2024-09-30",
			at + "capitalise_until inconsistent 2024-06-30", at + "balloon inconsistent 20", at + "step inconsistent a step"}},
		{"a form that knows no steps", plan(func(p *pool.InstalmentsSpec) { p.Form, p.CapitaliseUntil = pool.EvenPrincipal, 0 }), []string{at + "step inconsistent a step"}},
		{"grace to the end", plan(func(p *pool.InstalmentsSpec) { p.InterestOnlyUntil = day("2099-12-31") }), []string{at + "interest_only_until inconsistent 2099-12-31"}},
		{"grace within what is capitalised", plan(func(p *pool.InstalmentsSpec) { p.InterestOnlyUntil = day("2024-06-30") }), []string{at + "interest_only_until inconsistent 2024-06-30"}},
		{"a balloon above the balance", plan(func(p *pool.InstalmentsSpec) { p.Balloon = decp("100.01") }), []string{at + "balloon inconsistent 100.01"}},
		{"a negative balloon", plan(func(p *pool.InstalmentsSpec) { p.Balloon = decp("-1") }), []string{at + "balloon out_of_range -1"}},
		{"steps of no months", plan(func(p *pool.InstalmentsSpec) { p.Step.EveryMonths = 0 }), []string{at + "step.every_months out_of_range 0"}},
		{"two kinds of step", plan(func(p *pool.InstalmentsSpec) { p.Step.Add = decp("1") }), []string{at + "step inconsistent"}},
		{"neither kind", plan(func(p *pool.InstalmentsSpec) { p.Step.Growth = nil }), []string{at + "step inconsistent"}},
		{"a fall to nothing", plan(func(p *pool.InstalmentsSpec) { p.Step.Growth = decp("-1") }), []string{at + "step.growth out_of_range -1"}},
	})
}
