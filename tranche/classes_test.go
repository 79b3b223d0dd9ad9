package tranche_test

import (
	"fmt"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/tranche"
)

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
		{"a margin that takes the curve below zero, stepped up", tranche.CouponSpec{Curve: "LPR", Margin: yuan("-0.036"), Steps: []tranche.CouponStepSpec{{When: "period >= 2", Add: rate("0.01")}}}, [4]money.Amount{0, 2_00, 1_00, 0}},
		{"the same, stepped up from a day on", tranche.CouponSpec{Curve: "LPR", Margin: yuan("-0.036"), Steps: []tranche.CouponStepSpec{{From: date("2024-03-31"), Add: rate("0.01")}}}, [4]money.Amount{0, 2_00, 1_00, 0}},
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

func TestACleanUpRedeemsClassesThatKeepToTheirMode(t *testing.T) {
	for _, tt := range []struct {
		situation string
		after     string
	}{{"a class that passes through after an event", ""}, {"a class that keeps to its mode after an event", "keep"}} {
		s := twoClasses(quarters...)
		s.Tranches[0].Principal = tranche.PrincipalSpec{Mode: tranche.BulletMode, AfterEvent: tt.after}
		s.Tranches[0].ExpectedMaturity = date("2024-12-31")
		s.Calls = []tranche.CallSpec{{Name: "clean-up", Kind: "clean_up", By: "originator", When: "period == 2", Price: "1100"}}
		res := pays(t, s, cash(10_00, 0), cash(10_00, 0), cash(0, 0), cash(0, 0))
		equal(t, tt.situation, res.Periods[1].Tranches[0].PrincipalPaid, 1000_00)
	}
}
