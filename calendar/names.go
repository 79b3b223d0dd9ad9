package calendar

import (
	"errors"
	"fmt"
	"strings"
)

// Classes of the errors that name parsers return, for errors.Is.
var (
	ErrUnknownDayCount  = errors.New("calendar: unknown day count")
	ErrUnknownRoll      = errors.New("calendar: unknown roll rule")
	ErrUnknownFrequency = errors.New("calendar: unknown frequency")
	ErrUnknownStub      = errors.New("calendar: unknown stub rule")
	ErrUnknownCalendar  = errors.New("calendar: unknown calendar")
)

// NameError says that a text names nothing this package knows. errors.Is holds
// with the class: [ErrUnknownDayCount], [ErrUnknownRoll], [ErrUnknownFrequency],
// [ErrUnknownStub] or [ErrUnknownCalendar].
type NameError struct {
	Text  string   // what was given
	Known []string // the canonical names, in the order of their constants
	class error
}

// Error gives the text and the names that would have been understood.
func (e *NameError) Error() string {
	return fmt.Sprintf("%v %q; known: %s", e.class, e.Text, strings.Join(e.Known, ", "))
}

// Unwrap returns the class of the error.
func (e *NameError) Unwrap() error { return e.class }

func unknownName(class error, text string, known []string) error {
	return &NameError{Text: shorten(text), Known: known, class: class}
}

// plain brings a name to the form the parsers compare: upper-case ASCII
// letters, without the blanks, hyphens, underscores, dots and brackets that
// spellings differ in.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case strings.ContainsRune(" \t-_.()（）　", r):
			return -1
		}
		return r
	}, s)
}
