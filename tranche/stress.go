package tranche

import (
	"slices"

	"errors"
	"fmt"
	"math"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
)

// ErrStress says that a stress cannot be applied.
var ErrStress = errors.New("tranche: stress out of range")

// Stress bends given collections as a whole (资产池压力): for a desk that has period totals and no
// contracts, and for break-even searches. Loan by loan it is package cashflow's task. The zero value
// leaves collections as they are.
//
// In each period, in this order: claims default on the balance at its beginning, those that are left pay
// interest and principal in the proportion in which the given balance did, and then some prepay.
type Stress struct {
	// DefaultRate is a yearly rate of default (CDR), PrepaymentRate one of prepayment (CPR), both on the
	// performing balance: 1 − (1 − rate)^(days/365) in a period.
	DefaultRate, PrepaymentRate float64
	// Recovery is the part of a defaulted balance that comes back, RecoveryLag so many periods later (违约
	// 回收率、回收滞后). What would come after the last period does not come.
	Recovery    money.Rate
	RecoveryLag int
	// Haircut is taken off all interest and other collections, as a fall of royalties is.
	Haircut money.Rate
	// Overdue is the part of the performing balance that is in arrears by more than 90 days. When it is zero
	// what was given as overdue stays so, in proportion to the balance that is left.
	Overdue money.Rate
}

func (s Stress) check() error {
	for _, rate := range []float64{s.DefaultRate, s.PrepaymentRate} {
		if !(rate >= 0 && rate <= 1) {
			return fmt.Errorf("%w: a yearly rate of %v is not between 0 and 1", ErrStress, rate)
		}
	}
	for _, rate := range []money.Rate{s.Recovery, s.Haircut, s.Overdue} {
		if rate < 0 || rate > money.One {
			return fmt.Errorf("%w: a part of %s is not between 0 and 1", ErrStress, rate)
		}
	}
	if s.RecoveryLag < 0 {
		return fmt.Errorf("%w: a lag of %d periods", ErrStress, s.RecoveryLag)
	}
	return nil
}

// period is a yearly rate over so many days, with twelve decimals.
func period(rate float64, days int) money.Rate {
	return money.Rate(math.Round(float64(-math.Expm1(float64(float64(days)/365*math.Log1p(-rate)))) * float64(money.One)))
}

// Apply gives the bent collections. A stress with a rate of default or prepayment needs collections that are
// free of defaults and recoveries, for there is one model of default, and balances that fit: Closing =
// Opening − Principal − Dilution − Repurchased. A haircut or arrears alone bend any, such as those of a
// projection of contracts.
func (s Stress) Apply(given []cashflow.Collection) ([]cashflow.Collection, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	list := make([]cashflow.Collection, len(given))
	if len(given) == 0 {
		return list, nil
	}
	if s.DefaultRate == 0 && s.PrepaymentRate == 0 {
		for k := range given {
			if err := s.withhold(&given[k], &list[k]); err != nil {
				return nil, fmt.Errorf("period %d: %w", k+1, err)
			}
		}
		return list, nil
	}
	balance, alive := given[0].Opening, money.One
	for k := range given {
		g := &given[k]
		if g.Defaulted != 0 || g.Recovery != 0 || g.Closing != g.Opening-g.Principal-g.Dilution-g.Repurchased || k > 0 && g.Opening != given[k-1].Closing {
			return nil, fmt.Errorf("%w: period %d has defaults, recoveries or balances that do not fit", ErrStress, k+1)
		}
		if err := s.bend(g, &list[k], balance, &alive); err != nil {
			return nil, fmt.Errorf("period %d: %w", k+1, err)
		}
		c := &list[k]
		balance = c.Closing
		if lag := k - s.RecoveryLag; lag >= 0 {
			back, err := list[lag].Defaulted.MulRate(s.Recovery)
			if err != nil {
				return nil, err
			}
			c.Recovery = back
		}
	}
	return list, nil
}

