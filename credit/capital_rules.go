package credit

import (
	"fmt"
	"math"
	"slices"

	"github.com/ipabs/ipabs/faults"
)

// CapitalRules is a set of rules for the capital of securitisation exposures, as data. Two are
// built in, [BaselCapitalRules] and [ChinaCapitalRules]; a caller may change a copy or fill in
// another. Shares and weights are ratios unless a comment says percent.
type CapitalRules struct {
	// Name is short and stable; Title is what the text calls itself; Source says where it was
	// published; InForce is the date from which it applies, as 2024-01-01.
	Name, Title, Source, InForce string

	MinimumRatio float64 // 0.08: capital over risk-weighted assets

	// Floors (风险权重下限). NPLFloorFor lists the approaches to which the floor for non-performing
	// loans applies.
	Floor, STCSeniorFloor, ResecFloor, NPLFloor float64
	NPLFloorFor                                 []CapitalApproach

	// Non-performing loans: the share of delinquent exposures that makes a deal one, the purchase
	// price discount from which a traditional senior tranche has NPLSeniorWeight.
	NPLDelinquentFrom, NPLDiscountFrom, NPLSeniorWeight float64

	// Standardised approach: the charge of delinquent exposures, the largest share of unknown
	// status, and the supervisory parameter.
	DelinquentCharge, UnknownLimit float64
	PPlain, PSTC, PResec           float64

	// Internal ratings approach: the lowest p, the factor on the bracket for STC deals, the effective
	// number from which a pool counts as granular, and the rows of coefficients.
	PFloor, PSTCFactor, GranularFrom float64
	IRBA                             []IRBARow
	// The simplification for pools whose largest exposure is at most SimpleShare.
	SimpleShare, SimpleLGD float64

	// Tranche maturity in years: 1 + LegalSlope × (legal maturity − 1), between floor and cap.
	MaturityFloor, MaturityCap, LegalSlope float64

	// External ratings approach; ThicknessLimit is the largest deduction for thickness.
	ERBALong, ERBALongSTC   []ERBARow
	ERBAShort, ERBAShortSTC []ERBAShortRow
	ThicknessLimit          float64

	// OverallCapRoles are the roles of a bank that may use the overall cap under the standardised
	// and external ratings approaches. Under the internal ratings approach every role may.
	OverallCapRoles []BankRole

	Articles CapitalArticles
	// Departures lists how these rules differ from the Basel text.
	Departures []CapitalDeparture
}

// CapitalArticles says where in the text each rule stands.
type CapitalArticles struct {
	SecSA, SecIRBA, SecERBA           string
	Floor, Resecuritisation, NPL      string
	SameRating, RatedSenior           string
	LookThrough, OverallCap, Maturity string
}

// CapitalDeparture is one difference from the Basel text.
type CapitalDeparture struct {
	Topic, Basel, Here string
	// Computed says that this package computes the difference; otherwise the caller has to take
	// care of it when preparing the inputs.
	Computed bool
}

// IRBARow is one row of the table for the supervisory parameter p (监管因子参数表):
// p = A + B/N + C·KIRB + D·LGD + E·MT.
type IRBARow struct {
	Retail, Senior bool
	// Granular is read for pools that are not retail: effective number N ≥ [CapitalRules.GranularFrom].
	Granular      bool
	A, B, C, D, E float64
}

// String names the row.
func (row IRBARow) String() string {
	pick := func(yes bool, a, b string) string {
		if yes {
			return a
		}
		return b
	}
	if row.Retail {
		return "retail, " + pick(row.Senior, "senior", "non-senior")
	}
	return "non-retail, " + pick(row.Senior, "senior", "non-senior") + ", " + pick(row.Granular, "granular", "non-granular")
}

// ERBARow is one row of a table of long-term ratings (长期评级基础风险权重表). Weights are in
// percent, as printed, at tranche maturities of one and five years.
type ERBARow struct {
	// Words are the ratings of the row.
	Words                                    []string
	Senior1, Senior5, NonSenior1, NonSenior5 float64
}

// ERBAShortRow is one column of a table of short-term ratings (短期评级风险权重表), in percent.
type ERBAShortRow struct {
	Words  []string
	Weight float64
}

// nplFloorApplies says whether the floor for non-performing loans applies to an approach.
func (r CapitalRules) nplFloorApplies(a CapitalApproach) bool {
	return slices.Contains(r.NPLFloorFor, a)
}

// Check returns everything that is wrong with a set of rules as one *faults.Error, or nil. Every
// computation does this for the rules that it is given.
func (r CapitalRules) Check() error {
	var list faults.List
	r.check(&list, "")
	return list.Err()
}

