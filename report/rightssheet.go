package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// rights writes what the rights behind the pool are worth, how that covers it over time, and what is wrong
// with them. A table of things that are wrong stands there only when there are some.
func (b *book) rights() error {
	r := b.content.Rights
	wide := max(b.moneyWidth(b.content.Pool.Principal()), 20)
	p := b.begin(sheetRights, layout{widths: []float64{26, 46, 22, wide, max(wide, 24), max(wide, 24), 18, 17, 40}})
	rules := r.Valuation.Rules()
	p.title(fmt.Sprintf("估值日 valued at %s · %d 项权利条目 entries of rights, %d 项有估值 with a value · 单位 unit: %s", rules.At, r.Rights(), r.Valued(), b.unit()))
	p.coverage(*r)
	p.values(*r)
	p.shortMargins(*r)
	p.overPledges(*r)
	p.conflicts(*r)
	p.guarantors(*r)
	return p.end()
}

// coverage writes one line for each day; the ratios are formulas over the amounts.
func (p *page) coverage(r pool.RightsReview) {
	p.heading(label{"覆盖倍数", "Coverage over time"}, "折扣后＝估值×（1－折扣率）×剩余价值；金额与倍数仅计确定部分，未确定部分列于说明 amounts and ratios are what is certain; what is not stands under Remark")
	row := p.row + 1 // of the headers
	ratio := func(column int, a money.Amount, c pool.CoveragePoint) any {
		if c.Balance == 0 {
			return nil
		}
		v := float64(a) / float64(c.Balance)
		if !shown(a, c.Balance) {
			return v
		}
		return formula{at(column, row) + "/" + at(4, row), v}
	}
	// remark says what the certain part leaves out, so that a low value does not pass for the whole.
	remark := func(c pool.CoveragePoint) string {
		var parts []string
		atMost := func(what label, x pool.Range) {
			if x.Known() {
				return
			}
			text := what.String() + " " + x.High.FormatGrouped(p.currency)
			if c.Balance > 0 {
				text += fmt.Sprintf(" (%.2f%%)", 100*float64(x.High)/float64(c.Balance))
			}
			parts = append(parts, text)
		}
		atMost(label{"折扣前至多", "before haircuts at most"}, c.Gross)
		atMost(label{"折扣后至多", "after haircuts at most"}, c.Net)
		if c.Unvalued > 0 {
			parts = append(parts, fmt.Sprintf("%d 项无估值 without a value", c.Unvalued))
		}
		return strings.Join(parts, "\n")
	}
	columns := []column[pool.CoveragePoint]{
		{label: label{"日期", "Date"}, format: asDate, value: func(c pool.CoveragePoint) any { row++; return stated(c.Date) }},
		{label: label{"说明", "Remark"}, look: lookWrap, value: func(c pool.CoveragePoint) any { return remark(c) }},
		{label: label{"是否达标", "Minimum met"}, value: func(c pool.CoveragePoint) any {
			if !r.Policy.MinCoverage.IsKnown() {
				return "–"
			}
			l, look := outcomeLabel(r.Covered(c))
			return styledValue{l.String(), look}
		}},
		{label: label{"未偿本金", "Outstanding"}, format: asMoney, value: func(c pool.CoveragePoint) any { return c.Balance }},
		{label: label{"折扣前确定价值", "Certain before haircuts"}, format: asMoney, value: func(c pool.CoveragePoint) any { return c.Gross.Low }},
		{label: label{"折扣后确定价值", "Certain after haircuts"}, format: asMoney, value: func(c pool.CoveragePoint) any { return c.Net.Low }},
		{label: label{"折扣前覆盖", "Coverage before"}, format: asPercent, value: func(c pool.CoveragePoint) any { return ratio(5, c.Gross.Low, c) }},
		{label: label{"折扣后覆盖", "Coverage after"}, format: asPercent, value: func(c pool.CoveragePoint) any { return ratio(6, c.Net.Low, c) }},
	}
	table(p, columns, slices.Values(r.Coverage))
}

