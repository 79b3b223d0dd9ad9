package tranche

import (
	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
)

// RevolvingSpec is the purchase of further claims (循环购买) by steps that pay "purchase".
type RevolvingSpec struct {
	// Until is the last day of the revolving period; the deal then amortises.
	Until calendar.Date `json:"until"`
	// Offers are what can be bought, tried in order.
	Offers []OfferSpec `json:"offers"`
	// Eligibility holds for every claim that is bought (合格标准), Limits for the pool after each purchase
	// (集中度限制). What is refused is told with the reason.
	Eligibility []EligibilitySpec `json:"eligibility,omitempty"`
	Limits      []LimitSpec       `json:"limits,omitempty"`
	// Existing says what the pool is made of at the cut-off date, for the limits. As the pool is repaid
	// its parts are taken to shrink in proportion.
	Existing []ExistingSpec `json:"existing,omitempty"`
}

// SubstitutionSpec lets the originator replace ineligible claims by others (资产置换) instead of paying for them.
// On the calculation date of a payment the offers are tried in order, as often as Times says: one that keeps the
// rules and limits, and whose principal is no more than what the collections say is taken back
// (repurchased) and nothing has replaced yet, is handed over without a price, principal for principal. What no
// offer replaces is paid in cash. The days of an offer's cash count from that calculation date.
type SubstitutionSpec struct {
	// Offers are the claims that can be handed over; they state no Price.
	Offers []OfferSpec `json:"offers"`
	// Eligibility, Limits and Existing are as in RevolvingSpec, and are those of this section alone.
	Eligibility []EligibilitySpec `json:"eligibility,omitempty"`
	Limits      []LimitSpec       `json:"limits,omitempty"`
	Existing    []ExistingSpec    `json:"existing,omitempty"`
}

// OfferSpec is a claim that is for sale, with the cash it pays after so many days.
type OfferSpec struct {
	ID         string            `json:"id"`
	Obligor    string            `json:"obligor"`
	Attributes map[string]string `json:"attributes,omitempty"` // such as industry, region, right
	Principal  decimal.Decimal   `json:"principal"`
	// Price is the part of the principal that is paid for it (折价购买); none in a substitution.
	Price decimal.Decimal `json:"price,omitzero"`
	// From and To are the days between which it can be bought or handed over.
	From calendar.Date `json:"from,omitzero"`
	To   calendar.Date `json:"to,omitzero"`
	// Times is how often it can be bought, 1 when absent: a representative claim stands for many.
	Times int             `json:"times,omitempty"`
	Cash  []OfferCashSpec `json:"cash"`
}

// OfferCashSpec is what an offer pays so many days after its purchase.
type OfferCashSpec struct {
	Days      int             `json:"days"`
	Interest  decimal.Decimal `json:"interest,omitzero"`
	Principal decimal.Decimal `json:"principal,omitzero"`
}

// EligibilitySpec is one rule: an attribute must be one of some words, or the last cash must come within
// so many days.
type EligibilitySpec struct {
	Name      string   `json:"name"`
	Attribute string   `json:"attribute,omitempty"`
	OneOf     []string `json:"one_of,omitempty"`
	NotOneOf  []string `json:"not_one_of,omitempty"`
	// MostDays is the longest time to the last cash, LastCashBy the day by which it must have come.
	MostDays   int           `json:"most_days,omitempty"`
	LastCashBy calendar.Date `json:"last_cash_by,omitzero"`
}

// LimitSpec caps the share of one obligor, or of one value of an attribute, in the principal of the pool
// after the purchase.
type LimitSpec struct {
	Name string `json:"name"`
	// By is obligor or an attribute.
	By     string          `json:"by"`
	AtMost decimal.Decimal `json:"at_most"`
}

// ExistingSpec is a part of the pool at the cut-off date.
type ExistingSpec struct {
	Obligor    string            `json:"obligor,omitempty"`
	Attributes map[string]string `json:"attributes,omitempty"`
	Principal  decimal.Decimal   `json:"principal"`
}
