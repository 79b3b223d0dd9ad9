package tranche_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/tranche"
)

// The case gives what is left of a fee and of its arrears after a payment in either order.
func TestOrderOfAFeeAndItsArrears(t *testing.T) {
	var in struct {
		FeeDue   float64 `json:"fee_due"`
		Arrears  float64
		Payments []struct {
			Order []string
			Cash  float64
		}
	}
	var want struct {
		After []struct{ Due, Arrears float64 }
	}
	worked(t, "fee-pay-1", &in, &want)
	for i, payment := range in.Payments {
		// The first payment leaves the arrears of the case, the second is the case.
		s := withFees(tranche.Sequential, "100")
		s.Dates.Payments.Dates = append(s.Dates.Payments.Dates, date("2024-03-01"))
		s.Fees[0].PaysFirst = payment.Order[0]
		res := run(t, s, fen(in.FeeDue-in.Arrears), fen(payment.Cash))
		got := res.Periods[1].Fees[0]
		equal(t, "arrears before", got.Arrears, fen(in.Arrears))
		equal(t, "due left", got.Unpaid-got.ArrearsUnpaid, fen(want.After[i].Due))
		equal(t, "arrears left", got.ArrearsUnpaid, fen(want.After[i].Arrears))
	}
}

// A class that misses its expected maturity is short on that day; at its legal maturity that is a
// condition of its own, here the only one that puts the deal in default.
func TestLegalMaturityIsAConditionOfItsOwn(t *testing.T) {
	deal := func() tranche.Spec {
		s := twoClasses("2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30")
		s.Tranches[0].ExpectedMaturity, s.Tranches[0].LegalMaturity = date("2024-02-29"), date("2024-03-31")
		s.Triggers = []tranche.TriggerSpec{{Name: "default at legal maturity", When: "legal_unpaid(A) > 0", At: tranche.AfterWaterfall, Effects: []tranche.EffectSpec{{Event: tranche.EventDefault}}}}
		return s
	}
	for _, tt := range []struct {
		situation string
		cash      []money.Amount
		status    tranche.Status
		warned    bool
	}{
		{"repaid when expected", []money.Amount{500_00, 600_00, 0, 0}, tranche.Amortising, false},
		{"late, but before the legal maturity", []money.Amount{500_00, 100_00, 500_00, 0}, tranche.Amortising, false},
		{"short at the legal maturity", []money.Amount{500_00, 100_00, 100_00, 500_00}, tranche.Defaulted, true},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			res := run(t, deal(), tt.cash...)
			equal(t, "status", res.Final.Status, tt.status)
			equal(t, "warned", strings.Contains(strings.Join(res.Warnings, "\n"), "legal maturity"), tt.warned)
			if tt.warned {
				equal(t, "in default from", res.StatusHistory[1].Day.String(), "2024-03-31")
			}
		})
	}
	s := deal()
	s.Tranches[0].LegalMaturity = date("2024-02-28")
	faultsOf(t, s, "tranches[0].legal_maturity inconsistent")
	s.Tranches[0].LegalMaturity = date("2026-03-31") // the condition could never be true
	faultsOf(t, s, "triggers[0].when invalid")
	s.Triggers = nil
	if _, err := s.Resolve(); err != nil {
		t.Errorf("a legal maturity after the last payment: %v", err)
	}
}

// faultsOf resolves a document that is wrong and compares path and code of every fault.
func faultsOf(t *testing.T, s tranche.Spec, want ...string) {
	t.Helper()
	_, err := s.Resolve()
	var e *faults.Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v, want faults %v", err, want)
	}
	var got []string
	for _, f := range e.Faults() {
		got = append(got, f.Path+" "+string(f.Code))
	}
	equal(t, "faults", strings.Join(got, "\n"), strings.Join(want, "\n"))
}

