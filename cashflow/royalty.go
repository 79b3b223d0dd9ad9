package cashflow

import (
	"math"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

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
