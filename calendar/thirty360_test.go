package calendar_test

import (
	"testing"

	"github.com/ipabs/ipabs/calendar"
)

type thirtyCase struct {
	start, end string
	days       int
}

func checkThirty(t *testing.T, c calendar.DayCount, termination calendar.Date, cases []thirtyCase) {
	t.Helper()
	for _, k := range cases {
		start, end := day(k.start), day(k.end)
		if got, err := c.DaysTo(start, end, termination); err != nil || got != k.days {
			t.Errorf("%v %s to %s: %d days, %v; want %d", c, k.start, k.end, got, err, k.days)
		}
		if got, err := c.FractionTo(start, end, termination); err != nil || got != fraction(int64(k.days), 360) {
			t.Errorf("%v %s to %s: %v, %v; want %d/360", c, k.start, k.end, got, err, k.days)
		}
	}
}

// ISDA, "30/360 day count conventions", 2008 (spreadsheet to the 2006
// Definitions, 4.16(f) to (h)): example 1, no end of February. The days are the
// same under every convention of the family.
var isdaExample1 = []thirtyCase{
	{"2006-08-20", "2007-02-20", 180},
	{"2007-02-20", "2007-08-20", 180},
	{"2007-08-20", "2008-02-20", 180},
	{"2008-02-20", "2008-08-20", 180},
	{"2008-08-20", "2009-02-20", 180},
	{"2009-02-20", "2009-08-20", 180},
}

func TestISDAExample1UnderEveryConvention(t *testing.T) {
	for _, c := range []calendar.DayCount{calendar.Thirty360US, calendar.Thirty360ISDA, calendar.ThirtyE360, calendar.ThirtyE360ISDA, calendar.ThirtyEPlus360} {
		checkThirty(t, c, day("2009-08-20"), isdaExample1)
	}
}

// The same spreadsheet, examples 2 and 3, as QuantLib repeats them in
// test-suite/daycounters.cpp: testThirty360_BondBasis.
func TestISDAExamplesBondBasis(t *testing.T) {
	checkThirty(t, calendar.Thirty360ISDA, 0, []thirtyCase{
		{"2006-08-31", "2007-02-28", 178},
		{"2007-02-28", "2007-08-31", 183},
		{"2007-08-31", "2008-02-29", 179},
		{"2008-02-29", "2008-08-31", 182},
		{"2008-08-31", "2009-02-28", 178},
		{"2009-02-28", "2009-08-31", 183},
		{"2006-01-31", "2006-02-28", 28},
		{"2006-01-30", "2006-02-28", 28},
		{"2006-02-28", "2006-03-03", 5},
		{"2006-02-14", "2006-02-28", 14},
		{"2006-09-30", "2006-10-31", 30},
		{"2006-10-31", "2006-11-28", 28},
		{"2007-08-31", "2008-02-28", 178},
		{"2008-02-28", "2008-08-28", 180},
		{"2008-02-28", "2008-08-30", 182},
		{"2008-02-28", "2008-08-31", 183},
		{"2007-02-26", "2008-02-28", 362},
		{"2007-02-26", "2008-02-29", 363},
		{"2008-02-29", "2009-02-28", 359},
		{"2008-02-28", "2008-03-30", 32},
		{"2008-02-28", "2008-03-31", 33},
	})
}

// The same, testThirty360_EurobondBasis.
func TestISDAExamplesEurobondBasis(t *testing.T) {
	checkThirty(t, calendar.ThirtyE360, 0, []thirtyCase{
		{"2006-02-28", "2006-08-31", 182},
		{"2006-08-31", "2007-02-28", 178},
		{"2007-02-28", "2007-08-31", 182},
		{"2007-08-31", "2008-02-29", 179},
		{"2008-02-29", "2008-08-31", 181},
		{"2008-08-31", "2009-02-28", 178},
		{"2011-08-31", "2012-02-29", 179},
		{"2006-01-31", "2006-02-28", 28},
		{"2006-01-30", "2006-02-28", 28},
		{"2006-02-28", "2006-03-03", 5},
		{"2006-02-14", "2006-02-28", 14},
		{"2006-09-30", "2006-10-31", 30},
		{"2006-10-31", "2006-11-28", 28},
		{"2007-08-31", "2008-02-28", 178},
		{"2008-02-28", "2008-08-30", 182},
		{"2008-02-28", "2008-08-31", 182},
		{"2007-02-26", "2008-02-29", 363},
		{"2008-02-29", "2009-02-28", 359},
		{"2008-02-28", "2008-03-31", 32},
	})
}

