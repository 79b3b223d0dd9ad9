package cashflow

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// PrepaymentSpec is the prepayment (早偿) of a part of each contract: exactly one of CPR, PSA and ByTerm.
type PrepaymentSpec struct {
	// CPR is the yearly conditional prepayment rate: of the principal outstanding after the scheduled
	// payment of a date, 1 − (1 − CPR)^t is prepaid on that date.
	CPR *VectorSpec `json:"cpr,omitempty"`
	// PSA is a multiple of the PSA ramp: 0.2 % a year for each month of age, 6 % from month 30 on.
	PSA *decimal.Decimal `json:"psa,omitempty"`
	// ByTerm gives a CPR by the original term (原始期限) of the contract: the first band that it does not exceed.
	ByTerm []TermRateSpec `json:"by_term,omitempty"`
	// LockoutMonths is the age, in months since the start, before which nothing can be prepaid.
	LockoutMonths int `json:"lockout_months,omitempty"`
	// Penalty is paid on top of the prepaid amount, as a share of it (提前还款违约金); PenaltyByYear instead has one share
	// for each year of age since the start, of which the last goes on for ever.
	Penalty       *decimal.Decimal  `json:"penalty,omitempty"`
	PenaltyByYear []decimal.Decimal `json:"penalty_by_year,omitempty"`
}

// TermRateSpec is the CPR of contracts whose original term is at most so many months; of all others where none is
// stated, which only the last band may do.
type TermRateSpec struct {
	ThroughMonths int        `json:"through_months,omitempty"`
	CPR           VectorSpec `json:"cpr"`
}

type prepayment struct {
	cpr     *vector
	psa     float64
	lockout int
	penalty money.Rate
	bands   []termBand
	byYear  []money.Rate // penalties by year of age
}

type termBand struct {
	through int // months; 0 for any
	cpr     *vector
}

// of gives the rate for a contract; nil where its term is in no band.
func (q *prepayment) of(c pool.Contract) *vector {
	if q.bands == nil {
		return q.cpr
	}
	for _, b := range q.bands {
		if b.through == 0 || originalMonths(c) <= float64(b.through) {
			return b.cpr
		}
	}
	return nil
}

// originalMonths is the original term: as stated, or from the start to the maturity.
func originalMonths(c pool.Contract) float64 {
	return c.OriginalTerm.Or(calendar.MonthsBetween(c.Start, c.Maturity).Float64())
}

// penaltyOn is the share of a prepayment that is paid on top of it.
func (q *prepayment) penaltyOn(start, day calendar.Date) money.Rate {
	if q.byYear == nil {
		return q.penalty
	}
	years := 0
	for years+1 < len(q.byYear) && !start.AddMonths(12*(years+1)).After(day) {
		years++
	}
	return q.byYear[years]
}

func (r *scenarioResolver) prepayment(path string, s PrepaymentSpec, scope []int) *prepayment {
	q := &prepayment{lockout: r.months(path+".lockout_months", s.LockoutMonths), penalty: r.rate(path+".penalty", s.Penalty)}
	switch {
	case yes(s.CPR != nil)+yes(s.PSA != nil)+yes(s.ByTerm != nil) != 1:
		r.list.Add(path, faults.Inconsistent, "", "exactly one of cpr, psa and by_term")
	case s.ByTerm != nil:
		r.termBands(path+".by_term", s.ByTerm, q, scope)
	case s.CPR != nil:
		q.cpr = r.vector(path+".cpr", *s.CPR, StressPrepayment)
	default:
		q.psa, _ = s.PSA.Float64()
		if s.PSA.IsNegative() || s.PSA.GreaterThan(decimal.NewFromInt(16)) {
			r.list.Add(path+".psa", faults.OutOfRange, s.PSA, "a multiple from 0 to 16, such as 1.5 for 150 % PSA")
			return q
		}
		ramp := make([]float64, 30)
		for m := range ramp {
			ramp[m] = min(q.psa*0.002*float64(m+1), 1)
		}
		q.cpr = &vector{list: ramp, byAge: true, stress: r.out.stress[StressPrepayment]}
	}
	if q.cpr != nil && q.cpr.byAge || q.lockout > 0 || len(s.PenaltyByYear) > 0 {
		r.needStart(path, scope)
	}
	if s.Penalty != nil && len(s.PenaltyByYear) > 0 {
		r.list.Add(path+".penalty_by_year", faults.Inconsistent, len(s.PenaltyByYear), "either penalty or penalty_by_year")
	}
	for i := range s.PenaltyByYear {
		q.byYear = append(q.byYear, r.rate(faults.Index(path+".penalty_by_year", i), &s.PenaltyByYear[i]))
	}
	return q
}

func yes(b bool) int {
	if b {
		return 1
	}
	return 0
}

// termBands reads rates by original term, and finds every contract of the scope a band.
func (r *scenarioResolver) termBands(path string, specs []TermRateSpec, q *prepayment, scope []int) {
	byAge := false
	for i, s := range specs {
		at := faults.Index(path, i)
		b := termBand{s.ThroughMonths, r.vector(at+".cpr", s.CPR, StressPrepayment)}
		switch {
		case b.through < 0 || b.through > mostMonths:
			r.list.Add(at+".through_months", faults.OutOfRange, b.through, fmt.Sprintf("a number of months from 1 to %d", mostMonths))
		case b.through == 0 && i < len(specs)-1:
			r.list.Add(at+".through_months", faults.Missing, nil, "the longest term of the band; only the last may leave it open")
		case i > 0 && b.through > 0 && b.through <= specs[i-1].ThroughMonths:
			r.list.Add(at+".through_months", faults.Inconsistent, b.through, fmt.Sprintf("more than %d", specs[i-1].ThroughMonths))
		}
		byAge = byAge || b.cpr.byAge
		q.bands = append(q.bands, b)
	}
	if len(specs) == 0 {
		r.list.Add(path, faults.Missing, nil, "at least one band")
		return
	}
	if byAge {
		r.needStart(path, scope)
	}
	for _, i := range scope {
		switch c := r.pool.Contract(i); {
		case c.Start.IsZero() && !c.OriginalTerm.IsKnown():
			r.list.Add(path, faults.Missing, nil, fmt.Sprintf("the original term of contract %q, or its start", c.ID))
		case q.of(c) == nil:
			r.list.Add(path, faults.Inconsistent, originalMonths(c), fmt.Sprintf("a band for the original term of contract %q", c.ID))
		}
	}
}

// needStart reports contracts whose age is asked for and whose start is unknown.
func (r *scenarioResolver) needStart(path string, scope []int) {
	for _, i := range scope {
		if c := r.pool.Contract(i); c.Start.IsZero() {
			r.list.Add(path, faults.Missing, nil, fmt.Sprintf("the start of contract %q, from which its age is counted", c.ID))
		}
	}
}

func (p *performer) prepay(r *Row) {
	q := p.plan.prepayment
	if q == nil || p.current == 0 {
		return
	}
	if q.lockout > 0 && p.terms.Start.AddMonths(q.lockout).After(r.Date) {
		return
	}
	rate := rateOf(1 - p.scenario.clock.survival(q.of(p.terms), p.terms.Start, p.previous, r.Date))
	paid := p.part(p.current, rate)
	p.current -= paid
	p.row.Prepayment += paid
	p.row.Penalty += p.part(paid, q.penaltyOn(p.terms.Start, r.Date))
}
