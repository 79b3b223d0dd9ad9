package report

import (
	"fmt"
	"slices"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/tranche"
)

// Tables below the waterfall share its columns: the number, the date of payment in the third, names
// in the fifth, amounts from the sixth on.
func blank[T any]() column[T] {
	return column[T]{value: func(T) any { return nil }}
}

func amountOf[T any](l label, of func(T) money.Amount) column[T] {
	return column[T]{label: l, format: asFlow, value: func(v T) any { return of(v) }}
}

// feeStatement writes what was due, paid and left unpaid of each fee.
func (p *page) feeStatement() {
	type line struct {
		number int
		day    calendar.Date
		tranche.FeeLine
	}
	var list []line
	for _, q := range p.content.Result.Periods {
		for _, f := range q.Fees {
			list = append(list, line{q.Number, q.Payment, f})
		}
	}
	if len(list) == 0 {
		return
	}
	p.heading(label{"税费明细", "Fees due and paid"}, "")
	table(p, []column[line]{
		{label: label{"期次", "No."}, format: asCount, value: func(l line) any { return l.number }},
		blank[line](),
		{label: label{"兑付日", "Payment"}, format: asDate, value: func(l line) any { return l.day }},
		blank[line](),
		{label: label{"税费", "Fee"}, look: lookWrap, value: func(l line) any { return l.Name }},
		amountOf(label{"应付（含欠付）", "Due with arrears"}, func(l line) money.Amount { return l.Due }),
		amountOf(label{"已付", "Paid"}, func(l line) money.Amount { return l.Paid }),
		amountOf(label{"未付", "Unpaid"}, func(l line) money.Amount { return l.Unpaid }),
	}, slices.Values(list))
}

// supportCalls writes every payment by a promisor.
func (p *page) supportCalls() {
	type line struct {
		number int
		day    calendar.Date
		tranche.SupportCall
	}
	var list []line
	var sum money.Amount
	for _, q := range p.content.Result.Periods {
		for _, c := range q.SupportCalls {
			list = append(list, line{q.Number, q.Payment, c})
			sum += c.Amount
		}
	}
	if len(list) == 0 {
		return
	}
	p.heading(label{"差额支付明细", "Calls on support"}, "")
	amount := amountOf(label{"金额", "Amount"}, func(l line) money.Amount { return l.Amount })
	amount.total = &sum
	table(p, []column[line]{
		{label: label{"期次", "No."}, format: asCount, value: func(l line) any { return l.number }},
		blank[line](),
		{label: label{"兑付日", "Payment"}, format: asDate, value: func(l line) any { return l.day }},
		blank[line](),
		{label: label{"承诺", "Support"}, look: lookWrap, value: func(l line) any { return l.Support }},
		amount,
		{label: label{"承诺人", "Promisor"}, look: lookWrap, value: func(l line) any { return l.Promisor }},
	}, slices.Values(list))
}

// unpaid writes what was not paid in full on its date.
func (p *page) unpaid() {
	list := p.content.Result.Unpaid
	p.heading(label{"未足额支付", "Not paid in full"}, "")
	if len(list) == 0 {
		p.note("无：各期应付款项均已足额支付 None: everything due was paid on its date")
		return
	}
	table(p, []column[tranche.Unpaid]{
		blank[tranche.Unpaid](),
		blank[tranche.Unpaid](),
		{label: label{"兑付日", "Payment"}, format: asDate, value: func(u tranche.Unpaid) any { return u.Payment }},
		{label: label{"项目", "Item"}, value: func(u tranche.Unpaid) any { return unpaidLabel(u.Kind).String() }},
		{label: label{"名称", "Name"}, look: lookWrap, value: func(u tranche.Unpaid) any { return styledValue{u.Name, lookError} }},
		amountOf(label{"应付", "Due"}, func(u tranche.Unpaid) money.Amount { return u.Due }),
		amountOf(label{"已付", "Paid"}, func(u tranche.Unpaid) money.Amount { return u.Paid }),
		amountOf(label{"欠付", "Short"}, func(u tranche.Unpaid) money.Amount { return u.Due - u.Paid }),
	}, slices.Values(list))
}

func unpaidLabel(kind string) label {
	switch kind {
	case "interest":
		return label{"利息", "Interest"}
	case "principal":
		return label{"本金", "Principal"}
	case "put":
		return label{"回售", "Put"}
	case "swap":
		return label{"互换", "Swap"}
	case "fee":
		return label{"税费", "Fee"}
	}
	return label{"", kind}
}

