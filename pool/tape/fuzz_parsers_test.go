package tape

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// Shortcuts for the plain forms of numbers must read what the long way reads, and nothing else.
func FuzzShortcuts(f *testing.F) {
	for _, s := range []string{"1", "-0.5", "12345678901234567", "1.", ".5", "-", "--1", "1,000", "１", "5.35%", "LPR+50BP(4.35%)", "000123", "9999999999999999.99", "1e5", "535bp", "合计", "Sub-total (3):", "备注：x", "totals", "合同编号汇总表（一）"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if digits, places, ok := shortNumber(s); ok {
			long, exponent, okLong := longNumber(s)
			if !okLong || exponent || !long.Equal(decimal.New(digits, -places)) || long.Exponent() != -places {
				t.Fatalf("%q: %d e-%d, the long way reads %s (%t)", s, digits, places, long, okLong)
			}
		}
		for _, unit := range []decimal.Decimal{decimal.New(1, 0), decimal.New(1, 4)} {
			if value, ok := shortAmount(s, unit, 2); ok {
				long, _, okLong := longNumber(s)
				whole := wholeMinor(long.Mul(unit), 2, false)
				if !okLong || whole.fault != nil || len(whole.repairs) > 0 || !whole.value.Equal(value) || whole.value.Exponent() != value.Exponent() {
					t.Fatalf("%q in units of %s: %s, the long way reads %+v", s, unit, value, whole)
				}
			}
		}
		if _, _, ok := rateNumber(s); ok {
			if _, _, floating := cutFloating(s); floating {
				t.Fatalf("%q is a plain rate and a floating one", s)
			}
		}
		if label := len(s) <= longestTotal && totalLabel.MatchString(squeeze(s)); label != isTotalLabel(s) {
			t.Fatalf("%q: announces a total %t", s, label)
		}
		if noteLabel.MatchString(s) != isNoteLabel(s) {
			t.Fatalf("%q: begins a note %t", s, !isNoteLabel(s))
		}
		for _, list := range []bool{true, false} {
			if short, long := splitNames(s, list), splitLongNames(s, list); !isNothing(fold(s)) && !slices.Equal(short, long) {
				t.Fatalf("%q names %q, the long way %q", s, short, long)
			}
		}
		if isBlank(s) != (fold(s) == "") {
			t.Fatalf("%q is blank %t", s, isBlank(s))
		}
		if isSqueezed(s) {
			if long := longSqueeze(s); long != s {
				t.Fatalf("%q is squeezed to %q", s, long)
			}
		}
	})
}

// Any bytes read as XML end in an error or at the end, and every text comes out as UTF-8.
func FuzzXML(f *testing.F) {
	for _, s := range []string{"<a/>", "<a>x&amp;<b c='d'/></a>", "<?xml version=\"1.0\" encoding=\"gbk\"?><a>\xd6\xd0</a>", "\xff\xfe<\x00a\x00/\x00>\x00", "<a><![CDATA[x]]></a>", "<a><!-- --></a>", laughs + "<a/>", "<a", "<a></b>", "<a b=c>", "<a>&#0;</a>"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		x := newXMLReader(bytes.NewReader(data))
		depth := 0
		var text []byte
		for {
			token, err := x.next()
			if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
				if depth != 0 {
					t.Fatalf("the end, %d deep", depth)
				}
				return
			}
			if err != nil {
				return
			}
			switch token {
			case xmlStart:
				depth++
				for {
					_, _, ok, err := x.attr()
					if err != nil {
						return
					}
					if !ok {
						break
					}
				}
			case xmlEnd:
				depth--
			case xmlText:
				if text, err = x.appendText(text[:0]); err == nil && !utf8.Valid(text) {
					t.Fatalf("%q", text)
				}
			}
			if depth != len(x.opened) && !(x.closing && depth == len(x.opened)) {
				t.Fatalf("%d deep, %d open", depth, len(x.opened))
			}
		}
	})
}

