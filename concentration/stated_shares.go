package concentration

import "math/big"

// checkShareCurves tests all shares of every axis together.
func checkShareCurves(r *resolved, found *findings) {
	for _, t := range r.tops {
		if t.share.lo.Cmp(one) > 0 && !t.key.overlapping() {
			found.add(Infeasibility{
				Rule: RuleShareAboveWhole, Severity: StatedImpossible, Statements: []StatedRef{t.ref}, Bound: "≤ 100.00 %",
				Message: say("%s %s %%, more than the whole.", "%s占%s%%，超过100%%。", largest(t.key.axis, t.k), t.ref.Printed),
			})
		}
	}
	for _, key := range r.shareKeys() {
		curve := r.curve(key)
		for _, clash := range curve.clashes() {
			if !clash.reportedElsewhere() {
				found.add(clash.finding(key))
			}
		}
		if wide, clashes := curve.tooWide(); clashes {
			found.add(wide.finding(curve))
		}
	}
}

// shareKeys lists the axes about which shares or amounts are stated.
func (r *resolved) shareKeys() []shareKey {
	var keys []shareKey
	seen := map[shareKey]bool{}
	add := func(k shareKey) {
		if !seen[k] {
			seen[k] = true
			keys = append(keys, k)
		}
	}
	for _, t := range r.tops {
		add(t.key)
	}
	for _, p := range r.partitions {
		add(p.key)
	}
	for _, b := range r.bounds {
		add(b.key)
	}
	return keys
}

// reportedElsewhere: one share printed twice is found by [RuleTwoValues], a
// table that contradicts itself by [RulePartitionSum], and a row above the
// whole by [RuleShareAboveWhole].
func (c clash) reportedElsewhere() bool {
	sameTop := c.direct && c.upper.evidence == fromTop && c.lower[0].evidence == fromTop
	sameTable := c.upper.table != ""
	for _, l := range c.lower {
		if l.evidence != fromArithmetic && l.table != c.upper.table {
			sameTable = false
		}
	}
	rowAboveWhole := c.direct && c.upper.evidence == fromArithmetic && c.lower[0].table != ""
	return sameTop || sameTable || rowAboveWhole
}

// finding words a clash.
func (c clash) finding(key shareKey) Infeasibility {
	highest, fromShares := c.upper.evidence, false
	var refs []StatedRef
	var reasons []StatedText
	for _, l := range c.lower {
		highest = max(highest, l.evidence)
		fromShares = fromShares || l.evidence != fromArithmetic
		why := l.because()
		refs = append(refs, why.refs...)
		reasons = append(reasons, why.text)
	}
	upper := c.upper.because()
	finding := Infeasibility{
		Severity:   StatedConflict,
		Statements: append(refs, upper.refs...),
		Bound:      "≥ " + percent(c.least, false).EN,
	}
	switch {
	case highest == fromRule:
		finding.Rule = RuleMemberCap
	case highest == fromBounds:
		finding.Rule = RuleMemberBounds
	case highest == fromGrouping:
		finding.Rule = RuleGroupedAxis
	case highest == fromBuckets:
		finding.Rule = RuleTopShareBuckets
	case c.upper.evidence == fromArithmetic:
		finding.Rule, finding.Severity = RuleShareAboveWhole, StatedImpossible
	case fromShares:
		finding.Rule = RuleTopShareOrder
	default:
		finding.Rule, finding.Severity = RuleTopShareFloor, StatedImpossible
	}
	if c.upper.total != nil {
		money := new(big.Rat).Mul(c.least, c.upper.total)
		finding.Bound += " (≥ " + amount(money, false) + ")"
	}
	if c.direct && fromShares {
		finding.Message = say("%s, but %s.", "%s，但%s。", join(reasons), upper.text)
	} else {
		finding.Message = say("%s, so %s at least %s, but %s.", "%s，因此%s至少占%s，但%s。",
			join(reasons), largest(key.axis, c.k), percent(c.least, false), upper.text)
	}
	return finding
}

