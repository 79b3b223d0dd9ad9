package concentration

import (
	"cmp"
	"math/big"
	"slices"
)

// The shares of one axis, sorted, make a curve: s(k) is the share of the k
// largest members, for k = 0, 1, ..., n. It starts at s(0) = 0, never falls,
// and rises ever more slowly (it is concave), since each further member is not
// larger than the one before; for a split pool it ends at s(n) = 1.
//
// Everything stated about the shares bounds this curve from below or from
// above at some k. A curve between the bounds exists exactly when the least
// concave curve above the lower bounds nowhere exceeds an upper bound. That
// curve is the upper convex hull of the lower bounds, and the edge of the hull
// over a violated upper bound names the statements that clash.

// evidence is the kind of statement behind a bound. Findings are named after
// the highest kind involved.
type evidence int

const (
	fromArithmetic evidence = iota // s(0) = 0, s(n) = 1
	fromTop
	fromBuckets
	fromGrouping
	fromBounds
	fromRule
)

// curveBound is a bound of the curve at one k.
type curveBound struct {
	k        int
	share    *big.Rat
	evidence evidence
	// because tells what the bound rests on. It is asked only when the bound is
	// part of a clash, because a long table gives many bounds.
	because func() reason
	// table is the path of the partition that the bound comes from.
	table string
	// total is the least total of the pool, for bounds that come from amounts.
	total *big.Rat
}

// reason is what a bound rests on: statements, and a clause that words them,
// without a full stop.
type reason struct {
	refs []StatedRef
	text StatedText
}

// shareCurve holds all bounds of one axis.
type shareCurve struct {
	key   shareKey
	lower []curveBound
	upper []curveBound
	// end is s(n) = 1 with n the largest possible number of members with
	// anything; nil when that is not known.
	end *curveBound
	// floor and ceiling bound the amount of each of exactly this many members.
	floor, ceiling *memberBound
	members        int
}

// memberBound is a bound on the amount of every member.
type memberBound struct {
	value    *big.Rat
	evidence evidence
	refs     []StatedRef
}

// clash is an upper bound that the lower bounds exceed.
type clash struct {
	upper  curveBound
	k      int      // where, after cutting at n
	atMost *big.Rat // the upper bound
	least  *big.Rat // what the lower bounds imply
	lower  []curveBound
	direct bool // implied by one bound at the very k
}

// clashes gives the violated upper bounds, the directly contradicted first.
func (c shareCurve) clashes() []clash {
	hull := c.hull()
	var out []clash
	for _, u := range c.upper {
		k := u.k
		if c.end != nil {
			k = min(k, c.end.k)
		}
		found := clash{upper: u, k: k, atMost: u.share}
		found.least, found.lower, found.direct = c.implied(hull, k)
		if found.least.Cmp(u.share) > 0 {
			out = append(out, found)
		}
	}
	slices.SortStableFunc(out, func(a, b clash) int {
		if a.direct != b.direct {
			if a.direct {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.k, b.k)
	})
	return out
}

// points gives the usable lower bounds: none above the whole (those are
// findings of their own) and none beyond the last member.
func (c shareCurve) points() []curveBound {
	points := []curveBound{{share: new(big.Rat), because: func() reason { return reason{} }}}
	for _, p := range c.lower {
		if !c.key.overlapping() && p.share.Cmp(one) > 0 {
			continue
		}
		if c.end != nil && p.k >= c.end.k {
			if !c.key.overlapping() {
				continue // s(k) = 1 from n on, which the end says already
			}
			p.k = c.end.k
		}
		points = append(points, p)
	}
	if c.end != nil {
		points = append(points, *c.end)
	}
	slices.SortStableFunc(points, func(a, b curveBound) int {
		return cmp.Or(cmp.Compare(a.k, b.k), b.share.Cmp(a.share), cmp.Compare(a.evidence, b.evidence))
	})
	return points
}

// hull gives the vertices of the least concave, never falling curve above the
// lower bounds, up to its highest point.
func (c shareCurve) hull() []curveBound {
	var hull []curveBound
	for _, p := range c.points() {
		if n := len(hull); n > 0 && p.share.Cmp(hull[n-1].share) <= 0 {
			continue // not higher than what stands to the left: the curve does not fall
		}
		for len(hull) >= 2 && !above(hull[len(hull)-2], hull[len(hull)-1], p) {
			hull = hull[:len(hull)-1]
		}
		hull = append(hull, p)
	}
	return hull
}

// above tells whether b lies strictly above the chord from a to c.
func above(a, b, c curveBound) bool {
	left := new(big.Rat).Mul(new(big.Rat).Sub(b.share, a.share), big.NewRat(int64(c.k-a.k), 1))
	right := new(big.Rat).Mul(new(big.Rat).Sub(c.share, a.share), big.NewRat(int64(b.k-a.k), 1))
	return left.Cmp(right) > 0
}

// implied gives the height of the curve at k and the bounds it rests on.
func (c shareCurve) implied(hull []curveBound, k int) (least *big.Rat, from []curveBound, direct bool) {
	i, _ := slices.BinarySearchFunc(hull, k, func(p curveBound, k int) int { return cmp.Compare(p.k, k) })
	var left, right curveBound
	switch {
	case i == len(hull): // beyond the highest bound: flat
		left = hull[i-1]
		return left.share, []curveBound{left}, false
	case hull[i].k == k:
		return hull[i].share, []curveBound{hull[i]}, true
	default:
		left, right = hull[i-1], hull[i]
	}
	slope := new(big.Rat).Sub(right.share, left.share)
	slope.Quo(slope, big.NewRat(int64(right.k-left.k), 1))
	least = slope.Mul(slope, big.NewRat(int64(k-left.k), 1))
	least.Add(least, left.share)
	for _, p := range c.lower {
		if p.k == k && p.share.Cmp(least) == 0 {
			return least, []curveBound{p}, true
		}
	}
	return least, []curveBound{left, right}, false
}

// tooWide tests the spread between the largest and the smallest member: the
// largest holds at least s(1), the smallest at most 1 − s(n−1), both at their
// least on the hull at once, and their ratio is at most ceiling/floor. It
// needs no total; together with the bounds that a total gives it is all that
// floor and ceiling demand, because each of the three pairs of demands on the
// total, taken as an interval, then has a point in common.
func (c shareCurve) tooWide() (wide spread, clashes bool) {
	if c.floor == nil || c.ceiling == nil {
		return spread{}, false
	}
	hull := c.hull()
	largest, fromLargest, _ := c.implied(hull, 1)
	others, fromOthers, _ := c.implied(hull, c.members-1)
	wide = spread{largest: largest, smallest: new(big.Rat).Sub(one, others), from: append(fromLargest, fromOthers...)}
	left := new(big.Rat).Mul(largest, c.floor.value)
	return wide, left.Cmp(new(big.Rat).Mul(wide.smallest, c.ceiling.value)) > 0
}

// spread is what the hull implies for the largest and the smallest member.
type spread struct {
	largest, smallest *big.Rat // at least, at most
	from              []curveBound
}
