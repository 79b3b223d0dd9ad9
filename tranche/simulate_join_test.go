package tranche_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/tranche"
)

// A deterministic scenario of defaults of whole contracts, as one path, is what package cashflow makes of it and
// the deal pays out, to the fen: collections, record and all.
func TestAScenarioIsOnePath(t *testing.T) {
	deal, model := rental(t)
	haircuts, halfLives := []pool.HaircutRule{{Haircut: 300_000_000_000}}, []pool.HalfLife{{Months: 40}}
	valued := valuedAs(t, model, haircuts, halfLives)
	rapid.Check(t, func(t *rapid.T) {
		var values *cashflow.ValuesSpec
		lgd := rapid.IntRange(0, 100).Draw(t, "loss given default in %")
		deposit := rapid.Bool().Draw(t, "deposit first")
		prepays := rapid.Bool().Draw(t, "prepayments")
		recovery := cashflow.RecoverySpec{Deposit: deposit, Rate: ptr(decimal.New(int64(100-lgd), -2))}
		settings := tranche.SimulationSettings{Recovery: tranche.RecoverySettings{Deposit: deposit}}
		if rapid.Bool().Draw(t, "spread") {
			recovery.Timing = []cashflow.TimingSpec{{Months: 0, Share: yuan("0.2")}, {Months: 7, Share: yuan("0.5")}, {Months: 30, Share: yuan("0.3")}}
			settings.Recovery.Timing = []tranche.RecoveryPart{{Months: 0, Share: 200_000_000_000}, {Months: 7, Share: 500_000_000_000}, {Months: 30, Share: 300_000_000_000}}
		} else {
			recovery.LagMonths = rapid.IntRange(0, 24).Draw(t, "lag")
			settings.Recovery.LagMonths = recovery.LagMonths
		}
		if rapid.Bool().Draw(t, "values of rights") {
			settings.Values = valued
			values = &cashflow.ValuesSpec{Haircuts: haircuts, Decay: halfLives}
		}
		spec := cashflow.ScenarioSpec{Schema: cashflow.ScenarioSchema, Values: values, Assumptions: []cashflow.AssumptionSpec{{AppliesTo: cashflow.ScopeSpec{All: true}, Recovery: &recovery}}}
		if prepays {
			spec.Assumptions[0].Prepayment = &cashflow.PrepaymentSpec{CPR: &cashflow.VectorSpec{Constant: yuanPtr("0.08")}}
			calm, err := spec.Resolve(model.Pool(), cashflow.Settings{})
			if err != nil {
				t.Fatal(err)
			}
			settings.Worlds = []tranche.World{{Name: "prepaying", Probability: 1, Scenario: calm}}
		}
		var given tranche.GivenPath
		seen := map[int]bool{}
		for range rapid.IntRange(0, 6).Draw(t, "defaults") {
			i := rapid.IntRange(0, 11).Draw(t, "contract")
			life := model.Pool().Contract(i).Maturity.Sub(date("2023-12-31")) // the scenario takes no later day
			day := date("2023-12-31").AddDays(rapid.IntRange(1, life).Draw(t, "day"))
			if seen[i] {
				continue
			}
			seen[i] = true
			given.Defaults = append(given.Defaults, tranche.GivenDefault{Contract: i, Day: day, LGD: float64(lgd) / 100})
			spec.Events = append(spec.Events, cashflow.EventSpec{Date: day, AppliesTo: cashflow.ScopeSpec{Contracts: []string{fmt.Sprint("L-", i)}}})
		}
		if rapid.Bool().Draw(t, "a promisor falls") {
			given.Parties = map[string]calendar.Date{"lessor": date("2023-12-31").AddDays(rapid.IntRange(1, 900).Draw(t, "its day"))}
		}
		sim, err := tranche.NewSimulator(background, deal, model, settings)
		if err != nil {
			t.Fatal(err)
		}
		path, err := sim.Given(given)
		if err != nil {
			t.Fatal(err)
		}
		scenario, err := spec.Resolve(model.Pool(), cashflow.Settings{})
		if err != nil {
			t.Fatal(err)
		}
		performance, err := scenario.Perform(background)
		if err != nil {
			t.Fatal(err)
		}
		want, after, err := performance.Collect(deal.CollectionPeriods())
		if err != nil {
			t.Fatal(err)
		}
		for k := range want {
			want[k].Deposits = nil // a path knows how much is settled out of deposits, and not whose
			if !path.Collections[k].Equal(want[k]) {
				t.Fatalf("period %d:\n path     %+v\n scenario %+v", k+1, path.Collections[k], want[k])
			}
		}
		if total := performance.Total(); path.Defaulted != total.Default || path.Lost != total.Loss || path.Late != after.Recovery {
			t.Fatalf("defaulted %d, lost %d, late %d; the scenario says %d, %d and %d", path.Defaulted, path.Lost, path.Late, total.Default, total.Loss, after.Recovery)
		}
		result, err := deal.RunInputs(tranche.Inputs{Collections: want, Defaults: []calendar.Date{given.Parties["lessor"], 0}})
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(result.Periods, path.Result.Periods) {
			t.Fatal("the deal pays other amounts")
		}
	})
}

