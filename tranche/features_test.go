package tranche_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/tranche"
)

// Days of 30/360 quarters and years make interest that a reader can check in the head.
var quarters = []string{"2024-03-31", "2024-06-30", "2024-09-30", "2024-12-31"}

// twoClasses is a senior class A of 1000 at 4 % and a residual class Sub of 100, paid interest then
// principal then residual in every status.
func twoClasses(payments ...string) tranche.Spec {
	s := plain("2023-12-31", payments...)
	s.Tranches = []tranche.TrancheSpec{
		{Name: "A", Class: tranche.Senior, Notional: yuan("1000"), Coupon: &tranche.CouponSpec{Rate: yuan("0.04"), DayCount: calendar.ThirtyE360}, Principal: tranche.PrincipalSpec{Mode: tranche.PassThrough}},
		{Name: "Sub", Class: tranche.Subordinated, Notional: yuan("100"), Principal: tranche.PrincipalSpec{Mode: tranche.Residual}},
	}
	steps := []tranche.StepSpec{
		{Pay: tranche.PayInterest, To: []string{"A"}}, {Pay: tranche.PayPrincipal, To: []string{"A"}}, {Pay: tranche.PayResidual, To: []string{"Sub"}, After: []string{"A"}},
	}
	s.Waterfalls = tranche.WaterfallsSpec{Amortising: steps, Accelerated: steps, Defaulted: steps, CleanUp: steps}
	return s
}

// with puts steps before those of the amortising waterfall.
func with(s *tranche.Spec, steps ...tranche.StepSpec) {
	s.Waterfalls.Amortising = append(steps, s.Waterfalls.Amortising...)
}

// pays runs a deal on collections given without their periods.
func pays(t testing.TB, s tranche.Spec, given ...cashflow.Collection) *tranche.Result {
	t.Helper()
	deal, err := s.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	for k, p := range deal.CollectionPeriods() {
		given[k].Period = p
	}
	res, err := deal.Run(given)
	if err != nil {
		t.Fatal(err)
	}
	if res.Cash.Difference != 0 {
		t.Fatalf("cash %+v", res.Cash)
	}
	return res
}

func cash(interest, principal money.Amount) cashflow.Collection {
	return cashflow.Collection{Interest: interest, Principal: principal}
}

