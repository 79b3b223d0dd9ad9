package report

import (
	"fmt"
	"math"
	"strconv"

	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/tranche"
)

// The columns of the cover: a margin, figures on the left, the contents on the right; tables use all.
const (
	coverLeft   = 2 // names of figures
	coverValue  = 4 // figures
	coverRight  = 6 // contents
	coverAbout  = 9 // what a sheet shows
	coverColumn = 13
)

func countOf(contracts int) string { return strconv.Itoa(contracts) + " 笔合同 contracts" }

// cover writes the first sheet: what the workbook is about, its key figures, and the way to the rest.
func (b *book) cover() error {
	wide := 17.0
	if b.content.Pool != nil {
		wide = max(wide, b.moneyWidth(b.content.Pool.Principal()))
	}
	if b.content.Result != nil {
		wide = max(wide, b.moneyWidth(b.content.Result.Cash.Receipts))
	}
	p := b.begin(sheetCover, layout{widths: []float64{2.5, 18, 22, wide + 1, 10, 11, 11, 11, wide, wide, wide, wide, 13}, onePage: true})
	p.skip(1)
	p.write(34, cell{}, cell{b.content.title(), lookCover, asText})
	p.write(18, cell{}, cell{b.subtitle(), lookHeading, asText})
	p.write(15, cell{}, cell{b.statement(), lookNote, asText})
	p.ruled()
	p.keyFigures()
	p.classes()
	p.proof()
	p.coverRemarks()
	p.provenance()
	return p.end()
}

// ruled draws a line over the whole cover.
func (p *page) ruled() {
	cells := make([]cell, coverColumn)
	for i := coverLeft - 1; i < coverColumn; i++ {
		cells[i] = cell{nil, lookRule, asText}
	}
	p.write(8, cells...)
}

func (b *book) dealName() string {
	switch {
	case b.content.Deal != nil:
		return b.content.Deal.Name()
	case b.content.Result != nil:
		return b.content.Result.Deal
	}
	return ""
}

func (b *book) subtitle() string {
	text := b.content.Generated.String()
	if name := b.dealName(); name != "" {
		text = name + "  ·  " + text
	}
	return text
}

// statement is the one line that says what is assumed.
func (b *book) statement() string {
	n := len(b.remarks())
	if n == 0 {
		return "本工作簿未作任何假设；未说明的数值留空 Nothing is assumed in this workbook; what is not stated is left blank"
	}
	return fmt.Sprintf("本工作簿采用的 %d 项假设与说明全部列于“%s”；未说明的数值留空 All %d assumptions and notes are listed under “%s”; what is not stated is left blank",
		n, sheetAssumptions.label().zh, n, sheetAssumptions.label().en)
}

// keyFigures writes figures on the left and the contents on the right.
func (p *page) keyFigures() {
	left := p.figures()
	var right []sheetID
	for _, id := range p.plan() {
		if id != sheetCover {
			right = append(right, id)
		}
	}
	p.skip(1)
	heads := make([]cell, coverRight)
	heads[coverLeft-1] = cell{"主要数据 Key figures", lookHeading, asText}
	heads[coverRight-1] = cell{"目录 Contents", lookHeading, asText}
	p.write(18, heads...)
	for i := range max(len(left), len(right)) {
		cells := make([]cell, coverColumn)
		if i < len(left) {
			f := left[i]
			cells[coverLeft-1] = cell{f.label.String(), lookLabel, asText}
			cells[coverLeft] = cell{nil, lookLabel, asText}
			cells[coverValue-1] = cell{f.value, lookFigure, f.format}
		}
		if i < len(right) {
			cells[coverRight-1] = cell{right[i].name(), lookLink, asText}
			cells[coverAbout-1] = cell{right[i].about().String(), lookNote, asText}
		}
		row := p.write(16, cells...)
		if i < len(right) && p.err == nil {
			p.try(p.file.SetCellHyperLink(p.name, at(coverRight, row), on(right[i].name(), "A1"), "Location"))
		}
	}
}

