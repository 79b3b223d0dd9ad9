package pool

import (
	"fmt"
	"slices"
	"strings"
)

// UnknownNameError says that a word is none of the names of an enumeration.
type UnknownNameError struct {
	What  string   // what the word should name, such as "repayment form"
	Seen  string   // the word
	Names []string // the names there are
}

func (e *UnknownNameError) Error() string {
	return fmt.Sprintf("pool: unknown %s %q; expected one of %s", e.What, e.Seen, strings.Join(e.Names, ", "))
}

// nameOf and parseName serve every enumeration of the package: the names stand in a table in the
// order of the constants, and the empty name is the unknown value.
func nameOf[E ~uint8](names []string, e E) string {
	if int(e) < len(names) {
		return names[e]
	}
	return fmt.Sprintf("invalid(%d)", uint8(e))
}

func parseName[E ~uint8](what string, names []string, text []byte) (E, error) {
	i := slices.Index(names, string(text))
	if i < 0 {
		return 0, &UnknownNameError{What: what, Seen: string(text), Names: names[1:]}
	}
	return E(i), nil
}
