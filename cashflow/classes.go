package cashflow

import (
	"sort"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// ClassBalances is principal by five-category class (五级分类) at the end of a day. Together with Defaulted it is all
// that has not been paid, set off, taken back or lost.
type ClassBalances struct {
	On calendar.Date
	// ByClass is what is not in default, by pool.Class: of what is overdue, the worse of the class that its days
	// leave open (pool.ClassFloor) and the one stated at the cut-off date; of the rest, the one stated, of which
	// unknown is one.
	ByClass [pool.ClassLoss + 1]money.Amount
	// Defaulted is what is in default and from which recoveries are still expected.
	Defaulted money.Amount
}

// Classes gives the classes of the pool on each of some days: how what is behind rolls from one class into the next
// (迁徙).
func (f *Performance) Classes(on []calendar.Date) []ClassBalances {
	list := make([]ClassBalances, len(on))
	for k, day := range on {
		c := &list[k]
		c.On = day
		for i := range f.Len() {
			stated := f.scenario.pool.Contract(i).Class
			c.ByClass[stated] += f.balance(i, day)
			c.Defaulted += f.defaulted(i, day)
		}
		for _, o := range f.overdue {
			if o.From > day || o.Until <= day {
				continue
			}
			stated := f.scenario.pool.Contract(o.Contract).Class
			// The day of the missed payment is the first day overdue.
			floor := pool.ClassFloor(max(1, day.Sub(o.Since)))
			c.ByClass[stated] -= o.Balance
			c.ByClass[max(stated, floor)] += o.Balance
		}
	}
	return list
}

// defaulted is what is in default of a contract, recoveries still expected, at the end of a day.
func (f *Performance) defaulted(contract int, on calendar.Date) money.Amount {
	rows := f.of(contract)
	k := sort.Search(len(rows), func(k int) bool { return rows[k].Date > on })
	if k == 0 {
		return 0
	}
	return rows[k-1].Defaulted
}
