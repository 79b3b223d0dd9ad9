package optimize

import (
	"fmt"
	"io"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/faults"
)

// Schema is the name and version of the selection document.
const Schema = "ipabs.selection/1"

// Spec is a selection as a person writes it. [Spec.Resolve] checks it against a pool.
type Spec struct {
	Schema string `json:"schema"`
	// Name is the name of the document, for reports.
	Name      string        `json:"name,omitempty"`
	Objective ObjectiveSpec `json:"objective"`
	// Shares allows parts of contracts; without it contracts are taken whole or not at all.
	Shares *SharesSpec `json:"shares,omitempty"`
	// Servicing is the fee of the servicer in yield (服务费率): a fraction of one per year.
	Servicing decimal.Decimal `json:"servicing,omitzero"`
	// Rules are what the chosen pool must satisfy.
	Rules []RuleSpec `json:"rules"`
	// Stop says when the search ends; without it at a gap of 1e-4 or after 100,000 nodes.
	Stop *StopSpec `json:"stop,omitempty"`
	// Explain asks for what is shown beside the choice.
	Explain *ExplainSpec `json:"explain,omitempty"`
	// Facts answer what rule packs ask and no pool can tell.
	Facts concentration.Facts `json:"facts,omitempty"`
	// Relations are affiliations beyond those that the pool states.
	Relations []concentration.Relation `json:"relations,omitempty"`
	// Allocation divides contracts with several obligors; equal parts unless stated.
	Allocation concentration.Allocation `json:"allocation,omitempty"`
	// BandMonths are the edges of the key maturity_band; see concentration.Inputs.
	BandMonths []int `json:"band_months,omitempty"`
}

// StopSpec says when a search ends. A search that seconds end is not repeatable to the bit.
type StopSpec struct {
	Gap     *decimal.Decimal `json:"gap,omitempty"`
	Nodes   int              `json:"nodes,omitempty"`
	Seconds *decimal.Decimal `json:"seconds,omitempty"`
}

// defaultNodes ends the search of a document that says nothing of it.
const defaultNodes = 100_000

// ObjectiveSpec says what is best among the choices within the rules. Exactly one word is given.
type ObjectiveSpec struct {
	Goal Goal `json:"goal"`
	// Tradeoff belongs to variance_less_income: how much variance, in squared units of the currency, one
	// unit of expected net income per year is worth.
	Tradeoff *decimal.Decimal `json:"tradeoff,omitempty"`
	// Level belongs to expected_shortfall, such as 0.95.
	Level *decimal.Decimal `json:"level,omitempty"`
	// Scenarios and Seed belong to expected_shortfall where the caller gives no scenarios: so many are drawn
	// from the credit model with the seed (情景数); 500 unless stated.
	Scenarios int    `json:"scenarios,omitempty"`
	Seed      uint64 `json:"seed,omitempty"`
	// Profile belongs to profile_deviation: the outstanding principal that is wanted over time.
	Profile []ProfilePoint `json:"profile,omitempty"`
}

// ProfilePoint is the outstanding principal wanted at the end of a day.
type ProfilePoint struct {
	Date   calendar.Date   `json:"date"`
	Amount decimal.Decimal `json:"amount"`
}

// Goal is what is minimised or maximised.
type Goal uint8

// The goals. The zero value is none.
const (
	_ Goal = iota
	// LeastVariance minimises the variance of the loss, in squared units of the currency.
	LeastVariance
	// VarianceLessIncome minimises variance − tradeoff × expected net income per year.
	VarianceLessIncome
	// LeastShortfall minimises the expected shortfall of the loss at a level over scenarios
	// (Rockafellar-Uryasev): min over t of t + Σ_s max(0, L_s − t)/((1−level)·S), in units of currency.
	LeastShortfall
	// LeastExpectedLoss minimises the expected loss, in units of the currency.
	LeastExpectedLoss
	// LeastDeviation minimises Σ_t |outstanding principal on day t − wanted|, in units of the currency.
	LeastDeviation
	// MostIncome maximises expected net income per year, in units of the currency.
	MostIncome
	// MostPrincipal maximises the principal chosen, in units of the currency.
	MostPrincipal
)

var goalNames = []string{"", "variance", "variance_less_income", "expected_shortfall", "expected_loss", "profile_deviation", "net_income", "principal"}

// String gives the name used in documents.
func (g Goal) String() string { return nameOf(goalNames, uint8(g)) }

// Maximises reports whether more of it is better.
func (g Goal) Maximises() bool { return g == MostIncome || g == MostPrincipal }

// MarshalText writes the name.
func (g Goal) MarshalText() ([]byte, error) { return []byte(g.String()), nil }

// UnmarshalText reads the name.
func (g *Goal) UnmarshalText(text []byte) error {
	return readName((*uint8)(g), "goal", goalNames, text)
}

// SharesSpec allows shares of contracts.
type SharesSpec struct {
	// Lot is the smallest share of a contract, as a fraction of one: above 0 and below 1.
	Lot decimal.Decimal `json:"lot"`
	// Contracts names those that may be divided; all of them when empty.
	Contracts []string `json:"contracts,omitempty"`
}

// Limits are how a value must stand to a limit. Which of the four words is used says on which side the
// limit itself falls. Shares and rates are fractions of one, amounts are in units of the currency.
type Limits struct {
	AtMost  *decimal.Decimal `json:"at_most,omitempty"`  // 不超过: the limit itself passes
	Below   *decimal.Decimal `json:"below,omitempty"`    // 低于: the limit itself fails
	AtLeast *decimal.Decimal `json:"at_least,omitempty"` // 不低于
	Above   *decimal.Decimal `json:"above,omitempty"`    // 超过
}

