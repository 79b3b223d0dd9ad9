package exactsum

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// Against big.Float with enough bits, in any order and any division.
func TestSumIsExactInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) float64 {
			m := rapid.Float64Range(-1, 1).Draw(t, "mantissa")
			return math.Ldexp(m, rapid.IntRange(-100, 170).Draw(t, "exponent"))
		}), 0, 40).Draw(t, "terms")
		cut := rapid.IntRange(0, len(terms)).Draw(t, "cut")
		want := new(big.Float).SetPrec(2000)
		var forward, first, second Sum
		for i, x := range terms {
			want.Add(want, new(big.Float).SetFloat64(math.Ldexp(math.Trunc(math.Ldexp(x, 192)), -192)))
			forward.Add(x)
			if i < cut {
				first.Add(x)
			} else {
				second.Add(x)
			}
		}
		second.AddSum(&first)
		w, _ := want.Float64()
		if got := forward.Value(); got != w || second.Value() != w {
			t.Fatalf("forward %v, divided %v, want %v", got, second.Value(), w)
		}
	})
}

func TestSumSurvivesManyCarries(t *testing.T) {
	var s Sum
	s.left = room - 10
	for range 1000 {
		s.Add(math.MaxUint32)
		s.Add(-0.5)
	}
	if got, want := s.Value(), 1000*(math.MaxUint32-0.5); got != want {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestSumTellsWhatItCannotHold(t *testing.T) {
	for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 0x1p180} {
		var s, total Sum
		s.Add(1)
		s.Add(x)
		total.AddSum(&s)
		if !math.IsNaN(s.Value()) || !math.IsNaN(total.Value()) {
			t.Errorf("with %v: %v", x, s.Value())
		}
	}
	var s Sum
	s.Add(0x1p-300)
	s.Add(math.SmallestNonzeroFloat64)
	if s.Value() != 0 {
		t.Errorf("terms below the unit: %v", s.Value())
	}
}

func TestWeightIsExactInAnyDivision(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := rapid.SliceOfN(rapid.Float64Range(0, 1e9), 0, 40).Draw(t, "terms")
		cut := rapid.IntRange(0, len(terms)).Draw(t, "cut")
		var whole, first, second Weight
		want := 0.0
		for i, x := range terms {
			want += x
			whole.Add(x)
			if i < cut {
				first.Add(x)
			} else {
				second.Add(x)
			}
		}
		second.AddWeight(first)
		if whole != second || math.Abs(whole.Value()-want) > 1e-12*want+1e-17 {
			t.Fatalf("whole %v, divided %v, want %v", whole.Value(), second.Value(), want)
		}
	})
}

func BenchmarkSum(b *testing.B) {
	var s Sum
	x := 1.0
	for b.Loop() {
		s.Add(x)
		x += 0.37
	}
}
