package calendar_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/calendar"
	"pgregory.net/rapid"
)

// bounds are the dates that the periods run between.
func bounds(periods []calendar.Period) []calendar.Date {
	dates := []calendar.Date{periods[0].Start}
	for _, p := range periods {
		dates = append(dates, p.End)
	}
	return dates
}

func days(texts string) []calendar.Date {
	var dates []calendar.Date
	for _, text := range strings.Fields(texts) {
		dates = append(dates, day(text))
	}
	return dates
}

func checkDates(t *testing.T, what string, got, want []calendar.Date) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s:\n got %v\nwant %v", what, got, want)
	}
}

func TestSchedulesDoNotDrift(t *testing.T) {
	cases := []struct {
		situation string
		spec      calendar.PeriodSpec
		want      string
	}{
		{"from 31 January by months",
			calendar.PeriodSpec{Start: day("2023-01-31"), End: day("2023-05-31"), Frequency: calendar.Monthly},
			"2023-01-31 2023-02-28 2023-03-31 2023-04-30 2023-05-31"},
		{"back from 31 May by months",
			calendar.PeriodSpec{Start: day("2023-01-31"), End: day("2023-05-31"), Frequency: calendar.Monthly, Stub: calendar.ShortFront},
			"2023-01-31 2023-02-28 2023-03-31 2023-04-30 2023-05-31"},
		{"from 30 November by quarters, on the 30th",
			calendar.PeriodSpec{Start: day("2013-11-30"), End: day("2014-11-30"), Frequency: calendar.Quarterly},
			"2013-11-30 2014-02-28 2014-05-30 2014-08-30 2014-11-30"},
		{"from 30 November by quarters, at month ends",
			calendar.PeriodSpec{Start: day("2013-11-30"), End: day("2014-11-30"), Frequency: calendar.Quarterly, EndOfMonth: true},
			"2013-11-30 2014-02-28 2014-05-31 2014-08-31 2014-11-30"},
		{"from 28 February, on the 31st",
			calendar.PeriodSpec{Start: day("2023-02-28"), End: day("2023-05-31"), Frequency: calendar.Monthly, DayOfMonth: 31},
			"2023-02-28 2023-03-31 2023-04-30 2023-05-31"},
		{"from 29 February by years",
			calendar.PeriodSpec{Start: day("2024-02-29"), End: day("2028-02-29"), Frequency: calendar.Annual},
			"2024-02-29 2025-02-28 2026-02-28 2027-02-28 2028-02-29"},
		{"by two months",
			calendar.PeriodSpec{Start: day("2023-12-31"), End: day("2024-06-30"), Frequency: calendar.Bimonthly},
			"2023-12-31 2024-02-29 2024-04-30 2024-06-30"},
		{"by weeks",
			calendar.PeriodSpec{Start: day("2024-02-20"), End: day("2024-03-12"), Frequency: calendar.Weekly},
			"2024-02-20 2024-02-27 2024-03-05 2024-03-12"},
		{"once",
			calendar.PeriodSpec{Start: day("2024-02-20"), End: day("2025-03-12"), Frequency: calendar.Once},
			"2024-02-20 2025-03-12"},
		{"to the last day there is",
			calendar.PeriodSpec{Start: day("9999-10-31"), End: day("9999-12-31"), Frequency: calendar.Monthly},
			"9999-10-31 9999-11-30 9999-12-31"},
		{"from the first day there is",
			calendar.PeriodSpec{Start: day("0001-01-01"), End: day("0001-02-15"), Frequency: calendar.Monthly, Stub: calendar.ShortFront},
			"0001-01-01 0001-01-15 0001-02-15"},
	}
	for _, c := range cases {
		t.Run(c.situation, func(t *testing.T) {
			periods, err := calendar.Generate(c.spec)
			if err != nil {
				t.Fatal(err)
			}
			checkDates(t, "dates", bounds(periods), days(c.want))
		})
	}
}