func equal[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// ---- fees and taxes

// 3 % in the amount, with surcharges of 12 %: 3 % / 1.03 × 1.12 = 3.2621 %, the market's 3.26 %.
func TestValueAddedTaxOfThreePercentIsThePublishedEffectiveRate(t *testing.T) {
	for _, tt := range []struct {
		surcharge string
		want      money.Amount // of 1,000,000.00
	}{{"0.12", 32_621_36}, {"0.10", 32_038_83}, {"0.06", 30_873_79}} {
		s := twoClasses("2024-03-31")
		s.Fees = []tranche.FeeSpec{{Name: "VAT", Tax: []tranche.TaxSpec{{Rate: yuan("0.03"), Inclusive: true, Surcharge: yuan(tt.surcharge)}}, Of: "interest_collected", Per: tranche.PerPayment}}
		with(&s, tranche.StepSpec{Pay: tranche.PayFees, To: []string{"VAT"}})
		equal(t, "surcharge "+tt.surcharge, pays(t, s, cash(1_000_000_00, 0)).Periods[0].Fees[0].Paid, tt.want)
	}
}

func TestATaxAppliesFromItsDate(t *testing.T) {
	s := twoClasses(quarters...)
	s.Fees = []tranche.FeeSpec{{Name: "tax", Of: "interest_collected", Per: tranche.PerPayment, Tax: []tranche.TaxSpec{
		{From: date("2024-06-30"), Rate: yuan("0.10")}, {From: date("2024-12-01"), Rate: yuan("0.10"), Inclusive: true}}}}
	with(&s, tranche.StepSpec{Pay: tranche.PayFees, To: []string{"tax"}})
	res := pays(t, s, cash(110_00, 0), cash(110_00, 0), cash(110_00, 0), cash(110_00, 0))
	for k, want := range []money.Amount{0, 11_00, 11_00, 10_00} {
		equal(t, "tax of payment "+quarters[k], res.Periods[k].Fees[0].Paid, want)
	}
}

func TestWhatIsBeyondAFeesCap(t *testing.T) {
	for _, tt := range []struct {
		situation, beyond string
		per               tranche.Per
		paid              [4]money.Amount // of the capped fee, 100 due each time, capped at 250
		junior            money.Amount    // paid to the junior fee in all
		unpaid            money.Amount
	}{
		{"a year's cap goes to the junior fee", "junior", tranche.PerYear, [4]money.Amount{100_00, 100_00, 50_00, 0}, 150_00, 0},
		{"a year's cap is carried", "carry", tranche.PerYear, [4]money.Amount{100_00, 100_00, 50_00, 0}, 0, 150_00},
		{"a year's cap lapses", "lapse", tranche.PerYear, [4]money.Amount{100_00, 100_00, 50_00, 0}, 0, 0},
		{"a payment's cap is not met", "", tranche.PerPayment, [4]money.Amount{100_00, 100_00, 100_00, 100_00}, 0, 0},
	} {
		s := twoClasses(quarters...)
		s.Fees = []tranche.FeeSpec{{Name: "fee", Amount: "100", Per: tranche.PerPayment, Cap: &tranche.FeeCapSpec{Amount: "250", Per: tt.per, Beyond: tt.beyond}}, {Name: "junior", Amount: "0", Per: tranche.PerPayment}}
		with(&s, tranche.StepSpec{Pay: tranche.PayFees, To: []string{"fee", "junior"}})
		res := pays(t, s, cash(0, 500_00), cash(0, 500_00), cash(0, 500_00), cash(0, 500_00))
		var junior money.Amount
		for k, p := range res.Periods {
			equal(t, tt.situation+": fee", p.Fees[0].Paid, tt.paid[k])
			junior += p.Fees[1].Paid
		}
		equal(t, tt.situation+": junior", junior, tt.junior)
		equal(t, tt.situation+": unpaid", res.Periods[3].Fees[0].Unpaid, tt.unpaid)
	}
}

func TestVATOnAFeeIsAddedOrInside(t *testing.T) {
	s := twoClasses("2024-03-31")
	s.Fees = []tranche.FeeSpec{
		{Name: "net", Amount: "1000", Per: tranche.PerPayment, VAT: []tranche.TaxSpec{{Rate: yuan("0.06")}}},
		{Name: "gross", Amount: "1060", Per: tranche.PerPayment, VAT: []tranche.TaxSpec{{Rate: yuan("0.06"), Inclusive: true}}},
	}
	with(&s, tranche.StepSpec{Pay: tranche.PayFees, To: []string{"net", "gross"}})
	p := pays(t, s, cash(0, 9999_00)).Periods[0]
	for _, f := range p.Fees {
		equal(t, f.Name+" paid", f.Paid, 1060_00)
		equal(t, f.Name+" VAT", f.ValueAddedTax, 60_00)
	}
}

// ---- coupons

func TestCoupons(t *testing.T) {
	lpr := []tranche.CurveSpec{{Name: "LPR", Steps: []cashflow.RateStep{{From: date("2023-12-01"), Rate: 34 * money.One / 1000}, {From: date("2024-05-20"), Rate: 30 * money.One / 1000}, {From: date("2024-08-20"), Rate: 10 * money.One / 1000}}}}
	rate := func(text string) *decimal.Decimal { return yuanPtr(text) }
	for _, tt := range []struct {
		situation string
		coupon    tranche.CouponSpec
		want      [4]money.Amount // interest of each quarter on 1000, which is not repaid
	}{
		{"fixed 4 %", tranche.CouponSpec{Rate: yuan("0.04")}, [4]money.Amount{10_00, 10_00, 10_00, 10_00}},
		{"curve + 60 bp, fixed at the first day of each period", tranche.CouponSpec{Curve: "LPR", Margin: yuan("0.006")}, [4]money.Amount{10_00, 10_00, 9_00, 4_00}},
		{"with a floor of 2 % and a cap of 3.8 %", tranche.CouponSpec{Curve: "LPR", Margin: yuan("0.006"), Floor: rate("0.02"), Cap: rate("0.038")}, [4]money.Amount{9_50, 9_50, 9_00, 5_00}},
		{"reset every half year", tranche.CouponSpec{Curve: "LPR", Margin: yuan("0.006"), ResetMonths: 6}, [4]money.Amount{10_00, 10_00, 9_00, 9_00}},
		{"half the curve", tranche.CouponSpec{Curve: "LPR", Factor: rate("0.5")}, [4]money.Amount{4_25, 4_25, 3_75, 1_25}},
		{"adjusted from a day on", tranche.CouponSpec{Rate: yuan("0.04"), Steps: []tranche.CouponStepSpec{{From: date("2024-06-30"), Rate: rate("0.06")}}}, [4]money.Amount{10_00, 10_00, 15_00, 15_00}},
		{"stepped up while a condition holds", tranche.CouponSpec{Rate: yuan("0.04"), Steps: []tranche.CouponStepSpec{{When: "period == 2", Add: rate("0.01")}}}, [4]money.Amount{10_00, 12_50, 10_00, 10_00}},
	} {
		s := twoClasses(quarters...)
		s.Curves = lpr
		tt.coupon.DayCount = calendar.ThirtyE360
		s.Tranches[0].Coupon = &tt.coupon
		s.Tranches[0].Principal.Lockout = date("2024-12-31")
		res := pays(t, s, cash(50_00, 0), cash(50_00, 0), cash(50_00, 0), cash(50_00, 0))
		for k, want := range tt.want {
			equal(t, fmt.Sprintf("%s, quarter %d", tt.situation, k+1), res.Periods[k].Tranches[0].InterestDue, want)
		}
	}
}

func TestUnpaidInterestBearsInterestWhereTheDealSaysSo(t *testing.T) {
	for _, tt := range []struct {
		onArrears string
		want      money.Amount // due at the second quarter
	}{{"", 20_00}, {"coupon", 20_10}, {"0.08", 20_20}} {
		s := twoClasses(quarters[:2]...)
		s.Tranches[0].Coupon.OnArrears = tt.onArrears
		equal(t, "on arrears "+tt.onArrears, pays(t, s, cash(0, 0), cash(0, 0)).Periods[1].Tranches[0].InterestDue, tt.want)
	}
}

func TestAZClassAccretesUntilTheClassBeforeItIsRepaid(t *testing.T) {
	s := twoClasses(quarters...)
	s.Tranches = append(s.Tranches, tranche.TrancheSpec{Name: "Z", Class: tranche.Mezzanine, Notional: yuan("100"), Principal: tranche.PrincipalSpec{Mode: tranche.PassThrough},
		Coupon: &tranche.CouponSpec{Rate: yuan("0.08"), DayCount: calendar.ThirtyE360, Accretes: "balance(A) > 0"}})
	s.Waterfalls = tranche.WaterfallsSpec{Amortising: []tranche.StepSpec{{Pay: tranche.PayInterest, To: []string{"A", "Z"}}, {Pay: tranche.PayPrincipal, To: []string{"A", "Z"}}, {Pay: tranche.PayResidual, To: []string{"Sub"}}}}
	res := pays(t, s, cash(0, 10_00), cash(0, 1010_00), cash(0, 0), cash(0, 200_00))
	z := func(k int) tranche.TrancheLine { return res.Periods[k].Tranches[2] }
	equal(t, "accreted first", z(0).Accreted, 2_00)                   // 100 × 2 %
	equal(t, "accreted second", z(1).Accreted, 2_04)                  // 102 × 2 %; A is repaid in this payment
	equal(t, "interest of the third quarter", z(2).InterestDue, 2_08) // 104.04 × 2 % = 2.0808
	equal(t, "balance", z(2).Closing, 104_04)
	equal(t, "repaid with what accreted", z(3).PrincipalPaid, 104_04)
}

func TestAPutIsPaidAtParLessWhatIsResold(t *testing.T) {
	s := twoClasses(quarters...)
	s.Tranches[0].Principal = tranche.PrincipalSpec{Mode: tranche.BulletMode}
	s.Tranches[0].ExpectedMaturity = date("2024-12-31")
	s.Tranches[0].Put = &tranche.PutSpec{Date: date("2024-06-30"), Share: "0.30", Resold: yuan("0.5")}
	s.Tranches[0].Coupon.Steps = []tranche.CouponStepSpec{{From: date("2024-06-30"), Rate: yuanPtr("0.02")}}
	with(&s, tranche.StepSpec{Pay: tranche.PayPut, To: []string{"A"}})
	s.Waterfalls.Accelerated, s.Waterfalls.Defaulted, s.Waterfalls.CleanUp = nil, nil, nil
	res := pays(t, s, cash(10_00, 0), cash(10_00, 100_00), cash(10_00, 60_00), cash(10_00, 850_00))
	a := res.Periods[1].Tranches[0]
	equal(t, "resold", a.Resold, 150_00)
	equal(t, "put back", a.PutDue, 150_00)
	equal(t, "paid", a.PutPaid, 110_00) // all the cash there is, before interest
	equal(t, "paid later", res.Periods[2].Tranches[0].PutPaid, 40_00)
	equal(t, "coupon after", res.Periods[2].Tranches[0].Rate.String(), "0.0200")
	equal(t, "unpaid put is told", res.Unpaid[0].Kind+res.Unpaid[1].Kind, "interestput")
}

func TestInterimYieldIsCappedAndStopsAfterAnEvent(t *testing.T) {
	s := twoClasses(quarters...)
	s.Tranches[1].InterimYield = &tranche.YieldSpec{Cap: yuan("0.08"), DayCount: calendar.ThirtyE360}
	s.Triggers = []tranche.TriggerSpec{{Name: "late", When: "period >= 3", Effects: []tranche.EffectSpec{{Event: tranche.EventAcceleration}}}}
	with(&s, tranche.StepSpec{Pay: tranche.PayYield, To: []string{"Sub"}})
	res := pays(t, s, cash(20_00, 0), cash(20_00, 0), cash(20_00, 0), cash(20_00, 0))
	for k, want := range []money.Amount{2_00, 2_00, 0, 0} { // 8 % a year of 100
		equal(t, "yield at "+quarters[k], res.Periods[k].Tranches[1].YieldPaid, want)
	}
	equal(t, "third waterfall", res.Periods[2].Waterfall, "accelerated")
}

func TestAResidualIsDividedInSharesToTheFen(t *testing.T) {
	s := twoClasses("2024-03-31")
	s.Fees = []tranche.FeeSpec{{Name: "incentive", Amount: "0", Per: tranche.PerPayment}}
	s.Waterfalls = tranche.WaterfallsSpec{Amortising: []tranche.StepSpec{{Pay: tranche.PayInterest, To: []string{"A"}}, {Pay: tranche.PayPrincipal, To: []string{"A"}}, {Pay: tranche.PayFees, To: []string{"incentive"}},
		{Pay: tranche.PayResidual, To: []string{"Sub", "incentive"}, Split: tranche.ByShares, Shares: []decimal.Decimal{yuan("0.8"), yuan("0.2")}}}}
	p := pays(t, s, cash(0, 1010_00+300_01)).Periods[0]
	equal(t, "Sub", p.Tranches[1].PrincipalPaid+p.Tranches[1].Residual, 240_01)
	equal(t, "incentive", p.Fees[0].Paid, 60_00)
}

func TestTargetBalanceAndLockout(t *testing.T) {
	s := twoClasses(quarters...)
	s.Tranches[0].Coupon = nil
	s.Tranches[0].Principal = tranche.PrincipalSpec{Mode: tranche.TargetMode, Target: "0.9 * pool_balance"}
	s.Waterfalls = tranche.WaterfallsSpec{Amortising: []tranche.StepSpec{{Pay: tranche.PayPrincipal, To: []string{"A"}}, {Pay: tranche.PayResidual, To: []string{"Sub"}}}}
	give := func() []cashflow.Collection {
		return []cashflow.Collection{{Opening: 1100_00, Principal: 200_00, Closing: 900_00}, {Opening: 900_00, Principal: 300_00, Closing: 600_00}, {Opening: 600_00, Principal: 600_00}, {}}
	}
	res := pays(t, s, give()...)
	for k, want := range []money.Amount{810_00, 540_00, 0, 0} {
		equal(t, "balance after "+quarters[k], res.Periods[k].Tranches[0].Closing, want)
	}
	s.Tranches[0].Principal.Lockout = date("2024-06-30")
	s.Waterfalls.Amortising[1].After = []string{"A"}
	res = pays(t, s, give()...)
	equal(t, "locked", res.Periods[0].Tranches[0].PrincipalPaid, 0)
	equal(t, "then down to the target", res.Periods[1].Tranches[0].Closing, 540_00)
}

func TestLossesAreWrittenDownFromTheBottomAndUpFromTheTop(t *testing.T) {
	s := twoClasses(quarters...)
	with(&s, tranche.StepSpec{Do: tranche.WriteDown, To: []string{"Sub", "A"}, Amount: "defaulted"}, tranche.StepSpec{Do: tranche.WriteUp, To: []string{"A", "Sub"}, Amount: "recovered"})
	res := pays(t, s, cashflow.Collection{Defaulted: 130_00}, cashflow.Collection{Recovery: 50_00}, cash(0, 0), cash(0, 0))
	equal(t, "Sub", res.Periods[0].Tranches[1].WriteDown, 100_00)
	equal(t, "A", res.Periods[0].Tranches[0].WriteDown, 30_00)
	equal(t, "interest on what is left", res.Periods[1].Tranches[0].InterestDue, 10_00+9_70)
	equal(t, "A is restored first", res.Periods[1].Tranches[0].WriteUp, 30_00)
	equal(t, "then Sub", res.Periods[1].Tranches[1].WriteUp, 20_00)
	equal(t, "what is lost is a shortfall", res.Tranches[1].WrittenDown, 80_00)
}

// ---- tests, triggers, statuses

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

// ---- support

func TestSupportIsCalledInItsStageByPromisorsWhoCanPay(t *testing.T) {
	deal := func(stage tranche.Stage) tranche.Spec {
		s := twoClasses(quarters...)
		s.Tranches[0].Principal = tranche.PrincipalSpec{Mode: tranche.BulletMode}
		s.Tranches[0].ExpectedMaturity = date("2024-12-31")
		s.Support = []tranche.SupportSpec{{Name: "promise", Kind: tranche.ShortfallCommitment, Calls: stage, Promisors: []tranche.PromisorSpec{{Name: "first", Cap: "12"}, {Name: "second"}}}}
		for i := range s.Waterfalls.Amortising[:1] {
			s.Waterfalls.Amortising[i].Support = []string{"promise"}
		}
		return s
	}
	calls := func(res *tranche.Result) string {
		var list []string
		for _, p := range res.Periods {
			for _, c := range p.SupportCalls {
				list = append(list, fmt.Sprint(p.Number, c.Promisor, c.Amount, c.Stage))
			}
		}
		return strings.Join(list, " ")
	}
	none := []cashflow.Collection{{}, {}, {}, {}}
	equal(t, "before payment", calls(pays(t, deal(tranche.BeforePayment), none...)), "1first1000 before_payment 2first200 before_payment 2second800 before_payment 3second1000 before_payment 4second1000 before_payment")
	// The first interest is missed; from then on the guarantee pays it and what follows.
	equal(t, "after default", calls(pays(t, deal(tranche.AfterDefault), none...)), "2first1200 after_default 2second800 after_default 3second1000 after_default 4second1000 after_default")
	s := deal(tranche.BeforePayment)
	s.Support[0].Promisors[0].DefaultsOn = date("2024-03-31")
	equal(t, "a promisor in default pays nothing", calls(pays(t, s, none...)), "1second1000 before_payment 2second1000 before_payment 3second1000 before_payment 4second1000 before_payment")
	d, err := deal(tranche.BeforePayment).Resolve()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"first", "second"}, d.Outsiders()); diff != "" {
		t.Error(diff)
	}
	for k, p := range d.CollectionPeriods() {
		none[k].Period = p
	}
	res, err := d.RunInputs(tranche.Inputs{Collections: none, Defaults: []calendar.Date{date("2024-06-30"), date("2024-09-30")}})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "defaults given to the run", calls(res), "1first1000 before_payment 2second1000 before_payment")
}

