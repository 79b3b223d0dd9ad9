package money

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"
)

// Allocate splits total over weights (按比例分配), so that the parts sum exactly to
// total. Part i has the quota
//
//	total × weights[i] / Σ weights
//
// and receives its whole part; the units left over, fewer than there are parts, go
// one each to the largest fractional remainders, equal remainders in the order of
// the weights (lower index first). This is the method of largest remainder
// (Hamilton). A negative total is split as its magnitude, then negated.
//
// So every part lies between its quota rounded down and its quota rounded up. In
// particular a weight of zero receives nothing, and when the weights are amounts
// due and 0 <= total <= Σ weights, no part exceeds its due.
//
// The known price of the method (the Alabama paradox): one unit more in total can
// give one unit less to a part. A split that is repeated on growing totals should
// split each increment, not the running total.
//
// The weights are amounts, or any other non-negative int64. Their sum and the
// products are held in 128 bits: no size of weight overflows.
//
// Errors: ErrWeights when a weight is negative, or when all are zero (or there is
// none) although total is not; a zero total over zero weights is all zeros.
func Allocate[W ~int64](total Amount, weights []W) ([]Amount, error) {
	parts := make([]Amount, len(weights))
	if err := AllocateInto(parts, total, weights); err != nil {
		return nil, err
	}
	return parts, nil
}

// AllocateInto is Allocate into dst, which must be as long as weights (ErrWeights).
// On an error dst is left as it was. For up to 64 parts it does not allocate. dst
// and weights may be the same slice.
func AllocateInto[W ~int64](dst []Amount, total Amount, weights []W) error {
	if len(dst) != len(weights) {
		return fmt.Errorf("%w: %d parts for %d weights", ErrWeights, len(dst), len(weights))
	}
	var w1, w0, carry uint64 // sum of the weights, in 128 bits
	for i, w := range weights {
		if w < 0 {
			return fmt.Errorf("%w: weight %d is negative: %d", ErrWeights, i, int64(w))
		}
		w0, carry = bits.Add64(w0, uint64(w), 0)
		w1 += carry
	}
	if w1|w0 == 0 {
		if total != 0 {
			return fmt.Errorf("%w: %d minor units over %d weights that are all zero", ErrWeights, total, len(weights))
		}
		clear(dst)
		return nil
	}

	// Two sizes of stack buffer: clearing 64 entries would cost a split over
	// three classes more than the split itself.
	n := len(weights)
	switch {
	case n <= 8:
		var buf [8]quota
		hamilton(dst, total, weights, w1, w0, buf[:n])
	case n <= 64:
		var buf [64]quota
		hamilton(dst, total, weights, w1, w0, buf[:n])
	default:
		hamilton(dst, total, weights, w1, w0, make([]quota, n))
	}
	return nil
}

// quota is the fractional remainder of one part: (r1,r0) / Σ weights.
type quota struct {
	r1, r0 uint64
	index  int
}

// byRemainder orders the largest remainder first, equal ones by index.
func byRemainder(a, b quota) int {
	if c := cmp.Compare(b.r1, a.r1); c != 0 {
		return c
	}
	if c := cmp.Compare(b.r0, a.r0); c != 0 {
		return c
	}
	return cmp.Compare(a.index, b.index)
}

// hamilton fills dst for weights that sum to (w1,w0) > 0. quotas is scratch space
// of the same length.
func hamilton[W ~int64](dst []Amount, total Amount, weights []W, w1, w0 uint64, quotas []quota) {
	whole := mag(int64(total))
	left := whole
	for i, w := range weights {
		hi, lo := bits.Mul64(whole, uint64(w))
		// w <= Σ weights, hence the quotient is at most |total| and fits.
		floor, r1, r0 := div192(0, hi, lo, w1, w0)
		quotas[i] = quota{r1: r1, r0: r0, index: i}
		dst[i] = Amount(floor)
		left -= floor
	}
	if left > 0 {
		// left = Σ remainders / Σ weights < n, since each remainder is below Σ weights.
		if left >= uint64(len(quotas)) {
			panic("money: more units left over than parts")
		}
		slices.SortFunc(quotas, byRemainder)
		for _, q := range quotas[:left] {
			dst[q.index]++
		}
	}
	if total < 0 {
		for i := range dst {
			dst[i] = -dst[i] // right for 2^63, too: it is its own negative in int64
		}
	}
}
