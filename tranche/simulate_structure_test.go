package tranche_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/tranche"
)

const targetTable = `{"schema": "ipabs.targets/1", "source": "made for a test", "measure": "hit_probability", "tenors": [1, 3],
  "limits": {"AAA": [0.001, 0.003], "BBB": [0.02, 0.04]}}`

func targets(t testing.TB, text string) tranche.Targets {
	t.Helper()
	table, err := tranche.ReadTargets(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// In a static structure the largest class that keeps to a probability of loss begins where the exact distribution
// has that quantile.
func TestSizesReachTheQuantileOfTheLoss(t *testing.T) {
	model := lumpy.model(t)
	table := targets(t, targetTable)
	template := plain(bulletCutOff, lumpy.due)
	for i, name := range []string{"A", "B", "Sub"} {
		template.Tranches = append(template.Tranches, tranche.TrancheSpec{Name: name, Class: []tranche.Class{tranche.Senior, tranche.Mezzanine, tranche.Subordinated}[i], Rank: i + 1, Principal: tranche.PrincipalSpec{Mode: tranche.PassThrough}})
	}
	template.Waterfalls.Amortising = []tranche.StepSpec{{Pay: tranche.PayPrincipal, To: []string{"A", "B", "Sub"}}}
	got, err := tranche.SizeToTargets(background, model, tranche.SimulationSettings{Paths: 1 << 14, Sampling: credit.Sampling{Factors: credit.FactorsSobol}}, tranche.TargetSizingSpec{
		Template: template, Total: 2000_00, Residual: "Sub", Targets: table, Step: 10_00,
		Classes: []tranche.TargetClass{{Name: "A", Rating: "AAA", Tenor: 2}, {Name: "B", Rating: "BBB", Tenor: 2}}})
	if err != nil {
		t.Fatal(err)
	}
	exact, err := model.StaticLoss(background, credit.PortfolioSettings{Horizon: date(lumpy.due), Basis: credit.BasisPrincipal}, nil, credit.DistributionSettings{})
	if err != nil {
		t.Fatal(err)
	}
	above := func(loss money.Amount) float64 { return 1 - exact.Distribution.AtMost(loss) }
	senior := money.Amount(0)
	for i, limit := range []float64{0.002, 0.03} {
		c := got.Classes[i]
		senior += c.Notional
		if c.Limit != limit || c.At.Value > limit || !(c.Beyond.Value > limit) {
			t.Errorf("%s: at %+v, beyond %+v, limit %v", c.Name, c.At, c.Beyond, c.Limit)
		}
		within(t, c.Name+" at its size", c.At, above(2000_00-senior), 0)
		within(t, c.Name+" one step larger", c.Beyond, above(2000_00-senior-10_00), 0)
		if got.Simulation.Classes[i].HitProbability.Value != c.At.Value {
			t.Errorf("%s: the final structure has %v, the size was found with %v", c.Name, got.Simulation.Classes[i].HitProbability.Value, c.At.Value)
		}
	}
	if senior >= 2000_00 || got.Rounds < 2 {
		t.Errorf("classes of %d after %d rounds", senior, got.Rounds)
	}
}

// What changes the deal cannot run on worlds that bring a deal of their own.
func TestWorldsWithDealsOfTheirOwnAreRefusedWhereTheDealChanges(t *testing.T) {
	deal, model := rental(t)
	s := tranche.SimulationSettings{Paths: 16, Worlds: []tranche.World{{Probability: 1, Deal: deal}}}
	if _, err := simulator(t, deal, model, s).Enhancements(background); !errors.Is(err, tranche.ErrSimulation) {
		t.Errorf("enhancements: %v", err)
	}
	if _, err := tranche.SizeToTargets(background, model, s, tranche.TargetSizingSpec{Targets: targets(t, targetTable)}); !errors.Is(err, tranche.ErrSimulation) {
		t.Errorf("sizing: %v", err)
	}
}

func TestTablesOfLimits(t *testing.T) {
	table := targets(t, targetTable)
	for _, c := range []struct {
		rating string
		years  float64
		want   float64
		known  bool
	}{{"AAA", 0.5, 0.001, true}, {"AAA", 1, 0.001, true}, {"AAA", 2, 0.002, true}, {"BBB", 3, 0.04, true}, {"BBB", 30, 0.04, true}, {"BBB", math.NaN(), 0.02, true}, {"D", 1, 0, false}} {
		if got, known := table.Limit(c.rating, c.years); got != c.want || known != c.known {
			t.Errorf("%s at %v years: %v %v", c.rating, c.years, got, known)
		}
	}
	for text, faults := range map[string]int{
		`{}`: 4,
		`{"schema": "ipabs.targets/1", "measure": "hit_probability", "tenors": [3, 1], "limits": {"AAA": [0.1, 2], "BB": [0.1]}}`: 3,
	} {
		if _, err := tranche.ReadTargets(strings.NewReader(text)); err == nil || len(strings.Split(err.Error(), "\n")) != faults {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// Five independent claims, so few that every set can be worked out by hand.
func TestReverseStressNamesTheLikeliestSets(t *testing.T) {
	b := bullets{balances: []int64{100, 60, 40, 30, 20}, pd: []float64{0.02, 0.1, 0.2, 0.05, 0.3}, lgd: 1, due: "2025-12-31"}
	// A loses when more than 90 are lost.
	sim := simulator(t, static(t, b.due, 160, 90), b.model(t), tranche.SimulationSettings{Paths: 16})
	got, err := sim.ReverseStress(background, tranche.ReverseSpec{Class: "A1", Most: 100})
	if err != nil {
		t.Fatal(err)
	}
	type set struct {
		mask int
		p    float64
	}
	var want []set
	total := 0.0
	for mask := range 32 {
		p, loss := 1.0, int64(0)
		for i := range 5 {
			if mask>>i&1 == 1 {
				p *= b.pd[i]
				loss += b.balances[i]
			} else {
				p *= 1 - b.pd[i]
			}
		}
		if loss > 90 {
			want = append(want, set{mask, p})
			total += p
		}
	}
	slices.SortFunc(want, func(x, y set) int { return int(math.Copysign(1, y.p-x.p)) })
	if got.Breaking != len(want) || got.Tried != 32 || math.Abs(got.Probability-total) > 1e-12 {
		t.Fatalf("%d of %d sets break it with %v; want %d with %v", got.Breaking, got.Tried, got.Probability, len(want), total)
	}
	for i, w := range want {
		x := got.Sets[i]
		mask := 0
		for _, p := range x.Parties {
			mask |= 1 << slices.Index(got.Parties, p)
		}
		if mask != w.mask || math.Abs(x.Probability-w.p) > 1e-12 {
			t.Errorf("set %d: %v with %v; want %05b with %v", i, x.Parties, x.Probability, w.mask, w.p)
		}
	}
	if x := got.Sets[0]; !slices.Equal(x.Parties, []string{"party 001", "party 002"}) || x.Loss != 10_00 {
		t.Errorf("the likeliest is %+v", x)
	}
	if _, err := simulator(t, static(t, lumpy.due, 1000, 1000), lumpy.model(t), tranche.SimulationSettings{Paths: 16}).ReverseStress(background, tranche.ReverseSpec{Class: "A1", Method: tranche.Enumeration}); !errors.Is(err, tranche.ErrTooManyParties) {
		t.Errorf("18 parties: %v", err)
	}
}

// Branch and bound finds what enumeration finds, in the same order and with the same probabilities.
func TestBranchAndBoundFindsTheSameSets(t *testing.T) {
	small := lumpy
	small.balances = small.balances[:13]
	deal, model := rental(t)
	for _, tt := range []struct {
		name  string
		sim   *tranche.Simulator
		class string
	}{
		{"static", simulator(t, static(t, small.due, 1000, 500, 440), small.model(t), tranche.SimulationSettings{}), "A1"},
		{"junior", simulator(t, static(t, small.due, 1000, 500, 440), small.model(t), tranche.SimulationSettings{}), "A3"},
		{"leases with promisors and guarantors", simulator(t, deal, model, tranche.SimulationSettings{}), "A2"},
	} {
		all, err := tt.sim.ReverseStress(background, tranche.ReverseSpec{Class: tt.class, Most: 6, Method: tranche.Enumeration})
		if err != nil {
			t.Fatal(err)
		}
		got, err := tt.sim.ReverseStress(background, tranche.ReverseSpec{Class: tt.class, Most: 6, Method: tranche.BranchAndBound})
		if err != nil {
			t.Fatal(err)
		}
		if !got.Proven || got.Nodes >= all.Tried || len(got.Sets) != len(all.Sets) {
			t.Fatalf("%s: proven %v, %d nodes for %d sets, %d of %d found", tt.name, got.Proven, got.Nodes, all.Tried, len(got.Sets), len(all.Sets))
		}
		for i, x := range all.Sets {
			if y := got.Sets[i]; math.Abs(y.Probability-x.Probability) > 1e-12 {
				t.Errorf("%s, set %d: %+v, enumeration %+v", tt.name, i, y, x)
			}
		}
	}
}

// With twenty-eight parties the likeliest set is proven; a search that is cut short says so, and its bound holds.
func TestReverseStressOfAPoolOfTwentyEight(t *testing.T) {
	b := bullets{pd: []float64{0.01, 0.02, 0.05}, lgd: 0.6, due: "2026-12-31", global: 0.4}
	var total int64
	for i := range 28 {
		b.balances = append(b.balances, int64(40+(i*i)%97))
		total += b.balances[i]
	}
	sim := simulator(t, static(t, b.due, total*85/100, total-total*85/100), b.model(t), tranche.SimulationSettings{Paths: 16})
	got, err := sim.ReverseStress(background, tranche.ReverseSpec{Class: "A1", Most: 3, MaxNodes: 1_000_000})
	if err != nil {
		t.Fatal(err)
	}
	if !got.Proven || len(got.Sets) != 3 || got.Method != tranche.BranchAndBound || got.Sets[0].Probability < got.Sets[1].Probability || got.Sets[2].Loss <= 0 {
		t.Fatalf("%+v", got)
	}
	short, err := sim.ReverseStress(background, tranche.ReverseSpec{Class: "A1", Most: 3, MaxNodes: 100})
	if err != nil {
		t.Fatal(err)
	}
	if short.Proven || !(short.Bound >= got.Sets[0].Probability) || len(short.Sets) == 0 || short.Sets[0].Probability > got.Sets[0].Probability {
		t.Errorf("cut short: %+v", short)
	}
	ctx, cancel := context.WithCancel(background)
	cancel()
	if _, err := sim.ReverseStress(ctx, tranche.ReverseSpec{Class: "A1"}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// The last step of the waterfall of enhancements is the deal itself, and none makes it worse for the senior class.
func TestEnhancementsEndWithTheDeal(t *testing.T) {
	deal, model := rental(t)
	s := tranche.SimulationSettings{Paths: 6000, NoYields: true}
	got, err := simulator(t, deal, model, s).Enhancements(background)
	if err != nil {
		t.Fatal(err)
	}
	whole := simulate(t, deal, model, s)
	s.IndependentParties = true
	apart := simulate(t, deal, model, s)
	for i, e := range got {
		var names []string
		sum := 0.0
		for _, x := range e.Steps {
			names = append(names, x.Name)
			sum += x.Effect.Value
		}
		if !slices.Equal(names, []string{tranche.StepPool, tranche.StepStructure, tranche.StepSubordination, "reserve", "promise: lessor", "promise: parent"}) {
			t.Fatalf("steps %v", names)
		}
		last := e.Steps[len(e.Steps)-1].Share
		if last != whole.Classes[i].ExpectedLossShare || math.Abs(sum-last.Value) > 1e-12 {
			t.Errorf("%s ends with %+v, the deal has %+v; effects sum to %v", e.Class, last, whole.Classes[i].ExpectedLossShare, sum)
		}
		if e.Apart != apart.Classes[i].ExpectedLossShare || math.Abs(e.WrongWay.Value-(last.Value-e.Apart.Value)) > 1e-15 || e.WrongWay.StdErr < e.Apart.StdErr {
			t.Errorf("%s: %+v apart", e.Class, e.Apart)
		}
	}
	senior := got[0]
	for i, x := range senior.Steps {
		if i > 0 && x.Effect.Value > 1e-9 {
			t.Errorf("%s makes %s lose %v more", x.Name, senior.Class, x.Effect.Value)
		}
	}
	if !(got[2].WrongWay.Value > 0) {
		t.Errorf("promisors that fall with the lessees cost %s %v", got[2].Class, got[2].WrongWay)
	}
}

// With independent defaults the multiple that just keeps to a probability follows from the binomial law.
func TestTheBreakEvenMultiple(t *testing.T) {
	const n = 20
	b := bullets{pd: []float64{0.03}, lgd: 1, due: "2025-12-31"}
	for range n {
		b.balances = append(b.balances, 100)
	}
	model := b.model(t)
	doc := credit.Spec{Schema: credit.Schema, JointObligors: credit.FirstNamed, RiskUntil: credit.RiskHorizon}
	doc.LGD.Otherwise = &credit.LGDTerms{Mean: 1}
	doc.Correlation.Independent = true
	doc.PD.Otherwise = &credit.CurveSpec{AnnualPD: ptr(0.03)}
	more := func(multiple float64) float64 { // P(more than 4 of 20)
		p := 1 - math.Pow(0.97, multiple)
		mass, sum := math.Pow(1-p, n), 0.0
		for k := range 5 {
			sum += mass
			mass *= float64(n-k) / float64(k+1) * p / (1 - p)
		}
		return 1 - sum
	}
	sim := simulator(t, static(t, b.due, 1600, 400), model, tranche.SimulationSettings{Paths: 1 << 15})
	got, err := sim.BreakEvenMultiple(background, doc, tranche.MultipleSpec{Class: "A1", Measure: tranche.MeasureHitProbability, Limit: 0.05})
	if err != nil {
		t.Fatal(err)
	}
	within(t, "at the multiple that holds", got.At, more(got.Holds), 1e-9)
	if got.Fails-got.Holds > 0.01 || math.Abs(more(got.Holds)-0.05) > 0.05*0.1 {
		t.Errorf("%+v, where the truth is %v", got, more(got.Holds))
	}
	if never, err := sim.BreakEvenMultiple(background, doc, tranche.MultipleSpec{Class: "A1", Measure: tranche.MeasureExpectedLoss, Limit: 1}); err != nil || !math.IsInf(never.Fails, 1) || never.Holds != 16 {
		t.Errorf("a limit of all: %+v, %v", never, err)
	}
}
