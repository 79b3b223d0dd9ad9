// Package exactsum adds numbers without rounding, so that a sum does not depend on the order of its
// terms, and the sums of parts add up to the very sum of the whole: what makes a simulation the same to
// the bit for any number of workers and any division into shards.
package exactsum

import (
	"math"
	"math/big"
)

// Sum is the exact sum of float64 numbers: a fixed-point number of 384 bits. Terms are cut to multiples
// of 2⁻¹⁹², each for itself; a term that is no number or reaches 2¹⁸⁰ makes the sum NaN. The zero value
// is the empty sum. (U. Kulisch's long accumulator, on limbs that have room for carries.)
type Sum struct {
	limb [limbs]int64 // the limb k counts units of 2^(32k−192), and may hold carries
	left int32        // additions until carries must be passed on, as a negative number from 0
	bad  bool
}

const (
	limbs  = 12
	offset = 192 // 2^−offset is the unit of the lowest limb
	most   = 180 // terms lie below 2^most
	room   = 1 << 30
)

// Add adds a term.
func (s *Sum) Add(x float64) {
	if x == 0 {
		return
	}
	b := math.Float64bits(x)
	exponent := int(b>>52&0x7ff) - 1023
	if exponent >= most {
		s.bad = true
		return
	}
	at := exponent - 52 + offset // of the lowest bit of the mantissa
	mantissa := b&(1<<52-1) | 1<<52
	if at < 0 {
		if at <= -53 {
			return
		}
		mantissa >>= -at
		at = 0
	}
	k, shift := at>>5, uint(at&31)
	low, middle, high := int64(mantissa<<shift&(1<<32-1)), int64(mantissa>>(32-shift)&(1<<32-1)), int64(mantissa>>32>>(32-shift))
	if b>>63 == 0 {
		s.limb[k] += low
		s.limb[k+1] += middle
		s.limb[k+2] += high
	} else {
		s.limb[k] -= low
		s.limb[k+1] -= middle
		s.limb[k+2] -= high
	}
	if s.left++; s.left == room {
		s.carry()
	}
}

// AddSum adds the terms of another sum.
func (s *Sum) AddSum(t *Sum) {
	other := *t
	other.carry()
	s.carry()
	for k, v := range other.limb {
		s.limb[k] += v
	}
	s.left = 1
	s.bad = s.bad || other.bad
}

// carry leaves every limb but the highest between 0 and 2³² − 1.
func (s *Sum) carry() {
	for k := range limbs - 1 {
		s.limb[k+1] += s.limb[k] >> 32
		s.limb[k] &= 1<<32 - 1
	}
	s.left = 0
}

// Value is the sum, rounded once, to nearest.
func (s *Sum) Value() float64 {
	if s.bad {
		return math.NaN()
	}
	total := new(big.Int)
	for k := limbs - 1; k >= 0; k-- {
		total.Lsh(total, 32)
		total.Add(total, big.NewInt(s.limb[k]))
	}
	f := new(big.Float).SetPrec(limbs*32 + 64).SetInt(total)
	v, _ := f.SetMantExp(f, -offset).Float64()
	return v
}
