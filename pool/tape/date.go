package tape

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/ipabs/ipabs/calendar"
)

// Days of a workbook are numbers: 1 is 1900-01-01 (with a 29 February 1900 that never was), or 0 is
// 1904-01-01. Only numbers that stand for a day from 1927 to 2173 are read as such, so that a year,
// a month or an eight-digit date is not.
const (
	serialMin = 10_000
	serialMax = 99_999
)

const adviceDate = "write a day that exists, such as 2024-02-29"

var (
	timeOfDay   = regexp.MustCompile(`^(.*\S)[T ]+(?:[上下]午)?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?: ?(?:AM|PM|am|pm|Z|[+-]\d{2}:?\d{2}))?$`)
	weekdayTail = regexp.MustCompile(` *\(?(?:星期|周|礼拜)[一二三四五六日天]\)?$`)
	dateFrame   = regexp.MustCompile(`^(?:['‘’]|自|从|至|到|截至|于)+ ?| ?(?:起|止|前|到期|['‘’])+$`)
	monthEnd    = regexp.MustCompile(`^(\d{4}) ?(?:年|[-/.]) ?(\d{1,2}) ?月?(?:底|末|月末|月底)$`)
	yearMonth   = regexp.MustCompile(`^(\d{4}) ?(?:年|[-/.])? ?(\d{1,2}) ?月?$`)
	yearFirst   = regexp.MustCompile(`^(\d{4}) ?(?:年|[-/.,、 \\]) ?(\d{1,2}) ?(?:月|[-/.,、 \\]) ?(\d{1,2}) ?[日号]?$`)
	yearLast    = regexp.MustCompile(`^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$`)
	monthOnly   = regexp.MustCompile(`^(\d{4}) ?(?:年|[-/.]) ?(\d{1,2}) ?月?$|^\d{4}(?:0[1-9]|1[0-2])$|^\d{4} ?年?$|^\d{1,2} ?月$|^[一二三四五六七八九十]{1,2}月$|^\d{4} ?(?:年 ?第?|[-/]?)[Qq]?[一二三四1-4] ?(?:季度?)?$`)
	shortYear   = regexp.MustCompile(`^(\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$|^(\d{1,2})[-/.](\d{1,2})[-/.](\d{2})$`)
	nameLast    = regexp.MustCompile(`^(\d{1,2})[- ]([A-Za-z]{3,9})\.?[-, ] ?(\d{4})$`)
	nameShort   = regexp.MustCompile(`^(\d{1,2})[- ]([A-Za-z]{3,9})\.?[-, ] ?['’]?(\d{2})$`)
	nameFirst   = regexp.MustCompile(`^([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})$`)
	nameMonth   = regexp.MustCompile(`^([A-Za-z]{3,9})\.?[- ](\d{4})$`)
	chineseDate = regexp.MustCompile(`^([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十]{1,3})[日号])?$`)
)

// parseDate reads a day: 2019-03-28, 2019/3/28, 2019.3.28, 20190328, 2019年3月28日, 二〇一九年三月二十八日,
// 28-Mar-2019 and 28-Mar-19, or the number by which a workbook stores it. A month without its day, a year of two
// digits and an order of day and month that cannot be told are faults: no day is ever guessed.
func parseDate(t text) reading[calendar.Date] {
	s := fold(t.raw)
	if isNothing(s) {
		return notStated[calendar.Date]()
	}
	if r, ok := plainDate(s, t); ok {
		return r
	}
	if inside := dateFrame.ReplaceAllString(s, ""); inside != s {
		if r, ok := plainDate(inside, t); ok {
			return r
		}
		s = inside
	}
	repairs := foldRepair(t.raw)
	if m := timeOfDay.FindStringSubmatch(s); m != nil {
		s = m[1]
		if strings.Trim(m[2]+m[3]+m[4], "0") != "" {
			repairs = append(repairs, repair{code: "date.time_dropped", rule: "date.time", message: "the time of day was left out"})
		}
	}
	s = weekdayTail.ReplaceAllString(s, "")
	r := writtenDate(s)
	if r.known && r.repairs == nil {
		repairs = append(repairs, dateNotation(s))
	}
	r.repairs = append(repairs, r.repairs...)
	return r
}

