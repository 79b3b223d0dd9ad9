package tape

// collector gathers the findings of one file.
type collector struct {
	file string
	list Findings
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
// codes does.
func (c *collector) add(at place, n note) {
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
