package calendar

import (
	"errors"
	"fmt"
)

// Period is one interval of a schedule: interest accrues from Start to End,
// Start counted and End not, and is paid on Payment.
type Period struct {
	// Start and End are the accrual dates (计息起始日, 计息截止日). Periods touch:
	// the End of one is the Start of the next.
	Start, End Date
	// Payment is the unadjusted End moved by the roll rule (兑付日).
	Payment Date
	// Regular reports whether the unadjusted period is exactly one frequency
	// step long on the anchor days of the schedule. It is false for a stub and
	// for every period of [FromDates], which knows no frequency.
	Regular bool
}

// PeriodSpec describes a schedule for [Generate]. It has no JSON form of its own:
// a document names its calendar, which [ByName] resolves.
type PeriodSpec struct {
	// Start and End bound the schedule (起始日, 到期日), Start before End.
	Start, End Date

	// Frequency is the length of a regular period. Required.
	Frequency Frequency

	// Stub says how odd days are treated. The zero value allows none.
	Stub Stub

	// FirstEnd, when set, is the end of the first period as the contract names
	// it (首个兑付日): after Start, not after End. The periods after it follow the
	// other settings, from FirstEnd on.
	FirstEnd Date

	// LastStart, when set, is the start of the last period as the contract
	// names it: not before Start, before End, not before FirstEnd.
	LastStart Date

	// DayOfMonth, when not 0, is the day (1 to 31) on which regular dates fall,
	// or the last day of a shorter month. When 0, regular dates fall on the day
	// of the date they are counted from.
	DayOfMonth int

	// EndOfMonth puts every regular date on the last day of its month (月末).
	// Start, End, FirstEnd and LastStart stay as given.
	EndOfMonth bool

	// Roll and Calendar move payment days off holidays. The calendar may be nil
	// when Roll is Unadjusted.
	Roll     Roll
	Calendar Calendar

	// AccrualAdjusted moves the accrual dates by the same rule, so that interest
	// runs to the payment day. When false, accrual dates are as generated.
	AccrualAdjusted bool
}

// MaxPeriods is the largest number of periods in a schedule: a hundred years of
// days.
const MaxPeriods = 36600

// ErrBadSchedule is the class of every fault in the description of a schedule.
var ErrBadSchedule = errors.New("calendar: bad schedule")

// SpecError is a fault in one field of a [PeriodSpec]. errors.Is(err,
// ErrBadSchedule) holds.
type SpecError struct {
	Field   string // name of the field
	Problem string // what is wrong with it
}

// Error gives the field and the problem.
func (e *SpecError) Error() string {
	return fmt.Sprintf("calendar: schedule: %s %s", e.Field, e.Problem)
}

// Unwrap returns [ErrBadSchedule].
func (e *SpecError) Unwrap() error { return ErrBadSchedule }

// Generate returns the periods of a schedule, from Start to End without gap or
// overlap.
//
// Regular dates are all counted from one date, so that nothing drifts: the
// k-th lies k·Frequency months (or days) from it, on the anchor day or, in a
// shorter month, the last day. Counting goes back from LastStart or End under
// ShortFront and LongFront, and on from FirstEnd or Start otherwise. The anchor
// day is 31 with EndOfMonth, else DayOfMonth, else the day of the date counted
// from. With EndOfMonth or DayOfMonth the first regular date may lie in the
// month of the date counted from, and then both ends of the schedule may have
// an odd period; a long stub joins only the one at its own end.
//
// Faults of the specification are reported all at once as a [*FaultList] of
// [*SpecError]; so are the days the calendar does not cover
// ([*UncoveredError]).
func Generate(spec PeriodSpec) ([]Period, error) {
	if err := spec.check(); err != nil {
		return nil, err
	}
	g := spec.grid()
	bounds := []Date{spec.Start}
	from, to := spec.Start, spec.End
	if spec.FirstEnd != 0 {
		bounds = append(bounds, spec.FirstEnd)
		from = spec.FirstEnd
	}
	if spec.LastStart != 0 {
		to = spec.LastStart
	}
	if from < to {
		middle, err := g.between(from, to, spec.Stub)
		if err != nil {
			return nil, err
		}
		bounds = append(bounds, middle...)
		bounds = append(bounds, to)
	}
	if to < spec.End {
		bounds = append(bounds, spec.End)
	}
	if len(bounds)-1 > MaxPeriods {
		return nil, tooMany()
	}
	periods, err := place(bounds, spec.Roll, spec.Calendar, spec.AccrualAdjusted)
	if err != nil {
		return nil, err
	}
	for i := range periods {
		periods[i].Regular = g.regular(bounds[i], bounds[i+1])
	}
	return periods, nil
}

