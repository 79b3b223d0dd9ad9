package tranche_test

import (
	"strings"
	"testing"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/tranche"
)

// A simulation document says everything that the settings can, and what it draws stands in the results in words.
func TestASimulationDocument(t *testing.T) {
	deal, model := eventful(t)
	s, err := tranche.ReadSimulation(strings.NewReader(`{"schema": "ipabs.simulation/1", "factors": "stratified", "arrears_days": 30,
	  "recovery": {"deposit": true, "timing": [{"months": 3, "share": "0.4"}, {"months": 9, "share": "0.6"}]},
	  "prepayment": [{"applies_to": {"all": true}, "cpr": 0.1, "penalty": "0.01", "volatility": 0.5, "depends_on": {"factor": "global", "weight": 0.3}}],
	  "events": [{"event": "servicer_dismissed", "curve": {"annual_pd": 0.05}}, {"event": "promisor_downgraded", "agent": "parent", "curve": {"annual_pd": 0.2}}],
	  "scenario": {"schema": "ipabs.scenario/1", "name": "set-offs", "assumptions": [{"applies_to": {"all": true}, "dilution": {"share": "0.001"}}]},
	  "target": {"class": "B", "standard_error": 0.02}}`))
	if err != nil {
		t.Fatal(err)
	}
	settings, err := s.Settings(deal, model, cashflow.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	settings.Paths = 1 << 15
	got := simulate(t, deal, model, settings)
	if got.Paths == 1<<15 || got.Settings.Worlds[0].Name != "set-offs" || len(got.Settings.Recovery.Timing) != 2 {
		t.Errorf("%d paths, settings %+v", got.Paths, got.Settings)
	}
	words := strings.Join(got.Settings.Words(), "\n")
	for _, want := range []string{"stratified in blocks of 64", "0.4000 after 3 months", "30 days before it defaults", "prepay in full at 0.1 a year, times a lognormal speed of volatility 0.5, tied to the factor global with weight 0.3", "servicer_dismissed happens by a curve", "follows the credit variable of parent"} {
		if !strings.Contains(words, want) {
			t.Errorf("no word of %q in:\n%s", want, words)
		}
	}
}

func TestFaultsOfASimulationDocument(t *testing.T) {
	if _, err := tranche.ReadSimulation(strings.NewReader(`{"schema": "ipabs.simulation/1", "prepayments": [], "arrears_days": "soon"}`)); err == nil || !strings.Contains(err.Error(), "prepayments") || !strings.Contains(err.Error(), "arrears_days") {
		t.Errorf("%v", err)
	}
	deal, model := rental(t)
	s := tranche.SimulationSpec{Schema: "other", Rates: &tranche.RateFuturesSpec{}, Recovery: &tranche.RecoveryTimingSpec{Timing: []cashflow.TimingSpec{{Share: yuan("2")}}}}
	if _, err := s.Settings(deal, model, cashflow.Settings{}); err == nil || len(strings.Split(err.Error(), "\n")) != 3 {
		t.Errorf("%v", err)
	}
}
