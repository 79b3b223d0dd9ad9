package tranche_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/tranche"
)

var everything = cashflow.ScopeSpec{All: true}

// calm is the rental deal in a world in which hardly anyone defaults.
func calm(t testing.TB) (*tranche.Deal, *credit.Model) {
	t.Helper()
	p, doc := rentalPool()
	doc.PD.Otherwise = &credit.CurveSpec{AnnualPD: ptr(0.0)}
	doc.Rights = nil
	return resolveDeal(t, rentalDeal()), resolveModel(t, p, doc)
}

// byDays is a scenario of prepayment whose years are counted in days, as draws count them.
func byDays(t testing.TB, m *credit.Model, prepayment cashflow.PrepaymentSpec) *cashflow.Scenario {
	t.Helper()
	s, err := cashflow.ScenarioSpec{Schema: cashflow.ScenarioSchema, Year: cashflow.YearOfDays, Assumptions: []cashflow.AssumptionSpec{{AppliesTo: everything, Prepayment: &prepayment}}}.Resolve(m.Pool(), cashflow.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Contracts that prepay at random prepay on average what the scenario with the same CPR prepays of each.
func TestDrawnPrepaymentsAreTheScenarioOnAverage(t *testing.T) {
	deal, model := calm(t)
	p, err := byDays(t, model, cashflow.PrepaymentSpec{CPR: &cashflow.VectorSpec{Constant: yuanPtr("0.3")}, LockoutMonths: 15, Penalty: yuanPtr("0.02")}).Perform(background)
	if err != nil {
		t.Fatal(err)
	}
	want, _, err := p.Collect(deal.CollectionPeriods())
	if err != nil {
		t.Fatal(err)
	}
	s := tranche.SimulationSettings{Paths: 1 << 14, NoYields: true, Draws: tranche.Draws{Prepayment: []tranche.PrepaymentDraw{{AppliesTo: everything, CPR: 0.9},
		{AppliesTo: everything, CPR: 0.3, LockoutMonths: 15, Penalty: money.One / 50}}}} // the later entry holds
	got := simulate(t, deal, model, s)
	for k, x := range got.Pool.Periods {
		within(t, "balance of the pool", x.Closing, float64(want[k].Closing), 10)
	}
	sim, other, prepaid := simulator(t, deal, model, s), make([]money.Amount, len(want)), 0
	const paths = 4000
	for path := range uint64(paths) {
		x, err := sim.Replay(path)
		if err != nil {
			t.Fatal(err)
		}
		prepaid += len(x.Prepaid)
		opening := model.Pool().Principal()
		for k, c := range x.Collections {
			if c.Opening != opening || c.Closing != opening-c.Principal-c.Dilution-c.Defaulted || c.Prepayment > c.Principal {
				t.Fatalf("path %d, period %d: %+v", path, k+1, c)
			}
			opening = c.Closing
			other[k] += c.Other
		}
	}
	for k := range want {
		if mean := float64(other[k]) / paths; math.Abs(mean-float64(want[k].Other)) > 0.1*float64(want[k].Other)+10 {
			t.Errorf("period %d: penalties of %v on average, the scenario has %d", k+1, mean, want[k].Other)
		}
	}
	if prepaid == 0 {
		t.Error("no path has a prepayment")
	}
}

// With a volatile speed the probability that a claim has not prepaid is the mean of the exponential over the
// lognormal speed, and with a link to the factor that defaults follow, fast times are times of few defaults.
func TestVolatileSpeedsOfPrepayment(t *testing.T) {
	spec := pool.Spec{Schema: pool.Schema, AsOf: date(bulletCutOff), Currency: money.CNY}
	for _, id := range []string{"a", "b", "c"} {
		spec.Parties = append(spec.Parties, pool.PartySpec{ID: id})
		spec.Contracts = append(spec.Contracts, pool.ContractSpec{ID: id, Obligors: []pool.ObligorSpec{{Party: id}}, Balance: decimal.NewFromInt(1000), Rate: yuanPtr("0.06"),
			Start: date(bulletCutOff), Maturity: date("2026-12-31"), Microloan: &pool.MicroloanSpec{Repayment: pool.InstalmentsSpec{Form: pool.InterestFirst, Frequency: calendar.Quarterly}}})
	}
	doc := credit.Spec{Schema: credit.Schema, JointObligors: credit.FirstNamed, RiskUntil: credit.RiskHorizon}
	doc.LGD.Otherwise = &credit.LGDTerms{Mean: 0.5}
	doc.Correlation.Loadings = &credit.FactorLoadings{Global: 0.5}
	doc.PD.Otherwise = &credit.CurveSpec{AnnualPD: ptr(0.1)}
	model := resolveModel(t, spec, doc)
	deal := static(t, "2026-12-31", 2000, 1000)
	const sigma, cpr = 0.8, 0.4
	draw := tranche.PrepaymentDraw{AppliesTo: everything, CPR: cpr, Volatility: sigma}
	left := func(link float64) (alive, together float64) {
		draw.DependsOn = tranche.Dependence{Factor: "global", Weight: link}
		sim := simulator(t, deal, model, tranche.SimulationSettings{Draws: tranche.Draws{Prepayment: []tranche.PrepaymentDraw{draw}}})
		const paths = 40000
		for path := range uint64(paths) {
			x, err := sim.Replay(path)
			if err != nil {
				t.Fatal(err)
			}
			n := 3 - len(x.Prepaid) - len(x.Contracts)
			for _, c := range x.Contracts {
				n++ // it has not prepaid, or has before its default, and is in both lists
				for _, q := range x.Prepaid {
					if q.Contract == int(c.Contract) {
						if c.Day <= int32(q.Day.Sub(model.AsOf())) {
							t.Fatalf("path %d: contract %d prepays on %s and defaults on day %d", path, c.Contract, q.Day, c.Day)
						}
						n++
					}
				}
			}
			if len(x.Contracts) == 0 {
				alive += float64(n) / 3 / paths
			}
			together += float64(len(x.Contracts)*len(x.Prepaid)) / paths
		}
		return alive, together
	}
	// Over the contracts' last payment but one, 639 days; numerically, by the midpoint rule over Z. Defaults are
	// independent of the speed here.
	want, healthy := 0.0, 0.0
	for i := range 4000 {
		z := credit.NormalQuantile((float64(i) + 0.5) / 4000)
		days := float64(date("2026-09-30").Sub(date(bulletCutOff)))
		want += math.Pow(1-cpr, math.Exp(sigma*z-sigma*sigma/2)*days/365) / 4000
		limit := credit.NormalQuantile(1 - math.Pow(0.9, 2))
		healthy += math.Pow(1-credit.NormalCDF((limit-0.5*z)/math.Sqrt(0.75)), 3) / 4000
	}
	alive, apart := left(0)
	if want *= healthy; math.Abs(alive-want) > 0.01 {
		t.Errorf("%v of the claims neither default nor prepay, want %v", alive, want)
	}
	if _, linked := left(0.9); !(linked < apart*0.8) {
		t.Errorf("prepayments times defaults %v when fast times are good times, %v without a link", linked, apart)
	}
}

// On a path that is stated a contract that has prepaid no longer defaults, and one in default no longer prepays.
func TestWhatComesFirstHappens(t *testing.T) {
	deal, model := calm(t)
	sim := simulator(t, deal, model, tranche.SimulationSettings{})
	given := func(prepays, defaults string) *tranche.Path {
		x, err := sim.Given(tranche.GivenPath{Defaults: []tranche.GivenDefault{{Contract: 0, Day: date(defaults), LGD: 1}}, Prepayments: []tranche.GivenPrepayment{{Contract: 0, Day: date(prepays)}}})
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	for _, tt := range []struct {
		situation, prepays, defaults string
		first                        string
	}{
		{"long before", "2024-03-01", "2024-12-01", "prepayment"},
		{"on the day of the payment with which it prepays", "2024-03-01", "2024-03-20", "default"},
		{"the day after", "2024-03-01", "2024-03-21", "prepayment"},
		{"long after", "2024-12-01", "2024-03-01", "default"},
	} {
		x := given(tt.prepays, tt.defaults)
		if (tt.first == "default") != (x.Lost > 0) || (tt.first == "prepayment") != (len(x.Prepaid) == 1) {
			t.Errorf("%s: lost %d, prepaid %v", tt.situation, x.Lost, x.Prepaid)
		}
		var total money.Amount
		for _, c := range x.Collections {
			total += c.Principal + c.Defaulted
		}
		if total != model.Pool().Principal() {
			t.Errorf("%s: %d of %d repaid or in default", tt.situation, total, model.Pool().Principal())
		}
	}
	if _, err := sim.Given(tranche.GivenPath{Prepayments: []tranche.GivenPrepayment{{Contract: 0, Day: date("2025-03-20")}}}); !errors.Is(err, tranche.ErrSimulation) {
		t.Errorf("a prepayment with the last payment: %v", err)
	}
}

// licences is a pool of two licences with royalties, one between a guarantee and a cap, and a static deal.
func licences(t testing.TB) (*tranche.Deal, *credit.Model, *cashflow.Scenario, cashflow.ScenarioSpec) {
	t.Helper()
	spec := pool.Spec{Schema: pool.Schema, AsOf: date("2023-12-31"), Currency: money.CNY}
	for i, id := range []string{"x", "y"} {
		royalty := &pool.RoyaltySpec{Share: yuan("0.1")}
		if i == 0 {
			royalty.MinimumGuarantee, royalty.Cap = yuanPtr("5"), yuanPtr("40")
		}
		spec.Parties = append(spec.Parties, pool.PartySpec{ID: id})
		spec.Contracts = append(spec.Contracts, pool.ContractSpec{ID: id, Obligors: []pool.ObligorSpec{{Party: id}}, Balance: decimal.NewFromInt(1000), Start: date("2023-12-31"), Maturity: date("2024-12-31"),
			Sublicense: &pool.SublicenseSpec{Fees: pool.InstalmentsSpec{Form: pool.EvenPrincipal, Frequency: calendar.Quarterly}, Royalty: royalty}})
	}
	doc := credit.Spec{Schema: credit.Schema, JointObligors: credit.FirstNamed, RiskUntil: credit.RiskHorizon}
	doc.LGD.Otherwise = &credit.LGDTerms{Mean: 1}
	doc.Correlation.Loadings = &credit.FactorLoadings{Global: 0.5}
	doc.PD.Otherwise = &credit.CurveSpec{AnnualPD: ptr(0.0)}
	model := resolveModel(t, spec, doc)
	scenario := cashflow.ScenarioSpec{Schema: cashflow.ScenarioSchema, Assumptions: []cashflow.AssumptionSpec{{AppliesTo: everything,
		Royalty: &cashflow.RoyaltyPathSpec{Sales: []cashflow.SalesSpec{{From: date("2023-01-01"), Annual: yuan("800")}}, Lag: 1}}}}
	resolved, err := scenario.Resolve(model.Pool(), cashflow.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	s := plain("2023-12-31", append(append([]string{}, quarters...), "2025-03-31")...)
	s.Tranches = []tranche.TrancheSpec{{Name: "A", Class: tranche.Senior, Notional: yuan("2000"), Principal: tranche.PrincipalSpec{Mode: tranche.PassThrough}}}
	s.Waterfalls.Amortising = []tranche.StepSpec{{Pay: tranche.PayPrincipal, To: []string{"A"}}}
	return resolveDeal(t, s), model, resolved, scenario
}

// Royalties are on average what the lognormal law says of sales, cap and guarantee; and all fee dates of a path
// have one multiplier.
func TestDrawnRoyaltiesHaveTheirLaw(t *testing.T) {
	deal, model, calm, _ := licences(t)
	const sigma = 0.9
	settings := tranche.SimulationSettings{Worlds: []tranche.World{{Probability: 1, Scenario: calm}},
		Draws: tranche.Draws{Royalty: []tranche.RoyaltyDraw{{AppliesTo: everything, Volatility: sigma, Together: true}}}}
	sim := simulator(t, deal, model, settings)
	const paths = 20000
	mean := make([]float64, 5)
	for path := range uint64(paths) {
		x, err := sim.Replay(path)
		if err != nil {
			t.Fatal(err)
		}
		for k, c := range x.Collections {
			mean[k] += float64(c.Other) / paths
		}
	}
	for k, want := range expectedRoyalties(sigma) {
		if math.Abs(mean[k]-want) > 0.03*want+1 {
			t.Errorf("period %d: royalties of %v on average, want %v", k+1, mean[k], want)
		}
	}
}

// expectedRoyalties integrates over the lognormal law, by the midpoint rule.
func expectedRoyalties(sigma float64) []float64 {
	out := make([]float64, 5)
	days := []float64{92, 91, 91, 92, 92} // of the quarters before 31 March 2024, and so on
	for k := range out {
		for i := range 4000 {
			m := math.Exp(sigma*credit.NormalQuantile((float64(i)+0.5)/4000) - sigma*sigma/2)
			fee := math.RoundToEven(0.1 * 80000 * days[k] / 365 * m)
			least := 500.0
			if k == 4 {
				least = 0
			}
			out[k] += (fee + max(min(fee, 4000), least)) / 4000
		}
	}
	return out
}

// A royalty ends with its contract: what is owed up to the default stands, what follows is gone.
func TestRoyaltiesEndWithTheContract(t *testing.T) {
	deal, _, calm, spec := licences(t)
	p, doc := calm.Pool(), credit.Spec{Schema: credit.Schema, JointObligors: credit.FirstNamed, RiskUntil: credit.RiskHorizon}
	doc.LGD.Otherwise = &credit.LGDTerms{Mean: 1}
	doc.Correlation.Loadings = &credit.FactorLoadings{Global: 0.5}
	doc.PD.Otherwise = &credit.CurveSpec{AnnualPD: ptr(0.4)}
	model, err := doc.Resolve(p)
	if err != nil {
		t.Fatal(err)
	}
	one := cashflow.ScopeSpec{Contracts: []string{"y"}}
	settings := tranche.SimulationSettings{Worlds: []tranche.World{{Probability: 1, Scenario: calm}}, Draws: tranche.Draws{
		Royalty: []tranche.RoyaltyDraw{{AppliesTo: one, Volatility: 0.7, DependsOn: tranche.Dependence{Factor: "global", Weight: 1}}}}}
	sim := simulator(t, deal, model, settings)
	sampler, err := model.Sampler(credit.SamplerSettings{Horizon: date("2025-03-31"), Sampling: credit.Sampling{}, Support: credit.SupportAtDefault})
	if err != nil {
		t.Fatal(err)
	}
	d, stopped := sampler.NewDrawer(), 0
	for path := range uint64(300) {
		x, err := sim.Replay(path)
		if err != nil {
			t.Fatal(err)
		}
		d.Draw(path)
		multiple := math.Exp(0.7*d.Factor(0) - 0.245)
		s := spec
		s.Assumptions = append(s.Assumptions[:1:1], cashflow.AssumptionSpec{AppliesTo: one, Royalty: &cashflow.RoyaltyPathSpec{Sales: s.Assumptions[0].Royalty.Sales, Lag: 1, Multiplier: ptr(decimal.NewFromFloat(multiple).Round(12))}})
		s.Assumptions[0].Recovery = &cashflow.RecoverySpec{Rate: yuanPtr("0")}
		for _, c := range x.Contracts {
			on := p.AsOf().AddDays(int(c.Day))
			if on.After(date("2024-12-31")) {
				continue
			}
			s.Events = append(s.Events, cashflow.EventSpec{Date: on, AppliesTo: cashflow.ScopeSpec{Contracts: []string{p.Contract(int(c.Contract)).ID}}})
			stopped++
		}
		resolved, err := s.Resolve(p, cashflow.Settings{})
		if err != nil {
			t.Fatal(err)
		}
		performance, err := resolved.Perform(background)
		if err != nil {
			t.Fatal(err)
		}
		want, _, err := performance.Collect(deal.CollectionPeriods())
		if err != nil {
			t.Fatal(err)
		}
		for k := range want {
			if !x.Collections[k].Equal(want[k]) {
				t.Fatalf("path %d, period %d:\n path     %+v\n scenario %+v", path, k+1, x.Collections[k], want[k])
			}
		}
	}
	if stopped < 50 {
		t.Errorf("only %d defaults", stopped)
	}
}

// What a draw asks for and the worlds do not have is a fault.
func TestRoyaltiesNeedSales(t *testing.T) {
	deal, model, _, _ := licences(t)
	_, err := tranche.Simulate(background, deal, model, tranche.SimulationSettings{Draws: tranche.Draws{Royalty: []tranche.RoyaltyDraw{{AppliesTo: everything, Volatility: 0.1}}}})
	if !errors.Is(err, tranche.ErrSimulation) || !strings.Contains(err.Error(), "sales") {
		t.Errorf("%v", err)
	}
}

// eventful is the rental deal with outside events that accelerate it.
func eventful(t testing.TB) (*tranche.Deal, *credit.Model) {
	t.Helper()
	p, doc := rentalPool()
	s := rentalDeal()
	s.Events = []tranche.EventSpec{{Event: "servicer_dismissed"}, {Event: "promisor_downgraded", Of: "parent"}, {Event: "servicer_insolvent", Of: "lessor"}}
	s.Triggers = append(s.Triggers, tranche.TriggerSpec{Name: "servicer", When: "event(servicer_dismissed) || event(servicer_insolvent)", At: tranche.AfterCollection, Effects: []tranche.EffectSpec{{Event: tranche.EventAcceleration}}},
		tranche.TriggerSpec{Name: "downgrade", When: "event(promisor_downgraded)", At: tranche.AfterCollection, Effects: []tranche.EffectSpec{{Event: "watched"}}})
	return resolveDeal(t, s), resolveModel(t, p, doc)
}

// Outside events happen as often as their curves say, as early as the default of the same party or earlier, and
// do to the deal what the document says.
func TestOutsideEventsAreDrawn(t *testing.T) {
	deal, model := eventful(t)
	downgrade := credit.CurveSpec{AnnualPD: ptr(0.25)}
	s := tranche.SimulationSettings{Paths: 1 << 14, NoYields: true, Sampling: credit.Sampling{Seed: 4}, Draws: tranche.Draws{Events: []tranche.EventDraw{
		{Event: "servicer_dismissed", Curve: &credit.CurveSpec{Hazard: ptr(0.1)}, DependsOn: tranche.Dependence{Factor: "global", Weight: 0.5}},
		{Event: "promisor_downgraded", Agent: "parent", Curve: &downgrade},
		{Event: "servicer_insolvent", Agent: "lessor"}}}}
	got := simulate(t, deal, model, s)
	// Events are latched on calculation dates; the last is the day that counts.
	last := float64(deal.CollectionPeriods()[9].To.Sub(date("2023-12-31")))
	for _, tt := range []struct {
		event string
		want  float64
	}{{"servicer_dismissed", -math.Expm1(-0.1 * last / 365)}, {"promisor_downgraded", 1 - math.Pow(0.75, last/365)}, {"servicer_insolvent", 1 - math.Pow(0.92, last/365)}} {
		for _, x := range got.Events {
			if x.Name == tt.event {
				within(t, tt.event, x.Probability, tt.want, 0)
			}
		}
	}
	sim, agents := simulator(t, deal, model, s), 0
	for path := range uint64(400) {
		x, err := sim.Replay(path)
		if err != nil {
			t.Fatal(err)
		}
		if parent := x.Defaults[1]; !parent.IsZero() {
			agents++
			if x.Events[1].IsZero() || x.Events[1].After(parent) {
				t.Errorf("path %d: the promisor falls on %s and is downgraded on %s", path, parent, x.Events[1])
			}
		}
		accelerates := false
		for _, p := range x.Result.Periods {
			accelerates = accelerates || p.Status >= tranche.Accelerated
		}
		if on := x.Events[0]; !on.IsZero() && !on.After(date("2026-06-01")) && !accelerates {
			t.Errorf("path %d: the servicer is dismissed on %s and the deal amortises on", path, on)
		}
		if lessor := x.Defaults[0]; lessor != x.Events[2] {
			t.Errorf("path %d: the lessor falls on %s and is insolvent on %s", path, lessor, x.Events[2])
		}
	}
	if agents == 0 {
		t.Error("the parent never falls")
	}
	// Without draws nothing happens, and the result says so.
	s.Draws = tranche.Draws{}
	quiet := simulate(t, deal, model, s)
	if quiet.Events[len(quiet.Events)-1].Probability.Value != 0 || !strings.Contains(strings.Join(quiet.Notes, "\n"), "servicer_dismissed happens on no path") {
		t.Errorf("events %+v, notes %q", quiet.Events, quiet.Notes)
	}
}

func TestFaultsOfDrawsComeTogether(t *testing.T) {
	deal, model := eventful(t)
	_, err := tranche.Simulate(background, deal, model, tranche.SimulationSettings{Draws: tranche.Draws{
		Prepayment: []tranche.PrepaymentDraw{{AppliesTo: everything, CPR: 1.2}, {AppliesTo: cashflow.ScopeSpec{Contracts: []string{"nothing"}}, CPR: 0.1, DependsOn: tranche.Dependence{Factor: "weather", Weight: 0.3}}},
		Events: []tranche.EventDraw{{Event: "servicer_dismissed"}, {Event: "sunrise", Agent: "lessor"}, {Event: "servicer_insolvent", Agent: "nobody"},
			{Event: "promisor_downgraded", Curve: &credit.CurveSpec{Points: []credit.CurvePoint{{Years: 1, PD: 0.1}}}}},
		Purchases: &tranche.PurchaseDraw{LGD: 0.5}}})
	if err == nil {
		t.Fatal("no fault")
	}
	for _, want := range []string{"prepayment 1: CPR 1.2", `prepayment 2: applies_to.contracts[0]`, `prepayment 2: the factor "weather"`, "events 1 (servicer_dismissed): expected a curve", "events 2 (sunrise)",
		`events 3 (servicer_insolvent): the agent "nobody"`, "events 4 (promisor_downgraded): curve", "purchases: the deal buys no claims"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no word of %q in:\n%v", want, err)
		}
	}
}

// A rating moves as its matrix says: the probability of a downgrade within n years is that of the first passage.
func TestDowngradesFollowTheMigration(t *testing.T) {
	m, err := tranche.ReadMigration(strings.NewReader(`{"schema": "ipabs.migration/1", "source": "made for a test", "ratings": ["AA", "A", "B", "D"],
	  "yearly": [[0.9, 0.07, 0.02, 0.01], [0.1, 0.8, 0.07, 0.03], [0, 0.1, 0.8, 0.1], [0, 0, 0, 1]]}`))
	if err != nil {
		t.Fatal(err)
	}
	to, err := m.Downgrade("AA", "A", 3)
	if err != nil {
		t.Fatal(err)
	}
	below, err := m.Downgrade("AA", "B", 2)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct{ got, want float64 }{
		{to.Points[0].PD, 0.1}, {to.Points[2].PD, 1 - 0.9*0.9*0.9},
		{below.Points[1].PD, 0.03 + 0.9*0.03 + 0.07*0.1}, // at once, after a year at AA, after one at A
	} {
		if math.Abs(x.got-x.want) > 1e-12 {
			t.Errorf("%v, want %v", x.got, x.want)
		}
	}
	if _, err := m.Downgrade("B", "A", 1); err == nil {
		t.Error("an upgrade is taken for a downgrade")
	}
	if _, err := tranche.ReadMigration(strings.NewReader(`{"schema": "ipabs.migration/1", "ratings": ["A", "A"], "yearly": [[0.5, 0.4], [2, 0]]}`)); err == nil || len(strings.Split(err.Error(), "\n")) != 4 {
		t.Errorf("%v", err)
	}
}

// revolvingStatic pays all cash of the first period into claims at par, each owed by a debtor of its own, and then
// by rank.
func revolvingStatic(t testing.TB, obligor string) (*tranche.Deal, *credit.Model) {
	t.Helper()
	b := bullets{pd: []float64{0}, lgd: 1, due: "2025-02-28"}
	for range 10 {
		b.balances = append(b.balances, 100)
	}
	s := plain(bulletCutOff, "2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31")
	for i, size := range []string{"750", "250"} {
		s.Tranches = append(s.Tranches, tranche.TrancheSpec{Name: []string{"A", "Sub"}[i], Class: []tranche.Class{tranche.Senior, tranche.Subordinated}[i], Rank: i + 1, Notional: yuan(size), Principal: tranche.PrincipalSpec{Mode: tranche.PassThrough}})
	}
	s.Waterfalls.Revolving = []tranche.StepSpec{{Pay: tranche.PayPurchase}}
	s.Waterfalls.Amortising = []tranche.StepSpec{{Pay: tranche.PayPrincipal, To: []string{"A", "Sub"}}}
	s.Revolving = &tranche.RevolvingSpec{Until: date("2025-03-31"), Offers: []tranche.OfferSpec{{ID: "X", Obligor: obligor, Principal: yuan("100"), Price: yuan("1"), Times: 10,
		Attributes: map[string]string{"industry": "R"}, Cash: []tranche.OfferCashSpec{{Days: 90, Principal: yuan("40")}, {Days: 180, Principal: yuan("60")}}}}}
	return resolveDeal(t, s), b.model(t)
}

// Claims that are bought default one by one by their curve: their number is binomial, what they lose is what the
// classes lose to the fen, and losses are put down to their debtor and industry.
func TestClaimsThatAreBoughtDefault(t *testing.T) {
	deal, model := revolvingStatic(t, "debtors of the platform")
	s := tranche.SimulationSettings{Paths: 1 << 14, NoControl: true, Draws: tranche.Draws{Purchases: &tranche.PurchaseDraw{Curve: &credit.CurveSpec{AnnualPD: ptr(0.3)}, LGD: 0.75}}}
	got := simulate(t, deal, model, s)
	early, late := 1-math.Pow(0.7, 90.0/365), math.Pow(0.7, 90.0/365)-math.Pow(0.7, 180.0/365)
	within(t, "pool loss", got.Pool.Loss, 10*0.75*(early*10000+late*6000), 1e-6)
	within(t, "defaults", got.Pool.Defaults, 10*(early+late), 1e-9)
	sim := simulator(t, deal, model, s)
	hit := 0.0
	for path := range uint64(2000) {
		x, err := sim.Replay(path)
		if err != nil {
			t.Fatal(err)
		}
		var lost, defaulted money.Amount
		for _, c := range x.Result.Tranches {
			lost += c.Shortfall
		}
		for _, p := range x.Result.Periods {
			defaulted += p.Collection.Defaulted
		}
		if lost != x.Lost || defaulted != x.Defaulted {
			t.Fatalf("path %d: the classes lose %d, the claims %d; %d and %d default", path, lost, x.Lost, defaulted, x.Defaulted)
		}
		if x.Result.Tranches[0].Shortfall > 0 {
			hit += 1.0 / 2000
		}
	}
	if h := got.Classes[0].HitProbability; h.Value == 0 || math.Abs(hit-h.Value) > 4*math.Sqrt(h.Value/2000) {
		t.Errorf("class A is hit with %v, replayed %v", h, hit)
	}
	for _, c := range got.Classes {
		if x := c.Contributions[tranche.ByObligor]; x[len(x)-2].Name != "party 009" && x[0].Name != "debtors of the platform" {
			t.Errorf("contributions %+v", x)
		}
		if len(c.Contributions[tranche.ByIndustry]) != 7 { // five of the pool, R, elsewhere
			t.Errorf("industries %+v", c.Contributions[tranche.ByIndustry])
		}
	}
	if notes := strings.Join(simulate(t, deal, model, tranche.SimulationSettings{Paths: 16}).Notes, "\n"); !strings.Contains(notes, "claims that are bought never default") {
		t.Errorf("notes %q", notes)
	}
}

// Claims on a party of the model fall with it, all of them on its day, and none is bought after it.
func TestClaimsOnAPartyOfTheModelFallWithIt(t *testing.T) {
	b := bullets{balances: []int64{1000}, pd: []float64{0.5}, lgd: 1, due: "2025-02-28"}
	deal, _ := revolvingStatic(t, "party 000")
	model := b.model(t)
	sim := simulator(t, deal, model, tranche.SimulationSettings{Draws: tranche.Draws{Purchases: &tranche.PurchaseDraw{LGD: 1}}})
	bought, all := 0, 0
	for path := range uint64(500) {
		x, err := sim.Replay(path)
		if err != nil {
			t.Fatal(err)
		}
		if len(x.Contracts) == 0 {
			continue
		}
		day := int(x.Contracts[0].Day)
		switch {
		case day <= 59: // the claim of the pool itself
			if x.Lost != 1000_00 || len(x.Result.History) > 0 && strings.Contains(strings.Join(x.Result.Warnings, ""), "bought") {
				t.Errorf("default on day %d: lost %d", day, x.Lost)
			}
		case day > 90 && day <= 180: // 31 March is day 90, the first cash of the claims day 180
			all++
			if x.Lost != 1000_00 {
				t.Errorf("default on day %d: lost %d", day, x.Lost)
			}
		case day > 180 && day <= 270:
			all++
			if x.Lost != 600_00 {
				t.Errorf("default on day %d: lost %d", day, x.Lost)
			}
		case day > 59 && day <= 90: // repaid, and nothing bought any more
			bought++
			if x.Lost != 0 || !strings.Contains(strings.Join(x.Result.Warnings, "\n"), "its obligor is in default") {
				t.Errorf("default on day %d: lost %d, warnings %q", day, x.Lost, x.Result.Warnings)
			}
		}
	}
	if bought == 0 || all < 50 {
		t.Errorf("%d and %d paths", bought, all)
	}
}

// Rates have the moments of the process, and move coupons and contracts of every world together.
func TestRatesAreDrawnAsWorlds(t *testing.T) {
	m := tranche.RateModel{Index: "LPR1Y", Start: money.One / 25, From: date("2023-12-31"), Until: date("2026-06-30"), StepMonths: 3, Mean: 0.02, Reversion: 0.5, Volatility: 0.01}
	paths, err := m.Paths(4000, 9)
	if err != nil {
		t.Fatal(err)
	}
	last, years := 0.0, float64(date("2026-06-30").Sub(date("2023-12-31")))/365
	square, mean := 0.0, 0.0
	for _, p := range paths {
		steps := p["LPR1Y"]
		x := steps[len(steps)-1].Rate.Float64()
		mean += x / 4000
		square += x * x / 4000
		sum := 0.0
		for _, s := range steps {
			sum += s.Rate.Float64()
		}
		if sum < last {
			t.Fatal("paths do not ascend")
		}
		last = sum
	}
	if want := 0.02 + 0.02*math.Exp(-0.5*years); math.Abs(mean-want) > 1e-9 {
		t.Errorf("mean %v, want %v", mean, want)
	}
	if got, want := math.Sqrt(square-mean*mean), 0.01*math.Sqrt(1-math.Exp(-years)); math.Abs(got-want) > 0.05*want {
		t.Errorf("deviation %v, want %v", got, want)
	}
	again, _ := m.Paths(4000, 9)
	if again[7]["LPR1Y"][4] != paths[7]["LPR1Y"][4] {
		t.Error("the same seed gives other rates")
	}
	// A floating class: its expected interest is that of its mean rate, for rates and principal are independent.
	spec := rentalDeal()
	spec.Curves = []tranche.CurveSpec{{Name: "LPR1Y", Steps: []cashflow.RateStep{{From: date("2023-12-31"), Rate: money.One / 25}}}}
	spec.Tranches[0].Coupon = &tranche.CouponSpec{Curve: "LPR1Y", Margin: yuan("0.005"), DayCount: calendar.Act365F}
	_, model := calm(t)
	few, err := m.Paths(64, 9)
	if err != nil {
		t.Fatal(err)
	}
	worlds, err := tranche.RateWorlds(spec, cashflow.ScenarioSpec{}, model.Pool(), cashflow.Settings{}, few)
	if err != nil {
		t.Fatal(err)
	}
	deal := resolveDeal(t, spec)
	got := simulate(t, deal, model, tranche.SimulationSettings{Paths: 1 << 13, Worlds: worlds, NoYields: true})
	for k, x := range got.Classes[0].Profile {
		want := 0.0
		for _, w := range worlds {
			performance, err := w.Scenario.Perform(background)
			if err != nil {
				t.Fatal(err)
			}
			collected, _, err := performance.Collect(deal.CollectionPeriods())
			if err != nil {
				t.Fatal(err)
			}
			run, err := w.Deal.Run(collected)
			if err != nil {
				t.Fatal(err)
			}
			want += float64(run.Periods[k].Tranches[0].InterestPaid) / 64
			if k > 2 {
				break
			}
		}
		if k <= 2 {
			within(t, "interest", x.Interest, want, 1e-6*want)
		}
	}
	if _, err := tranche.RateWorlds(rentalDeal(), cashflow.ScenarioSpec{}, model.Pool(), cashflow.Settings{}, few); !errors.Is(err, tranche.ErrSimulation) {
		t.Errorf("an index on which nothing floats: %v", err)
	}
	if _, err := m.Paths(3, 9); !errors.Is(err, tranche.ErrSimulation) {
		t.Errorf("an odd number: %v", err)
	}
}

// A prepayment that is stated is, to the fen, that of a scenario in which the contract prepays in full then:
// collections and payments, with deposits, rights and a default of another contract beside it.
func TestAStatedPrepaymentIsThatOfAScenario(t *testing.T) {
	deal, model := calm(t)
	sim := simulator(t, deal, model, tranche.SimulationSettings{Recovery: tranche.RecoverySettings{LagMonths: 3}})
	for _, tt := range []struct {
		contract int
		months   int // after the cut-off date, from when it prepays
	}{{0, 1}, {1, 7}, {2, 4}, {5, 9}, {6, 12}, {11, 2}} {
		id := model.Pool().Contract(tt.contract).ID
		vector := cashflow.VectorSpec{}
		for range tt.months {
			vector.ByMonth = append(vector.ByMonth, decimal.Decimal{})
		}
		vector.ByMonth = append(vector.ByMonth, decimal.NewFromInt(1))
		spec := cashflow.ScenarioSpec{Schema: cashflow.ScenarioSchema, Assumptions: []cashflow.AssumptionSpec{
			{AppliesTo: everything, Recovery: &cashflow.RecoverySpec{Rate: yuanPtr("0.4"), LagMonths: 3}},
			{AppliesTo: cashflow.ScopeSpec{Contracts: []string{id}}, Prepayment: &cashflow.PrepaymentSpec{CPR: &vector}}},
			Events: []cashflow.EventSpec{{Date: date("2024-10-10"), AppliesTo: cashflow.ScopeSpec{Contracts: []string{"L-8"}}}}}
		scenario, err := spec.Resolve(model.Pool(), cashflow.Settings{})
		if err != nil {
			t.Fatal(err)
		}
		performance, err := scenario.Perform(background)
		if err != nil {
			t.Fatal(err)
		}
		want, _, err := performance.Collect(deal.CollectionPeriods())
		if err != nil {
			t.Fatal(err)
		}
		path, err := sim.Given(tranche.GivenPath{Defaults: []tranche.GivenDefault{{Contract: 8, Day: date("2024-10-10"), LGD: 0.6}},
			Prepayments: []tranche.GivenPrepayment{{Contract: tt.contract, Day: date("2023-12-31").AddMonths(tt.months).AddDays(1)}}})
		if err != nil {
			t.Fatal(err)
		}
		prepaid := money.Amount(0)
		for k := range want {
			prepaid += want[k].Prepayment
			want[k].Deposits = nil // a path knows only how much of them is used
			if !path.Collections[k].Equal(want[k]) {
				t.Errorf("%s, period %d:\n path     %+v\n scenario %+v", id, k+1, path.Collections[k], want[k])
			}
		}
		if prepaid == 0 {
			t.Errorf("%s: the scenario prepays nothing", id)
		}
	}
}