func TestAFacilityRestoresItselfAndEarnsInterest(t *testing.T) {
	s := twoClasses(quarters...)
	s.Tranches[0].Principal = tranche.PrincipalSpec{Mode: tranche.BulletMode}
	s.Tranches[0].ExpectedMaturity = date("2024-12-31")
	s.Support = []tranche.SupportSpec{{Name: "line", Kind: tranche.LiquidityFacility, Restores: true, Rate: yuanPtr("0.08"), DayCount: calendar.ThirtyE360, Promisors: []tranche.PromisorSpec{{Name: "bank", Cap: "10"}}}}
	s.Waterfalls.Amortising[0].Support = []string{"line"}
	s.Waterfalls.Amortising = append(s.Waterfalls.Amortising[:2:2], tranche.StepSpec{Pay: tranche.PayReimbursement, To: []string{"line"}}, s.Waterfalls.Amortising[2])
	res := pays(t, s, cash(0, 0), cash(20_20, 0), cash(0, 0), cash(1020_00, 0))
	var moves []string
	for _, p := range res.Periods {
		for _, m := range p.Movements {
			if m.From == "bank" || m.To == "bank" {
				moves = append(moves, fmt.Sprint(p.Number, m.Kind, m.Amount))
			}
		}
	}
	want := "1support_call1000 2support_interest20 2reimbursement1000 3support_call1000 4support_interest20 4reimbursement980"
	equal(t, "movements of the bank", strings.Join(moves, " "), want)
}