// values writes every right with the mark that counts.
func (p *page) values(r pool.RightsReview) {
	pl := p.content.Pool
	p.heading(label{"权利与估值", "Rights and values"}, "")
	paid := func(a pool.Opt[money.Amount]) any {
		if v, ok := a.Get(); ok {
			return v
		}
		return nil
	}
	columns := []column[pool.RightValue]{
		{label: label{"编号", "Right"}, look: lookWrap, value: func(v pool.RightValue) any { return pl.Right(v.Right).ID }},
		{label: label{"名称", "Title"}, look: lookWrap, value: func(v pool.RightValue) any { return pl.Right(v.Right).Title }},
		{label: label{"类型", "Type"}, look: lookWrap, value: func(v pool.RightValue) any { return rightTypeLabel(pl.Right(v.Right).Type).String() }},
		{label: label{"折扣前价值", "Value before haircuts"}, format: asMoney, value: func(v pool.RightValue) any { return paid(v.Gross) }},
		{label: label{"折扣率", "Haircut"}, format: asPercent, value: func(v pool.RightValue) any {
			if h, ok := v.Haircut.Get(); ok {
				return h.Float64()
			}
			return nil
		}},
		{label: label{"折扣后价值", "Value after haircuts"}, format: asMoney, value: func(v pool.RightValue) any { return paid(v.Net) }},
		{label: label{"估值日期", "Date of value"}, format: asDate, value: func(v pool.RightValue) any { return stated(v.Choice.Mark.Date) }},
		{label: label{"届满日", "Last day"}, format: asDate, value: func(v pool.RightValue) any { return stated(v.Life.Ends.Or(calendar.Date(0))) }},
		{label: label{"来源", "Source"}, look: lookWrap, value: func(v pool.RightValue) any { return sourceText(v) }},
	}
	table(p, columns, slices.Values(r.Valuation.Rights()))
}

func markLabel(k pool.MarkKind) label {
	return word([]label{{}, {"挂牌价", "listing"}, {"报价", "bid"}, {"成交价", "deal"}, {"评估价值", "appraisal"}}, int(k), k.String())
}

// sourceText says what kind of mark counts, by whom, and what its end rests on.
func sourceText(v pool.RightValue) string {
	var parts []string
	if m := v.Choice.Mark; m.Kind != pool.MarkUnknown {
		parts = append(parts, strings.TrimSpace(markLabel(m.Kind).String()+" "+m.Venue))
	} else {
		parts = append(parts, "无有效估值 no value that counts")
	}
	if v.Life.Basis == pool.LifeLegal {
		parts = append(parts, v.Life.Legal.Text)
	}
	return strings.Join(parts, " · ")
}

func (p *page) shortMargins(r pool.RightsReview) {
	short := r.Short()
	if len(short) == 0 {
		return
	}
	pl := p.content.Pool
	var sum money.Amount
	for _, m := range short {
		sum += pl.Contract(m.Contract).Principal
	}
	p.heading(label{"权利先于合同届满", "Rights that end too early"}, fmt.Sprintf("要求晚于合同到期日至少 required after maturity: %d 个月 months", r.Policy.MinMarginMonths))
	columns := []column[pool.Margin]{
		{label: label{"合同编号", "Contract"}, look: lookWrap, value: func(m pool.Margin) any { return pl.Contract(m.Contract).ID }},
		{label: label{"最早届满权利", "Right that ends first"}, look: lookWrap, value: func(m pool.Margin) any { return pl.Right(m.WeakestRight).ID }},
		{label: label{"余量（月）", "Margin (months)"}, format: asNumber, value: func(m pool.Margin) any {
			months, _ := m.Weakest.Get()
			return months.Float64()
		}},
		{label: label{"未偿本金", "Outstanding"}, format: asMoney, total: &sum, value: func(m pool.Margin) any { return pl.Contract(m.Contract).Principal }},
		{label: label{"可续展", "Renewable"}, value: func(m pool.Margin) any { return yesNo(m.RenewableOnly) }},
	}
	table(p, columns, slices.Values(short))
}

func (p *page) overPledges(r pool.RightsReview) {
	if len(r.OverPledges) == 0 {
		return
	}
	pl := p.content.Pool
	p.heading(label{"重复质押或共用的权利", "Rights on which several claims rest"}, "")
	paid := func(a pool.Opt[money.Amount]) any {
		if v, ok := a.Get(); ok {
			return v
		}
		return nil
	}
	columns := []column[pool.OverPledge]{
		{label: label{"权利", "Right"}, look: lookWrap, value: func(o pool.OverPledge) any { return pl.Right(o.Right).ID }},
		{label: label{"合同", "Contracts"}, look: lookWrap, value: func(o pool.OverPledge) any {
			var ids []string
			for _, n := range o.Contracts {
				ids = append(ids, pl.Contract(n).ID)
			}
			return strings.Join(ids, ", ")
		}},
		{label: label{"池外债权", "Outside claims"}, format: asCount, value: func(o pool.OverPledge) any { return len(o.Claims) - len(o.Contracts) }},
		{label: label{"合同本金合计", "Principal together"}, format: asMoney, value: func(o pool.OverPledge) any { return o.Principal }},
		{label: label{"重复计算", "Counted by each"}, format: asMoney, value: func(o pool.OverPledge) any { return paid(o.Naive) }},
		{label: label{"实际计入", "Counted once"}, format: asMoney, value: func(o pool.OverPledge) any {
			if !o.Value.IsKnown() {
				return nil
			}
			return o.Counted.Low
		}},
	}
	table(p, columns, slices.Values(r.OverPledges))
}

