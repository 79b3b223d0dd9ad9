package concentration_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/faults"
)

func equalCapital(n int) []concentration.CapitalName {
	return slices.Repeat([]concentration.CapitalName{{EAD: 1, PD: .01, LGD: .45}}, n)
}

func adjustment(t *testing.T, names []concentration.CapitalName, s concentration.GranularitySettings) concentration.Granularity {
	t.Helper()
	return must[concentration.Granularity](t)(concentration.GranularityAdjustment(names, s))
}

func TestGranularityAdjustment(t *testing.T) {
	g := adjustment(t, equalCapital(100), concentration.GranularitySettings{})
	if math.Abs(g.Capital-.05862) > 5e-6 || math.Abs(g.Adjustment-.01234) > 5e-6 || !g.Valid {
		t.Errorf("100 names: %+v; want K* 5.862 %%, GA 1.234 %%", g)
	}
	near(t, "effective number", g.Names, 100)
	// By the formula with the numbers put in.
	k := g.Capital
	near(t, "GA", g.Adjustment, .01*(.25*.55+.45)*(4.83*(k+.0045)-k)/(2*k))
	if d := concentration.GranularityDelta(.999, .25); math.Abs(d-4.8336) > 5e-5 {
		t.Errorf("delta %v, want 4.8336", d)
	}
	// A gamma variable with shape 1 is exponential: its quantile is −ln(1 − q).
	a := -math.Log(.001)
	near(t, "delta with precision 1", concentration.GranularityDelta(.999, 1), a-1)
	if !math.IsNaN(concentration.GranularityDelta(1, .25)) || !math.IsNaN(concentration.GranularityDelta(.999, 0)) {
		t.Error("delta outside its range")
	}
}

// The correlation and the capital of the Basel formula, as the risk weights of its examples give them: at a
// maturity of 2.5 years 14.44, 69.61, 92.32 and 149.85 % for these probabilities.
func TestCapitalIsThatOfTheBaselFormula(t *testing.T) {
	for pd, weight := range map[float64]float64{.0003: 14.44, .005: 69.61, .01: 92.32, .05: 149.85} {
		k := adjustment(t, []concentration.CapitalName{{1, pd, .45}}, concentration.GranularitySettings{}).Capital
		b := math.Pow(.11852-.05478*math.Log(pd), 2)
		if got := k * 12.5 * 100 / (1 - 1.5*b); math.Abs(got-weight) > .005 {
			t.Errorf("PD %v: risk weight %.3f, want %v", pd, got, weight)
		}
	}
}

func TestGranularityShrinksWithTheNumberOfNames(t *testing.T) {
	of := func(n int) concentration.Granularity {
		return adjustment(t, equalCapital(n), concentration.GranularitySettings{})
	}
	near(t, "twice the names", of(200).Adjustment*2, of(100).Adjustment)
	near(t, "K* does not depend on the number", of(7).Capital, of(100).Capital)
	if of(24).Valid || !of(25).Valid {
		t.Error("valid from 25 names")
	}
	lumpy := []concentration.CapitalName{{30, .02, .5}, {20, .03, .5}, {15, .02, .6}, {10, .05, .5}, {8, .02, .4}, {7, .02, .5}, {4, .1, .5}, {3, .02, .5}, {2, .02, .5}, {1, .02, .5}}
	if g := adjustment(t, lumpy, concentration.GranularitySettings{}); g.Valid || g.Names > 10 {
		t.Errorf("ten lumpy names: %+v", g)
	}
	split := slices.Clone(lumpy)
	split[0].EAD = 15
	split = append(split, split[0])
	if a, b := adjustment(t, split, concentration.GranularitySettings{}), adjustment(t, lumpy, concentration.GranularitySettings{}); a.Adjustment >= b.Adjustment {
		t.Errorf("splitting the largest: %v, before %v", a.Adjustment, b.Adjustment)
	}
}

func TestGranularityDoesNotDependOnOrderOrUnit(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	var names []concentration.CapitalName
	for range 60 {
		names = append(names, concentration.CapitalName{EAD: math.Exp(3 * rng.Float64()), PD: .001 + .1*rng.Float64(), LGD: .2 + .6*rng.Float64()})
	}
	want := adjustment(t, names, concentration.GranularitySettings{})
	for range 20 {
		rng.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
		if got := adjustment(t, names, concentration.GranularitySettings{}); got != want {
			t.Fatalf("shuffled %+v, before %+v", got, want)
		}
	}
	for i := range names {
		names[i].EAD *= 1 << 20
	}
	if got := adjustment(t, names, concentration.GranularitySettings{}); got != want {
		t.Fatalf("in another unit %+v, before %+v", got, want)
	}
}

func TestGranularityRefuses(t *testing.T) {
	_, err := concentration.GranularityAdjustment([]concentration.CapitalName{{-1, 0, 0}, {1, .01, 1.1}, {1, math.NaN(), .5}}, concentration.GranularitySettings{Quantile: 1, Delta: -1})
	var e *faults.Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v", err)
	}
	var paths []string
	for _, f := range e.Faults() {
		paths = append(paths, f.Path)
	}
	if want := []string{"names[0].ead", "names[0].pd", "names[0].lgd", "names[1].lgd", "names[2].pd", "quantile", "settings"}; !slices.Equal(paths, want) {
		t.Errorf("faults at %v, want %v", paths, want)
	}
	for _, names := range [][]concentration.CapitalName{nil, {{0, .1, .5}}} {
		if _, err := concentration.GranularityAdjustment(names, concentration.GranularitySettings{}); !errors.As(err, &e) {
			t.Errorf("%v: %v", names, err)
		}
	}
	wild := concentration.GranularitySettings{Correlation: func(float64) float64 { return 1 }}
	if _, err := concentration.GranularityAdjustment(equalCapital(1), wild); !errors.As(err, &e) {
		t.Errorf("a correlation of 1: %v", err)
	}
}

func ExampleGranularityAdjustment() {
	names := make([]concentration.CapitalName, 100)
	for i := range names {
		names[i] = concentration.CapitalName{EAD: 1, PD: 0.01, LGD: 0.45}
	}
	g, err := concentration.GranularityAdjustment(names, concentration.GranularitySettings{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("K* %.3f%%, GA %.3f%%, %.0f names, valid %v\n", 100*g.Capital, 100*g.Adjustment, g.Names, g.Valid)
	// Output: K* 5.862%, GA 1.234%, 100 names, valid true
}