func TestCallsAreDatedByTheTemplate(t *testing.T) {
	s := small(t)
	s.Dates.Template = []tranche.OffsetSpec{{Event: "servicer_report", BusinessDaysBefore: 10}, {Event: tranche.ShortfallStart, BusinessDaysBefore: 9}, {Event: tranche.ShortfallTransfer, BusinessDaysBefore: 8}}
	res := collect(t, s, 2_500_000_00, 4_500_000_00, 3_500_000_00, 600_000_00)
	// Payment on Thursday 31 October 2024: nine trading days before is Friday 18, eight is Monday 21.
	call := res.Periods[0].SupportCalls[0]
	equal(t, "called", call.Called, date("2024-10-18"))
	equal(t, "transfer", call.Transfer, date("2024-10-21"))
	equal(t, "servicer report", res.Periods[0].Events[0].Day, date("2024-10-17"))
}

// ---- accounts, deposits, swaps, calls

func TestDepositsAreHandedOverAndSetOff(t *testing.T) {
	s := twoClasses(quarters...)
	s.Accounts = []tranche.AccountSpec{{Name: "deposits"}}
	s.Deposits = &tranche.DepositsSpec{Account: "deposits", Of: []tranche.DepositSpec{{Lessee: "L1", Amount: yuan("60")}, {Lessee: "L2", Amount: yuan("30")}}}
	s.Triggers = []tranche.TriggerSpec{{Name: "perfection", When: "period == 1", At: tranche.AfterWaterfall, Effects: []tranche.EffectSpec{{Event: tranche.EventPerfection}}}}
	with(&s, tranche.StepSpec{Pay: tranche.PayDeposits, When: "period == 4"})
	res := pays(t, s, cashflow.Collection{Principal: 50_00, FromDeposit: 9_00}, cashflow.Collection{Principal: 50_00}, cashflow.Collection{Principal: 50_00, FromDeposit: 21_00}, cashflow.Collection{Principal: 1_00})
	left := func(k int) string { return fmt.Sprint(res.Periods[k].Deposits) }
	equal(t, "before perfection the originator passes it on", left(0), "[{L1 5400} {L2 2700}]")
	equal(t, "the plan holds them after", res.Periods[1].Accounts[1].Closing, 81_00)
	equal(t, "set off", left(2), "[{L1 4000} {L2 2000}]")
	equal(t, "out of the account", res.Periods[2].Accounts[1].Closing, 60_00)
	equal(t, "collected all the same", res.Periods[2].Tranches[0].InterestPaid+res.Periods[2].Tranches[0].PrincipalPaid, 50_00)
	equal(t, "paid back", res.Periods[3].Accounts[1].Closing, 0)
}

