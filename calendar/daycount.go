package calendar

import "errors"

// DayCount is a day-count convention (计息基础): the rule that turns a start day
// and an end day into a share of a year. The first day counts and the last does
// not (算头不算尾).
//
// The zero value is no convention; its methods return [ErrUnknownDayCount]. The
// text form ([DayCount.String]) is the one used in JSON.
//
// Sources: 2006 ISDA Definitions, section 4.16 (cited as 4.16(b) and so on);
// ICMA Rule 251; Securities Industry Association, Standard Securities
// Calculation Methods, for 30/360 US.
type DayCount uint8

const (
	// Act365F is "ACT/365F": actual days / 365, also in leap years. 4.16(d),
	// Actual/365 (Fixed). The usual convention of Chinese exchange-listed asset
	// securities, there often written ACT/365.
	Act365F DayCount = iota + 1

	// Act360 is "ACT/360": actual days / 360. 4.16(e).
	Act360

	// ActActISDA is "ACT/ACT ISDA": days that fall in leap years / 366 plus days
	// that fall in other years / 365. 4.16(b).
	ActActISDA

	// Act365L is "ACT/365L": actual days / 366 when the later date lies in a
	// leap year, else / 365. This is the rule of ICMA 251 for coupons paid more
	// often than once a year, given a whole coupon period; given a part of one,
	// it looks at the later date of the part, where ICMA looks at the coupon
	// date. (For yearly coupons ICMA asks whether the coupon period holds a 29
	// February; that is Act365A, given the whole period.)
	Act365L

	// Act365A is "ACT/365A" (Actual/365 Actual): actual days / 366 when a 29
	// February lies after the earlier date and not after the later one, else
	// / 365.
	Act365A

	// NL365 is "NL/365" (no leap): actual days without any 29 February that lies
	// after the earlier date and not after the later one, / 365.
	NL365

	// Thirty360US is "30/360 US" (30U/360, SIA), with the rule for the end of
	// February. With D1 and D2 the days of the month of the earlier and the
	// later date, in this order:
	//
	//	1. both dates are the last day of a February: D2 = 30
	//	2. the earlier date is the last day of a February: D1 = 30
	//	3. D2 = 31 and D1 is 30 or 31: D2 = 30
	//	4. D1 = 31: D1 = 30
	//
	// It assumes a security that pays at month ends. Without rules 1 and 2 this
	// is Thirty360ISDA; the two differ whenever the earlier date is the last day
	// of February.
	Thirty360US

	// Thirty360ISDA is "30/360 ISDA" (30/360, 360/360, Bond Basis), without a
	// rule for February. 4.16(f):
	//
	//	1. D1 = 31: D1 = 30
	//	2. D2 = 31 and D1 is 30 or 31: D2 = 30
	Thirty360ISDA

	// ThirtyE360 is "30E/360" (Eurobond Basis): D1 = 31 becomes 30, D2 = 31
	// becomes 30. 4.16(g).
	ThirtyE360

	// ThirtyE360ISDA is "30E/360 ISDA" (German): a date that is the last day of
	// its month counts as the 30th, except that a later date which is the
	// termination date and lies in February keeps its day. 4.16(h). It needs
	// the termination date: see [DayCount.FractionTo].
	ThirtyE360ISDA

	// ThirtyEPlus360 is "30E+/360": D1 = 31 becomes 30; D2 = 31 becomes the
	// first of the next month.
	ThirtyEPlus360
)

// ErrNeedsTermination is returned by [DayCount.Fraction] and [DayCount.Days] for
// 30E/360 ISDA, and by the forms that take a termination date when it is not
// set.
var ErrNeedsTermination = errors.New("calendar: 30E/360 ISDA needs a termination date")

// ErrNoDate is returned where a date that is needed is not set.
var ErrNoDate = errors.New("calendar: date not set")

// IsValid reports whether c is one of the conventions of this package.
func (c DayCount) IsValid() bool { return c >= Act365F && c <= ThirtyEPlus360 }

