package tranche

import (
	"fmt"
	"math"
	"slices"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
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
	r.record = false
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
	for _, k := range []int{len(points.states) - 1, 0, first} { // from states of other runs too
		in := changed
		if k > first {
			in = base
		}
		if err := again.resume(points, k, Inputs{Collections: in, Defaults: parties, Events: points.runner.outside}); err != nil {
			resumed = failed(err)
		} else {
			again.takeOver(points.runner, k)
			resumed = again.figures()
		}
	}
	return resumed, whole, nil
}

// takeOver takes the figures of the payments before k from another run.
func (r *Runner) takeOver(o *Runner, k int) {
	d := r.deal
	copy(r.tranches, o.tranches[:k*len(d.tranches)])
	copy(r.terms, o.terms[:k*len(d.tranches)])
	copy(r.accounts, o.accounts[:k*len(d.accounts)])
	copy(r.fees, o.fees[:k*len(d.fees)])
	copy(r.swaps, o.swaps[:k*len(d.swaps)])
	copy(r.tests, o.tests[:k*len(d.tests)])
	copy(r.transformed, o.transformed[:k])
	copy(r.collectionAt, o.collectionAt[:k])
}

func (r *Runner) figures() string {
	var collected []cashflow.Collection
	for k := range r.collected {
		collected = append(collected, *r.collectedAt(k))
	}
	class, fee, account, swap := slices.Clone(r.class), slices.Clone(r.fee), slices.Clone(r.account), slices.Clone(r.swap)
	for i := range class {
		class[i].now = nil // they are among those of all payments
	}
	for i := range fee {
		fee[i].now = nil
	}
	for i := range account {
		account[i].now = nil
	}
	for i := range swap {
		swap[i].now = nil
	}
	return fmt.Sprintln(r.tranches, r.terms, r.accounts, r.fees, r.tests, r.swaps, r.status, collected, class, fee, account, swap, r.ledgers,
		r.called, r.repaid, r.interest, r.callCount, r.reserve, r.events, r.deposit, r.sold, r.missed)
}

// WithoutCalm gives the simulator that runs and counts every path from its first payment.
func WithoutCalm(s *Simulator) *Simulator {
	c := *s
	c.checkpoints, c.calm = make([]*checkpoints, len(s.deals)), make([]*calm, len(s.deals))
	return &c
}

// Yields gives the yield of flows by the series about a guess, whether that holds, and the yield by Newton's method.
func Yields(flows, days []float64, price, guess float64) (near float64, holds bool, whole float64) {
	var x sofar
	for k, flow := range flows {
		w := yieldWeights(days[k], guess)
		x.take(&trancheState{residual: money.Amount(flow)}, &termState{}, false, days[k], &w)
	}
	h, holds := nearYield(&x.moments, price, yieldSeries/(days[len(days)-1]/365))
	return math.Exp(guess+h) - 1, holds, yieldOf(flows, days, price, guess)
}
