// Package words reads and writes the names of enumerations in documents.
package words

import (
	"fmt"
	"slices"
	"strings"
)

// Table holds the names of one enumeration, in the order of its constants. The name of the first is
// empty where it means that nothing is stated.
type Table struct {
	Class error  // of every error, for errors.Is: the package's own
	What  string // what the word should name, such as "kind of factor"
	Names []string
}

// Name gives the name of a constant, and a text that says so for a value that is none.
func (t Table) Name(i uint8) string {
	if int(i) >= len(t.Names) {
		return fmt.Sprintf("invalid(%d)", i)
	}
	return t.Names[i]
}

// Marshal refuses a value that is no constant: what is written must be readable.
func (t Table) Marshal(i uint8) ([]byte, error) {
	if int(i) >= len(t.Names) {
		return nil, t.unknown(t.Name(i))
	}
	return []byte(t.Names[i]), nil
}

// Unmarshal reads a name, or says which names there are.
func (t Table) Unmarshal(i *uint8, text []byte) error {
	at := slices.Index(t.Names, string(text))
	if at < 0 {
		return t.unknown(string(text))
	}
	*i = uint8(at)
	return nil
}

func (t Table) unknown(seen string) error {
	list := slices.DeleteFunc(slices.Clone(t.Names), func(s string) bool { return s == "" })
	if len(seen) > 64 { // a hostile text must not fill the message
		seen = strings.ToValidUTF8(seen[:64], "") + "…"
	}
	return fmt.Errorf("%w: %s %q; expected one of %s", t.Class, t.What, seen, strings.Join(list, ", "))
}
