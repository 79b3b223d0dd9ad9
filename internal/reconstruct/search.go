package reconstruct

import (
	"fmt"

	"github.com/ipabs/ipabs/internal/reconstruct/published"
	"github.com/ipabs/ipabs/internal/reconstruct/search"
)

// seed is where every search begins. Another seed gives other pools with the same figures.
const seed = 1

// attempts is how many states a search starts from before it gives up. Each takes about a second.
const attempts = 40

// settings suit landscapes in which a figure that is off by one percent of the pool counts 10^7.
var settings = search.Settings{Threshold: 4_000_000, Steps: 100_000, Rounds: 4}

// find searches for a pool that meets every figure of a case.
func find[P search.Landscape](c published.Case, start func(published.Case, *search.Random) (P, error)) (P, *search.Random, error) {
	var last error
	for n := range attempts {
		r := search.NewRandom(seed + uint64(n))
		p, err := start(c, r)
		if err != nil {
			return p, nil, err
		}
		if last = search.Descend(r, p, settings); last == nil {
			println(c.ID, seed+uint64(n))
			return p, r, nil
		}
	}
	var none P
	return none, nil, fmt.Errorf("reconstruct: %s: %w", c.ID, last)
}
