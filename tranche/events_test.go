package tranche_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/tranche"
)

func TestNamedTestsAndTheirCures(t *testing.T) {
	for _, tt := range []struct {
		situation string
		test      tranche.TestSpec
		value     string
		passes    bool
		cure      money.Amount
		c         cashflow.Collection
		interest  bool
	}{
		{"OC at its limit passes", tranche.TestSpec{Kind: tranche.Overcollateral, Of: []string{"A"}, Limit: "1.1"}, "1.1000", true, 0, cashflow.Collection{Opening: 1100_00, Closing: 1100_00}, false},
		{"a fen below it fails; paying down a fen cures", tranche.TestSpec{Kind: tranche.Overcollateral, Of: []string{"A"}, Limit: "1.1"}, "1.09999", false, 1, cashflow.Collection{Opening: 1100_00, Closing: 1099_99}, false},
		{"OC of 1.05: A must fall to 954.54", tranche.TestSpec{Kind: tranche.Overcollateral, Of: []string{"A"}, Limit: "1.1"}, "1.0500", false, 45_46, cashflow.Collection{Opening: 1050_00, Closing: 1050_00}, false},
		{"IC of 0.8 lacks 4 to reach 1.2", tranche.TestSpec{Kind: tranche.InterestCover, Of: []string{"A"}, Limit: "1.2"}, "0.8000", false, 4_00, cashflow.Collection{Interest: 8_00}, false},
		{"DSCR of interest and the principal due", tranche.TestSpec{Kind: tranche.DebtService, Of: []string{"A"}, Limit: "1.0"}, "0.1000", false, 909_00, cashflow.Collection{Interest: 1_00, Principal: 100_00}, false},
		{"cumulative default of 4 % over 3 %", tranche.TestSpec{Kind: tranche.CumulativeDefault, Limit: "0.03"}, "0.0400", false, 10_00, cashflow.Collection{Opening: 1000_00, Defaulted: 40_00, Closing: 960_00}, false},
		{"delinquency over 90 days", tranche.TestSpec{Kind: tranche.Delinquency, Days: 90, Limit: "0.05"}, "0.0500", true, 0, cashflow.Collection{Opening: 100_00, Closing: 100_00, Overdue: cashflow.Ageing{50_00, 1, 2, 5_00}}, false},
		{"value of rights", tranche.TestSpec{Kind: tranche.RightsCoverage, Limit: "2"}, "1.5000", false, 250_00, cashflow.Collection{Opening: 1000_00, Closing: 1000_00, RightsValue: pool.Known(money.Amount(1500_00))}, false},
	} {
		s := twoClasses("2024-03-31")
		tt.test.Name = "T"
		s.Tests = []tranche.TestSpec{tt.test}
		got := pays(t, s, tt.c).Periods[0].Tests[0]
		equal(t, tt.situation+": value", strings.TrimRight(got.Value.String(), "0"), strings.TrimRight(tt.value, "0"))
		equal(t, tt.situation+": passes", got.Passes, tt.passes)
		equal(t, tt.situation+": cure", got.Cure, tt.cure)
	}
}

func TestWhereTheValueOfRightsIsUnknownATestHasNoOutcome(t *testing.T) {
	s := twoClasses("2024-03-31")
	s.Tests = []tranche.TestSpec{{Name: "coverage", Kind: tranche.RightsCoverage, Limit: "2"}}
	res := pays(t, s, cashflow.Collection{Opening: 1000_00, Closing: 1000_00})
	if got := res.Periods[0].Tests[0]; got.Known || got.Passes || got.Fails {
		t.Errorf("%+v", got)
	}
	if !strings.Contains(strings.Join(res.Warnings, "\n"), "test coverage has no outcome") {
		t.Errorf("warnings %q", res.Warnings)
	}
}

