package pool

import (
	"errors"
	"fmt"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// ErrBalancePath is the class of errors about the balances and days that a coverage is asked for.
var ErrBalancePath = errors.New("pool: unusable balance path")

// BalancePath gives what is outstanding of a contract of the pool at the end of a day, in minor units.
// It must be a pure function. What a contract will owe is a projection, so it comes from outside.
type BalancePath func(contract int, on calendar.Date) money.Amount

// BalanceTable makes a path of rows: rows[contract][k] is outstanding from dates[k] on, until the next
// date; before the first date the outstanding principal is. Errors are of class ErrBalancePath: dates
// that do not ascend, a number of rows or of balances that does not match, a negative balance.
func (p *Pool) BalanceTable(dates []calendar.Date, rows [][]money.Amount) (BalancePath, error) {
	var errs []error
	fail := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("%w: "+format, append([]any{ErrBalancePath}, args...)...))
	}
	for k := range dates {
		if dates[k].IsZero() || k > 0 && !dates[k].After(dates[k-1]) {
			fail("date %d, %s, does not come after the one before", k, dates[k])
		}
	}
	if len(rows) != len(p.contracts) {
		fail("%d rows for %d contracts", len(rows), len(p.contracts))
	}
	for n, row := range rows {
		if len(row) != len(dates) {
			fail("row %d has %d balances for %d dates", n, len(row), len(dates))
		}
		for k, b := range row {
			if b < 0 {
				fail("balance %d of row %d is negative: %d", k, n, b)
			}
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	days := append([]calendar.Date(nil), dates...)
	table := make([][]money.Amount, len(rows))
	for n := range rows {
		table[n] = append([]money.Amount(nil), rows[n]...)
	}
	return func(contract int, on calendar.Date) money.Amount {
		balance := p.contracts[contract].Principal
		for k, d := range days {
			if d.After(on) {
				break
			}
			balance = table[contract][k]
		}
		return balance
	}, nil
}

// BulletBalances is the path on which every contract owes its outstanding principal until the day
// before its maturity, and nothing from then on.
func (p *Pool) BulletBalances() BalancePath {
	return func(contract int, on calendar.Date) money.Amount {
		if c := p.contracts[contract]; on.Before(c.Maturity) {
			return c.Principal
		}
		return 0
	}
}

// Range is an amount that lies between two others, both included. It is known when they are equal.
type Range struct{ Low, High money.Amount }

// Known reports whether the amount is known.
func (r Range) Known() bool { return r.Low == r.High }

// CoveragePoint is the value behind a contract or a pool on one day against what is outstanding then:
//
//	coverage(t) = Σ value · (1 − haircut) · (1 − decay(t)) · alive(t) / balance(t)
//
// Each product is rounded once, half-even, to the minor unit. Gross leaves the haircut out. What is
// not known makes a range: whether a right lives, its haircut, its decay, or which of several claims
// ranks first. Unvalued rights have no value that counts; they are nothing at the low end, and the
// high end leaves them out.
type CoveragePoint struct {
	Date       calendar.Date
	Balance    money.Amount
	Gross, Net Range
	// Unvalued is the number of entries of rights that may live and have no value that counts.
	Unvalued int
}

// Known reports whether nothing about the coverage is unknown.
func (c CoveragePoint) Known() bool { return c.Gross.Known() && c.Net.Known() && c.Unvalued == 0 }

// Ratio gives an amount, such as Net.Low, over the balance; unknown when nothing is outstanding.
func (c CoveragePoint) Ratio(a money.Amount) Opt[float64] {
	if c.Balance == 0 {
		return Opt[float64]{}
	}
	return Known(float64(a) / float64(c.Balance))
}

// AtLeast says, in exact arithmetic, whether the coverage after haircuts is at least a multiple of
// the balance, such as 1.5: unknown when what is not known decides. The multiple must not be negative.
func (c CoveragePoint) AtLeast(multiple money.Rate) Outcome {
	switch {
	case compareShare(c.Net.Low, c.Balance, multiple) >= 0:
		return Pass
	case c.Unvalued == 0 && compareShare(c.Net.High, c.Balance, multiple) < 0:
		return Fail
	}
	return OutcomeUnknown
}

// Contract gives the coverage of the n-th contract on each day. The days must not come before the
// valuation date. Errors are of class ErrBalancePath, or money.ErrOverflow.
//
// A right that other claims share counts with the part that the sharing rule gives to this contract. A
// claim shares as long as something is outstanding of it.
func (v *Valuation) Contract(n int, dates []calendar.Date, balance BalancePath) ([]CoveragePoint, error) {
	rights := make([]int, len(v.pool.contracts[n].rights))
	for k, i := range v.pool.contracts[n].rights {
		rights[k] = v.place[i]
	}
	mine := func(c Claim) bool { return c.Contract == n }
	return v.coverage(dates, balance, rights, mine, func(b balancesOn) money.Amount { return b.path(n, b.date) })
}

// Whole gives the coverage of the pool on each day, with every right counted once. A right counts
// while something is outstanding of a contract that rests on it, less what the sharing rule gives to
// claims from outside the pool. Errors as in Contract.
func (v *Valuation) Whole(dates []calendar.Date, balance BalancePath) ([]CoveragePoint, error) {
	rights := make([]int, len(v.rights))
	for at := range rights {
		rights[at] = at
	}
	inside := func(c Claim) bool { return c.Contract != NoContract }
	return v.coverage(dates, balance, rights, inside, func(b balancesOn) money.Amount { return b.total })
}

// OfRight gives what one right of the pool, by its place, adds to Whole on each day. Errors as in Contract.
func (v *Valuation) OfRight(right int, dates []calendar.Date, balance BalancePath) ([]CoveragePoint, error) {
	inside := func(c Claim) bool { return c.Contract != NoContract }
	if v.place[right] < 0 { // no contract rests on it
		return v.coverage(dates, balance, nil, inside, func(b balancesOn) money.Amount { return b.total })
	}
	return v.coverage(dates, balance, []int{v.place[right]}, inside, func(b balancesOn) money.Amount { return b.total })
}

// contractPoint is one point of Contract, for balances that are known already.
func (v *Valuation) contractPoint(n int, b balancesOn) (CoveragePoint, error) {
	point := CoveragePoint{Date: b.date, Balance: b.path(n, b.date)}
	for _, i := range v.pool.contracts[n].rights {
		if err := point.add(v.portion(v.place[i], b, func(c Claim) bool { return c.Contract == n })); err != nil {
			return CoveragePoint{}, fmt.Errorf("pool: coverage on %s: %w", b.date, err)
		}
	}
	return point, nil
}

// coverage sums over rights what falls to the claims that picked approves of.
func (v *Valuation) coverage(dates []calendar.Date, path BalancePath, rights []int, picked func(Claim) bool, of func(balancesOn) money.Amount) ([]CoveragePoint, error) {
	points := make([]CoveragePoint, len(dates))
	for k, d := range dates {
		b, err := v.balances(d, path)
		if err != nil {
			return nil, err
		}
		point := CoveragePoint{Date: d, Balance: of(b)}
		for _, at := range rights {
			if err := point.add(v.portion(at, b, picked)); err != nil {
				return nil, fmt.Errorf("pool: coverage on %s: %w", d, err)
			}
		}
		points[k] = point
	}
	return points, nil
}

func (c *CoveragePoint) add(s portion) (err error) {
	if s.unvalued {
		c.Unvalued++
	}
	sum := func(total *money.Amount, a money.Amount, sure bool) {
		if err == nil && sure {
			*total, err = total.Add(a)
		}
	}
	sum(&c.Gross.High, s.gross, true)
	sum(&c.Gross.Low, s.gross, s.grossSure)
	sum(&c.Net.High, s.net, true)
	sum(&c.Net.Low, s.net, s.netSure)
	return err
}

// balancesOn is what is outstanding on one day, and what is left of values by then.
type balancesOn struct {
	path  BalancePath
	date  calendar.Date
	total money.Amount
	// left holds what is left of a value by type of right, as far as it was asked for: many rights are of
	// one type.
	left *[Data + 1]remainder
}

// remainder is what is left of a value, once it was asked for.
type remainder struct {
	asked bool
	rate  Opt[money.Rate]
}

// remaining is DecayTable.Remaining from the valuation date to the day.
func (b balancesOn) remaining(rules ValueRules, of RightType) Opt[money.Rate] {
	known := &b.left[of]
	if !known.asked {
		known.asked, known.rate = true, rules.Decay.Remaining(of, calendar.MonthsBetween(rules.At, b.date))
	}
	return known.rate
}

func (v *Valuation) balances(d calendar.Date, path BalancePath) (balancesOn, error) {
	b := balancesOn{path: path, date: d, left: new([Data + 1]remainder)}
	if d.Before(v.rules.At) {
		return b, fmt.Errorf("%w: %s comes before the valuation date, %s", ErrBalancePath, d, v.rules.At)
	}
	for n, c := range v.pool.contracts {
		amount := path(n, d)
		if amount < 0 {
			return b, fmt.Errorf("%w: the balance of contract %s on %s is negative: %d", ErrBalancePath, c.ID, d, amount)
		}
		var err error
		if b.total, err = b.total.Add(amount); err != nil {
			return b, fmt.Errorf("%w: the balances on %s: %w", ErrBalancePath, d, err)
		}
	}
	return b, nil
}
