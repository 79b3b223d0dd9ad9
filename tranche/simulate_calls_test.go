package tranche_test

import (
	"math"
	"slices"
	"testing"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/tranche"
)

// facility is the rental deal with a liquidity facility between reserve and promisors, which is drawn on and paid back.
func facility(t testing.TB) (*tranche.Deal, *credit.Model) {
	t.Helper()
	p, doc := rentalPool()
	s := rentalDeal()
	s.Support = append(s.Support, tranche.SupportSpec{Name: "line", Kind: tranche.LiquidityFacility, Restores: true, Promisors: []tranche.PromisorSpec{{Name: "bank", Cap: "700000"}}})
	// A1 is repaid by a schedule that the contracts just meet, and the reserve does not fall with it.
	var schedule []tranche.ScheduleSpec
	for k := range 5 {
		schedule = append(schedule, tranche.ScheduleSpec{Date: date("2024-04-15").AddMonths(3 * k), Amount: yuanPtr("7000000")})
	}
	s.Tranches[0].Principal = tranche.PrincipalSpec{Mode: tranche.Scheduled, Schedule: schedule, AfterEvent: "keep"}
	s.Accounts[0].Target = "1000000"
	s.Support[0].Promisors[0].Cap = "1000000"
	steps := slices.Clone(s.Waterfalls.Amortising)
	for i := range steps {
		if len(steps[i].Support) > 0 {
			steps[i].Support = []string{"reserve", "line", "promise"}
		}
		if steps[i].Pay == tranche.PayReimbursement {
			steps[i].To = []string{"line", "promise"}
		}
	}
	s.Waterfalls.Amortising, s.Waterfalls.Accelerated = steps, steps
	return resolveDeal(t, s), resolveModel(t, p, doc)
}

// What is said of calls is what the records of the very paths say: every support, promisor and reserve, how often,
// at how many payments, how much, and with which quantiles.
func TestCallsOfEverySupportAreThoseOfThePaths(t *testing.T) {
	deal, model := facility(t)
	sim := simulator(t, deal, model, tranche.SimulationSettings{Paths: 1 << 11, NoControl: true, NoYields: true, Sampling: credit.Sampling{Seed: 5}})
	got, err := sim.Run(background)
	if err != nil {
		t.Fatal(err)
	}
	type tally struct {
		amounts  []money.Amount // of the paths with a call
		payments int
	}
	seen := map[string]*tally{"reserve": {}, "line": {}, "promise": {}, "line/bank": {}, "promise/lessor": {}, "promise/parent": {}}
	for path := range got.Paths {
		r, err := sim.Replay(path)
		if err != nil {
			t.Fatal(err)
		}
		amount, payments := map[string]money.Amount{}, map[string]int{}
		for _, p := range r.Result.Periods {
			called := map[string]bool{}
			for _, m := range p.Movements {
				if m.Kind == "reserve_draw" {
					amount[m.From] += m.Amount
					called[m.From] = true
				}
			}
			for _, c := range p.SupportCalls {
				amount[c.Support] += c.Amount
				amount[c.Support+"/"+c.Promisor] += c.Amount
				called[c.Support] = true
			}
			for name := range called {
				payments[name]++
			}
		}
		for name, x := range amount {
			seen[name].amounts = append(seen[name].amounts, x)
		}
		for name, n := range payments {
			seen[name].payments += n
		}
	}
	n := float64(got.Paths)
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-9*max(math.Abs(want), 1) {
			t.Errorf("%s: %v, the paths say %v", what, got, want)
		}
	}
	check := func(name string, c tranche.CallSimulation, calls *tranche.Estimate) {
		x := seen[name]
		slices.Sort(x.amounts)
		if len(x.amounts) < 20 || len(x.amounts) > int(got.Paths)-20 {
			t.Fatalf("%s is called on %d paths: the test says nothing", name, len(x.amounts))
		}
		sum := 0.0
		for _, a := range x.amounts {
			sum += float64(a)
		}
		near(name+" is called", c.Called.Value, float64(len(x.amounts))/n)
		near(name+" pays", c.Amount.Value, sum/n)
		near(name+" pays when called", c.GivenCall.Value, sum/float64(len(x.amounts)))
		if calls != nil {
			near(name+" payments", calls.Value, float64(x.payments)/n)
		}
		if !(c.Called.StdErr > 0 && c.Amount.StdErr > 0 && c.GivenCall.StdErr >= 0) {
			t.Errorf("%s: %+v", name, c)
		}
		all := append(make([]money.Amount, int(got.Paths)-len(x.amounts)), x.amounts...)
		for _, law := range []struct {
			of   *tranche.SimulatedDistribution
			list []money.Amount
		}{{c.Law, all}, {c.LawGivenCall, x.amounts}} {
			for _, level := range []float64{0.1, 0.5, 0.9, 0.95, 0.99} {
				q, err := law.of.Quantile(level)
				if err != nil {
					t.Fatal(err)
				}
				want := float64(law.list[int(math.Ceil(level*float64(len(law.list))-1e-9))-1])
				if q.Value < want-0.5 || q.Value > 1.01*want+0.5 || q.Value > float64(law.list[len(law.list)-1]) {
					t.Errorf("%s, quantile %v: %v, the paths say %v", name, level, q.Value, want)
				}
			}
		}
	}
	for i := range got.Supports {
		x := &got.Supports[i]
		check(x.Name, x.CallSimulation, &x.Calls)
		for _, q := range x.Promisors {
			check(x.Name+"/"+q.Name, q.CallSimulation, nil)
		}
	}
	if len(got.Reserves) != 1 || len(got.Supports) != 2 {
		t.Fatalf("%d reserves, %d supports", len(got.Reserves), len(got.Supports))
	}
	check(got.Reserves[0].Name, got.Reserves[0].CallSimulation, &got.Reserves[0].Calls)
}

// Shards, and counts that were written and read, know the same of calls.
func TestCallsOfShardsMerge(t *testing.T) {
	deal, model := facility(t)
	sim := simulator(t, deal, model, tranche.SimulationSettings{Paths: 512, NoYields: true})
	whole, err := sim.Run(background)
	if err != nil {
		t.Fatal(err)
	}
	var parts []*tranche.Counts
	for _, shard := range sim.Shards(3) {
		c, err := sim.RunShard(background, shard)
		if err != nil {
			t.Fatal(err)
		}
		b, err := c.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		if c, err = sim.ReadCounts(b); err != nil {
			t.Fatal(err)
		}
		parts = append(parts, c)
	}
	merged, err := tranche.Merge(parts...)
	if err != nil {
		t.Fatal(err)
	}
	a, b := whole.Reserves[0], merged.Result().Reserves[0]
	qa, _ := a.Law.Quantile(0.99)
	qb, _ := b.Law.Quantile(0.99)
	if a.Called != b.Called || a.Amount != b.Amount || a.GivenCall != b.GivenCall || a.Calls != b.Calls || qa != qb {
		t.Errorf("%+v %v, merged %+v %v", a, qa, b, qb)
	}
}
