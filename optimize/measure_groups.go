package optimize

import (
	"math/big"
	"slices"

	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/money"
)

// grouping says of every contract in which buckets it counts and with how much.
type grouping struct {
	measure concentration.Measure
	keys    []string
	labels  []string
	unknown int            // the bucket of amounts that belong nobody knows where, −1 for none
	mixed   int            // the bucket of contracts on rights of several types, −1 for none
	amounts []money.Amount // of the contracts on the basis
	parts   [][]part
}

type part struct {
	bucket int
	amount money.Amount
}

// newGrouping reads the buckets of a pool off a concentration state.
func newGrouping(s *concentration.State) *grouping {
	g := &grouping{measure: s.Measure(), unknown: -1, mixed: -1}
	for b := range s.Buckets() {
		e := s.Bucket(b)
		g.keys, g.labels = append(g.keys, e.Key), append(g.labels, e.Label)
		switch e.Key {
		case concentration.Unknown:
			g.unknown = b
		case concentration.Mixed:
			g.mixed = b
		}
	}
	for i := range s.Contracts() {
		var parts []part
		s.EachPart(i, func(bucket int, amount money.Amount) { parts = append(parts, part{bucket, amount}) })
		g.amounts, g.parts = append(g.amounts, s.Amount(i)), append(g.parts, parts)
	}
	return g
}

// bucket finds a bucket by its key. One that no contract is in is added, so that rules on it can be
// stated: present is false.
func (g *grouping) bucket(key string) (with *grouping, at int, present bool) {
	if at := slices.Index(g.keys, key); at >= 0 {
		return g, at, true
	}
	c := *g
	c.keys, c.labels = append(slices.Clone(g.keys), key), append(slices.Clone(g.labels), key)
	return &c, len(g.keys), false
}

// sums gives what a choice holds in every bucket, and in all.
func (g *grouping) sums(x *choice) (buckets []money.Amount, total money.Amount) {
	buckets = make([]money.Amount, len(g.keys))
	for i, taken := range x.taken {
		if taken == 0 {
			continue
		}
		total += x.part(i, g.amounts[i])
		for _, q := range g.parts[i] {
			buckets[q.bucket] += x.part(i, q.amount)
		}
	}
	return buckets, total
}

// groupMeasure is embedded by measures over a grouping.
type groupMeasure struct {
	*grouping
	apart bool // the unknown is a bucket like any other
}

// worst gives the sums with the unknown amounts taken out and beside them: wherever they belong, they
// add at most all of themselves to what is measured.
func (g groupMeasure) worst(x *choice) (known []money.Amount, unknown, total money.Amount) {
	known, total = g.sums(x)
	if !g.apart && g.unknown >= 0 {
		unknown = known[g.unknown]
		known[g.unknown] = 0
	}
	return known, unknown, total
}

// addBucket adds what contracts hold in a bucket, and what may belong to it.
func (g groupMeasure) addBucket(m *model, l *linear, bucket int, factor float64) {
	minor := minorUnits(m.c.pool.Currency())
	for i, parts := range g.parts {
		for _, q := range parts {
			if q.bucket == bucket || !g.apart && q.bucket == g.unknown {
				l.add(i, factor*float64(q.amount)/minor/m.c.scale)
			}
		}
	}
}

func (g groupMeasure) addTotal(m *model, l *linear, factor float64) {
	minor := minorUnits(m.c.pool.Currency())
	for i, a := range g.amounts {
		l.add(i, factor*float64(a)/minor/m.c.scale)
	}
}

// named are the buckets that rules on every bucket look at: all but the unknown, unless it stands apart
// or is alone.
func (g groupMeasure) named() []int {
	var list []int
	for b := range g.keys {
		if g.apart || b != g.unknown {
			list = append(list, b)
		}
	}
	if len(list) == 0 {
		list = []int{g.unknown}
	}
	return list
}

// bucketShare is the share of one bucket, or of the largest one when bucket is −1.
type bucketShare struct {
	groupMeasure
	bucket int
}

func (bucketShare) unit() unit { return ofShare }

func (v bucketShare) read(x *choice) (*big.Rat, bool) {
	known, unknown, total := v.worst(x)
	if v.bucket < 0 {
		return quotient(slices.Max(known)+unknown, total)
	}
	if v.mixedCounts() {
		unknown += known[v.mixed]
	}
	return quotient(known[v.bucket]+unknown, total)
}

