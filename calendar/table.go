package calendar

import (
	"errors"
	"fmt"
	"slices"
)

// ErrBadTable is the class of every fault in a business-day table.
var ErrBadTable = errors.New("calendar: bad business-day table")

// Table is a business calendar (工作日历) given day by day for a range of years.
// Saturdays and Sundays are closed and other days are open, except for the days
// listed. It answers in constant time and is immutable.
type Table struct {
	name     string
	from, to int  // first and last year covered
	first    Date // 1 January of the first year
	length   int  // days covered
	open     []uint64
}

// NewTable makes a business calendar that covers the years firstYear to lastYear
// inclusive. The days in closed are no business days; the days in open are
// business days although they fall on a weekend. The order of the days does not
// matter, and a day may be listed where that changes nothing (a Sunday in
// closed, a Monday in open).
//
// Every fault is reported, as a [*FaultList] of class [ErrBadTable]: an empty
// name, a range of years that is empty or leaves 1 to 9999, a day that is unset
// or outside the years, a day listed twice, a day listed both as closed and as
// open.
func NewTable(name string, firstYear, lastYear int, closed, open []Date) (*Table, error) {
	faults := &FaultList{}
	if name == "" {
		faults.add(fmt.Errorf("%w: it has no name", ErrBadTable))
	}
	if firstYear < minYear || lastYear > maxYear || firstYear > lastYear {
		faults.add(fmt.Errorf("%w: years %d to %d", ErrBadTable, firstYear, lastYear))
		return nil, faults.err()
	}
	t := &Table{
		name: name, from: firstYear, to: lastYear,
		first: fromCivil(firstYear, 1, 1),
	}
	t.length = int(fromCivil(lastYear, 12, 31)-t.first) + 1
	closed, open = slices.Sorted(slices.Values(closed)), slices.Sorted(slices.Values(open))
	t.checkList("closed", closed, faults)
	t.checkList("open", open, faults)
	for _, d := range open {
		if _, both := slices.BinarySearch(closed, d); both {
			faults.add(fmt.Errorf("%w: %v is listed both as closed and as open", ErrBadTable, d))
		}
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	t.fill(closed, open)
	return t, nil
}

// checkList expects a sorted list.
func (t *Table) checkList(list string, days []Date, faults *FaultList) {
	for i, d := range days {
		switch {
		case !d.inRange():
			faults.add(fmt.Errorf("%w: a day in the list %s is not set", ErrBadTable, list))
		case !t.covers(d):
			faults.add(fmt.Errorf("%w: %v in the list %s lies outside %d to %d", ErrBadTable, d, list, t.from, t.to))
		case i > 0 && d == days[i-1]:
			faults.add(fmt.Errorf("%w: %v is twice in the list %s", ErrBadTable, d, list))
		}
	}
}

func (t *Table) fill(closed, open []Date) {
	t.open = make([]uint64, (t.length+63)/64)
	for i := range t.length {
		if isWeekday(t.first + Date(i)) {
			t.set(i, true)
		}
	}
	for _, d := range closed {
		t.set(int(d-t.first), false)
	}
	for _, d := range open {
		t.set(int(d-t.first), true)
	}
}

func (t *Table) set(i int, open bool) {
	if open {
		t.open[i/64] |= 1 << (i % 64)
	} else {
		t.open[i/64] &^= 1 << (i % 64)
	}
}

// Name returns the name given at construction.
func (t *Table) Name() string { return t.name }

// Years returns the first and the last year the table covers.
func (t *Table) Years() (first, last int) { return t.from, t.to }

// IsBusinessDay reports whether d is a business day. Errors: [ErrNoDate] for the
// unset Date, [*UncoveredError] outside the years covered.
func (t *Table) IsBusinessDay(d Date) (bool, error) {
	if !t.covers(d) {
		if !d.inRange() {
			return false, ErrNoDate
		}
		return false, &UncoveredError{Calendar: t.name, Date: d, From: t.from, To: t.to}
	}
	i := int(d - t.first)
	return t.open[i/64]>>(i%64)&1 == 1, nil
}

func (t *Table) covers(d Date) bool {
	return d >= t.first && d < t.first+Date(t.length)
}

// isWeekday reports whether d is a Monday to Friday.
func isWeekday(d Date) bool {
	return (d+6)%7 < 5 // day 1 was a Monday
}
