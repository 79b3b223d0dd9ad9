package tape

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	terminal "github.com/ipabs/ipabs/internal/term"
)

// FindingsSchema is the name and version of the document that WriteJSON writes.
const FindingsSchema = "ipabs.findings/1"

// WriteText writes the findings for a person at a terminal: how many there are, how many of each code and
// what the code means, and a table with a line for each. Long texts are cut to some 40 columns, and no
// character of a tape reaches the terminal as a command.
func (fs Findings) WriteText(w io.Writer) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "errors %d, warnings %d, infos %d\n", fs.Count(Error), fs.Count(Warning), fs.Count(Info))
	if len(fs) == 0 {
		return out.Flush()
	}
	var codes, rows [][]string
	for _, c := range fs.CountByCode() {
		codes = append(codes, []string{c.Severity.String(), c.Code, strconv.Itoa(c.Count), codeByName()[c.Code].Meaning})
	}
	for _, f := range fs {
		row := []string{f.Severity.String(), placeText("", f.Sheet, f.Row, f.Column, ""), f.Header, f.Code, f.Seen, f.Taken, f.Message, f.Advice}
		for i, s := range row {
			row[i] = visible(s)
			if i < 6 {
				row[i] = terminal.Cut(row[i], 40)
			}
		}
		rows = append(rows, row)
	}
	_, _ = io.WriteString(out, "\n"+terminal.Table("", []string{"severity", "code", ">count", "meaning"}, codes))
	_, _ = io.WriteString(out, "\n"+terminal.Table("", []string{"severity", "place", "header", "code", "seen", "taken", "message", "advice"}, rows))
	return out.Flush() // gives the first error of all writes
}

// visible shows the characters that do something to a terminal instead of showing themselves.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// WriteJSON writes the findings as a document: {"schema": "ipabs.findings/1", "errors", "warnings",
// "infos", "by_code": [{"severity", "code", "count"}], "findings": [...]}, each finding with the names of
// the fields of Finding and nothing taken as null.
func (fs Findings) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(struct {
		Schema   string      `json:"schema"`
		Errors   int         `json:"errors"`
		Warnings int         `json:"warnings"`
		Infos    int         `json:"infos"`
		ByCode   []CodeCount `json:"by_code"`
		Findings Findings    `json:"findings"`
	}{FindingsSchema, fs.Count(Error), fs.Count(Warning), fs.Count(Info), fs.CountByCode(), append(Findings{}, fs...)})
}

// WriteCSV writes the findings as a text file with a row for each: severity, code, file, sheet, row,
// column, header, seen, taken, rule, message, advice. It is in UTF-8 with a byte order mark, by which
// spreadsheet programs know the encoding. A text that such a program would take for a formula gets an
// apostrophe in front, which makes it a text there.
func (fs Findings) WriteCSV(w io.Writer) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	// The writer keeps its first error, which Error gives at the end.
	_ = out.Write([]string{"severity", "code", "file", "sheet", "row", "column", "header", "seen", "taken", "rule", "message", "advice"})
	for _, f := range fs {
		row := ""
		if f.Row > 0 {
			row = strconv.Itoa(f.Row)
		}
		cells := []string{f.Severity.String(), f.Code, f.File, f.Sheet, row, f.Column, f.Header, f.Seen, f.Taken, f.Rule, f.Message, f.Advice}
		for i, s := range cells {
			cells[i] = textCell(s)
		}
		_ = out.Write(cells)
	}
	out.Flush()
	return out.Error()
}

// textCell makes a text that no spreadsheet program evaluates when it opens a text file: formulas begin
// with = + - or @, also in full width and behind blanks, and a tab or a line break in front may hide one.
func textCell(s string) string {
	if s == "" {
		return s
	}
	begin := strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) })
	if strings.ContainsRune("\t\r\n", rune(s[0])) || begin != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(begin)[0]) {
		return "'" + s
	}
	return s
}
