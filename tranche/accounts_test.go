package tranche_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/tranche"
)

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
