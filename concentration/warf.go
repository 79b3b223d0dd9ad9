package concentration

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/ipabs/ipabs/money"
)

// MoodysRatingFactors gives the rating factors of Moody's, the ten-year idealised default probability of
// each rating in basis points. The map is the caller's own: it may be changed, or another used in its
// place. Nothing maps a rating of another scale to one of these.
//
// Source: the rating factor table of CLO indentures.
func MoodysRatingFactors() map[string]float64 {
	return map[string]float64{
		"Aaa": 1, "Aa1": 10, "Aa2": 20, "Aa3": 40, "A1": 70, "A2": 120, "A3": 180,
		"Baa1": 260, "Baa2": 360, "Baa3": 610, "Ba1": 940, "Ba2": 1350, "Ba3": 1766,
		"B1": 2220, "B2": 2720, "B3": 3490, "Caa1": 4770, "Caa2": 6500, "Caa3": 8070, "Ca": 10000,
	}
}

// WeightedRatingFactor is a weighted average rating factor (WARF, 加权平均评级因子).
type WeightedRatingFactor struct {
	Measure Measure
	// Factor is the average. Its ends are equal when every amount has a factor; amounts without one count
	// with the lowest factor of the table at the one end and the highest at the other.
	Factor Interval
	// Unmapped are the ratings without a factor, the unknown among them, and UnmappedAmount their sum.
	Unmapped       []Entry
	UnmappedAmount money.Amount
}

// DefaultProbability is the factor as a probability: factor / 10,000. It is the ten-year idealised one for
// the factors of Moody's.
func (w WeightedRatingFactor) DefaultProbability() Interval {
	return Interval{w.Factor.Low / 1e4, w.Factor.High / 1e4}
}

// WARF weighs rating factors by amount,
//
//	WARF = Σ amount × factor / Σ amount,
//
// over exposures by the key rating. It is an average of published factors, not a rating. An error says
// that the exposures are by another key, or that there are no factors or amounts to weigh.
func WARF(e *Exposures, factors map[string]float64) (WeightedRatingFactor, error) {
	if e.measure.Key != Rating {
		return WeightedRatingFactor{}, fmt.Errorf("concentration: WARF needs exposures by rating, not by %s", e.measure.Key)
	}
	lowest, highest := math.Inf(1), math.Inf(-1)
	for _, rating := range slices.Sorted(maps.Keys(factors)) {
		f := factors[rating]
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return WeightedRatingFactor{}, fmt.Errorf("concentration: the factor of %s is %v", rating, f)
		}
		lowest, highest = min(lowest, f), max(highest, f)
	}
	if len(factors) == 0 || e.sum == 0 {
		return WeightedRatingFactor{}, fmt.Errorf("concentration: %d factors over an amount of %s", len(factors), e.sum.Format(e.currency))
	}
	w := WeightedRatingFactor{Measure: e.measure}
	var low, high compensated
	for i := len(e.entries) - 1; i >= 0; i-- { // ascending
		v := e.entries[i]
		f, ok := factors[v.Key]
		if !ok {
			low.add(float64(v.Amount) * lowest)
			high.add(float64(v.Amount) * highest)
			w.UnmappedAmount += v.Amount
			continue
		}
		low.add(float64(v.Amount) * f)
		high.add(float64(v.Amount) * f)
	}
	for _, v := range e.entries {
		if _, ok := factors[v.Key]; !ok {
			w.Unmapped = append(w.Unmapped, v)
		}
	}
	w.Factor = Interval{low.float() / float64(e.sum), high.float() / float64(e.sum)}
	return w, nil
}
