package reconstruct

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
)

func TestMeanIsTheWeightedMean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 100).Draw(t, "n")
		values := rapid.SliceOfN(rapid.Int64Range(0, 60*scale), n, n).Draw(t, "values")
		weights := rapid.SliceOfN(rapid.Int64Range(1, 100_000), n, n).Draw(t, "weights")
		exact, sum := new(big.Int), new(big.Int)
		for i := range values {
			exact.Add(exact, new(big.Int).Mul(big.NewInt(values[i]), big.NewInt(weights[i])))
			sum.Add(sum, big.NewInt(weights[i]))
		}
		exact.Quo(exact, sum)
		if got := mean(values, weights); got != exact.Int64() {
			t.Errorf("mean %d, exact %d", got, exact)
		}
	})
}

func TestTopTakesTheLargest(t *testing.T) {
	amounts := []int64{5, 1, 9, 7, 9, 2}
	for k, want := range map[int]int64{1: 9, 2: 18, 3: 25, 6: 33, 8: 33} {
		if got := top(amounts, k); got != want {
			t.Errorf("the %d largest sum to %d, want %d", k, got, want)
		}
	}
}

func TestMonthsAreCountedAsPeopleDo(t *testing.T) {
	from := calendar.MustNew(2018, 10, 31)
	for to, want := range map[calendar.Date]int64{
		calendar.MustNew(2021, 12, 31): 38 * scale,
		calendar.MustNew(2020, 7, 31):  21 * scale,
		calendar.MustNew(2021, 6, 15):  31*scale + scale/2, // 15 of the 30 days from 31 May to 30 June
	} {
		if got := monthsBetween(from, to); got != want {
			t.Errorf("to %s: %d, want %d", to, got, want)
		}
	}
}

func TestShortfallIsAShareOfTheBound(t *testing.T) {
	for _, c := range []struct{ value, bound, want int64 }{{50, 100, scale / 2}, {100, 100, 0}, {150, 100, 0}, {0, 0, 0}, {12 * scale, 48 * scale, scale * 3 / 4}} {
		if got := shortfall(c.value, c.bound); got != c.want {
			t.Errorf("%d of %d: %d, want %d", c.value, c.bound, got, c.want)
		}
	}
}

func TestTermsAreStatedToTheNearestHundredth(t *testing.T) {
	for v, want := range map[int64]float64{38 * scale: 38, 35_064_516_129: 35.06, 35_065_000_000: 35.07, 21_644_999_999: 21.64} {
		if got := monthsCell(v); got != want {
			t.Errorf("%d: %v, want %v", v, got, want)
		}
	}
}
