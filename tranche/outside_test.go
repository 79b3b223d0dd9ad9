package tranche_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/tranche"
)

func TestAnOutsideEventIsLatchedOnItsDay(t *testing.T) {
	s := twoClasses(quarters...)
	s.Events = []tranche.EventSpec{{Event: "servicer_dismissed", Of: "lessor"}}
	s.Triggers = []tranche.TriggerSpec{{Name: "perfection", When: "event(servicer_dismissed)", At: tranche.AfterCollection, Effects: []tranche.EffectSpec{{Event: tranche.EventPerfection}, {Event: tranche.EventAcceleration}}}}
	d, err := s.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	var given []cashflow.Collection
	for _, p := range d.CollectionPeriods() {
		given = append(given, cashflow.Collection{Period: p})
	}
	res, err := d.RunInputs(tranche.Inputs{Collections: given, Events: []calendar.Date{date("2024-06-29")}})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "first", res.Periods[0].Status, tranche.Amortising)
	equal(t, "second", res.Periods[1].Status, tranche.Accelerated)
	var words []string
	for _, h := range res.History {
		words = append(words, fmt.Sprint(h.Number, h.Name))
	}
	equal(t, "history", strings.Join(words, " "), "2servicer_dismissed 2perfection 2perfection 2acceleration")
	res, err = d.Run(given)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "without it", res.Final.Status, tranche.Amortising)
	if _, err := d.RunInputs(tranche.Inputs{Collections: given, Events: make([]calendar.Date, 2)}); !errors.Is(err, tranche.ErrCollections) {
		t.Errorf("error %v", err)
	}
	scenario, err := tranche.StressCaseSpec{Schema: tranche.StressSchema, Events: []tranche.EventSpec{{Event: "servicer_dismissed", On: date("2024-03-01")}}}.Resolve(s)
	if err != nil {
		t.Fatal(err)
	}
	if res, err = scenario.Run(given); err != nil {
		t.Fatal(err)
	}
	equal(t, "in a scenario", res.Periods[0].Status, tranche.Accelerated)
}

func TestTheStatementOfAPromisor(t *testing.T) {
	res := collect(t, small(t), 2_500_000_00, 4_500_000_00, 3_500_000_00, 600_000_00)
	first, second := res.Periods[0].Support[0], res.Periods[1].Support[0]
	equal(t, "called", first, tranche.SupportLine{Support: "shortfall", Promisor: "first", Called: 200_000_00, Closing: 200_000_00, HasCap: true})
	equal(t, "paid back", second, tranche.SupportLine{Support: "shortfall", Promisor: "first", Opening: 200_000_00, Reimbursed: 200_000_00, HasCap: true})
}

// What waits for a step or an event that the document does not have would wait for ever.
func TestWhatNothingWouldEverReachIsRefused(t *testing.T) {
	for _, tt := range []struct {
		situation string
		change    func(*tranche.Spec)
		path      string
	}{
		{"support that no step names", func(s *tranche.Spec) {
			s.Support = []tranche.SupportSpec{{Name: "promise", Kind: tranche.Guarantee, Promisors: []tranche.PromisorSpec{{Name: "P"}}}}
		}, "support[0]"},
		{"a trigger that no step evaluates", func(s *tranche.Spec) {
			s.Triggers = []tranche.TriggerSpec{{Name: "T", When: "period > 1", At: tranche.InWaterfall}}
		}, "triggers[0]"},
		{"deposits that wait for perfection", func(s *tranche.Spec) {
			s.Accounts = []tranche.AccountSpec{{Name: "deposits"}}
			s.Deposits = &tranche.DepositsSpec{Account: "deposits", Of: []tranche.DepositSpec{{Lessee: "L", Amount: yuan("1")}}}
		}, "deposits.handed_over"},
		{"a fee of the closing day without a closing waterfall", func(s *tranche.Spec) {
			s.Fees = []tranche.FeeSpec{{Name: "F", Amount: "1", Per: tranche.PerClosing}}
			with(s, tranche.StepSpec{Pay: tranche.PayFees, To: []string{"F"}})
		}, "fees[0].per"},
		{"a group without a class", func(s *tranche.Spec) {
			with(s, tranche.StepSpec{Pay: tranche.PayInterest, To: []string{"mezzanine"}})
		}, "waterfalls.amortising[0].to[0]"},
		{"a reserve that no step fills", func(s *tranche.Spec) { s.Accounts = []tranche.AccountSpec{{Name: "R", Target: "1"}} }, "waterfalls.amortising"},
		{"an interim yield that no step pays", func(s *tranche.Spec) {
			s.Tranches[1].InterimYield = &tranche.YieldSpec{Cap: yuan("0.1"), DayCount: calendar.Act365F}
		}, "waterfalls.amortising"},
	} {
		s := twoClasses(quarters...)
		tt.change(&s)
		_, err := s.Resolve()
		var e *faults.Error
		if !errors.As(err, &e) || e.Faults()[0].Path != tt.path {
			t.Errorf("%s: error %v, want a fault at %s", tt.situation, err, tt.path)
		}
	}
}

func TestALedgerIsPartOfItsAccount(t *testing.T) {
	s := twoClasses("2024-03-31")
	s.Accounts = []tranche.AccountSpec{{Name: "income", Within: tranche.PlanAccount}}
	s.Collections.Interest = "income"
	p := pays(t, s, cash(7_00, 3_00)).Periods[0]
	equal(t, "income ledger", p.Accounts[1].Closing, 7_00)
	equal(t, "the account with its ledgers", p.Held(tranche.PlanAccount), tranche.AccountLine{Name: tranche.PlanAccount, Receipts: 10_00, Payments: 3_00, Closing: 7_00})
	s.Accounts = append(s.Accounts, tranche.AccountSpec{Name: "part", Within: "income"})
	if _, err := s.Resolve(); err == nil {
		t.Error("a ledger of a ledger")
	}
}

// A stress case bends the curves of the deal: here the exchange rate falls by a tenth for a time.
func TestAStressCaseShocksTheExchangeRate(t *testing.T) {
	s := twoClasses("2024-01-31", "2024-02-29", "2024-03-31")
	s.Curves = []tranche.CurveSpec{{Name: "USDCNY", Steps: []cashflow.RateStep{{From: date("2023-12-31"), Rate: 7_000_000_000_000}}}}
	s.Collections.FX = &tranche.FXSpec{Currency: usd, Spot: "USDCNY"}
	spec, err := tranche.ReadStressCase(strings.NewReader(`{"schema":"ipabs.stress/1","shocks":[{"index":"USDCNY","from":"2024-02-10","until":"2024-03-01","factor":"0.9","add":"0.0100"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	c, err := spec.Resolve(s)
	if err != nil {
		t.Fatal(err)
	}
	var given []cashflow.Collection
	for _, p := range c.Deal.CollectionPeriods() {
		given = append(given, cashflow.Collection{Period: p, Interest: 100_00})
	}
	res, err := c.Run(given)
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range []money.Amount{700_00, 631_00, 700_00} { // 0.9 × 7 + 0.01
		equal(t, "collected", res.Periods[k].Collection.Interest, want)
	}
	_, err = tranche.StressCaseSpec{Schema: tranche.StressSchema, Shocks: []cashflow.ShockSpec{{Index: "EURCNY"}, {Index: "USDCNY"}}}.Resolve(s)
	for _, path := range []string{"shocks[0].index", "shocks[1].from", `shocks[1]:`} {
		if err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("error %v does not name %s", err, path)
		}
	}
}
