package report

import (
	"fmt"
	"slices"

	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/tranche"
)

// group is a run of columns of the waterfall under one band.
type group struct {
	label   label
	columns []column[tranche.Period]
}

// title is the text of the band: in Chinese alone where both languages have no room.
func (g group) title() string {
	width := 0.0
	for _, c := range g.columns {
		width += c.width
	}
	if text := g.label.String(); float64(textWidth(text)) < width {
		return text
	}
	return g.label.zh
}

// waterfall writes one row for each payment date with all of it: dates, what came in, what went to
// whom, every account, and the differences that should be zero.
func (b *book) waterfall() error {
	r := b.content.Result
	w := waterfallTable{book: b, result: r, exact: b.waterfallExact()}
	groups := w.groups()
	var columns []column[tranche.Period]
	var widths []float64
	for _, g := range groups {
		for _, c := range g.columns {
			columns, widths = append(columns, c), append(widths, c.width)
		}
	}
	head := titleRows + 3
	p := b.begin(sheetWaterfall, layout{widths: widths, freezeRow: head, freezeCol: 3, repeatRow: waterfallRepeats(len(r.Periods), head), wide: true})
	p.title(fmt.Sprintf("%s · 单位 unit: %s · 差额＝回收＋支持−支付−账户增加 difference = collected + support − paid − increase of accounts", r.Deal, b.unit()))
	p.skip(1)
	p.bands(groups)
	first, last := table(p, columns, slices.Values(r.Periods))
	if p.err == nil && first != w.row(1) {
		panic("report: the waterfall stands where its formulas do not expect it")
	}
	for _, c := range w.checks {
		p.verify(c.label, span(c.column, first, c.column, last), *c.tally)
	}
	p.feeStatement()
	p.supportCalls()
	p.unpaid()
	p.tested()
	p.triggered()
	p.happened()
	return p.end()
}

// pageOfPeriods is how many payments surely stand on one printed page.
const pageOfPeriods = 40

// waterfallRepeats is the header row that is printed on every page: none where the payments fit on the first, since
// it would stand over the rows of other tables then.
func waterfallRepeats(periods, head int) int {
	if periods <= pageOfPeriods {
		return 0
	}
	return head
}

// bands writes the headers over groups of columns.
func (p *page) bands(groups []group) {
	var cells []cell
	for _, g := range groups {
		for i := range g.columns {
			text := any(nil)
			if i == 0 {
				text = g.title()
			}
			cells = append(cells, cell{text, lookBand, asText})
		}
	}
	row := p.write(16, cells...)
	from := 1
	for _, g := range groups {
		if n := len(g.columns); n > 1 && p.err == nil {
			p.try(p.stream.MergeCell(at(from, row), at(from+n-1, row)))
		}
		from += len(g.columns)
	}
}

// waterfallExact reports whether every amount of the run can be written as a number.
func (b *book) waterfallExact() bool {
	r := b.content.Result
	if !shown(r.Cash.Receipts, r.Cash.Payments) {
		return false
	}
	for _, p := range r.Periods {
		for _, t := range p.Tranches {
			if !shown(t.Opening, t.InterestDue) {
				return false
			}
		}
		for _, a := range p.Accounts {
			if !shown(a.Opening, a.Closing, a.Receipts, a.Payments) {
				return false
			}
		}
	}
	return true
}

// waterfallTable lays out the columns of the waterfall.
type waterfallTable struct {
	*book
	result *tranche.Result
	exact  bool
	next   int // number of the next column
	checks []waterfallCheck
	// Columns that the difference of the deal adds and takes away.
	plus, minus []int
	opened      []int
	closed      []int
}

type waterfallCheck struct {
	label  label
	column int
	tally  *tally
}

// row is the row of a payment.
func (w *waterfallTable) row(number int) int { return titleRows + 3 + number }

func (w *waterfallTable) add(c column[tranche.Period]) (column[tranche.Period], int) {
	w.next++
	return c, w.next
}

