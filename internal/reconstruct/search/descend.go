package search

import (
	"errors"
	"fmt"
)

// ErrNotFound says that the search ended before every target was met.
var ErrNotFound = errors.New("search: no state found that meets every target")

// Landscape is a state to walk over.
type Landscape interface {
	// Miss says how far the state is from its targets, in a unit of the landscape's own; 0 when all
	// of them are met.
	Miss() int64
	// Step changes the state at random and gives what takes the change back.
	Step(r *Random) (undo func())
}

// halvings is how often the threshold is halved in a round, so that every scale down to a millionth of
// it gets the same share of the steps.
const halvings = 20

// Settings says how long to search and how rough the landscape is.
type Settings struct {
	// Threshold is by how much a step may make things worse at the beginning of a round, in the unit
	// of Miss.
	Threshold int64
	// Steps is the number of steps in a round, over which the threshold is halved again and
	// again.
	Steps int
	// Rounds is the largest number of rounds.
	Rounds int
}

// Descend walks until Miss is 0, and leaves the state there. It gives an error that wraps
// ErrNotFound when the rounds are over before; the state is then wherever the walk stood.
//
// Method: G. Dueck, T. Scheuer, "Threshold accepting", Journal of Computational Physics 90 (1990).
func Descend(r *Random, l Landscape, s Settings) error {
	miss := l.Miss()
	for range s.Rounds {
		for k := range s.Steps {
			if miss == 0 {
				return nil
			}
			threshold := s.Threshold >> (halvings * k / s.Steps)
			undo := l.Step(r)
			next := l.Miss()
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
	return fmt.Errorf("%w: %d short after %d rounds of %d steps", ErrNotFound, miss, s.Rounds, s.Steps)
}
