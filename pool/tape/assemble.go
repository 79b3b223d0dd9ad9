package tape

import (
	"errors"
	"fmt"
	"slices"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/pool"
)

// assemble puts the rows without errors together and resolves them. What Resolve refuses is told at
// the cell it came from, the row is rejected, and the rest is resolved again.
func (r *run) assemble(drafts []*draft) (*Result, error) {
	for _, d := range drafts {
		if d.failed {
			r.findMore(d)
		}
	}
	similar := r.proposeNames(drafts)
	var spec assembled
	var resolved *pool.Pool
	for {
		spec = r.assembly(drafts, r.specs)
		spec.groups(r)
		spec.pool.Parties = spec.parties.list
		if len(spec.drafts) == 0 {
			break
		}
		p, err := spec.pool.Resolve()
		if err == nil {
			resolved = p
			break
		}
		if !r.blame(spec, err) {
			return nil, r.unplaced(err)
		}
	}
	spec.report(r)
	result := &Result{File: r.file(), Sheet: r.sheet.name, RowsRead: len(drafts), Accepted: len(spec.drafts), Columns: r.describe(), SimilarNames: similar, Spec: spec.pool, Pool: resolved, limits: r.options.Limits}
	if r.options.PoolOnly {
		result.Spec = pool.Spec{}
	}
	result.Rejected = result.RowsRead - result.Accepted
	if result.Accepted == 0 {
		r.log.add(r.at(0, nil), note{severity: Error, code: "rows.all_rejected", message: fmt.Sprintf("none of the %d rows could be taken", result.RowsRead), advice: "correct the errors listed"})
	}
	result.Findings = r.log.close()
	if r.options.Strict && result.Findings.Count(Error) > 0 {
		result.Pool = nil
		return result, &FindingsError{findings: result.Findings}
	}
	return result, nil
}

// assembled is a specification with the rows that its parts came from.
type assembled struct {
	pool      pool.Spec
	drafts    []*draft     // by contract
	rights    []rightEntry // by right
	parties   partyBook
	conflicts []func() // findings about parts that do not agree, made once at the end
	replaced  []*draft // contracts whose own rights gave way to the sheet of rights
}

// assembly puts rows without errors together. The specifications of the contracts come to stand in room
// without gaps: a large tape would hold all of them twice if they were copied.
func (r *run) assembly(drafts []*draft, room []pool.ContractSpec) assembled {
	a := assembled{pool: pool.Spec{Schema: pool.Schema, AsOf: r.asOf, Currency: r.currency, FX: r.options.FX}}
	accepted, rights := 0, 0
	for _, d := range drafts {
		if !d.failed {
			accepted, rights = accepted+1, rights+max(len(d.rights), len(r.rights[d.spec.ID]))
		}
	}
	if accepted > 0 {
		a.drafts, a.pool.Contracts = make([]*draft, 0, accepted), room[:0:accepted]
	}
	if rights > 0 {
		a.pool.Rights, a.rights = make([]pool.RightSpec, 0, rights), make([]rightEntry, 0, rights)
	}
	at := make(map[string]int, rights) // rights by id
	for _, d := range drafts {
		if d.failed {
			spec := *d.spec // a later row may take its room
			d.spec = &spec
			continue
		}
		for _, m := range d.mentions {
			for _, c := range a.parties.enter(m) {
				a.conflicts = append(a.conflicts, func() {
					d.warn(c.field, note{code: "party.differs", seen: c.now, taken: c.before, message: fmt.Sprintf("an earlier row says otherwise of %s; kept", m.id), advice: "let all rows say the same"})
				})
			}
		}
		spec := *d.spec
		spec.Rights = nil
		entries := d.rights
		if own, listed := r.rights[d.spec.ID]; listed {
			if len(entries) > 0 {
				a.replaced = append(a.replaced, d)
			}
			entries = own
		}
		for i := range entries {
			spec.Rights = append(spec.Rights, a.enterRight(at, &entries[i]))
		}
		a.pool.Contracts = append(a.pool.Contracts, spec)
		d.spec = &a.pool.Contracts[len(a.pool.Contracts)-1]
		a.drafts = append(a.drafts, d)
	}
	a.pool.Parties = a.parties.list
	return a
}

// enterRight adds a right, or finds that it stands behind an earlier contract too. From then on the entry
// is the right that was added.
func (a *assembled) enterRight(at map[string]int, e *rightEntry) string {
	if e.spec.Owner != "" {
		a.parties.enter(mention{id: e.spec.Owner, name: e.spec.Owner})
	}
	i, known := at[e.spec.ID]
	if !known {
		at[e.spec.ID] = len(a.pool.Rights)
		a.pool.Rights = append(a.pool.Rights, *e.spec) // there is room: nothing moves
		e.spec = &a.pool.Rights[len(a.pool.Rights)-1]
		a.rights = append(a.rights, *e)
		return e.spec.ID
	}
	first := a.rights[i]
	a.conflicts = append(a.conflicts, func() {
		e.reader.warn(e.field, note{code: "right.shared", seen: e.spec.Number, taken: e.spec.ID,
			message: fmt.Sprintf("the same right stands in %s", placeText("", first.reader.sheet.name, first.reader.row.number, "", "")),
			advice:  "check which contract it secures, and in which rank"})
		if first.spec.Type != e.spec.Type || differs(first.spec, e.spec) {
			e.reader.warn(e.field, note{code: "right.differs", seen: e.spec.Number, message: "an earlier row says otherwise of this right; the earlier one is kept", advice: "let both rows say the same"})
		}
	})
	return e.spec.ID
}

