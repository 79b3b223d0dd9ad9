package tranche_test

import (
	"testing"

	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/tranche"
)

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
