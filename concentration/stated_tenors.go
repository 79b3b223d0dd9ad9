package concentration

import "math/big"

// checkTenors compares remaining terms with the lives of the securities.
func checkTenors(r *resolved, found *findings) {
	if len(r.tenors) == 0 {
		return
	}
	shortest, longest := r.tenors[0], r.tenors[0]
	for _, t := range r.tenors {
		if t.months.Cmp(shortest.months) < 0 {
			shortest = t
		}
		if t.months.Cmp(longest.months) > 0 {
			longest = t
		}
	}
	r.checkClaimedTerms(shortest, found)
	for _, t := range r.tenors {
		r.checkTenor(t, found)
	}
	r.checkTermsBeyond(longest, found)
}

// checkClaimedTerms: every statistic of the remaining terms is at least the
// shortest of them, so each one below the shortest tenor refutes the claim.
func (r *resolved) checkClaimedTerms(shortest resolvedTenor, found *findings) {
	claim, ok := r.claimed(ClaimTermsExceedShortestTenor)
	if !ok {
		return
	}
	for _, stat := range []string{StatShortest, StatAverage, StatLongest} {
		for _, t := range r.statedTerms(TermRemaining, stat) {
			if t.months.hi.Cmp(shortest.months) >= 0 {
				continue
			}
			found.add(Infeasibility{
				Rule: RuleClaimedTerms, Severity: StatedConflict, Statements: []StatedRef{claim, t.ref, shortest.ref},
				Bound: "≤ " + amount(t.months.hi, true),
				Message: say("terms are said to exceed the life of the shortest class, %s months, but %s is %s months.",
					"称合同期限均超过最短证券期限（%s个月），但%s为%s个月。", amount(shortest.months, false), t.called(), monthsPrinted(t)),
			})
			return
		}
	}
}

// checkTenor looks for classes that outlive their assets, all of them or most.
// When the average is a, the shortest term s and the tenor t > a, at most the
// part (a − s)/(t − s) of the contracts reaches t: the rest, with s at least,
// could not bring the average down to a otherwise. "Part" is in the weights of
// the average.
func (r *resolved) checkTenor(tenor resolvedTenor, found *findings) {
	for _, t := range r.statedTerms(TermRemaining, StatLongest) {
		if t.months.hi.Cmp(tenor.months) < 0 {
			found.add(Infeasibility{
				Rule: RuleTenorBeyondTerms, Severity: StatedDoubtful, Statements: []StatedRef{tenor.ref, t.ref},
				Bound: "≤ " + amount(t.months.hi, true),
				Message: say("class %s lives %s months, longer than %s, %s months.", "%s档期限%s个月，长于%s（%s个月）。",
					tenor.class, amount(tenor.months, false), t.called(), monthsPrinted(t)),
				Explanation: say("it holds if the tenor is a legal maturity, later than the last expected payment", "若该期限为法定到期日、晚于最后预期兑付日则可成立"),
			})
			return
		}
	}
	for _, average := range r.statedTerms(TermRemaining, StatAverage) {
		if average.months.hi.Cmp(tenor.months) >= 0 {
			continue
		}
		floor := new(big.Rat)
		refs := []StatedRef{tenor.ref, average.ref}
		for _, s := range r.statedTerms(TermRemaining, StatShortest) {
			if s.months.lo.Cmp(floor) > 0 && s.months.lo.Cmp(average.months.hi) <= 0 {
				floor = s.months.lo
				refs = []StatedRef{tenor.ref, average.ref, s.ref}
			}
		}
		for _, l := range r.statedTerms(TermRemaining, StatLongest) {
			refs = append(refs, l.ref)
		}
		part := new(big.Rat).Sub(average.months.hi, floor)
		part.Quo(part, new(big.Rat).Sub(tenor.months, floor))
		found.add(Infeasibility{
			Rule: RuleTenorInTail, Severity: StatedDoubtful, Statements: refs, Bound: "≤ " + percent(part, true).EN,
			Message: say("class %s lives %s months, but %s is %s months, so at most %s of the contracts, in the weights of the average, last as long.",
				"%s档期限%s个月，而%s为%s个月，按该平均值的权重至多%s的合同能存续到该档到期。",
				tenor.class, amount(tenor.months, false), average.called(), monthsPrinted(average), percent(part, true)),
			Explanation: say("its last payments rest on the longest contracts alone, or on cash kept from earlier collections", "其后期兑付仅依赖期限最长的合同，或依赖前期归集的留存资金"),
		})
		return
	}
}

// checkTermsBeyond: when every contract outlives the longest class, the
// collections after that class are not needed by any.
func (r *resolved) checkTermsBeyond(longest resolvedTenor, found *findings) {
	for _, t := range r.statedTerms(TermRemaining, StatShortest) {
		if t.months.lo.Cmp(longest.months) <= 0 {
			continue
		}
		tail := new(big.Rat).Sub(t.months.lo, longest.months)
		found.add(Infeasibility{
			Rule: RuleTermsBeyondTenors, Severity: StatedDoubtful, Statements: []StatedRef{t.ref, longest.ref},
			Bound: "≥ " + amount(tail, false),
			Message: say("every contract runs on for at least %s months after the longest class, %s, of %s months.",
				"所有合同在最长的%[2]s档（%[3]s个月）到期后仍至少存续%[1]s个月。", amount(tail, false), longest.class, amount(longest.months, false)),
			Explanation: say("the tail may belong to a subordinated class that is not stated, or be over-collateral", "该部分可能属于未披露的次级档，或作为超额覆盖"),
		})
		return
	}
}
