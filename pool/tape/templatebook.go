package tape

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// The names of the sheets of a template.
const (
	contractSheet  = "资产清单"
	rightSheet     = "权利清单"
	paymentSheet   = "还款计划"
	principalSheet = "本金计划 Schedule"
	affiliateSheet = "关联方"
)

// templateBook makes a tape, blank or of a specification.
type templateBook struct {
	kind     pool.Kind // of all contracts, KindUnknown for several
	currency money.Currency
	several  bool // some contract is in another currency
	asOf     calendar.Date
	blank    bool // with example rows and rules for filling in

	contracts, rights, payments, principals, affiliates []tapeRow
}

// tapeRow holds what the cells of a row say, by field.
type tapeRow map[field]tapeCell

// tapeCell is what a cell says. A number that a cell of a workbook cannot hold is a text.
type tapeCell struct {
	text   string
	number string // digits, "" for a text
	look   cellLook
}

type cellLook uint8

// The looks of cells; those of examples follow in the same order.
const (
	cellPlain cellLook = iota
	cellText
	cellMoney
	cellPercent
	cellDate
	cellNumber
	cellLooks
)

// The other looks, behind those of examples.
const (
	cellTitle cellLook = iota + 2*cellLooks
	cellLabel
	cellInput
	cellInputDate
	cellRequired
	cellOptional
	cellWrap
)