// classes writes the classes, with their results when there are some.
func (p *page) classes() {
	c := p.content
	var list []tranche.TrancheSummary
	switch {
	case c.Result != nil:
		list = c.Result.Tranches
	case c.Deal != nil:
		for _, info := range c.Deal.Classes() {
			list = append(list, tranche.TrancheSummary{ClassInfo: info, WAL: math.NaN()})
		}
	}
	if len(list) == 0 {
		return
	}
	p.coverHeading(label{"证券分层", "Classes"})
	names := []label{{"档", "Class"}, {"级别与还本", "Seniority, repayment"}, {"发行规模", "Notional"}, {"占比", "Share"}, {"票面利率", "Coupon"}}
	if c.Result != nil {
		names = append(names, label{"平均期限(年)", "WAL (years)"}, label{"收益率", "Yield"}, label{"已付利息", "Interest paid"}, label{"已还本金", "Principal paid"},
			label{"剩余收益", "Residual"}, label{"未偿付", "Shortfall"}, label{"清偿日", "Repaid on"})
	}
	formats := []format{asText, asText, asMoney, asPercent, asPercent, asRatio, asPercent, asMoney, asMoney, asMoney, asMoney, asDate}
	head := make([]cell, 1, coverColumn)
	for i, n := range names {
		head = append(head, cell{n.stacked(), lookHead, formats[i]})
	}
	p.write(30, head...)
	var notional money.Amount
	for _, t := range list {
		notional += t.Notional
	}
	first := p.row + 1
	for i, t := range list {
		p.write(16, p.class(i, t, notional, formats[:len(names)])...)
	}
	p.classTotals(list, first, formats[:len(names)])
}

// class is one row of the table of classes; figures come from the sheet of tranches by formula.
func (p *page) class(i int, t tranche.TrancheSummary, notional money.Amount, formats []format) []cell {
	from := func(column int, value any) any {
		if p.content.Result == nil || !p.waterfallExact() {
			return value
		}
		return formula{on(sheetTranches.name(), at(column, p.anchors.summaryFirst+i)), value}
	}
	values := []any{t.Name, trancheClassLabel(t.Class).zh + " · " + modeLabel(t.Mode).zh, from(summaryNotional, t.Notional),
		from(summaryNotional+1, float64(t.Notional)/float64(notional)), nil}
	if t.HasCoupon {
		values[4] = t.Rate.Float64()
	}
	if p.content.Result != nil {
		var wal, yield any
		if !math.IsNaN(t.WAL) && t.PrincipalPaid > 0 {
			wal = from(summaryNotional+3, t.WAL)
		}
		if t.YieldErr == nil {
			yield = from(summaryNotional+4, t.Yield)
		}
		values = append(values, wal, yield, from(summaryNotional+5, t.InterestPaid), from(summaryNotional+6, t.PrincipalPaid), from(summaryNotional+7, t.Residual), t.Shortfall, stated(t.FinalDate))
	}
	cells := make([]cell, 1, coverColumn)
	for j, v := range values {
		look := lookBody
		if a, ok := v.(money.Amount); ok && formats[j] == asMoney && j == 10 && a > 0 {
			look = lookError
		}
		cells = append(cells, cell{v, look, formats[j]})
	}
	return cells
}

func (p *page) classTotals(list []tranche.TrancheSummary, first int, formats []format) {
	var sums [12]money.Amount
	for _, t := range list {
		sums[2] += t.Notional
		sums[7] += t.InterestPaid
		sums[8] += t.PrincipalPaid
		sums[9] += t.Residual
		sums[10] += t.Shortfall
	}
	cells := make([]cell, 1, coverColumn)
	for j, f := range formats {
		c := cell{nil, lookTotal, f}
		switch {
		case j == 0:
			c.value = totalLabel.String()
		case f == asMoney && shown(sums[j]) && (p.content.Result == nil || p.waterfallExact()):
			c.value = formula{"SUM(" + span(j+2, first, j+2, first+len(list)-1) + ")", sums[j]}
		case f == asMoney:
			c.value = sums[j]
		}
		cells = append(cells, c)
	}
	p.write(16, cells...)
}

