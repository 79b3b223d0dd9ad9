package cashflow

import (
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/pool"
)

// Select lists the contracts of a pool that the scope names, by index and in order. The error is a
// *faults.Error: a name that the pool does not know, and a scope that no contract meets.
func (s ScopeSpec) Select(p *pool.Pool) ([]int, error) {
	var list faults.List
	in := s.contracts(p, &list, "applies_to")
	return in, list.Err()
}
