package tranche

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// Schema is the name and version of the deal document.
const Schema = "ipabs.deal/1"

// Spec is a deal as a person writes it.
type Spec struct {
	Schema string `json:"schema"`
	Name   string `json:"name"`
	// Assumptions lists, in words, every term of the document that is assumed and not taken from the
	// deal's own papers. They are printed with every result.
	Assumptions  []string          `json:"assumptions,omitempty"`
	Currency     money.Currency    `json:"currency"`
	Parties      []PartySpec       `json:"parties,omitempty"`
	Dates        DatesSpec         `json:"dates"`
	Curves       []CurveSpec       `json:"curves,omitempty"`
	Accounts     []AccountSpec     `json:"accounts,omitempty"`
	Collections  RoutesSpec        `json:"collections,omitzero"`
	Deposits     *DepositsSpec     `json:"deposits,omitempty"`
	Ledgers      []LedgerSpec      `json:"ledgers,omitempty"`
	Tranches     []TrancheSpec     `json:"tranches"`
	Groups       []GroupSpec       `json:"groups,omitempty"`
	Fees         []FeeSpec         `json:"fees,omitempty"`
	Support      []SupportSpec     `json:"support,omitempty"`
	Swaps        []SwapSpec        `json:"swaps,omitempty"`
	Tests        []TestSpec        `json:"tests,omitempty"`
	Triggers     []TriggerSpec     `json:"triggers,omitempty"`
	Events       []EventSpec       `json:"events,omitempty"`
	Revolving    *RevolvingSpec    `json:"revolving,omitempty"`
	Substitution *SubstitutionSpec `json:"substitution,omitempty"`
	Calls        []CallSpec        `json:"calls,omitempty"`
	Waterfalls   WaterfallsSpec    `json:"waterfalls"`
	// Illustration is a pool to try the document out on.
	Illustration *IllustrationSpec `json:"illustration,omitempty"`
}

// PartySpec names who plays a role in the deal, such as originator, servicer or plan manager
// (原始权益人, 资产服务机构, 计划管理人).
type PartySpec struct {
	Role string `json:"role"`
	Name string `json:"name"`
}

// Formula is an amount, a number, a date or a condition as the document writes it: "3000000.00",
// "0.01 * senior_balance", "fails(OC) || period > 4". See package documentation for the names it may use.
type Formula string

// UnmarshalJSON reads text, or a bare number as the text of it.
func (f *Formula) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	if len(data) > 0 && data[0] == '"' {
		var text string
		if err := json.Unmarshal(data, &text); err != nil {
			return err
		}
		*f = Formula(text)
		return nil
	}
	var n json.Number
	if err := json.Unmarshal(data, &n); err != nil || len(n) == 0 {
		return errors.New("a formula: text or a number")
	}
	*f = Formula(n)
	return nil
}

// Names that formulas have for the bases of fees and reserves.
const (
	InitialNotional   Formula = "initial_notional"
	NotionalBalance   Formula = "notional_balance"
	SeniorBalance     Formula = "senior_balance"
	PoolOpening       Formula = "pool_opening" // of the collection period
	PoolBalance       Formula = "pool_balance" // at its end
	InterestCollected Formula = "interest_collected"
	Collected         Formula = "collected"
)

// CurveSpec is the future of a reference rate or an exchange rate: steps in ascending order of dates,
// each valid from its day on (LPR, SHIBOR; or the price of one unit of foreign currency).
type CurveSpec struct {
	Name  string              `json:"name"`
	Steps []cashflow.RateStep `json:"steps"`
}

// GroupSpec names several classes at once, for formulas and steps. The words senior, mezzanine,
// subordinated and all are groups of every deal.
type GroupSpec struct {
	Name string   `json:"name"`
	Of   []string `json:"of"`
}

// WaterfallsSpec holds the order of payments of each status of the deal. A status that the deal can
// reach must have one.
type WaterfallsSpec struct {
	// Closing runs on the closing day (设立日), on the proceeds of the issue.
	Closing []StepSpec `json:"closing,omitempty"`
	// Collection runs on each calculation date, before anything is due: transfers between ledgers.
	Collection []StepSpec `json:"collection,omitempty"`
	// One for each status: revolving (循环期), amortising (摊还期), accelerated (加速清偿), defaulted (违约).
	Revolving   []StepSpec `json:"revolving,omitempty"`
	Amortising  []StepSpec `json:"amortising,omitempty"`
	Accelerated []StepSpec `json:"accelerated,omitempty"`
	Defaulted   []StepSpec `json:"defaulted,omitempty"`
	// CleanUp runs once the pool has been sold back, and after (清仓回购后).
	CleanUp []StepSpec `json:"clean_up,omitempty"`
}

