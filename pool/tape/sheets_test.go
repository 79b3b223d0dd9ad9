package tape_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/pool/tape"
)

var loanColumns = []any{"合同编号", "借款人", "未偿本金余额（元）", "年利率", "到期日", "支付时点"}

func loanRow(id string, balance any) []any {
	return []any{id, "甲公司", balance, "5%", "2026-03-01", "后付"}
}

// edit builds a workbook, lets a test change it as a person would, and writes it.
func edit(t testing.TB, pages []page, change func(*excelize.File)) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(workbook(t, pages...)))
	must(t, err)
	defer func() { _ = f.Close() }()
	change(f)
	var out bytes.Buffer
	must(t, f.Write(&out))
	return out.Bytes()
}

// refuse reads a file that must be refused as a whole, and gives the error.
func refuse(t testing.TB, name string, data []byte, o tape.Options) *tape.FileError {
	t.Helper()
	result, err := tape.Read(context.Background(), name, bytes.NewReader(data), o)
	var e *tape.FileError
	if result != nil || !errors.As(err, &e) || !errors.Is(err, tape.ErrUnreadable) {
		t.Fatalf("not refused: %v", err)
	}
	if e.Code == "" || e.File == "" || e.Reason == "" || e.Advice == "" || !strings.HasPrefix(e.Error(), "tape: ") || strings.ContainsAny(e.Error(), "\n") {
		t.Errorf("%+v\n%s", e, e)
	}
	return e
}

func TestSheetOfContractsIsFoundAmongOthers(t *testing.T) {
	cover := page{"封面", [][]any{{"某资产支持专项计划"}, {"基准日", "2024年6月30日"}}}
	list := page{"资产清单", [][]any{loanColumns, loanRow("A1", 100)}}
	chart := page{"汇总", [][]any{{"行业", "金额"}, {"制造业", 100}}}
	result := read(t, "a.xlsx", workbook(t, cover, list, chart), tape.Options{Currency: money.CNY, Kind: pool.KindMicroloan})
	if result.Sheet != "资产清单" || result.Accepted != 1 || result.Pool.AsOf() != asOf {
		t.Errorf("sheet %s, %d accepted, as of %v\n%s", result.Sheet, result.Accepted, result.Pool.AsOf(), lines(result))
	}
	expectFinding(t, result, tape.Finding{Severity: tape.Info, Code: "as_of.read", Sheet: "封面", Row: 2, Column: "A", Seen: "基准日 2024年6月30日", Taken: "2024-06-30"})
	expectFinding(t, result, tape.Finding{Severity: tape.Info, Code: "sheet.other", Sheet: "汇总", Seen: "汇总"})
}

func TestSheetsOfChartsAreNoLists(t *testing.T) {
	data := edit(t, []page{{"清单", [][]any{loanColumns, loanRow("A1", 100)}}}, func(f *excelize.File) {
		must(t, f.AddChartSheet("图表", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Name: "清单!$A$1", Categories: "清单!$A$2:$A$2", Values: "清单!$C$2:$C$2"}}}))
	})
	if result := read(t, "a.xlsx", data, quiet); result.Sheet != "清单" || result.Accepted != 1 {
		t.Errorf("sheet %s, %d accepted\n%s", result.Sheet, result.Accepted, lines(result))
	}
}

// History has more headers than the pool, and still is not the pool.
func TestHistoryIsNotThePool(t *testing.T) {
	history := page{"历史数据", [][]any{append(append([]any{}, loanColumns...), "五级分类", "逾期天数"), append(loanRow("OLD", 1), "正常", 0)}}
	list := page{"入池资产", [][]any{loanColumns, loanRow("A1", 100)}}
	result := read(t, "a.xlsx", workbook(t, history, list), quiet)
	if result.Sheet != "入池资产" || result.Accepted != 1 || result.Findings.Count(tape.Warning) != 0 {
		t.Errorf("sheet %s\n%s", result.Sheet, lines(result))
	}
}

