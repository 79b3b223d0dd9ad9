package tranche

import (
	"fmt"

	"github.com/ipabs/ipabs/internal/formula"
	"github.com/ipabs/ipabs/money"
)

// Fail is told by a formula what went wrong; the run ends with the first of these.
func (r *Runner) Fail(at *formula.Place, err error) {
	if r.failure == nil {
		r.failure = fmt.Errorf("%w: %s, %q, column %d: %w", ErrFormula, at.Path, at.Text, at.Column, err)
	}
}

// Observe is told by a formula what its comparisons compared.
func (r *Runner) Observe(slot int, left, right int64) {
	if slot < len(r.watch) {
		r.watch[slot] = probe{left, right, true}
	}
}

// eval works out a formula.
func (r *Runner) eval(x *expression) int64 {
	if x.fixed {
		return x.value
	}
	return x.run(r)
}

// amount works out an amount that is paid: never below zero. One beyond the largest amount of a deal ends
// the run.
func (r *Runner) amount(x *expression) money.Amount {
	v := r.eval(x)
	if v > int64(maxAmount) {
		r.Fail(x.at, formula.ErrOverflow)
		v = int64(maxAmount)
	}
	return max(0, money.Amount(v))
}

// measured works out an amount that is only compared.
func (r *Runner) measured(x *expression) money.Amount {
	return min(max(-maxCall, money.Amount(r.eval(x))), maxCall)
}

// holds works out a condition; the absence of one holds.
func (r *Runner) holds(x *expression) bool { return x == nil || r.eval(x) != 0 }

// targetOf is what an account should hold.
func (r *Runner) targetOf(i int) money.Amount { return r.amount(r.deal.accounts[i].target) }

// evaluate looks at the triggers of a point, in order, and sets the status. After the collections it is set
// without a trigger too, for dates and outside events.
func (r *Runner) evaluate(at Point) {
	list := r.deal.lookAt[at]
	for _, i := range list {
		r.look(i)
	}
	if len(list) > 0 || at == AfterCollection {
		r.setStatus()
	}
}

// look evaluates one trigger.
func (r *Runner) look(i int) {
	t, s := &r.deal.triggers[i], &r.trigger[i]
	holds := false
	if r.record {
		holds = r.watched(t)
	} else {
		holds = r.holds(t.when)
	}
	if holds {
		s.count++
		s.passes = 0
	} else {
		s.count = 0
		s.passes++
	}
	switch {
	case !s.on && s.count >= t.consecutive:
		s.on, r.stirred = true, true
		r.history = append(r.history, change{kind: changeTrigger, payment: r.k, index: i, on: true, point: t.at})
		for _, e := range t.events {
			r.latch(e)
		}
	case s.on && t.curable > 0 && s.passes >= t.curable:
		s.on, r.stirred = false, true
		r.history = append(r.history, change{kind: changeTrigger, payment: r.k, index: i, point: t.at})
	}
}

// watched works out the condition of a trigger and keeps what it compared.
func (r *Runner) watched(t *trigger) bool {
	from := r.k*r.probesPerPayment() + t.probes
	r.watch = r.probes[from : from+len(t.when.probe)]
	v := t.when.told(r)
	r.watch = nil
	return v != 0
}

func (r *Runner) probesPerPayment() int {
	if len(r.deal.payments) == 0 {
		return 0
	}
	return len(r.probes) / len(r.deal.payments)
}

// latch fires an event, once.
func (r *Runner) latch(event int) {
	if r.events[event] >= 0 {
		return
	}
	r.events[event], r.stirred = r.k, true
	r.history = append(r.history, change{kind: changeEvent, payment: r.k, index: event, on: true})
}

// setStatus gives the deal the gravest status that its dates, events and triggers call for.
func (r *Runner) setStatus() {
	d := r.deal
	if !r.stirred && r.status != Revolving {
		return // the end of the revolving period is a matter of time
	}
	r.stirred = false
	status := d.start
	if status == Revolving && (r.k >= d.revolves || r.events[eventEndOfRevolving] >= 0) {
		status = Amortising
	}
	for i := range d.triggers {
		if r.trigger[i].on {
			status = max(status, d.triggers[i].status)
		}
	}
	if r.events[eventAcceleration] >= 0 {
		status = max(status, Accelerated)
	}
	if r.events[eventDefault] >= 0 {
		status = max(status, Defaulted)
	}
	if r.sold {
		status = Ended
	}
	if status != r.status {
		r.history = append(r.history, change{kind: changeStatus, payment: r.k, from: r.status, to: status})
		r.status = status
	}
}

// inDefault reports whether the deal is in default, also where its pool has been bought back since: a clean-up
// alone is none.
func (r *Runner) inDefault() bool {
	if r.status != Ended {
		return r.status == Defaulted
	}
	for i := range r.deal.triggers {
		if r.trigger[i].on && r.deal.triggers[i].status == Defaulted {
			return true
		}
	}
	return r.events[eventDefault] >= 0
}

// afterEvent reports whether the deal is accelerated or in default.
func (r *Runner) afterEvent() bool { return r.status >= Accelerated }