func TestInvestmentIncomeAndSwaps(t *testing.T) {
	s := twoClasses(quarters[:2]...)
	s.Curves = []tranche.CurveSpec{{Name: "LPR", Steps: []cashflow.RateStep{{From: date("2023-01-01"), Rate: 3 * money.One / 100}, {From: date("2024-03-31"), Rate: 6 * money.One / 100}}}}
	s.Accounts = []tranche.AccountSpec{{Name: "reserve", Opening: yuan("100"), Target: "102", Earns: &tranche.EarnsSpec{Rate: yuan("0.04"), DayCount: calendar.ThirtyE360}}}
	s.Swaps = []tranche.SwapSpec{
		{Name: "swap", Kind: "swap", Counterparty: "bank", Notional: "1000", Pays: &tranche.LegSpec{Rate: yuan("0.04")}, Receives: &tranche.LegSpec{Curve: "LPR"}, DayCount: calendar.ThirtyE360},
		{Name: "cap", Kind: "cap", Counterparty: "bank", Notional: "1000", Receives: &tranche.LegSpec{Curve: "LPR"}, Strike: yuanPtr("0.05"), DayCount: calendar.ThirtyE360},
	}
	with(&s, tranche.StepSpec{Pay: tranche.PaySwap, To: []string{"swap"}}, tranche.StepSpec{Pay: tranche.PayReserve, To: []string{"reserve"}})
	res := pays(t, s, cash(20_00, 0), cash(0, 0))
	equal(t, "earned", res.Periods[0].Accounts[1].Receipts, 1_00+1_00) // 1 % of 100, and 1 filled
	equal(t, "the deal pays 4 % and receives 3 %", res.Periods[0].Swaps[0], tranche.SwapLine{Name: "swap", Pays: 10_00, Receives: 7_50, Paid: 2_50})
	equal(t, "then receives 6 %", res.Periods[1].Swaps[0], tranche.SwapLine{Name: "swap", Pays: 10_00, Receives: 15_00, Received: 5_00})
	equal(t, "and the cap pays what is above 5 %", res.Periods[1].Swaps[1].Received, 2_50)
}