func TestSheetByName(t *testing.T) {
	one, two := page{"一期", [][]any{loanColumns, loanRow("A1", 100)}}, page{"二期", [][]any{loanColumns, loanRow("B1", 200)}}
	data := workbook(t, one, two)
	o := quiet
	result := read(t, "a.xlsx", data, o)
	if result.Sheet != "一期" {
		t.Errorf("sheet %s", result.Sheet)
	}
	expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "sheet.ambiguous", Sheet: "一期", Seen: "二期", Taken: "一期"})
	o.Sheet = "二期"
	if result := read(t, "a.xlsx", data, o); result.Sheet != "二期" || result.Findings.Count(tape.Warning) != 0 {
		t.Errorf("sheet %s\n%s", result.Sheet, lines(result))
	}
	o.Sheet = "三期"
	if e := refuse(t, "a.xlsx", data, o); e.Code != "sheet.not_found" || !strings.Contains(e.Advice, "一期, 二期") {
		t.Errorf("%v", e)
	}
}

func TestHiddenSheetAndRow(t *testing.T) {
	data := edit(t, []page{{"封面", [][]any{{"说明"}}}, {"清单", [][]any{loanColumns, loanRow("A1", 1), loanRow("A2", 2)}}}, func(f *excelize.File) {
		must(t, f.SetRowVisible("清单", 3, false))
		must(t, f.SetSheetVisible("清单", false))
	})
	result := read(t, "a.xlsx", data, quiet)
	expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "row.hidden", Sheet: "清单", Row: 3})
	expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "sheet.hidden", Sheet: "清单"})
	if result.Accepted != 2 {
		t.Errorf("%d accepted", result.Accepted)
	}
}

func TestHeaders(t *testing.T) {
	for _, tt := range []struct {
		situation string
		rows      [][]any
		merge     []string
		row       int // of the contract
	}{
		{"under titles and blank rows", [][]any{{"标题"}, {}, {"编制单位：某公司"}, {}, loanColumns, loanRow("A1", 100)}, nil, 6},
		{"with a row of units below", [][]any{{"合同编号", "借款人", "未偿本金余额", "年利率", "到期日", "支付时点"}, {"-", "", "万元", "%", "", ""}, {"A1", "甲公司", 0.01, "5", "2026-03-01", "后付"}}, nil, 3},
		{"with a row of units above", [][]any{{"", "", "", "", "", "单位：元"}, loanColumns, loanRow("A1", 100)}, nil, 3},
		{"in two rows under merged groups", [][]any{{"合同", "", "借款人", "余额信息", "", ""}, {"合同编号", "到期日", "", "未偿本金余额（元）", "年利率", "支付时点"}, {"A1", "2026-03-01", "甲公司", 100, "5%", "后付"}}, []string{"A1:B1", "C1:C2", "D1:F1"}, 3},
		{"in two rows, the upper one needed", [][]any{{"借款人", "", "合同", "", "", ""}, {"名称", "行业", "编号", "到期日", "未偿本金余额（元）", "支付时点"}, {"甲公司", "制造业", "A1", "2026-03-01", 100, "后付"}}, []string{"A1:B1", "C1:F1"}, 3},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			data := edit(t, []page{{"清单", tt.rows}}, func(f *excelize.File) {
				for _, m := range tt.merge {
					from, to, _ := strings.Cut(m, ":")
					must(t, f.MergeCell("清单", from, to))
				}
			})
			result := read(t, "a.xlsx", data, quiet)
			if result.Accepted != 1 || result.Findings.Count(tape.Error)+result.Findings.Count(tape.Warning) != 0 {
				t.Fatalf("%d accepted\n%s\n%+v", result.Accepted, lines(result), result.Columns)
			}
			c := result.Spec.Contracts[0]
			if c.ID != "A1" || c.Obligors[0].Party != "甲公司" || !c.Balance.Equal(dec("100")) || c.Maturity != calendar.MustNew(2026, 3, 1) || !strings.HasSuffix(c.Source, "row "+string(rune('0'+tt.row))) {
				t.Errorf("%+v", c)
			}
		})
	}
}

