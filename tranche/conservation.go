package tranche

import (
	"fmt"

	"github.com/ipabs/ipabs/money"
)

// ConservationError says that a run lost or made money. It means a defect of the engine: the run
// gives no result.
type ConservationError struct {
	Payment    int    // number of the payment, from 1
	Account    string // the account or class, or "deal" for the whole
	Difference money.Amount
}

func (e *ConservationError) Error() string {
	return fmt.Sprintf("tranche: payment %d: %s is out of balance by %d minor units", e.Payment, e.Account, e.Difference)
}

// check proves payment k from its movements alone: for every account and for the deal, opening cash
// and receipts equal payments and closing cash; no account is overdrawn; and the balance of every
// class moved by exactly the principal that reached it.
func (r *Runner) check(k int) error {
	d := r.deal
	var in, out money.Amount
	for _, m := range r.movements[r.bounds[k]:r.bounds[k+1]] {
		from, fromInside := accountIndex(m.from)
		to, toInside := accountIndex(m.to)
		if m.amount < 0 {
			return &ConservationError{Payment: k + 1, Account: "a movement", Difference: m.amount}
		}
		if fromInside {
			r.accountAt(k, from).payments += m.amount
		} else {
			in += m.amount
		}
		if toInside {
			r.accountAt(k, to).receipts += m.amount
		} else {
			out += m.amount
		}
	}
	var opening, closing money.Amount
	for i := range 1 + len(r.reserves) {
		a := r.accountAt(k, i)
		if diff := a.opening + a.receipts - a.payments - a.closing; diff != 0 || a.closing < 0 {
			return &ConservationError{Payment: k + 1, Account: d.accountName(i), Difference: diff}
		}
		opening += a.opening
		closing += a.closing
	}
	if diff := opening + in - out - closing; diff != 0 {
		return &ConservationError{Payment: k + 1, Account: "deal", Difference: diff}
	}
	for i, t := range d.tranches {
		s := r.trancheAt(k, i)
		if diff := s.opening - s.principalPaid - s.closing; diff != 0 || s.closing < 0 {
			return &ConservationError{Payment: k + 1, Account: t.name, Difference: diff}
		}
	}
	return nil
}

// accountIndex gives the place of an account of the deal, and false for a node outside it.
func accountIndex(n node) (int, bool) {
	switch n.kind {
	case nodePlan:
		return 0, true
	case nodeReserve:
		return 1 + int(n.index), true
	}
	return 0, false
}

func (d *Deal) accountName(i int) string {
	if i == 0 {
		return PlanAccount
	}
	return d.reserves[i-1].name
}
