package pool

import (
	"fmt"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// OverPledge is a shared right with what it is worth when every contract counts all of it, and what
// it is worth when it counts once.
type OverPledge struct {
	SharedRight
	// Value is the value of the right at the valuation date, before haircuts; unknown when no mark
	// counts. The life of the right has no bearing here.
	Value Opt[money.Amount]
	// Naive is the value times the number of contracts: what a sum over contracts would count.
	Naive Opt[money.Amount]
	// Counted is what counts for the contracts together under the sharing rule. It is a range when the
	// order of the claims is not known and one of them is from outside the pool.
	Counted Range
}

// OverPledges lists the rights on which several claims rest, as SharedRights does, with their values.
// What is outstanding is taken from the cut-off date. The error is money.ErrOverflow.
func (v *Valuation) OverPledges() ([]OverPledge, error) {
	var list []OverPledge
	b := balancesOn{date: v.pool.asOf, path: func(n int, _ calendar.Date) money.Amount { return v.pool.contracts[n].Principal }}
	for _, s := range v.pool.SharedRights() {
		o := OverPledge{SharedRight: s}
		at := v.place[s.Right]
		if value, ok := v.values[at].Gross.Get(); ok {
			naive, err := money.MulDiv(int64(value), int64(len(s.Contracts)), 1)
			if err != nil {
				return nil, fmt.Errorf("pool: right %s: %w", v.pool.rights[s.Right].ID, err)
			}
			o.Value, o.Naive = Known(value), Known(money.Amount(naive))
			whole := portion{gross: value, net: value, grossSure: true, netSure: true}
			part := v.portionOf(at, b, whole, func(c Claim) bool { return c.Contract != NoContract })
			o.Counted.High = part.gross
			if part.grossSure {
				o.Counted.Low = part.gross
			}
		}
		list = append(list, o)
	}
	return list, nil
}
