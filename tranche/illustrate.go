package tranche

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// IllustrationSpec is a pool to try a document out on, where there is no tape yet: an example, never a
// projection.
type IllustrationSpec struct {
	// Principal is that of the pool at the cut-off date, Rate the yearly rate on it (ACT/365F).
	Principal decimal.Decimal `json:"principal"`
	Rate      decimal.Decimal `json:"rate"`
	// Profile is the part of the principal that is repaid in each collection period; even when absent.
	Profile []decimal.Decimal `json:"profile,omitempty"`
	// Other is what comes in beside interest and principal in each period.
	Other decimal.Decimal `json:"other,omitzero"`
	// RightsValue is the value of the rights at the cut-off date, falling by Decay a year.
	RightsValue *decimal.Decimal `json:"rights_value,omitempty"`
	Decay       decimal.Decimal  `json:"decay,omitzero"`
	// DefaultRate a year, of which Recovery comes back RecoveryLag periods later; see Stress.
	DefaultRate decimal.Decimal `json:"default_rate,omitzero"`
	Recovery    decimal.Decimal `json:"recovery,omitzero"`
	RecoveryLag int             `json:"recovery_lag,omitempty"`
}

// illustration is resolved with the deal.
type illustration struct {
	given  []cashflow.Collection
	stress Stress
}

func (r *resolver) illustrate() {
	s := r.spec.Illustration
	n := len(r.deal.payments)
	if s == nil || n == 0 || r.spec.Dates.CutOff.IsZero() || r.spec.Dates.Closing.IsZero() {
		return
	}
	const path = "illustration"
	v := &illustration{}
	principal := r.amount(path+".principal", s.Principal, 1)
	rate := r.rate(path+".rate", s.Rate)
	weights := make([]money.Rate, n)
	switch {
	case len(s.Profile) == 0:
		for k := range weights {
			weights[k] = 1
		}
	case len(s.Profile) != n:
		r.faults.Add(path+".profile", faults.Inconsistent, len(s.Profile), fmt.Sprintf("one part for each of the %d payments", n))
		return
	default:
		var total money.Rate
		for k, w := range s.Profile {
			weights[k] = r.rate(faults.Index(path+".profile", k), w)
			total += weights[k]
		}
		if total != money.One {
			r.faults.Add(path+".profile", faults.Inconsistent, total, "parts that sum to 1")
			return
		}
	}
	parts, err := money.Allocate(principal, weights)
	if err != nil {
		r.faults.Append(path+".profile", err)
		return
	}
	other := r.amount(path+".other", s.Other, 0)
	balance := principal
	for k, p := range r.deal.CollectionPeriods() {
		c := cashflow.Collection{Period: p, Opening: balance, Principal: parts[k], Closing: balance - parts[k], Other: other}
		days := int64(p.To.Sub(p.From))
		if c.Interest, err = money.Accrue(balance, rate, days, 365); err != nil {
			r.faults.Append(path+".rate", err)
			return
		}
		if s.RightsValue != nil {
			c.RightsValue = knownAmount(r.decayed(path, s, p.To))
		}
		c.Scheduled = knownAmount(c.Total())
		balance = c.Closing
		v.given = append(v.given, c)
	}
	v.stress = Stress{DefaultRate: r.rate(path+".default_rate", s.DefaultRate).Float64(), Recovery: r.rate(path+".recovery", s.Recovery), RecoveryLag: s.RecoveryLag}
	if v.stress.check() != nil {
		r.faults.Add(path+".recovery_lag", faults.OutOfRange, s.RecoveryLag, "0 or more periods")
		return
	}
	r.deal.illustration = v
}

// decayed is the value of the rights on a day: value × (1 − decay)^(years).
func (r *resolver) decayed(path string, s *IllustrationSpec, on calendar.Date) money.Amount {
	value := r.amount(path+".rights_value", *s.RightsValue, 0)
	lost := period(r.rate(path+".decay", s.Decay).Float64(), on.Sub(r.spec.Dates.CutOff))
	left, err := value.MulRate(money.One - lost)
	if err != nil {
		r.faults.Append(path+".rights_value", err)
	}
	return left
}

// Illustration gives the collections of the pool that the document carries to be tried out on, and false
// where it has none.
func (d *Deal) Illustration() ([]cashflow.Collection, bool) {
	if d.illustration == nil {
		return nil, false
	}
	list, err := d.illustration.stress.Apply(d.illustration.given)
	return list, err == nil
}
