package tape

import (
	"strings"
)

// role is what a sheet lists.
type role uint8

const (
	roleContracts role = iota
	roleRights
	roleInstalments
	roleAffiliates
	roleCount
)

// column is one column of a sheet under its header.
type column struct {
	index  int
	header header
	field  field
	// claimed is the field that the header names when a surer column already holds it.
	claimed    field
	convention string // how the cells are read, where that was decided for the whole column
	otherUnit  string // a unit that a row of units states against the header
}

func (c column) letter() string { return columnLetter(c.index) }

// layout is where a sheet keeps what: the rows of its header and the columns under it.
type layout struct {
	role    role
	first   int // place in sheet.rows of the first row after the header and its units
	top     int // place of the first header row
	columns []column
	byField [fieldCount][]int // places in columns
	score   int
	units   unit // of all amounts, from a title or a row of units
}

// column gives the column of a field, or nil.
func (l *layout) column(f field) *column {
	if list := l.byField[f]; len(list) > 0 {
		return &l.columns[list[0]]
	}
	return nil
}

func (l *layout) has(f field) bool { return len(l.byField[f]) > 0 }

// weights say how much a field counts towards a header being the one of its role. What no list of
// the role can do without counts most.
func weight(r role, f field) int {
	switch f {
	case fSerial, fRemark:
		return 0
	case fIndustry, fRegion, fRating, fLegalName, fPD:
		if r == roleAffiliates {
			return 0 // every list of contracts has some of them
		}
	case fContractID:
		return 3
	case fObligor, fBalance, fReceivableBalance:
		if r == roleContracts {
			return 3
		}
	case fMaturity:
		return 2
	case fDate, fPayment, fPrincipal, fRightTitle, fRightNumber, fParty, fGroup:
		if r != roleContracts {
			return 3
		}
	}
	return 1
}

// usable reports whether a layout holds what its role needs to be recognised at all.
func (l *layout) usable() bool {
	switch l.role {
	case roleRights:
		return l.has(fContractID) && (l.has(fRightTitle) || l.has(fRightNumber)) && (l.has(fRightType) || l.has(fRightNumber))
	case roleInstalments:
		return l.has(fContractID) && l.has(fDate) && (l.has(fPayment) || l.has(fPrincipal))
	case roleAffiliates:
		return l.has(fParty) && l.has(fGroup)
	}
	hits := 0
	for f := range l.byField {
		if weight(roleContracts, field(f)) > 0 && l.has(field(f)) {
			hits++
		}
	}
	return hits >= 3 && (l.has(fContractID) || l.has(fObligor)) && (l.has(fContractID) || l.has(fBalance) || l.has(fReceivableBalance))
}

// headerDepth is how many rows with content a header is searched in.
const headerDepth = 30

// findLayout searches a sheet for the header of a role, in one row or in two. It gives nil when there
// is none.
func findLayout(s *sheet, r role) *layout {
	var best *layout
	depth := min(len(s.rows), headerDepth)
	singles := make([]*layout, depth)
	for i := range depth {
		singles[i] = mapColumns(r, singleHeader(s.rows[i]))
		singles[i].top, singles[i].first = i, i+1
	}
	for i, single := range singles {
		if better(single, best) {
			best = single
		}
		if i+1 < depth && s.rows[i+1].number == s.rows[i].number+1 {
			double := mapColumns(r, doubleHeader(s, aliasSets()[r], s.rows[i], s.rows[i+1]))
			double.top, double.first = i, i+2
			// Both rows must name columns: neither a row of data under a header nor a title above one does.
			if double.score >= max(single.score, singles[i+1].score)+2 && better(double, best) {
				best = double
			}
		}
	}
	if best != nil {
		best.readUnits(s)
	}
	return best
}

func better(l, than *layout) bool {
	return l.usable() && (than == nil || l.score > than.score)
}

func singleHeader(r row) []header {
	headers := make([]header, r.width())
	for i, c := range r.cells() {
		headers[i] = readHeader(c)
	}
	return headers
}

// doubleHeader joins two rows of headers. The upper text of a merged block stands over all columns of
// the block; where the sheet does not tell merges, it stands over the columns right of it that have a
// lower text and no upper one.
func doubleHeader(s *sheet, set aliasSet, upper, lower row) []header {
	n := max(upper.width(), lower.width())
	headers := make([]header, n)
	covered := make([]int, n+1) // changes, from left to right, in how many blocks reach over a column
	for _, m := range s.merges {
		if m.top <= upper.number && upper.number <= m.bottom && m.left < m.right && m.left+1 < n {
			covered[m.left+1]++
			covered[min(m.right+1, n)]--
		}
	}
	blocks := 0
	above := ""
	for i := range n {
		blocks += covered[i]
		if text := strings.TrimSpace(upper.cell(i)); text != "" {
			above = text
		} else if blocks == 0 && (s.merges != nil || lower.cell(i) == "") {
			above = ""
		}
		below := strings.TrimSpace(lower.cell(i))
		switch {
		case below == "":
			headers[i] = readHeader(upper.cell(i))
		case above == "":
			headers[i] = readHeader(below)
		default:
			headers[i] = joinHeaders(set, above, below)
		}
	}
	return headers
}