// check reports every fault that can be seen without counting dates.
func (spec *PeriodSpec) check() error {
	faults := &FaultList{}
	fault := func(wrong bool, field, problem string) {
		if wrong {
			faults.add(&SpecError{Field: field, Problem: problem})
		}
	}
	fault(!spec.Start.inRange(), "Start", "is not set")
	fault(!spec.End.inRange(), "End", "is not set")
	fault(spec.Start.inRange() && spec.End.inRange() && spec.Start >= spec.End,
		"End", fmt.Sprintf("%v is not after Start %v", spec.End, spec.Start))
	fault(!spec.Frequency.IsValid(), "Frequency", "is not set or no frequency")
	fault(spec.Stub > LongBack, "Stub", "is unknown")
	fault(spec.FirstEnd != 0 && (spec.FirstEnd <= spec.Start || spec.FirstEnd > spec.End),
		"FirstEnd", fmt.Sprintf("%v is not after Start and up to End", spec.FirstEnd))
	fault(spec.LastStart != 0 && (spec.LastStart < spec.Start || spec.LastStart >= spec.End),
		"LastStart", fmt.Sprintf("%v is not from Start up to before End", spec.LastStart))
	fault(spec.FirstEnd != 0 && spec.LastStart != 0 && spec.LastStart < spec.FirstEnd,
		"LastStart", fmt.Sprintf("%v is before FirstEnd %v", spec.LastStart, spec.FirstEnd))
	fault(spec.DayOfMonth < 0 || spec.DayOfMonth > 31, "DayOfMonth", fmt.Sprintf("%d is not 0 to 31", spec.DayOfMonth))
	fault(spec.EndOfMonth && spec.DayOfMonth != 0 && spec.DayOfMonth != 31,
		"DayOfMonth", fmt.Sprintf("%d contradicts EndOfMonth", spec.DayOfMonth))
	inMonths := spec.Frequency.Months() != 0
	fault(spec.Frequency.IsValid() && !inMonths && spec.DayOfMonth != 0,
		"DayOfMonth", fmt.Sprintf("has no meaning with frequency %v", spec.Frequency))
	fault(spec.Frequency.IsValid() && !inMonths && spec.EndOfMonth,
		"EndOfMonth", fmt.Sprintf("has no meaning with frequency %v", spec.Frequency))
	fault(spec.Frequency == Once && (spec.FirstEnd != 0 || spec.LastStart != 0),
		"Frequency", "is once, but FirstEnd or LastStart asks for more than one period")
	checkRoll(spec.Roll, spec.Calendar, faults)
	return faults.err()
}

func checkRoll(roll Roll, cal Calendar, faults *FaultList) {
	if roll > ModifiedPreceding {
		faults.add(&SpecError{Field: "Roll", Problem: "is unknown"})
	}
	if roll != Unadjusted && cal == nil {
		faults.add(&SpecError{Field: "Calendar", Problem: "is not set, and the roll rule needs one"})
	}
}

// FromDates returns the periods between dates written out one by one (自定义日期):
// the first date starts the first period and each further date ends one. The
// dates must be set and strictly ascending, at least two. Roll, calendar and
// accrualAdjusted act as in [PeriodSpec].
func FromDates(dates []Date, roll Roll, cal Calendar, accrualAdjusted bool) ([]Period, error) {
	faults := &FaultList{}
	if len(dates) < 2 {
		faults.add(&SpecError{Field: "dates", Problem: "has fewer than two entries"})
	}
	if len(dates) > MaxPeriods+1 {
		faults.add(tooMany())
	}
	for i, d := range dates {
		switch {
		case !d.inRange():
			faults.add(&SpecError{Field: fmt.Sprintf("dates[%d]", i), Problem: "is not set"})
		case i > 0 && d <= dates[i-1]:
			faults.add(&SpecError{Field: fmt.Sprintf("dates[%d]", i),
				Problem: fmt.Sprintf("%v is not after %v", d, dates[i-1])})
		}
	}
	checkRoll(roll, cal, faults)
	if err := faults.err(); err != nil {
		return nil, err
	}
	return place(dates, roll, cal, accrualAdjusted)
}

// MonthEnds returns the last days of months from the day from to the day to,
// both included, in ascending order; none when either is unset.
func MonthEnds(from, to Date) []Date {
	if !from.inRange() || !to.inRange() || to < from {
		return nil
	}
	var ends []Date
	for i := monthIndex(from); i <= monthIndex(to); i++ {
		if d := onDay(i, 31); d >= from && d <= to {
			ends = append(ends, d)
		}
	}
	return ends
}

// place turns bounds, strictly ascending, into periods with rolled dates. Every
// roll rule keeps the order of days, so payments never cross; two may fall on
// one day.
func place(bounds []Date, roll Roll, cal Calendar, accrualAdjusted bool) ([]Period, error) {
	faults := &FaultList{}
	rolled := make([]Date, len(bounds))
	for i, d := range bounds {
		if i == 0 && !accrualAdjusted {
			continue // no payment falls on the first date
		}
		r, err := roll.Adjust(d, cal)
		if err != nil {
			faults.add(fmt.Errorf("calendar: schedule date %v: %w", d, err))
			continue
		}
		rolled[i] = r
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	accrual := bounds
	if accrualAdjusted {
		accrual = rolled
	}
	periods := make([]Period, len(bounds)-1)
	for i := range periods {
		periods[i] = Period{Start: accrual[i], End: accrual[i+1], Payment: rolled[i+1]}
		if accrual[i] >= accrual[i+1] {
			faults.add(&SpecError{Field: "Roll", Problem: fmt.Sprintf(
				"moves both %v and %v to %v, which leaves no period", bounds[i], bounds[i+1], accrual[i+1])})
		}
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	return periods, nil
}

func tooMany() error {
	return &SpecError{Field: "Frequency", Problem: fmt.Sprintf("gives more than %d periods", MaxPeriods)}
}
