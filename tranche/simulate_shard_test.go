package tranche_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/tranche"
)

// figures is all that a simulation has found, to the last bit.
func figures(s *tranche.Simulation) string {
	var b strings.Builder
	fmt.Fprint(&b, s.Paths, s.Ranges, s.MeanWeight, s.Futures, s.Outsiders, s.Events, s.Trace)
	fmt.Fprint(&b, s.Pool.Loss, s.Pool.Periods)
	law := func(d *tranche.SimulatedDistribution) {
		x, p := d.Bins()
		q, _ := d.Quantile(0.9)
		fmt.Fprint(&b, x, p, q)
	}
	calls := func(name string, c tranche.CallSimulation) {
		fmt.Fprint(&b, name, c.Called, c.Amount, c.GivenCall)
		law(c.Law)
		law(c.LawGivenCall)
	}
	for _, x := range s.Supports {
		calls(x.Name, x.CallSimulation)
		fmt.Fprint(&b, x.Calls)
		for _, q := range x.Promisors {
			calls(q.Name, q.CallSimulation)
			fmt.Fprint(&b, q.Repaid, q.Owed)
		}
	}
	for _, x := range s.Reserves {
		calls(x.Name, x.CallSimulation)
		fmt.Fprint(&b, x.Calls)
	}
	for _, c := range s.Classes {
		fmt.Fprint(&b, c.ExpectedLoss, c.LossStdDev, c.HitProbability, c.AnyLate, c.AverageLife, c.Yield, c.AssetCoverage, c.Profile, c.Contributions)
		for _, d := range []*tranche.SimulatedDistribution{c.Loss, c.Life, c.YieldDistribution, c.Coverage} {
			if d != nil {
				law(d)
			}
		}
	}
	return b.String()
}

func TestTheNumberOfWorkersChangesNothing(t *testing.T) {
	deal, model := rental(t)
	for _, way := range waysToDraw {
		s := way.SimulationSettings
		s.Paths, s.Seed = 1200, 11
		s.Draws.Prepayment = []tranche.PrepaymentDraw{{AppliesTo: everything, CPR: 0.2}}
		if s.Importance != nil {
			s.Importance = &credit.Importance{Loss: 20_000_000_00, Twist: s.Importance.Twist}
		}
		want := ""
		for _, workers := range []int{1, 2, 5} {
			s.Workers = workers
			got := figures(simulate(t, deal, model, s))
			if want == "" {
				want = got
			}
			if got != want {
				t.Errorf("%s: %d workers find something else", way.name, workers)
			}
		}
	}
}

func TestShardsMergeToTheRun(t *testing.T) {
	deal, model := eventful(t)
	s := tranche.SimulationSettings{Paths: 4000, Sampling: credit.Sampling{Seed: 5}, Draws: tranche.Draws{
		Prepayment: []tranche.PrepaymentDraw{{AppliesTo: everything, CPR: 0.15, Volatility: 0.5, DependsOn: tranche.Dependence{Factor: "global", Weight: 0.4}}},
		Events:     []tranche.EventDraw{{Event: "promisor_downgraded", Agent: "parent", Curve: &credit.CurveSpec{AnnualPD: ptr(0.2)}}, {Event: "servicer_dismissed", Curve: &credit.CurveSpec{AnnualPD: ptr(0.05)}}}}}
	want := figures(simulate(t, deal, model, s))
	sim := simulator(t, deal, model, s)
	var parts []*tranche.Counts
	for _, shard := range sim.Shards(3) {
		c, err := tranche.RunShard(background, deal, model, s, shard)
		if err != nil {
			t.Fatal(err)
		}
		text, err := c.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		read, err := sim.ReadCounts(text) // as another machine would
		if err != nil {
			t.Fatal(err)
		}
		parts = append([]*tranche.Counts{read}, parts...)
	}
	merged, err := tranche.Merge(parts...)
	if err != nil {
		t.Fatal(err)
	}
	if got := figures(merged.Result()); got != want {
		t.Error("the shards find something else than the run")
	}
	// A simulation that goes on is the longer simulation.
	longer := s
	longer.Paths = 6000
	rest, err := tranche.RunShard(background, deal, model, longer, tranche.Shard{From: 4000, To: 6000})
	if err != nil {
		t.Fatal(err)
	}
	all, err := tranche.Merge(merged, rest)
	if err != nil {
		t.Fatal(err)
	}
	if got := figures(all.Result()); got != figures(simulate(t, deal, model, longer)) {
		t.Error("a simulation that goes on finds something else than the longer one")
	}
	drawn := s
	drawn.Draws.Prepayment = nil
	without, err := tranche.RunShard(background, deal, model, drawn, tranche.Shard{From: 4000, To: 4016})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tranche.Merge(parts[0], without); !errors.Is(err, tranche.ErrSimulation) {
		t.Errorf("counts that draw something else: %v", err)
	}
	if !reflect.DeepEqual(merged.Ranges(), []tranche.Shard{{To: 4000}}) || merged.Paths() != 4000 {
		t.Errorf("ranges %v, %d paths", merged.Ranges(), merged.Paths())
	}
	if _, err := tranche.Merge(parts[0], parts[0]); !errors.Is(err, tranche.ErrSimulation) {
		t.Errorf("the same paths twice: %v", err)
	}
	s.Seed++
	other, err := tranche.RunShard(background, deal, model, s, tranche.Shard{From: 4000, To: 4016})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tranche.Merge(parts[0], other); !errors.Is(err, tranche.ErrSimulation) {
		t.Errorf("another seed: %v", err)
	}
	text, _ := other.MarshalBinary()
	if _, err := sim.ReadCounts(text); !errors.Is(err, tranche.ErrSimulation) {
		t.Errorf("counts of another seed: %v", err)
	}
	for _, cut := range []int{0, 10, len(text) / 2, len(text) - 1} {
		if _, err := sim.ReadCounts(text[:cut]); !errors.Is(err, tranche.ErrSimulation) {
			t.Errorf("counts cut at %d: %v", cut, err)
		}
	}
}

