package cashflow

import (
	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/pool"
)

// grid is the regular dates of a contract: maturity − k·frequency. All are counted from the maturity,
// so that a schedule on the 31st comes back to the 31st after a short month.
type grid struct {
	maturity  calendar.Date
	frequency calendar.Frequency
}

// at returns the date k steps before the maturity, unset when that is before the year 1.
func (g grid) at(k int) calendar.Date {
	if days := g.frequency.Days(); days != 0 {
		return g.maturity.AddDays(-k * days)
	}
	return g.maturity.AddMonths(-k * g.frequency.Months())
}

// after returns the number of regular dates after a day before the maturity. With the frequency once
// that is the maturity alone.
func (g grid) after(day calendar.Date) int {
	if g.frequency == calendar.Once {
		return 1
	}
	if days := g.frequency.Days(); days != 0 {
		return (g.maturity.Sub(day)-1)/days + 1
	}
	fromYear, fromMonth, _ := day.YMD()
	toYear, toMonth, _ := g.maturity.YMD()
	whole := (12*(toYear-fromYear) + toMonth - fromMonth) / g.frequency.Months()
	if g.at(whole).After(day) {
		whole++
	}
	return whole
}

// span is a time over which interest accrues: start counts, end does not.
type span struct{ start, end calendar.Date }

// timing says how the payments of a plan lie to the periods of its grid.
type timing uint8

const (
	arrears timing = iota // at the end of the period, with its interest (后付)
	advance               // rent at the beginning of the period, with the interest since the last one (先付)
	prepaid               // interest at the beginning of the period, for that period; principal at maturity
)

// periods fills the scratch with the payment dates after the cut-off date, and the span of interest
// that each carries.
//
// The bounds of the periods are the regular dates after low, which is the cut-off date or, when
// that is later, the start; before them comes the regular date on or before low, but not one before
// the start. So a contract that has run for a while has a full first period, of which a part lies
// before the cut-off date; one that started off the grid has a short first period; one that starts
// after the cut-off date accrues from its start.
func (b *builder) periods(c *pool.Contract, frequency calendar.Frequency, t timing) {
	asOf := b.pool.AsOf()
	low := max(asOf, c.Start)
	g := grid{maturity: c.Maturity, frequency: frequency}
	n := g.after(low)

	first := c.Start
	if frequency != calendar.Once {
		first = max(g.at(n), c.Start) // an unset date is before any other
	}
	switch {
	case !first.IsZero():
	case frequency == calendar.Once:
		first = asOf
		b.assume(AssumedAccrualStart, "cut-off date")
	default:
		first = calendar.MinDate // the grid begins before the calendar does
	}
	if c.Start.IsZero() && frequency != calendar.Once {
		b.assume(AssumedAccrualStart, "regular payment date on or before the cut-off date")
	}

	b.dates, b.spans = b.dates[:0], b.spans[:0]
	if t != arrears && first.After(asOf) { // the first period begins after the cut-off date
		b.dates = append(b.dates, first)
		b.spans = append(b.spans, span{first, first})
	}
	previous := first
	for k := n - 1; k >= 0; k-- {
		d := c.Maturity
		if k > 0 {
			d = g.at(k)
		}
		b.dates = append(b.dates, d)
		b.spans = append(b.spans, span{previous, d})
		previous = d
	}
	switch last := len(b.dates) - 1; {
	case t == advance && last > 0: // the maturity begins no period
		b.dates, b.spans = b.dates[:last], b.spans[:last]
	case t == advance:
		b.note(NoteNoDateLeft, "advance", c.Maturity.String(),
			"every rent due in advance is dated on or before the cut-off date, yet principal is outstanding: it is taken at maturity")
	case t == prepaid:
		// Interest of the period that a date begins is paid on that date.
		for k := range last {
			b.spans[k] = b.spans[k+1]
		}
		b.spans[last] = span{c.Maturity, c.Maturity}
	}
}
