package tape

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/pool"
)

// assemble reads the contract rows and makes the pool of those without errors. What the pool refuses is told
// at the cell it came from, the row is rejected, and the rest is read once more.
func (r *run) assemble(ctx context.Context) (*Result, error) {
	reading := r.newReading()
	if err := reading.first(ctx); err != nil {
		return nil, err
	}
	f := reading.feeder
	var resolved *pool.Pool
	for len(f.rows) > 0 {
		p, err := f.build.Pool()
		if err == nil {
			resolved = p
			break
		}
		if !f.blame(err, reading.rejected) {
			return nil, r.unplaced(err)
		}
		if err := reading.again(ctx); err != nil {
			return nil, err
		}
		f = reading.feeder
	}
	f.report()
	n := len(r.contracts)
	result := &Result{File: r.file(), Sheet: r.sheet.name, RowsRead: n, Accepted: len(f.rows), Rejected: n - len(f.rows), Columns: r.describe(), SimilarNames: reading.similar, Pool: resolved, limits: r.options.Limits}
	switch {
	case f.keep != nil:
		result.Spec = *f.keep
	case !r.options.PoolOnly:
		r.log.add(r.at(0, nil), note{severity: Info, code: "spec.left_out", message: fmt.Sprintf("the tape has %d contracts: the pool is given without their specification", n)})
	}
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

// contractReading reads the contract rows, once, and again when the pool refuses some of them.
type contractReading struct {
	run      *run
	ledger   *ledger
	feeder   *feeder
	rejected []bool // by row
	similar  []SimilarName
}

func (r *run) newReading() *contractReading {
	return &contractReading{run: r, ledger: r.newLedger(), rejected: make([]bool, len(r.contracts))}
}

// begin makes a feeder for the rows that are not rejected.
func (c *contractReading) begin() {
	c.feeder = c.run.newFeeder(&c.ledger.texts, len(c.run.contracts))
	if c.run.options.PoolOnly || c.run.leavesSpec() {
		return
	}
	spec := c.feeder.head()
	c.feeder.keep = &spec
}

// leavesSpec reports a tape with too many contracts for their specification to stay in the result.
func (r *run) leavesSpec() bool {
	return len(r.contracts) > r.options.Limits.withDefaults().SpecContracts
}

// first reads all rows, with their findings, compares them, and hands those without errors to the pool.
func (c *contractReading) first(ctx context.Context) error {
	r := c.run
	repeats, more := r.collector(), r.collector()
	repeatsRun, moreRun := r.logging(repeats), r.logging(more)
	c.begin()
	err := r.readBlocks(ctx, false, func(int) bool { return false }, func(b *block) error {
		r.join(b.run)
		if err := r.checkRights(); err != nil {
			return err
		}
		for k := range b.drafts {
			d, row := &b.drafts[k], b.from+k
			if k%rowsPerCheck == 0 && ctx.Err() != nil {
				return context.Cause(ctx)
			}
			c.ledger.enter(d, repeatsRun)
			if d.failed {
				c.rejected[row] = true
				moreRun.findMore(d)
				continue
			}
			b.kept = c.feeder.take(d, row) || b.kept
		}
		r.release(b)
		return nil
	})
	if err != nil {
		return err
	}
	c.feeder.groups()
	for _, n := range r.later {
		r.once(n.field, n.note)
	}
	r.log.take(repeats)
	r.reportUnread()
	c.ledger.compareForms()
	r.reconcile(c.ledger)
	r.checkContents(c.ledger)
	r.log.take(more)
	c.similar = r.proposeNames(c.ledger.names)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

// again reads the rows that are not rejected once more, into another pool.
func (c *contractReading) again(ctx context.Context) error {
	r := c.run
	if err := r.restore(ctx); err != nil {
		return err
	}
	c.begin()
	err := r.readBlocks(ctx, true, func(row int) bool { return c.rejected[row] }, func(b *block) error {
		for k := range b.drafts {
			d, row := &b.drafts[k], b.from+k
			if k%rowsPerCheck == 0 && ctx.Err() != nil {
				return context.Cause(ctx)
			}
			if c.rejected[row] {
				continue
			}
			c.ledger.known(d, row)
			b.kept = c.feeder.take(d, row) || b.kept
		}
		return nil
	})
	if err != nil {
		return err
	}
	c.feeder.groups()
	return nil
}

// release lets go of the contents of rows that have been read. Rows under a merged block are read from the row
// it begins in, and so are kept on sheets with merged blocks.
func (r *run) release(b *block) {
	if r.reload == nil || len(r.sheet.tall) > 0 {
		return
	}
	if !r.released {
		r.released = true
		r.sheet.rows = slices.Clone(r.sheet.rows[:r.layout.first]) // those with contracts are also in r.contracts
	}
	for i := range b.drafts {
		rw := &r.contracts[b.from+i]
		*rw = row{number: rw.number}
	}
}

// restore reads the rows once more that were let go of.
func (r *run) restore(ctx context.Context) error {
	if !r.released {
		return nil
	}
	s, err := r.reload(ctx)
	if err != nil {
		return err
	}
	at := 0
	for i := range r.contracts {
		for s.rows[at].number != r.contracts[i].number {
			at++
		}
		r.contracts[i] = s.rows[at]
	}
	r.released, r.reload = false, nil
	return nil
}

// findMore resolves a rejected row by itself, so that all that is wrong with it is told at once.
// Parts of the row with an error already say nothing new.
func (r *run) findMore(d *draft) {
	alone, reader, spec := *d, *d.rowReader, *d.spec
	alone.rowReader, alone.spec, reader.failed, reader.run = &reader, &spec, false, r
	if alone.spec.ID == "" {
		alone.spec.ID = "unknown"
	}
	alone.rights = slices.Clone(d.rights)
	f := r.newFeeder(new(textStore), 1)
	f.take(&alone, 0)
	_, err := f.build.Pool()
	var list *faults.Error
	if !errors.As(err, &list) {
		return
	}
	d.run = r
	for _, fault := range list.Faults() {
		part, _, rest, ok := splitPath(fault.Path)
		at := fieldOfPath(rest, d.layout)
		if !ok || part != "contracts" || at == fNone || d.faulty.has(at) || derivesFromFaulty(d, at) {
			continue
		}
		d.failAt(rest, fault)
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

// blame tells every fault of a pool at its cell and rejects the rows; false when a fault belongs to no row.
func (f *feeder) blame(err error, rejected []bool) bool {
	var list *faults.Error
	if !errors.As(err, &list) {
		return false
	}
	drafts := map[int]*draft{} // by row
	for at, d := range f.refused {
		drafts[int(f.rows[at])] = d
	}
	for _, right := range f.refusedRights {
		for _, d := range right.resting {
			drafts[d.placed] = d
		}
	}
	for _, d := range drafts {
		d.run = f.run
	}
	blamed := false
	for _, fault := range list.Faults() {
		part, i, rest, ok := splitPath(fault.Path)
		switch {
		case ok && part == "contracts" && f.refused[i] != nil:
			f.refused[i].failAt(rest, fault)
			blamed = true
		case ok && part == "rights" && f.refusedRights[i] != nil:
			n := faultNote(fault, "")
			n.code = "right." + string(fault.Code)
			right := f.refusedRights[i]
			blamed = right.blame(fieldOfPath(rest, right.entry.reader.layout), n) || blamed
		}
	}
	for row, d := range drafts {
		rejected[row] = rejected[row] || d.failed
	}
	return blamed
}

// blame rejects the rows of all contracts that rest on a right which the pool refuses.
func (r *refusedRight) blame(f field, n note) bool {
	e := r.entry
	e.reader.fail(f, n)
	for _, d := range r.resting {
		if d.rowReader != e.reader && !d.failed {
			d.fail(fRightTitle, note{code: "right.refused", seen: e.spec.ID, message: "a right of this contract is refused"})
		}
	}
	return len(r.resting) > 0
}

// unplaced is an error of Resolve about the specification as a whole.
func (r *run) unplaced(err error) error {
	return r.fail("pool.refused", "the contracts make no pool: "+err.Error(), "see the message")
}
