package pool

import (
	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// Repayment is the form in which principal comes back (还款方式).
type Repayment uint8

// The forms of repayment. The zero value is unknown.
const (
	RepaymentUnknown Repayment = iota
	Level                      // equal instalments of interest and principal (等额本息)
	EvenPrincipal              // equal principal, falling interest (等额本金)
	InterestFirst              // interest each period, principal at maturity (先息后本)
	Bullet                     // interest and principal once, at maturity (到期一次还本付息)
	Irregular                  // a table of dates and amounts (不规则)
)

var repaymentNames = vocabulary{"form of repayment", []string{"", "level", "even_principal", "interest_first", "bullet", "irregular"}}

// String gives the name used in documents; unknown is the empty name.
func (r Repayment) String() string { return nameOf(repaymentNames, r) }

// MarshalText writes the name; a value that is no constant is an *UnknownNameError.
func (r Repayment) MarshalText() ([]byte, error) { return marshalName(repaymentNames, r) }

// UnmarshalText reads the name; any other word is an *UnknownNameError.
func (r *Repayment) UnmarshalText(text []byte) (err error) {
	*r, err = parseName[Repayment](repaymentNames, text)
	return err
}

// Timing says whether an instalment is paid at the end or at the beginning of its period.
type Timing uint8

// The timings.
const (
	Arrears Timing = iota // at the end of the period (后付)
	Advance               // at the beginning of the period (先付)
)

var timingNames = vocabulary{"timing of instalments", []string{"arrears", "advance"}}

// String gives the name used in documents.
func (t Timing) String() string { return nameOf(timingNames, t) }

// MarshalText writes the name; a value that is no constant is an *UnknownNameError.
func (t Timing) MarshalText() ([]byte, error) { return marshalName(timingNames, t) }

// UnmarshalText reads the name; the empty text is arrears, any other word an *UnknownNameError.
func (t *Timing) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*t = Arrears
		return nil
	}
	*t, err = parseName[Timing](timingNames, text)
	return err
}

// InstalmentsSpec describes how a contract is paid back from the cut-off date on, as a person
// writes it.
type InstalmentsSpec struct {
	Form      Repayment          `json:"form,omitempty"`
	Frequency calendar.Frequency `json:"frequency,omitempty"`
	Timing    Timing             `json:"timing,omitempty"`
	DayCount  calendar.DayCount  `json:"day_count,omitempty"`
	// Table lists the instalments of an irregular contract that fall after the cut-off date.
	Table []InstalmentSpec `json:"table,omitempty"`
	// InterestOnlyUntil ends a time of grace (宽限期): on payment dates up to and including it, interest
	// alone is paid. For the forms level and even_principal.
	InterestOnlyUntil calendar.Date `json:"interest_only_until,omitzero"`
	// CapitaliseUntil ends a time in which nothing is paid and interest bears interest (利息资本化), up to
	// and including it. For the form level.
	CapitaliseUntil calendar.Date `json:"capitalise_until,omitzero"`
	// Balloon (尾款, 气球贷) is principal that falls due at maturity beside the last instalment, in currency
	// units. For the forms level and even_principal.
	Balloon *decimal.Decimal `json:"balloon,omitempty"`
	// Step makes instalments rise or fall over time (递增租金, 递减租金). For the form level.
	Step *StepSpec `json:"step,omitempty"`
}

// StepSpec changes the instalment every so many months, counted from the start of the contract, or
// from the cut-off date where no start is stated: each step multiplies it by 1 + Growth, or adds Add
// to it.
type StepSpec struct {
	EveryMonths int              `json:"every_months"`
	Growth      *decimal.Decimal `json:"growth,omitempty"` // above −1; exactly one of the two
	Add         *decimal.Decimal `json:"add,omitempty"`    // in currency units
}

// InstalmentSpec is one row of an irregular table: a whole payment, or its principal alone, on
// which interest comes on top. One of the two is stated, the same one in every row.
type InstalmentSpec struct {
	Date      calendar.Date    `json:"date"`
	Payment   *decimal.Decimal `json:"payment,omitempty"`
	Principal *decimal.Decimal `json:"principal,omitempty"`
}

// Instalments is the resolved plan of repayment of a contract.
type Instalments struct {
	Form      Repayment
	Frequency calendar.Frequency
	Timing    Timing
	DayCount  calendar.DayCount
	// PrincipalOnly says that the table states principal and interest comes on top.
	PrincipalOnly bool
	// InterestOnlyUntil and CapitaliseUntil are unset, Balloon and Step unknown, where they do not apply.
	InterestOnlyUntil calendar.Date
	CapitaliseUntil   calendar.Date
	Balloon           Opt[money.Amount]
	Step              Opt[Step]
	table             []Instalment
}

// Step is a resolved StepSpec: instalments grow by the factor 1 + Growth or by Add every so many months.
type Step struct {
	EveryMonths int
	Growth      money.Rate
	Add         money.Amount
}

// IsShaped says that the plan is more than its form: it has a time of grace, a balloon or steps.
func (p Instalments) IsShaped() bool {
	return !p.InterestOnlyUntil.IsZero() || !p.CapitaliseUntil.IsZero() || p.Balloon.IsKnown() || p.Step.IsKnown()
}

// Instalment is one row of an irregular table: Amount is a whole payment, or the principal alone
// when the plan says PrincipalOnly.
type Instalment struct {
	Date   calendar.Date
	Amount money.Amount
}

// Table gives a copy of the irregular table; it is empty for every other form.
func (p Instalments) Table() []Instalment { return append([]Instalment(nil), p.table...) }
