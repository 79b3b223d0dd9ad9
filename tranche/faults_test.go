package tranche_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/tranche"
)

// Every section of the document, with what is wrong in it: the template that shows the section, edited.
func TestFaultsOfEverySection(t *testing.T) {
	for _, tt := range []struct {
		situation, document string
		edit                []string
		want                []string
	}{
		{"a curve that runs backwards and one that is not there", "template-sequential", []string{`"from": "2024-07-22"`, `"from": "2024-01-01"`, `"curve": "LPR1Y", "margin"`, `"curve": "SHIBOR", "margin"`},
			[]string{"curves[0].steps[1].from inconsistent", "tranches[1].coupon.curve unknown"}},
		{"a curve that begins too late", "template-sequential", []string{`{"from": "2024-01-22", "rate": "0.0345"}, {"from": "2024-07-22"`, `{"from": "2024-08-22"`}, []string{"tranches[1].coupon.curve missing", "swaps[0].receives.curve missing"}},
		{"a floor above the cap, a fixed rate beside a curve", "template-sequential", []string{`"floor": "0.0200"`, `"floor": "0.0900", "rate": "0.01"`}, []string{"tranches[1].coupon.rate inconsistent", "tranches[1].coupon.floor inconsistent"}},
		{"a step of a coupon with a date and a condition", "template-sequential", []string{`{"from": "2026-07-31", "rate": "0.0390"}`, `{"from": "2026-07-31", "when": "period > 1", "rate": "0.0390"}`}, []string{"tranches[2].coupon.steps[0] inconsistent"}},
		{"arrears at a word", "template-sequential", []string{`"on_arrears": "coupon"`, `"on_arrears": "double"`}, []string{"tranches[2].coupon.on_arrears invalid"}},
		{"a put of more than all, after the end", "template-sequential", []string{`"date": "2026-07-31", "share": "0.2500"`, `"date": "2036-07-31", "share": "1.2500"`}, []string{"tranches[2].put.share out_of_range", "tranches[2].put.date inconsistent"}},
		{"a cap without a strike, a swap of another kind", "template-sequential", []string{`"strike": "0.0400", `, ``}, []string{"swaps[0] inconsistent"}},
		{"a kind of swap that is none", "template-sequential", []string{`"kind": "cap"`, `"kind": "collar"`}, []string{"swaps[0].kind unknown"}},
		{"a formula with an unknown name and a wrong type", "template-sequential", []string{`"max(0.01 * senior_balance, 1000000)"`, `"max(0.01 * senor_balance, period)"`}, []string{"accounts[0].target invalid"}},
		{"a fee that is two things", "template-standard", []string{`"rate": "0.0001"`, `"rate": "0.0001", "amount": "5"`}, []string{"fees[2] inconsistent"}},
		{"a tax for each year", "template-standard", []string{`"of": "interest_collected", "per": "payment"`, `"of": "interest_collected", "per": "year", "day_count": "ACT/365F"`}, []string{"fees[0].per unsupported"}},
		{"a cap that flows into itself, taxes out of order", "template-standard", []string{`"beyond": "管理费超限部分"`, `"beyond": "管理费"`, `"vat": [{"rate": "0.06"`, `"vat": [{"rate": "0.05"}, {"rate": "0.06"`}, []string{"fees[3].vat[1].from inconsistent", "fees[3].cap.beyond unknown"}},
		{"a scheduled fee after the end", "template-standard", []string{`{"date": "2026-01-30"`, `{"date": "2046-01-30"`}, []string{"fees[5].schedule[1].date inconsistent"}},
		{"a promise that does not cover what it is named for", "template-standard", []string{`"covers": ["fees", "interest", "principal"]`, `"covers": ["interest", "principal"]`}, []string{"waterfalls.amortising[0].support[0] inconsistent"}},
		{"support for a residual", "template-standard", []string{`{"pay": "residual", "to": ["次级"], "after": ["A", "B"]}
    ],
    "accelerated"`, `{"pay": "residual", "to": ["次级"], "after": ["A", "B"], "support": ["差额支付承诺"]}
    ],
    "accelerated"`}, []string{"waterfalls.amortising[10].support inconsistent", "waterfalls.amortising[10].support[0] inconsistent"}},
		{"bands out of order, no limit", "template-standard", []string{`{"through_year": 2, "limit": "0.05"}`, `{"through_year": 1, "limit": "0.05"}`, `"of": ["A"], "limit": "1.05"`, `"of": ["A"]`}, []string{"tests[0].bands[1].through_year inconsistent", "tests[2].limit inconsistent"}},
		{"days that no ageing has, classes that are none", "template-standard", []string{`"days": 90`, `"days": 91`, `"of": ["A"], "limit"`, `"of": ["Z"], "limit"`}, []string{"tests[1].days out_of_range", "tests[2].of[0] unknown"}},
		{"a trigger with an effect that is two things", "template-standard", []string{`{"event": "perfection"}`, `{"event": "perfection", "status": "accelerated"}`}, []string{"triggers[2].effects[0] inconsistent"}},
		{"an event that nothing latches", "template-standard", []string{`event(servicer_dismissed)`, `event(servicer_retired)`}, []string{"triggers[2].when invalid"}},
		{"a call by no one, of another kind", "template-standard", []string{`"kind": "clean_up", "by": "示例租赁有限公司"`, `"kind": "soft", "by": ""`}, []string{"calls[0].kind unknown", "calls[0].by missing"}},
		{"a template without a word", "template-standard", []string{`{"event": "servicer_report", "business_days_before": 10}`, `{"event": "", "business_days_before": 10}`}, []string{"dates.payments (2024-04-30) invalid"}},
		{"shares that do not sum to one", "template-prorata", []string{`"shares": ["0.80", "0.20"]`, `"shares": ["0.80", "0.30"]`}, []string{"waterfalls.amortising[5].shares inconsistent"}},
		{"several residuals without shares", "template-prorata", []string{`"split": "shares", "shares": ["0.80", "0.20"]`, `"split": "sequential"`}, []string{"waterfalls.amortising[5].split inconsistent"}},
		{"an else without a condition", "template-prorata", []string{`{"when": "triggered(sequential)",`, `{`}, []string{"waterfalls.amortising[4].else inconsistent"}},
		{"a group of a class that is not there", "template-prorata", []string{`"of": ["A", "B"]}]`, `"of": ["A", "C"]}]`}, []string{"groups[0].of[1] unknown"}},
		{"an offer that does not pay its principal, for nothing", "template-revolving", []string{`"price": "0.9800", "times": 60, "cash": [{"days": 80, "principal": "5000000.00"}]`, `"price": "0", "times": 60, "cash": [{"days": 0, "principal": "5000000.00"}]`},
			[]string{"revolving.offers[0].price out_of_range", "revolving.offers[0].cash[0].days out_of_range", "revolving.offers[0].cash inconsistent"}},
		{"a rule that is two things", "template-revolving", []string{`{"name": "term", "most_days": 180}`, `{"name": "term", "most_days": 180, "attribute": "right"}`}, []string{"revolving.eligibility[1] inconsistent"}},
		{"no purchase", "template-revolving", []string{`{"pay": "purchase"}`, `{"pay": "residual", "to": ["次级"]}`}, []string{"waterfalls.revolving missing"}},
		{"a ledger of an account that is not there", "template-banktrust", []string{`{"name": "税收分账户", "within": "collection"}`, `{"name": "税收分账户", "within": "box"}`}, []string{"accounts[2].within unknown"}},
		{"booking nothing to no one", "template-banktrust", []string{`{"do": "book", "to": ["本金缺口"], "amount": "defaulted"}`, `{"do": "book", "to": ["缺口"]}`}, []string{"waterfalls.collection[0].amount missing", "waterfalls.collection[0].to[0] unknown"}},
		{"a target that asks for itself", "template-banktrust", []string{`when(status(amortising), 0.01 * senior_balance, 0)`, `target(流动性储备) + 1`}, []string{"accounts[3].target invalid"}},
		{"a profile that does not sum to one", "template-royalty", []string{`"profile": ["0.065"`, `"profile": ["0.165"`}, []string{"illustration.profile inconsistent"}},
		{"a target mode without a target", "template-royalty", []string{`"mode": "target", "target": "initial(A) * max(0, 1 - period / 16)"`, `"mode": "target"`}, []string{"tranches[0].principal.target missing"}},
	} {
		text, err := os.ReadFile("../testdata/" + tt.document + ".deal.json")
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(tt.edit); i += 2 {
			if !strings.Contains(string(text), tt.edit[i]) {
				t.Errorf("%s: the template has no %s", tt.situation, tt.edit[i])
			}
		}
		_, err = tranche.Read(strings.NewReader(strings.NewReplacer(tt.edit...).Replace(string(text))))
		var e *faults.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: error %v, want faults", tt.situation, err)
			continue
		}
		var got []string
		for _, f := range e.Faults() {
			got = append(got, f.Path+" "+string(f.Code))
		}
		for _, want := range tt.want {
			if !strings.Contains(strings.Join(got, "\n"), want) {
				t.Errorf("%s: no fault %q in\n%v", tt.situation, want, err)
			}
		}
	}
}