func TestStubsLieWhereTheRuleSays(t *testing.T) {
	start, end := day("2024-01-15"), day("2024-08-01") // six months and a half, by quarters
	cases := []struct {
		stub    calendar.Stub
		want    string
		regular string // one letter per period
	}{
		{calendar.ShortFront, "2024-01-15 2024-02-01 2024-05-01 2024-08-01", "nyy"},
		{calendar.LongFront, "2024-01-15 2024-05-01 2024-08-01", "ny"},
		{calendar.ShortBack, "2024-01-15 2024-04-15 2024-07-15 2024-08-01", "yyn"},
		{calendar.LongBack, "2024-01-15 2024-04-15 2024-08-01", "yn"},
	}
	for _, c := range cases {
		t.Run(c.stub.String(), func(t *testing.T) {
			periods, err := calendar.Generate(calendar.PeriodSpec{Start: start, End: end, Frequency: calendar.Quarterly, Stub: c.stub})
			if err != nil {
				t.Fatal(err)
			}
			checkDates(t, "dates", bounds(periods), days(c.want))
			if got := regularity(periods); got != c.regular {
				t.Errorf("regular: %s, want %s", got, c.regular)
			}
		})
	}
	_, err := calendar.Generate(calendar.PeriodSpec{Start: start, End: end, Frequency: calendar.Quarterly})
	var detail *calendar.SpecError
	if !errors.Is(err, calendar.ErrBadSchedule) || !errors.As(err, &detail) || detail.Field != "Stub" {
		t.Errorf("no stub allowed: %v", err)
	}
}

func regularity(periods []calendar.Period) string {
	var b strings.Builder
	for _, p := range periods {
		if p.Regular {
			b.WriteByte('y')
		} else {
			b.WriteByte('n')
		}
	}
	return b.String()
}

