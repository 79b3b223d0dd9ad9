package credit

import (
	"errors"
	"fmt"
)

// The classes of error that this package returns beside the *faults.Error of a specification, for
// errors.Is.
var (
	// ErrUnknownName is the class of every error about a word that is none of the names of an enumeration.
	ErrUnknownName = errors.New("credit: unknown name")
	// ErrArgument: a number handed to a function is outside its range.
	ErrArgument = errors.New("credit: argument out of range")
	// ErrAccuracy: a quadrature did not reach the accuracy asked for.
	ErrAccuracy = errors.New("credit: accuracy not reached")
	// ErrTooComplex: a portfolio, or the nesting of its factors, is too large for an exact method.
	ErrTooComplex = errors.New("credit: too complex for an exact method")
	// ErrHorizon: a default curve says nothing about the day asked for.
	ErrHorizon = errors.New("credit: beyond the default curve")
)

// AccuracyError says how near a quadrature came. errors.Is(err, ErrAccuracy) holds.
type AccuracyError struct {
	Estimate  float64 // estimated error at the finest step tried
	Tolerance float64 // asked for
	Step      float64 // of nested quadrature, in standard deviations of a factor
	Points    int     // of a sampled average
}

// Error gives the figures and what to do.
func (e *AccuracyError) Error() string {
	at := fmt.Sprintf("step %.2g", e.Step)
	if e.Points > 0 {
		at = fmt.Sprintf("%d points", e.Points)
	}
	return fmt.Sprintf("%v: estimated error %.2g at %s, asked for %.2g; raise the tolerance or the work limit",
		ErrAccuracy, e.Estimate, at, e.Tolerance)
}

// Unwrap returns ErrAccuracy.
func (e *AccuracyError) Unwrap() error { return ErrAccuracy }

// ComplexityError says why an exact method is out of reach. errors.Is(err, ErrTooComplex) holds.
type ComplexityError struct {
	Reason string
	Levels int     // variables averaged inside one another, where that is the reason
	Work   float64 // estimated elementary steps, where that is the reason
	Limit  float64
}

// Error gives the figures and what to do.
func (e *ComplexityError) Error() string {
	if e.Work == 0 {
		return fmt.Sprintf("%v: %s", ErrTooComplex, e.Reason)
	}
	return fmt.Sprintf("%v: %s: %d levels of averaging take %.2g steps, the limit is %.2g; raise the limit, take AverageSampled or fewer factors",
		ErrTooComplex, e.Reason, e.Levels, e.Work, e.Limit)
}

// Unwrap returns ErrTooComplex.
func (e *ComplexityError) Unwrap() error { return ErrTooComplex }
