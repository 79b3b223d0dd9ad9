package report

import (
	"fmt"
	"slices"

	"github.com/xuri/excelize/v2"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/money"
)

// The charts stand two in a row above the tables that they are drawn from, so that they cover no
// data and every point can be read as a number. The cells of the tables are formulas that refer to
// the other sheets.
const (
	chartHeight = 340 // pixels
	chartRows   = 20  // rows of 15 points that a chart and the gap below it take
	chartSecond = 6   // column in which the second chart of a row begins
	chartGap    = 15  // pixels between two charts in a row
	labelWidth  = 34.0
)

// The series of a chart take these colours in turn.
var chartColours = []string{"1F3864", "5B7DB1", "A9BAD6", "3E7C6B", "8FB8A8", "B08A2E", "8C8C8C", "C9C9C9"}

// drawing is a chart with the table it is drawn from.
type drawing struct {
	title   label
	kind    excelize.ChartType
	columns []chartColumn
	labels  []string
	format  string // of the value axis
	unit    string // of the value axis
	// over, when it is not nil, is drawn as a line against a second axis.
	over *chartColumn
	// bridge hides the first series, on which the others stand: a waterfall from one figure to another.
	bridge bool
	rows   int // header row of the table, once it is planned
}

// chartColumn is one series.
type chartColumn struct {
	label  label
	format format
	value  func(i int) any
}

// charts writes the charts and the tables behind them.
func (b *book) charts() error {
	wide := b.chartColumnWidth()
	p := b.begin(sheetCharts, layout{widths: []float64{labelWidth, wide, wide, wide, wide, wide, wide, wide, wide, wide, wide}})
	p.title("图表数据见下方，均以公式取自各表 the data of the charts stand below and are taken from the other sheets by formula · 单位 unit: " + b.unit())
	list := b.drawings()
	row := titleRows + 2
	below := row + (len(list)+1)/2*chartRows - 2
	end := below
	for i := range list {
		list[i].rows = end + 3 // an empty row, the heading, the headers
		end = list[i].rows + len(list[i].labels)
	}
	for i, d := range list {
		column := 1
		if i%2 == 1 {
			column = chartSecond
		}
		if p.err == nil {
			// A column is seven pixels a digit and five of margin wide.
			p.try(p.draw(d, at(column, row+i/2*chartRows), int(7*(labelWidth+4*wide))+5*5-chartGap))
		}
	}
	p.row = below
	for _, d := range list {
		p.chartTable(d)
	}
	return p.end()
}

// chartColumnWidth is the width of the columns with amounts.
func (b *book) chartColumnWidth() float64 {
	var largest money.Amount
	for _, c := range b.content.collections() {
		largest = max(largest, c.Opening, c.Total())
	}
	if b.content.Result != nil {
		for _, t := range b.content.Result.Tranches {
			largest = max(largest, t.Notional)
		}
	}
	return b.moneyWidth(largest)
}

// drawings gathers the charts that the content has data for.
func (b *book) drawings() []drawing {
	var list []drawing
	if b.has(sheetCash) {
		list = append(list, b.collectionChart())
	}
	if b.content.Result != nil {
		list = append(list, b.trancheChart())
	}
	list = append(list, b.simulationCharts()...)
	return append(list, b.concentrationCharts()...)
}

// scaled gives an axis format that shows large amounts in thousands or millions, and the unit.
func (b *book) scaled(largest money.Amount) (format, unit string) {
	code := ""
	if b.currency.IsKnown() {
		code = " " + b.currency.Code()
	}
	switch u := units(largest, b.currency); {
	case u >= 20e6:
		return `#,##0,,`, "百万 m" + code
	case u >= 20e3:
		return `#,##0,`, "千 k" + code
	}
	return `#,##0`, "单位 unit" + code
}

