package evidence

import "fmt"

// Kind says what kind of change was found. Kinds are stable: programs may switch on them.
type Kind string

// The kinds of change of a part.
const (
	Missing Kind = "missing" // the file is not there
	Size    Kind = "size"    // the file has another length
	Content Kind = "content" // the file has its length and another content
	// Stated is a statement whose text is not that of its digest (Want is empty then), or not what is
	// stated now (see CompareStatements).
	Stated Kind = "stated"
)

// The kinds of change of the manifest itself.
const (
	// Broken is an entry that does not follow from the one before it: it was changed after the manifest
	// was built, or the one before it was rewritten together with its chain value.
	Broken    Kind = "broken"
	Number    Kind = "number"    // only the number of the entry was changed
	Chain     Kind = "chain"     // only the chain value of the entry was changed
	Removed   Kind = "removed"   // entries were taken out, with others after them
	Truncated Kind = "truncated" // the last entries were taken off
	Added     Kind = "added"     // an entry that the chain does not know was put in
	Reordered Kind = "reordered" // the entry stands in another place
	Count     Kind = "count"     // only the count of entries was changed
	Head      Kind = "head"      // the head is not the chain value of the last entry
	// Refused is an entry whose role, name or text no manifest can hold, such as a name that leads out
	// of the folder. It is not opened.
	Refused Kind = "refused"
)

// Change is one thing that is not as the manifest says, or in the manifest not as it was written.
type Change struct {
	Kind Kind `json:"kind"`
	// N is the number of the entry, 0 for the manifest as a whole. Removed and Truncated name the
	// entries N to Last.
	N    int    `json:"n"`
	Last int    `json:"last,omitempty"`
	Role Role   `json:"role,omitempty"`
	Name string `json:"name,omitempty"`
	// Want is what the manifest says, Got what is there: lengths in bytes, hashes, numbers, texts. For
	// Refused, Got is the reason.
	Want string `json:"want,omitempty"`
	Got  string `json:"got,omitempty"`
}

// String gives the change in words, on one line.
func (c Change) String() string {
	part := fmt.Sprintf("%s %q", c.Role, shorten(c.Name))
	entry := fmt.Sprintf("manifest: entry %d", c.N)
	if c.Name != "" {
		entry += " (" + part + ")"
	}
	switch c.Kind {
	case Missing:
		return part + " is missing"
	case Size:
		return fmt.Sprintf("%s has the length %s instead of %s, in bytes", part, c.Got, c.Want)
	case Content:
		return fmt.Sprintf("%s has another content: SHA-256 %s instead of %s", part, c.Got, c.Want)
	case Stated:
		if c.Want == "" {
			return fmt.Sprintf("%s says %q, which is not what its SHA-256 was taken of", part, shorten(c.Got))
		}
		return fmt.Sprintf("%s says %q instead of %q", part, shorten(c.Got), shorten(c.Want))
	case Broken:
		if c.N == 1 {
			return entry + " was changed"
		}
		return fmt.Sprintf("%s does not follow from entry %d: it was changed, or that one was rewritten", entry, c.N-1)
	case Number:
		return fmt.Sprintf("%s has the number %s", entry, c.Got)
	case Chain:
		return entry + " has another chain value"
	case Removed, Truncated:
		if c.N == c.Last {
			return entry + " was taken out"
		}
		return fmt.Sprintf("manifest: entries %d to %d were taken out", c.N, c.Last)
	case Added:
		return entry + " was put in: the chain does not know it"
	case Reordered:
		return entry + " stands in another place"
	case Count:
		return fmt.Sprintf("manifest: the count is %s instead of %s", c.Got, c.Want)
	case Head:
		return fmt.Sprintf("manifest: the head is %s; the chain ends with %s", c.Got, c.Want)
	case Refused:
		return entry + ": " + c.Got
	}
	return entry + ": " + string(c.Kind)
}
