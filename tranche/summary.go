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
	// Shortfall is what the class is still owed after the last payment: interest and principal.
	Shortfall money.Amount
	// WAL is the average life of the principal paid, in years of 365 days from closing; NaN when no
	// principal was paid.
	WAL float64
	// Yield is the effective yearly yield of the class bought at its notional at closing
	// (ACT/365F). It has a value only when YieldErr is nil.
	Yield    float64
	YieldErr error
	// FinalDate is the payment date on which the class was repaid in full; zero when it never was.
	FinalDate calendar.Date
}

func (res *Result) summaries(d *Deal) []TrancheSummary {
	list := make([]TrancheSummary, len(d.tranches))
	for i, info := range d.Classes() {
		var err error
		s := TrancheSummary{ClassInfo: info}
		flows := []cashflow.Dated{{Date: d.closing, Amount: -info.Notional}}
		var principal []cashflow.Dated
		for _, p := range res.Periods {
			line := p.Tranches[i]
			s.InterestPaid += line.InterestPaid
			s.PrincipalPaid += line.PrincipalPaid
			s.Residual += line.Residual
			if total := line.InterestPaid + line.PrincipalPaid + line.Residual; total > 0 {
				flows = append(flows, cashflow.Dated{Date: p.Payment, Amount: total})
			}
			if line.PrincipalPaid > 0 {
				principal = append(principal, cashflow.Dated{Date: p.Payment, Amount: line.PrincipalPaid})
			}
			if line.Closing == 0 && line.InterestUnpaid == 0 && s.FinalDate.IsZero() {
				s.FinalDate = p.Payment
			}
			if line.Closing > 0 || line.InterestUnpaid > 0 {
				s.FinalDate = calendar.Date(0)
			}
			s.Shortfall = line.Closing + line.InterestUnpaid
		}
		if s.WAL, err = cashflow.WAL(principal, d.closing); err != nil {
			s.WAL = math.NaN()
		}
		s.Yield, s.YieldErr = cashflow.XIRR(flows)
		list[i] = s
	}
	return list
}
