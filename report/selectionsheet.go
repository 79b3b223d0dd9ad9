package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/optimize"
	"github.com/ipabs/ipabs/pool"
)

// Selection is how the pool that is shown was chosen out of candidates.
type Selection struct {
	Problem *optimize.Problem
	Result  *optimize.Result
	// Verified says that optimize.Verify has found nothing wrong with the result.
	Verified bool
	// Reasons and Prices explain the contracts and the rules; either may be left out.
	Reasons []optimize.Reason
	Prices  []optimize.Price
	// Alternatives are other choices that are nearly as good, and Stability how often candidates are chosen
	// when the credit figures are drawn anew; either may be left out.
	Alternatives []optimize.Alternative
	Stability    *optimize.Stability
}

// selection writes how good the choice is, the figures before and after, how every rule stands and
// every candidate.
func (b *book) selection() error {
	wide := b.moneyWidth(b.content.Selection.Problem.Pool().Principal())
	p := b.begin(sheetSelection, layout{widths: []float64{34, wide + 4, wide + 4, wide + 4, 60}})
	s := b.content.Selection
	r := s.Result
	p.title(fmt.Sprintf("目标 goal: %s · 单位 unit: %s", goalLabel(s.Problem.Goal()), b.unit()))
	p.note(fmt.Sprintf("状态 status: %s · 目标值 objective %.10g · 界 bound %.10g · 差距 gap %.2e · 证书复核 certificate verified: %s", selectionStatus(r.Status), r.Objective, r.Bound, r.Gap, yesNo(s.Verified)))
	p.note("问题指纹 problem " + r.Problem)
	p.beforeAfter()
	p.standings()
	if len(s.Prices) > 0 {
		p.prices()
	}
	if len(s.Alternatives) > 0 {
		p.alternatives()
	}
	p.candidates()
	for _, text := range s.Problem.Notes() {
		p.note(text)
	}
	return p.end()
}

// beforeAfter compares all candidates with the choice.
func (p *page) beforeAfter() {
	s := p.content.Selection
	before, after := s.Problem.Figures(), s.Result.Figures
	minor := math.Pow10(p.currency.Exponent())
	type row struct {
		label         label
		before, after any
	}
	amount := func(x float64) any {
		if math.IsNaN(x) {
			return nil
		}
		return rounded(x * minor)
	}
	p.heading(label{"筛选前后", "Before and after"}, "")
	table(p, []column[row]{
		{label: label{"项目", "Item"}, look: lookWrap, value: func(r row) any { return r.label.String() }},
		{label: label{"全部候选", "All candidates"}, format: asMoney, value: func(r row) any { return r.before }},
		{label: label{"入池", "Chosen"}, format: asMoney, value: func(r row) any { return r.after }},
	}, slices.Values([]row{
		{label{"未偿本金", "Outstanding principal"}, before.Principal, after.Principal},
		{label{"存续期预期净收益", "Expected net income over the life"}, amount(before.NetIncome), amount(after.NetIncome)},
		{label{"预期损失", "Expected loss"}, amount(before.ExpectedLoss), amount(after.ExpectedLoss)},
		{label{"损失标准差", "Standard deviation of the loss"}, amount(before.Deviation), amount(after.Deviation)},
	}))
	p.note(fmt.Sprintf("合同 contracts %d → %d · 债务人 obligors %d → %d · 年净收益率 net yield %.4f%% → %.4f%% · 加权平均期限 average life %.4f → %.4f 年 years",
		before.Contracts, after.Contracts, before.Obligors, after.Obligors, 100*before.NetYield, 100*after.NetYield, before.AverageLife, after.AverageLife))
}

// standings lists the rules with the value that each looks at.
func (p *page) standings() {
	p.heading(label{"规则", "Rules"}, "")
	table(p, []column[optimize.Standing]{
		{label: label{"规则", "Rule"}, look: lookWrap, value: func(s optimize.Standing) any { return s.Name }},
		{label: label{"数值", "Value"}, value: func(s optimize.Standing) any { return s.Value }},
		{label: label{"余量", "Slack"}, value: func(s optimize.Standing) any { return s.Slack }},
		{label: label{"紧约束", "Tight"}, value: func(s optimize.Standing) any { return yesNo(s.Tight) }},
	}, slices.Values(p.content.Selection.Result.Rules))
}

// prices lists what one step of every rule is worth.
func (p *page) prices() {
	p.heading(label{"规则放宽一步", "One step looser"}, "目标值单位 in the unit of the goal")
	known := func(x float64) any {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return nil
		}
		return x
	}
	table(p, []column[optimize.Price]{
		{label: label{"规则", "Rule"}, look: lookWrap, value: func(q optimize.Price) any { return q.Name }},
		{label: label{"放宽为", "Looser"}, value: func(q optimize.Price) any { return q.Looser.Limit }},
		{label: label{"改善", "Gain"}, format: asNumber, value: func(q optimize.Price) any { return known(q.Gain) }},
		{label: label{"至多改善", "Gain at most"}, format: asNumber, value: func(q optimize.Price) any { return known(q.AtMost) }},
		{label: label{"状态", "Status"}, value: func(q optimize.Price) any { return selectionStatus(q.Status).String() }},
	}, slices.Values(p.content.Selection.Prices))
}

