package concentration

import (
	"math/big"
	"slices"
)

// curve gathers all bounds on the shares of one axis.
func (r *resolved) curve(key shareKey) shareCurve {
	c := shareCurve{key: key}
	if n, ref, ok := r.exactCount(key.axis, key.of); ok {
		c.endAt(n, fromArithmetic, countReason(key.axis, n, ref))
	}
	if key.overlapping() {
		c.upper = append(c.upper, curveBound{k: 1, share: one, because: func() reason {
			return reason{text: say("no %s can carry more than the pool", "单个%s不可能超过资产池总额", members(key.axis, 1))}
		}})
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
func (c *shareCurve) endAt(n int, from evidence, because func() reason) {
	if c.end == nil || n < c.end.k {
		c.end = &curveBound{k: n, share: one, evidence: from, because: because}
	}
}

func countReason(axis string, n int, ref StatedRef) func() reason {
	return func() reason {
		if n == 1 {
			return reason{[]StatedRef{ref}, say("there is 1 %s", "仅有1个%s", members(axis, 1))}
		}
		return reason{[]StatedRef{ref}, say("there are %d %s", "共有%d个%s", n, members(axis, n))}
	}
}

func (c *shareCurve) addTop(t resolvedTop) {
	refs := []StatedRef{t.ref}
	c.lower = append(c.lower, curveBound{k: t.k, share: t.share.lo, evidence: fromTop, because: func() reason {
		return reason{refs, say("%s %s %%", "%s占%s%%", largest(t.key.axis, t.k), t.ref.Printed)}
	}})
	c.upper = append(c.upper, curveBound{k: t.k, share: t.share.hi, evidence: fromTop, because: func() reason {
		if t.k == 1 {
			return reason{refs, say("%s %% is printed for the largest", "最大1个披露为%s%%", t.ref.Printed)}
		}
		return reason{refs, say("%s %% is printed for the %d largest", "前%[2]d大披露为%[1]s%%", t.ref.Printed, t.k)}
	}})
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
	counted = counted && !c.key.overlapping()
	if counted {
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
	refs := slices.Concat([]StatedRef{b.ref}, totalRefs)
	if b.high != nil {
		share := new(big.Rat).Quo(b.high, total.lo)
		c.upper = append(c.upper, curveBound{k: 1, share: share, evidence: from, total: total.lo, because: func() reason {
			if b.rule != "" {
				return reason{refs, say("%s allows no %s more than %s of a total of at least %s, which is %s", "%s规定单个%s不得超过%s，而总额至少为%s，即至多%s",
					b.rule, members(b.key.axis, 1), amount(b.high, true), amount(total.lo, false), percent(share, true))}
			}
			return reason{refs, say("no %s has more than %s of a total of at least %s, which is %s", "单个%s不超过%s，而总额至少为%s，即至多%s",
				members(b.key.axis, 1), amount(b.high, true), amount(total.lo, false), percent(share, true))}
		}})
	}
	if b.low != nil && counted {
		rest := new(big.Rat).Sub(one, new(big.Rat).Quo(b.low, total.hi))
		c.upper = append(c.upper, curveBound{k: n - 1, share: rest, evidence: from, because: func() reason {
			return reason{slices.Concat(refs, []StatedRef{countRef}), say("the smallest has at least %s of a total of at most %s, which leaves at most %s to the others",
				"最小者至少为%s，而总额至多为%s，其余合计至多%s", amount(b.low, false), amount(total.hi, true), percent(rest, true))}
		}})
	}
}

// parent gives the axis whose members the buckets of key group, and the
// statements that say so.
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
	carried := func(because func() reason) func() reason {
		return func() reason {
			why := because()
			grouping := say("each %s lies in one %s", "每个%s归入一个%s", members(key.axis, 1), members(c.key.axis, 1))
			return reason{slices.Concat(why.refs, refs), join([]StatedText{why.text, grouping})}
		}
	}
	for _, p := range parent.lower {
		p.evidence, p.because = max(p.evidence, fromGrouping), carried(p.because)
		c.lower = append(c.lower, p)
	}
	if parent.end != nil {
		c.endAt(parent.end.k, parent.end.evidence, carried(parent.end.because))
	}
}
