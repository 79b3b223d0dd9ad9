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
		num, den := r.measured(t.num), r.measured(t.den)
		limit := money.Rate(0)
		if t.bands != nil {
			limit = t.bands[k]
		} else {
			limit = max(0, money.Rate(r.eval(t.limit)))
		}
		*s = testState{num: num, den: den, limit: limit}
		s.known = !t.needsRights || r.c.RightsValue.IsKnown()
		s.none = s.den == 0
		if s.known && !s.none {
			if r.record || t.valued || t.average > 1 {
				s.single = ratioOf(s.num, s.den)
				s.value = s.single
			}
			if t.average > 1 {
				s.value = r.meanValue(k, i, t.average)
				s.breached = !passesRate(s.value, s.limit, t.is)
			} else {
				s.breached = !passes(s.num, s.den, s.limit, t.is)
				s.cure = cure(s, t)
			}
		}
		if s.breached {
			r.testCount[i]++
		} else {
			r.testCount[i] = 0
		}
		s.count = int32(r.testCount[i])
		s.failing = r.testCount[i] >= t.consecutive
		r.tested = i + 1
	}
	return nil
}

// ratioOf is a/b with twelve decimals, half to even; the largest number where it is larger than that.
func ratioOf(a, b money.Amount) money.Rate {
	v, err := money.MulDiv(int64(a), int64(money.One), int64(b))
	if err != nil {
		return math.MaxInt64
	}
	return money.Rate(v)
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
		hi += carry
		n++
	}
	v, rest := bits.Div64(hi, lo, n) // n ≥ 1, for payment k has a value; the mean is no larger than the largest
	if rest > n-rest || rest == n-rest && v&1 == 1 {
		v++
	}
	return money.Rate(v)
}

// passes decides num/den against limit exactly: num × 10^12 against limit × den in 128 bits.
func passes(num, den money.Amount, limit money.Rate, is Comparison) bool {
	a1, a0 := bits.Mul64(uint64(num), uint64(money.One))
	b1, b0 := bits.Mul64(uint64(limit), uint64(den))
	less := a1 < b1 || a1 == b1 && a0 < b0
	equal := a1 == b1 && a0 == b0
	switch is {
	case AtLeast:
		return !less
	case Above:
		return !less && !equal
	case AtMost:
		return less || equal
	}
	return less
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
	if !s.breached {
		return 0
	}
	lower := t.is == AtLeast || t.is == Above
	if lower && t.payDown {
		if s.limit == 0 {
			return 0
		}
		// The largest denominator at which the test passes.
		fits, exact := floorDiv(s.num, money.One, s.limit)
		if exact && t.is == Above {
			fits--
		}
		return s.den - max(0, fits)
	}
	bound, exact := floorDiv(s.den, s.limit, money.One) // limit × den
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
	return s.num - max(0, bound)
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
