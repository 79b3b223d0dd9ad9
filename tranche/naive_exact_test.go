package tranche_test

import (
	"math/big"
	"sort"

	"github.com/shopspring/decimal"
)

// Exact numbers of the naive engine: fractions, rounded half to even where the document says so.

func rat(d decimal.Decimal) *big.Rat { return d.Rat() }

func num(n int64) *big.Rat { return big.NewRat(n, 1) }

func fenOf[A ~int64](a A) *big.Rat { return big.NewRat(int64(a), 100) }

func add(a, b *big.Rat) *big.Rat { return new(big.Rat).Add(a, b) }

func sub(a, b *big.Rat) *big.Rat { return new(big.Rat).Sub(a, b) }

func mul(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) }

func quo(a, b *big.Rat) *big.Rat { return new(big.Rat).Quo(a, b) }

func least(a, b *big.Rat) *big.Rat {
	if a.Cmp(b) < 0 {
		return a
	}
	return b
}

func most(a, b *big.Rat) *big.Rat {
	if a.Cmp(b) > 0 {
		return a
	}
	return b
}

// rounded rounds half to even, to so many units in one.
func rounded(x *big.Rat, units int64) *big.Rat {
	scaled := mul(x, num(units))
	whole := new(big.Int).Div(scaled.Num(), scaled.Denom()) // floor, since the denominator is positive
	part := sub(scaled, new(big.Rat).SetInt(whole))
	if c := part.Cmp(big.NewRat(1, 2)); c > 0 || c == 0 && whole.Bit(0) == 1 {
		whole.Add(whole, big.NewInt(1))
	}
	return new(big.Rat).SetFrac(whole, big.NewInt(units))
}

func toCents(x *big.Rat) *big.Rat { return rounded(x, 100) }

func toRate(x *big.Rat) *big.Rat { return rounded(x, 1_000_000_000_000) }

func cents(x *big.Rat) int64 { return mul(x, num(100)).Num().Int64() }

// share divides an amount in proportion to weights, in cents, by largest remainder.
func share(amount *big.Rat, weights []*big.Rat) []*big.Rat {
	total := num(0)
	for _, w := range weights {
		total = add(total, w)
	}
	parts := make([]*big.Rat, len(weights))
	if total.Sign() == 0 {
		for i := range parts {
			parts[i] = num(0)
		}
		return parts
	}
	type remainder struct {
		index int
		left  *big.Rat
	}
	var order []remainder
	given := int64(0)
	for i, w := range weights {
		exact := mul(mul(amount, num(100)), quo(w, total))
		whole := new(big.Int).Div(exact.Num(), exact.Denom())
		parts[i] = new(big.Rat).SetFrac(whole, big.NewInt(100))
		given += whole.Int64()
		order = append(order, remainder{i, sub(exact, new(big.Rat).SetInt(whole))})
	}
	sort.SliceStable(order, func(a, b int) bool { return order[a].left.Cmp(order[b].left) > 0 })
	for n := int64(0); n < cents(amount)-given; n++ {
		i := order[n].index
		parts[i] = add(parts[i], big.NewRat(1, 100))
	}
	return parts
}
