package report

import (
	"fmt"
	"iter"
	"slices"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
)

// collection is one collection period with its number.
type collection struct {
	number int
	cashflow.Collection
}

// series is where the rows of a table stand, for charts.
type series struct {
	sheet       string
	first, last int
}

// Columns of the cash-flow sheet that formulas name.
const (
	cashFrom = iota + 2
	cashTo
	cashOpening
	cashInterest
	cashPrincipal
	cashOther
	cashTotal
	cashDeposit
	cashDilution
	cashClosing
	cashBalance // check of the row
	cashCarried // check of the opening against the row above
	cashTied    // check against the rows of the contracts
)

// Columns of what happened to the claims, where anything did; the checks then stand performColumns further.
const (
	cashPrepaid = iota + cashClosing + 1
	cashRecovered
	cashDefaulted
	cashRepurchased
	cashOverdue
	performColumns = iota
)

// cash writes the collections by period. The checks recompute each closing balance, each opening
// balance and, where the sheet of contract flows is there, each collection.
func (b *book) cash() error {
	c := b.content
	list := c.collections()
	var sum cashflow.Totals
	largest := list[0].Opening
	for _, v := range list {
		sum.Interest += v.Interest
		sum.Principal += v.Principal
		sum.Other += v.Other
		sum.Payment += v.Total()
		sum.Dilution += v.Dilution
		sum.FromDeposit += v.FromDeposit
	}
	largest = max(largest, sum.Payment)
	wide := b.moneyWidth(largest)
	p := b.begin(sheetCash, layout{
		widths:    b.cashWidths(wide),
		freezeRow: titleRows + 2, freezeCol: 3, repeatRow: titleRows + 2, wide: true,
	})
	tie := b.tie(list)
	kind := "回收款按给定数据列示 collections as given"
	if b.content.Performance != nil {
		kind = "情景下的现金流 cash under a scenario"
	}
	if tie != nil {
		kind = "合同现金流，未计违约与早偿 contractual cash, no default or prepayment"
	}
	p.title("归集期为起日之后至止日（含）each period runs from the day after the first date to the second · " + kind + " · 单位 unit: " + b.unit())
	p.skip(1)
	numbered := func(yield func(collection) bool) {
		for i, v := range list {
			if !yield(collection{i + 1, v}) {
				return
			}
		}
	}
	exact := shown(largest, sum.Payment)
	var balanced, carried, tied tally
	columns := b.cashColumns(&sum)
	further := 0
	if slices.ContainsFunc(list, performs) {
		further = performColumns
		columns = append(columns, cashPerformed(list)...)
	}
	if exact {
		columns = append(columns, b.cashChecks(list, &balanced, &carried)...)
	}
	if exact && tie != nil && b.has(sheetContractFlows) {
		columns = append(columns, b.cashTie(&tied))
	}
	first, last := table(p, columns, iter.Seq[collection](numbered))
	b.anchors.cash = series{p.name, first, last}
	p.verify(label{"现金流：期初−本金−折让−违约及赎回−期末", "Cash flow: opening − principal − dilution − defaults and what was taken back − closing"}, span(cashBalance+further, first, cashBalance+further, last), balanced)
	p.verify(label{"现金流：期初与上期期末", "Cash flow: opening and the closing before"}, span(cashCarried+further, first, cashCarried+further, last), carried)
	p.verify(label{"现金流：归集与逐笔合同现金流", "Cash flow: collections and the rows of the contracts"}, span(cashTied+further, first, cashTied+further, last), tied)
	if tie != nil {
		p.afterPeriods(tie, &sum, last+1)
	}
	p.assumed()
	return p.end()
}

// performs reports whether a collection says more than what contracts pay.
func performs(c cashflow.Collection) bool {
	return c.Prepayment != 0 || c.Recovery != 0 || c.Defaulted != 0 || c.Repurchased != 0 || c.Overdue != (cashflow.Ageing{})
}

func (b *book) cashWidths(wide float64) []float64 {
	widths := []float64{7, 12, 12, wide, wide, wide, wide, wide, wide, wide, wide}
	if slices.ContainsFunc(b.content.collections(), performs) {
		widths = append(widths, wide, wide, wide, wide, wide)
	}
	return append(widths, 12, 12, 12)
}

