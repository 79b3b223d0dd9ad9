package credit_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
)

// momentsOf computes moments that the test expects to exist.
func momentsOf(t fataler, p *credit.Portfolio, s credit.MomentSettings) *credit.Moments {
	t.Helper()
	m, err := p.Moments(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func ones(n int) []float64 {
	z := make([]float64, n)
	for i := range z {
		z[i] = 1
	}
	return z
}

func TestMomentsWorkedCase(t *testing.T) { // LD-02
	for _, s := range []credit.MomentSettings{{}, {MaxBlock: 1, Tolerance: 1e-12}, {MaxBlock: 1, Degree: 20}} {
		m := momentsOf(t, resolved(t, sixObligors()), s)
		if got := m.TotalMean(); !within(got, 0.86, 1e-13) {
			t.Errorf("%+v: mean %.16g", s, got)
		}
		if got := m.Variance(ones(6)); !within(got, 4.560881528248215, 1e-12) {
			t.Errorf("%+v: variance %.16g, degree %d, truncation %v", s, got, m.Degree(), m.Truncation())
		}
	}
}

// TestMomentsAgainstEnumeration compares every covariance with enumeration. What differs must lie
// within the truncation that is reported.
func TestMomentsAgainstEnumeration(t *testing.T) {
	withT := sixObligors()
	withT.Copula.DegreesOfFreedom = 6
	linked := sixObligors()
	for i := range linked.Positions {
		linked.Positions[i].LGD = credit.LGD{Mean: 0.4, Link: credit.Loading{Factor: 0, Weight: 0.5}}
	}
	linked.Positions[1].Obligors = []int{0} // one obligor with two linked losses
	several := sixObligors()
	several.Positions[1].Obligors = []int{0}
	several.Positions[2].Obligors = []int{3}
	several.Positions[2].PDs = []float64{0.03}
	several.Positions[5].Obligors = []int{3}
	several.Positions[5].PDs = []float64{0.03}
	pairs := supported()
	pairs.Positions = pairs.Positions[:7] // the last one depends on three defaults
	pairs.Positions = append(pairs.Positions, pairs.Positions[0], pairs.Positions[3], pairs.Positions[4])
	pairs.Positions[7].Exposure = 9
	pairs.Positions[9].PDs = []float64{0.08, 0.02}
	type moments struct {
		mean []float64
		cov  [][]float64
	}
	known := map[string]moments{}
	enumerated := func(s credit.PortfolioSpec, nodes int) ([]float64, [][]float64) {
		key := fmt.Sprint(s, nodes)
		m, ok := known[key]
		if !ok {
			m.mean, m.cov = bruteMoments(s, nodes)
			known[key] = m
		}
		return m.mean, m.cov
	}
	for _, c := range []struct {
		situation string
		spec      credit.PortfolioSpec
		nodes     int
		settings  credit.MomentSettings
		within    float64
	}{
		{"six obligors as a block", sixObligors(), 80, credit.MomentSettings{}, 1e-11},
		{"six obligors by the series", sixObligors(), 80, credit.MomentSettings{MaxBlock: 1, Degree: 20}, 1e-11},
		{"six obligors by a short series", sixObligors(), 80, credit.MomentSettings{MaxBlock: 1, Degree: 2}, 1e-11},
		{"two sectors and a group, in one block", twoSectors(), 16, credit.MomentSettings{}, 2e-6},
		{"two sectors, the group in a block", twoSectors(), 16, credit.MomentSettings{MaxBlock: 2, Degree: 8}, 2e-6},
		{"two sectors, nothing in a block", twoSectors(), 16, credit.MomentSettings{MaxBlock: 1, Degree: 5}, 2e-6},
		{"an obligor with several positions and ends", several, 80, credit.MomentSettings{MaxBlock: 1, Degree: 12}, 1e-11},
		{"a t copula, in a block", withT, 32, credit.MomentSettings{}, 1e-8},
		{"a t copula, by the series", withT, 32, credit.MomentSettings{MaxBlock: 1, Degree: 10}, 1e-8},
		{"linked losses", linked, 80, credit.MomentSettings{Degree: 12}, 1e-8},
		{"a guarantor and joint obligors", pairs, 40, credit.MomentSettings{Degree: 10}, 1e-8},
		{"a guarantor and joint obligors, short series", pairs, 40, credit.MomentSettings{Degree: 2}, 1e-8},
	} {
		t.Run(c.situation, func(t *testing.T) {
			m := momentsOf(t, resolved(t, c.spec), c.settings)
			mean, cov := enumerated(c.spec, c.nodes)
			worst, allowed := 0.0, 0.0
			for i := range mean {
				if math.Abs(m.Mean(i)-mean[i]) > c.within {
					t.Errorf("mean %d: %.12g, enumerated %.12g", i, m.Mean(i), mean[i])
				}
				if m.Diagonal(i) < 0 {
					t.Errorf("D %d is %v", i, m.Diagonal(i))
				}
				for j := range mean {
					bound := c.within * max(1, cov[i][i], cov[j][j])
					if i != j {
						bound += m.PairTruncation(i, j)
					}
					d := math.Abs(m.Covariance(i, j) - cov[i][j])
					worst, allowed = max(worst, d), max(allowed, bound)
					if d > bound {
						t.Errorf("covariance %d, %d: %.12g, enumerated %.12g, truncation at most %.3g", i, j, m.Covariance(i, j), cov[i][j], m.PairTruncation(i, j))
					}
				}
			}
			t.Logf("degree %d, %d columns, worst difference %.3g, largest allowed %.3g, truncation of the whole %.3g of %.6g",
				m.Degree(), m.Columns(), worst, allowed, m.Truncation(), m.Variance(ones(m.Len())))
		})
	}
}

// TestMomentsEqualTheDistribution: the variance that selection minimises is the second moment of the
// distribution that tranches are measured on.
func TestMomentsEqualTheDistribution(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := resolved(t, drawPortfolio(t, 12))
		m := momentsOf(t, p, credit.MomentSettings{MaxBlock: rapid.SampledFrom([]int{1, 4, 16}).Draw(t, "block"), Tolerance: 1e-10})
		d := distributionOf(t, p, credit.DistributionSettings{Unit: 1, Tolerance: 1e-11})
		variance := m.Variance(ones(m.Len()))
		scale := math.Max(1, float64(p.Exposure()))
		if math.Abs(m.TotalMean()-d.Mean()) > 1e-8*scale {
			t.Fatalf("mean %v, of the distribution %v", m.TotalMean(), d.Mean())
		}
		if math.Abs(d.Variance()-variance) > m.Truncation()+1e-8*scale*scale {
			t.Fatalf("variance %v, of the distribution %v, truncation %v", variance, d.Variance(), m.Truncation())
		}
	})
}

