package money_test

import (
	"math"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/money"
)

// CompareDecimals is the comparison of the library of decimals.
func TestCompareDecimals(t *testing.T) {
	draw := func(t *rapid.T, label string) decimal.Decimal {
		units := rapid.OneOf(rapid.Int64(), rapid.Int64Range(-20, 20), rapid.SampledFrom([]int64{math.MinInt64, math.MaxInt64, 1e17, -1e17})).Draw(t, label)
		return decimal.New(units, rapid.Int32Range(-25, 25).Draw(t, "exponent"))
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := draw(t, "a"), draw(t, "b")
		if got, want := money.CompareDecimals(a, b), a.Cmp(b); got != want {
			t.Fatalf("%s and %s: %d, want %d", a, b, got, want)
		}
	})
	a, b := decimal.New(12345, -2), decimal.New(1, 0)
	if n := testing.AllocsPerRun(100, func() { money.CompareDecimals(a, b) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
