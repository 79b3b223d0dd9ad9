package pool_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/pool"
)

func TestADocumentOfAValuation(t *testing.T) {
	spec, policy, err := pool.ReadValuation(strings.NewReader(`{
		"schema": "ipabs.valuation/1", "source": "credit committee", "at": "2024-01-31", "marks": {"deal_months": 6, "bids": true},
		"haircuts": [{"source": "appraisal", "type": "patent", "haircut": "0.4"}, {"haircut": "0.5"}],
		"decay": [{"type": "invention", "months": 60}, {"steady": true}],
		"terms": "china", "annuity_ends": true, "assume_valid": true, "sharing": "allocated", "rank_by_start": true,
		"fx": {"quotes": [{"date": "2024-01-31", "from": "USD", "to": "CNY", "rate": "7.1"}], "inverse": true, "via": "HKD"},
		"min_margin_months": 12, "min_coverage": "1.5"}`))
	if err != nil {
		t.Fatal(err)
	}
	r := policy.Rules
	got := fmt.Sprint(r.At, r.Marks, len(r.Haircuts.Rules()), len(r.Decay.Rows()), r.Life.Terms.Name(), r.Life.Annuity, r.Life.AssumeValid, r.Sharing, r.RankByStart,
		r.FX.Settings().AllowInverse, len(r.FX.Quotes()), policy.MinMarginMonths, policy.MinCoverage, spec.Source)
	if want := "2024-01-31 {6 false true} 2 2chinaends true allocated true true 1 12 1.5000credit committee"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestADocumentOfAValuationReportsEveryFault(t *testing.T) {
	_, _, err := pool.ReadValuation(strings.NewReader(`{
		"schema": "ipabs.valuation/2", "marks": {"deal_months": -1}, "haircut": 1, "haircuts": [{"haircut": "1.5"}, {"type": "shoe", "haircut": "0.1"}], "decay": [{"type": "data"}],
		"terms": "mars", "sharing": "all", "fx": {"quotes": [{"from": "USD", "to": "CNY", "rate": "7"}]}, "min_margin_months": -1, "min_coverage": "-1"}`))
	want := []string{
		"haircut unknown_field haircut", "haircuts[1].type invalid shoe", "schema unsupported ipabs.valuation/2", "marks.deal_months out_of_range -1",
		"haircuts[0].haircut out_of_range 1.5000", "haircuts[1] inconsistent 1", "decay[0].months out_of_range 0", "terms unknown mars", "sharing unknown all",
		"fx.quotes[0].date missing", "min_margin_months out_of_range -1", "min_coverage out_of_range -1",
	}
	if diff := cmp.Diff(want, faultLines(t, err)); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

func ExampleReadValuation() {
	_, policy, err := pool.ReadValuation(strings.NewReader(`{"schema": "ipabs.valuation/1", "haircuts": [{"type": "patent", "haircut": "0.4"}], "min_coverage": "1.2"}`))
	fmt.Println(len(policy.Rules.Haircuts.Rules()), policy.MinCoverage, err)
	// Output: 1 1.2000 <nil>
}