func (p *page) conflicts(r pool.RightsReview) {
	pl := p.content.Pool
	if len(r.Conflicts) > 0 {
		p.heading(label{"许可与质押冲突", "Conflicts of licences and pledges"}, "")
		table(p, []column[pool.LicenceConflict]{
			{label: label{"权利", "Right"}, look: lookWrap, value: func(c pool.LicenceConflict) any { return pl.Right(c.Right).ID }},
			{label: label{"所在", "Places"}, look: lookWrap, value: func(c pool.LicenceConflict) any { return strings.Join(c.Places(), "\n") }},
			{label: label{"结果", "Outcome"}, value: func(c pool.LicenceConflict) any {
				if c.Outcome == pool.Fail {
					return styledValue{"冲突 Conflict", lookError}
				}
				return styledValue{"待定 Open", lookWarning}
			}},
			{label: label{"类型", "Kind"}, look: lookWrap, value: func(c pool.LicenceConflict) any { return conflictLabel(c.Kind).String() }},
			{label: label{"", ""}, value: func(pool.LicenceConflict) any { return nil }},
			{label: label{"缺少", "Missing"}, look: lookWrap, value: func(c pool.LicenceConflict) any { return strings.Join(c.Missing, "\n") }},
		}, slices.Values(r.Conflicts))
	}
	loops := slices.DeleteFunc(slices.Clone(r.Loops), func(l pool.LoopCheck) bool { return l.Outcome == pool.Pass })
	if len(loops) > 0 {
		p.heading(label{"二次许可闭环", "Licence loops that are not known to be closed"}, "")
		table(p, []column[pool.LoopCheck]{
			{label: label{"合同编号", "Contract"}, look: lookWrap, value: func(l pool.LoopCheck) any { return pl.Contract(l.Contract).ID }},
			{label: label{"缺少", "Missing"}, look: lookWrap, value: func(l pool.LoopCheck) any { return strings.Join(l.Missing, "\n") }},
			{label: label{"结果", "Outcome"}, value: func(l pool.LoopCheck) any {
				o, look := outcomeLabel(l.Outcome)
				return styledValue{o.String(), look}
			}},
		}, slices.Values(loops))
	}
}

func conflictLabel(k pool.ConflictKind) label {
	switch k {
	case pool.TwoExclusive:
		return label{"两项独占许可", "Two exclusive licences"}
	case pool.SublicenceExceeds:
		return label{"分许可超出主许可", "Sub-licence exceeds its licence"}
	case pool.UndeclaredLoop:
		return label{"未披露的互相许可", "Undeclared loop"}
	case pool.SaleUnderLicence:
		return label{"独占许可期内售后回租", "Sold under an exclusive licence"}
	case pool.PledgeAfterLicence:
		return label{"许可后质押", "Pledge after licence"}
	}
	return label{"", k.String()}
}

func (p *page) guarantors(r pool.RightsReview) {
	list := append(slices.Clone(r.Guarantors.Guarantors), r.Guarantors.Groups...)
	if len(list) == 0 {
		return
	}
	p.heading(label{"保证人", "Guarantors and groups of them"}, "共同保证的部分在各保证人中重复列示 what several guarantee stands under each of them")
	columns := []column[pool.GuarantorExposure]{
		{label: label{"保证人", "Guarantor"}, look: lookWrap, value: func(g pool.GuarantorExposure) any { return r.GuarantorName(g) }},
		{label: label{"关系", "Relations"}, look: lookWrap, value: func(g pool.GuarantorExposure) any { return relationText(g) }},
		{label: label{"合同数", "Contracts"}, format: asCount, value: func(g pool.GuarantorExposure) any { return len(g.Contracts) }},
		{label: label{"保证金额", "Guaranteed"}, format: asMoney, value: func(g pool.GuarantorExposure) any { return g.Guaranteed }},
		{label: label{"其中共同保证", "Of it jointly"}, format: asMoney, value: func(g pool.GuarantorExposure) any { return g.Joint }},
		{label: label{"担保额度", "Limit"}, format: asMoney, value: func(g pool.GuarantorExposure) any {
			if limit, ok := g.Limit.Get(); ok {
				return limit
			}
			return nil
		}},
		{label: label{"额度内", "Within limit"}, value: func(g pool.GuarantorExposure) any {
			l, look := outcomeLabel(g.WithinLimit)
			return styledValue{l.String(), look}
		}},
	}
	table(p, columns, slices.Values(list))
}

func relationText(g pool.GuarantorExposure) string {
	var parts []string
	if g.Originator.Or(false) {
		parts = append(parts, "原始权益人或其关联方 originator or of its group")
	}
	if g.Obligor.Or(false) {
		parts = append(parts, "债务人或其关联方 obligor or of its group")
	}
	if len(g.OwesContracts) > 0 {
		parts = append(parts, fmt.Sprintf("自身债务 owes %d 笔合同 contracts of the pool", len(g.OwesContracts)))
	}
	return strings.Join(parts, "\n")
}

func yesNo(b bool) string {
	if b {
		return "是 Yes"
	}
	return "否 No"
}
