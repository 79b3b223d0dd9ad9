package concentration_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/faults"
)

func TestRelationsMergeAffiliates(t *testing.T) {
	claims := []claim{owes("a", 50), owes("b", 20), owes("c", 20), owes("d", 10)}
	tests := []struct {
		situation string
		groups    map[string]string
		relations []concentration.Relation
		want      map[string]int64
	}{
		{"no relation", nil, nil, map[string]int64{"a": 50, "b": 20, "c": 20, "d": 10}},
		{"a stated group", map[string]string{"a": "G", "c": "G"}, nil, map[string]int64{"G": 70, "b": 20, "d": 10}},
		{"two parties without a group", nil, []concentration.Relation{{A: "d", B: "b"}}, map[string]int64{"a": 50, "b+d": 30, "c": 20}},
		{"a chain is one group", nil, []concentration.Relation{{A: "a", B: "b"}, {A: "c", B: "b"}}, map[string]int64{"a+b+c": 90, "d": 10}},
		{"a relation joins two stated groups", map[string]string{"a": "G", "b": "H"}, []concentration.Relation{{A: "b", B: "a"}},
			map[string]int64{"G+H": 70, "c": 20, "d": 10}},
		{"a relation brings one party into a group", map[string]string{"a": "G", "b": "G"}, []concentration.Relation{{A: "d", B: "b"}},
			map[string]int64{"G+d": 80, "c": 20}},
		{"through a parent that owes nothing", map[string]string{"parent": ""},
			[]concentration.Relation{{A: "a", B: "parent"}, {A: "d", B: "parent"}}, map[string]int64{"a+d+parent": 60, "b": 20, "c": 20}},
		{"a group named after the parent's id", map[string]string{"a": "d"}, nil, map[string]int64{"d": 60, "b": 20, "c": 20}},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			p := build(t, claims, tt.groups)
			e := must[*concentration.Exposures](t)(concentration.NewExposuresFrom(p, concentration.Measure{Key: concentration.Group},
				concentration.Inputs{Relations: tt.relations}))
			got := map[string]int64{}
			for _, v := range e.Entries() {
				got[v.Key] = int64(v.Amount) / 100
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("groups (-want +got):\n%s", diff)
			}
			if e.Measure().Relations != len(tt.relations) {
				t.Errorf("the measure counts %d relations", e.Measure().Relations)
			}
		})
	}
}

func TestRelationsAreChecked(t *testing.T) {
	p := build(t, []claim{owes("a", 1), owes("b", 1), owes("a+b", 1)}, nil)
	for _, tt := range []struct {
		situation string
		relations []concentration.Relation
		paths     []string
	}{
		{"unknown parties", []concentration.Relation{{A: "a", B: "b"}, {A: "x", B: "y"}}, []string{"relations[1].a", "relations[1].b"}},
		{"a party with itself", []concentration.Relation{{A: "a", B: "a"}}, []string{"relations[0]"}},
		{"a key that another party has", []concentration.Relation{{A: "a", B: "b"}}, []string{"relations"}},
	} {
		_, err := concentration.NewExposuresFrom(p, concentration.Measure{Key: concentration.Group}, concentration.Inputs{Relations: tt.relations})
		var e *faults.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: %v", tt.situation, err)
			continue
		}
		var paths []string
		for _, f := range e.Faults() {
			paths = append(paths, f.Path)
		}
		if !slices.Equal(paths, tt.paths) {
			t.Errorf("%s: faults at %v, want %v", tt.situation, paths, tt.paths)
		}
	}
}

// The groups are the components of the graph of stated groups and relations, found here by flooding.
func TestGroupsAreConnectedComponents(t *testing.T) {
	names := []string{"a", "b", "c", "d", "e", "f", "g"}
	rapid.Check(t, func(t *rapid.T) {
		groups := map[string]string{}
		var claims []claim
		for i, name := range names {
			groups[name] = rapid.SampledFrom([]string{"", "", "G", "H", "a"}).Draw(t, "group")
			claims = append(claims, owes(name, int64(i+1)))
		}
		if groups["a"] == "a" {
			groups["a"] = ""
		}
		relations := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) concentration.Relation {
			pair := rapid.SliceOfNDistinct(rapid.SampledFrom(names), 2, 2, rapid.ID).Draw(t, "pair")
			return concentration.Relation{A: pair[0], B: pair[1]}
		}), 0, 4).Draw(t, "relations")
		linked := func(x, y string) bool {
			return groups[x] != "" && (groups[x] == groups[y] || groups[x] == y) || groups[y] != "" && groups[y] == x ||
				slices.ContainsFunc(relations, func(r concentration.Relation) bool {
					return r.A == x && r.B == y || r.A == y && r.B == x
				})
		}
		want := map[int64]int{} // amount of a component: how many there are
		seen := map[string]bool{}
		for _, start := range names {
			if seen[start] {
				continue
			}
			flood, sum := []string{start}, int64(0)
			seen[start] = true
			for len(flood) > 0 {
				x := flood[0]
				flood = flood[1:]
				sum += int64(slices.Index(names, x) + 1)
				for _, y := range names {
					if !seen[y] && linked(x, y) {
						seen[y] = true
						flood = append(flood, y)
					}
				}
			}
			want[sum]++
		}
		p := build(t, claims, groups)
		m := concentration.Measure{Key: concentration.Group}
		e := must[*concentration.Exposures](t)(concentration.NewExposuresFrom(p, m, concentration.Inputs{Relations: relations}))
		got := map[int64]int{}
		for _, v := range e.Entries() {
			got[int64(v.Amount)/100]++
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("groups %v relations %v (-want +got):\n%s", groups, relations, diff)
		}
		turned := slices.Clone(relations)
		slices.Reverse(turned)
		for i, r := range turned {
			turned[i] = concentration.Relation{A: r.B, B: r.A}
		}
		again := must[*concentration.Exposures](t)(concentration.NewExposuresFrom(p, m, concentration.Inputs{Relations: turned}))
		if diff := cmp.Diff(e.Entries(), again.Entries()); diff != "" {
			t.Fatalf("the order of the relations matters:\n%s", diff)
		}
	})
}

func ExampleRelation() {
	p := mustPool([]owed{{6_000_00, []string{"a"}}, {3_000_00, []string{"b"}}, {1_000_00, []string{"c"}}})
	e, err := concentration.NewExposuresFrom(p, concentration.Measure{Key: concentration.Group}, concentration.Inputs{
		Relations: []concentration.Relation{{A: "c", B: "a", Why: "common actual controller"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(e.Measure())
	for _, v := range e.Entries() {
		fmt.Printf("%s %s\n", v.Key, v.Amount.FormatGrouped(e.Currency()))
	}
	// Output:
	// group (1 relation stated) on outstanding_principal, equal
	// a+c 7,000.00
	// b 3,000.00
}
