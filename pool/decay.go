package pool

import (
	"math/big"
	"slices"
	"strconv"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// HalfLife says how fast the value of a type of right decays (价值衰减): it halves in so many months.
type HalfLife struct {
	// Type is the type of right. Patent and Copyright stand for all their kinds; unknown stands for
	// every type.
	Type RightType `json:"type,omitempty"`
	// Months is the half-life, above 0; it is absent when Steady is set.
	Months int `json:"months,omitempty"`
	// Steady says that the value does not decay.
	Steady bool `json:"steady,omitempty"`
}

// DecayTable gives the half-life of values by type of right. The first row that fits decides. It is
// immutable and safe for concurrent use; under a nil table nothing decays.
type DecayTable struct {
	rows []HalfLife
	// roots[k] is 2^(-1/2^(k+1)).
	roots [rootCount]*big.Float
}

const (
	rootCount     = 64  // binary digits of an exponent that are used
	rootPrecision = 192 // bits of every factor
)

// NewDecayTable makes a table of the rows in order. All faults come at once, as *faults.Error with
// paths such as "[1].months".
func NewDecayTable(rows []HalfLife) (*DecayTable, error) {
	var list faults.List
	for i, h := range rows {
		at := faults.Index("", i)
		if !isMember(rightNames, h.Type) {
			list.Add(at+".type", faults.Unknown, h.Type, "a type of right")
		}
		switch {
		case h.Steady && h.Months != 0:
			list.Add(at+".months", faults.Inconsistent, h.Months, "no half-life for a value that is steady")
		case !h.Steady && (h.Months < 1 || h.Months > 12_000):
			list.Add(at+".months", faults.OutOfRange, h.Months, "a half-life of 1 to 12,000 months, or steady")
		}
		for k, before := range rows[:i] {
			if typeCovers(before.Type, h.Type) {
				list.Add(at, faults.Inconsistent, i, "a row that row "+strconv.Itoa(k)+" does not cover whole")
				break
			}
		}
	}
	if err := list.Err(); err != nil {
		return nil, err
	}
	t := &DecayTable{rows: slices.Clone(rows)}
	root := big.NewFloat(0.5).SetPrec(rootPrecision)
	for k := range t.roots {
		root = new(big.Float).SetPrec(rootPrecision).Sqrt(root)
		t.roots[k] = root
	}
	return t, nil
}

// Rows gives a copy of the rows.
func (t *DecayTable) Rows() []HalfLife {
	if t == nil {
		return nil
	}
	return slices.Clone(t.rows)
}

// Remaining gives the part of a value that is left after some months:
//
//	1 − decay(t) = 2^(−months / half-life)
//
// It is exact to the last digit of a rate (1e-12), on every machine. It is unknown when no row fits
// the type. Months must not be negative.
func (t *DecayTable) Remaining(of RightType, months calendar.Fraction) Opt[money.Rate] {
	if t == nil {
		return Known(money.One)
	}
	if months.Sign() < 0 {
		panic("pool: Remaining after a negative time")
	}
	for _, h := range t.rows {
		if !typeCovers(h.Type, of) {
			continue
		}
		if h.Steady || months.Sign() == 0 {
			return Known(money.One)
		}
		return Known(t.halved(months, h.Months))
	}
	return Opt[money.Rate]{}
}

// halved gives 2^(−months/halfLife), rounded half-even to a rate. The exponent is a whole number and a
// binary fraction: the product of those roots of 1/2 whose digits are set. What the digits beyond the
// 64th would change is below 2^-64, and no such power but a whole one is a tie.
func (t *DecayTable) halved(months calendar.Fraction, halfLife int) money.Rate {
	// The terms of a time between two days are small (see calendar.MonthsBetween): the denominator is at
	// most 31, the half-life at most 12,000.
	divisor := months.Den * int64(halfLife)
	whole, rest := months.Num/divisor, months.Num%divisor
	if whole > 60 {
		return 0 // below 2^-60, so below half a unit of a rate
	}
	product := new(big.Float).SetPrec(rootPrecision).SetInt64(int64(money.One))
	for k := 0; k < rootCount && rest != 0; k++ {
		rest *= 2
		if rest >= divisor {
			rest -= divisor
			product.Mul(product, t.roots[k])
		}
	}
	product.SetMantExp(product, -int(whole))
	floor, _ := product.Int64()
	left := new(big.Float).Sub(product, new(big.Float).SetInt64(floor))
	switch c := left.Cmp(big.NewFloat(0.5)); {
	case c > 0, c == 0 && floor%2 == 1:
		floor++
	}
	return money.Rate(floor)
}
