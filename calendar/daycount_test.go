package calendar_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/ipabs/ipabs/calendar"
	"pgregory.net/rapid"
)

// share is the fraction of a convention that needs no termination date to be
// meaningful in the test; a termination far away leaves 30E/360 ISDA its
// ordinary rule.
func share(t interface{ Fatal(...any) }, c calendar.DayCount, start, end calendar.Date) calendar.Fraction {
	f, err := c.FractionTo(start, end, calendar.MaxDate)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func anyDayCount() *rapid.Generator[calendar.DayCount] {
	return rapid.SampledFrom(calendar.DayCounts())
}

func TestReversingTheDatesChangesTheSign(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyDayCount().Draw(t, "convention")
		a, b := anyDate().Draw(t, "a"), anyDate().Draw(t, "b")
		forth, back := share(t, c, a, b), share(t, c, b, a)
		if forth != back.Neg() {
			t.Fatalf("%v %v to %v: %v, back %v", c, a, b, forth, back)
		}
		if a <= b && forth.Sign() < 0 {
			t.Fatalf("%v %v to %v: %v", c, a, b, forth)
		}
	})
}

func TestNoTimeIsNoShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, d := anyDayCount().Draw(t, "convention"), anyDate().Draw(t, "date")
		if f := share(t, c, d, d); f != (calendar.Fraction{Num: 0, Den: 1}) {
			t.Fatalf("%v %v to itself: %v", c, d, f)
		}
	})
	last := day("2023-02-28")
	if f, err := calendar.ThirtyE360ISDA.FractionTo(last, last, last); err != nil || f.Sign() != 0 {
		t.Errorf("30E/360 ISDA from the termination date to itself: %v, %v", f, err)
	}
	if f := share(t, calendar.ThirtyEPlus360, day("2023-01-31"), day("2023-01-31")); f.Sign() != 0 {
		t.Errorf("30E+/360 from a 31st to itself: %v", f)
	}
}

// The conventions that give every day one fixed weight add up over intervals
// that touch.
func TestActualConventionsAddUp(t *testing.T) {
	additive := []calendar.DayCount{calendar.Act365F, calendar.Act360, calendar.ActActISDA, calendar.NL365}
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(additive).Draw(t, "convention")
		a, b, d := anyDate().Draw(t, "a"), anyDate().Draw(t, "b"), anyDate().Draw(t, "c")
		whole, parts := share(t, c, a, d), share(t, c, a, b).Add(share(t, c, b, d))
		if whole != parts {
			t.Fatalf("%v %v to %v: %v, through %v: %v", c, a, d, whole, b, parts)
		}
	})
}

// ACT/ACT ISDA, NL/365 and ACT/365A from their definitions, one day at a time.
// Day k of an interval is the one that ends on the k-th date after its start.
func TestConventionsCountedDayByDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := modernDate().Draw(t, "start")
		end := start.AddDays(rapid.IntRange(0, 2500).Draw(t, "days"))
		var inLeap, inCommon, leapDays int64
		for d := start; d < end; d++ {
			if d.IsLeap() {
				inLeap++
			} else {
				inCommon++
			}
			if next := d.AddDays(1); next.Month() == 2 && next.Day() == 29 {
				leapDays++
			}
		}
		all := inLeap + inCommon
		year := int64(365)
		if leapDays > 0 {
			year = 366
		}
		for _, c := range []struct {
			convention calendar.DayCount
			want       calendar.Fraction
		}{
			{calendar.ActActISDA, fraction(inLeap, 366).Add(fraction(inCommon, 365))},
			{calendar.NL365, fraction(all-leapDays, 365)},
			{calendar.Act365A, fraction(all, year)},
			{calendar.Act365F, fraction(all, 365)},
			{calendar.Act360, fraction(all, 360)},
		} {
			if got := share(t, c.convention, start, end); got != c.want {
				t.Fatalf("%v %v to %v: %v, want %v", c.convention, start, end, got, c.want)
			}
		}
	})
}

// Between the same day of two months, neither of them a month end, every
// convention of the 30/360 family counts 30 days a month.
func TestThirtyDayMonthsFromTheMiddleOfAMonth(t *testing.T) {
	family := []calendar.DayCount{calendar.Thirty360US, calendar.Thirty360ISDA, calendar.ThirtyE360, calendar.ThirtyE360ISDA, calendar.ThirtyEPlus360}
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(family).Draw(t, "convention")
		start := calendar.MustNew(rapid.IntRange(1900, 2200).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 27).Draw(t, "day"))
		n := rapid.IntRange(0, 600).Draw(t, "months")
		if got := share(t, c, start, start.AddMonths(n)); got != fraction(int64(n), 12) {
			t.Fatalf("%v %v and %d months: %v", c, start, n, got)
		}
	})
}

