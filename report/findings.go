package report

import (
	"fmt"
	"slices"

	"github.com/ipabs/ipabs/pool/tape"
)

// findings writes what was noticed in the tape: first how often, then each with its place.
func (b *book) findings() error {
	t := b.content.Tape
	p := b.begin(sheetFindings, layout{widths: []float64{14, 24, 16, 8, 8, 20, 28, 24, 56, 20, 40}, wide: true})
	p.title(fmt.Sprintf("%s · 读取 read %d · 接受 accepted %d · 拒绝 rejected %d · 记录 findings %d", t.File, t.RowsRead, t.Accepted, t.Rejected, len(t.Findings)))
	p.heading(label{"按代码汇总", "Counts by code"}, "")
	codes := []column[tape.CodeCount]{
		{label: label{"程度", "Severity"}, value: func(c tape.CodeCount) any { return severityValue(c.Severity) }},
		{label: label{"代码", "Code"}, value: func(c tape.CodeCount) any { return c.Code }},
		{label: label{"数量", "Count"}, format: asCount, value: func(c tape.CodeCount) any { return c.Count }},
	}
	meanings := map[string]tape.CodeMeaning{}
	for _, m := range tape.Codes() {
		meanings[m.Code] = m
	}
	both := func(zh, en string) string { return label{zh, en}.String() }
	total := len(t.Findings)
	codes[2].count = &total
	table(p, codes, slices.Values(t.Findings.CountByCode()))

	p.heading(label{"逐条记录", "Each finding"}, "")
	columns := []column[tape.Finding]{
		{label: label{"程度", "Severity"}, value: func(f tape.Finding) any { return severityValue(f.Severity) }},
		{label: label{"代码", "Code"}, value: func(f tape.Finding) any { return f.Code }},
		{label: label{"工作表", "Sheet"}, value: func(f tape.Finding) any { return f.Sheet }},
		{label: label{"行", "Row"}, format: asCount, value: func(f tape.Finding) any {
			if f.Row == 0 {
				return nil
			}
			return f.Row
		}},
		{label: label{"列", "Column"}, value: func(f tape.Finding) any { return f.Column }},
		{label: label{"列名", "Header"}, look: lookWrap, value: func(f tape.Finding) any { return f.Header }},
		{label: label{"所见", "Seen"}, look: lookWrap, value: func(f tape.Finding) any { return f.Seen }},
		{label: label{"采用", "Taken"}, look: lookWrap, value: func(f tape.Finding) any { return f.Taken }},
		{label: label{"说明", "Message"}, look: lookWrap, value: func(f tape.Finding) any { return both(meanings[f.Code].MeaningZH, f.Message) }},
		{label: label{"规则", "Rule"}, look: lookWrap, value: func(f tape.Finding) any { return f.Rule }},
		{label: label{"建议", "Advice"}, look: lookWrap, value: func(f tape.Finding) any {
			if f.Advice == "" {
				return ""
			}
			return both(meanings[f.Code].AdviceZH, f.Advice)
		}},
	}
	first, last := table(p, columns, t.Findings.All())
	p.filter(len(columns), first-1, last)
	if len(t.Columns) > 0 {
		p.tapeColumnsRead(t)
	}
	return p.end()
}

func severityValue(s tape.Severity) any {
	l, look := severityLabel(s)
	return styledValue{l.String(), look}
}

// tapeColumnsRead writes how each column of the spreadsheet was understood.
func (p *page) tapeColumnsRead(t *tape.Result) {
	p.heading(label{"列的读取方式", "How the columns were read"}, "")
	columns := []column[tape.Column]{
		{label: label{"列", "Column"}, value: func(c tape.Column) any { return c.Letter }},
		{label: label{"列名", "Header"}, look: lookWrap, value: func(c tape.Column) any { return c.Header }},
		{label: label{"字段", "Field"}, look: lookWrap, value: func(c tape.Column) any {
			if c.Field == "" {
				return "未采用 not used"
			}
			return c.Field
		}},
		{label: label{"单位", "Unit"}, value: func(c tape.Column) any { return c.Unit }},
		{label: label{"", ""}, value: func(tape.Column) any { return nil }},
		{label: label{"单位依据", "Unit decided by"}, value: func(c tape.Column) any { return c.Convention }},
	}
	table(p, columns, slices.Values(t.Columns))
}
