package credit_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
)

var bothMethods = []credit.Method{credit.MethodRecursion, credit.MethodFourier}

// TestSixObligorsWorkedCase is LD-01: enumeration of 64 outcomes with 1200 nodes, done elsewhere.
func TestSixObligorsWorkedCase(t *testing.T) {
	want := []float64{0.7859454066784481, 0.04940717859324666, 0.0067811752142901475, 0.08322863280870649,
		0.006916997250687218, 0.019392967778985925, 0.00334469692757943, 0.000786073173746525,
		0.030461812387370626, 0.004171469895617229, 0.0009106965136347563, 0.004220477291266354,
		0.0006520013975119149, 0.0022863070332064398, 0.0005984690889225971, 0.00017984089818325521,
		0.0005072031316734057, 0.00014214420617107712, 4.710021186793564e-05, 1.7577352242432736e-05,
		1.7721667854596778e-06}
	for _, method := range bothMethods {
		d := distributionOf(t, resolved(t, sixObligors()), credit.DistributionSettings{Method: method})
		if d.Len() < len(want) || d.Unit() != 1 {
			t.Fatalf("%v: %d points of unit %d", method, d.Len(), d.Unit())
		}
		for k, w := range want {
			if got := d.Probability(k); math.Abs(got-w) > 1e-11 {
				t.Errorf("%v: P(L = %d) = %.15g, want %.15g", method, k, got, w)
			}
		}
		if q := d.Quality(); q.Error > 1e-9 || q.Missing > 1e-11 || q.Rounding != (credit.Rounding{}) {
			t.Errorf("%v: %+v", method, q)
		}
		// LD-02: the moments of the pairwise bivariate normals.
		if got := d.Mean(); !within(got, 0.86, 1e-11) {
			t.Errorf("%v: mean %.15g", method, got)
		}
		if got := d.Variance(); !within(got, 4.560881528248215, 1e-10) {
			t.Errorf("%v: variance %.15g", method, got)
		}
	}
}

// TestDistributionAgainstEnumeration compares every probability with a direct enumeration of default
// states over a product rule in all factors.
func TestDistributionAgainstEnumeration(t *testing.T) {
	t.Parallel()
	withT := sixObligors()
	withT.Copula.DegreesOfFreedom = 6
	negative := sixObligors()
	for i := range negative.Agents {
		if i%2 == 0 {
			negative.Agents[i].Loadings[0].Weight *= -1
		}
	}
	for _, c := range []struct {
		situation string
		spec      credit.PortfolioSpec
		unit      money.Amount
		nodes     int
		within    float64
	}{
		{"six obligors, one factor", sixObligors(), 1, 80, 1e-11},
		{"loadings of both signs", negative, 1, 80, 1e-11},
		{"two sectors and a group below a global factor", twoSectors(), 1, 13, 1e-8},
		{"guarantor, joint obligors, several ends", supported(), 1, 30, 1e-9},
		{"a t copula", withT, 1, 32, 1e-8},
		{"everyone behind everyone", entangled(), 1, 14, 1e-8},
	} {
		t.Run(c.situation, func(t *testing.T) {
			want := brutePMF(c.spec, c.unit, c.nodes)
			for _, method := range bothMethods {
				d := distributionOf(t, resolved(t, c.spec), credit.DistributionSettings{Unit: c.unit, Method: method, Tolerance: 1e-11})
				for k, w := range want {
					if got := d.Probability(k); math.Abs(got-w) > c.within {
						t.Errorf("%v: P(L = %d) = %.12g, enumerated %.12g", method, k, got, w)
					}
				}
			}
		})
	}
}