// valuedAs values the rights as a scenario with these tables does.
func valuedAs(t *testing.T, m *credit.Model, haircuts []pool.HaircutRule, halfLives []pool.HalfLife) *pool.Valuation {
	t.Helper()
	table, err := pool.NewHaircutTable(haircuts)
	if err != nil {
		t.Fatal(err)
	}
	decay, err := pool.NewDecayTable(halfLives)
	if err != nil {
		t.Fatal(err)
	}
	v, err := m.Pool().Value(pool.ValueRules{Marks: pool.StandardMarkRules(), Haircuts: table, Decay: decay, Life: pool.LifeRules{Terms: pool.ChineseRightTerms()}})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// When a right ends, its value is gone from that day on, and nothing else.
func TestTheValueOfARightEndsWithIt(t *testing.T) {
	deal, model := rental(t)
	valued := valuedAs(t, model, []pool.HaircutRule{{Haircut: 300_000_000_000}}, []pool.HalfLife{{Months: 40}})
	sim := simulator(t, deal, model, tranche.SimulationSettings{Values: valued, Sampling: credit.Sampling{Seed: 8}})
	sampler, err := model.Sampler(credit.SamplerSettings{Horizon: date("2026-07-15"), Sampling: credit.Sampling{Seed: 8}, Support: credit.SupportAtDefault})
	if err != nil {
		t.Fatal(err)
	}
	d, ended := sampler.NewDrawer(), 0
	for path := range uint64(400) {
		d.Draw(path)
		got, err := sim.Replay(path)
		if err != nil {
			t.Fatal(err)
		}
		for k, c := range got.Collections {
			want := money.Amount(0)
			for right := range model.Pool().NumRights() {
				if day := d.DefaultDay(model.AgentOfRight(right)); day > 0 && !date("2023-12-31").AddDays(int(day)).After(c.To) {
					ended++
					continue
				}
				// The right alone, with what is still outstanding on the path.
				points, err := valued.OfRight(right, []calendar.Date{c.To}, func(i int, on calendar.Date) money.Amount {
					for _, x := range got.Contracts {
						if int(x.Contract) == i && !date("2023-12-31").AddDays(int(x.Day)).After(on) {
							return 0
						}
					}
					if on.Before(model.Pool().Contract(i).Maturity) {
						return 1
					}
					return 0
				})
				if err != nil {
					t.Fatal(err)
				}
				want += points[0].Net.Low
			}
			if c.RightsValue != pool.Known(want) {
				t.Fatalf("path %d, period %d: rights worth %v, want %d", path, k+1, c.RightsValue, want)
			}
		}
	}
	if ended == 0 {
		t.Error("no right ends on any path")
	}
}

// What is drawn costs what was drawn, and a run that is carried on from where it first differs is the whole run.
func TestEveryPathIsAWholeRun(t *testing.T) {
	deal, model := rental(t)
	for _, s := range []tranche.SimulationSettings{{}, {ArrearsDays: 90, IndependentParties: true}} {
		s.Paths, s.NoControl = 1, true
		s.Block = 1
		sim := simulator(t, deal, model, s)
		defaults := 0
		for path := range uint64(60) {
			full, err := sim.Replay(path)
			if err != nil {
				t.Fatal(err)
			}
			c, err := sim.RunShard(background, tranche.Shard{From: path, To: path + 1})
			if err != nil {
				t.Fatal(err)
			}
			one := c.Result()
			defaults += len(full.Contracts)
			for i, x := range full.Result.Tranches {
				got := one.Classes[i]
				if got.ExpectedLoss.Value != float64(x.Shortfall) {
					t.Fatalf("path %d: class %s loses %v, a whole run %d", path, x.Name, got.ExpectedLoss.Value, x.Shortfall)
				}
				if want := x.WAL; x.PrincipalPaid > 0 && (got.AverageLife.Value-want > 1e-9 || want-got.AverageLife.Value > 1e-9) {
					t.Fatalf("path %d: class %s lives %v years, a whole run %v", path, x.Name, got.AverageLife.Value, want)
				}
				if x.YieldErr == nil && (got.Yield.Value-x.Yield > 1e-6 || x.Yield-got.Yield.Value > 1e-6) {
					t.Fatalf("path %d: class %s yields %v, a whole run %v", path, x.Name, got.Yield.Value, x.Yield)
				}
				for k, p := range full.Result.Periods {
					line, mean := p.Tranches[i], got.Profile[k]
					if mean.Interest.Value != float64(line.InterestPaid) || mean.Principal.Value != float64(line.PrincipalPaid) || mean.Closing.Value != float64(line.Closing) {
						t.Fatalf("path %d, payment %d: %+v, a whole run %+v", path, k+1, mean, line)
					}
				}
			}
			for k, p := range full.Result.Periods {
				if one.Pool.Periods[k].Closing.Value != float64(p.Collection.Closing) || one.Pool.Periods[k].Defaulted.Value != float64(p.Collection.Defaulted) {
					t.Fatalf("path %d, period %d: %+v", path, k+1, one.Pool.Periods[k])
				}
			}
			calls := 0.0
			for _, p := range full.Result.Periods {
				for _, x := range p.SupportCalls {
					calls += float64(x.Amount)
				}
			}
			if got := one.Supports[0].Promisors[0].Amount.Value + one.Supports[0].Promisors[1].Amount.Value; got != calls {
				t.Fatalf("path %d: support of %v is called, a whole run calls %v", path, got, calls)
			}
		}
		if defaults == 0 {
			t.Fatal("no path has a default")
		}
	}
}

// A contract in arrears pays nothing, counts as overdue until it defaults, and then takes its balance along.
func TestArrearsComeBeforeDefault(t *testing.T) {
	b := bullets{balances: []int64{100, 200}, pd: []float64{0.05}, lgd: 1, due: "2025-04-30"}
	s := plain(bulletCutOff, "2025-03-31", "2025-04-30", "2025-05-31", "2025-06-30", "2025-07-31", "2025-08-31", "2025-09-30")
	s.Tranches = []tranche.TrancheSpec{{Name: "A", Class: tranche.Senior, Notional: yuan("300"), Principal: tranche.PrincipalSpec{Mode: tranche.PassThrough}}}
	s.Waterfalls.Amortising = []tranche.StepSpec{{Pay: tranche.PayPrincipal, To: []string{"A"}}}
	sim := simulator(t, resolveDeal(t, s), b.model(t), tranche.SimulationSettings{ArrearsDays: 120})
	path, err := sim.Given(tranche.GivenPath{Defaults: []tranche.GivenDefault{{Contract: 1, Day: date("2025-08-28"), LGD: 1}}})
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range []cashflow.Collection{
		{Opening: 30000, Closing: 30000},
		{Opening: 30000, Principal: 10000, Closing: 20000, Overdue: cashflow.Ageing{20000}},
		{Opening: 20000, Closing: 20000, Overdue: cashflow.Ageing{0, 20000}},
		{Opening: 20000, Closing: 20000, Overdue: cashflow.Ageing{0, 0, 20000}},
		{Opening: 20000, Closing: 20000, Overdue: cashflow.Ageing{0, 0, 0, 20000}},
		{Opening: 20000, Defaulted: 20000},
		{},
	} {
		got := path.Collections[k]
		want.Period, want.Scheduled = got.Period, got.Scheduled
		if !got.Equal(want) {
			t.Errorf("period %d: %+v\nwant %+v", k+1, got, want)
		}
	}
}