func TestBandsAveragesAndConsecutiveBreaches(t *testing.T) {
	s := twoClasses("2024-06-30", "2024-12-31", "2025-06-30", "2025-12-31", "2026-06-30")
	s.Tests = []tranche.TestSpec{
		{Name: "bands", Kind: tranche.RatioTest, Numerator: "5", Denominator: "100", Is: tranche.AtMost, Bands: []tranche.BandSpec{{Through: 1, Limit: yuan("0.03")}, {Through: 2, Limit: yuan("0.05")}}},
		{Name: "mean", Kind: tranche.Delinquency, Days: 60, Limit: "0.05", Average: 3},
		{Name: "third", Kind: tranche.RatioTest, Numerator: "1", Denominator: "2", Is: tranche.Above, Limit: "0.5", Consecutive: 3},
	}
	overdue := func(a money.Amount) cashflow.Collection {
		return cashflow.Collection{Opening: 100_00, Closing: 100_00, Overdue: cashflow.Ageing{0, 0, a, 0}}
	}
	res := pays(t, s, overdue(3_00), overdue(6_00), overdue(9_00), overdue(0), overdue(0))
	column := func(i int, of func(tranche.TestLine) any) string {
		var list []string
		for _, p := range res.Periods {
			list = append(list, fmt.Sprint(of(p.Tests[i])))
		}
		return strings.Join(list, " ")
	}
	// The payment that closes a year of life, 31 December 2024, still belongs to it.
	equal(t, "limits", column(0, func(l tranche.TestLine) any { return l.Limit }), "0.0300 0.0300 0.0500 0.0500 0.0500")
	equal(t, "passes", column(0, func(l tranche.TestLine) any { return l.Passes }), "false false true true true")
	equal(t, "means", column(1, func(l tranche.TestLine) any { return l.Value }), "0.0300 0.0450 0.0600 0.0500 0.0300")
	equal(t, "mean passes", column(1, func(l tranche.TestLine) any { return l.Passes }), "true true false true true")
	equal(t, "third breach", column(2, func(l tranche.TestLine) any { return l.Fails }), "false false true true true")
}

func TestAnAverageOfExcessSpreadCountsWhatIsBelowZero(t *testing.T) {
	s := twoClasses(quarters...)
	s.Tests = []tranche.TestSpec{
		{Name: "spread", Kind: tranche.RatioTest, Numerator: "interest_collected - interest_due(A)", Denominator: "initial(A)", Is: tranche.AtLeast, Limit: "0", Average: 2},
		{Name: "floor", Kind: tranche.RatioTest, Numerator: "interest_collected - interest_due(A)", Denominator: "initial(A)", Is: tranche.AtLeast, Limit: "0 - 0.005"},
	}
	bullet := tranche.PrincipalSpec{Mode: tranche.BulletMode}
	s.Tranches[0].Principal, s.Tranches[0].ExpectedMaturity = bullet, date("2024-12-31")
	// 10 of interest are due on A at each payment.
	res := pays(t, s, cash(12_00, 0), cash(6_00, 0), cash(14_00, 0), cash(9_00, 0))
	for k, want := range []string{
		"0.0020 passes 0.00, 0.0020 passes 0.00",
		"-0.0010 breached 0.00, -0.0040 passes 0.00",
		"-0.0010 breached 0.00, 0.0020 passes 0.00", // 12 are due, with the 2 that were not paid
		"0.0005 passes 0.00, -0.0010 passes 0.00",
	} {
		var list []string
		for _, l := range res.Periods[k].Tests {
			list = append(list, fmt.Sprint(l.Value, map[bool]string{true: " passes ", false: " breached "}[l.Passes], l.Cure.Format(res.Currency)))
		}
		equal(t, quarters[k], strings.Join(list, ", "), want)
	}
	s.Tests[1].Limit = "0 - 0.003"
	res = pays(t, s, cash(12_00, 0), cash(6_00, 0), cash(14_00, 0), cash(9_00, 0))
	equal(t, "cure of a floor below zero", res.Periods[1].Tests[1].Cure, 1_00)
}

func TestTriggersStickOrAreCuredAndRememberWhatDecided(t *testing.T) {
	s := twoClasses(quarters...)
	s.Triggers = []tranche.TriggerSpec{
		{Name: "curable", When: "collected < 100", Curable: 1, Effects: []tranche.EffectSpec{{Status: tranche.Accelerated}}},
		{Name: "sticky", When: "collected < 50", Consecutive: 2, Effects: []tranche.EffectSpec{{Event: tranche.EventDefault}, {Event: "rating_downgrade"}}},
	}
	res := pays(t, s, cash(0, 100_00), cash(0, 40_00), cash(0, 200_00), cash(0, 300_00))
	var got []string
	for _, c := range res.StatusHistory {
		got = append(got, fmt.Sprint(c.Number, " ", c.To))
	}
	if diff := cmp.Diff([]string{"0 amortising", "2 accelerated", "3 amortising"}, got); diff != "" {
		t.Errorf("status (-want +got):\n%s", diff)
	}
	first := res.History[0]
	equal(t, "trigger", first.Name, "curable")
	equal(t, "what decided", first.Compared[0], tranche.Compared{Text: "collected < 100", Left: "40.00", Right: "100.00"})
	res = pays(t, s, cash(0, 40_00), cash(0, 40_00), cash(0, 500_00), cash(0, 300_00))
	equal(t, "after two payments below 50", res.Periods[1].Status, tranche.Defaulted)
	equal(t, "and for good", res.Periods[3].Status, tranche.Defaulted)
	equal(t, "waterfall", res.Periods[3].Waterfall, "defaulted")
}

