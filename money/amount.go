package money

import (
	"fmt"
	"math/bits"
	"strconv"

	"github.com/shopspring/decimal"
)

// Amount is a sum of money (金额) as a whole number of minor units (分, fen, for
// the yuan) of a currency that is known from context. The zero value is no money.
// Amounts compare and sort with the operators of int64, and Go's min and max work
// on them.
//
// Add, Sub, Neg and Sum are checked. The operators + and - are not: they are for
// engines that have bounded their totals beforehand (see Sum).
type Amount int64

// Add returns a + b, or ErrOverflow.
func (a Amount) Add(b Amount) (sum Amount, err error) {
	if sum = a + b; (sum < a) != (b < 0) {
		return 0, addFault(a, b)
	}
	return sum, nil
}

// Sub returns a - b, or ErrOverflow.
func (a Amount) Sub(b Amount) (difference Amount, err error) {
	if difference = a - b; (difference > a) != (b < 0) {
		return 0, subFault(a, b)
	}
	return difference, nil
}

// Neg returns -a. Only the least int64 has no counterpart: ErrOverflow.
func (a Amount) Neg() (Amount, error) { return Amount(0).Sub(a) }

// Sum returns the exact sum of xs, or ErrOverflow when the sum itself does not
// fit. Partial sums are held in 128 bits, so the answer does not depend on the
// order of xs. When no x is negative and Sum succeeds, every sum over some of the
// xs fits as well.
func Sum(xs ...Amount) (Amount, error) {
	var hi, lo, carry uint64
	for _, x := range xs {
		lo, carry = bits.Add64(lo, uint64(x), 0)
		hi += uint64(x>>63) + carry // x>>63 is the sign word of x: 0 or -1
	}
	if hi != uint64(int64(lo)>>63) {
		return 0, fmt.Errorf("%w: the sum of %d amounts does not fit in int64", ErrOverflow, len(xs))
	}
	return Amount(lo), nil
}

// Decimal returns the amount in units of the currency: Amount(535) is 5.35 in
// CNY, 535 in JPY. It panics when the currency is not known (see
// Currency.Exponent).
func (a Amount) Decimal(c Currency) decimal.Decimal {
	return decimal.New(int64(a), -int32(c.Exponent()))
}

// String returns the count of minor units, "73300000000": an Amount alone does
// not know where its decimal point belongs. To show money use Format.
func (a Amount) String() string { return strconv.FormatInt(int64(a), 10) }

// Format returns the amount in units of the currency, with exactly as many
// decimals as the currency has: "733000000.00" in CNY, "-5" in JPY. ParseAmount
// reads it back. For an unknown currency the text says so and is no number:
// "73300000000 minor units of unknown currency".
func (a Amount) Format(c Currency) string { return a.format(c, false) }

// FormatGrouped is Format with a comma between groups of three digits, for human
// readers: "733,000,000.00". ParseAmount refuses it.
func (a Amount) FormatGrouped(c Currency) string { return a.format(c, true) }

func (a Amount) format(c Currency, grouped bool) string {
	if !c.IsKnown() {
		return a.String() + " minor units of " + c.String()
	}
	var buf [fixedTextMax]byte
	return string(appendFixed(buf[:0], int64(a), c.Exponent(), grouped))
}

// ParseAmount reads a plain decimal number in units of the currency: an optional
// minus sign, digits, and optionally a point and more digits ("733000000.00",
// "-0.01", "5"). The result is exact: more decimals than the currency has are an
// *InexactError unless the surplus digits are zeros. Any other text, such as a
// thousands separator, an exponent, a plus sign, blanks or "5.", is a *SyntaxError;
// too large a number is ErrOverflow, an unknown currency ErrUnknownCurrency.
func ParseAmount(s string, c Currency) (Amount, error) {
	if err := c.checkKnown(); err != nil {
		return 0, err
	}
	v, err := parseFixed(s, c.Exponent(), c.Code())
	return Amount(v), err
}

// MarshalJSON refuses with ErrBareAmount: as a number the amount would read as a
// hundred times itself to anyone who expects units of the currency.
func (a Amount) MarshalJSON() ([]byte, error) { return nil, ErrBareAmount }

// UnmarshalJSON refuses with ErrBareAmount, as MarshalJSON does.
func (a *Amount) UnmarshalJSON([]byte) error { return ErrBareAmount }
