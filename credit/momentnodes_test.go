package credit_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/ipabs/ipabs/credit"
)

// TestMomentsOfManyEvents: losses on three events and more against enumeration, by a product rule.
func TestMomentsOfManyEvents(t *testing.T) {
	random := onRightsAndParties()
	random.Positions[4].LGD.StdDev, random.Positions[4].Bare.Mean, random.Positions[4].Bare.StdDev = 0.1, 0.9, 0.2
	for _, c := range []struct {
		situation string
		spec      credit.PortfolioSpec
		settings  credit.MomentSettings
		within    float64
	}{
		{"rights, guarantors and joint obligors", onRightsAndParties(), credit.MomentSettings{}, 1e-9},
		{"several guarantors and ends", supported(), credit.MomentSettings{}, 1e-9},
		{"few nodes", supported(), credit.MomentSettings{Nodes: 1}, math.Inf(1)},
	} {
		t.Run(c.situation, func(t *testing.T) {
			m := momentsOf(t, resolved(t, c.spec), c.settings)
			mean, cov := bruteMoments(c.spec, 40)
			for i := range mean {
				if math.Abs(m.Mean(i)-mean[i]) > c.within {
					t.Errorf("mean %d: %.12g, enumerated %.12g", i, m.Mean(i), mean[i])
				}
				for j := range mean {
					if d := math.Abs(m.Covariance(i, j) - cov[i][j]); d > c.within*max(1, cov[i][i], cov[j][j]) {
						t.Errorf("covariance %d, %d: %.12g, enumerated %.12g", i, j, m.Covariance(i, j), cov[i][j])
					}
				}
				if m.Diagonal(i) < 0 {
					t.Errorf("D %d is %v", i, m.Diagonal(i))
				}
			}
			if v := m.Variance(ones(m.Len())); v < 0 || m.Truncation() < 0 {
				t.Errorf("variance %v, error %v", v, m.Truncation())
			}
		})
	}
	p := resolved(t, random)
	m, d := momentsOf(t, p, credit.MomentSettings{}), distributionOf(t, p, credit.DistributionSettings{Unit: 1, Tolerance: 1e-11})
	if excess := d.Variance() - m.Variance(ones(m.Len())); !within(m.TotalMean(), d.Mean(), 1e-9) || excess < -1e-6 || excess > d.Quality().Rounding.Variance+m.Truncation() {
		t.Errorf("moments %.12g, %.12g; distribution %.12g, %.12g", m.TotalMean(), m.Variance(ones(m.Len())), d.Mean(), d.Variance())
	}
}

// TestMomentsByQuasiRandomNodes: where a product rule would be too large, the variance is that of one
// within the error that is stated, a few parts in a hundred.
func TestMomentsByQuasiRandomNodes(t *testing.T) {
	s := credit.PortfolioSpec{Factors: []string{"global", "a", "b"}}
	for i := range 9 {
		s.Agents = append(s.Agents, credit.Agent{PD: 0.02 + 0.01*float64(i), Loadings: []credit.Loading{{Factor: 0, Weight: 0.4}, {Factor: 1 + i%2, Weight: 0.4}}})
	}
	for i := range 4 {
		s.Positions = append(s.Positions, credit.Position{Exposure: 4, Obligors: []int{2 * i, 2*i + 1}, Joint: credit.AnyDefault, LGD: credit.LGD{Mean: 0.5},
			Guarantors: []int{8}, Unguaranteed: credit.LGD{Mean: 1}})
	}
	p := resolved(t, s)
	quasi, product := momentsOf(t, p, credit.MomentSettings{Nodes: 4000}), momentsOf(t, p, credit.MomentSettings{Nodes: 30_000})
	z := ones(4)
	v, w := quasi.Variance(z), product.Variance(z)
	if math.Abs(v-w) > 2*quasi.Truncation() || quasi.Truncation() > 0.03*v || product.Truncation() > 1e-6*w {
		t.Errorf("variance %v ± %v by quasi-random nodes, %v ± %v by a product rule", v, quasi.Truncation(), w, product.Truncation())
	}
	if momentsOf(t, p, credit.MomentSettings{Nodes: 4000}).Variance(z) != v {
		t.Error("a second run gives other bits")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := p.Moments(ctx, credit.MomentSettings{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestMomentsOfManyEventsUnderATCopula compares with the distribution.
func TestMomentsOfManyEventsUnderATCopula(t *testing.T) {
	s := credit.PortfolioSpec{Factors: []string{"global"}, Copula: credit.Copula{DegreesOfFreedom: 8}}
	for i := range 5 {
		s.Agents = append(s.Agents, credit.Agent{PD: 0.02 + 0.01*float64(i), Loadings: []credit.Loading{{Factor: 0, Weight: 0.4}}})
	}
	for i := range 2 {
		s.Positions = append(s.Positions, credit.Position{Exposure: 4, Obligors: []int{2 * i, 2*i + 1}, Joint: credit.AnyDefault, LGD: credit.LGD{Mean: 0.5},
			Guarantors: []int{4}, Unguaranteed: credit.LGD{Mean: 1}})
	}
	p := resolved(t, s)
	m, d := momentsOf(t, p, credit.MomentSettings{}), distributionOf(t, p, credit.DistributionSettings{Unit: 1, Tolerance: 1e-8})
	if v := m.Variance(ones(2)); math.Abs(v-d.Variance()) > 1e-7 || !within(m.TotalMean(), d.Mean(), 1e-7) {
		t.Errorf("variance %v, of the distribution %v; mean %v, %v", v, d.Variance(), m.TotalMean(), d.Mean())
	}
}
