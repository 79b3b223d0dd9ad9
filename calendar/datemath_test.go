package calendar_test

import (
	"fmt"
	"testing"

	"github.com/ipabs/ipabs/calendar"
	"pgregory.net/rapid"
)

func TestAddMonthsEndsOnTheLastDayOfAShortMonth(t *testing.T) {
	cases := []struct {
		situation string
		from      string
		months    int
		want      string
	}{
		{"same day when the month has it", "2024-01-15", 1, "2024-02-15"},
		{"31 January to a leap February", "2024-01-31", 1, "2024-02-29"},
		{"31 January to a common February", "2023-01-31", 1, "2023-02-28"},
		{"two months at once do not lose the 31st", "2023-01-31", 2, "2023-03-31"},
		{"the last day of February stays the 28th", "2023-02-28", 1, "2023-03-28"},
		{"29 February to a common year", "2024-02-29", 12, "2025-02-28"},
		{"29 February to the next leap year", "2024-02-29", 48, "2028-02-29"},
		{"over a year's end", "2023-11-30", 3, "2024-02-29"},
		{"backwards", "2024-03-31", -1, "2024-02-29"},
		{"backwards over a year's end", "2024-01-31", -2, "2023-11-30"},
		{"no months", "2024-01-31", 0, "2024-01-31"},
	}
	for _, c := range cases {
		t.Run(c.situation, func(t *testing.T) {
			if got := day(c.from).AddMonths(c.months); got != day(c.want) {
				t.Errorf("%s + %d months = %v, want %s", c.from, c.months, got, c.want)
			}
		})
	}
}

func TestArithmeticThatLeavesTheYearsIsUnset(t *testing.T) {
	var unset calendar.Date
	const most = int(^uint(0) >> 1)
	cases := []struct {
		situation string
		got       calendar.Date
	}{
		{"unset plus days", unset.AddDays(1)},
		{"unset plus months", unset.AddMonths(1)},
		{"end of month of unset", unset.EndOfMonth()},
		{"a day past the last", calendar.MaxDate.AddDays(1)},
		{"a day before the first", calendar.MinDate.AddDays(-1)},
		{"a month past the last", calendar.MaxDate.AddMonths(1)},
		{"a month before the first", calendar.MinDate.AddMonths(-1)},
		{"more days than an int32 holds", day("2024-01-01").AddDays(most)},
		{"fewer days than an int32 holds", day("2024-01-01").AddDays(-most - 1)},
		{"more months than there are", day("2024-01-01").AddMonths(most)},
		{"fewer months than there are", day("2024-01-01").AddMonths(-most - 1)},
	}
	for _, c := range cases {
		if !c.got.IsZero() {
			t.Errorf("%s: %v", c.situation, c.got)
		}
	}
	if calendar.MaxDate.EndOfMonth() != calendar.MaxDate || calendar.MinDate.AddMonths(9999*12-1) != day("9999-12-01") {
		t.Error("the ends of the range cannot be reached")
	}
}

func TestDaysAddAndSubtract(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyDate().Draw(t, "a"), anyDate().Draw(t, "b")
		if got := a.AddDays(b.Sub(a)); got != b {
			t.Fatalf("%v + (%v − %v) = %v", a, b, a, got)
		}
		if a.Sub(b) != -b.Sub(a) {
			t.Fatalf("%v − %v is not the negative of the reverse", a, b)
		}
	})
}

// AddMonths lands in the right month, on the same day or on a month end before
// it, and going back loses no more than the days that were cut off.
func TestAddMonthsBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := modernDate().Draw(t, "date")
		n := rapid.IntRange(-1200, 1200).Draw(t, "months")
		got := d.AddMonths(n)
		if want := 12*d.Year() + d.Month() - 1 + n; 12*got.Year()+got.Month()-1 != want {
			t.Fatalf("%v + %d months = %v", d, n, got)
		}
		switch {
		case got.Day() == d.Day():
			if back := got.AddMonths(-n); back != d {
				t.Fatalf("%v + %d months and back = %v", d, n, back)
			}
		case got.Day() < d.Day() && got.IsEndOfMonth():
			if lost := d.Sub(got.AddMonths(-n)); lost < 1 || lost > 3 {
				t.Fatalf("%v + %d months and back lost %d days", d, n, lost)
			}
		default:
			t.Fatalf("%v + %d months = %v", d, n, got)
		}
	})
}