func TestFaultsOfScenarios(t *testing.T) {
	deal := example("template-sequential.deal.json")
	scenario, err := tranche.ReadStressCase(strings.NewReader(`{"schema":"ipabs.stress/2","pool":{"default_rate":"1.5","recovery":"-1","recovery_lag":-2},"curves":[{"name":"SHIBOR","steps":[]}],
		"defaults":[{"name":"nobody","from":"2024-01-01"},{"name":"示例担保有限公司"}],"events":[{"event":"flood","on":"2024-01-01"}],"speed":1}`))
	var got []string
	note := func(err error) {
		var e *faults.Error
		if errors.As(err, &e) {
			for _, f := range e.Faults() {
				got = append(got, f.Path+" "+string(f.Code))
			}
		}
	}
	note(err)
	_, err = scenario.Resolve(deal.Spec())
	note(err)
	want := []string{"speed unknown_field", "schema unsupported", "curves[0].name unknown", "pool.default_rate out_of_range", "pool.recovery out_of_range", "pool.recovery_lag out_of_range",
		"defaults[0].name unknown", "defaults[1].from missing", "events[0].event unknown"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

// The document of a result has a line for everything that its deal has.
func TestResultDocumentsOfEveryTemplate(t *testing.T) {
	for name, want := range map[string][]string{
		"standard":   {`"called"`, `"累计违约率"`, `"breaches"`, `"interim_yield_paid"`, `"servicer_report"`, `"debt_service"`, `"balance_sheet"`},
		"sequential": {`"put_paid"`, `"swaps":[{"name":"利率上限"`, `"room"`, `"kind":"event","name":"shortfall_start"`},
		"banktrust":  {`"within":"collection"`, `"ledgers":[{"name":"本金缺口"`, `"closing_day":[{"from":"investors"`, `"step":"closing[1]"`},
		"revolving":  {`"kind":"purchase"`, `"count":3`, `"from":"collection","to":"代表性应收账款A"`},
		"royalty":    {`"compared":[]`, `"waterfall":"accelerated"`, `"accreted"`, `"value":"1.`},
	} {
		deal := example("template-" + name + ".deal.json")
		given, _ := deal.Illustration()
		res, err := deal.Run(given)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(res)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range want {
			if !strings.Contains(string(text), part) {
				t.Errorf("%s: no %s in the document", name, part)
			}
		}
	}
}

// A document of a few kilobytes must not ask for gigabytes of statements.
func TestARecordThatWouldFillTheMemoryIsRefused(t *testing.T) {
	s := twoClasses()
	s.Dates.Payments = tranche.PaymentsSpec{First: date("2024-02-15"), Frequency: calendar.Monthly, Last: date("2103-12-15")}
	for i := range 300 {
		s.Fees = append(s.Fees, tranche.FeeSpec{Name: fmt.Sprint("fee ", i), Amount: "1", Per: tranche.PerPayment})
	}
	_, err := s.Resolve()
	if err == nil || !strings.Contains(err.Error(), "dates.payments") || !strings.Contains(err.Error(), "200000") {
		t.Errorf("error %v", err)
	}
}
