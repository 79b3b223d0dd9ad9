package money_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"testing"

	"github.com/ipabs/ipabs/money"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func TestRateText(t *testing.T) {
	for _, tt := range []struct {
		r             money.Rate
		text, percent string
	}{
		{53_500_000_000, "0.0535", "5.35%"},
		{50_000_000_000, "0.0500", "5.00%"},
		{0, "0.0000", "0.00%"},
		{money.One, "1.0000", "100.00%"},
		{-money.One, "-1.0000", "-100.00%"},
		{money.BasisPoint, "0.0001", "0.01%"},
		{money.BasisPoint / 2, "0.00005", "0.005%"},
		{53_512_345_678, "0.053512345678", "5.3512345678%"},
		{1, "0.000000000001", "0.0000000001%"},
		{7_100_000_000_000, "7.1000", "710.00%"},
		{math.MaxInt64, "9223372.036854775807", "922337203.6854775807%"},
		{math.MinInt64, "-9223372.036854775808", "-922337203.6854775808%"},
	} {
		if got := tt.r.String(); got != tt.text {
			t.Errorf("String of %d is %q, want %q", int64(tt.r), got, tt.text)
		}
		if got := tt.r.Percent(); got != tt.percent {
			t.Errorf("Percent of %d is %q, want %q", int64(tt.r), got, tt.percent)
		}
	}
}

func TestParseRateRefuses(t *testing.T) {
	for _, tt := range []struct {
		name, s string
		want    error
	}{
		{"a percentage", "5.35%", money.ErrSyntax},
		{"an exponent", "5e-2", money.ErrSyntax},
		{"no digit before the point", ".05", money.ErrSyntax},
		{"empty", "", money.ErrSyntax},
		{"thirteen decimals", "0.0000000000001", money.ErrInexact},
		{"beyond the greatest", "9223372.036854775808", money.ErrOverflow},
		{"far beyond the greatest", "10000000", money.ErrOverflow},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := money.ParseRate(tt.s); !errors.Is(err, tt.want) || got != 0 {
				t.Errorf("ParseRate(%q) = %d, %v; want %v", tt.s, got, err, tt.want)
			}
			var viaText money.Rate
			if err := viaText.UnmarshalText([]byte(tt.s)); !errors.Is(err, tt.want) {
				t.Errorf("UnmarshalText(%q): %v, want %v", tt.s, err, tt.want)
			}
		})
	}
}

func TestRateRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyRate().Draw(t, "r")
		if back, err := money.ParseRate(r.String()); err != nil || back != r {
			t.Fatalf("%d → %q → %d, %v", r, r.String(), back, err)
		}
		if back, err := money.RateFromDecimal(r.Decimal()); err != nil || back != r {
			t.Fatalf("%d by decimal comes back as %d, %v", r, back, err)
		}
		text, err := json.Marshal(r)
		if err != nil || string(text) != `"`+r.String()+`"` {
			t.Fatalf("JSON of %v is %s, %v", r, text, err)
		}
		var back money.Rate
		if err := json.Unmarshal(text, &back); err != nil || back != r {
			t.Fatalf("%s comes back as %d, %v", text, back, err)
		}
	})
}

// A number in JSON may have passed through a float on its way: only strings count.
func TestRateRefusesJSONNumbers(t *testing.T) {
	r := money.One
	if err := json.Unmarshal([]byte("0.0535"), &r); err == nil || r != money.One {
		t.Errorf("a number was read as %v, %v", r, err)
	}
}

func TestRateConversionsAgainstDecimalPackage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDecimal().Draw(t, "d")
		rounded, err := money.RoundRate(d)
		want := d.RoundBank(12)
		if !want.Shift(12).BigInt().IsInt64() {
			if !errors.Is(err, money.ErrOverflow) {
				t.Fatalf("RoundRate(%v) = %v, %v; want overflow", d, rounded, err)
			}
			return
		}
		if err != nil || !rounded.Decimal().Equal(want) {
			t.Fatalf("RoundRate(%v) = %v, %v; want %v", d, rounded, err, want)
		}
		exact, err := money.RateFromDecimal(d)
		if isWhole := want.Equal(d); isWhole != (err == nil) || (isWhole && exact != rounded) || (!isWhole && !errors.Is(err, money.ErrInexact)) {
			t.Fatalf("RateFromDecimal(%v) = %v, %v", d, exact, err)
		}
	})
}

func TestRateArithmeticAgainstBigIntegers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, s := anyRate().Draw(t, "r"), anyRate().Draw(t, "s")
		x, y := big.NewRat(int64(r), 1), big.NewRat(int64(s), 1)
		sum, err := r.Add(s)
		checkRounded(t, int64(sum), err, new(big.Rat).Add(x, y))
		difference, err := r.Sub(s)
		checkRounded(t, int64(difference), err, new(big.Rat).Sub(x, y))
		negative, err := r.Neg()
		checkRounded(t, int64(negative), err, new(big.Rat).Neg(x))
		scaled, err := r.Mul(s)
		checkRounded(t, int64(scaled), err, quotient(product(int64(r), int64(s)), big.NewInt(int64(money.One))))
	})
}