// RuleSpec is one rule. Which fields it may have depends on its kind.
type RuleSpec struct {
	// Name is how the desk calls the rule; made up of its parts when empty. Names are unique.
	Name string   `json:"name,omitempty"`
	Kind RuleKind `json:"kind"`
	Limits
	// Key is what contracts are grouped by, for share, top, count, hhi and amount.
	Key *concentration.Key `json:"key,omitempty"`
	// Basis is what is measured, for the same kinds; outstanding principal unless stated.
	Basis concentration.Basis `json:"basis,omitempty"`
	// Bucket picks one bucket of the key, for share and amount; without it every bucket must keep the
	// limit, which can then only be a ceiling.
	Bucket string `json:"bucket,omitempty"`
	// Tags pick contracts with any of them instead of a bucket, for share.
	Tags []string `json:"tags,omitempty"`
	// Top is the number of buckets of kind top.
	Top int `json:"top,omitempty"`
	// Unknown says where amounts count of which the pool does not say where they belong.
	Unknown UnknownBucket `json:"unknown,omitempty"`
	// Contracts are ids, for force_in, force_out, bundle and at_most_one.
	Contracts []string `json:"contracts,omitempty"`
	// Factors are the rating factors by rating, for rating_factor; Otherwise is for all other ratings.
	Factors   map[string]decimal.Decimal `json:"factors,omitempty"`
	Otherwise *decimal.Decimal           `json:"otherwise,omitempty"`
	// Date is the day of kind outstanding.
	Date calendar.Date `json:"date,omitzero"`
	// Eligibility, for kind eligible, names lists of criteria (pool.EligibilityPresets) or single rules of them
	// by id; the list standard when empty.
	Eligibility []string `json:"eligibility,omitempty"`
	// Pack names a rule pack of package concentration, for kind pack; its rules with one of the
	// Consequences apply, admission when empty.
	Pack         string                      `json:"pack,omitempty"`
	Consequences []concentration.Consequence `json:"consequences,omitempty"`
}

// RuleKind says what a rule is about.
type RuleKind uint8

// The kinds. The zero value is none.
const (
	_                RuleKind = iota
	RulePrincipal             // the outstanding principal chosen (规模)
	RuleNetYield              // weighted net yield per year; see Figures.NetYield
	RuleAverageLife           // weighted average life in years (加权平均期限), weights principal
	RuleRatingFactor          // weighted average rating factor, weights principal
	RuleTerm                  // remaining months of every contract (期限窗口)
	RuleShare                 // share of a bucket of a key in the chosen pool (占比)
	RuleTop                   // share of the largest buckets together (前N大占比)
	RuleHHI                   // Herfindahl index of a key
	RuleAmount                // amount in a bucket of a key (单户限额)
	RuleContracts             // number of contracts
	RuleCount                 // number of buckets of a key, such as unrelated obligors (群组数)
	RuleExpectedLoss          // expected loss as a share of the principal chosen
	RuleDeviation             // standard deviation of the loss as a share of the principal chosen
	RuleVariance              // variance of the loss in squared units of the currency
	RuleForceIn               // contracts that are chosen, whole
	RuleForceOut              // contracts that are not
	RuleBundle                // contracts that are all chosen or none of them
	RuleAtMostOne             // contracts of which one may be chosen
	RuleOutstanding           // outstanding principal at the end of a day (存续本金)
	RuleEligible              // contracts that fail a rule of eligibility are not chosen (合格标准)
	RulePack                  // the rules of a pack
)

var kindNames = []string{"", "principal", "net_yield", "average_life", "rating_factor", "term", "share", "top", "hhi", "amount", "contracts",
	"count", "expected_loss", "deviation", "variance", "force_in", "force_out", "bundle", "at_most_one", "outstanding", "eligible", "pack"}

// String gives the name used in documents.
func (k RuleKind) String() string { return nameOf(kindNames, uint8(k)) }

// MarshalText writes the name.
func (k RuleKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads the name.
func (k *RuleKind) UnmarshalText(text []byte) error {
	return readName((*uint8)(k), "kind of rule", kindNames, text)
}

// UnknownBucket says where amounts count of which the pool does not say where they belong.
type UnknownBucket uint8

// The choices.
const (
	// UnknownAnywhere: a rule holds only if it holds wherever they belong.
	UnknownAnywhere UnknownBucket = iota
	// UnknownApart: they make a bucket of their own, unknown.
	UnknownApart
)

var unknownNames = []string{"anywhere", "apart"}

// String gives the name used in documents.
func (u UnknownBucket) String() string { return nameOf(unknownNames, uint8(u)) }

// MarshalText writes the name.
func (u UnknownBucket) MarshalText() ([]byte, error) { return []byte(u.String()), nil }

// UnmarshalText reads the name.
func (u *UnknownBucket) UnmarshalText(text []byte) error {
	return readName((*uint8)(u), "place of unknown amounts", unknownNames, text)
}

// ReadSpec reads a selection document in JSON. Fields that the format does not have and words that stand
// for nothing are refused, all of them at once with their paths; what the fields say is checked by
// Resolve.
func ReadSpec(r io.Reader) (Spec, error) {
	var s Spec
	if err := faults.DecodeJSON(r, &s); err != nil {
		return Spec{}, err
	}
	return s, nil
}

func nameOf(names []string, i uint8) string {
	if int(i) >= len(names) {
		return fmt.Sprintf("%d", i)
	}
	return names[i]
}

func readName(into *uint8, what string, names []string, text []byte) error {
	for i, name := range names {
		if name == string(text) && name != "" {
			*into = uint8(i)
			return nil
		}
	}
	given := names
	if names[0] == "" {
		given = names[1:]
	}
	return fmt.Errorf("optimize: unknown %s %q; there are %s", what, text, strings.Join(given, ", "))
}
