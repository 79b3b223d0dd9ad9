package tape

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
)

// centSlack is how far stated parts of an instalment may be from their sum: a fen for each part.
var centSlack = decimal.New(2, -2)

// interestSlack is how far a stated interest may be from every recomputation: 0.5 % of it, or one
// unit of the currency, whichever is more. Lenders round days and amounts in different places.
var interestSlack = decimal.New(5, -3)

// checkSum compares principal and interest with the whole payment.
func (i instalmentRow) checkSum() {
	if i.payment == nil || i.principal == nil || i.interest == nil {
		return
	}
	if off := i.principal.Add(*i.interest).Sub(*i.payment); off.Abs().GreaterThan(centSlack) {
		i.reader.warn(fPayment, note{code: "instalment.sum", seen: i.reader.raw(fPayment), taken: i.payment.String(), rule: "instalments.sum",
			message: fmt.Sprintf("principal and interest make %s, which is %s off; the whole payment counts", i.principal.Add(*i.interest), off), advice: "check the three amounts"})
	}
}

// checkTable compares a table of instalments with the balance of its contract: the principal that it
// repays, what it says is left after each row, and the interest that it states for each period.
// rows are in the order of their days; last is the day before the first of them, where known.
func (d *draft) checkTable(rows []instalmentRow, last calendar.Date) {
	balance := d.spec.Balance
	if balance.Sign() <= 0 {
		return
	}
	sum := decimal.Zero
	left, known := balance, true
	for _, row := range rows {
		row.checkInterest(d, left, last, known)
		last = row.spec.Date
		if row.principal == nil {
			known = false
			continue
		}
		sum, left = sum.Add(*row.principal), left.Sub(*row.principal)
		if row.left != nil && known && row.left.Sub(left).Abs().GreaterThan(centSlack) {
			row.reader.warn(fLeft, note{code: "instalment.left", seen: row.reader.raw(fLeft), taken: row.left.String(), rule: "instalments.left",
				message: fmt.Sprintf("the balance of the contract less the principal up to here leaves %s", left), advice: "check balance and table"})
			left = *row.left // one slip is told once
		}
	}
	if known && len(rows) > 0 && sum.Sub(balance).Abs().GreaterThan(centSlack) {
		d.warn(fBalance, note{code: "instalment.balance", seen: d.raw(fBalance), taken: balance.String(), rule: "instalments.balance",
			message: fmt.Sprintf("the table of instalments repays %s after the cut-off date", sum), advice: "check balance and table: an instalment may be missing"})
	}
}

// checkInterest compares a stated interest with rate × principal left × time, by actual days over 365
// and over 360 and by months: it is only wrong when no convention gives it.
func (i instalmentRow) checkInterest(d *draft, left decimal.Decimal, from calendar.Date, known bool) {
	if i.interest == nil || d.spec.Rate == nil || !known || from.IsZero() || !i.spec.Date.After(from) {
		return
	}
	year := left.Mul(*d.spec.Rate)
	days := decimal.NewFromInt(int64(i.spec.Date.Sub(from)))
	months := decimal.NewFromFloat(monthsBetween(from, i.spec.Date)).Round(0)
	slack := decimal.Max(i.interest.Mul(interestSlack).Abs(), unitOne)
	nearest := year.Mul(days).DivRound(decimal.NewFromInt(365), 2)
	for _, by := range []decimal.Decimal{nearest, year.Mul(days).DivRound(decimal.NewFromInt(360), 2), year.Mul(months).DivRound(decimal.NewFromInt(12), 2)} {
		if by.Sub(*i.interest).Abs().LessThanOrEqual(slack) {
			return
		}
	}
	i.reader.warn(fInterest, note{code: "instalment.interest", seen: i.reader.raw(fInterest), taken: i.interest.String(), rule: "instalments.interest",
		message: fmt.Sprintf("%s at %s for %s days is about %s", left, d.spec.Rate, days, nearest), advice: "check rate, balance and interest"})
}
