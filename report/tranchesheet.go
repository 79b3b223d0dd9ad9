package report

import (
	"fmt"
	"math"
	"slices"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/tranche"
)

// Columns of the statement of a class.
const (
	lineNumber = iota + 1
	lineDate
	lineOpening
	lineInterestDue
	lineInterestPaid
	lineInterestUnpaid
	linePrincipalDue
	linePrincipalPaid
	lineResidual
	lineClosing
	lineCash     // of the holder
	lineFraction // of a year, implied by the interest
	lineBalanced // check of the row
	lineCarried  // check of the opening against the row above
	lineMoved    // check against the movements
)

// statement is where the rows of one class stand. The row before the first payment is that of the
// day of closing.
type statement struct {
	index       int // of the class
	heading     int
	closing     int // row of the day of closing
	first, last int // rows of the payments
	exact       bool
	// other is 1 where something beside repayment changed the balance: it has a column of its own before
	// the checks, which stand one further.
	other int
}

// changed is what accreted to the balance or was written up, less what was written down.
func changed(t tranche.TrancheLine) money.Amount { return t.Accreted + t.WriteUp - t.WriteDown }

func (s statement) total() int { return s.last + 1 }

// column names the cells of a column for all payments.
func (s statement) column(c int) string { return span(c, s.first, c, s.last) }

// line is one row of a statement: a payment, or the day of closing, which has number 0.
type line struct {
	number int
	row    int // on the sheet
	day    calendar.Date
	tranche.TrancheLine
	before tranche.TrancheLine
	moved  money.Amount
}

// cash is what the holder pays or receives.
func (v line) cash() money.Amount {
	if v.number == 0 {
		return -v.Closing
	}
	return v.InterestPaid + v.PrincipalPaid + v.Residual
}

// tranches writes a summary of the classes, their balances side by side and a statement of each.
func (b *book) tranches() error {
	r := b.content.Result
	largest := r.Cash.Receipts
	for _, t := range r.Tranches {
		largest = max(largest, t.Notional)
	}
	wide := b.moneyWidth(largest)
	p := b.begin(sheetTranches, layout{widths: []float64{18, 14, wide, wide, wide, wide, wide, wide, wide, wide, wide + 1, 12, 12, 12, 12, 12}, freezeCol: 2, wide: true})
	p.title(fmt.Sprintf("%s · 设立日 closing %s · 单位 unit: %s", r.Deal, r.Closing, b.unit()))
	// The summary comes first and refers to the statements, so their rows are planned here: an empty
	// row, heading, headers, rows and totals of both tables.
	row := titleRows + 4 + len(r.Tranches) + 4 + len(r.Periods)
	statements := make([]statement, len(r.Tranches))
	for i := range r.Tranches {
		s := statement{index: i, heading: row + 2, exact: b.waterfallExact()}
		s.closing = s.heading + 2
		if slices.ContainsFunc(r.Periods, func(q tranche.Period) bool { return changed(q.Tranches[i]) != 0 }) {
			s.other = 1
		}
		s.first, s.last = s.closing+1, s.closing+len(r.Periods)
		statements[i] = s
		row = s.total()
	}
	p.summary(statements)
	p.balances(statements)
	for _, s := range statements {
		p.statement(s)
	}
	b.anchors.tranches = statements
	return p.end()
}

