package report

import (
	"fmt"
	"math"
	"slices"

	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/tranche"
)

// figureOf is one figure of every class with its standard error: a row of the table of classes.
type figureOf struct {
	label  label
	format format
	of     func(c *tranche.ClassSimulation) tranche.Estimate
}

// classFigures are the figures of a class, in the order in which a reader asks for them.
var classFigures = []figureOf{
	{label{"预期损失", "Expected loss"}, asMoney, func(c *tranche.ClassSimulation) tranche.Estimate { return c.ExpectedLoss }},
	{label{"其中本金", "of it principal"}, asMoney, func(c *tranche.ClassSimulation) tranche.Estimate { return c.PrincipalLoss }},
	{label{"其中利息", "of it interest"}, asMoney, func(c *tranche.ClassSimulation) tranche.Estimate { return c.InterestLoss }},
	{label{"预期损失率", "Expected loss, share of the notional"}, asPercent4, func(c *tranche.ClassSimulation) tranche.Estimate { return c.ExpectedLossShare }},
	{label{"损失标准差", "Standard deviation of the loss"}, asMoney, func(c *tranche.ClassSimulation) tranche.Estimate { return c.LossStdDev }},
	{label{"损失概率", "Probability of any loss"}, asPercent4, func(c *tranche.ClassSimulation) tranche.Estimate { return c.HitProbability }},
	{label{"曾迟付的概率", "Probability that anything is ever late"}, asPercent4, func(c *tranche.ClassSimulation) tranche.Estimate { return c.AnyLate }},
	{label{"利息曾未足额", "Interest ever short"}, asPercent4, func(c *tranche.ClassSimulation) tranche.Estimate { return c.InterestShortfall }},
	{label{"本金曾迟付", "Principal ever late"}, asPercent4, func(c *tranche.ClassSimulation) tranche.Estimate { return c.PrincipalLate }},
	{label{"本金最终未偿", "Principal missing in the end"}, asPercent4, func(c *tranche.ClassSimulation) tranche.Estimate { return c.PrincipalLost }},
	{label{"曾减记", "Ever written down"}, asPercent4, func(c *tranche.ClassSimulation) tranche.Estimate { return c.WriteDown }},
	{label{"平均期限（年）", "Average life, years"}, asNumber, func(c *tranche.ClassSimulation) tranche.Estimate { return c.AverageLife }},
	{label{"收益率", "Yield"}, asPercent4, func(c *tranche.ClassSimulation) tranche.Estimate { return c.Yield }},
	{label{"最低资产覆盖", "Least asset coverage"}, asNumber, func(c *tranche.ClassSimulation) tranche.Estimate { return c.AssetCoverage }},
}

// simulatedClasses writes one row for each figure and two columns for each class: the figure and its standard error.
func (p *page) simulatedClasses() {
	s := p.content.Simulation
	p.heading(label{"各档", "Classes"}, "损失为最后兑付日后仍欠的本金与利息 a class loses what it is still owed after the last payment")
	columns := []column[figureOf]{{label: label{"指标", "Figure"}, value: func(f figureOf) any { return f.label.String() }}}
	for i := range s.Classes {
		c := &s.Classes[i]
		columns = append(columns, column[figureOf]{label: label{c.Name, ""}, format: asMoney, value: func(f figureOf) any { return estimated(f.of(c).Value, f.format) }},
			column[figureOf]{label: label{"± 标准误", "standard error"}, format: asMoney, value: func(f figureOf) any { return estimated(f.of(c).StdErr, f.format) }})
	}
	table(p, columns, slices.Values(classFigures))
}

// estimated is a figure in a column that holds several kinds; nothing for one that is not known.
func estimated(x float64, f format) any {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0):
		return nil
	case f == asMoney:
		return formattedValue{rounded(x), f}
	}
	return formattedValue{x, f}
}

// classLaw is the law of one figure of a class.
type classLaw struct {
	class  string
	label  label
	format format
	law    *tranche.SimulatedDistribution
}