// differs reports appraisals or expiries that contradict each other.
func differs(a, b *pool.RightSpec) bool {
	if a.Appraisal != nil && b.Appraisal != nil && !a.Appraisal.Equal(*b.Appraisal) {
		return true
	}
	return !a.Expires.IsZero() && !b.Expires.IsZero() && a.Expires != b.Expires
}

// groups enters what the sheet of affiliates says of parties that contracts name.
func (a *assembled) groups(r *run) {
	for _, name := range sortedKeys(r.groups) {
		if _, named := a.parties.index[name]; !named {
			continue
		}
		entry := r.groups[name]
		for _, c := range a.parties.enter(entry.mention) {
			a.conflicts = append(a.conflicts, func() {
				n := note{code: "party.differs", seen: c.now, taken: c.before, message: "the sheet of contracts says otherwise of the firm; kept"}
				if c.field == fGroup {
					n.message = "the sheet of contracts puts the firm in another group; kept"
				}
				entry.reader.warn(c.field, n)
			})
		}
	}
}

// report makes the findings about parts that do not agree, once the contracts are settled.
func (a *assembled) report(r *run) {
	for _, conflict := range a.conflicts {
		conflict()
	}
	for _, d := range a.replaced {
		d.info(fRightTitle, note{code: "right.sheet_taken", seen: d.raw(fRightTitle), message: "the rights of this contract are taken from the sheet of rights"})
	}
	contracts, parties := map[string]bool{}, map[string]bool{}
	for _, d := range a.drafts {
		contracts[d.spec.ID] = true
	}
	for _, p := range a.pool.Parties {
		parties[p.ID] = true
	}
	r.checkExtras(contracts, parties)
}

// findMore resolves a rejected row by itself, so that all that is wrong with it is told at once.
// Parts of the row with an error already say nothing new.
func (r *run) findMore(d *draft) {
	alone, reader, spec := *d, *d.rowReader, *d.spec
	alone.rowReader, alone.spec, reader.failed = &reader, &spec, false
	if alone.spec.ID == "" {
		alone.spec.ID = "unknown"
	}
	alone.rights = slices.Clone(d.rights)
	a := r.assembly([]*draft{&alone}, make([]pool.ContractSpec, 1))
	_, err := a.pool.Resolve()
	var list *faults.Error
	if !errors.As(err, &list) {
		return
	}
	for _, f := range list.Faults() {
		part, _, rest, ok := splitPath(f.Path)
		at := fieldOfPath(rest, d.layout)
		if !ok || part != "contracts" || at == fNone || d.faulty.has(at) || derivesFromFaulty(d, at) {
			continue
		}
		d.failAt(rest, f)
	}
}

// failAt tells a fault of the contract at the cell that its path points to.
func (d *draft) failAt(path string, f faults.Fault) {
	if i, part, ok := instalmentOf(path); ok && i < len(d.table) {
		d.failInstalment(i, part, faultNote(f, ""))
		return
	}
	at := fieldOfPath(path, d.layout)
	d.fail(at, faultNote(f, d.raw(at)))
}

// derivesFromFaulty reports a value that is missing only because another cell of the row is faulty.
func derivesFromFaulty(d *draft, f field) bool {
	switch f {
	case fMaturity:
		return d.faulty.has(fStart) || d.faulty.has(fOriginalTerm) || d.faulty.has(fRemainingTerm)
	case fBalance:
		return d.faulty.has(fReceivableBalance)
	case fRepayment:
		return d.faulty.has(fContractID)
	}
	return false
}

// faultNote words a fault of the resolution for a person at the spreadsheet.
func faultNote(f faults.Fault, raw string) note {
	n := note{code: "contract." + string(f.Code), seen: f.Seen, message: "not acceptable", advice: "expected " + f.Want}
	if f.Code == faults.Missing {
		n.message = "missing"
	}
	if raw != "" {
		n.seen = raw
	}
	return n
}

// blame tells every fault of a resolution at its cell and rejects the rows; false when a fault
// belongs to no row.
func (r *run) blame(a assembled, err error) bool {
	var list *faults.Error
	if !errors.As(err, &list) {
		return false
	}
	blamed := false
	for _, f := range list.Faults() {
		part, i, rest, ok := splitPath(f.Path)
		switch {
		case ok && part == "contracts" && i < len(a.drafts):
			a.drafts[i].failAt(rest, f)
			blamed = true
		case ok && part == "rights" && i < len(a.rights):
			n := faultNote(f, "")
			n.code = "right." + string(f.Code)
			blamed = a.blameRight(i, fieldOfPath(rest, a.rights[i].reader.layout), n) || blamed
		}
	}
	return blamed
}

// blameRight rejects the rows of all contracts that rest on a right which Resolve refuses.
func (a *assembled) blameRight(i int, f field, n note) bool {
	e := a.rights[i]
	e.reader.fail(f, n)
	rejected := false
	for j, c := range a.pool.Contracts {
		for _, id := range c.Rights {
			if id != e.spec.ID {
				continue
			}
			if a.drafts[j].rowReader != e.reader && !a.drafts[j].failed {
				a.drafts[j].fail(fRightTitle, note{code: "right.refused", seen: id, message: "a right of this contract is refused"})
			}
			rejected = true
		}
	}
	return rejected
}

// unplaced is an error of Resolve about the specification as a whole.
func (r *run) unplaced(err error) error {
	return r.fail("pool.refused", "the contracts make no pool: "+err.Error(), "see the message")
}
