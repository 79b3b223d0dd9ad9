package tranche

import (
	"errors"
	"fmt"
	"math"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
)

// ErrNoClass says that a result has no class of a name.
var ErrNoClass = errors.New("tranche: no such class")

// ErrNoSpread says that no spread over a curve gives a price.
var ErrNoSpread = errors.New("tranche: no spread between -50 % and 1000 % gives this price")

func (res *Result) class(name string) (int, error) {
	for i, t := range res.Tranches {
		if t.Name == name {
			return i, nil
		}
	}
	return 0, fmt.Errorf("%w: %q", ErrNoClass, name)
}

// Flows gives what the holders of a class receive, in order of date.
func (res *Result) Flows(class string) ([]cashflow.Dated, error) {
	i, err := res.class(class)
	if err != nil {
		return nil, err
	}
	return res.flows(i), nil
}

// after leaves out what is paid on the day of valuation or before.
func after(flows []cashflow.Dated, on calendar.Date) []cashflow.Dated {
	var list []cashflow.Dated
	for _, f := range flows {
		if f.Date > on {
			list = append(list, f)
		}
	}
	return list
}

// PriceAtYield (收益率定价) is what a class is worth on a day at an effective yearly yield (ACT/365F), in
// minor units: the present value of all that is paid after the day. The price per 100 of notional is
// 100 × value / notional.
func (res *Result) PriceAtYield(class string, on calendar.Date, yield float64) (float64, error) {
	flows, err := res.Flows(class)
	if err != nil {
		return 0, err
	}
	return cashflow.PV(after(flows, on), on, cashflow.Yield{Rate: yield})
}

// YieldAtPrice (价格反求收益率) is the effective yearly yield at which a class bought on a day for a price,
// in minor units, is worth it.
func (res *Result) YieldAtPrice(class string, on calendar.Date, price money.Amount) (float64, error) {
	flows, err := res.Flows(class)
	if err != nil {
		return 0, err
	}
	return cashflow.XIRR(append([]cashflow.Dated{{Date: on, Amount: -price}}, after(flows, on)...))
}

// ZeroCurve gives the effective yearly zero rate (ACT/365F) to a day.
type ZeroCurve func(day calendar.Date) float64

// SpreadAtPrice (利差) is the constant spread s over a zero curve at which a class is worth its price:
//
//	price = Σ amount · (1 + zero(day) + s)^(−t),  t = days / 365
//
// The value falls as s rises, so the bracket −50 % to 1000 % holds one root or none.
func (res *Result) SpreadAtPrice(class string, on calendar.Date, price money.Amount, zero ZeroCurve) (float64, error) {
	flows, err := res.Flows(class)
	if err != nil {
		return 0, err
	}
	flows = after(flows, on)
	value := func(spread float64) float64 {
		var pv float64
		for _, f := range flows {
			growth := 1 + zero(f.Date) + spread
			if growth <= 0 {
				return math.Inf(1)
			}
			pv += float64(float64(f.Amount) * math.Pow(growth, -float64(f.Date.Sub(on))/365))
		}
		return pv
	}
	low, high := -0.5, 10.0
	target := float64(price)
	if !(value(low) >= target && value(high) <= target) || len(flows) == 0 {
		return 0, fmt.Errorf("%w: %d minor units", ErrNoSpread, price)
	}
	for range 200 {
		mid := low + (high-low)/2
		if mid <= low || mid >= high {
			break
		}
		if value(mid) >= target {
			low = mid
		} else {
			high = mid
		}
	}
	return low, nil
}

// Coverage is how well what came in at a payment covers what one class and those before it were due
// (覆盖倍数). Nil where nothing was due.
type Coverage struct {
	Name string
	// Interest is interest collected over the interest due to the class and those of better rank.
	Interest *money.Rate
	// DebtService is everything available over their interest and principal due.
	DebtService *money.Rate
	// Principal is the balance of the pool over that of the class and those of better rank, before the
	// payment.
	Principal *money.Rate
}

// Coverage gives the multiples of each class at payment k, counted from 0.
func (res *Result) Coverage(k int) []Coverage {
	p := &res.Periods[k]
	over := func(a, b money.Amount) *money.Rate {
		if b == 0 {
			return nil
		}
		v := ratioOf(a, b)
		return &v
	}
	available := p.Collection.Total() + p.Collection.Repurchased
	for _, a := range p.Accounts {
		available += a.Opening
	}
	list := make([]Coverage, len(p.Tranches))
	for i, t := range p.Tranches {
		var interest, principal, balance money.Amount
		for j, other := range p.Tranches {
			if res.Tranches[j].Rank <= res.Tranches[i].Rank {
				interest += other.InterestDue
				principal += other.PrincipalDue
				balance += other.Opening
			}
		}
		list[i] = Coverage{t.Name, over(p.Collection.Interest, interest), over(available, interest+principal), over(p.Collection.Closing, balance)}
	}
	return list
}
