package pool

import (
	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/money"
)

// PartyIndex is the place of a party in its pool. It has no meaning outside that pool and the
// pools filtered from it.
type PartyIndex int32

// NoParty stands where a role is not filled or not stated.
const NoParty PartyIndex = -1

// PartySpec is a firm or person in any role, as a person writes it.
type PartySpec struct {
	ID string `json:"id"`
	// Name is the full legal name; the id is used when it is empty.
	Name string `json:"name,omitempty"`
	// Group names the group of affiliates (关联方) that the party belongs to.
	Group    string   `json:"group,omitempty"`
	Industry Industry `json:"industry,omitzero"`
	Province Province `json:"province,omitempty"`
	// Rating is the text of a rating, on whatever scale; no meaning is given to it here.
	Rating string `json:"rating,omitempty"`
	// PD is the probability of default within one year, between 0 and 1.
	PD *decimal.Decimal `json:"pd,omitempty"`
	// GuaranteeLimit is the most that the party guarantees over all contracts together (担保额度), in
	// currency units.
	GuaranteeLimit *decimal.Decimal `json:"guarantee_limit,omitempty"`
	// Standing is what registers and courts say of the party.
	Standing *PartyStandingSpec `json:"standing,omitempty"`
}

// Party is a resolved party.
type Party struct {
	ID       string
	Name     string
	Group    string // "" when no affiliation is stated
	Industry Industry
	Province Province
	Rating   string
	PD       Opt[float64]
	// GuaranteeLimit is the most that the party guarantees over all contracts together.
	GuaranteeLimit Opt[money.Amount]
	Standing       PartyStanding
}
