package credit_test

import (
	"context"
	"errors"
	"math"
	"runtime"
	"slices"
	"testing"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
)

// crossedPool is a pool as it is normal for intellectual property: contracts that load on a global
// factor, one of several industries, regions and types of right, none of which nests in another, and
// some of them on a group of affiliates.
func crossedPool(n, industries, regions, types, groups int) credit.PortfolioSpec {
	s := credit.PortfolioSpec{Factors: make([]string, 1+industries+regions+types+groups)}
	for i := range n {
		a := credit.Agent{PD: 0.01 * float64(1+i*7%5), Loadings: []credit.Loading{
			{Factor: 0, Weight: 0.35},
			{Factor: 1 + i%industries, Weight: 0.25},
			{Factor: 1 + industries + i/2%regions, Weight: 0.2},
			{Factor: 1 + industries + regions + i*5/3%types, Weight: 0.3}}}
		if g := i / 3; g < groups {
			a.Loadings = append(a.Loadings, credit.Loading{Factor: 1 + industries + regions + types + g, Weight: 0.6})
		}
		s.Agents = append(s.Agents, a)
		s.Positions = append(s.Positions, credit.Position{Exposure: money.Amount(100 * (5 + i*11%17)), Obligors: []int{i}, LGD: credit.LGD{Mean: 0.4}})
	}
	return s
}

// sampledLoosely is quick and exact enough for most tests.
var sampledLoosely = credit.DistributionSettings{Averaging: credit.AverageSampled, MaxWork: 5e7}

// TestSampledAgainstEnumeration holds sampled averages against a product rule over all factors: what
// differs must lie within the stated error.
func TestSampledAgainstEnumeration(t *testing.T) {
	t.Parallel()
	withT := sixObligors()
	withT.Copula.DegreesOfFreedom = 4
	crossed := credit.PortfolioSpec{Factors: make([]string, 5)}
	for i := range 5 {
		crossed.Agents = append(crossed.Agents, credit.Agent{PD: 0.04 * float64(1+i), Loadings: []credit.Loading{
			{Factor: 0, Weight: 0.4}, {Factor: 1 + i%2, Weight: 0.4}, {Factor: 3 + i/3, Weight: -0.3}}})
		crossed.Positions = append(crossed.Positions, credit.Position{Exposure: money.Amount(1 + i*i), Obligors: []int{i}, LGD: credit.LGD{Mean: 1}})
	}
	for _, c := range []struct {
		situation string
		spec      credit.PortfolioSpec
		nodes     int
	}{
		{"six obligors, one factor", sixObligors(), 80},
		{"two industries crossed by two regions", crossed, 8},
		{"guarantor, joint obligors, several ends", supported(), 28},
		{"a t copula", withT, 32},
	} {
		t.Run(c.situation, func(t *testing.T) {
			want := brutePMF(c.spec, 1, c.nodes)
			for _, seed := range []uint64{0, 1} {
				settings := sampledLoosely
				settings.Unit, settings.Seed = 1, seed
				d := distributionOf(t, resolved(t, c.spec), settings)
				q := d.Quality()
				if q.Averaging != credit.AverageSampled || q.Points < 16*64 || !(q.Error > 0 && q.Error < 2e-3) {
					t.Errorf("%+v", q)
				}
				above := 1.0
				for k, w := range want {
					above -= w
					loss := money.Amount(k)
					if e := math.Abs(1 - d.AtMost(loss) - above); e > d.AboveError(loss)+1e-8 || d.AboveError(loss) > q.Error {
						t.Errorf("P(L > %d) is off by %.3g, stated %.3g, at most %.3g", k, e, d.AboveError(loss), q.Error)
					}
				}
			}
		})
	}
}