func goalLabel(g optimize.Goal) label {
	return word([]label{{}, {"损失方差最小", "least variance of the loss"}, {"损失方差减收益最小", "variance less income"}, {"预期亏损最小", "least expected shortfall"},
		{"预期损失最小", "least expected loss"}, {"存续本金偏差最小", "least deviation from the profile"}, {"净收益最大", "most net income"}, {"本金最大", "most principal"}}, int(g), g.String())
}

func selectionStatus(s optimize.Status) label {
	zh := map[optimize.Status]string{optimize.StatusOptimal: "最优", optimize.StatusGap: "达到差距", optimize.StatusNodes: "达到节点上限", optimize.StatusTime: "达到时限",
		optimize.StatusInfeasible: "无可行解", optimize.StatusFailed: "未求得"}
	return label{zh[s], s.String()}
}

// alternatives lists choices that are nearly as good, by their difference from the best one.
func (p *page) alternatives() {
	s := p.content.Selection
	ids := func(q optimize.Alternative, in bool) any {
		var list []string
		for i, c := range s.Problem.Pool().Contracts() {
			if (q.Taken[i] > 0) == in && (q.Taken[i] > 0) != s.Result.Chosen(i) {
				list = append(list, c.ID)
			}
		}
		return strings.Join(list, ", ")
	}
	p.heading(label{"备选方案", "Alternatives"}, "与入池方案的差异 as they differ from the choice")
	table(p, []column[optimize.Alternative]{
		{label: label{"目标值", "Objective"}, format: asNumber, value: func(q optimize.Alternative) any { return q.Objective }},
		{label: label{"变动合同数", "Changes"}, format: asCount, value: func(q optimize.Alternative) any { return q.Changes }},
		{label: label{"加入", "With"}, look: lookWrap, value: func(q optimize.Alternative) any { return ids(q, true) }},
		{label: label{"去除", "Without"}, look: lookWrap, value: func(q optimize.Alternative) any { return ids(q, false) }},
	}, slices.Values(s.Alternatives))
}

// grades are the words for how often a candidate is chosen.
var grades = map[string]string{"core": "核心 core", "marginal": "边缘 marginal", "never": "从未入选 never"}

// why says in words why a candidate is where it is.
func why(r optimize.Reason) string {
	text := ""
	switch {
	case len(r.Breaks) > 0 && r.In:
		text = "去除则违反 without it: " + r.Effects[r.Breaks[0]].Rule
	case len(r.Breaks) > 0:
		text = "加入则违反 with it: " + r.Effects[r.Breaks[0]].Rule
	default:
		text = fmt.Sprintf("换边后目标值变化 change of the goal on the other side: %.4g", r.Objective)
	}
	if r.Swap != nil {
		text += fmt.Sprintf("；最便宜置换 cheapest swap: %s (%+.4g)", r.Swap.With, r.Swap.Objective)
	}
	return text
}

// candidates lists every candidate with what is taken of it.
func (p *page) candidates() {
	s := p.content.Selection
	type row struct {
		contract pool.Contract
		taken    money.Amount
		why      string
	}
	var rows []row
	var all, taken money.Amount
	for i, c := range s.Problem.Pool().Contracts() {
		q := row{c, s.Result.Taken[i], ""}
		if i < len(s.Reasons) {
			q.why = why(s.Reasons[i])
		}
		if s.Stability != nil && i < len(s.Stability.Inclusion) {
			q.why += fmt.Sprintf("；入选频率 inclusion %.0f%%, %s", 100*s.Stability.Inclusion[i], grades[s.Stability.Grade(i)])
		}
		rows = append(rows, q)
		all += c.Principal
		taken += s.Result.Taken[i]
	}
	p.heading(label{"候选合同", "Candidates"}, "")
	table(p, []column[row]{
		{label: label{"合同编号", "Contract"}, value: func(r row) any { return r.contract.ID }},
		{label: label{"未偿本金", "Outstanding principal"}, format: asMoney, total: &all, value: func(r row) any { return r.contract.Principal }},
		{label: label{"入池本金", "Principal taken"}, format: asMoney, total: &taken, value: func(r row) any { return r.taken }},
		{label: label{"入池", "Chosen"}, value: func(r row) any {
			switch {
			case r.taken == 0:
				return yesNo(false)
			case r.taken < r.contract.Principal:
				return fmt.Sprintf("部分 in part, %.4f%%", 100*float64(r.taken)/float64(r.contract.Principal))
			}
			return yesNo(true)
		}},
		{label: label{"理由", "Reason"}, look: lookWrap, value: func(r row) any { return r.why }},
	}, slices.Values(rows))
}

// checkSelection refuses a selection without a choice, and one that did not choose the pool.
func (c Content) checkSelection(list *faults.List) {
	s := c.Selection
	if s == nil {
		return
	}
	switch {
	case s.Problem == nil || s.Result == nil || s.Result.Taken == nil:
		list.Add("selection", faults.Missing, nil, "a problem and a result with a choice")
	case s.Result.Problem != s.Problem.Fingerprint():
		list.Add("selection.result", faults.Inconsistent, "a result of another problem", "the result of the problem that is shown")
	case s.Result.Pool(s.Problem) == nil:
		list.Add("selection.result", faults.Inconsistent, "amounts that are not of the candidates", "a result that optimize.Verify accepts")
	case c.Pool != nil && s.Result.Pool(s.Problem).Fingerprint() != c.Pool.Fingerprint():
		list.Add("selection", faults.Inconsistent, "a choice of another pool", "the choice that made the pool that is shown")
	}
}
