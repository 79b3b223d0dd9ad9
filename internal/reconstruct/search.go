package reconstruct

import (
	"fmt"
)

// Where the searches begin: seeds that lead to a pool at the first attempt. Others lead to other pools
// with the same figures, or take more attempts.
const (
	wenkeSeed  = 28
	qiyiSeed   = 1
	kaideSeed  = 1
	longheSeed = 25
)

// attempts is how many states a search starts from before it gives up. Each takes up to a second.
const attempts = 40

// usual suits landscapes in which a figure that is off by one percent of the pool counts 10^7.
var usual = effort{threshold: 4_000_000, steps: 100_000, rounds: 4}

// find searches for a pool that meets every figure of a case.
func find[P landscape](c Case, start func(Case, *random) (P, error), seed uint64) (P, *random, error) {
	var last error
	for n := range attempts {
		r := newRandom(seed + uint64(n))
		p, err := start(c, r)
		if err != nil {
			return p, nil, err
		}
		if last = descend(r, p, usual); last == nil {
			return p, r, nil
		}
	}
	var none P
	return none, nil, fmt.Errorf("reconstruct: %s: %w", c.ID, last)
}