// joinHeaders reads a lower header by itself where it names a column, and behind its upper header
// otherwise: 租赁期限 over 起始日 is 起始日, 承租人 over 行业 is 承租人行业.
func joinHeaders(set aliasSet, above, below string) header {
	joined := readHeader(above + below)
	alone := readHeader(below)
	if _, ok := set.find(joined); ok {
		return joined
	}
	if u, ok := parseUnit(below); ok {
		h := readHeader(above)
		h.unit = u
		return h
	}
	if _, ok := set.find(alone); ok {
		alone.raw = above + " " + below
		if alone.unit.isZero() {
			alone.unit = readHeader(above).unit // 金额（万元） stands over 合同金额 and 余额
		}
		return alone
	}
	return joined
}

// mapColumns finds the field of every header. Where several claim one field, the surest gets it, and
// of equals the leftmost.
func mapColumns(r role, headers []header) *layout {
	l := &layout{role: r}
	set := aliasSets()[r]
	ranks := make([]int, 0, len(headers))
	for i, h := range headers {
		if h.full == "" {
			continue
		}
		c := column{index: i, header: h}
		hit, ok := set.find(h)
		if ok {
			c.field = hit.field
		}
		l.columns = append(l.columns, c)
		ranks = append(ranks, hit.rank)
	}
	var holder [fieldCount]int // place in l.columns, plus 1
	for i := range l.columns {
		f := l.columns[i].field
		if f == fNone || fieldInfo[f].several {
			continue
		}
		switch at := holder[f] - 1; {
		case at < 0:
			holder[f] = i + 1
		case ranks[i] < ranks[at]:
			l.columns[at].field, l.columns[at].claimed = fNone, f
			holder[f] = i + 1
		default:
			l.columns[i].field, l.columns[i].claimed = fNone, f
		}
	}
	for i, c := range l.columns {
		if c.field == fNone {
			continue
		}
		if l.byField[c.field] = append(l.byField[c.field], i); len(l.byField[c.field]) == 1 {
			l.score += weight(r, c.field)
		}
	}
	return l
}

// readUnits takes the units that stand outside the headers: in a title above them (单位：万元), in a note
// below the contracts, or in a row of units right above or below the headers.
func (l *layout) readUnits(s *sheet) {
	for i := range l.first {
		for _, c := range s.rows[i].cells() {
			u, ok := unitInTitle(fold(c))
			if !ok && i < l.top {
				u, ok = unitInBracket(fold(c))
			}
			if ok && l.units.isZero() {
				l.units = u
			}
		}
	}
	for i := len(s.rows) - 1; i >= max(l.first, len(s.rows)-noteDepth) && l.units.isZero(); i-- {
		l.units = unitInNote(s.rows[i])
	}
	if l.top > 0 && isUnitRow(s.rows[l.top-1]) {
		l.applyUnits(s.rows[l.top-1])
	}
	if l.first < len(s.rows) && isUnitRow(s.rows[l.first]) {
		l.applyUnits(s.rows[l.first])
		l.first++
	}
}

// noteDepth is how many rows from the end are searched for a note that states the unit.
const noteDepth = 20

// unitInNote finds the unit that a note below the contracts states: a row with a single text.
func unitInNote(r row) unit {
	var only string
	for _, c := range r.cells() {
		switch text := fold(c); {
		case text == "":
		case only != "":
			return unit{}
		default:
			only = text
		}
	}
	u, _ := unitInTitle(only)
	return u
}

// isUnitRow reports a row that holds units and nothing else.
func isUnitRow(r row) bool {
	units := 0
	for _, c := range r.cells() {
		text := fold(c)
		_, ok := parseUnit(text)
		switch {
		case ok:
			units++
		case text == "", text == "-", text == "/", text == "单位", text == "单位:":
		default:
			if _, ok := unitInTitle(text); !ok {
				return false
			}
		}
	}
	return units > 0
}

func (l *layout) applyUnits(r row) {
	for i := range l.columns {
		c := &l.columns[i]
		u, ok := parseUnit(r.cell(c.index))
		switch {
		case !ok:
		case c.header.unit.isZero():
			c.header.unit = u
		case c.header.unit.text != u.text:
			c.otherUnit = u.text
		}
	}
}
