//go:build unix

package tranche_test

import (
	"fmt"
	"math"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/tranche"
)

// What paths have in common with the run without defaults is counted once: the results are those of running and
// counting each path from its first payment.
func TestPathsThatShareTheCalmRunCountAsWholePaths(t *testing.T) {
	for _, tt := range []struct {
		situation string
		pd        float64
		settings  tranche.SimulationSettings
	}{
		{"few defaults", 0.005, tranche.SimulationSettings{}},
		{"many defaults, recoveries in two parts", 0.05, tranche.SimulationSettings{ArrearsDays: 45,
			Recovery: tranche.RecoverySettings{Timing: []tranche.RecoveryPart{{Share: money.One / 2}, {Months: 12, Share: money.One / 2}}}}},
		{"weighted paths", 0.02, tranche.SimulationSettings{Sampling: credit.Sampling{Importance: &credit.Importance{Loss: 10_000_000}}}},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			deal, model := benchPool(t, 20, tt.pd)
			tt.settings.Paths = 2048
			sim := simulator(t, deal, model, tt.settings)
			result := func(s *tranche.Simulator) *tranche.Simulation {
				c, err := s.RunShard(background, tranche.Shard{To: 2048})
				if err != nil {
					t.Fatal(err)
				}
				return c.Result()
			}
			shared, whole := result(sim), result(tranche.WithoutCalm(sim))
			shared.Settings, whole.Settings = tranche.SimulationSettings{}, tranche.SimulationSettings{}
			sameNumbers(t, "", reflect.ValueOf(shared), reflect.ValueOf(whole))
		})
	}
}

// sameNumbers compares results field by field, numbers but for the rounding of their last digits.
func sameNumbers(t *testing.T, path string, a, b reflect.Value) {
	t.Helper()
	switch a.Kind() {
	case reflect.Pointer:
		if a.IsNil() != b.IsNil() {
			t.Errorf("%s: one is nil", path)
		} else if !a.IsNil() {
			sameNumbers(t, path, a.Elem(), b.Elem())
		}
	case reflect.Struct:
		for i := range a.NumField() {
			if f := a.Type().Field(i); f.IsExported() {
				sameNumbers(t, path+"."+f.Name, a.Field(i), b.Field(i))
			}
		}
	case reflect.Slice, reflect.Array:
		if a.Len() != b.Len() {
			t.Errorf("%s: %d items, %d in whole paths", path, a.Len(), b.Len())
			return
		}
		for i := range a.Len() {
			sameNumbers(t, fmt.Sprintf("%s[%d]", path, i), a.Index(i), b.Index(i))
		}
	case reflect.Float64:
		x, y := a.Float(), b.Float()
		if math.IsNaN(x) && math.IsNaN(y) {
			return
		}
		if !(math.Abs(x-y) <= 1e-9*(1+math.Abs(x))) {
			t.Errorf("%s: %v, %v in whole paths", path, x, y)
		}
	case reflect.Func, reflect.Map: // of settings, which are empty here
	default:
		if !a.Equal(b) {
			t.Errorf("%s: %v, %v in whole paths", path, a, b)
		}
	}
}

// Where the series about the guess holds, it gives the yield that Newton's method finds on the flows.
func TestTheSeriesOfAYieldIsTheYield(t *testing.T) {
	near := 0
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(t, "payments")
		flows, days := make([]float64, n), make([]float64, n)
		price := 0.0
		rate := rapid.Float64Range(-0.05, 0.2).Draw(t, "yield")
		for k := range flows {
			days[k] = float64(91 * (k + 1))
			flows[k] = math.Round(rapid.Float64Range(0, 1e9).Draw(t, "flow"))
			price += flows[k] * math.Pow(1+rate, -days[k]/365)
		}
		if price < 1000 {
			t.Skip("nothing is paid")
		}
		guess := math.Log1p(rate) + rapid.Float64Range(-0.1, 0.1).Draw(t, "error of the guess")
		series, holds, whole := tranche.Yields(flows, days, price, guess)
		if !holds {
			return
		}
		near++
		if math.Abs(series-whole) > 2e-10*(1+1/(days[0]/365)) || math.Abs(series-rate) > 1e-8 {
			t.Fatalf("%v by the series, %v by Newton's method, %v in truth", series, whole, rate)
		}
	})
	if near == 0 {
		t.Error("the series never held")
	}
}
