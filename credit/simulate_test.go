package credit_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
)

// simulated simulates a portfolio that the test knows to be good.
func simulated(t fataler, p *credit.Portfolio, s credit.SimulationSettings) *credit.LossSample {
	t.Helper()
	out, err := p.Simulate(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// agrees reports whether an estimate lies within 4 standard errors of the truth.
func agrees(t *testing.T, what string, e credit.Estimate, want float64) {
	t.Helper()
	if !(math.Abs(e.Value-want) <= 4*e.StdErr+1e-12*math.Abs(want)) {
		t.Errorf("%s: %v, want %v: %.1f standard errors of %v", what, e.Value, want, (e.Value-want)/e.StdErr, e.StdErr)
	}
}

// lumpy is a pool of n names of different sizes, probabilities and loadings, some with random or linked
// losses, in one-factor form or with sectors.
func lumpy(n int, sectors bool, nu float64) credit.PortfolioSpec {
	s := credit.PortfolioSpec{Factors: []string{"global"}, Copula: credit.Copula{DegreesOfFreedom: nu}}
	if sectors {
		s.Factors = append(s.Factors, "north", "south")
	}
	for i := range n {
		a := credit.Agent{PD: 0.01 + 0.002*float64(i%11), Loadings: []credit.Loading{{Factor: 0, Weight: 0.35 + 0.02*float64(i%7)}}}
		if sectors {
			a.Loadings = append(a.Loadings, credit.Loading{Factor: 1 + i%2, Weight: 0.3})
		}
		s.Agents = append(s.Agents, a)
		s.Positions = append(s.Positions, credit.Position{Exposure: money.Amount(100 * (1 + i%5)), Obligors: []int{i}, LGD: credit.LGD{Mean: 0.5}})
	}
	return s
}

// Every way to draw, plain or not, agrees with the exact distribution.
func TestSimulationAgreesWithTheExactDistribution(t *testing.T) {
	t.Parallel()
	random := lumpy(40, false, 0)
	for i := range random.Positions {
		random.Positions[i].LGD = credit.LGD{Mean: 0.4, StdDev: 0.25, Link: credit.Loading{Factor: 0, Weight: 0.3}}
	}
	for _, c := range []struct {
		name string
		spec credit.PortfolioSpec
	}{
		{"six obligors", sixObligors()},
		{"two sectors", twoSectors()},
		{"guarantors, joint obligors and ends of risk", supported()},
		{"forty names", lumpy(40, false, 0)},
		{"forty names in sectors", lumpy(40, true, 0)},
		{"t copula", lumpy(40, false, 4)},
		{"random and linked losses", random},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := resolved(t, c.spec)
			d := distributionOf(t, p, credit.DistributionSettings{})
			q99, err := d.VaR(0.99)
			if err != nil {
				t.Fatal(err)
			}
			layers := []credit.Layer{{Attach: 0, Detach: q99 / 2}, {Attach: q99 / 2, Detach: q99}, {Attach: q99, Detach: p.Exposure()}}
			layers = layers[b(q99 < 2):]
			importance := &credit.Importance{Loss: float64(q99)}
			twist := &credit.Importance{Loss: float64(q99), Twist: true}
			for _, s := range []credit.Sampling{
				{}, {Factors: credit.FactorsAntithetic}, {Factors: credit.FactorsStratified}, {Factors: credit.FactorsSobol},
				{Importance: importance}, {Importance: twist}, {Factors: credit.FactorsSobol, Importance: twist},
			} {
				name := fmt.Sprint(s.Factors, " importance ", s.Importance != nil)
				s.Seed = 20
				got := simulated(t, p, credit.SimulationSettings{Sampling: s, Paths: 1 << 14, Layers: layers})
				agrees(t, name+": weight", got.MeanWeight(), 1)
				agrees(t, name+": mean", got.Mean(), d.Mean())
				for i, l := range layers {
					want, err := d.Tranche(l.Attach, l.Detach)
					if err != nil {
						t.Fatal(err)
					}
					layer := got.Layer(i)
					slack := d.Quality().Rounding.Mean
					e := layer.ExpectedLoss
					e.StdErr += slack / 4
					agrees(t, fmt.Sprint(name, ": layer ", i), e, want.ExpectedLoss)
					if slack == 0 {
						agrees(t, fmt.Sprint(name, ": hit of layer ", i), layer.HitProbability, want.HitProbability)
						out := layer.WipeOutProbability
						// It may be too rare to be seen, or to have its error known; weights reach 5 with importance sampling.
						if rare := want.WipeOutProbability * float64(got.Paths()); rare < 20 {
							out.StdErr = max(out.StdErr, math.Sqrt(float64(1+4*b(s.Importance != nil))*rare)/float64(got.Paths()))
						}
						agrees(t, fmt.Sprint(name, ": wipe-out of layer ", i), out, want.WipeOutProbability)
					}
				}
				if s.Importance == nil {
					e := got.StdDev()
					e.StdErr += (math.Sqrt(d.Variance()+d.Quality().Rounding.Variance) - d.StdDev()) / 4
					agrees(t, name+": standard deviation", e, d.StdDev())
				}
				es, err := got.ExpectedShortfall(0.99)
				if err != nil {
					t.Fatal(err)
				}
				want, err := d.ExpectedShortfall(0.99)
				if err != nil {
					t.Fatal(err)
				}
				es.StdErr += float64(b(d.Quality().Rounding.Mean > 0)) * float64(got.Unit()) / 4
				// A quantile's bias falls with the number of paths, its error with the root: 16 groups see more of it.
				if math.Abs(es.Value-want) > 5*es.StdErr {
					t.Errorf("%s: expected shortfall %v, want %v (error %v)", name, es.Value, want, es.StdErr)
				}
			}
		})
	}
}

