package cashflow

import (
	"math/bits"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// factor is a discount factor between 0 and 1 in units of 2^-63. Integers make the level instalment
// and the implied rate the same on every machine, and are some thousand times finer than float64.
type factor uint64

const undiscounted factor = 1 << 63

// over returns v / (1 + r·f), rounded to the nearest unit, for r ≥ 0 and f ≥ 0. It returns false when
// 1 + r·f is beyond 64 bits in units of 1e-12/f.Den, which a growth below a hundredfold never is.
func (v factor) over(r money.Rate, f calendar.Fraction) (factor, bool) {
	// 1 + r·num/(den·10^12) = (den·10^12 + r·num) / (den·10^12); den divides 1,603,080, so the first
	// product fits.
	one := uint64(f.Den) * uint64(money.One)
	hi, growth := bits.Mul64(uint64(r), uint64(f.Num))
	grown, carry := bits.Add64(one, growth, 0)
	if hi|carry != 0 {
		return 0, false
	}
	n1, n0 := bits.Mul64(uint64(v), one) // n1 < one ≤ grown
	quotient, remainder := bits.Div64(n1, n0, grown)
	if remainder >= grown-remainder {
		quotient++
	}
	return factor(quotient), true
}

// levelPayment returns the instalment P (等额本息) of a level plan:
//
//	P = balance / Σ_k Π_{j≤k} 1/(1 + r·f_j)
//
// rounded once to the minor unit, half-even. For constant r·f it is the annuity formula
// balance·i / (1 − (1+i)^−n). Before the rounding the error is below n·P·2^-61 minor units. Errors:
// ErrRateRange, money.ErrOverflow.
func levelPayment(balance money.Amount, r money.Rate, fractions []calendar.Fraction) (money.Amount, error) {
	var s1, s0, carry uint64
	v, ok := undiscounted, true
	if r == 0 { // every factor is 1
		s1, s0 = bits.Mul64(uint64(v), uint64(len(fractions)))
	} else {
		for _, f := range fractions {
			if v, ok = v.over(r, f); !ok {
				return 0, ErrRateRange
			}
			s0, carry = bits.Add64(s0, uint64(v), 0)
			s1 += carry
		}
	}
	// balance·2^63 / (s1,s0), both shifted until the divisor has 64 bits.
	shift := uint(bits.Len64(s1))
	divisor := s1<<(64-shift) | s0>>shift
	n1, n0 := uint64(balance)>>1, uint64(balance)<<63
	n1, n0 = n1>>shift, n1<<(64-shift)|n0>>shift
	if n1 >= divisor {
		return 0, money.ErrOverflow
	}
	quotient, remainder := bits.Div64(n1, n0, divisor)
	if gap := divisor - remainder; remainder > gap || remainder == gap && quotient&1 == 1 {
		quotient++
	}
	if quotient>>63 != 0 {
		return 0, money.ErrOverflow
	}
	return money.Amount(quotient), nil
}

// comparePV compares the present value of payments at rate r with an amount: −1, 0 or +1, where 0
// means equal to within the error of the fixed point, n·2^-63 for each unit paid. That is far below
// what a step of 1e-12 in the rate moves, so a rate that fits exactly is found exactly. False means
// that the rate is out of range.
func comparePV(payments []money.Amount, r money.Rate, fractions []calendar.Fraction, amount money.Amount) (int, bool) {
	// Σ payments fits int64 and v ≤ 2^63, so the sum of the products is below 2^127.
	var s1, s0, paid uint64
	v, ok := undiscounted, true
	for k, p := range payments {
		if v, ok = v.over(r, fractions[k]); !ok {
			return 0, false
		}
		hi, lo := bits.Mul64(uint64(p), uint64(v))
		var carry uint64
		s0, carry = bits.Add64(s0, lo, 0)
		s1, _ = bits.Add64(s1, hi, carry)
		paid += uint64(p)
	}
	a1, a0 := uint64(amount)>>1, uint64(amount)<<63
	e1, e0 := bits.Mul64(paid, uint64(len(payments)))
	switch {
	case exceeds(s1, s0, a1, a0, e1, e0):
		return 1, true
	case exceeds(a1, a0, s1, s0, e1, e0):
		return -1, true
	}
	return 0, true
}

// exceeds reports x > y + z for 128-bit numbers whose sum fits.
func exceeds(x1, x0, y1, y0, z1, z0 uint64) bool {
	low, carry := bits.Add64(y0, z0, 0)
	high, _ := bits.Add64(y1, z1, carry)
	return x1 > high || x1 == high && x0 > low
}
