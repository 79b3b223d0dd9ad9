package pool

import (
	"math/big"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// MarginRules say by how long rights must outlive the contracts that rest on them.
type MarginRules struct {
	Life LifeRules
	// MinMonths is the least margin in months, 0 or more: a right must live at least to the day so many
	// months after the maturity of the contract.
	MinMonths int
}

// Margin is the time from the maturity of a contract to the ends of its rights, in months as
// calendar.MonthsBetween counts them; negative when a right ends first.
type Margin struct {
	Contract int // index in the pool
	// Weakest is the margin of the right that is known to end first, and WeakestRight its index in the
	// pool, −1 when the end of none is known. With Unknown above 0 another right may end earlier.
	Weakest      Opt[calendar.Fraction]
	WeakestRight int
	// Unknown is the number of the contract's rights whose end is not known, of Rights in all.
	Unknown, Rights int
	// Outcome says whether every right lives long enough. One that does not settles it; a right whose
	// end is not known, or a contract without rights, leaves it unknown.
	Outcome Outcome
	// RenewableOnly says that every right that falls short can be renewed by its holder.
	RenewableOnly bool

	// Weighted is the mean of the margins of all rights by their values before haircuts, rounded to a
	// float; it is known when every end and every value is, and not all values are 0. WeightedOutcome
	// is decided on the exact mean.
	Weighted        Opt[float64]
	WeightedOutcome Outcome
}

// MarginReport holds the margins of all contracts of a pool and the part of the pool that falls short.
type MarginReport struct {
	Rules   MarginRules
	Margins []Margin // one for each contract, in order
	// Total is the outstanding principal of the pool. Exposed is that of contracts that fall short by
	// their weakest right, Unknown that of contracts of which it is not known; Renewable is the part of
	// Exposed in which renewals by the holders would mend it.
	Total, Exposed, Unknown, Renewable money.Amount
	// WeightedExposed and WeightedUnknown are the same by the value-weighted margin.
	WeightedExposed, WeightedUnknown money.Amount
}

// ExposedShare is Exposed over Total.
func (r MarginReport) ExposedShare() float64 { return share(r.Exposed, r.Total) }

// ExposedWithin says, in exact arithmetic, whether at most a part of the pool falls short, such as
// 0.1: unknown when the contracts of which it is not known decide.
func (r MarginReport) ExposedWithin(limit money.Rate) Outcome {
	switch {
	case compareShare(r.Exposed, r.Total, limit) > 0:
		return Fail
	case compareShare(r.Exposed+r.Unknown, r.Total, limit) <= 0:
		return Pass
	}
	return OutcomeUnknown
}

// Margins gives the margins of all contracts. Value-weighted margins are unknown; see
// Valuation.Margins.
func (p *Pool) Margins(rules MarginRules) MarginReport {
	return p.margins(rules, func(int) Opt[money.Amount] { return Opt[money.Amount]{} })
}

// Margins gives the margins of all contracts with those weighted by value, under the rules of life of
// the valuation and a least margin in months.
func (v *Valuation) Margins(minMonths int) MarginReport {
	return v.pool.margins(MarginRules{Life: v.rules.Life, MinMonths: minMonths}, func(i int) Opt[money.Amount] { return v.values[v.place[i]].Gross })
}

func (p *Pool) margins(rules MarginRules, value func(right int) Opt[money.Amount]) MarginReport {
	report := MarginReport{Rules: rules, Margins: make([]Margin, len(p.contracts)), Total: p.principal}
	for n, c := range p.contracts {
		m := p.margin(*c, rules, value)
		m.Contract = n
		report.Margins[n] = m
		switch m.Outcome {
		case Fail:
			report.Exposed += c.Principal
			if m.RenewableOnly {
				report.Renewable += c.Principal
			}
		case OutcomeUnknown:
			report.Unknown += c.Principal
		}
		switch m.WeightedOutcome {
		case Fail:
			report.WeightedExposed += c.Principal
		case OutcomeUnknown:
			report.WeightedUnknown += c.Principal
		}
	}
	return report
}

func (p *Pool) margin(c Contract, rules MarginRules, value func(right int) Opt[money.Amount]) Margin {
	m := Margin{WeakestRight: -1, Rights: len(c.rights), WeightedOutcome: OutcomeUnknown}
	least := calendar.Fraction{Num: int64(rules.MinMonths), Den: 1}
	weighted, weight, complete := new(big.Rat), new(big.Rat), true // no right, no weight
	short, mendable := 0, 0
	for _, i := range c.rights {
		life := p.RightLife(int(i), rules.Life)
		end, known := life.Ends.Get()
		if !known {
			m.Unknown++
			complete = false
			continue
		}
		months := calendar.MonthsBetween(c.Maturity, end)
		if months.Cmp(least) < 0 {
			short++
			if life.Renewable && life.Cause == EndExpiry {
				mendable++
			}
		}
		if weakest, any := m.Weakest.Get(); !any || months.Cmp(weakest) < 0 {
			m.Weakest, m.WeakestRight = Known(months), int(i)
		}
		amount, valued := value(int(i)).Get()
		complete = complete && valued
		by := new(big.Rat).SetInt64(int64(amount))
		weight.Add(weight, by)
		weighted.Add(weighted, by.Mul(by, big.NewRat(months.Num, months.Den)))
	}
	switch {
	case short > 0:
		m.Outcome, m.RenewableOnly = Fail, short == mendable
	case m.Unknown > 0 || len(c.rights) == 0:
		m.Outcome = OutcomeUnknown
	}
	if complete && weight.Sign() > 0 {
		mean := weighted.Quo(weighted, weight)
		months, _ := mean.Float64()
		m.Weighted, m.WeightedOutcome = Known(months), Pass
		if mean.Cmp(big.NewRat(least.Num, least.Den)) < 0 {
			m.WeightedOutcome = Fail
		}
	}
	return m
}
