package concentration

import (
	"math/big"
	"slices"
	"strings"
)

// curve gathers all bounds on the shares of one axis.
func (r *resolved) curve(key shareKey) shareCurve {
	c := shareCurve{key: key}
	if n, ref, ok := r.exactCount(key.axis, key.of); ok {
		c.endAt(n, fromArithmetic, []StatedRef{ref}, countClause(key.axis, n))
	}
	if key.overlapping() {
		c.upper = append(c.upper, curveBound{k: 1, share: one,
			text: say("no %s can carry more than the pool", "单个%s不可能超过资产池总额", members(key.axis, 1))})
	}
	for _, t := range r.tops {
		if t.key == key {
			c.addTop(t)
		}
	}
	for _, p := range r.partitions {
		if p.key == key {
			c.addPartition(r, p)
		}
		if key.axis == StatedAxisContract && key.of == "" && p.key.axis != StatedAxisContract && p.key.basis == key.basis && !p.key.overlapping() {
			c.addBucketContracts(r, p)
		}
	}
	for _, b := range r.bounds {
		if b.key == key {
			c.addBounds(r, b)
		}
	}
	r.addGrouped(&c)
	return c
}

// endAt records that there are at most n members with anything.
func (c *shareCurve) endAt(n int, from evidence, refs []StatedRef, text StatedText) {
	if c.end == nil || n < c.end.k {
		c.end = &curveBound{k: n, share: one, evidence: from, refs: refs, text: text}
	}
}

func countClause(axis string, n int) StatedText {
	if n == 1 {
		return say("there is 1 %s", "仅有1个%s", members(axis, 1))
	}
	return say("there are %d %s", "共有%d个%s", n, members(axis, n))
}

func (c *shareCurve) addTop(t resolvedTop) {
	refs := []StatedRef{t.ref}
	c.lower = append(c.lower, curveBound{k: t.k, share: t.share.lo, evidence: fromTop, refs: refs,
		text: say("%s %s %%", "%s占%s%%", largest(t.key.axis, t.k), t.ref.Printed)})
	text := say("%s %% is printed for the %d largest", "前%[2]d大披露为%[1]s%%", t.ref.Printed, t.k)
	if t.k == 1 {
		text = say("%s %% is printed for the largest", "最大1个披露为%s%%", t.ref.Printed)
	}
	c.upper = append(c.upper, curveBound{k: t.k, share: t.share.hi, evidence: fromTop, refs: refs, text: text})
}

// addPartition turns the shares of named buckets into bounds. With l and u the
// lower and upper ends of the listed shares, m of them:
//
//	s(k) ≥ sum of the k largest l,
//	s(k) ≤ 1 − sum of the m−k smallest l, since at least m−k listed buckets are not among the k largest,
//
// and when the k largest are all listed ones also
//
//	s(k) ≤ sum of the k largest u.
//
// In a table that lists every bucket they are, and s(k) ≥ 1 − sum of the m−k
// smallest u too. Otherwise one of the k largest may be an unlisted bucket;
// then m−k+1 listed ones are not among them. When there are at most v unlisted
// buckets, the j largest of these hold at least j/v of what the listed leave.
func (c *shareCurve) addPartition(r *resolved, p resolvedPartition) {
	m := len(p.buckets)
	refs := usedRefs(p.buckets)
	if len(refs) == 0 {
		return
	}
	byLow, byHigh := slices.Clone(p.buckets), slices.Clone(p.buckets)
	slices.SortStableFunc(byLow, func(a, b resolvedBucket) int { return b.share.lo.Cmp(a.share.lo) })
	slices.SortStableFunc(byHigh, func(a, b resolvedBucket) int { return b.share.hi.Cmp(a.share.hi) })
	low, high := prefixSums(byLow, func(b resolvedBucket) *big.Rat { return b.share.lo }), prefixSums(byHigh, func(b resolvedBucket) *big.Rat { return b.share.hi })
	for k := 1; k <= m; k++ {
		c.lower = append(c.lower, curveBound{k: k, share: low[k], evidence: fromBuckets, refs: usedRefs(byLow[:k]), table: p.ref.Path,
			text: say("the %d largest of the listed shares add up to at least %s", "所列最大的%d项占比合计至少为%s", k, percent(low[k], false))})
	}
	if c.key.overlapping() {
		return // the shares do not add up to a known whole
	}
	if p.complete {
		c.endAt(m, fromArithmetic, []StatedRef{p.ref}, countClause(p.key.axis, m))
	}
	unlisted, countRefs, known := p.unlisted(r)
	refs = append(refs, countRefs...)
	whole := known && unlisted == 0
	for k := 1; k <= m; k++ {
		most := less(low[m], low[k])
		if high[k].Cmp(most) < 0 {
			most = high[k]
			if other := less(low[m], low[k-1]); !whole && other.Cmp(most) > 0 {
				most = other
			}
		}
		c.upper = append(c.upper, curveBound{k: k, share: most, evidence: fromBuckets, refs: refs, table: p.ref.Path,
			text: say("the listed shares leave at most %s to the %d largest", "按所列占比，最大的%[2]d个至多为%[1]s", percent(most, true), k)})
		if whole {
			least := less(high[m], high[k])
			c.lower = append(c.lower, curveBound{k: k, share: least, evidence: fromBuckets, refs: refs, table: p.ref.Path,
				text: say("the listed shares leave at least %s to the %d largest", "按所列占比，最大的%[2]d个至少为%[1]s", percent(least, false), k)})
		}
	}
	if rest := less(high[m], high[0]); known && unlisted > 0 && rest.Sign() > 0 {
		c.addUnlisted(p, byLow, low, unlisted, rest, refs)
	}
}

