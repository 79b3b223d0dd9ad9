package pool

import (
	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// ReceivableSpec holds the terms of a supplier's claim on a core debtor (供应商应收账款), as a person
// writes them. The obligor of the contract is the core debtor, its creditor the supplier, its
// balance what is still owed, its maturity the due date.
type ReceivableSpec struct {
	// Face is the amount invoiced, in currency units: at least the balance.
	Face *decimal.Decimal `json:"face,omitempty"`
	// Advance is the price that the factor paid for the claim (保理融资款).
	Advance *decimal.Decimal `json:"advance,omitempty"`
	// Confirmed is the day on which the debtor confirmed the debt (确权日).
	Confirmed calendar.Date `json:"confirmed,omitzero"`
	// Dilution is the part of the balance that the debtor may set off by notices given so far (折让,
	// 贷项通知). The balance still contains it.
	Dilution *decimal.Decimal `json:"dilution,omitempty"`
}

// Receivable holds the resolved terms of a supplier's claim.
type Receivable struct {
	Face      Opt[money.Amount]
	Advance   Opt[money.Amount]
	Confirmed calendar.Date // zero when not stated
	Dilution  Opt[money.Amount]
}

// Kind is KindReceivable.
func (Receivable) Kind() Kind { return KindReceivable }

func (s ReceivableSpec) resolve(r *resolver, path string, c *Contract) Terms {
	t := Receivable{
		Face:      r.optAmount(path, "face", s.Face),
		Advance:   r.optAmount(path, "advance", s.Advance),
		Confirmed: r.date(path+".confirmed", s.Confirmed),
		Dilution:  r.optAmount(path, "dilution", s.Dilution),
	}
	face, known := t.Face.Get()
	if known && c.Principal > face {
		r.inconsistent(path+".face", s.Face, "a face amount of at least the balance, "+c.Principal.Format(r.spec.Currency))
	}
	if advance, ok := t.Advance.Get(); ok && known && advance > face {
		r.inconsistent(path+".advance", s.Advance, "an advance of at most the face amount, "+face.Format(r.spec.Currency))
	}
	if d, ok := t.Dilution.Get(); ok && c.Principal != 0 && d > c.Principal {
		r.inconsistent(path+".dilution", s.Dilution, "a dilution of at most the balance, "+c.Principal.Format(r.spec.Currency))
	}
	return t
}
