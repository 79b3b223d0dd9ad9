package money_test

import (
	"errors"
	"math"
	"math/big"
	"runtime"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/money"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func TestFromDecimal(t *testing.T) {
	dec := decimal.RequireFromString
	for _, tt := range []struct {
		name  string
		d     decimal.Decimal
		c     money.Currency
		exact money.Amount
		round money.Amount
		err   error // of FromDecimal
	}{
		{"as many decimals as the currency", dec("733000000.00"), money.CNY, 73_300_000_000, 73_300_000_000, nil},
		{"fewer decimals", dec("5"), money.CNY, 500, 500, nil},
		{"surplus zeros", dec("5.3500"), money.CNY, 535, 535, nil},
		{"positive exponent", decimal.New(5, 6), money.CNY, 500_000_000, 500_000_000, nil},
		{"the greatest exponent that fits", decimal.New(9, 18), money.JPY, 9e18, 9e18, nil},
		{"zero value of Decimal", decimal.Decimal{}, money.CNY, 0, 0, nil},
		{"zero of a huge exponent", decimal.New(0, math.MaxInt32), money.CNY, 0, 0, nil},
		{"zero of a tiny exponent", decimal.New(0, math.MinInt32), money.CNY, 0, 0, nil},
		{"yen", dec("535.00"), money.JPY, 535, 535, nil},
		{"tie to the even fen below", dec("0.005"), money.CNY, 0, 0, money.ErrInexact},
		{"tie to the even fen above", dec("0.015"), money.CNY, 0, 2, money.ErrInexact},
		{"negative tie", dec("-0.015"), money.CNY, 0, -2, money.ErrInexact},
		{"just above a tie", dec("0.0050000000000000000000000000000001"), money.CNY, 0, 1, money.ErrInexact},
		{"just below a tie", dec("0.0149999999999999999999999999999999"), money.CNY, 0, 1, money.ErrInexact},
		{"tiny", decimal.New(1, -1_000_000_000), money.CNY, 0, 0, money.ErrInexact},
		{"tiny and negative", decimal.New(-7, math.MinInt32), money.CNY, 0, 0, money.ErrInexact},
		{"greatest", dec("92233720368547758.07"), money.CNY, greatest, greatest, nil},
		{"least", dec("-92233720368547758.08"), money.CNY, least, least, nil},
		{"rounds down to the greatest", dec("92233720368547758.0749"), money.CNY, 0, greatest, money.ErrInexact},
		{"long but exact", decimal.NewFromBigInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(5000), nil), -5000), money.CNY, 100, 100, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := money.FromDecimal(tt.d, tt.c); got != tt.exact || !errors.Is(err, tt.err) {
				t.Errorf("FromDecimal = %d, %v; want %d, %v", got, err, tt.exact, tt.err)
			}
			if got, err := money.RoundDecimal(tt.d, tt.c); err != nil || got != tt.round {
				t.Errorf("RoundDecimal = %d, %v; want %d", got, err, tt.round)
			}
		})
	}
}

func TestDecimalsOutOfRange(t *testing.T) {
	dec := decimal.RequireFromString
	for _, d := range []decimal.Decimal{
		dec("92233720368547758.08"),
		dec("-92233720368547758.09"),
		dec("92233720368547758.075"), // the tie goes to the even neighbour, out of range
		decimal.New(1, 17),
		decimal.New(1, 18),
		decimal.New(-1, 1_000_000_000),
		decimal.New(1, math.MaxInt32),
		decimal.NewFromBigInt(new(big.Int).Lsh(big.NewInt(1), 200), 0),
		decimal.NewFromBigInt(new(big.Int).Lsh(big.NewInt(1), 200), -1),
		decimal.NewFromBigInt(new(big.Int).Lsh(big.NewInt(1), 200), -30),
	} {
		for name, convert := range map[string]func(decimal.Decimal, money.Currency) (money.Amount, error){
			"FromDecimal": money.FromDecimal, "RoundDecimal": money.RoundDecimal,
		} {
			if got, err := convert(d, money.CNY); got != 0 || !(errors.Is(err, money.ErrOverflow) || name == "FromDecimal" && errors.Is(err, money.ErrInexact)) {
				t.Errorf("%s = %d, %v", name, got, err)
			}
		}
	}
	if _, err := money.FromDecimal(dec("1"), 0); !errors.Is(err, money.ErrUnknownCurrency) {
		t.Errorf("unknown currency: %v", err)
	}
	if _, err := money.RoundDecimal(dec("1"), 0); !errors.Is(err, money.ErrUnknownCurrency) {
		t.Errorf("unknown currency: %v", err)
	}
}