func TestAnchorDaysAndNamedDates(t *testing.T) {
	cases := []struct {
		situation string
		spec      calendar.PeriodSpec
		want      string
		regular   string
	}{
		{"month ends from the middle of a month: the first lies in the month of the start",
			calendar.PeriodSpec{Start: day("2023-08-10"), End: day("2023-10-30"), Frequency: calendar.Monthly, EndOfMonth: true, Stub: calendar.ShortBack},
			"2023-08-10 2023-08-31 2023-09-30 2023-10-30", "nyn"},
		{"the 20th of the month, both ends odd",
			calendar.PeriodSpec{Start: day("2024-01-15"), End: day("2024-04-28"), Frequency: calendar.Monthly, DayOfMonth: 20, Stub: calendar.ShortFront},
			"2024-01-15 2024-01-20 2024-02-20 2024-03-20 2024-04-20 2024-04-28", "nyyyn"},
		{"the same with a long first period",
			calendar.PeriodSpec{Start: day("2024-01-15"), End: day("2024-04-28"), Frequency: calendar.Monthly, DayOfMonth: 20, Stub: calendar.LongFront},
			"2024-01-15 2024-02-20 2024-03-20 2024-04-20 2024-04-28", "nyyn"},
		{"the same with a long last period",
			calendar.PeriodSpec{Start: day("2024-01-15"), End: day("2024-04-28"), Frequency: calendar.Monthly, DayOfMonth: 20, Stub: calendar.LongBack},
			"2024-01-15 2024-01-20 2024-02-20 2024-03-20 2024-04-28", "nyyn"},
		{"an anchor day before the start's day waits a period",
			calendar.PeriodSpec{Start: day("2024-01-25"), End: day("2024-04-20"), Frequency: calendar.Monthly, DayOfMonth: 20, Stub: calendar.ShortBack},
			"2024-01-25 2024-02-20 2024-03-20 2024-04-20", "nyy"},
		{"first payment named, then the 20th", // set-up of worked case pac-1 (AbsBox, test_pac_01)
			calendar.PeriodSpec{Start: day("2021-04-15"), End: day("2021-11-20"), FirstEnd: day("2021-07-26"), Frequency: calendar.Monthly, DayOfMonth: 20, Stub: calendar.ShortBack},
			"2021-04-15 2021-07-26 2021-08-20 2021-09-20 2021-10-20 2021-11-20", "nnyyy"},
		{"a first period of one regular step is regular",
			calendar.PeriodSpec{Start: day("2024-01-20"), End: day("2024-07-20"), FirstEnd: day("2024-04-20"), Frequency: calendar.Quarterly},
			"2024-01-20 2024-04-20 2024-07-20", "yy"},
		{"first and last period named, nothing odd between",
			calendar.PeriodSpec{Start: day("2024-01-20"), End: day("2024-12-31"), FirstEnd: day("2024-03-01"), LastStart: day("2024-09-01"), Frequency: calendar.Quarterly},
			"2024-01-20 2024-03-01 2024-06-01 2024-09-01 2024-12-31", "nyyn"},
		{"first and last period named, and nothing between",
			calendar.PeriodSpec{Start: day("2024-01-20"), End: day("2024-12-31"), FirstEnd: day("2024-06-01"), LastStart: day("2024-06-01"), Frequency: calendar.Quarterly},
			"2024-01-20 2024-06-01 2024-12-31", "nn"},
		{"the first period is the whole",
			calendar.PeriodSpec{Start: day("2024-01-20"), End: day("2024-04-20"), FirstEnd: day("2024-04-20"), Frequency: calendar.Quarterly},
			"2024-01-20 2024-04-20", "y"},
		{"the last period is the whole",
			calendar.PeriodSpec{Start: day("2024-01-20"), End: day("2024-04-25"), LastStart: day("2024-01-20"), Frequency: calendar.Quarterly},
			"2024-01-20 2024-04-25", "n"},
		{"shorter than a period",
			calendar.PeriodSpec{Start: day("2024-01-20"), End: day("2024-02-25"), Frequency: calendar.Quarterly, Stub: calendar.LongFront},
			"2024-01-20 2024-02-25", "n"},
		{"days with a long last period",
			calendar.PeriodSpec{Start: day("2024-01-01"), End: day("2024-01-25"), Frequency: -10, Stub: calendar.LongBack},
			"2024-01-01 2024-01-11 2024-01-25", "yn"},
		{"days counted back",
			calendar.PeriodSpec{Start: day("2024-01-01"), End: day("2024-01-25"), Frequency: -10, Stub: calendar.ShortFront},
			"2024-01-01 2024-01-05 2024-01-15 2024-01-25", "nyy"},
	}
	for _, c := range cases {
		t.Run(c.situation, func(t *testing.T) {
			periods, err := calendar.Generate(c.spec)
			if err != nil {
				t.Fatal(err)
			}
			checkDates(t, "dates", bounds(periods), days(c.want))
			if got := regularity(periods); got != c.regular {
				t.Errorf("regular: %s, want %s", got, c.regular)
			}
		})
	}
}

func TestPaymentsAreRolledAndAccrualOnlyWhenAsked(t *testing.T) {
	spec := calendar.PeriodSpec{
		Start: day("2023-12-10"), End: day("2024-03-10"), Frequency: calendar.Monthly,
		Roll: calendar.Following, Calendar: calendar.ChinaExchange(),
	}
	periods, err := calendar.Generate(spec)
	if err != nil {
		t.Fatal(err)
	}
	checkDates(t, "accrual", bounds(periods), days("2023-12-10 2024-01-10 2024-02-10 2024-03-10"))
	checkDates(t, "payment", payments(periods), days("2024-01-10 2024-02-19 2024-03-11"))

	spec.AccrualAdjusted = true
	periods, err = calendar.Generate(spec)
	if err != nil {
		t.Fatal(err)
	}
	checkDates(t, "accrual", bounds(periods), days("2023-12-11 2024-01-10 2024-02-19 2024-03-11"))
	checkDates(t, "payment", payments(periods), days("2024-01-10 2024-02-19 2024-03-11"))
	if got := regularity(periods); got != "yyy" {
		t.Errorf("regular: %s; the unadjusted dates decide", got)
	}
}

