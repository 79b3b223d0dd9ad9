// Package textindex answers: at which place of a list does this text stand?
//
// It finds texts that lie elsewhere, in the elements of a list that only grows, and keeps no copy of
// them: a map of texts to places takes four times the memory.
package textindex

import "hash/maphash"

// Index finds the places of texts in a list. The zero value is empty and ready to use. It is not safe
// for concurrent use.
//
// Hashes differ from one process to the next; what is found does not.
type Index struct {
	seed  maphash.Seed
	slots []slot // a power of two of them, at least a fifth of them empty
	used  int
}

// slot holds a place and the hash of the text that stands there; place is counted from 1, 0 is empty.
type slot struct{ place, hash uint32 }

// Hash gives the hash of a text in this index.
func (x *Index) hashOf(text string) uint32 {
	if x.slots == nil {
		x.Grow(1)
	}
	return uint32(maphash.String(x.seed, text))
}

// Grow makes room for n texts more.
func (x *Index) Grow(n int) {
	if x.slots == nil {
		x.seed = maphash.MakeSeed()
	}
	size := max(len(x.slots), 16)
	for (x.used+n)*5 > size*4 {
		size *= 2
	}
	if size == len(x.slots) {
		return
	}
	before := x.slots
	x.slots = make([]slot, size)
	for _, s := range before {
		if s.place != 0 {
			x.put(s)
		}
	}
}

func (x *Index) put(s slot) {
	mask := uint32(len(x.slots) - 1)
	at := s.hash & mask
	for x.slots[at].place != 0 {
		at = (at + 1) & mask
	}
	x.slots[at] = s
}

// Find gives the first place that was added for a text. textAt gives the text that stands at a place.
func (x *Index) Find(text string, textAt func(place int) string) (int, bool) {
	hash := x.hashOf(text)
	mask := uint32(len(x.slots) - 1)
	for at := hash & mask; x.slots[at].place != 0; at = (at + 1) & mask {
		if s := x.slots[at]; s.hash == hash && textAt(int(s.place-1)) == text {
			return int(s.place - 1), true
		}
	}
	return 0, false
}

// Add says that a text which the index does not have stands at a place.
func (x *Index) Add(text string, place int) {
	hash := x.hashOf(text)
	x.Grow(1)
	x.put(slot{uint32(place) + 1, hash})
	x.used++
}
