package tranche

import (
	"math"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
)

// TrancheSummary sums up what one class received over its life.
type TrancheSummary struct {
	ClassInfo
	InterestPaid, PrincipalPaid, Residual money.Amount
	// WrittenDown is loss taken off the balance and not restored.
	WrittenDown money.Amount
	// Shortfall is what the class is still owed after the last payment: interest and principal, with what
	// was written down.
	Shortfall money.Amount
	// WAL is the average life of the principal paid, in years of 365 days from closing; NaN when no
	// principal was paid.
	WAL float64
	// Yield is the effective yearly yield of the class bought at its notional at closing
	// (ACT/365F). It has a value only when YieldErr is nil.
	Yield    float64
	YieldErr error
	// Duration is the modified duration and Convexity the convexity at that yield, in years and years
	// squared; NaN without a yield.
	Duration, Convexity float64
	// FinalDate is the payment date on which the class was repaid in full; zero when it never was.
	FinalDate calendar.Date
}

func (res *Result) summaries(d *Deal) []TrancheSummary {
	list := make([]TrancheSummary, len(d.tranches))
	for i, info := range d.Classes() {
		var err error
		s := TrancheSummary{ClassInfo: info, Duration: math.NaN(), Convexity: math.NaN()}
		var principal []cashflow.Dated
		for _, p := range res.Periods {
			line := p.Tranches[i]
			s.InterestPaid += line.InterestPaid
			s.PrincipalPaid += line.PrincipalPaid
			s.Residual += line.Residual
			s.WrittenDown += line.WriteDown - line.WriteUp
			if line.PrincipalPaid > 0 {
				principal = append(principal, cashflow.Dated{Date: p.Payment, Amount: line.PrincipalPaid})
			}
			owed := line.Closing + line.InterestUnpaid + s.WrittenDown
			if owed == 0 && s.FinalDate.IsZero() {
				s.FinalDate = p.Payment
			}
			if owed > 0 {
				s.FinalDate = calendar.Date(0)
			}
			s.Shortfall = owed
		}
		if s.WAL, err = cashflow.WAL(principal, d.closing); err != nil {
			s.WAL = math.NaN()
		}
		flows := res.flows(i)
		s.Yield, s.YieldErr = cashflow.XIRR(append([]cashflow.Dated{{Date: d.closing, Amount: -info.Notional}}, flows...))
		if s.YieldErr == nil {
			y := cashflow.Yield{Rate: s.Yield}
			if v, err := cashflow.ModifiedDuration(flows, d.closing, y); err == nil {
				s.Duration = v
			}
			if v, err := cashflow.Convexity(flows, d.closing, y); err == nil {
				s.Convexity = v
			}
		}
		list[i] = s
	}
	return list
}

// flows is what class i receives, in order of date.
func (res *Result) flows(i int) []cashflow.Dated {
	var list []cashflow.Dated
	for _, p := range res.Periods {
		line := p.Tranches[i]
		if total := line.InterestPaid + line.PrincipalPaid + line.Residual; total > 0 {
			list = append(list, cashflow.Dated{Date: p.Payment, Amount: total})
		}
	}
	return list
}
