package tape

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// run carries what the steps of reading one tape share.
type run struct {
	ctx     context.Context // of this one reading, for loops over rows
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
	// dateOrders is the order of day and month in columns of days that are written year last.
	dateOrders map[field]string

	contracts  []row                                 // the rows that list a contract
	again      func() ([]byte, error)                // gives the bytes of the file once more
	reload     func(context.Context) (*sheet, error) // reads the sheet of contracts once more
	released   bool                                  // the contents of rows were let go, see release
	totals     []totalRow
	differing  int                         // totals that differ from the rows
	rights     map[string][]rightEntry     // of the sheet of rights, by contract
	listed     map[[2]string]bool          // contracts with their rights, on the sheet of rights
	tables     map[string]*instalmentTable // by contract
	groups     map[string]groupEntry       // by party
	aliases    *aliasBook                  // confirmed names
	consumed   [fieldCount]bool            // fields that some row was asked for
	said       map[string]bool             // codes of findings that are made once
	memos      [fieldCount]any             // see remembered
	isFork     bool                        // see fork
	later      []fieldNote                 // what a fork would have said once
	rightCount *atomic.Int64               // rights listed so far, also by the rows of forks
	headers    []string                    // of the columns, folded
	folded     []string                    // the cells of the row that is classified
}

func newRun(file string, o Options) *run {
	return &run{
		options: o, log: &collector{file: file, most: o.Limits.withDefaults().Findings},
		rates: map[field]rateConvention{}, terms: map[field]termUnit{}, dateOrders: map[field]string{},
		rights: map[string][]rightEntry{}, listed: map[[2]string]bool{}, tables: map[string]*instalmentTable{}, groups: map[string]groupEntry{},
		aliases: newAliasBook(o.Names),
		said:    map[string]bool{}, rightCount: new(atomic.Int64),
	}
}

// roomForRights gives how many more rights may be listed. Below zero there were too many.
func (r *run) roomForRights() int {
	return r.options.Limits.withDefaults().Rights - int(r.rightCount.Load())
}

// countRights counts rights where they are listed, and reports whether they are among those allowed. Rows that
// are read at the same time count together, so that none of them goes on when there are too many; and as every
// listing counts, also a repeated one, whether there are does not depend on their order.
func (r *run) countRights(n int) bool {
	if n == 0 {
		return true
	}
	return int(r.rightCount.Add(int64(n))) <= r.options.Limits.withDefaults().Rights
}

// checkRights refuses a tape with more rights than allowed behind its rows and on its sheet of rights.
func (r *run) checkRights() error {
	if r.roomForRights() >= 0 {
		return nil
	}
	return r.fail("limit.rights", fmt.Sprintf("more than %d rights", r.options.Limits.withDefaults().Rights), "split the tape, or raise Limits.Rights")
}

// ended looks at the context once in a hundred rows, and reports whether it has ended.
func (r *run) ended(row int) bool { return row%rowsPerCheck == 0 && r.ctx.Err() != nil }

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
func (r *run) scale(l *layout, c *column) decimal.Decimal {
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
	r.ctx = ctx
	for _, step := range []func() *FileError{r.checkColumns, r.sortRows, r.findCurrency, r.findKind, r.decideRates, r.decideDates, r.findAsOf, r.decideTerms} {
		err := step()
		if ctx.Err() != nil {
			return nil, context.Cause(ctx) // a step that was cut short may report what is not so
		}
		if err != nil {
			return nil, err
		}
	}
	for _, x := range extras {
		if err := r.readExtra(ctx, x); err != nil {
			return nil, err
		}
	}
	r.joinGroups()
	r.checkZeros()
	return r.assemble(ctx)
}