// styles writes the part of styles, in the order of the looks.
func (t *templateBook) styles() string {
	amount := "#,##0"
	if n := t.currency.Exponent(); n > 0 {
		amount += "." + strings.Repeat("0", n)
	}
	xf := func(format, font, fill, border int, more string) string {
		return fmt.Sprintf(`<xf numFmtId="%d" fontId="%d" fillId="%d" borderId="%d" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" %s`, format, font, fill, border, more)
	}
	formats := []int{0, 49, 164, 165, 166, 167}
	var cells strings.Builder
	for _, font := range []int{0, 4} {
		for i, f := range formats {
			quote := "/>"
			if i == int(cellText) {
				quote = `quotePrefix="1"/>`
			}
			cells.WriteString(xf(f, font, 0, 0, quote))
		}
	}
	const wrap = `applyAlignment="1"><alignment wrapText="1" vertical="center"/></xf>`
	cells.WriteString(xf(0, 1, 0, 0, "/>") + xf(0, 2, 0, 0, "/>") + xf(49, 0, 4, 1, `quotePrefix="1"/>`) + xf(166, 0, 4, 1, "/>"))
	cells.WriteString(xf(49, 3, 2, 1, wrap) + xf(49, 2, 3, 1, wrap) + xf(49, 0, 0, 1, `quotePrefix="1" applyAlignment="1"><alignment wrapText="1" vertical="top"/></xf>`))
	solid := func(colour string) string {
		return `<fill><patternFill patternType="solid"><fgColor rgb="` + colour + `"/><bgColor indexed="64"/></patternFill></fill>`
	}
	const name = `<name val="Arial"/></font>`
	const edge = ` style="thin"><color rgb="FFBFBFBF"/></`
	return xmlHead + `<styleSheet xmlns="` + mainNamespace + `"><numFmts count="4"><numFmt numFmtId="164" formatCode="` + amount + `"/><numFmt numFmtId="165" formatCode="0.00##########%"/><numFmt numFmtId="166" formatCode="yyyy-mm-dd"/><numFmt numFmtId="167" formatCode="General"/></numFmts>` +
		`<fonts count="5"><font><sz val="10"/>` + name + `<font><b/><sz val="14"/>` + name + `<font><b/><sz val="10"/>` + name + `<font><b/><sz val="10"/><color rgb="FFFFFFFF"/>` + name + `<font><i/><sz val="10"/><color rgb="FF7F7F7F"/>` + name + `</fonts>` +
		`<fills count="5"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>` + solid("FF1F4E79") + solid("FFD9E2EC") + solid("FFFFF8DC") + `</fills>` +
		`<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border><left` + edge + `left><right` + edge + `right><top` + edge + `top><bottom` + edge + `bottom><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs>` + cells.String() + `</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
}

// lookOf gives the look of the cells of a field.
func lookOf(f field) cellLook {
	switch fieldInfo[f].nature {
	case natureMoney:
		return cellMoney
	case natureRate, natureRatio:
		return cellPercent
	case natureDate:
		return cellDate
	case natureTerm:
		return cellNumber
	}
	switch f {
	case fOverdueDays, fRightCount, fResetMonths, fStepMonths:
		return cellNumber
	}
	return cellText
}

// maxExactDigits is how many digits of a number every program keeps that holds it as a double.
const maxExactDigits = 15

// numberCell writes a number, or the text of one that has too many digits.
func numberCell(d decimal.Decimal, look cellLook) tapeCell {
	if d.NumDigits() > maxExactDigits || d.Exponent() < -maxExactDigits || d.Exponent() > maxExactDigits {
		if look == cellPercent {
			return tapeCell{text: d.Shift(2).String() + "%", look: cellText}
		}
		return tapeCell{text: d.String(), look: cellText}
	}
	return tapeCell{number: d.String(), look: look}
}

// dateCell writes a day as workbooks store it, or as a text where Read takes no number for a day.
func dateCell(d calendar.Date) tapeCell {
	n := d.Sub(calendar.MustNew(1899, 12, 30))
	if n < serialMin || n > serialMax {
		return tapeCell{text: d.String(), look: cellText}
	}
	return tapeCell{number: fmt.Sprint(n), look: cellDate}
}

// cellOf reads an example into a cell of its field.
func cellOf(f field, text string) tapeCell {
	look := lookOf(f)
	switch look {
	case cellText:
	case cellDate:
		if d, err := calendar.Parse(text); err == nil {
			return dateCell(d)
		}
	default:
		if d, err := decimal.NewFromString(text); err == nil {
			return numberCell(d, look)
		}
	}
	return tapeCell{text: text, look: cellText}
}

// book puts the sheets together.
func (t *templateBook) book() *opcPackage {
	sheets := []bookSheet{{contractSheet, t.contractSheet()}, {rightSheet, t.extraSheet("知识产权清单 Rights", rightColumns, t.rights)}}
	if t.blank || len(t.payments) > 0 {
		sheets = append(sheets, bookSheet{paymentSheet, t.extraSheet("还款计划 Payments of irregular contracts", paymentColumns, t.payments)})
	}
	if t.blank || len(t.principals) > 0 {
		sheets = append(sheets, bookSheet{principalSheet, t.extraSheet("本金计划 Principal of irregular contracts, interest on top", principalColumns, t.principals)})
	}
	sheets = append(sheets, bookSheet{affiliateSheet, t.extraSheet("关联方与主体信息 Affiliates and facts about firms", affiliateColumns, t.affiliates)},
		bookSheet{guideSheet, t.guide()}, bookSheet{listsSheet, wordListSheet()})
	return newBook(t.styles(), sheets)
}

func (t *templateBook) contractSheet() []byte {
	w := &sheetWriter{}
	title := map[pool.Kind]string{pool.KindUnknown: "基础资产清单 Contracts", pool.KindLease: "融资租赁资产清单 Leases", pool.KindReceivable: "应收账款资产清单 Receivables",
		pool.KindMicroloan: "小额贷款资产清单 Microloans", pool.KindSublicense: "二次许可资产清单 Sub-licences"}[t.kind]
	w.startRow(1, 24)
	w.text(0, int(cellTitle), title)
	w.startRow(2, 20)
	w.text(1, int(cellLabel), "封包日 Cut-off date：")
	if t.asOf.IsZero() {
		w.blank(2, int(cellInputDate))
	} else if c := dateCell(t.asOf); c.number != "" {
		w.number(2, int(cellInputDate), c.number)
	} else {
		w.text(2, int(cellInput), c.text)
	}
	w.text(3, int(cellLabel), "币种 Currency：")
	w.text(4, int(cellInput), t.currency.Code())
	if t.currency == money.CNY {
		w.text(5, int(cellLabel), "单位：元")
	}
	const header = 4
	t.table(w, columnsOf(contractColumns, t.kind), header, t.contracts)
	if t.blank {
		w.lists = append(w.lists, validation{cells: "C2", rule: `type="date" operator="greaterThan" errorStyle="warning"`, from: "32874", title: "封包日 Cut-off date", hint: "封包日，如 2024-06-30。 The day whose balances the sheet states."})
	}
	return w.bytes()
}

func (t *templateBook) extraSheet(title string, columns []templateColumn, rows []tapeRow) []byte {
	w := &sheetWriter{}
	w.startRow(1, 24)
	w.text(0, int(cellTitle), title)
	t.table(w, columns, 2, rows)
	return w.bytes()
}

// lastRuledRow is the last row of a template whose cells offer words.
const lastRuledRow = 5000

// table writes a header and rows under it.
func (t *templateBook) table(w *sheetWriter, columns []templateColumn, header int, rows []tapeRow) {
	w.frozen = header
	w.startRow(header, 44)
	lists := wordLists()
	for i, c := range columns {
		look := cellOptional
		if c.required {
			look = cellRequired
		}
		w.text(i, int(look), c.header(t.kind))
		w.widths = append(w.widths, 18)
		w.styles = append(w.styles, int(lookOf(c.field)))
		if t.blank && c.list != listNone {
			letter, at := columnLetter(i), columnLetter(int(c.list)-1)
			zh, en := c.name(t.kind)
			meaning, _, _ := strings.Cut(c.meaning, "|")
			w.lists = append(w.lists, validation{cells: fmt.Sprintf("%s%d:%s%d", letter, header+1, letter, lastRuledRow), rule: `type="list" errorStyle="warning"`,
				from: fmt.Sprintf("'%s'!$%s$2:$%s$%d", listsSheet, at, at, len(lists[c.list])), title: zh + " " + en, hint: meaning})
		}
	}
	w.widths[0] = 8
	shift := cellLook(0)
	if t.blank {
		rows, shift = t.examples(columns), cellLooks
	}
	for n, row := range rows {
		w.startRow(header+1+n, 0)
		for i, c := range columns {
			if cell, ok := row[c.field]; ok {
				w.cell(i, cell, shift)
			}
		}
	}
}

// examples gives the example rows under a header: one, or one of each kind where a column says the kind.
func (t *templateBook) examples(columns []templateColumn) []tapeRow {
	kinds := []pool.Kind{t.exampleKind()}
	if slices.ContainsFunc(columns, func(c templateColumn) bool { return c.field == fKind }) {
		kinds = pool.Kinds()
	}
	var rows []tapeRow
	for _, kind := range kinds {
		row := tapeRow{fKind: {text: kindTexts[kind], look: cellText}}
		for _, c := range columnsOf(columns, kind) {
			if example := perKind(c.example, kind); example != "" {
				row[c.field] = cellOf(c.field, example)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// exampleKind is the kind of contract that examples speak of where only one is given.
func (t *templateBook) exampleKind() pool.Kind { return max(t.kind, pool.KindLease) }

// cell writes a cell; shift leads to the looks of examples.
func (w *sheetWriter) cell(column int, c tapeCell, shift cellLook) {
	if c.number != "" {
		w.number(column, int(c.look+shift), c.number)
	} else {
		w.text(column, int(c.look+shift), c.text)
	}
}

// guide writes the sheet that explains the columns.
func (t *templateBook) guide() []byte {
	w := &sheetWriter{widths: []float64{16, 20, 24, 46, 52, 12, 12, 40, 28}}
	row := 1
	w.startRow(row, 24)
	w.text(0, int(cellTitle), "填写说明 How to fill in")
	for _, line := range guideLines {
		row++
		w.startRow(row, 0)
		w.text(0, int(cellPlain), line)
	}
	row += 2
	w.startRow(row, 20)
	for i, s := range []string{"表 Sheet", "列名", "Column", "含义", "Meaning", "单位 Unit", "必填 Required", "可选值 Words offered", "例 Example"} {
		w.text(i, int(cellOptional), s)
	}
	lists := wordLists()
	for _, part := range []struct {
		sheet   string
		columns []templateColumn
	}{{contractSheet, columnsOf(contractColumns, t.kind)}, {rightSheet, rightColumns}, {paymentSheet, paymentColumns}, {principalSheet, principalColumns}, {affiliateSheet, affiliateColumns}} {
		for _, c := range part.columns {
			row++
			zh, en := c.name(t.kind)
			meaning, meaningEn, _ := strings.Cut(c.meaning, "|")
			required := ""
			if c.required {
				required = "必填 yes"
			}
			words := ""
			if c.list != listNone {
				words = strings.Join(lists[c.list][1:], "、")
			}
			w.startRow(row, rowHeight(guideText{meaning, 46}, guideText{meaningEn, 52}, guideText{words, 40}))
			for i, s := range []string{part.sheet, zh, en, meaning, meaningEn, unitWords[lookOf(c.field)], required, words, exampleText(c, t.exampleKind())} {
				w.text(i, int(cellWrap), s)
			}
		}
	}
	return w.bytes()
}

// exampleText gives the example of a column as a person reads it.
func exampleText(c templateColumn, kind pool.Kind) string {
	example := perKind(c.example, kind)
	if d, err := decimal.NewFromString(example); err == nil && lookOf(c.field) == cellPercent {
		return d.Shift(2).String() + "%"
	}
	return example
}

var unitWords = [cellLooks]string{cellText: "文本 text", cellMoney: "元 units", cellPercent: "%", cellDate: "日期 date", cellNumber: "数字 number"}

// guideLines stand above the list of columns.
var guideLines = []string{
	"1. 先填资产清单上方的封包日与币种，再逐行填写合同；金额以元计，不得小于分；未知的留空，不填0。 Fill in cut-off date and currency above the list, then one row per contract; leave blank what is not known.",
	"2. 深色表头必填，其余可选；表头可增减和换序，名称不要改。 Dark headers are required; columns may be left out and moved, not renamed.",
	"3. 首列写“示例”的行不读取，可删除。 Rows marked 示例 are not read and may be deleted.",
	"4. 知识产权逐项填入权利清单；不规则还款填还款计划（本息合计）或本金计划（利息另计）。 Rights go to 权利清单; irregular repayment to 还款计划 or 本金计划.",
	"5. 合计行可写在合同之后，首格写“合计”，读取时核对、不重复计算。 A row of totals may follow, marked 合计; it is checked and not counted.",
}

// guideText is a text in a column of some width, in characters.
type guideText struct {
	text  string
	width int
}

// rowHeight is the height of a row in which the texts wrap. A Chinese character is twice as wide as a
// Latin one.
func rowHeight(texts ...guideText) float64 {
	lines := 1
	for _, t := range texts {
		width := 0
		for _, r := range t.text {
			width++
			if r > 0x2e80 {
				width++
			}
		}
		lines = max(lines, (width+t.width-1)/t.width)
	}
	return float64(3 + 13*min(lines, 30))
}

// wordListSheet writes the words that cells offer, a list in each column.
func wordListSheet() []byte {
	w := &sheetWriter{frozen: 1}
	lists := wordLists()
	longest := 0
	for _, list := range lists[1:] {
		longest = max(longest, len(list))
		w.widths = append(w.widths, 20)
	}
	for n := range longest {
		w.startRow(n+1, 0)
		for i, list := range lists[1:] {
			look := cellPlain
			if n == 0 {
				look = cellOptional
			}
			if n < len(list) {
				w.text(i, int(look), list[n])
			}
		}
	}
	return w.bytes()
}
