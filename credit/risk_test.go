package credit_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
)

// loaded is a portfolio with independent obligors, whose distribution can be written down.
func loaded(pds []float64, losses []money.Amount) credit.PortfolioSpec {
	s := credit.PortfolioSpec{}
	for i := range pds {
		s.Agents = append(s.Agents, credit.Agent{PD: pds[i]})
		s.Positions = append(s.Positions, credit.Position{Exposure: losses[i], Obligors: []int{i}, LGD: credit.LGD{Mean: 1}})
	}
	return s
}

func TestExpectedShortfallOfSixObligors(t *testing.T) {
	d := distributionOf(t, resolved(t, sixObligors()), credit.DistributionSettings{})
	if v, err := d.VaR(0.95); err != nil || v != 5 {
		t.Errorf("VaR %v, %v; want 5", v, err)
	}
	if es, err := d.ExpectedShortfall(0.95); err != nil || math.Abs(es-8.62147) > 5e-6 {
		t.Errorf("expected shortfall %v, %v; want 8.62147", es, err)
	}
}

func TestRiskOfALossInTwoPoints(t *testing.T) {
	// One obligor: 100 with 3 %, nothing otherwise.
	d := distributionOf(t, resolved(t, loaded([]float64{0.03}, []money.Amount{100})), credit.DistributionSettings{})
	for _, c := range []struct {
		situation string
		level     float64
		valueAt   money.Amount
		shortfall float64
	}{
		{"the tail is wider than the default", 0.95, 0, 60},
		{"the tail is exactly the default: the quantile is still 0", 0.97, 0, 100},
		{"the tail lies inside the default", 0.98, 100, 100},
		{"half the outcomes", 0.5, 0, 6},
	} {
		t.Run(c.situation, func(t *testing.T) {
			v, err := d.VaR(c.level)
			if err != nil || v != c.valueAt {
				t.Errorf("VaR %v, %v; want %v", v, err, c.valueAt)
			}
			es, err := d.ExpectedShortfall(c.level)
			if err != nil || math.Abs(es-c.shortfall) > 1e-9 {
				t.Errorf("expected shortfall %v, %v; want %v", es, err, c.shortfall)
			}
		})
	}
	p := 0.03
	if got, want := d.Skewness(), (1-2*p)/math.Sqrt(p*(1-p)); !within(got, want, 1e-12) {
		t.Errorf("skewness %v, want %v", got, want)
	}
	if got, want := d.Kurtosis(), 3+(1-6*p*(1-p))/(p*(1-p)); !within(got, want, 1e-12) {
		t.Errorf("kurtosis %v, want %v", got, want)
	}
	if got := d.StdDev(); !within(got, 100*math.Sqrt(p*(1-p)), 1e-12) {
		t.Errorf("standard deviation %v", got)
	}
	certain := distributionOf(t, resolved(t, loaded([]float64{0}, []money.Amount{100})), credit.DistributionSettings{})
	if !math.IsNaN(certain.Skewness()) || certain.StdDev() != 0 {
		t.Errorf("a loss that is certain: skewness %v, deviation %v", certain.Skewness(), certain.StdDev())
	}
}

func TestRiskProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := distributionOf(t, resolved(t, drawPortfolio(t, 7)), credit.DistributionSettings{Unit: 1})
		lower := rapid.Float64Range(0.01, 0.999).Draw(t, "level")
		higher := rapid.Float64Range(lower, 0.9999).Draw(t, "higher level")
		var v [2]money.Amount
		var es [2]float64
		for i, level := range []float64{lower, higher} {
			var err error
			if v[i], err = d.VaR(level); err != nil {
				t.Fatal(err)
			}
			if es[i], err = d.ExpectedShortfall(level); err != nil {
				t.Fatal(err)
			}
			if es[i] < float64(v[i])-1e-6 || es[i] < d.Mean()-1e-6 {
				t.Fatalf("shortfall %v below VaR %v or mean %v", es[i], v[i], d.Mean())
			}
			if d.AtMost(v[i]) < level-1e-9 || v[i] > 0 && d.AtMost(v[i]-1) >= level {
				t.Fatalf("P(L ≤ %d) = %v at level %v", v[i], d.AtMost(v[i]), level)
			}
		}
		if v[1] < v[0] || es[1] < es[0]-1e-6 {
			t.Fatalf("measures fall as the level rises: %v %v", v, es)
		}
	})
}

// TestShortfallIsSubadditive merges two independent pools: the shortfall of the whole is at most the
// sum of those of the parts, which does not hold for value at risk.
func TestShortfallIsSubadditive(t *testing.T) {
	one := func(pds []float64, losses []money.Amount) float64 {
		d := distributionOf(t, resolved(t, loaded(pds, losses)), credit.DistributionSettings{})
		es, err := d.ExpectedShortfall(0.95)
		if err != nil {
			t.Fatal(err)
		}
		return es
	}
	a, b := one([]float64{0.04}, []money.Amount{100}), one([]float64{0.04}, []money.Amount{90})
	both := one([]float64{0.04, 0.04}, []money.Amount{100, 90})
	if both > a+b+1e-9 {
		t.Errorf("%v together, %v apart", both, a+b)
	}
	d := distributionOf(t, resolved(t, loaded([]float64{0.04, 0.04}, []money.Amount{100, 90})), credit.DistributionSettings{})
	if v, err := d.VaR(0.95); err != nil || v != 90 { // each alone has a VaR of 0
		t.Errorf("VaR together %v, %v; want 90", v, err)
	}
}

func TestRiskRefusesLevels(t *testing.T) {
	d := distributionOf(t, resolved(t, sixObligors()), credit.DistributionSettings{})
	for _, level := range []float64{0, 1, -1, 2, math.NaN()} {
		if _, err := d.VaR(level); !errors.Is(err, credit.ErrArgument) {
			t.Errorf("VaR(%v): %v", level, err)
		}
		if _, err := d.ExpectedShortfall(level); !errors.Is(err, credit.ErrArgument) {
			t.Errorf("ExpectedShortfall(%v): %v", level, err)
		}
	}
	if d.Probability(-1) != 0 || d.Probability(d.Len()) != 0 || d.AtMost(-1) != 0 || d.AtMost(1<<40) < 1-1e-9 {
		t.Error("outside the points")
	}
}

func ExampleDistribution_ExpectedShortfall() {
	d := distributionOf(failing{}, resolved(failing{}, sixObligors()), credit.DistributionSettings{})
	v, err := d.VaR(0.95)
	if err != nil {
		panic(err)
	}
	es, err := d.ExpectedShortfall(0.95)
	if err != nil {
		panic(err)
	}
	fmt.Printf("95 %%: value at risk %d, expected shortfall %.5f\n", v, es)
	// Output: 95 %: value at risk 5, expected shortfall 8.62147
}