// unlisted gives the largest possible number of filled buckets that a table
// does not list; a listed bucket that may be empty need not be among those
// that were counted.
func (p resolvedPartition) unlisted(r *resolved) (n int, refs []StatedRef, known bool) {
	if p.complete {
		return 0, nil, true
	}
	count, ref, ok := r.exactCount(p.key.axis, p.key.of)
	if !ok {
		return 0, nil, false
	}
	return max(0, count-len(p.filled())), []StatedRef{ref}, true
}

// filled gives the buckets that certainly hold something.
func (p resolvedPartition) filled() []StatedRef {
	var refs []StatedRef
	for _, b := range p.buckets {
		if b.share.lo.Sign() > 0 || b.contracts != nil && *b.contracts > 0 {
			refs = append(refs, b.ref)
		}
	}
	return refs
}

// addUnlisted bounds the curve from below by what unlisted buckets must hold:
// the rest, at its flattest. Listed shares above the average of the unlisted
// come first, then all unlisted at once, then the other listed shares; the
// hull fills in what lies between.
func (c *shareCurve) addUnlisted(p resolvedPartition, byLow []resolvedBucket, low []*big.Rat, unlisted int, rest *big.Rat, refs []StatedRef) {
	average := new(big.Rat).Quo(rest, big.NewRat(int64(unlisted), 1))
	first := 0
	for first < len(byLow) && byLow[first].share.lo.Cmp(average) > 0 {
		first++
	}
	for k := first; k <= len(byLow); k++ {
		share := new(big.Rat).Add(low[k], rest)
		c.lower = append(c.lower, curveBound{k: k + unlisted, share: share, evidence: fromBuckets, refs: refs, table: p.ref.Path,
			text: say("%d listed and %d other %s hold at least %s", "所列%d个与未列%d个%s合计至少占%s", k, unlisted, members(p.key.axis, k+unlisted), percent(share, false))})
	}
}

// prefixSums gives the sums of the first 0, 1, ..., n values.
func prefixSums(buckets []resolvedBucket, value func(resolvedBucket) *big.Rat) []*big.Rat {
	sums := []*big.Rat{new(big.Rat)}
	for i, b := range buckets {
		sums = append(sums, new(big.Rat).Add(sums[i], value(b)))
	}
	return sums
}

// less is 1 − (all − first): the whole less the sum of the others.
func less(all, first *big.Rat) *big.Rat {
	others := new(big.Rat).Sub(all, first)
	return others.Sub(one, others)
}

func usedRefs(buckets []resolvedBucket) []StatedRef {
	var refs []StatedRef
	for _, b := range buckets {
		if b.stated {
			refs = append(refs, b.ref)
		}
	}
	return refs
}

// addBucketContracts bounds the shares of the largest contracts by buckets
// that state both their share and their number of contracts: the c largest
// contracts hold at least as much as any c contracts do. The buckets are taken
// together in the order of share per contract, which gives the sharpest
// bounds; and the contracts outside a bucket hold what it does not.
func (c *shareCurve) addBucketContracts(r *resolved, p resolvedPartition) {
	var buckets []resolvedBucket
	for _, b := range p.buckets {
		if b.stated && b.contracts != nil && *b.contracts > 0 {
			buckets = append(buckets, b)
		}
	}
	perContract := func(b resolvedBucket) *big.Rat {
		return new(big.Rat).Quo(b.share.lo, big.NewRat(int64(*b.contracts), 1))
	}
	slices.SortStableFunc(buckets, func(a, b resolvedBucket) int { return perContract(b).Cmp(perContract(a)) })
	sum, contracts := new(big.Rat), 0
	var names []string
	for i, b := range buckets {
		sum = new(big.Rat).Add(sum, b.share.lo)
		contracts += *b.contracts
		names = append(names, b.name)
		c.lower = append(c.lower, curveBound{k: contracts, share: sum, evidence: fromBuckets, refs: usedRefs(buckets[:i+1]), table: p.ref.Path,
			text: say("the %d %s of %s hold at least %s", "%[3]s的%[1]d份%[2]s至少占%[4]s", contracts, members(StatedAxisContract, contracts), strings.Join(names, ", "), percent(sum, false))})
	}
	total, totalRef, ok := r.exactCount(StatedAxisContract, "")
	if !ok {
		return
	}
	for _, b := range buckets {
		others := total - *b.contracts
		if others <= 0 {
			continue
		}
		rest := new(big.Rat).Sub(one, b.share.hi)
		c.lower = append(c.lower, curveBound{k: others, share: rest, evidence: fromBuckets, refs: []StatedRef{b.ref, totalRef}, table: p.ref.Path,
			text: say("the %d %s outside %s hold at least %s", "%[3]s以外的%[1]d份%[2]s至少占%[4]s", others, members(StatedAxisContract, others), b.name, percent(rest, false))})
	}
}