// withhold takes the haircut off one period and says what is overdue; the balance stays as it is.
func (s Stress) withhold(g, c *cashflow.Collection) error {
	*c = *g
	var err error
	if c.Interest, err = g.Interest.MulRate(money.One - s.Haircut); err != nil {
		return err
	}
	if c.Other, err = g.Other.MulRate(money.One - s.Haircut); err != nil {
		return err
	}
	c.FromDeposit = min(c.FromDeposit, c.Interest+c.Principal+c.Other)
	if err == nil {
		c.Deposits, err = depositShares(g, c.FromDeposit)
	}
	if s.Overdue > 0 && err == nil {
		c.Overdue = cashflow.Ageing{}
		c.Overdue[3], err = c.Closing.MulRate(s.Overdue)
	}
	return err
}

// bend computes one period from its given one, the balance at its beginning and what is left of claims
// without a balance.
func (s Stress) bend(g, c *cashflow.Collection, balance money.Amount, alive *money.Rate) error {
	var first error
	of := func(a money.Amount, num, den int64) money.Amount {
		if den == 0 {
			return 0
		}
		v, err := money.MulDiv(int64(a), num, den)
		if err != nil && first == nil {
			first = err
		}
		return money.Amount(v)
	}
	one := int64(money.One)
	days := g.To.Sub(g.From)
	dead := period(s.DefaultRate, days)
	c.Period, c.Opening = g.Period, balance
	c.Defaulted = of(balance, int64(dead), one)
	*alive = money.Rate(of(money.Amount(*alive), one-int64(dead), one))
	left := balance - c.Defaulted
	keep := one - int64(s.Haircut)
	scale := func(a money.Amount) money.Amount { // in proportion to what is left of the balance, or of the claims
		if g.Opening == 0 {
			return of(a, int64(*alive), one)
		}
		return of(a, int64(left), int64(g.Opening))
	}
	c.Interest, c.Other = of(scale(g.Interest), keep, one), of(scale(g.Other), keep, one)
	c.Principal, c.Dilution, c.Repurchased, c.FromDeposit = scale(g.Principal), scale(g.Dilution), scale(g.Repurchased), scale(g.FromDeposit)
	rest := left - c.Principal - c.Dilution - c.Repurchased
	if rest < 0 { // by a rounding
		c.Principal += rest
		rest = 0
	}
	c.Prepayment = of(rest, int64(period(s.PrepaymentRate, days)), one)
	c.Principal += c.Prepayment
	c.Closing = rest - c.Prepayment
	if s.Overdue > 0 {
		c.Overdue[3] = of(c.Closing, int64(s.Overdue), one)
	} else if g.Closing > 0 {
		for j, a := range g.Overdue {
			c.Overdue[j] = of(a, int64(c.Closing), int64(g.Closing))
		}
	}
	c.Scheduled, c.RightsValue = g.Scheduled, g.RightsValue
	c.FromDeposit = min(c.FromDeposit, c.Interest+c.Principal+c.Other)
	if g.Prepayment > 0 {
		c.Prepayment += scale(g.Prepayment)
	}
	if first == nil {
		c.Deposits, first = depositShares(g, c.FromDeposit)
	}
	return first
}

// depositShares divides what is left of the use of deposits among the lessees, in proportion to what each was
// to settle; the part that was not known by lessee keeps its share.
func depositShares(g *cashflow.Collection, left money.Amount) ([]cashflow.DepositUse, error) {
	if len(g.Deposits) == 0 || left == g.FromDeposit {
		return g.Deposits, nil
	}
	weights, unnamed := make([]int64, len(g.Deposits)+1), g.FromDeposit
	for i, u := range g.Deposits {
		weights[i] = int64(u.Used)
		unnamed -= u.Used
	}
	weights[len(g.Deposits)] = int64(max(0, unnamed))
	parts := make([]money.Amount, len(weights))
	if err := money.AllocateInto(parts, left, weights); err != nil {
		return nil, err
	}
	list := slices.Clone(g.Deposits)
	for i := range list {
		list[i].Used = parts[i]
	}
	return list, nil
}
