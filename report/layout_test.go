package report

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

func TestWidthOfTexts(t *testing.T) {
	tests := []struct {
		text  string
		width int
	}{{"", 0}, {"abc", 3}, {"资产清单", 8}, {"资产清单 Tape", 13}, {"（月）", 6}, {"A1：优先级", 10}, {"café", 4}, {"𠮷", 2}, {"한국", 4}, {"かな", 4}}
	for _, tt := range tests {
		if got := textWidth(tt.text); got != tt.width {
			t.Errorf("%q is %d wide, want %d", tt.text, got, tt.width)
		}
	}
}

func TestLinesOfWrappedTexts(t *testing.T) {
	tests := []struct {
		situation, text string
		width           float64
		lines           int
	}{
		{"nothing", "", 10, 1},
		{"a text that fits", "ten digits", 10, 1},
		{"words that do not fit together", "ten digits more", 10, 2},
		{"Chinese breaks anywhere", "知识产权证券化", 6, 3},
		{"a word longer than the line", "abcdefghijklmnop", 5, 4},
		{"lines of its own", "a\nb\nc", 10, 3},
	}
	for _, tt := range tests {
		if got := lines(tt.text, tt.width); got != tt.lines {
			t.Errorf("%s: %d lines, want %d", tt.situation, got, tt.lines)
		}
	}
}

func TestCutTextsAreNoWiderThanAsked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, width := rapid.String().Draw(t, "text"), rapid.IntRange(2, 40).Draw(t, "width")
		got := cut(text, width)
		if textWidth(got) > width {
			t.Fatalf("%q is %d wide", got, textWidth(got))
		}
		if textWidth(text) <= width && got != text {
			t.Fatalf("a text that fits was cut to %q", got)
		}
	})
}

// The number by which a spreadsheet stores a day is checked against the independent conversion of
// the library that reads them.
func TestSerialNumbersOfDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := firstSerial.AddDays(rapid.IntRange(0, 200_000).Draw(t, "days"))
		n, ok := serial(day)
		if !ok {
			t.Fatalf("%s has no number", day)
		}
		back, err := excelize.ExcelDateToTime(float64(n), false)
		if err != nil || back.Format(time.DateOnly) != day.String() {
			t.Fatalf("%s became %d, which is %s (%v)", day, n, back, err)
		}
	})
	if _, ok := serial(calendar.MustNew(1900, 2, 28)); ok {
		t.Error("a day that spreadsheets count differently has a number")
	}
}

// An amount goes to a number and back without losing a minor unit, for every amount that is written
// as a number.
func TestAmountsSurviveAsNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := money.Amount(rapid.Int64Range(-int64(maxShown), int64(maxShown)).Draw(t, "amount"))
		c := rapid.SampledFrom([]money.Currency{money.CNY, money.JPY, money.KWD}).Draw(t, "currency")
		if !shown(a) {
			t.Fatal("not shown")
		}
		text := strconv.FormatFloat(units(a, c), 'f', -1, 64)
		if back, err := money.ParseAmount(text, c); err != nil || back != a {
			t.Fatalf("%s became %s (%v)", a.Format(c), text, err)
		}
	})
	if shown(maxShown+1) || shown(0, -maxShown-1) {
		t.Error("an amount of sixteen digits is written as a number")
	}
}

func TestDaysOnAnAxisAreShortWhereThatIsClear(t *testing.T) {
	a, b := calendar.MustNew(2024, 1, 10), calendar.MustNew(2024, 4, 10)
	if got := dayLabels([]calendar.Date{a, b}); got[0] != "2024-01" || got[1] != "2024-04" {
		t.Errorf("labels %q", got)
	}
	if got := dayLabels([]calendar.Date{a, a.AddDays(7), b}); got[0] != "2024-01-10" || got[2] != "2024-04-10" {
		t.Errorf("labels of two days in one month %q", got)
	}
}

func TestFormatsFollowTheCurrency(t *testing.T) {
	for c, want := range map[money.Currency]string{money.CNY: "#,##0.00", money.JPY: "#,##0", money.KWD: "#,##0.000", 0: "#,##0"} {
		if got := asMoney.code(c); got != want {
			t.Errorf("%s: %s, want %s", c, got, want)
		}
	}
}