// addBounds turns bounds on the amount of every member into bounds on shares.
// Because the curve is concave, a cap on every member is a cap on s(1), and a
// floor under every member is a floor under the last one, 1 − s(n−1).
func (c *shareCurve) addBounds(r *resolved, b resolvedBounds) {
	from := fromBounds
	if b.rule != "" {
		from = fromRule
	}
	n, countRef, counted := r.exactCount(b.key.axis, b.key.of)
	if counted && !c.key.overlapping() {
		// The number must be exact: a member that does not exist has no floor.
		c.members = n
		if b.low != nil && (c.floor == nil || b.low.Cmp(c.floor.value) > 0) {
			c.floor = &memberBound{b.low, from, []StatedRef{b.ref, countRef}}
		}
		if b.high != nil && (c.ceiling == nil || b.high.Cmp(c.ceiling.value) < 0) {
			c.ceiling = &memberBound{b.high, from, []StatedRef{b.ref, countRef}}
		}
	}
	total, totalRefs, ok := r.total(b.key.basis)
	if !ok || total.lo.Sign() == 0 {
		return
	}
	refs := append([]StatedRef{b.ref}, totalRefs...)
	if b.high != nil {
		share := new(big.Rat).Quo(b.high, total.lo)
		text := say("no %s has more than %s of a total of at least %s, which is %s", "单个%s不超过%s，而总额至少为%s，即至多%s",
			members(b.key.axis, 1), amount(b.high, true), amount(total.lo, false), percent(share, true))
		if b.rule != "" {
			text = say("%s allows no %s more than %s of a total of at least %s, which is %s", "%s规定单个%s不得超过%s，而总额至少为%s，即至多%s",
				b.rule, members(b.key.axis, 1), amount(b.high, true), amount(total.lo, false), percent(share, true))
		}
		c.upper = append(c.upper, curveBound{k: 1, share: share, evidence: from, refs: refs, text: text, total: total.lo})
	}
	if b.low != nil && counted && !c.key.overlapping() {
		rest := new(big.Rat).Sub(one, new(big.Rat).Quo(b.low, total.hi))
		c.upper = append(c.upper, curveBound{k: n - 1, share: rest, evidence: from, refs: append(slices.Clone(refs), countRef),
			text: say("the smallest has at least %s of a total of at most %s, which leaves at most %s to the others",
				"最小者至少为%s，而总额至多为%s，其余合计至多%s", amount(b.low, false), amount(total.hi, true), percent(rest, true))})
	}
}

// parent gives the axis whose members the buckets of key group, and why.
func (r *resolved) parent(key shareKey) (parent shareKey, refs []StatedRef, ok bool) {
	if key.overlapping() {
		return shareKey{}, nil, false // two jointly liable members merge into less than their sum
	}
	parent = shareKey{basis: key.basis, allocation: key.allocation}
	switch {
	case key.of != "":
		parent.axis = key.of
	case key.axis == StatedAxisGroup:
		parent.axis = StatedAxisObligor
	case key.axis == StatedAxisObligor:
		coSigners, ref, known := r.exactCount(StatedAxisCoSigner, "")
		if !known || coSigners > 0 {
			return shareKey{}, nil, false
		}
		parent.axis, refs = StatedAxisContract, []StatedRef{ref}
	default:
		return shareKey{}, nil, false
	}
	if parent.axis == StatedAxisContract {
		parent.allocation = ""
	}
	return parent, refs, true
}

// addGrouped carries the lower bounds and the number of members over from the
// axis that is grouped: the buckets of the k largest members are at most k
// buckets and hold at least as much.
func (r *resolved) addGrouped(c *shareCurve) {
	key, refs, ok := r.parent(c.key)
	if !ok {
		return
	}
	parent := r.curve(key)
	why := say("each %s lies in one %s", "每个%s归入一个%s", members(key.axis, 1), members(c.key.axis, 1))
	for _, p := range parent.lower {
		p.evidence = max(p.evidence, fromGrouping)
		p.refs = append(slices.Clone(p.refs), refs...)
		p.text = join([]StatedText{p.text, why})
		c.lower = append(c.lower, p)
	}
	if parent.end != nil {
		c.endAt(parent.end.k, parent.end.evidence, append(slices.Clone(parent.end.refs), refs...), join([]StatedText{parent.end.text, why}))
	}
}