// simulatedLevels are the levels of the quantiles on the sheet.
var simulatedLevels = []float64{0.01, 0.05, 0.5, 0.95, 0.99, 0.999}

// simulatedQuantiles writes the quantiles of loss, average life, yield and coverage of every class, each with its
// standard error.
func (p *page) simulatedQuantiles() {
	var rows []classLaw
	for _, c := range p.content.Simulation.Classes {
		rows = append(rows, classLaw{c.Name, label{"损失", "loss"}, asMoney, c.Loss}, classLaw{c.Name, label{"平均期限", "average life"}, asNumber, c.Life},
			classLaw{c.Name, label{"收益率", "yield"}, asPercent4, c.YieldDistribution}, classLaw{c.Name, label{"最低资产覆盖", "least asset coverage"}, asNumber, c.Coverage})
	}
	rows = slices.DeleteFunc(rows, func(r classLaw) bool { return r.law == nil || r.law.Mass() == 0 })
	p.heading(label{"各档分位数", "Quantiles of the classes"}, "各单元格后为标准误 each with its standard error")
	columns := []column[classLaw]{{label: label{"档", "Class"}, value: func(r classLaw) any { return r.class + " · " + r.label.String() }}}
	for _, level := range simulatedLevels {
		columns = append(columns, column[classLaw]{label: label{fmt.Sprintf("%g%%", 100*level), ""}, format: asMoney, value: func(r classLaw) any {
			q, err := r.law.Quantile(level)
			if err != nil {
				return nil // the levels are within range
			}
			return estimated(q.Value, r.format)
		}}, column[classLaw]{label: label{"±", ""}, format: asMoney, value: func(r classLaw) any {
			q, _ := r.law.Quantile(level)
			return estimated(q.StdErr, r.format)
		}})
	}
	table(p, columns, slices.Values(rows))
}

// contributionSet writes what the lines of a set contribute to the expected loss of every class. The columns sum to
// the expected losses to the minor unit. Of many lines the largest are shown and the others added up.
func (p *page) contributionSet(set tranche.ContributionSet, heading label) {
	s := p.content.Simulation
	type row struct {
		name   string
		minor  []money.Amount
		stdErr []float64
		total  money.Amount
	}
	var rows []row
	for i := range s.Classes[0].Contributions[set] {
		r := row{name: s.Classes[0].Contributions[set][i].Name}
		for _, c := range s.Classes {
			x := c.Contributions[set][i]
			r.minor, r.stdErr = append(r.minor, x.Minor), append(r.stdErr, x.Amount.StdErr)
			r.total += x.Minor
		}
		rows = append(rows, r)
	}
	slices.SortStableFunc(rows, func(a, b row) int {
		switch {
		case a.total > b.total:
			return -1
		case a.total < b.total:
			return 1
		}
		return 0
	})
	const most = 20
	if len(rows) > most+1 {
		rest := row{name: fmt.Sprintf("其余 %d 项 the others", len(rows)-most), minor: make([]money.Amount, len(s.Classes)), stdErr: make([]float64, len(s.Classes))}
		for _, r := range rows[most:] {
			for j := range rest.minor {
				rest.minor[j] += r.minor[j]
				rest.stdErr[j] = math.Hypot(rest.stdErr[j], r.stdErr[j])
			}
		}
		rows = append(rows[:most:most], rest)
	}
	p.heading(heading, "各列合计等于该档预期损失 each column sums to the expected loss of the class")
	columns := []column[row]{{label: label{"项目", "Line"}, value: func(r row) any { return r.name }}}
	for j, c := range s.Classes {
		total := rounded(c.ExpectedLoss.Value)
		columns = append(columns, column[row]{label: label{c.Name, ""}, format: asMoney, total: &total, value: func(r row) any { return r.minor[j] }},
			column[row]{label: label{"± 标准误", "standard error"}, format: asMoney, value: func(r row) any { return finite(r.stdErr[j], rounded(r.stdErr[j])) }})
	}
	table(p, columns, slices.Values(rows))
}
