package concentration_test

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/concentration"
)

// exactGini is the double sum over all pairs, in rational arithmetic.
func exactGini(x []float64) float64 {
	total, differences := new(big.Rat), new(big.Rat)
	for i, a := range x {
		total.Add(total, new(big.Rat).SetFloat64(a))
		for _, b := range x[:i] {
			d := new(big.Rat).Sub(new(big.Rat).SetFloat64(a), new(big.Rat).SetFloat64(b))
			differences.Add(differences, d.Abs(d))
		}
	}
	g, _ := differences.Quo(differences, total.Mul(total, big.NewRat(int64(len(x)), 1))).Float64()
	return g
}

func TestGiniAgainstAllPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := amounts(t)
		got, want := concentration.Gini(x), exactGini(x)
		// Half units in the last place: one each for the weight, the difference,
		// their product, the total, the quotient and the wanted value, two for
		// the compensated sum.
		if math.Abs(got-want) > 8*0x1p-53*want {
			t.Fatalf("got %.17g, want %.17g", got, want)
		}
		if n := float64(len(x)); n > 1 {
			if small := concentration.GiniSmallSample(x); !relClose(small, want*n/(n-1), 1e-15) || small > 1+1e-15 {
				t.Fatalf("small sample: got %.17g, want %.17g", small, want*n/(n-1))
			}
		}
	})
}

func TestEqualMembersHaveNoInequality(t *testing.T) {
	for _, n := range []int{1, 2, 3, 7, 100, 3000} {
		x := make([]float64, n)
		for i := range x {
			x[i] = 0.1
		}
		if got := concentration.Gini(x); got != 0 {
			t.Errorf("Gini of %d equal members: %g, want exactly 0", n, got)
		}
		if got := concentration.HallTideman(x); !relClose(got, 1/float64(n), 1e-15) {
			t.Errorf("Hall-Tideman of %d equal members: %.17g", n, got)
		}
	}
}

func TestHallTidemanFollowsFromGini(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := amounts(t)
		got := concentration.HallTideman(x)
		want := 1 / (float64(len(x)) * (1 - exactGini(x)))
		// 1 - G may leave as little as 1/n, which costs digits in want, not in got.
		if math.Abs(got-want) > 1e-13*want {
			t.Fatalf("got %.17g, want %.17g", got, want)
		}
	})
}

func TestHooverAgainstRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := amounts(t)
		total := new(big.Rat)
		for _, v := range x {
			total.Add(total, new(big.Rat).SetFloat64(v))
		}
		mean := new(big.Rat).Quo(total, big.NewRat(int64(len(x)), 1))
		sum := new(big.Rat)
		for _, v := range x {
			d := new(big.Rat).Sub(new(big.Rat).SetFloat64(v), mean)
			sum.Add(sum, d.Abs(d))
		}
		want, _ := sum.Quo(sum, total.Mul(total, big.NewRat(2, 1))).Float64()
		if got := concentration.Hoover(x); !relClose(got, want, 1e-15) {
			t.Fatalf("got %.17g, want %.17g", got, want)
		}
	})
}

// TestLorenzCurveCarriesGiniAndHoover: the area under the polygon gives the
// Gini coefficient and its widest distance from the diagonal the Hoover index.
func TestLorenzCurveCarriesGiniAndHoover(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := amounts(t)
		points := concentration.Lorenz(x)
		if first := points[0]; first != (concentration.LorenzPoint{}) {
			t.Fatalf("starts at %v", first)
		}
		if last := points[len(points)-1]; last != (concentration.LorenzPoint{Members: 1, Amount: 1}) {
			t.Fatalf("ends at %v", last)
		}
		area, widest := 0.0, 0.0
		for i, p := range points[1:] {
			area += (p.Amount + points[i].Amount) / 2 * (p.Members - points[i].Members)
			widest = math.Max(widest, p.Members-p.Amount)
			if p.Amount < points[i].Amount {
				t.Fatalf("falls at point %d", i+1)
			}
		}
		if got := concentration.Gini(x); !relClose(1-2*area, got, 1e-13) {
			t.Fatalf("1 - 2·area = %.17g, Gini = %.17g", 1-2*area, got)
		}
		if got := concentration.Hoover(x); !relClose(widest, got, 1e-13) {
			t.Fatalf("widest distance %.17g, Hoover %.17g", widest, got)
		}
	})
}

func BenchmarkGiniMillion(b *testing.B) {
	x := millionAmounts()
	for b.Loop() {
		concentration.Gini(x)
	}
}
