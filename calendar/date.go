package calendar

import (
	"fmt"
	"time"
)

// Date is a civil day (日期): a day of the proleptic Gregorian calendar, with no
// time of day and no zone, from 0001-01-01 to 9999-12-31.
//
// The zero value means "not set" ([Date.IsZero]); no real day has it. Set dates
// order and compare as integers do, so ==, <, min, max and slices.Sort work;
// the unset Date comes before every set one. The integer is a count of days in
// which 0001-01-01 is 1; use [New], [Parse] or [FromUnixDay] to make one, never
// a conversion.
type Date int32

const (
	// MinDate is the first day, 0001-01-01.
	MinDate Date = 1
	// MaxDate is the last day, 9999-12-31.
	MaxDate Date = 3652059

	minYear = 1
	maxYear = 9999

	// unixEpoch is 1970-01-01.
	unixEpoch Date = 719163
)

// New returns the day with the given year (1 to 9999), month (1 to 12) and day
// of the month. A day that does not exist, such as 30 February, is a
// [*DateError].
func New(year, month, day int) (Date, error) {
	if reason := impossible(year, month, day); reason != "" {
		return 0, &DateError{Text: fmt.Sprintf("%04d-%02d-%02d", year, month, day), Reason: reason}
	}
	return fromCivil(year, month, day), nil
}

// MustNew is [New] for days written into a program, as in tests and examples.
// It panics when the day does not exist, so it must not see data.
func MustNew(year, month, day int) Date {
	d, err := New(year, month, day)
	if err != nil {
		panic(err)
	}
	return d
}

// FromUnixDay returns the day n days after 1970-01-01; n may be negative. A day
// outside the years 1 to 9999 is a [*DateError].
func FromUnixDay(n int32) (Date, error) {
	d := int64(n) + int64(unixEpoch)
	if d < int64(MinDate) || d > int64(MaxDate) {
		return 0, &DateError{Text: fmt.Sprintf("Unix day %d", n), Reason: outOfYears}
	}
	return Date(d), nil
}

// UnixDay returns the number of days since 1970-01-01, negative before it. It
// panics on the unset Date.
func (d Date) UnixDay() int32 {
	d.mustBeSet("UnixDay")
	return int32(d - unixEpoch)
}

// IsZero reports whether d is not set.
func (d Date) IsZero() bool { return d == 0 }

// YMD returns year, month (1 to 12) and day of the month (1 to 31). The unset
// Date gives 0, 0, 0.
func (d Date) YMD() (year, month, day int) {
	if !d.inRange() {
		return 0, 0, 0
	}
	return civil(d)
}

// Year returns the year, 0 for the unset Date.
func (d Date) Year() int { y, _, _ := d.YMD(); return y }

// Month returns the month, 1 to 12, or 0 for the unset Date.
func (d Date) Month() int { _, m, _ := d.YMD(); return m }

// Day returns the day of the month, 1 to 31, or 0 for the unset Date.
func (d Date) Day() int { _, _, day := d.YMD(); return day }

// YearDay returns the day of the year, 1 on 1 January, up to 365 or 366. The
// unset Date gives 0.
func (d Date) YearDay() int {
	if !d.inRange() {
		return 0
	}
	y, _, _ := civil(d)
	return int(d-fromCivil(y, 1, 1)) + 1
}

// Weekday returns the day of the week. It panics on the unset Date.
func (d Date) Weekday() time.Weekday {
	d.mustBeSet("Weekday")
	return time.Weekday(d % 7) // 0001-01-01, day 1, was a Monday
}

// IsLeap reports whether d lies in a leap year (闰年). It is false for the unset
// Date.
func (d Date) IsLeap() bool {
	return d.inRange() && isLeap(d.Year())
}

// DaysInMonth returns the number of days of d's month, 28 to 31, or 0 for the
// unset Date.
func (d Date) DaysInMonth() int {
	if !d.inRange() {
		return 0
	}
	y, m, _ := civil(d)
	return daysInMonth(y, m)
}

// Before reports whether d is earlier than other. The unset Date is earlier
// than every set one.
func (d Date) Before(other Date) bool { return d < other }

// After reports whether d is later than other.
func (d Date) After(other Date) bool { return d > other }

// inRange reports whether d is a real day.
func (d Date) inRange() bool { return d >= MinDate && d <= MaxDate }

// mustBeSet stops a program that would turn a missing date into a number.
func (d Date) mustBeSet(method string) {
	if !d.inRange() {
		panic("calendar: Date." + method + " of a date that is not set; test IsZero first")
	}
}

// impossible says why there is no such day, or "" when there is.
func impossible(year, month, day int) string {
	switch {
	case year < minYear || year > maxYear:
		return outOfYears
	case month < 1 || month > 12:
		return "the month is not 1 to 12"
	case day < 1 || day > daysInMonth(year, month):
		return fmt.Sprintf("that month has %d days", daysInMonth(year, month))
	}
	return ""
}

const outOfYears = "the year is not 1 to 9999"

func isLeap(year int) bool {
	return year%4 == 0 && (year%100 != 0 || year%400 == 0)
}

func daysInMonth(year, month int) int {
	switch month {
	case 2:
		if isLeap(year) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// fromCivil counts days in years that begin on 1 March, so that the leap day is
// the last day of a year and month lengths follow one linear rule. Method: C.
// Neri, L. Schneider, "Euclidean affine functions and their application to
// calendar algorithms", Software: Practice and Experience 53 (2023). The
// arguments must name a real day.
func fromCivil(year, month, day int) Date {
	if month <= 2 {
		year--
		month += 12
	}
	century := year / 100
	days := 1461*year/4 - century + century/4 + (979*month-2919)/32 + day - 1
	return Date(days - marchEpoch)
}

// marchEpoch is the number of days from 0000-03-01 to the day numbered 0 here.
const marchEpoch = 305

// civil is the inverse of fromCivil, by the same authors.
func civil(d Date) (year, month, day int) {
	n1 := 4*uint32(d+marchEpoch) + 3
	century, rest := n1/146097, n1%146097/4
	p := uint64(2939745) * uint64(4*rest+3)
	yearOfCentury, dayOfYear := uint32(p>>32), uint32(p)/2939745/4
	n3 := 2141*dayOfYear + 197913
	m, dm := n3>>16, n3&0xffff/2141
	y := 100*century + yearOfCentury
	if dayOfYear >= 306 { // January and February belong to the next year
		y++
		m -= 12
	}
	return int(y), int(m), int(dm) + 1
}