// A hostile exponent or coefficient must cost neither time nor memory: the power of
// ten of 1e1000000000 would take 400 MB.
func TestHostileDecimalsAreCheap(t *testing.T) {
	huge := new(big.Int).Lsh(big.NewInt(1), 1_000_000) // 300,000 digits
	hostile := []decimal.Decimal{
		decimal.New(1, 1_000_000_000),
		decimal.New(1, -1_000_000_000),
		decimal.New(math.MaxInt64, math.MaxInt32),
		decimal.New(math.MinInt64, math.MinInt32),
		decimal.NewFromBigInt(huge, math.MaxInt32),
		decimal.NewFromBigInt(huge, math.MinInt32),
		decimal.NewFromBigInt(huge, 0),
		decimal.NewFromBigInt(huge, -1_000),
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, d := range hostile {
		for _, convert := range []func(decimal.Decimal, money.Currency) (money.Amount, error){money.FromDecimal, money.RoundDecimal} {
			if _, err := convert(d, money.CNY); err != nil && len(err.Error()) > 300 {
				t.Errorf("a message of %d characters", len(err.Error()))
			}
		}
		if _, err := money.RateFromDecimal(d); err == nil {
			t.Error("a hostile decimal was taken as a rate")
		}
	}
	runtime.ReadMemStats(&after)
	const limit = 64 << 20 // copies of the 125 kB coefficient are allowed, powers of ten are not
	if used := after.TotalAlloc - before.TotalAlloc; used > limit {
		t.Errorf("%d bytes were allocated", used)
	}
}

func TestInexactMessageNamesValueAndExponent(t *testing.T) {
	for _, tt := range []struct {
		d    decimal.Decimal
		want string
	}{
		{decimal.RequireFromString("0.005"), "money: digits would be lost: 0.005 has more than the 2 decimals of CNY"},
		{decimal.New(1, -1_000_000_000), "money: digits would be lost: 1e-1000000000 has more than the 2 decimals of CNY"},
		{decimal.NewFromBigInt(new(big.Int).Exp(big.NewInt(3), big.NewInt(1000), nil), -478), "money: digits would be lost: a number of about 478 digits × 10^-478 has more than the 2 decimals of CNY"},
	} {
		_, err := money.FromDecimal(tt.d, money.CNY)
		if err == nil || err.Error() != tt.want {
			t.Errorf("got  %v\nwant %s", err, tt.want)
		}
	}
}

// anyDecimal draws coefficients of up to 30 digits and exponents from -35 to 25.
func anyDecimal() *rapid.Generator[decimal.Decimal] {
	return rapid.Custom(func(t *rapid.T) decimal.Decimal {
		coefficient := big.NewInt(anyInt64().Draw(t, "coefficient"))
		if rapid.Bool().Draw(t, "long") {
			coefficient.Mul(coefficient, big.NewInt(anyInt64().Draw(t, "factor")))
		}
		if zeros := rapid.Int64Range(0, 12).Draw(t, "zeros"); rapid.Bool().Draw(t, "trailing") {
			coefficient.Mul(coefficient, new(big.Int).Exp(big.NewInt(10), big.NewInt(zeros), nil))
		}
		return decimal.NewFromBigInt(coefficient, rapid.Int32Range(-35, 25).Draw(t, "exponent"))
	})
}

func TestConversionsAgainstDecimalPackage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, c := anyDecimal().Draw(t, "d"), anyCurrency().Draw(t, "c")
		places := int32(c.Exponent())
		inRange := func(x decimal.Decimal) bool { return x.Shift(places).BigInt().IsInt64() }

		exact, err := money.FromDecimal(d, c)
		switch whole := d.Shift(places).IsInteger(); {
		case whole && inRange(d):
			if err != nil || !exact.Decimal(c).Equal(d) {
				t.Fatalf("FromDecimal(%v, %v) = %d, %v", d, c, exact, err)
			}
		case err == nil:
			t.Fatalf("FromDecimal(%v, %v) = %d", d, c, exact)
		case whole && !errors.Is(err, money.ErrOverflow):
			t.Fatalf("FromDecimal(%v, %v): %v, want overflow", d, c, err)
		}

		rounded, err := money.RoundDecimal(d, c)
		want := d.RoundBank(places)
		if !inRange(want) {
			if !errors.Is(err, money.ErrOverflow) {
				t.Fatalf("RoundDecimal(%v, %v) = %d, %v; want overflow", d, c, rounded, err)
			}
			return
		}
		if err != nil || !rounded.Decimal(c).Equal(want) {
			t.Fatalf("RoundDecimal(%v, %v) = %d, %v; want %v", d, c, rounded, err, want)
		}
	})
}

func TestDecimalThenFromDecimalIsIdentity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, c := anyAmount().Draw(t, "a"), anyCurrency().Draw(t, "c")
		if back, err := money.FromDecimal(a.Decimal(c), c); err != nil || back != a {
			t.Fatalf("%d in %v comes back as %d, %v", a, c, back, err)
		}
	})
}

func TestOverflowMessageDoesNotExpandTheExponent(t *testing.T) {
	_, err := money.FromDecimal(decimal.New(1, 1_000_000_000), money.CNY)
	if !errors.Is(err, money.ErrOverflow) || !strings.Contains(err.Error(), "1e1000000000 does not fit in CNY") {
		t.Errorf("got %v", err)
	}
}
