package tape

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// totalledFields are the columns whose totals are checked.
var totalledFields = []field{fBalance, fReceivableBalance, fOriginalAmount}

// reconcile compares every row of totals with the rows above it: a subtotal with those since the last
// subtotal, a total with all of them, or with those since the last total; a total above all rows with those
// below it. All contract rows count,
// also those that were rejected, as far as their amounts can be read.
func (r *run) reconcile(drafts []*draft) {
	lastAny, lastTotal := 0, 0
	if len(r.totals) == 0 {
		return
	}
	sums := map[field][]runningSum{}
	for _, f := range totalledFields {
		if r.layout.has(f) {
			sums[f] = runningSums(drafts, f)
		}
	}
	for _, t := range r.totals {
		from := 0
		if t.after == 0 && !t.subtotal {
			t.after = len(drafts) // a total above its rows
		} else if t.subtotal {
			from = lastAny
		}
		checked := false
		for _, f := range totalledFields {
			if r.reconcileField(t, f, drafts, sums[f], from, lastTotal) {
				checked = true
			}
		}
		if !checked {
			r.log.add(r.at(t.row.number, nil), note{severity: Info, code: "row.total", seen: t.label, message: "a row of totals; not counted, and nothing in it to check"})
		}
		if t.after == len(drafts) && !t.subtotal {
			continue // nothing follows, or everything does
		}
		lastAny = t.after
		if !t.subtotal {
			lastTotal = t.after
		}
	}
}

// reconcileField checks one amount of a row of totals; false when the row states none.
func (r *run) reconcileField(t totalRow, f field, drafts []*draft, sums []runningSum, from, lastTotal int) bool {
	c := r.layout.column(f)
	if c == nil {
		return false
	}
	cell := r.sheet.text(t.row, c.index)
	scale, _ := shiftedScale(cell, r.scale(r.layout, c))
	got := parseAmount(cell, scale, r.currency.Exponent())
	if !got.known {
		return false
	}
	stated := got.value.value
	sum, unread := between(sums, from, t.after)
	matches := stated.Equal(sum)
	if !matches && !t.subtotal && lastTotal > 0 {
		since, _ := between(sums, lastTotal, t.after)
		matches = stated.Equal(since)
	}
	exponent := int32(r.currency.Exponent())
	n := note{severity: Info, code: "row.total", seen: t.row.cell(c.index), taken: sum.StringFixed(exponent), message: fmt.Sprintf("%s agrees with the rows above", t.label)}
	if !matches {
		n.severity, n.code = Warning, "row.total_differs"
		n.message = fmt.Sprintf("%s states %s, the rows above sum to %s, a difference of %s", t.label, stated.StringFixed(exponent), sum.StringFixed(exponent), stated.Sub(sum).StringFixed(exponent))
		if unread > 0 {
			n.message += fmt.Sprintf("; %d amounts could not be read", unread)
		}
		n.advice = "check whether rows are missing or amounts changed"
		if r.differing++; r.differing <= maxDiffering {
			if once, _ := sumOf(withoutRepeats(drafts[from:t.after]), f); stated.Equal(once) {
				n.message += "; it agrees when rows with a repeated contract number are left out"
			}
		}
	}
	r.log.add(r.at(t.row.number, c), n)
	return true
}

// maxDiffering is how many totals that differ are compared once more without repeated rows.
const maxDiffering = 100

// runningSum is what one amount of the rows up to a place adds up to.
type runningSum struct {
	sum    decimal.Decimal
	unread int
}

// runningSums adds up an amount of all rows: entry i holds the first i of them. A tape may have as many
// totals as contracts.
func runningSums(drafts []*draft, f field) []runningSum {
	list := make([]runningSum, len(drafts)+1)
	for i := range drafts {
		sum, unread := sumOf(drafts[i:i+1], f)
		list[i+1] = runningSum{list[i].sum.Add(sum), list[i].unread + unread}
	}
	return list
}

func between(sums []runningSum, from, to int) (decimal.Decimal, int) {
	return sums[to].sum.Sub(sums[from].sum), sums[to].unread - sums[from].unread
}

// withoutRepeats leaves out the rows whose contract number an earlier row has.
func withoutRepeats(rows []*draft) []*draft {
	seen := map[string]bool{}
	var list []*draft
	for _, d := range rows {
		if id := d.spec.ID; id == "" || !seen[id] {
			seen[id] = true
			list = append(list, d)
		}
	}
	return list
}

func sumOf(rows []*draft, f field) (sum decimal.Decimal, unread int) {
	for _, d := range rows {
		a, ok := d.amountOf(f)
		if !ok && d.states(f) {
			unread++
		}
		sum = sum.Add(a)
	}
	return sum, unread
}
