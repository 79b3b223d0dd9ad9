package concentration

// Statements is what a document prints about one pool at one date (披露口径).
// It is plain data: numbers stand as printed, because the number of decimals
// says how far a figure was rounded. See [CheckStated] for what is done with
// it and [ParseStatements] for its JSON form.
//
// Only statements about the same thing are compared: axis, of, basis and
// allocation are compared as text, so spell them alike.
type Statements struct {
	// Schema is [StatedSchema] in JSON documents; it may stay empty in Go.
	Schema string `json:"schema,omitempty"`
	Pool   string `json:"pool,omitempty"`
	AsOf   string `json:"as_of,omitempty"`

	Counts     []StatedCount     `json:"counts,omitempty"`
	Tops       []StatedTop       `json:"tops,omitempty"`
	Partitions []StatedPartition `json:"partitions,omitempty"`
	Totals     []StatedTotal     `json:"totals,omitempty"`
	Bounds     []StatedBounds    `json:"bounds,omitempty"`
	Terms      []StatedTerm      `json:"terms,omitempty"`
	Tenors     []StatedTenor     `json:"tenors,omitempty"`
	Claims     []StatedClaim     `json:"claims,omitempty"`
}

// Axes with a meaning of their own. Any other text ("industry", "region",
// "ip_type", ...) is a plain axis.
const (
	// StatedAxisContract: the contracts (合同).
	StatedAxisContract = "contract"
	// StatedAxisObligor: those who owe: lessees, borrowers, debtors (债务人).
	StatedAxisObligor = "obligor"
	// StatedAxisCreditor: those whose claims were sold: suppliers (原始债权人).
	StatedAxisCreditor = "creditor"
	// StatedAxisGroup: groups of affiliated obligors; an obligor is in one group (关联方集团).
	StatedAxisGroup = "group"
	// StatedAxisRight: the intellectual-property rights (知识产权).
	StatedAxisRight = "right"
	// StatedAxisBundle: the bundles the rights come in (知识产权组合).
	StatedAxisBundle = "bundle"
	// StatedAxisCoSigner counts signatures of obligors beyond the first, over all
	// contracts (共同债务人). 0 says that every contract has one obligor.
	StatedAxisCoSigner = "co_signer"
)

// StatedJointAndSeveral marks figures in which every co-obligor carries
// the full amount (连带责任), so that shares may add up to more than the pool.
// Any other allocation, and none, splits the pool: shares add up to 1.
const StatedJointAndSeveral = "joint_and_several"

// StatedMeasure says what a share is measured on.
type StatedMeasure struct {
	// Axis is what the pool is split by.
	Axis string `json:"axis"`
	// Of is the axis whose members are grouped, when that is stated: regions
	// of creditors are {Axis: "region", Of: "creditor"}. Every member of Of
	// lies in one bucket of Axis.
	Of string `json:"of,omitempty"`
	// Basis is the amount: outstanding_principal, receivable_balance, ...
	Basis string `json:"basis,omitempty"`
	// Allocation is the rule for contracts with several obligors.
	Allocation string `json:"allocation,omitempty"`
}

// StatedCount is a number of members: contracts, obligors, rights, industries.
type StatedCount struct {
	Name string `json:"name,omitempty"`
	Axis string `json:"axis"`
	Of   string `json:"of,omitempty"`
	// Count is the number printed, or the length of a printed list.
	Count int `json:"count"`
	// Open says that there may be more: a list that ends in "and others".
	Open bool `json:"open,omitempty"`
}

// StatedTop is the share of the K largest members in percent (前K大占比).
type StatedTop struct {
	Name string `json:"name,omitempty"`
	StatedMeasure
	K       int     `json:"k"`
	Percent Printed `json:"percent"`
}

// StatedPartition is a table of buckets of one axis (分布表).
type StatedPartition struct {
	Name string `json:"name,omitempty"`
	StatedMeasure
	// Complete says that the buckets hold the whole pool.
	Complete bool           `json:"complete,omitempty"`
	Buckets  []StatedBucket `json:"buckets"`
}

// StatedBucket is one row of a [StatedPartition]. A column that the table does
// not have stays empty.
type StatedBucket struct {
	Name    string  `json:"name"`
	Percent Printed `json:"percent,omitempty"`
	// Contracts is the number of contracts whose whole amounts make up the
	// share. Leave it out where a contract is split over buckets.
	Contracts *int `json:"contracts,omitempty"`
}

