package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// topContracts is how many of the largest contracts are listed, as disclosure rules ask.
const topContracts = 20

// poolStatistics writes the terms, the distributions and the largest contracts.
func (b *book) poolStatistics() error {
	pl := b.content.Pool
	wide := b.moneyWidth(pl.Principal())
	p := b.begin(sheetPool, layout{widths: []float64{60, 13, 13, wide, 13, 13, 13}, portrait: true})
	p.title(fmt.Sprintf("封包日 cut-off %s · 单位 unit: %s · (a, b]：大于 a 且不大于 b above a, up to b · 万 = 10,000", pl.AsOf(), b.unit()))
	p.terms()
	list := b.distributions()
	for i, d := range list {
		p.distribution(i+1, d)
	}
	p.largestContracts(len(list) + 1)
	return p.end()
}

// terms writes the averages of the pool.
func (p *page) terms() {
	pl := p.content.Pool
	p.heading(label{"平均与极值", "Averages and extremes"}, "")
	type row struct {
		label label
		stats pool.TermStatistics
	}
	columns := []column[row]{
		{label: label{"项目", "Item"}, look: lookWrap, value: func(r row) any { return r.label.String() }},
		{label: label{"合同数", "Contracts"}, format: asCount, value: func(r row) any { return r.stats.Known }},
		{label: label{"简单平均", "Mean"}, format: asNumber, value: func(r row) any { return r.stats.Mean }},
		{label: label{"按本金加权平均", "Mean weighted by principal"}, format: asNumber, value: func(r row) any { return r.stats.WeightedMean }},
		{label: label{"最小", "Minimum"}, format: asNumber, value: func(r row) any { return r.stats.Min }},
		{label: label{"最大", "Maximum"}, format: asNumber, value: func(r row) any { return r.stats.Max }},
	}
	rows := []row{{label{"剩余期限（月）", "Remaining term (months)"}, pl.RemainingTerms()}}
	if s := pl.OriginalTerms(); s.Known > 0 {
		rows = append(rows, row{label{"合同期限（月）", "Original term (months)"}, s})
	}
	table(p, columns, slices.Values(rows))
	if rate, n := pl.WeightedRate(); n > 0 {
		p.write(0, cell{"加权平均年利率 Weighted average rate", lookBody, asText}, cell{n, lookBody, asCount},
			cell{nil, lookBody, asText}, cell{rate, lookBody, asPercent4}, cell{nil, lookBody, asText}, cell{nil, lookBody, asText})
	}
}

// distribution writes one cut of the pool; shares are formulas over the totals.
func (p *page) distribution(number int, d distribution) {
	p.heading(label{fmt.Sprintf("%d  %s", number, d.label.zh), d.label.en}, d.note)
	var total money.Amount
	count, exact := 0, true
	for _, s := range d.rows {
		total += s.amount
		count += s.contracts
		exact = exact && shown(s.amount)
	}
	exact = exact && shown(total)
	const colCount, colAmount = 2, 4
	first := p.row + 2 // below the headers
	last := first + len(d.rows) - 1
	share := func(column, row int, part, whole float64) any {
		if whole == 0 {
			return nil
		}
		if !exact {
			return part / whole
		}
		return formula{at(column, row) + "/" + fixed(column, last+1), part / whole}
	}
	whole := func(column int) func(int, int) cell {
		return func(_, last int) cell {
			return cell{share(column, last+1, 1, 1), lookTotal, asPercent}
		}
	}
	row := first - 1
	columns := []column[stratum]{
		{label: d.kind, look: lookWrap, value: func(s stratum) any { row++; return s.label.String() }},
		{label: label{"合同数", "Contracts"}, format: asCount, count: &count, value: func(s stratum) any { return s.contracts }},
		{label: label{"占比", "Share"}, format: asPercent, foot: whole(colCount),
			value: func(s stratum) any { return share(colCount, row, float64(s.contracts), float64(count)) }},
		{label: label{"未偿本金余额", "Principal"}, format: asMoney, total: &total, value: func(s stratum) any { return s.amount }},
		{label: label{"占比", "Share"}, format: asPercent, foot: whole(colAmount),
			value: func(s stratum) any { return share(colAmount, row, float64(s.amount), float64(total)) }},
	}
	var t tally
	if exact {
		columns = append(columns, column[stratum]{
			label: label{"校验", "Check"}, format: asMoney, look: lookCheck, value: func(stratum) any { return nil },
			foot: func(_, last int) cell {
				return cell{t.add(p.difference(at(colAmount, last+1), p.anchors.principal), total-p.content.Pool.Principal()), lookCheck, asMoney}
			},
		})
	}
	_, end := table(p, columns, slices.Values(d.rows))
	if p.err == nil && (end != last) {
		panic("report: the rows of a distribution stand where its formulas do not expect them")
	}
	// The check stands beside the totals.
	p.verify(label{"分布：" + d.label.zh, "Distribution: " + d.label.en}, at(6, last+1), t)
}