func TestATriggerOfATestTellsItsValueAndLimit(t *testing.T) {
	s := twoClasses(quarters...)
	s.Tests = []tranche.TestSpec{{Name: "CDR", Kind: tranche.CumulativeDefault, Limit: "0.03"}}
	s.Triggers = []tranche.TriggerSpec{{Name: "loss", When: "fails(CDR) && !event(perfection)", Effects: []tranche.EffectSpec{{Event: tranche.EventAcceleration}}}}
	res := pays(t, s, cashflow.Collection{Opening: 1000_00, Defaulted: 40_00, Closing: 960_00}, cash(0, 0), cash(0, 0), cash(0, 0))
	want := []tranche.Compared{{Text: "fails(CDR)", Left: "0.04", Right: "at_most 0.03"}, {Text: "event(perfection)", Left: "false"}}
	if diff := cmp.Diff(want, res.History[0].Compared); diff != "" {
		t.Errorf("what decided (-want +got):\n%s", diff)
	}
}

// Before an event A1 is paid before A2; after it both share: two settings, not one.
func TestTheOrderOfPrincipalBeforeAndAfterAnEvent(t *testing.T) {
	s := twoClasses(quarters...)
	s.Tranches = append(s.Tranches, tranche.TrancheSpec{Name: "A2", Class: tranche.Senior, Notional: yuan("500"), Principal: tranche.PrincipalSpec{Mode: tranche.Scheduled, Schedule: []tranche.ScheduleSpec{{Date: date("2024-12-31"), Amount: yuanPtr("500")}}}})
	s.Tranches[0].Coupon = nil
	residual := tranche.StepSpec{Pay: tranche.PayResidual, To: []string{"Sub"}, After: []string{"senior"}}
	s.Waterfalls = tranche.WaterfallsSpec{
		Amortising:  []tranche.StepSpec{{Pay: tranche.PayPrincipal, To: []string{"A", "A2"}}, residual},
		Accelerated: []tranche.StepSpec{{Pay: tranche.PayPrincipal, To: []string{"senior"}, Split: tranche.ProRata}, residual},
	}
	s.Triggers = []tranche.TriggerSpec{{Name: "loss", When: "defaulted > 0", Effects: []tranche.EffectSpec{{Event: tranche.EventAcceleration}}}}
	res := pays(t, s, cash(0, 400_00), cashflow.Collection{Principal: 330_00, Defaulted: 1}, cash(0, 0), cash(0, 0))
	equal(t, "A before", res.Periods[0].Tranches[0].PrincipalPaid, 400_00)
	equal(t, "A after, 600 of 1100", res.Periods[1].Tranches[0].PrincipalPaid, 180_00)
	equal(t, "A2 after, though its schedule is not due", res.Periods[1].Tranches[2].PrincipalPaid, 150_00)
	s.Tranches[2].Principal.AfterEvent = "keep"
	res = pays(t, s, cash(0, 400_00), cashflow.Collection{Principal: 330_00, Defaulted: 1}, cash(0, 0), cash(0, 0))
	equal(t, "A2 keeps to its schedule", res.Periods[1].Tranches[2].PrincipalPaid, 0)
}

func TestAStatusWithoutAWaterfallIsRefused(t *testing.T) {
	s := twoClasses(quarters...)
	s.Waterfalls.Defaulted, s.Waterfalls.CleanUp = nil, nil
	s.Triggers = []tranche.TriggerSpec{{Name: "default", When: "interest_unpaid(A) > 0", At: tranche.AfterWaterfall, Effects: []tranche.EffectSpec{{Event: tranche.EventDefault}}}}
	s.Calls = []tranche.CallSpec{{Name: "call", Kind: "clean_up", By: "originator", When: "pool_factor < 0.1", Price: "pool_balance"}}
	_, err := s.Resolve()
	var e *faults.Error
	if !errors.As(err, &e) || len(e.Faults()) != 2 || e.Faults()[0].Path != "waterfalls.defaulted" || e.Faults()[1].Path != "waterfalls.clean_up" {
		t.Errorf("error %v", err)
	}
}

func TestAFormulaThatHasNoValueEndsTheRunAndSaysWhere(t *testing.T) {
	s := twoClasses(quarters...)
	s.Triggers = []tranche.TriggerSpec{{Name: "ratio", When: "collected / pool_balance > 1"}}
	deal, err := s.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	var given []cashflow.Collection
	for _, p := range deal.CollectionPeriods() {
		given = append(given, cashflow.Collection{Period: p})
	}
	_, err = deal.Run(given)
	if !errors.Is(err, tranche.ErrFormula) || !strings.Contains(err.Error(), "triggers[0].when") || !strings.Contains(err.Error(), "column 11") {
		t.Errorf("error %v", err)
	}
}
