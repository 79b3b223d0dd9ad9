package credit_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
)

// benchmarkPool is a pool of obligors of which each has its own default probability, loading and
// exposure, with one factor.
func benchmarkPool(n int, exposure func(r *rand.Rand) money.Amount) credit.PortfolioSpec {
	r := rand.New(rand.NewPCG(11, uint64(n)))
	s := credit.PortfolioSpec{Factors: []string{"economy"}}
	for i := range n {
		s.Agents = append(s.Agents, credit.Agent{PD: 0.002 + 0.05*r.Float64(), Loadings: []credit.Loading{{Factor: 0, Weight: 0.3 + 0.25*r.Float64()}}})
		s.Positions = append(s.Positions, credit.Position{Exposure: exposure(r), Obligors: []int{i}, LGD: credit.LGD{Mean: 1}})
	}
	return s
}

func benchmarkDistribution(b *testing.B, s credit.PortfolioSpec, settings credit.DistributionSettings) {
	p := resolved(b, s)
	b.ReportAllocs()
	var q credit.Quality
	units := 0
	for b.Loop() {
		d, err := p.Distribution(context.Background(), settings)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := d.TrancheShare(0.05, 0.1); err != nil {
			b.Fatal(err)
		}
		q, units = d.Quality(), d.Len()
	}
	b.ReportMetric(float64(units), "units")
	b.ReportMetric(q.Error*1e9, "1e-9error")
}

// BenchmarkTrancheLoss100 is the loss of a tranche of 100 obligors, all different, whose losses fill
// 1,000 units.
func BenchmarkTrancheLoss100(b *testing.B) {
	s := benchmarkPool(100, func(r *rand.Rand) money.Amount { return money.Amount(1 + r.IntN(19)) })
	benchmarkDistribution(b, s, credit.DistributionSettings{Unit: 1})
}

// BenchmarkTrancheLoss10000 is that of 10,000 obligors in at most 4,096 units, all different or with
// twenty default probabilities and one loading.
func BenchmarkTrancheLoss10000(b *testing.B) {
	exposure := func(r *rand.Rand) money.Amount { return money.Amount(10_000 + r.IntN(1_000_000)) }
	b.Run("different", func(b *testing.B) {
		benchmarkDistribution(b, benchmarkPool(10_000, exposure), credit.DistributionSettings{Tolerance: 1e-6})
	})
	b.Run("profiles20", func(b *testing.B) {
		s := benchmarkPool(10_000, exposure)
		for i := range s.Agents {
			s.Agents[i].PD = 0.002 * float64(1+i%20)
			s.Agents[i].Loadings[0].Weight = 0.45
		}
		benchmarkDistribution(b, s, credit.DistributionSettings{Tolerance: 1e-6})
	})
}

// BenchmarkCrossedFactors20 is the distribution of twenty contracts under fifteen factors that cross and
// four groups, over as many points as the settings take.
func BenchmarkCrossedFactors20(b *testing.B) {
	benchmarkDistribution(b, crossedPool(20, 6, 5, 4, 4), credit.DistributionSettings{})
}

// BenchmarkTailContributions100 is the expected shortfall of 100 obligors and what each contributes.
func BenchmarkTailContributions100(b *testing.B) {
	p := resolved(b, benchmarkPool(100, func(r *rand.Rand) money.Amount { return money.Amount(1 + r.IntN(19)) }))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.TailContributions(context.Background(), 0.99, credit.DistributionSettings{Unit: 1}); err != nil {
			b.Fatal(err)
		}
	}
}
