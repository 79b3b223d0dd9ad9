package money_test

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"github.com/ipabs/ipabs/money"
	"pgregory.net/rapid"
)

func rate(t *testing.T, s string) money.Rate {
	t.Helper()
	r, err := money.ParseRate(s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func cny(t *testing.T, s string) money.Amount {
	t.Helper()
	a, err := money.ParseAmount(s, money.CNY)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAccrue(t *testing.T) {
	for _, tt := range []struct {
		name      string
		principal string
		rate      string
		num, den  int64
		want      string
	}{
		// 733,000,000 × 0.0535 × 92/365 = 9,884,454.7945...
		{"a quarter, ACT/365F", "733000000.00", "0.0535", 92, 365, "9884454.79"},
		// 1,000,000 × 0.06 × 30/360 = 5,000 exactly
		{"a month, 30/360", "1000000.00", "0.06", 30, 360, "5000.00"},
		// ACT/ACT over 2007-12-28 to 2008-02-28 is 4/365 + 58/366 = 22634/133590
		// (day-count case 1 of Hastructure's unit tests); × 1,000,000 × 0.05 = 8471.44247...
		{"ACT/ACT over its common denominator", "1000000.00", "0.05", 4*366 + 58*365, 365 * 366, "8471.44"},
		// 79.92 × 0.07 × 30/365 = 0.45981...; truncation would lose a fen
		{"not truncated", "79.92", "0.07", 30, 365, "0.46"},
		{"half a fen goes to the even fen below", "1.00", "0.005", 1, 1, "0.00"},
		{"half a fen goes to the even fen above", "3.00", "0.005", 1, 1, "0.02"},
		{"negative rate", "733000000.00", "-0.0535", 92, 365, "-9884454.79"},
		{"no days", "733000000.00", "0.0535", 0, 365, "0.00"},
		{"rate of twelve decimals", "1000000000.00", "0.053512345678", 1, 1, "53512345.68"},
		// 9·10^18 fen × 10^-6 × (9·10^18 / 8·10^18): 166 bits over 103
		{"numerator beyond 128 bits, divisor beyond 64", "90000000000000000.00", "0.000001", 9e18, 8e18, "101250000000.00"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := money.Accrue(cny(t, tt.principal), rate(t, tt.rate), tt.num, tt.den)
			if err != nil || got != cny(t, tt.want) {
				t.Errorf("got %s, %v; want %s", got.Format(money.CNY), err, tt.want)
			}
		})
	}
}

// One rounding, not two: interest computed in two steps of six decimals, or on a
// rounded year fraction, comes out one fen apart.
func TestAccrueRoundsOnce(t *testing.T) {
	principal, r := cny(t, "3650000.00"), rate(t, "0.0001")
	got, err := money.Accrue(principal, r, 1, 730) // 0.5 yuan: exactly 50 fen
	if err != nil || got != 50 {
		t.Errorf("got %v, %v; want 50", got, err)
	}
	// 1 × 10^-12 × 5·10^11/1 = 0.5 fen exactly: a tie that only the whole product sees.
	got, err = money.Accrue(1, 1, 500_000_000_000, 1)
	if err != nil || got != 0 {
		t.Errorf("got %v, %v; want 0 (tie to even)", got, err)
	}
	got, err = money.Accrue(1, 1, 500_000_000_001, 1)
	if err != nil || got != 1 {
		t.Errorf("got %v, %v; want 1 (just above the tie)", got, err)
	}
}

// Terms near ±2^63, each result easy to see.
func TestAccrueOfExtremeTerms(t *testing.T) {
	for _, tt := range []struct {
		principal money.Amount
		rate      money.Rate
		num, den  int64
		want      money.Amount
	}{
		{5, math.MinInt64, math.MaxInt64, math.MinInt64, 46_116_860},            // 5 × 9223372.0368...
		{least + 1, -16, 1<<61 + 1, 1<<61 + 2, 147_573_953},                     // 2^63 × 16e-12 = 147573952.589...
		{greatest, money.One, math.MaxInt64, math.MaxInt64, greatest},           // × 1
		{least, money.One, math.MinInt64, math.MinInt64, least},                 // × 1
		{greatest, 1, math.MaxInt64, math.MaxInt64, 9_223_372},                  // 2^63 × 1e-12
		{greatest, -money.One, math.MinInt64, math.MinInt64, -greatest},         // × -1
		{1, math.MaxInt64, 1_000_000_000_000, math.MaxInt64, 1},                 // (2^63 × 1e12) / (1e12 × 2^63)
		{1, math.MaxInt64, math.MaxInt64, 9_223_372_036_854, 9_223_372_036_856}, // 9223372.0368... × 1000000.00000008..., = ...855.55
	} {
		got, err := money.Accrue(tt.principal, tt.rate, tt.num, tt.den)
		if err != nil || got != tt.want {
			t.Errorf("Accrue(%d, %d, %d, %d) = %d, %v; want %d", tt.principal, int64(tt.rate), tt.num, tt.den, got, err, tt.want)
		}
	}
}

func TestAccrueRefuses(t *testing.T) {
	if _, err := money.Accrue(1, money.One, 1, 0); !errors.Is(err, money.ErrDivideByZero) {
		t.Errorf("den = 0: %v", err)
	}
	if _, err := money.Accrue(math.MaxInt64, 2*money.One, 1, 1); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("twice the greatest amount: %v", err)
	}
}

func TestAccrueAgainstRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, r := anyAmount().Draw(t, "principal"), anyRate().Draw(t, "rate")
		num, den := anyInt64().Draw(t, "num"), anyInt64().Draw(t, "den")
		got, err := money.Accrue(p, r, num, den)
		if den == 0 {
			if !errors.Is(err, money.ErrDivideByZero) {
				t.Fatalf("division by zero: %v", err)
			}
			return
		}
		exact := quotient(product(int64(p), int64(r), num), product(den, int64(money.One)))
		checkRounded(t, int64(got), err, exact)
	})
}

