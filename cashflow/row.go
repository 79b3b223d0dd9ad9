package cashflow

import (
	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// Row is what happens to one contract on one day, in minor units.
//
//	Payment = Interest + Principal + Other
//	Closing = Opening − Principal − Dilution
//
// No field is negative.
type Row struct {
	Date    calendar.Date
	Opening money.Amount // outstanding principal before (期初本金)
	// Interest is the interest paid (利息). Where a table of payments leaves interest unpaid for a
	// time, the row shows what is paid, not what accrues.
	Interest  money.Amount
	Principal money.Amount // principal paid (本金)
	// Other is what is paid beside interest and principal: a handling fee (手续费) after the cut-off
	// date, the purchase price (留购价款), the minimum guarantee of a royalty (保底许可费).
	Other money.Amount
	// Dilution is principal that ends without payment: what the debtor of a receivable sets off
	// (折让).
	Dilution money.Amount
	Payment  money.Amount // paid in all
	Closing  money.Amount // outstanding principal after (期末本金)
	// FromDeposit is the part of Payment that is settled out of the lessee's deposit (保证金抵扣) and
	// is no new money from the lessee.
	FromDeposit money.Amount
}

// Cash is the part of the payment that the obligor pays in new money: Payment − FromDeposit.
func (r Row) Cash() money.Amount { return r.Payment - r.FromDeposit }

// Totals are sums over rows, in minor units.
type Totals struct {
	Interest, Principal, Other, Dilution, Payment, FromDeposit money.Amount
}

func (t *Totals) add(r *Row) {
	t.Interest += r.Interest
	t.Principal += r.Principal
	t.Other += r.Other
	t.Dilution += r.Dilution
	t.Payment += r.Payment
	t.FromDeposit += r.FromDeposit
}