// The same, testThirty360_ISDA, where the last February depends on the
// termination date.
func TestISDAExamples30E360ISDA(t *testing.T) {
	checkThirty(t, calendar.ThirtyE360ISDA, day("2012-02-29"), []thirtyCase{
		{"2006-02-28", "2006-08-31", 180},
		{"2006-08-31", "2007-02-28", 180},
		{"2007-08-31", "2008-02-29", 180},
		{"2008-02-29", "2008-08-31", 180},
		{"2008-08-31", "2009-02-28", 180},
		{"2010-08-31", "2011-02-28", 180},
		{"2011-08-31", "2012-02-29", 179},
	})
	// A 31st counts as the 30th also when it is the termination date.
	checkThirty(t, calendar.ThirtyE360ISDA, day("2009-08-31"), []thirtyCase{{"2009-02-28", "2009-08-31", 180}})
	checkThirty(t, calendar.ThirtyE360ISDA, day("2008-02-29"), []thirtyCase{
		{"2006-01-31", "2006-02-28", 30},
		{"2006-01-30", "2006-02-28", 30},
		{"2006-02-28", "2006-03-03", 3},
		{"2006-02-14", "2006-02-28", 16},
		{"2006-09-30", "2006-10-31", 30},
		{"2006-10-31", "2006-11-28", 28},
		{"2007-08-31", "2008-02-28", 178},
		{"2008-02-28", "2008-08-28", 180},
		{"2008-02-28", "2008-08-30", 182},
		{"2008-02-28", "2008-08-31", 182},
		{"2007-02-28", "2008-02-28", 358},
		{"2007-02-28", "2008-02-29", 359},
		{"2008-02-29", "2009-02-28", 360},
		{"2008-02-29", "2008-03-30", 30},
		{"2008-02-29", "2008-03-31", 30},
	})
}

// Bloomberg BDE, groups/bbl/bbldc/bbldc_basicsia30360eom.t.cpp (SIA 30/360 with
// the end-of-month rule), reversed intervals included.
func TestSIAExamples30360US(t *testing.T) {
	checkThirty(t, calendar.Thirty360US, 0, []thirtyCase{
		{"1992-02-01", "1992-03-01", 30},
		{"1993-01-01", "1993-02-21", 50},
		{"1993-03-31", "1993-04-30", 30},
		{"1993-03-31", "1993-12-31", 270},
		{"1993-12-15", "1993-12-31", 16},
		{"1993-12-31", "1994-02-01", 31},
		{"1996-01-15", "1996-05-31", 136},
		{"1998-02-27", "1998-03-27", 30},
		{"1998-02-28", "1998-03-27", 27},
		{"1999-01-29", "1999-03-31", 62},
		{"1999-01-30", "1999-01-31", 0},
		{"1999-01-30", "1999-02-28", 28},
		{"1999-01-31", "1999-03-31", 60},
		{"1999-02-28", "1999-02-27", -1},
		{"2000-01-30", "2000-02-29", 29},
		{"2000-01-31", "2000-03-29", 59},
		{"2000-01-30", "2004-02-29", 1469},
		{"2000-02-28", "2000-02-29", 1},
		{"2000-02-29", "2000-02-27", -2},
		{"2000-07-29", "2000-08-31", 32},
		{"2000-07-31", "2000-08-31", 30},
		{"2003-02-28", "2004-02-29", 360},
		{"2004-01-29", "2000-01-31", -1439},
		{"2004-01-29", "2000-03-31", -1379},
		{"2004-01-30", "2000-02-28", -1412},
		{"2004-01-30", "2000-02-29", -1410},
		{"2004-01-31", "2000-03-29", -1382},
	})
}

// OpenGamma Strata, DayCountTest, data_30U360: the days with the end-of-month
// rule and without it.
func TestEndOfFebruaryWithAndWithoutTheRule(t *testing.T) {
	cases := []struct {
		start, end string
		us, isda   int
	}{
		{"2011-12-28", "2012-02-29", 61, 61},
		{"2012-02-28", "2012-03-28", 30, 30},
		{"2012-02-29", "2012-03-28", 28, 29},
		{"2012-02-29", "2012-03-30", 30, 31},
		{"2012-02-29", "2012-03-31", 30, 32},
		{"2012-02-29", "2013-02-28", 360, 359},
		{"2011-02-28", "2012-02-28", 358, 360},
		{"2011-02-28", "2012-02-29", 360, 361},
		{"2012-02-29", "2016-02-29", 1440, 1440},
		{"2012-05-29", "2013-08-31", 452, 452},
		{"2012-05-30", "2013-08-31", 450, 450},
		{"2012-05-31", "2013-08-31", 450, 450},
	}
	for _, c := range cases {
		checkThirty(t, calendar.Thirty360US, 0, []thirtyCase{{c.start, c.end, c.us}})
		checkThirty(t, calendar.Thirty360ISDA, 0, []thirtyCase{{c.start, c.end, c.isda}})
	}
}

// OpenGamma Strata, DayCountTest: a 31st at the end is the first of the next
// month.
func TestThe31stUnder30EPlus360(t *testing.T) {
	checkThirty(t, calendar.ThirtyEPlus360, 0, []thirtyCase{
		{"2012-05-30", "2013-08-29", 449},
		{"2012-05-29", "2013-08-30", 451},
		{"2012-05-29", "2013-08-31", 452},
		{"2012-05-30", "2013-08-31", 451},
		{"2012-05-31", "2013-08-30", 450},
		{"2012-05-31", "2013-08-31", 451},
		{"2012-02-29", "2016-02-29", 1440},
		{"2012-11-30", "2012-12-31", 31},
	})
}