// TestTruncationGoesEitherWay: terms of the series differ in sign between a default probability near 0
// and a larger one, so a cut covariance may lie above the exact one as well as below. (Exact values:
// quadrature in 25 digits.)
func TestTruncationGoesEitherWay(t *testing.T) {
	s := credit.PortfolioSpec{Factors: []string{"economy"}}
	for i, pd := range []float64{0.001, 0.1} {
		s.Agents = append(s.Agents, credit.Agent{PD: pd, Loadings: []credit.Loading{{Factor: 0, Weight: 0.9}}})
		s.Positions = append(s.Positions, credit.Position{Exposure: 1, Obligors: []int{i}, LGD: credit.LGD{Mean: 1}})
	}
	const joint, variance = 0.0009908415960386559, 0.09278068319207731
	above, below := false, false
	for degree := 1; degree <= 20; degree++ {
		m := momentsOf(t, resolved(t, s), credit.MomentSettings{MaxBlock: 1, Degree: degree})
		excess := m.Covariance(0, 1) - (joint - 0.001*0.1)
		above, below = above || excess > 0, below || excess < 0
		if math.Abs(excess) > m.PairTruncation(0, 1) || math.Abs(m.Variance(ones(2))-variance) > m.Truncation() {
			t.Errorf("degree %d: covariance off by %.3g, bound %.3g", degree, excess, m.PairTruncation(0, 1))
		}
	}
	if !above || !below {
		t.Errorf("above %v, below %v; expected both", above, below)
	}
	m := momentsOf(t, resolved(t, s), credit.MomentSettings{}) // as a block
	if !within(m.Variance(ones(2)), variance, 1e-13) || m.Covariance(0, 1) <= 0 {
		t.Errorf("as a block: variance %.16g", m.Variance(ones(2)))
	}
}

