package cashflow

import (
	"fmt"
	"reflect"
	"slices"
	"sort"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// Period is a collection period (归集期间): the days after From up to and including To.
type Period struct {
	From calendar.Date `json:"from"`
	To   calendar.Date `json:"to"`
}

// Collection is what the pool pays and how it performs in one period, in minor units.
//
//	Total   = Interest + Principal + Other + Recovery
//	Closing = Opening − Principal − Dilution − Defaulted − Repurchased
//
// Repurchased is money too: the originator pays it, beside Total. The balances are those of performing
// claims: a claim that defaults leaves them with its principal, and what it pays later is a recovery. A
// contractual projection has no defaults, delinquencies, prepayments or recoveries and leaves those
// fields zero.
type Collection struct {
	Period
	Opening   money.Amount // outstanding principal at the end of the day From
	Interest  money.Amount
	Principal money.Amount // scheduled and prepaid
	Other     money.Amount
	Dilution  money.Amount // principal that ended without payment
	Closing   money.Amount // outstanding principal at the end of the day To
	// FromDeposit is the part of Total that is settled out of deposits, and Deposits says whose, as far as
	// that is known.
	FromDeposit money.Amount
	Deposits    []DepositUse

	Prepayment  money.Amount // the part of Principal that is paid before it is due (早偿)
	Recovery    money.Amount // paid on claims that have defaulted (违约回收)
	Defaulted   money.Amount // principal of the claims that default in the period (新增违约)
	Repurchased money.Amount // principal of ineligible claims that the originator takes back at par (不合格资产赎回)
	// Overdue is the principal of claims in arrears at the end of the day To that have not defaulted.
	Overdue Ageing
	// Scheduled is what falls due in the period by the contracts as they stood at the cut-off date, the
	// measure of a collection shortfall; unknown where nothing states it.
	Scheduled pool.Opt[money.Amount]
	// RightsValue is the value of the rights behind the claims at the end of the day To, after haircut
	// and decay (知识产权评估值); unknown where nothing states it.
	RightsValue pool.Opt[money.Amount]
}

// Ageing is principal in arrears by days overdue: 1 to 30, 31 to 60, 61 to 90, and more than 90 (逾期账龄).
type Ageing [4]money.Amount

// Over is what is overdue by more than so many days, of 0, 30, 60 and 90; other days are read as the
// next of these above.
func (a Ageing) Over(days int) money.Amount {
	var total money.Amount
	for i, above := range [...]int{0, 30, 60, 90} {
		if above >= days {
			total += a[i]
		}
	}
	return total
}

// Equal reports whether two collections say the same.
func (c Collection) Equal(d Collection) bool {
	of, other := c.Deposits, d.Deposits
	c.Deposits, d.Deposits = nil, nil
	return reflect.DeepEqual(c, d) && slices.Equal(of, other)
}

// Total is all that the claims pay in the period: Interest + Principal + Other + Recovery.
func (c Collection) Total() money.Amount { return c.Interest + c.Principal + c.Other + c.Recovery }

// After is what the pool pays after the last period asked for.
type After struct {
	Rows        int
	Opening     money.Amount // outstanding principal at the end of the last period
	Interest    money.Amount
	Principal   money.Amount
	Other       money.Amount
	Dilution    money.Amount
	FromDeposit money.Amount
	Prepayment  money.Amount  // the part of Principal that is paid before it is due
	Recovery    money.Amount  // paid on claims that have defaulted
	Defaulted   money.Amount  // principal of the claims that default
	Repurchased money.Amount  // principal that the originator takes back, beside Total
	LastDate    calendar.Date // of the last row, unset when there is none
}

// Total is all that is paid after the last period: Interest + Principal + Other + Recovery.
func (a After) Total() money.Amount { return a.Interest + a.Principal + a.Other + a.Recovery }

// BeforeError says that cash falls before the first period, where no collection would hold it.
type BeforeError struct {
	From   calendar.Date // begin of the first period
	First  calendar.Date // the earliest row before it
	Rows   int
	Amount money.Amount // their payments
}

// Error gives the days and the amount.
func (e *BeforeError) Error() string {
	return fmt.Sprintf("cashflow: %d minor units in %d rows from %s on fall before the first period, which begins after %s",
		e.Amount, e.Rows, e.First, e.From)
}

// Collect sums the rows by period. Periods are contiguous: each begins where the one before it ends.
// Rows after the last period are in After, so that for each part
//
//	Σ collections + after = Σ rows
//
// exactly. Errors: *faults.Error for periods that are empty, overlap or leave gaps, with every
// fault; *BeforeError when a row is dated on or before the first From.
func (f *Flows) Collect(periods []Period) ([]Collection, After, error) {
	if err := checkPeriods(periods); err != nil {
		return nil, After{}, err
	}
	list := make([]Collection, len(periods)+1) // the last entry is what comes after
	for k, p := range periods {
		list[k].Period = p
	}
	before := BeforeError{From: periods[0].From}
	rest := After{}
	uses := newDepositUses(f.pool, len(periods))
	for i := range f.Len() {
		rows := f.of(i)
		// Rows are in order of date, and the first of them is rarely in the first of many periods.
		k := 0
		if len(rows) > 0 {
			k = sort.Search(len(periods), func(k int) bool { return periods[k].To >= rows[0].Date })
		}
		for j := range rows {
			r := &rows[j]
			if r.Date <= before.From {
				before.add(r)
				continue
			}
			for k < len(periods) && periods[k].To < r.Date {
				k++
			}
			list[k].add(r)
			uses.add(k, i, r.FromDeposit)
			if k == len(periods) {
				rest.Rows++
				rest.LastDate = max(rest.LastDate, r.Date)
			}
		}
	}
	if before.Rows > 0 {
		return nil, After{}, &before
	}
	uses.fill(list)
	balance := f.principal
	for k := range periods {
		c := &list[k]
		c.Opening = balance
		balance -= c.Principal + c.Dilution
		c.Closing = balance
	}
	last := &list[len(periods)]
	rest.Opening = balance
	rest.Interest, rest.Principal, rest.Other = last.Interest, last.Principal, last.Other
	rest.Dilution, rest.FromDeposit = last.Dilution, last.FromDeposit
	return list[:len(periods):len(periods)], rest, nil
}

// add needs no checks: Contractual has made sure that every sum over rows fits.
func (c *Collection) add(r *Row) {
	c.Interest += r.Interest
	c.Principal += r.Principal
	c.Other += r.Other
	c.Dilution += r.Dilution
	c.FromDeposit += r.FromDeposit
}

func (e *BeforeError) add(r *Row) {
	if e.Rows == 0 || r.Date < e.First {
		e.First = r.Date
	}
	e.Rows++
	e.Amount += r.Payment
}

func checkPeriods(periods []Period) error {
	var list faults.List
	if len(periods) == 0 {
		list.Add("periods", faults.Missing, nil, "at least one period")
	}
	for k, p := range periods {
		path := faults.Index("periods", k)
		switch {
		case p.From.IsZero():
			list.Add(path+".from", faults.Missing, nil, "a date")
		case k > 0 && p.From != periods[k-1].To:
			list.Add(path+".from", faults.Inconsistent, p.From, "the end of the period before, "+periods[k-1].To.String())
		}
		switch {
		case p.To.IsZero():
			list.Add(path+".to", faults.Missing, nil, "a date")
		case !p.To.After(p.From):
			list.Add(path+".to", faults.Inconsistent, p.To, "a date after "+p.From.String())
		}
	}
	return list.Err()
}

// CalendarMonths gives the calendar months from the day after a date through another, cut at both
// ends: the first period begins after the one, the last ends on the other. None when the other is
// not later.
func CalendarMonths(after, through calendar.Date) []Period {
	return calendarPeriods(after, through, func(int) bool { return true })
}

// CalendarQuarters is CalendarMonths by calendar quarter.
func CalendarQuarters(after, through calendar.Date) []Period {
	return calendarPeriods(after, through, func(month int) bool { return month%3 == 0 })
}

func calendarPeriods(after, through calendar.Date, ends func(month int) bool) []Period {
	var list []Period
	for _, end := range calendar.MonthEnds(after.AddDays(1), through) {
		if ends(end.Month()) {
			list = append(list, Period{From: after, To: end})
			after = end
		}
	}
	if !after.IsZero() && through.After(after) {
		list = append(list, Period{From: after, To: through})
	}
	return list
}

// ByMonth sums all rows by calendar month, from the cut-off date through the last row.
func (f *Flows) ByMonth() []Collection { return f.by(CalendarMonths(f.asOf, f.last)) }

// ByQuarter sums all rows by calendar quarter, from the cut-off date through the last row.
func (f *Flows) ByQuarter() []Collection { return f.by(CalendarQuarters(f.asOf, f.last)) }

func (f *Flows) by(periods []Period) []Collection {
	if len(periods) == 0 { // a pool without contracts
		return nil
	}
	list, _, err := f.Collect(periods)
	if err != nil {
		panic(err) // the periods cover every row
	}
	return list
}
