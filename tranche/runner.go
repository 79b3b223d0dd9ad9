package tranche

import (
	"errors"
	"fmt"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
)

// ErrCollections is the class of errors about collections that do not fit the deal.
var ErrCollections = errors.New("tranche: collections do not fit the deal")

// ErrFormula is the class of errors of formulas that cannot be worked out in a run: division by zero,
// or a value out of range. The error says where the formula stands and at which payment it failed.
var ErrFormula = errors.New("tranche: a formula has no value")

// Runner runs one deal again and again in the same memory: after the first run it allocates
// nothing. It is not safe for concurrent use; a Deal is, and any number of runners can share one.
type Runner struct {
	deal *Deal

	// The state of the deal.
	status      Status
	cash        []money.Amount // in each account, the plan account first
	ledgers     []money.Amount
	balance     []money.Amount // of each class
	unpaid      []money.Amount // interest of each class that is due and not paid
	writtenDown []money.Amount // of each class, not written up again
	putDue      []money.Amount // of each class, put back and not paid
	yieldDue    []money.Amount // interim yield of this payment
	feeDue      []money.Amount // of each fee, due and not paid
	feeYear     []money.Amount // paid in the year of life, for caps
	swapDue     []money.Amount // owed to each counterparty
	called      [][]money.Amount
	repaid      [][]money.Amount
	interest    [][]money.Amount // of each promisor on what it has paid
	callCount   []int
	events      []int // payment at which each was latched, or −1
	trigger     []triggerState
	testCount   []int
	deposit     []money.Amount // left of each lessee
	handedOver  bool
	missed      bool // something due to a class was not paid at an earlier payment
	sold        bool // the pool has been bought back
	parties     []calendar.Date

	// The pool.
	c                          *cashflow.Collection // of this payment, with what was bought
	scratch                    cashflow.Collection
	poolInitial                money.Amount
	cumDefaulted, cumRecovered money.Amount
	callPrice                  money.Amount
	notCollected               money.Amount
	purchases                  purchases
	purchasedNow, cumPurchased money.Amount
	failedPurchases            int

	// The record.
	k            int
	now          *expression // the formula that runs
	failure      error
	watch        []probe
	tranches     []trancheState // payments × classes
	fees         []feeState     // payments × fees
	accounts     []accountState // payments × accounts
	tests        []testState    // payments × tests
	probes       []probe        // payments × comparisons of triggers
	swaps        []swapState    // payments × swaps
	depositAt    []money.Amount // payments × lessees
	ledgerAt     []money.Amount // payments × ledgers
	statusAt     []Status       // the status after each payment
	flowAt       []flow         // the waterfall of each payment
	history      []change
	callsMade    []supportCall
	movements    []movement
	bounds       []int // movements[bounds[k]:bounds[k+1]] belong to payment k; those before bounds[0] to closing
	callBounds   []int
	collected    []cashflow.Collection
	collectionAt []cashflow.Collection // payments: what was collected, with what was bought

	dues, part []money.Amount // scratch for one step
	step       int            // the step that runs, or −1
	blank      struct {
		tranche trancheState
		fee     feeState
		test    testState
	}
}

type trancheState struct {
	opening, interestDue, interestPaid, principalDue, principalPaid, residual, closing, unpaid       money.Amount
	writeDown, writeUp, accreted, putDue, putPaid, putUnpaid, resold, yieldDue, yieldPaid, onArrears money.Amount
	rate                                                                                             money.Rate
}

type feeState struct{ accrued, vat, due, paid, unpaid, overflow, lapsed money.Amount }

type accountState struct{ opening, receipts, payments, closing, target money.Amount }

type swapState struct{ pays, receives, paid, received, unpaid money.Amount }

type testState struct {
	num, den, cure money.Amount
	value          money.Rate // this payment's, or the mean
	single         money.Rate
	limit          money.Rate
	count          int32
	known          bool // there was something to measure
	none           bool // no denominator: passes
	breached       bool // now
	failing        bool // so many times in a row
}

