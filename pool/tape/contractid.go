package tape

import (
	"fmt"
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
	case lostDigits(s, t):
		return unreadable[string]("id.scientific", "format the column as text and enter the number again",
			"a contract number in scientific notation has lost digits")
	}
	r := stated(s, foldRepair(t.raw)...)
	if t.number && len(s) > exactDigits && isDigits(s) && strings.Trim(s[exactDigits:], "0") == "" {
		r = r.with(repair{code: "id.digits_lost", rule: "id.fifteen_digits", warn: true,
			message: "a number of more than 15 digits is stored as a number and ends in zeros: a spreadsheet keeps 15 digits, so the last ones are likely lost"})
	}
	return r
}

// lostDigits reports a number in scientific notation: stored so, or written so by a spreadsheet, which has
// a sign before the exponent. 1E5 may be a name.
func lostDigits(s string, t text) bool {
	return scientific.MatchString(s) && (t.number || strings.Contains(s, "+") && (t.loose || strings.Contains(s, ".")))
}

// exactDigits is how many digits of a number a spreadsheet keeps.
const exactDigits = 15

// checkZeros reports contract numbers that have lost their leading zeros: plain numbers that are
// shorter than the numbers of the same column that begin with 0 and all have one length.
func (r *run) checkZeros() {
	c := r.layout.column(fContractID)
	if c == nil {
		return
	}
	length := 0
	for _, rw := range r.contracts {
		id := fold(rw.cell(c.index))
		if !isDigits(id) || id[0] != '0' {
			continue
		}
		if length != 0 && length != len(id) {
			return
		}
		length = len(id)
	}
	for _, rw := range r.contracts {
		id := fold(rw.cell(c.index))
		if length > 0 && isDigits(id) && len(id) < length {
			r.log.add(r.at(rw.number, c), note{severity: Warning, code: "id.zeros_lost", seen: id, taken: id, rule: "id.leading_zeros",
				message: fmt.Sprintf("other contract numbers have %d digits and begin with 0; this one has likely lost its leading zeros", length), advice: "format the column as text and enter the number again"})
		}
	}
}