func TestCollectionsInAnotherCurrency(t *testing.T) {
	s := twoClasses(quarters[:2]...)
	s.Curves = []tranche.CurveSpec{{Name: "USDCNY", Steps: []cashflow.RateStep{{From: date("2023-01-01"), Rate: 7 * money.One}, {From: date("2024-06-30"), Rate: 65 * money.One / 10}}}}
	usd, err := money.ParseCurrency("USD")
	if err != nil {
		t.Fatal(err)
	}
	s.Collections.FX = &tranche.FXSpec{Currency: usd, Spot: "USDCNY", Swapped: "40", Rate: "7.1", Counterparty: "bank"}
	res := pays(t, s, cash(10_00, 20_00), cash(0, 100_00))
	equal(t, "30 dollars at the swap's 7.1", res.Periods[0].Collection.Total(), 213_00)
	equal(t, "40 at 7.1, 60 at spot of 6.5", res.Periods[1].Collection.Total(), 284_00+390_00)
}

func TestACleanUpCallNeedsAPriceThatClearsTheSeniorClasses(t *testing.T) {
	s := twoClasses(quarters...)
	s.Calls = []tranche.CallSpec{{Name: "clean-up", Kind: "clean_up", By: "lessor", When: "pool_balance <= 0.1 * pool_initial", Price: "pool_balance"}}
	give := func(closing money.Amount) []cashflow.Collection {
		return []cashflow.Collection{{Opening: 1100_00, Principal: 900_00, Closing: 200_00}, {Opening: 200_00, Principal: 200_00 - closing, Closing: closing}, {Opening: closing, Principal: closing}, {}}
	}
	res := pays(t, s, give(110_00)...)
	// 1000 + 10 − 900 leaves 110; interest 1.10: 90 collected and a price of 110 clear 111.10.
	equal(t, "waterfall", res.Periods[1].Waterfall, "clean_up")
	equal(t, "A", res.Tranches[0].FinalDate, date("2024-06-30"))
	equal(t, "the price", res.Periods[1].Movements[1], tranche.Movement{From: "lessor", To: "collection", Kind: "call_price", Amount: 110_00, Memo: "price of a call"})
	if !strings.Contains(strings.Join(res.Warnings, "\n"), "collections of 110.00 after the pool was bought back") {
		t.Errorf("warnings %q", res.Warnings)
	}
	s.Calls[0].Price = "0.1 * pool_balance"
	res = pays(t, s, give(110_00)...)
	equal(t, "a price that does not suffice", res.Periods[1].Waterfall, "amortising")
	if !strings.Contains(strings.Join(res.Warnings, "\n"), "price does not suffice") {
		t.Errorf("warnings %q", res.Warnings)
	}
	s.Calls[0].Kind, s.Calls[0].Price, s.Calls[0].When = "partial", "300", "period == 1"
	res = pays(t, s, give(110_00)...)
	equal(t, "a partial call redeems at once", res.Periods[0].Tranches[0].Closing, 0)
}