// plainDate reads the two forms of almost every day: the number of a workbook, and 2019-03-28.
func plainDate(s string, t text) (reading[calendar.Date], bool) {
	if r, isNumber := serialDate(s, t); isNumber {
		return r, true
	}
	if d, err := calendar.Parse(s); err == nil {
		return stated(d, foldRepair(t.raw)...), true
	}
	return reading[calendar.Date]{}, false
}

// dateNotation names the way in which a day is written.
func dateNotation(s string) repair {
	switch {
	case strings.Contains(s, "年"):
		return written("date_chinese", "a day written with 年, 月 and 日")
	case isDigits(s):
		return written("date_compact", "a day written in eight digits")
	case strings.Contains(s, "."):
		return written("date_dotted", "a day written with points")
	}
	return written("date_other", "a day written in another form than 2024-02-29")
}

// writtenDate reads a day written in words and digits.
func writtenDate(s string) reading[calendar.Date] {
	if m := yearFirst.FindStringSubmatch(s); m != nil {
		return civilDate(m[1], m[2], m[3])
	}
	if len(s) == 8 && isDigits(s) {
		return civilDate(s[:4], s[4:6], s[6:])
	}
	if m := yearLast.FindStringSubmatch(s); m != nil {
		return orderedDate(m[1], m[2], m[3])
	}
	if m := nameLast.FindStringSubmatch(s); m != nil {
		return namedDate(m[3], m[2], m[1])
	}
	if m := nameShort.FindStringSubmatch(s); m != nil {
		return namedDate("20"+m[3], m[2], m[1]).with(repair{code: "date.short_year", rule: "date.short_year", notation: true,
			message: "a day before the name of its month and a year of two digits, as spreadsheets show 31-Dec-24, was read in the years from 2000 on"})
	}
	if m := nameFirst.FindStringSubmatch(s); m != nil {
		return namedDate(m[3], m[1], m[2])
	}
	if m := chineseDate.FindStringSubmatch(s); m != nil && m[3] != "" {
		return numeralDate(m[1], m[2], m[3])
	}
	if m := monthEnd.FindStringSubmatch(s); m != nil {
		r := civilDate(m[1], m[2], "1")
		if r.known {
			r.value = lastOfMonth(r.value)
			r = r.with(repair{code: "date.month_end", rule: "date.month_end", message: "the end of a month is its last day"})
		}
		return r
	}
	m := nameMonth.FindStringSubmatch(s)
	switch {
	case monthOnly.MatchString(s), chineseDate.MatchString(s), m != nil && monthNumber(m[1]) != 0:
		return unreadable[calendar.Date]("date.month_only", "write the day too, such as 2024-02-29", "a month or a year without its day is not a date")
	case shortYear.MatchString(s):
		return unreadable[calendar.Date]("date.ambiguous", "write the year with four digits, year first", "the year has two digits")
	}
	return unreadable[calendar.Date]("date.invalid", adviceDate, "not a date")
}

// lastOfMonth gives the last day of the month of a day.
func lastOfMonth(first calendar.Date) calendar.Date { return first.AddMonths(1).AddDays(-1) }

// settleDate reads by the conventions of a mapping what a text leaves open: a month without its day,
// an order of day and month that the numbers do not show.
func settleDate(t text, c Conventions, r reading[calendar.Date]) reading[calendar.Date] {
	s := fold(t.raw)
	switch code := r.fault.code; {
	case code == "date.month_only" && c.MonthOnly != "":
		m := yearMonth.FindStringSubmatch(s)
		if m == nil {
			return r
		}
		first := civilDate(m[1], m[2], "1")
		if !first.known {
			return r
		}
		if c.MonthOnly == "last_day" {
			first.value = lastOfMonth(first.value)
		}
		return first.with(repair{code: "date.month_settled", rule: "mapping.month_only", warn: true, message: "a month without its day was read as the mapping says, " + c.MonthOnly})
	case code == "date.ambiguous" && c.DateOrder != "":
		m := yearLast.FindStringSubmatch(s)
		if m == nil {
			return r
		}
		day, month := m[1], m[2]
		if c.DateOrder == "month_first" {
			day, month = month, day
		}
		settled := civilDate(m[3], month, day)
		return settled.with(repair{code: "date.order", rule: "mapping.date_order", message: "the order of day and month is that of the mapping, " + c.DateOrder})
	}
	return r
}

