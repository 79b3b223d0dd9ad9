package cashflow

import (
	"io"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/internal/words"
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

// YearCount is a way to count the part of a year.
type YearCount uint8

// The ways.
const (
	YearOfMonths YearCount = iota // months of 30 days / 12, the end of a month being its 30th
	YearOfDays                    // days / 365
)

var yearCountNames = words.Table{Class: ErrUnknownName, What: "count of the year", Names: []string{"months", "days"}}

// String gives the name used in documents.
func (y YearCount) String() string { return yearCountNames.Name(uint8(y)) }

// MarshalText writes the name.
func (y YearCount) MarshalText() ([]byte, error) { return yearCountNames.Marshal(uint8(y)) }

// UnmarshalText reads the name.
func (y *YearCount) UnmarshalText(text []byte) error {
	return yearCountNames.Unmarshal((*uint8)(y), text)
}

// ReadScenario reads a scenario document in JSON. Fields that the format does not have and values that
// a field cannot hold are refused, all of them at once (see faults.DecodeJSON); what the fields say is
// checked by Resolve.
func ReadScenario(r io.Reader) (ScenarioSpec, error) {
	var s ScenarioSpec
	err := faults.DecodeJSON(r, &s)
	return s, err
}