func (r CapitalRules) check(list *faults.List, path string) {
	// Texts are built only for what is wrong: this runs with every computation.
	at := func(field string) string { return faults.Join(path, field) }
	if r.Name == "" {
		list.Add(at("name"), faults.Missing, nil, "the name of the rules, such as basel-cre")
	}
	for _, f := range []struct {
		name   string
		v      float64
		lo, hi float64
	}{
		{"minimum_ratio", r.MinimumRatio, math.SmallestNonzeroFloat64, 1},
		{"floor", r.Floor, 0, 12.5},
		{"stc_senior_floor", r.STCSeniorFloor, 0, 12.5},
		{"resec_floor", r.ResecFloor, 0, 12.5},
		{"npl_floor", r.NPLFloor, 0, 12.5},
		{"npl_delinquent_from", r.NPLDelinquentFrom, 0, 1},
		{"npl_discount_from", r.NPLDiscountFrom, 0, 1},
		{"npl_senior_weight", r.NPLSeniorWeight, 0, 12.5},
		{"delinquent_charge", r.DelinquentCharge, 0, 1},
		{"unknown_limit", r.UnknownLimit, 0, 1},
		{"p_plain", r.PPlain, math.SmallestNonzeroFloat64, 100},
		{"p_stc", r.PSTC, math.SmallestNonzeroFloat64, 100},
		{"p_resec", r.PResec, math.SmallestNonzeroFloat64, 100},
		{"p_floor", r.PFloor, math.SmallestNonzeroFloat64, 100},
		{"p_stc_factor", r.PSTCFactor, math.SmallestNonzeroFloat64, 1},
		{"granular_from", r.GranularFrom, 1, math.MaxFloat64},
		{"simple_share", r.SimpleShare, 0, 1},
		{"simple_lgd", r.SimpleLGD, 0, 1},
		{"maturity_floor", r.MaturityFloor, 0, math.MaxFloat64},
		{"maturity_cap", r.MaturityCap, math.Nextafter(r.MaturityFloor, math.Inf(1)), math.MaxFloat64},
		{"legal_slope", r.LegalSlope, 0, 1},
		{"thickness_limit", r.ThicknessLimit, 0, 1},
	} {
		if !(f.v >= f.lo && f.v <= f.hi) {
			list.Add(at(f.name), faults.OutOfRange, f.v, fmt.Sprintf("a number from %.4g to %.4g", f.lo, f.hi))
		}
	}
	r.checkIRBA(list, at("irba"))
	checkERBA(list, at("erba_long"), r.ERBALong)
	checkERBA(list, at("erba_long_stc"), r.ERBALongSTC)
	checkERBAShort(list, at("erba_short"), r.ERBAShort)
	checkERBAShort(list, at("erba_short_stc"), r.ERBAShortSTC)
}

// checkIRBA asks for each of the six rows exactly once.
func (r CapitalRules) checkIRBA(list *faults.List, path string) {
	for _, want := range []IRBARow{
		{Senior: true, Granular: true}, {Senior: true}, {Granular: true}, {},
		{Retail: true, Senior: true}, {Retail: true},
	} {
		found := 0
		for _, row := range r.IRBA {
			if row.matches(want.Retail, want.Senior, want.Granular) {
				found++
			}
		}
		if found != 1 {
			list.Add(path, faults.Inconsistent, found, "one row for "+want.String())
		}
	}
	for i, row := range r.IRBA {
		for _, v := range [...]float64{row.A, row.B, row.C, row.D, row.E} {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				list.Add(faults.Index(path, i), faults.OutOfRange, v, "a finite coefficient")
			}
		}
	}
}

// matches says whether the row is the one for such a pool and tranche.
func (row IRBARow) matches(retail, senior, granular bool) bool {
	return row.Retail == retail && row.Senior == senior && (retail || row.Granular == granular)
}

func checkERBA(list *faults.List, path string, rows []ERBARow) {
	seen := newRatingWords(list, path, len(rows))
	for i, row := range rows {
		seen.row(i, row.Words)
		for _, v := range [...]float64{row.Senior1, row.Senior5, row.NonSenior1, row.NonSenior5} {
			checkPercent(list, path, i, v)
		}
	}
}

func checkERBAShort(list *faults.List, path string, rows []ERBAShortRow) {
	seen := newRatingWords(list, path, len(rows))
	for i, row := range rows {
		seen.row(i, row.Words)
		checkPercent(list, path, i, row.Weight)
	}
}

func checkPercent(list *faults.List, path string, i int, v float64) {
	if !(v >= 0 && v <= 1250) {
		list.Add(faults.Index(path, i), faults.OutOfRange, v, "a weight from 0 to 1250 percent")
	}
}

// ratingWords asks for at least one row, a word in every row and no word twice. Tables have some
// twenty words, for which a list is faster than a map.
type ratingWords struct {
	list *faults.List
	path string
	keys []string
}

func newRatingWords(list *faults.List, path string, rows int) *ratingWords {
	if rows == 0 {
		list.Add(path, faults.Missing, nil, "a table of ratings")
	}
	return &ratingWords{list: list, path: path, keys: make([]string, 0, 32)}
}

func (s *ratingWords) row(i int, words []string) {
	if len(words) == 0 {
		s.list.Add(faults.Index(s.path, i), faults.Missing, nil, "the ratings of the row")
	}
	for _, w := range words {
		key := ratingKey(w)
		if slices.Contains(s.keys, key) {
			s.list.Add(faults.Index(s.path, i), faults.Duplicate, w, "each rating in one row")
		}
		s.keys = append(s.keys, key)
	}
}
