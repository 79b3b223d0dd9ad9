package tape

import (
	"context"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// run carries what the steps of reading one tape share.
type run struct {
	options Options
	log     *collector
	sheet   *sheet  // of the contracts
	layout  *layout // of that sheet
	others  []*sheet

	asOf     calendar.Date
	currency money.Currency
	kind     pool.Kind // of every row without a kind of its own
	rates    map[field]rateConvention
	terms    map[field]termUnit

	contracts []row // the rows that list a contract
	totals    []totalRow
	rights    map[string][]rightEntry     // of the sheet of rights, by contract
	tables    map[string]*instalmentTable // by contract
	groups    map[string]groupEntry       // by party
	aliases   *aliasBook                  // confirmed names
	forms     map[string]string           // names of parties without their legal form
	consumed  [fieldCount]bool            // fields that some row was asked for
	said      map[string]bool             // codes of findings that are made once
}

func newRun(file string, o Options) *run {
	return &run{
		options: o, log: &collector{file: file},
		rates: map[field]rateConvention{}, terms: map[field]termUnit{},
		rights: map[string][]rightEntry{}, tables: map[string]*instalmentTable{}, groups: map[string]groupEntry{}, aliases: newAliasBook(o.Names), forms: map[string]string{},
		said: map[string]bool{},
	}
}

func (r *run) file() string { return r.log.file }

// fail makes an error about the sheet of contracts as a whole.
func (r *run) fail(code, reason, advice string) *FileError {
	e := &FileError{Code: code, File: r.file(), Reason: reason, Advice: advice}
	if r.sheet != nil {
		e.Sheet = r.sheet.name
	}
	return e
}

// at is a place on the sheet of contracts: a row (0 for none) and a column (nil for none).
func (r *run) at(number int, c *column) place { return place{r.sheet, number, c} }

func (r *run) reader(rw row) *rowReader {
	return &rowReader{run: r, sheet: r.sheet, layout: r.layout, row: rw}
}

// scale is what the amounts of a column count in: 10000 for 万元.
func (r *run) scale(l *layout, c column) decimal.Decimal {
	switch {
	case !c.header.unit.scale.IsZero():
		return c.header.unit.scale
	case !l.units.scale.IsZero():
		return l.units.scale
	}
	return decimal.New(1, 0)
}

// read takes the steps from a laid-out sheet to a result.
func (r *run) read(ctx context.Context, extras []extraSheet) (*Result, error) {
	for _, step := range []func() *FileError{r.checkColumns, r.sortRows, r.findCurrency, r.findKind} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	r.decideRates()
	if err := r.findAsOf(); err != nil {
		return nil, err
	}
	r.decideTerms()
	for _, x := range extras {
		if err := r.readExtra(ctx, x); err != nil {
			return nil, err
		}
	}
	r.joinGroups()
	r.checkZeros()
	drafts, err := r.drafts(ctx)
	if err != nil {
		return nil, err
	}
	r.reconcile(drafts)
	r.checkContents(drafts)
	result, err := r.assemble(drafts)
	return result, err
}
