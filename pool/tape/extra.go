package tape

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/pool"
)

// extraSheet is a sheet beside that of the contracts which says more about them.
type extraSheet struct {
	sheet  *sheet
	layout *layout
}

// readExtra reads such a sheet by its role.
func (r *run) readExtra(ctx context.Context, x extraSheet) error {
	what := map[role]string{roleRights: "rights", roleInstalments: "tables of instalments", roleAffiliates: "affiliates"}[x.layout.role]
	r.log.add(place{sheet: x.sheet}, note{severity: Info, code: "sheet.extra", taken: what, message: "this sheet is read as a list of " + what})
	for i := range x.layout.columns {
		c := &x.layout.columns[i]
		if c.field == fNone {
			r.log.add(place{x.sheet, 0, c}, note{severity: Info, code: "column.unmapped", seen: c.header.raw, message: "the header names nothing that is known on such a sheet; the column is not read"})
		}
	}
	for i, rw := range x.sheet.rows[x.layout.first:] {
		if i%rowsPerCheck == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		reader := &rowReader{run: r, sheet: x.sheet, layout: x.layout, row: rw}
		if reader.isAside() {
			continue
		}
		if reader.isExample() {
			r.example(reader, reader.raw(fSerial))
			continue
		}
		switch x.layout.role {
		case roleRights:
			reader.readRightRow()
			if err := r.checkRights(); err != nil {
				return err
			}
		case roleInstalments:
			reader.readInstalmentRow()
		case roleAffiliates:
			reader.readAffiliateRow()
		}
	}
	return nil
}

// isAside reports rows of an extra sheet that list nothing: totals, notes, bare serial numbers.
func (r *rowReader) isAside() bool {
	first, texts := "", 0
	for _, c := range r.row.cells() {
		if s := fold(c); s != "" {
			if texts++; first == "" {
				first = s
			}
		}
	}
	return isTotalLabel(first) || isNoteLabel(first) || texts == 1
}

// contractID reads the number of the contract that a row of an extra sheet belongs to.
func (r *rowReader) contractID() (string, bool) {
	id, ok := take(r, fContractID, parseContractID, func(s string) string { return s })
	if !ok && !r.faulty.has(fContractID) {
		r.missing(fContractID, "contract.missing_id", "the contract number")
	}
	return id, ok
}

// readRightRow reads a row of the sheet of rights. A row with an error lists no right; the contract
// stays.
func (r *rowReader) readRightRow() {
	id, ok := r.contractID()
	title, _ := take(r, fRightTitle, parseRightTitle, func(v rightTitle) string { return v.title })
	count, hasCount := take(r, fRightCount, func(t text) reading[int] {
		return parseCount(t, "right.count_invalid", "项", "件", "个", "种", "部", "首", "份")
	}, func(n int) string { return fmt.Sprint(n) })
	own := r.words(fRightID)
	list := r.listedNumbers()
	numbers := list.rights
	if !r.run.countRights(len(numbers)) {
		return // the tape is refused
	}
	if own != "" {
		list.rights = nil // the row is one right, under its own identifier, whatever numbers it has
	}
	facts := r.rightFacts(list.rights)
	facts.title = title.title
	if !hasCount {
		count = max(title.count, list.count)
	}
	if !ok || r.failed {
		return
	}
	rights := r.rightsOf(list, facts, count, fmt.Sprintf("%s/ip%d", id, len(r.run.rights[id])+1))
	if !r.run.countRights(max(len(rights)-len(numbers), 0)) {
		return
	}
	if own != "" {
		s := &rights[0]
		r.typeFromNumbers(s, numbers)
		s.ID, s.Count = own, max(s.Count, len(numbers))
		if len(numbers) > 0 {
			s.Number = oneLine(fold(r.raw(fRightNumber)))
		}
		if s.Count == 1 && !hasCount {
			s.Count = 0
		}
	}
	for i := range rights {
		s := &rights[i]
		key := [2]string{id, s.ID}
		if r.run.listed[key] {
			r.warn(fRightNumber, note{code: "right.repeated", seen: s.Number, message: "the contract lists the same number before; counted once"})
			continue
		}
		r.run.listed[key] = true
		r.run.rights[id] = append(r.run.rights[id], rightEntry{s, r, fRightNumber})
	}
}

