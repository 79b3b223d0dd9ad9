package random

import (
	"math"
	"math/bits"
)

// Algorithm names the generator of [Stream]. It changes whenever a stream does.
const Algorithm = "philox4x64-10+xoshiro256++/1"

// Stream is the pseudo-random stream of one path. Philox turns (seed, path, purpose) into the 256 bits
// of state of xoshiro256++, which goes on from there: paths are as unrelated as blocks of Philox, and
// every further number costs a nanosecond. That two of a billion streams of a billion numbers overlap
// anywhere has a probability below 1e-40.
//
// The zero value is not usable. A Stream is not safe for concurrent use; it is small, and every worker
// has its own.
//
// Source of xoshiro256++: D. Blackman, S. Vigna, Scrambled linear pseudorandom number generators, ACM
// Transactions on Mathematical Software 47 (2021).
type Stream struct{ s0, s1, s2, s3 uint64 }

// NewStream is the stream of a path. Purpose tells apart the streams that one path needs.
func NewStream(seed, path, purpose uint64) Stream {
	s := Philox([4]uint64{path, purpose, 0, 0}, [2]uint64{seed, 0})
	return Stream{s[0], s[1], s[2], s[3]}
}

// Uint64 is the next number: 64 random bits.
func (s *Stream) Uint64() uint64 {
	result := bits.RotateLeft64(s.s0+s.s3, 23) + s.s0
	t := s.s1 << 17
	s.s2 ^= s.s0
	s.s3 ^= s.s1
	s.s1 ^= s.s2
	s.s0 ^= s.s3
	s.s2 ^= t
	s.s3 = bits.RotateLeft64(s.s3, 45)
	return result
}

// Float64 is the next number as a uniform one: an odd multiple of 2⁻⁵³ strictly between 0 and 1. With
// u, 1 − u is one of the same numbers, exactly.
func (s *Stream) Float64() float64 { return Uniform(s.Uint64()) }

// Uniform turns 64 random bits into a uniform number strictly between 0 and 1, using the upper 52.
func Uniform(u uint64) float64 { return (float64(u>>12) + 0.5) * 0x1p-52 }

// Normal is a standard normal variable, by the polar method of Marsaglia. (Where a quantity must move
// monotonically with a uniform number, take the quantile function instead.)
func (s *Stream) Normal() float64 {
	for {
		x, y := 2*s.Float64()-1, 2*s.Float64()-1
		if q := x*x + y*y; q < 1 && q > 0 {
			return x * math.Sqrt(-2*math.Log(q)/q)
		}
	}
}
