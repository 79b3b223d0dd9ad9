package calendar_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/calendar"
	"pgregory.net/rapid"
)

func TestATableIsWeekdaysLessClosedPlusOpen(t *testing.T) {
	table, err := calendar.NewTable("desk", 2024, 2025,
		[]calendar.Date{day("2024-05-01"), day("2024-05-04"), day("2025-01-01")}, // 4 May is a Saturday
		[]calendar.Date{day("2024-05-11"), day("2024-05-13")})                    // 13 May is a Monday
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		"2024-05-01": false, "2024-05-02": true, "2024-05-04": false, "2024-05-11": true, "2024-05-12": false,
		"2024-05-13": true, "2024-01-01": true, "2025-01-01": false, "2025-12-31": true, "2024-02-29": true,
	} {
		if got, err := table.IsBusinessDay(day(text)); err != nil || got != want {
			t.Errorf("%s: %v, %v; want %v", text, got, err, want)
		}
	}
	if from, to := table.Years(); from != 2024 || to != 2025 || table.Name() != "desk" {
		t.Errorf("%s %d to %d", table.Name(), from, to)
	}
}

// Every day of the table against the definition.
func TestTablesAnswerEveryDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.IntRange(1, 9998).Draw(t, "first year")
		to := min(9999, from+rapid.IntRange(0, 2).Draw(t, "more years"))
		first, last := calendar.MustNew(from, 1, 1), calendar.MustNew(to, 12, 31)
		listed := rapid.SliceOfNDistinct(rapid.Int32Range(int32(first), int32(last)), 0, 30, rapid.ID).Draw(t, "days")
		var closed, open []calendar.Date
		for i, d := range listed {
			if i%2 == 0 {
				closed = append(closed, calendar.Date(d))
			} else {
				open = append(open, calendar.Date(d))
			}
		}
		table, err := calendar.NewTable("drawn", from, to, closed, open)
		if err != nil {
			t.Fatal(err)
		}
		for d := first; d <= last; d++ {
			weekend := d.Weekday() == 0 || d.Weekday() == 6
			want := slices.Contains(open, d) || !weekend && !slices.Contains(closed, d)
			if got, err := table.IsBusinessDay(d); err != nil || got != want {
				t.Fatalf("%v: %v, %v; want %v", d, got, err, want)
			}
		}
		for _, outside := range []calendar.Date{first - 1, last + 1} {
			if _, err := table.IsBusinessDay(outside); err == nil {
				t.Fatalf("%v is outside and has an answer", outside)
			}
		}
	})
}

func TestNewTableDoesNotKeepTheCallersSlices(t *testing.T) {
	closed := []calendar.Date{day("2024-05-02"), day("2024-05-01")}
	table, err := calendar.NewTable("desk", 2024, 2024, closed, nil)
	if err != nil {
		t.Fatal(err)
	}
	if closed[0] != day("2024-05-02") {
		t.Error("the caller's slice was sorted")
	}
	closed[0] = day("2024-05-03")
	if open, _ := table.IsBusinessDay(day("2024-05-02")); open {
		t.Error("the table changed with the caller's slice")
	}
}

func TestUncoveredDaysAreATypedError(t *testing.T) {
	_, err := calendar.ChinaExchange().IsBusinessDay(day("2027-01-04"))
	var detail *calendar.UncoveredError
	if !errors.Is(err, calendar.ErrUncovered) || !errors.As(err, &detail) {
		t.Fatalf("error %v", err)
	}
	if *detail != (calendar.UncoveredError{Calendar: "china_exchange", Date: day("2027-01-04"), From: 2016, To: 2026}) {
		t.Errorf("%+v", *detail)
	}
	if _, err := calendar.ChinaExchange().IsBusinessDay(day("2015-12-31")); !errors.Is(err, calendar.ErrUncovered) {
		t.Errorf("before the table: %v", err)
	}
	if _, err := calendar.ChinaExchange().IsBusinessDay(0); !errors.Is(err, calendar.ErrNoDate) {
		t.Errorf("unset: %v", err)
	}
}

func TestNewTableReportsEveryFault(t *testing.T) {
	var unset calendar.Date
	_, err := calendar.NewTable("", 2024, 2024,
		[]calendar.Date{unset, day("2023-12-29"), day("2024-05-01"), day("2024-05-01"), day("2024-06-10")},
		[]calendar.Date{day("2025-01-04"), day("2024-06-10")})
	var list *calendar.FaultList
	if !errors.Is(err, calendar.ErrBadTable) || !errors.As(err, &list) {
		t.Fatalf("error %v", err)
	}
	for _, part := range []string{"no name", "not set", "2023-12-29", "2024-05-01 is twice", "2025-01-04", "2024-06-10 is listed both"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("nothing about %q in:\n%v", part, err)
		}
	}
	if len(list.Faults) != 6 || list.More != 0 {
		t.Errorf("%d faults and %d more", len(list.Faults), list.More)
	}
	first := day("2024-05-01")
	if _, err := calendar.NewTable("desk", 2024, 2024, []calendar.Date{first, first}, nil); !errors.Is(err, calendar.ErrBadTable) {
		t.Errorf("the only day of a list, twice: %v", err)
	}
	for _, years := range [][2]int{{2025, 2024}, {0, 2024}, {2024, 10000}} {
		if _, err := calendar.NewTable("desk", years[0], years[1], nil, nil); !errors.Is(err, calendar.ErrBadTable) {
			t.Errorf("years %v: %v", years, err)
		}
	}
}

func TestAFaultListStopsAt50AndCountsTheRest(t *testing.T) {
	_, err := calendar.NewTable("desk", 2024, 2024, make([]calendar.Date, 80), nil)
	var list *calendar.FaultList
	if !errors.As(err, &list) || len(list.Faults) != 50 || list.More != 30 {
		t.Fatalf("%+v", list)
	}
	if lines := strings.Count(err.Error(), "\n") + 1; lines != 51 || !strings.HasSuffix(err.Error(), "and 30 more") {
		t.Errorf("%d lines: …%s", lines, err.Error()[len(err.Error())-30:])
	}
}

func ExampleNewTable() {
	// The holidays of 2027, once they are announced, as the desk reads them.
	table, err := calendar.NewTable("desk 2027", 2027, 2027,
		[]calendar.Date{calendar.MustNew(2027, 1, 1)}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	cal := calendar.Fallback(calendar.ChinaInterbank(), table)
	d, err := calendar.AddBusinessDays(cal, calendar.MustNew(2026, 12, 31), 1)
	fmt.Println(cal.Name(), d, err)
	// Output: china_interbank else desk 2027 2027-01-04 <nil>
}
