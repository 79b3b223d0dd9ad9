package concentration

import (
	"math/big"
	"slices"
	"strings"
)

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
	if !slices.ContainsFunc(p.buckets, func(b resolvedBucket) bool { return b.stated }) {
		return
	}
	byLow, byHigh := slices.Clone(p.buckets), slices.Clone(p.buckets)
	slices.SortStableFunc(byLow, func(a, b resolvedBucket) int { return b.share.lo.Cmp(a.share.lo) })
	slices.SortStableFunc(byHigh, func(a, b resolvedBucket) int { return b.share.hi.Cmp(a.share.hi) })
	low := prefixSums(byLow, func(b resolvedBucket) *big.Rat { return b.share.lo })
	high := prefixSums(byHigh, func(b resolvedBucket) *big.Rat { return b.share.hi })
	for k := 1; k <= m; k++ {
		c.lower = append(c.lower, p.bound(k, low[k], func() reason {
			if k == 1 {
				return reason{statedRefs(byLow[:1]), say("the largest of the listed shares is at least %s", "所列最大的占比至少为%s", percent(low[1], false))}
			}
			return reason{statedRefs(byLow[:k]), say("the %d largest of the listed shares add up to at least %s", "所列最大的%d项占比合计至少为%s", k, percent(low[k], false))}
		}))
	}
	if c.key.overlapping() {
		return // the shares do not add up to a known whole
	}
	if p.complete {
		c.endAt(m, fromArithmetic, countReason(p.key.axis, m, p.ref))
	}
	unlisted, countRefs, known := p.unlisted(r)
	whole := known && unlisted == 0
	allRefs := func() []StatedRef { return append(statedRefs(p.buckets), countRefs...) }
	for k := 1; k <= m; k++ {
		most := less(low[m], low[k])
		if high[k].Cmp(most) < 0 {
			most = high[k]
			if other := less(low[m], low[k-1]); !whole && other.Cmp(most) > 0 {
				most = other
			}
		}
		c.upper = append(c.upper, p.bound(k, most, func() reason {
			return reason{allRefs(), say("the listed shares leave at most %s to %s", "按所列占比，%[2]s至多占%[1]s", percent(most, true), topName(p.key.axis, k))}
		}))
		if whole {
			least := less(high[m], high[k])
			c.lower = append(c.lower, p.bound(k, least, func() reason {
				return reason{allRefs(), say("the listed shares leave at least %s to %s", "按所列占比，%[2]s至少占%[1]s", percent(least, false), topName(p.key.axis, k))}
			}))
		}
	}
	if known && !whole {
		if rest := less(high[m], high[0]); rest.Sign() > 0 {
			c.addUnlisted(p, byLow, low, unlisted, rest, allRefs)
		}
		c.addSmallest(p, byHigh, unlisted, countRefs)
	}
}