// A unit that is missed makes a pool ten thousand times too small.
func TestUnitsAreFoundWhereDesksWriteThem(t *testing.T) {
	rows := func(head string, more ...[]any) page {
		return page{"清单", append(append([][]any{}, more...), []any{"合同编号", "借款人", head, "年利率(%)", "到期日"}, []any{"A1", "甲公司", 800, 5, "2026-06-30"})}
	}
	for _, tt := range []struct {
		situation string
		page      page
		merge     string
		want      string
	}{
		{"over a merged group of columns", page{"清单", [][]any{
			{"合同编号", "借款人", "金额（万元）", "", "年利率(%)", "到期日"}, {"", "", "合同金额", "未偿本金余额", "", ""}, {"A1", "甲公司", 900, 800, 5, "2026-06-30"}}}, "C1:D1", "8000000"},
		{"thousands after an apostrophe", rows("未偿本金余额(RMB '000)"), "", "800000"},
		{"ten thousands as 10k", rows("未偿本金余额(CNY 10k)"), "", "8000000"},
		{"thousands in Chinese", rows("未偿本金余额（千元）"), "", "800000"},
		{"a title with a slash", rows("未偿本金余额", []any{"单位：人民币/万元"}), "", "8000000"},
		{"a title in brackets", rows("未偿本金余额", []any{"资产清单（人民币万元）"}), "", "8000000"},
		{"an English title in figures", rows("未偿本金余额", []any{"Unit: RMB 10,000"}), "", "8000000"},
		{"a title with the unit in brackets behind", rows("未偿本金余额", []any{"单位:万元（人民币）"}), "", "8000000"},
		{"the unit among other words in the header", rows("未偿本金余额（单位：万元，币种：人民币）"), "", "8000000"},
		{"English prose", rows("未偿本金余额", []any{"All amounts in RMB'000"}), "", "800000"},
		{"a title that says no more than 万", rows("未偿本金余额", []any{"单位: 万"}), "", "8000000"},
		{"a title that goes on", rows("未偿本金余额", []any{"单位：万元 制表日期：2025-01-05"}), "", "8000000"},
		{"a currency in brackets is no unit", rows("未偿本金余额", []any{"资产清单（人民币）"}), "", "800"},
		{"a note at the end", page{"清单", append(rows("未偿本金余额").rows, []any{"注：金额单位为万元"})}, "", "8000000"},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			data := edit(t, []page{tt.page}, func(f *excelize.File) {
				if from, to, ok := strings.Cut(tt.merge, ":"); ok {
					must(t, f.MergeCell("清单", from, to))
				}
			})
			result := read(t, "a.xlsx", data, quiet)
			if result.Accepted != 1 || !result.Spec.Contracts[0].Balance.Equal(dec(tt.want)) {
				t.Errorf("%d accepted, balance %v, want %s\n%s", result.Accepted, result.Spec.Contracts, tt.want, lines(result))
			}
		})
	}
}

func TestColumnsAreAccountedFor(t *testing.T) {
	p := page{"清单", [][]any{
		{"合同编号", "借款人", "余额", "未偿本金余额（万元）", "年利率(%)", "到期日", "剩余期限", "逾期天数", "天气", "内部利率档", "申万行业一级", "保证金", "支付时点"},
		{"A1", "甲公司", 1, 2, 5, "2026-06-30", 24, 0, "晴", "x", "电子", 5, "后付"},
	}}
	result := read(t, "a.xlsx", workbook(t, p), quiet)
	field := map[string]string{}
	for _, c := range result.Columns {
		field[c.Letter+" "+c.Header] = strings.TrimSpace(c.Field + " " + c.Unit + " " + c.Convention)
	}
	for letter, want := range map[string]string{
		"A 合同编号": "contract_id", "C 余额": "", "D 未偿本金余额（万元）": "balance 万元 header", "E 年利率(%)": "rate percent header", "F 到期日": "maturity",
		"G 剩余期限": "remaining_term months dates", "I 天气": "", "K 申万行业一级": "", "L 保证金": "deposit CNY default",
	} {
		if got, ok := field[letter]; !ok || got != want {
			t.Errorf("%s is %q (%t), want %q", letter, got, ok, want)
		}
	}
	if !result.Spec.Contracts[0].Balance.Equal(dec("20000")) {
		t.Errorf("balance %s", result.Spec.Contracts[0].Balance)
	}
	expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "column.duplicate", Column: "C", Header: "余额", Seen: "余额"})
	expectFinding(t, result, tape.Finding{Severity: tape.Info, Code: "column.unmapped", Column: "I", Header: "天气", Seen: "天气"})
	expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "column.unmapped", Column: "J", Header: "内部利率档", Seen: "内部利率档"})
	expectFinding(t, result, tape.Finding{Severity: tape.Info, Code: "column.unused", Column: "K", Header: "申万行业一级", Seen: "申万行业一级"})
	expectFinding(t, result, tape.Finding{Severity: tape.Info, Code: "column.unused", Column: "L", Header: "保证金", Seen: "保证金"})
	expectFinding(t, result, tape.Finding{Severity: tape.Info, Code: "term.unit_inferred", Column: "G", Header: "剩余期限", Seen: "剩余期限", Taken: "months"})
}

