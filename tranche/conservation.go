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
	if r.record {
		for i := r.bounds[k]; i < r.bounds[k+1]; i++ {
			m := &r.movements[i]
			if m.amount < 0 {
				return &ConservationError{Payment: k + 1, Account: "a movement", Difference: m.amount}
			}
			r.total(m.from, m.to, m.amount)
		}
	}
	var wrong, below money.Amount // the first is 0 and the second not negative when all is right
	net := r.in - r.out           // of the deal
	for i := range r.account {
		a := &r.account[i]
		wrong |= a.now.opening + a.now.receipts - a.now.payments - a.cash
		below |= a.cash
		net += a.now.opening - a.cash
		a.now.closing = a.cash
	}
	for i := range r.class {
		c := &r.class[i]
		moved := c.now.opening - c.now.principalPaid - c.balance
		if r.deal.hasTerms {
			v := &r.term[i]
			v.putUnpaid = c.putDue
			moved += v.accreted + v.writeUp - v.writeDown
		}
		wrong |= moved
		below |= c.balance
		c.now.closing, c.now.unpaid = c.balance, c.unpaid
	}
	if wrong|net != 0 || below < 0 {
		return r.unbalanced(k, net)
	}
	return nil
}

// unbalanced says what of a payment does not balance.
func (r *Runner) unbalanced(k int, net money.Amount) error {
	for i := range r.account {
		a := r.account[i].now
		if diff := a.opening + a.receipts - a.payments - a.closing; diff != 0 || a.closing < 0 {
			return &ConservationError{Payment: k + 1, Account: r.deal.accounts[i].name, Difference: diff}
		}
	}
	if net != 0 {
		return &ConservationError{Payment: k + 1, Account: "deal", Difference: net}
	}
	for i := range r.class {
		s := r.class[i].now
		diff := s.opening - s.principalPaid - s.closing
		if r.deal.hasTerms {
			diff += r.term[i].accreted + r.term[i].writeUp - r.term[i].writeDown
		}
		if diff != 0 || s.closing < 0 {
			return &ConservationError{Payment: k + 1, Account: r.deal.tranches[i].name, Difference: diff}
		}
	}
	return &ConservationError{Payment: k + 1, Account: "deal"}
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
