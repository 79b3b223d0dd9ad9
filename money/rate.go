package money

import (
	"fmt"
	"math"
	"math/bits"

	"github.com/shopspring/decimal"
)

// Rate is a ratio (利率, 比例, 汇率) as a whole number of units of 1e-12: an interest
// rate of 5.35 % is 0.0535, that is 53,500,000,000. It serves coupons, fees,
// haircuts, multipliers and exchange rates. Its range is
// ±9,223,372.036854775807. The zero value is 0. Rates compare and sort with the
// operators of int64.
type Rate int64

const (
	// One is the rate 1, or 100 %.
	One Rate = 1_000_000_000_000

	// BasisPoint is the rate 0.0001, or 0.01 %.
	BasisPoint Rate = One / 10_000
)

const (
	rateDigits     = 12 // decimals of a Rate
	rateDigitsMin  = 4  // decimals shown at least: basis points
	rateTargetName = "a rate"
)

// ParseRate reads a plain decimal number ("0.0535", "-1", "7.1") as ParseAmount
// does, with up to 12 decimals. The text is a ratio, not a percentage: "5.35%" is a
// *SyntaxError. More decimals are an *InexactError unless they are zeros.
func ParseRate(s string) (Rate, error) {
	v, err := parseFixed(s, rateDigits, rateTargetName)
	return Rate(v), err
}

// RateFromDecimal converts d exactly: an *InexactError when d has more than 12
// decimals, ErrOverflow when it is out of range.
func RateFromDecimal(d decimal.Decimal) (Rate, error) {
	v, err := exactFixed(d, rateDigits, rateTargetName)
	return Rate(v), err
}

// RoundRate converts d to the nearest rate, half-even at the twelfth decimal, for
// rates that come out of a division. ErrOverflow when it is out of range.
func RoundRate(d decimal.Decimal) (Rate, error) {
	v, err := roundFixed(d, rateDigits, rateTargetName)
	return Rate(v), err
}

// RoundRateFloat64 converts f to the nearest rate, half-even at the twelfth
// decimal: the way by which a factor from a model (a recovery, a multiplier) comes
// to act on money. The binary value of f is scaled exactly before the one rounding.
// ErrNotFinite for NaN and infinities, ErrOverflow when f is out of range.
func RoundRateFloat64(f float64) (Rate, error) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return 0, fmt.Errorf("%w: %v is no rate", ErrNotFinite, f)
	}
	// |f| = mantissa·2^exp with mantissa < 2^53.
	frac, exp := math.Frexp(math.Abs(f))
	mantissa := uint64(math.Ldexp(frac, 53))
	exp -= 53
	hi, lo := bits.Mul64(mantissa, uint64(One)) // < 2^93

	var quotient, up uint64
	ok := true
	switch {
	case exp >= 0: // f is an integer of 2^53 or more, far out of range
		ok = false
	case exp > -64:
		quotient, up, ok = divRound192(0, hi, lo, 0, 1<<-exp)
	case exp > -128:
		quotient, up, ok = divRound192(0, hi, lo, 1<<(-exp-64), 0)
	default: // below 2^-35 of a unit: rounds to 0
	}
	if ok {
		sign := int64(0)
		if f < 0 {
			sign = -1
		}
		var v int64
		if v, ok = roundSigned(quotient, up, sign); ok {
			return Rate(v), nil
		}
	}
	return 0, overflowOf(fmt.Sprint(f), rateTargetName)
}

// Add returns r + s (an index and its spread), or ErrOverflow.
func (r Rate) Add(s Rate) (Rate, error) {
	sum, err := Amount(r).Add(Amount(s))
	return Rate(sum), err
}

// Sub returns r - s, or ErrOverflow.
func (r Rate) Sub(s Rate) (Rate, error) {
	difference, err := Amount(r).Sub(Amount(s))
	return Rate(difference), err
}

// Neg returns -r. Only the least Rate has no counterpart: ErrOverflow.
func (r Rate) Neg() (Rate, error) { return Rate(0).Sub(r) }

// Mul returns r × s, rounded once to 1e-12, half-even, or ErrOverflow.
func (r Rate) Mul(s Rate) (Rate, error) {
	v, err := MulDiv(int64(r), int64(s), int64(One))
	return Rate(v), err
}

// Decimal returns the exact value.
func (r Rate) Decimal() decimal.Decimal { return decimal.New(int64(r), -rateDigits) }

// Float64 returns the float64 nearest to r, for models; ties go to the even
// mantissa.
func (r Rate) Float64() float64 {
	// The quotient of two float64 is correctly rounded, so it is the nearest one
	// whenever both operands are exact, which r is up to 2^53 (a rate of 9007).
	if m := mag(int64(r)); m <= 1<<53 {
		return float64(r) / float64(One)
	}
	return r.Decimal().InexactFloat64()
}

// String returns the exact value with at least four decimals: "0.0535", "0.0500",
// "0.053512345678". ParseRate reads it back.
func (r Rate) String() string {
	var buf [fixedTextMax]byte
	return string(trimZeros(appendFixed(buf[:0], int64(r), rateDigits, false), rateDigits-rateDigitsMin))
}

// Percent returns the exact value in percent with at least two decimals and a
// percent sign, for human readers: "5.35%", "0.005%".
func (r Rate) Percent() string {
	const digits = rateDigits - 2
	var buf [fixedTextMax]byte
	text := trimZeros(appendFixed(buf[:0], int64(r), digits, false), digits-(rateDigitsMin-2))
	return string(append(text, '%'))
}

// trimZeros drops trailing zeros, most of them at the end of text.
func trimZeros(text []byte, most int) []byte {
	for ; most > 0 && text[len(text)-1] == '0'; most-- {
		text = text[:len(text)-1]
	}
	return text
}

// MarshalText returns String. By it encoding/json writes a rate as a string.
func (r Rate) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads what ParseRate reads. JSON numbers are refused by
// encoding/json: a decimal of a document does not pass through a float.
func (r *Rate) UnmarshalText(text []byte) error {
	parsed, err := ParseRate(string(text))
	if err != nil {
		return err
	}
	*r = parsed
	return nil
}
