package calendar

import (
	"errors"
	"fmt"
)

// Calendar tells business days (工作日) from other days. Implementations must be
// safe for concurrent use and must give the same answer every time.
type Calendar interface {
	// Name identifies the calendar in results and errors.
	Name() string
	// IsBusinessDay reports whether d is a business day. A calendar that does
	// not know d returns an [*UncoveredError], never a guess.
	IsBusinessDay(d Date) (bool, error)
}

var (
	// ErrUncovered is the class of every [UncoveredError].
	ErrUncovered = errors.New("calendar: day outside the years the calendar covers")
	// ErrNoCalendar is returned where a calendar is needed and nil was given.
	ErrNoCalendar = errors.New("calendar: no business calendar given")
	// ErrNoBusinessDay is returned when a search for a business day leaves the
	// years 1 to 9999.
	ErrNoBusinessDay = errors.New("calendar: no business day found within the years 1 to 9999")
)

// UncoveredError says that a calendar was asked about a day outside its years.
// errors.Is(err, ErrUncovered) holds. The remedy is a table that covers the
// year ([NewTable], [ParseTable]) or a stand-in chosen by name ([Fallback]).
type UncoveredError struct {
	Calendar string // name of the calendar
	Date     Date   // the day asked about
	From, To int    // first and last year covered
}

// Error names the calendar, the day and the years covered.
func (e *UncoveredError) Error() string {
	return fmt.Sprintf("calendar: %s covers %d to %d and knows nothing of %v; supply a table or a fallback",
		e.Calendar, e.From, e.To, e.Date)
}

// Unwrap returns [ErrUncovered].
func (e *UncoveredError) Unwrap() error { return ErrUncovered }

// AddBusinessDays returns the n-th business day after d, before d when n is
// negative. The day d itself is never counted, whether or not it is a business
// day; n = 0 returns d unchanged. A document's "T−10" (兑付日前第10个工作日) is
// AddBusinessDays(cal, T, -10).
//
// Errors are those of [Roll.Adjust].
func AddBusinessDays(cal Calendar, d Date, n int) (Date, error) {
	if !d.inRange() {
		return 0, ErrNoDate
	}
	step, last := 1, MaxDate
	if n < 0 {
		step, last = -1, MinDate
	}
	for ; n != 0; n -= step {
		if d == last {
			return 0, ErrNoBusinessDay
		}
		next, err := search(cal, d.AddDays(step), step, last)
		if err != nil {
			return 0, err
		}
		d = next
	}
	return d, nil
}

// BusinessDaysBetween returns the number of business days from start to end,
// start counted and end not, like every interval of this package; negative when
// end is earlier than start. For a business day d and n ≥ 0,
// BusinessDaysBetween(cal, d, AddBusinessDays(cal, d, n)) = n.
func BusinessDaysBetween(cal Calendar, start, end Date) (int, error) {
	if !start.inRange() || !end.inRange() {
		return 0, ErrNoDate
	}
	if cal == nil {
		return 0, ErrNoCalendar
	}
	if end < start {
		n, err := BusinessDaysBetween(cal, end, start)
		return -n, err
	}
	count := 0
	for d := start; d < end; d++ {
		open, err := cal.IsBusinessDay(d)
		if err != nil {
			return 0, err
		}
		if open {
			count++
		}
	}
	return count, nil
}

// search returns the first business day at or beyond d in the direction of
// step (1 or −1), not past last, or ErrNoBusinessDay.
func search(cal Calendar, d Date, step int, last Date) (Date, error) {
	found, err := searchWithin(cal, d, step, last)
	if err == nil && found == 0 {
		err = ErrNoBusinessDay
	}
	return found, err
}

// searchWithin is search for a caller who goes on when there is none: it then
// returns the unset Date and no error.
func searchWithin(cal Calendar, d Date, step int, last Date) (Date, error) {
	if cal == nil {
		return 0, ErrNoCalendar
	}
	for {
		open, err := cal.IsBusinessDay(d)
		if err != nil {
			return 0, err
		}
		if open {
			return d, nil
		}
		if d == last {
			return 0, nil
		}
		d += Date(step)
	}
}
