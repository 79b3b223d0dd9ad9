package tranche_test

import (
	"strings"
	"testing"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/tranche"
)

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