func (b *book) collectionChart() drawing {
	periods := b.content.collections()
	at0 := b.anchors.cash
	from := func(column int, of func(i int) money.Amount) func(int) any {
		return func(i int) any {
			return b.linked(on(at0.sheet, at(column, at0.first+i)), of(i))
		}
	}
	d := drawing{title: label{"各期回收款与资产池余额", "Collections and pool balance"}, kind: excelize.ColStacked}
	var largest money.Amount
	other := false
	var days []calendar.Date
	for _, c := range periods {
		days = append(days, c.To)
		largest = max(largest, c.Total())
		other = other || c.Other != 0
	}
	d.labels = dayLabels(days)
	d.format, d.unit = b.scaled(largest)
	d.columns = []chartColumn{
		{label{"本金", "Principal"}, asMoney, from(cashPrincipal, func(i int) money.Amount { return periods[i].Principal })},
		{label{"利息", "Interest"}, asMoney, from(cashInterest, func(i int) money.Amount { return periods[i].Interest })},
	}
	if other {
		d.columns = append(d.columns, chartColumn{label{"其他", "Other"}, asMoney, from(cashOther, func(i int) money.Amount { return periods[i].Other })})
	}
	d.over = &chartColumn{label{"期末本金（右轴）", "Pool balance (right)"}, asMoney, from(cashClosing, func(i int) money.Amount { return periods[i].Closing })}
	return d
}

func (b *book) trancheChart() drawing {
	r := b.content.Result
	at0 := b.anchors.balances
	d := drawing{title: label{"各档证券余额", "Balances of the classes"}, kind: excelize.AreaStacked}
	var total money.Amount
	for i, t := range r.Tranches {
		total += t.Notional
		d.columns = append(d.columns, chartColumn{label{t.Name, ""}, asMoney, func(k int) any {
			amount := t.Notional
			if k > 0 {
				amount = r.Periods[k-1].Tranches[i].Closing
			}
			return b.linked(on(at0.sheet, at(3+i, at0.first+k)), amount)
		}})
	}
	d.format, d.unit = b.scaled(total)
	days := []calendar.Date{r.Closing}
	for _, p := range r.Periods {
		days = append(days, p.Payment)
	}
	d.labels = dayLabels(days)
	return d
}

// dayLabels names days by year and month, or in full when two of them share a month.
func dayLabels(days []calendar.Date) []string {
	full, short := make([]string, len(days)), make([]string, len(days))
	distinct := true
	for i, day := range days {
		full[i] = day.String()
		short[i] = full[i][:len("2006-01")]
		distinct = distinct && (i == 0 || short[i] != short[i-1])
	}
	if distinct {
		return short
	}
	return full
}

// concentrationCharts shows the largest entries of the first measure by parties and of the first by
// properties, such as obligors and industries.
func (b *book) concentrationCharts() []drawing {
	var list []drawing
	blocks := b.anchors.concentration
	find := func(parties bool) int {
		return slices.IndexFunc(blocks, func(k block) bool {
			return charted(k.exposures) && byParty(k.exposures.Measure().Key) == parties
		})
	}
	for _, i := range []int{find(true), find(false)} {
		if i < 0 {
			continue
		}
		const most = 10
		k := blocks[i]
		m := k.exposures.Measure()
		entries := k.exposures.Entries()
		entries = entries[:min(most, len(entries))]
		name := keyLabel(m.Key)
		d := drawing{
			title: label{fmt.Sprintf("%s：前%d大占比", name.zh, len(entries)), fmt.Sprintf("%s: top %d by share", name.en, len(entries))},
			kind:  excelize.Bar, format: "0.0%",
		}
		for _, e := range entries {
			l := entryLabel(m.Key, e)
			text := l.zh
			if text == "" {
				text = l.en
			}
			d.labels = append(d.labels, cut(text, 30))
		}
		d.columns = []chartColumn{{label{"占比", "Share"}, asPercent, func(i int) any {
			v := k.exposures.Share(entries[i].Amount)
			return k.formula(on(sheetConcentration.name(), at(colShare, k.first+i)), v)
		}}}
		list = append(list, d)
	}
	return list
}

// charted reports whether exposures are worth a chart: one bar says nothing.
func charted(e *concentration.Exposures) bool { return e.Len() > 1 }

// byParty reports whether the entries of a measure are parties.
func byParty(k concentration.Key) bool {
	return slices.Contains([]concentration.Key{concentration.Obligor, concentration.Group, concentration.Creditor, concentration.Originator, concentration.Guarantor}, k)
}

// linked is a formula that takes an amount from another cell.
func (b *book) linked(cell string, amount money.Amount) any {
	if !shown(amount) {
		return amount
	}
	return formula{cell, amount}
}

