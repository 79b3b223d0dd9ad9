package pool

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Security is the set of forms in which a contract is secured (担保方式). It is a set: the order in
// which a spreadsheet names the forms has no meaning. The zero value says that nothing is known.
type Security uint8

// The forms of security. Clean is stated absence of security (信用), not absence of a statement.
const (
	Pledge    Security = 1 << iota // 质押
	Guarantee                      // 保证
	Mortgage                       // 抵押
	Clean                          // 信用
)

var securityForms = []struct {
	form Security
	name string
}{{Guarantee, "guarantee"}, {Pledge, "pledge"}, {Mortgage, "mortgage"}, {Clean, "clean"}}

// Has reports whether every form of other is in s.
func (s Security) Has(other Security) bool { return s&other == other }

// Names lists the forms in a fixed order.
func (s Security) Names() []string {
	var names []string
	for _, f := range securityForms {
		if s.Has(f.form) {
			names = append(names, f.name)
		}
	}
	return names
}

// String joins the names with "+", as in "guarantee+pledge"; unknown is "".
func (s Security) String() string { return strings.Join(s.Names(), "+") }

// isMember reports whether s holds no other bits than those of the forms.
func (s Security) isMember() bool { return s&^(Pledge|Guarantee|Mortgage|Clean) == 0 }

// MarshalJSON writes a list of names. A set with a bit that is no form is an *UnknownNameError.
func (s Security) MarshalJSON() ([]byte, error) {
	if !s.isMember() {
		return nil, unknownForm(fmt.Sprintf("invalid(%d)", uint8(s)))
	}
	names := s.Names()
	if names == nil {
		names = []string{}
	}
	return json.Marshal(names)
}

// UnmarshalJSON reads a list of names in any order; null and the empty list are unknown. When it
// fails it leaves s as it was.
func (s *Security) UnmarshalJSON(data []byte) error {
	var names []string
	if err := json.Unmarshal(data, &names); err != nil {
		return fmt.Errorf("pool: security is a list such as [\"guarantee\",\"pledge\"], not %s", shorten(string(data)))
	}
	var set Security
	for _, name := range names {
		form, err := ParseSecurityForm(name)
		if err != nil {
			return err
		}
		set |= form
	}
	*s = set
	return nil
}

// ParseSecurityForm reads one name: pledge, guarantee, mortgage or clean. Any other word, the empty
// one too, is an *UnknownNameError.
func ParseSecurityForm(name string) (Security, error) {
	for _, f := range securityForms {
		if f.name == name {
			return f.form, nil
		}
	}
	return 0, unknownForm(name)
}

func unknownForm(seen string) error {
	all := Pledge | Guarantee | Mortgage | Clean
	return &UnknownNameError{What: "form of security", Seen: shorten(seen), Names: all.Names()}
}
