package concentration

import (
	"math"
	"math/bits"

	"github.com/ipabs/ipabs/money"
)

// wide is an unsigned number of 128 bits. Sums of squares of amounts and the two sides of a limit
// are kept in it: amounts are below 2^63, so that a square or a product is below 2^126.
type wide struct{ hi, lo uint64 }

// product multiplies two amounts that are not negative.
func product[A, B ~int64](a A, b B) wide {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	return wide{hi, lo}
}

// plus adds; carry is 1 when the sum does not fit.
func (w wide) plus(v wide) (sum wide, carry uint64) {
	sum.lo, carry = bits.Add64(w.lo, v.lo, 0)
	sum.hi, carry = bits.Add64(w.hi, v.hi, carry)
	return sum, carry
}

// minus subtracts v, which is at most w.
func (w wide) minus(v wide) wide {
	lo, borrow := bits.Sub64(w.lo, v.lo, 0)
	hi, _ := bits.Sub64(w.hi, v.hi, borrow)
	return wide{hi, lo}
}

func (w wide) cmp(v wide) int {
	switch {
	case w == v:
		return 0
	case w.hi < v.hi || w.hi == v.hi && w.lo < v.lo:
		return -1
	}
	return 1
}

// float rounds once to the nearest float64.
func (w wide) float() float64 {
	hi, lo, exp := w.hi, w.lo, 64
	if hi == 0 {
		hi, lo, exp = lo, 0, 0
	}
	if hi == 0 {
		return 0
	}
	lead := bits.LeadingZeros64(hi)
	hi, lo, exp = hi<<lead|lo>>(64-lead), lo<<lead, exp-lead
	if lo != 0 {
		hi |= 1 // sticky bit: the conversion then rounds as if it saw all 128 bits
	}
	return math.Ldexp(float64(hi), exp)
}

// compareShare compares amount/total with a limit, exactly: the sign of
//
//	amount·10^12 − limit·total,
//
// a limit being a whole number of 10^-12. Nothing is rounded, so that a share of exactly 15 % is
// neither above nor below a limit of 0.15. The total is above zero.
func compareShare(amount, total money.Amount, limit money.Rate) int {
	return product(amount, money.One).cmp(product(total, limit))
}
