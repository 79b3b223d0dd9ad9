package optimize

import (
	"context"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/credit"
)

// TestReasonsAgreeWithEnumeration: what a reason says of a change of sides is what the changed choice
// has, and its swap is the best of all swaps within the rules.
func TestReasonsAgreeWithEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pool := drawPool(t, 4, 7)
		p := resolved(t, Spec{Schema: Schema, Objective: ObjectiveSpec{Goal: LeastVariance}, Rules: drawRules(t, pool)}, inputsOf(t, pool))
		r := solved(t, p, Settings{})
		reasons, err := Reasons(context.Background(), p, r)
		if err != nil || (reasons == nil) != (r.Taken == nil) {
			t.Fatal(err, reasons, r.Status)
		}
		v, now := variant{p: p}, (*choice)(nil)
		if r.Taken != nil {
			now = p.c.choose(r.Taken)
		}
		for i, q := range reasons {
			x := p.toggled(now, i)
			if broken := v.broken(x); !slices.Equal(broken, q.Breaks) || q.Objective != p.objective.value(x)-r.Objective || q.In != r.Chosen(i) {
				t.Fatalf("%+v; broken %v", q, broken)
			}
			best := math.Inf(1)
			for k := range p.c.n {
				if r.Chosen(k) != r.Chosen(i) {
					if y := p.toggled(now, i, k); len(v.broken(y)) == 0 {
						best = min(best, p.objective.value(y)-r.Objective)
					}
				}
			}
			if !q.Searched || (q.Swap == nil) != math.IsInf(best, 1) || q.Swap != nil && math.Abs(q.Swap.Objective-best) > 1e-9*r.Objective {
				t.Fatalf("swap %+v, best %v", q.Swap, best)
			}
		}
	})
}

// TestPricesAgreeWithEnumeration: the gain of a looser rule is that of enumeration, and never above what
// the certificate allows.
func TestPricesAgreeWithEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pool := drawPool(t, 4, 7)
		p := resolved(t, Spec{Schema: Schema, Objective: ObjectiveSpec{Goal: LeastVariance}, Rules: drawRules(t, pool)}, inputsOf(t, pool))
		r := solved(t, p, Settings{Gap: 1e-7})
		prices, err := Prices(context.Background(), p, r, Settings{Gap: 1e-7})
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range prices {
			at := slices.IndexFunc(p.Rules(), func(x Rule) bool { return x == q.Rule })
			step, _ := stepOf(p.rules[at])
			loose := *p
			loose.rules = slices.Clone(p.rules)
			if !p.rules[at].sense.ceiling() {
				step.Neg(step)
			}
			loose.rules[at].limit = step.Add(step, p.rules[at].limit)
			want := r.Objective - best(&loose)
			if tolerance := 1e-6 * r.Objective; math.Abs(q.Gain-want) > tolerance || q.Gain > q.AtMost+tolerance {
				t.Fatalf("%s → %s: gain %v, at most %v; enumeration gains %v", q.Name, q.Looser.Name, q.Gain, q.AtMost, want)
			}
		}
	})
}

