package tranche_test

import (
	"errors"
	"testing"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/tranche"
)

// prepaying is a scenario in which contracts prepay at a yearly rate.
func prepaying(t testing.TB, m *credit.Model, cpr string) *cashflow.Scenario {
	t.Helper()
	spec := cashflow.ScenarioSpec{Schema: cashflow.ScenarioSchema, Assumptions: []cashflow.AssumptionSpec{
		{AppliesTo: cashflow.ScopeSpec{All: true}, Prepayment: &cashflow.PrepaymentSpec{CPR: &cashflow.VectorSpec{Constant: yuanPtr(cpr)}}}}}
	s, err := spec.Resolve(m.Pool(), cashflow.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Several worlds give the mixture of the worlds, whatever their link to the economy; and a link makes bad worlds come
// with many defaults.
func TestWorldsMixByTheirProbabilities(t *testing.T) {
	deal, model := rental(t)
	fast, slow := prepaying(t, model, "0.4"), prepaying(t, model, "0")
	alone := func(s *cashflow.Scenario) *tranche.Simulation {
		return simulate(t, deal, model, tranche.SimulationSettings{Paths: 1 << 13, NoYields: true, Worlds: []tranche.World{{Probability: 1, Scenario: s}}})
	}
	a, b := alone(slow), alone(fast)
	mixed := tranche.SimulationSettings{Paths: 1 << 14, Sampling: credit.Sampling{Seed: 77}, NoYields: true,
		Worlds: []tranche.World{{Name: "slow", Probability: 0.25, Scenario: slow}, {Name: "fast", Probability: 0.75, Scenario: fast}}}
	independent := simulate(t, deal, model, mixed)
	mixed.WorldLink = credit.Loading{Factor: 0, Weight: 0.9}
	linked := simulate(t, deal, model, mixed)
	for k, x := range independent.Pool.Periods {
		want := 0.25*a.Pool.Periods[k].Closing.Value + 0.75*b.Pool.Periods[k].Closing.Value
		slack := 4*a.Pool.Periods[k].Closing.StdErr + 4*b.Pool.Periods[k].Closing.StdErr
		within(t, "balance of the pool", x.Closing, want, slack)
	}
	if !(linked.Pool.Loss.Value > independent.Pool.Loss.Value+2*(linked.Pool.Loss.StdErr+independent.Pool.Loss.StdErr)) {
		t.Errorf("the pool loses %+v with slow prepayment in bad times, %+v without a link", linked.Pool.Loss, independent.Pool.Loss)
	}
}

func TestWorldsWithDefaultsAreRefused(t *testing.T) {
	deal, model := rental(t)
	spec := cashflow.ScenarioSpec{Schema: cashflow.ScenarioSchema, Assumptions: []cashflow.AssumptionSpec{
		{AppliesTo: cashflow.ScopeSpec{All: true}, Default: &cashflow.DefaultSpec{CDR: &cashflow.VectorSpec{Constant: yuanPtr("0.02")}}}}}
	s, err := spec.Resolve(model.Pool(), cashflow.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tranche.Simulate(background, deal, model, tranche.SimulationSettings{Worlds: []tranche.World{{Name: "falling", Probability: 1, Scenario: s}}}); !errors.Is(err, tranche.ErrSimulation) {
		t.Errorf("%v", err)
	}
}
