package report

import (
	"slices"

	"github.com/ipabs/ipabs/money"
)

// Columns of the sheet of checks.
const (
	checkName = iota + 1
	checkSheet
	checkCells
	checkCount
	checkSum
	checkVerdict
)

// verdicts of a check.
const (
	agrees  = "一致 agrees"
	differs = "存在差额 differs"
)

// checkSheet lists every range of differences in the workbook with the sum of their absolute values,
// as formulas.
func (b *book) checkSheet() error {
	p := b.begin(sheetChecks, layout{widths: []float64{74, 26, 18, 12, 18, 20}, freezeRow: titleRows + 2, repeatRow: titleRows + 2})
	p.title("每项为一组应为零的差额，由公式重新计算 each line is a set of differences that should be zero, recomputed by formula · 单位 unit: " + b.unit())
	p.skip(1)
	row := titleRows + 2
	count := 0
	var sum money.Amount
	for _, c := range b.checks {
		count += c.count
		sum += c.sum
	}
	verdict := func(r int, sum money.Amount) any {
		text := agrees
		if sum != 0 {
			text = differs
		}
		return formula{`IF(` + at(checkSum, r) + `=0,"` + agrees + `","` + differs + `")`, text}
	}
	columns := []column[check]{
		{label: label{"校验", "Check"}, value: func(c check) any { row++; return c.label.String() }},
		{label: label{"工作表", "Sheet"}, look: lookLink, value: func(c check) any { return c.sheet }},
		{label: label{"单元格", "Cells"}, value: func(c check) any { return c.cells }},
		{label: label{"数量", "Count"}, format: asCount, count: &count, value: func(c check) any {
			return formula{"COUNT(" + on(c.sheet, c.cells) + ")", c.count}
		}},
		{label: label{"绝对差额合计", "Sum of absolute differences"}, format: asMoney, total: &sum, value: func(c check) any {
			cells := on(c.sheet, c.cells)
			return formula{`SUMIF(` + cells + `,">0")-SUMIF(` + cells + `,"<0")`, c.sum}
		}},
		{label: label{"结果", "Result"}, value: func(c check) any {
			look := lookGoodWord
			if c.sum != 0 {
				look = lookError
			}
			return styledValue{verdict(row, c.sum), look}
		}, foot: func(_, last int) cell { return cell{verdict(last+1, sum), lookTotal, asText} }},
	}
	first, last := table(p, columns, slices.Values(b.checks))
	for i, c := range b.checks {
		if p.err == nil {
			p.try(p.file.SetCellHyperLink(p.name, at(checkSheet, first+i), on(c.sheet, c.cells), "Location"))
		}
	}
	if b.asText > 0 {
		p.skip(1)
		p.note("超过十五位数字的金额以文本列示，不参与公式 amounts of more than fifteen digits are written as text and take no part in formulas")
	}
	b.anchors.checkTotal = last + 1
	b.anchors.checkCount, b.anchors.checkSum = count, sum
	return p.end()
}
