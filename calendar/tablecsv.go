package calendar

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// TableRows is what a business-day table in csv form says, before it is decided
// which market's calendar is wanted. See [ParseTable].
type TableRows struct {
	FirstYear, LastYear int    // the years of the first and the last day listed
	Closed              []Date // kind "closed", ascending
	Open                []Date // kind "open", ascending
	InterbankOpen       []Date // kind "interbank_open", ascending
}

// RowError is a fault at a place of a csv table. errors.Is(err, ErrBadTable)
// holds, and errors.Is sees through to the cause, such as [ErrBadDate].
type RowError struct {
	Line int    // counted from 1
	Text string // the line as read
	Err  error  // what is wrong with it
}

// Error gives the line number, the line and the fault.
func (e *RowError) Error() string {
	return fmt.Sprintf("calendar: table line %d %q: %v", e.Line, shorten(e.Text), e.Err)
}

// Unwrap returns the fault and [ErrBadTable].
func (e *RowError) Unwrap() []error { return []error{e.Err, ErrBadTable} }

const (
	tableHeader       = "date,kind"
	kindClosed        = "closed"
	kindOpen          = "open"
	kindInterbankOpen = "interbank_open"
)

// ParseTable reads a business-day table in csv form: a header line
//
//	date,kind
//
// and one line per day, the day as YYYY-MM-DD and one of the kinds
//
//	closed          a day, else a business day, that is closed in every market
//	open            a weekend day that is a business day in every market
//	interbank_open  a day that is a business day in the interbank market only
//	                (银行间市场); it prevails over closed for that market
//
// Blank lines, a byte order mark and CRLF line ends are accepted; blanks inside
// a line are not. Lines may come in any order. The years covered are those from
// the first to the last day listed, and each of them must have at least one
// line, lest a forgotten year pass for a year without holidays.
//
// All faults are reported, as a [*FaultList] of [*RowError] and of errors of
// class [ErrBadTable].
func ParseTable(r io.Reader) (*TableRows, error) {
	rows := &TableRows{}
	faults := &FaultList{}
	lines := bufio.NewScanner(r)
	number, header := 0, false
	for lines.Scan() {
		number++
		line := lines.Text()
		if number == 1 {
			line = strings.TrimPrefix(line, "\ufeff")
		}
		switch {
		case line == "":
		case !header:
			header = true
			if line != tableHeader {
				faults.add(&RowError{Line: number, Text: line, Err: errors.New("the first line must be " + tableHeader)})
			}
		default:
			if err := rows.add(line); err != nil {
				faults.add(&RowError{Line: number, Text: line, Err: err})
			}
		}
	}
	if err := lines.Err(); err != nil {
		faults.add(&RowError{Line: number + 1, Err: err})
		return nil, faults.err()
	}
	rows.finish(faults)
	if err := faults.err(); err != nil {
		return nil, err
	}
	return rows, nil
}

func (rows *TableRows) add(line string) error {
	date, kind, found := strings.Cut(line, ",")
	if !found {
		return errors.New("want two fields, date,kind")
	}
	d, err := Parse(date)
	if err != nil {
		return err
	}
	switch kind {
	case kindClosed:
		rows.Closed = append(rows.Closed, d)
	case kindOpen:
		rows.Open = append(rows.Open, d)
	case kindInterbankOpen:
		rows.InterbankOpen = append(rows.InterbankOpen, d)
	default:
		return fmt.Errorf("kind %q; known: %s, %s, %s", shorten(kind), kindClosed, kindOpen, kindInterbankOpen)
	}
	return nil
}

// finish sorts the lists and checks what only the whole table shows.
func (rows *TableRows) finish(faults *FaultList) {
	all := slices.Concat(rows.Closed, rows.Open, rows.InterbankOpen)
	if len(all) == 0 {
		faults.add(fmt.Errorf("%w: it lists no day", ErrBadTable))
		return
	}
	slices.Sort(all)
	slices.Sort(rows.Closed)
	slices.Sort(rows.Open)
	slices.Sort(rows.InterbankOpen)
	rows.FirstYear, rows.LastYear = all[0].Year(), all[len(all)-1].Year()
	for i, d := range all[1:] {
		for year := all[i].Year() + 1; year < d.Year(); year++ {
			faults.add(fmt.Errorf("%w: no line for the year %d", ErrBadTable, year))
		}
	}
	for _, list := range []struct {
		kind string
		days []Date
	}{{kindClosed, rows.Closed}, {kindOpen, rows.Open}, {kindInterbankOpen, rows.InterbankOpen}} {
		for i := 1; i < len(list.days); i++ {
			if list.days[i] == list.days[i-1] {
				faults.add(fmt.Errorf("%w: %v is twice of kind %s", ErrBadTable, list.days[i], list.kind))
			}
		}
	}
	for _, d := range rows.Open {
		if _, both := slices.BinarySearch(rows.Closed, d); both {
			faults.add(fmt.Errorf("%w: %v is both %s and %s", ErrBadTable, d, kindClosed, kindOpen))
		}
	}
}

// Exchange returns the calendar of the exchanges (交易所): the kinds closed and
// open.
func (rows *TableRows) Exchange(name string) (*Table, error) {
	return NewTable(name, rows.FirstYear, rows.LastYear, rows.Closed, rows.Open)
}

// Interbank returns the calendar of the interbank market (银行间市场): a business
// day of the exchanges, or a day of kind interbank_open.
func (rows *TableRows) Interbank(name string) (*Table, error) {
	closed := make([]Date, 0, len(rows.Closed))
	for _, d := range rows.Closed {
		if _, opened := slices.BinarySearch(rows.InterbankOpen, d); !opened {
			closed = append(closed, d)
		}
	}
	open := slices.Concat(rows.Open, rows.InterbankOpen)
	slices.Sort(open)
	return NewTable(name, rows.FirstYear, rows.LastYear, closed, slices.Compact(open))
}