func TestATargetEndsTheRun(t *testing.T) {
	deal, model := rental(t)
	s := tranche.SimulationSettings{Paths: 1 << 20, Target: &tranche.Target{Class: "B", StdErr: 0.01}}
	done, total := uint64(0), uint64(0)
	s.Progress = func(d, n uint64) {
		if d < done {
			t.Errorf("progress goes from %d to %d", done, d)
		}
		done, total = d, n
	}
	got := simulate(t, deal, model, s)
	if got.Paths >= 1<<20 || got.Classes[2].ExpectedLossShare.StdErr > 0.01 {
		t.Errorf("%d paths, error %v", got.Paths, got.Classes[2].ExpectedLossShare.StdErr)
	}
	if done != total {
		t.Errorf("the last that progress tells is %d of %d", done, total)
	}
	if last := got.Trace[len(got.Trace)-1]; last.Paths != got.Paths || last.Classes[2].ExpectedLoss != (tranche.Estimate{Value: got.Classes[2].ExpectedLoss.Value, StdErr: got.Classes[2].ExpectedLoss.StdErr}) {
		t.Errorf("the trace ends with %+v", last)
	}
}

func TestCancellingStopsAtOnce(t *testing.T) {
	deal, model := rental(t)
	ctx, cancel := context.WithCancelCause(background)
	cause := errors.New("enough")
	s := tranche.SimulationSettings{Paths: 1 << 40, Progress: func(uint64, uint64) {}}
	go cancel(cause)
	if _, err := tranche.Simulate(ctx, deal, model, s); !errors.Is(err, cause) {
		t.Errorf("%v, want the cause", err)
	}
}

// Contributions of every set add up to the expected loss of the class.
func TestContributionsAddUp(t *testing.T) {
	deal, model := rental(t)
	got := simulate(t, deal, model, tranche.SimulationSettings{Paths: 8000})
	for _, c := range got.Classes {
		for _, set := range []tranche.ContributionSet{tranche.ByObligor, tranche.ByIndustry, tranche.ByCause} {
			sum, whole := 0.0, money.Amount(0)
			for _, x := range c.Contributions[set] {
				sum += x.Amount.Value
				whole += x.Minor
				if x.Minor < 0 || math.Abs(float64(x.Minor)-x.Amount.Value) > 1 {
					t.Errorf("%s by %s: %s has %d for %v", c.Name, set, x.Name, x.Minor, x.Amount.Value)
				}
			}
			if want := c.ExpectedLoss.Value; math.Abs(sum-want) > 1e-9*want || whole != money.Amount(math.RoundToEven(want)) {
				t.Errorf("%s by %s: %v and %d instead of %v", c.Name, set, sum, whole, want)
			}
		}
	}
	causes := map[string]float64{}
	for _, x := range got.Classes[3].Contributions[tranche.ByCause] {
		causes[x.Name] = x.Amount.Value
	}
	if len(causes) != 6 || !(causes["patent 0"] > 0) || !(causes["obligors"] > causes["patent 0"]) {
		t.Errorf("causes %v", causes)
	}
}

func TestFaultsOfSettingsComeTogether(t *testing.T) {
	deal, model := rental(t)
	_, err := tranche.Simulate(background, deal, model, tranche.SimulationSettings{ArrearsDays: -1, Workers: -1, Recovery: tranche.RecoverySettings{LagMonths: -1},
		Worlds: []tranche.World{{Probability: 0.4}}, Target: &tranche.Target{Class: "Z"}})
	if !errors.Is(err, tranche.ErrSimulation) || len(strings.Split(err.Error(), "\n")) != 5 {
		t.Errorf("%v", err)
	}
	if _, err := tranche.Simulate(background, deal, model, tranche.SimulationSettings{Parties: map[string]string{"nobody": "parent"}}); !errors.Is(err, tranche.ErrSimulation) {
		t.Errorf("an outsider that the deal does not have: %v", err)
	}
	if _, err := tranche.Simulate(background, deal, model, tranche.SimulationSettings{Parties: map[string]string{"lessor": "nobody"}}); !errors.Is(err, tranche.ErrSimulation) {
		t.Errorf("an agent that the model does not have: %v", err)
	}
}