func (w *waterfallTable) width() float64 {
	return w.moneyWidth(max(w.result.Cash.Receipts, w.result.Cash.Payments))
}

// amount is a column of amounts with its sum.
func (w *waterfallTable) amount(l label, of func(tranche.Period) money.Amount) (column[tranche.Period], int) {
	var sum money.Amount
	for _, p := range w.result.Periods {
		sum += of(p)
	}
	return w.add(column[tranche.Period]{label: l, format: asFlow, width: w.width(), total: &sum, value: func(p tranche.Period) any { return of(p) }})
}

// amounts makes a group with one column for each name whose sum is not zero; when all are zero and
// keep is not set there is no group.
func (w *waterfallTable) amounts(l label, names []label, signs *[]int, of func(p tranche.Period, i int) money.Amount, keep bool) (group, bool) {
	g := group{label: l}
	for i, name := range names {
		moves := keep
		for _, p := range w.result.Periods {
			moves = moves || of(p, i) != 0
		}
		if !moves {
			continue
		}
		c, n := w.amount(name, func(p tranche.Period) money.Amount { return of(p, i) })
		g.columns = append(g.columns, c)
		*signs = append(*signs, n)
	}
	return g, len(g.columns) > 0
}

func (w *waterfallTable) groups() []group {
	list := []group{w.dates(), w.collections()}
	tranches := make([]label, len(w.result.Tranches))
	coupons := false
	for i, t := range w.result.Tranches {
		tranches[i] = label{t.Name, ""}
		coupons = coupons || t.HasCoupon
	}
	var fees []label
	if len(w.result.Periods) > 0 {
		for _, f := range w.result.Periods[0].Fees {
			fees = append(fees, label{f.Name, ""})
		}
	}
	add := func(g group, ok bool) {
		if ok {
			list = append(list, g)
		}
	}
	sum := func(kind string) func(tranche.Period) money.Amount {
		return func(p tranche.Period) money.Amount {
			var total money.Amount
			for _, m := range p.Movements {
				if m.Kind == kind {
					total += m.Amount
				}
			}
			return total
		}
	}
	one := func(of func(tranche.Period) money.Amount) func(tranche.Period, int) money.Amount {
		return func(p tranche.Period, _ int) money.Amount { return of(p) }
	}
	add(w.amounts(label{"差额支付", "Support"}, []label{{"收到", "Received"}}, &w.plus, one(sum("support_call")), false))
	others := []string{"investment_income", "repurchase", "deposit_handed_over", "swap_received", "call_price"}
	add(w.amounts(label{"其他收款", "Other receipts"}, moveLabels(others), &w.plus, func(p tranche.Period, i int) money.Amount { return sum(others[i])(p) }, false))
	add(w.amounts(label{"已付税费", "Fees paid"}, fees, &w.minus, func(p tranche.Period, i int) money.Amount { return p.Fees[i].Paid }, true))
	add(w.amounts(label{"已付利息", "Interest paid"}, tranches, &w.minus, func(p tranche.Period, i int) money.Amount { return p.Tranches[i].InterestPaid }, false))
	add(w.amounts(label{"已付本金", "Principal paid"}, tranches, &w.minus, func(p tranche.Period, i int) money.Amount { return p.Tranches[i].PrincipalPaid }, true))
	add(w.amounts(label{"偿还差额支付", "Reimbursement"}, []label{{"偿还", "Paid back"}}, &w.minus, one(sum("reimbursement")), false))
	add(w.amounts(label{"剩余收益", "Residual"}, tranches, &w.minus, func(p tranche.Period, i int) money.Amount { return p.Tranches[i].Residual }, false))
	// What is settled out of deposits that the plan holds is in the collections and not new money.
	outside := []string{"support_interest", "swap_paid", "purchase", "purchase_price", "deposit_returned", "deposit_used"}
	add(w.amounts(label{"其他付款", "Other payments"}, moveLabels(outside), &w.minus, func(p tranche.Period, i int) money.Amount { return sum(outside[i])(p) }, false))
	var inside []int
	kinds := []string{"reserve_draw", "reserve_fill", "reserve_release"}
	add(w.amounts(label{"储备金（账户之间）", "Reserves"}, []label{{"动用", "Drawn"}, {"补足", "Filled"}, {"释放", "Released"}}, &inside,
		func(p tranche.Period, i int) money.Amount { return sum(kinds[i])(p) }, false))
	list = append(list, w.accounts()...)
	if w.exact {
		list = append(list, w.difference())
	}
	return list
}

