package optimize

import (
	"math"
	"math/big"
	"slices"

	"github.com/ipabs/ipabs/internal/miqp"
	"github.com/ipabs/ipabs/money"
)

// objective is a resolved goal.
type objective struct {
	goal     Goal
	tradeoff float64
	level    float64
	profile  []target
}

// target is the outstanding principal wanted on a day, and what every contract then has.
type target struct {
	wanted  money.Amount
	amounts []money.Amount
}

// value is the objective of a choice in the units that Goal states.
func (o objective) value(x *choice) float64 {
	switch o.goal {
	case LeastVariance:
		return x.variance()
	case VarianceLessIncome:
		return x.variance() - o.tradeoff*x.sum(x.c.income)
	case LeastShortfall:
		return o.shortfall(x)
	case LeastExpectedLoss:
		return x.sum(x.c.loss)
	case LeastDeviation:
		minor, total := minorUnits(x.c.pool.Currency()), 0.0
		for _, t := range o.profile {
			v, _ := balanceOn{amounts: t.amounts}.read(x)
			v.Sub(v, big.NewRat(int64(t.wanted), 1))
			total += math.Abs(toFloat(v)) / minor
		}
		return total
	case MostIncome:
		return x.sum(x.c.income)
	}
	return float64(x.principal()) / minorUnits(x.c.pool.Currency())
}

// shortfall is the least over t of t + Σ max(0, L − t)/((1 − level)·S). One of the losses is a best t.
func (o objective) shortfall(x *choice) float64 {
	losses := make([]float64, len(x.c.scenarios))
	for s, row := range x.c.scenarios {
		losses[s] = x.sum(row)
	}
	tail := (1 - o.level) * float64(len(losses))
	best := math.Inf(1)
	at := func(t float64) {
		sum := 0.0
		for _, l := range losses {
			sum += max(0, l-t)
		}
		best = min(best, t+sum/tail)
	}
	for _, t := range losses {
		at(t)
	}
	return best
}

// unitOf is the size of one unit of the solver's objective: squared units of the currency for variances.
func (o objective) unitOf(c *candidates) float64 {
	if o.goal == LeastVariance || o.goal == VarianceLessIncome {
		return c.scale * c.scale
	}
	return c.scale
}

// model sets the objective of the program. It adds variables and rows where the goal needs them.
func (o objective) model(m *model) {
	c := m.c
	unit := o.unitOf(c)
	m.rule = -1
	set := func(values []float64, sign float64) {
		for i := range c.n {
			m.p.Linear[i] += sign * values[i] / unit
		}
	}
	switch o.goal {
	case LeastVariance, VarianceLessIncome:
		m.p.K = c.columns
		for i := range c.n {
			m.p.Diagonal[i] = c.diagonal[i] / unit
			for _, e := range c.factors[i] {
				m.p.Factors[i] = append(m.p.Factors[i], miqp.Entry{Col: e.Col, Val: e.Val / c.scale})
			}
		}
		if o.goal == VarianceLessIncome {
			set(c.income, -o.tradeoff)
		}
	case LeastExpectedLoss:
		set(c.loss, 1)
	case MostIncome:
		set(c.income, -1)
	case MostPrincipal:
		set(c.size, -1)
	case LeastShortfall:
		o.modelShortfall(m)
	case LeastDeviation:
		minor := minorUnits(c.pool.Currency())
		for _, t := range o.profile {
			wanted, most := float64(t.wanted)/minor/c.scale, 0.0
			over, under := linear{}, linear{}
			for i, a := range t.amounts {
				w := float64(a) / minor / c.scale
				over.add(i, w)
				under.add(i, -w)
				most += w
			}
			d := m.continuous(max(most, wanted) + 1)
			over.add(d, -1)
			under.add(d, -1)
			m.define(over, wanted)
			m.define(under, -wanted)
			m.p.Linear[d] = 1
		}
	}
}

func (o objective) modelShortfall(m *model) {
	c := m.c
	most := 0.0
	for _, row := range c.scenarios {
		sum := 0.0
		for _, v := range row {
			sum += v
		}
		most = max(most, sum/c.scale)
	}
	t := m.continuous(most)
	m.p.Linear[t] = 1
	tail := (1 - o.level) * float64(len(c.scenarios))
	for _, row := range c.scenarios {
		if slices.Max(row) == 0 {
			continue // nothing is lost, and t is not below 0
		}
		u := m.continuous(most)
		m.p.Linear[u] = 1 / tail
		l := linear{}
		for i, v := range row {
			l.add(i, v/c.scale)
		}
		l.add(t, -1)
		l.add(u, -1)
		m.define(l, 0)
	}
}