func TestRowOfUnitsAgainstTheHeader(t *testing.T) {
	p := page{"清单", [][]any{loanColumns, {"-", "", "万元", "%", "", ""}, {"A1", "甲公司", 100, "5", "2026-03-01", "后付"}}}
	result := read(t, "a.xlsx", workbook(t, p), quiet)
	expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "column.unit_differs", Column: "C", Header: "未偿本金余额（元）", Seen: "万元", Taken: "元"})
	if got := result.Spec.Contracts[0].Balance; !got.Equal(dec("100")) {
		t.Errorf("balance %s", got)
	}
}

func TestMissingColumnsAreNamedTogether(t *testing.T) {
	e := refuse(t, "a.csv", []byte("合同编号,行业,地区,年利率\nA1,制造业,北京,5%\n"), quiet)
	for _, want := range []string{"未偿本金余额", "到期日", "借款人"} {
		if e.Code != "column.missing" || !strings.Contains(e.Reason, want) {
			t.Errorf("%s is not named: %v", want, e)
		}
	}
}

func TestRateColumns(t *testing.T) {
	for _, tt := range []struct {
		situation, header string
		cells             []string
		want              []string // "" for a refused row
		severity          tape.Severity
	}{
		{"fractions", "年利率", []string{"0.0535", "0.06"}, []string{"0.0535", "0.06"}, tape.Info},
		{"percentages", "年利率", []string{"5.35", "6"}, []string{"0.0535", "0.06"}, tape.Info},
		{"percentages by the header", "年利率(%)", []string{"5.35", "6"}, []string{"0.0535", "0.06"}, tape.Info},
		{"fractions against the header", "年利率(%)", []string{"0.0535", "0.06"}, []string{"0.0535", "0.06"}, tape.Warning},
		{"each its own unit", "年利率", []string{"5.35%", "535bp", "５．３５％"}, []string{"0.0535", "0.0535", "0.0535"}, 9},
		{"basis points by the header", "年利率(bp)", []string{"535", "600"}, []string{"0.0535", "0.06"}, tape.Info},
		{"one fraction among percentages", "年利率", []string{"5.35", "6", "0.07"}, []string{"0.0535", "0.06", ""}, tape.Warning},
		{"as many fractions as percentages", "年利率", []string{"5.35", "0.07"}, []string{"", ""}, tape.Warning},
		{"a fraction with its own unit among percentages", "年利率", []string{"5.35", "6", "0.7%"}, []string{"0.0535", "0.06", "0.007"}, tape.Info},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			rows := [][]any{{"合同编号", "借款人", "未偿本金余额", tt.header, "到期日"}}
			for i, cell := range tt.cells {
				rows = append(rows, []any{"A" + string(rune('1'+i)), "甲公司", 100, cell, "2026-03-01"})
			}
			result := read(t, "a.xlsx", workbook(t, page{"清单", rows}), quiet)
			got := map[string]string{}
			for _, c := range result.Spec.Contracts {
				got[c.ID] = c.Rate.String()
			}
			for i, want := range tt.want {
				if id := "A" + string(rune('1'+i)); got[id] != want {
					t.Errorf("%s: %q, want %q\n%s", id, got[id], want, lines(result))
				}
			}
			for f := range result.Findings.All() {
				if f.Code == "rate.convention" && f.Row == 0 && f.Severity != tt.severity {
					t.Errorf("severity %v, want %v: %s", f.Severity, tt.severity, f)
				}
			}
		})
	}
}

