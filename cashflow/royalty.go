package cashflow

import (
	"math"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// RoyaltyPathSpec is the sales on which a royalty (提成) is owed. On each fee date the licensee owes
// share × sales of the fee period that ended Lag periods before × Multiplier, no less than the
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
	growth     float64
	multiplier float64
	lag        int
}

type salesStep struct {
	from   calendar.Date
	annual float64 // minor units
}

func owesRoyalty(c pool.Contract) bool {
	t, ok := c.Terms.(pool.Sublicense)
	return ok && t.Royalty.IsKnown()
}

func (r *scenarioResolver) royalty(path string, s RoyaltyPathSpec) *royaltyPath {
	y := &royaltyPath{multiplier: 1, lag: s.Lag}
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
		y.sales = append(y.sales, salesStep{step.From, float64(amount)})
	}
	if s.Growth != nil {
		y.growth, _ = s.Growth.Float64()
		if y.growth <= -1 || y.growth > 10 {
			r.list.Add(path+".growth", faults.OutOfRange, s.Growth, "a yearly growth above -1 and at most 10")
		}
	}
	if s.Multiplier != nil {
		y.multiplier, _ = s.Multiplier.Float64()
		if y.multiplier < 0 || y.multiplier > 1000 {
			r.list.Add(path+".multiplier", faults.OutOfRange, s.Multiplier, "a multiplier from 0 to 1000")
		}
	}
	if s.Lag < 0 || s.Lag > mostMonths {
		r.list.Add(path+".lag", faults.OutOfRange, s.Lag, "a number of fee periods of 0 or more")
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

// royaltyFor is share × sales × multiplier of a fee period, no more than the cap.
func (p *performer) royaltyFor(y pool.Royalty, period int) money.Amount {
	path := p.plan.royalty
	sales := path.between(p.feeDate(period-1), p.feeDate(period))
	fee := math.RoundToEven(float64(y.Share.Float64()*sales) * path.multiplier)
	if limit, capped := y.Cap.Get(); capped && fee > float64(limit) {
		return limit
	}
	if fee >= math.MaxInt64/2 {
		p.err = money.ErrOverflow
		return 0
	}
	return money.Amount(fee)
}

// feeDate gives the date of the k-th row; before the first and after the last by the frequency.
func (p *performer) feeDate(k int) calendar.Date {
	n := len(p.rows)
	step := p.feeMonths()
	switch {
	case k < 0:
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

// between sums yearly sales over the days after one date up to and including another, by ACT/365F.
func (y *royaltyPath) between(from, to calendar.Date) float64 {
	sum := 0.0
	for k, step := range y.sales {
		begin, end := max(step.from, from.AddDays(1)), to.AddDays(1)
		if k+1 < len(y.sales) {
			end = min(end, y.sales[k+1].from)
			sum += over(begin, end, step.annual)
			continue
		}
		// The last step grows by whole years.
		annual := step.annual
		for year := 0; begin.Before(end); year++ {
			next := step.from.AddMonths(12 * (year + 1))
			sum += over(begin, min(end, next), annual)
			begin = max(begin, next)
			annual *= 1 + y.growth
		}
	}
	return sum
}

func over(begin, end calendar.Date, annual float64) float64 {
	if !begin.Before(end) {
		return 0
	}
	return annual * float64(end.Sub(begin)) / daysPerYear
}
