// Package slab answers: where does the next of many values lie?
//
// A list of a hundred thousand values that grows by and by moves its values several times, and leaves
// several times its size behind for the collector. A list of pointers into slabs moves pointers.
package slab

// Of hands out places for values, those of many in one piece of memory that does not move. The zero value is
// ready to use. It is not safe for concurrent use.
type Of[T any] struct{ piece []T }

// size is how many values lie in one piece, once there are more than a few.
const size = 1000

// Next gives the place of another value, which is zero.
func (s *Of[T]) Next() *T { return &s.Take(1)[0] }

// Take gives the places of n values side by side, which are zero.
func (s *Of[T]) Take(n int) []T {
	if cap(s.piece)-len(s.piece) < n {
		s.piece = make([]T, 0, max(min(2*cap(s.piece), size), n))
	}
	from := len(s.piece)
	s.piece = s.piece[:from+n]
	return s.piece[from : from+n : from+n]
}
