package credit

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/ipabs/ipabs/faults"
)

// RatingScale says to which row of a table each rating word of the caller belongs: word → a word of
// the row, such as "AAAsf" → "AAA". It is the caller's statement that the rating qualifies and that
// its grade corresponds to the row. A nil scale takes the words of the table itself.
type RatingScale map[string]string

// SecERBAInput is a rated tranche under the external ratings approach.
type SecERBAInput struct {
	Exposure SecExposure
	// ShortTerm says that the ratings are short-term ones (短期评级); then maturity, seniority and
	// thickness have no effect on the table.
	ShortTerm bool
	// Ratings are the ratings of the tranche, stated or inferred (推测评级), at least one. Of two, the
	// one with the higher weight counts; of three or more, the higher of the two lowest weights.
	Ratings []string
	Scale   RatingScale
	// Maturity is the tranche maturity MT in years ([TrancheMaturity], [LegalTrancheMaturity]);
	// outside one to five years the nearer end is used. It is not read for short-term ratings.
	Maturity float64
}

// RatedWeight is what one rating of the tranche leads to.
type RatedWeight struct {
	// Rating is the caller's word and Row the first word of the table row it belongs to.
	Rating, Row string
	// Table is the weight after interpolation in maturity, before the adjustment for thickness.
	Table RiskWeight
	// Weight is Table × (1 − min(T, 50 %)) for a tranche that is not senior, Table otherwise.
	Weight RiskWeight
	// SameSenior is the weight of a senior tranche of the same rating and maturity, below which the
	// weight of another tranche may not fall; 0 for senior tranches and short-term ratings.
	SameSenior RiskWeight
}

// SecERBAResult is the risk weight under the external ratings approach and how it came about.
type SecERBAResult struct {
	CapitalResult
	Input SecERBAInput
	// Maturity is MT between its floor and cap; 0 for short-term ratings.
	Maturity float64
	// Thickness is T = D − A and Factor is 1 − min(T, 50 %), or 1 where it does not apply.
	Thickness, Factor float64
	// Rated has one entry per rating, in the order given, and Used is the index of the one that
	// counted.
	Rated []RatedWeight
	Used  int
}

// SecERBA is the risk weight of a rated tranche under the external ratings approach
// (资产证券化外部评级法). The table is linear in tranche maturity between one and five years:
//
//	RW = (w1 + (w5 − w1)·(MT − 1)/4) · (1 − min(T, 50 %))      T = D − A, not for senior tranches
//
// and not below the weight of a senior tranche of the same rating and maturity; floors 15 %, 10 % for
// a senior STC tranche; the senior look-through cap.
//
// A rating that belongs to no row is a fault that lists the rows: nothing is guessed, and "all other
// ratings" has to be said. Re-securitisations have to use the standardised approach.
//
// Errors: a *faults.Error with everything that is wrong with rules and input.
//
// Source: Basel CRE42.1 to CRE42.5 and its tables for STC deals; annex 11 parts 2(4) and 4.
func SecERBA(r CapitalRules, in SecERBAInput) (SecERBAResult, error) {
	var list faults.List
	r.check(&list, "rules")
	in.Exposure.check(&list, r, "exposure")
	if in.Exposure.Kind == SecResecuritisation {
		list.Add("exposure.kind", faults.Unsupported, in.Exposure.Kind, "the standardised approach for a re-securitisation")
	}
	if !in.ShortTerm {
		checkTrancheMaturity(&list, in.Maturity)
	}
	if len(in.Ratings) == 0 {
		list.Add("ratings", faults.Missing, nil, "at least one rating; an unrated tranche uses another approach")
	}
	res := SecERBAResult{Input: in, Factor: 1, Thickness: in.Exposure.Detachment - in.Exposure.Attachment}
	if !in.ShortTerm {
		res.Maturity = min(max(in.Maturity, r.MaturityFloor), r.MaturityCap)
		if !in.Exposure.Senior {
			res.Factor = 1 - min(res.Thickness, r.ThicknessLimit)
		}
	}
	for i, word := range in.Ratings {
		rated, fault := res.rate(r, word)
		if fault != "" {
			list.Add(faults.Index("ratings", i), faults.Unknown, word, fault)
		}
		res.Rated = append(res.Rated, rated)
	}
	if err := list.Err(); err != nil {
		return SecERBAResult{}, err
	}

	res.Used = usedRating(res.Rated)
	used := res.Rated[res.Used]
	res.CapitalResult = newCapitalResult(r, ApproachERBA, r.Articles.SecERBA, used.Weight)
	res.applyFloor(r, in.Exposure)
	if used.SameSenior > 0 {
		res.bound(r, BoundSameRatingSenior, false, used.SameSenior, r.Articles.SameRating)
	}
	res.applySeniorCaps(r, in.Exposure)
	return res, nil
}

