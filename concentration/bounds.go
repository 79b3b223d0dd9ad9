package concentration

import (
	"cmp"
	"errors"
	"math"
	"slices"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// Interval is what a figure can be when part of the data is unknown: at least Low, at most High. It is
// a bound, not a confidence interval: nothing is sampled and nothing assumed.
type Interval struct{ Low, High float64 }

// Partial is a pool of which some members are known one by one and the others only together: the five
// largest obligors and the rest, say. Amounts are in any whole unit: minor units, or hundredths of a
// per cent of published shares.
type Partial struct {
	// Known are the amounts of the members that are known, zeros included.
	Known []money.Amount
	// Rest is the sum of the others.
	Rest money.Amount
	// Members is how many share the rest; 0 when it is not known.
	Members int
	// Cap is the most that one of them can hold; 0 when nothing limits it.
	Cap money.Amount
	// KnownAreLargest says that no other holds more than the smallest known member, which is a cap
	// too: the lower of the two counts.
	KnownAreLargest bool
}

// extremes are the most and the least concentrated pools that a Partial can be.
type extremes struct {
	known  []money.Amount // descending
	sum    money.Amount   // of known
	total  money.Amount
	rest   money.Amount
	each   int          // members that share the rest evenly at the least; 0: without limit
	cap    money.Amount // of one of them
	full   int64        // members at the cap at the most
	remain money.Amount // of one more
}

// resolve reports every fault at once, as a *faults.Error: negative amounts, nothing at all, a rest that
// its members cannot hold under the cap.
func (p Partial) resolve() (extremes, error) {
	var list faults.List
	x := extremes{known: slices.Clone(p.Known), rest: p.Rest, each: p.Members, cap: p.Rest}
	for i, a := range p.Known {
		if a < 0 {
			list.Add(faults.Index("known", i), faults.OutOfRange, a, "an amount of 0 or more")
		}
	}
	for _, v := range []struct {
		path  string
		value int64
	}{{"rest", int64(p.Rest)}, {"members", int64(p.Members)}, {"cap", int64(p.Cap)}} {
		if v.value < 0 {
			list.Add(v.path, faults.OutOfRange, v.value, "0 or more")
		}
	}
	if list.Len() > 0 {
		return extremes{}, list.Err()
	}
	slices.SortFunc(x.known, func(a, b money.Amount) int { return cmp.Compare(b, a) })
	var err error
	if x.sum, err = money.Sum(p.Known...); err == nil {
		x.total, err = x.sum.Add(p.Rest)
	}
	switch {
	case err != nil:
		list.Add("known", faults.OutOfRange, "a sum beyond the range of amounts", "amounts that can be added up")
	case x.total == 0:
		list.Add("known", faults.Missing, nil, "an amount above 0, known or in the rest")
	}
	if p.Cap > 0 {
		x.cap = min(x.cap, p.Cap)
	}
	if p.KnownAreLargest && len(x.known) > 0 {
		x.cap = min(x.cap, x.known[len(x.known)-1])
	}
	if list.Len() == 0 && p.Rest > 0 {
		if x.cap == 0 {
			list.Add("rest", faults.Inconsistent, p.Rest, "nothing, because no other member can hold more than 0")
			return extremes{}, list.Err()
		}
		x.full, x.remain = int64(p.Rest/x.cap), p.Rest%x.cap
		needed := x.full
		if x.remain > 0 {
			needed++
		}
		if p.Members > 0 && needed > int64(p.Members) {
			list.Add("members", faults.Inconsistent, p.Members, "more members: none can hold more than "+x.cap.String()+" of the rest")
		}
	}
	return x, list.Err()
}

// HHI gives the bounds of the Herfindahl index, with K the known amounts, R the rest and T their sum:
//
//	low  = (Σ K² + R²/members) / T², the rest in equal parts;
//	       Σ K²/T² when the number of members is not known, a limit for ever more of them
//	high = the rest filled up at the cap, member by member, and what is left in one more.
//
// Both follow from majorisation: of all ways to share the rest, the first is the least and the
// second the most concentrated. The squares of high are added up exactly.
func (p Partial) HHI() (Interval, error) {
	x, err := p.resolve()
	if err != nil {
		return Interval{}, err
	}
	var known wide // at most T² < 2^126
	for _, a := range x.known {
		known, _ = known.plus(product(a, a))
	}
	high, _ := known.plus(product(money.Amount(x.full)*x.cap, x.cap)) // full·cap ≤ R
	high, _ = high.plus(product(x.remain, x.remain))
	low := known.float()
	if x.each > 0 {
		low += float64(x.rest) * float64(x.rest) / float64(x.each)
	}
	t := float64(x.total) * float64(x.total)
	return Interval{low / t, high.float() / t}, nil
}

// EffectiveNumber gives the bounds of the effective number, the reciprocals of those of HHI.
func (p Partial) EffectiveNumber() (Interval, error) {
	h, err := p.HHI()
	if err != nil {
		return Interval{}, err
	}
	return Interval{1 / h.High, 1 / h.Low}, nil
}

// TopShare gives the bounds of the share of the k largest members: the rest in equal parts at the least
// (where the number of members is not known, in parts too small to count), filled up at the cap at
// the most. A negative k gives NaN.
func (p Partial) TopShare(k int) (Interval, error) {
	x, err := p.resolve()
	if err != nil {
		return Interval{}, err
	}
	if k < 0 {
		return Interval{math.NaN(), math.NaN()}, nil
	}
	t := float64(x.total)
	return Interval{x.leastTop(k) / t, float64(x.mostTop(k)) / t}, nil
}

// leastTop is the sum of the k largest when the rest lies in equal parts.
func (x extremes) leastTop(k int) float64 {
	var sum money.Amount
	taken := 0
	for _, a := range x.known {
		// a ≥ R/members, without the division
		if taken == k || x.each > 0 && product(a, int64(x.each)).cmp(wide{0, uint64(x.rest)}) < 0 {
			break
		}
		sum += a
		taken++
	}
	if x.each == 0 {
		return float64(sum)
	}
	if left := k - taken; left < x.each {
		return float64(sum) + float64(x.rest)*float64(left)/float64(x.each)
	}
	sum += x.rest
	for _, a := range x.known[taken:min(len(x.known), k-x.each)] {
		sum += a
	}
	return float64(sum)
}

// mostTop is the sum of the k largest when the rest is filled up at the cap.
func (x extremes) mostTop(k int) money.Amount {
	var sum money.Amount
	above := 0 // known members that come before those at the cap
	for above < len(x.known) && x.known[above] >= x.cap {
		above++
	}
	for _, a := range x.known[:min(k, above)] {
		sum += a
	}
	k -= min(k, above)
	full := min(int64(k), x.full)
	sum += x.cap * money.Amount(full)
	k -= int(full)
	return sum + sumLargest(append(slices.Clone(x.known[above:]), x.remain), k)
}

// ErrJointBounds is the error of bounds under the allocation JointAndSeveral.
var ErrJointBounds = errors.New("concentration: there are no bounds under joint_and_several, where one contract counts in several buckets")

// UnknownAmount is the amount of the bucket Unknown.
func (e *Exposures) UnknownAmount() money.Amount {
	var sum money.Amount
	for _, a := range e.unknown {
		sum += a
	}
	return sum
}

// HHIBounds gives what the Herfindahl index can be, whatever the amounts in the bucket Unknown belong to:
// at the least every party there, and every contract without one, is a bucket of its own; at the most
// all belong to the largest. The two are equal when nothing is unknown. HHI lies between them.
func (e *Exposures) HHIBounds() (Interval, error) {
	if e.measure.Allocation == JointAndSeveral {
		return Interval{}, ErrJointBounds
	}
	known := e.known()
	var squares wide
	for _, a := range known {
		squares, _ = squares.plus(product(a, a))
	}
	low, high := squares, squares
	var rest money.Amount
	for _, a := range e.unknown {
		low, _ = low.plus(product(a, a))
		rest += a
	}
	largest := money.Amount(0)
	if len(known) > 0 {
		largest = known[0]
	}
	high, _ = high.minus(product(largest, largest)).plus(product(largest+rest, largest+rest))
	t := float64(e.total) * float64(e.total)
	return Interval{low.float() / t, high.float() / t}, nil
}

// TopBounds gives what the share of the k largest buckets can be, as HHIBounds.
func (e *Exposures) TopBounds(k int) (Interval, error) {
	if e.measure.Allocation == JointAndSeveral {
		return Interval{}, ErrJointBounds
	}
	low, high := e.topRange(k)
	return Interval{e.Share(low), e.Share(high)}, nil
}

// known gives the amounts of the buckets that are known, largest first.
func (e *Exposures) known() []money.Amount {
	list := make([]money.Amount, 0, len(e.entries))
	for _, v := range e.entries {
		if v.Key != Unknown {
			list = append(list, v.Amount)
		}
	}
	return list
}

// topRange gives the least and the most that the k largest buckets can hold together.
func (e *Exposures) topRange(k int) (low, high money.Amount) {
	known := e.known()
	if k <= 0 {
		return 0, 0
	}
	high = sumLargest(known, k) + e.UnknownAmount()
	if e.measure.Allocation == JointAndSeveral {
		// Two obligors of one contract in one bucket carry it once, so apart is not the least.
		return max(sumLargest(known, k), sumLargest(e.unknown, 1)), high
	}
	return sumLargest(slices.Concat(known, e.unknown), k), high
}

// countRange gives the least and the most buckets with an amount above zero that there can be.
func (e *Exposures) countRange() (low, high int) {
	for _, a := range e.known() {
		low += occupies(a)
	}
	high = low
	for _, a := range e.unknown {
		high += occupies(a)
	}
	if high > 0 {
		low = max(low, 1)
	}
	return low, high
}
