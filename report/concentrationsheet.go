package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/money"
)

// ranked is an entry of exposures with its rank.
type ranked struct {
	rank int
	concentration.Entry
}

// block is where the ranked entries of one measure stand.
type block struct {
	exposures   *concentration.Exposures
	heading     int // row of the title
	first, last int // rows of the entries
	pool        int // row of the amount of the pool
	exact       bool
}

// Columns of the ranked entries.
const (
	colRank = iota + 1
	colKey
	colName
	colContracts
	colAmount
	colShare
	colCumulative
)

// concentration writes the indices of every measure in one table, with formulas over the ranked
// entries that follow.
func (b *book) concentration() error {
	wide := 14.0
	for _, e := range b.content.Exposures {
		wide = max(wide, b.moneyWidth(e.Total()))
	}
	p := b.begin(sheetConcentration, layout{widths: []float64{26, 24, 46, 13, wide, 13, 13, 12, 12, 12, 12}})
	p.title("占比以资产池该口径总额为分母 shares are of the whole pool on the basis stated · HHI：占比平方和 sum of squared shares · 单位 unit: " + b.unit())
	blocks := b.blocks(titleRows + 1 + 1 + 1 + len(b.content.Exposures)) // an empty row, heading, headers, rows
	p.indices(blocks)
	for i := range blocks {
		p.ranking(i+1, &blocks[i])
	}
	b.anchors.concentration = blocks
	return p.end()
}

// blocks plans where the ranked entries of each measure will stand, below a row.
func (b *book) blocks(row int) []block {
	blocks := make([]block, len(b.content.Exposures))
	for i, e := range b.content.Exposures {
		row += 2 // an empty row, then the heading
		blocks[i] = block{exposures: e, heading: row, first: row + 2, last: row + 1 + e.Len(), exact: true}
		blocks[i].pool = blocks[i].last + 2 // the totals, then the pool
		for _, v := range e.Entries() {
			blocks[i].exact = blocks[i].exact && shown(v.Amount)
		}
		blocks[i].exact = blocks[i].exact && shown(e.Total())
		row = blocks[i].pool
	}
	return blocks
}

// indices writes one row for each measure.
func (p *page) indices(blocks []block) {
	p.heading(label{"集中度指标", "Indices of concentration"}, "")
	top := func(n int) column[block] {
		return column[block]{label: label{fmt.Sprintf("前%d大", n), fmt.Sprintf("Top %d", n)}, format: asPercent, value: func(k block) any {
			f := fmt.Sprintf("SUM(%s)/%s", span(colAmount, k.first, colAmount, min(k.first+n-1, k.last)), at(colAmount, k.pool))
			return k.formula(f, k.exposures.Top(n))
		}}
	}
	columns := []column[block]{
		{label: label{"分组口径", "Key"}, value: func(k block) any { return keyLabel(k.exposures.Measure().Key).String() }},
		{label: label{"金额口径", "Basis"}, look: lookWrap, value: func(k block) any { return basisLabel(k.exposures.Measure().Basis).stacked() }},
		{label: label{"共同债务人分摊", "Allocation among joint obligors"}, look: lookWrap, value: func(k block) any {
			m := k.exposures.Measure()
			return strings.Trim(allocationLabel(m.Allocation).String()+"\n"+beyondPlain(m), "\n")
		}},
		{label: label{"组数", "Entries"}, format: asCount, value: func(k block) any {
			return k.formula("COUNT("+k.column(colAmount)+")", k.exposures.Len())
		}},
		{label: label{"资产池总额", "Pool"}, format: asMoney, value: func(k block) any {
			return k.formula(at(colAmount, k.pool), k.exposures.Total())
		}},
		top(1), top(5), top(10),
		{label: label{"HHI", "0–1"}, format: asRatio, value: func(k block) any {
			return k.formula("SUMSQ("+k.column(colShare)+")", k.exposures.HHI())
		}},
		{label: label{"有效数", "Effective number"}, format: asNumber, value: func(k block) any {
			return k.formula("1/SUMSQ("+k.column(colShare)+")", k.exposures.EffectiveNumber())
		}},
		{label: label{"基尼系数", "Gini"}, format: asRatio, value: func(k block) any {
			// 1 + (1 − 2 Σ i·s_i) / n over entries ranked from the largest.
			x, n := k.column(colAmount), strconv.Itoa(k.exposures.Len())
			return k.formula(fmt.Sprintf("1+(1-2*SUMPRODUCT(%s,%s)/SUM(%s))/%s", k.column(colRank), x, x, n), k.exposures.Gini())
		}},
	}
	columns = slices.Insert(columns, 9, column[block]{label: label{"HHI", "points"}, format: asCount, value: func(k block) any {
		return k.formula("10000*SUMSQ("+k.column(colShare)+")", float64(concentration.Points(k.exposures.HHI())))
	}})
	first, _ := table(p, columns, slices.Values(blocks))
	for i, k := range blocks {
		if p.err == nil {
			p.try(p.file.SetCellHyperLink(p.name, at(1, first+i), on(p.name, at(1, k.heading)), "Location"))
		}
	}
}

