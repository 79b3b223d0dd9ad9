package tape

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
)

func TestParseDate(t *testing.T) {
	for _, tt := range []struct {
		situation string
		in        text
		want      calendar.Date
		repairs   string
	}{
		{"ISO", text{raw: "2019-03-28"}, day(2019, 3, 28), ""},
		{"slashes without leading zeros", text{raw: "2019/3/8"}, day(2019, 3, 8), ""},
		{"dots", text{raw: "2019.3.28"}, day(2019, 3, 28), ""},
		{"Chinese units", text{raw: "2019年3月28日"}, day(2019, 3, 28), ""},
		{"Chinese units with blanks", text{raw: "2019 年 3 月 28 日"}, day(2019, 3, 28), ""},
		{"full-width digits", text{raw: "２０１９年３月２８日"}, day(2019, 3, 28), "text.repaired"},
		{"Chinese numerals", text{raw: "二〇一九年三月二十八日"}, day(2019, 3, 28), ""},
		{"Chinese numerals, the tenth", text{raw: "二○一九年十二月三十一日"}, day(2019, 12, 31), ""},
		{"eight digits", text{raw: "20190328"}, day(2019, 3, 28), ""},
		{"eight digits stored as a number", text{raw: "20190328", number: true}, day(2019, 3, 28), ""},
		{"backslashes", text{raw: `2019\3\28`}, day(2019, 3, 28), ""},
		{"number of a workbook that counts from 1900", text{raw: "43552", number: true, day: true}, day(2019, 3, 28), ""},
		{"number of a workbook that counts from 1904", text{raw: "42090", number: true, day: true, date1904: true}, day(2019, 3, 28), ""},
		{"number that is not shown as a day", text{raw: "43552", number: true}, day(2019, 3, 28), "date.serial"},
		{"number that is not shown as a day, from 1904", text{raw: "42090", number: true, date1904: true}, day(2019, 3, 28), "date.serial"},
		{"the same number without a cell type", text{raw: "43552", loose: true}, day(2019, 3, 28), "date.serial"},
		{"number with a time of day", text{raw: "43552.5", number: true, day: true}, day(2019, 3, 28), "date.time_dropped"},
		{"midnight is no time of day", text{raw: "2019-03-28 00:00:00"}, day(2019, 3, 28), ""},
		{"a time of day", text{raw: "2019-03-28T14:22:10Z"}, day(2019, 3, 28), "date.time_dropped"},
		{"weekday behind", text{raw: "2019年3月28日 星期四"}, day(2019, 3, 28), ""},
		{"year last, day above 12", text{raw: "28/03/2019"}, day(2019, 3, 28), "date.order"},
		{"year last, day above 12 in the middle", text{raw: "3/28/2019"}, day(2019, 3, 28), "date.order"},
		{"year last, day and month equal", text{raw: "03/03/2019"}, day(2019, 3, 3), "date.order"},
		{"English month behind", text{raw: "28-Mar-2019"}, day(2019, 3, 28), ""},
		{"English month in front", text{raw: "March 28, 2019"}, day(2019, 3, 28), ""},
		{"English month and a year of two digits", text{raw: "31-Dec-24"}, day(2024, 12, 31), "date.short_year"},
		{"29 February of a leap year", text{raw: "2024年2月29日"}, day(2024, 2, 29), ""},
		{"not stated", text{raw: "—"}, 0, ""},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			got := parseDate(tt.in)
			expectFault(t, got, "")
			expectCodes(t, got, strings.Fields(tt.repairs)...)
			if got.value != tt.want || got.known == tt.want.IsZero() {
				t.Errorf("%v (%t), want %v", got.value, got.known, tt.want)
			}
		})
	}
}

func TestParseDateRefuses(t *testing.T) {
	for _, tt := range []struct{ situation, in, code string }{
		{"30 February", "2024年2月30日", "date.invalid"},
		{"29 February of a common year", "2023-02-29", "date.invalid"},
		{"month 13", "2019-13-01", "date.invalid"},
		{"eight digits that are no day", "20190231", "date.invalid"},
		{"Chinese numerals of no day", "二〇一九年二月三十日", "date.invalid"},
		{"a month alone", "2019-03", "date.month_only"},
		{"a month alone in Chinese", "2019年3月", "date.month_only"},
		{"a month alone in six digits", "201903", "date.month_only"},
		{"a month without its year", "三月", "date.month_only"},
		{"a year alone", "2019", "date.month_only"},
		{"a quarter", "2019Q1", "date.month_only"},
		{"an English month alone", "Mar 2019", "date.month_only"},
		{"day and month cannot be told", "03/04/2019", "date.ambiguous"},
		{"a year of two digits", "19-3-28", "date.ambiguous"},
		{"a formatted date of a spreadsheet", "11-22-26", "date.ambiguous"},
		{"a year of two digits and no such day", "31-Feb-24", "date.invalid"},
		{"a small number", "28", "date.invalid"},
		{"a number beyond days", "123456789", "date.invalid"},
		{"a range", "2019-03-28至2020-03-27", "date.invalid"},
		{"words", "按合同约定", "date.invalid"},
		{"an English word that is no month", "28-Foo-2019", "date.invalid"},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			expectFault(t, parseDate(text{raw: tt.in}), tt.code)
		})
	}
}

// A day written in any of the usual ways is read as that day.
func TestParseDateReadsEveryWayToWriteADay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := day(1990, 1, 1).AddDays(rapid.IntRange(0, 60_000).Draw(t, "days"))
		y, m, dd := d.YMD()
		writers := []func() string{
			d.String,
			func() string { return join(y, "年", m, "月", dd, "日") },
			func() string { return join(y, "/", m, "/", dd) },
			func() string { return join(y, ".", m, ".", dd) },
			func() string { return strings.ReplaceAll(d.String(), "-", "") },
			func() string { return join(int(d.UnixDay()) + 25_569) }, // 1970-01-01 is day 25569 of a workbook
		}
		s := writers[rapid.IntRange(0, len(writers)-1).Draw(t, "form")]()
		if got := parseDate(text{raw: s, number: true}); got.value != d {
			t.Fatalf("%s is %v, want %v", s, got.value, d)
		}
	})
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{"2019-03-28", "2019年3月28日", "43552", "20190328", "28-Mar-2019", "二〇一九年三月二十八日", "2019-03-28 14:00", "2024年2月30日", "Q1 2019", "三月"} {
		f.Add(s, false)
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, s string, epoch bool) {
		got := parseDate(text{raw: s, date1904: epoch})
		sane(t, got)
		if got.known && got.value.IsZero() {
			t.Errorf("%q is a known date that is unset", s)
		}
	})
}
