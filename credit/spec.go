package credit

import (
	"io"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/internal/words"
	"github.com/ipabs/ipabs/pool"
)

// Schema is the name and version of the credit document.
const Schema = "ipabs.credit/1"

// Spec says how the parties of a pool default, as a person writes it: how likely, how much is lost
// then, and what makes them default together. [Spec.Resolve] checks it against a pool.
type Spec struct {
	Schema string `json:"schema"`
	// Name is the name of the document, for reports.
	Name string `json:"name,omitempty"`
	// Assumptions say in words what the figures rest on: their source, and what is a guess. They travel
	// with every result.
	Assumptions []string `json:"assumptions,omitempty"`
	PD          PDSpec   `json:"pd"`
	LGD         LGDSpec  `json:"lgd"`
	// Correlation must be stated, if only as independence.
	Correlation CorrelationSpec `json:"correlation"`
	// Copula is Gaussian unless degrees of freedom of a t copula are given.
	Copula Copula `json:"copula,omitzero"`
	// JointObligors says when a contract with several obligors defaults; required when there is one.
	JointObligors JointRule `json:"joint_obligors,omitempty"`
	// RiskUntil says until when a contract can lose.
	RiskUntil RiskUntil `json:"risk_until"`
	// Guarantors and Originators say whether these parties can default. Ignored, the zero value, means
	// that guarantors have no part in the model (the loss given default is taken to allow for their
	// promise); as agents they need a default probability, and losses may depend on them.
	Guarantors  Support `json:"guarantors,omitempty"`
	Originators Support `json:"originators,omitempty"`
	// Agents names further parties that can default, by id, such as one that has promised to make up
	// shortfalls.
	Agents []string `json:"agents,omitempty"`
	// Rights says how rights end and what that does to contracts; without it rights live for ever and
	// their value stands.
	Rights *RightsSpec `json:"rights,omitempty"`
}

// PDSpec says where default probabilities come from. A party that Parties names has that curve; for
// the others the Sources are asked in order, and Otherwise last. A party that can default and has no
// source is a fault.
type PDSpec struct {
	// Parties gives curves by party id.
	Parties map[string]CurveSpec `json:"parties,omitempty"`
	// Ratings gives curves by rating, as the pool writes it.
	Ratings   map[string]CurveSpec `json:"ratings,omitempty"`
	Sources   []PDSource           `json:"sources,omitempty"`
	Otherwise *CurveSpec           `json:"otherwise,omitempty"`
}

// PDSource is a source of default probabilities.
type PDSource uint8

// The sources.
const (
	PDUnstated PDSource = iota
	PDStated            // the one-year probability that the pool states, at a constant hazard rate
	PDRating            // the party's rating, through PDSpec.Ratings
)

var pdSourceNames = words.Table{Class: ErrUnknownName, What: "source of default probabilities", Names: []string{"", "stated", "rating"}}

// String gives the name used in documents.
func (s PDSource) String() string { return pdSourceNames.Name(uint8(s)) }

// MarshalText writes the name.
func (s PDSource) MarshalText() ([]byte, error) { return pdSourceNames.Marshal(uint8(s)) }

// UnmarshalText reads the name.
func (s *PDSource) UnmarshalText(text []byte) error {
	return pdSourceNames.Unmarshal((*uint8)(s), text)
}

// LGDSpec gives the loss given default of every contract: by contract, else by the form of its
// security (担保方式), else Otherwise. A contract that none of them covers is a fault.
type LGDSpec struct {
	Contracts map[string]LGDTerms `json:"contracts,omitempty"`
	Table     []LGDRow            `json:"table,omitempty"`
	Otherwise *LGDTerms           `json:"otherwise,omitempty"`
}

// LGDRow is the loss given default for exactly one set of forms of security; the empty set is
// security unknown.
type LGDRow struct {
	Security pool.Security `json:"security"`
	LGDTerms
}

// LGDTerms is a loss given default as a person writes it; see [LGD] for the meaning of its parts.
type LGDTerms struct {
	Mean   float64 `json:"mean"`
	StdDev float64 `json:"std_dev,omitempty"`
	// Link is the weight of the global factor in the loss given default; 0 for none.
	Link float64 `json:"link,omitempty"`
	// Unguaranteed holds instead when the contract has guarantors and all of them have defaulted. It
	// needs guarantors as agents; without it they make no difference.
	Unguaranteed *LGDTerms `json:"unguaranteed,omitempty"`
	// Unpledged holds instead when all rights behind the contract have ended (质押权利丧失). It needs
	// Spec.Rights; without it the rights make no difference to the loss. Beside Unguaranteed, that has
	// an Unpledged of its own for the loss of both.
	Unpledged *LGDTerms `json:"unpledged,omitempty"`
}

