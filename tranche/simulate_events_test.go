package tranche_test

import (
	"strings"
	"testing"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/tranche"
)

// A curve that ends before the last payment says how it goes on, or is refused with the words that would.
func TestTheCurveOfAnOutsideEventGoesOnAsStated(t *testing.T) {
	spec := rentalDeal()
	spec.Events = []tranche.EventSpec{{Event: "servicer_dismissed"}}
	p, doc := rentalPool()
	deal, model := resolveDeal(t, spec), resolveModel(t, p, doc)
	short := credit.CurveSpec{Points: []credit.CurvePoint{{Years: 1, PD: 0.1}}}
	settings := func(beyond credit.Extrapolation) tranche.SimulationSettings {
		c := short
		c.Beyond = beyond
		return tranche.SimulationSettings{Paths: 1 << 13, NoYields: true, Draws: tranche.Draws{Events: []tranche.EventDraw{{Event: "servicer_dismissed", Curve: &c}}}}
	}
	if _, err := tranche.NewSimulator(background, deal, model, settings(credit.NoExtrapolation)); err == nil || !strings.Contains(err.Error(), `"beyond": "last_hazard" or "flat"`) {
		t.Errorf("no continuation: %v", err)
	}
	chance := func(beyond credit.Extrapolation) tranche.Estimate {
		for _, e := range simulate(t, deal, model, settings(beyond)).Events {
			if e.Name == "servicer_dismissed" {
				return e.Probability
			}
		}
		t.Fatal("no such event")
		return tranche.Estimate{}
	}
	within(t, "flat", chance(credit.FlatPD), 0.1, 0)
	if e := chance(credit.LastHazard); !(e.Value > 0.15) {
		t.Errorf("the hazard goes on: %+v", e)
	}
}
