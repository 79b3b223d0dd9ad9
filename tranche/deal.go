package tranche

import (
	"slices"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/internal/formula"
	"github.com/ipabs/ipabs/money"
)

// Engine names the rules by which a run was computed. A change that can change a number in a result
// changes it.
const Engine = "ipabs.tranche/2"

// Names that the engine uses itself in accounts and movements.
const (
	PlanAccount = "collection" // the plan account (专项计划账户)
	Pool        = "pool"
	Investors   = "investors"
	Originator  = "originator"
)

// Events that the engine knows (事件). A document may add words of its own.
const (
	EventAcceleration   = "acceleration"     // 加速清偿事件: the deal is accelerated
	EventDefault        = "default"          // 违约事件: the deal is in default
	EventEndOfRevolving = "end_of_revolving" // 提前结束循环期: nothing more is bought
	EventPerfection     = "perfection"       // 权利完善事件: obligors pay the plan, deposits are handed over
	EventShortfall      = "shortfall_start"  // 差额支付启动事件: latched by the first call on support
)

const (
	eventAcceleration = iota
	eventDefault
	eventEndOfRevolving
	eventPerfection
	eventShortfall
)

var knownEvents = []string{EventAcceleration, EventDefault, EventEndOfRevolving, EventPerfection, EventShortfall}

// Deal is a resolved deal: names are indices, dates are expanded, formulas are compiled. It is immutable
// and safe for concurrent use.
type Deal struct {
	name         string
	currency     money.Currency
	cutOff       calendar.Date
	closing      calendar.Date
	payments     []PaymentDate
	yearOfLife   []int // by payment, from 1
	parties      []party
	accounts     []account // the plan account first
	ledgers      []ledger
	tranches     []tranche
	fees         []fee
	supports     []support
	swaps        []swap
	tests        []test
	triggers     []trigger
	events       []string
	calls        []call
	routes       routes
	deposits     *deposits
	revolving    *revolving
	revolves     int // payments that lie in the revolving period
	start        Status
	waterfalls   [flowCount]waterfall
	stepPaths    []string
	notional     money.Amount
	proceeds     money.Amount // what the closing waterfall pays out of, when there is one
	spec         Spec
	fingerprint  string
	illustration *illustration
}

// flow is a place in a payment at which a waterfall runs.
type flow int

const (
	flowClosing flow = iota
	flowCollection
	flowRevolving
	flowAmortising
	flowAccelerated
	flowDefaulted
	flowCleanUp
	flowCount
)

var flowNames = [flowCount]string{"closing", "collection", "revolving", "amortising", "accelerated", "defaulted", "clean_up"}

// flowOf gives the waterfall of a status.
func flowOf(s Status) flow { return flowRevolving + flow(s-Revolving) }

type waterfall struct{ steps []step }

// expression is a compiled formula of the document.
type expression struct {
	path  string
	text  string
	run   formula.Fn[*Runner]
	fixed bool // a number written out, worked out once
	value int64
	typ   formula.Type
	probe []formula.Probe
}

// party is someone outside the deal who may fail to pay.
type party struct {
	name     string
	defaults calendar.Date // assumed by the document; zero when not
}

type account struct {
	name    string
	within  int // the account that it is a ledger of, or −1
	opening money.Amount
	target  *expression
	earns   []money.Rate // by payment; nil when it earns nothing
	accrual []calendar.Fraction
}

type ledger struct {
	name    string
	opening money.Amount
}

type routes struct {
	interest, principal, other, recovery, repurchased int // accounts
	fx                                                *fx
}

type fx struct {
	spot         []money.Rate // by payment
	swapped      *expression
	rate         *expression
	counterparty int // party, or −1
	scale        int64
	scaleBack    int64
}

type tranche struct {
	name         string
	class        Class
	rank         int
	notional     money.Amount
	hasCoupon    bool
	rates        []money.Rate // by payment, without conditional steps
	conditional  []conditionalStep
	onArrears    bool
	arrearsRate  money.Rate
	arrearsOwn   bool // arrears bear the class's own rate
	accretes     *expression
	mode         Mode
	expected     calendar.Date
	accrual      []calendar.Fraction // by payment
	target       []money.Amount      // by payment: the balance that must not be exceeded after it
	goal         *expression         // of the target mode
	locked       int                 // payments before the lockout ends
	keepsMode    bool
	yield        money.Rate
	yieldAccrual []calendar.Fraction
	hasYield     bool
	put          *put
}

type conditionalStep struct {
	when *expression
	add  money.Rate
}

type put struct {
	payment int
	share   *expression
	resold  money.Rate
}

type fee struct {
	name, payee string
	amount      *expression // of an amount
	of          *expression // or the base of rate or tax
	rate        money.Rate
	isTax       bool
	tax         []levy // by payment
	vat         []levy // by payment; nil without
	per         Per
	accrual     []calendar.Fraction // by payment: how many times the fee is owed
	scheduled   []money.Amount      // by payment
	closing     bool
	when        *expression
	cap         *feeCap
	lapses      bool
	arrears     money.Rate
	arrearsFrac []calendar.Fraction
}

// levy is a tax as a rate over a divisor: rate × (1 + surcharge) over 1, or 1 + rate where inclusive.
type levy struct {
	rate, over money.Rate
	inside     bool // the tax is in the amount already
}

