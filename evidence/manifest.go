package evidence

import (
	"crypto/sha256"
	"errors"
	"fmt"
)

// Schema is the name and version of the manifest document. The chain begins with its hash.
const Schema = "ipabs.manifest/1"

// MaxEntries is the largest number of entries in one manifest.
const MaxEntries = 1000

// Manifest is the list of the parts of one run, chained. Build makes one whose chain holds; what was
// read from a file holds whatever stood there, and Verify says whether the chain holds.
type Manifest struct {
	Schema string `json:"schema"`
	// Count is the number of entries.
	Count int `json:"count"`
	// Head is the chain value of the last entry. It stands for the whole manifest: keep it elsewhere.
	Head    Hash    `json:"head"`
	Entries []Entry `json:"entries"`
}

// Entry is one part in a manifest.
type Entry struct {
	N      int    `json:"n"` // its number, from 1
	Role   Role   `json:"role"`
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"` // the length of the file, or of the text
	SHA256 Hash   `json:"sha256"`
	Text   string `json:"text,omitempty"` // what a statement says; empty for a file
	// Chain is SHA-256(previous ‖ entry). previous is the chain value of the entry before, in its 64
	// digits, and for the first entry SHA-256(Schema). entry is these lines, each ended by a line
	// feed, where length is the number of bytes of what follows the colon:
	//
	//	n NUMBER
	//	role LENGTH:ROLE
	//	name LENGTH:NAME
	//	bytes NUMBER
	//	sha256 64 DIGITS
	//	text LENGTH:TEXT      (for a statement only)
	Chain Hash `json:"chain"`
}

// Part gives what the entry was made of.
func (e Entry) Part() Part {
	return Part{Role: e.Role, Name: e.Name, Digest: e.digest(), Text: e.Text, statement: e.IsStatement()}
}

// IsStatement reports whether the entry is a statement, and no file.
func (e Entry) IsStatement() bool { return e.Text != "" }

func (e Entry) digest() Digest { return Digest{Bytes: e.Bytes, SHA256: e.SHA256} }

// genesis is what the first entry is chained to.
func genesis() Hash { return sha256.Sum256([]byte(Schema)) }

// after gives the chain value that the entry has when previous comes before it.
func (e Entry) after(previous Hash) Hash {
	text := fmt.Appendf(nil, "%sn %d\nrole %d:%s\nname %d:%s\nbytes %d\nsha256 %s\n",
		previous, e.N, len(e.Role), e.Role, len(e.Name), e.Name, e.Bytes, e.SHA256)
	if e.Text != "" {
		text = fmt.Appendf(text, "text %d:%s\n", len(e.Text), e.Text)
	}
	return sha256.Sum256(text)
}

// Build chains the parts in the order given. It gives every *PartError at once: names and roles that
// are not plain, a text that is no single readable line, two files of one name, two statements of one
// role and name, no part at all.
func Build(parts ...Part) (Manifest, error) {
	var errs []error
	fault := func(i int, reason string) {
		errs = append(errs, &PartError{Index: i, Name: shorten(parts[i].Name), Reason: reason})
	}
	switch {
	case len(parts) == 0:
		return Manifest{}, fmt.Errorf("%w: there are none", ErrPart)
	case len(parts) > MaxEntries:
		return Manifest{}, fmt.Errorf("%w: %d parts are more than %d", ErrPart, len(parts), MaxEntries)
	}
	m := Manifest{Schema: Schema, Count: len(parts), Head: genesis()}
	taken := map[string]bool{}
	for i, p := range parts {
		for _, reason := range p.faults() {
			fault(i, reason)
		}
		key := "file\n" + p.Name
		if p.Text != "" {
			key = string(p.Role) + "\n" + p.Name
		}
		if taken[key] {
			fault(i, "another part has this name")
		}
		taken[key] = true
		e := Entry{N: i + 1, Role: p.Role, Name: p.Name, Bytes: p.Digest.Bytes, SHA256: p.Digest.SHA256, Text: p.Text}
		e.Chain = e.after(m.Head)
		m.Head = e.Chain
		m.Entries = append(m.Entries, e)
	}
	if errs != nil {
		return Manifest{}, errors.Join(errs...)
	}
	return m, nil
}

// Statement gives the text of a statement, and false when the manifest has none of that role and name.
func (m Manifest) Statement(role Role, name string) (string, bool) {
	for _, e := range m.Entries {
		if e.IsStatement() && e.Role == role && e.Name == name {
			return e.Text, true
		}
	}
	return "", false
}