// summary writes one row for each class, with formulas over the statements.
func (p *page) summary(statements []statement) {
	r := p.content.Result
	p.heading(label{"各档概要", "Summary of the classes"}, "")
	of := func(s statement) tranche.TrancheSummary { return r.Tranches[s.index] }
	f := func(s statement, text string, value any) any {
		if !s.exact {
			return value
		}
		return formula{text, value}
	}
	var notional, interest, principal, residual, shortfall money.Amount
	for _, t := range r.Tranches {
		notional += t.Notional
		interest += t.InterestPaid
		principal += t.PrincipalPaid
		residual += t.Residual
		shortfall += t.Shortfall
	}
	columns := []column[statement]{
		{label: label{"档", "Class"}, value: func(s statement) any { return of(s).Name }},
		{label: label{"级别", "Seniority"}, look: lookWrap, value: func(s statement) any { return trancheClassLabel(of(s).Class).stacked() }},
		{label: label{"还本方式", "Repayment"}, value: func(s statement) any { return modeLabel(of(s).Mode).String() }},
		{label: label{"发行规模", "Notional"}, format: asMoney, total: &notional, value: func(s statement) any {
			return f(s, at(lineClosing, s.closing), of(s).Notional)
		}},
		{label: label{"占比", "Share"}, format: asPercent, value: func(s statement) any {
			whole := fixed(summaryNotional, titleRows+4+len(statements))
			return f(s, at(lineClosing, s.closing)+"/"+whole, float64(of(s).Notional)/float64(notional))
		}},
		{label: label{"票面利率", "Coupon"}, format: asPercent4, value: func(s statement) any {
			if !of(s).HasCoupon {
				return nil
			}
			return of(s).Rate.Float64()
		}},
		{label: label{"加权平均期限（年）", "WAL (years)"}, format: asRatio, value: func(s statement) any { return p.averageLife(s) }},
		{label: label{"内部收益率", "Yield"}, format: asPercent4, value: func(s statement) any { return p.yield(s) }},
		{label: label{"已付利息", "Interest paid"}, format: asMoney, total: &interest, value: func(s statement) any {
			return f(s, at(lineInterestPaid, s.total()), of(s).InterestPaid)
		}},
		{label: label{"已还本金", "Principal paid"}, format: asMoney, total: &principal, value: func(s statement) any {
			return f(s, at(linePrincipalPaid, s.total()), of(s).PrincipalPaid)
		}},
		{label: label{"剩余收益", "Residual"}, format: asMoney, total: &residual, value: func(s statement) any {
			return f(s, at(lineResidual, s.total()), of(s).Residual)
		}},
		{label: label{"预期到期", "Expected"}, format: asDate, value: func(s statement) any { return stated(of(s).ExpectedMaturity) }},
		{label: label{"清偿日", "Repaid on"}, format: asDate, value: func(s statement) any { return stated(of(s).FinalDate) }},
	}
	columns = append(columns, column[statement]{label: label{"未偿付", "Shortfall"}, format: asMoney, total: &shortfall, value: func(s statement) any {
		v := f(s, at(lineClosing, s.last)+"+"+at(lineInterestUnpaid, s.last), of(s).Shortfall)
		if of(s).Shortfall > 0 {
			return styledValue{v, lookError}
		}
		return v
	}})
	first, last := table(p, columns, slices.Values(statements))
	p.anchors.summaryFirst, p.anchors.summaryLast = first, last
}

// averageLife is Σ principal × days / 365 / Σ principal, as a formula over the statement.
func (p *page) averageLife(s statement) any {
	wal := p.content.Result.Tranches[s.index].WAL
	if math.IsNaN(wal) || p.content.Result.Tranches[s.index].PrincipalPaid == 0 {
		return nil
	}
	if !s.exact {
		return wal
	}
	return formula{fmt.Sprintf("SUMPRODUCT(%s,%s-%s)/365/SUM(%s)",
		s.column(linePrincipalPaid), s.column(lineDate), fixed(lineDate, s.closing), s.column(linePrincipalPaid)), wal}
}

// yield is the internal rate of return of the holder's cash, as a formula over the statement.
func (p *page) yield(s statement) any {
	t := p.content.Result.Tranches[s.index]
	if t.YieldErr != nil {
		return "—"
	}
	if !s.exact {
		return t.Yield
	}
	cash := span(lineCash, s.closing, lineCash, s.last)
	days := span(lineDate, s.closing, lineDate, s.last)
	// The guess keeps the spreadsheet's iteration near the root that was bracketed here.
	return formula{fmt.Sprintf("XIRR(%s,%s,%.2f)", cash, days, math.Max(t.Yield, -0.9)), t.Yield}
}

