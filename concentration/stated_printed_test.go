package concentration_test

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/concentration"
)

func TestPrintedInterval(t *testing.T) {
	for _, c := range []struct {
		printed   concentration.Printed
		low, high string
	}{
		{"67.27", "67.265", "67.275"},
		{"67.270", "67.2695", "67.2705"},
		{"35", "34.5", "35.5"},
		{"0", "0", "0.5"},
		{"0.00", "0", "0.005"},
		{"007", "6.5", "7.5"},
		{"100,000,000", "99999999.5", "100000000.5"},
		{"1,234.5", "1234.45", "1234.55"},
		{"76.83-85", "76.825", "85.5"},
		{"76.83–85", "76.825", "85.5"},
		{"76.83—85", "76.825", "85.5"},
		{"76.83~85", "76.825", "85.5"},
		{"76.83～85", "76.825", "85.5"},
		{"76.83至85", "76.825", "85.5"},
		{"3-3.0", "2.5", "3.05"},
	} {
		low, high, err := c.printed.Interval()
		if err != nil {
			t.Errorf("%s: %v", c.printed, err)
			continue
		}
		wantLow, _ := new(big.Rat).SetString(c.low)
		wantHigh, _ := new(big.Rat).SetString(c.high)
		if low.Cmp(wantLow) != 0 || high.Cmp(wantHigh) != 0 {
			t.Errorf("%s: got [%s, %s], want [%s, %s]", c.printed, low.FloatString(6), high.FloatString(6), c.low, c.high)
		}
	}
}

func TestPrintedRefuses(t *testing.T) {
	for _, p := range []concentration.Printed{
		"", " ", "67.27%", "67.27 ", "-3", "+3", "1e5", "1/2", ".5", "5.", "1.2.3", "1,00", "1234,567", ",123", "12,,345",
		"85-76.83", "3-", "-", "1-2-3", "６７", "NaN", "Inf", "0x10", "1_000",
		"11111111111111111111111111111111111111111111111111111111111111111",
	} {
		if low, high, err := p.Interval(); err == nil {
			t.Errorf("%q was read as [%v, %v]", p, low, high)
		}
	}
}

// TestPrintedHoldsWhatItRounds: a number lies in the interval of its rounded
// print, whichever way the half went.
func TestPrintedHoldsWhatItRounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := big.NewRat(rapid.Int64Range(0, 1e12).Draw(t, "numerator"), rapid.Int64Range(1, 1e6).Draw(t, "denominator"))
		p := printAt(t, r, rapid.IntRange(0, 6).Draw(t, "decimals"))
		low, high, err := p.Interval()
		if err != nil || r.Cmp(low) < 0 || r.Cmp(high) > 0 {
			t.Fatalf("%v printed as %s is not in [%v, %v] (%v)", r, p, low, high, err)
		}
	})
}

func FuzzPrinted(f *testing.F) {
	for _, seed := range []string{"67.27", "76.83-85", "100,000,000", "1,23", "0.0", "-", "至", "9~9.9"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p := concentration.Printed(text)
		low, high, err := p.Interval()
		if err != nil {
			return
		}
		if low.Sign() < 0 || low.Cmp(high) > 0 {
			t.Errorf("%q: [%v, %v]", text, low, high)
		}
		if low.Cmp(high) == 0 {
			t.Errorf("%q stands for a single number", text)
		}
	})
}
