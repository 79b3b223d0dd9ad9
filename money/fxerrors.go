package money

import (
	"fmt"
	"strings"
)

// QuoteError reports one quote that an FX table cannot take.
type QuoteError struct {
	Index  int // position in the quotes given to NewFXTable, from 0
	Quote  Quote
	Reason string
}

// Error names position, pair, day and reason.
func (e *QuoteError) Error() string {
	q := e.Quote
	return fmt.Sprintf("%v: quote %d, %v to %v on %s at %v: %s", ErrQuote, e.Index, q.From, q.To, dayText(q.Day), q.Rate, e.Reason)
}

// Unwrap returns ErrQuote.
func (e *QuoteError) Unwrap() error { return ErrQuote }

// QuoteErrors holds the faults of all quotes, in the order of the quotes.
type QuoteErrors []*QuoteError

// Error lists one fault per line, the first twenty, and the number of the rest.
func (e QuoteErrors) Error() string {
	const shown = 20
	var b strings.Builder
	for i, fault := range e {
		if i == shown {
			fmt.Fprintf(&b, "\nand %d more", len(e)-shown)
			break
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(fault.Error())
	}
	return b.String()
}

// Unwrap returns the faults, for errors.Is and errors.As.
func (e QuoteErrors) Unwrap() []error {
	faults := make([]error, len(e))
	for i, fault := range e {
		faults[i] = fault
	}
	return faults
}

// MissingRateError reports a conversion for which the table holds no rate that its
// settings allow.
type MissingRateError struct {
	From, To   Currency
	Day        int32 // counted from 1970-01-01 = 0
	HasInverse bool  // the inverse pair is quoted on that day, but not allowed to serve
}

// Error names pair and day, and the inverse quote where there is one.
func (e *MissingRateError) Error() string {
	text := fmt.Sprintf("%v from %v to %v on %s", ErrMissingRate, e.From, e.To, dayText(e.Day))
	if e.HasInverse {
		text += fmt.Sprintf("; %v to %v is quoted, and serves only under FXSettings.AllowInverse", e.To, e.From)
	}
	return text
}

// Unwrap returns ErrMissingRate.
func (e *MissingRateError) Unwrap() error { return ErrMissingRate }
