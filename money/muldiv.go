package money

import (
	"fmt"
	"math"
	"math/bits"
)

// MulDiv returns a·b/c, rounded once to the nearest integer, half-even. The
// product is held in 128 bits and may exceed int64 as long as the result does
// not. All signs are allowed, and MulDiv(-a, b, c) = -MulDiv(a, b, c).
//
// Errors: ErrDivideByZero when c = 0, ErrOverflow when the result does not fit.
func MulDiv(a, b, c int64) (int64, error) {
	hi, lo := bits.Mul64(mag(a), mag(b))
	divisor := mag(c)
	if hi >= divisor { // the quotient needs more than 64 bits, or c is 0
		return 0, mulDivFault(a, b, c)
	}
	quotient, remainder := bits.Div64(hi, lo, divisor)
	v, ok := roundSigned(quotient, halfEvenUp(quotient, remainder, divisor), a^b^c)
	if !ok {
		return 0, mulDivFault(a, b, c)
	}
	return v, nil
}

//go:noinline
func mulDivFault(a, b, c int64) error {
	if c == 0 {
		return fmt.Errorf("%w: %d × %d / 0", ErrDivideByZero, a, b)
	}
	return fmt.Errorf("%w: %d × %d / %d does not fit in int64", ErrOverflow, a, b, c)
}

// halfEvenUp returns 1 when quotient + remainder/divisor rounds up to the next
// integer under half-even, else 0, for remainder < divisor.
//
// It rounds up when the remainder exceeds the gap to the divisor, or equals it
// and the quotient is odd. Both are the one comparison
//
//	divisor - remainder < remainder + (quotient mod 2)
//
// whose borrow is the answer: no branch that random remainders could mispredict,
// and no sum that could overflow, since remainder + 1 <= divisor.
func halfEvenUp(quotient, remainder, divisor uint64) uint64 {
	_, up := bits.Sub64(divisor-remainder, remainder+(quotient&1), 0)
	return up
}

// roundSigned returns ±(quotient + up) as int64, negative when sign < 0, and false
// when that does not fit.
func roundSigned(quotient, up uint64, sign int64) (int64, bool) {
	rounded := quotient + up
	if (quotient|rounded)>>63 != 0 {
		// At or beyond 2^63 there is one value left: the least int64.
		return math.MinInt64, sign < 0 && rounded == 1<<63
	}
	mask := sign >> 63
	return (int64(rounded) ^ mask) - mask, true
}

// mulDiv3 returns round(a·b·c / (d·e)), half-even, with a numerator of 192 and a
// divisor of 128 bits, and false when the divisor is 0 or the result does not fit.
func mulDiv3(a, b, c, d, e int64) (int64, bool) {
	n1, n0 := bits.Mul64(mag(a), mag(b))
	d1, d0 := bits.Mul64(mag(d), mag(e))

	// (n1,n0) × |c| = (n2,n1,n0).
	carry, n0 := bits.Mul64(n0, mag(c))
	n2, n1 := bits.Mul64(n1, mag(c))
	n1, carry = bits.Add64(n1, carry, 0)
	n2 += carry

	sign := a ^ b ^ c ^ d ^ e
	if n2|d1 == 0 && n1 < d0 { // the usual case: all fits in one hardware division
		quotient, remainder := bits.Div64(n1, n0, d0)
		return roundSigned(quotient, halfEvenUp(quotient, remainder, d0), sign)
	}
	quotient, up, ok := divRound192(n2, n1, n0, d1, d0)
	if !ok {
		return 0, false
	}
	return roundSigned(quotient, up, sign)
}

// divRound192 divides (n2,n1,n0) by (d1,d0) and returns the quotient with the
// half-even correction (0 or 1) still to be added. It returns false when the
// quotient needs more than 64 bits or the divisor is 0.
func divRound192(n2, n1, n0, d1, d0 uint64) (quotient, up uint64, ok bool) {
	if n2 > d1 || (n2 == d1 && n1 >= d0) {
		return 0, 0, false
	}
	quotient, r1, r0 := div192(n2, n1, n0, d1, d0)
	// halfEvenUp, in 128 bits.
	g0, borrow := bits.Sub64(d0, r0, 0)
	g1, _ := bits.Sub64(d1, r1, borrow)
	r0, carry := bits.Add64(r0, quotient&1, 0)
	r1 += carry
	_, borrow = bits.Sub64(g0, r0, 0)
	_, up = bits.Sub64(g1, r1, borrow)
	return quotient, up, true
}

// div192 divides (n2,n1,n0) by (d1,d0) for (n2,n1) < (d1,d0), so that the quotient
// fits in 64 bits. One step of Knuth's algorithm D (The Art of Computer
// Programming, vol. 2, 4.3.1) with 64-bit digits.
func div192(n2, n1, n0, d1, d0 uint64) (quotient, r1, r0 uint64) {
	if d1 == 0 { // then n2 = 0 and n1 < d0
		quotient, r0 = bits.Div64(n1, n0, d0)
		return quotient, 0, r0
	}

	// Normalise: the top bit of the divisor is set, and the estimate of the
	// quotient from the leading digits is at most 2 too large. Shifts by 64 give 0
	// in Go, so s = 0 needs no case of its own.
	s := uint(bits.LeadingZeros64(d1))
	v1, v0 := d1<<s|d0>>(64-s), d0<<s
	u2, u1, u0 := n2<<s|n1>>(64-s), n1<<s|n0>>(64-s), n0<<s

	var rhat, overflow uint64
	if u2 >= v1 { // u2 = v1: the estimate is capped at the largest digit
		quotient = math.MaxUint64
		rhat, overflow = bits.Add64(u1, v1, 0)
	} else {
		quotient, rhat = bits.Div64(u2, u1, v1)
	}
	for overflow == 0 {
		hi, lo := bits.Mul64(quotient, v0)
		if hi < rhat || (hi == rhat && lo <= u0) {
			break
		}
		quotient--
		rhat, overflow = bits.Add64(rhat, v1, 0)
	}

	// The remainder is below the divisor, so 128 bits of the difference suffice.
	hi, lo := bits.Mul64(quotient, v0)
	hi += quotient * v1
	r0, borrow := bits.Sub64(u0, lo, 0)
	r1, _ = bits.Sub64(u1, hi, borrow)
	return quotient, r1 >> s, r0>>s | r1<<(64-s)
}
