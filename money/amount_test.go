package money_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"regexp"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/money"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

const (
	greatest = money.Amount(math.MaxInt64)
	least    = money.Amount(math.MinInt64)
)

func TestAddSubNegAgainstBigIntegers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyAmount().Draw(t, "a"), anyAmount().Draw(t, "b")
		x, y := big.NewInt(int64(a)), big.NewInt(int64(b))
		exactly := func(name string, got money.Amount, err error, want *big.Int) {
			switch {
			case !want.IsInt64():
				if !errors.Is(err, money.ErrOverflow) || got != 0 {
					t.Fatalf("%s = %d, %v; want overflow", name, got, err)
				}
			case err != nil || int64(got) != want.Int64():
				t.Fatalf("%s = %d, %v; want %v", name, got, err, want)
			}
		}
		sum, err := a.Add(b)
		exactly("a+b", sum, err, new(big.Int).Add(x, y))
		difference, err := a.Sub(b)
		exactly("a-b", difference, err, new(big.Int).Sub(x, y))
		negative, err := a.Neg()
		exactly("-a", negative, err, new(big.Int).Neg(x))
	})
}

func TestSum(t *testing.T) {
	for _, tt := range []struct {
		name string
		xs   []money.Amount
		want money.Amount
		err  error
	}{
		{"nothing", nil, 0, nil},
		{"a few", []money.Amount{1, -2, 30}, 29, nil},
		{"partial sums out of range, the sum in range", []money.Amount{greatest, greatest, least, least, 5}, 3, nil},
		{"greatest", []money.Amount{greatest - 1, 1}, greatest, nil},
		{"one more", []money.Amount{greatest, 1}, 0, money.ErrOverflow},
		{"least", []money.Amount{least + 1, -1}, least, nil},
		{"one less", []money.Amount{least, -1}, 0, money.ErrOverflow},
		{"whose low word looks right", []money.Amount{least, least}, 0, money.ErrOverflow},
		{"four times the least", []money.Amount{least, least, least, least}, 0, money.ErrOverflow},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := money.Sum(tt.xs...)
			if got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("Sum = %d, %v; want %d, %v", got, err, tt.want, tt.err)
			}
		})
	}
}

func TestSumAgainstBigIntegers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOfN(anyAmount(), 0, 20).Draw(t, "xs")
		want := new(big.Int)
		for _, x := range xs {
			want.Add(want, big.NewInt(int64(x)))
		}
		got, err := money.Sum(xs...)
		if want.IsInt64() != (err == nil) || (err == nil && int64(got) != want.Int64()) {
			t.Fatalf("Sum = %d, %v; want %v", got, err, want)
		}
		shuffled, err2 := money.Sum(rapid.Permutation(xs).Draw(t, "order")...)
		if shuffled != got || (err2 == nil) != (err == nil) {
			t.Fatalf("another order gives %d, %v instead of %d, %v", shuffled, err2, got, err)
		}
	})
}

func TestFormat(t *testing.T) {
	for _, tt := range []struct {
		a              money.Amount
		c              money.Currency
		plain, grouped string
	}{
		{73_300_000_000, money.CNY, "733000000.00", "733,000,000.00"},
		{0, money.CNY, "0.00", "0.00"},
		{-1, money.CNY, "-0.01", "-0.01"},
		{-5, money.JPY, "-5", "-5"},
		{99_999, money.CNY, "999.99", "999.99"},
		{100_000, money.CNY, "1000.00", "1,000.00"},
		{-123_456_789, money.JPY, "-123456789", "-123,456,789"},
		{1_234_567, money.KWD, "1234.567", "1,234.567"},
		{12, money.CLF, "0.0012", "0.0012"},
		{greatest, money.CNY, "92233720368547758.07", "92,233,720,368,547,758.07"},
		{least, money.CNY, "-92233720368547758.08", "-92,233,720,368,547,758.08"},
		{least, money.JPY, "-9223372036854775808", "-9,223,372,036,854,775,808"},
	} {
		if got := tt.a.Format(tt.c); got != tt.plain {
			t.Errorf("Format(%d, %v) = %q, want %q", int64(tt.a), tt.c, got, tt.plain)
		}
		if got := tt.a.FormatGrouped(tt.c); got != tt.grouped {
			t.Errorf("FormatGrouped(%d, %v) = %q, want %q", int64(tt.a), tt.c, got, tt.grouped)
		}
	}
}