func (w *waterfallTable) dates() group {
	g := group{label: label{"兑付日", "Payment date"}}
	add := func(c column[tranche.Period]) {
		c, _ = w.add(c)
		g.columns = append(g.columns, c)
	}
	day := func(l label, of func(tranche.Period) any) {
		add(column[tranche.Period]{label: l, format: asDate, width: 12, value: of})
	}
	add(column[tranche.Period]{label: label{"期次", "No."}, format: asCount, width: 7, value: func(p tranche.Period) any { return p.Number }})
	day(label{"名义日", "Nominal"}, func(p tranche.Period) any { return p.Nominal })
	day(label{"兑付日", "Payment"}, func(p tranche.Period) any { return p.Payment })
	day(label{"计算日", "Calculation"}, func(p tranche.Period) any { return p.Calculation })
	add(column[tranche.Period]{label: label{"分配顺序", "Waterfall"}, width: 20, value: func(p tranche.Period) any {
		text := waterfallLabel(p.Waterfall).String()
		if p.Estimated {
			text += " *"
		}
		return text
	}})
	return g
}

func (w *waterfallTable) collections() group {
	g := group{label: label{"回收款", "Collected"}}
	add := func(l label, of func(tranche.Period) money.Amount) int {
		c, n := w.amount(l, of)
		g.columns = append(g.columns, c)
		return n
	}
	first := add(label{"利息", "Interest"}, func(p tranche.Period) money.Amount { return p.Collection.Interest })
	add(label{"本金", "Principal"}, func(p tranche.Period) money.Amount { return p.Collection.Principal })
	last := add(label{"其他", "Other"}, func(p tranche.Period) money.Amount { return p.Collection.Other })
	recovered := func(p tranche.Period) bool { return p.Collection.Recovery != 0 }
	if slices.ContainsFunc(w.result.Periods, recovered) {
		last = add(label{"违约回收", "Recovered"}, func(p tranche.Period) money.Amount { return p.Collection.Recovery })
	}
	total := add(label{"合计", "Total"}, func(p tranche.Period) money.Amount { return p.Collection.Total() })
	if w.exact {
		g.columns[len(g.columns)-1].value = func(p tranche.Period) any {
			r := w.row(p.Number)
			return formula{"SUM(" + span(first, r, last, r) + ")", p.Collection.Total()}
		}
	}
	w.plus = append(w.plus, total)
	return g
}

// accounts gives the statement of each account and its check.
func (w *waterfallTable) accounts() []group {
	var list []group
	if len(w.result.Periods) == 0 {
		return nil
	}
	for i, a := range w.result.Periods[0].Accounts {
		name := label{"账户 " + a.Name, ""}
		if a.Name == tranche.PlanAccount {
			name = label{"专项计划账户", a.Name}
		}
		g := group{label: name}
		line := func(p tranche.Period) tranche.AccountLine { return p.Accounts[i] }
		plain := func(l label, of func(tranche.AccountLine) money.Amount) int {
			c, n := w.add(column[tranche.Period]{label: l, format: asFlow, width: w.width(), value: func(p tranche.Period) any { return of(line(p)) }})
			g.columns = append(g.columns, c)
			return n
		}
		flow := func(l label, of func(tranche.AccountLine) money.Amount) int {
			c, n := w.amount(l, func(p tranche.Period) money.Amount { return of(line(p)) })
			g.columns = append(g.columns, c)
			return n
		}
		opening := plain(label{"期初", "Opening"}, func(a tranche.AccountLine) money.Amount { return a.Opening })
		receipts := flow(label{"收入", "Receipts"}, func(a tranche.AccountLine) money.Amount { return a.Receipts })
		payments := flow(label{"支出", "Payments"}, func(a tranche.AccountLine) money.Amount { return a.Payments })
		closing := plain(label{"期末", "Closing"}, func(a tranche.AccountLine) money.Amount { return a.Closing })
		w.opened, w.closed = append(w.opened, opening), append(w.closed, closing)
		if w.exact {
			g.columns = append(g.columns, w.accountCheck(i, opening, receipts, payments, closing))
		}
		list = append(list, g)
	}
	return list
}