func TestMonthsBetween(t *testing.T) {
	cases := []struct {
		situation  string
		start, end string
		num, den   int64
	}{
		{"whole months", "2024-01-15", "2024-04-15", 3, 1},
		{"the same day", "2024-01-15", "2024-01-15", 0, 1},
		{"one day of a 31-day month", "2024-01-15", "2024-01-16", 1, 31},
		{"one day of February in a leap year", "2024-02-10", "2024-02-11", 1, 29},
		{"31 January to 29 February is one month", "2024-01-31", "2024-02-29", 1, 1},
		{"a day short of one month", "2024-01-31", "2024-02-28", 28, 29},
		{"month ends do not drift", "2024-01-31", "2024-03-31", 2, 1},
		{"days after a short month run to the anchor day", "2024-01-31", "2024-03-15", 31 + 15, 31},
		{"a year from 29 February", "2024-02-29", "2025-02-28", 12, 1},
		{"the end day is before the anchor day", "2023-11-20", "2024-02-10", 2*31 + 21, 31},
		{"reversed", "2024-03-15", "2024-01-31", -(31 + 15), 31},
		{"into a month that ends after the last year", "9999-11-30", "9999-12-31", 31 + 1, 31},
	}
	for _, c := range cases {
		t.Run(c.situation, func(t *testing.T) {
			got := calendar.MonthsBetween(day(c.start), day(c.end))
			if want := fraction(c.num, c.den); got != want {
				t.Errorf("%s to %s: %v months, want %v", c.start, c.end, got, want)
			}
		})
	}
}

// fraction brings a fraction written in a test to lowest terms.
func fraction(num, den int64) calendar.Fraction {
	return calendar.Fraction{Num: num, Den: den}.Add(calendar.Fraction{})
}

// The definition, by trying every number of months.
func TestMonthsBetweenCountsWholeMonthsThenDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := modernDate().Draw(t, "start")
		end := start.AddDays(rapid.IntRange(0, 4000).Draw(t, "days"))
		n := 0
		for start.AddMonths(n+1) <= end {
			n++
		}
		from, to := start.AddMonths(n), start.AddMonths(n+1)
		want := fraction(int64(n*to.Sub(from)+end.Sub(from)), int64(to.Sub(from)))
		got := calendar.MonthsBetween(start, end)
		if got != want {
			t.Fatalf("%v to %v: %v, want %v", start, end, got, want)
		}
		if got.Trunc() != int64(n) {
			t.Fatalf("%v to %v: %d whole months, want %d", start, end, got.Trunc(), n)
		}
		if back := calendar.MonthsBetween(end, start); back != got.Neg() {
			t.Fatalf("%v to %v: %v, back %v", start, end, got, back)
		}
	})
}

// A later end is never fewer months.
func TestMonthsBetweenGrowsWithTheEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := modernDate().Draw(t, "start")
		end := start.AddDays(rapid.IntRange(-2000, 2000).Draw(t, "days"))
		a, b := calendar.MonthsBetween(start, end), calendar.MonthsBetween(start, end.AddDays(1))
		if a.Cmp(b) > 0 {
			t.Fatalf("%v to %v: %v months, a day later %v", start, end, a, b)
		}
	})
}

func ExampleDate_AddMonths() {
	start := calendar.MustNew(2024, 1, 31)
	for n := range 4 {
		fmt.Println(start.AddMonths(n)) // each from the anchor, so nothing drifts
	}
	// Output:
	// 2024-01-31
	// 2024-02-29
	// 2024-03-31
	// 2024-04-30
}

func ExampleMonthsBetween() {
	cutoff, maturity := calendar.MustNew(2024, 6, 30), calendar.MustNew(2026, 1, 15)
	remaining := calendar.MonthsBetween(cutoff, maturity)
	fmt.Printf("%v months, about %.2f\n", remaining, remaining.Float64())
	// Output: 574/31 months, about 18.52
}