// rate finds the weight of one rating; fault says what was expected when the word has no row.
func (res *SecERBAResult) rate(r CapitalRules, word string) (rated RatedWeight, fault string) {
	e := res.Input.Exposure
	tableWord := word
	want := func() string { return "one of " + res.Input.rows(r) }
	if res.Input.Scale != nil {
		mapped, ok := res.Input.Scale[word]
		if !ok {
			return rated, "a word of the caller's scale, which maps it to " + want()
		}
		tableWord = mapped
		want = func() string {
			return fmt.Sprintf("a scale that maps it to one of %s, not to %q", res.Input.rows(r), mapped)
		}
	}
	rated.Rating = word
	if res.Input.ShortTerm {
		for _, row := range res.Input.shortTable(r) {
			if hasRating(row.Words, tableWord) {
				rated.Row, rated.Table = row.Words[0], RiskWeight(row.Weight/100)
				rated.Weight = rated.Table
				return rated, ""
			}
		}
		return rated, want()
	}
	for _, row := range res.Input.longTable(r) {
		if !hasRating(row.Words, tableWord) {
			continue
		}
		interpolate := func(w1, w5 float64) RiskWeight {
			share := (res.Maturity - r.MaturityFloor) / (r.MaturityCap - r.MaturityFloor)
			return RiskWeight((w1 + (w5-w1)*share) / 100)
		}
		rated.Row = row.Words[0]
		senior := interpolate(row.Senior1, row.Senior5)
		if e.Senior {
			rated.Table, rated.Weight = senior, senior
			return rated, ""
		}
		rated.Table = interpolate(row.NonSenior1, row.NonSenior5)
		rated.Weight = rated.Table * RiskWeight(res.Factor)
		rated.SameSenior = senior
		return rated, ""
	}
	return rated, want()
}

// usedRating is the index of the rating that counts: the only one, or the second in ascending order
// of weight, which is the higher of two and the higher of the two lowest of more.
func usedRating(rated []RatedWeight) int {
	order := make([]int, len(rated))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		a, b := max(rated[i].Weight, rated[i].SameSenior), max(rated[j].Weight, rated[j].SameSenior)
		switch {
		case a < b:
			return -1
		case a > b:
			return 1
		}
		return 0
	})
	return order[min(1, len(order)-1)]
}

func (in SecERBAInput) longTable(r CapitalRules) []ERBARow {
	if in.Exposure.Kind == SecSTC {
		return r.ERBALongSTC
	}
	return r.ERBALong
}

func (in SecERBAInput) shortTable(r CapitalRules) []ERBAShortRow {
	if in.Exposure.Kind == SecSTC {
		return r.ERBAShortSTC
	}
	return r.ERBAShort
}

// rows lists the words of the table that applies, in its order.
func (in SecERBAInput) rows(r CapitalRules) string {
	var words []string
	if in.ShortTerm {
		for _, row := range in.shortTable(r) {
			words = append(words, row.Words...)
		}
	} else {
		for _, row := range in.longTable(r) {
			words = append(words, row.Words...)
		}
	}
	return strings.Join(words, ", ")
}

// hasRating says whether a row has a word, up to the dashes and plus signs of Chinese typesetting.
func hasRating(words []string, word string) bool {
	key := ratingKey(word)
	return slices.ContainsFunc(words, func(w string) bool { return ratingKey(w) == key })
}

// ratingKey writes the typographic dashes and full-width signs of printed tables in ASCII.
func ratingKey(word string) string {
	word = strings.TrimSpace(word)
	for i := range len(word) {
		if word[i] >= utf8.RuneSelf {
			return strings.NewReplacer("–", "-", "−", "-", "－", "-", "＋", "+").Replace(word)
		}
	}
	return word
}
