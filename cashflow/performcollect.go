package cashflow

import (
	"sort"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// Collect sums the rows by period, as Flows.Collect does. Principal of a collection is scheduled and
// prepaid principal together, Other holds penalties too, Overdue is what is behind at the end of the
// day To, and Scheduled what the contracts would pay. RightsValue is known when the scenario says how
// rights are valued: the low end of the value behind what is outstanding then.
//
// Rows after the last period are in After, so that collections and after sum to the rows exactly.
// Errors: those of Flows.Collect, and of the valuation.
func (f *Performance) Collect(periods []Period) ([]Collection, After, error) {
	scheduled, _, err := f.flows.Collect(periods)
	if err != nil {
		return nil, After{}, err
	}
	list := make([]Collection, len(periods)+1) // the last entry is what comes after
	for k, p := range periods {
		list[k].Period = p
	}
	before, rest := BeforeError{From: periods[0].From}, After{}
	uses := newDepositUses(f.flows.pool, len(periods))
	for i := range f.Len() {
		rows, k := f.of(i), 0
		for j := range rows {
			r := &rows[j]
			if r.Date <= before.From {
				before.add(&Row{Date: r.Date, Payment: r.Payment()})
				continue
			}
			for k < len(periods) && periods[k].To < r.Date {
				k++
			}
			list[k].addPerformance(r)
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
	balance := f.flows.principal
	for k := range periods {
		c := &list[k]
		c.Opening = balance
		balance -= c.Principal + c.Repurchased + c.Dilution + c.Defaulted
		c.Closing = balance
		c.Scheduled = pool.Known(scheduled[k].Total())
	}
	f.age(list[:len(periods)])
	if err := f.value(list[:len(periods)]); err != nil {
		return nil, After{}, err
	}
	last := &list[len(periods)]
	rest.Opening = balance
	rest.Interest, rest.Principal, rest.Other, rest.Recovery = last.Interest, last.Principal, last.Other, last.Recovery
	rest.Prepayment, rest.Defaulted, rest.Dilution, rest.FromDeposit = last.Prepayment, last.Defaulted, last.Dilution, last.FromDeposit
	rest.Repurchased = last.Repurchased
	return list[:len(periods):len(periods)], rest, nil
}

func (c *Collection) addPerformance(r *PerformanceRow) {
	c.Interest += r.Interest
	c.Principal += r.Principal + r.Prepayment
	c.Prepayment += r.Prepayment
	c.Other += r.Other + r.Penalty
	c.Recovery += r.Recovery
	c.Repurchased += r.Repurchased
	c.Dilution += r.Dilution
	c.Defaulted += r.Default
	c.FromDeposit += r.FromDeposit
}

// age fills in what is overdue at the end of each period.
func (f *Performance) age(list []Collection) {
	for _, o := range f.overdue {
		k := sort.Search(len(list), func(k int) bool { return list[k].To >= o.From })
		for ; k < len(list) && list[k].To < o.Until; k++ {
			list[k].Overdue[bucket(list[k].To.Sub(o.Since))] += o.Balance
		}
	}
}

// bucket is the place in an Ageing of a number of days overdue. What missed a payment on the very day
// is counted with its first days.
func bucket(days int) int {
	switch {
	case days > 90:
		return 3
	case days > 60:
		return 2
	case days > 30:
		return 1
	}
	return 0
}

// value fills in what the rights are worth at the end of each period.
func (f *Performance) value(list []Collection) error {
	v := f.scenario.valuation
	if v == nil {
		return nil
	}
	dates := make([]calendar.Date, len(list))
	for k := range list {
		dates[k] = list[k].To
	}
	points, err := v.Whole(dates, f.balance)
	if err != nil {
		return err
	}
	for k := range list {
		list[k].RightsValue = pool.Known(points[k].Net.Low)
	}
	return nil
}

// balance is what is outstanding of a contract, and not in default, at the end of a day.
func (f *Performance) balance(contract int, on calendar.Date) money.Amount {
	rows := f.of(contract)
	k := sort.Search(len(rows), func(k int) bool { return rows[k].Date > on })
	if k == 0 {
		return f.flows.of(contract)[0].Opening
	}
	return rows[k-1].Closing
}

// ByMonth sums all rows by calendar month, from the cut-off date through the last row.
func (f *Performance) ByMonth() ([]Collection, error) {
	var last calendar.Date
	for k := range f.rows {
		last = max(last, f.rows[k].Date)
	}
	periods := CalendarMonths(f.flows.asOf, last)
	if len(periods) == 0 {
		return nil, nil
	}
	list, _, err := f.Collect(periods)
	return list, err
}
