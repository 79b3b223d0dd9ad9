package credit

import "github.com/ipabs/ipabs/internal/words"

import "github.com/ipabs/ipabs/pool"

// RightsSpec says how the rights behind contracts end (权利无效、丧失、到期) and lose value, and what that
// does to the contracts. A right is an agent of the same model as the parties: it ends when its latent
// variable falls below the threshold of its curve, so that rights of one type can fall together, and
// with the parties that live by them.
type RightsSpec struct {
	// Hazards gives the curve of every right by its type and legal status; the first row that fits
	// decides. A right that matters and fits none is a fault.
	Hazards []RightHazard `json:"hazards"`
	// Loadings are the weights of the factors for every right; required, if only as {} for rights that
	// end independently.
	Loadings *RightLoadings `json:"loadings"`
	// Expiry says whether the last day of a right's life ends it; required.
	Expiry Expiry `json:"expiry"`
	// AnnuityEnds takes a right to end with the last day for which annual fees are paid (年费), where
	// that is stated. It needs an Expiry that is not ignored.
	AnnuityEnds bool `json:"annuity_ends,omitempty"`
	// Renewed takes rights that their holder can renew, such as trademarks, to be renewed (续展): their
	// expiry ends nothing.
	Renewed bool `json:"renewed,omitempty"`
	// DefaultOnLoss says with what probability a contract defaults on the day on which a right behind it
	// ends; the first row that fits decides. Without rows no contract does; with rows, each must fit one.
	DefaultOnLoss []LossRow `json:"default_on_loss,omitempty"`
	// Decay lets the value of pledged rights halve in so many months from the cut-off date (价值衰减):
	// the loss given default moves from that of the cut-off date towards Unpledged, by the fastest decay
	// among the rights behind the contract. Without rows nothing decays; with rows, each must fit one.
	Decay []pool.HalfLife `json:"decay,omitempty"`
}

// RightHazard is the curve of rights of a type and a legal status.
type RightHazard struct {
	// Type is the type of right. Patent and Copyright stand for all their kinds; unknown stands for
	// every type.
	Type pool.RightType `json:"type,omitempty"`
	// Status is the legal status; unknown stands for every status.
	Status pool.RightStatus `json:"status,omitempty"`
	Curve  CurveSpec        `json:"curve"`
}

func (h RightHazard) covers(r pool.Right) bool {
	return typeCovers(h.Type, r.Type) && (h.Status == pool.StatusUnknown || h.Status == r.Status)
}

// typeCovers reports whether a word for types stands for a type: itself, its class, or every type.
func typeCovers(word, t pool.RightType) bool {
	return word == pool.RightUnknown || word == t || word == word.Class() && word == t.Class()
}

// RightLoadings are the weights of the factors in a right's latent variable, with squares that sum to
// at most 1.
type RightLoadings struct {
	Global float64 `json:"global,omitempty"`
	IPType float64 `json:"ip_type,omitempty"` // the class of the right, the same factor as that of parties
}

// LossRow is the probability that a contract defaults when a right behind it ends.
type LossRow struct {
	// Contract is the number of a contract, Kind its kind; a row with neither fits every contract.
	Contract    string    `json:"contract,omitempty"`
	Kind        pool.Kind `json:"kind,omitempty"`
	Probability float64   `json:"probability"`
}

func (l LossRow) covers(c pool.Contract) bool {
	return (l.Contract == "" || l.Contract == c.ID) && (l.Kind == pool.KindUnknown || l.Kind == c.Kind())
}

// Expiry says whether the last day of a right's life ends it.
type Expiry uint8

// The rules. There is no default.
const (
	ExpiryUnstated Expiry = iota
	ExpiryIgnored         // it does not
	ExpiryStated          // it does where the pool states it
	ExpiryLegal           // it does where the pool states it, or where pool.ChineseRightTerms gives it
)

var expiryNames = words.Table{Class: ErrUnknownName, What: "treatment of expiry", Names: []string{"", "ignored", "stated", "legal"}}

// String gives the name used in documents.
func (e Expiry) String() string { return expiryNames.Name(uint8(e)) }

// MarshalText writes the name.
func (e Expiry) MarshalText() ([]byte, error) { return expiryNames.Marshal(uint8(e)) }

// UnmarshalText reads the name.
func (e *Expiry) UnmarshalText(text []byte) error { return expiryNames.Unmarshal((*uint8)(e), text) }