// entangled has few parties, but the loss of every position hangs on four or five of them under a t
// copula, so that nearly all have to be fixed before anything is independent.
func entangled() credit.PortfolioSpec {
	load := func(w float64) []credit.Loading { return []credit.Loading{{Factor: 0, Weight: w}} }
	return credit.PortfolioSpec{
		Factors: []string{"economy"},
		Copula:  credit.Copula{DegreesOfFreedom: 6},
		Agents:  []credit.Agent{{PD: 0.55}, {PD: 0.30, Loadings: load(0.6)}, {PD: 0.3, Loadings: load(0.24)}, {PD: 0.09, Loadings: load(-0.04)}, {PD: 0.018}},
		Positions: []credit.Position{
			{Exposure: 80, Obligors: []int{2, 1}, PDs: []float64{0.1, 0.05}, Joint: credit.AllDefault, LGD: credit.LGD{Mean: 0.9}, Guarantors: []int{0, 3}, Unguaranteed: credit.LGD{Mean: 0.5}},
			{Exposure: 90, Obligors: []int{3, 1}, Joint: credit.AnyDefault, LGD: credit.LGD{Mean: 1}, Guarantors: []int{2, 4}, Unguaranteed: credit.LGD{Mean: 0.5}},
			{Exposure: 10, Obligors: []int{3}, LGD: credit.LGD{Mean: 0.8}, Pledged: []credit.RightEnd{{Agent: 4, PD: 0.018}, {Agent: 0, PD: 0.55}}, Unpledged: credit.LGD{Mean: 0.5}},
		},
	}
}

func ExamplePortfolio_Distribution() {
	spec := credit.PortfolioSpec{Factors: []string{"economy"}}
	for i, pd := range []float64{0.02, 0.05, 0.01, 0.10, 0.03, 0.04} {
		spec.Agents = append(spec.Agents, credit.Agent{PD: pd, Loadings: []credit.Loading{{Factor: 0, Weight: 0.45}}})
		spec.Positions = append(spec.Positions, credit.Position{
			Exposure: money.Amount(1_000_000 * (i + 1)), Obligors: []int{i}, LGD: credit.LGD{Mean: 0.6},
		})
	}
	p, err := spec.Resolve()
	if err != nil {
		panic(err)
	}
	d, err := p.Distribution(context.Background(), credit.DistributionSettings{})
	if err != nil {
		panic(err)
	}
	equity, err := d.TrancheShare(0, 0.1)
	if err != nil {
		panic(err)
	}
	fmt.Printf("exposure %s, expected loss %.2f, unit %s\n", d.Exposure().Format(money.CNY), d.Mean()/100, d.Unit().Format(money.CNY))
	fmt.Printf("0–10 %%: loses %.3f %% of itself, is hit with %.2f %%\n", 100*equity.ExpectedShare, 100*equity.HitProbability)
	// Output:
	// exposure 210000.00, expected loss 5640.00, unit 6000.00
	// 0–10 %: loses 18.347 % of itself, is hit with 20.73 %
}

// drawPortfolio draws a small one-factor portfolio of whole losses.
func drawPortfolio(t *rapid.T, obligors int) credit.PortfolioSpec {
	s := credit.PortfolioSpec{Factors: []string{"economy"}}
	for i := range rapid.IntRange(1, obligors).Draw(t, "obligors") {
		s.Agents = append(s.Agents, credit.Agent{
			PD:       rapid.SampledFrom([]float64{0, 0.001, 0.02, 0.1, 0.4, 0.7, 1}).Draw(t, "pd"),
			Loadings: []credit.Loading{{Factor: 0, Weight: rapid.Float64Range(-0.8, 0.9).Draw(t, "loading")}},
		})
		s.Positions = append(s.Positions, credit.Position{
			Exposure: money.Amount(rapid.IntRange(0, 40).Draw(t, "exposure")), Obligors: []int{i}, LGD: credit.LGD{Mean: 1},
		})
	}
	return s
}

func TestDistributionProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawPortfolio(t, 8)
		total := money.Amount(0)
		mean := 0.0
		for i, q := range s.Positions {
			total += q.Exposure
			mean += s.Agents[i].PD * float64(q.Exposure)
		}
		var last []float64
		for _, method := range bothMethods {
			d := distributionOf(t, resolved(t, s), credit.DistributionSettings{Unit: 1, Method: method})
			pmf := d.PMF()
			sum := 0.0
			for _, p := range pmf {
				if p < 0 || p > 1 {
					t.Fatalf("%v: probability %v", method, p)
				}
				sum += p
			}
			if math.Abs(sum-1) > 1e-10 || math.Abs(d.Mean()-mean) > 1e-9*float64(total+1) {
				t.Fatalf("%v: sum %v, mean %v, want %v", method, sum, d.Mean(), mean)
			}
			if p := d.AtMost(total); math.Abs(p-1) > 1e-10 {
				t.Fatalf("%v: at most the whole exposure with probability %v", method, p)
			}
			for k := range min(len(last), len(pmf)) {
				if math.Abs(pmf[k]-last[k]) > 1e-10 {
					t.Fatalf("P(L = %d): %v by recursion, %v by Fourier", k, last[k], pmf[k])
				}
			}
			last = pmf
		}
	})
}

func TestDistributionDoesNotDependOnTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawPortfolio(t, 8)
		order := rapid.Permutation(indices(len(s.Positions))).Draw(t, "order")
		shuffled := s
		shuffled.Positions = nil
		for _, i := range order {
			shuffled.Positions = append(shuffled.Positions, s.Positions[i])
		}
		a := distributionOf(t, resolved(t, s), credit.DistributionSettings{Unit: 1}).PMF()
		b := distributionOf(t, resolved(t, shuffled), credit.DistributionSettings{Unit: 1}).PMF()
		for k := range a {
			if math.Abs(a[k]-b[k]) > 1e-13 {
				t.Fatalf("P(L = %d): %v and %v", k, a[k], b[k])
			}
		}
	})
}

func TestHigherPDMakesLargeLossesLikelier(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawPortfolio(t, 6)
		worse := s
		worse.Agents = append([]credit.Agent(nil), s.Agents...)
		i := rapid.IntRange(0, len(s.Agents)-1).Draw(t, "obligor")
		worse.Agents[i].PD = rapid.Float64Range(s.Agents[i].PD, 1).Draw(t, "worse pd")
		a := distributionOf(t, resolved(t, s), credit.DistributionSettings{Unit: 1})
		b := distributionOf(t, resolved(t, worse), credit.DistributionSettings{Unit: 1})
		for k := range a.Len() {
			if x := money.Amount(k); b.AtMost(x) > a.AtMost(x)+1e-9 {
				t.Fatalf("P(L ≤ %d) rises from %v to %v with a higher PD", k, a.AtMost(x), b.AtMost(x))
			}
		}
	})
}

func TestZeroCorrelationIsBinomial(t *testing.T) {
	s := credit.PortfolioSpec{}
	for i := range 20 {
		s.Agents = append(s.Agents, credit.Agent{PD: 0.07})
		s.Positions = append(s.Positions, credit.Position{Exposure: 300, Obligors: []int{i}, LGD: credit.LGD{Mean: 0.5}})
	}
	want, err := credit.EqualPool{N: 20, PD: 0.07, LGD: 0.5}.DefaultCounts()
	if err != nil {
		t.Fatal(err)
	}
	for _, method := range bothMethods {
		d := distributionOf(t, resolved(t, s), credit.DistributionSettings{Method: method})
		if d.Unit() != 150 || d.Quality().Error != 0 {
			t.Errorf("%v: unit %d, error %v; want 150 and none", method, d.Unit(), d.Quality().Error)
		}
		for k, w := range want {
			if math.Abs(d.Probability(k)-w) > 1e-14 {
				t.Errorf("%v: P(%d defaults) = %v, want %v", method, k, d.Probability(k), w)
			}
		}
	}
}

// equalObligors is a portfolio of n equal obligors with one factor.
func equalObligors(n int, pd, rho float64, exposure money.Amount) credit.PortfolioSpec {
	s := credit.PortfolioSpec{Factors: []string{"economy"}}
	for i := range n {
		s.Agents = append(s.Agents, credit.Agent{PD: pd, Loadings: []credit.Loading{{Factor: 0, Weight: math.Sqrt(rho)}}})
		s.Positions = append(s.Positions, credit.Position{Exposure: exposure, Obligors: []int{i}, LGD: credit.LGD{Mean: 0.6}})
	}
	return s
}

func TestEqualObligorsMatchTheEqualPool(t *testing.T) {
	want, err := credit.EqualPool{N: 300, PD: 0.03, Rho: 0.25, LGD: 0.6}.DefaultCounts()
	if err != nil {
		t.Fatal(err)
	}
	for _, method := range bothMethods {
		d := distributionOf(t, resolved(t, equalObligors(300, 0.03, 0.25, 100)), credit.DistributionSettings{Method: method, Tolerance: 1e-12})
		for k, w := range want {
			if math.Abs(d.Probability(k)-w) > 1e-12 {
				t.Errorf("%v: P(%d defaults) = %v, want %v", method, k, d.Probability(k), w)
			}
		}
	}
}