// A class that bears interest only lives on a slice of another's balance and is owed no principal.
func TestInterestOnlyClass(t *testing.T) {
	s := twoClasses("2024-01-31", "2024-02-29", "2024-03-31")
	price := yuan("1.5")
	s.Tranches = append(s.Tranches, tranche.TrancheSpec{Name: "X", Class: tranche.Senior, Notional: yuan("1000"), IssuePrice: &price,
		Coupon: &tranche.CouponSpec{Rate: yuan("0.12"), DayCount: calendar.ThirtyE360}, Principal: tranche.PrincipalSpec{Mode: tranche.InterestOnly, InterestOn: "balance(A)"}})
	s.Waterfalls.Amortising[0].To = []string{"A", "X"}
	s.Waterfalls.Amortising[1].To = []string{"all"} // those that are owed principal
	s.Waterfalls = tranche.WaterfallsSpec{Amortising: s.Waterfalls.Amortising}
	res := pays(t, s, cash(20_00, 600_00), cash(20_00, 600_00), cash(0, 0))
	// 30 days on 1000.00; 29 days on 393.33, left by 620.00 − 3.33 − 10.00; nothing.
	for k, want := range []money.Amount{10_00, 3_80, 0} {
		x := res.Periods[k].Tranches[2]
		equal(t, "interest", x.InterestPaid, want)
		equal(t, "principal due and balance", x.PrincipalDue+x.Opening+x.Closing, 0)
	}
	sum := res.Tranches[2]
	equal(t, "proceeds", sum.Proceeds, 15_00)
	equal(t, "notional owed", sum.Notional, 0)
	equal(t, "reference", sum.Reference, 1000_00)
	equal(t, "repaid on", sum.FinalDate.IsZero(), true)
	want, err := cashflow.XIRR([]cashflow.Dated{{Date: date("2023-12-31"), Amount: -15_00}, {Date: date("2024-01-31"), Amount: 10_00}, {Date: date("2024-02-29"), Amount: 3_80}})
	if err != nil || sum.YieldErr != nil || math.Abs(sum.Yield-want) > 1e-12 {
		t.Errorf("yield %v %v, want %v %v", sum.Yield, sum.YieldErr, want, err)
	}

	s.Tranches[2].ExpectedMaturity, s.Tranches[2].Coupon = date("2024-02-29"), nil
	s.Tranches[0].Principal.InterestOn = "5"
	s.Waterfalls.Amortising[1].To = []string{"A", "X"}
	faultsOf(t, s, "tranches[0].principal.interest_on inconsistent", "tranches[2].coupon missing", "tranches[2].expected_maturity unsupported", "waterfalls.amortising[0].to[1] inconsistent", "waterfalls.amortising[1].to[1] unknown")
}

// Proceeds are the notional at the issue price: the closing waterfall pays them out, and the yield is
// that of what was paid.
func TestIssuePriceOtherThanPar(t *testing.T) {
	s := twoClasses("2024-12-31")
	price := yuan("98.765")
	s.Tranches[0].IssuePrice = &price
	s.Waterfalls = tranche.WaterfallsSpec{Amortising: s.Waterfalls.Amortising, Closing: []tranche.StepSpec{{Pay: tranche.PayTransfer, To: []string{tranche.Originator}}}}
	res := pays(t, s, cash(40_00, 1000_00))
	equal(t, "issued for", res.ClosingDay[0].Amount, 987_65)
	equal(t, "paid to the originator", res.ClosingDay[2].Amount, 1087_65)
	if want := math.Pow(1040/987.65, 365.0/366) - 1; math.Abs(res.Tranches[0].Yield-want) > 1e-12 {
		t.Errorf("yield %v, want %v", res.Tranches[0].Yield, want)
	}
	for _, wrong := range []string{"0", "-1", "200.1"} {
		price = yuan(wrong)
		faultsOf(t, s, "tranches[0].issue_price out_of_range")
	}
	price = yuan("99.12345678901")
	faultsOf(t, s, "tranches[0].issue_price invalid")
}

// A fee can rest on what an earlier one is due, such as a tax on it; on its own or a later one it would
// always rest on nothing, which is refused.
func TestAFeeOnAFee(t *testing.T) {
	s := withFees(tranche.Sequential, "100", "0.06 * fee_due(a)")
	fees := run(t, s, 500_00).Periods[0].Fees
	equal(t, "fee", fees[0].Paid, 100_00)
	equal(t, "on it", fees[1].Paid, 6_00)
	faultsOf(t, withFees(tranche.Sequential, "fee_due(b)", "fee_due(b)"), "fees[0].amount invalid", "fees[1].amount invalid")
}

// Numbers written out in both branches of a condition are amounts where an amount is asked for, of any size.
func TestAConditionBetweenTwoAmountsWrittenOut(t *testing.T) {
	for text, want := range map[string]money.Amount{
		"when(period == 1, 100, 20)": 100_00, "when(period > 1, 100, 20.5)": 20_50, "when(period > 1, 1, when(period == 1, 30, 2))": 30_00,
		"max(when(period == 1, 50, 0), fee_unpaid(a))": 50_00, "max(fee_unpaid(a), when(period == 1, 50, 0))": 50_00,
		"when(period == 1, 2, 3) * initial(Sub) / 100": 20_00, "when(period > 1, 50000000, 60)": 60_00,
	} {
		equal(t, text, run(t, withFees(tranche.Sequential, text), 500_00).Periods[0].Fees[0].Paid, want)
	}
	faultsOf(t, withFees(tranche.Sequential, "when(period == 1, payment_date, 20)"), "fees[0].amount invalid")
}

// A maturity on a nominal date that rolls back is reached by the payment before it.
func TestAMaturityOnAPaymentDateThatRollsBack(t *testing.T) {
	s := twoClasses("2024-01-31", "2024-03-31") // a Sunday
	s.Dates.Calendar, s.Dates.Roll = calendar.NameWeekends, calendar.Preceding
	s.Tranches[0].ExpectedMaturity = date("2024-03-31")
	d, err := s.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "payment", d.Payments()[1].Payment.String(), "2024-03-29")
	s.Tranches[0].ExpectedMaturity = date("2024-04-01")
	faultsOf(t, s, "tranches[0].expected_maturity inconsistent")
}