// ReadSpec reads a deal document in JSON. Fields that the format does not have and values that a field
// cannot hold are refused, all of them at once (see faults.DecodeJSON); what the fields say is checked
// by Resolve. With such faults the specification still holds everything else.
func ReadSpec(r io.Reader) (Spec, error) {
	var s Spec
	err := faults.DecodeJSON(r, &s)
	return s, err
}

// Read reads a deal document and resolves it. The error carries every fault of the document: those of
// its form, as ReadSpec finds them, and those of what it says, as Resolve does.
func Read(r io.Reader) (*Deal, error) {
	s, err := ReadSpec(r)
	if err != nil && s.Schema == "" && s.Name == "" && len(s.Tranches) == 0 {
		return nil, err // no deal at all: that everything is missing says nothing more
	}
	deal, resolveErr := s.Resolve()
	if err := faults.Merge(err, resolveErr); err != nil {
		return nil, err
	}
	return deal, nil
}

// RoutesSpec says to which account each part of the collections goes; the plan account where nothing is
// said. A bank trust sends interest to its income ledger and principal to its principal ledger.
type RoutesSpec struct {
	Interest  string `json:"interest,omitempty"`
	Principal string `json:"principal,omitempty"` // prepayments with it
	Other     string `json:"other,omitempty"`
	Recovery  string `json:"recovery,omitempty"`
	// Repurchased is what the originator pays for ineligible claims that it takes back.
	Repurchased string `json:"repurchased,omitempty"`
	// FX turns collections in the pool's own currency into the deal's.
	FX *FXSpec `json:"fx,omitempty"`
}

// FXSpec is the exchange of collections in a foreign currency: at the spot rate of a curve, and up to a
// notional amount for each payment at the fixed rate of a currency swap or forward (货币互换、远期).
type FXSpec struct {
	Currency money.Currency `json:"currency"` // of the collections
	Spot     string         `json:"spot"`     // a curve: units of the deal's currency for one of the pool's
	// Swapped is what the counterparty exchanges at the fixed Rate at each payment, in the pool's
	// currency: at most so much of what is collected. Without it everything goes at spot.
	Swapped      Formula `json:"swapped,omitempty"`
	Rate         Formula `json:"rate,omitempty"`
	Counterparty string  `json:"counterparty,omitempty"`
}

// DatesSpec fixes the deal's clocks.
type DatesSpec struct {
	// CutOff (封包日) is the day after which the pool's cash belongs to the deal.
	CutOff calendar.Date `json:"cut_off"`
	// Closing (设立日) is the day on which the classes are issued and begin to accrue.
	Closing  calendar.Date `json:"closing"`
	Payments PaymentsSpec  `json:"payments"`
	// Calendar names the business calendar: china_exchange, china_interbank, weekends or none. Beyond
	// names the one that stands in, visibly, for the days that Calendar does not cover.
	Calendar string `json:"calendar"`
	Beyond   string `json:"beyond_calendar,omitempty"`
	// Roll says where a payment goes that falls on a holiday: unadjusted, following,
	// modified_following, preceding or modified_preceding.
	Roll        calendar.Roll   `json:"roll"`
	Calculation CalculationSpec `json:"calculation"`
	// Accrual says whether interest runs to the nominal payment date (unadjusted, as when absent) or to
	// the day of payment (adjusted).
	Accrual Accrual `json:"accrual"`
	// Template counts the events before each payment T in business days: servicer_report T−10,
	// shortfall_start T−9, and so on. The words are the document's own; shortfall_start and
	// shortfall_transfer date the calls on support.
	Template []OffsetSpec `json:"template,omitempty"`
}

// OffsetSpec is one line of the T−n template.
type OffsetSpec struct {
	Event              string `json:"event"`
	BusinessDaysBefore int    `json:"business_days_before"`
}

// PaymentsSpec gives the nominal payment dates (兑付日): First, then every Frequency (monthly,
// bimonthly, quarterly, semiannual, annual) up to Last; or a list of Dates.
type PaymentsSpec struct {
	First     calendar.Date      `json:"first,omitzero"`
	Frequency calendar.Frequency `json:"frequency,omitempty"`
	Last      calendar.Date      `json:"last,omitzero"`
	Dates     []calendar.Date    `json:"dates,omitempty"`
}

// CalculationSpec says up to which day collections count for a payment (计算日): so many business
// days before it, the end of the month before its nominal date, or a list with one day for each payment.
type CalculationSpec struct {
	BusinessDaysBefore *int            `json:"business_days_before,omitempty"`
	PreviousMonthEnd   bool            `json:"previous_month_end,omitempty"`
	Dates              []calendar.Date `json:"dates,omitempty"`
}