// cashPerformed shows what happened to the claims: the prepaid part of principal, what was recovered, what
// defaulted, what was taken back, and what is behind at the end of the period.
func cashPerformed(list []cashflow.Collection) []column[collection] {
	amount := func(l label, of func(cashflow.Collection) money.Amount) column[collection] {
		var sum money.Amount
		for _, c := range list {
			sum += of(c)
		}
		return column[collection]{label: l, format: asFlow, total: &sum, value: func(c collection) any { return of(c.Collection) }}
	}
	overdue := amount(label{"期末逾期", "Overdue at the end"}, func(c cashflow.Collection) money.Amount { return c.Overdue.Over(0) })
	overdue.total = nil // a balance
	return []column[collection]{
		amount(label{"其中早偿", "of principal prepaid"}, func(c cashflow.Collection) money.Amount { return c.Prepayment }),
		amount(label{"违约回收", "Recovered"}, func(c cashflow.Collection) money.Amount { return c.Recovery }),
		amount(label{"新增违约", "Defaulted"}, func(c cashflow.Collection) money.Amount { return c.Defaulted }),
		amount(label{"不合格资产赎回", "Taken back"}, func(c cashflow.Collection) money.Amount { return c.Repurchased }),
		overdue,
	}
}

// row is the row of a period.
func (c collection) row() int { return titleRows + 2 + c.number }

func (b *book) cashColumns(sum *cashflow.Totals) []column[collection] {
	amount := func(l label, total *money.Amount, of func(collection) money.Amount) column[collection] {
		return column[collection]{label: l, format: asFlow, total: total, value: func(c collection) any { return of(c) }}
	}
	return []column[collection]{
		{label: label{"期次", "No."}, format: asCount, value: func(c collection) any { return c.number }},
		{label: label{"起", "After"}, format: asDate, value: func(c collection) any { return stated(c.From) }},
		{label: label{"止", "To"}, format: asDate, value: func(c collection) any { return stated(c.To) }},
		amount(label{"期初本金", "Opening"}, nil, func(c collection) money.Amount { return c.Opening }),
		amount(label{"利息", "Interest"}, &sum.Interest, func(c collection) money.Amount { return c.Interest }),
		amount(label{"本金", "Principal"}, &sum.Principal, func(c collection) money.Amount { return c.Principal }),
		amount(label{"其他", "Other"}, &sum.Other, func(c collection) money.Amount { return c.Other }),
		{label: label{"回收合计", "Total collected"}, format: asMoney, total: &sum.Payment, value: func(c collection) any {
			if !shown(c.Interest, c.Principal, c.Other, c.Recovery) {
				return c.Total()
			}
			text := "SUM(" + span(cashInterest, c.row(), cashOther, c.row()) + ")"
			if c.Recovery != 0 {
				text += "+" + at(cashRecovered, c.row())
			}
			return formula{text, c.Total()}
		}},
		amount(label{"其中保证金抵扣", "of it from deposits"}, &sum.FromDeposit, func(c collection) money.Amount { return c.FromDeposit }),
		amount(label{"折让", "Dilution"}, &sum.Dilution, func(c collection) money.Amount { return c.Dilution }),
		amount(label{"期末本金", "Closing"}, nil, func(c collection) money.Amount { return c.Closing }),
	}
}

// cashChecks are the checks of each closing and of each opening balance.
func (b *book) cashChecks(list []cashflow.Collection, balanced, carried *tally) []column[collection] {
	return []column[collection]{
		{label: label{"期末校验", "Check closing"}, format: asMoney, look: lookCheck, value: func(c collection) any {
			r := c.row()
			less := []string{at(cashPrincipal, r), at(cashDilution, r)}
			if c.Defaulted != 0 || c.Repurchased != 0 {
				less = append(less, at(cashDefaulted, r), at(cashRepurchased, r))
			}
			return balanced.add(b.difference(at(cashOpening, r), append(less, at(cashClosing, r))...), c.Opening-c.Principal-c.Dilution-c.Defaulted-c.Repurchased-c.Closing)
		}},
		{label: label{"期初校验", "Check opening"}, format: asMoney, look: lookCheck, value: func(c collection) any {
			switch {
			case c.number > 1:
				return carried.add(b.difference(at(cashOpening, c.row()), at(cashClosing, c.row()-1)), c.Opening-list[c.number-2].Closing)
			case b.anchors.principal == "":
				return nil // there is no tape to compare the first opening with
			}
			return carried.add(b.difference(at(cashOpening, c.row()), b.anchors.principal), c.Opening-b.content.Pool.Principal())
		}},
	}
}

