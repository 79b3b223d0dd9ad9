package calendar

import (
	"cmp"
	"math/bits"
	"strconv"
)

// Fraction is an exact number Num/Den, here a share of a year or a count of
// months. Every Fraction this package returns is in lowest terms with Den ≥ 1,
// so == compares values. The zero Fraction{} stands for 0/1.
//
// Denominators stay small: sums of day-count fractions have a denominator that
// divides lcm(360, 365, 366) = 1,603,080.
type Fraction struct {
	Num int64 // numerator, carries the sign
	Den int64 // denominator, positive
}

// Float64 returns Num/Den rounded once to the nearest float64, as long as both
// are below 2⁵³, which holds for every result of this package.
func (f Fraction) Float64() float64 {
	f = f.norm()
	return float64(f.Num) / float64(f.Den)
}

// Add returns f + g in lowest terms. It panics when the sum does not fit in
// int64 terms, which cannot happen to results of this package: a year's share
// would have to exceed 10¹² years.
func (f Fraction) Add(g Fraction) Fraction {
	f, g = f.norm(), g.norm()
	common := gcd(f.Den, g.Den)
	left, right := g.Den/common, f.Den/common
	num := mustAdd(mustMul(f.Num, left), mustMul(g.Num, right))
	return reduced(num, mustMul(f.Den, left))
}

// Neg returns −f.
func (f Fraction) Neg() Fraction {
	f = f.norm()
	return Fraction{Num: mustMul(f.Num, -1), Den: f.Den}
}

// Cmp returns −1 when f < g, 0 when they are equal and +1 when f > g, exactly.
func (f Fraction) Cmp(g Fraction) int {
	f, g = f.norm(), g.norm()
	if s, t := f.Sign(), g.Sign(); s != t {
		return cmp.Compare(s, t)
	}
	hi1, lo1 := bits.Mul64(abs(f.Num), uint64(g.Den))
	hi2, lo2 := bits.Mul64(abs(g.Num), uint64(f.Den))
	c := cmp.Compare(hi1, hi2)
	if c == 0 {
		c = cmp.Compare(lo1, lo2)
	}
	if f.Sign() < 0 {
		return -c
	}
	return c
}

// Sign returns −1, 0 or +1.
func (f Fraction) Sign() int { return cmp.Compare(f.Num, 0) }

// Trunc returns the whole part of f, towards zero: the whole months of a
// [MonthsBetween].
func (f Fraction) Trunc() int64 {
	f = f.norm()
	return f.Num / f.Den
}

// String returns "61/365", or "2" when the denominator is 1.
func (f Fraction) String() string {
	f = f.norm()
	if f.Den == 1 {
		return strconv.FormatInt(f.Num, 10)
	}
	return strconv.FormatInt(f.Num, 10) + "/" + strconv.FormatInt(f.Den, 10)
}

// norm gives the zero Fraction its denominator and refuses a Fraction that is
// no number.
func (f Fraction) norm() Fraction {
	if f == (Fraction{}) {
		return Fraction{Num: 0, Den: 1}
	}
	if f.Den <= 0 {
		panic("calendar: Fraction with a denominator that is not positive")
	}
	return f
}

// reduced returns num/den in lowest terms; den must be positive.
func reduced(num, den int64) Fraction {
	g := gcd(num, den)
	return Fraction{Num: num / g, Den: den / g}
}

// gcd returns the greatest common divisor of |a| and b, b > 0.
func gcd(a, b int64) int64 {
	x, y := abs(a), uint64(b)
	for x != 0 {
		x, y = y%x, x
	}
	return int64(y)
}

func abs(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

const overflow = "calendar: Fraction overflows int64"

func mustMul(a, b int64) int64 {
	hi, lo := bits.Mul64(abs(a), abs(b))
	if hi != 0 || lo > 1<<63-1 {
		panic(overflow)
	}
	if (a < 0) != (b < 0) {
		return -int64(lo)
	}
	return int64(lo)
}

func mustAdd(a, b int64) int64 {
	sum := a + b
	if (sum > a) != (b > 0) && b != 0 {
		panic(overflow)
	}
	return sum
}
