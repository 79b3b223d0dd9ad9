package report

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// stratum is one row of a distribution.
type stratum struct {
	label     label
	contracts int
	amount    money.Amount
}

// distribution is the pool cut by one property (分布). Its amounts sum to the pool.
type distribution struct {
	label label
	kind  label // header of the first column
	note  string
	rows  []stratum
}

var (
	bandLabel     = label{"区间", "Band"}
	categoryLabel = label{"类别", "Category"}
)

// distributions gives the tables of package pool, the finer types of rights and the age of the
// contracts, which disclosure rules ask for beside them.
func (b *book) distributions() ([]distribution, error) {
	var list []distribution
	for _, by := range pool.Dimensions() {
		t := b.content.Pool.Stratify(by)
		if by == pool.ByRating && len(t.Rows) == 1 && t.Rows[0].Key == pool.RowUnknown {
			continue // few pools have ratings, and a table without one says nothing
		}
		list = append(list, b.stratified(t))
		switch by {
		case pool.ByOriginalTerm:
			list = append(list, b.byAge())
		case pool.ByRightClass:
			d, err := b.byRightType()
			if err != nil {
				return nil, err
			}
			if !sameRows(d, list[len(list)-1]) {
				list = append(list, d)
			}
		}
	}
	return list, nil
}

// sameRows reports whether two tables show the same rows in whatever order, as when no right says
// more of its type than its class.
func sameRows(x, y distribution) bool {
	if len(x.rows) != len(y.rows) {
		return false
	}
	for _, r := range x.rows {
		if !slices.Contains(y.rows, r) {
			return false
		}
	}
	return true
}

// stratified is a table of package pool. Empty bands before the first contract and after the last
// are left out.
func (b *book) stratified(t pool.Table) distribution {
	d := distribution{label: dimensionLabel(t.By), kind: categoryLabel}
	banded := t.By.DefaultEdges() != nil
	if banded {
		d.kind = bandLabel
	}
	if t.Joint > 0 {
		d.note = "按首位债务人归类 each contract goes by the obligor named first"
	}
	empty := func(r pool.Row) bool { return banded && r.Contracts == 0 }
	rows := t.Rows
	for len(rows) > 0 && empty(rows[0]) {
		rows = rows[1:]
	}
	last := len(rows)
	for last > 0 && (empty(rows[last-1]) || rows[last-1].Key == pool.RowUnknown) {
		last--
	}
	for i, r := range rows {
		if i < last || !empty(r) {
			d.rows = append(d.rows, stratum{b.rowLabel(t.By, r), r.Contracts, r.Amount})
		}
	}
	return d
}

// byAge cuts the contracts by the time since their start (账龄), in the bands of the terms.
func (b *book) byAge() distribution {
	edges := pool.ByRemainingTerm.DefaultEdges()
	t := pool.Table{By: pool.ByRemainingTerm, Rows: make([]pool.Row, len(edges)+1)}
	for i, e := range edges {
		t.Rows[i].To, t.Rows[i+1].From = pool.Known(e), pool.Known(e)
	}
	unknown := pool.Row{Key: pool.RowUnknown}
	for c := range b.contracts() {
		row := &unknown
		if months, ok := age(b.content.Pool, c); ok {
			i, _ := slices.BinarySearchFunc(edges, decimal.NewFromFloat(months), decimal.Decimal.Cmp)
			row = &t.Rows[i]
		}
		row.Contracts++
		row.Amount += c.Principal
	}
	if unknown.Contracts > 0 {
		t.Rows = append(t.Rows, unknown)
	}
	d := b.stratified(t)
	d.label = label{"账龄（月）", "Age (months)"}
	return d
}

// age is the time in months from a contract's start to the cut-off date.
func age(p *pool.Pool, c contract) (months float64, known bool) {
	switch {
	case c.Start.IsZero():
		return 0, false
	case c.Start.After(p.AsOf()):
		return 0, true
	}
	return calendar.MonthsBetween(c.Start, p.AsOf()).Float64(), true
}

// byRightType cuts the contracts by the exact type of their rights, largest first.
func (b *book) byRightType() (distribution, error) {
	e, err := concentration.NewExposures(b.content.Pool, concentration.Measure{Key: concentration.RightType})
	if err != nil {
		return distribution{}, err
	}
	d := distribution{label: keyLabel(concentration.RightType), kind: categoryLabel}
	for _, v := range e.Entries() {
		d.rows = append(d.rows, stratum{entryLabel(concentration.RightType, v), v.Contracts, v.Amount})
	}
	return d, nil
}

// rowLabel names a row of a table of package pool.
func (b *book) rowLabel(by pool.Dimension, r pool.Row) label {
	switch r.Key {
	case pool.RowUnknown:
		return notStatedLabel
	case pool.RowMixed:
		return mixedLabel
	}
	if by.DefaultEdges() != nil {
		return label{"", b.band(by, r)}
	}
	switch by {
	case pool.ByIndustry:
		return entryLabel(concentration.Industry, concentration.Entry{Key: r.Key, Label: r.Label})
	case pool.ByProvince:
		return entryLabel(concentration.Region, concentration.Entry{Key: r.Key, Label: r.Label})
	case pool.ByRightClass:
		return entryLabel(concentration.RightClass, concentration.Entry{Key: r.Key, Label: r.Label})
	case pool.ByKind:
		return entryLabel(concentration.Kind, concentration.Entry{Key: r.Key, Label: r.Label})
	case pool.ByClass:
		var c pool.Class
		if err := c.UnmarshalText([]byte(r.Key)); err == nil {
			return classLabel(c)
		}
	case pool.BySecurity:
		var set pool.Security
		for name := range strings.SplitSeq(r.Key, "+") {
			form, err := pool.ParseSecurityForm(name)
			if err != nil {
				return label{"", r.Label}
			}
			set |= form
		}
		return securityLabel(set)
	}
	return label{"", r.Label}
}

// band writes the edges of a band in signs that both languages share.
func (b *book) band(by pool.Dimension, r pool.Row) string {
	edge := func(d decimal.Decimal) string {
		switch by {
		case pool.ByRate:
			return d.Shift(2).String() + "%"
		case pool.ByBalance:
			return b.roundAmount(d)
		}
		return d.String()
	}
	from, above := r.From.Get()
	to, below := r.To.Get()
	switch {
	case above && below:
		return "(" + edge(from) + ", " + edge(to) + "]"
	case above:
		return "> " + edge(from)
	}
	return "≤ " + edge(to)
}

// roundAmount writes a round amount in units of the currency, in ten thousands (万) for the yuan.
func (b *book) roundAmount(d decimal.Decimal) string {
	tenThousand := decimal.New(1, 4)
	if b.currency == money.CNY && d.GreaterThanOrEqual(tenThousand) {
		return d.Div(tenThousand).String() + "万"
	}
	a, err := money.FromDecimal(d, b.currency)
	if err != nil {
		return d.String()
	}
	text, _, _ := strings.Cut(a.FormatGrouped(b.currency), ".")
	return text
}
