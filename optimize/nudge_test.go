package optimize

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestAnExactBudgetOfShares: shares are rounded to the minor unit, and a budget of one exact amount is
// kept all the same, together with a cap that is tight.
func TestAnExactBudgetOfShares(t *testing.T) {
	in := even(t, 30)
	for _, budget := range []string{"1000000.01", "1777777.77"} {
		spec := Spec{Schema: Schema, Objective: ObjectiveSpec{Goal: LeastVariance}, Shares: &SharesSpec{Lot: dec("0.25")}, Rules: []RuleSpec{
			{Kind: RulePrincipal, Limits: Limits{AtLeast: decp(budget), AtMost: decp(budget)}},
			{Kind: RuleAverageLife, Limits: Limits{AtMost: decp("1.9")}}}}
		p := resolved(t, spec, in)
		r := solved(t, p, Settings{Gap: 1e-3, Nodes: 2000})
		if r.Taken == nil || r.Figures.Principal.Decimal(p.currency()).String() != budget {
			t.Errorf("%s: %s, %s taken", budget, r.Status, r.Figures.Principal)
		}
	}
}

// TestSharesEndWithAChoice: where whole contracts keep the rules, which are shares too, a search for shares
// ends with a choice that is no worse.
func TestSharesEndWithAChoice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pool := drawPool(t, 3, 6)
		spec := Spec{Schema: Schema, Objective: ObjectiveSpec{Goal: rapid.SampledFrom([]Goal{LeastVariance, MostPrincipal, MostIncome}).Draw(t, "goal")}, Rules: drawRules(t, pool),
			Shares: &SharesSpec{Lot: dec(rapid.SampledFrom([]string{"0.1", "0.25", "0.5"}).Draw(t, "lot"))}}
		p := resolved(t, spec, inputsOf(t, pool))
		want := best(p)
		r := solved(t, p, Settings{Gap: 1e-6, Nodes: 5000})
		switch {
		case math.IsNaN(want):
		case r.Taken == nil:
			t.Fatalf("%s without a choice; whole contracts have %v", r.Status, want)
		case r.Status == StatusOptimal && p.Goal().Maximises() && r.Objective < want*(1-1e-5), r.Status == StatusOptimal && !p.Goal().Maximises() && r.Objective > want*(1+1e-5):
			t.Fatalf("%v, whole contracts have %v", r.Objective, want)
		}
	})
}
