package formula

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// Type is the type of a value.
type Type uint8

// The types.
const (
	Amount Type = iota + 1 // minor units
	Number                 // in units of 1e-12, as money.Rate
	Date                   // as calendar.Date
	Bool                   // 0 or 1
)

var typeWords = [...]string{"nothing", "an amount", "a number", "a date", "true or false"}

// String gives the type in words.
func (t Type) String() string { return typeWords[t] }

// Format writes a value of the type for a reader.
func (t Type) Format(v int64, c money.Currency) string {
	switch t {
	case Amount:
		return money.Amount(v).Format(c)
	case Number:
		return money.Rate(v).Decimal().String()
	case Date:
		return calendar.Date(v).String()
	case Bool:
		return fmt.Sprint(v != 0)
	}
	return ""
}

// Machine is what formulas run on.
type Machine interface {
	// Fail is told what went wrong, and where; the value there is then zero.
	Fail(at *Place, err error)
	// Observe is told what each probe saw, by its place among the Probes.
	Observe(slot int, left, right int64)
}

// Place is where something stands that can go wrong in a run.
type Place struct {
	Path   string // of the formula, as the settings give it
	Text   string // the formula
	Column int    // from 1, in characters
}

// Errors that a machine is told of.
var (
	ErrDivideByZero = errors.New("division by zero")
	ErrOverflow     = errors.New("a value beyond the range of the language")
)

// Fn computes a value.
type Fn[M Machine] func(m M) int64

// Value is something that a scope knows by name.
type Value[M Machine] struct {
	Type Type
	Fn   Fn[M]
}

// Name is an argument that names something.
type Name struct {
	Text   string
	Column int
}

// Function is a function of a scope: its arguments are names.
type Function[M Machine] struct {
	Type Type
	// Least and Most bound the number of arguments.
	Least, Most int
	// Bind finds what is named. A fault names the argument that does not resolve.
	Bind func(names []Name) (Fn[M], *Fault)
}

// Scope holds the names that formulas may use.
type Scope[M Machine] interface {
	Value(name string) (Value[M], bool)
	Function(name string) (Function[M], bool)
	// Names lists all values and functions.
	Names() []string
}

// Fault is one thing that is wrong with a formula.
type Fault struct {
	Column int // from 1, in characters
	Seen   string
	Want   string
}

// Error gives the fault in one line.
func (f Fault) Error() string {
	return fmt.Sprintf("column %d: %q; expected %s", f.Column, f.Seen, f.Want)
}

// Probe describes one thing that a formula looks at: a comparison, or a condition of the scope such as
// fails(OC), whose left side is what it was and whose right side is true.
type Probe struct {
	Text        string // as written
	Left, Right string // the sides of a comparison
	Type        Type   // of both sides
	// Function and Names are the condition of the scope, where it is one.
	Function string
	Names    []string
}

// Program is a compiled formula.
type Program[M Machine] struct {
	Text string
	Type Type
	Run  Fn[M]
	// Quiet gives what Run gives without a word to the machine about the probes.
	Quiet  Fn[M]
	Probes []Probe
	// Constant says that the formula is a number written out, and so the same at all times.
	Constant bool
}

// MaxLength is the longest formula that is read, in bytes.
const MaxLength = 4000

// Settings is what the text alone does not say.
type Settings struct {
	Want     Type
	Currency money.Currency
	// Path says where the formula stands, for those who are told what went wrong.
	Path string
}

// Compile reads a formula and gives the program, or every fault.
func Compile[M Machine](text string, s Settings, scope Scope[M]) (Program[M], []Fault) {
	c := &compiler[M]{text: text, settings: s, scope: scope}
	n := c.parse()
	if len(c.faults) == 0 {
		n = c.as(n, s.Want)
	}
	if len(c.faults) > 0 {
		slices.SortStableFunc(c.faults, func(a, b Fault) int { return a.Column - b.Column })
		return Program[M]{}, c.faults
	}
	p := Program[M]{Text: strings.TrimSpace(text), Type: n.typ, Run: n.fn, Quiet: n.fn, Probes: c.probes, Constant: n.constant != nil}
	if len(p.Probes) > 0 {
		c := &compiler[M]{text: text, settings: s, scope: scope, quiet: true}
		p.Quiet = c.as(c.parse(), s.Want).fn
	}
	return p, nil
}
