package calendar_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/ipabs/ipabs/calendar"
	"pgregory.net/rapid"
)

// day reads a date written in a test.
func day(text string) calendar.Date {
	d, err := calendar.Parse(text)
	if err != nil {
		panic(err)
	}
	return d
}

func anyDate() *rapid.Generator[calendar.Date] {
	return rapid.Custom(func(t *rapid.T) calendar.Date {
		return calendar.Date(rapid.Int32Range(int32(calendar.MinDate), int32(calendar.MaxDate)).Draw(t, "date"))
	})
}

// modernDate keeps away from the ends of the years, for laws that hold only
// where no result is cut off.
func modernDate() *rapid.Generator[calendar.Date] {
	return rapid.Custom(func(t *rapid.T) calendar.Date {
		return calendar.Date(rapid.Int32Range(int32(day("1900-01-01")), int32(day("2300-12-31"))).Draw(t, "date"))
	})
}

// Every day of eight centuries, two leap-year cycles, against the standard
// library's calendar.
func TestEveryDayFrom1600To2400AgreesWithTimeDate(t *testing.T) {
	previous := calendar.MustNew(1599, 12, 31)
	for at := time.Date(1600, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() <= 2400; at = at.AddDate(0, 0, 1) {
		d, err := calendar.New(at.Year(), int(at.Month()), at.Day())
		if err != nil {
			t.Fatal(err)
		}
		y, m, dd := d.YMD()
		switch {
		case y != at.Year() || m != int(at.Month()) || dd != at.Day():
			t.Fatalf("%v: YMD = %d, %d, %d", at, y, m, dd)
		case d.Year() != y || d.Month() != m || d.Day() != dd:
			t.Fatalf("%v: Year, Month, Day disagree with YMD", at)
		case d != previous.AddDays(1):
			t.Fatalf("%v: not the day after %v", d, previous)
		case d.Weekday() != at.Weekday():
			t.Fatalf("%v: %v, want %v", d, d.Weekday(), at.Weekday())
		case d.YearDay() != at.YearDay():
			t.Fatalf("%v: day %d of the year, want %d", d, d.YearDay(), at.YearDay())
		case int64(d.UnixDay())*86400 != at.Unix():
			t.Fatalf("%v: Unix day %d, want %d", d, d.UnixDay(), at.Unix()/86400)
		case d.String() != at.Format(time.DateOnly):
			t.Fatalf("%v: String, want %s", d, at.Format(time.DateOnly))
		case d.IsEndOfMonth() != (at.AddDate(0, 0, 1).Day() == 1):
			t.Fatalf("%v: IsEndOfMonth = %v", d, d.IsEndOfMonth())
		case d.DaysInMonth() != time.Date(y, at.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day():
			t.Fatalf("%v: DaysInMonth = %d", d, d.DaysInMonth())
		case d.EndOfMonth() != calendar.MustNew(y, m, d.DaysInMonth()):
			t.Fatalf("%v: EndOfMonth = %v", d, d.EndOfMonth())
		}
		previous = d
	}
}

// The whole range: no day is missing, none is double, and each is found again
// from its year, month and day.
func TestEveryDayOfTheRangeIsItsOwnYearMonthAndDay(t *testing.T) {
	want := calendar.MinDate
	for y := 1; y <= 9999; y++ {
		for m := 1; m <= 12; m++ {
			for d := 1; ; d++ {
				got, err := calendar.New(y, m, d)
				if err != nil {
					break // the month is over
				}
				if gy, gm, gd := got.YMD(); got != want || gy != y || gm != m || gd != d {
					t.Fatalf("%04d-%02d-%02d is day %d, %v", y, m, d, got, got)
				}
				want++
			}
		}
	}
	if want != calendar.MaxDate+1 {
		t.Errorf("the last day is %v, want %v", want-1, calendar.MaxDate)
	}
}

func TestNewRefusesDaysThatDoNotExist(t *testing.T) {
	cases := []struct {
		situation string
		y, m, d   int
	}{
		{"30 February", 2024, 2, 30},
		{"29 February of a common year", 2023, 2, 29},
		{"29 February of a century that is not divisible by 400", 1900, 2, 29},
		{"31 April", 2024, 4, 31},
		{"day 0", 2024, 1, 0},
		{"day 32", 2024, 1, 32},
		{"negative day", 2024, 1, -1},
		{"month 0", 2024, 0, 1},
		{"month 13", 2024, 13, 1},
		{"year 0", 0, 1, 1},
		{"negative year", -1, 1, 1},
		{"year 10000", 10000, 1, 1},
	}
	for _, c := range cases {
		t.Run(c.situation, func(t *testing.T) {
			d, err := calendar.New(c.y, c.m, c.d)
			var detail *calendar.DateError
			if !errors.Is(err, calendar.ErrBadDate) || !errors.As(err, &detail) || detail.Reason == "" {
				t.Errorf("error = %v, want a DateError with a reason", err)
			}
			if !d.IsZero() {
				t.Errorf("date = %v beside an error", d)
			}
		})
	}
}

func TestMustNewPanicsOnADayThatDoesNotExist(t *testing.T) {
	mustPanic(t, func() { calendar.MustNew(2024, 2, 30) })
}

func mustPanic(t *testing.T, f func()) {
	t.Helper()
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	f()
}

func TestTheUnsetDateIsTheZeroValueAndNoRealDay(t *testing.T) {
	var unset calendar.Date
	if !unset.IsZero() || calendar.MinDate.IsZero() || calendar.MustNew(1970, 1, 1).IsZero() {
		t.Error("IsZero")
	}
	if y, m, d := unset.YMD(); y != 0 || m != 0 || d != 0 {
		t.Errorf("YMD = %d, %d, %d", y, m, d)
	}
	if unset.Year() != 0 || unset.Month() != 0 || unset.Day() != 0 || unset.YearDay() != 0 || unset.DaysInMonth() != 0 {
		t.Error("a part of the unset date is not 0")
	}
	if unset.IsLeap() || unset.IsEndOfMonth() {
		t.Error("the unset date has a property of a day")
	}
	if !unset.Before(calendar.MinDate) || unset.After(calendar.MinDate) {
		t.Error("the unset date does not come first")
	}
	if unset.String() != "unset" {
		t.Errorf("String = %q", unset)
	}
}

func TestQuestionsWithoutAnUnknownAnswerPanicOnTheUnsetDate(t *testing.T) {
	var unset calendar.Date
	set := calendar.MustNew(2024, 1, 1)
	mustPanic(t, func() { unset.Weekday() })
	mustPanic(t, func() { unset.UnixDay() })
	mustPanic(t, func() { unset.Sub(set) })
	mustPanic(t, func() { set.Sub(unset) })
	mustPanic(t, func() { calendar.MonthsBetween(unset, set) })
	mustPanic(t, func() { calendar.MonthsBetween(set, unset) })
}

func TestUnixDays(t *testing.T) {
	if n := calendar.MustNew(1970, 1, 1).UnixDay(); n != 0 {
		t.Errorf("1970-01-01 is Unix day %d", n)
	}
	for _, n := range []int32{-719162, -1, 0, 1, 19905, 2932896} {
		d, err := calendar.FromUnixDay(n)
		if err != nil || d.UnixDay() != n {
			t.Errorf("Unix day %d: %v, %v", n, d, err)
		}
	}
	for _, n := range []int32{-719163, 2932897, -1 << 31, 1<<31 - 1} {
		if d, err := calendar.FromUnixDay(n); !errors.Is(err, calendar.ErrBadDate) || !d.IsZero() {
			t.Errorf("Unix day %d: %v, %v; want an error", n, d, err)
		}
	}
}

func TestLeapYears(t *testing.T) {
	for year, want := range map[int]bool{1600: true, 1900: false, 2000: true, 2023: false, 2024: true, 2100: false, 2400: true} {
		if got := calendar.MustNew(year, 7, 1).IsLeap(); got != want {
			t.Errorf("%d: leap = %v", year, got)
		}
	}
}

func TestBeforeAndAfterAreTheOrderOfDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyDate().Draw(t, "a"), anyDate().Draw(t, "b")
		if a.Before(b) != (a.String() < b.String()) || a.After(b) != (a.String() > b.String()) {
			t.Fatalf("%v and %v", a, b)
		}
	})
}

func ExampleNew() {
	cutoff, err := calendar.New(2024, 6, 30) // 封包日
	fmt.Println(cutoff, cutoff.Weekday(), err)

	_, err = calendar.New(2024, 2, 30)
	fmt.Println(err)
	// Output:
	// 2024-06-30 Sunday <nil>
	// calendar: "2024-02-30" is not a date: that month has 29 days
}

func ExampleDate_IsZero() {
	var expiry calendar.Date // the spreadsheet does not say
	fmt.Println(expiry, expiry.IsZero(), expiry.AddMonths(12))
	// Output: unset true unset
}
