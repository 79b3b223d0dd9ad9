package calendar

// thirtyDays counts days in months of 30 days, by the rule of c, which must be
// one of the 30/360 family; start ≤ end.
//
//	360·(Y2 − Y1) + 30·(M2 − M1) + (D2 − D1)
//
// Only D1 and D2 depend on the convention; see the constants for the rules.
func (c DayCount) thirtyDays(start, end, termination Date) int {
	y1, m1, d1 := civil(start)
	y2, m2, d2 := civil(end)
	switch c {
	case Thirty360US:
		startsAtEndOfFebruary := m1 == 2 && d1 == daysInMonth(y1, 2)
		endsAtEndOfFebruary := m2 == 2 && d2 == daysInMonth(y2, 2)
		if startsAtEndOfFebruary && endsAtEndOfFebruary {
			d2 = 30
		}
		if startsAtEndOfFebruary {
			d1 = 30
		}
		if d2 == 31 && d1 >= 30 {
			d2 = 30
		}
		d1 = min(d1, 30)
	case Thirty360ISDA:
		if d2 == 31 && d1 >= 30 {
			d2 = 30
		}
		d1 = min(d1, 30)
	case ThirtyE360:
		d1, d2 = min(d1, 30), min(d2, 30)
	case ThirtyE360ISDA:
		if d1 == daysInMonth(y1, m1) {
			d1 = 30
		}
		keepsFebruary := m2 == 2 && end == termination
		if d2 == daysInMonth(y2, m2) && !keepsFebruary {
			d2 = 30
		}
	case ThirtyEPlus360:
		d1 = min(d1, 30)
		if d2 == 31 {
			d2, m2 = 1, m2+1
		}
	}
	return 360*(y2-y1) + 30*(m2-m1) + (d2 - d1)
}