// proof writes that every fen is accounted for.
func (p *page) proof() {
	if p.content.Result == nil && !p.has(sheetChecks) {
		return
	}
	p.coverHeading(label{"现金与勾稽", "Cash and checks"})
	line := func(l label, v any, f format, look look) int {
		cells := make([]cell, coverValue)
		cells[coverLeft-1] = cell{l.String(), lookLabel, asText}
		cells[coverLeft] = cell{nil, lookLabel, asText}
		cells[coverValue-1] = cell{v, look, f}
		return p.write(16, cells...)
	}
	if r := p.content.Result; r != nil {
		cash := r.Cash
		opening := line(label{"期初现金", "Opening cash"}, cash.Opening, asMoney, lookFigure)
		line(label{"收入合计", "Receipts"}, cash.Receipts, asMoney, lookFigure)
		line(label{"支出合计", "Payments"}, cash.Payments, asMoney, lookFigure)
		closing := line(label{"期末现金", "Closing cash"}, cash.Closing, asMoney, lookFigure)
		var difference any = cash.Difference
		if shown(cash.Receipts, cash.Payments) {
			difference = formula{p.difference(at(coverValue, opening)+"+"+at(coverValue, opening+1), at(coverValue, opening+2), at(coverValue, closing)), cash.Difference}
		}
		line(label{"差额", "Difference"}, difference, asMoney, lookFigure)
	}
	if a := p.anchors; p.has(sheetChecks) {
		name := sheetChecks.name()
		line(label{"校验单元格数", "Cells checked"}, formula{on(name, at(checkCount, a.checkTotal)), a.checkCount}, asCount, lookFigure)
		line(label{"绝对差额合计", "Sum of absolute differences"}, formula{on(name, at(checkSum, a.checkTotal)), a.checkSum}, asMoney, lookFigure)
		verdict := agrees
		if a.checkSum != 0 {
			verdict = differs
		}
		line(label{"结果", "Result"}, formula{on(name, at(checkVerdict, a.checkTotal)), verdict}, asText, lookFigure)
	}
}

// coverRemarks lists what is assumed, up to a page of it.
func (p *page) coverRemarks() {
	list := p.remarks()
	if len(list) == 0 {
		return
	}
	const most = 12
	p.coverHeading(label{"假设与说明", "Assumptions and notes"})
	width := 0.0
	for _, w := range p.widths[coverLeft:] {
		width += w
	}
	for i, r := range list {
		if i == most {
			p.write(15, cell{}, cell{fmt.Sprintf("另有 %d 项，见“%s” and %d more, see “%s”", len(list)-most, sheetAssumptions.label().zh, len(list)-most, sheetAssumptions.label().en), lookNote, asText})
			break
		}
		row := p.write(float64(3+13*lines(r.text, width*defaultSize/bodySize)), cell{}, cell{r.origin.zh, lookNote, asText}, cell{r.text, lookPlain, asText})
		if p.err == nil {
			p.try(p.stream.MergeCell(at(coverLeft+1, row), at(coverColumn, row)))
		}
	}
}

// provenance writes what the figures were made from and with.
func (p *page) provenance() {
	p.coverHeading(label{"来源与版本", "Source and versions"})
	line := func(name, text string) {
		if text != "" {
			p.write(15, cell{}, cell{name, lookNote, asText}, cell{text, lookNote, asText})
		}
	}
	c := p.content
	if c.Tape != nil {
		line("资产清单 Tape", fmt.Sprintf("%s  %s", c.Tape.File, c.Tape.Sheet))
	}
	switch {
	case c.Deal != nil:
		line("交易文件 Deal", tranche.Schema+"  SHA-256 "+c.Deal.Fingerprint())
	case c.Result != nil:
		line("交易文件 Deal", tranche.Schema+"  SHA-256 "+c.Result.Fingerprint)
	}
	if c.Result != nil {
		line("分配引擎 Engine", c.Result.Engine)
	}
	line("本报告 Report", Engine)
	line("日期 Date", c.Generated.String())
}

func (p *page) coverHeading(l label) {
	p.skip(1)
	p.write(18, cell{}, cell{l.String(), lookHeading, asText})
}
