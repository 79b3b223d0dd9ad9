package concentration

import "math/big"

// countOrder says that one axis usually has at most as many members as
// another, and what explains the contrary.
type countOrder struct {
	fewer, more string
	severity    StatedSeverity
	explanation StatedText
}

// countOrders are the orders that hold for two counts alone. Obligors against
// contracts, which needs the co-signatures, is done by hand.
var countOrders = []countOrder{
	{StatedAxisGroup, StatedAxisObligor, StatedConflict, StatedText{}},
	{StatedAxisCreditor, StatedAxisContract, StatedDoubtful,
		StatedText{"some contracts must have several creditors", "须有合同存在多个债权人"}},
	{StatedAxisBundle, StatedAxisRight, StatedDoubtful,
		StatedText{"some rights must lie in several bundles", "须有知识产权同时属于多个组合"}},
	{StatedAxisBundle, StatedAxisContract, StatedDoubtful,
		StatedText{"some contracts must rest on several bundles", "须有合同对应多个组合"}},
}

// checkCounts compares numbers of members.
func checkCounts(r *resolved, found *findings) {
	for _, order := range countOrders {
		r.compareCounts(order, found)
	}
	rights := countOrder{StatedAxisContract, StatedAxisRight, StatedDoubtful,
		StatedText{"some contracts must rest on no right or share one", "须有合同未对应知识产权或与其他合同共用"}}
	if ref, ok := r.claimed(ClaimRightPerContract); ok {
		rights.severity, rights.explanation = StatedConflict, StatedText{}
		r.compareCounts(rights, found, ref)
	} else {
		r.compareCounts(rights, found)
	}
	r.compareObligors(found)
	r.compareGroupedCounts(found)
}

// compareCounts reports counts against an order, an open count being taken as
// the least it can be.
func (r *resolved) compareCounts(o countOrder, found *findings, claim ...StatedRef) {
	for _, few := range r.counts {
		for _, many := range r.counts {
			if few.Axis != o.fewer || few.Of != "" || many.Axis != o.more || many.Of != "" || many.Open || few.Count <= many.Count {
				continue
			}
			found.add(Infeasibility{
				Rule: RuleCounts, Severity: o.severity, Statements: append([]StatedRef{few.ref, many.ref}, claim...),
				Message:     say("%d %s stand against %d %s.", "%d个%s多于%d个%s。", few.Count, members(o.fewer, few.Count), many.Count, members(o.more, many.Count)),
				Explanation: o.explanation,
			})
		}
	}
}

// compareObligors: n contracts with c signatures beyond the first of each
// carry n + c signatures, hence at most n + c obligors.
func (r *resolved) compareObligors(found *findings) {
	contracts, contractsRef, ok := r.exactCount(StatedAxisContract, "")
	if !ok {
		return
	}
	coSigners, coSignersRef, known := r.exactCount(StatedAxisCoSigner, "")
	for _, obligors := range r.counts {
		if obligors.Axis != StatedAxisObligor || obligors.Of != "" || obligors.Count <= contracts+coSigners {
			continue
		}
		finding := Infeasibility{
			Rule: RuleCounts, Severity: StatedDoubtful, Statements: []StatedRef{obligors.ref, contractsRef},
			Bound: "≥ " + amount(big.NewRat(int64(obligors.Count-contracts), 1), false),
			Message: say("%d obligors stand against %d contracts, so at least %d signatures are those of co-obligors.",
				"%d个债务人多于%d份合同，即至少有%d个共同债务人签署。", obligors.Count, contracts, obligors.Count-contracts),
			Explanation: say("contracts signed by several obligors would explain it, and any share by obligor then needs the rule by which such a contract is split",
				"若有合同由多个债务人共同签署则可成立，此时按债务人计算的占比须说明分摊规则"),
		}
		if known {
			finding.Severity, finding.Explanation = StatedConflict, StatedText{}
			finding.Statements = append(finding.Statements, coSignersRef)
			finding.Message = say("%d obligors stand against %d contracts, which needs at least %d co-signatures, but there are %d.",
				"%d个债务人多于%d份合同，至少需要%d个共同签署，而仅有%d个。", obligors.Count, contracts, obligors.Count-contracts, coSigners)
		}
		found.add(finding)
	}
}