// chartTable writes the table behind a chart.
func (p *page) chartTable(d drawing) {
	p.heading(d.title, "")
	columns := []column[int]{{label: label{"横轴", "Label"}, value: func(i int) any { return d.labels[i] }}}
	for _, c := range d.all() {
		columns = append(columns, column[int]{label: c.label, format: c.format, value: func(i int) any { return c.value(i) }})
	}
	if p.err == nil && p.row+1 != d.rows {
		panic("report: the data of a chart stand where it does not expect them")
	}
	table(p, columns, func(yield func(int) bool) {
		for i := range d.labels {
			if !yield(i) {
				return
			}
		}
	})
}

// all gives every series, the line last.
func (d drawing) all() []chartColumn {
	if d.over == nil {
		return d.columns
	}
	return append(slices.Clone(d.columns), *d.over)
}

// columnOf is the column of the i-th series in the table.
func (d drawing) columnOf(i int) int { return i + 2 }

// draw adds the chart to the sheet.
func (p *page) draw(d drawing, cell string, width int) error {
	text := func(size float64, bold bool) *excelize.Font {
		f := font(size, slate, bold)
		f.Charset = nil
		return f
	}
	title := func(s string, size float64, bold bool) excelize.ChartTitle {
		return excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: s, Font: text(size, bold)}}}
	}
	first, last := d.rows+1, d.rows+len(d.labels)
	p.rememberChart(d)
	cells := func(column, from, to int) string { return on(p.name, fixedSpan(column, from, column, to)) }
	serie := func(i int, colour string) excelize.ChartSeries {
		c := d.columnOf(i)
		return excelize.ChartSeries{
			Name: on(p.name, fixed(c, d.rows)), Categories: cells(1, first, last), Values: cells(c, first, last),
			DataLabel: excelize.ChartDataLabel{Font: *text(8, false)},
			Fill:      fill(colour), Line: excelize.LineOptions{Type: excelize.LineSolid, Width: 1.75}, Marker: excelize.ChartMarker{Symbol: "none"},
		}
	}
	plain := excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFFFFF"}}
	gap := uint(60)
	chart := &excelize.Chart{
		Type:      d.kind,
		Title:     title(d.title.String(), 12, true),
		Dimension: excelize.ChartDimension{Width: uint(width), Height: chartHeight},
		Legend:    excelize.ChartLegend{Position: "bottom", Font: text(9, false)},
		Fill:      plain,
		Border:    excelize.LineOptions{Type: excelize.LineSolid, Width: 0.75, Fill: fill(hair)},
		XAxis:     excelize.ChartAxis{Font: *text(8, false)},
		YAxis: excelize.ChartAxis{
			Font: *text(8, false), MajorGridLines: true,
			NumFmt: excelize.ChartNumFmt{CustomNumFmt: d.format}, Title: title(d.unit, 8, false),
		},
		Format:       excelize.GraphicOptions{Name: d.title.String(), AltText: d.title.String()},
		ShowBlanksAs: "gap", GapWidth: &gap, VaryColors: ptr(false),
	}
	const labels = 12 // that fit on the axis
	if n := len(d.labels); n > labels {
		chart.XAxis.TickLabelSkip = (n + labels - 1) / labels
	}
	for i := range d.columns {
		chart.Series = append(chart.Series, serie(i, chartColours[i%len(chartColours)]))
	}
	if d.kind == excelize.Bar {
		// The values stand at the bars, the largest on top.
		chart.XAxis.ReverseOrder, chart.XAxis.TickLabelSkip = true, 1
		chart.YAxis = excelize.ChartAxis{None: true}
		chart.PlotArea = excelize.ChartPlotArea{ShowVal: true, NumFmt: excelize.ChartNumFmt{CustomNumFmt: d.format}}
		chart.Legend.Position = "none"
	}
	if d.bridge {
		chart.Series[0].Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFFFFF"}, Transparency: 100}
		for i, colour := range []string{"1F3864", "3E7C6B", "B08A2E"} {
			chart.Series[1+i].Fill = fill(colour)
		}
		chart.Legend.Position, chart.YAxis.MajorGridLines = "none", false
		chart.XAxis.TickLabelSkip = 1
	}
	if d.over == nil {
		return p.file.AddChart(p.name, cell, chart)
	}
	over := &excelize.Chart{
		Type: excelize.Line, VaryColors: ptr(false),
		Series: []excelize.ChartSeries{serie(len(d.columns), "B08A2E")},
		YAxis:  excelize.ChartAxis{Secondary: true, Font: *text(8, false), NumFmt: excelize.ChartNumFmt{CustomNumFmt: d.format}},
	}
	return p.file.AddChart(p.name, cell, chart, over)
}
