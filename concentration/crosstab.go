package concentration

import (
	"errors"
	"math/bits"
	"slices"

	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// ErrJointCrossTab is the error of a cross-table under the allocation JointAndSeveral: a contract that
// several obligors each carry in full has no cells that add up to it.
var ErrJointCrossTab = errors.New("concentration: a cross-table needs an allocation that divides contracts; joint_and_several does not")

// CrossTab is a pool by two keys at once (交叉分布): how much of each bucket of one key lies in each
// bucket of the other. Amounts are exact: the cells of a row sum to the row's amount, those of a
// column to the column's, and both are what NewExposuresFrom gives for the key. It is immutable and
// safe for concurrent use.
type CrossTab struct {
	measure       Measure // of the rows
	by            Key     // of the columns
	currency      money.Currency
	rows, columns []Entry
	cells         []money.Amount // row by row
	touched       []bool         // whether a contract lies there, be it with nothing
	total         money.Amount
}

// NewCrossTab tabulates a pool by the measure's key in rows and another key in columns, both on the
// measure's basis, allocation and weight. A contract with several obligors is divided among them
// once: an obligor's part lies in the obligor's row and in the same obligor's column. Where the two
// keys are of different parties (obligors and guarantors), a contract is divided along both in
// proportion.
//
// Errors are those of NewExposuresFrom, and ErrJointCrossTab.
func NewCrossTab(p *pool.Pool, m Measure, columns Key, in Inputs) (*CrossTab, error) {
	if m.Allocation == JointAndSeveral {
		return nil, ErrJointCrossTab
	}
	across := m
	across.Key = columns
	rowLayout, err := newLayout(p, m, in)
	if err != nil {
		return nil, err
	}
	columnLayout, err := newLayout(p, across, in)
	if err != nil {
		return nil, err
	}
	rowTotals, err := rowLayout.exposures()
	if err != nil {
		return nil, err
	}
	columnTotals, err := columnLayout.exposures()
	if err != nil {
		return nil, err
	}
	t := &CrossTab{measure: rowLayout.measure, by: columns, currency: p.Currency(),
		rows: rowTotals.entries, columns: columnTotals.entries, total: rowTotals.total}
	t.cells = make([]money.Amount, len(t.rows)*len(t.columns))
	t.touched = make([]bool, len(t.cells))
	rowAt, columnAt := places(t.rows), places(t.columns)

	same := sameParties(m.Key, columns)
	r := builder{pool: p, measure: rowLayout.measure, in: in, index: map[string]int32{}}
	c := builder{pool: p, measure: columnLayout.measure, in: in, index: map[string]int32{}}
	for _, b := range []*builder{&r, &c} {
		if b.measure.Key.mergesAffiliates() {
			if b.groups, err = newAffiliation(p, in.Relations); err != nil {
				return nil, err
			}
		}
	}
	for i, contract := range p.Contracts() {
		rows, columns := rowLayout.contracts[i], columnLayout.contracts[i]
		if !same || len(rows.parts) == 1 || len(columns.parts) == 1 {
			t.spread(rows, columns, rowLayout, columnLayout, rowAt, columnAt)
			continue
		}
		parties := m.Key.parties(contract)
		shares, err := m.divide(contract, rows.amount, len(parties))
		if err != nil {
			return nil, err
		}
		for k, share := range shares {
			rowKey, _ := m.Key.bucket(p, in, r.groups, contract, parties[k])
			columnKey, _ := across.Key.bucket(p, in, c.groups, contract, parties[k])
			t.put(rowAt[rowKey], columnAt[columnKey], share)
		}
	}
	return t, nil
}

func places(entries []Entry) map[string]int {
	at := make(map[string]int, len(entries))
	for i, e := range entries {
		at[e.Key] = i
	}
	return at
}

// sameParties reports whether two keys divide a contract among the same parties.
func sameParties(a, b Key) bool {
	obligors := []Key{Obligor, Group, Industry, IndustryDivision, Region, Rating}
	return a == b || slices.Contains(obligors, a) && slices.Contains(obligors, b)
}

func (t *CrossTab) put(row, column int, a money.Amount) {
	at := row*len(t.columns) + column
	t.cells[at] += a
	t.touched[at] = true
}

// spread divides a contract along both keys in proportion: rows[i]·columns[j]/amount, rounded down, and
// the minor units left over to the first cells whose row and column still lack some. Rows and
// columns are met exactly.
func (t *CrossTab) spread(rows, columns placement, rowLayout, columnLayout *layout, rowAt, columnAt map[string]int) {
	lack := make([]money.Amount, len(columns.parts))
	for j, c := range columns.parts {
		lack[j] = c.amount
	}
	cells := make([]money.Amount, len(rows.parts)*len(columns.parts))
	short := make([]money.Amount, len(rows.parts))
	for i, r := range rows.parts {
		short[i] = r.amount
		for j, c := range columns.parts {
			cell := proportion(r.amount, c.amount, rows.amount)
			cells[i*len(columns.parts)+j] = cell
			short[i] -= cell
			lack[j] -= cell
		}
	}
	for i := range rows.parts {
		for j := range columns.parts {
			more := min(short[i], lack[j])
			cells[i*len(columns.parts)+j] += more
			short[i] -= more
			lack[j] -= more
		}
	}
	for i, r := range rows.parts {
		for j, c := range columns.parts {
			t.put(rowAt[rowLayout.buckets[r.bucket].key], columnAt[columnLayout.buckets[c.bucket].key], cells[i*len(columns.parts)+j])
		}
	}
}

// proportion is a·b/whole rounded down, for parts of a whole.
func proportion(a, b, whole money.Amount) money.Amount {
	if whole == 0 {
		return 0
	}
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	q, _ := bits.Div64(hi, lo, uint64(whole)) // a·b/whole ≤ a fits
	return money.Amount(q)
}

// Measure gives what the rows are measured on, and Columns' key is By.
func (t *CrossTab) Measure() Measure { return t.measure }

// By is the key of the columns.
func (t *CrossTab) By() Key { return t.by }

// Currency is the currency of the amounts.
func (t *CrossTab) Currency() money.Currency { return t.currency }

// Rows gives a copy of the rows, largest first, equal ones by key.
func (t *CrossTab) Rows() []Entry { return slices.Clone(t.rows) }

// Columns gives a copy of the columns, largest first, equal ones by key.
func (t *CrossTab) Columns() []Entry { return slices.Clone(t.columns) }

// Cell is the amount in a row and a column, by their places.
func (t *CrossTab) Cell(row, column int) money.Amount {
	return t.cells[row*len(t.columns)+column]
}

// Total is the amount of the whole pool.
func (t *CrossTab) Total() money.Amount { return t.total }
