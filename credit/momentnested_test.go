package credit_test

import (
	"math"
	"testing"

	"github.com/ipabs/ipabs/credit"
)

// Parties with the same loadings and no own term share one latent variable: they default together, the one
// with the lower probability never without the other.

// comonotone is a lessee with PD 5 %, a guarantor with 2 % and a parent with 8 % that follow one factor
// and nothing else, beside a stranger that follows it by half.
func comonotone() credit.PortfolioSpec {
	one := []credit.Loading{{Factor: 0, Weight: 1}}
	return credit.PortfolioSpec{
		Factors: []string{"family"},
		Agents: []credit.Agent{{PD: 0.05, Loadings: one}, {PD: 0.02, Loadings: one}, {PD: 0.08, Loadings: one},
			{PD: 0.1, Loadings: []credit.Loading{{Factor: 0, Weight: 0.5}}}},
	}
}

// familyMoments sums over the states of the family, which end at 2 %, 5 % and 8 %, with the stranger's chance in
// each by bivariate normals.
func familyMoments(losses func(down func(pd float64) bool, stranger bool) []float64) (mean []float64, cov [][]float64) {
	edges := []float64{0, 0.02, 0.05, 0.08, 1}
	n := len(losses(func(float64) bool { return false }, false))
	mean, cov = make([]float64, n), make([][]float64, n)
	for i := range cov {
		cov[i] = make([]float64, n)
	}
	for s := range edges[1:] {
		both := credit.JointDefault(edges[s+1], 0.1, 0.5) - credit.JointDefault(edges[s], 0.1, 0.5)
		for _, stranger := range []bool{false, true} {
			p := both
			if !stranger {
				p = edges[s+1] - edges[s] - both
			}
			l := losses(func(pd float64) bool { return edges[s+1] <= pd }, stranger)
			for i := range l {
				mean[i] += p * l[i]
				for j := range l {
					cov[i][j] += p * l[i] * l[j]
				}
			}
		}
	}
	for i := range mean {
		for j := range mean {
			cov[i][j] -= mean[i] * mean[j]
		}
	}
	return mean, cov
}

func b2f(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func TestMomentsOfPartiesThatShareALatentVariable(t *testing.T) {
	fixed := credit.LGD{Mean: 1}
	onAll := comonotone()
	onAll.Positions = []credit.Position{
		{Exposure: 100, Obligors: []int{0}, LGD: credit.LGD{Mean: 0.4}, Guarantors: []int{1}, Unguaranteed: credit.LGD{Mean: 0.9}},
		{Exposure: 50, Obligors: []int{2, 0}, Joint: credit.AllDefault, LGD: fixed},
		{Exposure: 30, Obligors: []int{2, 1}, Joint: credit.AnyDefault, LGD: fixed},
		{Exposure: 20, Obligors: []int{3}, LGD: fixed},
		{Exposure: 70, Obligors: []int{2}, LGD: fixed, PDs: []float64{0.05}},
	}
	onAllLosses := func(down func(float64) bool, stranger bool) []float64 {
		return []float64{40*b2f(down(0.05)) + 50*b2f(down(0.02)), 50 * b2f(down(0.05)), 30 * b2f(down(0.08)), 20 * b2f(stranger), 70 * b2f(down(0.05))}
	}
	// Beside the family the stranger stands behind the contract too, which takes nodes of the factors.
	withStranger := comonotone()
	withStranger.Positions = []credit.Position{
		{Exposure: 100, Obligors: []int{0, 3}, Joint: credit.AnyDefault, LGD: credit.LGD{Mean: 0.4}, Guarantors: []int{1}, Unguaranteed: credit.LGD{Mean: 0.9}},
		{Exposure: 50, Obligors: []int{2}, LGD: fixed, Guarantors: []int{0, 3}, Unguaranteed: credit.LGD{Mean: 0.5}},
	}
	strangerLosses := func(down func(float64) bool, stranger bool) []float64 {
		a, b := 0.0, 50*b2f(down(0.08))
		if down(0.05) || stranger {
			a = 40 + 50*b2f(down(0.02))
		}
		if down(0.05) && stranger {
			b = 25
		}
		return []float64{a, b}
	}
	for _, c := range []struct {
		situation string
		spec      credit.PortfolioSpec
		losses    func(down func(float64) bool, stranger bool) []float64
		settings  credit.MomentSettings
		within    float64
	}{
		{"lessee and guarantor follow one factor, in a block", onAll, onAllLosses, credit.MomentSettings{}, 1e-9},
		{"lessee and guarantor follow one factor, by the series", onAll, onAllLosses, credit.MomentSettings{MaxBlock: 1, Degree: 20}, 1e-9},
		{"a stranger stands behind them too", withStranger, strangerLosses, credit.MomentSettings{Nodes: 1 << 17}, 0.3},
	} {
		t.Run(c.situation, func(t *testing.T) {
			m := momentsOf(t, resolved(t, c.spec), c.settings)
			mean, cov := familyMoments(c.losses)
			for i := range mean {
				if math.Abs(m.Mean(i)-mean[i]) > c.within {
					t.Errorf("mean %d: %.12g, by hand %.12g", i, m.Mean(i), mean[i])
				}
				for j := range mean {
					bound := c.within
					if i != j {
						bound += m.PairTruncation(i, j)
					}
					if math.Abs(m.Covariance(i, j)-cov[i][j]) > bound {
						t.Errorf("covariance %d, %d: %.12g, by hand %.12g, truncation %.3g", i, j, m.Covariance(i, j), cov[i][j], m.PairTruncation(i, j))
					}
				}
			}
		})
	}
}

// TestVarianceTruncationWithCrossingFactors: what is cut hangs on sectors that few share, and the bound says
// so.
func TestVarianceTruncationWithCrossingFactors(t *testing.T) {
	s := crossedPool(120, 6, 5, 4, 0)
	p := resolved(t, s)
	m := momentsOf(t, p, credit.MomentSettings{Degree: 2, MaxBlock: 1})
	full := momentsOf(t, p, credit.MomentSettings{Degree: 6, MaxBlock: 1, MaxColumns: 1 << 20})
	z := ones(m.Len())
	off := math.Abs(full.Variance(z) - m.Variance(z))
	if bound := m.Truncation(); off > bound+full.Truncation() || bound > 20*off {
		t.Errorf("degree 2 is off by %.3g, bound %.3g", off, bound)
	}
	for i := range 30 {
		for j := range i {
			if off := math.Abs(full.Covariance(i, j) - m.Covariance(i, j)); off > m.PairTruncation(i, j)+full.PairTruncation(i, j) {
				t.Errorf("covariance %d, %d is off by %.3g, bound %.3g", i, j, off, m.PairTruncation(i, j))
			}
		}
	}
	t.Logf("off by %.3g, bound %.3g of %.3g", off, m.Truncation(), m.Variance(z))
}
