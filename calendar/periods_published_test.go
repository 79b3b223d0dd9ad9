package calendar_test

import (
	"testing"

	"github.com/ipabs/ipabs/calendar"
)

// Schedules of QuantLib's test-suite/schedule.cpp, the date constants as
// printed there.
func TestSchedulesOfQuantLib(t *testing.T) {
	cases := []struct {
		test string
		spec calendar.PeriodSpec
		want string
	}{
		{"testForwardDatesWithEomAdjustment",
			calendar.PeriodSpec{Start: day("1996-08-31"), End: day("1997-09-15"), Frequency: calendar.Semiannual, Stub: calendar.ShortBack, EndOfMonth: true},
			"1996-08-31 1997-02-28 1997-08-31 1997-09-15"},
		{"testBackwardDatesWithEomAdjustment",
			calendar.PeriodSpec{Start: day("1996-08-22"), End: day("1997-08-31"), Frequency: calendar.Semiannual, Stub: calendar.ShortFront, EndOfMonth: true},
			"1996-08-22 1996-08-31 1997-02-28 1997-08-31"},
		{"testShortEomSchedule",
			calendar.PeriodSpec{Start: day("2019-02-21"), End: day("2019-02-28"), Frequency: calendar.Annual, Stub: calendar.ShortFront, EndOfMonth: true},
			"2019-02-21 2019-02-28"},
		{"testEffectiveDateWithEomAdjustment",
			calendar.PeriodSpec{Start: day("2023-01-16"), End: day("2023-03-16"), FirstEnd: day("2023-01-31"), Frequency: calendar.Monthly, Stub: calendar.ShortBack, EndOfMonth: true},
			"2023-01-16 2023-01-31 2023-02-28 2023-03-16"},
		{"testFirstDateOnMaturity, backwards",
			calendar.PeriodSpec{Start: day("2016-09-20"), End: day("2016-12-20"), FirstEnd: day("2016-12-20"), Frequency: calendar.Quarterly, Stub: calendar.ShortFront},
			"2016-09-20 2016-12-20"},
		{"testFirstDateOnMaturity, forwards",
			calendar.PeriodSpec{Start: day("2016-09-20"), End: day("2016-12-20"), FirstEnd: day("2016-12-20"), Frequency: calendar.Quarterly, Stub: calendar.ShortBack},
			"2016-09-20 2016-12-20"},
		{"testNextToLastDateOnStart",
			calendar.PeriodSpec{Start: day("2016-09-20"), End: day("2016-12-20"), LastStart: day("2016-09-20"), Frequency: calendar.Quarterly, Stub: calendar.ShortFront},
			"2016-09-20 2016-12-20"},
		{"testActualActualIsma (test-suite/daycounters.cpp), first case",
			calendar.PeriodSpec{Start: day("1999-01-30"), End: day("2000-06-30"), FirstEnd: day("1999-07-30"), LastStart: day("2000-01-30"), Frequency: calendar.Semiannual},
			"1999-01-30 1999-07-30 2000-01-30 2000-06-30"},
		{"testEndDateWithEomAdjustment, weekends only", // the Japanese holidays do not matter here
			calendar.PeriodSpec{Start: day("2009-09-30"), End: day("2012-06-15"), Frequency: calendar.Semiannual, Stub: calendar.ShortBack, EndOfMonth: true,
				Roll: calendar.Preceding, Calendar: calendar.Weekends(), AccrualAdjusted: true},
			"2009-09-30 2010-03-31 2010-09-30 2011-03-31 2011-09-30 2012-03-30 2012-06-15"},
		{"testFirstDateWithEomAdjustment, unadjusted",
			calendar.PeriodSpec{Start: day("1996-08-10"), End: day("1998-08-10"), FirstEnd: day("1997-02-28"), Frequency: calendar.Semiannual, Stub: calendar.ShortBack, EndOfMonth: true},
			"1996-08-10 1997-02-28 1997-08-31 1998-02-28 1998-08-10"},
		{"testNextToLastWithEomAdjustment, unadjusted",
			calendar.PeriodSpec{Start: day("1996-08-10"), End: day("1998-08-10"), LastStart: day("1998-02-28"), Frequency: calendar.Semiannual, Stub: calendar.ShortFront, EndOfMonth: true},
			"1996-08-10 1996-08-31 1997-02-28 1997-08-31 1998-02-28 1998-08-10"},
	}
	for _, c := range cases {
		t.Run(c.test, func(t *testing.T) {
			periods, err := calendar.Generate(c.spec)
			if err != nil {
				t.Fatal(err)
			}
			checkDates(t, "dates", bounds(periods), days(c.want))
		})
	}
}