func payments(periods []calendar.Period) []calendar.Date {
	var dates []calendar.Date
	for _, p := range periods {
		dates = append(dates, p.Payment)
	}
	return dates
}

func TestASpecReportsEveryFault(t *testing.T) {
	_, err := calendar.Generate(calendar.PeriodSpec{
		Start: day("2024-06-30"), End: day("2024-01-31"), FirstEnd: day("2024-06-30"), LastStart: day("2024-01-31"),
		DayOfMonth: 32, EndOfMonth: true, Stub: 9, Roll: calendar.Following,
	})
	var list *calendar.FaultList
	if !errors.Is(err, calendar.ErrBadSchedule) || !errors.As(err, &list) {
		t.Fatalf("error %v", err)
	}
	var fields []string
	for _, fault := range list.Faults {
		var detail *calendar.SpecError
		if !errors.As(fault, &detail) {
			t.Fatalf("fault %v", fault)
		}
		fields = append(fields, detail.Field)
	}
	if got := strings.Join(fields, " "); got != "End Frequency Stub FirstEnd LastStart LastStart DayOfMonth DayOfMonth Calendar" {
		t.Errorf("faults in %s:\n%v", got, err)
	}
}

func TestSpecFaultsOneByOne(t *testing.T) {
	good := calendar.PeriodSpec{Start: day("2024-01-31"), End: day("2024-07-31"), Frequency: calendar.Monthly}
	if _, err := calendar.Generate(good); err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		situation string
		change    func(*calendar.PeriodSpec)
		field     string
	}{
		{"start not set", func(s *calendar.PeriodSpec) { s.Start = 0 }, "Start"},
		{"end not set", func(s *calendar.PeriodSpec) { s.End = 0 }, "End"},
		{"end at the start", func(s *calendar.PeriodSpec) { s.End = s.Start }, "End"},
		{"frequency not set", func(s *calendar.PeriodSpec) { s.Frequency = 0 }, "Frequency"},
		{"frequency out of range", func(s *calendar.PeriodSpec) { s.Frequency = 5000 }, "Frequency"},
		{"first end at the start", func(s *calendar.PeriodSpec) { s.FirstEnd = s.Start }, "FirstEnd"},
		{"first end after the end", func(s *calendar.PeriodSpec) { s.FirstEnd = s.End + 1 }, "FirstEnd"},
		{"last start at the end", func(s *calendar.PeriodSpec) { s.LastStart = s.End }, "LastStart"},
		{"last start before the start", func(s *calendar.PeriodSpec) { s.LastStart = s.Start - 1 }, "LastStart"},
		{"negative day of the month", func(s *calendar.PeriodSpec) { s.DayOfMonth = -1 }, "DayOfMonth"},
		{"month ends on the 15th", func(s *calendar.PeriodSpec) { s.DayOfMonth, s.EndOfMonth = 15, true }, "DayOfMonth"},
		{"weeks on the 15th", func(s *calendar.PeriodSpec) { s.DayOfMonth, s.Frequency = 15, calendar.Weekly }, "DayOfMonth"},
		{"weeks at month ends", func(s *calendar.PeriodSpec) { s.EndOfMonth, s.Frequency = true, calendar.Weekly }, "EndOfMonth"},
		{"once with a first period", func(s *calendar.PeriodSpec) { s.FirstEnd, s.Frequency = day("2024-02-29"), calendar.Once }, "Frequency"},
		{"unknown roll", func(s *calendar.PeriodSpec) { s.Roll, s.Calendar = 99, calendar.Weekends() }, "Roll"},
		{"roll without a calendar", func(s *calendar.PeriodSpec) { s.Roll = calendar.Preceding }, "Calendar"},
		{"a stub where none is allowed", func(s *calendar.PeriodSpec) { s.End++ }, "Stub"},
		{"more periods than the limit", func(s *calendar.PeriodSpec) { s.End, s.Frequency = s.Start.AddDays(calendar.MaxPeriods+1), -1 }, "Frequency"},
		{"days that fall together once rolled", func(s *calendar.PeriodSpec) {
			s.End, s.Frequency, s.AccrualAdjusted, s.Roll, s.Calendar = s.Start.AddDays(6), -1, true, calendar.Following, calendar.Weekends()
		}, "Roll"},
	}
	for _, c := range cases {
		t.Run(c.situation, func(t *testing.T) {
			spec := good
			c.change(&spec)
			periods, err := calendar.Generate(spec)
			var detail *calendar.SpecError
			if !errors.Is(err, calendar.ErrBadSchedule) || !errors.As(err, &detail) || detail.Field != c.field {
				t.Errorf("error %v, want a fault in %s", err, c.field)
			}
			if periods != nil {
				t.Error("periods beside an error")
			}
		})
	}
}

