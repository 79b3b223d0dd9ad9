package pool

import "github.com/ipabs/ipabs/calendar"

// OriginalMonths is the contract's term in months: as stated, or else counted from start to
// maturity (see calendar.MonthsBetween). It is unknown when neither is there.
func (p *Pool) OriginalMonths(c Contract) Opt[float64] {
	if c.OriginalTerm.IsKnown() {
		return c.OriginalTerm
	}
	if c.Start.IsZero() {
		return Opt[float64]{}
	}
	return Known(months(c.Start, c.Maturity))
}

// RemainingMonths is the time from the cut-off date to the contract's maturity in months: as
// stated, or else counted from the dates.
func (p *Pool) RemainingMonths(c Contract) float64 {
	if m, ok := c.RemainingTerm.Get(); ok {
		return m
	}
	return months(p.asOf, c.Maturity)
}

// AgeMonths is the time from the start of a contract to the cut-off date in months (账龄), and 0 for one
// that starts later. It is unknown when the start is not stated.
func (p *Pool) AgeMonths(c Contract) Opt[calendar.Fraction] {
	switch {
	case c.Start.IsZero():
		return Opt[calendar.Fraction]{}
	case c.Start.After(p.asOf):
		return Known(calendar.Fraction{Num: 0, Den: 1})
	}
	return Known(calendar.MonthsBetween(c.Start, p.asOf))
}

// TermStatistics sums up the terms of a pool, in months.
type TermStatistics struct {
	Known        int     // contracts whose term is known
	Mean         float64 // every contract counts the same
	WeightedMean float64 // weighted by outstanding principal (加权平均)
	Min, Max     float64
}

// OriginalTerms gives the statistics of the original terms (合同期限) over the contracts that have one.
func (p *Pool) OriginalTerms() TermStatistics { return p.termStatistics(p.OriginalMonths) }

// RemainingTerms gives the statistics of the remaining terms (剩余期限).
func (p *Pool) RemainingTerms() TermStatistics {
	return p.termStatistics(func(c Contract) Opt[float64] { return Known(p.RemainingMonths(c)) })
}

func (p *Pool) termStatistics(of func(Contract) Opt[float64]) TermStatistics {
	var s TermStatistics
	var sum, weighted, weight float64
	for _, c := range p.contracts {
		m, ok := of(*c).Get()
		if !ok {
			continue
		}
		if s.Known == 0 {
			s.Min, s.Max = m, m
		}
		s.Known++
		s.Min, s.Max = min(s.Min, m), max(s.Max, m)
		sum += m
		weighted += m * float64(c.Principal)
		weight += float64(c.Principal)
	}
	if s.Known > 0 {
		s.Mean, s.WeightedMean = sum/float64(s.Known), weighted/weight
	}
	return s
}

// WeightedRate is the mean yearly rate weighted by outstanding principal over the contracts that
// state a rate, and the number of those.
func (p *Pool) WeightedRate() (rate float64, known int) {
	var sum, weight float64
	for _, c := range p.contracts {
		if r, ok := c.Rate.Get(); ok {
			sum += r.Float64() * float64(c.Principal)
			weight += float64(c.Principal)
			known++
		}
	}
	if known == 0 {
		return 0, 0
	}
	return sum / weight, known
}

// LastMaturity is the latest maturity in the pool.
func (p *Pool) LastMaturity() calendar.Date {
	var last calendar.Date
	for _, c := range p.contracts {
		if c.Maturity.After(last) {
			last = c.Maturity
		}
	}
	return last
}

// months counts the term between two days as a person does: whole months, then the rest in days
// over the length of the month they fall in.
func months(from, to calendar.Date) float64 {
	if !to.After(from) {
		return 0
	}
	return calendar.MonthsBetween(from, to).Float64()
}