// cashTie is the check of each collection against the rows of the contracts.
func (b *book) cashTie(tied *tally) column[collection] {
	return column[collection]{label: label{"逐笔校验", "Check contracts"}, format: asMoney, look: lookCheck, value: func(c collection) any {
		return tied.add(b.difference(at(cashTotal, c.row()), b.flowsBetween(flowPayment, at(cashFrom, c.row()), at(cashTo, c.row()))), 0)
	}}
}

// tie gives what the flows pay after the last period when the collections are those of the flows, and
// nil when they are not, as in a scenario, or when there are no flows.
func (b *book) tie(list []cashflow.Collection) *cashflow.After {
	if b.content.Flows == nil {
		return nil
	}
	periods := make([]cashflow.Period, len(list))
	for k, c := range list {
		periods[k] = c.Period
	}
	collected, after, err := b.content.Flows.Collect(periods)
	if err != nil || !slices.EqualFunc(collected, list, cashflow.Collection.Equal) {
		return nil
	}
	return &after
}

// afterPeriods ties the collections to the whole projection: what comes after the last period, and
// the sum of both.
func (p *page) afterPeriods(rest *cashflow.After, sum *cashflow.Totals, totals int) {
	all := p.content.Flows.Total()
	type line struct {
		label                               label
		interest, principal, other, payment money.Amount
		deposit, dilution                   money.Amount
	}
	after := line{label{"归集期之后", "After the last period"}, rest.Interest, rest.Principal, rest.Other, rest.Total(), rest.FromDeposit, rest.Dilution}
	whole := line{label{"全部合同现金流", "All contract flows"}, all.Interest, all.Principal, all.Other, all.Payment, all.FromDeposit, all.Dilution}
	for _, l := range []line{after, whole} {
		p.write(0, cell{l.label.String(), lookBody, asText}, cell{nil, lookBody, asText}, cell{nil, lookBody, asText}, cell{nil, lookBody, asText},
			cell{l.interest, lookBody, asFlow}, cell{l.principal, lookBody, asFlow}, cell{l.other, lookBody, asFlow}, cell{l.payment, lookBody, asFlow},
			cell{l.deposit, lookBody, asFlow}, cell{l.dilution, lookBody, asFlow}, cell{nil, lookBody, asText})
	}
	if !shown(all.Payment, all.Principal) {
		return
	}
	row := p.row
	differences := []money.Amount{sum.Interest + rest.Interest - all.Interest, sum.Principal + rest.Principal - all.Principal, sum.Other + rest.Other - all.Other,
		sum.Payment + rest.Total() - all.Payment, sum.FromDeposit + rest.FromDeposit - all.FromDeposit, sum.Dilution + rest.Dilution - all.Dilution}
	checks := []cell{{"校验：合计＋之后−全部 Check: total + after − all", lookNote, asText}, {}, {}, {}}
	var t tally
	for i, d := range differences {
		col := cashInterest + i
		checks = append(checks, cell{t.add(p.difference(at(col, totals)+"+"+at(col, row-1), at(col, row)), d), lookCheck, asMoney})
	}
	p.write(0, checks...)
	p.verify(label{"现金流：归集合计与全部合同现金流", "Cash flow: collections, what comes after, and all flows"}, span(cashInterest, row+1, cashDilution, row+1), t)
}

// assumed writes what was taken where contracts are silent.
func (p *page) assumed() {
	if p.content.Flows == nil {
		return
	}
	counts := p.content.Flows.Summary()
	if len(counts) == 0 {
		return
	}
	p.heading(label{"合同未说明时采用的处理", "What was taken where contracts are silent"}, "")
	for _, c := range counts {
		p.write(0, cell{fmt.Sprintf("%s = %s：%d 笔合同 contracts", assumptionLabel(c.What), c.Taken, c.Contracts), lookNote, asText})
	}
}

// Columns of the sheet of contract flows.
const (
	flowContract = iota + 1
	flowDate
	flowOpening
	flowInterest
	flowPrincipal
	flowOther
	flowPayment
	flowDeposit
	flowDilution
	flowClosing
)

// flow is one row of the projection.
type flow struct {
	contract int
	cashflow.Row
}

