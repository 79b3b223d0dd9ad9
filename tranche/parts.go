package tranche

import (
	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/internal/formula"
	"github.com/ipabs/ipabs/money"
)

// expression is a compiled formula of the document.
type expression struct {
	at    *formula.Place
	text  string
	run   formula.Fn[*Runner] // without a word about what it compares
	told  formula.Fn[*Runner] // and with it
	fixed bool                // a number written out, worked out once
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
	factor  []factor
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
	// What every payment asks for.
	mode      Mode
	hasCoupon bool
	simple    bool // a fixed or floating coupon on the balance and nothing else to interest
	plain     bool // neither an interim yield nor a put
	keepsMode bool
	locked    int            // payments before the lockout ends
	factor    []factor       // by payment: of the coupon without conditional steps
	target    []money.Amount // by payment: the balance that must not be exceeded after it
	goal      *expression    // of the target mode

	name                       string
	class                      Class
	rank                       int
	notional                   money.Amount // that is owed: nothing of a class that bears interest only
	reference                  money.Amount // of a class that bears interest only: what its interest is reckoned on
	interestOn                 *expression  // or what it is, up to the reference
	proceeds                   money.Amount // what holders pay at closing
	rates                      []money.Rate // by payment, without conditional steps
	conditional                []conditionalStep
	onArrears                  bool
	arrearsRate                money.Rate
	arrearsOwn                 bool // arrears bear the class's own rate
	accretes                   *expression
	expected                   calendar.Date
	legal                      int // the first payment that reaches the legal maturity, or the number of payments
	legalDate                  calendar.Date
	accrual                    []calendar.Fraction // by payment
	arrearsFactor, yieldFactor []factor
	yield                      money.Rate
	yieldAccrual               []calendar.Fraction
	hasYield                   bool
	put                        *put
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
	// What every payment asks for.
	simple bool        // a rate on a base and nothing else
	lapses bool        // what is not paid is owed no longer
	of     *expression // the base of rate or tax
	factor []factor    // by payment: how many times the fee is owed, and its rate
	cap    *feeCap

	name, payee              string
	amount                   *expression // of an amount
	rate                     money.Rate
	isTax                    bool
	tax                      []levy // by payment
	vat                      []levy // by payment; nil without
	per                      Per
	accrual                  []calendar.Fraction // by payment: how many times the fee is owed
	scheduled                []money.Amount      // by payment
	closing                  bool
	when                     *expression
	newFirst                 bool // what is paid settles what is new before arrears
	arrears                  money.Rate
	arrearsFrac              []calendar.Fraction
	vatFactor, arrearsFactor []factor
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
	factor    []factor
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
	name                       string
	party                      int
	notional                   *expression
	pays                       []money.Rate // by payment
	receives                   []money.Rate
	accrual                    []calendar.Fraction
	paysFactor, receivesFactor []factor
	until                      int
	account                    int
}

// outsideEvent is one that a run is told of.
type outsideEvent struct {
	event int
	on    calendar.Date // assumed by the document; zero when not
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
	valued      bool // a formula asks for its value
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
	exec      func(r *Runner, s *step) error
	guarded   bool // it has a condition, or steps that follow on it
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
