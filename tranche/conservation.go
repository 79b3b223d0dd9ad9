package tranche

import (
	"fmt"

	"github.com/ipabs/ipabs/money"
)

// ConservationError says that a run lost or made money. It means a defect of the engine: the run
// gives no result.
type ConservationError struct {
	Payment    int    // number of the payment, from 1; 0 for the closing day
	Account    string // the account or class, or "deal" for the whole
	Difference money.Amount
}

func (e *ConservationError) Error() string {
	return fmt.Sprintf("tranche: payment %d: %s is out of balance by %d minor units", e.Payment, e.Account, e.Difference)
}

// check proves payment k from its movements alone, or from their totals in a run without a record: for
// every account and for the deal, opening cash and receipts equal payments and closing cash; no account is
// overdrawn; and the balance of every class moved by exactly what reached it, accreted to it or was written
// off it.
func (r *Runner) check(k int) error {
	d := r.deal
	if r.record {
		for i := r.bounds[k]; i < r.bounds[k+1]; i++ {
			m := &r.movements[i]
			if m.amount < 0 {
				return &ConservationError{Payment: k + 1, Account: "a movement", Difference: m.amount}
			}
			r.total(m.from, m.to, m.amount)
		}
	}
	in, out := r.in, r.out
	var opening, closing money.Amount
	for i := range r.account {
		a := &r.account[i].now
		if diff := a.opening + a.receipts - a.payments - a.closing; diff != 0 || a.closing < 0 {
			return &ConservationError{Payment: k + 1, Account: d.accounts[i].name, Difference: diff}
		}
		opening += a.opening
		closing += a.closing
	}
	if diff := opening + in - out - closing; diff != 0 {
		return &ConservationError{Payment: k + 1, Account: "deal", Difference: diff}
	}
	for i := range r.class {
		s := &r.class[i].now
		diff := s.opening - s.principalPaid - s.closing
		if d.hasTerms {
			diff += r.term[i].accreted + r.term[i].writeUp - r.term[i].writeDown
		}
		if diff != 0 || s.closing < 0 {
			return &ConservationError{Payment: k + 1, Account: d.tranches[i].name, Difference: diff}
		}
	}
	return nil
}

// checkClosing proves the closing day: what the accounts hold is what came in less what went out.
func (r *Runner) checkClosing() error {
	var held, net money.Amount
	for i := range r.account {
		if r.account[i].cash < 0 {
			return &ConservationError{Account: r.deal.accounts[i].name, Difference: r.account[i].cash}
		}
		held += r.account[i].cash
	}
	for _, m := range r.movements {
		if m.from.kind() != nodeAccount {
			net += m.amount
		}
		if m.to.kind() != nodeAccount {
			net -= m.amount
		}
	}
	if r.deal.proceeds == 0 {
		for _, a := range r.deal.accounts {
			net += a.opening
		}
	}
	if held != net {
		return &ConservationError{Account: "deal", Difference: net - held}
	}
	return nil
}
