package tranche

import (
	"errors"
	"fmt"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
)

// ErrCollections is the class of errors about collections that do not fit the deal.
var ErrCollections = errors.New("tranche: collections do not fit the deal")

// Runner runs one deal again and again in the same memory: after the first run it allocates
// nothing. It is not safe for concurrent use; a Deal is, and any number of runners can share one.
type Runner struct {
	deal *Deal

	plan     money.Amount     // cash in the plan account
	reserves []money.Amount   // cash in each reserve
	balance  []money.Amount   // of each class
	unpaid   []money.Amount   // interest of each class that is due and not paid
	feeDue   []money.Amount   // of each fee, due and not paid
	called   [][]money.Amount // by support and promisor: what it has paid so far
	repaid   [][]money.Amount // and what of that it has got back

	tranches  []trancheState // payments × classes
	fees      []feeState     // payments × fees
	accounts  []accountState // payments × (plan account, reserves)
	movements []movement
	bounds    []int // movements[bounds[k]:bounds[k+1]] belong to payment k

	dues, paid []money.Amount // scratch for one step
	collected  []cashflow.Collection
	seniorWas  money.Amount // balance of the senior classes before the payment
	totalWas   money.Amount // balance of all classes before the payment
}

type trancheState struct {
	opening, interestDue, interestPaid, principalDue, principalPaid, residual, closing, unpaid money.Amount
}

type feeState struct{ due, paid, unpaid money.Amount }

type accountState struct{ opening, receipts, payments, closing money.Amount }

// node is one end of a movement of cash.
type node struct {
	kind  nodeKind
	index int16
	sub   int16 // promisor within a support
}

type nodeKind uint8

const (
	nodePlan nodeKind = iota
	nodeReserve
	nodePool
	nodeTranche
	nodeFee
	nodePromisor
)

type moveKind uint8

const (
	moveInterestCollected moveKind = iota
	movePrincipalCollected
	moveOtherCollected
	moveFee
	moveInterest
	movePrincipal
	moveResidual
	moveReserveDraw
	moveReserveFill
	moveReserveRelease
	moveSupportCall
	moveReimbursement
)

type movement struct {
	from, to node
	kind     moveKind
	amount   money.Amount
}

// NewRunner makes a runner for the deal.
func (d *Deal) NewRunner() *Runner {
	n, nt, nf, nr := len(d.payments), len(d.tranches), len(d.fees), len(d.reserves)
	r := &Runner{
		deal:     d,
		reserves: make([]money.Amount, nr),
		balance:  make([]money.Amount, nt),
		unpaid:   make([]money.Amount, nt),
		feeDue:   make([]money.Amount, nf),
		called:   make([][]money.Amount, len(d.supports)),
		repaid:   make([][]money.Amount, len(d.supports)),
		tranches: make([]trancheState, n*nt),
		fees:     make([]feeState, n*nf),
		accounts: make([]accountState, n*(1+nr)),
		bounds:   make([]int, n+1),
		dues:     make([]money.Amount, max(nt, nf)),
		paid:     make([]money.Amount, max(nt, nf)),
	}
	for i, s := range d.supports {
		r.called[i] = make([]money.Amount, len(s.promisors))
		r.repaid[i] = make([]money.Amount, len(s.promisors))
	}
	return r
}

