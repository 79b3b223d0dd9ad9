package calendar_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/ipabs/ipabs/calendar"
	"pgregory.net/rapid"
)

func TestRollRulesMoveADayOffAHoliday(t *testing.T) {
	exchange := calendar.ChinaExchange()
	cases := []struct {
		situation string
		due       string
		want      [5]string // in the order of calendar.Rolls
	}{
		{"a business day stays", "2024-03-20",
			[5]string{"2024-03-20", "2024-03-20", "2024-03-20", "2024-03-20", "2024-03-20"}},
		{"a Saturday inside a month", "2024-03-16",
			[5]string{"2024-03-16", "2024-03-18", "2024-03-18", "2024-03-15", "2024-03-15"}},
		{"a Sunday at a month's end", "2024-03-31",
			[5]string{"2024-03-31", "2024-04-01", "2024-03-29", "2024-03-29", "2024-03-29"}},
		{"a holiday on the first of a month", "2025-10-01",
			[5]string{"2025-10-01", "2025-10-09", "2025-10-09", "2025-09-30", "2025-10-09"}},
		{"inside the Spring Festival", "2024-02-12",
			[5]string{"2024-02-12", "2024-02-19", "2024-02-19", "2024-02-08", "2024-02-08"}},
		{"a holiday that fills a month's end", "2022-01-31",
			[5]string{"2022-01-31", "2022-02-07", "2022-01-28", "2022-01-28", "2022-01-28"}},
	}
	for _, c := range cases {
		t.Run(c.situation, func(t *testing.T) {
			for i, roll := range calendar.Rolls() {
				if got, err := roll.Adjust(day(c.due), exchange); err != nil || got != day(c.want[i]) {
					t.Errorf("%v: %v, %v; want %s", roll, got, err, c.want[i])
				}
			}
		})
	}
}

// A month without a business day sends the modified rules out of it, in the
// direction they turn to.
func TestModifiedRulesInAMonthWithoutBusinessDays(t *testing.T) {
	var closed []calendar.Date
	for d := day("2024-02-01"); d <= day("2024-02-29"); d++ {
		closed = append(closed, d)
	}
	table, err := calendar.NewTable("no February", 2024, 2024, closed, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := calendar.ModifiedFollowing.Adjust(day("2024-02-15"), table); err != nil || got != day("2024-01-31") {
		t.Errorf("modified following: %v, %v", got, err)
	}
	if got, err := calendar.ModifiedPreceding.Adjust(day("2024-02-15"), table); err != nil || got != day("2024-03-01") {
		t.Errorf("modified preceding: %v, %v", got, err)
	}
}

func TestTheModifiedRulesTurnRoundBeforeTheTableEnds(t *testing.T) {
	closed := []calendar.Date{day("2024-12-31"), day("2024-01-01")}
	table, err := calendar.NewTable("2024", 2024, 2024, closed, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := calendar.ModifiedFollowing.Adjust(day("2024-12-31"), table); err != nil || got != day("2024-12-30") {
		t.Errorf("modified following: %v, %v", got, err)
	}
	if got, err := calendar.ModifiedPreceding.Adjust(day("2024-01-01"), table); err != nil || got != day("2024-01-02") {
		t.Errorf("modified preceding: %v, %v", got, err)
	}
	if _, err := calendar.Following.Adjust(day("2024-12-31"), table); !errors.Is(err, calendar.ErrUncovered) {
		t.Errorf("following runs out of the table: %v", err)
	}
}

func TestAdjustErrors(t *testing.T) {
	var unset calendar.Date
	cases := []struct {
		situation string
		roll      calendar.Roll
		date      calendar.Date
		cal       calendar.Calendar
		want      error
	}{
		{"date not set", calendar.Unadjusted, unset, calendar.Weekends(), calendar.ErrNoDate},
		{"no calendar", calendar.Following, day("2024-01-01"), nil, calendar.ErrNoCalendar},
		{"no calendar, none needed", calendar.Unadjusted, day("2024-01-01"), nil, nil},
		{"rule out of range", 99, day("2024-01-01"), calendar.Weekends(), calendar.ErrUnknownRoll},
		{"after the table", calendar.Following, day("2027-01-04"), calendar.ChinaExchange(), calendar.ErrUncovered},
		{"no business day before the years end", calendar.Following, day("9999-12-01"), closedAlways{}, calendar.ErrNoBusinessDay},
		{"no business day after the years begin", calendar.Preceding, day("0001-02-01"), closedAlways{}, calendar.ErrNoBusinessDay},
		{"modified, neither way", calendar.ModifiedFollowing, day("9999-12-01"), closedAlways{}, calendar.ErrNoBusinessDay},
		{"modified, neither way", calendar.ModifiedPreceding, day("0001-01-20"), closedAlways{}, calendar.ErrNoBusinessDay},
	}
	for _, c := range cases {
		t.Run(c.situation, func(t *testing.T) {
			got, err := c.roll.Adjust(c.date, c.cal)
			if !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
			if err != nil && !got.IsZero() {
				t.Errorf("date %v beside an error", got)
			}
		})
	}
}

// closedAlways has no business day.
type closedAlways struct{}

func (closedAlways) Name() string                              { return "closed" }
func (closedAlways) IsBusinessDay(calendar.Date) (bool, error) { return false, nil }

// anyCalendar draws calendars that know the years 2016 to 2026 with a margin
// inside which every rule finds a business day.
func anyCalendar() *rapid.Generator[calendar.Calendar] {
	return rapid.SampledFrom([]calendar.Calendar{
		calendar.ChinaExchange(), calendar.ChinaInterbank(), calendar.Weekends(), calendar.NoHolidays(),
		calendar.Union(calendar.ChinaExchange(), calendar.ChinaInterbank()),
		calendar.Fallback(calendar.ChinaInterbank(), calendar.Weekends()),
	})
}

func coveredDate() *rapid.Generator[calendar.Date] {
	return rapid.Custom(func(t *rapid.T) calendar.Date {
		return calendar.Date(rapid.Int32Range(int32(day("2016-03-01")), int32(day("2026-10-31"))).Draw(t, "date"))
	})
}

func TestAdjustedDaysAreBusinessDaysAndStayWhereTheyAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cal, d := anyCalendar().Draw(t, "calendar"), coveredDate().Draw(t, "date")
		roll := rapid.SampledFrom(calendar.Rolls()[1:]).Draw(t, "roll")
		once, err := roll.Adjust(d, cal)
		if err != nil {
			t.Fatal(err)
		}
		if open, err := cal.IsBusinessDay(once); err != nil || !open {
			t.Fatalf("%v of %v is %v, no business day of %s (%v)", roll, d, once, cal.Name(), err)
		}
		if twice, err := roll.Adjust(once, cal); err != nil || twice != once {
			t.Fatalf("%v of %v is %v, and of that %v, %v", roll, d, once, twice, err)
		}
		modified := roll == calendar.ModifiedFollowing || roll == calendar.ModifiedPreceding
		if modified && (once.Year() != d.Year() || once.Month() != d.Month()) {
			t.Fatalf("%v of %v is %v, in another month", roll, d, once)
		}
	})
}

