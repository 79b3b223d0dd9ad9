package tape

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"
)

// separators are the marks that may stand between the fields of a text file, the likeliest first.
var separators = []rune{'\t', ',', ';', '|', '，', '；'}

// sampleRecords is how many records of a file the choice of its separator looks at.
const sampleRecords = 40

// csvReader reads the records of a text file: fields between separators, quoted where they contain
// separators, quotes or line breaks. Unlike encoding/csv it counts blank lines as rows, as the
// spreadsheet does that shows the file, takes quotes inside an unquoted field as text, and bounds
// what it holds.
type csvReader struct {
	rest      string
	separator rune
	row       int // the row of the last record, counted from 1
}

// csvFault says where a text file cannot be read.
type csvFault struct {
	code    string
	row     int
	message string
}

// next gives the next record, and false at the end of the file.
func (c *csvReader) next(limits Limits) ([]string, bool, *csvFault) {
	if c.rest == "" {
		return nil, false, nil
	}
	c.row++
	var fields []string
	for {
		field, more, err := c.field(limits)
		if err != nil {
			return nil, false, err
		}
		if fields = append(fields, field); len(fields) > limits.Columns {
			if fold(field) != "" {
				return nil, false, &csvFault{"limit.columns", c.row, fmt.Sprintf("more than %d columns", limits.Columns)}
			}
			fields = fields[:limits.Columns]
		}
		if !more {
			return fields, true, nil
		}
	}
}

// field reads one field; more says that another one follows in the same record.
func (c *csvReader) field(limits Limits) (field string, more bool, err *csvFault) {
	quoted := ""
	wasQuoted := strings.HasPrefix(c.rest, `"`)
	if wasQuoted {
		var b strings.Builder
		rest := c.rest[1:]
		for {
			end := strings.IndexByte(rest, '"')
			if end < 0 {
				return "", false, &csvFault{"csv.open_quote", c.row, "a quotation mark is opened here and never closed, so that the rest of the file would be one cell"}
			}
			b.WriteString(rest[:end])
			if rest = rest[end+1:]; !strings.HasPrefix(rest, `"`) {
				break
			}
			b.WriteByte('"')
			rest = rest[1:]
		}
		quoted, c.rest = b.String(), rest
	}
	plain, width := c.rest, 0
	for i, r := range c.rest {
		if r == c.separator {
			plain, width, more = c.rest[:i], utf8.RuneLen(r), true
			break
		}
		if r == '\n' || r == '\r' {
			plain, width = c.rest[:i], 1
			if strings.HasPrefix(c.rest[i:], "\r\n") {
				width = 2
			}
			break
		}
	}
	c.rest = c.rest[len(plain)+width:]
	field = quoted + plain // text after a closing quote belongs to the field
	if len(field) > limits.CellBytes {
		return "", false, &csvFault{"limit.cell", c.row, fmt.Sprintf("a cell has more than %d bytes", limits.CellBytes)}
	}
	// ="00123" is how a spreadsheet is told to keep a number as text.
	if inner, ok := strings.CutPrefix(field, `="`); ok && !wasQuoted && strings.HasSuffix(inner, `"`) {
		field = strings.TrimSuffix(inner, `"`)
	}
	return field, more, nil
}

// findSeparator chooses the separator that splits the most records into the same number of fields.
func findSeparator(body string, limits Limits) rune {
	best, bestScore := ',', 0
	for _, sep := range separators {
		c := csvReader{rest: body, separator: sep}
		widths := map[int]int{}
		for range sampleRecords {
			fields, ok, err := c.next(limits)
			if !ok || err != nil {
				break
			}
			widths[len(fields)]++
		}
		score := 0
		for width, count := range widths {
			score = max(score, (width-1)*count)
		}
		if score > bestScore {
			best, bestScore = sep, score
		}
	}
	return best
}

// readText reads a text file as one sheet.
func readText(ctx context.Context, body string, limits Limits) (*sheet, rune, *csvFault) {
	separator := rune(0)
	if first, after, found := strings.Cut(body, "\n"); found {
		// "sep=;" in the first line is an instruction to the spreadsheet, not a row of it.
		if mark, ok := strings.CutPrefix(strings.TrimSpace(first), "sep="); ok && utf8.RuneCountInString(mark) == 1 {
			separator, _ = utf8.DecodeRuneInString(mark)
			body = after
		}
	}
	if separator == 0 {
		separator = findSeparator(body, limits)
	}
	c := csvReader{rest: body, separator: separator}
	s := &sheet{loose: true}
	for {
		if c.row%rowsPerCheck == 0 && ctx.Err() != nil {
			return nil, separator, &csvFault{"canceled", c.row, context.Cause(ctx).Error()}
		}
		fields, ok, err := c.next(limits)
		if err != nil {
			return nil, separator, err
		}
		if !ok {
			return s, separator, nil
		}
		r := row{number: c.row, cells: fields}
		if r.isBlank() {
			continue
		}
		if s.rows = append(s.rows, r); len(s.rows) > limits.Rows {
			return nil, separator, &csvFault{"limit.rows", c.row, fmt.Sprintf("more than %d rows", limits.Rows)}
		}
	}
}