// Pay pays out the collections and keeps the figures in the runner, without a record: it is Run without
// the result, and allocates nothing once the runner has run.
func (r *Runner) Pay(collected []cashflow.Collection) error {
	if err := r.deal.checkCollections(collected); err != nil {
		return err
	}
	r.reset(collected)
	for k := range r.deal.payments {
		r.bounds[k] = len(r.movements)
		r.open(k)
		r.collect(collected[k])
		if err := r.accrue(k, collected[k]); err != nil {
			return fmt.Errorf("tranche: payment %d (%s): %w", k+1, r.deal.payments[k].Payment, err)
		}
		for i := range r.deal.steps {
			if err := r.step(k, &r.deal.steps[i]); err != nil {
				return fmt.Errorf("tranche: payment %d (%s), step %d: %w", k+1, r.deal.payments[k].Payment, i+1, err)
			}
		}
		r.close(k)
		r.bounds[k+1] = len(r.movements)
		if err := r.check(k); err != nil {
			return err
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
	var total money.Amount
	for k, c := range collected {
		to := d.payments[k].Calculation
		if c.From != from || c.To != to {
			return fmt.Errorf("%w: period %d runs from %s to %s, the deal's from %s to %s", ErrCollections, k+1, c.From, c.To, from, to)
		}
		for _, part := range [...]money.Amount{c.Interest, c.Principal, c.Other, c.Opening, c.Closing} {
			if part < 0 || part > maxAmount {
				return fmt.Errorf("%w: period %d to %s: amount %s is not between 0 and %s", ErrCollections, k+1, to, part.Format(d.currency), maxAmount.Format(d.currency))
			}
		}
		if total += c.Interest + c.Principal + c.Other; total > 10*maxAmount {
			return fmt.Errorf("%w: collections sum to more than %s", ErrCollections, (10 * maxAmount).Format(d.currency))
		}
		from = to
	}
	return nil
}

func (r *Runner) reset(collected []cashflow.Collection) {
	d := r.deal
	r.plan, r.collected, r.movements = 0, collected, r.movements[:0]
	for i, t := range d.tranches {
		r.balance[i], r.unpaid[i] = t.notional, 0
	}
	for i, v := range d.reserves {
		r.reserves[i] = v.opening
	}
	clear(r.feeDue)
	for i := range r.called {
		clear(r.called[i])
		clear(r.repaid[i])
	}
	clear(r.tranches)
	clear(r.fees)
	clear(r.accounts)
}

// open notes the balances before the payment.
func (r *Runner) open(k int) {
	r.seniorWas, r.totalWas = 0, 0
	for i, t := range r.deal.tranches {
		r.trancheAt(k, i).opening = r.balance[i]
		r.totalWas += r.balance[i]
		if t.class == Senior {
			r.seniorWas += r.balance[i]
		}
	}
	r.accountAt(k, 0).opening = r.plan
	for i := range r.reserves {
		r.accountAt(k, 1+i).opening = r.reserves[i]
	}
}

func (r *Runner) collect(c cashflow.Collection) {
	plan := node{kind: nodePlan}
	pool := node{kind: nodePool}
	r.move(pool, plan, moveInterestCollected, c.Interest)
	r.move(pool, plan, movePrincipalCollected, c.Principal)
	r.move(pool, plan, moveOtherCollected, c.Other)
}

// accrue makes interest, fees and principal due.
func (r *Runner) accrue(k int, c cashflow.Collection) error {
	for i := range r.deal.tranches {
		t := &r.deal.tranches[i]
		s := r.trancheAt(k, i)
		if t.hasCoupon {
			interest, err := money.Accrue(r.balance[i], t.rate, t.accrual[k].Num, t.accrual[k].Den)
			if err != nil {
				return err
			}
			r.unpaid[i] += interest
		}
		s.interestDue = r.unpaid[i]
		s.principalDue = max(0, r.balance[i]-t.target[k])
	}
	for i := range r.deal.fees {
		f := &r.deal.fees[i]
		base := f.amount
		rate := money.One
		if f.of != BaseUnknown {
			base, rate = r.base(f.of, c), f.rate
		}
		due, err := money.Accrue(base, rate, f.accrual[k].Num, f.accrual[k].Den)
		if err != nil {
			return err
		}
		r.feeDue[i] += due
		r.feeAt(k, i).due = r.feeDue[i]
	}
	return nil
}

func (r *Runner) base(b Base, c cashflow.Collection) money.Amount {
	switch b {
	case InitialNotional:
		return r.deal.notional
	case NotionalBalance:
		return r.totalWas
	case SeniorBalance:
		return r.seniorWas
	case PoolBalance:
		return c.Opening
	case InterestCollected:
		return c.Interest
	case Collected:
		return c.Interest + c.Principal + c.Other
	}
	return 0
}

func (r *Runner) close(k int) {
	for i := range r.deal.tranches {
		s := r.trancheAt(k, i)
		s.closing, s.unpaid = r.balance[i], r.unpaid[i]
	}
	for i := range r.deal.fees {
		r.feeAt(k, i).unpaid = r.feeDue[i]
	}
	r.accountAt(k, 0).closing = r.plan
	for i := range r.reserves {
		r.accountAt(k, 1+i).closing = r.reserves[i]
	}
}

func (r *Runner) trancheAt(k, i int) *trancheState { return &r.tranches[k*len(r.deal.tranches)+i] }
func (r *Runner) feeAt(k, i int) *feeState         { return &r.fees[k*len(r.deal.fees)+i] }
func (r *Runner) accountAt(k, i int) *accountState { return &r.accounts[k*(1+len(r.reserves))+i] }

// move takes cash from one node to another and writes it down. Cash outside the deal has no balance.
func (r *Runner) move(from, to node, kind moveKind, amount money.Amount) {
	if amount == 0 {
		return
	}
	r.credit(from, -amount)
	r.credit(to, amount)
	r.movements = append(r.movements, movement{from: from, to: to, kind: kind, amount: amount})
}

func (r *Runner) credit(n node, amount money.Amount) {
	switch n.kind {
	case nodePlan:
		r.plan += amount
	case nodeReserve:
		r.reserves[n.index] += amount
	}
}