// Fraction returns the share of a year from start to end, exact and in lowest
// terms, negative when end is earlier than start. Reversing the dates changes
// the sign and nothing else. From a day to itself it is 0, also where the letter
// of a 30/360 rule would give a day (30E+/360 from a 31st to itself).
//
// Errors: [ErrUnknownDayCount] for a value that is no convention, [ErrNoDate]
// for an unset date, [ErrNeedsTermination] for 30E/360 ISDA.
func (c DayCount) Fraction(start, end Date) (Fraction, error) {
	return c.FractionTo(start, end, 0)
}

// FractionTo is [DayCount.Fraction] with the termination date of the contract,
// its unadjusted final maturity. Only 30E/360 ISDA looks at it; for the others
// it may be unset.
func (c DayCount) FractionTo(start, end, termination Date) (Fraction, error) {
	if err := c.check(start, end, termination); err != nil {
		return Fraction{}, err
	}
	if end < start {
		return c.fraction(end, start, termination).Neg(), nil
	}
	return c.fraction(start, end, termination), nil
}

// Days returns the number of days the convention counts from start to end: the
// numerator before division by 360, 365 or 366. For the ACT conventions that is
// the number of calendar days. Signs and errors are those of
// [DayCount.Fraction].
func (c DayCount) Days(start, end Date) (int, error) {
	return c.DaysTo(start, end, 0)
}

// DaysTo is [DayCount.Days] with the termination date of the contract; see
// [DayCount.FractionTo].
func (c DayCount) DaysTo(start, end, termination Date) (int, error) {
	if err := c.check(start, end, termination); err != nil {
		return 0, err
	}
	if end < start {
		return -c.days(end, start, termination), nil
	}
	return c.days(start, end, termination), nil
}

func (c DayCount) check(start, end, termination Date) error {
	switch {
	case !c.IsValid():
		return ErrUnknownDayCount
	case !start.inRange() || !end.inRange():
		return ErrNoDate
	case c == ThirtyE360ISDA && !termination.inRange():
		return ErrNeedsTermination
	}
	return nil
}

// fraction expects arguments that passed check, start ≤ end.
func (c DayCount) fraction(start, end, termination Date) Fraction {
	if c == ActActISDA {
		return actActISDA(start, end)
	}
	return reduced(int64(c.days(start, end, termination)), int64(c.basis(start, end)))
}

// days expects arguments that passed check, start ≤ end. The 30/360 rules look
// at each date by itself and would treat the two ends of no time differently.
func (c DayCount) days(start, end, termination Date) int {
	switch c {
	case NL365:
		return int(end-start) - (leapDaysTo(end) - leapDaysTo(start))
	case Thirty360US, Thirty360ISDA, ThirtyE360, ThirtyE360ISDA, ThirtyEPlus360:
		if start == end {
			return 0
		}
		return c.thirtyDays(start, end, termination)
	}
	return int(end - start)
}

// basis is the divisor of days.
func (c DayCount) basis(start, end Date) int {
	switch c {
	case Act365F, NL365:
		return 365
	case Act365L:
		return 365 + leapDays(isLeap(end.Year()))
	case Act365A:
		return 365 + leapDays(leapDaysTo(end) > leapDaysTo(start))
	}
	return 360
}

func leapDays(leap bool) int {
	if leap {
		return 1
	}
	return 0
}

// actActISDA is the difference of two positions on the scale on which every
// year has length 1. That equals the sum over the years of 4.16(b), because a
// whole year contributes 365/365 or 366/366.
func actActISDA(start, end Date) Fraction {
	startDay, startLength := placeInYear(start)
	endDay, endLength := placeInYear(end)
	years := Fraction{Num: int64(end.Year() - start.Year()), Den: 1}
	return years.Add(reduced(endDay, endLength)).Add(reduced(-startDay, startLength))
}

// placeInYear returns the days since 1 January and the length of the year.
func placeInYear(d Date) (day, length int64) {
	return int64(d.YearDay() - 1), int64(365 + leapDays(d.IsLeap()))
}

// leapDaysTo returns the number of 29 Februaries up to and including d.
func leapDaysTo(d Date) int {
	y, m, day := civil(d)
	if m < 2 || m == 2 && day < 29 {
		y--
	}
	return y/4 - y/100 + y/400
}
