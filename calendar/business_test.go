package calendar_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/ipabs/ipabs/calendar"
	"pgregory.net/rapid"
)

func TestAddBusinessDays(t *testing.T) {
	exchange, interbank := calendar.ChinaExchange(), calendar.ChinaInterbank()
	cases := []struct {
		situation string
		cal       calendar.Calendar
		from      string
		n         int
		want      string
	}{
		{"the next one", exchange, "2024-03-20", 1, "2024-03-21"},
		{"over a weekend", exchange, "2024-03-22", 1, "2024-03-25"},
		{"from a Saturday, the Monday is the first", exchange, "2024-03-23", 1, "2024-03-25"},
		{"back from a Saturday, the Friday is the first", exchange, "2024-03-23", -1, "2024-03-22"},
		{"none leaves a Saturday where it is", exchange, "2024-03-23", 0, "2024-03-23"},
		{"over the Spring Festival on the exchange", exchange, "2024-02-08", 1, "2024-02-19"},
		{"over the Spring Festival in the interbank market", interbank, "2024-02-09", 1, "2024-02-18"},
		{"ten days before a payment after National Day", exchange, "2025-10-15", -10, "2025-09-23"},
		{"and in the interbank market, with two working weekend days", interbank, "2025-10-15", -10, "2025-09-25"},
	}
	for _, c := range cases {
		t.Run(c.situation, func(t *testing.T) {
			if got, err := calendar.AddBusinessDays(c.cal, day(c.from), c.n); err != nil || got != day(c.want) {
				t.Errorf("%v, %v; want %s", got, err, c.want)
			}
		})
	}
}

func TestBusinessDaysBetweenCountsTheFirstDayAndNotTheLast(t *testing.T) {
	exchange := calendar.ChinaExchange()
	cases := []struct {
		situation  string
		start, end string
		want       int
	}{
		{"one week", "2024-03-18", "2024-03-25", 5},
		{"the same day", "2024-03-18", "2024-03-18", 0},
		{"Friday to Saturday", "2024-03-22", "2024-03-23", 1},
		{"Saturday to Monday", "2024-03-23", "2024-03-25", 0},
		{"February 2024", "2024-02-01", "2024-03-01", 15},
		{"reversed", "2024-03-01", "2024-02-01", -15},
	}
	for _, c := range cases {
		t.Run(c.situation, func(t *testing.T) {
			if got, err := calendar.BusinessDaysBetween(exchange, day(c.start), day(c.end)); err != nil || got != c.want {
				t.Errorf("%d, %v; want %d", got, err, c.want)
			}
		})
	}
}

func TestCountingBusinessDaysUndoesAddingThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cal := anyCalendar().Draw(t, "calendar")
		start, err := calendar.Following.Adjust(coveredDate().Draw(t, "date"), cal)
		if err != nil {
			t.Fatal(err)
		}
		n := rapid.IntRange(-20, 20).Draw(t, "n")
		end, err := calendar.AddBusinessDays(cal, start, n)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := calendar.BusinessDaysBetween(cal, start, end); err != nil || got != n {
			t.Fatalf("%v + %d business days = %v, counted %d, %v", start, n, end, got, err)
		}
		if back, err := calendar.AddBusinessDays(cal, end, -n); err != nil || back != start {
			t.Fatalf("%v + %d − %d business days = %v, %v", start, n, n, back, err)
		}
	})
}

func TestBusinessDayCountsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cal := anyCalendar().Draw(t, "calendar")
		a, b, c := coveredDate().Draw(t, "a"), coveredDate().Draw(t, "b"), coveredDate().Draw(t, "c")
		count := func(from, to calendar.Date) int {
			n, err := calendar.BusinessDaysBetween(cal, from, to)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if count(a, b)+count(b, c) != count(a, c) {
			t.Fatalf("%v, %v, %v on %s", a, b, c, cal.Name())
		}
	})
}

func TestBusinessDayErrors(t *testing.T) {
	var unset calendar.Date
	d := day("2024-01-02")
	if _, err := calendar.AddBusinessDays(calendar.Weekends(), unset, 1); !errors.Is(err, calendar.ErrNoDate) {
		t.Errorf("unset date: %v", err)
	}
	if _, err := calendar.AddBusinessDays(nil, d, 1); !errors.Is(err, calendar.ErrNoCalendar) {
		t.Errorf("no calendar: %v", err)
	}
	if _, err := calendar.AddBusinessDays(calendar.ChinaExchange(), day("2026-12-31"), 1); !errors.Is(err, calendar.ErrUncovered) {
		t.Errorf("past the table: %v", err)
	}
	if _, err := calendar.AddBusinessDays(calendar.NoHolidays(), calendar.MaxDate, 1); !errors.Is(err, calendar.ErrNoBusinessDay) {
		t.Errorf("past the years: %v", err)
	}
	if _, err := calendar.AddBusinessDays(calendar.NoHolidays(), calendar.MinDate.AddDays(2), -3); !errors.Is(err, calendar.ErrNoBusinessDay) {
		t.Errorf("before the years: %v", err)
	}
	if _, err := calendar.BusinessDaysBetween(calendar.Weekends(), unset, d); !errors.Is(err, calendar.ErrNoDate) {
		t.Errorf("unset start: %v", err)
	}
	if _, err := calendar.BusinessDaysBetween(nil, d, d); !errors.Is(err, calendar.ErrNoCalendar) {
		t.Errorf("no calendar: %v", err)
	}
	if _, err := calendar.BusinessDaysBetween(calendar.ChinaExchange(), d, day("2027-02-01")); !errors.Is(err, calendar.ErrUncovered) {
		t.Errorf("into uncovered years: %v", err)
	}
}

func ExampleAddBusinessDays() {
	payment := calendar.MustNew(2024, 5, 27) // 兑付日 T
	for _, step := range []struct {
		n    int
		what string
	}{{-10, "servicer report"}, {-8, "shortfall transfer"}, {-3, "distribution instruction"}} {
		d, err := calendar.AddBusinessDays(calendar.ChinaInterbank(), payment, step.n)
		fmt.Println(step.n, d, step.what, err)
	}
	// Output:
	// -10 2024-05-13 servicer report <nil>
	// -8 2024-05-15 shortfall transfer <nil>
	// -3 2024-05-22 distribution instruction <nil>
}
