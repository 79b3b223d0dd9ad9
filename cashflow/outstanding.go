package cashflow

import (
	"sort"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// Outstanding is the principal of the i-th contract that is outstanding at the end of a day: what the
// schedule leaves of it, with everything paid when it is due. It serves as a pool.BalancePath.
func (f *Flows) Outstanding(i int, on calendar.Date) money.Amount {
	rows := f.of(i)
	next := sort.Search(len(rows), func(k int) bool { return rows[k].Date.After(on) })
	switch {
	case next < len(rows):
		return rows[next].Opening
	case len(rows) == 0:
		return 0
	}
	return rows[len(rows)-1].Closing
}
