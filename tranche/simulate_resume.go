package tranche

import (
	"slices"

	"github.com/ipabs/ipabs/calendar"
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
	status                                                           Status
	handedOver, missed, sold, drawn                                  bool
	poolInitial, cumDefaulted, cumRecovered, callPrice, notCollected money.Amount
	class                                                            []classRun
	fee                                                              []feeRun
	account                                                          []accountRun
	swap                                                             []swapRun
	ledgers, deposit                                                 []money.Amount
	promises                                                         []money.Amount // called, repaid and interest of every promisor
	callCount, events, testCount                                     []int
	trigger                                                          []triggerState
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
	r.record = false // what is counted is read off the figures
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
	s := runnerState{status: r.status, handedOver: r.handedOver, missed: r.missed, sold: r.sold, drawn: r.drawn,
		poolInitial: r.poolInitial, cumDefaulted: r.cumDefaulted, cumRecovered: r.cumRecovered, callPrice: r.callPrice, notCollected: r.notCollected,
		class: slices.Clone(r.class), fee: slices.Clone(r.fee), account: slices.Clone(r.account), swap: slices.Clone(r.swap), ledgers: slices.Clone(r.ledgers), deposit: slices.Clone(r.deposit),
		callCount: slices.Clone(r.callCount), events: slices.Clone(r.events), testCount: slices.Clone(r.testCount), trigger: slices.Clone(r.trigger)}
	for i := range r.called {
		s.promises = append(append(append(s.promises, r.called[i]...), r.repaid[i]...), r.interest[i]...)
	}
	return s
}

// resume runs the deal from payment first on, everything before it being as at the checkpoints. parties are
// those of the whole run.
func (r *Runner) resume(c *checkpoints, first int, in Inputs, parties []calendar.Date) error {
	r.record, r.collected = false, in.Collections
	r.restore(c, min(first, len(c.states)-1))
	if first == len(c.states) {
		r.restoreEnd(c)
		return nil
	}
	copy(r.parties, parties)
	copy(r.outside, c.runner.outside)
	for k := first; k < len(r.deal.payments); k++ {
		if err := r.payment(k); err != nil {
			return err
		}
	}
	return nil
}

func (r *Runner) restore(c *checkpoints, k int) {
	s, o := &c.states[k], c.runner
	r.status, r.handedOver, r.missed, r.sold, r.drawn, r.rated, r.tested = s.status, s.handedOver, s.missed, s.sold, s.drawn, 0, 0
	r.poolInitial, r.cumDefaulted, r.cumRecovered, r.callPrice, r.notCollected = s.poolInitial, s.cumDefaulted, s.cumRecovered, s.callPrice, s.notCollected
	r.purchasedNow, r.cumPurchased, r.failedPurchases = 0, 0, 0
	r.k, r.step, r.fault, r.failure, r.watch, r.stirred = k-1, -1, nil, nil, nil, true
	r.movements, r.history, r.callsMade = r.movements[:0], r.history[:0], r.callsMade[:0]
	copy(r.class, s.class)
	copy(r.fee, s.fee)
	copy(r.account, s.account)
	copy(r.swap, s.swap)
	copy(r.ledgers, s.ledgers)
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
	copy(r.tranches, o.tranches[:k*len(r.deal.tranches)])
	if r.deal.hasTerms {
		copy(r.terms, o.terms[:k*len(r.deal.tranches)])
	}
	copy(r.accounts, o.accounts[:k*len(r.deal.accounts)])
	copy(r.tests, o.tests[:k*len(r.deal.tests)])
	copy(r.fees, o.fees[:k*len(r.deal.fees)])
	copy(r.swaps, o.swaps[:k*len(r.deal.swaps)])
	if k > 0 {
		r.test = row(r.tests, k-1, len(r.deal.tests))
	}
	copy(r.transformed[:k], o.transformed)
	for i := range k {
		if o.transformed[i] {
			r.collectionAt[i] = o.collectionAt[i]
		}
	}
}

// restoreEnd sets the runner to the end of the run of the checkpoints.
func (r *Runner) restoreEnd(c *checkpoints) {
	o, n := c.runner, len(c.states)
	r.status, r.handedOver, r.missed, r.sold = o.status, o.handedOver, o.missed, o.sold
	r.cumDefaulted, r.cumRecovered, r.callPrice, r.notCollected = o.cumDefaulted, o.cumRecovered, o.callPrice, o.notCollected
	r.k = n - 1
	copy(r.class, o.class)
	copy(r.fee, o.fee)
	copy(r.account, o.account)
	copy(r.swap, o.swap)
	copy(r.deposit, o.deposit)
	copy(r.callCount, o.callCount)
	copy(r.events, o.events)
	for i := range r.called {
		copy(r.called[i], o.called[i])
		copy(r.repaid[i], o.repaid[i])
		copy(r.interest[i], o.interest[i])
	}
	copy(r.tranches, o.tranches)
	if r.deal.hasTerms {
		copy(r.terms, o.terms)
	}
	copy(r.accounts, o.accounts)
	copy(r.transformed, o.transformed)
	copy(r.collectionAt, o.collectionAt)
}
