package concentration_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/concentration"
)

func TestDecomposeGroupsByHand(t *testing.T) {
	// Groups of 6 + 2 and of 2: S = .8, .2; H inside .625 and 1.
	d := concentration.DecomposeGroups([][]float64{{6, 2}, {2}})
	near(t, "HHI", d.HHI.Total, .44)
	near(t, "HHI between", d.HHI.Between, .64/2+.04) // Σ S²/n
	near(t, "HHI within", d.HHI.Within, .64*(.625-.5))
	near(t, "HHI of the groups", d.GroupHHI, .68)
	near(t, "Theil T between", d.TheilT.Between, .8*math.Log(.8*3/2)+.2*math.Log(.2*3))
	near(t, "Theil T within", d.TheilT.Within, .8*(.75*math.Log(1.5)+.25*math.Log(.5)))
	near(t, "Theil L between", d.TheilL.Between, 2./3*math.Log((2./3)/.8)+1./3*math.Log((1./3)/.2))
	near(t, "Theil L within", d.TheilL.Within, 2./3*-(math.Log(1.5)+math.Log(.5))/2)
	near(t, "share of the first", d.Parts[0].Share, .8)
	near(t, "HHI inside the first", d.Parts[0].HHI, .625)
}

// Between and within sum to the index, the groups' parts to within, and H is Σ S² H_g.
func TestDecompositionAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := rapid.OneOf(rapid.Float64Range(1, 100), rapid.Float64Range(1e-3, 1e9))
		groups := rapid.SliceOfN(rapid.SliceOfN(amount, 1, 6), 1, 5).Draw(t, "groups")
		d := concentration.DecomposeGroups(groups)
		for _, a := range []struct {
			name string
			concentration.Additive
			scale float64
		}{{"HHI", d.HHI, 1}, {"Theil T", d.TheilT, 1}, {"Theil L", d.TheilL, 1}} {
			if math.Abs(a.Total-a.Between-a.Within) > 1e-13*max(1, a.Total) {
				t.Fatalf("%s: %v ≠ %v + %v", a.name, a.Total, a.Between, a.Within)
			}
			if a.Between < 0 || a.Within < 0 {
				t.Fatalf("%s: a negative part in %+v", a.name, a)
			}
		}
		var h, wh, wt, wl, share float64
		for _, p := range d.Parts {
			h += p.Share * p.Share * p.HHI
			wh, wt, wl, share = wh+p.WithinHHI, wt+p.WithinTheilT, wl+p.WithinTheilL, share+p.Share
		}
		if math.Abs(h-d.HHI.Total) > 1e-13 || math.Abs(wh-d.HHI.Within) > 1e-13 || math.Abs(wt-d.TheilT.Within) > 1e-12 ||
			math.Abs(wl-d.TheilL.Within) > 1e-12 || math.Abs(share-1) > 1e-13 {
			t.Fatalf("parts of %v do not add up: %+v", groups, d)
		}
	})
}

func TestDecompositionDoesNotDependOnOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	groups := make([][]float64, 8)
	for i := range groups {
		for range 1 + rng.IntN(9) {
			groups[i] = append(groups[i], math.Exp(6*rng.Float64()))
		}
	}
	want := concentration.DecomposeGroups(groups)
	for range 50 {
		rng.Shuffle(len(groups), func(i, j int) { groups[i], groups[j] = groups[j], groups[i] })
		for _, g := range groups {
			rng.Shuffle(len(g), func(i, j int) { g[i], g[j] = g[j], g[i] })
		}
		got := concentration.DecomposeGroups(groups)
		if got.HHI != want.HHI || got.TheilT != want.TheilT || got.TheilL != want.TheilL || got.GroupHHI != want.GroupHHI {
			t.Fatalf("shuffled: %+v, before %+v", got, want)
		}
	}
}

func TestDecompositionOfSpecialGroups(t *testing.T) {
	d := concentration.DecomposeGroups([][]float64{{1, 1}, {1, 1, 1}, {}})
	if d.HHI.Within != 0 || d.TheilT.Within != 0 || d.TheilT.Between != 0 || d.TheilL.Total != 0 {
		t.Errorf("all equal: %+v", d)
	}
	d = concentration.DecomposeGroups([][]float64{{3, 1}, {0, 0}})
	near(t, "HHI beside a group that holds nothing", d.HHI.Between+d.HHI.Within, .625)
	near(t, "Theil T beside a group that holds nothing", d.TheilT.Between+d.TheilT.Within, d.TheilT.Total)
	if !math.IsInf(d.TheilL.Total, 1) || !math.IsInf(d.TheilL.Between, 1) {
		t.Errorf("Theil L with members that hold nothing: %+v", d.TheilL)
	}
	for situation, groups := range map[string][][]float64{"nothing": nil, "a negative amount": {{1}, {-1}}, "zeros": {{0}, {0}}} {
		if d := concentration.DecomposeGroups(groups); !math.IsNaN(d.HHI.Total) || !math.IsNaN(d.TheilT.Between) || !math.IsNaN(d.TheilL.Within) {
			t.Errorf("%s: %+v, want NaN", situation, d)
		}
	}
}

func TestDecomposeAPool(t *testing.T) {
	p := cm13(t)
	d, err := concentration.Decompose(p, concentration.Measure{}, concentration.Group, concentration.Inputs{})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "HHI by obligor", d.HHI.Total, .1076)
	near(t, "HHI by group", d.GroupHHI, .192)
	near(t, "between and within", d.HHI.Between+d.HHI.Within, .1076)
	if d.Parts[0].Key != "A" || d.Parts[0].Members != 3 || d.Members.Key != concentration.Obligor || d.Groups != concentration.Group {
		t.Errorf("decomposition %+v", d)
	}
}

func TestAMemberOfTwoGroupsIsRefused(t *testing.T) {
	p := build(t, []claim{{fen: 1, obligors: []string{"a"}, months: 3}, {fen: 1, obligors: []string{"a"}, months: 9}, owes("b", 1)}, nil)
	_, err := concentration.Decompose(p, concentration.Measure{}, concentration.MaturityBand, concentration.Inputs{})
	var nested *concentration.NotNestedError
	if !errors.As(err, &nested) {
		t.Fatalf("error %v", err)
	}
	want := &concentration.NotNestedError{Member: "a", Groups: []string{"over 6 to 12 months", "up to 6 months"}}
	if diff := cmp.Diff(want, nested); diff != "" {
		t.Errorf("error (-want +got):\n%s", diff)
	}
}

func ExampleDecompose() {
	p := mustPool([]owed{{40_00, []string{"a"}}, {40_00, []string{"b"}}, {20_00, []string{"c"}}})
	d, err := concentration.Decompose(p, concentration.Measure{Key: concentration.Obligor}, concentration.Group, concentration.Inputs{
		Relations: []concentration.Relation{{A: "a", B: "b"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("HHI %.2f = %.2f between groups + %.2f within; of the groups themselves %.2f\n", d.HHI.Total, d.HHI.Between, d.HHI.Within, d.GroupHHI)
	// Output: HHI 0.36 = 0.36 between groups + 0.00 within; of the groups themselves 0.68
}
