package concentration_test

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// Worked case AG-01: the table as printed in indentures.
func TestDiversityTable(t *testing.T) {
	units := []float64{0, 0.05, 0.5, 1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 25}
	want := []float64{0.0, 0.1, 0.5, 1.0, 1.25, 1.5, 2.0, 2.3333, 2.6667, 3.0, 3.25, 3.5, 3.75, 4.0, 4.5, 5.0, 5.0}
	for i, u := range units {
		if got := concentration.IndustryDiversityScore(u); got != want[i] {
			t.Errorf("%v units: %v, want %v", u, got, want[i])
		}
	}
	// Rows between the whole numbers, and values just below a row, which take the row above it.
	for _, tt := range []struct{ units, want float64 }{
		{3.05, 2.0333}, {3.15, 2.0667}, {3.25, 2.1}, {3.45, 2.1667}, {3.95, 2.3333}, {5.05, 2.7}, {6.05, 3.025},
		{1.94, 1.45}, {1.95, 1.5}, {9.95, 4.0}, {10.04, 4.0}, {10.05, 4.01}, {19.94, 4.99}, {19.95, 5}, {0.049, 0}, {math.Inf(1), 5},
	} {
		if got := concentration.IndustryDiversityScore(tt.units); got != tt.want {
			t.Errorf("%v units: %v, want %v", tt.units, got, tt.want)
		}
	}
	for _, u := range []float64{-1, math.NaN()} {
		if got := concentration.IndustryDiversityScore(u); !math.IsNaN(got) {
			t.Errorf("%v units: %v", u, got)
		}
	}
}

// Worked case AG-02.
var ag02 = []concentration.RatedName{
	{ID: "i1", Industry: "X", Par: 50}, {ID: "i2", Industry: "X", Par: 100}, {ID: "i3", Industry: "X", Par: 150},
	{ID: "i4", Industry: "Y", Par: 100}, {ID: "i5", Industry: "Y", Par: 200},
	{ID: "i6", Industry: "Z", Par: 60}, {ID: "i7", Industry: "Z", Par: 40}, {ID: "i8", Industry: "W", Par: 100},
}

func TestDiversityScore(t *testing.T) {
	d := must[concentration.Diversity](t)(concentration.DiversityScore(ag02))
	want := []concentration.IndustryDiversity{
		{Industry: "W", Names: 1, Units: 1, Score: 1}, {Industry: "X", Names: 3, Units: 2.5, Score: 1.75},
		{Industry: "Y", Names: 2, Units: 2, Score: 1.5}, {Industry: "Z", Names: 2, Units: 1, Score: 1},
	}
	if d.Score != 5.25 || d.AveragePar != 100 || !slices.Equal(d.Industries, want) {
		t.Errorf("%+v", d)
	}
	split := append(slices.Clone(ag02), concentration.RatedName{ID: "i3", Industry: "X", Par: 50})
	split[2].Par = 100
	if again := must[concentration.Diversity](t)(concentration.DiversityScore(split)); again.Score != 5.25 {
		t.Errorf("two entries of one obligor: %v", again.Score)
	}
}

// The units by rational arithmetic, whatever the order, and the limits of the score.
func TestDiversityScoreAgainstRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) concentration.RatedName {
			return concentration.RatedName{Industry: rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "industry"),
				Par: money.Amount(rapid.OneOf(rapid.Int64Range(1, 20), rapid.Int64Range(1, 1e15)).Draw(t, "par"))}
		}), 1, 60).Draw(t, "names")
		total := new(big.Rat)
		for i := range names {
			names[i].ID = fmt.Sprint(i)
			total.Add(total, big.NewRat(int64(names[i].Par), 1))
		}
		average := new(big.Rat).Quo(total, big.NewRat(int64(len(names)), 1))
		units := map[string]*big.Rat{}
		for _, n := range names {
			u := new(big.Rat).Quo(big.NewRat(int64(n.Par), 1), average)
			if u.Cmp(big.NewRat(1, 1)) > 0 {
				u.SetInt64(1)
			}
			if units[n.Industry] == nil {
				units[n.Industry] = new(big.Rat)
			}
			units[n.Industry].Add(units[n.Industry], u)
		}
		// A row of the table is at 0.05 + 0.1k; the value stands for 0.1(k + 1) units.
		want := new(big.Rat)
		for _, u := range units {
			rows := 0
			for row := big.NewRat(1, 20); row.Cmp(u) <= 0 && rows < 200; row.Add(row, big.NewRat(1, 10)) {
				rows++
			}
			want.Add(want, new(big.Rat).SetFloat64(concentration.IndustryDiversityScore(float64(rows)/10)))
		}
		exact, _ := want.Float64()
		d := must[concentration.Diversity](t)(concentration.DiversityScore(names))
		if math.Abs(d.Score-exact) > 1e-9 {
			t.Fatalf("score %v, want %v", d.Score, exact)
		}
		slices.Reverse(names)
		if again := must[concentration.Diversity](t)(concentration.DiversityScore(names)); again.Score != d.Score {
			t.Fatalf("the order matters: %v and %v", again.Score, d.Score)
		}
		if d.Score > float64(len(names))+1e-9 || d.Score > 5*float64(len(units)) {
			t.Fatalf("score %v of %d names in %d industries", d.Score, len(names), len(units))
		}
	})
}