// What a chart remembers of its points is what stands in the cells that it refers to.
func TestChartsRememberTheCellsTheyReferTo(t *testing.T) {
	data := written(t, fullContent(t, 40))
	rows := raw(t, opened(t, data), sheetCharts)
	in := must[*zip.Reader](t)(zip.NewReader(bytes.NewReader(data), int64(len(data))))
	place := regexp.MustCompile(`\$([A-Z]+)\$(\d+)`)
	charts, points := 0, 0
	for _, f := range in.File {
		if !strings.HasPrefix(f.Name, "xl/charts/") {
			continue
		}
		charts++
		r := must[io.ReadCloser](t)(f.Open())
		for _, ref := range references(t, r) {
			sheet, cells, _ := strings.Cut(ref.F, "!")
			if sheet != "'"+sheetCharts.name()+"'" {
				t.Errorf("%s refers to %s", f.Name, ref.F)
			}
			corners := place.FindAllStringSubmatch(cells, -1)
			column := must[int](t)(excelize.ColumnNameToNumber(corners[0][1]))
			first := must[int](t)(strconv.Atoi(corners[0][2]))
			last := must[int](t)(strconv.Atoi(corners[len(corners)-1][2]))
			if ref.Count != last-first+1 || len(ref.Points) != ref.Count {
				t.Errorf("%s: %s remembers %d of %d points", f.Name, ref.F, len(ref.Points), last-first+1)
			}
			for _, p := range ref.Points {
				points++
				if want := cellOf(rows, column, first+p.Index); p.Value != want {
					t.Errorf("%s: %s remembers %q, the cell holds %q", f.Name, ref.F, p.Value, want)
				}
			}
		}
		_ = r.Close()
	}
	if charts != 4 || points < 100 {
		t.Errorf("%d charts with %d points", charts, points)
	}
}

// reference is a reference of a chart with the points it remembers.
type reference struct {
	F      string
	Count  int
	Points []struct {
		Index int    `xml:"idx,attr"`
		Value string `xml:"v"`
	}
}

// references finds every strRef and numRef.
func references(t *testing.T, r io.Reader) []reference {
	t.Helper()
	type cache struct {
		Count struct {
			N int `xml:"val,attr"`
		} `xml:"ptCount"`
		Points []struct {
			Index int    `xml:"idx,attr"`
			Value string `xml:"v"`
		} `xml:"pt"`
	}
	var list []reference
	decoder := xml.NewDecoder(r)
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		e, ok := token.(xml.StartElement)
		if !ok || e.Name.Local != "strRef" && e.Name.Local != "numRef" {
			continue
		}
		var ref struct {
			F       string `xml:"f"`
			Texts   *cache `xml:"strCache"`
			Numbers *cache `xml:"numCache"`
		}
		if err := decoder.DecodeElement(&ref, &e); err != nil {
			t.Fatal(err)
		}
		c := ref.Texts
		if ref.Numbers != nil {
			c = ref.Numbers
		}
		if c == nil {
			t.Fatalf("%s remembers nothing", ref.F)
		}
		list = append(list, reference{ref.F, c.Count.N, c.Points})
	}
}

// The charts stand above the tables that they are drawn from.
func TestChartsCoverNoData(t *testing.T) {
	f := opened(t, written(t, fullContent(t, 40)))
	rows := raw(t, f, sheetCharts)
	first := 0
	for i := titleRows; i < len(rows); i++ {
		if len(rows[i]) > 0 {
			first = i + 1
			break
		}
	}
	// Four charts in two rows, each chartRows high, begin below the title.
	if want := titleRows + 2 + 2*chartRows; first != want {
		t.Errorf("the first table begins in row %d, want %d", first, want)
	}
	if chartHeight > (chartRows-1)*20 {
		t.Errorf("a chart of %d pixels does not fit in %d rows of 20", chartHeight, chartRows-1)
	}
}

func TestWideSheetsAreSpreadOverPages(t *testing.T) {
	f := opened(t, written(t, fullContent(t, 8)))
	for _, tt := range []struct {
		sheet sheetID
		pages int
	}{{sheetCover, 1}, {sheetPool, 1}, {sheetFindings, 1}, {sheetWaterfall, 2}} {
		l := must[excelize.PageLayoutOptions](t)(f.GetPageLayout(tt.sheet.name()))
		if l.FitToWidth == nil || *l.FitToWidth != tt.pages {
			t.Errorf("%s is %v pages wide, want %d", tt.sheet.name(), l.FitToWidth, tt.pages)
		}
	}
}
