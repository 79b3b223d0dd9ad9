package cashflow

import (
	"errors"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// drawFractions draws shares of a year as the day counts give them: up to ten years, over 360, 365,
// 366 or 365·366.
func drawFractions(t *rapid.T, most int) []calendar.Fraction {
	n := rapid.IntRange(1, most).Draw(t, "rows")
	den := rapid.SampledFrom([]int64{360, 365, 366, 365 * 366}).Draw(t, "denominator")
	years := rapid.SampledFrom([]int64{1, 10}).Draw(t, "most years")
	list := make([]calendar.Fraction, n)
	for k := range list {
		list[k] = calendar.Fraction{Num: rapid.Int64Range(0, years*den).Draw(t, "numerator"), Den: den}
	}
	return list
}

// exactFactors gives Π 1/(1 + r·f_j) as fractions.
func exactFactors(r money.Rate, fractions []calendar.Fraction) []*big.Rat {
	v := big.NewRat(1, 1)
	var list []*big.Rat
	for _, f := range fractions {
		growth := new(big.Rat).Mul(big.NewRat(int64(r), int64(money.One)), big.NewRat(f.Num, f.Den))
		v = new(big.Rat).Quo(v, growth.Add(growth, big.NewRat(1, 1)))
		list = append(list, v)
	}
	return list
}

func TestFactorsAreExactToTheirUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fractions := drawFractions(t, 40)
		r := money.Rate(rapid.Int64Range(0, 2*int64(money.One)).Draw(t, "rate"))
		v := undiscounted
		for k, exact := range exactFactors(r, fractions) {
			var ok bool
			if v, ok = v.over(r, fractions[k]); !ok {
				t.Fatal("out of range")
			}
			// Each step rounds by half a unit, and the steps after it only make that smaller.
			unit := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Lsh(big.NewInt(1), 63))
			gap := new(big.Rat).SetFrac(new(big.Int).SetUint64(uint64(v)), new(big.Int).Lsh(big.NewInt(1), 63))
			gap.Sub(gap, exact).Abs(gap)
			if gap.Cmp(unit.Mul(unit, big.NewRat(int64(k+1), 2))) > 0 {
				t.Fatalf("row %d: off by %s", k, gap.FloatString(30))
			}
		}
	})
}

func TestLevelPaymentIsTheExactOneRounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fractions := drawFractions(t, 40)
		r := money.Rate(rapid.OneOf(rapid.Int64Range(0, 1000), rapid.Int64Range(0, int64(money.One))).Draw(t, "rate"))
		balance := rapid.OneOf(rapid.Int64Range(0, 1000), rapid.Int64Range(0, 1e15)).Draw(t, "balance")
		sum := new(big.Rat)
		for _, v := range exactFactors(r, fractions) {
			sum.Add(sum, v)
		}
		got, err := levelPayment(money.Amount(balance), r, fractions)
		if err != nil {
			t.Fatal(err)
		}
		// |got·sum − balance| ≤ ½·sum: got is nearest to balance/sum. The bound on the error before the
		// rounding, n·P·2^-61, is below 1e-13 of a unit per unit paid here, and a tie has no chance.
		twice := new(big.Rat).Mul(sum, big.NewRat(int64(got), 1))
		twice.Sub(twice, big.NewRat(balance, 1)).Abs(twice).Mul(twice, big.NewRat(2, 1))
		slack := new(big.Rat).Mul(sum, big.NewRat(int64(got)+1, 1<<56))
		if twice.Cmp(slack.Add(slack, sum)) > 0 {
			t.Fatalf("payment %d of %d over %s", got, balance, sum.FloatString(20))
		}
	})
}

func TestLevelPaymentRoundsHalvesToEven(t *testing.T) {
	year := calendar.Fraction{Num: 1, Den: 1}
	for _, tt := range []struct{ balance, want money.Amount }{{1, 0}, {3, 2}, {5, 2}, {7, 4}} {
		if got, err := levelPayment(tt.balance, 0, []calendar.Fraction{year, year}); got != tt.want || err != nil {
			t.Errorf("half of %d: %d, %v; want %d", tt.balance, got, err, tt.want)
		}
	}
}

func TestLevelPaymentAtTheLimits(t *testing.T) {
	year := []calendar.Fraction{{Num: 1, Den: 1}}
	most := money.Amount(1<<63 - 1)
	if got, err := levelPayment(most, 0, year); got != most || err != nil {
		t.Errorf("the largest balance at no interest: %d, %v", got, err)
	}
	if _, err := levelPayment(most, money.One/2, year); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("an instalment that does not fit: %v", err)
	}
	if _, err := levelPayment(most, 4*money.One, year); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("an instalment that needs more than 64 bits: %v", err)
	}
	days := []calendar.Fraction{{Num: 365 * 366 * 200, Den: 365 * 366}}
	if _, err := levelPayment(1, money.One, days); !errors.Is(err, ErrRateRange) {
		t.Errorf("growth two hundredfold in one period: %v", err)
	}
}

