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
func (s *Of[T]) Next() *T {
	if len(s.piece) == cap(s.piece) {
		s.piece = make([]T, 0, min(max(2*cap(s.piece), 1), size))
	}
	s.piece = s.piece[:len(s.piece)+1]
	return &s.piece[len(s.piece)-1]
}
