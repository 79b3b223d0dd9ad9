package tape

import "math/bits"

// sieve tells texts that come up once from those that may come up again, by their hashes: of the names and
// contracts of a large tape almost all are of the first kind, and only the others need be put into a map
// and compared. A text that comes up again always passes; a few others do too.
type sieve struct {
	once, again []uint64
}

// newSieve gives a sieve for about n hashes, with sixteen places for each.
func newSieve(n int) *sieve {
	words := 1 << bits.Len(uint(max(n, 1)*16/64))
	return &sieve{make([]uint64, words), make([]uint64, words)}
}

func (s *sieve) clear() {
	clear(s.once)
	clear(s.again)
}

func (s *sieve) place(hash uint64) (word int, bit uint64) {
	hash = mixed(hash)
	return int(hash >> 6 & uint64(len(s.once)-1)), 1 << (hash & 63)
}

func (s *sieve) add(hash uint64) {
	i, bit := s.place(hash)
	s.again[i] |= s.once[i] & bit
	s.once[i] |= bit
}

// passes reports whether a hash may have been added more than once.
func (s *sieve) passes(hash uint64) bool {
	i, bit := s.place(hash)
	return s.again[i]&bit != 0
}

// mixed spreads a hash over all its bits (the finalizer of SplitMix64).
func mixed(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// hashOf is FNV-1a: the same for a text on every machine and in every run.
func hashOf(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}
