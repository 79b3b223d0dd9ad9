package calendar_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/calendar"
)

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
	spec.End = spec.Start.AddDays(calendar.MaxPeriods)
	if periods, err := calendar.Generate(spec); err != nil || len(periods) != calendar.MaxPeriods {
		t.Errorf("%d periods, %v", len(periods), err)
	}
	spec.End++
	spec.FirstEnd, spec.LastStart = spec.Start+1, spec.End-1
	if _, err := calendar.Generate(spec); !errors.Is(err, calendar.ErrBadSchedule) {
		t.Errorf("one more: %v", err)
	}
	dates := make([]calendar.Date, calendar.MaxPeriods+2)
	for i := range dates {
		dates[i] = spec.Start.AddDays(i)
	}
	if _, err := calendar.FromDates(dates, calendar.Unadjusted, nil, false); !errors.Is(err, calendar.ErrBadSchedule) {
		t.Errorf("one date too many: %v", err)
	}
	if periods, err := calendar.FromDates(dates[1:], calendar.Unadjusted, nil, false); err != nil || len(periods) != calendar.MaxPeriods {
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
