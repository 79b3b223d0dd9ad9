package optimize

import (
	"context"
	"testing"

	"github.com/ipabs/ipabs/concentration"
)

// TestALargePoolHasAChoiceAtOnce: with few nodes a search for least variance in a large pool under
// concentration limits ends with a choice within the rules.
func TestALargePoolHasAChoiceAtOnce(t *testing.T) {
	in := even(t, 150)
	group := concentration.Obligor
	p := resolved(t, Spec{Schema: Schema, Objective: ObjectiveSpec{Goal: LeastVariance}, Rules: []RuleSpec{
		{Kind: RulePrincipal, Limits: Limits{AtLeast: decp("8000000"), AtMost: decp("8200000")}},
		{Kind: RuleNetYield, Limits: Limits{AtLeast: decp("0.03")}},
		{Kind: RuleTop, Key: &group, Top: 5, Limits: Limits{AtMost: decp("0.115")}},
		{Kind: RuleHHI, Key: &group, Limits: Limits{AtMost: decp("0.02")}}}}, in)
	r, err := Solve(context.Background(), p, Settings{Nodes: 5})
	if err != nil {
		t.Fatal(err)
	}
	if r.Taken == nil {
		t.Fatalf("%s after %d rounds without a choice", r.Status, r.Rounds)
	}
	if err := Verify(p, r); err != nil {
		t.Error(err)
	}
}