func TestTheClosingDayPaysOutTheProceeds(t *testing.T) {
	s := twoClasses(quarters...)
	s.Accounts = []tranche.AccountSpec{{Name: "reserve", Opening: yuan("50"), Target: "50"}}
	s.Fees = []tranche.FeeSpec{{Name: "underwriter", Rate: yuanPtr("0.01"), Of: "initial_notional", Per: tranche.PerClosing}}
	s.Waterfalls.Closing = []tranche.StepSpec{{Pay: tranche.PayFees, To: []string{"underwriter"}}, {Pay: tranche.PayTransfer, To: []string{"originator"}}}
	with(&s, tranche.StepSpec{Pay: tranche.PayReserve, To: []string{"reserve"}})
	res := pays(t, s, cash(0, 0), cash(0, 0), cash(0, 0), cash(0, 0))
	var got []string
	for _, m := range res.ClosingDay {
		got = append(got, fmt.Sprint(m.From, ">", m.To, " ", m.Kind, m.Amount))
	}
	want := []string{"investors>collection issue100000", "investors>collection issue10000", "collection>reserve funding5000", "collection>underwriter fee1100", "collection>originator purchase_price103900"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("closing day (-want +got):\n%s", diff)
	}
}

// ---- revolving purchase

func revolvingDeal() tranche.Spec {
	s := twoClasses(quarters...)
	s.Tranches[0].Coupon = nil
	s.Waterfalls = tranche.WaterfallsSpec{
		Revolving:  []tranche.StepSpec{{Pay: tranche.PayPurchase}},
		Amortising: []tranche.StepSpec{{Pay: tranche.PayPrincipal, To: []string{"A"}}, {Pay: tranche.PayResidual, To: []string{"Sub"}, After: []string{"A"}}},
	}
	s.Revolving = &tranche.RevolvingSpec{
		Until:  date("2024-06-30"),
		Offers: []tranche.OfferSpec{{ID: "X", Obligor: "P", Principal: yuan("100"), Price: yuan("0.95"), Times: 3, Attributes: map[string]string{"industry": "R"}, Cash: []tranche.OfferCashSpec{{Days: 90, Principal: yuan("100"), Interest: yuan("1")}}}},
	}
	return s
}

