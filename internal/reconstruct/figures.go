package reconstruct

import (
	"fmt"
	"math/bits"

	"github.com/ipabs/ipabs/calendar"
)

// figures looks up the figures of a case as search targets and whole numbers, and keeps the first
// fault.
type figures struct {
	from Case
	err  error
}

func (f *figures) find(id string) Figure {
	v, err := f.from.Figure(id)
	if err != nil && f.err == nil {
		f.err = err
	}
	return v
}

// target gives a share or a term: shares in parts of the pool, terms in months.
func (f *figures) target(id string) target { return f.targetTo(id, "") }

// targetTo is target with further digits behind the printed ones, to be met too.
func (f *figures) targetTo(id, digits string) target {
	v := f.find(id)
	v.Printed += digits
	unit := int64(1)
	if v.Unit == UnitPercent {
		unit = 100
	}
	t, err := printedTarget(v.Printed, unit)
	if err != nil && f.err == nil {
		f.err = fmt.Errorf("reconstruct: %s of %s: %w", id, f.from.ID, err)
	}
	return t
}

// whole gives an amount in units of so many yuan, or a count.
func (f *figures) whole(id string, unit int64) int64 {
	v := f.find(id).Value()
	if f.err == nil && (!v.IsInt() || v.Num().Int64()%unit != 0) {
		f.err = fmt.Errorf("reconstruct: %s of %s, %s, is no whole number of %d", id, f.from.ID, v.FloatString(2), unit)
	}
	return v.Num().Int64() / unit
}

// monthsBetween is calendar.MonthsBetween in units of 1/scale months.
func monthsBetween(from, to calendar.Date) int64 {
	m := calendar.MonthsBetween(from, to)
	return m.Num * scale / m.Den
}

// mean is the weighted mean of values that are not negative, rounded down. It sums in 128 bits.
func mean(values, weights []int64) int64 {
	var high, low, sum uint64
	for i, v := range values {
		h, l := bits.Mul64(uint64(v), uint64(weights[i]))
		var carry uint64
		low, carry = bits.Add64(low, l, 0)
		high += h + carry
		sum += uint64(weights[i])
	}
	quotient, _ := bits.Div64(high, low, sum)
	return int64(quotient)
}

// ones is a list of n weights of one, for simple means.
func ones(n int) []int64 {
	w := make([]int64, n)
	for i := range w {
		w[i] = 1
	}
	return w
}

// top is the sum of the k largest amounts.
func top(amounts []int64, k int) int64 {
	best := make([]int64, k)
	for _, a := range amounts {
		for j := range best {
			if a > best[j] {
				a, best[j] = best[j], a
			}
		}
	}
	var sum int64
	for _, a := range best {
		sum += a
	}
	return sum
}

// shortfall says by how much a value falls short of a bound, as a share of it in units of 1/scale.
// A bound of 0 or less asks for nothing.
func shortfall(value, bound int64) int64 {
	if value >= bound || bound <= 0 {
		return 0
	}
	high, low := bits.Mul64(uint64(bound-value), scale)
	share, _ := bits.Div64(high, low, uint64(bound))
	return int64(share)
}