func TestEqualPartsAreAllocateWithEqualWeights(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 100).Draw(t, "parts")
		total := money.Amount(rapid.OneOf(rapid.Int64Range(0, 300), rapid.Int64Range(0, 1<<62)).Draw(t, "total"))
		got := make([]money.Amount, n)
		equalParts(got, total)
		want, err := money.Allocate(total, slices.Repeat([]int64{1}, n))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%v, want %v", got, want)
		}
	})
}

// exactPV gives the present value of payments as a fraction.
func exactPV(payments []money.Amount, r money.Rate, fractions []calendar.Fraction) *big.Rat {
	sum := new(big.Rat)
	for k, v := range exactFactors(r, fractions) {
		sum.Add(sum, new(big.Rat).Mul(v, big.NewRat(int64(payments[k]), 1)))
	}
	return sum
}

func TestImpliedRateIsTheSmallestThatRepays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fractions := drawFractions(t, 24)
		payments := make([]money.Amount, len(fractions))
		var sum money.Amount
		for k := range payments {
			payments[k] = money.Amount(rapid.Int64Range(0, 1e10).Draw(t, "payment"))
			sum += payments[k]
		}
		if sum == 0 {
			payments[0], sum = 1, 1
		}
		balance := money.Amount(rapid.Int64Range(max(1, int64(sum)/3), int64(sum)).Draw(t, "balance"))
		start := money.Rate(rapid.Int64Range(0, int64(money.One)-1).Draw(t, "where the search begins"))
		r, ok := impliedRate(balance, payments, fractions, start)
		exact := big.NewRat(int64(balance), 1)
		if !ok {
			// No rate up to the bound repays: what is paid before any time passes is too much.
			// The search ends where one period multiplies a balance by (2^64 − 1)/(den·10^12), at least 138.
			highest := new(big.Rat).SetInt64(int64(maxImpliedRate) / int64(money.One))
			for _, f := range fractions {
				if f.Num > 0 {
					limit := new(big.Rat).Mul(big.NewRat(137, 1), big.NewRat(f.Den, f.Num))
					if limit.Cmp(highest) < 0 {
						highest = limit
					}
				}
			}
			units := new(big.Rat).Mul(highest, big.NewRat(int64(money.One), 1))
			bound := money.Rate(new(big.Int).Quo(units.Num(), units.Denom()).Int64())
			if exactPV(payments, bound, fractions).Cmp(exact) <= 0 {
				t.Fatalf("%v is a rate within the bounds", bound)
			}
			return
		}
		// The comparison itself is exact to its fixed point: n halves of 2^-63 for each unit paid.
		slack := big.NewRat(int64(sum)*int64(len(payments)), 1<<62)
		if pv := exactPV(payments, r, fractions); pv.Sub(pv, slack).Cmp(exact) > 0 {
			t.Fatalf("at %v the payments are worth %s, more than %d", r, pv.FloatString(6), balance)
		}
		if r > 0 {
			if pv := exactPV(payments, r-1, fractions); pv.Add(pv, slack).Cmp(exact) < 0 {
				t.Fatalf("at one unit below %v the payments are worth %s, less than %d", r, pv.FloatString(6), balance)
			}
		}
		if again, _ := impliedRate(balance, payments, fractions, 0); again != r {
			t.Fatalf("the answer depends on where the search begins: %v and %v", r, again)
		}
	})
}

func TestImpliedRateWhereNoTimePasses(t *testing.T) {
	payments, now := []money.Amount{110}, []calendar.Fraction{{Num: 0, Den: 1}}
	if r, ok := impliedRate(100, payments, now, 0); ok {
		t.Errorf("an excess at once implies %v", r)
	}
	if r, ok := impliedRate(110, payments, now, 0); !ok || r != 0 {
		t.Errorf("no excess implies %v, %v", r, ok)
	}
}

func BenchmarkImpliedRate(b *testing.B) {
	payments, fractions := make([]money.Amount, 60), make([]calendar.Fraction, 60)
	for k := range payments {
		payments[k], fractions[k] = 2_000_000+money.Amount(k%7)*10_000, calendar.Fraction{Num: 1, Den: 12}
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := impliedRate(100_000_000, payments, fractions, 0); !ok {
			b.Fatal("no rate")
		}
	}
}