// StatedTotal is the amount of the whole pool (资产池余额).
type StatedTotal struct {
	Name  string  `json:"name,omitempty"`
	Basis string  `json:"basis,omitempty"`
	Value Printed `json:"value"`
	// Unit is what the value is counted in, as a decimal: "10000" for 万元,
	// "100000000" for 亿元; empty is 1. The rounding scales with it.
	Unit string `json:"unit,omitempty"`
}

// StatedBounds bounds the amount of every member: "each of the firms received
// 3 to 45 million", or a limit that the pool is subject to (单户限额).
type StatedBounds struct {
	Name string `json:"name,omitempty"`
	StatedMeasure
	// Low and High are the bounds; either may be empty.
	Low  Printed `json:"low,omitempty"`
	High Printed `json:"high,omitempty"`
	Unit string  `json:"unit,omitempty"`
	// Rule names the rule that sets the bounds. They are then exact, while
	// bounds that merely were printed are taken as rounded.
	Rule string `json:"rule,omitempty"`
}

// Values of [StatedTerm].
const (
	// TermContract is the term from start to maturity (合同期限), TermRemaining
	// the term from the cut-off date to maturity (剩余期限). Contracts are taken
	// to be running at the cut-off date.
	TermContract, TermRemaining = "contract", "remaining"
	// The statistic over the contracts.
	StatShortest, StatAverage, StatLongest = "shortest", "average", "longest"
	// WeightSimple is an average over contracts, WeightBalance one weighted by
	// balance; an empty weight is one that the document does not state.
	WeightSimple, WeightBalance = "simple", "balance"
	// Units of terms and tenors; empty is months.
	UnitMonths, UnitYears = "months", "years"
)

// StatedTerm is a statistic of the contracts' terms.
type StatedTerm struct {
	Name   string  `json:"name,omitempty"`
	Term   string  `json:"term"`
	Stat   string  `json:"stat"`
	Weight string  `json:"weight,omitempty"`
	Value  Printed `json:"value"`
	// Unit is the unit in which the value was printed; a term of 1.08 years
	// was rounded to 0.12 months, not to 0.01.
	Unit string `json:"unit,omitempty"`
}

// StatedTenor is the life of one class of securities (证券期限). It is a term of
// the deal, not a measurement, and so taken as exact.
type StatedTenor struct {
	Class string  `json:"class"`
	Value Printed `json:"value"`
	Unit  string  `json:"unit,omitempty"`
}

// Claims that a document makes in words.
const (
	// ClaimTermsExceedShortestTenor: every remaining term is longer than the
	// life of the shortest class.
	ClaimTermsExceedShortestTenor = "terms_exceed_shortest_tenor"
	// ClaimRightPerContract: every contract rests on at least one right that
	// no other contract rests on.
	ClaimRightPerContract = "right_per_contract"
	// ClaimSeveralRightsPerContract: some contract rests on several rights.
	ClaimSeveralRightsPerContract = "several_rights_per_contract"
	// ClaimSeveralRightsPerObligor: some obligor has put in several rights.
	ClaimSeveralRightsPerObligor = "several_rights_per_obligor"
)

// StatedClaim is a claim made in words.
type StatedClaim struct {
	Name  string `json:"name,omitempty"`
	Claim string `json:"claim"`
}

// CheckStated reports what cannot be right in a set of published figures: it
// asks whether any pool at all can have them. Each finding names the
// statements involved, the bound that was computed and the rule ([StatedRule])
// that gives it.
//
// The check works in rational arithmetic on the interval that each printed
// figure stands for, and every finding of severity [StatedImpossible] or
// [StatedConflict] is a proof: figures computed from a real pool and rounded
// to the nearest (either way at the half) never give one. Figures that were
// truncated, or adjusted to make a column add up, may. Findings of severity
// [StatedDoubtful] ask for an explanation and suggest one.
//
// For top-k shares with a known number of members, a known total and bounds
// on the members the converse holds too: without a finding there is a pool
// that has the figures. With named buckets and terms a finding may be missed.
//
// Findings come in a fixed order, rule by rule in the order of the statements.
// Malformed input gives no findings and an error of type [StatementFaults].
func CheckStated(s Statements) ([]Infeasibility, error) {
	r, err := resolveStatements(s)
	if err != nil {
		return nil, err
	}
	var found findings
	for _, rule := range []func(*resolved, *findings){
		checkTwoValues,
		checkRanges,
		checkCounts,
		checkRightsClaims,
		checkPartitions,
		checkShareCurves,
		checkMemberNames,
		checkMixedMembers,
		checkTermOrder,
		checkTermAverages,
		checkTenors,
	} {
		rule(r, &found)
	}
	return found.list, nil
}