// finding words a spread that is too wide for the bounds.
func (w spread) finding(c shareCurve) Infeasibility {
	var refs []StatedRef
	var reasons []StatedText
	for _, l := range w.from {
		why := l.because()
		refs = append(refs, why.refs...)
		reasons = append(reasons, why.text)
	}
	finding := Infeasibility{
		Rule: RuleMemberBounds, Severity: StatedConflict,
		Statements: append(append(refs, c.floor.refs...), c.ceiling.refs...),
		Bound:      "≥ " + percent(w.largest, false).EN + ", ≤ " + percent(w.smallest, true).EN,
		Message: say("%s, so the largest %s holds at least %s and the smallest at most %s, which is a wider spread than from %s to %s.",
			"%s，因此最大的%s至少占%s、最小的至多占%s，差距超出%s至%s的范围。", join(reasons), members(c.key.axis, 1),
			percent(w.largest, false), percent(w.smallest, true), amount(c.floor.value, false), amount(c.ceiling.value, true)),
	}
	if max(c.floor.evidence, c.ceiling.evidence) == fromRule {
		finding.Rule = RuleMemberCap
	}
	return finding
}

// memberAxes are the axes whose entries are parties or contracts, not classes.
var memberAxes = map[string]bool{
	StatedAxisContract: true, StatedAxisObligor: true, StatedAxisCreditor: true, StatedAxisGroup: true,
}

// checkMemberNames finds one figure that is given for two kinds of members.
// The two shares may agree by chance or because the members are the same; when
// both kinds are equally many the latter is likely and nothing is reported.
func checkMemberNames(r *resolved, found *findings) {
	for i, a := range r.tops {
		for _, b := range r.tops[i+1:] {
			if a.k != b.k || a.key.basis != b.key.basis || a.key.axis == b.key.axis ||
				!memberAxes[a.key.axis] || !memberAxes[b.key.axis] || a.share.disjoint(b.share) || a.share.hi.Cmp(one) >= 0 {
				continue
			}
			refs := []StatedRef{a.ref, b.ref}
			n, nRef, nKnown := r.exactCount(a.key.axis, a.key.of)
			m, mRef, mKnown := r.exactCount(b.key.axis, b.key.of)
			if nKnown && mKnown {
				if n == m {
					continue
				}
				refs = append(refs, nRef, mRef)
			}
			found.add(Infeasibility{
				Rule: RuleMemberNames, Severity: StatedDoubtful, Statements: refs,
				Message: say("the share of the %d largest is given for %s (%s %%) and for %s (%s %%).",
					"前%d大占比既按%s披露（%s%%），又按%s披露（%s%%）。",
					a.k, members(a.key.axis, 2), a.ref.Printed, members(b.key.axis, 2), b.ref.Printed),
				Explanation: say("both hold only if the largest %s are also the largest %s, one each", "仅当最大的%s与最大的%s一一对应时两者才同时成立",
					members(a.key.axis, 2), members(b.key.axis, 2)),
			})
		}
	}
}

// checkMixedMembers finds distributions of those who owe and of others side by
// side: industries of the debtors, say, and regions of the suppliers.
func checkMixedMembers(r *resolved, found *findings) {
	var refs []StatedRef
	var owing, others string
	look := func(of string, ref StatedRef) {
		switch of {
		case "", StatedAxisContract, StatedAxisRight, StatedAxisBundle:
			return // no parties
		case StatedAxisObligor, StatedAxisGroup:
			owing = of
		default:
			others = of
		}
		refs = append(refs, ref)
	}
	for _, t := range r.tops {
		look(t.key.of, t.ref)
	}
	for _, p := range r.partitions {
		look(p.key.of, p.ref)
	}
	if owing == "" || others == "" {
		return
	}
	found.add(Infeasibility{
		Rule: RuleMixedMembers, Severity: StatedDoubtful, Statements: refs,
		Message: say("some distributions are over the %s, others over the %s.", "部分分布按%s统计，部分按%s统计。",
			members(owing, 2), members(others, 2)),
		Explanation: say("each figure must be read with its own members; only those of the parties who owe say anything about diversification of credit risk",
			"各数值须按各自口径理解，仅按付款义务人统计的数值反映信用风险分散程度"),
	})
}