// settleByColumn reads day and month in the order that the other cells of the column show.
func settleByColumn(t text, order string, r reading[calendar.Date]) reading[calendar.Date] {
	settled := settleDate(t, Conventions{DateOrder: order}, r)
	if settled.fault == nil {
		settled.repairs = []repair{{code: "date.order", rule: "date.column_order", warn: true,
			message: "day and month were read in the order of the other cells of the column, in which a number above 12 leaves no other, " + order}}
	}
	return settled
}

// serialDate reads a number as a day, when the text is a number of the size of one.
func serialDate(s string, t text) (reading[calendar.Date], bool) {
	whole, frac, point := strings.Cut(s, ".")
	if !isDigits(whole) || len(whole) != 5 || point && !isDigits(frac) {
		return reading[calendar.Date]{}, false
	}
	n, _ := strconv.Atoi(whole) // five digits fit
	if n < serialMin || n > serialMax {
		return reading[calendar.Date]{}, false
	}
	epoch, system := calendar.MustNew(1899, 12, 30), "1900"
	if t.date1904 {
		epoch, system = calendar.MustNew(1904, 1, 1), "1904"
	}
	r := stated(epoch.AddDays(n))
	if strings.Trim(frac, "0") != "" {
		r = r.with(repair{code: "date.time_dropped", rule: "date.time", message: "the time of day was left out"})
	}
	if !t.day {
		r = r.with(repair{code: "date.serial", rule: "date.serial_" + system, notation: true,
			message: "a number that is not shown as a day was read as the day that a workbook which counts from " + system + " stores by it"})
	}
	return r, true
}

func civilDate(year, month, day string) reading[calendar.Date] {
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	date, err := calendar.New(y, m, d)
	if err != nil {
		return unreadable[calendar.Date]("date.invalid", adviceDate, "there is no such day")
	}
	return stated(date)
}

// orderedDate reads a date that ends in its year. The order of day and month must follow from the
// numbers.
func orderedDate(first, second, year string) reading[calendar.Date] {
	a, _ := strconv.Atoi(first)
	b, _ := strconv.Atoi(second)
	switch {
	case a > 12 && b <= 12:
		first, second = second, first
	case a <= 12 && b <= 12 && a != b:
		return unreadable[calendar.Date]("date.ambiguous", "write the date with the year first, such as 2024-02-29", "day and month cannot be told apart")
	}
	r := civilDate(year, first, second)
	if r.known {
		r = r.with(repair{code: "date.order", rule: "date.year_last", message: "a date with the year at its end was read by its numbers"})
	}
	return r
}

var monthNames = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}

// monthNumber gives the number of an English month, whole or cut to three letters or more, or 0.
func monthNumber(name string) int {
	name = strings.ToLower(name)
	if name == "sept" {
		return 9
	}
	for i, m := range monthNames {
		if name == m || name == m[:3] {
			return i + 1
		}
	}
	return 0
}

func namedDate(year, month, day string) reading[calendar.Date] {
	m := monthNumber(month)
	if m == 0 {
		return unreadable[calendar.Date]("date.invalid", adviceDate, "%s is not a month", month)
	}
	return civilDate(year, strconv.Itoa(m), day)
}

func numeralDate(year, month, day string) reading[calendar.Date] {
	y := ""
	for _, r := range year {
		v, _ := chineseDigit(r)
		y += strconv.FormatInt(v, 10)
	}
	m, okMonth := chineseInteger(month)
	d, okDay := chineseInteger(day)
	if !okMonth || !okDay {
		return unreadable[calendar.Date]("date.invalid", adviceDate, "there is no such day")
	}
	return civilDate(y, strconv.FormatInt(m, 10), strconv.FormatInt(d, 10))
}
