package credit_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/credit"
)

func samplerOf(t fataler, m *credit.Model, s credit.SamplerSettings) *credit.Sampler {
	t.Helper()
	out, err := m.Sampler(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// twoYears is a day 730 days after the cut-off date.
var twoYears = calendar.MustNew(2025, 12, 30)

// Each agent's default day has the law of its curve (Kolmogorov and Smirnov), under the Gaussian and the
// t copula, for constant hazards, points, and rights that are sure to end.
func TestSampledDefaultDaysHaveTheLawOfTheCurve(t *testing.T) {
	const paths = 100_000
	for _, nu := range []float64{0, 8} {
		spec := readSpec(t, fullDocument)
		spec.Copula.DegreesOfFreedom = nu
		m := modelOf(t, smallPool(), spec)
		s := samplerOf(t, m, credit.SamplerSettings{Horizon: twoYears, Sampling: credit.Sampling{Seed: 6}})
		d := s.NewDrawer()
		counts := make([][]int, m.NumAgents())
		for i := range counts {
			counts[i] = make([]int, 731)
		}
		for path := range uint64(paths) {
			d.Draw(path)
			for _, x := range d.Defaults() {
				counts[x.Agent][x.Day]++
			}
		}
		for i, c := range counts {
			worst, sum := 0.0, 0
			for day, n := range c {
				sum += n
				pd, err := m.Agent(i).Curve.PD(float64(day))
				if err != nil {
					t.Fatal(err)
				}
				worst = max(worst, math.Abs(float64(sum)/paths-pd))
			}
			// 1.95/√n is exceeded with a probability of 1e-3.
			if worst > 1.95/math.Sqrt(paths) {
				t.Errorf("ν %v: %s: default days lie %v from the curve", nu, m.Agent(i).ID, worst)
			}
		}
	}
}

// Pairs of agents default together by two different days as often as the closed forms say.
func TestSampledPairsDefaultTogether(t *testing.T) {
	const paths = 200_000
	for _, nu := range []float64{0, 8} {
		spec := readSpec(t, fullDocument)
		spec.Copula.DegreesOfFreedom = nu
		m := modelOf(t, smallPool(), spec)
		d := samplerOf(t, m, credit.SamplerSettings{Horizon: twoYears, Sampling: credit.Sampling{Seed: 61}}).NewDrawer()
		n := m.NumAgents()
		early, late := func(day int32) bool { return day > 0 && day <= 300 }, func(day int32) bool { return day > 0 }
		counts := make([]int, n*n)
		for path := range uint64(paths) {
			d.Draw(path)
			for _, x := range d.Defaults() {
				for _, y := range d.Defaults() {
					if early(x.Day) && late(y.Day) {
						counts[int(x.Agent)*n+int(y.Agent)]++
					}
				}
			}
		}
		for i := range n {
			for j := range n {
				if i == j {
					continue
				}
				p, _ := m.Agent(i).Curve.PD(300)
				q, _ := m.Agent(j).Curve.PD(730)
				want := credit.JointDefault(p, q, m.Correlation(i, j))
				if nu > 0 {
					want = credit.TCopulaJointDefault(p, q, m.Correlation(i, j), nu)
				}
				e := credit.Estimate{Value: float64(counts[i*n+j]) / paths, StdErr: math.Sqrt(want * (1 - want) / paths)}
				agrees(t, fmt.Sprintf("ν %v: %s by day 300 and %s", nu, m.Agent(i).ID, m.Agent(j).ID), e, want)
			}
		}
	}
}

// What contracts lose on paths has the expectation and covariance of the portfolio that selection and
// the exact distribution read: co-obligors, guarantors, essential and pledged rights, random and linked
// losses. Decay is left out, which a portfolio takes by its mean.
func TestSampledContractsLoseWhatThePortfolioLoses(t *testing.T) {
	t.Parallel()
	const paths = 200_000
	spec := readSpec(t, fullDocument)
	spec.Rights.Decay = nil
	// One factor, so that the exact distribution is quick.
	spec.Correlation = credit.CorrelationSpec{Loadings: &credit.FactorLoadings{Global: 0.5}, Unknown: credit.UnknownIsOwn}
	spec.Rights.Loadings = &credit.RightLoadings{Global: 0.3}
	spec.Copula = credit.Copula{}
	m := modelOf(t, smallPool(), spec)
	settings := credit.PortfolioSettings{Horizon: twoYears, Basis: credit.BasisPrincipal}
	p, err := m.Portfolio(settings)
	if err != nil {
		t.Fatal(err)
	}
	exact := distributionOf(t, p, credit.DistributionSettings{Unit: 1, Tolerance: 1e-6})
	for _, sampling := range []credit.Sampling{{Seed: 2}, {Seed: 2, Importance: &credit.Importance{Loss: 300}}, {Seed: 2, Factors: credit.FactorsStratified}} {
		d := samplerOf(t, m, credit.SamplerSettings{Horizon: twoYears, Sampling: sampling, Basis: credit.BasisPrincipal}).NewDrawer()
		var loss, square moments
		for path := range uint64(paths) {
			d.Draw(path)
			total := 0.0
			for _, c := range d.Contracts() {
				total += float64(p.Position(int(c.Contract)).Exposure) * c.LGD
			}
			loss.add(d.Weight() * total)
			square.add(d.Weight() * total * total)
		}
		agrees(t, "expected loss", loss.estimate(), exact.Mean())
		agrees(t, "second moment", square.estimate(), exact.Variance()-exact.Quality().Rounding.Variance+exact.Mean()*exact.Mean())
	}
}

// moments estimates a mean.
type moments struct{ n, sum, square float64 }

func (m *moments) add(x float64) { m.n++; m.sum += x; m.square += x * x }

func (m *moments) estimate() credit.Estimate {
	mean := m.sum / m.n
	return credit.Estimate{Value: mean, StdErr: math.Sqrt((m.square/m.n - mean*mean) / m.n)}
}

// Decay acts by the day of default: the expected loss of a contract with one obligor is that of the
// portfolio, which takes the mean over the days.
func TestSampledDecayKeepsTheExpectedLoss(t *testing.T) {
	spec := readSpec(t, fullDocument)
	spec.Guarantors = credit.SupportIgnored
	spec.LGD = credit.LGDSpec{Otherwise: &credit.LGDTerms{Mean: 0.2, StdDev: 0.1, Link: 0.3, Unpledged: &credit.LGDTerms{Mean: 0.9}}}
	// Rights that do not end leave their pledges to decay alone.
	spec.Rights.Hazards = []credit.RightHazard{{Curve: credit.CurveSpec{Hazard: ptr(0.0)}}}
	spec.Rights.Expiry, spec.Rights.AnnuityEnds, spec.Rights.Renewed, spec.Rights.DefaultOnLoss = credit.ExpiryIgnored, false, false, nil
	spec.Correlation.Loadings.Guarantor = 0
	m := modelOf(t, smallPool(), spec)
	p, err := m.Portfolio(credit.PortfolioSettings{Horizon: twoYears, Basis: credit.BasisPrincipal})
	if err != nil {
		t.Fatal(err)
	}
	d := samplerOf(t, m, credit.SamplerSettings{Horizon: twoYears, Sampling: credit.Sampling{Seed: 12}}).NewDrawer()
	lgds := make([]moments, p.NumPositions())
	for path := range uint64(200_000) {
		d.Draw(path)
		for _, c := range d.Contracts() {
			lgds[c.Contract].add(c.LGD)
		}
	}
	decayed := 0
	for i := range lgds {
		if q := p.Position(i); len(q.Obligors) == 1 {
			agrees(t, "loss given default of "+q.ID, lgds[i].estimate(), q.LGD.Mean)
			decayed += b(q.LGD.Mean > 0.2 && q.LGD.Mean < 0.9)
		}
	}
	if decayed == 0 {
		t.Error("no pledge has decayed")
	}
}

// A path is a function of its number alone: whoever draws it, in whatever order.
func TestSampledPathsDoNotDependOnOrderOrWorkers(t *testing.T) {
	m := modelOf(t, smallPool(), readSpec(t, fullDocument))
	for _, way := range []credit.FactorSampling{credit.FactorsPlain, credit.FactorsAntithetic, credit.FactorsStratified, credit.FactorsSobol} {
		s := samplerOf(t, m, credit.SamplerSettings{Horizon: twoYears, Sampling: credit.Sampling{Seed: 3, Factors: way}})
		const paths = 1000
		first := make([]string, paths)
		d := s.NewDrawer()
		for path := range first {
			first[path] = described(d, m, uint64(path))
		}
		again := make([]string, paths)
		var wait sync.WaitGroup
		for w := range 7 {
			wait.Go(func() {
				d := s.NewDrawer()
				for path := paths - 1 - w; path >= 0; path -= 7 {
					again[path] = described(d, m, uint64(path))
				}
			})
		}
		wait.Wait()
		if diff := cmp.Diff(first, again); diff != "" {
			t.Errorf("%v: %s", way, diff)
		}
	}
}

// described draws a path and writes all of it down, to the bit.
func described(d *credit.Drawer, m *credit.Model, path uint64) string {
	d.Draw(path)
	text := fmt.Sprintf("%v %v %b", d.Defaults(), d.Contracts(), d.Weight())
	for f := range m.NumFactors() {
		text += fmt.Sprintf(" %b", d.Factor(f))
	}
	return text + fmt.Sprintf(" %b", d.Uniform())
}

// A change of these draws is a change of SamplerEngine.
func TestSampledPathsAreGolden(t *testing.T) {
	m := modelOf(t, smallPool(), readSpec(t, fullDocument))
	d := samplerOf(t, m, credit.SamplerSettings{Horizon: twoYears, Sampling: credit.Sampling{Seed: 1}}).NewDrawer()
	var got []string
	for path := uint64(0); len(got) < 4; path++ {
		if d.Draw(path); len(d.Contracts()) > 0 {
			got = append(got, fmt.Sprint(path, d.Defaults(), d.Contracts()))
		}
	}
	if diff := cmp.Diff(goldenPaths, got); diff != "" {
		t.Error(diff)
	}
}

var goldenPaths = []string{
	"0 [{7 651}] [{2 651 false false 0.22041247587395396}]",
	"1 [{1 299} {7 183}] [{2 183 false false 0.2530033865022941}]",
	"3 [{5 659} {7 70}] [{2 70 false false 0.2668558728367073} {3 659 false true 0.9}]",
	"5 [{7 576}] [{2 576 false false 0.29768775366597544}]",
}

func TestDefaultsAreSortedAndWithinTheHorizon(t *testing.T) {
	// Affiliates without own terms share a latent variable and default together, the weaker first.
	pool := smallPool()
	spec := readSpec(t, fullDocument)
	spec.Correlation = credit.CorrelationSpec{Independent: true, Group: 1}
	m := modelOf(t, pool, spec)
	d := samplerOf(t, m, credit.SamplerSettings{Horizon: twoYears, Sampling: credit.Sampling{Seed: 5}}).NewDrawer()
	studio, pictures := slices.Index(ids(m), "studio"), slices.Index(ids(m), "pictures")
	together := 0
	for path := range uint64(20_000) {
		d.Draw(path)
		if !slices.IsSortedFunc(d.Defaults(), func(a, b credit.AgentDefault) int { return int(a.Agent - b.Agent) }) {
			t.Fatalf("not sorted: %v", d.Defaults())
		}
		for _, x := range d.Defaults() {
			if x.Day < 1 || x.Day > 730 || d.DefaultDay(int(x.Agent)) != x.Day {
				t.Fatalf("default %v, by agent on day %v", x, d.DefaultDay(int(x.Agent)))
			}
		}
		strong, weak := d.DefaultDay(studio), d.DefaultDay(pictures)
		if strong > 0 && (weak == 0 || weak > strong) {
			t.Fatalf("the stronger affiliate defaults on day %d, the weaker on %d", strong, weak)
		}
		together += b(strong > 0)
	}
	if together == 0 {
		t.Error("no default of the affiliates")
	}
}

func ids(m *credit.Model) []string {
	var out []string
	for i := range m.NumAgents() {
		out = append(out, m.Agent(i).ID)
	}
	return out
}

func TestDrawerAllocatesNothing(t *testing.T) {
	m := modelOf(t, smallPool(), readSpec(t, fullDocument))
	for _, s := range []credit.Sampling{{}, {Factors: credit.FactorsSobol}, {Importance: &credit.Importance{Loss: 300, Twist: true}}} {
		d := samplerOf(t, m, credit.SamplerSettings{Horizon: twoYears, Sampling: s, Basis: credit.BasisPrincipal}).NewDrawer()
		path := uint64(0)
		if n := testing.AllocsPerRun(500, func() {
			d.Draw(path)
			path++
			for range d.Contracts() {
				d.Uniform()
			}
		}); n != 0 {
			t.Errorf("%v: %v allocations", s, n)
		}
	}
}

// A guarantor that falls with its obligors is worse than one that falls alone: the expected loss given a
// default is higher, and at the day of default less so than by the horizon.
func TestWrongWayRiskRaisesLosses(t *testing.T) {
	loss := func(weight float64, by credit.SupportTime) float64 {
		spec := readSpec(t, fullDocument)
		spec.Rights, spec.LGD = nil, credit.LGDSpec{Otherwise: &credit.LGDTerms{Mean: 0.2, Unguaranteed: &credit.LGDTerms{Mean: 0.9}}}
		spec.Correlation = credit.CorrelationSpec{Loadings: &credit.FactorLoadings{Guarantor: weight, AsAgent: weight}, Unknown: credit.UnknownIsOwn}
		m := modelOf(t, smallPool(), spec)
		d := samplerOf(t, m, credit.SamplerSettings{Horizon: twoYears, Sampling: credit.Sampling{Seed: 9}, Support: by}).NewDrawer()
		total, defaults := 0.0, 0.0
		for path := range uint64(60_000) {
			d.Draw(path)
			for _, c := range d.Contracts() {
				if m.Pool().Contract(int(c.Contract)).ID == "M-1" {
					total, defaults = total+c.LGD, defaults+1
				}
			}
		}
		return total / defaults
	}
	alone, together := loss(0, credit.SupportAtHorizon), loss(0.8, credit.SupportAtHorizon)
	byDefault := loss(0.8, credit.SupportAtDefault)
	if !(alone < byDefault && byDefault < together) {
		t.Errorf("loss given default %v alone, %v with wrong-way risk by the day of default, %v by the horizon", alone, byDefault, together)
	}
}

func TestSamplerRefusesWhatMakesNoSense(t *testing.T) {
	m := modelOf(t, smallPool(), readSpec(t, fullDocument))
	for name, s := range map[string]credit.SamplerSettings{
		"no horizon":                    {},
		"the cut-off date":              {Horizon: cutOff},
		"importance without a basis":    {Horizon: twoYears, Sampling: credit.Sampling{Importance: &credit.Importance{Loss: 1}}},
		"importance beyond the pool":    {Horizon: twoYears, Basis: credit.BasisPrincipal, Sampling: credit.Sampling{Importance: &credit.Importance{Loss: 1e9}}},
		"support at an unknown time":    {Horizon: twoYears, Support: 7},
		"a net that is no power of two": {Horizon: twoYears, Sampling: credit.Sampling{Factors: credit.FactorsSobol, Block: 7}},
	} {
		if _, err := m.Sampler(s); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	spec := readSpec(t, fullDocument)
	short := spec.PD.Parties["platform"]
	short.Beyond = credit.NoExtrapolation
	spec.PD.Parties["platform"] = short
	if _, err := modelOf(t, smallPool(), spec).Sampler(credit.SamplerSettings{Horizon: calendar.MustNew(2033, 1, 1)}); !errors.Is(err, credit.ErrHorizon) {
		t.Errorf("beyond the curve: %v", err)
	}
}
