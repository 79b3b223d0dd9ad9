package concentration

import (
	"math"
	"slices"
)

// scale multiplies by a power of two in two exact steps (one step could
// overflow for amounts near the ends of the float64 range).
type scale struct {
	first, second float64
	exp           int // amount = scaled · 2^exp
}

func (s scale) of(v float64) float64 { return v * s.first * s.second }

// scaleOf checks the amounts and gives the power of two that brings the
// largest into [1/2, 1). ok is false when no index is defined on x.
func scaleOf(x []float64) (s scale, ok bool) {
	largest := 0.0
	for _, v := range x {
		if !(v >= 0) || v > math.MaxFloat64 { // the first test also catches NaN
			return scale{}, false
		}
		if v > largest {
			largest = v
		}
	}
	if largest == 0 {
		return scale{}, false
	}
	_, exp := math.Frexp(largest)
	half := -exp / 2
	return scale{first: math.Ldexp(1, half), second: math.Ldexp(1, -exp-half), exp: exp}, true
}

// sample is the common ground of the indices: the amounts scaled by a power
// of two, in ascending order, with their total and mean.
type sample struct {
	v     []float64 // ascending, largest in [1/2, 1)
	total float64
	mean  float64
	exp   int // amount = v · 2^exp
	// under holds, ascending, the amounts that are too small beside the largest to be scaled. They
	// stand in v, after the zeros, as the smallest number above 0, so that they are still counted.
	under []float64
	zeros int
}

// lost gives the amount at index i if scaling has lost it, and 0 otherwise.
func (s sample) lost(i int) float64 {
	if k := i - s.zeros; k >= 0 && k < len(s.under) {
		return s.under[k]
	}
	return 0
}

// newSample copies, scales and sorts x. ok is false when no index is defined.
func newSample(x []float64) (s sample, ok bool) {
	sc, ok := scaleOf(x)
	if !ok {
		return sample{}, false
	}
	v := make([]float64, len(x))
	var total fixedSum
	for i, a := range x {
		v[i] = sc.of(a) + 0 // + 0 turns a negative zero into a positive one
		total.add(v[i])
		switch {
		case a == 0:
			s.zeros++
		case v[i] == 0:
			v[i] = math.SmallestNonzeroFloat64
			s.under = append(s.under, a)
		}
	}
	sortAmounts(v)
	sortAmounts(s.under)
	s.v, s.total, s.exp = v, total.float(), sc.exp
	s.mean = s.total / float64(len(v))
	return s, true
}

func (s sample) largest() float64  { return s.v[len(s.v)-1] }
func (s sample) smallest() float64 { return s.v[0] }

// radixFrom is the length from which the radix sort is the faster one.
const radixFrom = 2048

// sortAmounts sorts non-negative numbers in ascending order.
func sortAmounts(v []float64) {
	if len(v) < radixFrom {
		slices.Sort(v)
		return
	}
	radixSort(v)
}

// radixSort sorts non-negative numbers in place: the bit patterns of
// non-negative floats sort like the numbers, so six passes over digits of
// eleven bits do it without a comparison. A pass in which all digits are
// equal is skipped.
func radixSort(v []float64) {
	const (
		digitBits = 11
		digits    = 6
		buckets   = 1 << digitBits
	)
	from, to := make([]uint64, len(v)), make([]uint64, len(v))
	var count [digits][buckets]int
	for i, f := range v {
		b := math.Float64bits(f)
		from[i] = b
		for d := range digits {
			count[d][b>>(d*digitBits)&(buckets-1)]++
		}
	}
	for d := range digits {
		shift := d * digitBits
		start := &count[d]
		if start[from[0]>>shift&(buckets-1)] == len(v) {
			continue
		}
		next := 0
		for i, c := range start {
			start[i] = next
			next += c
		}
		for _, b := range from {
			at := &start[b>>shift&(buckets-1)]
			to[*at] = b
			*at++
		}
		from, to = to, from
	}
	for i, b := range from {
		v[i] = math.Float64frombits(b)
	}
}
