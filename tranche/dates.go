package tranche

import (
	"errors"
	"fmt"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
)

// PaymentDate is one expanded payment date of a deal.
type PaymentDate struct {
	// Nominal is the date in the document, Payment the business day on which cash moves (兑付日).
	Nominal, Payment calendar.Date
	// Calculation is the last day whose collections count for the payment (计算日).
	Calculation calendar.Date
	// Estimated says that a day beyond the business calendar was judged by the stand-in.
	Estimated bool
	// Events are the days of the T−n template, in its order.
	Events []EventDate
}

// EventDate is the day of one event of the T−n template.
type EventDate struct {
	Event string
	Day   calendar.Date
}

// Words of the template that date the calls on support.
const (
	ShortfallStart    = "shortfall_start"    // 差额支付启动日
	ShortfallTransfer = "shortfall_transfer" // 差额支付划款日
)

// day gives the day of an event, the calculation date or the payment date.
func (p PaymentDate) day(event string) calendar.Date {
	for _, e := range p.Events {
		if e.Event == event {
			return e.Day
		}
	}
	if event == ShortfallStart {
		return p.Calculation
	}
	return p.Payment
}

// reaches reports whether something due on day d is due at this payment.
func (p PaymentDate) reaches(d calendar.Date) bool {
	return !d.After(p.Nominal) || !d.After(p.Payment)
}

func (r *resolver) dates() {
	s := r.spec.Dates
	if s.CutOff.IsZero() {
		r.faults.Add("dates.cut_off", faults.Missing, nil, "the cut-off date")
	}
	switch {
	case s.Closing.IsZero():
		r.faults.Add("dates.closing", faults.Missing, nil, "the closing date")
	case s.Closing.Before(s.CutOff):
		r.faults.Add("dates.closing", faults.Inconsistent, s.Closing, "a day no earlier than the cut-off date, "+s.CutOff.String())
	}
	r.deal.cutOff, r.deal.closing = s.CutOff, s.Closing
	cal := r.calendar()
	nominal := r.nominalDates()
	if cal == nil || len(nominal) == 0 || s.Closing.IsZero() {
		return
	}
	payments := make([]PaymentDate, 0, len(nominal))
	for k, d := range nominal {
		p, err := r.paymentDate(cal, k, d)
		if err != nil {
			r.faults.Append(fmt.Sprintf("dates.payments (%s)", d), err)
			return
		}
		payments = append(payments, p)
	}
	before, calculated := s.Closing, s.CutOff
	for _, p := range payments {
		if !p.Nominal.After(before) {
			r.faults.Add("dates.payments", faults.Inconsistent, p.Nominal, "a payment after "+before.String())
		}
		if !p.Calculation.After(calculated) {
			r.faults.Add("dates.calculation", faults.Inconsistent, p.Calculation, "a calculation date after "+calculated.String())
		}
		if p.Calculation.After(p.Payment) {
			r.faults.Add("dates.calculation", faults.Inconsistent, p.Calculation, "a calculation date no later than the payment, "+p.Payment.String())
		}
		before, calculated = p.Nominal, p.Calculation
	}
	r.deal.payments = payments
	r.deal.yearOfLife = make([]int, len(payments))
	from := s.Closing
	for k, p := range payments {
		to := p.Nominal
		if s.Accrual == Adjusted {
			to = p.Payment
		}
		r.starts, r.ends = append(r.starts, from), append(r.ends, to)
		from = to
		// The payment that closes a year of life still belongs to it.
		year := 1
		for next := s.Closing.AddMonths(12); !next.IsZero() && next.Before(p.Nominal); next = s.Closing.AddMonths(12 * year) {
			year++
		}
		r.deal.yearOfLife[k] = year
	}
}

// template dates the events before a payment.
func (r *resolver) template(cal calendar.Calendar, payment calendar.Date) ([]EventDate, error) {
	var list []EventDate
	for i, o := range r.spec.Dates.Template {
		if o.Event == "" || o.BusinessDaysBefore < -250 || o.BusinessDaysBefore > 250 {
			return nil, fmt.Errorf("template[%d] needs a word and a number of business days between -250 and 250", i)
		}
		day, err := calendar.AddBusinessDays(cal, payment, -o.BusinessDaysBefore)
		if err != nil {
			return nil, err
		}
		list = append(list, EventDate{o.Event, day})
	}
	return list, nil
}