// The order of days survives every rule, also on a calendar with so few
// business days that whole months have none: a later due day is never paid
// earlier.
func TestAdjustKeepsTheOrderOfDays(t *testing.T) {
	sparse := rapid.Custom(func(t *rapid.T) calendar.Calendar {
		first, last := day("2016-01-01"), day("2026-12-31")
		closed := make([]calendar.Date, 0, 3000)
		opened := rapid.SliceOfN(rapid.Int32Range(int32(first), int32(last)), 0, 60).Draw(t, "open days")
		opened = append(opened, int32(first)+3, int32(last)-3) // so that every search ends
		for d := first; d <= last; d++ {
			if !slices.Contains(opened, int32(d)) && d.Weekday() != 0 && d.Weekday() != 6 {
				closed = append(closed, d)
			}
		}
		table, err := calendar.NewTable("sparse", 2016, 2026, closed, nil)
		if err != nil {
			t.Fatal(err)
		}
		return table
	})
	rapid.Check(t, func(t *rapid.T) {
		cal := rapid.OneOf(anyCalendar(), sparse).Draw(t, "calendar")
		a := coveredDate().Draw(t, "date")
		b := a.AddDays(rapid.IntRange(0, 60).Draw(t, "days"))
		roll := rapid.SampledFrom(calendar.Rolls()).Draw(t, "roll")
		first, err1 := roll.Adjust(a, cal)
		second, err2 := roll.Adjust(b, cal)
		if errors.Is(err1, calendar.ErrUncovered) || errors.Is(err2, calendar.ErrUncovered) {
			return
		}
		if err1 != nil || err2 != nil || first > second {
			t.Fatalf("%v on %s: %v → %v, %v → %v (%v, %v)", roll, cal.Name(), a, first, b, second, err1, err2)
		}
	})
}

func TestRollNames(t *testing.T) {
	for _, r := range calendar.Rolls() {
		text, err := r.MarshalText()
		var back calendar.Roll
		if err != nil || back.UnmarshalText(text) != nil || back != r {
			t.Errorf("%v: written %s, read %v, %v", r, text, back, err)
		}
	}
	for text, want := range map[string]calendar.Roll{
		"Modified Following": calendar.ModifiedFollowing, "modified-preceding": calendar.ModifiedPreceding,
		"顺延至下一工作日": calendar.Following, "顺延": calendar.Following, "提前": calendar.Preceding, "保持不变": calendar.Unadjusted,
	} {
		if got, err := calendar.ParseRoll(text); err != nil || got != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "follow", "unknown", "modified"} {
		if _, err := calendar.ParseRoll(text); !errors.Is(err, calendar.ErrUnknownRoll) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if got := calendar.Roll(99).String(); got != "unknown" {
		t.Errorf("name of an unknown rule: %s", got)
	}
	if _, err := calendar.Roll(99).MarshalText(); !errors.Is(err, calendar.ErrUnknownRoll) {
		t.Errorf("writing an unknown rule: %v", err)
	}
	var r calendar.Roll
	if err := r.UnmarshalText([]byte("sideways")); !errors.Is(err, calendar.ErrUnknownRoll) {
		t.Errorf("reading an unknown rule: %v", err)
	}
}

func ExampleRoll_Adjust() {
	due := calendar.MustNew(2024, 2, 12) // inside the Spring Festival
	paid, err := calendar.Following.Adjust(due, calendar.ChinaExchange())
	fmt.Println(paid, err)
	paid, err = calendar.Following.Adjust(due, calendar.ChinaInterbank()) // 18 February is a working Sunday
	fmt.Println(paid, err)
	// Output:
	// 2024-02-19 <nil>
	// 2024-02-18 <nil>
}
