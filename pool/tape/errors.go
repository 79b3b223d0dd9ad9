package tape

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// The classes of error, for errors.Is.
var (
	// ErrUnreadable: the file as a whole cannot be read as a tape (see FileError).
	ErrUnreadable = errors.New("tape: the file cannot be read as a tape")
	// ErrFindings: strict reading met findings of severity error (see FindingsError).
	ErrFindings = errors.New("tape: the tape has errors")
)

// FileError says why a file as a whole cannot be read as a tape, where, and what to do.
// errors.Is(err, ErrUnreadable) holds.
type FileError struct {
	// Code names the reason; codes are stable, see Codes.
	Code   string `json:"code"`
	File   string `json:"file"`
	Sheet  string `json:"sheet,omitempty"`
	Row    int    `json:"row,omitempty"`
	Reason string `json:"reason"`
	Advice string `json:"advice"`
	// Err is the cause, nil when there is none beyond the reason.
	Err error `json:"-"`
}

// Error gives one line: place, reason, advice.
func (e *FileError) Error() string {
	text := "tape: "
	if place := placeText(e.File, e.Sheet, e.Row, "", ""); place != "" {
		text += place + ": "
	}
	text += e.Reason
	if e.Err != nil {
		text += " (" + e.Err.Error() + ")"
	}
	if e.Advice != "" {
		text += "; " + e.Advice
	}
	return oneLine(text)
}

// Unwrap reaches the class ErrUnreadable and the cause.
func (e *FileError) Unwrap() []error {
	if e.Err == nil {
		return []error{ErrUnreadable}
	}
	return []error{ErrUnreadable, e.Err}
}

// FindingsError is what strict reading returns when there is any finding of severity error.
// errors.Is(err, ErrFindings) holds, and errors.As reaches each Finding.
type FindingsError struct {
	findings Findings
}

// maxErrorLines is how many findings the text of a FindingsError shows.
const maxErrorLines = 20

// Error gives one line per error, at most 20, and the number of the rest.
func (e *FindingsError) Error() string {
	var lines []string
	total := 0
	for f := range e.findings.With(Error) {
		if total++; total <= maxErrorLines {
			lines = append(lines, "tape: "+f.String())
		}
	}
	if rest := total - maxErrorLines; rest > 0 {
		lines = append(lines, fmt.Sprintf("tape: and %d more errors", rest))
	}
	return strings.Join(lines, "\n")
}

// Findings gives a copy of all findings, of every severity.
func (e *FindingsError) Findings() Findings { return slices.Clone(e.findings) }

// Unwrap reaches the class ErrFindings and each finding of severity error.
func (e *FindingsError) Unwrap() []error {
	errs := []error{ErrFindings}
	for f := range e.findings.With(Error) {
		errs = append(errs, f)
	}
	return errs
}
