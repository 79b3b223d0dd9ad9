package cashflow

import (
	"fmt"
	"math"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// RoyaltyPathSpec is the sales on which a royalty (提成) is owed. On each fee date the licensee owes
// share × sales of the fee period that ended Lag periods before × Multiplier, rounded once, no less than the
// contract's minimum guarantee and no more than its cap; what lags behind the last fee date follows it.
type RoyaltyPathSpec struct {
	// Sales are yearly sales, each from its day on; nothing is sold before the first.
	Sales []SalesSpec `json:"sales"`
	// Growth is the yearly growth of sales after the last step, by whole years since it; 0 when absent.
	Growth *decimal.Decimal `json:"growth,omitempty"`
	// Multiplier scales sales, such as for one title; 1 when absent.
	Multiplier *decimal.Decimal `json:"multiplier,omitempty"`
	// Lag is the number of fee periods by which reports and payment lag behind sales.
	Lag int `json:"lag,omitempty"`
}

// SalesSpec is one step of yearly sales.
type SalesSpec struct {
	From   calendar.Date   `json:"from"`
	Annual decimal.Decimal `json:"annual"`
}

type royaltyPath struct {
	sales      []salesStep
	growth     money.Rate
	multiplier *big.Rat
	lag        int
}

type salesStep struct {
	from   calendar.Date
	annual money.Amount
}

// mostLag bounds the fee periods by which royalties lag behind sales.
const mostLag = 120

func owesRoyalty(c pool.Contract) bool {
	t, ok := c.Terms.(pool.Sublicense)
	return ok && t.Royalty.IsKnown()
}

func (r *scenarioResolver) royalty(path string, s RoyaltyPathSpec) *royaltyPath {
	y := &royaltyPath{multiplier: exact(1, 1), lag: s.Lag}
	if len(s.Sales) == 0 {
		r.list.Add(path+".sales", faults.Missing, nil, "at least one step of yearly sales")
	}
	for i, step := range s.Sales {
		at := faults.Index(path+".sales", i)
		switch {
		case step.From.IsZero():
			r.list.Add(at+".from", faults.Missing, nil, "the day from which the sales run")
		case i > 0 && !step.From.After(s.Sales[i-1].From):
			r.list.Add(at+".from", faults.Inconsistent, step.From, "a day after "+s.Sales[i-1].From.String())
		}
		amount, err := money.FromDecimal(step.Annual, r.pool.Currency())
		if err != nil || amount < 0 {
			r.list.Add(at+".annual", faults.OutOfRange, step.Annual, "yearly sales of 0 or more, in units of the currency")
		}
		y.sales = append(y.sales, salesStep{step.From, amount})
	}
	if s.Growth != nil {
		var err error
		if y.growth, err = money.RateFromDecimal(*s.Growth); err != nil || y.growth <= -money.One || y.growth > 10*money.One {
			r.list.Add(path+".growth", faults.OutOfRange, s.Growth, "a yearly growth above -1 and at most 10, with at most 12 decimals")
		}
	}
	if s.Multiplier != nil {
		if multiplier, err := money.RateFromDecimal(*s.Multiplier); err != nil || multiplier < 0 || multiplier > 1000*money.One {
			r.list.Add(path+".multiplier", faults.OutOfRange, s.Multiplier, "a multiplier from 0 to 1000, with at most 12 decimals")
		} else {
			y.multiplier = exact(int64(multiplier), int64(money.One))
		}
	}
	if s.Lag < 0 || s.Lag > mostLag {
		r.list.Add(path+".lag", faults.OutOfRange, s.Lag, fmt.Sprintf("a number of fee periods from 0 to %d", mostLag))
	}
	return y
}

// laggard is a royalty after the last fee date.
type laggard struct {
	date   calendar.Date
	amount money.Amount
}

func (p *performer) lease() (pool.Lease, bool) {
	l, ok := p.terms.Terms.(pool.Lease)
	return l, ok
}

// terms of a royalty, and whether the scenario has a path for it.
func (p *performer) owedRoyalty() (pool.Royalty, bool) {
	t, ok := p.terms.Terms.(pool.Sublicense)
	if !ok || p.plan.royalty == nil {
		return pool.Royalty{}, false
	}
	return t.Royalty.Get()
}

// royalty is what is owed on a fee date above the minimum guarantee, which stands in the row already.
func (p *performer) royalty(r *Row) money.Amount {
	y, owed := p.owedRoyalty()
	if !owed {
		return 0
	}
	fee := max(p.royaltyFor(y, p.at-p.plan.royalty.lag), y.MinimumGuarantee)
	return p.scaled(fee-y.MinimumGuarantee, p.num, p.den)
}

// royalties lists what follows the last fee date, when reports lag behind sales.
func (p *performer) royalties() {
	y, owed := p.owedRoyalty()
	if !owed {
		return
	}
	n := len(p.rows)
	for k := n; k < n+p.plan.royalty.lag; k++ {
		if fee := p.royaltyFor(y, k-p.plan.royalty.lag); fee > 0 {
			p.tail = append(p.tail, laggard{p.feeDate(k), fee})
		}
	}
}

// royaltyFor is share × sales × multiplier of a fee period, rounded once, half-even, and no more than the cap.
func (p *performer) royaltyFor(y pool.Royalty, period int) money.Amount {
	fee := p.feeFor(y, period)
	limit, capped := y.Cap.Get()
	if capped && fee.Cmp(exact(int64(limit), 1)) > 0 {
		return limit
	}
	whole := roundHalfEven(fee)
	if !whole.IsInt64() || whole.Int64() >= math.MaxInt64/2 {
		p.err = money.ErrOverflow
		return 0
	}
	return money.Amount(whole.Int64())
}

// feeFor is share × sales × multiplier of a fee period, before rounding and cap.
func (p *performer) feeFor(y pool.Royalty, period int) *big.Rat {
	path := p.plan.royalty
	fee := path.between(p.feeDate(period-1), p.feeDate(period))
	fee.Mul(fee, exact(int64(y.Share), int64(money.One)))
	fee.Mul(fee, path.multiplier)
	for _, s := range p.scenario.stress[StressRoyalty] {
		if s.holds(p.feeDate(period)) {
			fee.Mul(fee, s.exactly)
		}
	}
	return fee
}

func exact(num, den int64) *big.Rat { return big.NewRat(num, den) }

// roundHalfEven rounds a fraction of at least 0 to a whole number.
func roundHalfEven(x *big.Rat) *big.Int {
	whole, rest := new(big.Int).QuoRem(x.Num(), x.Denom(), new(big.Int))
	switch c := rest.Lsh(rest, 1).Cmp(x.Denom()); {
	case c > 0, c == 0 && whole.Bit(0) == 1:
		whole.Add(whole, big.NewInt(1))
	}
	return whole
}

// feeDate gives the date of the k-th row; before the first and after the last by the frequency.
func (p *performer) feeDate(k int) calendar.Date {
	n := len(p.rows)
	step := p.feeMonths()
	switch {
	case k < 0:
		// Regular dates are counted back from the last, which keeps the end of a month where a short month lies between.
		if last := p.rows[n-1].Date; last.AddMonths((1-n)*step) == p.rows[0].Date {
			return last.AddMonths((k - n + 1) * step)
		}
		return p.rows[0].Date.AddMonths(k * step)
	case k >= n:
		return p.rows[n-1].Date.AddMonths((k - n + 1) * step)
	}
	return p.rows[k].Date
}

// feeMonths is the length of a fee period.
func (p *performer) feeMonths() int {
	in, _ := p.terms.Instalments()
	frequency := in.Frequency
	if frequency == 0 {
		frequency = p.scenario.settings.Sublicense.Frequency
	}
	return max(frequency.Months(), 1)
}

// between sums yearly sales over the days after one date up to and including another, by ACT/365F, exactly.
func (y *royaltyPath) between(from, to calendar.Date) *big.Rat {
	sum := new(big.Rat)
	over := func(begin, end calendar.Date, annual *big.Rat) {
		if begin.Before(end) {
			sum.Add(sum, new(big.Rat).Mul(annual, exact(int64(end.Sub(begin)), daysPerYear)))
		}
	}
	for k, step := range y.sales {
		begin, end := max(step.from, from.AddDays(1)), to.AddDays(1)
		if k+1 < len(y.sales) {
			over(begin, min(end, y.sales[k+1].from), exact(int64(step.annual), 1))
			continue
		}
		// The last step grows by whole years.
		annual, growth := exact(int64(step.annual), 1), exact(int64(money.One+y.growth), int64(money.One))
		for year := 0; begin.Before(end); year++ {
			next := step.from.AddMonths(12 * (year + 1))
			over(begin, min(end, next), annual)
			begin = max(begin, next)
			annual = new(big.Rat).Mul(annual, growth)
		}
	}
	return sum
}
