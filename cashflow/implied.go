package cashflow

import (
	"math"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// impliedRate returns the yearly rate, simple within each period, at which payments repay the
// balance: the smallest r in whole units of 1e-12 with
//
//	Σ_k payment_k · Π_{j≤k} 1/(1 + r·f_j) ≤ balance
//
// as comparePV decides it. For payments that sum to at least the balance there is one such rate,
// because the left side falls as r rises, unless no time passes before the payments. Then the answer
// is false; so it is when the rate is beyond maxImpliedRate, or a balance would grow more than a
// hundredfold in one period. start is where the search begins; it changes the speed and not the
// answer.
func impliedRate(balance money.Amount, payments []money.Amount, fractions []calendar.Fraction, start money.Rate) (money.Rate, bool) {
	// Both ends of the bracket are known, not assumed: too low is above the balance, enough is not.
	// Rates out of range lie above all others; one of them is never the answer.
	above := func(r money.Rate) bool {
		c, ok := comparePV(payments, r, fractions, balance)
		return ok && c > 0
	}
	if !above(0) {
		return 0, true
	}
	guess := newtonRate(balance, payments, fractions, start)
	tooLow, enough := money.Rate(0), guess
	for step := money.Rate(1); above(enough); step *= 4 {
		if enough > maxImpliedRate {
			return 0, false
		}
		tooLow, enough = enough, enough+step
	}
	for step := money.Rate(1); enough-step > tooLow; step *= 4 {
		if r := enough - step; above(r) {
			tooLow = r
		} else {
			enough = r
		}
	}
	for enough-tooLow > 1 {
		if mid := tooLow + (enough-tooLow)/2; above(mid) {
			tooLow = mid
		} else {
			enough = mid
		}
	}
	if _, ok := comparePV(payments, enough, fractions, balance); !ok {
		return 0, false
	}
	return enough, true
}

// maxImpliedRate bounds the search: 1,000, or 100,000 % a year. Twice the bound still fits a Rate.
const maxImpliedRate = 1000 * money.One

// newtonRate approximates the implied rate. The present value is convex and falls in r, so Newton's
// steps approach the root from the left after the first one. It gives a place to start from and no
// more: the bracket in impliedRate decides.
func newtonRate(balance money.Amount, payments []money.Amount, fractions []calendar.Fraction, start money.Rate) money.Rate {
	r, target := start.Float64(), float64(balance)
	for range 60 {
		var pv, slope float64 // slope = −d pv / d r
		v, grown := 1.0, 0.0
		for k, p := range payments {
			f := fractions[k].Float64()
			g := 1 + float64(r*f)
			v /= g
			grown += f / g
			worth := float64(float64(p) * v)
			pv += worth
			slope += float64(worth * grown)
		}
		if slope <= 0 {
			break
		}
		next := max(0, r+(pv-target)/slope)
		if math.Abs(next-r) < 1e-13 {
			r = next
			break
		}
		r = next
	}
	if !(r < maxImpliedRate.Float64()) {
		return maxImpliedRate
	}
	guess, err := money.RoundRateFloat64(r)
	if err != nil {
		return 0
	}
	return guess
}

// equalParts splits total into equal parts that sum to it, the first ones larger by one unit where
// they must differ: money.Allocate with equal weights.
func equalParts(parts []money.Amount, total money.Amount) {
	n := money.Amount(len(parts))
	share, left := total/n, total%n
	for k := range parts {
		parts[k] = share
		if money.Amount(k) < left {
			parts[k]++
		}
	}
}

// impliedLinear returns the rate at which interest on known balances sums to a known total:
//
//	r = interest / Σ_k opening_k · f_k
//
// where opening_k is the balance less the principal paid before row k. It is false when no time
// passes, or the rate is beyond maxImpliedRate.
func impliedLinear(interest, balance money.Amount, principal []money.Amount, fractions []calendar.Fraction) (money.Rate, bool) {
	var yearly float64 // interest at a rate of 1
	for k, p := range principal {
		yearly += float64(float64(balance) * fractions[k].Float64())
		balance -= p
	}
	if yearly <= 0 {
		return 0, false
	}
	r, err := money.RoundRateFloat64(float64(interest) / yearly)
	if err != nil || r > maxImpliedRate {
		return 0, false
	}
	return r, true
}