// Schedules of OpenGamma Strata, PeriodicScheduleTest, data_generation: dates
// before and after rolling by modified following over weekends.
func TestSchedulesOfStrata(t *testing.T) {
	type spec = calendar.PeriodSpec
	const m, q = calendar.Monthly, calendar.Quarterly
	cases := []struct {
		situation          string
		spec               spec
		unadjusted, rolled string
	}{
		{"no stub", spec{Start: day("2014-06-17"), End: day("2014-09-17"), Frequency: m},
			"2014-06-17 2014-07-17 2014-08-17 2014-09-17", "2014-06-17 2014-07-17 2014-08-18 2014-09-17"},
		{"no stub, one period", spec{Start: day("2014-06-17"), End: day("2014-07-17"), Frequency: m},
			"2014-06-17 2014-07-17", "2014-06-17 2014-07-17"},
		{"short initial", spec{Start: day("2014-06-04"), End: day("2014-09-17"), Frequency: m, Stub: calendar.ShortFront},
			"2014-06-04 2014-06-17 2014-07-17 2014-08-17 2014-09-17", "2014-06-04 2014-06-17 2014-07-17 2014-08-18 2014-09-17"},
		{"short initial, none needed", spec{Start: day("2014-06-17"), End: day("2014-09-17"), Frequency: m, Stub: calendar.ShortFront},
			"2014-06-17 2014-07-17 2014-08-17 2014-09-17", "2014-06-17 2014-07-17 2014-08-18 2014-09-17"},
		{"short initial, less than a month", spec{Start: day("2014-06-17"), End: day("2014-07-04"), Frequency: m, Stub: calendar.ShortFront},
			"2014-06-17 2014-07-04", "2014-06-17 2014-07-04"},
		{"short initial, month ends", spec{Start: day("2011-06-28"), End: day("2011-06-30"), Frequency: m, Stub: calendar.ShortFront, EndOfMonth: true},
			"2011-06-28 2011-06-30", "2011-06-28 2011-06-30"},
		{"short initial, quarterly", spec{Start: day("2014-12-12"), End: day("2015-08-24"), Frequency: q, Stub: calendar.ShortFront},
			"2014-12-12 2015-02-24 2015-05-24 2015-08-24", "2014-12-12 2015-02-24 2015-05-25 2015-08-24"},
		{"long initial", spec{Start: day("2014-06-04"), End: day("2014-09-17"), Frequency: m, Stub: calendar.LongFront},
			"2014-06-04 2014-07-17 2014-08-17 2014-09-17", "2014-06-04 2014-07-17 2014-08-18 2014-09-17"},
		{"long initial, none needed", spec{Start: day("2014-06-17"), End: day("2014-09-17"), Frequency: m, Stub: calendar.LongFront},
			"2014-06-17 2014-07-17 2014-08-17 2014-09-17", "2014-06-17 2014-07-17 2014-08-18 2014-09-17"},
		{"long initial, less than two months", spec{Start: day("2014-06-17"), End: day("2014-08-04"), Frequency: m, Stub: calendar.LongFront},
			"2014-06-17 2014-08-04", "2014-06-17 2014-08-04"},
		{"short final", spec{Start: day("2014-06-04"), End: day("2014-09-17"), Frequency: m, Stub: calendar.ShortBack},
			"2014-06-04 2014-07-04 2014-08-04 2014-09-04 2014-09-17", "2014-06-04 2014-07-04 2014-08-04 2014-09-04 2014-09-17"},
		{"short final, from the 29th", spec{Start: day("2014-11-29"), End: day("2015-09-02"), Frequency: q, Stub: calendar.ShortBack},
			"2014-11-29 2015-02-28 2015-05-29 2015-08-29 2015-09-02", "2014-11-28 2015-02-27 2015-05-29 2015-08-31 2015-09-02"},
		{"long final", spec{Start: day("2014-06-04"), End: day("2014-09-17"), Frequency: m, Stub: calendar.LongBack},
			"2014-06-04 2014-07-04 2014-08-04 2014-09-17", "2014-06-04 2014-07-04 2014-08-04 2014-09-17"},
		{"long final, less than two months", spec{Start: day("2014-06-17"), End: day("2014-08-04"), Frequency: m, Stub: calendar.LongBack},
			"2014-06-17 2014-08-04", "2014-06-17 2014-08-04"},
		{"explicit initial stub", spec{Start: day("2014-06-04"), End: day("2014-09-17"), FirstEnd: day("2014-06-17"), Frequency: m},
			"2014-06-04 2014-06-17 2014-07-17 2014-08-17 2014-09-17", "2014-06-04 2014-06-17 2014-07-17 2014-08-18 2014-09-17"},
		{"explicit final stub", spec{Start: day("2014-06-04"), End: day("2014-09-17"), LastStart: day("2014-08-04"), Frequency: m},
			"2014-06-04 2014-07-04 2014-08-04 2014-09-17", "2014-06-04 2014-07-04 2014-08-04 2014-09-17"},
		{"explicit double stub", spec{Start: day("2014-06-04"), End: day("2014-09-17"), FirstEnd: day("2014-07-11"), LastStart: day("2014-08-11"), Frequency: m},
			"2014-06-04 2014-07-11 2014-08-11 2014-09-17", "2014-06-04 2014-07-11 2014-08-11 2014-09-17"},
		{"the 30th over a year", spec{Start: day("2013-11-30"), End: day("2014-11-30"), Frequency: q},
			"2013-11-30 2014-02-28 2014-05-30 2014-08-30 2014-11-30", "2013-11-29 2014-02-28 2014-05-30 2014-08-29 2014-11-28"},
		{"month ends over a year", spec{Start: day("2013-11-30"), End: day("2014-11-30"), Frequency: q, EndOfMonth: true},
			"2013-11-30 2014-02-28 2014-05-31 2014-08-31 2014-11-30", "2013-11-29 2014-02-28 2014-05-30 2014-08-29 2014-11-28"},
		{"month ends between explicit stubs", spec{Start: day("2014-01-03"), End: day("2014-09-17"), FirstEnd: day("2014-02-28"), LastStart: day("2014-08-31"), Frequency: q, EndOfMonth: true},
			"2014-01-03 2014-02-28 2014-05-31 2014-08-31 2014-09-17", "2014-01-03 2014-02-28 2014-05-30 2014-08-29 2014-09-17"},
		{"one term", spec{Start: day("2014-06-04"), End: day("2014-09-17"), Frequency: calendar.Once},
			"2014-06-04 2014-09-17", "2014-06-04 2014-09-17"},
		{"the 30th through February", spec{Start: day("2015-01-30"), End: day("2015-04-30"), Frequency: m, DayOfMonth: 30},
			"2015-01-30 2015-02-28 2015-03-30 2015-04-30", "2015-01-30 2015-02-27 2015-03-30 2015-04-30"},
		{"the 30th from February", spec{Start: day("2015-02-28"), End: day("2015-04-30"), Frequency: m, DayOfMonth: 30},
			"2015-02-28 2015-03-30 2015-04-30", "2015-02-27 2015-03-30 2015-04-30"},
		{"the 30th from February, short initial", spec{Start: day("2015-02-28"), End: day("2015-04-30"), Frequency: m, DayOfMonth: 30, Stub: calendar.ShortFront},
			"2015-02-28 2015-03-30 2015-04-30", "2015-02-27 2015-03-30 2015-04-30"},
	}
	for _, c := range cases {
		t.Run(c.situation, func(t *testing.T) {
			periods, err := calendar.Generate(c.spec)
			if err != nil {
				t.Fatal(err)
			}
			checkDates(t, "unadjusted", bounds(periods), days(c.unadjusted))
			c.spec.Roll, c.spec.Calendar, c.spec.AccrualAdjusted = calendar.ModifiedFollowing, calendar.Weekends(), true
			periods, err = calendar.Generate(c.spec)
			if err != nil {
				t.Fatal(err)
			}
			checkDates(t, "rolled", bounds(periods), days(c.rolled))
			checkDates(t, "payments", payments(periods), days(c.rolled)[1:])
		})
	}
}
