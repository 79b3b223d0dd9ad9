package search

import "math/bits"

// Random is a stream of random numbers: SplitMix64 (Steele, Lea, Flood, "Fast splittable
// pseudorandom number generators", OOPSLA 2014). It is written out here because the states found
// with it are kept in files: the streams of a library may change, this one may not.
type Random struct{ state uint64 }

// NewRandom gives the stream of a seed.
func NewRandom(seed uint64) *Random { return &Random{state: seed} }

// Uint64 gives the next 64 random bits.
func (r *Random) Uint64() uint64 {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Below gives a whole number from 0 to n − 1, n > 0. The bias of the multiplication, below n/2^64,
// does not matter to a search.
func (r *Random) Below(n int) int {
	hi, _ := bits.Mul64(r.Uint64(), uint64(n))
	return int(hi)
}

// Between gives a whole number from low to high, both included.
func (r *Random) Between(low, high int) int { return low + r.Below(high-low+1) }

// Pick gives one of the elements of a list that is not empty.
func Pick[T any](r *Random, list []T) T { return list[r.Below(len(list))] }

// Shuffle puts a list into random order.
func Shuffle[T any](r *Random, list []T) {
	for i := len(list) - 1; i > 0; i-- {
		j := r.Below(i + 1)
		list[i], list[j] = list[j], list[i]
	}
}
