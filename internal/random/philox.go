package random

import "math/bits"

// Philox is Philox4x64-10: a bijection of 256-bit counters, one for each 128-bit key, whose values at
// successive counters pass for random. It needs no state, so that any block can be had at any time.
//
// Source: J. Salmon, M. Moraes, R. Dror, D. Shaw, Parallel random numbers: as easy as 1, 2, 3,
// Proceedings of SC11, 2011.
func Philox(counter [4]uint64, key [2]uint64) [4]uint64 {
	const (
		multiplier0, multiplier1 = 0xD2E7470EE14C6C93, 0xCA5A826395121157
		weyl0, weyl1             = 0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B
		rounds                   = 10
	)
	c0, c1, c2, c3 := counter[0], counter[1], counter[2], counter[3]
	k0, k1 := key[0], key[1]
	for range rounds {
		hi0, lo0 := bits.Mul64(multiplier0, c0)
		hi1, lo1 := bits.Mul64(multiplier1, c2)
		c0, c1, c2, c3 = hi1^c1^k0, lo1, hi0^c3^k1, lo0
		k0 += weyl0
		k1 += weyl1
	}
	return [4]uint64{c0, c1, c2, c3}
}
