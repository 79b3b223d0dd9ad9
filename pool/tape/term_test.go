package tape

import (
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
)

func TestParseTerm(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"36", "36"}, {"36个月", "36 months"}, {"36月", "36 months"}, {"3年", "36 months"}, {"3年6个月", "42 months"}, {"3年零6个月", "42 months"},
		{"1.08年", "12.96 months"}, {"1080天", "1080 days"}, {"1080日", "1080 days"}, {"2年15天", "24 months 15 days"}, {"半年", "6 months"}, {"一年半", "18 months"}, {"两年", "24 months"}, {"十八个月", "18 months"},
		{"3 years", "36 months"}, {"36 months", "36 months"}, {"90 days", "90 days"}, {"3y6m", "42 months"}, {"３６个月", "36 months"}, {"0", "0"},
	} {
		got := parseTerm(text{raw: tt.in})
		if got.fault != nil || !got.known || got.value.String() != tt.want {
			t.Errorf("%s is %s (%v), want %s", tt.in, got.value, got.fault, tt.want)
		}
	}
	for _, s := range []string{"-3", "6个月3年", "长期", "3年6", "3年3年", "个月"} {
		expectFault(t, parseTerm(text{raw: s}), "term.invalid")
	}
}

func TestTermAfter(t *testing.T) {
	months := func(n float64) term { return term{months: decimal.NewFromFloat(n)} }
	for _, tt := range []struct {
		situation string
		start     calendar.Date
		term      term
		want      calendar.Date
	}{
		{"whole months", day(2018, 10, 31), months(36), day(2021, 10, 31)},
		{"into a shorter month", day(2018, 10, 31), months(1), day(2018, 11, 30)},
		{"two decimals of years: 12.96 months", day(2021, 6, 30), months(12.96), day(2022, 7, 29)},
		{"days", day(2018, 10, 31), term{days: decimal.New(1080, 0)}, day(2021, 10, 15)},
		{"months and days", day(2018, 1, 31), term{months: one, days: one}, day(2018, 3, 1)},
		{"a bare number in years", day(2018, 10, 31), term{bare: decimal.New(3, 0), isBare: true}.in(termYears), day(2021, 10, 31)},
		{"beyond the calendar", day(9999, 1, 1), months(36), 0},
		{"beyond reason", day(2018, 1, 1), months(1e9), 0},
		{"from no day", 0, months(1), 0},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			if got := tt.term.after(tt.start); got != tt.want {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
}

// Every day that startsOf gives leads to the end, and none near it is left out.
func TestStartsOfInvertsAfter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := day(2015, 1, 1).AddDays(rapid.IntRange(0, 4000).Draw(t, "start"))
		length := term{months: decimal.New(rapid.Int64Range(0, 120).Draw(t, "months"), 0), days: decimal.New(rapid.Int64Range(0, 40).Draw(t, "days"), 0)}
		end := length.after(start)
		found := false
		for _, d := range startsOf(length, end) {
			if length.after(d) != end {
				t.Fatalf("%s from %v is %v, not %v", length, d, length.after(d), end)
			}
			found = found || d == start
		}
		if !found {
			t.Fatalf("%s from %v to %v: the start is not among %v", length, start, end, startsOf(length, end))
		}
	})
}

func FuzzTerm(f *testing.F) {
	for _, s := range []string{"36", "36个月", "3年6个月", "1.08年", "1080天", "一年半", "半年", "3y6m", "99999999999999年", "0.000000001天"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := parseTerm(text{raw: s})
		sane(t, got)
		if got.known {
			got.value.in(termDays).after(day(2018, 1, 1)) // must not panic
			got.value.in(termYears).after(day(2018, 1, 1))
		}
	})
}
