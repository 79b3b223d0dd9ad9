package cashflow

import (
	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// DilutionSpec is principal that debtors set off and never pay (折让), as a share of each payment of
// principal.
type DilutionSpec struct {
	Share decimal.Decimal `json:"share"`
}

// ExtensionSpec is a share of each payment that arrives so many days late (账期延长), without default.
type ExtensionSpec struct {
	Share decimal.Decimal `json:"share"`
	Days  int             `json:"days"`
}

type extension struct {
	share money.Rate
	days  int
}

// deferred is a payment that arrives late by agreement.
type deferred struct {
	date                       calendar.Date
	principal, interest, other money.Amount
}

// extend puts off a share of a payment.
func (p *performer) extend(due *instalment, day calendar.Date) {
	e := p.plan.extension
	if e == nil {
		return
	}
	d := deferred{date: day.AddDays(e.days), principal: p.part(due.principal, e.share), interest: p.part(due.interest, e.share), other: p.part(due.other, e.share)}
	due.principal -= d.principal
	due.interest -= d.interest
	due.other -= d.other
	if d.principal+d.interest+d.other > 0 {
		p.deferred = append(p.deferred, d)
	}
}
