package concentration

import (
	"math/big"
	"slices"
)

// called names a statistic of terms.
func (t StatedTerm) called() StatedText {
	stats := map[string]StatedText{
		StatShortest: {"shortest", "最短"}, StatAverage: {"average", "平均"}, StatLongest: {"longest", "最长"},
	}
	terms := map[string]StatedText{
		TermContract: {"contract term", "合同期限"}, TermRemaining: {"remaining term", "剩余期限"},
	}
	return say("the %s %s", "%s%s", stats[t.Stat], terms[t.Term])
}

// termOrder lists what cannot be longer than what: a remaining term is at most
// its contract's term, and shortest ≤ average ≤ longest whatever the weights.
var termOrder = [][2]struct{ term, stat string }{
	{{TermContract, StatShortest}, {TermContract, StatAverage}},
	{{TermContract, StatShortest}, {TermContract, StatLongest}},
	{{TermContract, StatAverage}, {TermContract, StatLongest}},
	{{TermRemaining, StatShortest}, {TermRemaining, StatAverage}},
	{{TermRemaining, StatShortest}, {TermRemaining, StatLongest}},
	{{TermRemaining, StatAverage}, {TermRemaining, StatLongest}},
	{{TermRemaining, StatShortest}, {TermContract, StatShortest}},
	{{TermRemaining, StatShortest}, {TermContract, StatAverage}},
	{{TermRemaining, StatShortest}, {TermContract, StatLongest}},
	{{TermRemaining, StatAverage}, {TermContract, StatAverage}},
	{{TermRemaining, StatAverage}, {TermContract, StatLongest}},
	{{TermRemaining, StatLongest}, {TermContract, StatLongest}},
}

// checkTermOrder compares the statistics of terms in pairs.
func checkTermOrder(r *resolved, found *findings) {
	for _, pair := range termOrder {
		for _, a := range r.terms {
			for _, b := range r.terms {
				if a.Term != pair[0].term || a.Stat != pair[0].stat || b.Term != pair[1].term || b.Stat != pair[1].stat ||
					a.months.lo.Cmp(b.months.hi) <= 0 {
					continue
				}
				finding := Infeasibility{
					Rule: RuleTermOrder, Severity: StatedConflict, Statements: []StatedRef{a.ref, b.ref},
					Bound: "≤ " + amount(b.months.hi, true),
					Message: say("%s is %s months, longer than %s, %s months.", "%s为%s个月，长于%s（%s个月）。",
						a.called(), monthsPrinted(a), b.called(), monthsPrinted(b)),
				}
				if a.Stat == StatAverage && b.Stat == StatAverage && (a.Weight != b.Weight || a.Weight == "") {
					finding.Severity = StatedDoubtful
					finding.Explanation = say("it needs averages with different weights", "两个平均值的加权方式须不同")
				}
				found.add(finding)
			}
		}
	}
}

// monthsPrinted shows a term in months.
func monthsPrinted(t resolvedTerm) string {
	if t.Unit == UnitYears {
		return amount(t.months.middle(), false)
	}
	return t.ref.Printed
}

// checkTermAverages uses that the shortest and the longest term both occur
// among n: the sum of all n terms is at least (n−1)·shortest + longest and at
// most shortest + (n−1)·longest. A weighted average may give either of them
// next to no weight and is only bound by [RuleTermOrder].
func checkTermAverages(r *resolved, found *findings) {
	n, countRef, ok := r.exactCount(StatedAxisContract, "")
	if !ok {
		return
	}
	if n == 1 {
		r.checkOneTerm(TermContract, countRef, found)
		r.checkOneTerm(TermRemaining, countRef, found)
		return
	}
	for _, average := range r.terms {
		if average.Stat != StatAverage || average.Weight == WeightBalance {
			continue
		}
		shortest, longest := r.statedTerms(average.Term, StatShortest), r.statedTerms(average.Term, StatLongest)
		if len(shortest) == 0 || len(longest) == 0 {
			continue
		}
		// Where an extreme is stated more than once, the sharpest is used.
		byLow := func(a, b resolvedTerm) int { return a.months.lo.Cmp(b.months.lo) }
		byHigh := func(a, b resolvedTerm) int { return a.months.hi.Cmp(b.months.hi) }
		checkAverage(n, countRef, average, slices.MaxFunc(shortest, byLow), slices.MaxFunc(longest, byLow), found)
		checkAverage(n, countRef, average, slices.MinFunc(shortest, byHigh), slices.MinFunc(longest, byHigh), found)
	}
}