// beyondPlain is the measure in the words of the library where it says more than key, basis and
// allocation, such as what the amounts are weighted by; "" where it does not.
func beyondPlain(m concentration.Measure) string {
	if text := m.String(); text != fmt.Sprintf("%s on %s, %s", m.Key, m.Basis, m.Allocation) {
		return text
	}
	return ""
}

// column names the cells of one column of the ranked entries.
func (k block) column(c int) string { return span(c, k.first, c, k.last) }

// formula gives a formula over the entries, or its value alone where amounts are written as text.
func (k block) formula(text string, value any) any {
	if !k.exact {
		return value
	}
	return formula{text, value}
}

// ranking writes the entries of one measure, largest first.
func (p *page) ranking(number int, k *block) {
	e := k.exposures
	m := e.Measure()
	name := keyLabel(m.Key)
	about := strings.Join([]string{basisLabel(m.Basis).String(), allocationLabel(m.Allocation).String()}, " · ")
	if more := beyondPlain(m); more != "" {
		about += " · " + more
	}
	row := p.heading(label{fmt.Sprintf("%d  %s", number, name.zh), name.en + "  —  " + about}, "")
	if p.err == nil && row != k.heading {
		panic("report: a block of entries stands where its formulas do not expect it")
	}
	var sum, running money.Amount
	var list []ranked
	for i, v := range e.Entries() {
		sum += v.Amount
		list = append(list, ranked{i + 1, v})
	}
	whole := fixed(colAmount, k.pool)
	at0 := func(r ranked) int { return k.first + r.rank - 1 }
	columns := []column[ranked]{
		{label: label{"排名", "Rank"}, format: asIndex, value: func(r ranked) any { return r.rank }},
		{label: label{"代码", "Key"}, value: func(r ranked) any { return r.Key }},
		{label: label{"名称", "Name"}, value: func(r ranked) any { return entryLabel(m.Key, r.Entry).String() }},
		{label: label{"合同数", "Contracts"}, format: asCount, value: func(r ranked) any { return r.Contracts }},
		{label: label{"金额", "Amount"}, format: asMoney, total: &sum, value: func(r ranked) any { return r.Amount }},
		{label: label{"占比", "Share"}, format: asPercent, value: func(r ranked) any {
			return k.formula(at(colAmount, at0(r))+"/"+whole, e.Share(r.Amount))
		}, foot: func(_, last int) cell {
			return cell{k.formula(at(colAmount, last+1)+"/"+whole, e.Share(sum)), lookTotal, asPercent}
		}},
		{label: label{"累计占比", "Cumulative"}, format: asPercent, value: func(r ranked) any {
			running += r.Amount
			above := ""
			if r.rank > 1 {
				above = at(colCumulative, at0(r)-1) + "+"
			}
			return k.formula(above+at(colShare, at0(r)), e.Share(running))
		}},
	}
	if len(list) == 0 {
		heads(p, columns)
		return
	}
	table(p, columns, slices.Values(list))
	last := []cell{{"资产池总额 Pool on this basis", lookBody, asText}, {nil, lookBody, asText}, {nil, lookBody, asText}, {nil, lookBody, asText}, {e.Total(), lookBody, asMoney}}
	each := m.Allocation == concentration.JointAndSeveral
	var t tally
	if k.exact && !each {
		last = append(last, cell{t.add(p.difference(at(colAmount, k.last+1), at(colAmount, k.pool)), sum-e.Total()), lookCheck, asMoney})
	}
	if each {
		last = append(last, cell{"连带口径下合计可超过资产池 the sum may pass the pool", lookNote, asText})
	}
	p.write(0, last...)
	p.verify(label{"集中度：" + name.zh, "Concentration: " + name.en}, at(colShare, k.pool), t)
}
