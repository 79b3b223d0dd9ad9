package tranche_test

import (
	"math"
	"testing"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/tranche"
)

var lumpy = bullets{balances: []int64{500, 300, 200, 150, 120, 110, 100, 90, 80, 70, 60, 50, 40, 40, 30, 30, 20, 10}, pd: []float64{0.03, 0.06, 0.1}, lgd: 0.6, due: "2026-12-31", global: 0.45}

// The ways to draw that must all tell the same.
var waysToDraw = []struct {
	name string
	tranche.SimulationSettings
}{
	{"plain", tranche.SimulationSettings{NoControl: true}},
	{"control variate", tranche.SimulationSettings{}},
	{"antithetic", tranche.SimulationSettings{Sampling: credit.Sampling{Factors: credit.FactorsAntithetic}}},
	{"stratified", tranche.SimulationSettings{Sampling: credit.Sampling{Factors: credit.FactorsStratified}}},
	{"sobol", tranche.SimulationSettings{Sampling: credit.Sampling{Factors: credit.FactorsSobol}}},
	{"importance", tranche.SimulationSettings{Sampling: credit.Sampling{Importance: &credit.Importance{Loss: 60000}}}},
	{"importance with twist", tranche.SimulationSettings{Sampling: credit.Sampling{Importance: &credit.Importance{Loss: 60000, Twist: true}}, NoControl: true}},
}

// A static structure loses what the exact distribution says, drawn in whatever way.
func TestStaticClassesAgreeWithTheExactDistribution(t *testing.T) {
	model, deal := lumpy.model(t), static(t, lumpy.due, 1000, 500, 300, 200)
	var classes []credit.CapitalTranche
	for _, c := range deal.Classes() {
		classes = append(classes, credit.CapitalTranche{Name: c.Name, Balance: c.Notional, Rank: c.Rank})
	}
	exact, err := model.StaticLoss(background, credit.PortfolioSettings{Horizon: date(lumpy.due), Basis: credit.BasisPrincipal}, classes, credit.DistributionSettings{})
	if err != nil {
		t.Fatal(err)
	}
	for _, way := range waysToDraw {
		t.Run(way.name, func(t *testing.T) {
			s := way.SimulationSettings
			s.Paths, s.Seed = 1<<15, 7
			got := simulate(t, deal, model, s)
			if got.Paths != s.Paths {
				t.Fatalf("%d paths", got.Paths)
			}
			d := exact.Distribution
			within(t, "mean weight", got.MeanWeight, 1, 1e-12)
			within(t, "pool loss", got.Pool.Loss, d.Mean(), 1)
			within(t, "control", got.Pool.Control, got.Pool.ControlMean, 1e-9)
			for i, c := range exact.Classes {
				x := got.Classes[i]
				within(t, x.Name+" expected loss", x.ExpectedLoss, c.ExpectedLoss, 1+c.Loss.LossError)
				within(t, x.Name+" expected share", x.ExpectedLossShare, c.ExpectedShare, 1e-4)
				within(t, x.Name+" hit", x.HitProbability, c.HitProbability, c.Loss.HitError)
				within(t, x.Name+" lost principal", x.PrincipalLost, c.HitProbability, c.Loss.HitError)
				if c.HitProbability*float64(s.Paths) > 100 { // fewer losses do not tell the error of their square
					within(t, x.Name+" deviation", x.LossStdDev, c.Loss.StdDev, 1)
				}
			}
			for _, level := range []float64{0.5, 0.9, 0.99} {
				q, err := got.Pool.Distribution.Quantile(level)
				if err != nil {
					t.Fatal(err)
				}
				v, err := d.VaR(level)
				if err != nil {
					t.Fatal(err)
				}
				if math.Abs(q.Value-float64(v)) > 4*q.StdErr+2*got.Pool.Distribution.Unit()+float64(d.Unit()) {
					t.Errorf("quantile %v: %v ± %v, exact %d", level, q.Value, q.StdErr, v)
				}
			}
		})
	}
}

