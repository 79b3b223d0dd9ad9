package calendar

// AddDays returns the day n days after d, before d when n is negative. The
// result is the unset Date when d is unset or the years 1 to 9999 are left.
func (d Date) AddDays(n int) Date {
	if !d.inRange() || n > int(MaxDate-d) || n < int(MinDate-d) {
		return 0
	}
	return d + Date(n)
}

// AddMonths returns the day n months after d, before d when n is negative. A
// day that the target month does not have becomes its last day: 31 January plus
// one month is 28 or 29 February. The day lost this way is not remembered, so
// the dates of a schedule are made from one anchor ([Generate]), not one from
// the other.
//
// The result is the unset Date when d is unset or the years 1 to 9999 are left.
func (d Date) AddMonths(n int) Date {
	if !d.inRange() || n > 12*maxYear || n < -12*maxYear {
		return 0
	}
	_, _, day := civil(d)
	return onDay(monthIndex(d)+n, day)
}

// EndOfMonth returns the last day of d's month (月末), or the unset Date for the
// unset Date.
func (d Date) EndOfMonth() Date {
	if !d.inRange() {
		return 0
	}
	return onDay(monthIndex(d), 31)
}

// IsEndOfMonth reports whether d is the last day of its month. It is false for
// the unset Date.
func (d Date) IsEndOfMonth() bool {
	return d.inRange() && d == d.EndOfMonth()
}

// Sub returns the number of days from other to d, negative when d is earlier.
// It panics when either is not set.
func (d Date) Sub(other Date) int {
	d.mustBeSet("Sub")
	other.mustBeSet("Sub")
	return int(d - other)
}

// MonthsBetween returns the time from start to end in months as a person counts
// them: the whole months that fit when counted from start with
// [Date.AddMonths], plus the days left over as a share of the next such month.
//
//	n     the largest whole number with start.AddMonths(n) ≤ end
//	      (n + 1: the same anchor day one month on)
//	value n + (end − start.AddMonths(n)) / (start.AddMonths(n+1) − start.AddMonths(n))
//
// From 31 January to 15 March 2024 this is 1 + 15/31: 29 February is one month,
// and 15 of the 31 days to 31 March follow. The result is exact and in months.
// When end is earlier than start it is the negative of MonthsBetween(end,
// start). It panics when either date is not set.
func MonthsBetween(start, end Date) Fraction {
	start.mustBeSet("MonthsBetween")
	end.mustBeSet("MonthsBetween")
	if end < start {
		return MonthsBetween(end, start).Neg()
	}
	first := monthIndex(start)
	_, _, day := civil(start)
	months := monthIndex(end) - first
	if clamped(first+months, day) > end {
		months--
	}
	from, to := clamped(first+months, day), clamped(first+months+1, day)
	whole := Fraction{Num: int64(months), Den: 1}
	return whole.Add(reduced(int64(end-from), int64(to-from)))
}

// monthIndex numbers months from year 0: index 12·year + month − 1.
func monthIndex(d Date) int {
	y, m, _ := civil(d)
	return 12*y + m - 1
}

const (
	minMonthIndex = 12 * minYear
	maxMonthIndex = 12*maxYear + 11
)

// onDay returns the given day of the month with that index, or the month's last
// day when it is shorter; the unset Date outside the years 1 to 9999.
func onDay(index, day int) Date {
	if index < minMonthIndex || index > maxMonthIndex {
		return 0
	}
	return clamped(index, day)
}

// clamped is onDay without the test of years, for the month that follows
// December 9999.
func clamped(index, day int) Date {
	year, month := index/12, index%12+1
	return fromCivil(year, month, min(day, daysInMonth(year, month)))
}