type feeCap struct {
	amount  *expression
	perYear bool
	beyond  int // a fee, or one of the two below
}

const (
	beyondCarry = -1
	beyondLapse = -2
)

type support struct {
	name      string
	kind      SupportKind
	promisors []promisor
	stage     Stage
	when      *expression
	until     int // number of payments at which it can be called
	restores  bool
	rate      money.Rate
	accrual   []calendar.Fraction
	covers    []Pay
}

type promisor struct {
	party int
	name  string
	cap   *expression // nil without a cap
}

// maxCall stands for a promise without a cap: it is beyond what any run can ask for.
const maxCall = money.Amount(1 << 60)

type swap struct {
	name     string
	party    int
	notional *expression
	pays     []money.Rate // by payment
	receives []money.Rate
	accrual  []calendar.Fraction
	until    int
	account  int
}

type test struct {
	name        string
	kind        TestKind
	num, den    *expression
	is          Comparison
	limit       *expression
	bands       []money.Rate // by payment, instead of limit
	average     int
	consecutive int
	needsRights bool
	payDown     bool // its cure is to pay down the denominator
}

type trigger struct {
	name        string
	when        *expression
	at          Point
	consecutive int
	curable     int
	events      []int
	status      Status
	probes      int // where its comparisons begin among those of a payment
}

type call struct {
	name     string
	partial  bool
	by       string
	when     *expression
	price    *expression
	requires *expression
	account  int
}

type source struct {
	reserve bool // a reserve, or else a support
	index   int
}

// payee is one of those that a residual can go to.
type payee struct {
	kind  nodeKind
	index int
}

type step struct {
	id        int // place of its path
	pay       Pay
	do        Action
	to        []int
	payees    []payee // of a residual
	from      int
	split     Split
	shares    []money.Rate
	amount    *expression
	limit     *expression
	when      *expression
	then      []step
	otherwise []step
	sources   []source
	after     []int
}

func (p party) label() string   { return p.name }
func (a account) label() string { return a.name }
func (l ledger) label() string  { return l.name }
func (t tranche) label() string { return t.name }
func (f fee) label() string     { return f.name }
func (s support) label() string { return s.name }
func (s swap) label() string    { return s.name }
func (t test) label() string    { return t.name }
func (t trigger) label() string { return t.name }
func (c call) label() string    { return c.name }

// named is what the parts of a deal have in common.
type named interface{ label() string }

func indexOf[T named](list []T, name string) (int, bool) {
	for i := range list {
		if list[i].label() == name {
			return i, true
		}
	}
	return 0, false
}

// Name is the name of the deal.
func (d *Deal) Name() string { return d.name }

// Currency is the currency of every amount of the deal.
func (d *Deal) Currency() money.Currency { return d.currency }

// CutOff is the day after which the pool's cash belongs to the deal (封包日).
func (d *Deal) CutOff() calendar.Date { return d.cutOff }

// Closing is the day on which the classes are issued (设立日).
func (d *Deal) Closing() calendar.Date { return d.closing }

// Notional is the sum of the initial notionals of all classes.
func (d *Deal) Notional() money.Amount { return d.notional }

// Assumptions are the terms that the document says are assumed, in words.
func (d *Deal) Assumptions() []string { return slices.Clone(d.spec.Assumptions) }

// Parties are those who play a role in the deal.
func (d *Deal) Parties() []PartySpec { return slices.Clone(d.spec.Parties) }

// Fingerprint is the SHA-256 of the document that the deal was resolved from, in hexadecimal.
func (d *Deal) Fingerprint() string { return d.fingerprint }

// Payments gives the expanded payment dates in order.
func (d *Deal) Payments() []PaymentDate { return slices.Clone(d.payments) }

// ClassInfo describes one class of a deal.
type ClassInfo struct {
	Name             string
	Class            Class
	Rank             int
	Notional         money.Amount
	Rate             money.Rate // of the first period; 0 for a class without a coupon
	HasCoupon        bool
	Mode             Mode
	ExpectedMaturity calendar.Date // zero when none is stated
}

// Classes describes the classes in the order of the document.
func (d *Deal) Classes() []ClassInfo {
	list := make([]ClassInfo, len(d.tranches))
	for i, t := range d.tranches {
		list[i] = ClassInfo{Name: t.name, Class: t.class, Rank: t.rank, Notional: t.notional, HasCoupon: t.hasCoupon, Mode: t.mode, ExpectedMaturity: t.expected}
		if t.hasCoupon {
			list[i].Rate = t.rates[0]
		}
	}
	return list
}

// Outsiders gives the names of those whose default a run can assume: promisors and counterparties.
func (d *Deal) Outsiders() []string {
	list := make([]string, len(d.parties))
	for i, p := range d.parties {
		list[i] = p.name
	}
	return list
}

// CollectionPeriods gives the periods whose collections belong to each payment: from the day after
// the previous calculation date (the cut-off date for the first) to the calculation date.
func (d *Deal) CollectionPeriods() []cashflow.Period {
	periods := make([]cashflow.Period, len(d.payments))
	from := d.cutOff
	for k, p := range d.payments {
		periods[k] = cashflow.Period{From: from, To: p.Calculation}
		from = p.Calculation
	}
	return periods
}