// TestCrossedFactorsGiveADistribution is the normal case of a pool: twenty contracts under a global
// factor, industries, regions and types of right that cross, and groups. Means and variances are known
// exactly.
func TestCrossedFactorsGiveADistribution(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		situation string
		spec      credit.PortfolioSpec
	}{
		{"crossed factors", crossedPool(20, 6, 5, 4, 0)},
		{"and groups", crossedPool(20, 6, 5, 4, 4)},
		{"four factors", crossedPool(12, 1, 1, 1, 0)},
	} {
		t.Run(c.situation, func(t *testing.T) {
			p := resolved(t, c.spec)
			d := distributionOf(t, p, credit.DistributionSettings{})
			m := momentsOf(t, p, credit.MomentSettings{MaxBlock: 30})
			q, total := d.Quality(), float64(p.Exposure())
			if q.Error > 3e-4 || q.ExcessError > 1e-5*total {
				t.Errorf("%+v", q)
			}
			if got, want := d.Mean(), m.TotalMean(); math.Abs(got-want) > q.ExcessError {
				t.Errorf("mean %v, exact %v, stated error %v", got, want, q.ExcessError)
			}
			exact := m.Variance(ones(m.Len()))
			if m.Truncation() > 1e-9*exact || math.Abs(d.Variance()/exact-1) > 1e-3 {
				t.Errorf("variance %v, exact %v", d.Variance(), exact)
			}
			sum := 0.0
			for _, e := range [][2]float64{{0, 0.05}, {0.05, 0.2}, {0.2, 1}} {
				l, err := d.TrancheShare(e[0], e[1])
				if err != nil {
					t.Fatal(err)
				}
				if l.HitError > q.Error || l.LossError > 2*q.ExcessError || l.LossError <= 0 {
					t.Errorf("%+v beyond %+v", l, q)
				}
				sum += l.ExpectedLoss
			}
			if !within(sum, d.Mean(), 1e-12) {
				t.Errorf("tranches lose %v, the pool %v", sum, d.Mean())
			}
			t.Logf("%v, %d points, error %.2g, of expected losses %.2g of the exposure", q.Averaging, q.Points, q.Error, q.ExcessError/total)
		})
	}
}

// TestSampledTailIsSharperThanItsBody: points are drawn where senior tranches lose.
func TestSampledTailIsSharperThanItsBody(t *testing.T) {
	d := distributionOf(t, resolved(t, crossedPool(20, 6, 5, 4, 2)), sampledLoosely)
	v, err := d.VaR(0.999)
	if err != nil {
		t.Fatal(err)
	}
	if e := d.AboveError(v); !(e > 0 && e < 0.1*d.Quality().Error && e < 0.1*(1-d.AtMost(v))) {
		t.Errorf("P(L > %v) = %v ± %v, worst error %v", v, 1-d.AtMost(v), e, d.Quality().Error)
	}
}

// TestSharpGroupsKeepTheirQuadrature: affiliates that default nearly together under crossed factors.
func TestSharpGroupsKeepTheirQuadrature(t *testing.T) {
	t.Parallel()
	s := crossedPool(12, 3, 2, 2, 1)
	for i := range 3 {
		s.Agents[i].Loadings = []credit.Loading{{Factor: 0, Weight: 0.3}, {Factor: 8, Weight: 0.95}}
	}
	p := resolved(t, s)
	settings := sampledLoosely
	settings.MaxWork = 3e8
	d := distributionOf(t, p, settings)
	m := momentsOf(t, p, credit.MomentSettings{MaxBlock: 30})
	if q := d.Quality(); q.Step == 0 || math.Abs(d.Variance()/m.Variance(ones(12))-1) > 1e-3 || math.Abs(d.Mean()-m.TotalMean()) > q.ExcessError {
		t.Errorf("%+v, variance %v, exact %v", q, d.Variance(), m.Variance(ones(12)))
	}
}

func TestSampledMethodsAgree(t *testing.T) {
	p := resolved(t, crossedPool(20, 6, 5, 4, 2))
	a, b := sampledLoosely, sampledLoosely
	a.Method, b.Method = credit.MethodRecursion, credit.MethodFourier
	b.MaxWork *= 20 // so that both take the same points
	a.Tolerance, b.Tolerance = 5e-3, 5e-3
	x, y := distributionOf(t, p, a), distributionOf(t, p, b)
	if x.Quality().Points != y.Quality().Points {
		t.Fatalf("%+v and %+v", x.Quality(), y.Quality())
	}
	for k := range x.Len() {
		if math.Abs(x.Probability(k)-y.Probability(k)) > 1e-12 {
			t.Fatalf("P(L = %d): %v by recursion, %v by Fourier", k, x.Probability(k), y.Probability(k))
		}
	}
}

func TestSampledToleranceIsKeptOrRefused(t *testing.T) {
	p := resolved(t, crossedPool(20, 6, 5, 4, 0))
	d := distributionOf(t, p, credit.DistributionSettings{Tolerance: 1e-3})
	if d.Quality().Averaging != credit.AverageSampled || d.Quality().Error > 1e-3 {
		t.Errorf("%+v", d.Quality())
	}
	var accuracy *credit.AccuracyError
	_, err := p.Distribution(context.Background(), credit.DistributionSettings{Tolerance: 1e-8, MaxWork: 1e8})
	if !errors.As(err, &accuracy) || accuracy.Points == 0 || accuracy.Estimate < 1e-8 {
		t.Errorf("1e-8: %v", err)
	}
	if _, err := p.Distribution(context.Background(), credit.DistributionSettings{Averaging: credit.AverageSampled, MaxWork: 1e4}); !errors.Is(err, credit.ErrTooComplex) {
		t.Errorf("no work: %v", err)
	}
	if _, err := p.Distribution(context.Background(), credit.DistributionSettings{Averaging: credit.AverageNested}); !errors.Is(err, credit.ErrTooComplex) {
		t.Errorf("nested: %v", err)
	}
}

