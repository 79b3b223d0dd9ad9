package concentration

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/money"
)

func (w wide) big() *big.Int {
	v := new(big.Int).SetUint64(w.hi)
	return v.Add(v.Lsh(v, 64), new(big.Int).SetUint64(w.lo))
}

func anyWide(t *rapid.T, name string) wide {
	word := rapid.OneOf(rapid.Uint64(), rapid.Uint64Range(0, 3), rapid.Uint64Range(math.MaxUint64-3, math.MaxUint64))
	return wide{word.Draw(t, name+".hi"), word.Draw(t, name+".lo")}
}

func TestWideAgreesWithBigIntegers(t *testing.T) {
	modulus := new(big.Int).Lsh(big.NewInt(1), 128)
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyWide(t, "a"), anyWide(t, "b")
		sum, carry := a.plus(b)
		want := new(big.Int).Add(a.big(), b.big())
		got := new(big.Int).Add(sum.big(), new(big.Int).Mul(modulus, new(big.Int).SetUint64(carry)))
		if got.Cmp(want) != 0 {
			t.Fatalf("%v + %v = %v carry %d, want %v", a, b, sum, carry, want)
		}
		if a.cmp(b) != a.big().Cmp(b.big()) {
			t.Fatalf("%v cmp %v = %d", a, b, a.cmp(b))
		}
		if a.cmp(b) >= 0 {
			if got, want := a.minus(b).big(), new(big.Int).Sub(a.big(), b.big()); got.Cmp(want) != 0 {
				t.Fatalf("%v - %v = %v, want %v", a, b, got, want)
			}
		}
		nearest, _ := new(big.Float).SetInt(a.big()).Float64()
		if a.float() != nearest {
			t.Fatalf("%v is %v, the nearest float64 is %v", a, a.float(), nearest)
		}
	})
}

// Half way between two float64, and a hair above it.
func TestWideRoundsOnce(t *testing.T) {
	half := wide{1<<63 | 1<<10, 0}
	if got := half.float(); got != 0x1p127 {
		t.Errorf("half way: %x, want the even neighbour", got)
	}
	half.lo = 1
	if got, want := half.float(), 0x1p127+0x1p75; got != want {
		t.Errorf("a hair above: %x, want %x", got, want)
	}
}

func TestCompareShareAgreesWithRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.OneOf(rapid.Int64Range(1, 1000), rapid.Int64Range(1, math.MaxInt64)).Draw(t, "total")
		limit := money.Rate(rapid.Int64Range(0, int64(money.One)).Draw(t, "limit"))
		near := new(big.Int).Div(new(big.Int).Mul(big.NewInt(total), big.NewInt(int64(limit))), big.NewInt(int64(money.One))).Int64()
		amount := rapid.OneOf(rapid.Int64Range(0, math.MaxInt64), rapid.Int64Range(max(0, near-1), near), rapid.Just(near)).Draw(t, "amount")
		want := big.NewRat(amount, total).Cmp(big.NewRat(int64(limit), int64(money.One)))
		if got := compareShare(money.Amount(amount), money.Amount(total), limit); got != want {
			t.Fatalf("%d of %d against %s: %d, want %d", amount, total, limit, got, want)
		}
	})
}

func TestAShareOfExactlyTheLimitIsTheLimit(t *testing.T) {
	limit := money.Rate(150_000_000_000)
	for _, tt := range []struct {
		amount money.Amount
		want   int
	}{{1499, -1}, {1500, 0}, {1501, 1}} {
		if got := compareShare(tt.amount, 10_000, limit); got != tt.want {
			t.Errorf("%d of 10000 against 15%%: %d, want %d", tt.amount, got, tt.want)
		}
	}
}