// balances writes the balance of each class after each payment.
func (p *page) balances(statements []statement) {
	r := p.content.Result
	p.heading(label{"各档余额", "Balances after each payment"}, "")
	columns := []column[tranche.Period]{
		{label: label{"期次", "No."}, format: asIndex, value: func(q tranche.Period) any { return q.Number }},
		{label: label{"兑付日", "Payment"}, format: asDate, value: func(q tranche.Period) any { return stated(q.Payment) }},
	}
	exact := true
	for _, s := range statements {
		exact = exact && s.exact
		columns = append(columns, column[tranche.Period]{label: label{r.Tranches[s.index].Name, ""}, format: asFlow, value: func(q tranche.Period) any {
			amount := r.Tranches[s.index].Notional
			if q.Number > 0 {
				amount = q.Tranches[s.index].Closing
			}
			if !s.exact {
				return amount
			}
			return formula{at(lineClosing, s.closing+q.Number), amount}
		}})
	}
	row := p.row + 1
	columns = append(columns, column[tranche.Period]{label: totalLabel, format: asMoney, value: func(q tranche.Period) any {
		row++
		total := money.Amount(0)
		for _, s := range statements {
			if q.Number > 0 {
				total += q.Tranches[s.index].Closing
			} else {
				total += r.Tranches[s.index].Notional
			}
		}
		if !exact {
			return total
		}
		return formula{"SUM(" + span(3, row, 2+len(statements), row) + ")", total}
	}})
	all := append([]tranche.Period{{PaymentDate: tranche.PaymentDate{Payment: r.Closing}}}, r.Periods...)
	first, last := table(p, columns, slices.Values(all))
	p.anchors.balances = series{p.name, first, last}
}

// statement writes what one class was due and received.
func (p *page) statement(s statement) {
	r := p.content.Result
	t := r.Tranches[s.index]
	about := trancheClassLabel(t.Class).String() + " · " + modeLabel(t.Mode).String()
	if t.HasCoupon {
		about += " · " + t.Rate.Percent()
	}
	if row := p.heading(label{t.Name, "  " + about}, ""); p.err == nil && row != s.heading {
		panic("report: a statement stands where its formulas do not expect it")
	}
	lines := p.lines(s)
	var balanced, carried, moved tally
	columns := p.statementColumns(s, lines)
	if s.other == 1 {
		columns = append(columns, column[line]{label: label{"其他变动", "Other change"}, format: asFlow, value: func(v line) any { return changed(v.TrancheLine) }})
	}
	if s.exact {
		columns = append(columns, p.statementChecks(s, &balanced, &carried)...)
	}
	if s.exact && p.anchors.movements {
		columns = append(columns, p.movementCheck(s, &moved))
	}
	table(p, columns, slices.Values(lines))
	p.verify(label{t.Name + "：期初−还本−期末", t.Name + ": opening − principal − closing"}, span(lineBalanced+s.other, s.first, lineBalanced+s.other, s.last), balanced)
	p.verify(label{t.Name + "：期初与上期期末", t.Name + ": opening and the closing before"}, span(lineCarried+s.other, s.first, lineCarried+s.other, s.last), carried)
	p.verify(label{t.Name + "：本息与逐笔划转", t.Name + ": paid and the movements"}, span(lineMoved+s.other, s.first, lineMoved+s.other, s.last), moved)
}

// lines gives the rows of a statement.
func (p *page) lines(s statement) []line {
	r := p.content.Result
	t := r.Tranches[s.index]
	list := []line{{row: s.closing, day: r.Closing, TrancheLine: tranche.TrancheLine{Name: t.Name, Closing: t.Notional}}}
	for k, q := range r.Periods {
		l := line{number: q.Number, row: s.closing + q.Number, day: q.Payment, TrancheLine: q.Tranches[s.index], before: list[k].TrancheLine}
		for _, m := range q.Movements {
			if m.To == t.Name {
				l.moved += m.Amount
			}
		}
		list = append(list, l)
	}
	return list
}

