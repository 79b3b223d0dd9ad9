package report

import (
	"fmt"
	"math"
	"slices"

	"github.com/xuri/excelize/v2"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/tranche"
)

// simulationPlaces are the first rows of the tables of the sheet of the simulation that charts are drawn from.
type simulationPlaces struct {
	law, byTime, contributions int
	enhancements               []int // by class
}

// lossStep is a step of the distribution of the pool's loss.
type lossStep struct {
	upTo, probability float64
}

// contributor is a line of the table of contributions.
type contributor struct {
	name   string
	amount float64
	stdErr float64
}

// simulation writes what the futures of the deal have shown: probabilities and expected losses of the classes with
// their standard errors, the distribution of the pool's loss, losses by time, support and contributions.
func (b *book) simulation() error {
	s := b.content.Simulation
	wide := b.moneyWidth(s.Pool.Principal)
	p := b.begin(sheetSimulation, layout{widths: append([]float64{38}, slices.Repeat([]float64{wide}, max(12, 2*len(s.Classes)))...)})
	p.title(fmt.Sprintf("%d 条路径 paths · 种子 seed %d · 各数值后为标准误 each figure with its standard error · 单位 unit: %s", s.Paths, s.Settings.Seed, b.unit()))
	p.simulatedClasses()
	p.simulatedQuantiles()
	p.simulatedPool()
	p.lossLaw()
	p.lossByTime()
	p.contributions()
	p.contributionSet(tranche.ByObligor, label{"债务人贡献", "Contributions by obligor"})
	p.contributionSet(tranche.ByIndustry, label{"行业贡献", "Contributions by industry"})
	p.contributionSet(tranche.ByCause, label{"原因贡献（违约与知识产权事件）", "Contributions by cause: defaults and IP events"})
	p.simulatedSupport()
	p.futuresError()
	p.structuring()
	p.heading(label{"收敛", "Convergence"}, "")
	p.convergence()
	p.heading(label{"依据", "What the figures rest on"}, "")
	for _, text := range s.Settings.Words() {
		p.note(text)
	}
	p.note("引擎 engine " + s.Engine)
	p.note("来源指纹 source " + s.Source)
	for _, text := range slices.Concat(s.Assumptions, s.Notes) {
		p.note(text)
	}
	return p.end()
}

// finite gives nil for a figure that is none.
func finite(is float64, value any) any {
	if math.IsNaN(is) || math.IsInf(is, 0) {
		return nil
	}
	return value
}

// simulatedPool writes the figures of the pool.
func (p *page) simulatedPool() {
	type row struct {
		label  label
		value  float64
		stdErr float64
	}
	s := p.content.Simulation.Pool
	rows := []row{{label{"违约本金", "Principal in default"}, s.Defaulted.Value, s.Defaulted.StdErr}, {label{"资产池预期损失", "Expected loss of the pool"}, s.Loss.Value, s.Loss.StdErr},
		{label{"期后回收", "Recovered after the last calculation date"}, s.Late.Value, s.Late.StdErr}}
	for _, level := range lossLevels {
		q, err := s.Distribution.Quantile(level)
		if err != nil {
			continue // the levels are within range
		}
		rows = append(rows, row{label{fmt.Sprintf("%g%% 分位数", 100*level), "quantile of the loss"}, q.Value, q.StdErr})
	}
	p.heading(label{"资产池", "Pool"}, "")
	table(p, []column[row]{
		{label: label{"项目", "Item"}, value: func(r row) any { return r.label.String() }},
		{label: label{"金额", "Amount"}, format: asMoney, value: func(r row) any { return rounded(r.value) }},
		{label: label{"标准误", "Standard error"}, format: asMoney, value: func(r row) any { return finite(r.stdErr, rounded(r.stdErr)) }},
		{label: label{"占本金", "Of the principal"}, format: asPercent4, value: func(r row) any { return r.value / float64(s.Principal) }},
	}, slices.Values(rows))
}