// TestAlternativesAgreeWithEnumeration: every alternative is within the rules, near enough and far enough,
// and the first is the best choice at its distance.
func TestAlternativesAgreeWithEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pool := drawPool(t, 3, 6)
		p := resolved(t, Spec{Schema: Schema, Objective: ObjectiveSpec{Goal: LeastVariance}, Rules: drawRules(t, pool)}, inputsOf(t, pool))
		r := solved(t, p, Settings{Gap: 1e-7})
		const within, apart = 0.3, 2
		list, complete, err := Alternatives(context.Background(), p, r, AlternativeSettings{Count: 3, Within: within, Apart: apart}, Settings{Gap: 1e-7})
		if err != nil {
			t.Fatal(err)
		}
		if r.Taken == nil {
			return
		}
		distance := func(x, y []bool) (n int) {
			for i := range x {
				if x[i] != y[i] {
					n++
				}
			}
			return n
		}
		in := func(x *choice) []bool {
			list := make([]bool, p.c.n)
			for i, a := range x.taken {
				list[i] = a > 0
			}
			return list
		}
		first := in(p.c.choose(r.Taken))
		want := math.Inf(1)
		each(p, func(x *choice) {
			if len(variant{p: p}.broken(x)) == 0 && distance(in(x), first) >= apart {
				want = min(want, p.objective.value(x))
			}
		})
		near := want <= r.Objective*(1+within)
		if near != (len(list) > 0) || !near && !complete || near && math.Abs(list[0].Objective-want) > 1e-6*want {
			t.Fatalf("%+v, complete %v; the best at the distance is %v of %v", list, complete, want, r.Objective)
		}
		seen := [][]bool{first}
		for _, a := range list {
			x := p.c.choose(a.Taken)
			for _, y := range seen {
				if distance(in(x), y) < apart {
					t.Fatalf("%+v is too close", a)
				}
			}
			if broken := (variant{p: p}).broken(x); len(broken) > 0 || a.Objective > r.Objective*(1+within) || a.Changes != distance(in(x), first) {
				t.Fatalf("%+v breaks %v", a, broken)
			}
			seen = append(seen, in(x))
		}
	})
}

// TestResamplingIsSeeded: without doubt every draw chooses the same; with doubt the same seed gives the
// same frequencies.
func TestResamplingIsSeeded(t *testing.T) {
	var list []candidate
	names := []string{"bank", "a", "b", "c", "d", "e", "f"}
	for k, name := range names[1:] {
		list = append(list, candidate{obligor: name, creditor: "bank", balance: "1000000.00", rate: "0.06", months: 6 + 5*k})
	}
	pool := poolOf(t, map[string]partyFacts{"a": {rating: "AA"}, "b": {rating: "A"}, "c": {rating: "AA"}}, names, list)
	in := inputsOf(t, pool)
	one := 0.02
	model, err := credit.Spec{Schema: credit.Schema, RiskUntil: credit.RiskMaturity, PD: credit.PDSpec{Otherwise: &credit.CurveSpec{AnnualPD: &one}},
		LGD: credit.LGDSpec{Otherwise: &credit.LGDTerms{Mean: 0.5, StdDev: 0.2}}, Correlation: credit.CorrelationSpec{Preset: credit.PresetBaselCorporate}}.Resolve(pool)
	if err != nil {
		t.Fatal(err)
	}
	portfolio, err := model.PortfolioSpec(credit.PortfolioSettings{Horizon: in.Horizon, Basis: credit.BasisPrincipal})
	if err != nil {
		t.Fatal(err)
	}
	spec := Spec{Schema: Schema, Objective: ObjectiveSpec{Goal: LeastVariance}, Rules: []RuleSpec{{Kind: RuleContracts, Limits: Limits{AtLeast: decp("3")}}}}
	sure, err := Resample(context.Background(), spec, in, portfolio, Doubt{}, 3, 1, Settings{})
	if err != nil || sure.Solved != 3 || sure.Grade(0) != "core" || sure.Grade(5) != "never" {
		t.Fatalf("%+v, %v", sure, err)
	}
	doubt := Doubt{PD: 0.8, LGD: 0.5, Correlation: 0.3}
	a, err := Resample(context.Background(), spec, in, portfolio, doubt, 20, 7, Settings{})
	b, errB := Resample(context.Background(), spec, in, portfolio, doubt, 20, 7, Settings{})
	if err != nil || errB != nil || !slices.Equal(a.Inclusion, b.Inclusion) || a.Solved != 20 {
		t.Fatalf("%v and %v, %v, %v", a, b, err, errB)
	}
	if slices.Equal(a.Inclusion, sure.Inclusion) {
		t.Error("doubt makes no difference")
	}
}
