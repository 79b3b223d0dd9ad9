package report

import (
	"math"
	"slices"
	"strconv"

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

// byBand cuts the contracts by a number; contracts without one stand in a row of their own.
func (b *book) byBand(l label, edges func(low, high float64) bands, edge func(float64) string, of func(contract) (float64, bool)) distribution {
	low, high := math.Inf(1), math.Inf(-1)
	for c := range b.contracts() {
		if x, ok := of(c); ok {
			low, high = min(low, x), max(high, x)
		}
	}
	d := distribution{label: l, kind: bandLabel}
	var cuts bands
	if low <= high {
		cuts = edges(low, high)
		for _, text := range cuts.labels(edge) {
			d.rows = append(d.rows, stratum{label: label{"", text}})
		}
	}
	missing := stratum{label: notStatedLabel}
	for c := range b.contracts() {
		at := &missing
		if x, ok := of(c); ok {
			at = &d.rows[cuts.of(x)]
		}
		at.contracts++
		at.amount += c.Principal
	}
	if missing.contracts > 0 {
		d.rows = append(d.rows, missing)
	}
	return d
}

// byLabel cuts the contracts by a property with few values, in the order given.
func (b *book) byLabel(l label, order int, of func(contract) (int, label)) distribution {
	rows := make([]stratum, order)
	for c := range b.contracts() {
		i, name := of(c)
		rows[i].label = name
		rows[i].contracts++
		rows[i].amount += c.Principal
	}
	return distribution{label: l, kind: categoryLabel, rows: slices.DeleteFunc(rows, func(s stratum) bool { return s.contracts == 0 })}
}

// byMeasure cuts the pool by a key of package concentration, largest first.
func (b *book) byMeasure(k concentration.Key) (distribution, error) {
	m := concentration.Measure{Key: k, Basis: concentration.OutstandingPrincipal, Allocation: concentration.Equal}
	e, err := concentration.NewExposures(b.content.Pool, m)
	if err != nil {
		return distribution{}, err
	}
	d := distribution{label: keyLabel(k), kind: categoryLabel}
	count := 0
	for _, v := range e.Entries() {
		d.rows = append(d.rows, stratum{label: entryLabel(k, v), contracts: v.Contracts, amount: v.Amount})
		count += v.Contracts
	}
	if count != b.content.Pool.Len() {
		d.note = "共同债务人的合同平均分摊，在每一类中各计一笔 a contract with joint obligors is split equally and counted in each of their categories"
	}
	return d, nil
}

// distributions gives the cuts that disclosure rules ask for: by balance, terms, age, rate, kind,
// class, security, maturity, industry, region, type of right and rating.
func (b *book) distributions() ([]distribution, error) {
	pl := b.content.Pool
	list := []distribution{
		b.byBand(label{"未偿本金余额", "Outstanding principal"}, spread, moneyEdge(b.currency), func(c contract) (float64, bool) {
			return units(c.Principal, b.currency), true
		}),
		b.byBand(label{"剩余期限（月）", "Remaining term (months)"}, termBands, monthEdge, func(c contract) (float64, bool) {
			return pl.RemainingMonths(c.Contract), true
		}),
		b.byBand(label{"合同期限（月）", "Original term (months)"}, termBands, monthEdge, func(c contract) (float64, bool) {
			return pl.OriginalMonths(c.Contract).Get()
		}),
		b.byBand(label{"账龄（月）", "Age (months)"}, termBands, monthEdge, func(c contract) (float64, bool) { return age(pl, c) }),
		b.byBand(label{"年利率", "Rate"}, rateBands, percentEdge, func(c contract) (float64, bool) {
			r, ok := c.Rate.Get()
			return r.Float64(), ok
		}),
		b.byLabel(label{"合同类型", "Kind of contract"}, int(pool.KindSublicense)+1, func(c contract) (int, label) {
			return int(c.Kind()), kindLabel(c.Kind())
		}),
		b.byLabel(label{"五级分类", "Five-category class"}, int(pool.ClassLoss)+1, func(c contract) (int, label) {
			return int(c.Class), classLabel(c.Class)
		}),
		b.byLabel(label{"担保方式", "Security"}, 1<<4, func(c contract) (int, label) {
			return int(c.Security) & 0xf, securityLabel(c.Security)
		}),
		b.byMaturity(),
	}
	for _, k := range []concentration.Key{concentration.Industry, concentration.Region, concentration.RightClass, concentration.RightType, concentration.Rating} {
		d, err := b.byMeasure(k)
		if err != nil {
			return nil, err
		}
		if k == concentration.RightType && len(d.rows) == 0 || k == concentration.Rating && len(d.rows) == 1 && d.rows[0].label == notStatedLabel {
			continue
		}
		list = append(list, d)
	}
	return list, nil
}

// byMaturity cuts the contracts by the year of maturity.
func (b *book) byMaturity() distribution {
	first, last := math.MaxInt, math.MinInt
	for c := range b.contracts() {
		first, last = min(first, c.Maturity.Year()), max(last, c.Maturity.Year())
	}
	return b.byLabel(label{"到期年份", "Year of maturity"}, last-first+1, func(c contract) (int, label) {
		year := c.Maturity.Year()
		return year - first, label{"", strconv.Itoa(year)}
	})
}

// age is the time in months from a contract's start to the cut-off date (账龄).
func age(p *pool.Pool, c contract) (months float64, known bool) {
	switch {
	case c.Start.IsZero():
		return 0, false
	case c.Start.After(p.AsOf()):
		return 0, true
	}
	return calendar.MonthsBetween(c.Start, p.AsOf()).Float64(), true
}

// largest gives the n contracts with the most principal, equal ones in the order of the pool.
func (b *book) largest(n int) []contract {
	list := slices.SortedStableFunc(b.contracts(), func(x, y contract) int {
		return int(min(max(y.Principal-x.Principal, -1), 1))
	})
	return list[:min(n, len(list))]
}
