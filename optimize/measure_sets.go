package optimize

import "math/big"

// chosenOf is how many contracts of a list are chosen; of all contracts when the list is nil.
type chosenOf struct {
	plain
	list  []int
	whole bool // only contracts that are taken whole count
}

func (chosenOf) unit() unit { return ofCount }

func (v chosenOf) read(x *choice) (*big.Rat, bool) {
	n := 0
	count := func(i int) {
		if x.taken[i] > 0 && (!v.whole || x.taken[i] == x.c.principal[i]) {
			n++
		}
	}
	for _, i := range v.list {
		count(i)
	}
	if v.list == nil {
		n = x.count()
	}
	return big.NewRat(int64(n), 1), true
}

func (v chosenOf) rows(m *model, ceiling bool, limit *big.Rat) {
	l := linear{}
	for _, i := range v.list {
		y := i
		if v.whole && !m.c.whole(i) { // a binary that is 1 only if all of the contract is taken
			y = m.binary()
			d := linear{}
			d.add(y, 1)
			d.add(i, -1)
			m.define(d, 0)
		}
		l.add(y, 1)
	}
	if v.list == nil {
		for i := range m.c.n {
			l.add(i, 1)
		}
	}
	m.countSide(l, ceiling, toFloat(limit))
}

// bundled is how many of a list of contracts differ from the first of them in being chosen; 0 asks for
// all or none.
type bundled struct {
	plain
	list []int
}

func (bundled) unit() unit { return ofCount }

func (v bundled) read(x *choice) (*big.Rat, bool) {
	n := 0
	for _, i := range v.list {
		if (x.taken[i] > 0) != (x.taken[v.list[0]] > 0) {
			n++
		}
	}
	return big.NewRat(int64(n), 1), true
}

func (v bundled) rows(m *model, _ bool, limit *big.Rat) {
	if limit.Sign() != 0 {
		return // a bundle that may be broken asks for nothing that rows need to say
	}
	for k, i := range v.list[1:] {
		for _, pair := range [2][2]int{{i, v.list[k]}, {v.list[k], i}} {
			l := linear{}
			l.add(pair[0], 1)
			l.add(pair[1], -1)
			m.countAtMost(l, 0)
		}
	}
}

// months is the longest or the shortest remaining term of a contract chosen.
type months struct {
	plain
	terms   []float64
	longest bool
}

func (months) unit() unit { return ofMonths }

func (v months) read(x *choice) (*big.Rat, bool) {
	at := -1
	for i, taken := range x.taken {
		if taken > 0 && (at < 0 || v.longest == (v.terms[i] > v.terms[at])) {
			at = i
		}
	}
	if at < 0 {
		return nil, false
	}
	return exact(v.terms[at]), true
}

func (v months) rows(m *model, ceiling bool, limit *big.Rat) {
	l := linear{}
	for i, t := range v.terms {
		if c := exact(t).Cmp(limit); c > 0 && ceiling || c < 0 && !ceiling {
			l.add(i, 1)
		}
	}
	if len(l.terms) > 0 {
		m.countAtMost(l, 0)
	}
}

// stated is a fact that no choice changes: 1 when it holds, 0 when it does not.
type stated struct {
	plain
	value bool
}

func (stated) unit() unit { return ofCount }

func (v stated) read(*choice) (*big.Rat, bool) {
	if v.value {
		return big.NewRat(1, 1), true
	}
	return new(big.Rat), true
}

func (v stated) rows(m *model, _ bool, limit *big.Rat) {
	if v.value || limit.Sign() == 0 {
		return
	}
	l := linear{} // a variable that is at most 0 and at least 1
	l.add(m.binary(), -1)
	m.countAtMost(l, -1)
	d := linear{}
	d.add(m.p.N-1, 1)
	m.defineCount(d, 0)
}

// alternatives is how many of several lists of rules hold in full: at least 1 is asked for (any of).
type alternatives struct{ lists [][]clause }

// clause is a measure with its limit.
type clause struct {
	measure measure
	sense   sense
	limit   *big.Rat
}

func (c clause) holds(x *choice) bool {
	v, ok := c.measure.read(x)
	return ok && holds(v, c.sense, c.limit)
}

func (alternatives) unit() unit { return ofCount }

func (v alternatives) read(x *choice) (*big.Rat, bool) {
	n := 0
	for _, list := range v.lists {
		all := true
		for _, c := range list {
			all = all && c.holds(x)
		}
		if all {
			n++
		}
	}
	return big.NewRat(int64(n), 1), true
}

func (v alternatives) rows(m *model, _ bool, limit *big.Rat) {
	if limit.Sign() == 0 {
		return
	}
	some := linear{}
	for _, list := range v.lists {
		y := m.binary()
		some.add(y, 1)
		m.chosen = y
		for _, c := range list {
			m.clause++
			c.measure.rows(m, c.sense.ceiling(), c.limit)
		}
	}
	m.chosen, m.clause = -1, 0
	m.countSide(some, false, 1)
}

func (v alternatives) learn(mem *memory, at place, x *choice, _ bool, _ *big.Rat) bool {
	learnt := false
	for _, list := range v.lists {
		for _, c := range list {
			at.clause++
			if !c.holds(x) && c.measure.learn(mem, at, x, c.sense.ceiling(), c.limit) {
				learnt = true
			}
		}
	}
	return learnt
}
