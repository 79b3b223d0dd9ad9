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
	table         []Instalment
}

// Instalment is one row of an irregular table: Amount is a whole payment, or the principal alone
// when the plan says PrincipalOnly.
type Instalment struct {
	Date   calendar.Date
	Amount money.Amount
}

// Table gives a copy of the irregular table; it is empty for every other form.
func (p Instalments) Table() []Instalment { return append([]Instalment(nil), p.table...) }