func TestManyEqualObligorsApproachTheLargePool(t *testing.T) {
	d := distributionOf(t, resolved(t, equalObligors(4000, 0.05, 0.2, 10)), credit.DistributionSettings{})
	for _, c := range [][2]float64{{0, 0.03}, {0.03, 0.06}, {0.06, 0.1}, {0.1, 1}} {
		got, err := d.TrancheShare(c[0], c[1])
		if err != nil {
			t.Fatal(err)
		}
		want := credit.LargePoolTrancheLoss(0.05, 0.2, 0.6, c[0], c[1])
		exact, err := credit.EqualPool{N: 4000, PD: 0.05, Rho: 0.2, LGD: 0.6}.TrancheLoss(c[0], c[1])
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(got.ExpectedShare-exact) > 1e-9 || math.Abs(got.ExpectedShare/want-1) > 0.0075 {
			t.Errorf("tranche %v: %v, equal pool %v, large pool %v", c, got.ExpectedShare, exact, want)
		}
	}
}

// manyObligors draws n obligors, some of which share their PD and loading.
func manyObligors(n int, exposure func(r *rand.Rand) money.Amount) credit.PortfolioSpec {
	r := rand.New(rand.NewPCG(7, uint64(n)))
	s := credit.PortfolioSpec{Factors: []string{"economy"}}
	for i := range n {
		a := credit.Agent{PD: []float64{0.001, 0.003, 0.01, 0.03, 0.1, 0.5, 0.8}[i%7], Loadings: []credit.Loading{{Factor: 0, Weight: 0.45}}}
		if i%3 == 0 {
			a.PD, a.Loadings[0].Weight = 0.2*r.Float64(), 0.7*r.Float64()
		}
		s.Agents = append(s.Agents, a)
		s.Positions = append(s.Positions, credit.Position{Exposure: exposure(r), Obligors: []int{i}, LGD: credit.LGD{Mean: 0.45}})
	}
	return s
}

// TestMethodsAgreeOnPoolsOfEveryGrain holds the Fourier method, with its groups, series and moments,
// against the recursion.
func TestMethodsAgreeOnPoolsOfEveryGrain(t *testing.T) {
	for _, c := range []struct {
		situation string
		n         int
		exposure  func(r *rand.Rand) money.Amount
		unit      money.Amount
	}{
		{"whole losses", 400, func(r *rand.Rand) money.Amount { return 1000 * money.Amount(1+r.IntN(5)) }, 450},
		{"losses of a few units, split", 300, func(r *rand.Rand) money.Amount { return money.Amount(1000 + r.IntN(9000)) }, 1000},
		{"losses far below one unit", 700, func(r *rand.Rand) money.Amount { return money.Amount(1 + r.IntN(1000)) }, 2000},
		{"small and large", 300, func(r *rand.Rand) money.Amount { return money.Amount(1 + r.IntN(100)*r.IntN(100)) }, 700},
	} {
		t.Run(c.situation, func(t *testing.T) {
			p := resolved(t, manyObligors(c.n, c.exposure))
			a := distributionOf(t, p, credit.DistributionSettings{Unit: c.unit, Method: credit.MethodRecursion})
			b := distributionOf(t, p, credit.DistributionSettings{Unit: c.unit, Method: credit.MethodFourier})
			for k := range a.Len() {
				if math.Abs(a.Probability(k)-b.Probability(k)) > 1e-12 {
					t.Fatalf("P(L = %d): %.16g by recursion, %.16g by Fourier", k, a.Probability(k), b.Probability(k))
				}
			}
			if auto := distributionOf(t, p, credit.DistributionSettings{Unit: c.unit}); auto.Quality().Method != credit.MethodFourier {
				t.Errorf("auto takes %v for %d obligors", auto.Quality().Method, c.n)
			}
		})
	}
}

