package tape

import (
	"fmt"
	"io"

	"github.com/ipabs/ipabs/faults"
)

// NamesSchema is the name and version of the document of confirmed names.
const NamesSchema = "ipabs.names/1"

// Names says which names stand for the same firm, and which names that look alike do not. The reader
// never merges two names by itself: it proposes (Result.SimilarNames), and a person confirms here or
// on the sheet of affiliates (关联方, column 别名).
//
//	{"schema": "ipabs.names/1",
//	 "same": [{"name": "北京甲乙科技有限公司", "also": ["北京甲乙科技有限责任公司"]}],
//	 "distinct": [["北京甲乙科技有限公司", "北京甲己科技有限公司"]]}
type Names struct {
	// Schema is NamesSchema; a program that fills a Names may leave it empty.
	Schema string `json:"schema"`
	// Same lists firms with the other names that a tape may give them.
	Same []SameName `json:"same,omitempty"`
	// Distinct lists names that are not the same firm, however alike: they are not proposed again.
	Distinct [][]string `json:"distinct,omitempty"`
}

// SameName is a firm with its other names. On the tape all of them become Name.
type SameName struct {
	Name string   `json:"name"`
	Also []string `json:"also"`
}

// ReadNames reads a document of confirmed names in JSON. Fields that the format does not have are
// refused, and every fault of the document is told at once, with its path.
func ReadNames(r io.Reader) (Names, error) {
	var n Names
	read := faults.DecodeJSON(r, &n)
	if err := faults.Merge(read, n.check(true)); err != nil {
		return Names{}, err
	}
	return n, nil
}

// Check reports every fault of a list of names, with its path: an empty name, a name that stands for
// two firms, names that are both the same and distinct.
func (n Names) Check() error { return n.check(false) }

func (n Names) check(document bool) error {
	var list faults.List
	if n.Schema != NamesSchema && (document || n.Schema != "") {
		list.Add("schema", faults.Invalid, n.Schema, NamesSchema)
	}
	firm := map[string]string{} // the firm that a name stands for
	claim := func(path, name, of string) {
		switch before, taken := firm[partyID(name)]; {
		case partyID(name) == "":
			list.Add(path, faults.Missing, name, "the name of a firm")
		case taken && before != partyID(of):
			list.Add(path, faults.Duplicate, name, fmt.Sprintf("a name of one firm; it is one of %s too", before))
		default:
			firm[partyID(name)] = partyID(of)
		}
	}
	for i, s := range n.Same {
		path := faults.Index("same", i)
		claim(faults.Join(path, "name"), s.Name, s.Name)
		if len(s.Also) == 0 {
			list.Add(faults.Join(path, "also"), faults.Missing, "", "at least one other name")
		}
		for j, also := range s.Also {
			claim(faults.Join(path, faults.Index("also", j)), also, s.Name)
		}
	}
	for i, names := range n.Distinct {
		path := faults.Index("distinct", i)
		if len(names) < 2 {
			list.Add(path, faults.Missing, len(names), "two names or more")
		}
		for j, a := range names {
			if partyID(a) == "" {
				list.Add(faults.Join(path, faults.Index("", j)), faults.Missing, a, "the name of a firm")
			}
			for _, b := range names[:j] {
				if firm[partyID(a)] != "" && firm[partyID(a)] == firm[partyID(b)] {
					list.Add(path, faults.Inconsistent, a, "names that are not said to be the same above")
				}
			}
		}
	}
	return list.Err()
}

// aliasBook says which firm each confirmed name stands for.
type aliasBook struct {
	firm map[string]string // from the id of a name to the id of its firm
	name map[string]string // from the id of a firm to its name as confirmed
	rule map[string]string // from the id of a name to what confirmed it
}

func newAliasBook(n *Names) *aliasBook {
	b := &aliasBook{map[string]string{}, map[string]string{}, map[string]string{}}
	if n == nil {
		return b
	}
	for _, s := range n.Same {
		for _, also := range s.Also {
			b.confirm(s.Name, also, "names.confirmed")
		}
	}
	return b
}

// confirm adds a name of a firm; false when the name already stands for another firm.
func (b *aliasBook) confirm(name, also, rule string) bool {
	id, other := b.resolve(partyID(name)), partyID(also)
	if id == other {
		return true
	}
	if before, taken := b.firm[other]; taken {
		return b.resolve(before) == id
	}
	if b.resolve(other) != other {
		return false
	}
	b.firm[other], b.rule[other] = id, rule
	if b.name[id] == "" {
		b.name[id] = name
	}
	return true
}

// resolve follows confirmations to the firm.
func (b *aliasBook) resolve(id string) string {
	for range len(b.firm) + 1 {
		next, known := b.firm[id]
		if !known || next == id {
			return id
		}
		id = next
	}
	return id
}
