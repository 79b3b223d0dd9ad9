package calendar_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/ipabs/ipabs/calendar"
	"pgregory.net/rapid"
)

func TestFrequenciesAreMonthsDaysOrOnce(t *testing.T) {
	cases := []struct {
		frequency    calendar.Frequency
		months, days int
		name         string
	}{
		{calendar.Monthly, 1, 0, "monthly"},
		{calendar.Bimonthly, 2, 0, "bimonthly"},
		{calendar.Quarterly, 3, 0, "quarterly"},
		{calendar.Semiannual, 6, 0, "semiannual"},
		{calendar.Annual, 12, 0, "annual"},
		{calendar.Weekly, 0, 7, "weekly"},
		{calendar.Once, 0, 0, "once"},
		{4, 4, 0, "every 4 months"},
		{-10, 0, 10, "every 10 days"},
		{0, 0, 0, "unset"},
	}
	for _, c := range cases {
		f := c.frequency
		if f.Months() != c.months || f.Days() != c.days || f.String() != c.name {
			t.Errorf("%v: %d months, %d days; want %s", f, f.Months(), f.Days(), c.name)
		}
		if f.IsValid() == (f == 0) {
			t.Errorf("%v: valid = %v", f, f.IsValid())
		}
	}
	for _, f := range []calendar.Frequency{1201, -36601, calendar.Once + 1, -calendar.Once} {
		if f.IsValid() || f.Months() != 0 || f.Days() != 0 {
			t.Errorf("code %d is taken for a frequency", int32(f))
		}
		if _, err := f.MarshalText(); !errors.Is(err, calendar.ErrUnknownFrequency) {
			t.Errorf("writing code %d: %v", int32(f), err)
		}
	}
}

func TestEveryMonthsAndEveryDaysHaveLimits(t *testing.T) {
	for _, n := range []int{-1, 0, 1201, 1 << 40} {
		if _, err := calendar.EveryMonths(n); !errors.Is(err, calendar.ErrUnknownFrequency) {
			t.Errorf("every %d months: %v", n, err)
		}
	}
	for _, n := range []int{-1, 0, 36601, 1 << 40} {
		if _, err := calendar.EveryDays(n); !errors.Is(err, calendar.ErrUnknownFrequency) {
			t.Errorf("every %d days: %v", n, err)
		}
	}
	if f, err := calendar.EveryMonths(3); err != nil || f != calendar.Quarterly {
		t.Errorf("every 3 months: %v, %v", f, err)
	}
	if f, err := calendar.EveryDays(7); err != nil || f != calendar.Weekly {
		t.Errorf("every 7 days: %v, %v", f, err)
	}
}

func TestParseFrequencyReadsCommonSpellings(t *testing.T) {
	for text, want := range map[string]calendar.Frequency{
		"Monthly": calendar.Monthly, "按月": calendar.Monthly, "月": calendar.Monthly,
		"two-monthly": calendar.Bimonthly, "每两个月": calendar.Bimonthly,
		"quarterly": calendar.Quarterly, "按季": calendar.Quarterly, "季": calendar.Quarterly,
		"semi-annual": calendar.Semiannual, "half yearly": calendar.Semiannual, "半年": calendar.Semiannual,
		"yearly": calendar.Annual, "按年": calendar.Annual, "weekly": calendar.Weekly,
		"once": calendar.Once, "到期一次": calendar.Once,
		"every 4 months": 4, "Every 10 Days": -10, "every 12 months": calendar.Annual,
	} {
		if got, err := calendar.ParseFrequency(text); err != nil || got != want {
			t.Errorf("%q: %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "unset", "biannual", "3", "every months", "every 0 months", "every 1201 months", "every -1 days", "every 999999999999 days", "every 18446744073709551617 days", "every 2 weeks", "不规则"} {
		if got, err := calendar.ParseFrequency(text); !errors.Is(err, calendar.ErrUnknownFrequency) || got != 0 {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
}

func TestFrequenciesAreTextInJSON(t *testing.T) {
	type spec struct {
		Every calendar.Frequency `json:"every"`
	}
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.OneOf(
			rapid.Just(calendar.Once), rapid.Just(calendar.Frequency(0)),
			rapid.Custom(func(t *rapid.T) calendar.Frequency {
				return calendar.Frequency(rapid.Int32Range(-36600, 1200).Draw(t, "code"))
			})).Draw(t, "frequency")
		text, err := json.Marshal(spec{f})
		if err != nil {
			t.Fatal(err)
		}
		var back spec
		if err := json.Unmarshal(text, &back); err != nil || back.Every != f {
			t.Fatalf("%v: written %s, read %v, %v", f, text, back.Every, err)
		}
	})
	var s spec
	if err := json.Unmarshal([]byte(`{"every":"now and then"}`), &s); !errors.Is(err, calendar.ErrUnknownFrequency) {
		t.Errorf("an unknown text: %v", err)
	}
}

func FuzzParseFrequency(f *testing.F) {
	for _, seed := range []string{"monthly", "every 4 months", "every 10 days", "按季", "once", "", "every 00001 days", "every ٣ days"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := calendar.ParseFrequency(text)
		if err != nil {
			if !errors.Is(err, calendar.ErrUnknownFrequency) || v != 0 {
				t.Fatalf("%q: %v, %v", text, v, err)
			}
			return
		}
		if back, err := calendar.ParseFrequency(v.String()); err != nil || back != v {
			t.Fatalf("%q reads as %v, which reads as %v, %v", text, v, back, err)
		}
	})
}
