package cashflow

import (
	"github.com/ipabs/ipabs/money"
)

// The three ways in which a balance comes back. Each appends one row for every date of the scratch,
// with interest by its rates and fractions; what no row may do, whatever the figures, is to pay less
// than nothing or more principal than there is.
//
// A payment below the accrued interest pays interest alone. The rest of the interest is carried: it
// bears interest at the same rate and is paid first out of the next payments. So principal never
// grows.

// level appends rows of equal payments (等额本息), computed anew where the rate changes. The last row
// pays what is left, so that it alone takes the rounding of all rows.
func (b *builder) level(balance money.Amount) error {
	var payment, carried money.Amount
	last := len(b.dates) - 1
	for k := range b.dates {
		if k == 0 || b.rates[k] != b.rates[k-1] {
			owed, err := balance.Add(carried)
			if err != nil {
				return err
			}
			if payment, err = levelPayment(owed, b.rates[k], b.fractions[k:]); err != nil {
				return err
			}
		}
		accrued, err := b.accrued(k, balance, carried)
		if err != nil {
			return err
		}
		row := Row{Date: b.dates[k], Interest: accrued, Principal: balance}
		if k < last {
			row.Interest = min(accrued, payment)
			row.Principal = min(payment-row.Interest, balance)
			carried = b.carry(&row, accrued)
		}
		balance -= row.Principal
		b.rows = append(b.rows, row)
	}
	return nil
}

// byPayments appends rows of given payments, which sum to at least the balance. Interest sums to
// exactly what they hold beyond it: no row takes more than is left of that, and the last row pays
// the rest of the principal.
func (b *builder) byPayments(balance money.Amount, payments []money.Amount) error {
	left := -balance // interest that the payments still hold
	for _, p := range payments {
		left += p
	}
	var carried money.Amount
	last := len(payments) - 1
	for k, payment := range payments {
		accrued, err := b.accrued(k, balance, carried)
		if err != nil {
			return err
		}
		// The payments still to come, this one included, sum to balance + left.
		interest := payment - balance
		if k < last {
			interest = max(min(accrued, left, payment), interest)
		}
		row := Row{Date: b.dates[k], Interest: interest, Principal: payment - interest}
		if k < last {
			carried = b.carry(&row, min(accrued, left))
		}
		left -= interest
		balance -= row.Principal
		b.rows = append(b.rows, row)
	}
	return nil
}

// byPrincipal appends rows of given principal, on which interest comes on top. When total is not
// negative, interest sums to it: no row takes more than is left of it, and the last row takes the
// rest.
func (b *builder) byPrincipal(balance money.Amount, principal []money.Amount, total money.Amount) error {
	last := len(principal) - 1
	for k, p := range principal {
		interest, err := b.accrued(k, balance, 0)
		if err != nil {
			return err
		}
		if total >= 0 {
			if interest = min(interest, total); k == last {
				interest = total
			}
			total -= interest
		}
		b.rows = append(b.rows, Row{Date: b.dates[k], Interest: interest, Principal: p})
		balance -= p
	}
	return nil
}

// accrued gives the interest that row k can pay: what the balance and the interest carried to it bear
// in its span, and the interest carried.
func (b *builder) accrued(k int, balance, carried money.Amount) (money.Amount, error) {
	f := b.fractions[k]
	if carried == 0 {
		return money.Accrue(balance, b.rates[k], f.Num, f.Den)
	}
	sum, err := balance.Add(carried)
	if err != nil {
		return 0, err
	}
	interest, err := money.Accrue(sum, b.rates[k], f.Num, f.Den)
	if err != nil {
		return 0, err
	}
	return interest.Add(carried)
}

// carry gives the accrued interest that a row leaves unpaid, and notes it once a contract.
func (b *builder) carry(row *Row, accrued money.Amount) money.Amount {
	rest := accrued - row.Interest
	if rest <= 0 {
		return 0
	}
	if b.once(&b.carryNoted) {
		currency := b.pool.Currency()
		b.note(NoteInterestCarried, accrued.Format(currency), row.Interest.Format(currency),
			"the payment on "+row.Date.String()+" does not cover the interest accrued; the rest is paid out of the next payments")
	}
	return rest
}
