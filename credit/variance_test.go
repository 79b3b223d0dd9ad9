package credit_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
)

// hundred is a pool of 100 lumpy names with correlation 0.2.
func hundred() credit.PortfolioSpec {
	s := credit.PortfolioSpec{Factors: []string{"global"}}
	for i := range 100 {
		s.Agents = append(s.Agents, credit.Agent{PD: 0.01 + 0.001*float64(i%10), Loadings: []credit.Loading{{Factor: 0, Weight: math.Sqrt(0.2)}}})
		s.Positions = append(s.Positions, credit.Position{Exposure: money.Amount(1 + i%9), Obligors: []int{i}, LGD: credit.LGD{Mean: 1}})
	}
	return s
}

// The variance of each estimator for the same number of paths, against plain simulation: what
// docs/benchmarks.md reports.
func TestVarianceRatios(t *testing.T) {
	t.Parallel()
	p := resolved(t, hundred())
	d := distributionOf(t, p, credit.DistributionSettings{})
	attach := p.Exposure() / 4
	layer := credit.Layer{Attach: attach, Detach: p.Exposure()}
	exact, err := d.Tranche(layer.Attach, layer.Detach)
	if err != nil {
		t.Fatal(err)
	}
	const paths = 1 << 14
	plainHit := exact.HitProbability * (1 - exact.HitProbability) / paths
	plainMean := d.Variance() / paths
	plainLayer := exact.StdDev * exact.StdDev / paths
	t.Logf("P(loss > 25%%) = %.3g", exact.HitProbability)
	for _, c := range []struct {
		name             string
		s                credit.Sampling
		mean, layer, hit float64 // the least ratios that are expected
	}{
		{"antithetic", credit.Sampling{Factors: credit.FactorsAntithetic}, 1.1, 0, 0},
		{"stratified", credit.Sampling{Factors: credit.FactorsStratified}, 1.3, 0, 0},
		{"sobol", credit.Sampling{Factors: credit.FactorsSobol}, 1.3, 0, 0},
		{"importance, shift", credit.Sampling{Importance: &credit.Importance{Loss: float64(attach)}}, 0, 20, 20},
		{"importance, shift and twist", credit.Sampling{Importance: &credit.Importance{Loss: float64(attach), Twist: true}}, 0, 200, 200},
		{"the same with sobol", credit.Sampling{Factors: credit.FactorsSobol, Importance: &credit.Importance{Loss: float64(attach), Twist: true}}, 0, 200, 200},
	} {
		c.s.Seed = 77
		got := simulated(t, p, credit.SimulationSettings{Sampling: c.s, Paths: paths, Layers: []credit.Layer{layer}})
		agrees(t, c.name+": mean", got.Mean(), d.Mean())
		l := got.Layer(0)
		if c.s.Importance != nil {
			agrees(t, c.name+": layer", l.ExpectedLoss, exact.ExpectedLoss)
			agrees(t, c.name+": hit", l.HitProbability, exact.HitProbability)
		}
		ratio := func(plain float64, e credit.Estimate) float64 { return plain / (e.StdErr * e.StdErr) }
		mean, layer, hit := ratio(plainMean, got.Mean()), ratio(plainLayer, l.ExpectedLoss), ratio(plainHit, l.HitProbability)
		t.Logf("%-28s variance of plain over its own: mean %.3g, loss of the layer %.3g, hit probability %.3g; shift %v", c.name, mean, layer, hit, fmt.Sprintf("%.2f", got.Shift()))
		if mean < c.mean || layer < c.layer || hit < c.hit {
			t.Errorf("%s: ratios %v, %v, %v; expected at least %v, %v, %v", c.name, mean, layer, hit, c.mean, c.layer, c.hit)
		}
	}
}
