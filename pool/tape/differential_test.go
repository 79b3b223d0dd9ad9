package tape

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// The reader of workbooks is this package's own; the library excelize is an independent second one.
// Random workbooks, written as XML by hand so that every form of cell occurs, must read the same.

// handBook is a workbook written by hand.
type handBook struct {
	shared   []string // items of the table of texts, as XML
	rows     []string // rows, as XML
	date1904 bool
	after    string // behind the rows
}

const (
	handMain      = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	handRelations = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	handHead      = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
)

// parts gives the parts of the workbook in order.
func (b handBook) parts() [][2]string {
	properties := ""
	if b.date1904 {
		properties = `<workbookPr date1904="1"/>`
	}
	var shared strings.Builder
	for _, s := range b.shared {
		shared.WriteString("<si>" + s + "</si>")
	}
	return [][2]string{
		{"[Content_Types].xml", handHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`},
		{"_rels/.rels", handHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + handRelations + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", handHead + `<workbook ` + handMain + ` xmlns:r="` + handRelations + `">` + properties + `<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", handHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + handRelations + `/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="` + handRelations + `/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="` + handRelations + `/styles" Target="styles.xml"/></Relationships>`},
		{"xl/styles.xml", handHead + `<styleSheet ` + handMain + `><numFmts count="1"><numFmt numFmtId="164" formatCode="0.0%"/></numFmts><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="164"/></cellXfs></styleSheet>`},
		{"xl/sharedStrings.xml", handHead + `<sst ` + handMain + ` count="` + strconv.Itoa(len(b.shared)) + `">` + shared.String() + `</sst>`},
		{"xl/worksheets/sheet1.xml", handHead + `<worksheet ` + handMain + `><sheetData>` + strings.Join(b.rows, "") + `</sheetData>` + b.after + `</worksheet>`},
	}
}

func zipParts(t interface{ Fatal(...any) }, parts [][2]string) []byte {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, p := range parts {
		f, err := w.Create(p[0])
		if err == nil {
			_, err = io.WriteString(f, p[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// readHand reads the only sheet of a workbook.
func readHand(data []byte) (*sheet, error) {
	w, err := openWorkbook(context.Background(), "a.xlsx", data, Limits{}.withDefaults())
	if err != nil {
		return nil, err
	}
	return w.read(context.Background(), w.sheets[0].name)
}

// drawText draws the XML of a text, with all that XML and workbooks do to one.
func drawText(t *rapid.T, label string) string {
	pieces := []string{"a", "Z", "0", " ", "  ", "甲", "公司", "（", "é", "😀", "&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&#20013;", "&#x4E2D;", "&#10;", "\n", "\t", "\r\n", "\r",
		"_x000D_", "_x005F_x000D_", "_x4E2D_", "_x12", "_", "<!-- x -->", "<![CDATA[<b> & c]]>", "1", "e5", "-", "%"}
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 6).Draw(t, label), "")
}

// drawRich draws the children of a text item: plain, or runs, with or without how it is pronounced.
func drawRich(t *rapid.T) string {
	var b strings.Builder
	if rapid.Bool().Draw(t, "plain") {
		space := rapid.SampledFrom([]string{"", ` xml:space="preserve"`}).Draw(t, "space")
		b.WriteString("<t" + space + ">" + drawText(t, "text") + "</t>")
	} else {
		for range rapid.IntRange(1, 3).Draw(t, "runs") {
			b.WriteString(`<r><rPr><b/><sz val="11"/></rPr><t>` + drawText(t, "run") + "</t></r>")
		}
	}
	if rapid.Bool().Draw(t, "spoken") {
		b.WriteString(`<rPh sb="0" eb="1"><t>ヨミ</t></rPh><phoneticPr fontId="1"/>`)
	}
	return b.String()
}

// drawCell draws the XML of a cell.
func drawCell(t *rapid.T, place string, shared int) string {
	style := rapid.SampledFrom([]string{"", ` s="0"`, ` s="1"`, ` s="2"`}).Draw(t, "style")
	formula := rapid.SampledFrom([]string{"", "", "<f>SUM(A1:B2)</f>", `<f t="shared" si="0"/>`}).Draw(t, "formula")
	open := "<c" + place + style
	number := rapid.SampledFrom([]string{"1", "-2.50", "0.30000000000000004", "1E+17", "123456789012345678", "45123", "5.3499999999999999E-2", " 7 "}).Draw(t, "number")
	switch rapid.IntRange(0, 9).Draw(t, "type") {
	case 0:
		return open + "/>"
	case 1:
		return open + ">" + formula + "<v>" + number + "</v></c>"
	case 2:
		return open + ` t="n">` + formula + "<v>" + number + "</v></c>"
	case 3:
		return open + ` t="s"><v>` + strconv.Itoa(rapid.IntRange(0, shared-1).Draw(t, "index")) + "</v></c>"
	case 4:
		return open + ` t="inlineStr"><is>` + drawRich(t) + "</is></c>"
	case 5:
		return open + ` t="str">` + formula + "<v>" + drawText(t, "str") + "</v></c>"
	case 6:
		return open + ` t="b">` + formula + "<v>" + rapid.SampledFrom([]string{"0", "1"}).Draw(t, "bool") + "</v></c>"
	case 7:
		return open + ` t="e">` + formula + "<v>#REF!</v></c>"
	case 8:
		return open + ` t="d"><v>2024-02-29T00:00:00Z</v></c>`
	}
	return open + ">" + formula + "</c>"
}

func drawBook(t *rapid.T) handBook {
	b := handBook{date1904: rapid.Bool().Draw(t, "1904")}
	for range rapid.IntRange(1, 5).Draw(t, "texts") {
		b.shared = append(b.shared, drawRich(t))
	}
	number := 0
	for range rapid.IntRange(0, 6).Draw(t, "rows") {
		number += rapid.IntRange(1, 3).Draw(t, "gap")
		placed := rapid.Bool().Draw(t, "placed")
		open := fmt.Sprintf(`<row r="%d"%s>`, number, rapid.SampledFrom([]string{"", ` spans="1:9"`, ` hidden="1"`, ` ht="20" customHeight="1"`}).Draw(t, "row"))
		column := -1
		var cells []string
		for range rapid.IntRange(0, 6).Draw(t, "cells") {
			column++
			place := ""
			if placed {
				column += rapid.IntRange(0, 2).Draw(t, "skip")
				place = fmt.Sprintf(` r="%s%d"`, columnLetter(column), number)
			}
			cells = append(cells, drawCell(t, place, len(b.shared)))
		}
		b.rows = append(b.rows, open+strings.Join(cells, "")+"</row>")
	}
	return b
}

func TestWorkbooksReadAsTheLibraryReadsThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawBook(t)
		data := zipParts(t, b.parts())
		f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		want, err := f.GetRows("S")
		if err != nil {
			t.Fatal(err)
		}
		got, err := readHand(data)
		if err != nil {
			t.Fatalf("%v\n%s", err, strings.Join(b.rows, "\n"))
		}
		if got.date1904 != b.date1904 {
			t.Fatalf("date1904 %t", got.date1904)
		}
		rows := map[int]row{}
		for _, r := range got.rows {
			rows[r.number] = r
		}
		for i, cells := range want {
			r := rows[i+1]
			for j := range max(len(cells), r.width()) {
				text := ""
				if j < len(cells) {
					text = cells[j]
				}
				if kind, err := f.GetCellType("S", columnLetter(j)+strconv.Itoa(i+1)); err == nil && kind == excelize.CellTypeBool {
					text = string(truthText([]byte(text))) // the library keeps the digit, the sheet shows the word
				}
				if r.cell(j) != text && !(r.number == 0 && fold(text) == "") {
					t.Fatalf("row %d column %s: %q, the library reads %q\n%s", i+1, columnLetter(j), r.cell(j), text, strings.Join(b.rows, "\n"))
				}
			}
			delete(rows, i+1)
		}
		for n, r := range rows {
			if !onlyFormulas(r) {
				t.Fatalf("row %d: %q, which the library does not have", n, r.text)
			}
		}
	})
}

// onlyFormulas reports a row that is kept because of formulas without results.
func onlyFormulas(r row) bool { return strings.TrimSpace(r.text) == "" }

// What a cell is beside its text, which the library's stream of rows does not tell.
func TestCellTypes(t *testing.T) {
	for _, tt := range []struct {
		situation, cell, text string
		flag                  cellFlag
	}{
		{"a number", `<c r="A1"><v>1.5</v></c>`, "1.5", flagNumber},
		{"a number with a style", `<c r="A1" s="0"><v>1.5</v></c>`, "1.5", flagNumber},
		{"a percentage", `<c r="A1" s="1"><v>0.05</v></c>`, "0.05", flagNumber | flagPercent},
		{"a percentage of a format of its own", `<c r="A1" s="2"><v>0.05</v></c>`, "0.05", flagNumber | flagPercent},
		{"a style that does not exist", `<c r="A1" s="99"><v>1</v></c>`, "1", flagNumber},
		{"a text of digits", `<c r="A1" t="inlineStr"><is><t>15</t></is></c>`, "15", 0},
		{"a shared text", `<c r="A1" t="s"><v>0</v></c>`, "共享", 0},
		{"a shared text by a number with blanks", `<c r="A1" t="s"><v> 0 </v></c>`, "共享", 0},
		{"a truth value", `<c r="A1" t="b"><v>1</v></c>`, "TRUE", 0},
		{"a formula with its result", `<c r="A1"><f>1+1</f><v>2</v></c>`, "2", flagNumber},
		{"a formula without a result", `<c r="A1"><f>1+1</f></c>`, "", flagNoValue},
		{"a formula with an empty text as its result", `<c r="A1" t="str"><f>""</f><v></v></c>`, "", flagNoValue},
		{"a formula that failed", `<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>`, "#DIV/0!", flagFailed},
		{"a prefix of the namespace", `<x:c xmlns:x="y" r="A1"><x:v>3</x:v></x:c>`, "3", flagNumber},
		{"an extension inside", `<c r="A1"><v>3</v><extLst><ext><v>4</v></ext></extLst></c>`, "3", flagNumber},
		{"the place with dollar signs and small letters", `<c r="$a$1"><v>3</v></c>`, "3", flagNumber},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			book := handBook{shared: []string{"<t>共享</t>"}, rows: []string{`<row r="1">` + tt.cell + `</row>`}}
			s, err := readHand(zipParts(t, book.parts()))
			if err != nil {
				t.Fatal(err)
			}
			if len(s.rows) != 1 || s.rows[0].cell(0) != tt.text || s.rows[0].flag(0) != tt.flag || !s.rows[0].typed {
				t.Errorf("%+v, want %q with flags %b", s.rows, tt.text, tt.flag)
			}
		})
	}
}

func TestRowsAndCellsInUnusualOrder(t *testing.T) {
	for _, tt := range []struct {
		situation, rows, want string // cells joined by |, rows by ¶, number in front
	}{
		{"rows without numbers", `<row><c><v>1</v></c></row><row><c><v>2</v></c></row>`, "1:1¶2:2"},
		{"rows that leave their number to the cells", `<row><c r="B3"><v>1</v></c></row><row><c r="A7"><v>2</v></c></row>`, "3:|1¶7:2"},
		{"cells from right to left", `<row r="1"><c r="C1"><v>3</v></c><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>`, "1:1|2|3"},
		{"an empty cell at the end", `<row r="1"><c r="A1"><v>1</v></c><c r="F1" s="1"/></row>`, "1:1"},
		{"a hidden row", `<row r="1" hidden="true"><c r="A1"><v>1</v></c></row>`, "1 hidden:1"},
		{"an empty row", `<row r="1"/><row r="2"><c><v>1</v></c></row>`, "2:1"},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			s, err := readHand(zipParts(t, handBook{rows: []string{tt.rows}}.parts()))
			if err != nil {
				t.Fatal(err)
			}
			var rows []string
			for _, r := range s.rows {
				hidden := ""
				if r.hidden {
					hidden = " hidden"
				}
				rows = append(rows, fmt.Sprintf("%d%s:%s", r.number, hidden, strings.Join(texts(r), "|")))
			}
			if got := strings.Join(rows, "¶"); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func TestSheetsThatContradictThemselves(t *testing.T) {
	for _, tt := range []struct{ situation, rows, says string }{
		{"two rows of one number", `<row r="2"/><row r="2"/>`, "row 2 comes after row 2"},
		{"rows that go back", `<row r="5"><c><v>1</v></c></row><row r="4"/>`, "row 4 comes after row 5"},
		{"two cells of one place", `<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>`, "two cells in column A"},
		{"a cell of another row", `<row r="1"><c r="A2"><v>1</v></c></row>`, "row 2"},
		{"a row beyond the last", `<row r="1048577"/>`, "row number"},
		{"a column beyond the last", `<row r="1"><c r="XFE1"><v>1</v></c></row>`, "XFE1"},
		{"a text that the table does not have", `<row r="1"><c r="A1" t="s"><v>7</v></c></row>`, "text 7 of a table of 0"},
		{"a text with a number that is none", `<row r="1"><c r="A1" t="s"><v>-1</v></c></row>`, "text -1"},
		{"elements that cross", `<row r="1"><c r="A1"><v>1</c></v></row>`, "closes nothing"},
		{"an entity that is not declared", `<row r="1"><c r="A1" t="str"><v>&boom;</v></c></row>`, "&boom;"},
		{"a character that XML lacks", "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>a\x01b</v></c></row>", "U+0001"},
		{"bytes that are not UTF-8", "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>a\xff</v></c></row>", "UTF-8"},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			_, err := readHand(zipParts(t, handBook{rows: []string{tt.rows}}.parts()))
			var e *FileError
			if !errors.As(err, &e) || e.Code != "file.damaged" || e.Sheet != "S" || e.Row == 0 || !strings.Contains(e.Error(), tt.says) {
				t.Errorf("%+v: %v", e, err)
			}
		})
	}
}

func TestMergedBlocks(t *testing.T) {
	book := handBook{rows: []string{`<row r="1"><c><v>1</v></c></row>`}, after: `<mergeCells count="2"><mergeCell ref="A1:A3"/><mergeCell ref="$B$2:D5"/><mergeCell ref="nonsense"/></mergeCells>`}
	s, err := readHand(zipParts(t, book.parts()))
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(s.merges); got != "[{1 3 0 0} {2 5 1 3}]" {
		t.Error(got)
	}
}
