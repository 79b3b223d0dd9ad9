package calendar_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/calendar"
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
		{"first payment named, then the 20th", // set-up of AbsBox, test_pac_01
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