// Ordinary sizes: the results fit, so every draw checks a value.
func TestAccrueOfOrdinarySizes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := money.Amount(rapid.Int64Range(0, 1e15).Draw(t, "principal"))
		r := money.Rate(rapid.Int64Range(0, int64(money.One)).Draw(t, "rate"))
		num := rapid.Int64Range(0, 366*366).Draw(t, "num")
		den := rapid.SampledFrom([]int64{360, 365, 366, 365 * 366}).Draw(t, "den")
		got, err := money.Accrue(p, r, num, den)
		if err != nil {
			t.Fatal(err)
		}
		want := halfEven(quotient(product(int64(p), int64(r), num), product(den, int64(money.One))))
		if int64(got) != want.Int64() {
			t.Fatalf("got %d, want %v", got, want)
		}
		minus, err := money.Accrue(-p, r, num, den)
		if err != nil || minus != -got {
			t.Fatalf("accrual of -p is %d, %v; want %d", minus, err, -got)
		}
	})
}

// Fractions of at most one with terms of any size: the numerator has up to 166 bits,
// the divisor up to 103, and the result always fits.
func TestAccrueOfWideFractions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyAmount().Draw(t, "principal")
		r := money.Rate(rapid.Int64Range(-int64(money.One), int64(money.One)).Draw(t, "rate"))
		den := rapid.Int64Range(1<<61, math.MaxInt64).Draw(t, "den")
		num := rapid.OneOf(rapid.Int64Range(0, den), rapid.Int64Range(den-3, den)).Draw(t, "num")
		got, err := money.Accrue(p, r, num, den)
		want := halfEven(quotient(product(int64(p), int64(r), num), product(den, int64(money.One))))
		if want.IsInt64() != (err == nil) || int64(got) != want.Int64() && err == nil {
			t.Fatalf("got %d, %v; want %v", got, err, want)
		}
	})
}

// With a fraction of 1 the accrual is MulRate.
func TestMulRateAgainstRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, r := anyAmount().Draw(t, "a"), anyRate().Draw(t, "r")
		got, err := a.MulRate(r)
		checkRounded(t, int64(got), err, quotient(product(int64(a), int64(r)), big.NewInt(int64(money.One))))
		accrued, accrueErr := money.Accrue(a, r, 1, 1)
		if accrued != got || (accrueErr == nil) != (err == nil) {
			t.Fatalf("MulRate %v, %v but Accrue over one year %v, %v", got, err, accrued, accrueErr)
		}
	})
}