// compareGroupedCounts: buckets that group the members of an axis, each member
// in one bucket, are not more than the members.
func (r *resolved) compareGroupedCounts(found *findings) {
	for _, buckets := range r.counts {
		if buckets.Of == "" {
			continue
		}
		n, ref, ok := r.exactCount(buckets.Of, "")
		if !ok || buckets.Count <= n {
			continue
		}
		found.add(Infeasibility{
			Rule: RuleCounts, Severity: StatedConflict, Statements: []StatedRef{buckets.ref, ref},
			Message: say("%d %s group %d %s, each of which lies in one of them.", "%d个%s由%d个%s归并而成，前者不可能更多。",
				buckets.Count, members(buckets.Axis, buckets.Count), n, members(buckets.Of, n)),
		})
	}
}

// checkRightsClaims: several rights for one contract or obligor usually mean
// more rights than contracts. It is only usual: rights may be shared or
// missing elsewhere, and an obligor may have several contracts. With a right
// of its own for every contract it becomes a necessity.
func checkRightsClaims(r *resolved, found *findings) {
	rights, rightsRef, ok := r.exactCount(StatedAxisRight, "")
	if !ok {
		return
	}
	for _, c := range r.claims {
		switch c.claim {
		case ClaimSeveralRightsPerContract:
			r.severalRights(c.ref, rights, rightsRef, StatedAxisContract, found)
		case ClaimSeveralRightsPerObligor:
			if !r.severalRightsPerLoneObligor(c.ref, rights, rightsRef, found) {
				r.severalRights(c.ref, rights, rightsRef, StatedAxisObligor, found)
			}
		}
	}
}

// severalRights compares the number of rights with that of contracts.
func (r *resolved) severalRights(claim StatedRef, rights int, rightsRef StatedRef, holder string, found *findings) {
	contracts, contractsRef, ok := r.exactCount(StatedAxisContract, "")
	if !ok || rights > contracts {
		return
	}
	finding := Infeasibility{
		Rule: RuleSeveralRights, Severity: StatedDoubtful, Statements: []StatedRef{claim, rightsRef, contractsRef},
		Bound: "≥ " + amount(big.NewRat(int64(contracts+1), 1), false),
		Message: say("some %s is said to have several rights, but %d rights for %d contracts leave no contract with more than one when each has one of its own.",
			"称有%s拥有多项知识产权，但%d项知识产权对应%d份合同，若每份合同各有一项则无一多于一项。", members(holder, 1), rights, contracts),
		Explanation: say("it holds if some contract rests on no right or shares one, or if only obligors with several contracts have several rights",
			"若有合同未对应知识产权或与其他合同共用，或仅有多份合同的债务人拥有多项，则可成立"),
	}
	if own, ok := r.claimed(ClaimRightPerContract); ok && holder == StatedAxisContract {
		finding.Severity, finding.Explanation = StatedConflict, StatedText{}
		finding.Statements = append(finding.Statements, own)
	}
	found.add(finding)
}

// severalRightsPerLoneObligor: when every contract has one obligor and a right
// of its own, every obligor has a contract and so a right of its own.
func (r *resolved) severalRightsPerLoneObligor(claim StatedRef, rights int, rightsRef StatedRef, found *findings) bool {
	obligors, obligorsRef, known := r.exactCount(StatedAxisObligor, "")
	coSigners, coSignersRef, single := r.exactCount(StatedAxisCoSigner, "")
	own, claimed := r.claimed(ClaimRightPerContract)
	if !known || !single || coSigners > 0 || !claimed || rights > obligors {
		return false
	}
	found.add(Infeasibility{
		Rule: RuleSeveralRights, Severity: StatedConflict, Statements: []StatedRef{claim, rightsRef, obligorsRef, coSignersRef, own},
		Bound: "≥ " + amount(big.NewRat(int64(obligors+1), 1), false),
		Message: say("some obligor is said to have several rights, but %d rights for %d obligors, each with one of its own, leave none with more than one.",
			"称有债务人拥有多项知识产权，但%d项知识产权对应%d个债务人且各有一项，则无一多于一项。", rights, obligors),
	})
	return true
}