// lossSteps are the bins of the pool's loss in about twenty steps, of which the last holds the upper tail.
func lossSteps(d *tranche.SimulatedDistribution, principal money.Amount) []lossStep {
	end, err := d.Quantile(0.999)
	if err != nil || !(end.Value > 0) {
		return nil
	}
	const most = 20
	width := end.Value / most
	list := []lossStep{{}}
	for k := range most + 1 {
		list = append(list, lossStep{upTo: float64(k+1) * width / float64(principal)})
	}
	list[most+1].upTo = 1
	upper, probability := d.Bins()
	for i, x := range upper {
		k := 0
		if x > 0 {
			k = min(int(math.Ceil(x/width-1e-9)), most+1)
		}
		list[k].probability += probability[i]
	}
	return list
}

func (p *page) lossLaw() {
	s := p.content.Simulation.Pool
	p.heading(label{"资产池损失分布", "Distribution of the pool's loss"}, "")
	first, _ := table(p, []column[lossStep]{
		{label: label{"损失占本金不超过", "Loss up to, of the principal"}, format: asPercent4, value: func(x lossStep) any { return x.upTo }},
		{label: label{"概率", "Probability"}, format: asPercent4, value: func(x lossStep) any { return x.probability }},
	}, slices.Values(lossSteps(s.Distribution, s.Principal)))
	p.anchors.simulation.law = first
}

// lossByTime writes the part of every class that neither pool nor cash cover, payment by payment.
func (p *page) lossByTime() {
	s := p.content.Simulation
	p.heading(label{"各档未覆盖本金（按时间）", "Balances not covered, by time"}, "各档余额中资产池与账户现金未能覆盖部分的期望值 the expected part of each balance that neither pool nor cash cover")
	columns := []column[int]{{label: label{"兑付日", "Payment"}, format: asDate, value: func(k int) any { return s.Classes[0].Profile[k].Payment }}}
	for _, c := range s.Classes {
		columns = append(columns, column[int]{label: label{c.Name, ""}, format: asMoney, value: func(k int) any { return rounded(c.Profile[k].Uncovered.Value) }},
			column[int]{label: label{"± 标准误", "standard error"}, format: asMoney, value: func(k int) any {
				return finite(c.Profile[k].Uncovered.StdErr, rounded(c.Profile[k].Uncovered.StdErr))
			}})
	}
	first, _ := table(p, columns, func(yield func(int) bool) {
		for k := range s.Classes[0].Profile {
			if !yield(k) {
				return
			}
		}
	})
	p.anchors.simulation.byTime = first
}

// contributors are the ten largest contributions of obligors to the expected loss of all classes but the
// subordinated ones, or of these where no other loses anything.
func contributors(s *tranche.Simulation) []contributor {
	gather := func(subordinated bool) []contributor {
		var list []contributor
		at := map[string]int{}
		for _, c := range s.Classes {
			if (c.Class == tranche.Subordinated) != subordinated {
				continue
			}
			for _, x := range c.Contributions[tranche.ByObligor] {
				i, seen := at[x.Name]
				if !seen {
					i = len(list)
					at[x.Name] = i
					list = append(list, contributor{name: x.Name})
				}
				list[i].amount += x.Amount.Value
				list[i].stdErr += x.Amount.StdErr // an upper bound: the classes of one path are not independent
			}
		}
		slices.SortStableFunc(list, func(a, b contributor) int {
			switch {
			case a.amount > b.amount:
				return -1
			case a.amount < b.amount:
				return 1
			}
			return 0
		})
		return slices.DeleteFunc(list[:min(len(list), 10)], func(c contributor) bool { return c.amount <= 0 })
	}
	if list := gather(false); len(list) > 0 {
		return list
	}
	return gather(true)
}

func (p *page) contributions() {
	p.heading(label{"债务人对优先及中间级预期损失的贡献", "Contributions of obligors to the expected loss of senior and mezzanine classes"}, "")
	first, _ := table(p, []column[contributor]{
		{label: label{"债务人", "Obligor"}, value: func(c contributor) any { return c.name }},
		{label: label{"贡献", "Contribution"}, format: asMoney, value: func(c contributor) any { return rounded(c.amount) }},
		{label: label{"标准误至多", "Standard error at most"}, format: asMoney, value: func(c contributor) any { return finite(c.stdErr, rounded(c.stdErr)) }},
	}, slices.Values(contributors(p.content.Simulation)))
	p.anchors.simulation.contributions = first
}