func TestSampledIsTheSameToTheBit(t *testing.T) {
	p := resolved(t, crossedPool(20, 6, 5, 4, 2))
	var first []float64
	var contributions []float64
	for _, threads := range []int{1, 2, 7} {
		before := runtime.GOMAXPROCS(threads)
		d, err := p.Distribution(context.Background(), sampledLoosely)
		c, err2 := p.TailContributions(context.Background(), 0.99, sampledLoosely)
		runtime.GOMAXPROCS(before)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		if first == nil {
			first, contributions = d.PMF(), c.Contributions
		}
		if !slices.Equal(first, d.PMF()) || !slices.Equal(contributions, c.Contributions) {
			t.Errorf("%d threads give other bits", threads)
		}
	}
}

func TestSampledContributionsSumToTheShortfall(t *testing.T) {
	t.Parallel()
	p := resolved(t, crossedPool(20, 6, 5, 4, 4))
	c, err := p.TailContributions(context.Background(), 0.99, sampledLoosely)
	if err != nil {
		t.Fatal(err)
	}
	if !within(sum(c.Contributions), c.ExpectedShortfall, 1e-9) || c.Quality.Averaging != credit.AverageSampled {
		t.Errorf("contributions sum to %v, shortfall %v", sum(c.Contributions), c.ExpectedShortfall)
	}
	// One factor: they are those of nested averages.
	nested, err := resolved(t, sixObligors()).TailContributions(context.Background(), 0.95, credit.DistributionSettings{})
	if err != nil {
		t.Fatal(err)
	}
	drawn, err := resolved(t, sixObligors()).TailContributions(context.Background(), 0.95, sampledLoosely)
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range nested.Contributions {
		if math.Abs(drawn.Contributions[i]-x) > 1e-3 {
			t.Errorf("position %d contributes %v, nested %v", i, drawn.Contributions[i], x)
		}
	}
}

func TestManyCrossedFactors(t *testing.T) {
	t.Parallel()
	// More factors than a net has dimensions: 150 regions, a contract in each.
	s := crossedPool(150, 12, 150, 8, 0)
	d := distributionOf(t, resolved(t, s), credit.DistributionSettings{Unit: 1000, Averaging: credit.AverageSampled, MaxWork: 3e8})
	want := 0.0
	for i, q := range s.Positions {
		want += s.Agents[i].PD * 0.4 * float64(q.Exposure)
	}
	if math.Abs(d.Mean()-want) > d.Quality().ExcessError {
		t.Errorf("mean %v, exact %v, %+v", d.Mean(), want, d.Quality())
	}
}

// TestSampledAtTheEdges forces sampled averages on portfolios that leave little or nothing to draw.
func TestSampledAtTheEdges(t *testing.T) {
	independent := loaded([]float64{0.1, 0.2}, []money.Amount{60, 40})
	mixing := independent
	mixing.Copula.DegreesOfFreedom = 0.7
	certain := sixObligors()
	certain.Agents[0].PD, certain.Agents[1].PD = 0, 1
	nothing := sixObligors()
	for i := range nothing.Positions {
		nothing.Positions[i].Exposure = 0
	}
	step := sixObligors()
	step.Agents[0].Loadings[0].Weight, step.Agents[1].Loadings[0].Weight = 1, -1
	linked := sixObligors()
	for i := range linked.Positions {
		linked.Positions[i].Exposure *= 1000
		linked.Positions[i].LGD = credit.LGD{Mean: 0.4, Link: credit.Loading{Factor: 0, Weight: 0.5}}
	}
	together := sixObligors()
	for i := range together.Agents {
		together.Agents[i].Loadings[0].Weight = 1
	}
	for _, c := range []struct {
		situation string
		spec      credit.PortfolioSpec
	}{
		{"independent obligors", independent}, {"a mixing variable alone", mixing}, {"certain and impossible defaults", certain},
		{"no exposure", nothing}, {"steps", step}, {"linked losses", linked}, {"one latent variable", together},
	} {
		t.Run(c.situation, func(t *testing.T) {
			p := resolved(t, c.spec)
			d := distributionOf(t, p, sampledLoosely)
			want := 0.0
			for i, q := range c.spec.Positions {
				want += c.spec.Agents[i].PD * float64(q.Exposure) * q.LGD.Mean
			}
			if math.Abs(d.Mean()-want) > d.Quality().ExcessError+1e-12*want {
				t.Errorf("mean %v, exact %v, %+v", d.Mean(), want, d.Quality())
			}
			total := 0.0
			for _, x := range d.PMF() {
				total += x
			}
			if !within(total, 1, 1e-9) {
				t.Errorf("probabilities sum to %v", total)
			}
		})
	}
}
