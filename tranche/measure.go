package tranche

import (
	"math"
	"math/bits"

	"github.com/ipabs/ipabs/money"
)

// measure works out every test of the deal, in order. Until a test is worked out formulas see its outcome
// at the payment before.
func (r *Runner) measure(k int) error {
	for i := range r.test {
		t, s := &r.deal.tests[i], &r.test[i]
		num, den := r.measured(t.num), max(0, r.measured(t.den))
		var limit money.Rate
		if t.bands != nil {
			limit = t.bands[k]
		} else {
			limit = money.Rate(r.eval(t.limit))
		}
		s.num, s.den, s.limit, s.cure, s.value, s.single = num, den, limit, 0, 0, 0
		s.known = !t.needsRights || r.c.RightsValue.IsKnown()
		s.none = den == 0
		breached := false
		if s.known && den != 0 {
			if r.record || t.valued || t.average > 1 {
				s.single = ratioOf(num, den)
				s.value = s.single
			}
			if t.average > 1 {
				s.value = r.meanValue(k, i, t.average)
				breached = !passesRate(s.value, limit, t.is)
			} else if breached = !passes(num, den, limit, t.is); breached {
				s.cure = cure(s, t)
			}
		}
		count := 0
		if breached {
			count = r.testCount[i] + 1
		}
		r.testCount[i] = count
		s.breached, s.count, s.failing = breached, int32(count), count >= t.consecutive
		r.tested = i + 1
	}
	return nil
}

// ratioOf is a/b with twelve decimals, half to even; the largest number where it is larger than that, and as
// far below zero.
func ratioOf(a, b money.Amount) money.Rate {
	v, err := money.MulDiv(int64(a), int64(money.One), int64(b))
	switch {
	case err == nil:
		return money.Rate(v)
	case a < 0:
		return -math.MaxInt64
	}
	return math.MaxInt64
}

// meanValue is the mean of the values of a test over so many payments up to k, of those that have one.
func (r *Runner) meanValue(k, i, over int) money.Rate {
	var hi, lo, n uint64
	for j := max(0, k-over+1); j <= k; j++ {
		s := r.testAt(j, i)
		if !s.known || s.none {
			continue
		}
		var carry uint64
		lo, carry = bits.Add64(lo, uint64(s.single), 0)
		hi += carry + uint64(s.single>>63) // the sign goes all the way up
		n++
	}
	negative := int64(hi) < 0
	if negative {
		var borrow uint64
		lo, borrow = bits.Sub64(0, lo, 0)
		hi = -hi - borrow
	}
	v, rest := bits.Div64(hi, lo, n) // n ≥ 1, for payment k has a value; the mean is no larger than the largest
	if rest > n-rest || rest == n-rest && v&1 == 1 {
		v++
	}
	if negative {
		return -money.Rate(v)
	}
	return money.Rate(v)
}

// passes decides num/den against limit exactly: num × 10^12 against limit × den in 128 bits. Excess spread and
// its limit may be below zero.
func passes(num, den money.Amount, limit money.Rate, is Comparison) bool {
	below, equal := num < 0, false // below and limit on either side of zero
	if below == (limit < 0) {
		a1, a0 := bits.Mul64(magnitude(int64(num)), uint64(money.One))
		b1, b0 := bits.Mul64(magnitude(int64(limit)), uint64(den))
		equal = a1 == b1 && a0 == b0
		less := a1 < b1 || a1 == b1 && a0 < b0
		below = !equal && less != (num < 0)
	}
	switch is {
	case AtLeast:
		return !below
	case Above:
		return !below && !equal
	case AtMost:
		return below || equal
	}
	return below
}

func magnitude(v int64) uint64 {
	if v < 0 {
		return -uint64(v)
	}
	return uint64(v)
}

func passesRate(v, limit money.Rate, is Comparison) bool {
	switch is {
	case AtLeast:
		return v >= limit
	case Above:
		return v > limit
	case AtMost:
		return v <= limit
	}
	return v < limit
}

// cure is the least amount that makes a breached test pass: so much less in the denominator where debt
// can be paid down, so much more in the numerator where it cannot; for an upper limit so much less in the
// numerator.
func cure(s *testState, t *test) money.Amount {
	lower := t.is == AtLeast || t.is == Above
	if lower && t.payDown {
		if s.limit <= 0 {
			return 0 // what is too little below zero is so at any debt
		}
		// The largest denominator at which the test passes.
		fits, exact := floorDiv(max(0, s.num), money.One, s.limit)
		if exact && t.is == Above {
			fits--
		}
		return s.den - max(0, fits)
	}
	bound, exact := floorDiv(s.den, money.Rate(magnitude(int64(s.limit))), money.One) // limit × den
	if s.limit < 0 {
		bound = -bound
		if !exact {
			bound--
		}
	}
	switch t.is {
	case AtLeast:
		if !exact {
			bound++
		}
		return bound - s.num
	case Above:
		return bound + 1 - s.num
	case AtMost:
		return s.num - bound
	}
	if exact {
		bound--
	}
	return s.num - bound
}

// floorDiv is the whole part of a·b/c, and whether it is all of it. A quotient beyond the range of
// amounts is the largest amount.
func floorDiv(a money.Amount, b, c money.Rate) (money.Amount, bool) {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	if hi >= uint64(c) {
		return maxCall, false
	}
	q, rest := bits.Div64(hi, lo, uint64(c))
	if q > uint64(maxCall) {
		return maxCall, false
	}
	return money.Amount(q), rest == 0
}
