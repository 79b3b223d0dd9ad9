package cashflow

import (
	"math/big"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// within counts the payment dates up to and including the end of a time of grace. The last date is
// never in it: there the rest falls due.
func (b *builder) within(until calendar.Date) int {
	n := 0
	for n < len(b.dates)-1 && !b.dates[n].After(until) {
		n++
	}
	return n
}

// shaped appends the rows of level instalments with a time of grace, a balloon or steps. First interest
// is capitalised, then interest alone is paid, then instalments
//
//	P·w_k + a_k
//
// with the weight w_k and the addition a_k of the steps taken by date k, and the balloon in the last a_k.
// P is such that the instalments, discounted at the contract's rate, are worth what is owed when they
// begin, and is computed anew where the rate changes:
//
//	P = (owed − Σ a_k·v_k) / Σ w_k·v_k,   v_k = Π_{j≤k} 1/(1 + r·f_j)
//
// in floating point of 256 bits, which is the same on every machine, and rounded with each instalment to
// the minor unit, half-even. The last row pays what is left.
func (b *builder) shaped(pl *plan) error {
	balance, carried := pl.contract.Principal, money.Amount(0)
	capital, interestOnly := b.within(pl.in.CapitaliseUntil), b.within(pl.in.InterestOnlyUntil)
	begin := max(capital, interestOnly)
	steps := b.steps(pl)
	var instalment *big.Float
	last := len(b.dates) - 1
	for k := range b.dates {
		accrued, err := b.accrued(k, balance, carried)
		if err != nil {
			return err
		}
		row := Row{Date: b.dates[k], Interest: accrued, Principal: balance}
		switch {
		case k < capital:
			row.Interest, row.Principal, carried = 0, 0, accrued
		case k < interestOnly:
			row.Principal, carried = 0, 0
		case k < last:
			if instalment == nil || k > begin && b.rates[k] != b.rates[k-1] {
				owed, err := balance.Add(carried)
				if err != nil {
					return err
				}
				instalment = steps.solve(owed, b.rates[k], b.fractions, k)
			}
			payment, err := steps.payment(instalment, k)
			if err != nil {
				return err
			}
			row.Interest = min(accrued, payment)
			row.Principal = min(payment-row.Interest, balance)
			carried = b.carry(&row, accrued)
		}
		balance -= row.Principal
		b.rows = append(b.rows, row)
	}
	return nil
}

// precision is that of the arithmetic of shaped plans, in bits.
const precision = 256

func float() *big.Float { return new(big.Float).SetPrec(precision) }

// stepped holds the weight and the addition of each payment date.
type stepped struct {
	weight []*big.Float
	add    []money.Amount
}

func (b *builder) steps(pl *plan) stepped {
	n := len(b.dates)
	s := stepped{weight: make([]*big.Float, n), add: make([]money.Amount, n)}
	step, known := pl.in.Step.Get()
	anchor := pl.contract.Start
	if anchor.IsZero() {
		anchor = b.pool.AsOf()
	}
	growth := float().SetInt64(int64(money.One + step.Growth))
	growth.Quo(growth, float().SetInt64(int64(money.One)))
	weight, taken := float().SetInt64(1), 0
	for k, d := range b.dates {
		if known {
			// An instalment belongs to the period before it: the one on the anniversary is still of the old step.
			// Beyond the end of the calendar there is no further step.
			for next := anchor.AddMonths((taken + 1) * step.EveryMonths); !next.IsZero() && next.Before(d); next = anchor.AddMonths((taken + 1) * step.EveryMonths) {
				taken++
				weight = float().Mul(weight, growth)
			}
		}
		s.weight[k] = weight
		s.add[k] = money.Amount(taken) * step.Add
	}
	s.add[n-1] += pl.in.Balloon.Or(0)
	return s
}

// solve gives P for what is owed before row from.
func (s stepped) solve(owed money.Amount, r money.Rate, fractions []calendar.Fraction, from int) *big.Float {
	one, value := float().SetInt64(1), float().SetInt64(int64(owed))
	v, weights := float().SetInt64(1), float()
	for k := from; k < len(s.add); k++ {
		f := fractions[k]
		growth := float().SetInt64(int64(r))
		growth.Mul(growth, float().SetInt64(f.Num))
		growth.Quo(growth, float().Mul(float().SetInt64(f.Den), float().SetInt64(int64(money.One))))
		v = float().Quo(v, growth.Add(growth, one))
		weights.Add(weights, float().Mul(s.weight[k], v))
		value.Sub(value, float().Mul(float().SetInt64(int64(s.add[k])), v))
	}
	return value.Quo(value, weights)
}

// payment is the instalment of a row in minor units, rounded half-even; nothing when steps make it
// negative.
func (s stepped) payment(p *big.Float, k int) (money.Amount, error) {
	x := float().Mul(p, s.weight[k])
	x.Add(x, float().SetInt64(int64(s.add[k])))
	if x.Sign() <= 0 {
		return 0, nil
	}
	whole, _ := x.Int(nil) // towards zero
	twice := float().Sub(x, float().SetInt(whole))
	twice.Add(twice, twice)
	switch c := twice.Cmp(float().SetInt64(1)); {
	case c > 0, c == 0 && whole.Bit(0) == 1:
		whole.Add(whole, big.NewInt(1))
	}
	if !whole.IsInt64() {
		return 0, money.ErrOverflow
	}
	return money.Amount(whole.Int64()), nil
}
