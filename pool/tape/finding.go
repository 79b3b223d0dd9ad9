package tape

import (
	"cmp"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"
)

// Severity says what a finding does to the row it stands in.
type Severity uint8

// The severities, worst first.
const (
	Error   Severity = iota // the row (or the file) is not taken
	Warning                 // taken, but a person should look
	Info                    // taken, and here is how it was read
)

var severityNames = []string{"error", "warning", "info"}

// String gives "error", "warning" or "info".
func (s Severity) String() string {
	if int(s) < len(severityNames) {
		return severityNames[s]
	}
	return fmt.Sprintf("invalid(%d)", uint8(s))
}

// MarshalText writes the name.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the name.
func (s *Severity) UnmarshalText(text []byte) error {
	i := slices.Index(severityNames, string(text))
	if i < 0 {
		return fmt.Errorf("tape: unknown severity %q; expected one of %s", text, strings.Join(severityNames, ", "))
	}
	*s = Severity(i)
	return nil
}

// Finding is one thing noticed in a tape, with its place, the text seen and the value taken.
type Finding struct {
	Severity Severity `json:"severity"`
	// Code names the kind of finding, such as "date.invalid". Codes are stable; see Codes.
	Code  string `json:"code"`
	File  string `json:"file,omitempty"`
	Sheet string `json:"sheet"`
	// Row is the row in the sheet, counted from 1; 0 for a finding about a whole sheet or file.
	Row int `json:"row"`
	// Column is the column letter, "" for a finding about a whole row.
	Column string `json:"column"`
	Header string `json:"header"`
	// Seen is the text that stands in the cell.
	Seen string `json:"seen"`
	// Taken is the value that was taken from it, "" (null in JSON) for none.
	Taken string `json:"taken"`
	// Rule names the rule by which the text was repaired or refused, where it is finer than the code.
	Rule    string `json:"rule,omitempty"`
	Message string `json:"message"`
	// Advice says what to do.
	Advice string `json:"advice,omitempty"`

	column     int // number of the column, for sorting
	sheetOrder int
}

// String gives the finding as one line, place first.
func (f Finding) String() string {
	var b strings.Builder
	b.WriteString(placeText(f.File, f.Sheet, f.Row, f.Column, f.Header))
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	if f.Seen != "" {
		fmt.Fprintf(&b, "saw %q; ", shorten(f.Seen, 60))
	}
	b.WriteString(f.Message)
	if f.Taken != "" {
		fmt.Fprintf(&b, "; taken as %s", shorten(f.Taken, 60))
	}
	if f.Advice != "" {
		b.WriteString("; ")
		b.WriteString(f.Advice)
	}
	fmt.Fprintf(&b, " [%s]", f.Code)
	return oneLine(b.String())
}

// Error makes a finding usable as an error; the text is that of String.
func (f Finding) Error() string { return f.String() }

// MarshalJSON writes an empty Taken as null: nothing was taken.
func (f Finding) MarshalJSON() ([]byte, error) {
	type plain Finding
	var taken *string
	if f.Taken != "" {
		taken = &f.Taken
	}
	return json.Marshal(struct {
		plain
		Taken *string `json:"taken"`
	}{plain(f), taken})
}

// placeText writes a place as "file!sheet row 17 col F "到期日"".
func placeText(file, sheet string, row int, column, header string) string {
	var parts []string
	switch {
	case file != "" && sheet != "":
		parts = append(parts, file+"!"+sheet)
	case file != "" || sheet != "":
		parts = append(parts, file+sheet)
	}
	if row > 0 {
		parts = append(parts, fmt.Sprintf("row %d", row))
	}
	if column != "" {
		parts = append(parts, "col "+column)
	}
	if header != "" {
		parts = append(parts, fmt.Sprintf("%q", header))
	}
	return strings.Join(parts, " ")
}

var lineBreaks = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ")

func oneLine(s string) string {
	if !strings.ContainsAny(s, "\r\n") {
		return s
	}
	return lineBreaks.Replace(s)
}

// Findings is a list of findings in order of place: the sheet of the contracts first, then by row,
// column and code.
type Findings []Finding

// All gives the findings one by one, in order.
func (fs Findings) All() iter.Seq[Finding] { return slices.Values(fs) }

// With gives the findings of one severity, one by one.
func (fs Findings) With(s Severity) iter.Seq[Finding] {
	return func(yield func(Finding) bool) {
		for _, f := range fs {
			if f.Severity == s && !yield(f) {
				return
			}
		}
	}
}

// Count gives the number of findings of one severity.
func (fs Findings) Count(s Severity) int {
	n := 0
	for range fs.With(s) {
		n++
	}
	return n
}

// CodeCount is a code with the number of findings that carry it.
type CodeCount struct {
	Severity Severity `json:"severity"`
	Code     string   `json:"code"`
	Count    int      `json:"count"`
}

// CountByCode counts the findings by severity and code, worst first, then by code.
func (fs Findings) CountByCode() []CodeCount {
	counts := map[CodeCount]int{}
	for _, f := range fs {
		counts[CodeCount{Severity: f.Severity, Code: f.Code}]++
	}
	list := make([]CodeCount, 0, len(counts))
	for key, n := range counts {
		key.Count = n
		list = append(list, key)
	}
	slices.SortFunc(list, func(a, b CodeCount) int {
		return cmp.Or(cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.Code, b.Code))
	})
	return list
}

// Row gives the findings of one row of one sheet.
func (fs Findings) Row(sheet string, row int) Findings {
	var of Findings
	for _, f := range fs {
		if f.Sheet == sheet && f.Row == row {
			of = append(of, f)
		}
	}
	return of
}

func (fs Findings) sort() {
	slices.SortStableFunc(fs, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.sheetOrder, b.sheetOrder), cmp.Compare(a.Row, b.Row),
			cmp.Compare(a.column, b.column), cmp.Compare(a.Code, b.Code), moreOrder(a, b))
	})
}

// moreOrder puts the counts of findings that are not listed, which have no other place, in order.
func moreOrder(a, b Finding) int {
	if a.Code != "findings.more" {
		return 0 // equal findings keep the order in which they were made
	}
	return cmp.Or(cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.Seen, b.Seen))
}