// listedNumbers reads the numbers of a row of the sheet of rights.
func (r *rowReader) listedNumbers() rightList {
	raw := r.raw(fRightNumber)
	if c := r.layout.column(fRightNumber); c != nil && r.sheet.text(r.row, c.index).number {
		raw = shortest(raw) // 201810123456.70001 is stored for 201810123456.7
	}
	list := readRightList(raw, r.run.roomForRights())
	r.reportList(fRightNumber, list)
	return list
}

// instalmentTable is the table of one contract, with the row it begins on.
type instalmentTable struct {
	rows   []instalmentRow
	broken bool          // some row of it has an error
	last   calendar.Date // of its days on or before the cut-off date
	reader *rowReader
}

// inOrder gives the rows by their days.
func (t *instalmentTable) inOrder() []instalmentRow {
	rows := slices.Clone(t.rows)
	slices.SortStableFunc(rows, func(a, b instalmentRow) int { return int(a.spec.Date) - int(b.spec.Date) })
	return rows
}

type instalmentRow struct {
	spec   pool.InstalmentSpec
	reader *rowReader
	// what the row states, nil where it does not
	payment, principal, interest, left *decimal.Decimal
}

// readInstalmentRow reads one instalment. Where a sheet has both, the whole payment counts.
func (r *rowReader) readInstalmentRow() {
	id, ok := r.contractID()
	if !ok {
		return
	}
	table := r.run.tables[id]
	if table == nil {
		table = &instalmentTable{reader: r}
		r.run.tables[id] = table
	}
	s := pool.InstalmentSpec{Date: r.date(fDate)}
	row := instalmentRow{reader: r, principal: r.amount(fPrincipal), interest: r.amount(fInterest), left: r.amount(fLeft), payment: r.amount(fPayment)}
	if row.principal == nil && row.payment != nil && row.interest != nil {
		left := row.payment.Sub(*row.interest)
		row.principal = &left
	}
	if r.layout.has(fPayment) {
		s.Payment = row.payment
	} else {
		s.Principal = row.principal
	}
	row.spec = s
	row.checkSum()
	switch {
	case r.failed:
	case s.Date.IsZero():
		r.missing(fDate, "instalment.date", "the date of the instalment")
	case s.Payment == nil && s.Principal == nil:
		f := fPayment
		if !r.layout.has(f) {
			f = fPrincipal
		}
		r.missing(f, "instalment.amount", "the amount of the instalment")
	case !s.Date.After(r.run.asOf):
		r.info(fDate, note{code: "instalment.past", seen: r.raw(fDate), message: "the instalment falls on or before the cut-off date, " + r.run.asOf.String() + "; skipped"})
		table.last = max(table.last, s.Date)
		return
	}
	table.broken = table.broken || r.failed
	table.rows = append(table.rows, row)
}

// attachTable gives a contract its table of instalments: when its form is irregular, or not stated.
func (d *draft) attachTable(s *pool.InstalmentsSpec) {
	table := d.run.tables[d.spec.ID]
	if table == nil || d.spec.ID == "" {
		return
	}
	switch {
	case s.Form != pool.Irregular && s.Form != pool.RepaymentUnknown:
		if !table.broken {
			d.checkTable(table.inOrder(), table.last) // also a table that is left out says what is amiss
		}
		d.warn(fRepayment, note{code: "repayment.table", seen: d.raw(fRepayment), taken: s.Form.String(),
			message: fmt.Sprintf("sheet %s has a table for this contract, from row %d on; the stated form is taken", table.reader.sheet.name, table.reader.row.number),
			advice:  "write 不规则 if the table holds"})
		return
	case table.broken:
		d.fail(fContractID, note{code: "instalment.broken", seen: d.raw(fContractID), message: "the table of instalments on sheet " + table.reader.sheet.name + " has errors", advice: "correct the rows named there"})
		return
	case s.Form == pool.RepaymentUnknown:
		d.info(fRepayment, note{code: "repayment.from_table", taken: pool.Irregular.String(), rule: "repayment.table", message: "no form of repayment is stated, but a table of instalments is"})
	}
	s.Form = pool.Irregular
	rows := table.inOrder()
	d.checkTable(rows, table.last)
	for _, row := range rows {
		s.Table = append(s.Table, row.spec)
	}
	d.table = rows
}

