package pool

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrUnknownName is the class, for errors.Is, of every error about a word or a code that stands for
// nothing: *UnknownNameError and *UnknownCodeError.
var ErrUnknownName = errors.New("pool: unknown name")

// UnknownNameError says that a word is none of the names of an enumeration.
type UnknownNameError struct {
	What  string   // what the word should name, such as "form of repayment"
	Seen  string   // the word; shortened when very long
	Names []string // the names there are
}

// Error gives the word and the names there are.
func (e *UnknownNameError) Error() string {
	return fmt.Sprintf("pool: unknown %s %q; expected one of %s", e.What, e.Seen, strings.Join(e.Names, ", "))
}

// Unwrap returns ErrUnknownName.
func (e *UnknownNameError) Unwrap() error { return ErrUnknownName }

// UnknownCodeError says that a text is no code of a standard table.
type UnknownCodeError struct {
	What     string // what the code should stand for, such as "province"
	Seen     string // the text; shortened when very long
	Standard string // the table, such as "GB/T 2260"
	Want     string // the form of its codes
}

// Error gives the text, the table and the form of its codes.
func (e *UnknownCodeError) Error() string {
	return fmt.Sprintf("pool: %s %q is no code of %s: expected %s", e.What, e.Seen, e.Standard, e.Want)
}

// Unwrap returns ErrUnknownName.
func (e *UnknownCodeError) Unwrap() error { return ErrUnknownName }

// vocabulary is the table of names of one enumeration, in the order of its constants. Where the
// first constant means unknown its name is the empty text.
type vocabulary struct {
	what  string
	words []string
}

// list gives the names that may be written, in a slice of its own: errors carry it out of the
// package, and whoever changes it there must not change the table.
func (v vocabulary) list() []string {
	return slices.DeleteFunc(slices.Clone(v.words), func(w string) bool { return w == "" })
}

// isMember reports whether e is one of the constants. Only a conversion in a program makes others.
func isMember[E ~uint8](v vocabulary, e E) bool { return int(e) < len(v.words) }

func nameOf[E ~uint8](v vocabulary, e E) string {
	if !isMember(v, e) {
		return fmt.Sprintf("invalid(%d)", uint8(e))
	}
	return v.words[e]
}

// marshalName refuses a value that is no constant: what is written must be readable.
func marshalName[E ~uint8](v vocabulary, e E) ([]byte, error) {
	if !isMember(v, e) {
		return nil, &UnknownNameError{What: v.what, Seen: nameOf(v, e), Names: v.list()}
	}
	return []byte(v.words[e]), nil
}

func parseName[E ~uint8](v vocabulary, text []byte) (E, error) {
	i := slices.Index(v.words, string(text))
	if i < 0 {
		return 0, &UnknownNameError{What: v.what, Seen: shorten(string(text)), Names: v.list()}
	}
	return E(i), nil
}

// shorten keeps a hostile text from filling an error message.
func shorten(s string) string {
	const most = 64 // bytes; longer than any name or code
	if len(s) <= most {
		return s
	}
	return s[:most] + "…"
}