func b(x bool) int {
	if x {
		return 1
	}
	return 0
}

// Without correlation the number of defaults is binomial; with one factor and equal names it has the law
// of EqualPool.
func TestSimulationAgreesWithClosedForms(t *testing.T) {
	for _, rho := range []float64{0, 0.2} {
		const n = 50
		var s credit.PortfolioSpec
		s.Factors = []string{"global"}
		for i := range n {
			s.Agents = append(s.Agents, credit.Agent{PD: 0.04, Loadings: []credit.Loading{{Factor: 0, Weight: math.Sqrt(rho)}}})
			s.Positions = append(s.Positions, credit.Position{Exposure: 1, Obligors: []int{i}, LGD: credit.LGD{Mean: 1}})
		}
		exact, err := credit.EqualPool{N: n, PD: 0.04, Rho: rho, LGD: 1}.DefaultCounts()
		if err != nil {
			t.Fatal(err)
		}
		got := simulated(t, resolved(t, s), credit.SimulationSettings{Sampling: credit.Sampling{Seed: 4}, Paths: 200_000})
		cdf := 0.0
		for k, p := range exact[:12] {
			cdf += p
			e := got.AtMost(money.Amount(k))
			e.StdErr = math.Sqrt(cdf * (1 - cdf) / float64(got.Paths()))
			agrees(t, fmt.Sprintf("ρ %v: at most %d defaults", rho, k), e, cdf)
		}
	}
}

// The mean and the variance are those that selection minimises (law 3).
func TestSimulationHasTheMomentsOfSelection(t *testing.T) {
	for _, spec := range []credit.PortfolioSpec{sixObligors(), twoSectors(), lumpy(60, true, 0), lumpy(60, true, 6)} {
		p := resolved(t, spec)
		m, err := p.Moments(context.Background(), credit.MomentSettings{})
		if err != nil {
			t.Fatal(err)
		}
		got := simulated(t, p, credit.SimulationSettings{Sampling: credit.Sampling{Seed: 8}, Paths: 200_000})
		agrees(t, "mean", got.Mean(), m.TotalMean())
		ones := make([]float64, m.Len())
		for i := range ones {
			ones[i] = 1
		}
		e := got.StdDev()
		e.StdErr += m.Truncation() / e.Value / 8
		agrees(t, "standard deviation", e, math.Sqrt(m.Variance(ones)))
	}
}

