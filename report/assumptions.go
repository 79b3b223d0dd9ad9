package report

import (
	"slices"

	"github.com/ipabs/ipabs/cashflow"
)

// remark is one thing to be known about the figures, with where it comes from.
type remark struct {
	origin label
	text   string
	look   look
}

// remarks gathers everything that was assumed, noted or warned of.
func (b *book) remarks() []remark {
	c := b.content
	var list []remark
	var assumed []string
	switch {
	case c.Result != nil: // of the deal, and of what bent its collections
		assumed = c.Result.Assumptions
	case c.Deal != nil:
		assumed = c.Deal.Assumptions()
	}
	for _, text := range assumed {
		list = append(list, remark{label{"交易假设", "Deal assumption"}, text, lookWrap})
	}
	if c.Flows != nil {
		list = append(list, remark{label{"现金流假设", "Cash-flow assumption"},
			"仅为合同现金流：无违约、无早偿、无延迟 contractual cash only: no default, no prepayment, no delay", lookWrap})
		for _, a := range c.Flows.Summary() {
			list = append(list, remark{label{"现金流假设", "Cash-flow assumption"},
				assumptionLabel(a.What).String() + " = " + a.Taken + "：" + countOf(a.Contracts), lookWrap})
		}
	}
	for _, text := range c.Notes {
		list = append(list, remark{label{"说明", "Note"}, text, lookWrap})
	}
	if c.Result != nil {
		for _, text := range c.Result.Warnings {
			list = append(list, remark{label{"警示", "Warning"}, text, lookWrap})
		}
		for _, p := range c.Result.Periods {
			if p.Estimated {
				list = append(list, remark{label{"说明", "Note"}, "* 该兑付日超出交易日历范围，按替代日历推算 * marks payment dates beyond the business calendar, judged by its stand-in", lookWrap})
				break
			}
		}
	}
	return list
}

// assumptions writes the remarks, and what contradicts itself in the contracts.
func (b *book) assumptions() error {
	p := b.begin(sheetAssumptions, layout{widths: []float64{30, 84, 30, 30, 70}})
	p.title("交易文件、现金流与运行中的假设与说明 what the deal, the cash flow and the run assume; how each cell was read stands under Findings")
	if list := b.remarks(); len(list) > 0 {
		p.heading(label{"假设与说明", "Assumptions and notes"}, "")
		table(p, []column[remark]{
			{label: label{"来源", "Origin"}, look: lookWrap, value: func(r remark) any { return r.origin.String() }},
			{label: label{"内容", "Text"}, look: lookWrap, value: func(r remark) any { return r.text }},
		}, slices.Values(list))
	}
	p.scenario()
	if b.content.Flows != nil {
		if notes := b.content.Flows.Notes(); len(notes) > 0 {
			p.heading(label{"合同内在矛盾与处理", "What contradicts itself in the contracts"}, "")
			first, last := table(p, []column[cashflow.Note]{
				{label: label{"合同编号", "Contract"}, look: lookWrap, value: func(n cashflow.Note) any { return n.ContractID }},
				{label: label{"说明", "Message"}, look: lookWrap, value: func(n cashflow.Note) any { return n.Message }},
				{label: label{"所载", "Stated"}, look: lookWrap, value: func(n cashflow.Note) any { return n.Seen }},
				{label: label{"采用", "Taken"}, look: lookWrap, value: func(n cashflow.Note) any { return n.Taken }},
				{label: label{"代码", "Code"}, look: lookWrap, value: func(n cashflow.Note) any { return n.Code }},
			}, slices.Values(notes))
			p.filter(5, first-1, last)
		}
	}
	return p.end()
}