// largestContracts lists the contracts with the most principal.
func (p *page) largestContracts(number int) {
	pl := p.content.Pool
	list := pl.Largest(topContracts)
	p.heading(label{fmt.Sprintf("%d  前%d大合同", number, len(list)), fmt.Sprintf("The %d largest contracts", len(list))}, "")
	var sum money.Amount
	for _, c := range list {
		sum += c.Amount
	}
	header := p.row + 1
	first := header + 1
	ratio := func(text string, value float64) any {
		if !shown(pl.Principal()) {
			return value
		}
		return formula{text + "/" + p.anchors.principal, value}
	}
	columns := []column[pool.Ranked]{
		{label: label{"合同编号与债务人", "Contract and obligors"}, look: lookWrap, value: func(r pool.Ranked) any {
			return r.ID + "  " + p.ofObligors(contract{r.Contract, pl.Contract(r.Contract)}, func(o pool.Party) string { return o.Name })
		}},
		{label: label{"剩余期限(月)", "Months left"}, format: asNumber, value: func(r pool.Ranked) any { return pl.RemainingMonths(pl.Contract(r.Contract)) }},
		{label: label{"年利率", "Rate"}, format: asPercent, value: func(r pool.Ranked) any {
			if rate, ok := pl.Contract(r.Contract).Rate.Get(); ok {
				return rate.Float64()
			}
			return nil
		}},
		{label: label{"未偿本金余额", "Principal"}, format: asMoney, total: &sum, value: func(r pool.Ranked) any { return r.Amount }},
		{label: label{"占比", "Share"}, format: asPercent, value: func(r pool.Ranked) any { return ratio(at(4, header+r.Rank), r.Share) }},
		{label: label{"累计占比", "Cumulative"}, format: asPercent, value: func(r pool.Ranked) any {
			return ratio("SUM("+fixed(4, first)+":"+at(4, header+r.Rank)+")", r.Cumulative)
		}},
		{label: label{"到期日", "Maturity"}, format: asDate, value: func(r pool.Ranked) any { return stated(pl.Contract(r.Contract).Maturity) }},
	}
	table(p, columns, slices.Values(list))
}

// eligibility writes each rule with its answer and then every contract that did not pass.
func (b *book) eligibility() error {
	p := b.begin(sheetEligibility, layout{widths: []float64{30, 50, 16, 10, 10, 10, 30, 44, 50, 60}})
	pl := b.content.Pool
	p.title(fmt.Sprintf("%d 条标准 rules · %d 笔合同 contracts · 无法判断：清单未说明 unknown: the tape does not say", len(b.content.Eligibility), pl.Len()))
	p.heading(label{"标准与结果", "Rules and answers"}, "")
	rules := []column[pool.RuleResult]{
		{label: label{"编号", "Rule"}, look: lookWrap, value: func(r pool.RuleResult) any { return r.Rule.ID }},
		{label: label{"标准", "Criterion"}, look: lookWrap, value: func(r pool.RuleResult) any {
			return strings.Trim(r.Rule.TextZH+"\n"+r.Rule.Text, "\n")
		}},
		{label: label{"结果", "Outcome"}, value: func(r pool.RuleResult) any {
			l, look := outcomeLabel(r.Outcome)
			return styledValue{l.String(), look}
		}},
		{label: label{"符合", "Pass"}, format: asCount, value: func(r pool.RuleResult) any { return r.Passed }},
		{label: label{"未知", "Unknown"}, format: asCount, value: func(r pool.RuleResult) any { return r.Unknown }},
		{label: label{"不符合", "Fail"}, format: asCount, value: func(r pool.RuleResult) any { return r.Fail }},
		{label: label{"限值", "Limit"}, look: lookWrap, value: func(r pool.RuleResult) any { return r.Rule.Limit }},
		{label: label{"所见", "Seen"}, look: lookWrap, value: func(r pool.RuleResult) any { return r.Seen() }},
		{label: label{"不符合同", "Offenders"}, look: lookWrap, value: func(r pool.RuleResult) any { return strings.Join(r.Offenders(pl), ", ") }},
		{label: label{"依据", "Basis"}, look: lookWrap, value: func(r pool.RuleResult) any { return r.Rule.Basis }},
	}
	table(p, rules, slices.Values(b.content.Eligibility))
	type answer struct {
		rule pool.Rule
		pool.Finding
	}
	var list []answer
	for _, r := range b.content.Eligibility {
		for _, f := range r.Findings {
			list = append(list, answer{r.Rule, f})
		}
	}
	if len(list) == 0 {
		return p.end()
	}
	p.heading(label{"未通过的合同", "Contracts that did not pass"}, "")
	details := []column[answer]{
		{label: label{"编号", "Rule"}, value: func(a answer) any { return a.rule.ID }},
		{label: label{"合同编号", "Contract"}, value: func(a answer) any { return pl.Contract(a.Contract).ID }},
		{label: label{"结果", "Outcome"}, value: func(a answer) any {
			l, look := outcomeLabel(a.Outcome)
			return styledValue{l.String(), look}
		}},
		{label: label{"", ""}, value: func(answer) any { return nil }},
		{label: label{"", ""}, value: func(answer) any { return nil }},
		{label: label{"", ""}, value: func(answer) any { return nil }},
		{label: label{"限值", "Limit"}, value: func(a answer) any { return a.rule.Limit }},
		{label: label{"所见", "Seen"}, look: lookWrap, value: func(a answer) any { return a.Seen }},
		{label: label{"来源", "Source row"}, look: lookWrap, value: func(a answer) any { return pl.Contract(a.Contract).Source }},
	}
	first, last := table(p, details, slices.Values(list))
	p.filter(len(details), first-1, last)
	return p.end()
}
