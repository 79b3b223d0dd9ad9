package concentration_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/concentration"
)

// exactHHI is Σx²/(Σx)² in rational arithmetic.
func exactHHI(x []float64) float64 {
	total, squares := new(big.Rat), new(big.Rat)
	for _, v := range x {
		r := new(big.Rat).SetFloat64(v)
		total.Add(total, r)
		squares.Add(squares, r.Mul(r, r))
	}
	h, _ := squares.Quo(squares, total.Mul(total, total)).Float64()
	return h
}

func TestHHIAgainstRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := amounts(t)
		got, want := concentration.HHI(x), exactHHI(x)
		// Half units in the last place: one for each square, one for their sum,
		// two for T (it enters squared), one for T·T, one for the quotient and
		// one for the wanted value itself.
		if math.Abs(got-want) > 7*0x1p-53*want {
			t.Fatalf("got %.17g, want %.17g", got, want)
		}
		n := float64(len(x))
		if got > 1 || got < 1/n-1e-16 {
			t.Fatalf("%.17g is not within [1/%v, 1]", got, n)
		}
	})
}

func TestNormalizedHHIOfANearlyEqualPoolKeepsItsDigits(t *testing.T) {
	// 1 ± 2^-30: d² = 2^-60, so the index is exactly 2^-60; the textbook
	// formula has nothing left of it but rounding noise.
	x := []float64{1 - 0x1p-30, 1 + 0x1p-30}
	if got := concentration.NormalizedHHI(x); got != 0x1p-60 {
		t.Errorf("got %g, want %g", got, 0x1p-60)
	}
	rapid.Check(t, func(t *rapid.T) {
		x := amounts(t)
		got, n := concentration.NormalizedHHI(x), float64(len(x))
		want := (exactHHI(x) - 1/n) / (1 - 1/n)
		if n == 1 {
			want = 1
		}
		if !relClose(got, want, 1e-14) || got < 0 {
			t.Fatalf("got %.17g, want %.17g", got, want)
		}
	})
}

func TestPoints(t *testing.T) {
	for _, c := range []struct {
		h    float64
		want string
	}{{0.26, "2600"}, {1, "10000"}, {0.18408123091548528, "1841"}, {0, "0"}} {
		if got := concentration.Points(c.h).String(); got != c.want {
			t.Errorf("Points(%v) = %s, want %s", c.h, got, c.want)
		}
	}
}

func millionAmounts() []float64 {
	rng := rand.New(rand.NewPCG(2018, 12))
	x := make([]float64, 1_000_000)
	for i := range x {
		x[i] = math.Round(math.Exp(rng.NormFloat64())*1e8) / 100
	}
	return x
}

func BenchmarkHHIMillion(b *testing.B) {
	x := millionAmounts()
	for b.Loop() {
		concentration.HHI(x)
	}
}

func TestNormalizedHHINeverPassesOne(t *testing.T) {
	for _, x := range [][]float64{{1e18, 1, 1}, {1e18, 0, 0}, {1, 0, 0, 0, 0, 0, 0}} {
		if got := concentration.NormalizedHHI(x); !(got <= 1 && got > 1-1e-15) {
			t.Errorf("%v: %v", x, got)
		}
	}
}