// calendar finds the business calendar, joined to its stand-in where one is named.
func (r *resolver) calendar() calendar.Calendar {
	s := r.spec.Dates
	cal, err := calendar.ByName(s.Calendar)
	if err != nil {
		r.faults.Add("dates.calendar", faults.Unknown, s.Calendar, "china_exchange, china_interbank, weekends or none")
		return nil
	}
	if s.Beyond == "" {
		return cal
	}
	beyond, err := calendar.ByName(s.Beyond)
	if err != nil {
		r.faults.Add("dates.beyond_calendar", faults.Unknown, s.Beyond, "weekends or none")
		return nil
	}
	return calendar.Fallback(cal, beyond)
}

func (r *resolver) nominalDates() []calendar.Date {
	s := r.spec.Dates.Payments
	regular := !s.First.IsZero() || !s.Last.IsZero()
	switch {
	case len(s.Dates) > 0 && regular:
		r.faults.Add("dates.payments", faults.Inconsistent, nil, "either a list of dates or first, frequency and last")
		return nil
	case len(s.Dates) > maxPayments:
		r.faults.Add("dates.payments", faults.OutOfRange, len(s.Dates), "at most 1200 payments")
		return nil
	case len(s.Dates) > 0:
		return s.Dates
	}
	if s.First.IsZero() || s.Last.IsZero() || s.Frequency.Months() == 0 {
		r.faults.Add("dates.payments", faults.Missing, nil, "a list of dates, or first, frequency and last")
		return nil
	}
	var dates []calendar.Date
	for k := 0; ; k++ {
		d := s.First.AddMonths(k * s.Frequency.Months())
		if d.After(s.Last) {
			break
		}
		if k == maxPayments {
			r.faults.Add("dates.payments", faults.OutOfRange, s.Last, "at most 1200 payments")
			return nil
		}
		dates = append(dates, d)
	}
	if len(dates) == 0 || dates[len(dates)-1] != s.Last {
		r.faults.Add("dates.payments.last", faults.Inconsistent, s.Last, "a date that is a whole number of periods after the first, "+s.First.String())
		return nil
	}
	return dates
}

func (r *resolver) paymentDate(cal calendar.Calendar, k int, nominal calendar.Date) (PaymentDate, error) {
	s := r.spec.Dates
	p := PaymentDate{Nominal: nominal}
	if nominal.IsZero() {
		return p, errors.New("a payment date is empty")
	}
	var err error
	if p.Payment, err = s.Roll.Adjust(nominal, cal); err != nil {
		return p, err
	}
	c := s.Calculation
	switch {
	case len(c.Dates) > 0 && c.BusinessDaysBefore == nil && !c.PreviousMonthEnd:
		if k >= len(c.Dates) {
			return p, fmt.Errorf("no calculation date is given for payment %d", k+1)
		}
		p.Calculation = c.Dates[k]
	case c.BusinessDaysBefore != nil && len(c.Dates) == 0 && !c.PreviousMonthEnd:
		if *c.BusinessDaysBefore < 0 || *c.BusinessDaysBefore > 250 {
			return p, errors.New("business_days_before is a number between 0 and 250")
		}
		if p.Calculation, err = calendar.AddBusinessDays(cal, p.Payment, -*c.BusinessDaysBefore); err != nil {
			return p, err
		}
	case c.PreviousMonthEnd && len(c.Dates) == 0 && c.BusinessDaysBefore == nil:
		p.Calculation = nominal.AddMonths(-1).EndOfMonth()
	default:
		return p, errors.New("dates.calculation has exactly one of business_days_before, previous_month_end and dates")
	}
	if p.Events, err = r.template(cal, p.Payment); err != nil {
		return p, err
	}
	if f, ok := cal.(*calendar.FallbackCalendar); ok {
		if p.Estimated, err = f.Estimated(p.Payment); err != nil {
			return p, err
		}
	}
	return p, nil
}
