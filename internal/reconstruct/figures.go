package reconstruct

import (
	"fmt"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/internal/reconstruct/published"
	"github.com/ipabs/ipabs/internal/reconstruct/search"
)

// figures looks up the figures of a case as search targets and whole numbers, and keeps the first
// fault.
type figures struct {
	from published.Case
	err  error
}

func (f *figures) find(id string) published.Figure {
	v, err := f.from.Figure(id)
	if err != nil && f.err == nil {
		f.err = err
	}
	return v
}

// target gives a share or a term: shares in parts of the pool, terms in months.
func (f *figures) target(id string) search.Target {
	v := f.find(id)
	unit := int64(1)
	if v.Unit == published.Percent {
		unit = 100
	}
	t, err := search.Printed(v.Printed, unit)
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

// monthsBetween is calendar.MonthsBetween in units of 1/search.Scale months.
func monthsBetween(from, to calendar.Date) int64 {
	m := calendar.MonthsBetween(from, to)
	return m.Num * search.Scale / m.Den
}

// mean is the weighted mean of values that are given in units of 1/search.Scale. It divides by the
// sum of the weights in two steps, so that no product leaves 64 bits.
func mean(values, weights []int64) int64 {
	var whole, rest, sum int64
	for i, v := range values {
		sum += weights[i]
		whole += v / 1000 * weights[i]
		rest += v % 1000 * weights[i]
	}
	return (whole+rest/1000)/sum*1000 + (whole+rest/1000)%sum*1000/sum
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

// below says by how much a value falls short of a bound, as a share of it in units of 1/search.Scale.
func below(value, bound int64) int64 {
	if value >= bound || bound <= 0 {
		return 0
	}
	return (bound - value) * search.Scale / bound
}
