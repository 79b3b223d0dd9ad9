package tape

import (
	"regexp"
	"strings"
)

var scientific = regexp.MustCompile(`^[+-]?\d(?:\.\d+)?[eE]\+?\d{1,3}$`)

// parseContractID reads the number of a contract as the text it is. A number in scientific notation
// (1.23E+17) has lost digits and is refused.
func parseContractID(t text) reading[string] {
	s := oneLine(fold(t.raw))
	switch {
	case isNothing(s):
		return notStated[string]()
	case scientific.MatchString(s) && (t.number || t.loose && strings.Contains(s, "+")):
		return unreadable[string]("id.scientific", "format the column as text and enter the number again",
			"a contract number in scientific notation has lost digits")
	}
	return stated(s, foldRepair(t.raw)...)
}