// failInstalment tells a fault of the table at the row of the table, and rejects the contract.
func (d *draft) failInstalment(i int, part string, n note) {
	row := d.table[i]
	f := fPayment
	switch {
	case part == "date":
		f = fDate
	case row.spec.Payment == nil:
		f = fPrincipal
	}
	if raw := row.reader.raw(f); raw != "" {
		n.seen = raw
	}
	n.code = strings.Replace(n.code, "contract.", "instalment.", 1)
	row.reader.fail(f, n)
	if !d.faulty.has(fContractID) {
		d.fail(fContractID, note{code: "instalment.broken", seen: d.raw(fContractID), message: "the table of instalments on sheet " + row.reader.sheet.name + " has errors", advice: "correct the rows named there"})
	}
}

// groupEntry is what the sheet of affiliates says of a party, with the row that does.
type groupEntry struct {
	mention
	reader *rowReader
}

// readAffiliateRow reads which group a firm belongs to, and what else the sheet says of it.
func (r *rowReader) readAffiliateRow() {
	r.readAliases()
	m := mention{id: partyID(r.words(fParty)), field: fParty, group: r.words(fGroup), rating: r.words(fRating), legal: r.name(fLegalName), industryField: fIndustry, provinceField: fRegion}
	m.name = m.id
	m.industry, _ = take(r, fIndustry, parseIndustry, pool.Industry.String)
	m.province, _ = take(r, fRegion, parseRegion, pool.Province.String)
	m.pd, m.standing = r.ratio(fPD), r.standing()
	saysMore := m.rating+m.legal != "" || m.industry.IsKnown() || m.province.IsKnown() || m.pd != nil || m.standing != nil
	switch before, known := r.run.groups[m.id]; {
	case m.id == "":
		if !r.failed {
			r.missing(fParty, "affiliate.party", "the name of the firm")
		}
	case m.group == "" && !saysMore:
		if !r.failed && !r.states(fAlias) {
			r.warn(fGroup, note{code: "affiliate.group", message: "the group is missing; the row says nothing"})
		}
	case known && before.group != m.group:
		r.warn(fGroup, note{code: "party.differs", seen: m.group, taken: before.group, message: fmt.Sprintf("row %d puts the firm in another group; kept", before.reader.row.number)})
	case known && saysMore:
		r.warn(fParty, note{code: "party.differs", seen: r.raw(fParty), message: fmt.Sprintf("row %d speaks of the same firm; kept", before.reader.row.number)})
	case !known:
		r.run.groups[m.id] = groupEntry{m, r}
	}
}

// readAliases reads the other names of a firm: a person who fills in the column confirms them.
func (r *rowReader) readAliases() {
	firm := r.name(fParty)
	others, _ := take(r, fAlias, func(t text) reading[[]string] {
		got := parseNames(t, true)
		got.repairs = nil
		return got
	}, showNames)
	for _, other := range others {
		if firm != "" && !r.run.aliases.confirm(firm, other, "names.sheet") {
			r.warn(fAlias, note{code: "party.alias_conflict", seen: other, message: "the name is confirmed as that of another firm already; kept so", advice: "let every name stand for one firm"})
		}
	}
}

// joinGroups moves what the sheet of affiliates says of other names of a firm to the firm.
func (r *run) joinGroups() {
	for _, id := range sortedKeys(r.groups) {
		firm := r.aliases.resolve(id)
		if firm == id {
			continue
		}
		entry := r.groups[id]
		delete(r.groups, id)
		if before, known := r.groups[firm]; known && before.group != entry.group {
			entry.reader.warn(fGroup, note{code: "party.differs", seen: entry.group, taken: before.group, message: fmt.Sprintf("row %d puts the firm, by another name, in another group; kept", before.reader.row.number)})
			continue
		} else if known {
			continue
		}
		entry.id, entry.name = firm, r.aliases.name[firm]
		r.groups[firm] = entry
	}
}

// checkExtras reports rows of extra sheets that belong to no contract and no party of the tape.
func (r *run) checkExtras(contracts, parties func(id string) bool) {
	for _, id := range sortedKeys(r.rights) {
		if !contracts(id) {
			e := r.rights[id][0]
			e.reader.warn(fContractID, note{code: "right.contract_unknown", seen: id, message: "no contract that was taken has this number; its rights are left out"})
		}
	}
	for _, id := range sortedKeys(r.tables) {
		if !contracts(id) {
			r.tables[id].reader.warn(fContractID, note{code: "instalment.contract_unknown", seen: id, message: "no contract that was taken has this number; its table is left out"})
		}
	}
	for _, name := range sortedKeys(r.groups) {
		if !parties(name) {
			r.groups[name].reader.info(fParty, note{code: "affiliate.unknown", seen: name, message: "no contract names this firm"})
		}
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
