package faults

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Code names the class of a fault. Codes are stable: programs may switch on them.
type Code string

// The classes of fault that a specification can have.
const (
	Missing      Code = "missing"       // a required value is absent
	Unknown      Code = "unknown"       // a name or word that nothing answers to
	Duplicate    Code = "duplicate"     // a name or identifier used twice
	Invalid      Code = "invalid"       // text that cannot be read as what it should be
	OutOfRange   Code = "out_of_range"  // a value outside the limits that make sense
	Inconsistent Code = "inconsistent"  // two values that cannot both be true
	Unsupported  Code = "unsupported"   // a valid request that this version cannot carry out
	Field        Code = "unknown_field" // a field that the document format does not have
)

// Fault is one thing that is wrong with a specification.
type Fault struct {
	// Path is the place in the document, such as "contracts[12].maturity".
	Path string `json:"path"`
	Code Code   `json:"code"`
	// Seen is the text or value found there; empty when nothing was.
	Seen string `json:"seen,omitempty"`
	// Want says what is expected there.
	Want string `json:"want"`
}

// Error gives one line: path, what was seen and what is expected.
func (f Fault) Error() string {
	var b strings.Builder
	if f.Path != "" {
		b.WriteString(f.Path)
		b.WriteString(": ")
	}
	switch {
	case f.Code == Missing:
		b.WriteString("missing; expected ")
	case f.Code == Invalid && f.Seen == "":
		b.WriteString("expected ")
	case f.Code == Duplicate:
		fmt.Fprintf(&b, "%q is used twice; expected ", f.Seen)
	default:
		fmt.Fprintf(&b, "%q; expected ", f.Seen)
	}
	b.WriteString(f.Want)
	return b.String()
}

// List collects faults in the order in which they are found. The zero value is ready to use.
// A List is not safe for concurrent use.
type List struct {
	faults []Fault
}

// Add records a fault. seen may be any value; nil means nothing was there.
func (l *List) Add(path string, code Code, seen any, want string) {
	text := ""
	if seen != nil {
		text = fmt.Sprint(seen)
	}
	l.faults = append(l.faults, Fault{Path: path, Code: code, Seen: text, Want: want})
}

// Append records the faults of err under a path prefix, if err carries any, and err itself as one
// fault of class Invalid otherwise. A nil err records nothing.
func (l *List) Append(prefix string, err error) {
	if err == nil {
		return
	}
	e, ok := err.(*Error)
	if !ok {
		l.faults = append(l.faults, Fault{Path: prefix, Code: Invalid, Want: readable(err)})
		return
	}
	for _, f := range e.faults {
		f.Path = Join(prefix, f.Path)
		l.faults = append(l.faults, f)
	}
}

// Nest puts the faults recorded after the first n under a path prefix. A check that writes its paths from
// the inside, and is nested only when there were faults, needs no paths for a document without any.
func (l *List) Nest(n int, prefix string) {
	for i := n; i < len(l.faults); i++ {
		l.faults[i].Path = Join(prefix, strings.TrimPrefix(l.faults[i].Path, "."))
	}
}

// Len returns how many faults have been recorded.
func (l *List) Len() int { return len(l.faults) }

// Err returns nil when no fault was recorded, and an *Error with all of them otherwise.
func (l *List) Err() error {
	if len(l.faults) == 0 {
		return nil
	}
	return &Error{faults: slices.Clone(l.faults)}
}

// Error is one or more faults. It is immutable and safe for concurrent use.
type Error struct {
	faults []Fault
}

// Error gives one line per fault.
func (e *Error) Error() string {
	lines := make([]string, len(e.faults))
	for i, f := range e.faults {
		lines[i] = f.Error()
	}
	return strings.Join(lines, "\n")
}

// Faults returns a copy of the faults in the order in which they were found.
func (e *Error) Faults() []Fault { return slices.Clone(e.faults) }

// Unwrap lets errors.Is and errors.As reach each fault.
func (e *Error) Unwrap() []error {
	errs := make([]error, len(e.faults))
	for i, f := range e.faults {
		errs[i] = f
	}
	return errs
}

// Merge joins the faults found in reading a document with those found in checking what could be read
// of it. Of the second it leaves out those at a place, or inside one, that could not be read: what is
// missing there is missing for that reason.
func Merge(read, checked error) error {
	if read == nil {
		return checked
	}
	var list List
	list.Append("", read)
	var before []string
	for _, f := range list.faults {
		before = append(before, f.Path)
	}
	var second List
	second.Append("", checked)
	for _, f := range second.faults {
		if !slices.ContainsFunc(before, func(path string) bool { return within(f.Path, path) }) {
			list.faults = append(list.faults, f)
		}
	}
	return list.Err()
}

// within reports whether a path is another one or lies inside it. The whole document, "", holds only
// itself: a fault of the whole says nothing of its parts.
func within(path, outer string) bool {
	rest, ok := strings.CutPrefix(path, outer)
	return ok && (rest == "" || outer != "" && (rest[0] == '.' || rest[0] == '['))
}

// readable says why a text could not be read, without the name of the package that tried.
func readable(err error) string {
	text := err.Error()
	if name, rest, ok := strings.Cut(text, ": "); ok && !strings.ContainsAny(name, " \"") {
		text = rest
	}
	return "a value that can be read: " + text
}

// Join puts two parts of a path together: Join("deal", "dates.closing") is "deal.dates.closing"
// and Join("contracts", "[3].id") is "contracts[3].id".
func Join(prefix, path string) string {
	switch {
	case prefix == "":
		return path
	case path == "" || strings.HasPrefix(path, "["):
		return prefix + path
	}
	return prefix + "." + path
}

// Index gives the path of an element of a list: Index("contracts", 3) is "contracts[3]".
func Index(list string, i int) string { return list + "[" + strconv.Itoa(i) + "]" }
