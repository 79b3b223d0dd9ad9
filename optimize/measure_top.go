package optimize

import (
	"math/big"
	"slices"

	"github.com/ipabs/ipabs/money"
)

// topShare is the share of the k largest buckets together. It is the least over t ≥ 0 of k·t + Σ_b
// max(0, B_b − t), so that rows with one further variable for t and one for each bucket say it exactly.
// Buckets come in as they are needed: leaving one out only loosens the rows.
type topShare struct {
	groupMeasure
	k int
}

func (topShare) unit() unit { return ofShare }

func (v topShare) read(x *choice) (*big.Rat, bool) {
	known, unknown, total := v.worst(x)
	slices.SortFunc(known, func(a, b money.Amount) int { return int(min(max(b-a, -1), 1)) })
	for _, a := range known[:min(v.k, len(known))] {
		unknown += a
	}
	return quotient(unknown, total)
}

// firstWatched is how many buckets a rule on the largest watches from the start.
const firstWatched = 64

func (v topShare) rows(m *model, _ bool, limit *big.Rat) {
	watched := slices.Clone(m.memory.watched[m.place()])
	for _, b := range v.largest(firstWatched) {
		if !slices.Contains(watched, b) {
			watched = append(watched, b)
		}
	}
	slices.Sort(watched)
	apart := v.groupMeasure
	apart.apart = true
	all := 0.0
	for _, a := range v.amounts {
		all += float64(a)
	}
	all /= minorUnits(m.c.pool.Currency()) * m.c.scale
	t := m.continuous(all)
	top := linear{}
	top.add(t, float64(v.k))
	for _, b := range watched {
		u := m.continuous(all)
		over := linear{}
		apart.addBucket(m, &over, b, 1)
		over.add(t, -1)
		over.add(u, -1)
		m.define(over, 0)
		top.add(u, 1)
	}
	if !v.apart && v.unknown >= 0 {
		apart.addBucket(m, &top, v.unknown, 1)
	}
	v.addTotal(m, &top, -toFloat(limit))
	m.atMost(top, 0)
}

// largest gives the buckets that can hold the most, in the order of the pool.
func (v topShare) largest(n int) []int {
	most := make([]money.Amount, len(v.keys))
	for _, parts := range v.parts {
		for _, q := range parts {
			most[q.bucket] += q.amount
		}
	}
	list := v.named()
	slices.SortStableFunc(list, func(a, b int) int { return int(min(max(most[b]-most[a], -1), 1)) })
	return list[:min(n, len(list))]
}

func (v topShare) learn(mem *memory, at place, x *choice, _ bool, _ *big.Rat) bool {
	known, _, _ := v.worst(x)
	order := v.named()
	slices.SortStableFunc(order, func(a, b int) int { return int(min(max(known[b]-known[a], -1), 1)) })
	start := v.largest(firstWatched)
	learnt := false
	for _, b := range order[:min(v.k, len(order))] {
		if !slices.Contains(mem.watched[at], b) && !slices.Contains(start, b) {
			mem.watched[at] = append(mem.watched[at], b)
			learnt = true
		}
	}
	return learnt
}
