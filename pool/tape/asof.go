package tape

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/ipabs/ipabs/calendar"
)

var (
	asOfWords  = regexp.MustCompile(`(?i)(?:初始起算日|封包日期?|基准日期?|数据提取日期?|数据截止日?期?|数据截至|截止日期?|截至|截止|数据日期|统计日期|as[ -]?(?:of|at)(?: date)?|cut-?off(?: date)?|reference date) ?(?:为|是|[:：])? ?(.*)$`)
	dateInText = regexp.MustCompile(`\d{4} ?[年./-] ?\d{1,2} ?[月./-] ?\d{1,2} ?[日号]?|\b\d{8}\b|[〇零○一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}[日号]|\d{1,2}[- ][A-Za-z]{3,9}[- ,]+\d{4}|[A-Za-z]{3,9}\.? \d{1,2},? \d{4}`)
)

// datedPlace is a cut-off date with the place that states it.
type datedPlace struct {
	date  calendar.Date
	at    place
	seen  string
	where string
}

// findAsOf decides the cut-off date: as asked for, as a title or a column says, or as every row
// implies; and refuses the tape when nothing does.
func (r *run) findAsOf() *FileError {
	found, conflict := r.statedAsOf()
	r.asOf = r.options.AsOf
	switch {
	case !r.asOf.IsZero():
		for _, f := range found {
			if f.date != r.asOf {
				r.log.add(f.at, note{severity: Warning, code: "as_of.conflict", seen: f.seen, taken: r.asOf.String(),
					message: fmt.Sprintf("the tape says %s as its cut-off date; the one asked for is taken", f.date)})
			}
		}
		return nil
	case conflict != "":
		return r.fail("as_of.ambiguous", "the tape states different cut-off dates: "+conflict, "pass the cut-off date, or correct the tape")
	case len(found) > 0:
		r.asOf = found[0].date
		r.log.add(found[0].at, note{severity: Info, code: "as_of.read", seen: found[0].seen, taken: r.asOf.String(), rule: "as_of." + found[0].where,
			message: "the cut-off date of the tape"})
		return nil
	}
	if d, ok := r.impliedAsOf(); ok {
		r.asOf = d
		r.log.add(r.at(0, nil), note{severity: Info, code: "as_of.inferred", taken: d.String(), rule: "as_of.implied",
			message: "in every row the maturity less the remaining term is this one day", advice: "pass the cut-off date to be sure"})
		return nil
	}
	named := r.asOfInNames()
	switch len(named) {
	case 0:
		return r.fail("as_of.missing", "the tape states no cut-off date (封包日)", "pass the cut-off date, or write it above the header, as in 封包日：2018-10-31")
	case 1:
		r.asOf = named[0].date
		r.log.add(named[0].at, note{severity: Warning, code: "as_of.from_name", seen: named[0].seen, taken: r.asOf.String(), rule: "as_of." + named[0].where,
			message: fmt.Sprintf("no title, column or row states the cut-off date; it is taken from the name of the %s", strings.TrimSuffix(named[0].where, "_name")),
			advice:  "pass the cut-off date to be sure, or write it above the header, as in 封包日：2018-10-31"})
		return nil
	}
	return r.fail("as_of.ambiguous", "the names of sheet and file state different dates: "+datesOf(named), "pass the cut-off date, or write it above the header, as in 封包日：2018-10-31")
}

// maxAsOfDates is how many different dates are told apart: more say nothing that two do not.
const maxAsOfDates = 10

