package concentration_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/pool"
)

// ratedPool gives each obligor a rating and an amount in yuan.
func ratedPool(t fataler, ratings []string, yuan []int64) *pool.Pool {
	t.Helper()
	var claims []claim
	for i := range ratings {
		claims = append(claims, owes(fmt.Sprint("o", i), yuan[i]))
	}
	spec := poolSpec(claims, nil)
	for i := range spec.Parties {
		spec.Parties[i].Rating = ratings[i]
	}
	return must[*pool.Pool](t)(spec.Resolve())
}

func TestWARF(t *testing.T) {
	byRating := concentration.Measure{Key: concentration.Rating}
	p := ratedPool(t, []string{"Baa2", "B2", "Baa2", "Ba1"}, []int64{10, 20, 30, 40})
	w := must[concentration.WeightedRatingFactor](t)(concentration.WARF(exposures(t, p, byRating), concentration.MoodysRatingFactors()))
	near(t, "WARF", w.Factor.Low, (40*360+20*2720+40*940)/100.)
	near(t, "as a probability", w.DefaultProbability().High, .1064)
	if w.Factor.Low != w.Factor.High || w.Unmapped != nil {
		t.Errorf("all ratings are in the table: %+v", w)
	}

	p = ratedPool(t, []string{"Baa2", "AA+", ""}, []int64{50, 30, 20})
	w = must[concentration.WeightedRatingFactor](t)(concentration.WARF(exposures(t, p, byRating), concentration.MoodysRatingFactors()))
	near(t, "unmapped at the best factor", w.Factor.Low, (50*360+50)/100.)
	near(t, "unmapped at the worst factor", w.Factor.High, (50*360+50*10000)/100.)
	if got := ids(w.Unmapped); !slices.Equal(got, []string{"AA+", concentration.Unknown}) || w.UnmappedAmount != 50_00 {
		t.Errorf("unmapped %v, %d", got, w.UnmappedAmount)
	}
	own := map[string]float64{"Baa2": 1, "AA+": 2, concentration.Unknown: 3}
	w = must[concentration.WeightedRatingFactor](t)(concentration.WARF(exposures(t, p, byRating), own))
	near(t, "a table of the caller's own", w.Factor.High, 1.7)

	for situation, call := range map[string]func() (concentration.WeightedRatingFactor, error){
		"by another key": func() (concentration.WeightedRatingFactor, error) {
			return concentration.WARF(exposures(t, p, concentration.Measure{}), own)
		},
		"no factors": func() (concentration.WeightedRatingFactor, error) {
			return concentration.WARF(exposures(t, p, byRating), nil)
		},
		"a factor that is none": func() (concentration.WeightedRatingFactor, error) {
			return concentration.WARF(exposures(t, p, byRating), map[string]float64{"Baa2": math.NaN()})
		},
	} {
		if _, err := call(); err == nil {
			t.Errorf("%s: no error", situation)
		}
	}
}

// The ten-year column of idealised expected losses that is generally known is factor × 55 %.
func TestRatingFactorsRise(t *testing.T) {
	order := []string{"Aaa", "Aa1", "Aa2", "Aa3", "A1", "A2", "A3", "Baa1", "Baa2", "Baa3", "Ba1", "Ba2", "Ba3", "B1", "B2", "B3", "Caa1", "Caa2", "Caa3", "Ca"}
	factors := concentration.MoodysRatingFactors()
	if len(factors) != len(order) {
		t.Errorf("%d factors", len(factors))
	}
	for i := 1; i < len(order); i++ {
		if factors[order[i]] <= factors[order[i-1]] {
			t.Errorf("%s has %v, %s before it %v", order[i], factors[order[i]], order[i-1], factors[order[i-1]])
		}
	}
	for rating, loss := range map[string]float64{"Aaa": .0055, "Baa2": 1.98, "B2": 14.96} { // in per cent
		near(t, rating, factors[rating]*.55/100, loss)
	}
	factors["Aaa"] = 99
	if concentration.MoodysRatingFactors()["Aaa"] != 1 {
		t.Error("a change of the map reached the next caller")
	}
}

func ExampleWARF() {
	p := mustPool([]owed{{6_000_00, []string{"a"}}})
	e, err := concentration.NewExposures(p, concentration.Measure{Key: concentration.Rating})
	if err != nil {
		fmt.Println(err)
		return
	}
	w, err := concentration.WARF(e, concentration.MoodysRatingFactors())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("between %v and %v: %s has no rating\n", w.Factor.Low, w.Factor.High, w.UnmappedAmount.FormatGrouped(e.Currency()))
	// Output: between 1 and 10000: 6,000.00 has no rating
}
