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

func TestACleanUpIsNoDefault(t *testing.T) {
	for _, tt := range []struct {
		situation string
		stage     tranche.Stage
		want      money.Amount // of 10 of interest that the price leaves short
	}{{"a commitment before payment is called", tranche.BeforePayment, 10_00}, {"a guarantee after default is not", tranche.AfterDefault, 0}} {
		s := twoClasses(quarters...)
		s.Support = []tranche.SupportSpec{{Name: "promise", Kind: tranche.ShortfallCommitment, Calls: tt.stage, Promisors: []tranche.PromisorSpec{{Name: "first"}}}}
		s.Waterfalls.Amortising[0].Support = []string{"promise"} // the steps of every status are the same
		s.Calls = []tranche.CallSpec{{Name: "clean-up", Kind: "clean_up", By: "originator", When: "period == 1", Price: "0", Requires: "call_price >= 0"}}
		res := pays(t, s, cash(0, 0), cash(0, 0), cash(0, 0), cash(0, 0))
		equal(t, tt.situation, res.Periods[0].Tranches[0].InterestPaid, tt.want)
	}
}

func TestACallIsCountedOnceForEachPaymentHoweverManyAnswer(t *testing.T) {
	for _, tt := range []struct {
		situation string
		cap       tranche.Formula // of the first promisor; the second has none
		want      int             // payments at which the support was called, of four with 10 due
	}{{"the first promisor pays alone", "1000", 4}, {"both pay at the same payment", "4", 4}, {"the first has nothing to give", "0", 4}} {
		s := twoClasses(quarters...)
		s.Tranches[0].Principal = tranche.PrincipalSpec{Mode: tranche.BulletMode}
		s.Tranches[0].ExpectedMaturity = date("2024-12-31")
		s.Support = []tranche.SupportSpec{{Name: "promise", Kind: tranche.ShortfallCommitment, Promisors: []tranche.PromisorSpec{{Name: "first", Cap: tt.cap}, {Name: "second"}}}}
		s.Waterfalls.Amortising[0].Support = []string{"promise"}
		s.Waterfalls.Amortising[1].Support = []string{"promise"} // called twice at the last payment, which counts once
		s.Ledgers = []tranche.LedgerSpec{{Name: "seen"}}
		s.Waterfalls.Amortising = append(s.Waterfalls.Amortising, tranche.StepSpec{Do: tranche.Book, To: []string{"seen"}, Amount: "calls(promise) * initial(Sub) / 100 - ledger(seen)"})
		res := pays(t, s, cash(0, 0), cash(0, 0), cash(0, 0), cash(0, 0))
		equal(t, tt.situation, int(res.Periods[3].Ledgers[0].Closing/100), tt.want)
	}
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
