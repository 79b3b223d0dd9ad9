package cashflow

import (
	"slices"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// lease appends the rows of a sale-and-leaseback: rents, purchase price with the last rent, handling
// fee on its date. A fee without a date was due at the start. The deposit, when it is to offset the
// last rents, settles them from the last one back; the purchase price and the fee are paid in cash.
func (b *builder) lease(c *pool.Contract, t *pool.Lease) error {
	fee, feeDate := t.HandlingFee.Or(0), t.HandlingFeeDate
	if feeDate.IsZero() {
		feeDate = c.Start
	}
	if !feeDate.After(b.pool.AsOf()) {
		fee = 0 // paid before the pool begins
	}
	price := t.PurchasePrice.Or(0)
	beside, err := price.Add(fee)
	if err != nil {
		return err
	}
	first := len(b.rows)
	if err := b.instalments(c, t.Rent, pool.Opt[pool.Floating]{}, beside); err != nil {
		return err
	}
	b.rows[len(b.rows)-1].Other += price
	if fee > 0 {
		b.payOther(first, feeDate, fee)
	}
	b.offset(b.rows[first:], t)
	return nil
}

// payOther adds an amount to the row of a date, or gives it a row of its own.
func (b *builder) payOther(first int, date calendar.Date, amount money.Amount) {
	at := first
	for at < len(b.rows) && b.rows[at].Date.Before(date) {
		at++
	}
	if at == len(b.rows) || b.rows[at].Date != date {
		b.rows = slices.Insert(b.rows, at, Row{Date: date})
	}
	b.rows[at].Other += amount
}

// offset settles the last rents out of the deposit.
func (b *builder) offset(rows []Row, t *pool.Lease) {
	left := t.Deposit.Or(0)
	switch {
	case left == 0 || t.DepositUse == pool.Refund:
		return
	case t.DepositUse == pool.DepositUseUnknown:
		b.assume(AssumedDepositUse, "not offset against rents")
		return
	}
	for k := len(rows) - 1; k >= 0 && left > 0; k-- {
		r := &rows[k]
		r.FromDeposit = min(left, r.Interest+r.Principal)
		left -= r.FromDeposit
	}
	if deposit := t.Deposit.Or(0); left > 0 {
		currency := b.pool.Currency()
		b.note(NoteDeposit, deposit.Format(currency), (deposit - left).Format(currency),
			"the deposit exceeds the rents that it is to offset; the rest settles nothing")
	}
}

// receivable appends the one row of a supplier's claim. What the receivable balance states beyond the principal
// is the fee or discount of the factor, which the debtor pays with it.
func (b *builder) receivable(c *pool.Contract, t *pool.Receivable) {
	dilution := t.Dilution.Or(0)
	fee := max(0, c.ReceivableBalance.Or(c.Principal)-c.Principal)
	b.rows = append(b.rows, Row{Date: c.Maturity, Interest: fee, Principal: c.Principal - dilution, Dilution: dilution})
}

// microloan appends the rows of a loan.
func (b *builder) microloan(c *pool.Contract, t *pool.Microloan) error {
	return b.instalments(c, t.Repayment, t.Floating, 0)
}

// sublicense appends the rows of a sub-licence: the fixed fees and, on each fee date, the minimum
// guarantee of the royalty.
func (b *builder) sublicense(c *pool.Contract, t *pool.Sublicense) error {
	royalty, _ := t.Royalty.Get()
	guarantee := royalty.MinimumGuarantee
	first := len(b.rows)
	beside, err := money.MulDiv(int64(guarantee), int64(len(t.Fees.Table())), 1)
	if err != nil {
		return err
	}
	if err := b.instalments(c, t.Fees, pool.Opt[pool.Floating]{}, money.Amount(beside)); err != nil {
		return err
	}
	if guarantee == 0 {
		return nil
	}
	if c.ReceivableBalance.IsKnown() {
		b.assume(AssumedTotalScope, "fixed fees; the minimum guarantee comes on top")
	}
	for k := first; k < len(b.rows); k++ {
		b.rows[k].Other = guarantee
	}
	return nil
}
