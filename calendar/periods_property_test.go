package calendar_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/calendar"
	"pgregory.net/rapid"
)

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
