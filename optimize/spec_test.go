package optimize

import (
	"context"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/concentration"
)

// small is a pool of four loans.
func small(t fataler) Inputs {
	return inputsOf(t, poolOf(t, map[string]partyFacts{"a": {province: "44", industry: "C"}, "b": {group: "G"}, "c": {group: "G", rating: "AA"}}, []string{"a", "b", "c", "d", "bank"}, []candidate{
		{obligor: "a", creditor: "bank", balance: "300000.00", rate: "0.06", months: 12, tags: []string{"green"}},
		{obligor: "b", creditor: "bank", balance: "300000.00", rate: "0.05", months: 24, right: "P"},
		{obligor: "c", creditor: "bank", balance: "400000.00", rate: "0.07", months: 36, right: "PT"},
		{obligor: "d", creditor: "bank", balance: "250000.01", rate: "0.04", months: 6, right: "T"}}))
}

// FuzzSpec: whatever a document says, it is refused with faults or solved to a result that verifies.
func FuzzSpec(f *testing.F) {
	sample, err := os.ReadFile("../testdata/sample.selection.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(sample))
	f.Add(`{"schema":"ipabs.selection/1","objective":{"goal":"variance"},"rules":[{"kind":"share","key":"region","bucket":"44","at_most":1e999999999}]}`)
	f.Add(`{"schema":"ipabs.selection/1","objective":{"goal":"variance_less_income","tradeoff":5},"shares":{"lot":0.2},"rules":[{"kind":"hhi","key":"group","at_most":0.5},{"kind":"top","key":"industry","top":1,"at_most":0.9}]}`)
	f.Add(`{"schema":"ipabs.selection/1","objective":{"goal":"profile_deviation","profile":[{"date":"2025-01-01","amount":300000}]},"rules":[{"kind":"bundle","contracts":["c01","c02"]},{"kind":"pack","pack":"lease-2018","consequences":["admission"]}]}`)
	f.Add(`{"schema":"ipabs.selection/1","objective":{"goal":"principal"},"facts":{"x":"yes"},"rules":[{"kind":"rating_factor","factors":{"AA":1},"otherwise":2,"at_most":1.5},{"kind":"count","key":"group","at_most":2},{"kind":"term","at_least":3,"at_most":30}]}`)
	in := small(f)
	f.Fuzz(func(t *testing.T, text string) {
		spec, err := ReadSpec(strings.NewReader(text))
		if err != nil {
			return
		}
		p, err := spec.Resolve(in)
		if err != nil {
			return
		}
		r, err := Solve(context.Background(), p, Settings{Nodes: 50})
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if err := Verify(p, r); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
	})
}

// TestPacksByName: every pack that is built in is either taken in or refused with faults, and what is
// chosen under it passes it.
func TestPacksByName(t *testing.T) {
	in := small(t)
	for _, name := range concentration.RulePacks() {
		facts := concentration.Facts{}
		pack, err := concentration.RulePack(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range pack.Spec().Facts {
			facts[f.Name] = concentration.Yes
		}
		spec := Spec{Schema: Schema, Objective: ObjectiveSpec{Goal: MostPrincipal}, Facts: facts, Rules: []RuleSpec{{Kind: RulePack, Pack: name, Consequences: []concentration.Consequence{
			concentration.Admission, concentration.Disclosure, concentration.Review, concentration.Label, concentration.Capital}}}}
		p, err := spec.Resolve(in)
		if err != nil {
			t.Logf("%s: %v", name, err)
			continue
		}
		r := solved(t, p, Settings{})
		if r.Status != StatusOptimal && r.Status != StatusInfeasible {
			t.Errorf("%s: %s", name, r.Status)
		}
	}
}

// TestSameBitsForAnyGOMAXPROCS: choice, bound and nodes do not depend on how many threads there are.
func TestSameBitsForAnyGOMAXPROCS(t *testing.T) {
	in := small(t)
	p := resolved(t, Spec{Schema: Schema, Objective: ObjectiveSpec{Goal: LeastVariance}, Rules: []RuleSpec{
		{Kind: RulePrincipal, Limits: Limits{AtLeast: decp("600000")}}, {Kind: RuleHHI, Key: keyp(concentration.Group), Limits: Limits{AtMost: decp("0.6")}}}}, in)
	var first *Result
	for _, n := range []int{1, 2, 7} {
		before := runtime.GOMAXPROCS(n)
		r := solved(t, p, Settings{Workers: n})
		runtime.GOMAXPROCS(before)
		if first == nil {
			first = r
		}
		if !slices.Equal(r.Taken, first.Taken) || r.Bound != first.Bound || r.Objective != first.Objective || r.Nodes != first.Nodes {
			t.Errorf("GOMAXPROCS %d: %+v, first %+v", n, r, first)
		}
	}
}