type triggerState struct {
	on     bool
	count  int // evaluations in a row that found it true
	passes int // and false
}

// probe is what the two sides of a comparison were.
type probe struct {
	left, right int64
	seen        bool
}

// change is one entry of the history.
type change struct {
	kind    changeKind
	payment int
	index   int // trigger or event
	from    Status
	to      Status
	on      bool
	point   Point
	count   int // of claims bought
}

type changeKind uint8

const (
	changeStatus changeKind = iota
	changeTrigger
	changeEvent
	changeCall
	changePurchase
)

type supportCall struct {
	support, promisor int
	amount            money.Amount
	after             bool // a default
	pay               Pay
}

// NewRunner makes a runner for the deal.
func (d *Deal) NewRunner() *Runner {
	n, nt, nf, na := len(d.payments), len(d.tranches), len(d.fees), len(d.accounts)
	probes := 0
	for _, t := range d.triggers {
		probes = max(probes, t.probes+len(t.when.probe))
	}
	r := &Runner{
		deal: d,
		cash: make([]money.Amount, na), ledgers: make([]money.Amount, len(d.ledgers)),
		balance: make([]money.Amount, nt), unpaid: make([]money.Amount, nt), writtenDown: make([]money.Amount, nt),
		putDue: make([]money.Amount, nt), yieldDue: make([]money.Amount, nt),
		feeDue: make([]money.Amount, nf), feeYear: make([]money.Amount, nf), swapDue: make([]money.Amount, len(d.swaps)),
		called: make([][]money.Amount, len(d.supports)), repaid: make([][]money.Amount, len(d.supports)), interest: make([][]money.Amount, len(d.supports)),
		callCount: make([]int, len(d.supports)), events: make([]int, len(d.events)),
		trigger: make([]triggerState, len(d.triggers)), testCount: make([]int, len(d.tests)), parties: make([]calendar.Date, len(d.parties)),
		tranches: make([]trancheState, n*nt), fees: make([]feeState, n*nf), accounts: make([]accountState, n*na),
		tests: make([]testState, n*len(d.tests)), probes: make([]probe, n*probes), swaps: make([]swapState, n*len(d.swaps)),
		ledgerAt:     make([]money.Amount, n*len(d.ledgers)),
		collectionAt: make([]cashflow.Collection, n), statusAt: make([]Status, n), flowAt: make([]flow, n), bounds: make([]int, n+1), callBounds: make([]int, n+1),
		dues: make([]money.Amount, max(nt, nf, len(d.swaps), 1)), part: make([]money.Amount, max(nt, nf, len(d.swaps), maxShares)),
	}
	for i, s := range d.supports {
		m := len(s.promisors)
		r.called[i], r.repaid[i], r.interest[i] = make([]money.Amount, m), make([]money.Amount, m), make([]money.Amount, m)
	}
	if d.deposits != nil {
		r.deposit = make([]money.Amount, len(d.deposits.lessees))
		r.depositAt = make([]money.Amount, n*len(d.deposits.lessees))
	}
	if d.revolving != nil {
		r.purchases.init(d)
	}
	return r
}

// maxShares bounds those among whom a residual is divided.
const maxShares = 64

// Inputs is what a run is given.
type Inputs struct {
	// Collections are those of the deal's CollectionPeriods.
	Collections []cashflow.Collection
	// Defaults gives the day from which an outsider pays nothing, in the order of Outsiders; zero for
	// one that pays. Nil assumes what the document says.
	Defaults []calendar.Date
}

// Pay pays out the collections and keeps the figures in the runner, without a record: it is Run without
// the result, and allocates nothing once the runner has run.
func (r *Runner) Pay(collected []cashflow.Collection) error {
	return r.PayInputs(Inputs{Collections: collected})
}