// An unknown currency has no decimal point to show; what is written must not be
// taken for a number by any reader.
func TestFormatOfUnknownCurrencyIsNoNumber(t *testing.T) {
	var unknown money.Currency
	text := money.Amount(535).Format(unknown)
	if text != "535 minor units of unknown currency" {
		t.Errorf("got %q", text)
	}
	if _, err := money.ParseAmount(text, money.CNY); !errors.Is(err, money.ErrSyntax) {
		t.Errorf("it was read back: %v", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("Decimal guessed an exponent")
		}
	}()
	money.Amount(535).Decimal(unknown)
}

func TestParseAmount(t *testing.T) {
	for _, tt := range []struct {
		name string
		s    string
		c    money.Currency
		want money.Amount
	}{
		{"all decimals", "733000000.00", money.CNY, 73_300_000_000},
		{"negative fen", "-0.01", money.CNY, -1},
		{"no decimals", "5", money.CNY, 500},
		{"one decimal", "5.3", money.CNY, 530},
		{"surplus zeros", "5.3500", money.CNY, 535},
		{"decimals of a currency without any", "535.00", money.JPY, 535},
		{"three decimals", "0.001", money.KWD, 1},
		{"leading zeros", "007.50", money.CNY, 750},
		{"minus zero", "-0.00", money.CNY, 0},
		{"greatest", "92233720368547758.07", money.CNY, greatest},
		{"least", "-92233720368547758.08", money.CNY, least},
		{"least yen", "-9223372036854775808", money.JPY, least},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := money.ParseAmount(tt.s, tt.c); err != nil || got != tt.want {
				t.Errorf("ParseAmount(%q, %v) = %d, %v; want %d", tt.s, tt.c, got, err, tt.want)
			}
		})
	}
}

func TestParseAmountRefuses(t *testing.T) {
	for _, tt := range []struct {
		name string
		s    string
		c    money.Currency
		want error
		says string
	}{
		{"empty", "", money.CNY, money.ErrSyntax, "no digits"},
		{"sign alone", "-", money.CNY, money.ErrSyntax, "no digits"},
		{"thousands separators", "733,000,000.00", money.CNY, money.ErrSyntax, "thousands separators"},
		{"Go separators", "733_000", money.CNY, money.ErrSyntax, "thousands separators"},
		{"exponent", "1e6", money.CNY, money.ErrSyntax, "exponents"},
		{"plus sign", "+1", money.CNY, money.ErrSyntax, `'+' is not a digit`},
		{"two signs", "--1", money.CNY, money.ErrSyntax, `'-' is not a digit`},
		{"blank", " 1", money.CNY, money.ErrSyntax, `' ' is not a digit`},
		{"full-width digits", "１２", money.CNY, money.ErrSyntax, "is not a digit"},
		{"currency sign", "¥1", money.CNY, money.ErrSyntax, "is not a digit"},
		{"two points", "1.2.3", money.CNY, money.ErrSyntax, "more than one decimal point"},
		{"no digits after the point", "1.", money.CNY, money.ErrSyntax, "both sides"},
		{"no digits before the point", ".5", money.CNY, money.ErrSyntax, "both sides"},
		{"broken UTF-8", "1\xff", money.CNY, money.ErrSyntax, "UTF-8"},
		{"infinity", "Inf", money.CNY, money.ErrSyntax, "is not a digit"},
		{"a third decimal", "0.005", money.CNY, money.ErrInexact, "0.005 has more than the 2 decimals of CNY"},
		{"a decimal of a yen", "535.5", money.JPY, money.ErrInexact, "0 decimals of JPY"},
		{"one beyond the greatest", "92233720368547758.08", money.CNY, money.ErrOverflow, "does not fit in CNY"},
		{"one beyond the least", "-92233720368547758.09", money.CNY, money.ErrOverflow, "does not fit in CNY"},
		{"fits before scaling", "9223372036854775807", money.CNY, money.ErrOverflow, "does not fit"},
		{"wraps to 84 fen in 64 bits", "184467440737095517", money.CNY, money.ErrOverflow, "does not fit"},
		{"beyond 64 bits", "99999999999999999999999", money.JPY, money.ErrOverflow, "does not fit"},
		{"syntax comes before size", strings.Repeat("9", 99) + "x", money.CNY, money.ErrSyntax, "is not a digit"},
		{"unknown currency", "1.00", 0, money.ErrUnknownCurrency, "unknown currency"},
		{"no currency at all", "1.00", 255, money.ErrUnknownCurrency, "invalid currency 255"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := money.ParseAmount(tt.s, tt.c)
			if !errors.Is(err, tt.want) || got != 0 {
				t.Fatalf("ParseAmount(%q) = %d, %v; want %v", tt.s, got, err, tt.want)
			}
			if !strings.Contains(err.Error(), tt.says) {
				t.Errorf("the message %q does not say %q", err, tt.says)
			}
		})
	}
}

