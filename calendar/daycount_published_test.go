package calendar_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/ipabs/ipabs/calendar"
)

// Case dc-1: one interval under eleven conventions, exact terms. Origin:
// testdata/README.md.
func TestPublishedIntervalUnderElevenConventions(t *testing.T) {
	text, err := os.ReadFile("testdata/daycount-dc-1.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Inputs   struct{ Start, End calendar.Date }
		Expected struct {
			YearFraction map[string]struct {
				Terms [][2]int64
				Value float64
			} `json:"year_fraction"`
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	names := map[string]calendar.DayCount{
		"DC_ACT_ACT": calendar.ActActISDA, "DC_ACT_365F": calendar.Act365F, "DC_ACT_360": calendar.Act360,
		"DC_ACT_365A": calendar.Act365A, "DC_ACT_365L": calendar.Act365L, "DC_NL_365": calendar.NL365,
		"DC_30_360_ISDA": calendar.Thirty360ISDA, "DC_30E_360": calendar.ThirtyE360, "DC_30Ep_360": calendar.ThirtyEPlus360,
		"DC_30_360_German": calendar.ThirtyE360ISDA, "DC_30_360_US": calendar.Thirty360US,
	}
	if len(file.Expected.YearFraction) != len(names) {
		t.Fatalf("%d conventions in the file, want %d", len(file.Expected.YearFraction), len(names))
	}
	for name, want := range file.Expected.YearFraction {
		c, known := names[name]
		if !known {
			t.Fatalf("no convention for %s", name)
		}
		exact := calendar.Fraction{}
		for _, term := range want.Terms {
			exact = exact.Add(fraction(term[0], term[1]))
		}
		got := share(t, c, file.Inputs.Start, file.Inputs.End)
		if got != exact || math.Abs(got.Float64()-want.Value) > 1e-12 {
			t.Errorf("%s: %v = %v, want %v = %v", name, got, got.Float64(), exact, want.Value)
		}
	}
}

// Further intervals of the same source: tests "Day Count Tests 2" to "4" of
// absbox/Hastructure, test/UT/UtilTest.hs. Terms are numerator, denominator.
func TestPublishedIntervalsAroundLeapDays(t *testing.T) {
	cases := []struct {
		start, end string
		actAct     [2][2]int64
		other      map[calendar.DayCount][2]int64
	}{
		{"2007-12-28", "2008-02-29", [2][2]int64{{4, 365}, {59, 366}}, map[calendar.DayCount][2]int64{
			calendar.Act365F: {63, 365}, calendar.Act360: {63, 360}, calendar.Act365A: {63, 366}, calendar.Act365L: {63, 366},
			calendar.NL365: {62, 365}, calendar.Thirty360ISDA: {61, 360}, calendar.ThirtyE360: {61, 360},
			calendar.ThirtyEPlus360: {61, 360}, calendar.ThirtyE360ISDA: {62, 360}, calendar.Thirty360US: {61, 360},
		}},
		{"2007-10-31", "2008-11-30", [2][2]int64{{62, 365}, {334, 366}}, map[calendar.DayCount][2]int64{
			calendar.Act365F: {396, 365}, calendar.Act360: {396, 360}, calendar.Act365A: {396, 366}, calendar.Act365L: {396, 366},
			calendar.NL365: {395, 365}, calendar.Thirty360ISDA: {390, 360}, calendar.ThirtyE360: {390, 360},
			calendar.ThirtyEPlus360: {390, 360}, calendar.ThirtyE360ISDA: {390, 360}, calendar.Thirty360US: {390, 360},
		}},
		{"2008-02-01", "2009-05-31", [2][2]int64{{335, 366}, {150, 365}}, map[calendar.DayCount][2]int64{
			calendar.Act365F: {485, 365}, calendar.Act360: {485, 360}, calendar.Act365A: {485, 366}, calendar.Act365L: {485, 365},
			calendar.NL365: {484, 365}, calendar.Thirty360ISDA: {480, 360}, calendar.ThirtyE360: {479, 360},
			calendar.ThirtyEPlus360: {480, 360}, calendar.ThirtyE360ISDA: {479, 360}, calendar.Thirty360US: {480, 360},
		}},
	}
	for _, c := range cases {
		start, end := day(c.start), day(c.end)
		want := fraction(c.actAct[0][0], c.actAct[0][1]).Add(fraction(c.actAct[1][0], c.actAct[1][1]))
		if got := share(t, calendar.ActActISDA, start, end); got != want {
			t.Errorf("ACT/ACT ISDA %s to %s: %v, want %v", c.start, c.end, got, want)
		}
		for convention, terms := range c.other {
			if got := share(t, convention, start, end); got != fraction(terms[0], terms[1]) {
				t.Errorf("%v %s to %s: %v, want %d/%d", convention, c.start, c.end, got, terms[0], terms[1])
			}
		}
	}
}

// ISDA's memorandum on ACT/ACT ("EMU and market conventions: recent
// developments", 1998), with the values as QuantLib states them in
// test-suite/daycounters.cpp, testActualActual, to 10 digits. Where QuantLib
// notes a disagreement with the memorandum's print (15 July 2003), the exact
// terms decide: 170/365 + 14/366.
func TestPublishedActActISDAExamples(t *testing.T) {
	cases := []struct {
		situation  string
		start, end string
		common     int64 // days in years of 365
		leap       int64 // days in years of 366
		value      float64
	}{
		{"semiannual", "2003-11-01", "2004-05-01", 61, 121, 0.497724380567},
		{"short first period", "1999-02-01", "1999-07-01", 150, 0, 0.410958904110},
		{"year into a leap year", "1999-07-01", "2000-07-01", 184, 182, 1.001377348600},
		{"long first period", "2002-08-15", "2003-07-15", 334, 0, 0.915068493151},
		{"after the long first period", "2003-07-15", "2004-01-15", 170, 14, 0.504004790778},
		{"before a short last period", "1999-07-30", "2000-01-30", 155, 29, 0.503892506924},
		{"short last period", "2000-01-30", "2000-06-30", 0, 152, 0.415300546448},
	}
	const printed = 1e-10 // |value − printed value|, the digits of the source
	for _, c := range cases {
		t.Run(c.situation, func(t *testing.T) {
			got := share(t, calendar.ActActISDA, day(c.start), day(c.end))
			if want := fraction(c.common, 365).Add(fraction(c.leap, 366)); got != want {
				t.Errorf("%v, want %v", got, want)
			}
			if math.Abs(got.Float64()-c.value) > printed {
				t.Errorf("%.12f, want %.12f", got.Float64(), c.value)
			}
		})
	}
}

// OpenGamma Strata, DayCountTest: intervals about the leap day for ACT/365L
// (paid more often than yearly), ACT/365A and NL/365.
func TestPublishedLeapDayRules(t *testing.T) {
	cases := []struct {
		convention calendar.DayCount
		start, end string
		num, den   int64
	}{
		{calendar.Act365L, "2011-12-28", "2012-02-28", 62, 366},
		{calendar.Act365L, "2011-12-28", "2012-02-29", 63, 366},
		{calendar.Act365L, "2010-12-28", "2011-02-28", 62, 365},
		{calendar.Act365A, "2011-12-28", "2012-02-28", 62, 365},
		{calendar.Act365A, "2011-12-28", "2012-02-29", 63, 366},
		{calendar.Act365A, "2011-12-28", "2016-02-28", 1523, 366},
		{calendar.Act365A, "2012-02-28", "2012-03-28", 29, 366},
		{calendar.Act365A, "2012-02-29", "2012-03-28", 28, 365},
		{calendar.Act365A, "2012-03-01", "2012-03-28", 27, 365},
		{calendar.NL365, "2011-12-28", "2012-02-29", 62, 365},
		{calendar.NL365, "2011-12-28", "2012-03-01", 63, 365},
		{calendar.NL365, "2011-12-28", "2016-03-01", 1523, 365},
		{calendar.NL365, "2012-02-28", "2012-03-28", 28, 365},
		{calendar.NL365, "2012-02-29", "2012-03-28", 28, 365},
		{calendar.NL365, "2011-12-01", "2012-12-01", 365, 365},
	}
	for _, c := range cases {
		if got := share(t, c.convention, day(c.start), day(c.end)); got != fraction(c.num, c.den) {
			t.Errorf("%v %s to %s: %v, want %d/%d", c.convention, c.start, c.end, got, c.num, c.den)
		}
	}
}
