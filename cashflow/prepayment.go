package cashflow

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// PrepaymentSpec is the prepayment (早偿) of a part of each contract: exactly one of CPR and PSA.
type PrepaymentSpec struct {
	// CPR is the yearly conditional prepayment rate: of the principal outstanding after the scheduled
	// payment of a date, 1 − (1 − CPR)^t is prepaid on that date.
	CPR *VectorSpec `json:"cpr,omitempty"`
	// PSA is a multiple of the PSA ramp: 0.2 % a year for each month of age, 6 % from month 30 on.
	PSA *decimal.Decimal `json:"psa,omitempty"`
	// LockoutMonths is the age, in months since the start, before which nothing can be prepaid.
	LockoutMonths int `json:"lockout_months,omitempty"`
	// Penalty is paid on top of the prepaid amount, as a share of it (提前还款违约金).
	Penalty *decimal.Decimal `json:"penalty,omitempty"`
}

type prepayment struct {
	cpr     *vector
	psa     float64
	lockout int
	penalty money.Rate
}

func (r *scenarioResolver) prepayment(path string, s PrepaymentSpec, scope []int) *prepayment {
	q := &prepayment{lockout: r.months(path+".lockout_months", s.LockoutMonths), penalty: r.rate(path+".penalty", s.Penalty)}
	switch {
	case (s.CPR == nil) == (s.PSA == nil):
		r.list.Add(path, faults.Inconsistent, "", "exactly one of cpr and psa")
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
	if q.cpr != nil && q.cpr.byAge || q.lockout > 0 {
		r.needStart(path, scope)
	}
	return q
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
	rate := rateOf(1 - p.scenario.clock.survival(q.cpr, p.terms.Start, p.previous, r.Date))
	paid := p.part(p.current, rate)
	p.current -= paid
	p.row.Prepayment += paid
	p.row.Penalty += p.part(paid, q.penalty)
}
