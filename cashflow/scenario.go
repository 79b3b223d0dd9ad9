package cashflow

import (
	"io"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// ScenarioSchema is the name and version of the scenario document.
const ScenarioSchema = "ipabs.scenario/1"

// ScenarioSpec says how a pool performs, as a person writes it: what defaults, prepays, falls behind,
// is recovered, set off or paid late, and what reference rates do. The zero value is the contracts as
// they stand.
type ScenarioSpec struct {
	Schema string `json:"schema"`
	Name   string `json:"name,omitempty"`
	// Year says how the part of a year between two days is counted for yearly rates of default and
	// prepayment: in months, so that a monthly rate is 1 − (1 − yearly)^(1/12), or in days of 365.
	Year YearCount `json:"year,omitempty"`
	// Assumptions are applied in order: of two that speak of the same thing for the same contract, the
	// later one holds. So the general ones come first and the exceptions after them.
	Assumptions []AssumptionSpec `json:"assumptions,omitempty"`
	// Events are defaults of named contracts on a day.
	Events []EventSpec `json:"events,omitempty"`
	// Stress multiplies rates between two days.
	Stress []StressSpec `json:"stress,omitempty"`
	// Curves gives the future of reference rates by the name of the index (see Settings.Curves), and
	// Shocks what is added to them.
	Curves map[string][]RateStep `json:"curves,omitempty"`
	Shocks []ShockSpec           `json:"shocks,omitempty"`
	// Values says how pledged rights are valued where an assumption recovers from them.
	Values *ValuesSpec `json:"values,omitempty"`
}

// AssumptionSpec is a set of assumptions for the contracts that AppliesTo names.
type AssumptionSpec struct {
	Name        string           `json:"name,omitempty"`
	AppliesTo   ScopeSpec        `json:"applies_to"`
	Default     *DefaultSpec     `json:"default,omitempty"`
	Prepayment  *PrepaymentSpec  `json:"prepayment,omitempty"`
	Delinquency *DelinquencySpec `json:"delinquency,omitempty"`
	Recovery    *RecoverySpec    `json:"recovery,omitempty"`
	Dilution    *DilutionSpec    `json:"dilution,omitempty"`
	Extension   *ExtensionSpec   `json:"extension,omitempty"`
	Royalty     *RoyaltyPathSpec `json:"royalty,omitempty"`
}

// DefaultSpec is the default (违约) of a part of each contract: a yearly rate, or an amount in total.
type DefaultSpec struct {
	// CDR is the yearly conditional default rate (年化条件违约率): of the principal outstanding before a
	// payment date, 1 − (1 − CDR)^t defaults on that date, t being the years since the one before.
	CDR *VectorSpec `json:"cdr,omitempty"`
	// Total is the share of the principal at the cut-off date that defaults in all, on the first payment
	// dates after the Timing, whose shares sum to 1.
	Total  *decimal.Decimal `json:"total,omitempty"`
	Timing []TimingSpec     `json:"timing,omitempty"`
}

// TimingSpec is a part of something that happens so many months after it began.
type TimingSpec struct {
	Months int             `json:"months"`
	Share  decimal.Decimal `json:"share"`
}

// PrepaymentSpec is the prepayment (早偿) of a part of each contract: exactly one of CPR and PSA.
type PrepaymentSpec struct {
	// CPR is the yearly conditional prepayment rate: of the principal outstanding after the scheduled
	// payment of a date, 1 − (1 − CPR)^t is prepaid on that date.
	CPR *VectorSpec `json:"cpr,omitempty"`
	// PSA is a multiple of the PSA ramp: 0.2 % a year for each month of age, 6 % from month 30 on.
	PSA *decimal.Decimal `json:"psa,omitempty"`
	// LockoutMonths is the age, in months since the start, before which nothing can be prepaid.
	LockoutMonths int `json:"lockout_months,omitempty"`
	// Penalty is paid on top of the prepaid amount, as a share of it (提前还款违约金).
	Penalty *decimal.Decimal `json:"penalty,omitempty"`
}

// DelinquencySpec is the falling behind (逾期) of a part of each contract. What misses a payment is
// overdue from that day on. On every monthly anniversary a share of it cures: it pays all that it owes
// and goes on as scheduled. What is overdue for more than DefaultAfterDays defaults.
type DelinquencySpec struct {
	// Entry is the share of what is current that misses the payment of a date, per payment.
	Entry VectorSpec `json:"entry"`
	// Cure is the share of an overdue amount that cures after one month, two months, …; none after the
	// last one named.
	Cure []decimal.Decimal `json:"cure,omitempty"`
	// DefaultAfterDays is the definition of default in days overdue.
	DefaultAfterDays int `json:"default_after_days"`
	// Starting says that contracts which are overdue at the cut-off date (逾期天数) begin overdue, with
	// their days; without it they begin current, which is a note.
	Starting bool `json:"starting,omitempty"`
}

// RecoverySpec is what comes back after a default (违约回收), from the sources in this order: the
// deposit, the guarantors, the pledged rights, and the Rate on what is then left. Nothing recovers more
// than has defaulted.
type RecoverySpec struct {
	// Deposit takes the lessee's deposit (保证金) on the day of default.
	Deposit bool `json:"deposit,omitempty"`
	// Guarantor is the share of the rest that guarantors pay (保证人代偿), within the limits they state.
	Guarantor *SourceSpec `json:"guarantor,omitempty"`
	// Rights is the share of the value of the pledged rights that is realised (质物处置), valued by the
	// scenario's Values on the day of payment.
	Rights *SourceSpec `json:"rights,omitempty"`
	// Rate is the share of what is then left.
	Rate *decimal.Decimal `json:"rate,omitempty"`
	// LagMonths is the time from default to the payment of Rate; or Timing spreads it, shares summing to
	// 1; or Date fixes the day for all (defaults on or after it recover at once).
	LagMonths int           `json:"lag_months,omitempty"`
	Timing    []TimingSpec  `json:"timing,omitempty"`
	Date      calendar.Date `json:"date,omitzero"`
}

// SourceSpec is a share of a source of recovery, and the months after default at which it pays.
type SourceSpec struct {
	Share     decimal.Decimal `json:"share"`
	LagMonths int             `json:"lag_months,omitempty"`
}

// DilutionSpec is principal that debtors set off and never pay (折让), as a share of each payment of
// principal.
type DilutionSpec struct {
	Share decimal.Decimal `json:"share"`
}

// ExtensionSpec is a share of each payment that arrives so many days late (账期延长), without default.
type ExtensionSpec struct {
	Share decimal.Decimal `json:"share"`
	Days  int             `json:"days"`
}

// RoyaltyPathSpec is the sales on which a royalty (提成) is owed. On each fee date the licensee owes
// share × sales of the fee period that ended Lag periods before × Multiplier, no less than the
// contract's minimum guarantee and no more than its cap; what lags behind the last fee date follows it.
type RoyaltyPathSpec struct {
	// Sales are yearly sales, each from its day on; nothing is sold before the first.
	Sales []SalesSpec `json:"sales"`
	// Growth is the yearly growth of sales after the last step, by whole years since it; 0 when absent.
	Growth *decimal.Decimal `json:"growth,omitempty"`
	// Multiplier scales sales, such as for one title; 1 when absent.
	Multiplier *decimal.Decimal `json:"multiplier,omitempty"`
	// Lag is the number of fee periods by which reports and payment lag behind sales.
	Lag int `json:"lag,omitempty"`
}

// SalesSpec is one step of yearly sales.
type SalesSpec struct {
	From   calendar.Date   `json:"from"`
	Annual decimal.Decimal `json:"annual"`
}

// EventSpec is the default of the contracts that AppliesTo names on a day: of the whole, or of a share.
type EventSpec struct {
	Name      string           `json:"name,omitempty"`
	Date      calendar.Date    `json:"date"`
	AppliesTo ScopeSpec        `json:"applies_to"`
	Share     *decimal.Decimal `json:"share,omitempty"`
}

// StressSpec multiplies a rate from a day on, until another day (exclusive) where one is stated. Rates
// never exceed 1.
type StressSpec struct {
	On     StressOn        `json:"on"`
	From   calendar.Date   `json:"from"`
	Until  calendar.Date   `json:"until,omitzero"`
	Factor decimal.Decimal `json:"factor"`
}

// ShockSpec adds to a reference rate from a day on, until another day (exclusive) where one is stated.
type ShockSpec struct {
	Index string        `json:"index"`
	From  calendar.Date `json:"from"`
	Until calendar.Date `json:"until,omitzero"`
	Add   money.Rate    `json:"add"`
}

// YearCount is a way to count the part of a year.
type YearCount uint8

// The ways.
const (
	YearOfMonths YearCount = iota // months of 30 days / 12, the end of a month being its 30th
	YearOfDays                    // days / 365
)

var yearCountNames = words{"count of the year", []string{"months", "days"}}

// String gives the name used in documents.
func (y YearCount) String() string { return yearCountNames.name(uint8(y)) }

// MarshalText writes the name.
func (y YearCount) MarshalText() ([]byte, error) { return yearCountNames.marshal(uint8(y)) }

// UnmarshalText reads the name.
func (y *YearCount) UnmarshalText(text []byte) error {
	return yearCountNames.unmarshal((*uint8)(y), text)
}

// StressOn says what a stress multiplies.
type StressOn uint8

// What can be stressed.
const (
	StressUnstated    StressOn = iota
	StressDefault              // the CDR
	StressPrepayment           // the CPR or PSA
	StressDelinquency          // the entry into delinquency
	StressRecovery             // what is recovered
)

var stressNames = words{"stress", []string{"", "default", "prepayment", "delinquency", "recovery"}}

// String gives the name used in documents.
func (s StressOn) String() string { return stressNames.name(uint8(s)) }

// MarshalText writes the name.
func (s StressOn) MarshalText() ([]byte, error) { return stressNames.marshal(uint8(s)) }

// UnmarshalText reads the name.
func (s *StressOn) UnmarshalText(text []byte) error {
	return stressNames.unmarshal((*uint8)(s), text)
}

// ReadScenario reads a scenario document in JSON. Fields that the format does not have and values that
// a field cannot hold are refused, all of them at once (see faults.DecodeJSON); what the fields say is
// checked by Resolve.
func ReadScenario(r io.Reader) (ScenarioSpec, error) {
	var s ScenarioSpec
	err := faults.DecodeJSON(r, &s)
	return s, err
}
