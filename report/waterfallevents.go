package report

import (
	"slices"
	"strings"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/tranche"
)

// tested writes the outcome of every test at every payment, with both amounts and the limit, so that a
// reader can divide for himself.
func (p *page) tested() {
	type line struct {
		number int
		day    calendar.Date
		tranche.TestLine
	}
	var list []line
	for _, q := range p.content.Result.Periods {
		for _, t := range q.Tests {
			list = append(list, line{q.Number, q.Payment, t})
		}
	}
	if len(list) == 0 {
		return
	}
	p.heading(label{"测试", "Tests"}, "")
	table(p, []column[line]{
		{label: label{"期次", "No."}, format: asCount, value: func(l line) any { return l.number }},
		blank[line](),
		{label: label{"兑付日", "Payment"}, format: asDate, value: func(l line) any { return l.day }},
		blank[line](),
		{label: label{"测试", "Test"}, look: lookWrap, value: func(l line) any { return l.Name }},
		{label: label{"分子", "Numerator"}, format: asFlow, value: func(l line) any { return l.Numerator }},
		{label: label{"分母", "Denominator"}, format: asFlow, value: func(l line) any { return l.Denominator }},
		{label: label{"比率", "Value"}, format: asPercent4, value: func(l line) any {
			if !l.Known || !l.Applies {
				return nil
			}
			return l.Value.Float64()
		}},
		{label: label{"界限", "Limit"}, format: asPercent4, value: func(l line) any { return l.Limit.Float64() }},
		{label: label{"结果", "Outcome"}, look: lookWrap, value: func(l line) any { return outcome(l.TestLine) }},
		{label: label{"补救金额", "Cure"}, format: asFlow, value: func(l line) any { return l.Cure }},
	}, slices.Values(list))
}

// triggered writes what every trigger compared at every payment, and whether it was on after it.
func (p *page) triggered() {
	type line struct {
		number int
		day    calendar.Date
		tranche.TriggerLine
	}
	var list []line
	for _, q := range p.content.Result.Periods {
		for _, t := range q.Triggers {
			list = append(list, line{q.Number, q.Payment, t})
		}
	}
	if len(list) == 0 {
		return
	}
	p.heading(label{"触发条件", "Triggers"}, "")
	table(p, []column[line]{
		{label: label{"期次", "No."}, format: asCount, value: func(l line) any { return l.number }},
		blank[line](),
		{label: label{"兑付日", "Payment"}, format: asDate, value: func(l line) any { return l.day }},
		blank[line](),
		{label: label{"触发条件", "Trigger"}, look: lookWrap, value: func(l line) any { return l.Name }},
		{label: label{"状态", "State"}, look: lookWrap, value: func(l line) any {
			if l.On {
				return styledValue{label{"已触发", "on"}.String(), lookError}
			}
			return label{"未触发", "off"}.String()
		}},
		{label: label{"依据", "What decided"}, format: asText, value: func(l line) any { return decided(l.Compared) }}, // runs on over the empty columns beside it
	}, slices.Values(list))
}

// decided tells what was compared with what.
func decided(list []tranche.Compared) string {
	var texts []string
	for _, c := range list {
		texts = append(texts, c.Text+": "+strings.TrimSuffix(c.Left+", "+c.Right, ", "))
	}
	return strings.Join(texts, "; ")
}

func outcome(t tranche.TestLine) any {
	switch {
	case !t.Known:
		return label{"不明", "unknown"}.String()
	case t.Fails:
		return styledValue{label{"未通过", "fails"}.String(), lookError}
	case !t.Passes:
		return label{"触及", "breached"}.String()
	}
	return label{"通过", "passes"}.String()
}

// happened writes the history of the deal: statuses, then triggers, events, calls and purchases with what
// decided.
func (p *page) happened() {
	r := p.content.Result
	type line struct {
		day        calendar.Date
		number     int
		what, name string
		decided    string
	}
	var list []line
	for _, s := range r.StatusHistory {
		list = append(list, line{s.Day, s.Number, label{"状态", "status"}.String(), waterfallLabel(s.To.String()).String(), ""})
	}
	for _, h := range r.History {
		l := line{h.Day, h.Number, historyLabel(h.Kind, h.On).String(), h.Name, ""}
		l.decided = decided(h.Compared)
		list = append(list, l)
	}
	if len(list) < 2 {
		return // the deal stayed in the status it began in
	}
	p.heading(label{"状态与事件", "Statuses and events"}, "")
	table(p, []column[line]{
		{label: label{"期次", "No."}, format: asCount, value: func(l line) any { return l.number }},
		blank[line](),
		{label: label{"日期", "Date"}, format: asDate, value: func(l line) any { return l.day }},
		blank[line](),
		{label: label{"类别", "Kind"}, look: lookWrap, value: func(l line) any { return l.what }},
		{label: label{"名称", "Name"}, look: lookWrap, value: func(l line) any { return l.name }},
		{label: label{"依据", "What decided"}, format: asText, value: func(l line) any { return l.decided }},
	}, slices.Values(list))
}

func historyLabel(kind string, on bool) label {
	switch {
	case kind == "trigger" && on:
		return label{"触发", "trigger"}
	case kind == "trigger":
		return label{"恢复", "trigger cured"}
	case kind == "event":
		return label{"事件", "event"}
	case kind == "call" && on:
		return label{"回购", "call"}
	case kind == "call":
		return label{"回购价不足", "call refused"}
	case kind == "purchase":
		return label{"循环购买", "purchase"}
	case kind == "substitution":
		return label{"资产置换", "substitution"}
	}
	return label{"", kind}
}
