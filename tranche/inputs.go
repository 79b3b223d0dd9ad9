package tranche

import (
	"fmt"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
)

// Inputs is what a run is given.
type Inputs struct {
	// Collections are those of the deal's CollectionPeriods.
	Collections []cashflow.Collection
	// Defaults gives the day from which an outsider pays nothing, in the order of Outsiders; zero for
	// one that pays. Nil assumes what the document says.
	Defaults []calendar.Date
	// Events gives the day of each outside event, in the order of OutsideEvents; zero for one that does not
	// happen. Nil assumes what the document says.
	Events []calendar.Date
}

// Pay pays out the collections and keeps the figures in the runner, without a record: it is Run without
// the result, and allocates nothing once the runner has run.
func (r *Runner) Pay(collected []cashflow.Collection) error {
	return r.PayInputs(Inputs{Collections: collected})
}

// PayInputs is Pay with more inputs.
func (r *Runner) PayInputs(in Inputs) error {
	r.record = false
	return r.pays(in)
}

func (r *Runner) pays(in Inputs) error {
	if err := r.deal.checkCollections(in.Collections); err != nil {
		return err
	}
	if in.Defaults != nil && len(in.Defaults) != len(r.deal.parties) {
		return fmt.Errorf("%w: %d days of default for %d outsiders", ErrCollections, len(in.Defaults), len(r.deal.parties))
	}
	if in.Events != nil && len(in.Events) != len(r.deal.outside) {
		return fmt.Errorf("%w: %d days for %d outside events", ErrCollections, len(in.Events), len(r.deal.outside))
	}
	r.reset(in)
	if err := r.closingDay(); err != nil {
		return fmt.Errorf("tranche: closing day: %w", err)
	}
	for k := range r.deal.payments {
		if err := r.payment(k); err != nil {
			return fmt.Errorf("tranche: payment %d (%s): %w", k+1, r.deal.payments[k].Payment, err)
		}
	}
	return nil
}

// checkCollections refuses collections of other periods, negative ones and sums out of range.
func (d *Deal) checkCollections(collected []cashflow.Collection) error {
	if len(collected) != len(d.payments) {
		return fmt.Errorf("%w: %d collection periods for %d payments", ErrCollections, len(collected), len(d.payments))
	}
	from := d.cutOff
	var total, defaulted money.Amount
	for k := range collected {
		c := &collected[k]
		to := d.payments[k].Calculation
		if c.From != from || c.To != to {
			return fmt.Errorf("%w: period %d runs from %s to %s, the deal's from %s to %s", ErrCollections, k+1, c.From, c.To, from, to)
		}
		// Negative when one of them is below 0 or above the largest amount.
		out := outside(c.Interest) | outside(c.Principal) | outside(c.Other) | outside(c.Opening) | outside(c.Closing) | outside(c.Dilution) | outside(c.FromDeposit) |
			outside(c.Prepayment) | outside(c.Recovery) | outside(c.Defaulted) | outside(c.Repurchased) | outside(c.Overdue[0]) | outside(c.Overdue[1]) |
			outside(c.Overdue[2]) | outside(c.Overdue[3]) | outside(c.Scheduled.Or(0)) | outside(c.RightsValue.Or(0))
		if out < 0 {
			return d.outOfRange(k, c)
		}
		named := money.Amount(0)
		for _, u := range c.Deposits {
			if u.Used < 0 || u.Used > maxAmount || named > maxAmount {
				return fmt.Errorf("%w: period %d to %s: %s settled out of the deposit of %q is not between 0 and %s", ErrCollections, k+1, to, u.Used.Format(d.currency), u.Lessee, maxAmount.Format(d.currency))
			}
			named += u.Used
		}
		if named > c.FromDeposit {
			return fmt.Errorf("%w: period %d to %s: %s settled out of the deposits of lessees is more than the %s settled out of deposits in all", ErrCollections, k+1, to, named.Format(d.currency), c.FromDeposit.Format(d.currency))
		}
		total += c.Total() + c.Repurchased
		defaulted += c.Defaulted
		if total > 10*maxAmount || defaulted > 10*maxAmount {
			return fmt.Errorf("%w: collections sum to more than %s", ErrCollections, (10 * maxAmount).Format(d.currency))
		}
		if c.FromDeposit > c.Total() {
			return fmt.Errorf("%w: period %d to %s: %s settled out of deposits is more than the %s collected", ErrCollections, k+1, to, c.FromDeposit.Format(d.currency), c.Total().Format(d.currency))
		}
		from = to
	}
	return nil
}

// outside is negative for an amount below 0 or above the largest.
func outside(a money.Amount) money.Amount { return a | (maxAmount - a) }

// outOfRange names the first amount of a collection that is out of range.
func (d *Deal) outOfRange(k int, c *cashflow.Collection) error {
	for _, a := range [...]money.Amount{c.Interest, c.Principal, c.Other, c.Opening, c.Closing, c.Dilution, c.FromDeposit, c.Prepayment, c.Recovery, c.Defaulted, c.Repurchased,
		c.Overdue[0], c.Overdue[1], c.Overdue[2], c.Overdue[3], c.Scheduled.Or(0), c.RightsValue.Or(0)} {
		if outside(a) < 0 {
			return fmt.Errorf("%w: period %d to %s: amount %s is not between 0 and %s", ErrCollections, k+1, d.payments[k].Calculation, a.Format(d.currency), maxAmount.Format(d.currency))
		}
	}
	return nil
}

func (r *Runner) reset(in Inputs) {
	d := r.deal
	r.collected, r.movements, r.history, r.callsMade = in.Collections, r.movements[:0], r.history[:0], r.callsMade[:0]
	r.status, r.k, r.step, r.failure, r.watch = d.start, -1, -1, nil, nil
	r.handedOver, r.missed, r.sold, r.stirred, r.drawn, r.rated, r.tested = false, false, false, true, false, 0, 0
	r.cumDefaulted, r.cumRecovered, r.callPrice, r.notCollected, r.purchasedNow, r.cumPurchased, r.failedPurchases = 0, 0, 0, 0, 0, 0, 0
	r.substitutedNow, r.cumSubstituted = 0, 0
	r.scratch = cashflow.Collection{}
	r.c = &r.scratch
	r.poolInitial = 0
	if len(in.Collections) > 0 {
		r.poolInitial = in.Collections[0].Opening
		r.scratch.Opening, r.scratch.Closing = r.poolInitial, r.poolInitial
	}
	for i := range d.tranches {
		r.class[i] = classRun{balance: d.tranches[i].notional}
	}
	for i := range d.accounts {
		r.account[i] = accountRun{cash: d.accounts[i].opening}
	}
	clear(r.fee)
	clear(r.swap)
	r.point(0) // until the first payment begins them anew
	for i := range d.ledgers {
		r.ledgers[i] = d.ledgers[i].opening
	}
	for i := range r.called {
		clear(r.called[i])
		clear(r.repaid[i])
		clear(r.interest[i])
	}
	for i := range r.events {
		r.events[i] = -1
	}
	for i := range d.parties {
		r.parties[i] = d.parties[i].defaults
		if in.Defaults != nil {
			r.parties[i] = in.Defaults[i]
		}
	}
	for i := range d.outside {
		r.outside[i] = d.outside[i].on
		if in.Events != nil {
			r.outside[i] = in.Events[i]
		}
	}
	if d.deposits != nil {
		copy(r.deposit, d.deposits.amounts)
	}
	clear(r.callCount)
	clear(r.reserve)
	clear(r.trigger)
	clear(r.testCount)
	if r.record {
		clear(r.probes)
	}
	r.purchases.reset()
}
