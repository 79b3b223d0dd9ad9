package credit_test

import (
	"math"
	"testing"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
)

// stepped are parties whose two weights use up their whole variance, 0.6² + 0.8² = 1, on factors that cross:
// given the factors nothing is left to chance.
func stepped(n int) credit.PortfolioSpec {
	s := credit.PortfolioSpec{Factors: make([]string, 4)}
	for i := range n {
		a, b := 0.6, 0.8
		if i%2 == 1 {
			a, b = b, a
		}
		s.Agents = append(s.Agents, credit.Agent{PD: 0.02 + 0.01*float64(i%5), Loadings: []credit.Loading{{Factor: i / 2 % 2, Weight: a}, {Factor: 2 + i/4%2, Weight: b}}})
		s.Positions = append(s.Positions, credit.Position{Exposure: money.Amount(10 * (1 + i%3)), Obligors: []int{i}, LGD: credit.LGD{Mean: 1}})
	}
	return s
}

func TestDistributionOfPartiesWithoutOwnTermsWhoseFactorsCross(t *testing.T) {
	t.Parallel()
	s := stepped(12)
	p := resolved(t, s)
	d := distributionOf(t, p, credit.DistributionSettings{MaxWork: 3e8})
	mean, variance := 0.0, 0.0
	for i, q := range s.Positions {
		a := s.Agents[i]
		mean += float64(q.Exposure) * a.PD
		for j, r := range s.Positions {
			b, rho := s.Agents[j], 0.0
			for _, x := range a.Loadings {
				for _, y := range b.Loadings {
					if x.Factor == y.Factor {
						rho += x.Weight * y.Weight
					}
				}
			}
			variance += float64(q.Exposure) * float64(r.Exposure) * (credit.JointDefault(a.PD, b.PD, min(rho, 1)) - a.PD*b.PD)
		}
	}
	if q := d.Quality(); q.Averaging != credit.AverageSampled || q.Error > 1e-3 {
		t.Errorf("averaged by %v with an error of %v", q.Averaging, q.Error)
	}
	if math.Abs(d.Mean()-mean) > d.Quality().ExcessError {
		t.Errorf("mean %v ± %v, want %v", d.Mean(), d.Quality().ExcessError, mean)
	}
	if !within(d.Variance(), variance, 0.01) {
		t.Errorf("variance %v, by pairs %v", d.Variance(), variance)
	}
}
