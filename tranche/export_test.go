package tranche

import (
	"fmt"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
)

// ResumedAndWhole runs a deal on collections that differ from others only from payment first on, once carried on from
// the state before it and once as a whole, and gives all figures of both runs; "" for the first when the deal
// cannot be carried on.
func ResumedAndWhole(d *Deal, base, changed []cashflow.Collection, first int, parties []calendar.Date) (resumed, whole string, err error) {
	for i, p := range d.parties { // who falls by the document falls in both
		if day := p.defaults; !day.IsZero() && (parties[i].IsZero() || day < parties[i]) {
			parties[i] = day
		}
	}
	r := d.NewRunner()
	failed := func(err error) string { return "failed: " + err.Error() }
	r.keep = true
	if err := r.pays(Inputs{Collections: changed, Defaults: parties}); err != nil {
		whole = failed(err)
	} else {
		whole = r.figures()
	}
	points, err := newCheckpoints(d, Inputs{Collections: base})
	if err != nil || points == nil {
		return "", whole, err
	}
	again := d.NewRunner()
	for _, k := range []int{len(points.states), 0, first} { // from states of other runs too
		in := changed
		if k > first {
			in = base
		}
		if err := again.resume(points, k, Inputs{Collections: in, Defaults: parties, Events: points.runner.outside}); err != nil {
			resumed = failed(err)
		} else {
			resumed = again.figures()
		}
	}
	return resumed, whole, nil
}

func (r *Runner) figures() string {
	var collected []cashflow.Collection
	for k := range r.collected {
		collected = append(collected, *r.collectedAt(k))
	}
	return fmt.Sprintln(r.tranches, r.accounts, r.fees, r.tests, r.swaps, r.statusAt, collected, r.cash, r.ledgers, r.balance, r.unpaid, r.writtenDown, r.putDue,
		r.feeDue, r.swapDue, r.called, r.repaid, r.interest, r.callCount, r.events, r.deposit, r.sold, r.missed)
}
