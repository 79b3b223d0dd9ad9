package reconstruct

import (
	"fmt"
	"io"
	"math/big"
	"slices"

	"github.com/ipabs/ipabs/faults"
)

// DocumentSchema is the name and version of the document of published figures.
const DocumentSchema = "ipabs.published/1"

// Document is what public sources print about some deals: testdata/published.json.
type Document struct {
	Schema  string   `json:"schema"`
	Note    string   `json:"note"`
	Sources []Source `json:"sources"`
	Cases   []Case   `json:"cases"`
}

// Source is where a figure was printed.
type Source struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// Case is one deal.
type Case struct {
	ID         string `json:"id"`
	NameZH     string `json:"name_zh"`
	FullNameZH string `json:"full_name_zh"`
	Mode       string `json:"mode"`
	ModeZH     string `json:"mode_zh"`
	// Industries are the industries that are named, as sections of GB/T 4754 or "unknown";
	// IndustriesOpen says that the list ends in "and others".
	Industries     []string `json:"industries"`
	IndustriesOpen bool     `json:"industries_open,omitempty"`
	Parties        []Party  `json:"parties"`
	Figures        []Figure `json:"figures"`
	Claims         []Claim  `json:"claims,omitempty"`
	Limits         []Limit  `json:"limits,omitempty"`
}

// Party is who plays a role in the deal.
type Party struct {
	Role   string `json:"role"`
	RoleZH string `json:"role_zh"`
	Name   string `json:"name"`
}

// Claim is something said in words; the words of concentration.StatedClaim.
type Claim struct {
	Name  string `json:"name"`
	Claim string `json:"claim"`
}

// Limit is a rule that bounds the amount of every member of an axis.
type Limit struct {
	Name   string `json:"name"`
	Axis   string `json:"axis"`
	Basis  string `json:"basis"`
	High   string `json:"high"`
	Unit   Unit   `json:"unit"`
	Rule   string `json:"rule"`
	Source string `json:"source"`
}

// ReadDocument reads what is published and checks it. Faults are those of faults.DecodeJSON and of the figures, all
// at once.
func ReadDocument(r io.Reader) (Document, error) {
	var d Document
	if err := faults.DecodeJSON(r, &d); err != nil {
		return Document{}, err
	}
	var list faults.List
	if d.Schema != DocumentSchema {
		list.Add("schema", faults.Unsupported, d.Schema, DocumentSchema)
	}
	for i, c := range d.Cases {
		seen := map[string]bool{}
		for j, f := range c.Figures {
			path := faults.Index(faults.Index("cases", i)+".figures", j)
			if seen[f.ID] {
				list.Add(path+".figure", faults.Duplicate, f.ID, "a name of its own in its case")
			}
			seen[f.ID] = true
			if !slices.ContainsFunc(d.Sources, func(s Source) bool { return s.ID == f.Source }) {
				list.Add(path+".source", faults.Unknown, f.Source, "the id of one of the sources")
			}
			f.check(path, &list)
		}
	}
	if err := list.Err(); err != nil {
		return Document{}, err
	}
	return d, nil
}

// Case finds a case by its id.
func (d Document) Case(id string) (Case, error) {
	i := slices.IndexFunc(d.Cases, func(c Case) bool { return c.ID == id })
	if i < 0 {
		return Case{}, fmt.Errorf("reconstruct: no case %q", id)
	}
	return d.Cases[i], nil
}

// Source gives the text of a source.
func (d Document) Source(id string) string {
	for _, s := range d.Sources {
		if s.ID == id {
			return s.Text
		}
	}
	return ""
}

// Figure finds a figure of the case by its name.
func (c Case) Figure(id string) (Figure, error) {
	i := slices.IndexFunc(c.Figures, func(f Figure) bool { return f.ID == id })
	if i < 0 {
		return Figure{}, fmt.Errorf("reconstruct: %s has no figure %q", c.ID, id)
	}
	return c.Figures[i], nil
}

// Party gives the name of whoever plays a role, "" when nobody is named.
func (c Case) Party(role string) string {
	for _, p := range c.Parties {
		if p.Role == role {
			return p.Name
		}
	}
	return ""
}

func rational(text string) (*big.Rat, bool) {
	for i := range len(text) {
		if (text[i] < '0' || text[i] > '9') && text[i] != '.' {
			return nil, false
		}
	}
	return new(big.Rat).SetString(text)
}