func TestRateFloat64IsTheNearestFloat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyRate().Draw(t, "r")
		want, _ := big.NewRat(int64(r), int64(money.One)).Float64()
		if got := r.Float64(); got != want {
			t.Fatalf("%v is %v, want %v", r, got, want)
		}
	})
}

// Beyond 2^53 units the count itself is no float64; converting it first would round
// twice.
func TestRateFloat64RoundsOnce(t *testing.T) {
	twice := 0
	for i := range int64(1000) {
		r := money.Rate(1<<53 + i*9_241_386_435_364_257) // up to 2^63
		if r < 0 {
			break
		}
		want, _ := big.NewRat(int64(r), int64(money.One)).Float64()
		if got := r.Float64(); got != want {
			t.Errorf("%v is %v, want %v", r, got, want)
		}
		if float64(r)/float64(money.One) != want {
			twice++
		}
	}
	if twice == 0 {
		t.Error("no value told the two ways apart")
	}
}

func TestRoundRateFloat64(t *testing.T) {
	for _, tt := range []struct {
		name string
		f    float64
		want money.Rate
	}{
		{"a decimal that binary has not", 0.0535, 53_500_000_000},
		{"minus a third", -1.0 / 3, -333_333_333_333},
		{"two thirds", 2.0 / 3, 666_666_666_667},
		{"exact powers of two", 0.25, money.One / 4},
		{"zero", 0, 0},
		{"minus zero", math.Copysign(0, -1), 0},
		{"half a unit exactly: 2^-13 is 122070312.5 units", 1.0 / 8192, 122_070_312},
		{"three half units exactly: 3·2^-13 is 366210937.5 units", 3.0 / 8192, 366_210_938},
		{"far below a unit", 1e-300, 0},
		{"the least float", math.SmallestNonzeroFloat64, 0},
		{"large", 9_223_372, 9_223_372 * money.One},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := money.RoundRateFloat64(tt.f); err != nil || got != tt.want {
				t.Errorf("RoundRateFloat64(%v) = %d, %v; want %d", tt.f, got, err, tt.want)
			}
		})
	}
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if got, err := money.RoundRateFloat64(f); !errors.Is(err, money.ErrNotFinite) || got != 0 {
			t.Errorf("RoundRateFloat64(%v) = %v, %v", f, got, err)
		}
	}
	for _, f := range []float64{1e7, -1e7, math.MaxFloat64, -math.MaxFloat64, 1 << 60} {
		if got, err := money.RoundRateFloat64(f); !errors.Is(err, money.ErrOverflow) || got != 0 {
			t.Errorf("RoundRateFloat64(%v) = %v, %v", f, got, err)
		}
	}
}

func TestRoundRateFloat64AgainstRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.OneOf(
			rapid.Float64(),
			rapid.Float64Range(-10, 10),
			rapid.Map(anyRate(), money.Rate.Float64),
			// Odd multiples of 2^-13 down to 2^-45: many are ties.
			rapid.Custom(func(t *rapid.T) float64 {
				return math.Ldexp(float64(rapid.Int64Range(-1<<20, 1<<20).Draw(t, "m")), -rapid.IntRange(10, 45).Draw(t, "e"))
			}),
		).Draw(t, "f")
		got, err := money.RoundRateFloat64(f)
		exact := new(big.Rat).SetFloat64(f)
		checkRounded(t, int64(got), err, exact.Mul(exact, big.NewRat(int64(money.One), 1)))
	})
}

// FuzzParseRate holds the parser against the decimal package, and String against
// the parser.
func FuzzParseRate(f *testing.F) {
	for _, s := range []string{
		"0.0535", "-0.0535", "0", "1", "7.1", "0.053512345678", "0.0535123456780", "0.0000000000001",
		"5.35%", "5e-2", "", "-", ".5", "5.", "9223372.036854775807", "-9223372.036854775808", "9223372.036854775808",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := money.ParseRate(s)
		if !plainDecimal.MatchString(s) {
			if !errors.Is(err, money.ErrSyntax) {
				t.Fatalf("%q: %v, want a syntax error", s, err)
			}
			return
		}
		d, decimalErr := decimal.NewFromString(s)
		if decimalErr != nil {
			t.Fatal(decimalErr)
		}
		want, wantErr := money.RateFromDecimal(d)
		if r != want || (err == nil) != (wantErr == nil) || errors.Is(err, money.ErrSyntax) {
			t.Fatalf("ParseRate(%q) = %v, %v; by decimal %v, %v", s, r, err, want, wantErr)
		}
		if back, backErr := money.ParseRate(r.String()); err == nil && (backErr != nil || back != r) {
			t.Fatalf("%q: round trip gives %v, %v", s, back, backErr)
		}
	})
}
