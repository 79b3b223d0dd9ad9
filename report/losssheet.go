package report

import (
	"fmt"
	"math"
	"slices"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// ClassCapital is the risk weight of one class under one approach.
type ClassCapital struct {
	Class                  string
	Attachment, Detachment float64 // shares of the pool
	Weight                 credit.CapitalResult
}

// lossLevels are the levels at which the sheet shows the tail of the losses.
var lossLevels = []float64{0.95, 0.99, 0.999}

// losses writes the losses of the pool by a horizon, what the classes expect of them in a static
// structure, the risk weights of classes, and what the figures rest on.
func (b *book) losses() error {
	wide := b.moneyWidth(b.content.Losses.Portfolio.Exposure())
	p := b.begin(sheetLosses, layout{widths: []float64{34, wide, wide, wide, wide, 16, 16, 16}})
	s := b.content.Losses
	p.title(fmt.Sprintf("截至 by %s · 口径 basis: %s · 静态结构：损失自下而上吸收，不含超额利差、储备金与时间 static structure: losses hit the classes from below, without excess spread, reserves or time · 单位 unit: %s",
		s.Settings.Horizon, s.Settings.Basis, b.unit()))
	p.poolLosses()
	if len(s.Classes) > 0 {
		p.classLosses()
	}
	if len(b.content.Capital) > 0 {
		p.classCapital()
	}
	p.heading(label{"依据", "What the figures rest on"}, "")
	for _, text := range slices.Concat(s.Model.Assumptions(), s.Model.Notes()) {
		p.note(text)
	}
	q := s.Distribution.Quality()
	p.note(fmt.Sprintf("模型指纹 model %s", s.Model.Fingerprint()))
	how := "精确分布 exact distribution"
	if q.Averaging == credit.AverageSampled {
		how = fmt.Sprintf("因子抽样、条件分布精确 exact distribution given the factors, averaged over %d points of factors that cross", q.Points)
	}
	p.note(fmt.Sprintf("%s by %s, loss unit %s, estimated error of probabilities %.1g, of expected losses %s", how, q.Method,
		s.Distribution.Unit().Format(b.currency), q.Error, rounded(q.ExcessError).Format(b.currency)))
	return p.end()
}

// rounded is an amount in minor units as money.
func rounded(x float64) money.Amount { return money.Amount(math.RoundToEven(x)) }

// poolLosses writes the figures of the whole pool.
func (p *page) poolLosses() {
	d := p.content.Losses.Distribution
	p.heading(label{"资产池损失", "Losses of the pool"}, "")
	type row struct {
		label  label
		amount float64
	}
	rows := []row{{label{"风险敞口", "Exposure"}, float64(d.Exposure())}, {label{"预期损失", "Expected loss"}, d.Mean()},
		{label{"非预期损失（标准差）", "Unexpected loss (standard deviation)"}, d.StdDev()}}
	for _, level := range lossLevels {
		v, errV := d.VaR(level)
		es, errS := d.ExpectedShortfall(level)
		if errV != nil || errS != nil {
			continue // the levels are within range
		}
		percent := fmt.Sprintf("%g%%", 100*level)
		rows = append(rows, row{label{percent + " 风险价值", "value at risk"}, float64(v)}, row{label{percent + " 预期亏损", "expected shortfall"}, es})
	}
	table(p, []column[row]{
		{label: label{"项目", "Item"}, look: lookWrap, value: func(r row) any { return r.label.String() }},
		{label: label{"金额", "Amount"}, format: asMoney, value: func(r row) any { return rounded(r.amount) }},
		{label: label{"占敞口", "Of the exposure"}, format: asPercent4, value: func(r row) any { return r.amount / float64(d.Exposure()) }},
	}, slices.Values(rows))
}

// classLosses writes one row for each class, and one for the over-collateral.
func (p *page) classLosses() {
	s := p.content.Losses
	p.heading(label{"各档静态损失", "Static losses of the classes"}, "")
	rows := slices.Clone(s.Classes)
	if s.Over.Detach > 0 {
		rows = append(rows, credit.ClassLoss{CapitalTranche: credit.CapitalTranche{Name: "超额覆盖 over-collateral", Balance: s.Over.Detach},
			Loss: s.Over, ExpectedLoss: s.Over.ExpectedLoss, ExpectedShare: s.Over.ExpectedShare, HitProbability: s.Over.HitProbability})
	}
	var balance money.Amount
	for _, c := range rows {
		balance += c.Balance
	}
	table(p, []column[credit.ClassLoss]{
		{label: label{"档", "Class"}, value: func(c credit.ClassLoss) any { return c.Name }},
		{label: label{"规模", "Balance"}, format: asMoney, total: &balance, value: func(c credit.ClassLoss) any { return c.Balance }},
		{label: label{"起始点", "Attaches at"}, format: asMoney, value: func(c credit.ClassLoss) any { return c.Loss.Attach }},
		{label: label{"分离点", "Detaches at"}, format: asMoney, value: func(c credit.ClassLoss) any { return c.Loss.Detach }},
		{label: label{"预期损失", "Expected loss"}, format: asMoney, value: func(c credit.ClassLoss) any { return rounded(c.ExpectedLoss) }},
		{label: label{"预期损失率", "Expected loss, share"}, format: asPercent4, value: func(c credit.ClassLoss) any { return finite(c.ExpectedShare, c.ExpectedShare) }},
		{label: label{"触及概率", "Hit probability"}, format: asPercent4, value: func(c credit.ClassLoss) any { return c.HitProbability }},
		{label: label{"全损概率", "Wipe-out probability"}, format: asPercent4, value: func(c credit.ClassLoss) any { return c.Loss.WipeOutProbability }},
	}, slices.Values(rows))
}

// classCapital writes the regulatory risk weights.
func (p *page) classCapital() {
	p.heading(label{"监管风险权重", "Regulatory risk weights"}, "")
	table(p, []column[ClassCapital]{
		{label: label{"档", "Class"}, value: func(c ClassCapital) any { return c.Class }},
		{label: label{"方法", "Approach"}, value: func(c ClassCapital) any { return string(c.Weight.Approach) }},
		{label: label{"规则", "Rules"}, value: func(c ClassCapital) any { return c.Weight.Rules }},
		{label: label{"起始点 A", "Attachment"}, format: asPercent4, value: func(c ClassCapital) any { return c.Attachment }},
		{label: label{"分离点 D", "Detachment"}, format: asPercent4, value: func(c ClassCapital) any { return c.Detachment }},
		{label: label{"计算权重", "Weight computed"}, format: asPercent, value: func(c ClassCapital) any { return float64(c.Weight.Before) }},
		{label: label{"适用权重", "Weight"}, format: asPercent, value: func(c ClassCapital) any { return float64(c.Weight.After) }},
		{label: label{"决定因素", "Decided by"}, look: lookWrap, value: func(c ClassCapital) any {
			if c.Weight.Decisive == "" {
				return "formula or table"
			}
			return string(c.Weight.Decisive)
		}},
	}, slices.Values(p.content.Capital))
}

// checkLosses refuses losses of another pool.
func (c Content) checkLosses(list *faults.List) {
	switch {
	case c.Losses == nil && len(c.Capital) > 0:
		list.Add("losses", faults.Missing, nil, "the losses beside which the risk weights are shown")
	case c.Losses != nil && c.Pool != nil && c.Losses.Model.Pool() != c.Pool:
		list.Add("losses", faults.Inconsistent, "losses of another pool", "losses of the pool that is shown")
	}
}
