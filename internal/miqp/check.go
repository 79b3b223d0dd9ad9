package miqp

import (
	"fmt"
	"math"

	"github.com/ipabs/ipabs/faults"
)

// Check reports everything that makes a problem meaningless: lengths that do not fit, indices out of
// range, numbers that are not finite, a negative diagonal, lots above upper limits.
func (p *Problem) Check() error {
	var list faults.List
	lengths := []struct {
		name string
		got  int
	}{{"Factors", len(p.Factors)}, {"Diagonal", len(p.Diagonal)}, {"Linear", len(p.Linear)}, {"Lot", len(p.Lot)}, {"Upper", len(p.Upper)}}
	for _, l := range lengths {
		if l.got != p.N {
			list.Add(l.name, faults.Inconsistent, fmt.Sprint(l.got), fmt.Sprintf("%d, one for each variable", p.N))
		}
	}
	if list.Err() != nil {
		return list.Err()
	}
	finite := func(path string, v float64) {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			list.Add(path, faults.OutOfRange, fmt.Sprint(v), "a finite number")
		}
	}
	entries := func(path string, row []Entry, limit int) {
		for e, entry := range row {
			at := faults.Index(path, e)
			if entry.Col < 0 || entry.Col >= limit {
				list.Add(at, faults.OutOfRange, fmt.Sprint(entry.Col), fmt.Sprintf("an index from 0 to %d", limit-1))
			}
			finite(at, entry.Val)
		}
	}
	finite("Constant", p.Constant)
	for i := range p.N {
		entries(faults.Index("Factors", i), p.Factors[i], p.K)
		finite(faults.Index("Linear", i), p.Linear[i])
		finite(faults.Index("Diagonal", i), p.Diagonal[i])
		if p.Diagonal[i] < 0 {
			list.Add(faults.Index("Diagonal", i), faults.OutOfRange, fmt.Sprint(p.Diagonal[i]), "zero or more")
		}
		if !(p.Lot[i] >= 0 && p.Lot[i] <= p.Upper[i] && !math.IsInf(p.Lot[i], 1)) {
			list.Add(faults.Index("Lot", i), faults.OutOfRange, fmt.Sprint(p.Lot[i]), fmt.Sprintf("from 0 to Upper, %g", p.Upper[i]))
		}
	}
	rows := func(name string, all []Row, counts bool) {
		for r, row := range all {
			path := faults.Index(name, r)
			entries(path, row.Coef, p.N)
			if !(row.Lo <= row.Hi) || math.IsInf(row.Lo, 1) || math.IsInf(row.Hi, -1) {
				list.Add(path, faults.Inconsistent, fmt.Sprintf("%g to %g", row.Lo, row.Hi), "a range from low to high")
			}
			for e, entry := range row.Coef {
				if counts && entry.Col >= 0 && entry.Col < p.N && p.Lot[entry.Col] == 0 && (entry.Val < 0 || !math.IsInf(row.Lo, -1)) {
					list.Add(faults.Index(path, e), faults.Unsupported, "a variable without a lot", "a positive coefficient in a row without a lower limit")
				}
			}
		}
	}
	rows("Rows", p.Rows, false)
	rows("Counts", p.Counts, true)
	return list.Err()
}
