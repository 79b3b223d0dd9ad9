package concentration

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// StatedSchema is the schema id of [Statements] in JSON.
const StatedSchema = "ipabs.statements/1"

// ErrStatements is the class of all faults in statements: text that is no
// number, an unknown word, a missing field.
var ErrStatements = errors.New("concentration: faulty statements")

// StatementFault is one fault, with its place.
type StatementFault struct {
	Path    string // "tops[1].percent"
	Value   string // the text seen
	Problem string
}

func (f StatementFault) Error() string {
	return fmt.Sprintf("concentration: %s %q: %s", f.Path, f.Value, f.Problem)
}

// Is reports whether target is [ErrStatements].
func (f StatementFault) Is(target error) bool { return target == ErrStatements }

// StatementFaults are all faults of one set of statements, in the order of the
// statements.
type StatementFaults []StatementFault

// Error shows one fault per line.
func (f StatementFaults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives the single faults to errors.Is and errors.As.
func (f StatementFaults) Unwrap() []error {
	errs := make([]error, len(f))
	for i, fault := range f {
		errs[i] = fault
	}
	return errs
}

// ParseStatements reads the JSON form of [Statements]. It wants the schema
// [StatedSchema], refuses unknown fields and reports all malformed values at
// once as [StatementFaults]. Every error is an [ErrStatements].
func ParseStatements(data []byte) (Statements, error) {
	var s Statements
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&s); err != nil {
		return Statements{}, fmt.Errorf("%w: %w", ErrStatements, err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return Statements{}, fmt.Errorf("%w: text after the end of the document", ErrStatements)
	}
	if s.Schema != StatedSchema {
		return Statements{}, StatementFaults{{"schema", s.Schema, "want " + StatedSchema}}
	}
	if _, err := resolveStatements(s); err != nil {
		return Statements{}, err
	}
	return s, nil
}
