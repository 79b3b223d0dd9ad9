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
	status                                                                           Status
	handedOver, missed, sold, drawn                                                  bool
	poolInitial, cumDefaulted, cumRecovered, cumSubstituted, callPrice, notCollected money.Amount
	class                                                                            []classRun
	fee                                                                              []feeRun
	account                                                                          []accountRun
	swap                                                                             []swapRun
	ledgers, deposit                                                                 []money.Amount
	promises                                                                         []money.Amount // called, repaid and interest of every promisor
	reserve                                                                          []reserveRun
	callCount, events, testCount                                                     []int
	trigger                                                                          []triggerState
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
	c.states = append(c.states, r.state())
	return c, nil
}

func (r *Runner) state() runnerState {
	s := runnerState{status: r.status, handedOver: r.handedOver, missed: r.missed, sold: r.sold, drawn: r.drawn,
		poolInitial: r.poolInitial, cumDefaulted: r.cumDefaulted, cumRecovered: r.cumRecovered, cumSubstituted: r.cumSubstituted, callPrice: r.callPrice, notCollected: r.notCollected,
		class: slices.Clone(r.class), fee: slices.Clone(r.fee), account: slices.Clone(r.account), swap: slices.Clone(r.swap), ledgers: slices.Clone(r.ledgers), deposit: slices.Clone(r.deposit),
		reserve: slices.Clone(r.reserve), callCount: slices.Clone(r.callCount), events: slices.Clone(r.events), testCount: slices.Clone(r.testCount), trigger: slices.Clone(r.trigger)}
	for i := range r.called {
		s.promises = append(append(append(s.promises, r.called[i]...), r.repaid[i]...), r.interest[i]...)
	}
	return s
}

// resume runs the deal from payment first on, everything before it being as at the checkpoints, where the
// figures of those payments stay. The inputs are those of the whole run.
func (r *Runner) resume(c *checkpoints, first int, in Inputs) error {
	r.record, r.collected = false, in.Collections
	r.restore(c, first)
	copy(r.parties, in.Defaults)
	copy(r.outside, in.Events)
	for k := first; k < len(r.deal.payments); k++ {
		if err := r.payment(k); err != nil {
			return err
		}
	}
	return nil
}

// restore sets the runner to the state before payment k; to the end of the run for the number of payments.
func (r *Runner) restore(c *checkpoints, k int) {
	s := &c.states[k]
	r.status, r.handedOver, r.missed, r.sold, r.drawn = s.status, s.handedOver, s.missed, s.sold, s.drawn
	r.poolInitial, r.cumDefaulted, r.cumRecovered, r.cumSubstituted, r.callPrice, r.notCollected = s.poolInitial, s.cumDefaulted, s.cumRecovered, s.cumSubstituted, s.callPrice, s.notCollected
	r.purchasedNow, r.cumPurchased, r.failedPurchases, r.substitutedNow = 0, 0, 0, 0
	r.k, r.step, r.failure, r.watch, r.stirred, r.rated, r.tested = k-1, -1, nil, nil, true, 0, 0
	r.movements, r.history, r.callsMade = r.movements[:0], r.history[:0], r.callsMade[:0]
	copy(r.class, s.class)
	copy(r.fee, s.fee)
	copy(r.account, s.account)
	copy(r.swap, s.swap)
	copy(r.ledgers, s.ledgers)
	copy(r.deposit, s.deposit)
	copy(r.callCount, s.callCount)
	copy(r.reserve, s.reserve)
	copy(r.events, s.events)
	copy(r.testCount, s.testCount)
	copy(r.trigger, s.trigger)
	at := 0
	for i := range r.called {
		at += copy(r.called[i], s.promises[at:])
		at += copy(r.repaid[i], s.promises[at:])
		at += copy(r.interest[i], s.promises[at:])
	}
	if k > 0 {
		n := len(r.deal.tests)
		from := max(0, k-r.deal.looksBack)
		copy(r.tests[from*n:k*n], c.runner.tests[from*n:])
		r.test = row(r.tests, k-1, n)
	}
}
