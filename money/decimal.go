package money

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"math/bits"

	"github.com/shopspring/decimal"
)

// FromDecimal converts d, in units of the currency, to an Amount exactly. It
// refuses to lose digits: 0.005 is no amount of CNY (*InexactError). A value out of
// range is ErrOverflow, an unknown currency ErrUnknownCurrency. The exponent of d is
// looked at before any digit, so a value such as 1e1000000000 costs nothing.
func FromDecimal(d decimal.Decimal, c Currency) (Amount, error) {
	if err := c.checkKnown(); err != nil {
		return 0, err
	}
	v, err := exactFixed(d, c.Exponent(), c.Code())
	return Amount(v), err
}

// RoundDecimal converts d, in units of the currency, to the nearest Amount,
// half-even. It is for values that are rounded by agreement, such as an appraisal or
// a share of a total; a stated amount goes through FromDecimal. ErrOverflow and
// ErrUnknownCurrency as there.
func RoundDecimal(d decimal.Decimal, c Currency) (Amount, error) {
	if err := c.checkKnown(); err != nil {
		return 0, err
	}
	v, err := roundFixed(d, c.Exponent(), c.Code())
	return Amount(v), err
}

func exactFixed(d decimal.Decimal, digits int, target string) (int64, error) {
	v, exact, ok := scaleDecimal(d, digits)
	switch {
	case !ok:
		return 0, overflowOf(decimalText(d), target)
	case !exact:
		return 0, &InexactError{Value: decimalText(d), Digits: digits, Target: target}
	}
	return v, nil
}

func roundFixed(d decimal.Decimal, digits int, target string) (int64, error) {
	v, _, ok := scaleDecimal(d, digits)
	if !ok {
		return 0, overflowOf(decimalText(d), target)
	}
	return v, nil
}

// scaleDecimal returns d × 10^digits rounded half-even, whether it was a whole
// number, and false when it does not fit in int64. Its cost is bounded by the
// digits d already holds, not by its exponent.
func scaleDecimal(d decimal.Decimal, digits int) (v int64, exact, ok bool) {
	exponent := int64(d.Exponent()) + int64(digits)
	if d.NumDigits() <= 18 && exponent >= -18 && exponent <= 18 {
		// Almost every amount: no big integer is copied.
		c := d.CoefficientInt64()
		if exponent == 0 {
			return c, true, true
		}
		if exponent < 0 {
			v, err := MulDiv(c, 1, pow10[-exponent])
			return v, c%pow10[-exponent] == 0, err == nil
		}
		v, err := MulDiv(c, pow10[exponent], 1)
		return v, true, err == nil
	}
	coefficient := d.Coefficient()
	switch {
	case coefficient.Sign() == 0:
		return 0, true, true
	case exponent >= 0:
		// 10^19 exceeds int64 whatever the coefficient.
		if exponent > 18 || !coefficient.IsInt64() {
			return 0, false, false
		}
		v, err := MulDiv(coefficient.Int64(), pow10[exponent], 1)
		return v, true, err == nil
	case exponent >= -18 && coefficient.IsInt64():
		c, unit := coefficient.Int64(), pow10[-exponent]
		v, err := MulDiv(c, 1, unit)
		return v, c%unit == 0, err == nil
	default:
		return scaleBig(coefficient, -exponent)
	}
}

// scaleBig is scaleDecimal for coefficient / 10^places where one of them does not
// fit in int64.
func scaleBig(coefficient *big.Int, places int64) (v int64, exact, ok bool) {
	// Bounds first: 2^(length-1) <= |coefficient| < 2^length, and
	// 2^(3.3219 places) < 10^places < 2^(3.3220 places), so that neither a tiny nor
	// a huge quotient makes us build the power of ten.
	length := int64(coefficient.BitLen())
	if places*33219/10000 > length+1 { // |quotient| < 1/2
		return 0, false, true
	}
	if length-1-(places*33220/10000+1) > 64 { // |quotient| > 2^64
		return 0, false, false
	}
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(places), nil)
	return divRoundBig(coefficient, unit)
}

// divRoundBig returns numerator / divisor rounded half-even, whether the division
// left no remainder, and false when the quotient does not fit in int64. The divisor
// is positive.
func divRoundBig(numerator, divisor *big.Int) (v int64, exact, ok bool) {
	quotient, remainder := new(big.Int).QuoRem(numerator, divisor, new(big.Int))
	exact = remainder.Sign() == 0
	twice := remainder.Lsh(remainder.Abs(remainder), 1)
	if c := twice.Cmp(divisor); c > 0 || (c == 0 && quotient.Bit(0) == 1) {
		quotient.Add(quotient, big.NewInt(int64(numerator.Sign())))
	}
	if !quotient.IsInt64() {
		return 0, false, false
	}
	return quotient.Int64(), exact, true
}

// decimalText shows d in an error without expanding a huge exponent and without
// printing a coefficient of a million digits.
func decimalText(d decimal.Decimal) string {
	const (
		bitsMax     = 256 // 77 digits
		exponentMax = 64
	)
	exponent := d.Exponent()
	switch coefficient := d.Coefficient(); {
	case coefficient.BitLen() > bitsMax:
		digits := int(float64(coefficient.BitLen())*math.Log10(2)) + 1
		return fmt.Sprintf("a number of about %d digits × 10^%d", digits, exponent)
	case exponent < -exponentMax || exponent > exponentMax:
		return fmt.Sprintf("%de%d", coefficient, exponent)
	default:
		return d.String()
	}
}

// CompareDecimals gives -1, 0 or 1 as a is smaller than b, equal to it or larger, as a.Cmp(b) does, and takes
// no memory for it where both have at most 18 digits.
func CompareDecimals(a, b decimal.Decimal) int {
	shift := int64(a.Exponent()) - int64(b.Exponent())
	if shift < -18 || shift > 18 || a.NumDigits() > 18 || b.NumDigits() > 18 {
		return a.Cmp(b)
	}
	x, y := a.CoefficientInt64(), b.CoefficientInt64()
	if x < 0 != (y < 0) {
		return cmp.Compare(x, y)
	}
	xHigh, xLow := bits.Mul64(magnitude(x), uint64(pow10[max(shift, 0)]))
	yHigh, yLow := bits.Mul64(magnitude(y), uint64(pow10[max(-shift, 0)]))
	order := cmp.Or(cmp.Compare(xHigh, yHigh), cmp.Compare(xLow, yLow))
	if x < 0 {
		return -order
	}
	return order
}

func magnitude(n int64) uint64 { return uint64(max(n, -n)) }
