package concentration

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestFixedSumAgainstRationals: within n·2^-96 of the exact sum, rounded once.
func TestFixedSumAgainstRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := rapid.SliceOfN(rapid.Float64Range(0, 1), 1, 200).Draw(t, "terms")
		var got fixedSum
		exact := new(big.Rat)
		for _, v := range terms {
			got.add(v)
			exact.Add(exact, new(big.Rat).SetFloat64(v))
		}
		sum := new(big.Rat).SetInt(new(big.Int).Add(
			new(big.Int).Lsh(new(big.Int).SetUint64(got.hi), 64), new(big.Int).SetUint64(got.lo)))
		sum.Quo(sum, new(big.Rat).SetInt(new(big.Int).Lsh(big.NewInt(1), fractionBits)))
		lost := new(big.Rat).Sub(exact, sum)
		allowed := new(big.Rat).SetFrac(big.NewInt(int64(len(terms))), new(big.Int).Lsh(big.NewInt(1), fractionBits))
		if lost.Sign() < 0 || lost.Cmp(allowed) > 0 {
			t.Fatalf("lost %v, allowed %v", lost, allowed)
		}
		if nearest, _ := sum.Float64(); got.float() != nearest {
			t.Fatalf("float() = %v, nearest is %v", got.float(), nearest)
		}
	})
}

func TestCompensatedSumKeepsWhatPlainSummationLoses(t *testing.T) {
	var sum compensated
	for _, v := range []float64{1, 1e100, 1, -1e100} {
		sum.add(v)
	}
	if got := sum.float(); got != 2 {
		t.Errorf("1 + 1e100 + 1 - 1e100 = %v, want 2", got)
	}
}

func TestRadixSortAgreesWithSlicesSort(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	inputs := map[string]func(int) float64{
		"uniform":          func(int) float64 { return rng.Float64() },
		"over many orders": func(int) float64 { return math.Exp(1400*rng.Float64() - 700) },
		"few values":       func(int) float64 { return float64(rng.IntN(3)) },
		"all equal":        func(int) float64 { return 0.625 },
		"descending":       func(i int) float64 { return float64(100000 - i) },
		"subnormal":        func(int) float64 { return float64(rng.IntN(1000)) * math.SmallestNonzeroFloat64 },
	}
	for situation, draw := range inputs {
		for _, n := range []int{0, 1, 2, radixFrom - 1, radixFrom, 3 * radixFrom} {
			v := make([]float64, n)
			for i := range v {
				v[i] = draw(i)
			}
			want := slices.Clone(v)
			slices.Sort(want)
			sortAmounts(v)
			if !slices.Equal(v, want) {
				t.Errorf("%s, n = %d: not sorted like slices.Sort", situation, n)
			}
		}
	}
}