// Fraction is Days over the divisor of the convention.
func TestDaysAreTheNumerator(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyDayCount().Draw(t, "convention")
		a, b := anyDate().Draw(t, "a"), anyDate().Draw(t, "b")
		days, err := c.DaysTo(a, b, calendar.MaxDate)
		if err != nil {
			t.Fatal(err)
		}
		f := share(t, c, a, b)
		var divisors []int64
		switch c {
		case calendar.ActActISDA:
			if days != b.Sub(a) {
				t.Fatalf("%v %v to %v: %d days", c, a, b, days)
			}
			return
		case calendar.Act365L, calendar.Act365A:
			divisors = []int64{365, 366}
		case calendar.Act365F, calendar.NL365:
			divisors = []int64{365}
		default:
			divisors = []int64{360}
		}
		for _, divisor := range divisors {
			if f == fraction(int64(days), divisor) {
				return
			}
		}
		t.Fatalf("%v %v to %v: %d days, but %v", c, a, b, days, f)
	})
}

func TestDayCountErrors(t *testing.T) {
	a, b := day("2024-01-31"), day("2024-02-29")
	var unset calendar.Date
	cases := []struct {
		situation               string
		convention              calendar.DayCount
		start, end, termination calendar.Date
		want                    error
	}{
		{"convention not set", 0, a, b, b, calendar.ErrUnknownDayCount},
		{"convention out of range", 99, a, b, b, calendar.ErrUnknownDayCount},
		{"start not set", calendar.Act365F, unset, b, b, calendar.ErrNoDate},
		{"end not set", calendar.Act365F, a, unset, b, calendar.ErrNoDate},
		{"termination needed and not set", calendar.ThirtyE360ISDA, a, b, unset, calendar.ErrNeedsTermination},
		{"termination not needed", calendar.Thirty360US, a, b, unset, nil},
	}
	for _, c := range cases {
		t.Run(c.situation, func(t *testing.T) {
			if _, err := c.convention.FractionTo(c.start, c.end, c.termination); !errors.Is(err, c.want) {
				t.Errorf("FractionTo: %v, want %v", err, c.want)
			}
			if _, err := c.convention.DaysTo(c.start, c.end, c.termination); !errors.Is(err, c.want) {
				t.Errorf("DaysTo: %v, want %v", err, c.want)
			}
		})
	}
	if _, err := calendar.ThirtyE360ISDA.Fraction(a, b); !errors.Is(err, calendar.ErrNeedsTermination) {
		t.Errorf("30E/360 ISDA without termination: %v", err)
	}
	if days, err := calendar.Act365F.Days(a, b); err != nil || days != 29 {
		t.Errorf("Days: %d, %v", days, err)
	}
}

func TestParseDayCountReadsCommonSpellings(t *testing.T) {
	spellings := []struct {
		want  calendar.DayCount
		texts []string
	}{
		{calendar.Act365F, []string{"ACT/365F", "ACT/365", "Act/365 (Fixed)", "Actual/365", "actual/365 fixed", "A/365F", "实际/365", "ACT/365.FIXED"}},
		{calendar.Act360, []string{"ACT/360", "Actual/360", "A/360", "act / 360", "实际/360", "实际天数/360"}},
		{calendar.ActActISDA, []string{"ACT/ACT ISDA", "ACT/ACT", "Actual/Actual", "Actual/Actual (ISDA)", "act/act-isda", "实际/实际"}},
		{calendar.Act365L, []string{"ACT/365L", "Actual/365L", "ISMA-Year", "ACT/365 Leap year"}},
		{calendar.Act365A, []string{"ACT/365A", "ACT/365 Actual", "Actual/365 Actual"}},
		{calendar.NL365, []string{"NL/365", "NL365", "ACT/365 NL", "365 no leap"}},
		{calendar.Thirty360US, []string{"30/360 US", "30U/360", "30/360 (SIA)", "30u/360 eom"}},
		{calendar.Thirty360ISDA, []string{"30/360 ISDA", "30/360", "360/360", "Bond Basis", "30/360 Bond Basis"}},
		{calendar.ThirtyE360, []string{"30E/360", "Eurobond Basis", "30e/360", "30/360 European"}},
		{calendar.ThirtyE360ISDA, []string{"30E/360 ISDA", "30E/360 (ISDA)", "30/360 German"}},
		{calendar.ThirtyEPlus360, []string{"30E+/360", "30e+ / 360"}},
	}
	if len(spellings) != len(calendar.DayCounts()) {
		t.Fatal("a convention has no spelling here")
	}
	for _, s := range spellings {
		for _, text := range s.texts {
			if got, err := calendar.ParseDayCount(text); err != nil || got != s.want {
				t.Errorf("%q: %v, %v; want %v", text, got, err, s.want)
			}
		}
	}
}

