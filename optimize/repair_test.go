package optimize

import (
	"context"
	"fmt"
	"testing"

	"github.com/ipabs/ipabs/concentration"
)

// even is a pool of many loans of different sizes to as many obligors.
func even(t fataler, n int) Inputs {
	parties, names, list := map[string]partyFacts{}, []string{"bank"}, []candidate{}
	for i := range n {
		name := fmt.Sprintf("o%03d", i)
		names = append(names, name)
		list = append(list, candidate{obligor: name, creditor: "bank", balance: fmt.Sprintf("%d.00", 100_000+(i*7919)%97*1000), rate: fmt.Sprintf("0.%04d", 300+(i*31)%500), months: 12 + i%24})
	}
	return inputsOf(t, poolOf(t, parties, names, list))
}

// TestALimitBetweenRoundsStillGivesAChoice: the cuts of concentration rules come one after the other, and
// a limit on nodes that ends the search between two of them leaves a choice that breaks a rule by little.
// It is mended, and the bound holds.
func TestALimitBetweenRoundsStillGivesAChoice(t *testing.T) {
	in := even(t, 60)
	group := concentration.Obligor
	for _, spec := range []Spec{
		{Rules: []RuleSpec{{Kind: RuleHHI, Key: &group, Limits: Limits{AtMost: decp("0.0205")}}, {Kind: RulePrincipal, Limits: Limits{AtMost: decp("8000000")}}}},
		{Rules: []RuleSpec{{Kind: RuleTop, Key: &group, Top: 5, Limits: Limits{AtMost: decp("0.117")}}, {Kind: RulePrincipal, Limits: Limits{AtMost: decp("8000000")}}}},
	} {
		spec.Schema, spec.Objective = Schema, ObjectiveSpec{Goal: MostIncome}
		p := resolved(t, spec, in)
		r, err := Solve(context.Background(), p, Settings{Nodes: 1})
		if err != nil {
			t.Fatal(err)
		}
		if r.Taken == nil {
			t.Errorf("%s: %s after %d rounds without a choice", p.rules[0].name, r.Status, r.Rounds)
			continue
		}
		if err := Verify(p, r); err != nil {
			t.Error(err)
		}
		t.Logf("%s: %v, gap %.2g, %d rounds", p.rules[0].name, r.Status, r.Gap, r.Rounds)
	}
}

// TestScenariosOfTheLibrary: without scenarios of the caller's, an expected shortfall is over scenarios
// drawn from the credit portfolio, the same ones for the same seed.
func TestScenariosOfTheLibrary(t *testing.T) {
	in := even(t, 12)
	spec := Spec{Schema: Schema, Objective: ObjectiveSpec{Goal: LeastShortfall, Level: decp("0.9"), Scenarios: 200, Seed: 3},
		Rules: []RuleSpec{{Kind: RulePrincipal, Limits: Limits{AtLeast: decp("800000")}}}}
	without := in
	without.Portfolio = nil
	if _, err := spec.Resolve(without); err == nil {
		t.Error("neither scenarios nor a portfolio, and no fault")
	}
	p := resolved(t, spec, in)
	r := solved(t, p, Settings{Gap: 1e-7})
	if want := best(p); r.Status != StatusOptimal || r.Objective > want*(1+1e-6) || r.Objective < want*(1-1e-6) {
		t.Errorf("%s %v, the best choice has %v", r.Status, r.Objective, want)
	}
	if again := resolved(t, spec, in); again.Fingerprint() != p.Fingerprint() {
		t.Error("the same document and seed give another problem")
	}
	spec.Objective.Seed = 4
	if other := resolved(t, spec, in); other.Fingerprint() == p.Fingerprint() {
		t.Error("another seed gives the same problem")
	}
}
