package concentration

import (
	"math"
	"math/bits"
)

// fixedSum adds numbers of [0, 1] in 128-bit fixed point with 96 fraction
// bits. Integer addition commutes, so the total has the same bits in whatever
// order the terms come; no sorting is needed, which is what makes the
// Herfindahl index of a million amounts a matter of milliseconds.
//
// Each term is cut off below 2^-96, so n terms lose at most n·2^-96 in all:
// with the scaling of [scaleOf] the total is at least 1/4 and the relative
// loss for a million terms is below 2^-74, far under the 2^-53 of a float64.
// There is room for 2^32 terms.
type fixedSum struct{ hi, lo uint64 }

const (
	mantissaBits  = 52
	exponentBias  = 1023
	fractionBits  = 96
	mantissaMask  = 1<<mantissaBits - 1
	implicitOne   = 1 << mantissaBits
	shiftFromBits = exponentBias + mantissaBits - fractionBits
)

// add adds v, which must lie in [0, 1].
func (s *fixedSum) add(v float64) {
	b := math.Float64bits(v)
	m := b&mantissaMask | implicitOne
	// For zero and subnormal v the implicit one is wrong, but it is shifted
	// out with the rest: the shift is then -979, and 1069 for a negative zero.
	shift := int(b>>mantissaBits) - shiftFromBits
	var hi, lo uint64
	if shift >= 0 {
		lo, hi = m<<uint(shift), m>>uint(64-shift)
	} else {
		lo = m >> uint(-shift)
	}
	var carry uint64
	s.lo, carry = bits.Add64(s.lo, lo, 0)
	s.hi, _ = bits.Add64(s.hi, hi, carry)
}

// float gives the total, rounded once to the nearest float64.
func (s fixedSum) float() float64 {
	hi, lo, exp := s.hi, s.lo, 64-fractionBits
	if hi == 0 {
		hi, lo, exp = lo, 0, exp-64
	}
	if hi == 0 {
		return 0
	}
	lead := bits.LeadingZeros64(hi)
	hi, lo, exp = hi<<lead|lo>>(64-lead), lo<<lead, exp-lead
	if lo != 0 {
		hi |= 1 // sticky bit: the conversion below then rounds as if it saw all 128 bits
	}
	return math.Ldexp(float64(hi), exp)
}

// compensated adds signed numbers with Neumaier's correction. Its result
// depends on the order of the terms, so callers feed it in ascending order of
// amount.
type compensated struct{ sum, lost float64 }

func (c *compensated) add(v float64) {
	t := c.sum + v
	if math.Abs(c.sum) >= math.Abs(v) {
		c.lost += (c.sum - t) + v
	} else {
		c.lost += (v - t) + c.sum
	}
	c.sum = t
}

func (c compensated) float() float64 { return c.sum + c.lost }