func TestDiversityScoreRefuses(t *testing.T) {
	_, err := concentration.DiversityScore([]concentration.RatedName{
		{ID: "a", Industry: "X", Par: 1}, {ID: "", Industry: "X", Par: 1}, {ID: "b", Par: 1}, {ID: "c", Industry: "X"},
		{ID: "a", Industry: "Y", Par: 1}, {ID: "d", Industry: "X", Par: math.MaxInt64},
	})
	var e *faults.Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v", err)
	}
	var paths []string
	for _, f := range e.Faults() {
		paths = append(paths, f.Path)
	}
	if want := []string{"names[1].id", "names[2].industry", "names[3].par", "names[4].industry", "names[5].par"}; !slices.Equal(paths, want) {
		t.Errorf("faults at %v, want %v", paths, want)
	}
	if _, err := concentration.DiversityScore(nil); !errors.As(err, &e) {
		t.Errorf("no names: %v", err)
	}
}

func TestCorrelatedDiversityScore(t *testing.T) {
	equal := make([]concentration.DefaultRisk, 40)
	for i := range equal {
		equal[i] = concentration.DefaultRisk{PD: .07, Par: 3}
	}
	for _, rho := range []float64{0, .03, .5, 1} {
		want := 40 / (1 + 39*rho)
		near(t, fmt.Sprintf("40 equal names under %v", rho),
			concentration.CorrelatedDiversityScore(equal, func(i, j int) float64 { return rho }), want)
	}
	// Independent and equally likely: D is the effective number of the pars.
	lumpy := []concentration.DefaultRisk{{.02, 50}, {.02, 30}, {.02, 20}}
	none := func(i, j int) float64 { return 0 }
	near(t, "independent names", concentration.CorrelatedDiversityScore(lumpy, none), concentration.EffectiveNumber([]float64{50, 30, 20}))
	// By hand: (.1·2 + .2·1)(.9·2 + .8·1)/(.09·4 + .16 + 2·.5·.3·.4·2)
	two := []concentration.DefaultRisk{{.1, 2}, {.2, 1}}
	near(t, "two names", concentration.CorrelatedDiversityScore(two, func(i, j int) float64 { return .5 }), .4*2.6/(.36+.16+.24))
	for situation, got := range map[string]float64{
		"no names":           concentration.CorrelatedDiversityScore(nil, none),
		"certain default":    concentration.CorrelatedDiversityScore([]concentration.DefaultRisk{{1, 1}}, none),
		"a negative par":     concentration.CorrelatedDiversityScore([]concentration.DefaultRisk{{.1, -1}}, none),
		"no correlation":     concentration.CorrelatedDiversityScore(two, func(i, j int) float64 { return math.NaN() }),
		"nothing at stake":   concentration.CorrelatedDiversityScore([]concentration.DefaultRisk{{.1, 0}}, none),
		"correlation beyond": concentration.CorrelatedDiversityScore(two, func(i, j int) float64 { return 1.1 }),
	} {
		if !math.IsNaN(got) {
			t.Errorf("%s: %v", situation, got)
		}
	}
}

func TestRatedNamesOfAPool(t *testing.T) {
	list := must[[]concentration.RatedName](t)(concentration.RatedNames(cm13(t), concentration.Measure{}, concentration.Inputs{}))
	if len(list) != 12 || list[0] != (concentration.RatedName{ID: "a1", Par: 180_00}) {
		t.Errorf("names %+v", list)
	}
	if _, err := concentration.RatedNames(cm13(t), concentration.Measure{Key: concentration.Industry}, concentration.Inputs{}); err == nil {
		t.Error("no error for a key that is not obligor")
	}
}

func ExampleDiversityScore() {
	d, err := concentration.DiversityScore([]concentration.RatedName{
		{ID: "a", Industry: "media", Par: 100}, {ID: "b", Industry: "media", Par: 100}, {ID: "c", Industry: "pharma", Par: 100},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, in := range d.Industries {
		fmt.Println(in.Industry, in.Units, in.Score)
	}
	fmt.Println(d.Score)
	// Output:
	// media 2 1.5
	// pharma 1 1
	// 2.5
}

func ExampleCorrelatedDiversityScore() {
	names := make([]concentration.DefaultRisk, 20)
	for i := range names {
		names[i] = concentration.DefaultRisk{PD: 0.05, Par: 1}
	}
	d := concentration.CorrelatedDiversityScore(names, func(i, j int) float64 { return 0.02 })
	fmt.Printf("20 names under a correlation of 2%% count for %.2f\n", d) // 20 / (1 + 19·0.02)
	// Output: 20 names under a correlation of 2% count for 14.49
}
