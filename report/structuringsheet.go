package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/ipabs/ipabs/tranche"
)

// Structuring is what stands on top of a simulation; every part of it may be missing.
type Structuring struct {
	Enhancements []tranche.Enhancements
	Reverse      []*tranche.ReverseStress
	Sizing       *tranche.TargetSizing
	BreakEven    []tranche.Multiple
}

func (s Structuring) any() bool {
	return len(s.Enhancements)+len(s.Reverse)+len(s.BreakEven) > 0 || s.Sizing != nil
}

// structuring writes its tables on the sheet of the simulation.
func (p *page) structuring() {
	p.enhancements()
	p.sizing()
	p.breakEven()
	p.reverseStress()
}

// stepLabel names a step of the waterfall of expected losses.
func stepLabel(name string) label {
	switch name {
	case tranche.StepPool:
		return label{"资产池", "pool"}
	case tranche.StepStructure:
		return label{"超额抵押与超额利差", name}
	case tranche.StepSubordination:
		return label{"次级支撑", name}
	}
	return label{name, ""}
}

// enhancements writes, for every class, the expected loss with each enhancement added, and what each changes.
func (p *page) enhancements() {
	for _, e := range p.content.Structuring.Enhancements {
		p.heading(label{"增信逐项效果：" + e.Class, "effect of each enhancement on its expected loss"},
			"各行在上一行基础上增加一项增信；首行占资产池本金，其余占该档面额；效果的标准误为上限 each row adds one enhancement to the row above; the first is a share of the pool, the others of the notional; errors of effects are upper bounds")
		type row struct {
			label         label
			share, effect *tranche.Estimate
		}
		var rows []row
		for i := range e.Steps {
			r := row{label: stepLabel(e.Steps[i].Name), share: &e.Steps[i].Share}
			if i > 0 {
				r.effect = &e.Steps[i].Effect
			}
			rows = append(rows, r)
		}
		rows = append(rows, row{label{"同向风险关闭（外部主体独立违约）", "wrong-way risk off: outsiders fall independently"}, &e.Apart, nil},
			row{label{"其中同向风险", "of it wrong-way risk"}, nil, &e.WrongWay})
		value := func(e *tranche.Estimate) any {
			if e == nil {
				return nil
			}
			return e.Value
		}
		stdErr := func(e *tranche.Estimate) any {
			if e == nil {
				return nil
			}
			return finite(e.StdErr, e.StdErr)
		}
		first, _ := table(p, []column[row]{
			{label: label{"增信", "Enhancement"}, look: lookWrap, value: func(r row) any { return r.label.String() }},
			{label: label{"预期损失率", "Expected loss"}, format: asPercent4, value: func(r row) any { return value(r.share) }},
			{label: label{"± 标准误", "standard error"}, format: asPercent4, value: func(r row) any { return stdErr(r.share) }},
			{label: label{"效果", "Effect"}, format: asPercent4, value: func(r row) any { return value(r.effect) }},
			{label: label{"± 标准误至多", "standard error at most"}, format: asPercent4, value: func(r row) any { return stdErr(r.effect) }},
		}, slices.Values(rows))
		p.anchors.simulation.enhancements = append(p.anchors.simulation.enhancements, first)
	}
}

// mostBridges bounds the charts of enhancements: those of the classes that rank first.
const mostBridges = 4

// enhancementCharts are waterfalls of the expected loss of the classes, from the pool's to that of the deal as it is.
func (b *book) enhancementCharts() []drawing {
	var list []drawing
	for n, e := range b.content.Structuring.Enhancements {
		if n == mostBridges || n >= len(b.anchors.simulation.enhancements) || !(e.Steps[0].Share.Value > 0) {
			continue
		}
		share := func(i int) float64 { return e.Steps[i].Share.Value }
		cell := func(i int) string {
			return on(sheetSimulation.name(), at(2, b.anchors.simulation.enhancements[n]+i))
		}
		last := len(e.Steps) - 1
		d := drawing{title: label{e.Class + " 预期损失：逐项增信", "expected loss by enhancement"}, kind: excelize.ColStacked, format: "0.00%", bridge: true}
		for i := range e.Steps {
			d.labels = append(d.labels, cut(stepLabel(e.Steps[i].Name).String(), 24))
		}
		d.labels = append(d.labels, "本交易 the deal")
		column := func(l label, value func(i int) any) {
			d.columns = append(d.columns, chartColumn{l, asPercent4, value})
		}
		between := func(i int) bool { return i > 0 && i <= last }
		column(label{"底座（不显示）", "Base, hidden"}, func(i int) any {
			if !between(i) {
				return 0.0
			}
			return formula{fmt.Sprintf("MIN(%s,%s)", cell(i-1), cell(i)), min(share(i-1), share(i))}
		})
		column(label{"预期损失率", "Expected loss"}, func(i int) any {
			if between(i) {
				return 0.0
			}
			i = min(i, last)
			return formula{cell(i), share(i)}
		})
		column(label{"减少", "Less by it"}, func(i int) any {
			if !between(i) {
				return 0.0
			}
			return formula{fmt.Sprintf("MAX(%s-%s,0)", cell(i-1), cell(i)), max(share(i-1)-share(i), 0)}
		})
		column(label{"增加", "More by it"}, func(i int) any {
			if !between(i) {
				return 0.0
			}
			return formula{fmt.Sprintf("MAX(%s-%s,0)", cell(i), cell(i-1)), max(share(i)-share(i-1), 0)}
		})
		list = append(list, d)
	}
	return list
}