// The XML of a sheet and of the shared texts, inside a workbook that is otherwise whole: the sheet is
// refused, or its rows are in order and its cells lie inside their row.
func FuzzSheetXML(f *testing.F) {
	f.Add(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1"><f>1</f></c></row>`, `<si><t>x</t></si>`)
	f.Add(`<row><c t="inlineStr"><is><r><t>a</t></r><rPh><t>b</t></rPh></is></c></row>`, `<si><r><t>_x000D_</t></r></si><si/>`)
	f.Add(`<row r="3"><c r="B3" t="e"><v>#N/A</v></c><c r="A3" s="1"><v>1</v></c></row>`, ``)
	f.Add(`</sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells><sheetData>`, `<!-- -->`)
	limits := Limits{Rows: 20, Columns: 9, CellBytes: 100, Cells: 50, Text: 500}.withDefaults()
	f.Fuzz(func(t *testing.T, rows, shared string) {
		w := &workbook{limits: limits, shared: &sharedTexts{}, formats: []numberFormat{{}, {percent: true}}, styles: []int32{0, 1}}
		if err := w.shared.read(newXMLReader(strings.NewReader("<sst>"+shared+"</sst>")), limits); err != nil {
			w.shared = &sharedTexts{}
		}
		s := &sheetScan{book: w, xml: newXMLReader(strings.NewReader("<worksheet><sheetData>" + rows + "</sheetData></worksheet>")), sheet: &sheet{}}
		if err := s.run(context.Background()); err != nil {
			return
		}
		last := 0
		for _, r := range s.sheet.rows {
			if r.number <= last || r.number > maxSheetRows || r.width() > limits.Columns || r.isBlank() || !utf8.ValidString(r.text) {
				t.Fatalf("row %d after %d: %+v", r.number, last, r)
			}
			last = r.number
			for i := range r.width() + 1 {
				if len(r.cell(i)) > limits.CellBytes {
					t.Fatalf("%q", r.cell(i))
				}
			}
		}
		s.sheet.setMerges(s.merges)
		for n := range 5 {
			s.sheet.anchorAbove(n, n)
		}
	})
}

// Any bytes under any encoding: text, or an error with a line that the file has.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{"a,b\n", "\xef\xbb\xbfa", "\xff\xfea\x00", "\xfe\xff\x00a", "\xd6\xd0\xce\xc4\n", "\x00\xd8", "\x84\x31\xa4\x37", "\x80"} {
		for _, name := range []string{"", "utf-8", "gb18030", "utf-16le", "big5", "none"} {
			f.Add([]byte(s), name)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, name string) {
		got, err := decodeText(data, name)
		var bad *badByteError
		switch {
		case errors.As(err, &bad):
			if bad.line < 1 || bad.line > 1+len(data) {
				t.Fatalf("line %d of %d bytes", bad.line, len(data))
			}
		case err == nil && (!utf8.ValidString(got.text) || got.encoding == "" || got.how == ""):
			t.Fatalf("%+v", got)
		}
	})
}

// Every parser of cells that no other target covers, on any text and as any kind of cell.
func FuzzCells(f *testing.F) {
	for _, s := range []string{"", "-", "CNY", "人民币", "1.23E+17", "60%/40%", "0.35", "固定", "甲公司、乙公司", "一个、两个", "A001", "是", "融资租赁", "抵扣", "按季付息到期还本", "3个月", "先付", "ACT/365", "万元", "3项", "51", "叁拾"} {
		f.Add(s, uint8(0))
		f.Add(s, uint8(7))
	}
	f.Fuzz(func(t *testing.T, s string, kind uint8) {
		in := text{raw: s, number: kind&1 != 0, percent: kind&2 != 0, date1904: kind&4 != 0, loose: kind&8 != 0}
		sane(t, parseCurrency(in))
		sane(t, parseContractID(in))
		sane(t, parseShares(in))
		for _, unit := range []rateUnit{rateBare, rateFraction, ratePercent, ratePermille, rateBasisPoint} {
			sane(t, parseRatio(in, unit))
		}
		sane(t, parseRateKind(in))
		sane(t, parseNames(in, true))
		sane(t, parseNames(in, false))
		sane(t, parseName(in))
		sane(t, parseWords(in))
		sane(t, parseCount(in, "right.count_invalid", "项", "天"))
		sane(t, parseClass(in))
		sane(t, parseKind(in))
		sane(t, parseDepositUse(in))
		sane(t, parseYesNo(in))
		sane(t, parseRepayment(in))
		sane(t, parseFrequency(in))
		sane(t, parseTiming(in))
		sane(t, parseDayCount(in))
		sane(t, parseSecurity(in))
		sane(t, parseRightType(in))
		sane(t, parseRightStatus(in))
		sane(t, parseRightTitle(in))
		sane(t, parseIndustry(in))
		sane(t, parseRegion(in))
		sane(t, parseDate(in))
		sane(t, parseTerm(in))
		sane(t, parseRate(in))
		sane(t, parseAmount(in, decimal.New(1, 4), 2))
		for _, n := range splitNumbers(s) {
			if n.id == "" {
				t.Fatalf("%q has a number without an identifier", s)
			}
		}
	})
}