func TestPurchasesPayInTheirTimeAndStopWithThePeriod(t *testing.T) {
	s := revolvingDeal()
	res := pays(t, s, cashflow.Collection{Opening: 1000_00, Principal: 200_00, Closing: 800_00}, cashflow.Collection{Opening: 800_00, Closing: 800_00}, cashflow.Collection{Opening: 800_00, Closing: 800_00}, cashflow.Collection{Opening: 800_00, Principal: 800_00})
	// Two are bought for 190 on 31 March; they pay on 29 June, and a third is bought from that.
	equal(t, "cash left", res.Periods[0].Accounts[0].Closing, 10_00)
	equal(t, "pool after the purchase", res.Periods[0].Collection.Closing, 1000_00)
	equal(t, "collected of the claims bought", res.Periods[1].Collection.Total(), 202_00)
	equal(t, "third", res.Periods[1].Accounts[0].Closing, 10_00+202_00-95_00)
	equal(t, "then the deal amortises", res.Periods[2].Waterfall, "amortising")
	equal(t, "with what the third pays", res.Periods[2].Collection.Total(), 101_00)
	if len(res.Warnings) != 0 || res.History[0].Count != 2 {
		t.Errorf("warnings %q, history %v", res.Warnings, res.History)
	}
}

func TestPurchasesKeepWithinRulesAndLimits(t *testing.T) {
	for _, tt := range []struct {
		situation string
		change    func(*tranche.RevolvingSpec)
		bought    int
		told      string
	}{
		{"nothing in the way", func(r *tranche.RevolvingSpec) {}, 3, ""},
		{"15 % of an obligor with 60 of 700 left: one more makes 160 of 800", func(r *tranche.RevolvingSpec) {
			r.Limits = []tranche.LimitSpec{{Name: "obligor", By: "obligor", AtMost: yuan("0.2")}}
			r.Existing = []tranche.ExistingSpec{{Obligor: "P", Principal: yuan("75")}}
		}, 1, "X is not bought: obligor"},
		{"an attribute that the rule does not know", func(r *tranche.RevolvingSpec) {
			r.Eligibility = []tranche.EligibilitySpec{{Name: "industry", Attribute: "industry", OneOf: []string{"M"}}}
		}, 0, "X is not bought: industry"},
		{"an attribute that is not stated is unknown, and unknown does not pass", func(r *tranche.RevolvingSpec) {
			r.Eligibility = []tranche.EligibilitySpec{{Name: "region", Attribute: "region", NotOneOf: []string{"33"}}}
		}, 0, "X is not bought: region"},
		{"too long", func(r *tranche.RevolvingSpec) {
			r.Eligibility = []tranche.EligibilitySpec{{Name: "term", MostDays: 60}}
		}, 0, "X is not bought: term"},
		{"paid too late", func(r *tranche.RevolvingSpec) {
			r.Eligibility = []tranche.EligibilitySpec{{Name: "last", LastCashBy: date("2024-06-01")}}
		}, 0, "the last cash comes too late"},
		{"not yet for sale", func(r *tranche.RevolvingSpec) { r.Offers[0].From = date("2024-04-01") }, 0, ""},
	} {
		s := revolvingDeal()
		tt.change(s.Revolving)
		res := pays(t, s, cashflow.Collection{Opening: 1000_00, Principal: 300_00, Closing: 700_00}, cash(0, 0), cash(0, 0), cash(0, 0))
		bought := 0
		for _, h := range res.History {
			if h.Kind == "purchase" && h.Number == 1 {
				bought += h.Count
			}
		}
		equal(t, tt.situation, bought, tt.bought)
		if !strings.Contains(strings.Join(res.Warnings, "\n"), tt.told) {
			t.Errorf("%s: warnings %q do not say %q", tt.situation, res.Warnings, tt.told)
		}
	}
}

func TestFailedPurchasesEndTheRevolvingPeriod(t *testing.T) {
	s := revolvingDeal()
	s.Revolving.Until = date("2024-12-31")
	s.Revolving.Offers[0].Times = 1
	s.Triggers = []tranche.TriggerSpec{{Name: "stop", When: "failed_purchases >= 2", At: tranche.AfterWaterfall, Effects: []tranche.EffectSpec{{Event: tranche.EventEndOfRevolving}}}}
	res := pays(t, s, cashflow.Collection{Opening: 900_00, Principal: 200_00, Closing: 700_00}, cash(0, 0), cash(0, 0), cash(0, 0))
	var got []string
	for _, p := range res.Periods {
		got = append(got, p.Waterfall)
	}
	equal(t, "waterfalls", strings.Join(got, " "), "revolving revolving revolving amortising")
}
