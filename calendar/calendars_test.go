package calendar_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/ipabs/ipabs/calendar"
	"pgregory.net/rapid"
)

func TestWeekendsAndNoHolidaysKnowEveryYear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate().Draw(t, "date")
		weekend := d.Weekday() == 0 || d.Weekday() == 6
		if got, err := calendar.Weekends().IsBusinessDay(d); err != nil || got == weekend {
			t.Fatalf("weekends, %v: %v, %v", d, got, err)
		}
		if got, err := calendar.NoHolidays().IsBusinessDay(d); err != nil || !got {
			t.Fatalf("none, %v: %v, %v", d, got, err)
		}
	})
	for _, cal := range []calendar.Calendar{calendar.Weekends(), calendar.NoHolidays()} {
		if _, err := cal.IsBusinessDay(0); !errors.Is(err, calendar.ErrNoDate) {
			t.Errorf("%s, unset date: %v", cal.Name(), err)
		}
	}
}

func TestAJointCalendarNeedsBoth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyCalendar().Draw(t, "a"), anyCalendar().Draw(t, "b")
		d := coveredDate().Draw(t, "date")
		openA, _ := a.IsBusinessDay(d)
		openB, _ := b.IsBusinessDay(d)
		for _, joint := range []calendar.Calendar{calendar.Union(a, b), calendar.Union(b, a)} {
			if got, err := joint.IsBusinessDay(d); err != nil || got != (openA && openB) {
				t.Fatalf("%s, %v: %v, %v", joint.Name(), d, got, err)
			}
		}
	})
}

func TestAJointCalendarIsUncoveredWhereEitherIs(t *testing.T) {
	sunday := day("2027-01-03") // closed on weekends, unknown to the exchange's table
	for _, joint := range []calendar.Calendar{
		calendar.Union(calendar.Weekends(), calendar.ChinaExchange()),
		calendar.Union(calendar.ChinaExchange(), calendar.Weekends()),
	} {
		if _, err := joint.IsBusinessDay(sunday); !errors.Is(err, calendar.ErrUncovered) {
			t.Errorf("%s: %v", joint.Name(), err)
		}
	}
}

func TestAFallbackAnswersOnlyBeyondTheTable(t *testing.T) {
	cal := calendar.Fallback(calendar.ChinaInterbank(), calendar.Weekends())
	cases := []struct {
		date      string
		open      bool
		estimated bool
	}{
		{"2026-10-01", false, false}, // a Thursday, but National Day
		{"2026-10-10", true, false},  // a working Saturday
		{"2027-10-01", true, true},   // a Friday; the holiday is not announced
		{"2027-10-02", false, true},
		{"2015-10-01", true, true},
	}
	for _, c := range cases {
		open, err1 := cal.IsBusinessDay(day(c.date))
		estimated, err2 := cal.Estimated(day(c.date))
		if err1 != nil || err2 != nil || open != c.open || estimated != c.estimated {
			t.Errorf("%s: open %v (%v), estimated %v (%v)", c.date, open, err1, estimated, err2)
		}
	}
	if _, err := cal.IsBusinessDay(0); !errors.Is(err, calendar.ErrNoDate) {
		t.Errorf("unset date: %v", err)
	}
	short := calendar.Fallback(calendar.ChinaInterbank(), calendar.ChinaExchange())
	if _, err := short.IsBusinessDay(day("2027-01-04")); !errors.Is(err, calendar.ErrUncovered) {
		t.Errorf("neither knows the day: %v", err)
	}
}

func TestCompositionsOfNilAreErrors(t *testing.T) {
	for _, cal := range []calendar.Calendar{
		calendar.Union(nil, calendar.Weekends()), calendar.Union(calendar.Weekends(), nil),
		calendar.Fallback(nil, calendar.Weekends()), calendar.Fallback(calendar.Weekends(), nil),
	} {
		if _, err := cal.IsBusinessDay(day("2024-01-02")); !errors.Is(err, calendar.ErrNoCalendar) {
			t.Errorf("%s: %v", cal.Name(), err)
		}
	}
}

func TestByNameReadsTheNamesCalendarsHave(t *testing.T) {
	for _, name := range []string{
		"china_exchange", "china_interbank", "weekends", "none",
		"china_exchange and china_interbank", "china_interbank else weekends",
		"china_exchange and china_interbank else weekends else none",
		"china_exchange else weekends and none",
	} {
		cal, err := calendar.ByName(name)
		if err != nil || cal.Name() != name {
			t.Errorf("%q: %v", name, err)
		}
	}
	for _, name := range []string{"", "China_Exchange", "sse", "china_exchange ", "china_exchange and", "weekends or none", "(weekends)", " else "} {
		if cal, err := calendar.ByName(name); !errors.Is(err, calendar.ErrUnknownCalendar) || cal != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestNamesShowHowCalendarsAreJoined(t *testing.T) {
	a, b, c := calendar.ChinaExchange(), calendar.ChinaInterbank(), calendar.Weekends()
	for _, k := range []struct {
		cal  calendar.Calendar
		want string
	}{
		{calendar.Union(calendar.Fallback(a, c), b), "(china_exchange else weekends) and china_interbank"},
		{calendar.Fallback(calendar.Union(a, b), c), "china_exchange and china_interbank else weekends"},
		{calendar.Union(nil, c), "nil and weekends"},
		{calendar.Fallback(a, calendar.Fallback(b, c)), "china_exchange else (china_interbank else weekends)"},
	} {
		if k.cal.Name() != k.want {
			t.Errorf("%s, want %s", k.cal.Name(), k.want)
		}
	}
}

func TestAndBindsCloserThanElse(t *testing.T) {
	cal, err := calendar.ByName("china_exchange else weekends and none")
	if err != nil {
		t.Fatal(err)
	}
	// Read the other way, (exchange else weekends) and none, it would be the
	// same business days but not the same estimate.
	fallback, ok := cal.(*calendar.FallbackCalendar)
	if !ok {
		t.Fatalf("%T", cal)
	}
	if estimated, err := fallback.Estimated(day("2027-01-04")); err != nil || !estimated {
		t.Errorf("%v, %v", estimated, err)
	}
}

func ExampleByName() {
	cal, err := calendar.ByName("china_interbank else weekends")
	if err != nil {
		fmt.Println(err)
		return
	}
	d, err := calendar.Following.Adjust(calendar.MustNew(2027, 5, 1), cal)
	fmt.Println(cal.Name(), d, err)

	_, err = calendar.ByName("sse")
	fmt.Println(err)
	// Output:
	// china_interbank else weekends 2027-05-03 <nil>
	// calendar: unknown calendar "sse"; known: china_exchange, china_interbank, weekends, none
}

func ExampleUnion() {
	// A payment needs a day on which both markets work.
	joint := calendar.Union(calendar.ChinaExchange(), calendar.ChinaInterbank())
	d, err := calendar.Following.Adjust(calendar.MustNew(2025, 9, 28), joint)
	fmt.Println(d, err)
	// Output: 2025-09-29 <nil>
}