// movement is a movement of cash with its payment.
type movement struct {
	number int
	day    calendar.Date
	tranche.Movement
}

// Columns of the sheet of movements.
const (
	moveNumber = iota + 1
	moveDate
	moveFrom
	moveTo
	moveKind
	moveAmount
)

// movementRows gives the rows that the movements stand in.
func (b *book) movementRows() (first, last int) {
	n := 0
	for _, p := range b.content.Result.Periods {
		n += len(p.Movements)
	}
	first = titleRows + 3
	return first, first + n - 1
}

// movements writes every movement of cash.
func (b *book) movements() error {
	r := b.content.Result
	var sum money.Amount
	exact := true
	for _, q := range r.Periods {
		for _, m := range q.Movements {
			sum += m.Amount
			exact = exact && shown(m.Amount)
		}
	}
	wide := b.moneyWidth(sum)
	p := b.begin(sheetMovements, layout{widths: []float64{8, 12, 26, 26, 30, wide, 44}, freezeRow: titleRows + 2, repeatRow: titleRows + 2, grid: true})
	p.title(fmt.Sprintf("%s · 资金来源与去向：账户、证券、税费、承诺人或资产池 from and to: accounts, classes, fees, promisors or the pool · 单位 unit: %s", r.Deal, b.unit()))
	p.skip(1)
	rows := func(yield func(movement) bool) {
		for _, q := range r.Periods {
			for _, m := range q.Movements {
				if !yield(movement{q.Number, q.Payment, m}) {
					return
				}
			}
		}
	}
	columns := []column[movement]{
		{label: label{"期次", "No."}, format: asCount, value: func(m movement) any { return m.number }},
		{label: label{"日期", "Date"}, format: asDate, value: func(m movement) any { return m.day }},
		{label: label{"付出", "From"}, value: func(m movement) any { return m.From }},
		{label: label{"收到", "To"}, value: func(m movement) any { return m.To }},
		{label: label{"类别", "Kind"}, value: func(m movement) any { return moveLabel(m.Kind).String() }},
		{label: label{"金额", "Amount"}, format: asMoney, total: &sum, value: func(m movement) any { return m.Amount }},
		{label: label{"说明", "Memo"}, look: lookWrap, value: func(m movement) any { return m.Memo }},
	}
	first, last := table(p, columns, rows)
	p.filter(len(columns), first-1, last)
	b.anchors.movements = exact && last >= first
	return p.end()
}

func moveLabel(kind string) label {
	names := []struct{ kind, zh, en string }{
		{"interest_collected", "收到利息", "Interest collected"}, {"principal_collected", "收到本金", "Principal collected"}, {"other_collected", "收到其他", "Other collected"},
		{"fee", "税费", "Fee"}, {"interest", "付息", "Interest"}, {"principal", "还本", "Principal"}, {"residual", "剩余收益", "Residual"},
		{"reserve_draw", "动用储备金", "Reserve drawn"}, {"reserve_fill", "补足储备金", "Reserve filled"}, {"reserve_release", "释放储备金", "Reserve released"},
		{"support_call", "差额支付", "Support called"}, {"reimbursement", "偿还差额支付", "Reimbursement"}, {"support_interest", "支持款利息", "Interest of support"},
		{"recovery_collected", "违约回收", "Recovered"}, {"repurchase", "不合格资产赎回", "Repurchase"}, {"investment_income", "投资收益", "Investment income"},
		{"deposit_handed_over", "保证金移交", "Deposit handed over"}, {"deposit_used", "保证金抵扣", "Deposit used"}, {"deposit_returned", "退还保证金", "Deposit returned"},
		{"issue", "发行", "Issue"}, {"funding", "账户拨付", "Funding"}, {"purchase_price", "基础资产价款", "Purchase price"}, {"put", "回售", "Put"},
		{"interim_yield", "期间收益", "Interim yield"}, {"transfer", "划转", "Transfer"}, {"swap_received", "互换收款", "Swap received"}, {"swap_paid", "互换付款", "Swap paid"},
		{"call_price", "回购价款", "Call price"}, {"purchase", "循环购买", "Purchase"},
	}
	for _, n := range names {
		if n.kind == kind {
			return label{n.zh, n.en}
		}
	}
	return label{"", kind}
}
