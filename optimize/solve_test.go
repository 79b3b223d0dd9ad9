package optimize

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/concentration"
)

// solved solves and verifies: no test uses a result that has not been verified.
func solved(t fataler, p *Problem, s Settings) *Result {
	t.Helper()
	r, err := Solve(context.Background(), p, s)
	if err != nil {
		t.Fatal(err)
	}
	if err := Verify(p, r); err != nil {
		t.Fatalf("%s: %v", r.Status, err)
	}
	return r
}

func resolved(t fataler, s Spec, in Inputs) *Problem {
	t.Helper()
	p, err := s.Resolve(in)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// drawGoal gives a random objective, with scenarios where it needs them.
func drawGoal(t *rapid.T, in *Inputs) ObjectiveSpec {
	goal := rapid.SampledFrom([]Goal{LeastVariance, LeastVariance, VarianceLessIncome, LeastShortfall, LeastExpectedLoss, LeastDeviation, MostIncome, MostPrincipal}).Draw(t, "goal")
	o := ObjectiveSpec{Goal: goal}
	switch goal {
	case VarianceLessIncome:
		d := decimal.NewFromInt(int64(rapid.IntRange(0, 400_000).Draw(t, "tradeoff")))
		o.Tradeoff = &d
	case LeastShortfall:
		o.Level = decp("0.6")
		for range 6 {
			row := make([]float64, in.Pool.Len())
			for i := range row {
				if rapid.IntRange(0, 2).Draw(t, "default") == 0 {
					row[i] = float64(in.Pool.Contract(i).Principal) / 100 * 0.5
				}
			}
			in.Scenarios = append(in.Scenarios, row)
		}
	case LeastDeviation:
		for _, m := range []int{6, 18} {
			amount := decimal.New(int64(in.Pool.Principal()), -2).Mul(decimal.New(int64(rapid.IntRange(10, 60).Draw(t, "wanted")), -2)).Round(2)
			o.Profile = append(o.Profile, ProfilePoint{asOf.AddMonths(m), amount})
		}
	}
	return o
}

// TestEnumerationAgrees: over random pools, goals and rules of every kind, the choice is as good as the
// best of all choices, or there is none.
func TestEnumerationAgrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pool := drawPool(t, 4, 8)
		in := inputsOf(t, pool)
		spec := Spec{Schema: Schema, Rules: drawRules(t, pool), Allocation: rapid.SampledFrom([]concentration.Allocation{
			concentration.Equal, concentration.FirstNamed, concentration.JointAndSeveral}).Draw(t, "allocation")}
		spec.Objective = drawGoal(t, &in)
		p := resolved(t, spec, in)
		r := solved(t, p, Settings{Gap: 1e-7, Nodes: 20000})
		want := best(p)
		switch {
		case math.IsNaN(want):
			if r.Status != StatusInfeasible {
				t.Fatalf("status %s, and no choice keeps the rules", r.Status)
			}
		case r.Status != StatusOptimal:
			t.Fatalf("status %s after %d rounds, the best choice has %v", r.Status, r.Rounds, want)
		case math.Abs(r.Objective-want) > 1e-6*math.Abs(want)+1e-9:
			t.Fatalf("objective %v (bound %v), the best choice has %v", r.Objective, r.Bound, want)
		}
	})
}

// TestExplanationsAgreeWithEnumeration: a conflict that is reported is one, it is minimal where it says so,
// and relaxed limits are kept by the choice that comes with them.
func TestExplanationsAgreeWithEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pool := drawPool(t, 3, 6)
		p := resolved(t, Spec{Schema: Schema, Objective: ObjectiveSpec{Goal: MostPrincipal}, Rules: drawRules(t, pool)}, inputsOf(t, pool))
		c, err := Explain(context.Background(), p, Settings{})
		if err != nil {
			t.Fatal(err)
		}
		if none := math.IsNaN(best(p)); none != (c != nil) {
			t.Fatalf("no choice: %v, conflict %+v", none, c)
		}
		if c == nil {
			return
		}
		if !c.Minimal {
			t.Fatalf("not proven minimal: %+v", c)
		}
		at := map[string]int{}
		for i, r := range p.Rules() {
			at[r.Name+r.Path] = i
		}
		v := variant{p: p, off: make([]bool, len(p.rules))}
		for i := range v.off {
			v.off[i] = true
		}
		for _, r := range c.Rules {
			v.off[at[r.Name+r.Path]] = false
		}
		count := func() (n int) {
			each(p, func(x *choice) {
				if len(v.broken(x)) == 0 {
					n++
				}
			})
			return n
		}
		if n := count(); n > 0 {
			t.Fatalf("%d choices keep all of %+v", n, c.Rules)
		}
		for _, r := range c.Rules {
			v.off[at[r.Name+r.Path]] = true
			if count() == 0 {
				t.Fatalf("without %s the others still conflict: %+v", r.Name, c.Rules)
			}
			v.off[at[r.Name+r.Path]] = false
		}
		for _, x := range c.Relaxations {
			broken := variant{p: p.closed(x.rule), limits: map[int]*big.Rat{x.rule: x.limit}}.broken(p.c.choose(x.Taken))
			if len(broken) > 0 {
				t.Fatalf("%s → %s: the choice breaks %v", x.Rule.Name, x.Relaxed.Name, broken)
			}
		}
		if len(c.Relaxations) == 0 && len(c.Steps) < 2 && len(p.rules) > 2 {
			for _, r := range c.Rules { // a bundle or a fact may leave nothing to move
				if r.Kind != RuleBundle && r.Kind != RulePack && r.Kind != RuleTerm && r.Kind != RuleForceIn && r.Kind != RuleForceOut {
					t.Logf("no relaxation for %+v", c.Rules)
				}
			}
		}
	})
}

