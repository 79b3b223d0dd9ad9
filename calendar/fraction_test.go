package calendar_test

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/ipabs/ipabs/calendar"
	"pgregory.net/rapid"
)

func anyFraction() *rapid.Generator[calendar.Fraction] {
	return rapid.Custom(func(t *rapid.T) calendar.Fraction {
		return fraction(
			rapid.Int64Range(-1<<30, 1<<30).Draw(t, "num"),
			rapid.Int64Range(1, 1<<20).Draw(t, "den"))
	})
}

func rat(f calendar.Fraction) *big.Rat { return big.NewRat(f.Num, f.Den) }

func TestFractionsAgreeWithBigRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyFraction().Draw(t, "a"), anyFraction().Draw(t, "b")
		sum := a.Add(b)
		if want := new(big.Rat).Add(rat(a), rat(b)); sum.Num != want.Num().Int64() || sum.Den != want.Denom().Int64() {
			t.Fatalf("%v + %v = %v, want %v", a, b, sum, want)
		}
		if got, want := a.Cmp(b), rat(a).Cmp(rat(b)); got != want {
			t.Fatalf("%v against %v: %d, want %d", a, b, got, want)
		}
		if got, want := a.Neg(), new(big.Rat).Neg(rat(a)); rat(got).Cmp(want) != 0 {
			t.Fatalf("−(%v) = %v", a, got)
		}
		if want, _ := rat(a).Float64(); a.Float64() != want {
			t.Fatalf("%v = %v, nearest is %v", a, a.Float64(), want)
		}
		if want := new(big.Int).Quo(rat(a).Num(), rat(a).Denom()).Int64(); a.Trunc() != want {
			t.Fatalf("whole part of %v: %d, want %d", a, a.Trunc(), want)
		}
	})
}

func TestCmpDoesNotOverflow(t *testing.T) {
	const most = 1<<63 - 1
	a, b := calendar.Fraction{Num: most, Den: most - 1}, calendar.Fraction{Num: most - 1, Den: most - 2}
	if got := a.Cmp(b); got != rat(a).Cmp(rat(b)) || got != -1 {
		t.Errorf("Cmp = %d", got)
	}
	if got := a.Neg().Cmp(b.Neg()); got != 1 {
		t.Errorf("Cmp of the negatives = %d", got)
	}
}

func TestTheZeroFractionIsNought(t *testing.T) {
	var zero calendar.Fraction
	third := fraction(1, 3)
	if zero.Float64() != 0 || zero.Add(third) != third || third.Add(zero) != third || zero.Cmp(fraction(0, 5)) != 0 || zero.String() != "0" || zero.Sign() != 0 || zero.Trunc() != 0 {
		t.Error("Fraction{} does not behave as 0/1")
	}
}

func TestAddPanicsRatherThanOverflow(t *testing.T) {
	mustPanic(t, func() {
		a := calendar.Fraction{Num: 1, Den: 1<<62 - 1}
		a.Add(calendar.Fraction{Num: 1, Den: 1<<62 - 3})
	})
	mustPanic(t, func() {
		a := calendar.Fraction{Num: 1 << 62, Den: 1} // doubled, one more than int64 holds
		a.Add(fraction(1, 2))
	})
	mustPanic(t, func() {
		a := calendar.Fraction{Num: 1<<63 - 1, Den: 1}
		a.Add(fraction(1, 1))
	})
	mustPanic(t, func() {
		a := calendar.Fraction{Num: -1<<63 + 1, Den: 1}
		a.Add(fraction(-5, 1))
	})
	mustPanic(t, func() { calendar.Fraction{Num: 1, Den: -2}.Float64() })
	mustPanic(t, func() { calendar.Fraction{Num: 1}.Float64() })
}

func ExampleFraction_Add() {
	// 1 November 2003 to 1 May 2004 under ACT/ACT ISDA: 61 days in 2003, 121 in 2004.
	share := calendar.Fraction{Num: 61, Den: 365}.Add(calendar.Fraction{Num: 121, Den: 366})
	fmt.Printf("%v = %.12f\n", share, share.Float64())
	// Output: 66491/133590 = 0.497724380567
}