// A workbook that shows a number as a percentage says that it is a fraction.
func TestRateShownAsPercentage(t *testing.T) {
	rows := [][]any{{"合同编号", "借款人", "未偿本金余额", "年利率(%)", "到期日"}, {"A1", "甲公司", 100, 0.0535, "2026-03-01"}, {"A2", "甲公司", 100, 0.6, "2026-03-01"}}
	data := edit(t, []page{{"清单", rows}}, func(f *excelize.File) {
		style, err := f.NewStyle(&excelize.Style{NumFmt: 10})
		must(t, err)
		must(t, f.SetCellStyle("清单", "D2", "D3", style))
	})
	result := read(t, "a.xlsx", data, quiet)
	if got := result.Spec.Contracts[0].Rate.String() + " " + result.Spec.Contracts[1].Rate.String(); got != "0.0535 0.6" {
		t.Errorf("rates %s\n%s", got, lines(result))
	}
}

func TestTermColumnsByDates(t *testing.T) {
	for unit, terms := range map[string][2]any{"years": {2, 1.5}, "months": {24, 18}, "days": {730, 549}} {
		rows := [][]any{{"合同编号", "借款人", "未偿本金余额", "到期日", "剩余期限"}, {"A1", "甲公司", 100, "2026-06-30", terms[0]}, {"A2", "甲公司", 100, "2025-12-31", terms[1]}}
		result := read(t, "a.xlsx", workbook(t, page{"清单", rows}), quiet)
		expectFinding(t, result, tape.Finding{Severity: tape.Info, Code: "term.unit_inferred", Column: "E", Header: "剩余期限", Seen: "剩余期限", Taken: unit})
	}
}

func TestTotals(t *testing.T) {
	build := func(rows ...[]any) []byte { return workbook(t, page{"清单", append([][]any{loanColumns}, rows...)}) }
	total := func(label string, balance any) []any { return []any{label, "", balance} }
	for _, tt := range []struct {
		situation string
		data      []byte
		read      int
		differs   int
	}{
		{"a total that agrees", build(loanRow("A1", 100), loanRow("A2", 200.5), total("合计", 300.5)), 2, 0},
		{"blanks inside the word", build(loanRow("A1", 100), total("合　计：", 100)), 1, 0},
		{"a total that does not", build(loanRow("A1", 100), loanRow("A2", 200), total("合计", 301)), 2, 1},
		{"subtotals and a grand total", build(loanRow("A1", 1), total("小计", 1), loanRow("A2", 2), loanRow("A3", 3), total("小计", 5), total("总计", 6)), 3, 0},
		{"a subtotal that does not agree", build(loanRow("A1", 1), total("小计", 1), loanRow("A2", 2), total("小计", 3), total("总计", 3)), 2, 1},
		{"totals by group", build(loanRow("A1", 1), total("合计", 1), loanRow("A2", 2), total("合计", 2)), 2, 0},
		{"an English total", build(loanRow("A1", 1), total("Grand total", 1)), 1, 0},
		{"a label with the name of a group", build(loanRow("A1", 1), total("制造业小计", 1)), 1, 0},
		{"a total in another column", build(loanRow("A1", 1), []any{"", "合计", 1}), 1, 0},
		{"a rejected row counts in the total", build(loanRow("A1", 1), []any{"A2", "", 2, "5%", "2026-03-01"}, total("合计", 3)), 2, 0},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			result := read(t, "a.xlsx", tt.data, quiet)
			differs := 0
			for f := range result.Findings.All() {
				if f.Code == "row.total_differs" {
					differs++
				}
			}
			if result.RowsRead != tt.read || differs != tt.differs {
				t.Errorf("%d rows, %d totals that differ\n%s", result.RowsRead, differs, lines(result))
			}
		})
	}
	repeated := read(t, "a.xlsx", build(loanRow("A1", 1), loanRow("A1", 1), loanRow("A2", 2), total("合计", 3)), quiet)
	if !strings.Contains(lines(repeated), "agrees when rows with a repeated contract number are left out") {
		t.Errorf("no word about repeated rows:\n%s", lines(repeated))
	}
}