// convergence writes what the first paths said, of the pool and of every class.
func (p *page) convergence() {
	s := p.content.Simulation
	columns := []column[tranche.TracePoint]{
		{label: label{"路径数", "Paths"}, format: asCount, value: func(x tranche.TracePoint) any { return int(x.Paths) }},
		{label: label{"资产池预期损失", "Pool's expected loss"}, format: asMoney, value: func(x tranche.TracePoint) any { return rounded(x.PoolLoss.Value) }},
		{label: label{"± 标准误", "standard error"}, format: asMoney, value: func(x tranche.TracePoint) any { return finite(x.PoolLoss.StdErr, rounded(x.PoolLoss.StdErr)) }},
	}
	for i, c := range s.Classes {
		columns = append(columns, column[tranche.TracePoint]{label: label{c.Name + " 预期损失", "expected loss"}, format: asMoney, value: func(x tranche.TracePoint) any { return rounded(x.Classes[i].ExpectedLoss.Value) }},
			column[tranche.TracePoint]{label: label{"± 标准误", "standard error"}, format: asMoney, value: func(x tranche.TracePoint) any {
				return finite(x.Classes[i].ExpectedLoss.StdErr, rounded(x.Classes[i].ExpectedLoss.StdErr))
			}})
	}
	table(p, columns, slices.Values(s.Trace))
}

// simulatedSupport writes who outside the deal pays, and who may fall.
func (p *page) simulatedSupport() {
	s := p.content.Simulation
	p.calls()
	type row struct {
		support string
		of      tranche.PromisorSimulation
	}
	var rows []row
	for _, x := range s.Supports {
		for _, q := range x.Promisors {
			rows = append(rows, row{x.Name, q})
		}
	}
	if len(rows) > 0 {
		p.heading(label{"追偿", "Reimbursement of support"}, "")
		columns := []column[row]{{label: label{"增信", "Support"}, value: func(r row) any { return r.support + " · " + r.of.Name }}}
		for _, f := range []struct {
			label  label
			format format
			of     func(q tranche.PromisorSimulation) tranche.Estimate
		}{
			{label{"预期支付", "Expected amount"}, asMoney, func(q tranche.PromisorSimulation) tranche.Estimate { return q.Amount }},
			{label{"已偿还", "Paid back"}, asMoney, func(q tranche.PromisorSimulation) tranche.Estimate { return q.Repaid }},
			{label{"最终未受偿", "Still owed in the end"}, asMoney, func(q tranche.PromisorSimulation) tranche.Estimate { return q.Owed }},
		} {
			columns = append(columns, column[row]{label: f.label, format: asMoney, value: func(r row) any { return estimated(f.of(r.of).Value, f.format) }},
				column[row]{label: label{"± 标准误", "standard error"}, format: asMoney, value: func(r row) any { return estimated(f.of(r.of).StdErr, f.format) }})
		}
		table(p, columns, slices.Values(rows))
	}
	if len(s.Outsiders) > 0 {
		p.heading(label{"外部主体违约", "Outsiders that fall"}, "")
		table(p, []column[tranche.OutsiderSimulation]{
			{label: label{"主体", "Party"}, value: func(x tranche.OutsiderSimulation) any { return x.Name }},
			{label: label{"模型主体", "Agent of the model"}, value: func(x tranche.OutsiderSimulation) any { return x.Agent }},
			{label: label{"违约概率", "Probability"}, format: asPercent4, value: func(x tranche.OutsiderSimulation) any { return x.Defaults.Value }},
			{label: label{"± 标准误", "standard error"}, format: asPercent4, value: func(x tranche.OutsiderSimulation) any { return finite(x.Defaults.StdErr, x.Defaults.StdErr) }},
		}, slices.Values(s.Outsiders))
	}
	if len(s.Events) > 0 {
		p.heading(label{"事件", "Events"}, "计划存续期内发生的概率 the probability that they happen by the last payment")
		table(p, []column[tranche.EventSimulation]{
			{label: label{"事件", "Event"}, value: func(x tranche.EventSimulation) any { return x.Name }},
			{label: label{"概率", "Probability"}, format: asPercent4, value: func(x tranche.EventSimulation) any { return x.Probability.Value }},
			{label: label{"± 标准误", "standard error"}, format: asPercent4, value: func(x tranche.EventSimulation) any { return finite(x.Probability.StdErr, x.Probability.StdErr) }},
		}, slices.Values(s.Events))
	}
}