func TestParseDayCountRefusesOtherNames(t *testing.T) {
	for _, text := range []string{"", "unset", "365", "ACT", "ACT/", "/365", "ACT/364", "ACT/ACT ICMA", "ACT/ACT AFB", "30/365", "ACT/365/F", "30/360 NASD", "BUS/252"} {
		_, err := calendar.ParseDayCount(text)
		var detail *calendar.NameError
		if !errors.Is(err, calendar.ErrUnknownDayCount) || !errors.As(err, &detail) || len(detail.Known) != len(calendar.DayCounts()) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestDayCountsAreTextInJSON(t *testing.T) {
	type spec struct {
		Basis calendar.DayCount `json:"basis"`
	}
	for _, c := range append(calendar.DayCounts(), 0) {
		text, err := json.Marshal(spec{c})
		if err != nil {
			t.Fatal(err)
		}
		var back spec
		if err := json.Unmarshal(text, &back); err != nil || back.Basis != c {
			t.Errorf("%v: written %s, read %v, %v", c, text, back.Basis, err)
		}
	}
	var s spec
	if err := json.Unmarshal([]byte(`{"basis":"ACT/999"}`), &s); !errors.Is(err, calendar.ErrUnknownDayCount) {
		t.Errorf("unknown name: %v", err)
	}
	if err := json.Unmarshal([]byte(`{"basis":1}`), &s); err == nil {
		t.Error("a number was read as a day count")
	}
	if _, err := json.Marshal(spec{99}); !errors.Is(err, calendar.ErrUnknownDayCount) {
		t.Errorf("writing a value that is no convention: %v", err)
	}
	if calendar.DayCount(0).String() != "unset" || calendar.DayCount(0).IsValid() || calendar.DayCount(99).IsValid() {
		t.Error("zero value")
	}
}

func FuzzParseDayCount(f *testing.F) {
	for _, c := range calendar.DayCounts() {
		f.Add(c.String())
	}
	for _, seed := range []string{"", "/", "Actual/Actual", "实际/365", "ＡＣＴ/365", "30E+/360\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := calendar.ParseDayCount(text)
		if err != nil {
			if !errors.Is(err, calendar.ErrUnknownDayCount) || c != 0 {
				t.Fatalf("%q: %v, %v", text, c, err)
			}
			return
		}
		if back, err := calendar.ParseDayCount(c.String()); err != nil || back != c {
			t.Fatalf("%q reads as %v, which reads as %v, %v", text, c, back, err)
		}
	})
}

func ExampleDayCount_Fraction() {
	start, end := calendar.MustNew(2024, 1, 26), calendar.MustNew(2024, 4, 26)
	for _, c := range []calendar.DayCount{calendar.Act365F, calendar.Act360, calendar.ActActISDA, calendar.ThirtyE360} {
		days, _ := c.Days(start, end)
		f, err := c.Fraction(start, end)
		fmt.Println(c, days, f, err)
	}
	// Output:
	// ACT/365F 91 91/365 <nil>
	// ACT/360 91 91/360 <nil>
	// ACT/ACT ISDA 91 91/366 <nil>
	// 30E/360 90 1/4 <nil>
}

func ExampleDayCount_FractionTo() {
	start, end := calendar.MustNew(2023, 8, 31), calendar.MustNew(2024, 2, 29)
	inside, _ := calendar.ThirtyE360ISDA.FractionTo(start, end, calendar.MustNew(2025, 2, 28))
	last, _ := calendar.ThirtyE360ISDA.FractionTo(start, end, end) // the contract ends here
	fmt.Println(inside, last)
	// Output: 1/2 179/360
}