// CorrelationSpec says what makes parties default together. Exactly one of Preset, Independent and
// Loadings is given; none of them is a fault, because no figure is true by default.
type CorrelationSpec struct {
	// Preset is the name of one of [Presets].
	Preset string `json:"preset,omitempty"`
	// Independent says that the parties have no common factor.
	Independent bool `json:"independent,omitempty"`
	// Loadings are the weights of the factors for every party.
	Loadings *FactorLoadings `json:"loadings,omitempty"`
	// Group is the weight of the factor of a party's group of affiliates (关联方) on top of a preset or
	// of independence. Near 1, affiliates default together.
	Group float64 `json:"group,omitempty"`
	// Parties replaces the weights of single parties, by id, whatever else is given.
	Parties map[string]FactorLoadings `json:"parties,omitempty"`
	// Unknown says what becomes of a weight on a sector that the pool does not state; without it, that
	// is a fault.
	Unknown UnknownSector `json:"unknown,omitempty"`
}

// FactorLoadings are the weights of the factors in a party's latent variable, each between −1 and 1,
// with squares that sum to at most 1. The square of a weight is the share of the variance that comes
// from the factor; two parties in the same sector have that much correlation from it.
type FactorLoadings struct {
	Global   float64 `json:"global,omitempty"`
	Industry float64 `json:"industry,omitempty"` // the section of GB/T 4754
	Region   float64 `json:"region,omitempty"`   // the province
	IPType   float64 `json:"ip_type,omitempty"`  // the class of the rights behind the party's contracts
	Group    float64 `json:"group,omitempty"`    // the group of affiliates; none for a party without one
	// Guarantor and Originator are the weights of the factors that bear the names of the guarantors and
	// originators of the party's contracts: how far its fate follows theirs. Where a party's contracts
	// have several, or several types of right, the variance is divided over their factors in
	// proportion to the contracts' principal.
	Guarantor  float64 `json:"guarantor,omitempty"`
	Originator float64 `json:"originator,omitempty"`
	// AsAgent is the weight that a guarantor or originator has on the factor that bears its own name.
	AsAgent float64 `json:"as_agent,omitempty"`
}

// UnknownSector says how a party whose sector is unknown depends on sector factors.
type UnknownSector uint8

// The rules.
const (
	UnknownIsFault UnknownSector = iota // Resolve refuses
	UnknownIsOwn                        // the weight belongs to the party's own term
	UnknownIsOne                        // all unknowns share a factor of their own
)

var unknownSectorNames = words.Table{Class: ErrUnknownName, What: "rule for unknown sectors", Names: []string{"", "own", "one_sector"}}

// String gives the name used in documents.
func (u UnknownSector) String() string { return unknownSectorNames.Name(uint8(u)) }

// MarshalText writes the name.
func (u UnknownSector) MarshalText() ([]byte, error) { return unknownSectorNames.Marshal(uint8(u)) }

// UnmarshalText reads the name.
func (u *UnknownSector) UnmarshalText(text []byte) error {
	return unknownSectorNames.Unmarshal((*uint8)(u), text)
}

// RiskUntil says until when a contract can lose.
type RiskUntil uint8

// The rules. There is no default.
const (
	RiskUnstated RiskUntil = iota
	RiskMaturity           // its maturity, or the horizon if that is earlier
	RiskHorizon            // the horizon, as if what is repaid were lent again
)

var riskUntilNames = words.Table{Class: ErrUnknownName, What: "end of risk", Names: []string{"", "maturity", "horizon"}}

// String gives the name used in documents.
func (r RiskUntil) String() string { return riskUntilNames.Name(uint8(r)) }

// MarshalText writes the name.
func (r RiskUntil) MarshalText() ([]byte, error) { return riskUntilNames.Marshal(uint8(r)) }

// UnmarshalText reads the name.
func (r *RiskUntil) UnmarshalText(text []byte) error {
	return riskUntilNames.Unmarshal((*uint8)(r), text)
}

// Support says whether parties that stand behind contracts can default.
type Support uint8

// The choices.
const (
	SupportIgnored  Support = iota // they are no part of the model
	SupportAsAgents                // they default like any party
)

var supportNames = words.Table{Class: ErrUnknownName, What: "treatment of support", Names: []string{"", "agents"}}

// String gives the name used in documents; ignored is the empty name.
func (s Support) String() string { return supportNames.Name(uint8(s)) }

// MarshalText writes the name.
func (s Support) MarshalText() ([]byte, error) { return supportNames.Marshal(uint8(s)) }

// UnmarshalText reads the name.
func (s *Support) UnmarshalText(text []byte) error { return supportNames.Unmarshal((*uint8)(s), text) }

var jointNames = words.Table{Class: ErrUnknownName, What: "rule for joint obligors", Names: []string{"", "first_named", "all_default", "any_default"}}

// String gives the name used in documents.
func (j JointRule) String() string { return jointNames.Name(uint8(j)) }

// MarshalText writes the name.
func (j JointRule) MarshalText() ([]byte, error) { return jointNames.Marshal(uint8(j)) }

// UnmarshalText reads the name.
func (j *JointRule) UnmarshalText(text []byte) error { return jointNames.Unmarshal((*uint8)(j), text) }

// ReadSpec reads a credit document in JSON. Fields that the format does not have are refused, all of
// them at once (see faults.DecodeJSON); what the fields say is checked by Resolve.
func ReadSpec(r io.Reader) (Spec, error) {
	var s Spec
	if err := faults.DecodeJSON(r, &s); err != nil {
		return Spec{}, err
	}
	return s, nil
}