func TestRowsThatAreNoContracts(t *testing.T) {
	rows := [][]any{
		{"序号", "合同编号", "借款人", "未偿本金余额（元）", "年利率", "到期日", "支付时点", "备注"},
		{1, "A1", "甲公司", 1, "5%", "2026-03-01", "后付"}, {}, {" "},
		{"序号", "合同编号", "借款人", "未偿本金余额（元）", "年利率", "到期日"},
		{2, "A2", "乙公司", 1, "5%", "2026-03-01", "后付", "备注一"},
		{3}, {4},
		{"", "", "", 2},
		{"", "", "丙公司", 2},
		{"注：1. 以上数据未经审计"}, {"备注：略"}, {"本清单仅供内部使用，不得外传，违者必究；解释权归编制单位所有。"}, {"制表人：甲", "", "", "复核：乙"},
	}
	result := read(t, "a.xlsx", workbook(t, page{"清单", rows}), quiet)
	if result.RowsRead != 2 || result.Accepted != 2 {
		t.Errorf("%d rows, %d accepted\n%s", result.RowsRead, result.Accepted, lines(result))
	}
	expectFinding(t, result, tape.Finding{Severity: tape.Info, Code: "row.header", Row: 5, Seen: "序号"})
	expectFinding(t, result, tape.Finding{Severity: tape.Info, Code: "row.numbered"})
	expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "row.ignored", Row: 9, Seen: "2"})
	expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "row.ignored", Row: 10, Seen: "丙公司"})
	for row := 11; row <= 14; row++ {
		if fs := result.Findings.Row("清单", row); len(fs) != 1 || fs[0].Code != "row.note" {
			t.Errorf("row %d: %v", row, fs)
		}
	}
	if got := result.Spec.Contracts[1].Tags; len(got) != 1 || got[0] != "备注一" {
		t.Errorf("tags %v", got)
	}
}

func TestFormulas(t *testing.T) {
	data := edit(t, []page{{"清单", [][]any{append(loanColumns, "主体评级"), append(loanRow("A1", nil), "AA"), append(loanRow("A2", 100), nil), append(loanRow("A3", 100), "AA"), append(loanRow("A4", 100), "#N/A")}}}, func(f *excelize.File) {
		must(t, f.SetCellFormula("清单", "C2", "=60+40"))
		must(t, f.SetCellFormula("清单", "G3", "=VLOOKUP(1,A1:B2,2)"))
		must(t, f.SetCellValue("清单", "E4", "#REF!"))
	})
	result := read(t, "a.xlsx", data, quiet)
	expectFinding(t, result, tape.Finding{Severity: tape.Error, Code: "formula.no_value", Row: 2, Column: "C", Header: "未偿本金余额（元）"})
	expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "formula.no_value", Row: 3, Column: "G", Header: "主体评级"})
	expectFinding(t, result, tape.Finding{Severity: tape.Error, Code: "formula.error", Row: 4, Column: "E", Header: "到期日", Seen: "#REF!"})
	expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "formula.error", Row: 5, Column: "G", Header: "主体评级", Seen: "#N/A"})
	if result.Accepted != 2 {
		t.Errorf("%d accepted\n%s", result.Accepted, lines(result))
	}
}

