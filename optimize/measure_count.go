package optimize

import "math/big"

// bucketCount is the number of buckets with an amount: with the key group, of unrelated obligors.
type bucketCount struct {
	groupMeasure
}

func (bucketCount) unit() unit { return ofCount }

func (v bucketCount) read(x *choice) (*big.Rat, bool) {
	known, _, _ := v.worst(x)
	n := 0
	for _, a := range known {
		if a > 0 {
			n++
		}
	}
	return big.NewRat(int64(n), 1), true
}

// learn asks for the rows: most floors hold without any.
func (bucketCount) learn(mem *memory, at place, _ *choice, _ bool, _ *big.Rat) bool {
	return mem.watch(at, 0)
}

// rows, once a choice has broken the limit, has a binary for every bucket: for a floor it can be 1 only if some contract of the bucket is in,
// for a ceiling it must be 1 if any is.
func (v bucketCount) rows(m *model, ceiling bool, limit *big.Rat) {
	if len(m.memory.watched[m.place()]) == 0 {
		return
	}
	sum := linear{}
	members := make([][]int, len(v.keys))
	for i, parts := range v.parts {
		for _, q := range parts {
			if q.amount > 0 && (v.apart || q.bucket != v.unknown) {
				members[q.bucket] = append(members[q.bucket], i)
			}
		}
	}
	for _, list := range members {
		if len(list) == 0 {
			continue
		}
		if len(list) == 1 {
			sum.add(list[0], 1)
			continue
		}
		y := m.binary()
		sum.add(y, 1)
		if !ceiling {
			l := linear{}
			l.add(y, 1)
			for _, i := range list {
				l.add(i, -1)
			}
			m.defineCount(l, 0)
			continue
		}
		for _, i := range list {
			l := linear{}
			l.add(i, 1)
			l.add(y, -1)
			m.defineCount(l, 0)
		}
	}
	m.countSide(sum, ceiling, toFloat(limit))
}

// defineCount is define over the indicators.
func (m *model) defineCount(l linear, hi float64) {
	chosen := m.chosen
	m.chosen = -1
	m.countAtMost(l, hi)
	m.chosen = chosen
}
