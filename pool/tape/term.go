package tape

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
)

// termUnit is what a term is counted in.
type termUnit uint8

const (
	termBare termUnit = iota // a number without a unit: the column decides
	termYears
	termMonths
	termDays
)

func (u termUnit) String() string {
	return [...]string{"", "years", "months", "days"}[u]
}

// term is a length of time as a contract states it. Months and days are kept apart: how many days
// make a month is not a fact.
type term struct {
	months decimal.Decimal
	days   decimal.Decimal
	// bare is a number without a unit; months and days are then zero.
	bare   decimal.Decimal
	isBare bool
	// periods is a number of instalments, which has a length where their frequency is known.
	periods int
}

// in gives the term with its bare number counted in a unit.
func (t term) in(u termUnit) term {
	if !t.isBare || u == termBare {
		return t
	}
	return termOf(t.bare, u)
}

func termOf(n decimal.Decimal, u termUnit) term {
	switch u {
	case termYears:
		return term{months: n.Mul(decimal.New(12, 0))}
	case termDays:
		return term{days: n}
	}
	return term{months: n}
}

// inMonths gives the term in months, and false when it counts days.
func (t term) inMonths() (decimal.Decimal, bool) {
	return t.months, !t.isBare && t.days.IsZero() && t.periods == 0
}

// maxMonths and maxDays bound terms that are still counted: beyond them no calendar reaches.
var (
	maxMonths = decimal.New(120_000, 0)
	maxDays   = decimal.New(4_000_000, 0)
)

// after gives the day on which the term ends when it begins on start: whole months by the calendar
// (31 January plus one month is the last day of February), a part of a month as that part of the
// days of the next one, to the nearest day, and days as days.
func (t term) after(start calendar.Date) calendar.Date {
	whole := t.months.Floor()
	if start.IsZero() || !whole.LessThan(maxMonths) || !t.days.LessThan(maxDays) {
		return 0
	}
	n := int(whole.IntPart())
	end := start.AddMonths(n)
	part := decimal.Zero
	if t.months.Exponent() < 0 {
		part = t.months.Sub(whole)
	}
	if !part.IsZero() && !end.IsZero() {
		next := start.AddMonths(n + 1)
		if next.IsZero() {
			return 0
		}
		end = end.AddDays(int(part.Mul(decimal.New(int64(next.Sub(end)), 0)).Round(0).IntPart()))
	}
	return end.AddDays(int(t.days.Round(0).IntPart()))
}

var (
	termPart    = regexp.MustCompile(`^(\d+(?:\.\d+)?|[〇零一二三四五六七八九十百两]+) ?(周年|年|个月|月|天|日|years?|yrs?|y|months?|mths?|mos?|m|days?|d)(半|零)?[ ,、又]*`)
	termPeriods = regexp.MustCompile(`^(\d{1,4}) ?期$`)
	halfYear    = regexp.MustCompile(`^半年$`)
)

// maxTermParts bounds the parts of a term: years, months and days.
const maxTermParts = 3

// parseTerm reads a length of time: 36, 36个月, 3年6个月, 1.08年, 1080天, 一年半. A number without a unit
// keeps the question open for its column.
func parseTerm(t text) reading[term] {
	s := strings.ToLower(fold(t.raw))
	if isNothing(s) {
		return notStated[term]()
	}
	repairs := foldRepair(t.raw)
	if t.number {
		s = shortest(s)
	}
	if n, _, ok := plainNumber(s); ok {
		if n.Sign() < 0 {
			return unreadable[term]("term.invalid", "write a term such as 36个月", "a term is not negative")
		}
		return stated(term{bare: n, isBare: true}, repairs...)
	}
	if halfYear.MatchString(s) {
		return stated(term{months: decimal.New(6, 0)}, repairs...)
	}
	var sum term
	last := termBare
	rest := s
	for range maxTermParts {
		m := termPart.FindStringSubmatch(rest)
		if m == nil {
			break
		}
		n, unit, ok := termNumber(m[1], m[2])
		if !ok || unit <= last {
			break
		}
		part := termOf(n, unit)
		sum.months, sum.days = sum.months.Add(part.months), sum.days.Add(part.days)
		if m[3] == "半" {
			half := decimal.New(5, -1)
			sum.months = sum.months.Add(termOf(half, unit).months)
			if unit == termDays {
				break
			}
		}
		last, rest = unit, rest[len(m[0]):]
	}
	if m := termPeriods.FindStringSubmatch(s); m != nil {
		n, _ := strconv.Atoi(m[1])
		return stated(term{periods: n}, repairs...)
	}
	if last == termBare || rest != "" {
		return unreadable[term]("term.invalid", "write a term such as 36个月", "not a length of time")
	}
	return stated(sum, append(repairs, written("term_"+last.String(), "the cell states its own unit"))...)
}

func termNumber(number, unit string) (decimal.Decimal, termUnit, bool) {
	n, _, ok := plainNumber(number)
	if !ok {
		words, isWords := chineseInteger(number)
		if !isWords {
			return n, termBare, false
		}
		n = decimal.NewFromInt(words)
	}
	switch {
	case strings.HasSuffix(unit, "年"), strings.HasPrefix(unit, "y"):
		return n, termYears, true
	case strings.HasSuffix(unit, "月"), strings.HasPrefix(unit, "m"):
		return n, termMonths, true
	}
	return n, termDays, true
}

// String gives the term for a finding: "36 months", "1080 days".
func (t term) String() string {
	switch {
	case t.periods > 0:
		return fmt.Sprintf("%d instalments", t.periods)
	case t.isBare:
		return t.bare.String()
	case t.days.IsZero():
		return t.months.String() + " months"
	case t.months.IsZero():
		return t.days.String() + " days"
	}
	return t.months.String() + " months " + t.days.String() + " days"
}
