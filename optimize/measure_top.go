package optimize

import (
	"math/big"
	"slices"

	"github.com/ipabs/ipabs/money"
)

// topShare is the share of the k largest buckets together. Each choice that breaks the limit is first
// answered with the row for those k buckets. After some of these, the rows say all there is to say: the
// share is the least over t ≥ 0 of k·t + Σ_b max(0, B_b − t), so that one further variable for t and one
// for each bucket are enough. Buckets come in as they are needed: leaving one out only loosens the rows.
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

// mostSubsets is how many rows for single sets of buckets there may be before further variables take over;
// then at least firstWatched buckets have one.
const (
	mostSubsets  = 12
	firstWatched = 64
)

func (v topShare) rows(m *model, _ bool, limit *big.Rat) {
	for _, set := range m.memory.subsets[m.place()] {
		l := linear{}
		v.addSet(m, &l, set)
		v.addTotal(m, &l, -toFloat(limit))
		m.atMost(l, 0)
	}
	watched := slices.Clone(m.memory.watched[m.place()])
	if len(watched) == 0 {
		return
	}
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

// addSet adds what contracts hold in some buckets, and what may belong to them.
func (v topShare) addSet(m *model, l *linear, set []int) {
	apart := v.groupMeasure
	apart.apart = true
	for _, b := range set {
		apart.addBucket(m, l, b, 1)
	}
	if !v.apart && v.unknown >= 0 && !slices.Contains(set, v.unknown) {
		apart.addBucket(m, l, v.unknown, 1)
	}
}

func (v topShare) learn(mem *memory, at place, x *choice, _ bool, _ *big.Rat) bool {
	known, _, _ := v.worst(x)
	order := v.named()
	slices.SortStableFunc(order, func(a, b int) int { return int(min(max(known[b]-known[a], -1), 1)) })
	set := order[:min(v.k, len(order))]
	slices.Sort(set)
	if len(mem.subsets[at]) < mostSubsets && !slices.ContainsFunc(mem.subsets[at], func(s []int) bool { return slices.Equal(s, set) }) {
		mem.subsets[at] = append(mem.subsets[at], set)
		return true
	}
	return mem.watch(at, set...)
}
