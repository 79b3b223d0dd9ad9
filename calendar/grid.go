package calendar

import (
	"fmt"
	"slices"
)

// grid is the set of regular dates of a schedule: those k steps from a seed,
// for every whole k.
type grid struct {
	frequency Frequency
	seed      Date
	day       int // anchor day of the month, 31 for month ends
}

func (spec *PeriodSpec) grid() grid {
	seed := spec.Start
	switch {
	case spec.Stub.backward() && spec.LastStart != 0:
		seed = spec.LastStart
	case spec.Stub.backward():
		seed = spec.End
	case spec.FirstEnd != 0:
		seed = spec.FirstEnd
	}
	day := seed.Day()
	switch {
	case spec.EndOfMonth:
		day = 31
	case spec.DayOfMonth != 0:
		day = spec.DayOfMonth
	}
	return grid{frequency: spec.Frequency, seed: seed, day: day}
}

// at returns the k-th date of the grid, or the unset Date outside the years.
func (g grid) at(k int) Date {
	if n := g.frequency.Days(); n != 0 {
		return g.seed.AddDays(k * n)
	}
	return onDay(monthIndex(g.seed)+k*g.frequency.Months(), g.day)
}

// regular reports whether one step of the grid leads from a to b.
func (g grid) regular(a, b Date) bool {
	switch {
	case g.frequency == Once:
		return true
	case g.frequency.Days() != 0:
		return int(b-a) == g.frequency.Days()
	}
	first, second := monthIndex(a), monthIndex(b)
	return second-first == g.frequency.Months() &&
		a == clamped(first, g.day) && b == clamped(second, g.day)
}

// between returns the dates that divide the interval from one given date to
// another, without the two themselves.
func (g grid) between(from, to Date, stub Stub) ([]Date, error) {
	if g.frequency == Once {
		return nil, nil
	}
	dates, err := g.inside(from, to, stub.backward())
	if err != nil {
		return nil, err
	}
	last := len(dates) - 1
	switch {
	case stub == NoStub:
		return dates, g.checkRegular(from, dates, to)
	case last < 0:
	case stub == LongFront && !g.regular(from, dates[0]):
		return dates[1:], nil
	case stub == LongBack && !g.regular(dates[last], to):
		return dates[:last], nil
	}
	return dates, nil
}

// inside returns the grid dates strictly between from and to, on from the seed
// or back from it.
func (g grid) inside(from, to Date, backward bool) ([]Date, error) {
	var dates []Date
	step := 1
	if backward {
		step = -1
	}
	for k := 0; ; k += step {
		d := g.at(k)
		if d == 0 || !backward && d >= to || backward && d <= from {
			break
		}
		if d <= from || d >= to {
			continue // the anchor day of the seed's own month may lie outside
		}
		if dates = append(dates, d); len(dates) >= MaxPeriods {
			return nil, tooMany()
		}
	}
	if backward {
		slices.Reverse(dates)
	}
	return dates, nil
}

// checkRegular reports the odd period that NoStub forbids.
func (g grid) checkRegular(from Date, dates []Date, to Date) error {
	a := from
	for _, b := range append(slices.Clone(dates), to) {
		if !g.regular(a, b) {
			return &SpecError{Field: "Stub", Problem: fmt.Sprintf(
				"is none, but %v to %v is not one %v period; name a stub, a day of the month or month ends",
				a, b, g.frequency)}
		}
		a = b
	}
	return nil
}
