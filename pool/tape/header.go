package tape

import "strings"

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
	by         string // how the field was found (byAlias, …)
	score      float64
	cellUnit   rateUnit   // in which all cells state their rates themselves
	unitBy     string     // how the unit was found, where a mapping says so
	headerless bool       // cells stand here, but no header
	samples    []string   // some texts of the cells, where the header is no known one
	likely     []likeness // what the header may mean, likeliest first
	convention string     // how the cells are read, where that was decided for the whole column
	otherUnit  string     // a unit that a row of units states against the header
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
	case fIndustry, fRegion, fRating, fLegalName, fPD, fDomestic, fBankrupt, fRestricted, fLitigation, fGovernmentVehicle:
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
	case fDate, fPayment, fPrincipal, fRightTitle, fRightNumber, fParty, fGroup, fAlias:
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
		return l.has(fParty) && (l.has(fGroup) || l.has(fAlias))
	}
	hits := 0
	for f := range l.byField {
		if weight(roleContracts, field(f)) > 0 && l.has(field(f)) {
			hits++
		}
	}
	return hits >= 3 && l.score >= leastScore && (l.has(fContractID) || l.has(fObligor)) && (l.has(fContractID) || l.has(fBalance) || l.has(fReceivableBalance))
}

// leastScore is what the header of a list of contracts must weigh at least.
const leastScore = 8

// complete reports a layout with everything that a list of contracts must have.
func (l *layout) complete() bool { return len(l.missing()) == 0 }

// missing names what a list of contracts must have and this one has not.
func (l *layout) missing() []string {
	var list []string
	if !l.has(fContractID) {
		list = append(list, "合同编号 (contract number)")
	}
	if !l.has(fObligor) && !l.has(fCoObligors) {
		list = append(list, "承租人/债务人/借款人/被许可人 (obligor)")
	}
	if !l.has(fBalance) && !l.has(fReceivableBalance) {
		list = append(list, "未偿本金余额 (outstanding balance)")
	}
	if !l.has(fMaturity) && !l.has(fRemainingTerm) && !(l.has(fStart) && l.has(fOriginalTerm)) {
		list = append(list, "到期日 (maturity)")
	}
	return list
}

// headerDepth is how many rows with content a header is searched in.
const headerDepth = 30

// better reports the layout that names more; of equals the one that needs fewer rows for it.
func better(l, than *layout) bool {
	return l.usable() && (than == nil || l.score > than.score || l.score == than.score && l.first == than.first && l.top > than.top)
}

// readUnits takes the units that stand outside the headers: in a title above them (单位：万元), in a note
// below the contracts, in the name of the sheet, or in a row of units right above or below the headers.
func (l *layout) readUnits(s *sheet) {
	for i := range l.first {
		before := "" // the cell to the left that has a text: 单位 | 万元
		for _, c := range s.rows[i].cells() {
			u, ok := unitInTitle(fold(c))
			if text := fold(c); text != "" {
				if key := squeeze(strings.TrimRight(before, ":")); !ok && i < l.top && (key == "单位" || key == "金额单位" || key == "unit" || key == "units") {
					u, ok = moneyUnit(squeeze(text))
				}
				before = text
			}
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
	for _, in := range []func(string) (unit, bool){unitInBracket, unitInTitle} { // a sheet 清单（万元）, 清单 单位：万元
		if u, ok := in(fold(s.name)); ok && l.units.isZero() {
			l.units = u
		}
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
		case !c.header.unit.equal(u):
			c.otherUnit = u.text
		}
	}
}
