package tape

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode/utf16"
)

const (
	xmlHead       = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainNamespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
)

// sheetWriter writes the part of a sheet: every text as a text, so that no program takes one for a
// formula.
type sheetWriter struct {
	body    bytes.Buffer
	row     int // the last one begun
	column  int // the last one written, from 0
	widths  []float64
	styles  []int // of whole columns, where there are any
	frozen  int   // rows that stay in view
	lists   []validation
	links   []link
	inRow   bool
	tabFill string // colour of the tab, "" for none
}

// validation is a rule for cells: one of the texts of a range, or a kind of number.
type validation struct {
	cells string // A5:A1000
	rule  string // the attributes after the type, ready to write
	from  string // the first formula
	title string
	hint  string
}

// link leads from a cell to a place in the workbook.
type link struct{ cell, location string }

func (w *sheetWriter) startRow(number int, height float64) {
	w.endRow()
	w.row, w.column, w.inRow = number, -1, true
	fmt.Fprintf(&w.body, `<row r="%d"`, number)
	if height > 0 {
		fmt.Fprintf(&w.body, ` ht="%g" customHeight="1"`, height)
	}
	w.body.WriteByte('>')
}

func (w *sheetWriter) endRow() {
	if w.inRow {
		w.body.WriteString("</row>")
		w.inRow = false
	}
}

// maxCellText is the longest text that a cell of a workbook holds, in UTF-16 units.
const maxCellText = 32_767

// cutMark ends a text that did not fit.
const cutMark = " …[cut]"

// fitText cuts a text to at most n UTF-16 units, visibly.
func fitText(s string, n int) string {
	if len(s) <= n {
		return s
	}
	units := utf16.Encode([]rune(s))
	if len(units) <= n {
		return s
	}
	keep := n - len(utf16.Encode([]rune(cutMark)))
	if utf16.IsSurrogate(rune(units[keep-1])) && units[keep-1] < 0xdc00 {
		keep--
	}
	return string(utf16.Decode(units[:keep])) + cutMark
}

// text writes a text into the column, counted from 0.
func (w *sheetWriter) text(column, style int, s string) {
	if s == "" {
		w.blank(column, style)
		return
	}
	w.column = column
	fmt.Fprintf(&w.body, `<c r="%s%d" s="%d" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`,
		columnLetter(column), w.row, style, escapeText(fitText(s, maxCellText)))
}

// number writes a number, in the digits given.
func (w *sheetWriter) number(column, style int, digits string) {
	w.column = column
	fmt.Fprintf(&w.body, `<c r="%s%d" s="%d"><v>%s</v></c>`, columnLetter(column), w.row, style, digits)
}

func (w *sheetWriter) blank(column, style int) {
	if style == 0 {
		return
	}
	w.column = column
	fmt.Fprintf(&w.body, `<c r="%s%d" s="%d"/>`, columnLetter(column), w.row, style)
}

// bytes gives the part.
func (w *sheetWriter) bytes() []byte {
	w.endRow()
	var out bytes.Buffer
	out.WriteString(xmlHead + `<worksheet xmlns="` + mainNamespace + `">`)
	out.WriteString("<sheetPr>")
	if w.tabFill != "" {
		fmt.Fprintf(&out, `<tabColor rgb="%s"/>`, w.tabFill)
	}
	out.WriteString(`<pageSetUpPr fitToPage="1"/></sheetPr>`) // printed as wide as the paper
	out.WriteString(`<sheetViews><sheetView workbookViewId="0">`)
	if w.frozen > 0 {
		fmt.Fprintf(&out, `<pane ySplit="%d" topLeftCell="A%d" activePane="bottomLeft" state="frozen"/>`, w.frozen, w.frozen+1)
	}
	out.WriteString(`</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>`)
	if len(w.widths) > 0 {
		out.WriteString("<cols>")
		for i, width := range w.widths {
			style := ""
			if i < len(w.styles) {
				style = fmt.Sprintf(` style="%d"`, w.styles[i])
			}
			fmt.Fprintf(&out, `<col min="%d" max="%d" width="%s"%s customWidth="1"/>`, i+1, i+1, strconv.FormatFloat(width, 'f', -1, 64), style)
		}
		out.WriteString("</cols>")
	}
	out.WriteString("<sheetData>")
	out.Write(w.body.Bytes())
	out.WriteString("</sheetData>")
	if len(w.lists) > 0 {
		fmt.Fprintf(&out, `<dataValidations count="%d">`, len(w.lists))
		for _, v := range w.lists {
			fmt.Fprintf(&out, `<dataValidation %s allowBlank="1" showInputMessage="1" showErrorMessage="1" promptTitle="%s" prompt="%s" sqref="%s"><formula1>%s</formula1></dataValidation>`,
				v.rule, escapeXML(fitText(v.title, 32)), escapeXML(fitText(v.hint, 255)), v.cells, escapeXML(v.from))
		}
		out.WriteString("</dataValidations>")
	}
	if len(w.links) > 0 {
		out.WriteString("<hyperlinks>")
		for _, l := range w.links {
			fmt.Fprintf(&out, `<hyperlink ref="%s" location="%s"/>`, l.cell, escapeXML(l.location))
		}
		out.WriteString("</hyperlinks>")
	}
	out.WriteString(`<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>`)
	return out.Bytes()
}

// bookSheet is a sheet of a workbook that is made from nothing.
type bookSheet struct {
	name string
	data []byte
}

const (
	typeMain    = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
	typeSheet   = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
	typeStyles  = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
	typeNotes   = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
	typeDrawing = "application/vnd.openxmlformats-officedocument.vmlDrawing"
)

// newBook makes a workbook of sheets and a part of styles.
func newBook(styles string, sheets []bookSheet) *opcPackage {
	p := newPackage()
	var types, list, relations bytes.Buffer
	for i, s := range sheets {
		part := fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)
		fmt.Fprintf(&types, `<Override PartName="/%s" ContentType="%s"/>`, part, typeSheet)
		fmt.Fprintf(&list, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, escapeXML(s.name), i+1, i+1)
		fmt.Fprintf(&relations, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, officeRelations, i+1)
	}
	const packageRelations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	p.set(contentTypesPart, []byte(xmlHead+`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="`+typeMain+`"/><Override PartName="/xl/styles.xml" ContentType="`+typeStyles+`"/>`+types.String()+`</Types>`))
	p.set("_rels/.rels", []byte(xmlHead+packageRelations+`<Relationship Id="rId1" Type="`+officeRelations+`/officeDocument" Target="xl/workbook.xml"/></Relationships>`))
	p.set("xl/workbook.xml", []byte(xmlHead+`<workbook xmlns="`+mainNamespace+`" xmlns:r="`+officeRelations+`"><bookViews><workbookView xWindow="0" yWindow="0" windowWidth="24000" windowHeight="12000"/></bookViews><sheets>`+list.String()+`</sheets></workbook>`))
	p.set("xl/_rels/workbook.xml.rels", []byte(xmlHead+packageRelations+relations.String()+fmt.Sprintf(`<Relationship Id="rId%d" Type="%s/styles" Target="styles.xml"/></Relationships>`, len(sheets)+1, officeRelations)))
	p.set("xl/styles.xml", []byte(styles))
	for i, s := range sheets {
		p.set(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), s.data)
	}
	return p
}

// plainStyles is the smallest part of styles; style 1 is a text that stays one when it is edited.
const plainStyles = xmlHead + `<styleSheet xmlns="` + mainNamespace + `"><fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
