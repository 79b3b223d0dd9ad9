package money

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// word draws 64-bit digits, often the ones that make a trial quotient too large.
func word() *rapid.Generator[uint64] {
	return rapid.OneOf(
		rapid.Uint64(),
		rapid.SampledFrom([]uint64{0, 1, 2, 1<<32 - 1, 1 << 32, 1<<63 - 1, 1 << 63, 1<<63 + 1, math.MaxUint64 - 1, math.MaxUint64}),
	)
}

// bigOf returns the number with the given 64-bit digits, most significant first.
func bigOf(words ...uint64) *big.Int {
	v := new(big.Int)
	for _, w := range words {
		v.Lsh(v, 64).Or(v, new(big.Int).SetUint64(w))
	}
	return v
}

func checkDiv192(t interface {
	Helper()
	Fatalf(string, ...any)
}, n2, n1, n0, d1, d0 uint64) {
	t.Helper()
	q, r1, r0 := div192(n2, n1, n0, d1, d0)
	wantQ, wantR := new(big.Int).QuoRem(bigOf(n2, n1, n0), bigOf(d1, d0), new(big.Int))
	if bigOf(q).Cmp(wantQ) != 0 || bigOf(r1, r0).Cmp(wantR) != 0 {
		t.Fatalf("(%#x %#x %#x) / (%#x %#x) = %#x rest (%#x %#x); want %#x rest %#x", n2, n1, n0, d1, d0, q, r1, r0, wantQ, wantR)
	}
}

func TestDiv192AgainstBigIntegers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n2, n1, n0 := word().Draw(t, "n2"), word().Draw(t, "n1"), word().Draw(t, "n0")
		d1, d0 := word().Draw(t, "d1"), word().Draw(t, "d0")
		if n2 > d1 || (n2 == d1 && n1 >= d0) {
			if _, _, ok := divRound192(n2, n1, n0, d1, d0); ok {
				t.Fatalf("a quotient of more than 64 bits was not refused")
			}
			return
		}
		checkDiv192(t, n2, n1, n0, d1, d0)
	})
}

// Every combination of extreme digits, among them those for which the estimate of
// the quotient is 0, 1 and 2 too large and those where it is capped.
func TestDiv192OnExtremeDigits(t *testing.T) {
	digits := []uint64{0, 1, 2, 3, 1<<32 - 1, 1 << 32, 1<<63 - 1, 1 << 63, 1<<63 + 1, math.MaxUint64 - 1, math.MaxUint64}
	cases := 0
	for _, n2 := range digits {
		for _, n1 := range digits {
			for _, n0 := range digits {
				for _, d1 := range digits {
					for _, d0 := range digits {
						if n2 < d1 || (n2 == d1 && n1 < d0) {
							checkDiv192(t, n2, n1, n0, d1, d0)
							cases++
						}
					}
				}
			}
		}
	}
	if cases < 50_000 {
		t.Errorf("only %d cases were in the domain", cases)
	}
}

// Remainders of exactly half a divisor of 128 bits, and one to either side: the
// quotient decides, whatever carries through the digits.
func TestDivRound192AtTies(t *testing.T) {
	digits := []uint64{0, 1, 1 << 32, 1<<63 - 1, 1 << 62, math.MaxUint64}
	one := big.NewInt(1)
	for _, h1 := range digits {
		for _, h0 := range digits {
			half := bigOf(h1&math.MaxInt64, h0) // twice it still has 128 bits
			if half.Cmp(one) <= 0 {
				continue
			}
			divisor := new(big.Int).Lsh(half, 1)
			for _, q := range []uint64{0, 1, 2, 3, 1<<63 - 1, 1 << 63} {
				for offset := int64(-1); offset <= 1; offset++ {
					n := new(big.Int).Mul(bigOf(q), divisor)
					n.Add(n, half).Add(n, big.NewInt(offset))
					word := func(x *big.Int, i uint) uint64 {
						return new(big.Int).And(new(big.Int).Rsh(x, 64*i), bigOf(math.MaxUint64)).Uint64()
					}
					quotient, up, ok := divRound192(word(n, 2), word(n, 1), word(n, 0), word(divisor, 1), word(divisor, 0))
					want := uint64(0)
					if offset > 0 || offset == 0 && q%2 == 1 {
						want = 1
					}
					if !ok || quotient != q || up != want {
						t.Fatalf("%v / %v = %d + %d, %v; want %d + %d", n, divisor, quotient, up, ok, q, want)
					}
				}
			}
		}
	}
}

// The constants and the table are one list written twice; here they must agree.
func TestCurrencyTableIsSortedAndComplete(t *testing.T) {
	if iso4217[0] != (isoRow{}) {
		t.Errorf("the unknown currency has the row %v", iso4217[0])
	}
	for i := 1; i < len(iso4217); i++ {
		row := iso4217[i]
		if len(row.code) != 3 || row.code <= iso4217[i-1].code {
			t.Errorf("row %d, code %q after %q: want three letters in ascending order", i, row.code, iso4217[i-1].code)
		}
		if row.digits > 4 {
			t.Errorf("%s has %d decimals", row.code, row.digits)
		}
	}
}
