package optimize

import (
	"math/big"

	"github.com/ipabs/ipabs/money"
)

// principalTaken is the outstanding principal chosen.
type principalTaken struct{ plain }

func (principalTaken) unit() unit { return ofAmount }

func (principalTaken) read(x *choice) (*big.Rat, bool) {
	return big.NewRat(int64(x.principal()), 1), true
}

func (principalTaken) rows(m *model, ceiling bool, limit *big.Rat) {
	l := linear{}
	for i, a := range m.c.size {
		l.add(i, a/m.c.scale)
	}
	m.side(l, ceiling, toFloat(limit)/minorUnits(m.c.pool.Currency())/m.c.scale)
}

// balanceOn is the outstanding principal at the end of a day; amounts are those of the whole contracts.
type balanceOn struct {
	plain
	amounts []money.Amount
}

func (balanceOn) unit() unit { return ofAmount }

func (v balanceOn) read(x *choice) (*big.Rat, bool) {
	var total money.Amount
	for i, a := range v.amounts {
		total += x.part(i, a)
	}
	return big.NewRat(int64(total), 1), true
}

func (v balanceOn) rows(m *model, ceiling bool, limit *big.Rat) {
	minor := minorUnits(m.c.pool.Currency())
	l := linear{}
	for i, a := range v.amounts {
		l.add(i, float64(a)/minor/m.c.scale)
	}
	m.side(l, ceiling, toFloat(limit)/minor/m.c.scale)
}

// average is Σ top·z / Σ bottom·z: weighted averages, and rates of the pool. It is computed in floating
// point in the order of the pool, and the number that comes out is compared with the limit as it is.
type average struct {
	plain
	top, bottom []float64
	in          unit
}

func (v average) unit() unit { return v.in }

func (v average) read(x *choice) (*big.Rat, bool) {
	bottom := x.sum(v.bottom)
	if bottom == 0 {
		return nil, false
	}
	return exact(x.sum(v.top) / bottom), true
}

func (v average) rows(m *model, ceiling bool, limit *big.Rat) {
	c := toFloat(limit)
	l := linear{}
	for i := range v.top {
		l.add(i, (v.top[i]-c*v.bottom[i])/m.c.scale)
	}
	m.side(l, ceiling, 0)
}

// weightedBy gives the average of values weighted by weights.
func weightedBy(values, weights []float64, in unit) average {
	top := make([]float64, len(values))
	for i := range top {
		top[i] = values[i] * weights[i]
	}
	return average{top: top, bottom: weights, in: in}
}

// taggedShare is the share of some contracts on a basis.
type taggedShare struct {
	plain
	amounts []money.Amount
	counts  []bool
}

func (taggedShare) unit() unit { return ofShare }

func (v taggedShare) read(x *choice) (*big.Rat, bool) {
	var some, all money.Amount
	for i, a := range v.amounts {
		all += x.part(i, a)
		if v.counts[i] {
			some += x.part(i, a)
		}
	}
	return quotient(some, all)
}

func (v taggedShare) rows(m *model, ceiling bool, limit *big.Rat) {
	minor, c := minorUnits(m.c.pool.Currency()), toFloat(limit)
	l := linear{}
	for i, a := range v.amounts {
		w := float64(a) / minor / m.c.scale
		if v.counts[i] {
			l.add(i, w)
		}
		l.add(i, -c*w)
	}
	m.side(l, ceiling, 0)
}