// simulationCharts are the loss distribution, the classes' losses by time and the contributions.
func (b *book) simulationCharts() []drawing {
	s := b.content.Simulation
	if s == nil {
		return nil
	}
	cellAt := func(column, row int) string { return on(sheetSimulation.name(), at(column, row)) }
	var list []drawing
	if steps := lossSteps(s.Pool.Distribution, s.Pool.Principal); len(steps) > 0 {
		d := drawing{title: label{"资产池损失分布（模拟）", "Distribution of the pool's loss, simulated"}, kind: excelize.Col, format: "0.0%"}
		for i, x := range steps {
			text := "0"
			if i > 0 {
				text = fmt.Sprintf("≤%.2f%%", 100*x.upTo)
			}
			d.labels = append(d.labels, text)
		}
		d.columns = []chartColumn{{label{"概率", "Probability"}, asPercent4, func(i int) any {
			return formula{cellAt(2, b.anchors.simulation.law+i), steps[i].probability}
		}}}
		list = append(list, d)
	}
	byTime := drawing{title: label{"各档未覆盖本金（期望）", "Expected balances not covered"}, kind: excelize.ColStacked}
	var largest float64
	var days []calendar.Date
	for i, c := range s.Classes {
		byTime.columns = append(byTime.columns, chartColumn{label{c.Name, ""}, asMoney, func(k int) any {
			return b.linked(cellAt(2+2*i, b.anchors.simulation.byTime+k), rounded(c.Profile[k].Uncovered.Value))
		}})
		for _, x := range c.Profile {
			largest = max(largest, x.Uncovered.Value)
		}
	}
	for _, x := range s.Classes[0].Profile {
		days = append(days, x.Payment)
	}
	byTime.labels = dayLabels(days)
	byTime.format, byTime.unit = b.scaled(rounded(largest))
	list = append(list, byTime)
	list = append(list, b.enhancementCharts()...)
	if rows := contributors(s); len(rows) > 1 {
		d := drawing{title: label{"对预期损失的贡献", "Contributions to the expected loss"}, kind: excelize.Bar}
		for _, c := range rows {
			d.labels = append(d.labels, cut(c.name, 30))
		}
		d.columns = []chartColumn{{label{"贡献", "Contribution"}, asMoney, func(i int) any {
			return b.linked(cellAt(2, b.anchors.simulation.contributions+i), rounded(rows[i].amount))
		}}}
		d.format, d.unit = b.scaled(rounded(rows[0].amount))
		list = append(list, d)
	}
	return list
}

// checkSimulation refuses a simulation of another deal.
func (c Content) checkSimulation(list *faults.List) {
	if c.Simulation == nil {
		if c.Structuring.any() {
			list.Add("structuring", faults.Inconsistent, nil, "nothing without the simulation that it stands on")
		}
		return
	}
	if c.Deal != nil && c.Simulation.DealFingerprint != c.Deal.Fingerprint() {
		list.Add("simulation", faults.Inconsistent, "a simulation of another deal", "one of the deal that is shown")
	}
	if c.Pool != nil && c.Simulation.Pool.Principal != c.Pool.Principal() {
		list.Add("simulation", faults.Inconsistent, "a simulation of another pool", "one of the pool that is shown")
	}
}