// statedAsOf collects the cut-off dates that titles, a column and other sheets state, each date once.
// Other sheets speak only when the sheet of contracts does not.
func (r *run) statedAsOf() (found []datedPlace, conflict string) {
	add := func(f datedPlace) {
		if len(found) < maxAsOfDates && !slices.ContainsFunc(found, func(g datedPlace) bool { return g.date == f.date }) {
			found = append(found, f)
		}
	}
	for _, f := range asOfInTitles(r.sheet, r.sheet.rows[:r.layout.top]) {
		add(f)
	}
	for _, c := range r.layout.columns { // 截至2024年6月30日贷款余额
		if !dateInText.MatchString(fold(c.header.raw)) {
			continue
		}
		cells := make([]string, c.index+1)
		cells[c.index] = c.header.raw
		for _, f := range asOfInTitles(r.sheet, []row{packRow(r.sheet.rows[r.layout.top].number, cells...)}) {
			add(f)
		}
	}
	if c := r.layout.column(fAsOf); c != nil {
		for n, rw := range r.contracts {
			if r.ended(n) {
				break
			}
			if got := parseDate(r.sheet.text(rw, c.index)); got.known {
				add(datedPlace{got.value, r.at(rw.number, c), rw.cell(c.index), "column"})
			}
		}
	}
	for _, s := range r.others {
		if len(found) > 0 {
			break
		}
		for _, f := range asOfInTitles(s, s.rows[:min(len(s.rows), probeRows)]) {
			f.where = "other_sheet"
			add(f)
		}
	}
	if len(found) > 1 {
		conflict = datesOf(found)
	}
	return found, conflict
}

func datesOf(found []datedPlace) string {
	var dates []string
	for _, f := range found {
		dates = append(dates, f.date.String())
	}
	return strings.Join(dates, ", ")
}

// asOfInTitles finds 封包日：2018-10-31, with the date in the same cell or in the next one with content.
func asOfInTitles(s *sheet, rows []row) []datedPlace {
	var found []datedPlace
	for _, rw := range rows {
		for i, cell := range rw.cells() {
			seen := strings.TrimSpace(cell)
			m := asOfWords.FindStringSubmatch(fold(seen))
			if m == nil {
				continue
			}
			if both := asOfWords.FindStringSubmatch(m[1]); both != nil {
				m = both // 封包日 Cut-off date: 2024-06-30
			}
			rest := s.text(rw, i)
			rest.raw = m[1]
			if strings.Trim(m[1], " ):") == "" {
				for j := i + 1; j < rw.width(); j++ {
					if fold(rw.cell(j)) != "" {
						rest = s.text(rw, j)
						seen += " " + rest.raw
						break
					}
				}
			}
			if d, ok := dateWithin(rest); ok {
				c := &column{index: i}
				found = append(found, datedPlace{d, place{s, rw.number, c}, seen, "title"})
			}
		}
	}
	return found
}

// dateWithin reads the first date in a text.
func dateWithin(t text) (calendar.Date, bool) {
	if got := parseDate(t); got.known {
		return got.value, true
	}
	m := dateInText.FindString(fold(t.raw))
	if m == "" {
		return 0, false
	}
	t.raw = m
	got := parseDate(t)
	return got.value, got.known
}

// impliedAsOf gives the one day from which, in every row, the remaining term leads to the maturity.
// Rows that lack either, and days that more than one answer fits, give none.
func (r *run) impliedAsOf() (calendar.Date, bool) {
	mc, tc := r.layout.column(fMaturity), r.layout.column(fRemainingTerm)
	if mc == nil || tc == nil {
		return 0, false
	}
	unit := tc.header.unit.term
	var days []calendar.Date
	for i, rw := range r.contracts {
		if r.ended(i) {
			return 0, false
		}
		maturity, remaining := parseDate(r.sheet.text(rw, mc.index)), parseTerm(r.sheet.text(rw, tc.index))
		if !maturity.known || !remaining.known {
			return 0, false
		}
		t := remaining.value.in(unit)
		if t.isBare || !t.months.IsInteger() || !t.days.IsInteger() {
			return 0, false
		}
		these := startsOf(t, maturity.value)
		if i > 0 {
			these = slices.DeleteFunc(these, func(d calendar.Date) bool { return !slices.Contains(days, d) })
		}
		if days = these; len(days) == 0 {
			return 0, false
		}
	}
	if len(days) != 1 {
		return 0, false
	}
	return days[0], true
}

// startsOf lists the days from which a term of whole months and days ends on a given day: more than
// one at the end of months.
func startsOf(t term, end calendar.Date) []calendar.Date {
	if !t.months.LessThan(maxMonths) || !t.days.LessThan(maxDays) {
		return nil
	}
	guess := end.AddDays(-int(t.days.IntPart())).AddMonths(-int(t.months.IntPart()))
	var days []calendar.Date
	for n := -4; n <= 4; n++ {
		if d := guess.AddDays(n); !d.IsZero() && t.after(d) == end {
			days = append(days, d)
		}
	}
	return days
}
