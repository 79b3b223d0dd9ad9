package tape

import "fmt"

// collector gathers the findings of one file.
type collector struct {
	file      string
	list      Findings
	most      int
	silent    bool              // keeps nothing
	more      map[CodeCount]int // findings beyond most
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
	if c.silent {
		return
	}
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

// takeNotations adds the counts of another collector, whose cells stand below.
func (c *collector) takeNotations(from *collector) {
	for _, key := range from.order {
		n := from.notations[key]
		if before := c.notations[key]; before != nil {
			before.count += n.count
			continue
		}
		if c.notations == nil {
			c.notations = map[notationKey]*notationCount{}
		}
		c.notations[key] = n
		c.order = append(c.order, key)
	}
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

// add adds a finding. One that is to be acted on says how: as the note does, or else as the table of
// codes does. Findings beyond the limit are counted, not kept.
func (c *collector) add(at place, n note) {
	if c.silent {
		return
	}
	if len(c.list) >= c.most {
		c.count(CodeCount{Severity: n.severity, Code: n.code}, 1)
		return
	}
	if n.advice == "" && n.severity != Info {
		n.advice = codeByName()[n.code].Advice
	}
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

func (c *collector) count(key CodeCount, n int) {
	if c.more == nil {
		c.more = map[CodeCount]int{}
	}
	c.more[key] += n
}

// take adds the findings of another collector behind those that are there.
func (c *collector) take(from *collector) {
	fits := max(0, min(len(from.list), c.most-len(c.list)))
	c.list = append(c.list, from.list[:fits]...)
	for _, f := range from.list[fits:] {
		c.count(CodeCount{Severity: f.Severity, Code: f.Code}, 1)
	}
	for key, n := range from.more {
		c.count(key, n)
	}
	c.takeNotations(from)
}

// close tells of ways of writing and, by code, of the findings that were not kept, and puts all in order.
func (c *collector) close() Findings {
	c.tellNotations()
	for key, n := range c.more {
		c.list = append(c.list, Finding{Severity: key.Severity, Code: "findings.more", File: c.file, Seen: key.Code, column: -1,
			Message: fmt.Sprintf("%d more findings of this code are not listed: the tape has more than %d in all", n, c.most),
			Advice:  "correct those that are listed and read the tape again, or raise Limits.Findings"})
	}
	c.more = nil
	c.list.sort()
	return c.list
}