// TestRoundingBoundsHold compares a coarse unit with one that every loss is a multiple of.
func TestRoundingBoundsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawPortfolio(t, 7)
		fine := distributionOf(t, resolved(t, s), credit.DistributionSettings{Unit: 1})
		unit := money.Amount(rapid.IntRange(2, 15).Draw(t, "unit"))
		coarse := distributionOf(t, resolved(t, s), credit.DistributionSettings{Unit: unit})
		r := coarse.Quality().Rounding
		if math.Abs(coarse.Mean()-fine.Mean()) > 1e-8 {
			t.Fatalf("mean %v, exact %v", coarse.Mean(), fine.Mean())
		}
		if got, want := coarse.Variance(), fine.Variance()+r.Variance; math.Abs(got-want) > 1e-6 {
			t.Fatalf("variance %v, want %v exact plus %v of rounding", got, fine.Variance(), r.Variance)
		}
		for attach := money.Amount(0); attach < 60; attach += 7 {
			a, err := coarse.Tranche(attach, 1000)
			if err != nil {
				t.Fatal(err)
			}
			b, err := fine.Tranche(attach, 1000)
			if err != nil {
				t.Fatal(err)
			}
			if d := a.ExpectedLoss - b.ExpectedLoss; d < -1e-7 || d > r.Mean+1e-7 {
				t.Fatalf("excess over %d: %v, exact %v; bound %v", attach, a.ExpectedLoss, b.ExpectedLoss, r.Mean)
			}
		}
		// No outcome moves by more than the bound, so neither does a quantile.
		for _, level := range []float64{0.5, 0.9, 0.99} {
			a, err := coarse.VaR(level)
			if err != nil {
				t.Fatal(err)
			}
			lo, hi := fine.AtMost(a-money.Amount(math.Ceil(r.Largest))-1), fine.AtMost(a+money.Amount(math.Ceil(r.Largest)))
			if lo > level+1e-9 || hi < level-1e-9 {
				t.Fatalf("VaR %v at %v is more than %v from the exact one", a, level, r.Largest)
			}
		}
	})
}

func TestAffiliatesWhoDefaultTogether(t *testing.T) {
	// Loadings whose squares sum to 1 leave no own term: two affiliates with the same ones are one
	// latent variable, and the weaker defaults whenever the stronger does.
	s := credit.PortfolioSpec{Factors: []string{"economy", "group"}}
	load := []credit.Loading{{Factor: 0, Weight: 0.6}, {Factor: 1, Weight: 0.8}}
	s.Agents = []credit.Agent{{PD: 0.05, Loadings: load}, {PD: 0.02, Loadings: load}, {PD: 0.1, Loadings: load[:1]}}
	for i, e := range []money.Amount{1, 2, 4} {
		s.Positions = append(s.Positions, credit.Position{Exposure: e, Obligors: []int{i}, LGD: credit.LGD{Mean: 1}})
	}
	d := distributionOf(t, resolved(t, s), credit.DistributionSettings{Unit: 1})
	j5, j2 := credit.JointDefault(0.05, 0.1, 0.36), credit.JointDefault(0.02, 0.1, 0.36)
	for k, want := range []float64{1 - 0.05 - 0.1 + j5, 0.03 - (j5 - j2), 0, 0.02 - j2, 0.1 - j5, j5 - j2, 0, j2} {
		if math.Abs(d.Probability(k)-want) > 1e-10 {
			t.Errorf("P(L = %d) = %.12g, want %.12g", k, d.Probability(k), want)
		}
	}
}

func TestNearlyPerfectGroupNeedsAFinerStep(t *testing.T) {
	s := credit.PortfolioSpec{Factors: []string{"economy", "group"}}
	group := math.Sqrt(0.9999 - 0.09)
	for i := range 2 {
		s.Agents = append(s.Agents, credit.Agent{PD: 0.05, Loadings: []credit.Loading{{Factor: 0, Weight: 0.3}, {Factor: 1, Weight: group}}})
		s.Positions = append(s.Positions, credit.Position{Exposure: 1, Obligors: []int{i}, LGD: credit.LGD{Mean: 1}})
	}
	d := distributionOf(t, resolved(t, s), credit.DistributionSettings{Unit: 1})
	if got, want := d.Probability(2), credit.JointDefault(0.05, 0.05, 0.9999); math.Abs(got-want) > 1e-9 {
		t.Errorf("both default with %.12g, want %.12g", got, want)
	}
}

