package credit_test

import (
	"math"
	"testing"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
)

// TestNarrowLossGivenDefaultKeepsItsMoments: however narrow the beta distribution, the mean is exact and
// the variance exact but for what the rounding to units adds.
func TestNarrowLossGivenDefaultKeepsItsMoments(t *testing.T) {
	const exposure, pd = 20_000, 0.5
	for _, mean := range []float64{0.5, 0.1, 0.99} {
		for _, sd := range []float64{0.05, 0.01, 1e-3, 1e-4, 1e-5, 1e-7, 1e-9, 1e-13} {
			for _, unit := range []money.Amount{0, 10, 1000} {
				s := credit.PortfolioSpec{Agents: []credit.Agent{{PD: pd}},
					Positions: []credit.Position{{Exposure: exposure, Obligors: []int{0}, LGD: credit.LGD{Mean: mean, StdDev: sd}}}}
				d := distributionOf(t, resolved(t, s), credit.DistributionSettings{Unit: unit})
				if want := pd * mean * exposure; !within(d.Mean(), want, 1e-11) {
					t.Errorf("mean %v, deviation %v, unit %d: expects %v, want %v", mean, sd, d.Unit(), d.Mean(), want)
				}
				variance := exposure * exposure * (pd*(mean*mean+sd*sd) - pd*pd*mean*mean)
				if added := d.Variance() - variance; added < -1e-9*variance || added > d.Quality().Rounding.Variance+1e-9*variance {
					t.Errorf("mean %v, deviation %v, unit %d: adds %v to the variance, at most %v stated", mean, sd, d.Unit(), added, d.Quality().Rounding.Variance)
				}
			}
		}
	}
}

// A peak against the density of the beta distribution itself: E[max(L − k, 0)] of ten thousand units.
func TestPeakedLossGivenDefault(t *testing.T) {
	const exposure = 10_000
	s := credit.PortfolioSpec{Agents: []credit.Agent{{PD: 1}},
		Positions: []credit.Position{{Exposure: exposure, Obligors: []int{0}, LGD: credit.LGD{Mean: 0.4, StdDev: math.Sqrt(0.24 / 51)}}}}
	d := distributionOf(t, resolved(t, s), credit.DistributionSettings{Unit: 1})
	alpha, beta := 20.0, 30.0
	la, _ := math.Lgamma(alpha)
	lb, _ := math.Lgamma(beta)
	lab, _ := math.Lgamma(alpha + beta)
	for _, k := range []money.Amount{1000, 3500, 4000, 5200, 7000} {
		from := float64(k) / exposure
		var points []float64
		for x := from; x < 1; x += 0.01 {
			points = append(points, x)
		}
		want := exposure * integratePanels(func(x float64) float64 {
			return (x - from) * math.Exp((alpha-1)*math.Log(x)+(beta-1)*math.Log1p(-x)+lab-la-lb)
		}, points, from, 1)
		got, err := d.Tranche(k, exposure)
		if err != nil {
			t.Fatal(err)
		}
		// Splitting over units adds at most an eighth of a unit times the density there.
		if diff := got.ExpectedLoss - want; diff < -1e-9 || diff > 1e-3 {
			t.Errorf("beyond %d: %v, integrated %v", k, got.ExpectedLoss, want)
		}
	}
}
