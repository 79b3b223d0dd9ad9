package pool

import (
	"cmp"
	"slices"

	"github.com/ipabs/ipabs/money"
)

// Ranked is one contract in a list of the largest.
type Ranked struct {
	Rank       int // from 1
	Contract   int // index in the pool
	ID         string
	Amount     money.Amount // outstanding principal
	Share      float64      // of the pool's outstanding principal
	Cumulative float64      // share of this contract and all before it
}

// Largest gives the n contracts with the most outstanding principal (前n大资产), the largest first,
// equal ones in the order of the pool; all of them when there are fewer. It ranks contracts, not
// obligors: for those see package concentration.
func (p *Pool) Largest(n int) []Ranked {
	order := make([]int, len(p.contracts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(p.contracts[b].Principal, p.contracts[a].Principal)
	})
	order = order[:min(max(n, 0), len(order))]
	list := make([]Ranked, len(order))
	var sum money.Amount
	for k, i := range order {
		c := p.contracts[i]
		sum += c.Principal
		list[k] = Ranked{Rank: k + 1, Contract: i, ID: c.ID, Amount: c.Principal,
			Share: float64(c.Principal) / float64(p.principal), Cumulative: float64(sum) / float64(p.principal)}
	}
	return list
}