func TestTheLimitOnPeriodsIsReached(t *testing.T) {
	spec := calendar.PeriodSpec{Start: day("2024-01-31"), Frequency: -1}
	spec.End = spec.Start.AddDays(calendar.MaxPeriods - 2)
	if periods, err := calendar.Generate(spec); err != nil || len(periods) != calendar.MaxPeriods-2 {
		t.Errorf("%d periods, %v", len(periods), err)
	}
}

func TestDatesTheCalendarDoesNotCoverAreAllNamed(t *testing.T) {
	_, err := calendar.Generate(calendar.PeriodSpec{
		Start: day("2025-10-20"), End: day("2027-10-20"), Frequency: calendar.Quarterly,
		Roll: calendar.Following, Calendar: calendar.ChinaInterbank(),
	})
	if !errors.Is(err, calendar.ErrUncovered) {
		t.Fatalf("error %v", err)
	}
	for _, date := range []string{"2027-01-20", "2027-04-20", "2027-07-20", "2027-10-20"} {
		if !strings.Contains(err.Error(), "schedule date "+date) {
			t.Errorf("nothing about %s in:\n%v", date, err)
		}
	}
}

func TestFromDatesTakesTheListAsItIs(t *testing.T) {
	list := days("2024-01-15 2024-02-10 2024-06-30 2024-07-01")
	periods, err := calendar.FromDates(list, calendar.Following, calendar.ChinaExchange(), false)
	if err != nil {
		t.Fatal(err)
	}
	checkDates(t, "accrual", bounds(periods), list)
	checkDates(t, "payment", payments(periods), days("2024-02-19 2024-07-01 2024-07-01"))
	if regularity(periods) != "nnn" {
		t.Errorf("regular: %s", regularity(periods))
	}
	if _, err := calendar.FromDates(list, calendar.Following, calendar.ChinaExchange(), true); !errors.Is(err, calendar.ErrBadSchedule) {
		t.Errorf("accrual periods that vanish: %v", err)
	}
}

func TestFromDatesReportsEveryFault(t *testing.T) {
	_, err := calendar.FromDates([]calendar.Date{day("2024-01-15"), 0, day("2024-03-15"), day("2024-03-15"), day("2024-02-15")}, calendar.Following, nil, false)
	if !errors.Is(err, calendar.ErrBadSchedule) {
		t.Fatalf("error %v", err)
	}
	for _, part := range []string{"dates[1] is not set", "dates[3] 2024-03-15 is not after", "dates[4] 2024-02-15 is not after", "Calendar is not set"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("nothing about %q in:\n%v", part, err)
		}
	}
	for _, list := range [][]calendar.Date{nil, days("2024-01-15")} {
		if _, err := calendar.FromDates(list, calendar.Unadjusted, nil, false); !errors.Is(err, calendar.ErrBadSchedule) {
			t.Errorf("%v: %v", list, err)
		}
	}
}