// The same bits for any number of workers, and for ranges of paths drawn apart and merged in any order.
func TestSimulationIsTheSameToTheBit(t *testing.T) {
	p := resolved(t, lumpy(50, true, 5))
	layers := []credit.Layer{{Attach: 0, Detach: 300}, {Attach: 300, Detach: 1000}}
	for _, s := range []credit.Sampling{{Seed: 1}, {Factors: credit.FactorsSobol, Block: 256}, {Factors: credit.FactorsStratified, Importance: &credit.Importance{Loss: 600, Twist: true}}} {
		settings := credit.SimulationSettings{Sampling: s, Paths: 1 << 13, Layers: layers, Workers: 1}
		want := figures(t, simulated(t, p, settings))
		for _, workers := range []int{2, 7} {
			settings.Workers = workers
			if diff := cmp.Diff(want, figures(t, simulated(t, p, settings)), cmpopts.EquateNaNs()); diff != "" {
				t.Errorf("%d workers: %s", workers, diff)
			}
		}
		func() {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
			settings.Workers = 0
			if diff := cmp.Diff(want, figures(t, simulated(t, p, settings)), cmpopts.EquateNaNs()); diff != "" {
				t.Errorf("GOMAXPROCS 1: %s", diff)
			}
		}()
		part := func(from, paths uint64) *credit.LossSample {
			settings.From, settings.Paths = from, paths
			return simulated(t, p, settings)
		}
		merged := part(4096, 2048)
		for _, other := range []*credit.LossSample{part(6144, 2048), part(0, 4096)} {
			var err error
			if merged, err = merged.Merge(other); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(want, figures(t, merged), cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("merged: %s", diff)
		}
		if diff := cmp.Diff([]credit.PathRange{{From: 0, To: 1 << 13}}, merged.Ranges()); diff != "" {
			t.Error(diff)
		}
		if _, err := merged.Merge(part(0, 1024)); !errors.Is(err, credit.ErrArgument) {
			t.Errorf("the same paths twice: %v", err)
		}
		settings.Seed++
		if _, err := merged.Merge(part(1<<20, 1024)); !errors.Is(err, credit.ErrArgument) {
			t.Errorf("another seed: %v", err)
		}
	}
}

// figures lists every number of a sample.
func figures(t *testing.T, s *credit.LossSample) []any {
	t.Helper()
	v, err := s.VaR(0.99)
	if err != nil {
		t.Fatal(err)
	}
	es, err := s.ExpectedShortfall(0.95)
	if err != nil {
		t.Fatal(err)
	}
	return []any{s.Mean(), s.StdDev(), s.Layer(0), s.Layer(1), s.MeanWeight(), s.EffectivePaths(), v, es, s.AtMost(300), s.Paths()}
}

// A golden simulation: a change of these numbers is a change of SimulationEngine.
func TestSimulationIsGolden(t *testing.T) {
	got := simulated(t, resolved(t, sixObligors()), credit.SimulationSettings{Sampling: credit.Sampling{Seed: 42}, Paths: 16_000})
	if m := got.Mean().Value; m != goldenMean {
		t.Errorf("mean %v, want %v", m, goldenMean)
	}
}

const goldenMean = 0.8545625

func TestSimulationStopsAtOnce(t *testing.T) {
	p := resolved(t, lumpy(50, true, 5))
	ctx, cancel := context.WithCancelCause(context.Background())
	because := errors.New("the desk has gone home")
	told := 0
	_, err := p.Simulate(ctx, credit.SimulationSettings{Paths: 1 << 40, Progress: func(done, total uint64) { told++ }, Workers: 2, Sampling: credit.Sampling{Seed: func() uint64 { cancel(because); return 1 }()}})
	if !errors.Is(err, because) {
		t.Errorf("%v, want the cause", err)
	}
}

func TestSimulationTellsProgress(t *testing.T) {
	last, calls := uint64(0), 0
	simulated(t, resolved(t, sixObligors()), credit.SimulationSettings{Paths: 100_000, Workers: 2, Progress: func(done, total uint64) {
		if done <= last || done > total || total != 100_000 {
			t.Errorf("%d of %d after %d", done, total, last)
		}
		last, calls = done, calls+1
	}})
	if last != 100_000 || calls < 10 || calls > 110 {
		t.Errorf("%d calls, the last at %d", calls, last)
	}
}

func TestSimulationRefusesWhatMakesNoSense(t *testing.T) {
	p := resolved(t, sixObligors())
	for name, s := range map[string]credit.SimulationSettings{
		"no paths":                   {},
		"inside a block":             {Paths: 100, From: 7},
		"a net of 100 points":        {Paths: 100, Sampling: credit.Sampling{Factors: credit.FactorsSobol, Block: 100}},
		"odd antithetic blocks":      {Paths: 100, Sampling: credit.Sampling{Factors: credit.FactorsAntithetic, Block: 3}},
		"an unknown way":             {Paths: 100, Sampling: credit.Sampling{Factors: 9}},
		"an empty layer":             {Paths: 100, Layers: []credit.Layer{{Attach: 3, Detach: 3}}},
		"a negative unit":            {Paths: 100, Unit: -1},
		"negative workers":           {Paths: 100, Workers: -1},
		"importance of no loss":      {Paths: 100, Sampling: credit.Sampling{Importance: &credit.Importance{}}},
		"importance beyond the pool": {Paths: 100, Sampling: credit.Sampling{Importance: &credit.Importance{Loss: 20}}},
		"a shift of two factors":     {Paths: 100, Sampling: credit.Sampling{Importance: &credit.Importance{Loss: 5, Shift: []float64{1, 2}}}},
		"a shift of NaN":             {Paths: 100, Sampling: credit.Sampling{Importance: &credit.Importance{Loss: 5, Shift: []float64{math.NaN()}}}},
	} {
		if _, err := p.Simulate(context.Background(), s); !errors.Is(err, credit.ErrArgument) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