// With a loss given default of one for all and no correlation the number of defaults is binomial.
func TestWithoutCorrelationDefaultsAreBinomial(t *testing.T) {
	const n, p = 20, 0.0975 // two years at 5 %
	b := bullets{pd: []float64{0.05}, lgd: 1, due: "2026-12-31"}
	for range n {
		b.balances = append(b.balances, 100)
	}
	// A class that begins to lose with the fifth default, and one below it.
	got := simulate(t, static(t, b.due, 1600, 400), b.model(t), tranche.SimulationSettings{Paths: 1 << 17, Sampling: credit.Sampling{Seed: 3}})
	hit, loss, mass := 0.0, 0.0, math.Pow(1-p, n)
	for k := range n + 1 {
		if k > 4 {
			hit += mass
			loss += mass * float64(k-4) * 10000
		}
		mass *= float64(n-k) / float64(k+1) * p / (1 - p)
	}
	within(t, "more than four defaults", got.Classes[0].HitProbability, hit, 1e-9)
	within(t, "loss beyond four defaults", got.Classes[0].ExpectedLoss, loss, 1e-5)
	within(t, "defaults", got.Pool.Defaults, n*p, 1e-9)
	within(t, "losses", got.Pool.Loss, n*p*10000, 1e-5)
	if got.Pool.Loss.StdErr > 1e-3 {
		t.Errorf("the control is the loss itself, but an error of %v is left", got.Pool.Loss.StdErr)
	}
}

// Many equal obligors with one factor lose what the closed form of the large pool says, up to what is left of
// their number, which is of the order of 1/n.
func TestManyEqualObligorsFollowTheClosedForm(t *testing.T) {
	b := bullets{pd: []float64{0.05}, lgd: 0.5, due: "2025-12-31", global: math.Sqrt(0.2)}
	for range 2000 {
		b.balances = append(b.balances, 100)
	}
	got := simulate(t, static(t, b.due, 180_000, 14_000, 6_000), b.model(t), tranche.SimulationSettings{Paths: 1 << 13, Sampling: credit.Sampling{Factors: credit.FactorsSobol}})
	// What is left of the number of names: half the variance of the losses given the factor times the density,
	// at both ends of the layer (M. Gordy's granularity, of which the next term is smaller by 1/n again).
	left := func(k float64) float64 {
		const h = 1e-5
		x := k / b.lgd
		density := (credit.VasicekCDF(0.05, 0.2, x+h) - credit.VasicekCDF(0.05, 0.2, x-h)) / (2 * h) / b.lgd
		return b.lgd * b.lgd * x * (1 - x) / 2000 / 2 * density
	}
	for i, layer := range [][2]float64{{0.1, 1}, {0.03, 0.1}, {0, 0.03}} {
		width := layer[1] - layer[0]
		slack := 0.0
		if layer[0] > 0 {
			slack += left(layer[0])
		}
		if layer[1] < b.lgd {
			slack += left(layer[1])
		}
		within(t, got.Classes[i].Name, got.Classes[i].ExpectedLossShare, credit.LargePoolTrancheLoss(0.05, 0.2, b.lgd, layer[0], layer[1]), slack/width)
	}
}

// On every path the classes together lose what the pool loses, to the fen.
func TestClassesLoseWhatThePoolLoses(t *testing.T) {
	model, deal := lumpy.model(t), static(t, lumpy.due, 1000, 500, 300, 200)
	sim := simulator(t, deal, model, tranche.SimulationSettings{})
	lost := 0
	for path := range uint64(3000) {
		p, err := sim.Replay(path)
		if err != nil {
			t.Fatal(err)
		}
		want := p.Lost
		var total money.Amount
		for _, x := range p.Result.Tranches {
			total += x.Shortfall
		}
		if total != want || p.Late != 0 {
			t.Fatalf("path %d: the classes lose %d, the pool %d, late %d", path, total, want, p.Late)
		}
		if want > 0 {
			lost++
		}
	}
	if lost < 1000 {
		t.Errorf("only %d paths lose anything", lost)
	}
}