func measureLabel(m tranche.RiskMeasure) label {
	if m == tranche.MeasureHitProbability {
		return label{"损失概率", "probability of any loss"}
	}
	return label{"预期损失率", "expected loss"}
}

// sizing writes the largest classes that keep to a table of limits, each with what one step more would do.
func (p *page) sizing() {
	z := p.content.Structuring.Sizing
	if z == nil {
		return
	}
	source := z.Targets.Source
	if source == "" {
		source = "未注明 not stated"
	}
	p.heading(label{"按目标表定量", "Sizes by a table of limits"}, fmt.Sprintf("指标 measure: %s · 目标表来源 source of the table: %s · 步长 step: %s · 置信 standard errors below the limit: %g",
		measureLabel(z.Targets.Measure), source, z.Step.Format(p.currency), z.Sigmas))
	type row struct {
		tranche.TargetSized
		rest bool
	}
	var rows []row
	total := z.ResidualSize
	for _, c := range z.Classes {
		rows = append(rows, row{c, false})
		total += c.Notional
	}
	rows = append(rows, row{tranche.TargetSized{Name: z.Residual, Rating: "其余 the rest", Notional: z.ResidualSize}, true})
	unless := func(no bool, v any) any {
		if no {
			return nil
		}
		return v
	}
	table(p, []column[row]{
		{label: label{"档", "Class"}, value: func(r row) any { return r.Name + " · " + r.Rating }},
		{label: label{"规模", "Size"}, format: asMoney, total: &total, value: func(r row) any { return r.Notional }},
		{label: label{"期限（年）", "Tenor, years"}, format: asNumber, value: func(r row) any { return unless(r.rest || math.IsNaN(r.Tenor), r.Tenor) }},
		{label: label{"限额", "Limit"}, format: asPercent4, value: func(r row) any { return unless(r.rest, r.Limit) }},
		{label: label{"指标", "Measure"}, format: asPercent4, value: func(r row) any { return unless(r.rest, r.At.Value) }},
		{label: label{"± 标准误", "standard error"}, format: asPercent4, value: func(r row) any { return unless(r.rest, finite(r.At.StdErr, r.At.StdErr)) }},
		{label: label{"再大一步", "One step larger"}, format: asPercent4, value: func(r row) any { return unless(r.rest || r.Full, r.Beyond.Value) }},
		{label: label{"其限额", "Its limit"}, format: asPercent4, value: func(r row) any { return unless(r.rest || r.Full, r.BeyondLimit) }},
	}, slices.Values(rows))
}

// breakEven writes how many times the hazards of all parties the classes stand.
func (p *page) breakEven() {
	list := p.content.Structuring.BreakEven
	if len(list) == 0 {
		return
	}
	p.heading(label{"违约临界倍数", "Break-even multiples"}, "全部违约强度乘以该倍数 all hazards of the credit document times so many")
	table(p, []column[tranche.Multiple]{
		{label: label{"档 · 指标", "Class and measure"}, value: func(m tranche.Multiple) any { return m.Class + " · " + measureLabel(m.Measure).String() }},
		{label: label{"限额", "Limit"}, format: asPercent4, value: func(m tranche.Multiple) any { return m.Limit }},
		{label: label{"仍满足", "Holds at"}, format: asNumber, value: func(m tranche.Multiple) any { return m.Holds }},
		{label: label{"不再满足", "Fails at"}, format: asNumber, value: func(m tranche.Multiple) any { return finite(m.Fails, m.Fails) }},
		{label: label{"满足时指标", "Measure there"}, format: asPercent4, value: func(m tranche.Multiple) any { return m.At.Value }},
		{label: label{"± 标准误", "standard error"}, format: asPercent4, value: func(m tranche.Multiple) any { return finite(m.At.StdErr, m.At.StdErr) }},
	}, slices.Values(list))
}