// bound makes a bound that rests on the table.
func (p resolvedPartition) bound(k int, share *big.Rat, because func() reason) curveBound {
	return curveBound{k: k, share: share, evidence: fromBuckets, table: p.ref.Path, because: because}
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
func (p resolvedPartition) filled() []resolvedBucket {
	return slices.DeleteFunc(slices.Clone(p.buckets), func(b resolvedBucket) bool {
		return b.share.lo.Sign() == 0 && (b.contracts == nil || *b.contracts == 0)
	})
}

// addUnlisted bounds the curve from below by what unlisted buckets must hold:
// the rest, at its flattest. Listed shares above the average of the unlisted
// come first, then all unlisted at once, then the other listed shares; the
// hull fills in what lies between.
func (c *shareCurve) addUnlisted(p resolvedPartition, byLow []resolvedBucket, low []*big.Rat, unlisted int, rest *big.Rat, allRefs func() []StatedRef) {
	average := new(big.Rat).Quo(rest, big.NewRat(int64(unlisted), 1))
	first := 0
	for first < len(byLow) && byLow[first].share.lo.Cmp(average) > 0 {
		first++
	}
	for k := first; k <= len(byLow); k++ {
		share := new(big.Rat).Add(low[k], rest)
		c.lower = append(c.lower, p.bound(k+unlisted, share, func() reason {
			return reason{allRefs(), say("%d listed and %d other %s hold at least %s", "所列%d个与未列%d个%s合计至少占%s",
				k, unlisted, members(p.key.axis, k+unlisted), percent(share, false))}
		}))
	}
}

// addSmallest bounds the curve from below at its far end: the j smallest of n
// buckets hold at most what any j listed ones do, so s(n−j) ≥ 1 − the sum of
// the j smallest u.
func (c *shareCurve) addSmallest(p resolvedPartition, byHigh []resolvedBucket, unlisted int, countRefs []StatedRef) {
	sorted := p
	sorted.buckets = byHigh
	filled := sorted.filled()
	slices.Reverse(filled)
	sums := prefixSums(filled, func(b resolvedBucket) *big.Rat { return b.share.hi })
	for j := 1; j <= len(filled); j++ {
		k, rest := len(filled)+unlisted-j, new(big.Rat).Sub(one, sums[j])
		if k == 0 || rest.Sign() <= 0 {
			continue
		}
		c.lower = append(c.lower, p.bound(k, rest, func() reason {
			return reason{append(statedRefs(filled[:j]), countRefs...), say("the smallest of the listed shares, %d of them, leave at least %s to %s",
				"所列最小的%d项占比使%[3]s至少占%[2]s", j, percent(rest, false), topName(p.key.axis, k))}
		}))
	}
}

// addBucketContracts bounds the shares of the largest contracts by buckets
// that state both their share and their number of contracts: the c largest
// contracts hold at least as much as any c contracts do. The buckets are taken
// together in the order of share per contract, which gives the sharpest
// bounds; and the contracts outside a bucket hold what it does not.
func (c *shareCurve) addBucketContracts(r *resolved, p resolvedPartition) {
	buckets := slices.DeleteFunc(slices.Clone(p.buckets), func(b resolvedBucket) bool {
		return !b.stated || b.contracts == nil || *b.contracts == 0
	})
	perContract := func(b resolvedBucket) *big.Rat {
		return new(big.Rat).Quo(b.share.lo, big.NewRat(int64(*b.contracts), 1))
	}
	slices.SortStableFunc(buckets, func(a, b resolvedBucket) int { return perContract(b).Cmp(perContract(a)) })
	sums := prefixSums(buckets, func(b resolvedBucket) *big.Rat { return b.share.lo })
	n := 0
	for i, b := range buckets {
		n += *b.contracts
		c.lower = append(c.lower, p.bound(n, sums[i+1], func() reason {
			var names []string
			contracts := 0
			for _, b := range buckets[:i+1] {
				names = append(names, b.name)
				contracts += *b.contracts
			}
			return reason{statedRefs(buckets[:i+1]), say("the %d %s of %s hold at least %s", "%[3]s的%[1]d份%[2]s至少占%[4]s",
				contracts, members(StatedAxisContract, contracts), strings.Join(names, ", "), percent(sums[i+1], false))}
		}))
	}
	total, totalRef, ok := r.exactCount(StatedAxisContract, "")
	if !ok {
		return
	}
	for _, b := range buckets {
		others, rest := total-*b.contracts, new(big.Rat).Sub(one, b.share.hi)
		if others <= 0 {
			continue
		}
		c.lower = append(c.lower, p.bound(others, rest, func() reason {
			return reason{[]StatedRef{b.ref, totalRef}, say("the %d %s outside %s hold at least %s", "%[3]s以外的%[1]d份%[2]s至少占%[4]s",
				others, members(StatedAxisContract, others), b.name, percent(rest, false))}
		}))
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

// statedRefs points at the buckets that have a share.
func statedRefs(buckets []resolvedBucket) []StatedRef {
	var refs []StatedRef
	for _, b := range buckets {
		if b.stated {
			refs = append(refs, b.ref)
		}
	}
	return refs
}
