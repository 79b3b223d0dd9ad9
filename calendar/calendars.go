package calendar

import (
	"errors"
	"strings"
)

// Weekends returns the calendar on which Saturdays and Sundays are closed and
// every other day is open, in any year.
func Weekends() Calendar { return weekends{} }

// NoHolidays returns the calendar on which every day is a business day.
func NoHolidays() Calendar { return noHolidays{} }

type weekends struct{}

func (weekends) Name() string { return NameWeekends }

func (weekends) IsBusinessDay(d Date) (bool, error) {
	if !d.inRange() {
		return false, ErrNoDate
	}
	return isWeekday(d), nil
}

type noHolidays struct{}

func (noHolidays) Name() string { return NameNone }

func (noHolidays) IsBusinessDay(d Date) (bool, error) {
	if !d.inRange() {
		return false, ErrNoDate
	}
	return true, nil
}

// Union returns the joint calendar (共同工作日): a business day only where it is
// one in both. A day that either does not cover is an error, whatever the other
// says, so that the order of the two never matters. Its name is "a and b".
func Union(a, b Calendar) Calendar { return union{a, b} }

type union struct{ a, b Calendar }

func (u union) Name() string { return bracketed(u.a) + wordAnd + bracketed(u.b) }

func (u union) IsBusinessDay(d Date) (bool, error) {
	if u.a == nil || u.b == nil {
		return false, ErrNoCalendar
	}
	openA, err := u.a.IsBusinessDay(d)
	if err != nil {
		return false, err
	}
	openB, err := u.b.IsBusinessDay(d)
	if err != nil {
		return false, err
	}
	return openA && openB, nil
}

// Fallback returns a calendar that asks first and, for days first does not cover
// ([ErrUncovered]), asks beyond. It is the explicit way to schedule past the
// last announced holidays: Fallback(ChinaInterbank(), Weekends()) treats the
// years after the table as years without holidays. The name, "first else
// beyond", keeps the choice visible in whatever records it;
// [FallbackCalendar.Estimated] tells which days rest on it.
func Fallback(first, beyond Calendar) *FallbackCalendar {
	return &FallbackCalendar{first: first, beyond: beyond}
}

// FallbackCalendar is made by [Fallback].
type FallbackCalendar struct{ first, beyond Calendar }

// Name returns "first else beyond".
func (f *FallbackCalendar) Name() string { return nameOf(f.first) + wordElse + bracketed(f.beyond) }

// IsBusinessDay reports whether d is a business day in the first calendar, or,
// where that does not cover d, in the second.
func (f *FallbackCalendar) IsBusinessDay(d Date) (bool, error) {
	open, _, err := f.ask(d)
	return open, err
}

// Estimated reports whether the answer for d comes from the second calendar.
func (f *FallbackCalendar) Estimated(d Date) (bool, error) {
	_, estimated, err := f.ask(d)
	return estimated, err
}

func (f *FallbackCalendar) ask(d Date) (open, estimated bool, err error) {
	if f.first == nil || f.beyond == nil {
		return false, false, ErrNoCalendar
	}
	open, err = f.first.IsBusinessDay(d)
	if !errors.Is(err, ErrUncovered) {
		return open, false, err
	}
	open, err = f.beyond.IsBusinessDay(d)
	return open, true, err
}

const (
	wordAnd  = " and "
	wordElse = " else "
)

func nameOf(c Calendar) string {
	if c == nil {
		return "nil"
	}
	return c.Name()
}

// bracketed is nameOf with brackets where the name would otherwise group
// differently from the calendar.
func bracketed(c Calendar) string {
	if _, composed := c.(*FallbackCalendar); composed {
		return "(" + c.Name() + ")"
	}
	return nameOf(c)
}

// ByName returns the calendar with the given name: "china_exchange",
// "china_interbank", "weekends", "none", or a combination of these by "and"
// ([Union]) and "else" ([Fallback]), such as "china_interbank else weekends".
// "and" binds closer than "else"; both group from the left; brackets are not
// read. A text that is no
// name is a [*NameError] of class [ErrUnknownCalendar].
func ByName(name string) (Calendar, error) {
	var all Calendar
	for _, part := range strings.Split(name, wordElse) {
		c, err := jointByName(name, part)
		if err != nil {
			return nil, err
		}
		if all == nil {
			all = c
		} else {
			all = Fallback(all, c)
		}
	}
	return all, nil
}

// jointByName reads the part of a name between two "else".
func jointByName(name, part string) (Calendar, error) {
	var all Calendar
	for _, piece := range strings.Split(part, wordAnd) {
		c, err := singleByName(name, piece)
		if err != nil {
			return nil, err
		}
		if all == nil {
			all = c
		} else {
			all = Union(all, c)
		}
	}
	return all, nil
}

func singleByName(name, piece string) (Calendar, error) {
	switch piece {
	case NameChinaExchange:
		return ChinaExchange(), nil
	case NameChinaInterbank:
		return ChinaInterbank(), nil
	case NameWeekends:
		return Weekends(), nil
	case NameNone:
		return NoHolidays(), nil
	}
	return nil, unknownName(ErrUnknownCalendar, name,
		[]string{NameChinaExchange, NameChinaInterbank, NameWeekends, NameNone})
}
