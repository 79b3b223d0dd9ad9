package report

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

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

// distributions gives the tables of package pool. A table that says nothing is left out: of ratings or
// groups that nobody states, and of types of rights that say no more than their classes.
func (b *book) distributions() []distribution {
	var list []distribution
	for _, by := range pool.Dimensions() {
		t := b.content.Pool.Stratify(by)
		silent := len(t.Rows) == 1 && t.Rows[0].Key == pool.RowUnknown
		if silent && (by == pool.ByRating || by == pool.ByGroup || by == pool.ByRelatedParty) {
			continue
		}
		d := b.stratified(t)
		if by == pool.ByRightType && sameRows(d, list[len(list)-1]) {
			continue
		}
		list = append(list, d)
	}
	return list
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

// stratified is a table of package pool.
func (b *book) stratified(t pool.Table) distribution {
	d := distribution{label: dimensionLabel(t.By), kind: categoryLabel}
	if t.By.DefaultEdges() != nil {
		d.kind = bandLabel
	}
	if t.Joint > 0 {
		d.note = "按首位债务人归类 each contract goes by the obligor named first"
	}
	for _, r := range filled(t) {
		d.rows = append(d.rows, stratum{rowLabel(t.By, r, b.currency), r.Contracts, r.Amount})
	}
	return d
}

// filled gives the rows of a table without the empty bands before the first contract and after the last.
func filled(t pool.Table) []pool.Row {
	empty := func(r pool.Row) bool { return t.By.DefaultEdges() != nil && r.Contracts == 0 }
	rows := t.Rows
	for len(rows) > 0 && empty(rows[0]) {
		rows = rows[1:]
	}
	last := len(rows)
	for last > 0 && (empty(rows[last-1]) || rows[last-1].Key == pool.RowUnknown) {
		last--
	}
	var list []pool.Row
	for i, r := range rows {
		if i < last || !empty(r) {
			list = append(list, r)
		}
	}
	return list
}

// rowLabel names a row of a table of package pool.
func rowLabel(by pool.Dimension, r pool.Row, c money.Currency) label {
	switch r.Key {
	case pool.RowUnknown:
		return notStatedLabel
	case pool.RowMixed:
		return mixedLabel
	}
	if by.DefaultEdges() != nil {
		return label{"", band(by, r, c)}
	}
	switch by {
	case pool.ByIndustry:
		return entryLabel(concentration.Industry, concentration.Entry{Key: r.Key, Label: r.Label})
	case pool.ByProvince:
		return entryLabel(concentration.Region, concentration.Entry{Key: r.Key, Label: r.Label})
	case pool.ByRelatedParty:
		if r.Key == "related" {
			return label{"关联交易", "Between related parties"}
		}
		return label{"非关联交易", "Between unrelated parties"}
	case pool.ByRightClass, pool.ByRightType:
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
func band(by pool.Dimension, r pool.Row, c money.Currency) string {
	edge := func(d decimal.Decimal) string {
		switch by {
		case pool.ByRate:
			return d.Shift(2).String() + "%"
		case pool.ByBalance:
			return roundAmount(d, c)
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
func roundAmount(d decimal.Decimal, c money.Currency) string {
	tenThousand := decimal.New(1, 4)
	if c == money.CNY && d.GreaterThanOrEqual(tenThousand) {
		return d.Div(tenThousand).String() + "万"
	}
	a, err := money.FromDecimal(d, c)
	if err != nil {
		return d.String()
	}
	text, _, _ := strings.Cut(a.FormatGrouped(c), ".")
	return text
}
