package cashflow

import (
	"errors"
	"fmt"
	"strings"

	"github.com/ipabs/ipabs/calendar"
)

// Classes of error, for errors.Is. Sums and interest that do not fit an amount are
// money.ErrOverflow.
var (
	// ErrUnknownName is the class of every error about a word that is none of the names of an enumeration.
	ErrUnknownName = errors.New("cashflow: unknown name")
	// ErrRateRange: a rate so high that a balance grows more than a hundredfold in one period.
	ErrRateRange = errors.New("cashflow: rate out of range")
	// ErrCurve: a curve does not cover a reset date.
	ErrCurve = errors.New("cashflow: curve does not cover the date")
	// ErrTooManyRows: the pool has more than MaxRows payment dates.
	ErrTooManyRows = errors.New("cashflow: too many payment dates")
	// ErrConservation: a schedule does not repay exactly its principal. It is a fault of this package
	// and never of the data; the check stays in because every figure downstream rests on it.
	ErrConservation = errors.New("cashflow: schedule does not repay its principal")
)

// MaxRows is the largest number of rows of one projection: 268 million, 19 GB.
const MaxRows = 1 << 28

// ContractError is a contract that cannot be projected.
type ContractError struct {
	Contract   int    // place in the pool
	ContractID string // number of the contract
	Err        error
}

// Error names the contract and the reason.
func (e *ContractError) Error() string {
	return fmt.Sprintf("contracts[%d] %q: %v", e.Contract, e.ContractID, e.Err)
}

// Unwrap gives the reason.
func (e *ContractError) Unwrap() error { return e.Err }

// maxContractErrors caps a ContractErrors: nobody reads the ten-thousandth.
const maxContractErrors = 50

// ContractErrors holds the contracts that cannot be projected, in the order of the pool, at most 50
// of them.
type ContractErrors struct {
	Errors []*ContractError
	More   int // how many further contracts there are
}

// Error gives one line per contract.
func (e *ContractErrors) Error() string {
	var b strings.Builder
	for i, one := range e.Errors {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(one.Error())
	}
	if e.More > 0 {
		fmt.Fprintf(&b, "\nand %d more contracts", e.More)
	}
	return b.String()
}

// Unwrap gives the errors, for errors.Is and errors.As.
func (e *ContractErrors) Unwrap() []error {
	errs := make([]error, len(e.Errors))
	for i, one := range e.Errors {
		errs[i] = one
	}
	return errs
}

func (e *ContractErrors) add(one *ContractError) {
	if len(e.Errors) == maxContractErrors {
		e.More++
		return
	}
	e.Errors = append(e.Errors, one)
}

// CurveError says that a curve has no rate for a reset date. errors.Is(err, ErrCurve) holds.
type CurveError struct {
	Index string
	Date  calendar.Date // the reset date
	First calendar.Date // the first day that the curve covers
}

// Error names the index, the day and the first day covered.
func (e *CurveError) Error() string {
	return fmt.Sprintf("%v: %s has no rate on %s, its first step is from %s", ErrCurve, e.Index, e.Date, e.First)
}

// Unwrap gives ErrCurve.
func (e *CurveError) Unwrap() error { return ErrCurve }
