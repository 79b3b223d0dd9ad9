package money

import "fmt"

// Accrue returns the interest (利息) on a principal:
//
//	principal × r × num/den
//
// where num/den is the fraction of a year (92/365), rounded once to the minor
// unit, half-even. The numerator is held in 192 bits and the divisor den·10^12 in
// 128, so nothing is lost before the rounding whatever the day count; a fraction
// of several terms (ACT/ACT: 4/365 + 58/366) goes over its common denominator
// 365·366. All signs are allowed.
//
// Errors: ErrDivideByZero when den = 0, ErrOverflow when the result does not fit.
func Accrue(principal Amount, r Rate, num, den int64) (Amount, error) {
	v, ok := mulDiv3(int64(principal), int64(r), num, den, int64(One))
	if !ok {
		return 0, accrueFault(principal, r, num, den)
	}
	return Amount(v), nil
}

//go:noinline
func accrueFault(principal Amount, r Rate, num, den int64) error {
	class := ErrOverflow
	if den == 0 {
		class = ErrDivideByZero
	}
	return fmt.Errorf("%w: %d minor units × %s × %d/%d", class, principal, r, num, den)
}

// MulRate returns a × r, rounded once to the minor unit, half-even: a fee of
// 0.05 %, a recovery of 40 %. ErrOverflow when the result does not fit.
func (a Amount) MulRate(r Rate) (Amount, error) {
	v, err := MulDiv(int64(a), int64(r), int64(One))
	return Amount(v), err
}
