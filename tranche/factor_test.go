package tranche

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// What a factor gives is what money.Accrue gives of the rate and the days, halves, ends of ranges and
// amounts beyond 64 bits included.
func TestAFactorGivesWhatAccrueGives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := money.Rate(rapid.OneOf(rapid.Int64Range(0, int64(money.One)), rapid.Custom(func(t *rapid.T) int64 {
			return 100_000_000 * rapid.Int64Range(0, 10_000).Draw(t, "basis points")
		}), rapid.SampledFrom([]int64{0, 1, 500_000_000_000, int64(money.One), -int64(money.One), 1 << 62})).Draw(t, "rate"))
		part := calendar.Fraction{Num: rapid.OneOf(rapid.Int64Range(0, 400), rapid.Int64Range(-2, 1<<40)).Draw(t, "days"),
			Den: rapid.OneOf(rapid.SampledFrom([]int64{1, 2, 360, 365, 365 * 366}), rapid.Int64Range(1, 1<<42)).Draw(t, "basis")}
		amount := money.Amount(rapid.OneOf(rapid.Int64Range(0, 1000), rapid.Int64Range(0, int64(maxAmount)), rapid.Int64Range(0, 1<<62), rapid.Int64Range(-5, 5)).Draw(t, "amount"))
		f := newFactor(rate, part)
		got, err := f.of(amount)
		want, wrong := money.Accrue(amount, rate, part.Num, part.Den)
		if got != want || (err == nil) != (wrong == nil) {
			t.Fatalf("%d, %v; money.Accrue gives %d, %v", got, err, want, wrong)
		}
	})
}
