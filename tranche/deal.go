package tranche

import (
	"slices"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
)

// Engine names the rules by which a run was computed. A change that can change a number in a result
// changes it.
const Engine = "ipabs.tranche/1"

// Names that the engine uses itself in accounts and movements.
const (
	PlanAccount = "collection" // the plan account (专项计划账户)
	Pool        = "pool"
	Investors   = "investors"
)

// ShortfallCommitment is the kind of support of a promisor who pays what is short (差额支付承诺).
const ShortfallCommitment = "shortfall_commitment"

// Deal is a resolved deal: names are indices, dates are expanded. It is immutable and safe for
// concurrent use.
type Deal struct {
	name        string
	currency    money.Currency
	cutOff      calendar.Date
	closing     calendar.Date
	payments    []PaymentDate
	tranches    []tranche
	fees        []fee
	reserves    []reserve
	supports    []support
	steps       []step
	notional    money.Amount
	spec        Spec
	fingerprint string
}

type tranche struct {
	name      string
	class     Class
	rank      int
	notional  money.Amount
	hasCoupon bool
	rate      money.Rate
	mode      Mode
	expected  calendar.Date
	accrual   []calendar.Fraction // by payment
	target    []money.Amount      // by payment: the balance that must not be exceeded after it
}

type fee struct {
	name, payee string
	amount      money.Amount
	rate        money.Rate
	of          Base
	per         Per
	accrual     []calendar.Fraction // by payment: how many times the fee is owed
}

type reserve struct {
	name    string
	opening money.Amount
	amount  money.Amount
	share   money.Rate
	of      Base
}

type support struct {
	name      string
	promisors []promisor
}

// maxCall stands for a promise without a cap: it is beyond what any run can ask for.
const maxCall = money.Amount(1 << 62)

type promisor struct {
	name string
	cap  money.Amount
}

type source struct {
	reserve bool // a reserve, or else a support
	index   int
}

type step struct {
	pay     Pay
	to      []int
	split   Split
	sources []source
	after   []int
}

func (t tranche) label() string { return t.name }
func (f fee) label() string     { return f.name }
func (v reserve) label() string { return v.name }
func (s support) label() string { return s.name }

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
	Rate             money.Rate // 0 for a class without a coupon
	HasCoupon        bool
	Mode             Mode
	ExpectedMaturity calendar.Date // zero when none is stated
}

// Classes describes the classes in the order of the document.
func (d *Deal) Classes() []ClassInfo {
	list := make([]ClassInfo, len(d.tranches))
	for i, t := range d.tranches {
		list[i] = ClassInfo{Name: t.name, Class: t.class, Rank: t.rank, Notional: t.notional, Rate: t.rate, HasCoupon: t.hasCoupon, Mode: t.mode, ExpectedMaturity: t.expected}
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