// flowRows gives the rows that the contract flows stand in.
func (b *book) flowRows() (first, last int) {
	first = titleRows + 3
	return first, first + b.content.Flows.NumRows() - 1
}

// flowsBetween is the formula for the sum of a column of contract flows dated after one day, up to
// and including another.
func (b *book) flowsBetween(column int, after, to string) string {
	first, last := b.flowRows()
	name := sheetContractFlows.name()
	dates := on(name, fixedSpan(flowDate, first, flowDate, last))
	return fmt.Sprintf(`SUMIFS(%s,%s,">"&%s,%s,"<="&%s)`, on(name, fixedSpan(column, first, column, last)), dates, after, dates, to)
}

// contractFlows writes every row of the projection.
func (b *book) contractFlows() error {
	f := b.content.Flows
	total := f.Total()
	wide := b.moneyWidth(max(f.Principal(), total.Payment))
	p := b.begin(sheetContractFlows, layout{
		widths:    []float64{26, 12, wide, wide, wide, wide, wide, wide, wide, wide},
		freezeRow: titleRows + 2, repeatRow: titleRows + 2, grid: true,
	})
	p.title(fmt.Sprintf("%d 笔合同 contracts · %d 行 rows · 回收＝利息＋本金＋其他 payment = interest + principal + other · 单位 unit: %s", f.Len(), f.NumRows(), b.unit()))
	p.skip(1)
	id := func(i int) string { return fmt.Sprint(i + 1) }
	if pl := b.content.Pool; pl != nil {
		id = func(i int) string { return pl.Contract(i).ID }
	}
	rows := func(yield func(flow) bool) {
		for i, r := range f.All() {
			if !yield(flow{i, r}) {
				return
			}
		}
	}
	amount := func(l label, total *money.Amount, of func(flow) money.Amount) column[flow] {
		return column[flow]{label: l, format: asFlow, total: total, value: func(r flow) any { return of(r) }}
	}
	columns := []column[flow]{
		{label: label{"合同编号", "Contract"}, value: func(r flow) any { return id(r.contract) }},
		{label: label{"日期", "Date"}, format: asDate, value: func(r flow) any { return r.Date }},
		amount(label{"期初本金", "Opening"}, nil, func(r flow) money.Amount { return r.Opening }),
		amount(label{"利息", "Interest"}, &total.Interest, func(r flow) money.Amount { return r.Interest }),
		amount(label{"本金", "Principal"}, &total.Principal, func(r flow) money.Amount { return r.Row.Principal }),
		amount(label{"其他", "Other"}, &total.Other, func(r flow) money.Amount { return r.Other }),
		amount(label{"回收", "Payment"}, &total.Payment, func(r flow) money.Amount { return r.Payment }),
		amount(label{"其中保证金抵扣", "of it from deposits"}, &total.FromDeposit, func(r flow) money.Amount { return r.FromDeposit }),
		amount(label{"折让", "Dilution"}, &total.Dilution, func(r flow) money.Amount { return r.Dilution }),
		amount(label{"期末本金", "Closing"}, nil, func(r flow) money.Amount { return r.Closing }),
	}
	first, last := table(p, columns, iter.Seq[flow](rows))
	p.filter(len(columns), first-1, last)
	return p.end()
}

// assumptionLabel names what an assumption is about.
func assumptionLabel(what string) label {
	names := []struct{ what, zh, en string }{
		{cashflow.AssumedForm, "还款方式", "form of repayment"}, {cashflow.AssumedFrequency, "还款频率", "frequency"},
		{cashflow.AssumedDayCount, "计息基础", "day count"}, {cashflow.AssumedRate, "年利率", "rate"},
		{cashflow.AssumedAccrualStart, "起息日", "start of accrual"}, {cashflow.AssumedFloatingRate, "浮动利率走势", "future of a floating rate"},
		{cashflow.AssumedResetMonths, "重定价周期", "months between resets"}, {cashflow.AssumedResetAnchor, "重定价起点", "day from which resets count"},
		{cashflow.AssumedDepositUse, "保证金用途", "use of deposit"}, {cashflow.AssumedTotalScope, "应收余额范围", "scope of the receivable balance"},
	}
	i := slices.IndexFunc(names, func(n struct{ what, zh, en string }) bool { return n.what == what })
	if i < 0 {
		return label{"", what}
	}
	return label{names[i].zh, names[i].en}
}
