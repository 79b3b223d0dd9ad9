package tranche

import (
	"slices"

	"github.com/ipabs/ipabs/money"
)

// checkpoints are the states of a run after each of its payments. A run whose collections differ from those
// of the first only from payment k on is carried on from the state before k: it gives what a whole run
// would, for the work of the payments that differ.
type checkpoints struct {
	runner *Runner // after the whole run, with its records
	states []runnerState
}

// runnerState is what one payment hands to the next.
type runnerState struct {
	status                                                                                 Status
	handedOver, missed, sold                                                               bool
	poolInitial, cumDefaulted, cumRecovered, callPrice, notCollected                       money.Amount
	cash, ledgers, balance, unpaid, writtenDown, putDue, feeDue, feeYear, swapDue, deposit []money.Amount
	promises                                                                               []money.Amount // called, repaid and interest of every promisor
	callCount, events, testCount                                                           []int
	trigger                                                                                []triggerState
}

// newCheckpoints runs a deal and keeps the states; nil for a deal that buys claims, whose purchases are not
// kept.
func newCheckpoints(d *Deal, in Inputs) (*checkpoints, error) {
	if d.revolving != nil {
		return nil, nil
	}
	c := &checkpoints{runner: d.NewRunner()}
	r := c.runner
	if err := d.checkCollections(in.Collections); err != nil {
		return nil, err
	}
	r.keep, r.bare = true, true // what is counted is read off the records
	r.reset(in)
	if err := r.closingDay(); err != nil {
		return nil, err
	}
	for k := range d.payments {
		c.states = append(c.states, r.state())
		if err := r.payment(k); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (r *Runner) state() runnerState {
	s := runnerState{status: r.status, handedOver: r.handedOver, missed: r.missed, sold: r.sold,
		poolInitial: r.poolInitial, cumDefaulted: r.cumDefaulted, cumRecovered: r.cumRecovered, callPrice: r.callPrice, notCollected: r.notCollected,
		cash: slices.Clone(r.cash), ledgers: slices.Clone(r.ledgers), balance: slices.Clone(r.balance), unpaid: slices.Clone(r.unpaid),
		writtenDown: slices.Clone(r.writtenDown), putDue: slices.Clone(r.putDue), feeDue: slices.Clone(r.feeDue), feeYear: slices.Clone(r.feeYear),
		swapDue: slices.Clone(r.swapDue), deposit: slices.Clone(r.deposit),
		callCount: slices.Clone(r.callCount), events: slices.Clone(r.events), testCount: slices.Clone(r.testCount), trigger: slices.Clone(r.trigger)}
	for i := range r.called {
		s.promises = append(append(append(s.promises, r.called[i]...), r.repaid[i]...), r.interest[i]...)
	}
	return s
}

// resume runs the deal from payment first on, everything before it being as at the checkpoints. The inputs are
// those of the whole run.
func (r *Runner) resume(c *checkpoints, first int, in Inputs) error {
	r.keep, r.bare, r.collected = true, true, in.Collections
	r.restore(c, min(first, len(c.states)-1))
	if first == len(c.states) {
		r.restoreEnd(c)
		return nil
	}
	copy(r.parties, in.Defaults)
	copy(r.outside, in.Events)
	for k := first; k < len(r.deal.payments); k++ {
		if err := r.payment(k); err != nil {
			return err
		}
	}
	return nil
}

func (r *Runner) restore(c *checkpoints, k int) {
	s, o := &c.states[k], c.runner
	r.status, r.handedOver, r.missed, r.sold = s.status, s.handedOver, s.missed, s.sold
	r.poolInitial, r.cumDefaulted, r.cumRecovered, r.callPrice, r.notCollected = s.poolInitial, s.cumDefaulted, s.cumRecovered, s.callPrice, s.notCollected
	r.purchasedNow, r.cumPurchased, r.failedPurchases = 0, 0, 0
	r.k, r.step, r.now, r.failure, r.watch = k-1, -1, nil, nil, nil
	r.movements, r.history, r.callsMade = r.movements[:0], r.history[:0], r.callsMade[:0]
	copy(r.cash, s.cash)
	copy(r.ledgers, s.ledgers)
	copy(r.balance, s.balance)
	copy(r.unpaid, s.unpaid)
	copy(r.writtenDown, s.writtenDown)
	copy(r.putDue, s.putDue)
	copy(r.feeDue, s.feeDue)
	copy(r.feeYear, s.feeYear)
	copy(r.swapDue, s.swapDue)
	copy(r.deposit, s.deposit)
	copy(r.callCount, s.callCount)
	copy(r.events, s.events)
	copy(r.testCount, s.testCount)
	copy(r.trigger, s.trigger)
	at := 0
	for i := range r.called {
		for _, list := range [][]money.Amount{r.called[i], r.repaid[i], r.interest[i]} {
			at += copy(list, s.promises[at:])
		}
	}
	keep(r.tranches, o.tranches, k*len(r.deal.tranches))
	keep(r.accounts, o.accounts, k*len(r.deal.accounts))
	keep(r.tests, o.tests, k*len(r.deal.tests))
	keep(r.fees, o.fees, k*len(r.deal.fees))
	keep(r.swaps, o.swaps, k*len(r.deal.swaps))
	clear(r.probes)
	copy(r.statusAt[:k], o.statusAt)
	copy(r.transformed[:k], o.transformed)
	for i := range k {
		if o.transformed[i] {
			r.collectionAt[i] = o.collectionAt[i]
		}
	}
}

// keep takes over the first n records and clears the others.
func keep[T any](to, from []T, n int) {
	copy(to[:n], from)
	clear(to[n:])
}

// restoreEnd sets the runner to the end of the run of the checkpoints.
func (r *Runner) restoreEnd(c *checkpoints) {
	o, n := c.runner, len(c.states)
	r.status, r.handedOver, r.missed, r.sold = o.status, o.handedOver, o.missed, o.sold
	r.cumDefaulted, r.cumRecovered, r.callPrice, r.notCollected = o.cumDefaulted, o.cumRecovered, o.callPrice, o.notCollected
	r.k = n - 1
	copy(r.cash, o.cash)
	copy(r.balance, o.balance)
	copy(r.unpaid, o.unpaid)
	copy(r.writtenDown, o.writtenDown)
	copy(r.putDue, o.putDue)
	copy(r.feeDue, o.feeDue)
	copy(r.swapDue, o.swapDue)
	copy(r.deposit, o.deposit)
	copy(r.callCount, o.callCount)
	copy(r.events, o.events)
	for i := range r.called {
		copy(r.called[i], o.called[i])
		copy(r.repaid[i], o.repaid[i])
		copy(r.interest[i], o.interest[i])
	}
	copy(r.tranches, o.tranches)
	copy(r.accounts, o.accounts)
	copy(r.statusAt, o.statusAt)
	copy(r.transformed, o.transformed)
	copy(r.collectionAt, o.collectionAt)
}