// TestSharesAreBetween: with shares allowed the optimum is no worse than with whole contracts, and
// lots are kept.
func TestSharesAreBetween(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pool := drawPool(t, 4, 7)
		in := inputsOf(t, pool)
		spec := Spec{Schema: Schema, Objective: ObjectiveSpec{Goal: LeastVariance}, Rules: drawRules(t, pool)}
		whole := solved(t, resolved(t, spec, in), Settings{Gap: 1e-6})
		spec.Shares = &SharesSpec{Lot: dec("0.3")}
		p := resolved(t, spec, in)
		r := solved(t, p, Settings{Gap: 1e-5})
		// Rows tightened against rounding may keep a search from the optimum; then it must say so.
		if whole.Status == StatusOptimal {
			if r.Status == StatusInfeasible || r.Status == StatusOptimal && r.Objective > whole.Objective*(1+2e-5) || r.Bound > whole.Objective*(1+1e-9) {
				t.Fatalf("%s with %v, bound %v; whole contracts reach %v", r.Status, r.Objective, r.Bound, whole.Objective)
			}
		}
	})
}

// TestVerifyRefusesWhatWasChanged: every part of a result that is changed is noticed.
func TestVerifyRefusesWhatWasChanged(t *testing.T) {
	pool := poolOf(t, nil, []string{"a", "b", "c", "bank"}, []candidate{
		{obligor: "a", creditor: "bank", balance: "300000.00", rate: "0.06", months: 12}, {obligor: "b", creditor: "bank", balance: "300000.00", rate: "0.05", months: 24},
		{obligor: "c", creditor: "bank", balance: "400000.00", rate: "0.07", months: 36}})
	p := resolved(t, Spec{Schema: Schema, Objective: ObjectiveSpec{Goal: LeastVariance}, Rules: []RuleSpec{
		{Kind: RulePrincipal, Limits: Limits{AtLeast: decp("600000")}},
		{Kind: RuleShare, Key: keyp(concentration.Obligor), Limits: Limits{AtMost: decp("0.5")}}}}, inputsOf(t, pool))
	r := solved(t, p, Settings{})
	for name, change := range map[string]func(r *Result){
		"choice":    func(r *Result) { r.Taken = p.wholeOf([]bool{true, false, true}) },
		"part":      func(r *Result) { r.Taken = append(r.Taken[:0:0], 1, 0, 0) },
		"objective": func(r *Result) { r.Objective *= 0.99 },
		"bound":     func(r *Result) { r.Bound *= 1.01 },
		"gap":       func(r *Result) { r.Gap += 0.1 },
		"problem":   func(r *Result) { r.Problem = "another" },
		"proof":     func(r *Result) { c := *r.certificate; c.proof.Leaves = nil; r.certificate = &c },
		"claim":     func(r *Result) { c := *r.certificate; c.bound *= 1.01; r.certificate = &c },
		"cut": func(r *Result) {
			c := *r.certificate
			c.memory = c.memory.clone()
			c.memory.excluded = append(c.memory.excluded, exclusion{in: []bool{true, true, false}})
			r.certificate = &c
		},
	} {
		changed := *r
		change(&changed)
		if err := Verify(p, &changed); !errors.Is(err, ErrNotVerified) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestALimitIsDecidedInFen: a share of exactly the limit is within at_most and outside below; one fen more
// is outside both.
func TestALimitIsDecidedInFen(t *testing.T) {
	for _, c := range []struct {
		first, second string
		limits        Limits
		fits          bool
	}{
		{"500000.00", "500000.00", Limits{AtMost: decp("0.5")}, true},
		{"500000.00", "500000.00", Limits{Below: decp("0.5")}, false},
		{"500000.01", "500000.00", Limits{AtMost: decp("0.5")}, false},
		{"500000.00", "499999.99", Limits{AtMost: decp("0.5")}, false},
		{"50000000000.01", "50000000000.00", Limits{AtMost: decp("0.5")}, false},
		{"50000000000.01", "50000000000.00", Limits{AtMost: decp("0.50000000001")}, true},
	} {
		pool := poolOf(t, nil, []string{"a", "b", "bank"}, []candidate{
			{obligor: "a", creditor: "bank", balance: c.first, rate: "0.06", months: 12}, {obligor: "b", creditor: "bank", balance: c.second, rate: "0.06", months: 12}})
		p := resolved(t, Spec{Schema: Schema, Objective: ObjectiveSpec{Goal: MostPrincipal}, Rules: []RuleSpec{
			{Kind: RuleContracts, Limits: Limits{AtLeast: decp("2")}},
			{Kind: RuleShare, Key: keyp(concentration.Obligor), Limits: c.limits}}}, inputsOf(t, pool))
		r := solved(t, p, Settings{})
		if got := r.Status == StatusOptimal; got != c.fits || !got && r.Status != StatusInfeasible {
			t.Errorf("%s and %s: %s, fits %v", c.first, c.second, r.Status, c.fits)
		}
	}
}

// TestAllAlikeIsInfeasible: a planted conflict is found, minimal, and named in the words of the document.
func TestPlantedConflict(t *testing.T) {
	var list []candidate
	parties := map[string]partyFacts{}
	names := []string{"bank"}
	for k := range 8 {
		name := fmt.Sprintf("o%d", k)
		province := "44"
		if k >= 6 {
			province = "33"
		}
		parties[name] = partyFacts{province: province}
		names = append(names, name)
		list = append(list, candidate{obligor: name, creditor: "bank", balance: "1000000.00", rate: "0.06", months: 12})
	}
	pool := poolOf(t, parties, names, list)
	p := resolved(t, Spec{Schema: Schema, Objective: ObjectiveSpec{Goal: LeastVariance}, Rules: []RuleSpec{
		{Name: "规模", Kind: RulePrincipal, Limits: Limits{AtLeast: decp("4000000"), AtMost: decp("5000000")}},
		{Kind: RuleShare, Key: keyp(concentration.Region), Bucket: "44", Limits: Limits{AtMost: decp("0.24")}},
		{Kind: RuleContracts, Limits: Limits{AtLeast: decp("1")}}}}, inputsOf(t, pool))
	if r := solved(t, p, Settings{}); r.Status != StatusInfeasible {
		t.Fatalf("status %s", r.Status)
	}
	c, err := Explain(context.Background(), p, Settings{})
	if err != nil {
		t.Fatal(err)
	}
	if c == nil || !c.Minimal || len(c.Rules) != 2 || c.Rules[0].Name != "规模 ≥ CNY 4,000,000.00" || c.Rules[1].Name != "region 44 ≤ 24%" {
		t.Fatalf("%+v", c)
	}
	var words []string
	for _, r := range c.Relaxations {
		words = append(words, r.Rule.Name+" → "+r.Relaxed.Limit)
	}
	if got := fmt.Sprint(words); got != "[规模 ≥ CNY 4,000,000.00 → CNY 2,000,000.00 region 44 ≤ 24% → 50%]" {
		t.Error(got)
	}
}

// TestTermsThatCancelAreNoRow: what a contract has in a bucket less its share of the pool may leave nothing
// but rounding, which must forbid nothing.
func TestTermsThatCancelAreNoRow(t *testing.T) {
	p := resolved(t, Spec{Schema: Schema, Objective: ObjectiveSpec{Goal: MostPrincipal}, Rules: []RuleSpec{{Kind: RuleContracts, Limits: Limits{AtMost: decp("5")}}}}, even(t, 5))
	m := newModel(p.c, newMemory(), 0)
	l := linear{}
	l.add(3, 1.0059760755781657)
	l.add(3, -1.0059760755781655)
	m.atMost(l, 0)
	if row := m.p.Rows[0]; row.Coef[0].Val != 0 || row.Hi < 1e-13 {
		t.Errorf("%+v", row)
	}
}
