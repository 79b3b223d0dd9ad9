package tape

import (
	"fmt"

	"github.com/ipabs/ipabs/internal/textindex"
)

// ledger is what is remembered of every contract row, once its draft is gone: what rows are compared by.
type ledger struct {
	run   *run
	texts textStore

	ids     []string // contract numbers, by row
	idIndex textindex.Index
	rawIDs  map[int]string // as they stand in the cell, where that is otherwise
	// latest is, by the first row with a number, the last one so far, and previous, by row, the row before it
	// with the same number, -1 for none. Both only where there are totals to compare.
	latest, previous []int32
	amounts          map[field][]cellAmount // by row, where there are totals to compare

	names     []namedParty
	nameIndex textindex.Index
	contents  []contentEntry // by row
	parties   []int32        // see contentEntry
}

func (r *run) newLedger() *ledger {
	n := len(r.contracts)
	l := &ledger{run: r, ids: make([]string, 0, n), contents: make([]contentEntry, 0, n), rawIDs: map[int]string{}}
	l.idIndex.Grow(n)
	if len(r.totals) > 0 {
		l.latest, l.previous = make([]int32, n), make([]int32, n)
		l.amounts = map[field][]cellAmount{}
		for _, f := range totalledFields {
			if r.layout.has(f) {
				l.amounts[f] = make([]cellAmount, n)
			}
		}
	}
	return l
}

func (l *ledger) idAt(row int) string    { return l.ids[row] }
func (l *ledger) nameAt(slot int) string { return l.names[slot].id }

// enter takes a row over, which must be the next one. A contract number that an earlier row has is an error
// here; the earlier row keeps it.
func (l *ledger) enter(d *draft, repeats *run) {
	row := len(l.ids)
	first, taken := row, false
	if d.spec.ID != "" {
		first, taken = l.idIndex.Find(d.spec.ID, l.idAt)
	}
	if taken {
		d.run = repeats
		d.fail(fContractID, note{code: "contract.duplicate", seen: d.raw(fContractID),
			message: fmt.Sprintf("row %d has the same contract number, and is kept", l.run.contracts[first].number), advice: "correct the number, or remove the row"})
		d.spec.ID = l.ids[first]
	} else {
		d.spec.ID = l.texts.keep(d.spec.ID)
	}
	if raw := d.raw(fContractID); raw != d.spec.ID {
		l.rawIDs[row] = l.texts.keep(raw)
	}
	l.ids = append(l.ids, d.spec.ID)
	if !taken && d.spec.ID != "" {
		l.idIndex.Add(d.spec.ID, row)
	}
	if l.previous != nil {
		l.previous[row] = -1
		if taken {
			l.previous[row] = l.latest[first]
			l.latest[first] = int32(row)
		} else {
			l.latest[row] = int32(row)
		}
		for f, list := range l.amounts {
			list[row] = amountIn(d, f)
		}
	}
	for i := range d.mentions {
		l.name(d, &d.mentions[i])
	}
	l.contents = append(l.contents, l.contentOf(d))
}

// name enters a name once, at the first row that has it, and gives the mention the text that is kept.
func (l *ledger) name(d *draft, m *mention) {
	slot, known := l.nameIndex.Find(m.id, l.nameAt)
	if !known {
		id := l.texts.keep(m.id)
		name := ""
		if m.name != m.id {
			name = l.texts.keep(m.name)
		}
		slot = len(l.names)
		if len(l.names) == cap(l.names) {
			l.names = withRoom(l.names, len(l.ids), cap(l.ids))
			l.nameIndex.Grow(cap(l.names) - slot)
		}
		l.names = append(l.names, namedParty{name: name, id: id, row: int32(d.row.number), field: m.field})
		l.nameIndex.Add(id, slot)
	}
	switch p := &l.names[slot]; {
	case m.name == m.id:
		m.id, m.name = p.id, p.id
	case m.name == p.name:
		m.id, m.name = p.id, p.name
	default: // another spelling of the same name
		m.id, m.name = p.id, l.texts.once(m.name)
	}
}

// known gives the mentions of a row, and its contract number, the texts that were kept when it was entered.
func (l *ledger) known(d *draft, row int) {
	d.spec.ID = l.ids[row]
	for i := range d.mentions {
		l.name(d, &d.mentions[i])
	}
}

// withRoom gives a list room for another element. Once some hundred rows have brought theirs, it is concluded
// how much room the rest will take: a long list that grows by and by leaves several times its size behind.
func withRoom[T any](list []T, done, all int) []T {
	n := len(list)
	if n < cap(list) {
		return list
	}
	more := max(n, 16)
	if n >= blockRows && done >= blockRows {
		more = max(n/8, n*all/done-n+n/16)
	}
	return append(make([]T, 0, n+more), list...)
}
