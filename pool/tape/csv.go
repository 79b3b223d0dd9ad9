package tape

import (
	"context"
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
// what it holds. A record in which nothing is quoted stays where it is: its row is a piece of the file.
type csvReader struct {
	rest      string
	more      func(size int) (string, error) // gives more of the file, "" at its end; nil: rest is all of it
	separator rune
	row       int // the row of the last record, counted from 1

	mark  string    // the separator
	ends  []cellEnd // of the record that is read
	slab  endStore
	line  []byte // the fields of a record with quotes
	moved bool   // the fields of the record are in line

	broken error // why no more of the file can be read
}

// csvFault says where a text file cannot be read.
type csvFault struct {
	code    string
	row     int
	message string
}

func limitFault(e *limitError) *csvFault { return &csvFault{e.code, e.row, e.reason} }

// csvPiece is how much of a file is decoded at a time. Rows lie in the pieces, so that letting go of rows
// lets go of the file.
const csvPiece = 256 << 10

// extend adds a piece of the file to what is left of the one before, or as much again where a record is
// longer than a piece; false at the end of the file.
func (c *csvReader) extend() (bool, *csvFault) {
	if c.more == nil {
		return false, nil
	}
	piece, err := c.more(max(csvPiece, len(c.rest)))
	switch {
	case err != nil:
		c.broken = err
		return false, &csvFault{code: "encoding.invalid", row: c.row}
	case piece == "":
		c.more = nil
		return false, nil
	}
	c.rest += piece
	return true, nil
}

// next gives the next record, and false at the end of the file.
func (c *csvReader) next(limits Limits) (row, bool, *csvFault) {
	if c.rest == "" {
		if more, err := c.extend(); !more || err != nil {
			return row{}, false, err
		}
	}
	for {
		r, size, err := c.record(limits)
		if size == len(c.rest) || err != nil && err.code == "csv.open_quote" {
			// The record may go on in the next piece.
			more, broken := c.extend()
			switch {
			case broken != nil:
				return row{}, false, broken
			case more:
				c.row--
				continue
			}
		}
		if err != nil {
			return row{}, false, err
		}
		r.ends = c.keep()
		c.rest = c.rest[size:]
		return r, true, nil
	}
}

// record reads the record that begins at rest, and gives its size with its line break.
func (c *csvReader) record(limits Limits) (row, int, *csvFault) {
	if c.mark == "" {
		c.mark = string(c.separator)
	}
	c.row++
	c.ends, c.line, c.moved = c.ends[:0], c.line[:0], false
	record := c.rest
	at := 0 // in record
	for more := true; more; {
		from := at
		var err *csvFault
		if at, more, err = c.field(record, at, limits); err != nil {
			return row{}, 0, err
		}
		if at > maxRowText || len(c.line) > maxRowText {
			return row{}, 0, limitFault(tooMuchText(c.row, limits))
		}
		if most := limits.Columns; len(c.ends) > most {
			if fold(c.last(record, from)) != "" {
				return row{}, 0, limitFault(tooManyColumns(c.row, limits))
			}
			if c.ends = c.ends[:most]; c.moved {
				c.line = c.line[:c.ends[most-1].at()]
			}
		}
	}
	r := row{number: c.row}
	if c.moved {
		r.text = string(c.line)
	} else {
		r.text, r.gap = record[:c.ends[len(c.ends)-1].at()], uint8(len(c.mark))
	}
	return r, at, nil
}

// last gives the last field that was read, which begins at a place of the record.
func (c *csvReader) last(record string, from int) string {
	n := len(c.ends)
	if !c.moved {
		return record[from:c.ends[n-1].at()]
	}
	return string(c.line[c.ends[n-2].at():])
}

// keep copies the ends of a record to where they stay.
func (c *csvReader) keep() []cellEnd {
	ends := c.slab.take(len(c.ends))
	copy(ends, c.ends)
	return ends
}

// field reads the field of a record that begins at a place, and gives the place behind its separator;
// more says that another one follows in the same record.
func (c *csvReader) field(record string, at int, limits Limits) (next int, more bool, err *csvFault) {
	quoted := at < len(record) && record[at] == '"'
	if quoted {
		c.move(record)
		from := len(c.line)
		rest := record[at+1:]
		for {
			end := strings.IndexByte(rest, '"')
			if end < 0 {
				return 0, false, &csvFault{"csv.open_quote", c.row, "a quotation mark is opened here and never closed, so that the rest of the file would be one cell"}
			}
			if c.line = append(c.line, rest[:end]...); len(c.line)-from > limits.CellBytes {
				return 0, false, limitFault(tooLongCell(c.row, limits))
			}
			if rest = rest[end+1:]; !strings.HasPrefix(rest, `"`) {
				break
			}
			c.line = append(c.line, '"')
			rest = rest[1:]
		}
		at = len(record) - len(rest)
	}
	end := c.plain(record, at)
	next, more = end, false
	switch {
	case strings.HasPrefix(record[end:], c.mark):
		next, more = end+len(c.mark), true
	case strings.HasPrefix(record[end:], "\r\n"):
		next = end + 2
	case end < len(record):
		next = end + 1
	}
	plain := record[at:end] // text after a closing quote belongs to the field
	// ="00123" is how a spreadsheet is told to keep a number as text.
	if inner, ok := strings.CutPrefix(plain, `="`); ok && !quoted && strings.HasSuffix(inner, `"`) {
		c.move(record)
		plain = strings.TrimSuffix(inner, `"`)
	}
	if !c.moved {
		if c.ends = append(c.ends, endAt(end, 0)); end-at > limits.CellBytes {
			return 0, false, limitFault(tooLongCell(c.row, limits))
		}
		return next, more, nil
	}
	from := 0
	if len(c.ends) > 0 {
		from = c.ends[len(c.ends)-1].at()
	}
	if c.line = append(c.line, plain...); len(c.line)-from > limits.CellBytes {
		return 0, false, limitFault(tooLongCell(c.row, limits))
	}
	c.ends = append(c.ends, endAt(len(c.line), 0))
	return next, more, nil
}

// plain finds the end of a field without quotes.
func (c *csvReader) plain(record string, at int) int {
	first := c.mark[0]
	for i := at; i < len(record); i++ {
		switch record[i] {
		case '\n', '\r':
			return i
		case first:
			if len(c.mark) == 1 || strings.HasPrefix(record[i:], c.mark) {
				return i
			}
		}
	}
	return len(record)
}

// move copies the fields of a record that were read so far, because from here on the record is not
// what stands in the file.
func (c *csvReader) move(record string) {
	if c.moved {
		return
	}
	c.moved = true
	from := 0
	for i, end := range c.ends {
		c.line = append(c.line, record[from:end.at()]...)
		c.ends[i] = endAt(len(c.line), 0)
		from = end.at() + len(c.mark)
	}
}

// findSeparator chooses the separator that splits the most records into the same number of fields.
func findSeparator(body string, limits Limits) rune {
	best, bestScore := ',', 0
	for _, sep := range separators {
		c := csvReader{rest: body, separator: sep}
		widths := map[int]int{}
		for range sampleRecords {
			r, ok, err := c.next(limits)
			if !ok || err != nil {
				break
			}
			widths[r.width()]++
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

// readText reads a text as one sheet.
func readText(ctx context.Context, body string, limits Limits) (*sheet, rune, *csvFault) {
	s, separator, _, fault := readTextFrom(ctx, body, nil, strings.Count(body, "\n"), limits)
	return s, separator, fault
}

// readTextFrom reads a text file as one sheet: what body has of it, and what more gives. lines is about how many
// rows it has. An error of more comes back beside the fault.
func readTextFrom(ctx context.Context, body string, more func(size int) (string, error), lines int, limits Limits) (*sheet, rune, error, *csvFault) {
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
	c := csvReader{rest: body, more: more, separator: separator}
	s := &sheet{loose: true, rows: make([]row, 0, min(lines, limits.Rows)+1)}
	text, cells := int64(0), 0
	for {
		if c.row%rowsPerCheck == 0 && ctx.Err() != nil {
			return nil, separator, nil, &csvFault{"canceled", c.row, context.Cause(ctx).Error()}
		}
		r, ok, err := c.next(limits)
		if err != nil {
			return nil, separator, c.broken, err
		}
		if !ok {
			return s, separator, nil, nil
		}
		if r.isBlank() {
			continue
		}
		text, cells = text+int64(len(r.text)), cells+r.width()
		switch s.rows = append(s.rows, r); {
		case len(s.rows) > limits.Rows:
			return nil, separator, nil, limitFault(tooManyRows(c.row, limits))
		case cells > limits.Cells:
			return nil, separator, nil, limitFault(tooManyCells(c.row, limits))
		case text > limits.Text:
			return nil, separator, nil, limitFault(tooMuchText(c.row, limits))
		}
	}
}