// TestMomentsAgainstPairs compares with Φ₂ pair by pair in a portfolio with global, sector and region
// factors that do not nest, with groups and obligors with several positions.
func TestMomentsAgainstPairs(t *testing.T) {
	const sectors, regions = 4, 3
	s := credit.PortfolioSpec{Factors: make([]string, 1+sectors+regions+10)}
	group := make([]int, 60)
	for i := range 60 {
		a := credit.Agent{PD: []float64{0.002, 0.01, 0.05, 0.2}[i%4], Loadings: []credit.Loading{
			{Factor: 0, Weight: 0.3}, {Factor: 1 + i%sectors, Weight: 0.25}, {Factor: 1 + sectors + i%regions, Weight: -0.2}}}
		if i < 30 { // ten groups of three
			group[i] = 1 + i%10
			a.Loadings = append(a.Loadings, credit.Loading{Factor: sectors + regions + group[i], Weight: 0.85})
		}
		s.Agents = append(s.Agents, a)
		for range 1 + i%2 {
			s.Positions = append(s.Positions, credit.Position{Exposure: money.Amount(100 + 10*i), Obligors: []int{i}, LGD: credit.LGD{Mean: 0.5, StdDev: 0.1 * float64(i%3)}})
		}
	}
	p := resolved(t, s)
	m := momentsOf(t, p, credit.MomentSettings{Degree: 3})
	z := make([]float64, m.Len())
	for i := range z {
		z[i] = float64(i%7) - 2
	}
	exact := 0.0
	for i := range z {
		a := s.Positions[i].Obligors[0]
		for j := range z {
			b := s.Positions[j].Obligors[0]
			r := 0.0
			for _, x := range s.Agents[a].Loadings {
				for _, y := range s.Agents[b].Loadings {
					if x.Factor == y.Factor {
						r += x.Weight * y.Weight
					}
				}
			}
			joint := credit.JointDefault(s.Agents[a].PD, s.Agents[b].PD, r)
			if a == b {
				joint = s.Agents[a].PD
			}
			li, lj := 0.5*float64(s.Positions[i].Exposure), 0.5*float64(s.Positions[j].Exposure)
			want := li * lj * (joint - s.Agents[a].PD*s.Agents[b].PD)
			if i == j {
				sd := s.Positions[i].LGD.StdDev * float64(s.Positions[i].Exposure)
				want += sd * sd * s.Agents[a].PD
			}
			exact += z[i] * z[j] * want
			bound := 1e-9 * li * lj
			if i != j && (a != b) && (group[a] == 0 || group[a] != group[b]) {
				bound += m.PairTruncation(i, j)
			}
			if got := m.Covariance(i, j); math.Abs(got-want) > bound {
				t.Fatalf("covariance %d, %d: %.10g, want %.10g, truncation %.3g", i, j, got, want, m.PairTruncation(i, j))
			}
		}
	}
	if got, bound := m.Variance(z), m.VarianceTruncation(z); got < 0 || math.Abs(got-exact) > bound {
		t.Errorf("variance of a long and short portfolio %v, exact %v, bound %v", got, exact, bound)
	}
	if m.Columns() > 400 {
		t.Errorf("%d columns", m.Columns())
	}
	// Rows, diagonal and covariances are the same thing.
	for i := range m.Len() {
		square, last := 0.0, -1
		m.Row(i, func(column int, value float64) {
			if column <= last || column >= m.Columns() {
				t.Fatalf("row %d: column %d after %d of %d", i, column, last, m.Columns())
			}
			last = column
			square += value * value
		})
		if !within(square+m.Diagonal(i), m.Covariance(i, i), 1e-12) || m.Diagonal(i) < 0 {
			t.Fatalf("row %d: %v + %v, covariance %v", i, square, m.Diagonal(i), m.Covariance(i, i))
		}
	}
}

func TestMomentsAutomaticDegree(t *testing.T) {
	s := manyObligors(80, func(r *rand.Rand) money.Amount { return money.Amount(1 + r.IntN(100)) })
	m := momentsOf(t, resolved(t, s), credit.MomentSettings{})
	if m.Degree() < 3 || m.Truncation() > 1e-6*m.Variance(ones(80)) {
		t.Errorf("degree %d leaves %v of %v", m.Degree(), m.Truncation(), m.Variance(ones(80)))
	}
	less := momentsOf(t, resolved(t, s), credit.MomentSettings{MaxColumns: 4})
	if less.Degree() != 4 || less.Truncation() <= m.Truncation() {
		t.Errorf("with four columns: degree %d leaves %v", less.Degree(), less.Truncation())
	}
}

func TestMomentsRefuse(t *testing.T) {
	p := resolved(t, sixObligors())
	for _, s := range []credit.MomentSettings{{Degree: -1}, {Degree: 99}, {Tolerance: 2}, {Tolerance: math.NaN()}, {MaxColumns: -1}, {MaxBlock: -1}, {Nodes: -1}} {
		if _, err := p.Moments(context.Background(), s); !errors.Is(err, credit.ErrArgument) {
			t.Errorf("%+v: %v", s, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := p.Moments(ctx, credit.MomentSettings{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func ExamplePortfolio_Moments() {
	p := resolved(failing{}, sixObligors())
	m, err := p.Moments(context.Background(), credit.MomentSettings{})
	if err != nil {
		panic(err)
	}
	fmt.Printf("mean %.2f, variance %.6f\n", m.TotalMean(), m.Variance([]float64{1, 1, 1, 1, 1, 1}))
	fmt.Printf("covariance of the two largest %.6f\n", m.Covariance(4, 5))
	// Output:
	// mean 0.86, variance 4.560882
	// covariance of the two largest 0.095629
}
