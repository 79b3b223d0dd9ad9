package concentration_test

import (
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/concentration"
)

func TestTopShareAgainstRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := amounts(t)
		k := rapid.IntRange(0, len(x)+2).Draw(t, "k")
		sorted := slices.Sorted(slices.Values(x))
		total, top := new(big.Rat), new(big.Rat)
		for i, v := range sorted {
			r := new(big.Rat).SetFloat64(v)
			total.Add(total, r)
			if i >= len(sorted)-k {
				top.Add(top, r)
			}
		}
		want, _ := top.Quo(top, total).Float64()
		if got := concentration.TopShare(x, k); !relClose(got, want, 4*0x1p-53) {
			t.Fatalf("got %.17g, want %.17g", got, want)
		}
	})
}

func TestTopShareNeverFallsAndEndsAtOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := amounts(t)
		last := 0.0
		for k := 0; k <= len(x); k++ {
			got := concentration.TopShare(x, k)
			if got < last || got > 1 {
				t.Fatalf("top %d holds %.17g, top %d %.17g", k, got, k-1, last)
			}
			last = got
		}
		if last != 1 {
			t.Fatalf("all members hold %.17g", last)
		}
	})
}

func TestHorvathLiesBetweenTheLargestShareAndOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := amounts(t)
		got, largest := concentration.Horvath(x), concentration.BergerParker(x)
		if got < largest-1e-15 || got > 1+1e-15 {
			t.Fatalf("got %.17g, largest share %.17g", got, largest)
		}
	})
}

func TestHorvathMayRiseOnATransferFromTheLargest(t *testing.T) {
	before, after := concentration.Horvath([]float64{6, 4, 1, 1}), concentration.Horvath([]float64{5, 5, 1, 1})
	if !relClose(before, 1230.0/1728, 1e-15) || !relClose(after, 1241.0/1728, 1e-15) {
		t.Errorf("got %.17g and %.17g, want 1230/1728 and 1241/1728", before, after)
	}
}
