package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
)

// namedContracts is how many contracts are named beside an assumption; their number stands beside them.
const namedContracts = 100

// scenario writes which assumption of a scenario holds for which contracts, and what the pool comes to
// under all of them.
func (p *page) scenario() {
	performance := p.content.Performance
	if performance == nil {
		return
	}
	p.heading(label{"情景：各假设适用的合同", "Scenario: which assumption holds for which contracts"}, "")
	names := func(h cashflow.Hit) string {
		if len(h.Contracts) == p.content.Pool.Len() {
			return label{"全部合同", "all contracts"}.String()
		}
		var list []string
		for i, at := range h.Contracts {
			if i == namedContracts {
				list = append(list, "…")
				break
			}
			list = append(list, p.content.Pool.Contract(at).ID)
		}
		return strings.Join(list, ", ")
	}
	table(p, []column[cashflow.Hit]{
		{label: label{"假设", "Assumption"}, look: lookWrap, value: func(h cashflow.Hit) any { return h.Name }},
		{label: label{"合同", "Contracts"}, look: lookWrap, value: func(h cashflow.Hit) any { return names(h) }},
		{label: label{"内容", "About"}, look: lookWrap, value: func(h cashflow.Hit) any { return hitLabel(h.What).String() }},
		{label: label{"合同数", "Number of contracts"}, format: asCount, value: func(h cashflow.Hit) any { return len(h.Contracts) }},
		{label: label{"被后一假设取代", "Replaced by a later one"}, look: lookWrap, value: func(h cashflow.Hit) any {
			if h.Replaced == 0 {
				return nil
			}
			return fmt.Sprintf("%d 笔合同 contracts", h.Replaced)
		}},
	}, slices.Values(performance.Scenario().Hits()))

	t := performance.Total()
	type sum struct {
		label  label
		amount money.Amount
	}
	p.heading(label{"情景：资产池合计", "Scenario: totals of the pool"}, "")
	table(p, []column[sum]{
		{label: label{"项目", "Item"}, look: lookWrap, value: func(s sum) any { return s.label.String() }},
		{label: label{"金额", "Amount"}, format: asMoney, value: func(s sum) any { return s.amount }},
	}, slices.Values([]sum{
		{label{"利息", "Interest"}, t.Interest}, {label{"本金", "Principal"}, t.Principal}, {label{"早偿", "Prepaid"}, t.Prepayment}, {label{"违约金", "Penalties"}, t.Penalty},
		{label{"其他", "Other"}, t.Other}, {label{"违约回收", "Recovered"}, t.Recovery}, {label{"新增违约", "Defaulted"}, t.Default}, {label{"净损失", "Lost"}, t.Loss}, {label{"折让", "Dilution"}, t.Dilution},
	}))
}

func hitLabel(what string) label {
	zh := map[string]string{"default": "违约", "prepayment": "早偿", "delinquency": "逾期", "recovery": "违约回收", "dilution": "折让", "extension": "展期", "royalty": "许可费", "event": "事件", "repurchase": "赎回"}
	return label{zh[what], what}
}
