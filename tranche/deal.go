package tranche

import (
	"encoding/json"
	"slices"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
)

// Engine names the rules by which a run was computed. A change that can change a number in a result
// changes it.
const Engine = "ipabs.tranche/3"

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
	name             string
	currency         money.Currency
	cutOff           calendar.Date
	closing          calendar.Date
	payments         []PaymentDate
	yearOfLife       []int // by payment, from 1
	parties          []party
	accounts         []account // the plan account first
	ledgers          []ledger
	tranches         []tranche
	hasSenior        bool
	hasPut           bool
	looksBack        int   // payments before one whose outcomes of tests it asks for
	hasTerms         bool  // some class has terms that a termState tells of
	seniors          []int // classes
	owed             []int // classes that must not be paid late: the senior ones, or all where there is none
	earning          []int // accounts that earn a yield
	fees             []fee
	overflows        []int // fees whose cap sends what is beyond it elsewhere
	supports         []support
	swaps            []swap
	tests            []test
	triggers         []trigger
	lookAt           [AfterWaterfall + 1][]int // triggers by point
	events           []string
	outside          []outsideEvent
	calls            []call
	routes           routes
	deposits         *deposits
	revolving        *revolving
	revolves         int // payments that lie in the revolving period
	start            Status
	waterfalls       [flowCount]waterfall
	stepPaths        []string
	notional         money.Amount
	proceeds         money.Amount // what the closing waterfall pays out of, when there is one
	text             []byte       // the document in its canonical form: fields in the order of the format, numbers as written, no blanks
	assumptions      []string
	roles            []PartySpec
	calendar, beyond string
	fingerprint      string
	illustration     *illustration
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

// Name is the name of the deal.
func (d *Deal) Name() string { return d.name }

// Currency is the currency of every amount of the deal.
func (d *Deal) Currency() money.Currency { return d.currency }

// CutOff is the day after which the pool's cash belongs to the deal (封包日).
func (d *Deal) CutOff() calendar.Date { return d.cutOff }

// Closing is the day on which the classes are issued (设立日).
func (d *Deal) Closing() calendar.Date { return d.closing }

// Notional is the sum of the initial notionals of all classes that are owed principal.
func (d *Deal) Notional() money.Amount { return d.notional }

// Assumptions are the terms that the document says are assumed, in words.
func (d *Deal) Assumptions() []string { return slices.Clone(d.assumptions) }

// Parties are those who play a role in the deal.
func (d *Deal) Parties() []PartySpec { return slices.Clone(d.roles) }

// Spec gives a copy of the document that the deal was resolved from.
func (d *Deal) Spec() Spec {
	var s Spec
	if err := json.Unmarshal(d.text, &s); err != nil {
		panic(err) // it was written by us from such a document
	}
	return s
}

// Fingerprint is the SHA-256 of the document that the deal was resolved from, in hexadecimal.
func (d *Deal) Fingerprint() string { return d.fingerprint }

// Payments gives the expanded payment dates in order.
func (d *Deal) Payments() []PaymentDate {
	list := slices.Clone(d.payments)
	for k := range list {
		list[k].Events = slices.Clone(list[k].Events)
	}
	return list
}

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
	LegalMaturity    calendar.Date // zero when none is stated
	// Proceeds is what holders pay at closing: the notional at the issue price.
	Proceeds money.Amount
	// Reference is what the interest of a class is reckoned on that bears interest only; its Notional, that is
	// owed, is zero.
	Reference money.Amount
}

// Classes describes the classes in the order of the document.
func (d *Deal) Classes() []ClassInfo {
	list := make([]ClassInfo, len(d.tranches))
	for i, t := range d.tranches {
		list[i] = ClassInfo{Name: t.name, Class: t.class, Rank: t.rank, Notional: t.notional, HasCoupon: t.hasCoupon, Mode: t.mode, ExpectedMaturity: t.expected,
			LegalMaturity: t.legalDate, Proceeds: t.proceeds, Reference: t.reference}
		if t.hasCoupon {
			list[i].Rate = max(0, t.rates[0])
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

// OutsideEvents gives the words of the events that a run can be told of.
func (d *Deal) OutsideEvents() []string {
	list := make([]string, len(d.outside))
	for i, e := range d.outside {
		list[i] = d.events[e.event]
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
