package concentration_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/ipabs/ipabs/concentration"
)

func TestEllisonGlaeser(t *testing.T) {
	reference := []concentration.Placed{{"11", 50}, {"33", 30}, {"44", 20}}
	cases := []struct {
		situation string
		a         concentration.Agglomeration
		want      float64
	}{
		{
			// s = (1, 0, 0), x = (.5, .3, .2): G = .25 + .09 + .04 = .38,
			// X = 1 − .38 = .62, H = .5: (.38 − .31)/(.62 × .5) = 7/31.
			"two equal members in the largest place",
			concentration.Agglomeration{Members: []concentration.Placed{{"11", 5}, {"11", 5}}, Reference: reference},
			7.0 / 31,
		},
		{
			// s = x: G = 0, H = .38: −X·H/(X(1−H)) = −.38/.62.
			"one member in each place, sized like the reference",
			concentration.Agglomeration{Members: []concentration.Placed{{"44", 2}, {"11", 5}, {"33", 3}}, Reference: reference},
			-19.0 / 31,
		},
		{
			// s = (0, .5, 0, .5) on (11, 33, 44, 51): G = .25 + .04 + .04 + .25 = .58,
			// H = .5: (.58 − .31)/.31 = 27/31.
			"half of it at a place the reference does not have",
			concentration.Agglomeration{Members: []concentration.Placed{{"33", 1}, {"51", 1}}, Reference: reference},
			27.0 / 31,
		},
		{
			"entries of the reference at one place are added up",
			concentration.Agglomeration{
				Members:   []concentration.Placed{{"11", 5}, {"11", 5}},
				Reference: []concentration.Placed{{"44", 5}, {"11", 20}, {"33", 30}, {"44", 15}, {"11", 30}},
			},
			7.0 / 31,
		},
	}
	for _, c := range cases {
		if got := concentration.EllisonGlaeser(c.a); !relClose(got, c.want, 1e-15) {
			t.Errorf("%s: got %.17g, want %.17g", c.situation, got, c.want)
		}
	}
	for situation, a := range map[string]concentration.Agglomeration{
		"one member":          {Members: []concentration.Placed{{"11", 5}}, Reference: reference},
		"one reference place": {Members: []concentration.Placed{{"11", 5}, {"33", 5}}, Reference: reference[:1]},
		"no members":          {Reference: reference},
		"no reference":        {Members: []concentration.Placed{{"11", 5}, {"33", 5}}},
		"negative amount":     {Members: []concentration.Placed{{"11", 5}, {"33", -5}}, Reference: reference},
	} {
		if got := concentration.EllisonGlaeser(a); !math.IsNaN(got) {
			t.Errorf("%s: got %v, want NaN", situation, got)
		}
	}
}

// TestEllisonGlaeserIsZeroOnAverage: when members are thrown on places with
// the reference shares as probabilities, the expectation of γ is 0. All
// placements of three members on three places are weighed by probability.
func TestEllisonGlaeserIsZeroOnAverage(t *testing.T) {
	reference := []concentration.Placed{{"11", 50}, {"33", 30}, {"44", 20}}
	sizes := []float64{6, 3, 1}
	expectation := 0.0
	for a := range reference {
		for b := range reference {
			for c := range reference {
				p := reference[a].Amount * reference[b].Amount * reference[c].Amount / 1e6
				expectation += p * concentration.EllisonGlaeser(concentration.Agglomeration{
					Members: []concentration.Placed{
						{reference[a].Place, sizes[0]}, {reference[b].Place, sizes[1]}, {reference[c].Place, sizes[2]},
					},
					Reference: reference,
				})
			}
		}
	}
	if math.Abs(expectation) > 1e-15 {
		t.Errorf("expectation %g, want 0", expectation)
	}
}

func TestEllisonGlaeserDoesNotDependOnOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	places := []string{"11", "12", "31", "33", "44"}
	var a concentration.Agglomeration
	for range 40 {
		a.Members = append(a.Members, concentration.Placed{Place: places[rng.IntN(3)], Amount: rng.Float64()})
		a.Reference = append(a.Reference, concentration.Placed{Place: places[rng.IntN(5)], Amount: rng.Float64()})
	}
	want := concentration.EllisonGlaeser(a)
	for range 50 {
		members, reference := slices.Clone(a.Members), slices.Clone(a.Reference)
		rng.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
		rng.Shuffle(len(reference), func(i, j int) { reference[i], reference[j] = reference[j], reference[i] })
		got := concentration.EllisonGlaeser(concentration.Agglomeration{Members: members, Reference: reference})
		if math.Float64bits(got) != math.Float64bits(want) {
			t.Fatalf("shuffled: %.17g, before: %.17g", got, want)
		}
	}
}