// PayInputs is Pay with more inputs.
func (r *Runner) PayInputs(in Inputs) error {
	if err := r.deal.checkCollections(in.Collections); err != nil {
		return err
	}
	if in.Defaults != nil && len(in.Defaults) != len(r.deal.parties) {
		return fmt.Errorf("%w: %d days of default for %d outsiders", ErrCollections, len(in.Defaults), len(r.deal.parties))
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

// payment is everything that happens for one payment date, in the order in which it happens.
func (r *Runner) payment(k int) error {
	r.k = k
	r.bounds[k], r.callBounds[k] = len(r.movements), len(r.callsMade)
	r.open(k)
	if err := r.invest(k); err != nil {
		return err
	}
	if err := r.collect(k); err != nil {
		return err
	}
	r.evaluate(AfterCollection)
	if err := r.run(flowCollection); err != nil {
		return err
	}
	if err := r.accrue(k); err != nil {
		return err
	}
	if err := r.settleSwaps(k); err != nil {
		return err
	}
	if err := r.measure(k); err != nil {
		return err
	}
	r.evaluate(BeforeWaterfall)
	r.exerciseCalls()
	r.flowAt[k] = flowOf(r.status)
	if err := r.run(r.flowAt[k]); err != nil {
		return err
	}
	r.noteMissed(k)
	r.evaluate(AfterWaterfall)
	r.close(k)
	if r.failure != nil {
		return r.failure
	}
	return r.check(k)
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
		for _, part := range [...]money.Amount{c.Interest, c.Principal, c.Other, c.Opening, c.Closing, c.Dilution, c.FromDeposit, c.Prepayment, c.Recovery, c.Defaulted, c.Repurchased,
			c.Overdue[0], c.Overdue[1], c.Overdue[2], c.Overdue[3], c.Scheduled.Or(0), c.RightsValue.Or(0)} {
			if part < 0 || part > maxAmount {
				return fmt.Errorf("%w: period %d to %s: amount %s is not between 0 and %s", ErrCollections, k+1, to, part.Format(d.currency), maxAmount.Format(d.currency))
			}
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

func (r *Runner) reset(in Inputs) {
	d := r.deal
	r.collected, r.movements, r.history, r.callsMade = in.Collections, r.movements[:0], r.history[:0], r.callsMade[:0]
	r.status, r.k, r.step, r.now, r.failure, r.watch = d.start, -1, -1, nil, nil, nil
	r.handedOver, r.missed, r.sold = false, false, false
	r.cumDefaulted, r.cumRecovered, r.callPrice, r.notCollected, r.purchasedNow, r.cumPurchased, r.failedPurchases = 0, 0, 0, 0, 0, 0, 0
	r.scratch = cashflow.Collection{}
	r.c = &r.scratch
	r.poolInitial = 0
	if len(in.Collections) > 0 {
		r.poolInitial = in.Collections[0].Opening
		r.scratch.Opening, r.scratch.Closing = r.poolInitial, r.poolInitial
	}
	for i := range d.tranches {
		r.balance[i] = d.tranches[i].notional
	}
	for i := range d.accounts {
		r.cash[i] = d.accounts[i].opening
	}
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
	if d.deposits != nil {
		copy(r.deposit, d.deposits.amounts)
	}
	clear(r.unpaid)
	clear(r.writtenDown)
	clear(r.putDue)
	clear(r.feeDue)
	clear(r.feeYear)
	clear(r.swapDue)
	clear(r.callCount)
	clear(r.trigger)
	clear(r.testCount)
	clear(r.tranches)
	clear(r.fees)
	clear(r.accounts)
	clear(r.tests)
	clear(r.probes)
	clear(r.swaps)
	r.purchases.reset()
}

// open notes the balances before the payment.
func (r *Runner) open(k int) {
	for i := range r.deal.tranches {
		r.trancheAt(k, i).opening = r.balance[i]
	}
	for i := range r.cash {
		r.accountAt(k, i).opening = r.cash[i]
	}
	if n := len(r.deal.tests); k > 0 {
		copy(r.tests[k*n:(k+1)*n], r.tests[(k-1)*n:])
	}
}

func (r *Runner) close(k int) {
	for i := range r.deal.tranches {
		s := r.trancheAt(k, i)
		s.closing, s.unpaid, s.putUnpaid = r.balance[i], r.unpaid[i], r.putDue[i]
	}
	for i := range r.deal.fees {
		s := r.feeAt(k, i)
		if r.deal.fees[i].lapses {
			s.lapsed += r.feeDue[i]
			r.feeDue[i] = 0
		}
		s.unpaid = r.feeDue[i]
	}
	for i := range r.cash {
		r.accountAt(k, i).closing = r.cash[i]
	}
	for i := range r.deal.swaps {
		r.swaps[k*len(r.deal.swaps)+i].unpaid = r.swapDue[i]
	}
	copy(r.ledgerAt[k*len(r.ledgers):], r.ledgers)
	copy(r.depositAt[k*len(r.deposit):], r.deposit)
	r.statusAt[k] = r.status
	r.collectionAt[k] = *r.c
	r.bounds[k+1], r.callBounds[k+1] = len(r.movements), len(r.callsMade)
}

// noteMissed remembers whether a class did not get what it was due. What is put back is never more than
// the balance that is left.
func (r *Runner) noteMissed(k int) {
	for i := range r.putDue {
		r.putDue[i] = min(r.putDue[i], r.balance[i])
	}
	for i := range r.deal.tranches {
		if t := &r.deal.tranches[i]; t.mode != Residual && (r.unpaid[i] > 0 || r.balance[i] > t.target[k] || r.putDue[i] > 0) {
			r.missed = true
			return
		}
	}
}

func (r *Runner) trancheAt(k, i int) *trancheState { return &r.tranches[k*len(r.deal.tranches)+i] }
func (r *Runner) feeAt(k, i int) *feeState         { return &r.fees[k*len(r.deal.fees)+i] }
func (r *Runner) accountAt(k, i int) *accountState { return &r.accounts[k*len(r.deal.accounts)+i] }
func (r *Runner) testAt(k, i int) *testState       { return &r.tests[k*len(r.deal.tests)+i] }

// The records of this payment, or empty ones on the closing day.
func (r *Runner) trancheNow(i int) *trancheState {
	if r.k < 0 {
		r.blank.tranche = trancheState{}
		return &r.blank.tranche
	}
	return r.trancheAt(r.k, i)
}

func (r *Runner) feeNow(i int) *feeState {
	if r.k < 0 {
		r.blank.fee = feeState{}
		return &r.blank.fee
	}
	return r.feeAt(r.k, i)
}

func (r *Runner) testNow(i int) *testState {
	if r.k < 0 {
		r.blank.test = testState{}
		return &r.blank.test
	}
	return r.testAt(r.k, i)
}

func (r *Runner) openingCash(i int) money.Amount {
	if r.k < 0 {
		return 0
	}
	return r.accountAt(r.k, i).opening
}

func (r *Runner) date() PaymentDate {
	if r.k < 0 {
		return PaymentDate{Nominal: r.deal.closing, Payment: r.deal.closing, Calculation: r.deal.cutOff}
	}
	return r.deal.payments[r.k]
}

func (r *Runner) yearOfLife() int {
	if r.k < 0 {
		return 1
	}
	return r.deal.yearOfLife[r.k]
}

func (r *Runner) seniorBalance() money.Amount {
	var total money.Amount
	for i := range r.deal.tranches {
		if r.deal.tranches[i].class == Senior {
			total += r.balance[i]
		}
	}
	return total
}

// partyDefaulted reports whether an outsider pays nothing on a day.
func (r *Runner) partyDefaulted(i int, day calendar.Date) bool {
	from := r.parties[i]
	return !from.IsZero() && from <= day
}
