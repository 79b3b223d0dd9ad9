package concentration

import (
	"fmt"
	"math/big"
	"strconv"
)

// stated is one value of a quantity that has one value in one pool.
type stated struct {
	quantity string
	name     StatedText
	ref      StatedRef
	value    span
	isRange  bool
	// excuse is how two values can both be right after all.
	excuse StatedText
}

// quantities lists every stated value with the quantity it is a value of.
func (r *resolved) quantities() []stated {
	var list []stated
	for _, c := range r.counts {
		value := exactly(new(big.Rat).SetInt64(int64(c.Count)))
		if c.Open { // "or more": no upper end, written as the largest stated count
			value.hi = r.largestCount()
		}
		list = append(list, stated{
			quantity: fmt.Sprintf("count %q %q", c.Axis, c.Of), ref: c.ref, value: value,
			name: say("the number of %s", "%s数量", members(c.Axis, 2)),
		})
	}
	for _, t := range r.tops {
		list = append(list, stated{
			quantity: fmt.Sprintf("top %q %d", t.key, t.k), ref: t.ref, value: t.share, isRange: t.isRange,
			name: say("the share of %s", "%s占比", topName(t.key.axis, t.k)),
		})
	}
	for _, p := range r.partitions {
		for _, b := range p.buckets {
			if b.stated {
				list = append(list, stated{
					quantity: fmt.Sprintf("share %q %q", p.key, b.name), ref: b.ref, value: b.share, isRange: b.isRange,
					name: say("the share of %q", "“%s”占比", b.name),
				})
			}
			if b.contracts != nil {
				ref := b.ref
				ref.Printed = strconv.Itoa(*b.contracts) // not the share, which ref shows elsewhere
				list = append(list, stated{
					quantity: fmt.Sprintf("contracts %q %q", p.key, b.name), ref: ref,
					value: exactly(big.NewRat(int64(*b.contracts), 1)),
					name:  say("the number of contracts of %q", "“%s”的合同数量", b.name),
				})
			}
		}
	}
	for _, t := range r.totals {
		list = append(list, stated{
			quantity: fmt.Sprintf("total %q", t.basis), ref: t.ref, value: t.value, isRange: t.isRange,
			name: StatedText{"the pool's total", "资产池总额"},
		})
	}
	for _, t := range r.terms {
		term := stated{
			quantity: fmt.Sprintf("term %q %q %q", t.Term, t.Stat, t.Weight), ref: t.ref, value: t.months,
			isRange: t.Value.IsRange(), name: t.called(),
		}
		if t.Stat == StatAverage && t.Weight == "" {
			term.excuse = say("one of the averages may be weighted by balance and the other not", "两个平均值可能一个按余额加权、另一个未加权")
		}
		list = append(list, term)
	}
	for _, t := range r.tenors {
		if t.class != "" {
			list = append(list, stated{
				quantity: fmt.Sprintf("tenor %q", t.class), ref: t.ref, value: exactly(t.months),
				name: say("the tenor of %s", "%s的期限", t.class),
			})
		}
	}
	return list
}

func (r *resolved) largestCount() *big.Rat {
	n := 0
	for _, c := range r.counts {
		n = max(n, c.Count)
	}
	return new(big.Rat).SetInt64(int64(n))
}

func topName(axis string, k int) StatedText {
	if k == 1 {
		return say("the largest %s", "最大的1个%s", members(axis, 1))
	}
	return say("the %d largest %s", "最大的%d个%s", k, members(axis, k))
}

// checkTwoValues finds quantities stated twice with values that do not
// overlap. Intervals on a line have a point in common exactly when the
// largest lower end is not above the smallest upper end.
func checkTwoValues(r *resolved, found *findings) {
	var groups [][]stated // in the order in which the quantities appear
	place := map[string]int{}
	for _, s := range r.quantities() {
		i, seen := place[s.quantity]
		if !seen {
			i = len(groups)
			place[s.quantity] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], s)
	}
	for _, group := range groups {
		first := group[0]
		lo, hi := first.value.lo, first.value.hi
		refs := []StatedRef{first.ref}
		for _, other := range group[1:] {
			refs = append(refs, other.ref)
			if other.value.lo.Cmp(lo) > 0 {
				lo = other.value.lo
			}
			if other.value.hi.Cmp(hi) < 0 {
				hi = other.value.hi
			}
		}
		if lo.Cmp(hi) <= 0 {
			continue
		}
		var printed string
		for i, ref := range refs {
			if i > 0 {
				printed += ", "
			}
			printed += ref.Printed
		}
		finding := Infeasibility{
			Rule: RuleTwoValues, Severity: StatedConflict, Statements: refs, Explanation: first.excuse,
			Message: say("%s is stated with values that exclude each other: %s.", "%s出现互相矛盾的数值：%s。", first.name, printed),
		}
		if first.excuse != (StatedText{}) {
			finding.Severity = StatedDoubtful
		}
		found.add(finding)
	}
}

// checkRanges finds ranges printed for single figures.
func checkRanges(r *resolved, found *findings) {
	for _, s := range r.quantities() {
		if !s.isRange {
			continue
		}
		found.add(Infeasibility{
			Rule: RuleRangeAsValue, Severity: StatedConflict, Statements: []StatedRef{s.ref},
			Message: say("%s is printed as a range, %s, but one pool has one value at one date: it cannot have both ends.",
				"%s以区间%s披露，而同一资产池在同一日期只有一个数值，不可能同时取两端。", s.name, s.ref.Printed),
		})
	}
}
