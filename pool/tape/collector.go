package tape

import "fmt"

// collector gathers the findings of one file.
type collector struct {
	file      string
	list      Findings
	notations map[notationKey]*notationCount
	order     []notationKey // as they were first seen
}

// notationKey is a way of writing in one column.
type notationKey struct {
	sheet  *sheet
	column int
	rule   string
}

type notationCount struct {
	at    place
	note  note
	count int
}

// notation counts a way of writing that loses nothing.
func (c *collector) notation(at place, n note) {
	key := notationKey{at.sheet, at.column.index, n.rule}
	if before := c.notations[key]; before != nil {
		before.count++
		return
	}
	if c.notations == nil {
		c.notations = map[notationKey]*notationCount{}
	}
	c.notations[key] = &notationCount{at, n, 1}
	c.order = append(c.order, key)
}

// tellNotations adds the findings about ways of writing: one for each column and way.
func (c *collector) tellNotations() {
	for _, key := range c.order {
		n := c.notations[key]
		if n.count > 1 {
			n.note.message += fmt.Sprintf("; so in %d cells of the column, this being the first", n.count)
		}
		c.add(n.at, n.note)
	}
	c.notations, c.order = nil, nil
}

// place is where a finding stands: a sheet, a row of it (0 for none) and a column (nil for none).
type place struct {
	sheet  *sheet
	row    int
	column *column
}

// note is the part of a finding that does not say where.
type note struct {
	severity Severity
	code     string
	seen     string
	taken    string
	rule     string
	message  string
	advice   string
}

func (c *collector) add(at place, n note) {
	f := Finding{
		Severity: n.severity, Code: n.code, File: c.file, Row: at.row,
		Seen: n.seen, Taken: n.taken, Rule: n.rule, Message: n.message, Advice: n.advice, column: -1,
	}
	if at.sheet != nil {
		f.Sheet, f.sheetOrder = at.sheet.name, at.sheet.order
	}
	if at.column != nil {
		f.Column, f.Header, f.column = at.column.letter(), at.column.header.raw, at.column.index
	}
	c.list = append(c.list, f)
}
