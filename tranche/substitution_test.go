package tranche_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/tranche"
)

// substituting is a deal whose originator can hand over claims of 100.00 that pay 60 days later with 1.00 of
// interest, three times.
func substituting() tranche.Spec {
	s := twoClasses("2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30")
	s.Substitution = &tranche.SubstitutionSpec{Offers: []tranche.OfferSpec{{ID: "P", Obligor: "O1", Principal: yuan("100"), Times: 3, Cash: []tranche.OfferCashSpec{{Days: 60, Principal: yuan("100"), Interest: yuan("1")}}}}}
	return s
}

// takenBack is a pool of 1,000.00 of which an amount is taken back in the first period; the rest repays at the end.
func takenBack(repurchased money.Amount) []cashflow.Collection {
	left := 1000_00 - repurchased
	return []cashflow.Collection{{Opening: 1000_00, Repurchased: repurchased, Closing: left}, {Opening: left, Closing: left}, {Opening: left, Closing: left}, {Opening: left, Principal: left}}
}

func TestOtherClaimsReplaceThoseThatAreTakenBack(t *testing.T) {
	for _, tt := range []struct {
		situation   string
		repurchased money.Amount
		change      func(*tranche.SubstitutionSpec)
		substituted money.Amount
		warning     string
	}{
		{"what no claim replaces is paid in cash", 250_00, nil, 200_00, ""},
		{"as often as it can be had", 500_00, nil, 300_00, ""},
		{"nothing is small enough", 99_99, nil, 0, ""},
		{"nothing is taken back", 0, nil, 0, ""},
		{"an ineligible claim", 250_00, func(s *tranche.SubstitutionSpec) {
			s.Eligibility = []tranche.EligibilitySpec{{Name: "term", MostDays: 59}}
		}, 0, "P replaces no claim: term"},
		{"a limit of the pool after each exchange", 250_00, func(s *tranche.SubstitutionSpec) {
			s.Limits = []tranche.LimitSpec{{Name: "obligor", By: "obligor", AtMost: yuan("0.15")}}
		}, 100_00, "P replaces no claim: obligor"},
		{"a limit with what is there", 250_00, func(s *tranche.SubstitutionSpec) {
			s.Limits = []tranche.LimitSpec{{Name: "obligor", By: "obligor", AtMost: yuan("0.15")}}
			s.Existing = []tranche.ExistingSpec{{Obligor: "O1", Principal: yuan("100")}, {Obligor: "O2", Principal: yuan("900")}}
		}, 0, "P replaces no claim: obligor"},
		{"not on offer yet", 250_00, func(s *tranche.SubstitutionSpec) { s.Offers[0].From = date("2024-02-01") }, 0, ""},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			s := substituting()
			if tt.change != nil {
				tt.change(s.Substitution)
			}
			res := pays(t, s, takenBack(tt.repurchased)...)
			first := res.Periods[0]
			equal(t, "substituted", first.Substituted, tt.substituted)
			equal(t, "in cash", first.Collection.Repurchased, tt.repurchased-tt.substituted)
			equal(t, "pool", first.Collection.Closing, 1000_00-tt.repurchased+tt.substituted)
			equal(t, "cash that came in", first.Accounts[0].Receipts, tt.repurchased-tt.substituted)
			// 60 days after 31 January is 31 March.
			equal(t, "interest of the third period", res.Periods[2].Collection.Interest, tt.substituted/100)
			equal(t, "principal of the third period", res.Periods[2].Collection.Principal, tt.substituted)
			equal(t, "pool at the end", res.Periods[3].Collection.Closing, 0)
			if warned := strings.Join(res.Warnings, "\n"); !strings.Contains(warned, tt.warning) {
				t.Errorf("warnings %s", warned)
			}
		})
	}
}

func TestTheHistoryTellsSubstitutions(t *testing.T) {
	s := substituting()
	s.Triggers = []tranche.TriggerSpec{{Name: "T", When: "cumulative_substituted >= 200 && cumulative_purchased == 0", At: tranche.AfterCollection}}
	var text strings.Builder
	for _, h := range pays(t, s, takenBack(250_00)...).History {
		fmt.Fprintln(&text, h.Number, h.Kind, h.Name, h.Count, h.On)
	}
	equal(t, "history", text.String(), "1 substitution P 2 true\n1 trigger T 0 true\n")
}

// Purchases and substitutions have rules and limits of their own, and claims that came in either way count in both.
func TestLimitsSeeWhatCameInEitherWay(t *testing.T) {
	s := substituting()
	s.Revolving = &tranche.RevolvingSpec{Until: date("2024-02-29"), Offers: []tranche.OfferSpec{{ID: "Q", Obligor: "O1", Principal: yuan("50"), Price: yuan("1"), Times: 9, Cash: []tranche.OfferCashSpec{{Days: 90, Principal: yuan("50")}}}},
		Limits: []tranche.LimitSpec{{Name: "obligor", By: "obligor", AtMost: yuan("0.25")}}}
	s.Waterfalls.Revolving = []tranche.StepSpec{{Pay: tranche.PayPurchase}, {Pay: tranche.PayInterest, To: []string{"all"}}}
	s.Waterfalls.Amortising = append(s.Waterfalls.Amortising, tranche.StepSpec{Pay: tranche.PayInterest, To: []string{"all"}})
	given := takenBack(250_00)
	given[0].Interest = 200_00
	res := pays(t, s, given...)
	// The pool is 950.00, of which 200.00 of O1 were handed over: 50.00 more is 25 % of 1,000.00, and a second 50.00 too much.
	equal(t, "pool", res.Periods[0].Collection.Closing, 1000_00)
}

func TestFaultsOfASubstitution(t *testing.T) {
	s := substituting()
	s.Substitution.Offers[0].Price = yuan("0.9")
	faultsOf(t, s, "substitution.offers[0].price inconsistent")
	s.Substitution.Offers = nil
	faultsOf(t, s, "substitution.offers missing")
	s = substituting()
	s.Substitution.Offers[0].Cash[0].Principal = yuan("99")
	s.Substitution.Limits = []tranche.LimitSpec{{By: "obligor"}}
	s.Substitution.Eligibility = []tranche.EligibilitySpec{{Name: "empty"}}
	faultsOf(t, s, "substitution.limits[0] missing", "substitution.offers[0].cash inconsistent", "substitution.eligibility[0] inconsistent")
}
