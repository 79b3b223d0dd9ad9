package credit_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
)

// bruteContributions computes tail contributions from their definition by enumeration.
func bruteContributions(s credit.PortfolioSpec, nodes int, level float64, valueAtRisk float64) []float64 {
	above, at := 0.0, 0.0
	enumerate(s, nodes, func(o outcome) {
		switch total := sum(o.losses); {
		case total > valueAtRisk+1e-6:
			above += o.p
		case total > valueAtRisk-1e-6:
			at += o.p
		}
	})
	beta := (1 - level - above) / at
	out := make([]float64, len(s.Positions))
	enumerate(s, nodes, func(o outcome) {
		weight := 0.0
		switch total := sum(o.losses); {
		case total > valueAtRisk+1e-6:
			weight = 1
		case total > valueAtRisk-1e-6:
			weight = beta
		}
		for i, l := range o.losses {
			out[i] += o.p * weight * l / (1 - level)
		}
	})
	return out
}

func TestTailContributionsAgainstEnumeration(t *testing.T) {
	t.Parallel()
	withT := sixObligors()
	withT.Copula.DegreesOfFreedom = 6
	risky := sixObligors()
	for i := range risky.Agents {
		risky.Agents[i].PD = 0.15 * float64(i+1)
	}
	for _, c := range []struct {
		situation string
		spec      credit.PortfolioSpec
		nodes     int
		level     float64
		within    float64
	}{
		{"six obligors", sixObligors(), 80, 0.95, 1e-9},
		{"six obligors, far out", sixObligors(), 80, 0.999, 1e-6},
		{"high default probabilities", risky, 80, 0.9, 1e-8},
		{"two sectors and a group", twoSectors(), 9, 0.95, 1e-5},
		{"guarantor, joint obligors, several ends", supported(), 28, 0.9, 1e-7},
		{"a t copula", withT, 32, 0.95, 1e-6},
	} {
		t.Run(c.situation, func(t *testing.T) {
			got, err := resolved(t, c.spec).TailContributions(context.Background(), c.level, credit.DistributionSettings{Unit: 1, Tolerance: c.within / 100})
			if err != nil {
				t.Fatal(err)
			}
			want := bruteContributions(c.spec, c.nodes, c.level, got.VaR)
			for i := range want {
				if math.Abs(got.Contributions[i]-want[i]) > c.within {
					t.Errorf("position %d contributes %.12g, enumerated %.12g", i, got.Contributions[i], want[i])
				}
			}
		})
	}
}

func TestTailContributionsSumToTheShortfall(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawPortfolio(t, 7)
		if rapid.Bool().Draw(t, "random loss given default") {
			for i := range s.Positions {
				s.Positions[i].LGD = credit.LGD{Mean: 0.4, StdDev: 0.2}
				s.Positions[i].Obligors = []int{i / 2} // some obligors owe two
			}
		}
		p := resolved(t, s)
		level := rapid.Float64Range(0.05, 0.995).Draw(t, "level")
		settings := credit.DistributionSettings{Unit: money.Amount(rapid.IntRange(1, 9).Draw(t, "unit"))}
		c, err := p.TailContributions(context.Background(), level, settings)
		if err != nil {
			t.Fatal(err)
		}
		es, err := distributionOf(t, p, settings).ExpectedShortfall(level)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(es-c.ExpectedShortfall) > 1e-7 || math.Abs(sum(c.Contributions)-es) > 1e-7 {
			t.Fatalf("contributions sum to %v, shortfall %v and %v", sum(c.Contributions), c.ExpectedShortfall, es)
		}
		for i, x := range c.Contributions {
			// A loss that is split over two units may stand for nearly one unit more.
			if x < -1e-9 || x > float64(s.Positions[i].Exposure+settings.Unit) {
				t.Fatalf("position %d of exposure %d contributes %v", i, s.Positions[i].Exposure, x)
			}
		}
	})
}

func TestTailContributionsRefuse(t *testing.T) {
	p := resolved(t, sixObligors())
	if _, err := p.TailContributions(context.Background(), 1, credit.DistributionSettings{}); !errors.Is(err, credit.ErrArgument) {
		t.Errorf("level 1: %v", err)
	}
	if _, err := p.TailContributions(context.Background(), 0.9, credit.DistributionSettings{Unit: -1}); !errors.Is(err, credit.ErrArgument) {
		t.Errorf("unit −1: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := p.TailContributions(ctx, 0.9, credit.DistributionSettings{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func ExamplePortfolio_TailContributions() {
	p := resolved(failing{}, sixObligors())
	c, err := p.TailContributions(context.Background(), 0.95, credit.DistributionSettings{})
	if err != nil {
		panic(err)
	}
	for i, x := range c.Contributions {
		fmt.Printf("exposure %d: %.4f\n", p.Position(i).Exposure, x)
	}
	fmt.Printf("expected shortfall: %.4f\n", c.ExpectedShortfall)
	// Output:
	// exposure 1: 0.0554
	// exposure 1: 0.1488
	// exposure 2: 0.0999
	// exposure 3: 0.5868
	// exposure 5: 1.3305
	// exposure 8: 6.4000
	// expected shortfall: 8.6215
}
