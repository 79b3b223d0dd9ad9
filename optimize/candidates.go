package optimize

import (
	"fmt"
	"math"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/internal/miqp"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// Inputs are what a selection is made from.
type Inputs struct {
	// Pool holds the candidates.
	Pool *pool.Pool
	// Flows are their contractual cash flows: yields, average lives and outstanding principal are read
	// from them.
	Flows *cashflow.Flows
	// Moments are mean and covariance of their losses until Horizon, as credit.Portfolio.Moments gives
	// them. They may be left out (nil) when neither objective nor rules need them.
	Moments *credit.Moments
	// Horizon is the day until which Moments counts losses.
	Horizon calendar.Date
	// Scenarios are losses in units of the currency, one row for each scenario, in it one for each
	// contract taken whole; none is negative. Only expected_shortfall needs them.
	Scenarios [][]float64
	// Portfolio is what scenarios are drawn from where they are needed and not given: one position for each
	// contract, with its principal as exposure.
	Portfolio *credit.Portfolio
}

// candidates are the facts of every contract that objectives and rules are made of. Amounts are in units
// of the currency where they are floating point.
type candidates struct {
	pool      *pool.Pool
	flows     *cashflow.Flows
	n         int
	principal []money.Amount
	lot       []float64 // 1 is all or nothing
	size      []float64 // principal
	years     []float64 // principal-years: outstanding principal summed over time
	income    []float64 // expected net income over the life
	life      []float64 // average life in years
	loss      []float64 // expected loss
	factors   [][]miqp.Entry
	columns   int
	diagonal  []float64
	scenarios [][]float64
	scale     float64 // of rows: the mean principal
	hasLosses bool
}

// minorUnits is the number of minor units in a unit of the currency.
func minorUnits(c money.Currency) float64 { return math.Pow10(c.Exponent()) }

// newCandidates reads the facts off the inputs. Faults are about inputs that do not fit each other.
func newCandidates(in Inputs, servicing float64, list *faults.List) *candidates {
	p := in.Pool
	if p == nil || p.Len() == 0 {
		list.Add("pool", faults.Missing, nil, "a pool with at least one contract")
		return nil
	}
	n := p.Len()
	c := &candidates{pool: p, flows: in.Flows, n: n, hasLosses: in.Moments != nil, scenarios: in.Scenarios,
		principal: make([]money.Amount, n), lot: make([]float64, n), size: make([]float64, n), years: make([]float64, n),
		income: make([]float64, n), life: make([]float64, n), loss: make([]float64, n), factors: make([][]miqp.Entry, n), diagonal: make([]float64, n)}
	if in.Flows == nil || in.Flows.Len() != n || in.Flows.AsOf() != p.AsOf() {
		list.Add("flows", faults.Inconsistent, "flows of another pool", "the contractual flows of the pool")
		return nil
	}
	if in.Moments != nil && in.Moments.Len() != n {
		list.Add("moments", faults.Inconsistent, fmt.Sprintf("%d positions", in.Moments.Len()), fmt.Sprintf("one for each of the %d contracts", n))
		return nil
	}
	if in.Moments != nil && !in.Horizon.After(p.AsOf()) {
		list.Add("horizon", faults.OutOfRange, in.Horizon, "the day until which the moments count losses, after "+p.AsOf().String())
		return nil
	}
	for s, row := range in.Scenarios {
		if len(row) != n {
			list.Add(faults.Index("scenarios", s), faults.Inconsistent, fmt.Sprintf("%d losses", len(row)), fmt.Sprintf("one for each of the %d contracts", n))
			continue
		}
		for i, loss := range row {
			if !(loss >= 0) || math.IsInf(loss, 0) {
				list.Add(faults.Index(faults.Index("scenarios", s), i), faults.OutOfRange, loss, "a loss of 0 or more")
			}
		}
	}
	minor := minorUnits(p.Currency())
	total := 0.0
	for i, contract := range p.Contracts() {
		c.principal[i] = contract.Principal
		c.lot[i] = 1
		c.size[i] = float64(contract.Principal) / minor
		total += c.size[i]
		if contract.Principal <= 0 {
			list.Add(faults.Join(faults.Index("pool.contracts", i), "balance"), faults.OutOfRange, contract.Principal.Format(p.Currency()),
				"an outstanding principal above 0 of "+contract.ID+": take it out of the candidates")
			continue
		}
		c.measureFlows(i, in, servicing)
		if in.Moments == nil {
			continue
		}
		in.Moments.Row(i, func(column int, value float64) {
			if value != 0 {
				c.factors[i] = append(c.factors[i], miqp.Entry{Col: column, Val: value / minor})
			}
		})
		c.diagonal[i] = in.Moments.Diagonal(i) / (minor * minor)
	}
	if in.Moments != nil {
		c.columns = in.Moments.Columns()
		c.compress()
	}
	c.scale = total / float64(n)
	return c
}

// measureFlows fills in what the rows of a contract say: its principal-years (outstanding principal,
// day by day, over 365 days), its average life and its net income, which is interest and other payments
// less servicing and expected loss. The expected loss until the horizon is spread over the
// principal-years until the horizon and then counted for all of them, so that a horizon before the
// maturity does not hide the risk of what is still owed then.
func (c *candidates) measureFlows(i int, in Inputs, servicing float64) {
	minor := minorUnits(in.Pool.Currency())
	from, within, income := in.Pool.AsOf(), 0.0, 0.0
	balance := in.Pool.Contract(i).Principal
	weighted := 0.0
	count := func(until calendar.Date) {
		c.years[i] += float64(balance) / minor * float64(until.Sub(from)) / credit.DaysPerYear
		if end := minDate(until, in.Horizon); in.Moments != nil && end.After(from) {
			within += float64(balance) / minor * float64(end.Sub(from)) / credit.DaysPerYear
		}
		from = until
	}
	for _, row := range in.Flows.Rows(i) {
		count(row.Date)
		income += float64(row.Interest+row.Other) / minor
		weighted += float64(row.Principal+row.Dilution) * float64(row.Date.Sub(in.Pool.AsOf())) / credit.DaysPerYear
		balance = row.Closing
	}
	c.life[i] = weighted / float64(in.Pool.Contract(i).Principal)
	if in.Moments != nil {
		c.loss[i] = in.Moments.Mean(i) / minor
		if within > 0 {
			income -= c.loss[i] * c.years[i] / within
		}
	}
	c.income[i] = income - servicing*c.years[i]
}

func minDate(a, b calendar.Date) calendar.Date {
	if b.Before(a) {
		return b
	}
	return a
}

// outstanding is the principal of a contract at the end of a day, in minor units.
func (c *candidates) outstanding(i int, on calendar.Date) money.Amount {
	balance := c.principal[i]
	for _, row := range c.flows.Rows(i) {
		if row.Date.After(on) {
			break
		}
		balance = row.Closing
	}
	return balance
}

// whole reports whether a contract is taken whole or not at all.
func (c *candidates) whole(i int) bool { return c.lot[i] == 1 }

// allWhole reports whether every contract is.
func (c *candidates) allWhole() bool {
	for i := range c.n {
		if !c.whole(i) {
			return false
		}
	}
	return true
}

// choice is how much of every contract is taken. It is the exact form of a solution.
type choice struct {
	c     *candidates
	taken []money.Amount // of the principal
	share []float64      // taken over principal; exactly 0 and 1 for none and all
}

// choose makes a choice of the amounts taken.
func (c *candidates) choose(taken []money.Amount) *choice {
	x := &choice{c: c, taken: taken, share: make([]float64, c.n)}
	for i, a := range taken {
		switch {
		case a == c.principal[i]:
			x.share[i] = 1
		case a != 0:
			x.share[i] = float64(a) / float64(c.principal[i])
		}
	}
	return x
}

// rounded makes a choice of a point of the solver: whole contracts to the nearer of 0 and 1, shares to
// the minor unit.
func (c *candidates) rounded(point []float64) *choice {
	taken := make([]money.Amount, c.n)
	for i := range c.n {
		switch v := point[i]; {
		case c.whole(i) && v > 0.5, v >= 1:
			taken[i] = c.principal[i]
		case c.whole(i) || v < c.lot[i]/2:
		default:
			taken[i] = min(max(money.Amount(math.RoundToEven(v*float64(c.principal[i]))), c.least(i)), c.principal[i])
		}
	}
	return c.choose(taken)
}

// part is the part of an amount of a contract that is taken, in minor units, half-even.
func (x *choice) part(i int, amount money.Amount) money.Amount {
	switch x.taken[i] {
	case 0:
		return 0
	case x.c.principal[i]:
		return amount
	}
	v, err := money.MulDiv(int64(amount), int64(x.taken[i]), int64(x.c.principal[i]))
	if err != nil { // amount × a part of one cannot overflow
		panic("optimize: " + err.Error())
	}
	return money.Amount(v)
}

// sum adds up values of the contracts, times the shares taken.
func (x *choice) sum(values []float64) float64 {
	total := 0.0
	for i, s := range x.share {
		total += s * values[i]
	}
	return total
}

// variance is that of the loss, in squared units of the currency.
func (x *choice) variance() float64 {
	f := make([]float64, x.c.columns)
	total := 0.0
	for i, s := range x.share {
		if s == 0 {
			continue
		}
		for _, e := range x.c.factors[i] {
			f[e.Col] += s * e.Val
		}
		total += s * s * x.c.diagonal[i]
	}
	for _, v := range f {
		total += v * v
	}
	return total
}

// principal is the principal taken, in minor units.
func (x *choice) principal() money.Amount {
	var total money.Amount
	for _, a := range x.taken {
		total += a
	}
	return total
}

// count is the number of contracts of which something is taken.
func (x *choice) count() int {
	n := 0
	for _, a := range x.taken {
		if a > 0 {
			n++
		}
	}
	return n
}