func TestDistributionRefuses(t *testing.T) {
	p := resolved(t, sixObligors())
	for _, s := range []credit.DistributionSettings{{Unit: -1}, {Tolerance: 1e-20}, {Tolerance: math.NaN()}, {Method: 9}, {MaxWork: -1}} {
		if _, err := p.Distribution(context.Background(), s); !errors.Is(err, credit.ErrArgument) {
			t.Errorf("%+v: %v", s, err)
		}
	}
	huge := sixObligors()
	huge.Positions[0].Exposure = 1 << 40
	if _, err := resolved(t, huge).Distribution(context.Background(), credit.DistributionSettings{Unit: 1}); !errors.Is(err, credit.ErrTooComplex) {
		t.Errorf("2^40 units: %v", err)
	}
	crossed := credit.PortfolioSpec{Factors: make([]string, 9)}
	for i := range 9 { // every obligor loads on three factors, none of which separates the others
		crossed.Agents = append(crossed.Agents, credit.Agent{PD: 0.1, Loadings: []credit.Loading{
			{Factor: i, Weight: 0.3}, {Factor: (i + 1) % 9, Weight: 0.3}, {Factor: (i + 4) % 9, Weight: 0.3}}})
		crossed.Positions = append(crossed.Positions, credit.Position{Exposure: 1, Obligors: []int{i}, LGD: credit.LGD{Mean: 1}})
	}
	var complexity *credit.ComplexityError
	if _, err := resolved(t, crossed).Distribution(context.Background(), credit.DistributionSettings{Averaging: credit.AverageNested}); !errors.As(err, &complexity) || complexity.Levels < 4 {
		t.Errorf("crossed factors: %v", err)
	}
	step := sixObligors() // a loading of 1 and another latent on the same factor: a step that no rule meets
	step.Agents[0].Loadings[0].Weight = 1
	if _, err := resolved(t, step).Distribution(context.Background(), credit.DistributionSettings{Averaging: credit.AverageNested, MaxWork: 1e8}); !errors.Is(err, credit.ErrAccuracy) {
		t.Errorf("a step: %v", err)
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	reason := errors.New("the desk closed the window")
	cancel(reason)
	if _, err := p.Distribution(ctx, credit.DistributionSettings{}); !errors.Is(err, reason) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestDistributionIsTheSameToTheBit(t *testing.T) {
	small := resolved(t, twoSectors())
	large := resolved(t, manyObligors(700, func(r *rand.Rand) money.Amount { return money.Amount(100 + r.IntN(9000)) }))
	settings := credit.DistributionSettings{Tolerance: 1e-6}
	for _, p := range []*credit.Portfolio{small, large} {
		first := distributionOf(t, p, settings).PMF()
		for _, threads := range []int{1, 2, 7} {
			before := runtime.GOMAXPROCS(threads)
			results := make([][]float64, threads%3) // 1, 2 and 1 at a time
			var wait sync.WaitGroup
			for i := range results {
				wait.Go(func() {
					d, err := p.Distribution(context.Background(), settings)
					if err == nil {
						results[i] = d.PMF()
					}
				})
			}
			wait.Wait()
			runtime.GOMAXPROCS(before)
			for i, r := range results {
				if !slices.Equal(r, first) {
					t.Errorf("run %d with %d threads differs", i, threads)
				}
			}
		}
	}
}

// A distribution that is cancelled in the middle of nested sums ends with the cause, wherever it has got to.
func TestADistributionIsCancelledAtAnyMoment(t *testing.T) {
	spec := credit.PortfolioSpec{Factors: make([]string, 25)}
	for i := range 60 { // a global factor, four sectors in it and a group of three affiliates in those
		spec.Agents = append(spec.Agents, credit.Agent{PD: 0.01 * float64(1+i%5), Loadings: []credit.Loading{{Factor: 0, Weight: 0.35}, {Factor: 1 + i/15, Weight: 0.3}, {Factor: 5 + i/3, Weight: 0.5}}})
		spec.Positions = append(spec.Positions, credit.Position{Exposure: money.Amount(1 + i*11%17), Obligors: []int{i}, LGD: credit.LGD{Mean: 1}})
	}
	p := resolved(t, spec)
	ended := 0
	for after := range 60 {
		ctx, cancel := context.WithTimeout(context.Background(), time.Duration(after*after)*20*time.Microsecond)
		_, err := p.Distribution(ctx, credit.DistributionSettings{})
		cancel()
		switch {
		case errors.Is(err, context.DeadlineExceeded):
			ended++
		case err != nil:
			t.Fatal(err)
		}
	}
	if ended == 0 {
		t.Error("no distribution was cancelled: the test says nothing")
	}
}
