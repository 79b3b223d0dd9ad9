package credit

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrUnknownName is the class, for errors.Is, of every error about a word that is none of the names
// of an enumeration.
var ErrUnknownName = errors.New("credit: unknown name")

// words is the table of names of one enumeration, in the order of its constants. The name of the
// first is empty where it means that nothing is stated.
type words struct {
	what  string
	names []string
}

func (w words) name(i uint8) string {
	if int(i) >= len(w.names) {
		return fmt.Sprintf("invalid(%d)", i)
	}
	return w.names[i]
}

func (w words) unknown(seen string) error {
	list := slices.DeleteFunc(slices.Clone(w.names), func(s string) bool { return s == "" })
	if len(seen) > 64 {
		seen = seen[:64] + "…"
	}
	return fmt.Errorf("%w: %s %q; expected one of %s", ErrUnknownName, w.what, seen, strings.Join(list, ", "))
}

func (w words) marshal(i uint8) ([]byte, error) {
	if int(i) >= len(w.names) {
		return nil, w.unknown(w.name(i))
	}
	return []byte(w.names[i]), nil
}

func (w words) unmarshal(i *uint8, text []byte) error {
	at := slices.Index(w.names, string(text))
	if at < 0 {
		return w.unknown(string(text))
	}
	*i = uint8(at)
	return nil
}