func TestParseErrorsCarryTheirValues(t *testing.T) {
	_, err := money.ParseAmount("0.005", money.CNY)
	var inexact *money.InexactError
	if !errors.As(err, &inexact) || *inexact != (money.InexactError{Value: "0.005", Digits: 2, Target: "CNY"}) {
		t.Errorf("got %#v", err)
	}
	_, err = money.ParseAmount(strings.Repeat("1", 1_000_000)+"?", money.CNY)
	var syntax *money.SyntaxError
	if !errors.As(err, &syntax) || len(err.Error()) > 300 {
		t.Errorf("a text of a million characters gives a message of %d", len(err.Error()))
	}
}

func TestFormatThenParseIsIdentity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, c := anyAmount().Draw(t, "a"), anyCurrency().Draw(t, "c")
		text := a.Format(c)
		if back, err := money.ParseAmount(text, c); err != nil || back != a {
			t.Fatalf("%d → %q → %d, %v", a, text, back, err)
		}
		if want := a.Decimal(c).StringFixed(int32(c.Exponent())); text != want {
			t.Fatalf("Format gives %q, the decimal package %q", text, want)
		}
		if ungrouped := strings.ReplaceAll(a.FormatGrouped(c), ",", ""); ungrouped != text {
			t.Fatalf("FormatGrouped without commas is %q, Format %q", ungrouped, text)
		}
	})
}

func TestAmountRefusesJSON(t *testing.T) {
	if text, err := json.Marshal(struct{ A money.Amount }{5}); !errors.Is(err, money.ErrBareAmount) {
		t.Errorf("written as %s, %v", text, err)
	}
	for _, text := range []string{"5", `"5.00"`} {
		var a money.Amount
		if err := json.Unmarshal([]byte(text), &a); !errors.Is(err, money.ErrBareAmount) {
			t.Errorf("%s was read as %d, %v", text, a, err)
		}
	}
}

var plainDecimal = regexp.MustCompile(`\A-?[0-9]+(\.[0-9]+)?\z`)

// FuzzParseAmount holds the parser against a regular expression for the syntax and
// the decimal package for the value.
func FuzzParseAmount(f *testing.F) {
	for _, s := range []string{
		"733000000.00", "-0.01", "0", "-0", "5.3500", "0.005", "1e6", "+1", "1,000", ".5", "5.", "--1", "",
		"92233720368547758.07", "92233720368547758.08", "-92233720368547758.08", "９", "0000000000000000000000001", "1\xff",
	} {
		f.Add(s, uint8(money.CNY))
		f.Add(s, uint8(money.JPY))
	}
	f.Fuzz(func(t *testing.T, s string, code uint8) {
		c := money.Currency(code)
		got, err := money.ParseAmount(s, c)
		switch {
		case !c.IsKnown():
			if !errors.Is(err, money.ErrUnknownCurrency) {
				t.Fatalf("currency %d: %v", code, err)
			}
			return
		case !plainDecimal.MatchString(s):
			if !errors.Is(err, money.ErrSyntax) {
				t.Fatalf("%q: %v, want a syntax error", s, err)
			}
			return
		}
		d, decimalErr := decimal.NewFromString(s)
		if decimalErr != nil {
			t.Fatal(decimalErr)
		}
		minor := d.Shift(int32(c.Exponent()))
		switch {
		case err == nil:
			if !got.Decimal(c).Equal(d) {
				t.Fatalf("%q in %v is %d", s, c, got)
			}
			if back, err := money.ParseAmount(got.Format(c), c); err != nil || back != got {
				t.Fatalf("%q in %v: round trip gives %d, %v", s, c, back, err)
			}
		case errors.Is(err, money.ErrInexact):
			if minor.IsInteger() {
				t.Fatalf("%q in %v: %v", s, c, err)
			}
		case errors.Is(err, money.ErrOverflow):
			if minor.BigInt().IsInt64() {
				t.Fatalf("%q in %v: %v", s, c, err)
			}
		default:
			t.Fatalf("%q in %v: %v", s, c, err)
		}
	})
}
