package reconstruct

import (
	"errors"
	"fmt"
)

// ErrNotFound says that the search ended before every target was met.
var ErrNotFound = errors.New("reconstruct: no pool found that meets every figure")

// landscape is a state to walk over.
type landscape interface {
	// miss says how far the state is from its targets, in a unit of the landscape's own; 0 when all
	// of them are met.
	miss() int64
	// step changes the state at random and gives what takes the change back.
	step(r *random) (undo func())
}

// halvings is how often the threshold is halved in a round, so that every scale down to a millionth of
// it gets the same share of the steps.
const halvings = 20

// effort says how long to search and how rough the landscape is.
type effort struct {
	// threshold is by how much a step may make things worse at the beginning of a round, in the unit
	// of miss.
	threshold int64
	// steps is the number of steps in a round, over which the threshold is halved again and
	// again.
	steps int
	// rounds is the largest number of rounds.
	rounds int
}

// descend walks until miss is 0, and leaves the state there. It gives an error that wraps
// ErrNotFound when the rounds are over before; the state is then wherever the walk stood.
//
// Method: G. Dueck, T. Scheuer, "Threshold accepting", Journal of Computational Physics 90 (1990).
func descend(r *random, l landscape, s effort) error {
	miss := l.miss()
	for range s.rounds {
		for k := range s.steps {
			if miss == 0 {
				return nil
			}
			threshold := s.threshold >> (halvings * k / s.steps)
			undo := l.step(r)
			next := l.miss()
			if next > miss+threshold {
				undo()
				continue
			}
			miss = next
		}
	}
	if miss == 0 {
		return nil
	}
	return fmt.Errorf("%w: %d short after %d rounds of %d steps", ErrNotFound, miss, s.rounds, s.steps)
}