// mixedCounts reports whether contracts on rights of several types may count in the bucket.
func (v bucketShare) mixedCounts() bool {
	return !v.apart && v.mixed >= 0 && v.bucket >= 0 && v.bucket != v.mixed
}

func (v bucketShare) rows(m *model, ceiling bool, limit *big.Rat) {
	buckets := []int{v.bucket}
	if v.bucket < 0 {
		buckets = v.notable(limit, m.memory.watched[m.place()])
	}
	for _, b := range buckets {
		l := linear{}
		v.addBucket(m, &l, b, 1)
		if v.mixedCounts() {
			mixed := v.groupMeasure
			mixed.apart = true
			mixed.addBucket(m, &l, v.mixed, 1)
		}
		v.addTotal(m, &l, -toFloat(limit))
		m.side(l, ceiling, 0)
	}
}

// notable are the buckets that get a row from the start, because they could hold the limit of a pool of a
// tenth of the candidates, and those that have broken it since.
func (v bucketShare) notable(limit *big.Rat, watched []int) []int {
	all, held := 0.0, make([]float64, len(v.keys))
	for i, a := range v.amounts {
		all += float64(a)
		for _, q := range v.parts[i] {
			held[q.bucket] += float64(q.amount)
		}
	}
	unknown := 0.0
	if !v.apart && v.unknown >= 0 {
		unknown = held[v.unknown]
	}
	var list []int
	for _, b := range v.named() {
		if held[b]+unknown > 0.1*toFloat(limit)*all || slices.Contains(watched, b) {
			list = append(list, b)
		}
	}
	return list
}

func (v bucketShare) learn(mem *memory, at place, x *choice, _ bool, limit *big.Rat) bool {
	if v.bucket >= 0 {
		return false
	}
	known, _, _ := v.worst(x)
	largest := 0
	for b, a := range known {
		if a > known[largest] {
			largest = b
		}
	}
	return !slices.Contains(v.notable(limit, mem.watched[at]), largest) && mem.watch(at, largest)
}

// floorShare is the share of one bucket for a floor: amounts that may or may not belong to it do not
// count.
type floorShare struct {
	plain
	groupMeasure
	bucket int
}

func (floorShare) unit() unit { return ofShare }

func (v floorShare) read(x *choice) (*big.Rat, bool) {
	known, total := v.sums(x)
	return quotient(known[v.bucket], total)
}

func (v floorShare) rows(m *model, ceiling bool, limit *big.Rat) {
	g := v.groupMeasure
	g.apart = true
	l := linear{}
	g.addBucket(m, &l, v.bucket, 1)
	g.addTotal(m, &l, -toFloat(limit))
	m.side(l, ceiling, 0)
}

// bucketAmount is the amount of one bucket, or of the largest one when bucket is −1.
type bucketAmount struct {
	plain
	groupMeasure
	bucket int
}

func (bucketAmount) unit() unit { return ofAmount }

func (v bucketAmount) read(x *choice) (*big.Rat, bool) {
	known, unknown, _ := v.worst(x)
	if v.bucket < 0 {
		return big.NewRat(int64(slices.Max(known)+unknown), 1), true
	}
	return big.NewRat(int64(known[v.bucket]+unknown), 1), true
}

func (v bucketAmount) rows(m *model, ceiling bool, limit *big.Rat) {
	buckets := []int{v.bucket}
	if v.bucket < 0 {
		buckets = v.named()
	}
	for _, b := range buckets {
		l := linear{}
		v.addBucket(m, &l, b, 1)
		m.side(l, ceiling, toFloat(limit)/minorUnits(m.c.pool.Currency())/m.c.scale)
	}
}

// bucketsShare is the share of several buckets together.
type bucketsShare struct {
	plain
	groupMeasure
	counts []bool // by bucket
}

func (bucketsShare) unit() unit { return ofShare }

func (v bucketsShare) read(x *choice) (*big.Rat, bool) {
	buckets, total := v.sums(x)
	var some money.Amount
	for b, a := range buckets {
		if v.counts[b] {
			some += a
		}
	}
	return quotient(some, total)
}

func (v bucketsShare) rows(m *model, ceiling bool, limit *big.Rat) {
	l := linear{}
	for b, counts := range v.counts {
		if counts {
			v.addBucket(m, &l, b, 1)
		}
	}
	v.addTotal(m, &l, -toFloat(limit))
	m.side(l, ceiling, 0)
}