func (p *page) statementColumns(s statement, lines []line) []column[line] {
	amount := func(l label, summed bool, of func(line) money.Amount) column[line] {
		c := column[line]{label: l, format: asFlow, value: func(v line) any {
			if v.number == 0 {
				return nil
			}
			return of(v)
		}}
		if summed {
			var sum money.Amount
			for _, v := range lines {
				sum += of(v)
			}
			c.total = &sum
		}
		return c
	}
	closing := amount(label{"期末余额", "Closing"}, false, func(v line) money.Amount { return v.Closing })
	closing.value = func(v line) any { return v.Closing }
	cash := func(v line) money.Amount { return v.cash() }
	holder := amount(label{"持有人现金流", "Cash of the holder"}, true, cash)
	holder.value = func(v line) any {
		switch {
		case !s.exact:
			return cash(v)
		case v.number == 0:
			return formula{"-" + at(lineClosing, v.row), cash(v)}
		}
		return formula{at(lineInterestPaid, v.row) + "+" + at(linePrincipalPaid, v.row) + "+" + at(lineResidual, v.row), cash(v)}
	}
	return []column[line]{
		{label: label{"期次", "No."}, format: asIndex, value: func(v line) any { return v.number }},
		{label: label{"兑付日", "Payment"}, format: asDate, value: func(v line) any { return v.day }},
		amount(label{"期初余额", "Opening"}, false, func(v line) money.Amount { return v.Opening }),
		amount(label{"应付利息（含欠付）", "Interest due with arrears"}, false, func(v line) money.Amount { return v.InterestDue }),
		amount(label{"已付利息", "Interest paid"}, true, func(v line) money.Amount { return v.InterestPaid }),
		amount(label{"欠付利息", "Interest unpaid"}, false, func(v line) money.Amount { return v.InterestUnpaid }),
		amount(label{"应还本金", "Principal due"}, false, func(v line) money.Amount { return v.PrincipalDue }),
		amount(label{"已还本金", "Principal paid"}, true, func(v line) money.Amount { return v.PrincipalPaid }),
		amount(label{"剩余收益", "Residual"}, true, func(v line) money.Amount { return v.Residual }),
		closing, holder, p.fraction(s),
	}
}

// checkColumn is a column of differences over the payments.
func checkColumn(l label, t *tally, text func(line) string, of func(line) money.Amount) column[line] {
	return column[line]{label: l, format: asMoney, look: lookCheck, value: func(v line) any {
		if v.number == 0 {
			return nil
		}
		return t.add(text(v), of(v))
	}}
}

// statementChecks are the checks of each closing and of each opening balance.
func (p *page) statementChecks(s statement, balanced, carried *tally) []column[line] {
	return []column[line]{
		checkColumn(label{"余额校验", "Check closing"}, balanced, func(v line) string {
			opening := at(lineOpening, v.row)
			if s.other == 1 {
				opening += "+" + at(lineFraction+1, v.row)
			}
			return p.difference(opening, at(linePrincipalPaid, v.row), at(lineClosing, v.row))
		}, func(v line) money.Amount { return v.Opening + changed(v.TrancheLine) - v.PrincipalPaid - v.Closing }),
		checkColumn(label{"期初校验", "Check opening"}, carried, func(v line) string {
			return p.difference(at(lineOpening, v.row), at(lineClosing, v.row-1))
		}, func(v line) money.Amount { return v.Opening - v.before.Closing }),
	}
}

// movementCheck is the check of what the class received against the movements of cash.
func (p *page) movementCheck(s statement, moved *tally) column[line] {
	first, last := p.movementRows()
	moves := func(c int) string { return on(sheetMovements.name(), fixedSpan(c, first, c, last)) }
	return checkColumn(label{"划转校验", "Check movements"}, moved, func(v line) string {
		return p.difference(at(lineCash, v.row), fmt.Sprintf("SUMPRODUCT((%s=%s)*(%s=%s)*%s)",
			moves(moveNumber), at(lineNumber, v.row), moves(moveTo), fixed(summaryName, p.anchors.summaryFirst+s.index), moves(moveAmount)))
	}, func(v line) money.Amount { return v.cash() - v.moved })
}

// fraction is the part of a year that the interest of a period stands for: interest accrued over
// balance and coupon. A reader compares it with the day count of the class.
func (p *page) fraction(s statement) column[line] {
	t := p.content.Result.Tranches[s.index]
	return column[line]{label: label{"隐含年分数", "Year fraction implied"}, format: asFraction, value: func(v line) any {
		if v.number == 0 || !t.HasCoupon || v.Rate == 0 || v.Opening == 0 {
			return nil
		}
		accrued := v.InterestDue - v.before.InterestUnpaid - v.OnArrears + v.Accreted
		value := float64(accrued) / (float64(v.Opening) * v.Rate.Float64())
		if !s.exact || v.Rate != t.Rate || v.OnArrears != 0 || v.Accreted != 0 {
			return value
		}
		r := v.row
		due := at(lineInterestDue, r)
		if v.number > 1 {
			due = "(" + due + "-" + at(lineInterestUnpaid, r-1) + ")"
		}
		return formula{fmt.Sprintf("%s/(%s*%s)", due, at(lineOpening, r), fixed(summaryCoupon, p.anchors.summaryFirst+s.index)), value}
	}}
}