// accountCheck is opening + receipts − payments − closing, where the opening is the closing of the
// payment before: both laws in one column.
func (w *waterfallTable) accountCheck(i, opening, receipts, payments, closing int) column[tranche.Period] {
	periods := w.result.Periods
	value := func(p tranche.Period) money.Amount {
		a := p.Accounts[i]
		opening := a.Opening
		if p.Number > 1 {
			opening = periods[p.Number-2].Accounts[i].Closing
		}
		return opening + a.Receipts - a.Payments - a.Closing
	}
	t := new(tally)
	c, n := w.add(column[tranche.Period]{label: label{"差额", "Difference"}, format: asMoney, look: lookCheck, width: 12, value: func(p tranche.Period) any {
		r := w.row(p.Number)
		before := at(opening, r)
		if p.Number > 1 {
			before = at(closing, r-1)
		}
		return t.add(w.book.difference(before+"+"+at(receipts, r), at(payments, r), at(closing, r)), value(p))
	}})
	name := periods[0].Accounts[i].Name
	w.checks = append(w.checks, waterfallCheck{label{"账户收支：" + name, "Account: " + name}, n, t})
	return c
}

func moveLabels(kinds []string) []label {
	list := make([]label, len(kinds))
	for i, k := range kinds {
		list[i] = moveLabel(k)
	}
	return list
}

// difference is the check of the deal: what came in less what went out less what the accounts gained.
func (w *waterfallTable) difference() group {
	value := func(p tranche.Period) money.Amount {
		d := p.Collection.Total()
		for _, c := range p.SupportCalls {
			d += c.Amount
		}
		for _, f := range p.Fees {
			d -= f.Paid
		}
		for _, t := range p.Tranches {
			d -= t.InterestPaid + t.PrincipalPaid + t.Residual
		}
		for _, m := range p.Movements {
			switch m.Kind {
			case "investment_income", "repurchase", "deposit_handed_over", "swap_received", "call_price":
				d += m.Amount
			case "reimbursement", "support_interest", "swap_paid", "purchase", "purchase_price", "deposit_returned", "deposit_used":
				d -= m.Amount
			}
		}
		for _, a := range p.Accounts {
			d += a.Opening - a.Closing
		}
		return d
	}
	t := new(tally)
	plus, minus := append(w.plus, w.opened...), append(w.minus, w.closed...)
	c, n := w.add(column[tranche.Period]{label: label{"差额", "Difference"}, format: asMoney, look: lookCheck, width: 14, value: func(p tranche.Period) any {
		r := w.row(p.Number)
		first := at(plus[0], r)
		for _, col := range plus[1:] {
			first += "+" + at(col, r)
		}
		others := make([]string, len(minus))
		for i, col := range minus {
			others[i] = at(col, r)
		}
		return t.add(w.book.difference(first, others...), value(p))
	}})
	w.checks = append(w.checks, waterfallCheck{label{"每期收支：回收＋支持−支付−账户增加", "Every payment: in − out − increase of accounts"}, n, t})
	return group{label: label{"全部", "Deal"}, columns: []column[tranche.Period]{c}}
}
