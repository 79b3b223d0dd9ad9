package money_test

import (
	"math"
	"math/big"

	"github.com/ipabs/ipabs/money"
	"pgregory.net/rapid"
)

// Independent references in math/big, and generators that favour the extremes.

// anyInt64 draws from all of int64, with weight on zero, small numbers, powers of
// ten and the neighbourhood of ±2^63.
func anyInt64() *rapid.Generator[int64] {
	near := rapid.Custom(func(t *rapid.T) int64 {
		edge := rapid.SampledFrom([]int64{
			math.MinInt64, math.MaxInt64, math.MinInt64 / 2, math.MaxInt64 / 2,
			math.MinInt32, math.MaxInt32, -1e12, 1e12, -365 * 366, 365 * 366, 1e18,
		}).Draw(t, "edge")
		return edge + rapid.Int64Range(-3, 3).Draw(t, "offset") // may wrap: also an edge
	})
	return rapid.OneOf(rapid.Int64(), near, rapid.Int64Range(-20, 20))
}

func anyAmount() *rapid.Generator[money.Amount] {
	return rapid.Map(anyInt64(), func(v int64) money.Amount { return money.Amount(v) })
}

func anyRate() *rapid.Generator[money.Rate] {
	return rapid.Map(anyInt64(), func(v int64) money.Rate { return money.Rate(v) })
}

func anyCurrency() *rapid.Generator[money.Currency] {
	return rapid.SampledFrom(money.Currencies())
}

// product returns the product of xs.
func product(xs ...int64) *big.Int {
	p := big.NewInt(1)
	for _, x := range xs {
		p.Mul(p, big.NewInt(x))
	}
	return p
}

// halfEven returns r rounded to the nearest integer, ties to even, straight from
// the definition: floor(r + 1/2), less one when r + 1/2 is an odd integer.
func halfEven(r *big.Rat) *big.Int {
	shifted := new(big.Rat).Add(r, big.NewRat(1, 2))
	floor := new(big.Int).Div(shifted.Num(), shifted.Denom()) // Euclidean: floor for a positive divisor
	if shifted.IsInt() && floor.Bit(0) == 1 {
		floor.Sub(floor, big.NewInt(1))
	}
	return floor
}

// quotient returns the rational numerator / divisor.
func quotient(numerator, divisor *big.Int) *big.Rat { return new(big.Rat).SetFrac(numerator, divisor) }
