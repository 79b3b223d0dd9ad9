package cashflow_test

import (
	"math/big"
	"time"

	"github.com/ipabs/ipabs/pool"
)

// A second implementation of the regular forms, slow and of another structure: dates are time.Time
// found by walking month by month, all numbers are exact fractions, the level instalment comes from
// the balance carried forward to maturity and not from discount factors.

type refTerms struct {
	asOf, start, maturity time.Time // start may be zero
	months                int
	form                  pool.Repayment
	inAdvance             bool
	dayCount              string
	balance               int64 // fen
	rate                  *big.Rat
}

type refRow struct {
	date                         time.Time
	interest, principal, closing int64
}

func refSchedule(c refTerms) []refRow {
	low := c.asOf
	if c.start.After(low) {
		low = c.start
	}
	var bounds []time.Time // descending
	for k := 0; ; k++ {
		d := refMonthsBefore(c.maturity, k*c.months)
		bounds = append(bounds, d)
		if !d.After(low) {
			break
		}
	}
	n := len(bounds)
	if !c.start.IsZero() && bounds[n-1].Before(c.start) {
		bounds[n-1] = c.start
	}
	for i, j := 0, n-1; i < j; i, j = i+1, j-1 {
		bounds[i], bounds[j] = bounds[j], bounds[i]
	}
	accruesFrom := map[time.Time]time.Time{}
	accruesTo := map[time.Time]time.Time{}
	var dates []time.Time
	add := func(date, from, to time.Time) {
		dates = append(dates, date)
		accruesFrom[date], accruesTo[date] = from, to
	}
	switch {
	case !c.inAdvance:
		for k := 1; k < n; k++ {
			add(bounds[k], bounds[k-1], bounds[k])
		}
	case c.form == pool.InterestFirst:
		for k := range n - 1 {
			if bounds[k].After(c.asOf) {
				add(bounds[k], bounds[k], bounds[k+1])
			}
		}
		add(c.maturity, c.maturity, c.maturity)
	default:
		for k := range n - 1 {
			if bounds[k].After(c.asOf) {
				add(bounds[k], bounds[max(k-1, 0)], bounds[k])
			}
		}
		if len(dates) == 0 {
			add(c.maturity, bounds[n-2], c.maturity)
		}
	}
	growth := make([]*big.Rat, len(dates)) // rate × fraction of each row
	for k, d := range dates {
		growth[k] = new(big.Rat).Mul(c.rate, refFraction(c.dayCount, accruesFrom[d], accruesTo[d]))
	}
	return refRows(c, dates, growth)
}

func refRows(c refTerms, dates []time.Time, growth []*big.Rat) []refRow {
	one := big.NewRat(1, 1)
	var instalment int64
	if c.form == pool.Level {
		grown := new(big.Rat).SetInt64(c.balance) // the balance if nothing is paid
		ones := new(big.Rat)                      // what instalments of 1 come to
		for _, g := range growth {
			step := new(big.Rat).Add(one, g)
			grown.Mul(grown, step)
			ones.Mul(ones, step)
			ones.Add(ones, one)
		}
		instalment = refRound(grown.Quo(grown, ones))
	}
	var rows []refRow
	balance, unpaid := c.balance, int64(0)
	for k, d := range dates {
		due := unpaid + refRound(new(big.Rat).Mul(new(big.Rat).SetInt64(balance+unpaid), growth[k]))
		row := refRow{date: d, interest: due}
		left := int64(len(dates) - k)
		switch {
		case left == 1:
			row.principal = balance
		case c.form == pool.Level:
			row.interest = min(due, instalment)
			row.principal = min(instalment-row.interest, balance)
		case c.form == pool.EvenPrincipal:
			row.principal = (balance + left - 1) / left // the larger parts come first
		}
		unpaid = due - row.interest
		balance -= row.principal
		row.closing = balance
		rows = append(rows, row)
	}
	return rows
}

func refMonthsBefore(t time.Time, months int) time.Time {
	first := time.Date(t.Year(), t.Month()-time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1)
}

func refFraction(dayCount string, from, to time.Time) *big.Rat {
	days := int64(to.Sub(from).Hours() / 24)
	switch dayCount {
	case "ACT/365F":
		return big.NewRat(days, 365)
	case "ACT/360":
		return big.NewRat(days, 360)
	case "30E/360":
		day := func(t time.Time) int { return min(t.Day(), 30) }
		return big.NewRat(int64(360*(to.Year()-from.Year())+30*(int(to.Month())-int(from.Month()))+day(to)-day(from)), 360)
	case "ACT/ACT ISDA":
		sum := new(big.Rat)
		for d := from; d.Before(to); d = d.AddDate(0, 0, 1) {
			length := int64(time.Date(d.Year(), 12, 31, 0, 0, 0, 0, time.UTC).YearDay())
			sum.Add(sum, big.NewRat(1, length))
		}
		return sum
	}
	panic(dayCount)
}

// refRound rounds to the nearest whole number, halves to even.
func refRound(x *big.Rat) int64 {
	twice := new(big.Int).Lsh(x.Num(), 1)
	twice.Add(twice, x.Denom())
	floor, rest := new(big.Int).DivMod(twice, new(big.Int).Lsh(x.Denom(), 1), new(big.Int))
	if rest.Sign() == 0 && floor.Bit(0) == 1 { // exactly half, and the upper neighbour is odd
		floor.Sub(floor, big.NewInt(1))
	}
	return floor.Int64()
}
