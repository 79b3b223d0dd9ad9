package credit_test

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/credit"
)

func TestSettingsOfASimulationInJSON(t *testing.T) {
	for _, c := range []struct {
		situation string
		settings  credit.SimulationSettings
		want      string
	}{
		{"nothing stated", credit.SimulationSettings{}, `{"seed":0,"factors":"plain","block":0}`},
		{"layers and a unit, in minor units",
			credit.SimulationSettings{Sampling: credit.Sampling{Seed: 7, Factors: credit.FactorsSobol, Block: 64}, Layers: []credit.Layer{{Attach: 100, Detach: 250}}, Unit: 5},
			`{"seed":7,"factors":"sobol","block":64,"layers":[{"attach_minor":100,"detach_minor":250}],"unit_minor":5}`},
		{"importance sampling", credit.SimulationSettings{Sampling: credit.Sampling{Importance: &credit.Importance{Loss: 9, Twist: true}}},
			`{"seed":0,"factors":"plain","block":0,"importance":{"loss":9,"twist":true}}`},
	} {
		got, err := json.Marshal(c.settings)
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %s, %v; want %s", c.situation, got, err, c.want)
		}
		var back credit.SimulationSettings
		if err := json.Unmarshal(got, &back); err != nil || !reflect.DeepEqual(back, c.settings) {
			t.Errorf("%s: read back as %+v, %v", c.situation, back, err)
		}
	}
	var s credit.SimulationSettings
	if err := json.Unmarshal([]byte(`{"layers":[{"attach_minor":1.5}]}`), &s); err == nil {
		t.Error("half a minor unit was taken")
	}
}

func TestResultsOfALayerInJSON(t *testing.T) {
	sample, err := resolved(t, sixObligors()).Simulate(context.Background(), credit.SimulationSettings{Paths: 64, Layers: []credit.Layer{{Attach: 1, Detach: 5}}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(sample.Layer(0))
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{`"attach_minor":1`, `"detach_minor":5`, `"expected_loss_minor":{"value":`, `"hit_probability":{`} {
		if !strings.Contains(string(got), field) {
			t.Errorf("%s lacks %s", got, field)
		}
	}
}