// checkOneTerm: the term of one contract is the shortest, the longest and the
// average, whatever the weights.
func (r *resolved) checkOneTerm(term string, countRef StatedRef, found *findings) {
	var stated []resolvedTerm
	for _, t := range r.terms {
		if t.Term == term {
			stated = append(stated, t)
		}
	}
	if len(stated) == 0 {
		return
	}
	least := slices.MaxFunc(stated, func(a, b resolvedTerm) int { return a.months.lo.Cmp(b.months.lo) })
	most := slices.MinFunc(stated, func(a, b resolvedTerm) int { return a.months.hi.Cmp(b.months.hi) })
	if least.months.lo.Cmp(most.months.hi) <= 0 {
		return
	}
	found.add(Infeasibility{
		Rule: RuleTermAverage, Severity: StatedConflict, Statements: []StatedRef{least.ref, most.ref, countRef},
		Bound: "≥ " + amount(least.months.lo, false),
		Message: say("there is 1 contract, so %s, %s months, and %s, %s months, are the same term.",
			"仅有1份合同，%s（%s个月）与%s（%s个月）应为同一期限。", least.called(), monthsPrinted(least), most.called(), monthsPrinted(most)),
	})
}

// statedTerms gives the statements of one statistic.
func (r *resolved) statedTerms(term, stat string) []resolvedTerm {
	var terms []resolvedTerm
	for _, t := range r.terms {
		if t.Term == term && t.Stat == stat {
			terms = append(terms, t)
		}
	}
	return terms
}

func checkAverage(n int, countRef StatedRef, average, shortest, longest resolvedTerm, found *findings) {
	// mean gives ((n−1)·many + once)/n.
	mean := func(many, once *big.Rat) *big.Rat {
		sum := new(big.Rat).Mul(many, big.NewRat(int64(n-1), 1))
		sum.Add(sum, once)
		return sum.Quo(sum, big.NewRat(int64(n), 1))
	}
	finding := Infeasibility{
		Rule: RuleTermAverage, Severity: StatedConflict,
		Statements: []StatedRef{average.ref, shortest.ref, longest.ref, countRef},
	}
	least, most := mean(shortest.months.lo, longest.months.lo), mean(longest.months.hi, shortest.months.hi)
	switch {
	case average.months.hi.Cmp(least) < 0:
		finding.Bound = "≥ " + amount(least, false)
		finding.Message = say("the terms of %d contracts, of which the shortest is %s and the longest %s months, average at least %s months, but %s is printed.",
			"%d份合同期限最短%s个月、最长%s个月，平均至少为%s个月，但披露为%s。",
			n, monthsPrinted(shortest), monthsPrinted(longest), amount(least, false), monthsPrinted(average))
	case average.months.lo.Cmp(most) > 0:
		finding.Bound = "≤ " + amount(most, true)
		finding.Message = say("the terms of %d contracts, of which the shortest is %s and the longest %s months, average at most %s months, but %s is printed.",
			"%d份合同期限最短%s个月、最长%s个月，平均至多为%s个月，但披露为%s。",
			n, monthsPrinted(shortest), monthsPrinted(longest), amount(most, true), monthsPrinted(average))
	default:
		return
	}
	if average.Weight == "" {
		finding.Severity = StatedDoubtful
		finding.Explanation = say("it holds if the average is weighted by balance", "若该平均值按余额加权则可成立")
	}
	found.add(finding)
}