func TestMergedCells(t *testing.T) {
	rows := [][]any{append(loanColumns, "贷款行", "行业"), append(loanRow("A1", 100), "某（上海）银行", "制造业"), {"A2", nil, nil, "5%", "2026-03-01", "后付"}, {"A3", nil, 300, "5%", "2026-03-01", "后付"}}
	data := edit(t, []page{{"清单", rows}}, func(f *excelize.File) {
		must(t, f.MergeCell("清单", "B2", "B4"))
		must(t, f.MergeCell("清单", "C2", "C3"))
		must(t, f.MergeCell("清单", "G2", "G4"))
		must(t, f.MergeCell("清单", "H2", "H4"))
	})
	result := read(t, "a.xlsx", data, quiet)
	expectFinding(t, result, tape.Finding{Severity: tape.Info, Code: "cell.merged", Row: 4, Column: "B", Header: "借款人", Taken: "甲公司"})
	// A merged amount is not an amount for each row.
	expectFinding(t, result, tape.Finding{Severity: tape.Error, Code: "balance.missing", Row: 3, Column: "C", Header: "未偿本金余额（元）"})
	if result.Accepted != 2 || result.Spec.Contracts[1].Obligors[0].Party != "甲公司" || result.Spec.Contracts[1].Creditor != "某(上海)银行" || len(result.Spec.Parties) != 2 {
		t.Errorf("%d accepted\n%s", result.Accepted, lines(result))
	}
}

// A number in a column of days is read as the day that the workbook stores by it, and told where a person who
// looks at the sheet sees a number.
func TestDaysStoredAsNumbers(t *testing.T) {
	day := excelize.Style{NumFmt: 14}
	for _, tt := range []struct {
		situation string
		number    float64
		is1904    bool
		style     *excelize.Style
		rule      string // of the finding, "" for none
		maturity  string
	}{
		{"shown as a number, days from 1900", 46082, false, nil, "date.serial_1900", "2026-03-01"},
		{"shown as a number, days from 1904", 44620, true, nil, "date.serial_1904", "2026-03-01"},
		{"shown as a day, days from 1900", 46082, false, &day, "", "2026-03-01"},
		{"shown as a day, days from 1904", 44620, true, &day, "", "2026-03-01"},
		{"shown as a Chinese day", 46082, false, &excelize.Style{CustomNumFmt: pointer(`yyyy"年"m"月"d"日"`)}, "", "2026-03-01"},
		{"shown with thousands separators", 46082, false, &excelize.Style{NumFmt: 3}, "date.serial_1900", "2026-03-01"},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			rows := [][]any{loanColumns, {"A1", "甲公司", 100, "5%", tt.number, "后付"}, {"A2", "甲公司", 200, "5%", tt.number, "后付"}}
			data := edit(t, []page{{"清单", rows}}, func(f *excelize.File) {
				must(t, f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &tt.is1904}))
				if tt.style != nil {
					id, err := f.NewStyle(tt.style)
					must(t, err)
					must(t, f.SetCellStyle("清单", "E2", "E3", id))
				}
			})
			result := read(t, "a.xlsx", data, quiet)
			if got := result.Spec.Contracts[1].Maturity.String(); got != tt.maturity {
				t.Errorf("maturity %v", got)
			}
			var rules []string
			for f := range result.Findings.All() {
				if f.Code == "date.serial" {
					rules = append(rules, f.Rule)
					if f.Severity != tape.Info || f.Row != 2 || f.Column != "E" || f.Header != "到期日" || f.Taken != tt.maturity || !strings.Contains(f.Message, "2 cells") {
						t.Errorf("%+v", f)
					}
				}
			}
			if got := strings.Join(rules, " "); got != tt.rule {
				t.Errorf("told by %q, want %q\n%s", got, tt.rule, lines(result))
			}
		})
	}
}

func pointer[T any](v T) *T { return &v }

func TestLongNumbersKeepTheirDigits(t *testing.T) {
	rows := [][]any{loanColumns, loanRow("", 12345678.9), loanRow("000123", 0.1)}
	data := edit(t, []page{{"清单", rows}}, func(f *excelize.File) { must(t, f.SetCellInt("清单", "A2", 123456789012345678)) })
	result := read(t, "a.xlsx", data, quiet)
	if c := result.Spec.Contracts; c[0].ID != "123456789012345678" || c[1].ID != "000123" || !c[0].Balance.Equal(dec("12345678.9")) {
		t.Errorf("%+v", c)
	}
}