func TestMonthEnds(t *testing.T) {
	checkDates(t, "within", calendar.MonthEnds(day("2024-01-31"), day("2024-04-29")), days("2024-01-31 2024-02-29 2024-03-31"))
	checkDates(t, "to a month's end", calendar.MonthEnds(day("2024-01-01"), day("2024-02-29")), days("2024-01-31 2024-02-29"))
	checkDates(t, "inside one month", calendar.MonthEnds(day("2024-01-02"), day("2024-01-30")), nil)
	checkDates(t, "reversed", calendar.MonthEnds(day("2024-04-30"), day("2024-01-31")), nil)
	checkDates(t, "unset", calendar.MonthEnds(0, day("2024-01-31")), nil)
	checkDates(t, "the last month", calendar.MonthEnds(day("9999-12-01"), calendar.MaxDate), []calendar.Date{calendar.MaxDate})
}

func anySpec() *rapid.Generator[calendar.PeriodSpec] {
	return rapid.Custom(func(t *rapid.T) calendar.PeriodSpec {
		start := calendar.Date(rapid.Int32Range(int32(day("2016-03-01")), int32(day("2022-12-31"))).Draw(t, "start"))
		spec := calendar.PeriodSpec{
			Start: start, End: start.AddDays(rapid.IntRange(1, 1300).Draw(t, "length")),
			Frequency:       rapid.SampledFrom([]calendar.Frequency{calendar.Monthly, calendar.Bimonthly, calendar.Quarterly, 5, calendar.Semiannual, calendar.Annual, calendar.Once, -28, -90}).Draw(t, "frequency"),
			Stub:            rapid.SampledFrom(calendar.Stubs()[1:]).Draw(t, "stub"),
			Roll:            rapid.SampledFrom(calendar.Rolls()).Draw(t, "roll"),
			Calendar:        anyCalendar().Draw(t, "calendar"),
			AccrualAdjusted: rapid.Bool().Draw(t, "accrual adjusted"),
		}
		if spec.Frequency.Months() != 0 {
			switch rapid.IntRange(0, 2).Draw(t, "anchor") {
			case 1:
				spec.EndOfMonth = true
			case 2:
				spec.DayOfMonth = rapid.IntRange(1, 31).Draw(t, "day of month")
			}
		}
		if spec.Frequency != calendar.Once {
			if rapid.Bool().Draw(t, "named first") {
				spec.FirstEnd = calendar.Date(rapid.Int32Range(int32(spec.Start)+1, int32(spec.End)).Draw(t, "first end"))
			}
			if rapid.Bool().Draw(t, "named last") {
				spec.LastStart = calendar.Date(rapid.Int32Range(int32(max(spec.Start, spec.FirstEnd)), int32(spec.End)).Draw(t, "last start"))
				if spec.LastStart == spec.End {
					spec.LastStart = 0
				}
			}
		}
		return spec
	})
}

func TestPeriodsCoverTheScheduleWithoutGapOrOverlap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spec := anySpec().Draw(t, "spec")
		periods, err := calendar.Generate(spec)
		if errors.Is(err, calendar.ErrBadSchedule) && spec.AccrualAdjusted {
			return // two dates that roll onto one day
		}
		if err != nil {
			t.Fatal(err)
		}
		first, last := spec.Start, spec.End
		if spec.AccrualAdjusted {
			first, _ = spec.Roll.Adjust(first, spec.Calendar)
			last, _ = spec.Roll.Adjust(last, spec.Calendar)
		}
		if periods[0].Start != first || periods[len(periods)-1].End != last {
			t.Fatalf("from %v to %v, want %v to %v", periods[0].Start, periods[len(periods)-1].End, first, last)
		}
		for i, p := range periods {
			if p.Start >= p.End {
				t.Fatalf("period %d: %v to %v", i, p.Start, p.End)
			}
			if i > 0 && (p.Start != periods[i-1].End || p.Payment < periods[i-1].Payment) {
				t.Fatalf("period %d: %+v after %+v", i, p, periods[i-1])
			}
			if spec.AccrualAdjusted && p.Payment != p.End {
				t.Fatalf("period %d: accrual to %v, payment on %v", i, p.End, p.Payment)
			}
			if paid, err := spec.Roll.Adjust(p.End, spec.Calendar); err != nil || paid != p.Payment {
				t.Fatalf("period %d: %v is paid on %v, want %v (%v)", i, p.End, p.Payment, paid, err)
			}
		}
	})
}

