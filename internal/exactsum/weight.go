package exactsum

import (
	"math"
	"math/bits"
)

// Weight is an exact sum of weights of 0 or more: a fixed-point number with 64 bits on either side of
// the point, a sixth of the size of a [Sum]. Each weight is cut to a multiple of 2⁻⁶⁴.
type Weight struct{ whole, part uint64 }

// WeightOf is the sum of one weight of at least 0.
func WeightOf(x float64) Weight {
	whole := math.Floor(x)
	return Weight{uint64(whole), uint64((x - whole) * 0x1p64)}
}

// Add adds a weight of at least 0. The sum must stay below 2⁶⁴.
func (w *Weight) Add(x float64) { w.AddWeight(WeightOf(x)) }

// AddWeight adds another sum.
func (w *Weight) AddWeight(v Weight) {
	var carry uint64
	w.part, carry = bits.Add64(w.part, v.part, 0)
	w.whole, _ = bits.Add64(w.whole, v.whole, carry)
}

// Value is the sum as a float64.
func (w Weight) Value() float64 { return float64(w.whole) + float64(w.part)*0x1p-64 }
