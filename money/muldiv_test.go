package money_test

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"github.com/ipabs/ipabs/money"
	"pgregory.net/rapid"
)

func TestMulDivRoundsHalfToEven(t *testing.T) {
	for _, tt := range []struct {
		name          string
		a, b, c, want int64
	}{
		{"exact", 6, 7, 3, 14},
		{"below half", 5, 1, 4, 1},
		{"above half", 7, 1, 4, 2},
		{"half goes down to even", 5, 1, 2, 2},
		{"half goes up to even", 7, 1, 2, 4},
		{"half of one goes to zero", 1, 1, 2, 0},
		{"negative half goes to even", -5, 1, 2, -2},
		{"negative half goes away to even", -7, 1, 2, -4},
		{"two signs cancel", -5, 3, -2, 8},
		{"odd divisor has no half", 5, 1, 3, 2},
		{"zero", 0, math.MinInt64, math.MinInt64, 0},
		{"product beyond int64", math.MaxInt64, math.MaxInt64, math.MaxInt64, math.MaxInt64},
		{"least times least over least", math.MinInt64, math.MinInt64, math.MinInt64, math.MinInt64},
		{"least value reached", math.MaxInt64, -2, 2, -math.MaxInt64},
		{"least value reached exactly", 1 << 62, -2, 1, math.MinInt64},
		{"rounds to the least value", math.MinInt64, 3, 3, math.MinInt64},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := money.MulDiv(tt.a, tt.b, tt.c)
			if err != nil || got != tt.want {
				t.Errorf("MulDiv(%d, %d, %d) = %d, %v; want %d", tt.a, tt.b, tt.c, got, err, tt.want)
			}
		})
	}
}

func TestMulDivRefuses(t *testing.T) {
	for _, tt := range []struct {
		name    string
		a, b, c int64
		want    error
	}{
		{"division by zero", 1, 1, 0, money.ErrDivideByZero},
		{"zero by zero", 0, 0, 0, money.ErrDivideByZero},
		{"one beyond the greatest", 1 << 62, 2, 1, money.ErrOverflow},
		{"the least negated", math.MinInt64, -1, 1, money.ErrOverflow},
		{"rounding up across the limit", math.MaxInt64, 3, 2, money.ErrOverflow},
		{"quotient of 64 bits", math.MinInt64, math.MinInt64, 1 << 62, money.ErrOverflow},
		{"quotient of 126 bits", math.MaxInt64, math.MaxInt64, 1, money.ErrOverflow},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := money.MulDiv(tt.a, tt.b, tt.c); !errors.Is(err, tt.want) || got != 0 {
				t.Errorf("MulDiv(%d, %d, %d) = %d, %v; want %v", tt.a, tt.b, tt.c, got, err, tt.want)
			}
		})
	}
}

// A quotient of 2^64 - 1 that rounds up must be an overflow: added in 64 bits it would
// wrap to zero.
func TestMulDivDoesNotWrapWhenRounding(t *testing.T) {
	const (
		a    = 7_539_914_211_406_287_271 // odd and large, so that the low word of a·b wanders
		step = 1_234_567_890_123
	)
	found := 0
	for b := int64(math.MaxInt64); b > math.MaxInt64-10_000*step; b -= step {
		// The least c with a·b/c < 2^64, and how far the quotient stays below it.
		n := product(a, b)
		c := new(big.Int).Rsh(n, 64)
		c.Add(c, big.NewInt(1))
		gap := new(big.Int).Lsh(c, 64)
		gap.Sub(gap, n)
		if gap.Lsh(gap, 1).Cmp(c) > 0 {
			continue // the quotient is below 2^64 - 1/2
		}
		found++
		if got, err := money.MulDiv(a, b, c.Int64()); !errors.Is(err, money.ErrOverflow) {
			t.Fatalf("MulDiv(%d, %d, %v) = %d, %v; want overflow", int64(a), b, c, got, err)
		}
	}
	if found < 100 {
		t.Errorf("only %d products had such a quotient", found)
	}
}

func TestMulDivAgainstRationalsExhaustively(t *testing.T) {
	const reach = 14
	for a := int64(-reach); a <= reach; a++ {
		for b := int64(-reach); b <= reach; b++ {
			for c := int64(-reach); c <= reach; c++ {
				if c == 0 {
					continue
				}
				want := halfEven(big.NewRat(a*b, c)).Int64()
				if got, err := money.MulDiv(a, b, c); err != nil || got != want {
					t.Fatalf("MulDiv(%d, %d, %d) = %d, %v; want %d", a, b, c, got, err, want)
				}
			}
		}
	}
}

func TestMulDivAgainstRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := anyInt64().Draw(t, "a"), anyInt64().Draw(t, "b"), anyInt64().Draw(t, "c")
		got, err := money.MulDiv(a, b, c)
		if c == 0 {
			if !errors.Is(err, money.ErrDivideByZero) {
				t.Fatalf("division by zero: %v", err)
			}
			return
		}
		checkRounded(t, got, err, quotient(product(a, b), big.NewInt(c)))
	})
}

// checkRounded demands the half-even rounding of exact, or ErrOverflow exactly when
// that does not fit.
func checkRounded(t *rapid.T, got int64, err error, exact *big.Rat) {
	t.Helper()
	want := halfEven(exact)
	switch {
	case !want.IsInt64():
		if !errors.Is(err, money.ErrOverflow) || got != 0 {
			t.Fatalf("got %d, %v; want overflow for %v", got, err, want)
		}
	case err != nil || got != want.Int64():
		t.Fatalf("got %d, %v; want %v", got, err, want)
	}
}