// Without named dates and with dates as generated, every inner date lies a whole
// number of steps from the one date counted from, which is the law against
// drift; and no period is longer than two steps.
func TestInnerDatesLieWholeStepsFromTheDateCountedFrom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spec := anySpec().Draw(t, "spec")
		spec.FirstEnd, spec.LastStart, spec.Roll, spec.AccrualAdjusted = 0, 0, calendar.Unadjusted, false
		periods, err := calendar.Generate(spec)
		if err != nil {
			t.Fatal(err)
		}
		seed := spec.End
		if spec.Stub == calendar.ShortBack || spec.Stub == calendar.LongBack {
			seed = spec.Start
		}
		dates := bounds(periods)
		for _, d := range dates[1 : len(dates)-1] {
			if n := spec.Frequency.Days(); n != 0 {
				if d.Sub(seed)%n != 0 {
					t.Fatalf("%v is not whole %v periods from %v", d, spec.Frequency, seed)
				}
				continue
			}
			months := 12*(d.Year()-seed.Year()) + d.Month() - seed.Month()
			if months%spec.Frequency.Months() != 0 {
				t.Fatalf("%v is not whole %v periods from %v", d, spec.Frequency, seed)
			}
			want := seed.AddMonths(months)
			switch {
			case spec.EndOfMonth:
				want = d.EndOfMonth()
			case spec.DayOfMonth != 0:
				want = calendar.MustNew(d.Year(), d.Month(), min(spec.DayOfMonth, d.DaysInMonth()))
			}
			if d != want {
				t.Fatalf("%v, want %v", d, want)
			}
		}
		odd := strings.Count(regularity(periods), "n")
		if spec.DayOfMonth == 0 && !spec.EndOfMonth && odd > 1 || odd > 2 {
			t.Fatalf("%d odd periods in %v", odd, dates)
		}
	})
}

func ExampleGenerate() {
	periods, err := calendar.Generate(calendar.PeriodSpec{
		Start:     calendar.MustNew(2024, 1, 31),
		End:       calendar.MustNew(2024, 5, 31),
		Frequency: calendar.Monthly,
		Roll:      calendar.Following, // 顺延至下一工作日
		Calendar:  calendar.ChinaInterbank(),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range periods {
		interest, _ := calendar.Act365F.Fraction(p.Start, p.End)
		fmt.Println(p.Start, p.End, p.Payment, interest)
	}
	// Output:
	// 2024-01-31 2024-02-29 2024-02-29 29/365
	// 2024-02-29 2024-03-31 2024-04-01 31/365
	// 2024-03-31 2024-04-30 2024-04-30 6/73
	// 2024-04-30 2024-05-31 2024-05-31 31/365
}

func ExampleGenerate_firstPayment() {
	// The plan document names the first payment day (首个兑付日) and then the 20th.
	periods, err := calendar.Generate(calendar.PeriodSpec{
		Start: calendar.MustNew(2021, 4, 15), End: calendar.MustNew(2022, 1, 20),
		FirstEnd: calendar.MustNew(2021, 7, 26), DayOfMonth: 20,
		Frequency: calendar.Quarterly, Stub: calendar.ShortBack,
	})
	for _, p := range periods {
		fmt.Println(p.Start, p.End, p.Regular)
	}
	fmt.Println(err)
	// Output:
	// 2021-04-15 2021-07-26 false
	// 2021-07-26 2021-10-20 false
	// 2021-10-20 2022-01-20 true
	// <nil>
}

func ExampleFromDates() {
	periods, err := calendar.FromDates([]calendar.Date{
		calendar.MustNew(2024, 1, 15), calendar.MustNew(2024, 6, 30), calendar.MustNew(2024, 12, 31),
	}, calendar.Unadjusted, nil, false)
	fmt.Println(len(periods), periods[1].Start, periods[1].End, err)
	// Output: 2 2024-06-30 2024-12-31 <nil>
}