// reverseStress writes the likeliest sets of defaults that break classes.
func (p *page) reverseStress() {
	for _, r := range p.content.Structuring.Reverse {
		text := fmt.Sprintf("%d 个主体 parties", len(r.Parties))
		switch {
		case len(r.Sets) == 0:
			text += " · 任何违约组合均不使该档受损 no set of defaults breaks it"
		case r.Proven:
			text += " · 已证明为最可能的组合 proven the likeliest"
		default:
			text += fmt.Sprintf(" · 其他组合概率不超过 no other is likelier than %.3g", r.Bound)
		}
		p.heading(label{"反向压力测试：" + r.Class, "the likeliest defaults that break it"}, text)
		if len(r.Sets) > 0 {
			table(p, []column[tranche.BreakingSet]{
				{label: label{"同时违约的主体", "Those who default together"}, look: lookWrap, value: func(x tranche.BreakingSet) any { return strings.Join(x.Parties, "、") }},
				{label: label{"概率", "Probability"}, value: func(x tranche.BreakingSet) any { return fmt.Sprintf("%.3g", x.Probability) }},
				{label: label{"该档损失", "Loss of the class"}, format: asMoney, value: func(x tranche.BreakingSet) any { return x.Loss }},
			}, slices.Values(r.Sets))
		}
		for _, text := range r.Assumptions {
			p.note(text)
		}
	}
}

// calls writes how often every support, its promisors and every reserve are called, and for how much.
func (p *page) calls() {
	s := p.content.Simulation
	type row struct {
		name  string
		of    tranche.CallSimulation
		calls *tranche.Estimate
	}
	var rows []row
	for i := range s.Supports {
		x := &s.Supports[i]
		rows = append(rows, row{x.Name, x.CallSimulation, &x.Calls})
		for _, q := range x.Promisors {
			rows = append(rows, row{x.Name + " · " + q.Name, q.CallSimulation, nil})
		}
	}
	for i := range s.Reserves {
		x := &s.Reserves[i]
		rows = append(rows, row{x.Name, x.CallSimulation, &x.Calls})
	}
	if len(rows) == 0 {
		return
	}
	p.heading(label{"增信调用", "Calls on support"}, "差额支付、保证、流动性支持与储备金 commitments, guarantees, liquidity facilities and reserves; 分位数仅就发生调用的路径 quantiles over the futures in which they are called")
	columns := []column[row]{{label: label{"增信", "Support"}, look: lookWrap, value: func(r row) any { return r.name }}}
	add := func(l label, f format, of func(r row) (tranche.Estimate, bool)) {
		columns = append(columns, column[row]{label: l, format: f, value: func(r row) any {
			if e, ok := of(r); ok {
				return estimated(e.Value, f)
			}
			return nil
		}}, column[row]{label: label{"± 标准误", "standard error"}, format: f, value: func(r row) any {
			if e, ok := of(r); ok {
				return estimated(e.StdErr, f)
			}
			return nil
		}})
	}
	add(label{"调用概率", "Probability of a call"}, asPercent4, func(r row) (tranche.Estimate, bool) { return r.of.Called, true })
	add(label{"调用期数", "Payments with a call"}, asNumber, func(r row) (tranche.Estimate, bool) {
		if r.calls == nil {
			return tranche.Estimate{}, false
		}
		return *r.calls, true
	})
	add(label{"预期支付", "Expected amount"}, asMoney, func(r row) (tranche.Estimate, bool) { return r.of.Amount, true })
	add(label{"调用时金额", "Amount when called"}, asMoney, func(r row) (tranche.Estimate, bool) { return r.of.GivenCall, true })
	for _, level := range []float64{0.5, 0.95} {
		add(label{fmt.Sprintf("%g%% 分位数", 100*level), "quantile when called"}, asMoney, func(r row) (tranche.Estimate, bool) {
			q, err := r.of.LawGivenCall.Quantile(level)
			return q, err == nil
		})
	}
	table(p, columns, slices.Values(rows))
}

// futuresError writes what error comes of the futures of rates being a sample.
func (p *page) futuresError() {
	s := p.content.Simulation
	f := s.Futures
	if f == nil {
		return
	}
	p.heading(label{"利率路径的抽样误差", "Error of the futures of rates"}, fmt.Sprintf("共 %d 条利率路径；为各标准误之外的误差 of %d futures, beside the standard errors above", f.Futures, f.Futures))
	amount := func(x float64) any { return finite(x, rounded(x)) }
	table(p, []column[tranche.FuturesClassError]{
		{label: label{"档", "Class"}, value: func(c tranche.FuturesClassError) any { return c.Name }},
		{label: label{"预期损失", "Expected loss"}, format: asMoney, value: func(c tranche.FuturesClassError) any { return amount(c.ExpectedLoss) }},
		{label: label{"损失概率", "Probability of any loss"}, format: asPercent4, value: func(c tranche.FuturesClassError) any { return finite(c.HitProbability, c.HitProbability) }},
	}, slices.Values(f.Classes))
}
