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

// MarshalJSON writes a list of names.
func (s Security) MarshalJSON() ([]byte, error) {
	names := s.Names()
	if names == nil {
		names = []string{}
	}
	return json.Marshal(names)
}

// UnmarshalJSON reads a list of names in any order.
func (s *Security) UnmarshalJSON(data []byte) error {
	var names []string
	if err := json.Unmarshal(data, &names); err != nil {
		return fmt.Errorf("pool: security is a list such as [\"guarantee\",\"pledge\"]: %w", err)
	}
	*s = 0
	for _, name := range names {
		form, err := ParseSecurityForm(name)
		if err != nil {
			return err
		}
		*s |= form
	}
	return nil
}

// ParseSecurityForm reads one name: pledge, guarantee, mortgage or clean.
func ParseSecurityForm(name string) (Security, error) {
	var names []string
	for _, f := range securityForms {
		if f.name == name {
			return f.form, nil
		}
		names = append(names, f.name)
	}
	return 0, &UnknownNameError{What: "form of security", Seen: name, Names: names}
}
