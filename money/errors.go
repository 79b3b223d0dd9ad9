package money

import (
	"errors"
	"fmt"
	"strconv"
)

// The classes of failure, for errors.Is. Errors that carry values (InexactError,
// SyntaxError, UnknownCurrencyError, CurrencyMismatchError, MissingRateError,
// QuoteError) unwrap to their class.
var (
	// ErrOverflow: the exact result lies outside int64 (amounts and rates alike).
	ErrOverflow = errors.New("money: overflow")

	// ErrInexact: the value has digits that the target unit cannot hold.
	ErrInexact = errors.New("money: digits would be lost")

	// ErrSyntax: the text is not a plain decimal number.
	ErrSyntax = errors.New("money: not a plain decimal number")

	// ErrUnknownCurrency: the code is not in the list, or the currency is the
	// zero value where a known one is needed.
	ErrUnknownCurrency = errors.New("money: unknown currency")

	// ErrCurrencyMismatch: two amounts of different currencies were combined.
	ErrCurrencyMismatch = errors.New("money: currencies differ")

	// ErrDivideByZero: a divisor or a day-count denominator is zero.
	ErrDivideByZero = errors.New("money: division by zero")

	// ErrNotFinite: a float is NaN or infinite.
	ErrNotFinite = errors.New("money: not a finite number")

	// ErrWeights: the weights cannot carry the allocation (negative, all zero
	// against a non-zero total, or not one per part).
	ErrWeights = errors.New("money: weights cannot carry the amount")

	// ErrQuote: a quote of an FX table is not usable.
	ErrQuote = errors.New("money: unusable quote")

	// ErrMissingRate: the FX table does not hold the rate asked for.
	ErrMissingRate = errors.New("money: no exchange rate")

	// ErrBareAmount: an Amount alone met JSON, where its unit would be a guess.
	ErrBareAmount = errors.New("money: an Amount alone does not know its currency: use Money, or Format and ParseAmount")
)

// InexactError reports a value that would lose digits.
type InexactError struct {
	Value  string // the value as given; shortened when very long
	Digits int    // decimals the target can hold
	Target string // code of the currency, or "rate"
}

// Error names value, target and the decimals it holds.
func (e *InexactError) Error() string {
	return fmt.Sprintf("%v: %s has more than the %d decimals of %s", ErrInexact, e.Value, e.Digits, e.Target)
}

// Unwrap returns ErrInexact.
func (e *InexactError) Unwrap() error { return ErrInexact }

// SyntaxError reports text that is not a plain decimal number.
type SyntaxError struct {
	Text   string // the text as given; shortened when very long
	Reason string // what is wrong with it
}

// Error names the text and the reason.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%v: %q: %s", ErrSyntax, e.Text, e.Reason)
}

// Unwrap returns ErrSyntax.
func (e *SyntaxError) Unwrap() error { return ErrSyntax }

// UnknownCurrencyError reports a code that is not in the list of currencies.
type UnknownCurrencyError struct {
	Code   string // the text as given; shortened when very long
	Reason string // what is wrong with it
}

// Error names the code and the reason.
func (e *UnknownCurrencyError) Error() string {
	return fmt.Sprintf("%v: %q: %s", ErrUnknownCurrency, e.Code, e.Reason)
}

// Unwrap returns ErrUnknownCurrency.
func (e *UnknownCurrencyError) Unwrap() error { return ErrUnknownCurrency }

// CurrencyMismatchError reports two currencies that cannot be combined.
type CurrencyMismatchError struct {
	Left, Right Currency
}

// Error names both currencies.
func (e *CurrencyMismatchError) Error() string {
	return fmt.Sprintf("%v: %s and %s", ErrCurrencyMismatch, e.Left, e.Right)
}

// Unwrap returns ErrCurrencyMismatch.
func (e *CurrencyMismatchError) Unwrap() error { return ErrCurrencyMismatch }

// addFault and subFault stay out of line, and take no more than they must, so that
// the checked operations around them are small enough to be inlined.
//
//go:noinline
func addFault(a, b Amount) error {
	return fmt.Errorf("%w: %d + %d does not fit in int64", ErrOverflow, int64(a), int64(b))
}

//go:noinline
func subFault(a, b Amount) error {
	return fmt.Errorf("%w: %d - %d does not fit in int64", ErrOverflow, int64(a), int64(b))
}

// overflowOf describes a value that does not fit its unit.
func overflowOf(value, target string) error {
	return fmt.Errorf("%w: %s does not fit in %s", ErrOverflow, value, target)
}

// shortened cuts text of unknown origin so that an error message stays readable
// whatever the file held.
func shortened(s string) string {
	const keep = 64 // bytes; longer than any amount or rate that fits
	if len(s) <= keep {
		return s
	}
	return s[:keep] + "… (" + strconv.Itoa(len(s)) + " bytes)"
}
