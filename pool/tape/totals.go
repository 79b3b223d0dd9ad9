package tape

import (
	"fmt"
	"math"

	"github.com/shopspring/decimal"
)

// totalledFields are the columns whose totals are checked.
var totalledFields = []field{fBalance, fReceivableBalance, fOriginalAmount}

// reconcile compares every row of totals with the rows above it: a subtotal with those since the last
// subtotal, a total with all of them, or with those since the last total; a total above all rows with those below
// it. All contract rows count, also those that were rejected, as far as their amounts can be read.
func (r *run) reconcile(l *ledger) {
	lastAny, lastTotal := 0, 0
	if len(r.totals) == 0 {
		return
	}
	sums := map[field]map[int]runningSum{}
	for f, rows := range l.amounts {
		sums[f] = r.runningSums(rows)
	}
	for _, t := range r.totals {
		from, where := 0, "above"
		if t.after == 0 && !t.subtotal {
			t.after, where = len(r.contracts), "below"
		} else if t.subtotal {
			from = lastAny
		}
		checked := false
		for _, f := range totalledFields {
			if r.reconcileField(t, f, l, sums[f], from, lastTotal, where) {
				checked = true
			}
		}
		if !checked {
			r.log.add(r.at(t.row.number, nil), note{severity: Info, code: "row.total", seen: t.label, message: "a row of totals; not counted, and nothing in it to check"})
		}
		if t.after == len(r.contracts) && !t.subtotal {
			continue // nothing follows, or everything does
		}
		lastAny = t.after
		if !t.subtotal {
			lastTotal = t.after
		}
	}
}

// reconcileField checks one amount of a row of totals; false when the row states none.
func (r *run) reconcileField(t totalRow, f field, l *ledger, sums map[int]runningSum, from, lastTotal int, where string) bool {
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
	n := note{severity: Info, code: "row.total", seen: t.row.cell(c.index), taken: sum.StringFixed(exponent), message: fmt.Sprintf("%s agrees with the rows %s", t.label, where)}
	if !matches {
		n.severity, n.code = Warning, "row.total_differs"
		n.message = fmt.Sprintf("%s states %s, the rows %s sum to %s, a difference of %s", t.label, stated.StringFixed(exponent), where, sum.StringFixed(exponent), stated.Sub(sum).StringFixed(exponent))
		if unread > 0 {
			n.message += fmt.Sprintf("; %d amounts could not be read", unread)
		}
		n.advice = "check whether rows are missing or amounts changed"
		if r.differing++; r.differing <= maxDiffering {
			if stated.Equal(l.sumOfFirst(f, from, t.after)) {
				n.message += "; it agrees when rows with a repeated contract number are left out"
			}
		}
	}
	r.log.add(r.at(t.row.number, c), n)
	return true
}

// maxDiffering is how many totals that differ are compared once more without repeated rows.
const maxDiffering = 100

// cellAmount is what a row states in a column with totals: units × 10^exponent. An amount with too many
// digits for that stands in large.
type cellAmount struct {
	units    int64
	exponent int32
	state    amountState
	large    *decimal.Decimal
}

type amountState uint8

const (
	amountAbsent amountState = iota
	amountRead
	amountUnread // the cell says something that could not be read
)

func amountIn(d *draft, f field) cellAmount {
	a, ok := d.amountOf(f)
	switch {
	case ok && a.NumDigits() <= 18:
		return cellAmount{units: a.CoefficientInt64(), exponent: a.Exponent(), state: amountRead}
	case ok:
		return cellAmount{state: amountRead, large: &a}
	case d.states(f):
		return cellAmount{state: amountUnread}
	}
	return cellAmount{}
}

// runningSum is what one amount of the rows up to a place adds up to.
type runningSum struct {
	sum    decimal.Decimal
	unread int
}

// add adds the amounts of some rows. Whole numbers are added first, so that a decimal is made for each
// stretch of them and not for each row.
func (s runningSum) add(rows []cellAmount) runningSum {
	units, exponent := int64(0), int32(0)
	for _, a := range rows {
		switch {
		case a.state == amountUnread:
			s.unread++
			continue
		case a.state == amountAbsent:
			continue
		case a.large != nil:
			s.sum = s.sum.Add(*a.large)
			continue
		case a.exponent != exponent || units > math.MaxInt64/2 || units < math.MinInt64/2:
			s.sum = s.sum.Add(decimal.New(units, exponent))
			units, exponent = 0, a.exponent
		}
		units += a.units // below 10^18 each
	}
	if units != 0 {
		s.sum = s.sum.Add(decimal.New(units, exponent))
	}
	return s
}

// runningSums adds up an amount of all rows, at every place where a total may begin or end.
func (r *run) runningSums(rows []cellAmount) map[int]runningSum {
	at, so := 0, runningSum{}
	sums := map[int]runningSum{0: so}
	for _, t := range r.totals {
		so = so.add(rows[at:t.after])
		at = t.after
		sums[at] = so
	}
	sums[len(rows)] = so.add(rows[at:]) // for a total above its rows
	return sums
}

func between(sums map[int]runningSum, from, to int) (decimal.Decimal, int) {
	return sums[to].sum.Sub(sums[from].sum), sums[to].unread - sums[from].unread
}

// sumOfFirst adds up the rows of a stretch whose contract number no earlier row of it has.
func (l *ledger) sumOfFirst(f field, from, to int) decimal.Decimal {
	var s runningSum
	for row := from; row < to; row++ {
		if l.ids[row] == "" || int(l.previous[row]) < from {
			s = s.add(l.amounts[f][row : row+1])
		}
	}
	return s.sum
}
