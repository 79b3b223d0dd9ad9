package reconstruct

import "math/bits"

// random is a stream of random numbers: SplitMix64 (Steele, Lea, Flood, "Fast splittable
// pseudorandom number generators", OOPSLA 2014). It is written out here because the states found
// with it are kept in files: the streams of a library may change, this one may not.
type random struct{ state uint64 }

// newRandom gives the stream of a seed.
func newRandom(seed uint64) *random { return &random{state: seed} }

// next gives the next 64 random bits.
func (r *random) next() uint64 {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below gives a whole number from 0 to n − 1, n > 0. The bias of the multiplication, below n/2^64,
// does not matter to a search.
func (r *random) below(n int) int {
	hi, _ := bits.Mul64(r.next(), uint64(n))
	return int(hi)
}

// between gives a whole number from low to high, both included.
func (r *random) between(low, high int) int { return low + r.below(high-low+1) }

// pick gives one of the elements of a list that is not empty.
func pick[T any](r *random, list []T) T { return list[r.below(len(list))] }

// shuffle puts a list into random order.
func shuffle[T any](r *random, list []T) {
	for i := len(list) - 1; i > 0; i-- {
		j := r.below(i + 1)
		list[i], list[j] = list[j], list[i]
	}
}
