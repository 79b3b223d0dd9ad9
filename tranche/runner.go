package tranche

import (
	"errors"

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
	status     Status
	account    []accountRun // the plan account first
	ledgers    []money.Amount
	class      []classRun
	fee        []feeRun
	swap       []swapRun
	called     [][]money.Amount
	repaid     [][]money.Amount
	interest   [][]money.Amount // of each promisor on what it has paid
	callCount  []int
	reserve    []reserveRun // by account: what supports steps out of it
	events     []int        // payment at which each was latched, or −1
	trigger    []triggerState
	testCount  []int
	deposit    []money.Amount // left of each lessee
	handedOver bool
	missed     bool // something due to a class was not paid at an earlier payment
	sold       bool // the pool has been bought back
	parties    []calendar.Date
	outside    []calendar.Date // day of each outside event

	// The pool.
	c                          *cashflow.Collection // of this payment, with what was bought
	scratch                    cashflow.Collection
	depositScratch             []cashflow.DepositUse
	poolInitial                money.Amount
	cumDefaulted, cumRecovered money.Amount
	callPrice                  money.Amount
	notCollected               money.Amount
	purchases                  purchases
	purchasedNow, cumPurchased money.Amount
	substitutedNow             money.Amount
	cumSubstituted             money.Amount
	failedPurchases            int

	// The figures of this payment that are not in the state above: its part of the lists below.
	term   []termState
	test   []testState
	before []testState // those of the payment before

	// What a run writes down. The figures of every payment are kept always; each movement, call on support and
	// comparison only with record, for a report: without it movements are added to the totals of each account at
	// once, and the lists of movements and calls are those of one payment.
	record       bool
	in, out      money.Amount // from and to the outside, in this payment
	k            int
	failure      error
	stirred      bool // something has happened that the status depends on
	drawn        bool // a support has been called
	rated        int  // classes whose coupon of this payment is known
	tested       int  // tests whose outcome of this payment is known
	watch        []probe
	tranches     []trancheState // payments × classes
	terms        []termState    // payments × classes
	fees         []feeState     // payments × fees
	accounts     []accountState // payments × accounts
	tests        []testState    // payments × tests
	probes       []probe        // payments × comparisons of triggers
	swaps        []swapState    // payments × swaps
	depositAt    []money.Amount // payments × lessees
	ledgerAt     []money.Amount // payments × ledgers
	supportAt    []SupportLine  // payments × promisors
	statusAt     []Status       // the status after each payment
	flowAt       []flow         // the waterfall of each payment
	history      []change
	callsMade    []supportCall
	movements    []movement
	bounds       []int // movements[bounds[k]:bounds[k+1]] belong to payment k; those before bounds[0] to closing
	callBounds   []int
	collected    []cashflow.Collection
	transformed  []bool // payments: the collection is not the one given, but
	collectionAt []cashflow.Collection

	dues, part []money.Amount // scratch for one step
	step       int            // the step that runs, or −1
	blank      struct {
		tranche trancheState
		term    termState
		fee     feeState
		test    testState
	}
}

// trancheState is what every class has at a payment: 64 bytes, which a processor reads at once.
type trancheState struct {
	opening, interestDue, interestPaid, principalDue, principalPaid, residual, closing, unpaid money.Amount
}

// termState is what comes of terms that few classes have. In a deal without them it stays empty.
type termState struct {
	writeDown, writeUp, accreted, putDue, putPaid, putUnpaid, resold, yieldDue, yieldPaid, onArrears money.Amount
	rate                                                                                             money.Rate // with steps by condition
}

// The state of each class, fee, account and swap; now are the figures of this payment, in the lists of all.
type (
	classRun struct {
		balance     money.Amount
		unpaid      money.Amount // interest that is due and not paid
		writtenDown money.Amount // not written up again
		putDue      money.Amount // put back and not paid
		yieldDue    money.Amount // interim yield of this payment
		now         *trancheState
	}
	feeRun struct {
		due  money.Amount // and not paid
		year money.Amount // paid in the year of life, for caps
		now  *feeState
	}
	accountRun struct {
		cash money.Amount
		now  *accountState
	}
	reserveRun struct {
		drawn    money.Amount
		payments int // at which it is drawn on
		next     int // payment of the next one, at the earliest
	}
	swapRun struct {
		due money.Amount // to the counterparty
		now *swapState
	}
)

type feeState struct{ arrears, accrued, vat, due, paid, unpaid, overflow, lapsed money.Amount }

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
	changeSubstitution
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
		deal:    d,
		account: make([]accountRun, na), class: make([]classRun, nt), fee: make([]feeRun, nf), swap: make([]swapRun, len(d.swaps)), ledgers: make([]money.Amount, len(d.ledgers)),
		called: make([][]money.Amount, len(d.supports)), repaid: make([][]money.Amount, len(d.supports)), interest: make([][]money.Amount, len(d.supports)),
		callCount: make([]int, len(d.supports)), reserve: make([]reserveRun, na), events: make([]int, len(d.events)),
		trigger: make([]triggerState, len(d.triggers)), testCount: make([]int, len(d.tests)), parties: make([]calendar.Date, len(d.parties)), outside: make([]calendar.Date, len(d.outside)),
		tranches: make([]trancheState, n*nt), terms: make([]termState, n*nt), fees: make([]feeState, n*nf), accounts: make([]accountState, n*na),
		tests: make([]testState, n*len(d.tests)), probes: make([]probe, n*probes), swaps: make([]swapState, n*len(d.swaps)),
		ledgerAt:     make([]money.Amount, n*len(d.ledgers)),
		collectionAt: make([]cashflow.Collection, n), transformed: make([]bool, n), statusAt: make([]Status, n), flowAt: make([]flow, n), bounds: make([]int, n+1), callBounds: make([]int, n+1),
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
