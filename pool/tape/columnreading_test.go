package tape_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/pool/tape"
)

// headed builds a tape of two rows under one header whose meaning is asked for.
func headed(header string, cells ...string) []byte {
	text := "封包日：2024-06-30\n单位：元\n合同编号,承租人,未偿本金余额,到期日," + header + "\n"
	for i, cell := range cells {
		text += fmt.Sprintf("A%d,第%d有限公司,100,2026-03-01,%s\n", i+1, i+1, cell)
	}
	return []byte(text)
}

func TestHowAColumnIsKnown(t *testing.T) {
	for _, tt := range []struct {
		situation, header string
		cells             [2]string
		field, by         string
		severity          tape.Severity // of the finding; 9 for none
	}{
		{"a known header", "起租日", [2]string{"2023-01-01", "2023-01-01"}, "start", "alias", 9},
		{"a known header in traditional characters", "擔保方式", [2]string{"質押", "保證"}, "security", "alias", 9},
		{"the same in other words", "年化执行利率", [2]string{"5%", "6%"}, "rate", "words", tape.Info},
		{"the same in another order, in English", "Date of Commencement", [2]string{"2023-01-01", "2023-02-01"}, "start", "words", tape.Info},
		{"an abbreviation with a stroke", "O/S Rent Receivable", [2]string{"100", "100"}, "receivable_balance", "words", tape.Info},
		{"an abbreviation with points", "Interest Rate p.a.", [2]string{"5%", "6%"}, "rate", "words", tape.Info},
		{"tiers for categories", "5-Tier Classification", [2]string{"Pass", "Special Mention"}, "class", "words", tape.Info},
		{"as the contract says", "约定起租日", [2]string{"2023-01-01", "2023-01-01"}, "start", "words", tape.Info},
		{"a word for a joint guarantee", "连带责任保证人", [2]string{"甲公司", "乙公司"}, "guarantor", "words", tape.Info},
		{"a slip in English", "Intrest Rate", [2]string{"5%", "6%"}, "rate", "spelling", tape.Warning},
		{"a slip in Chinese", "还款方试", [2]string{"等额本息", "等额本金"}, "repayment", "spelling", tape.Warning},
		{"most of the words", "客户所属地区", [2]string{"北京", "上海"}, "region", "likeness", tape.Warning},
		{"nothing but the cells: classes", "栏位3", [2]string{"正常", "关注"}, "class", "content", tape.Warning},
		{"nothing but the cells: provinces", "Column 7", [2]string{"北京市", "江苏省"}, "region", "content", tape.Warning},
		{"nothing but the cells: patents", "F9", [2]string{"ZL201810123456.5", "ZL201810123458.1"}, "ip_number", "content", tape.Warning},
		{"no header at all", "", [2]string{"质押", "保证+质押"}, "security", "content", tape.Warning},
		{"likely by header, refuted by its cells", "年化执行利率", [2]string{"北京", "上海"}, "", "", tape.Warning},
		{"one character off that changes the meaning", "已还本金", [2]string{"1", "2"}, "", "", tape.Info},
		{"a speaking header whose cells look like another field", "付款状态", [2]string{"正常", "关注"}, "", "", tape.Info},
		{"dates that may be anything", "栏位1", [2]string{"2023-01-01", "2023-02-01"}, "", "", tape.Info},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			result := read(t, "a.csv", headed(tt.header, tt.cells[0], tt.cells[1]), tape.Options{Kind: pool.KindLease})
			c := result.Columns[4]
			if c.Field != tt.field || c.By != tt.by || (c.Score > 0) != (tt.field != "") {
				t.Errorf("%+v, want %s by %s\n%s", c, tt.field, tt.by, lines(result))
			}
			severity := tape.Severity(9)
			for f := range result.Findings.All() {
				if f.Column == "E" && f.Row == 0 && strings.HasPrefix(f.Code, "column.") {
					severity = f.Severity
				}
			}
			if severity != tt.severity {
				t.Errorf("severity %v, want %v\n%s", severity, tt.severity, lines(result))
			}
		})
	}
}

// A column that is not read is listed with its letter, what it holds and what it may be.
func TestUnmappedColumnIsListedWithAlternatives(t *testing.T) {
	result := read(t, "a.csv", headed("栏位1", "2023-01-01", "2023-02-01"), tape.Options{Kind: pool.KindLease})
	c := result.Columns[4]
	if c.Letter != "E" || c.Header != "栏位1" || len(c.Samples) != 2 || len(c.Alternatives) == 0 {
		t.Fatalf("%+v", c)
	}
	fields := ""
	for _, a := range c.Alternatives {
		fields += a.Field + " "
	}
	if !strings.Contains(fields, "start") || !strings.Contains(fields, "maturity") {
		t.Errorf("alternatives %s", fields)
	}
}

func TestMissingColumnNamesWhatMayBeIt(t *testing.T) {
	e := refuse(t, "a.csv", []byte("封包日：2024-06-30\n合同编号,承租人,到期日,逾期本金余额\nA1,甲公司,2026-01-01,100\n"), tape.Options{})
	if e.Code != "column.missing" || !strings.Contains(e.Reason, `column D "逾期本金余额" may be balance`) {
		t.Errorf("%v", e)
	}
}

func TestMappingGoesBeforeTheTape(t *testing.T) {
	const text = "说明,一\n说明,二\nF1,F2,F3,F4,到期日,余额\nA1,甲公司,120,5,2026-03,7\nA2,乙公司,130,6,2026-04,8\n"
	mapping, err := tape.ReadMapping(strings.NewReader(`{"schema":"ipabs.mapping/1","header_row":3,"columns":[
		{"column":"A","field":"contract_id"},{"header":"F2","field":"obligor"},{"header":"F3","field":"balance","unit":"万元"},{"column":"D","field":"rate","unit":"permille"},{"header":"余额","field":"none"},{"header":"不在","field":"class"}],
		"conventions":{"month_only":"first_day"}}`))
	if err != nil {
		t.Fatal(err)
	}
	o := quiet
	o.Mapping = &mapping
	result := read(t, "a.csv", []byte(text), o)
	c := first(result)
	if c.ID != "A1" || c.Balance.String() != "1200000" || c.Rate.String() != "0.005" || c.Maturity.String() != "2026-03-01" {
		t.Errorf("%+v\n%s", c, lines(result))
	}
	if got := result.Columns[2]; got.By != "mapping" || got.Unit != "万元" || got.Convention != "mapping" || got.Score != 1 {
		t.Errorf("%+v", got)
	}
	expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "mapping.unused", Seen: "不在"})
	expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "date.month_settled", Row: 4, Column: "E", Header: "到期日", Seen: "2026-03", Taken: "2026-03-01"})
}

func TestMappingNamesTheSheet(t *testing.T) {
	data := workbook(t, page{"一期", [][]any{loanColumns, loanRow("A1", 100)}}, page{"二期", [][]any{loanColumns, loanRow("B1", 200)}})
	o := quiet
	o.Mapping = &tape.Mapping{Sheet: "二期"}
	if result := read(t, "a.xlsx", data, o); result.Sheet != "二期" {
		t.Errorf("sheet %s", result.Sheet)
	}
}

func TestMappingFaultsAreToldTogether(t *testing.T) {
	_, err := tape.ReadMapping(strings.NewReader(`{"schema":"ipabs.mapping/2","header_rows":5,"colour":1,
		"columns":[{"field":"balance"},{"column":"A1","field":"money"},{"header":"x","field":"balance","unit":"months"}],
		"units":{"amount":"bushels"},"conventions":{"month_only":"middle","date_order":"year_first","daily_rate_days":366,"index_rates":{"LPR1Y":"3.85"}}}`))
	expectPaths(t, err, "colour", "columns[0]", "columns[1].column", "columns[1].field", "columns[2].field", "columns[2].unit", "conventions.daily_rate_days",
		"conventions.date_order", "conventions.index_rates.LPR1Y", "conventions.month_only", "header_rows", "schema", "units.amount")
}

func TestNamesFaultsAreToldTogether(t *testing.T) {
	_, err := tape.ReadNames(strings.NewReader(`{"schema":"x","same":[{"name":"甲公司","also":["乙公司"]},{"name":"丙公司","also":["乙公司",""]},{"name":"丁公司"}],"distinct":[["甲公司","乙公司"],["戊公司"]],"more":1}`))
	expectPaths(t, err, "distinct[0]", "distinct[1]", "more", "same[1].also[0]", "same[1].also[1]", "same[2].also", "schema")
}

// expectPaths compares the paths of all faults of an error, sorted.
func expectPaths(t *testing.T, err error, want ...string) {
	t.Helper()
	var list *faults.Error
	if !errors.As(err, &list) {
		t.Fatalf("%v", err)
	}
	seen := map[string]string{}
	for _, f := range list.Faults() {
		seen[f.Path] = f.Error()
	}
	if got := sortedNames(seen); strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("paths\n%q, want\n%q\n%v", got, want, err)
	}
}

func TestFaultyMappingIsRefusedBeforeTheTapeIsRead(t *testing.T) {
	_, err := tape.Read(t.Context(), "a.csv", strings.NewReader("x"), tape.Options{Mapping: &tape.Mapping{HeaderRow: -1}, Names: &tape.Names{Distinct: [][]string{{"甲"}}}})
	expectPaths(t, err, "mapping.header_row", "names.distinct[0]")
}

func TestConfirmedNamesAreMergedEverywhere(t *testing.T) {
	list := page{"资产清单", [][]any{{"借据号", "借款人", "担保人", "贷款余额（元）", "到期日"},
		{"A1", "北京甲乙科技有限公司", "", 100, "2026-03-01"}, {"A2", "北京甲乙科技有限责任公司", "", 200, "2026-04-01"}, {"A3", "丙科技有限公司", "甲乙科技", 300, "2026-05-01"}}}
	affiliates := page{"关联方", [][]any{{"企业名称", "别名", "所属集团"}, {"北京甲乙科技有限公司", "北京甲乙科技有限责任公司、甲乙科技", "甲乙集团"}}}
	result := read(t, "a.xlsx", workbook(t, list, affiliates), quiet)
	if n := len(result.Spec.Parties); n != 2 || result.Spec.Parties[0].Group != "甲乙集团" || first(result).Obligors[0].Party != result.Spec.Contracts[1].Obligors[0].Party || result.Spec.Contracts[2].Guarantors[0] != "北京甲乙科技有限公司" {
		t.Errorf("%+v\n%s", result.Spec, lines(result))
	}
	expectFinding(t, result, tape.Finding{Severity: tape.Info, Code: "party.merged", Sheet: "资产清单", Row: 3, Column: "B", Header: "借款人", Seen: "北京甲乙科技有限责任公司", Taken: "北京甲乙科技有限公司"})
	if len(result.SimilarNames) != 0 {
		t.Errorf("%+v", result.SimilarNames)
	}
}

func TestNamesSaidToBeDistinctAreNotProposed(t *testing.T) {
	text := []byte("封包日：2024-06-30\n单位：元\n借据号,借款人,贷款余额,到期日\nA1,华夏视频传媒有限公司,100,2026-03-01\nA2,华厦视频传媒有限公司,200,2026-03-01\n")
	if n := len(read(t, "a.csv", text, tape.Options{}).SimilarNames); n != 1 {
		t.Errorf("%d proposals", n)
	}
	names := tape.Names{Distinct: [][]string{{"华夏视频传媒有限公司", "华厦视频传媒有限公司"}}}
	if n := len(read(t, "a.csv", text, tape.Options{Names: &names}).SimilarNames); n != 0 {
		t.Errorf("%d proposals", n)
	}
}

// Firms that number themselves, or differ by 甲 and 乙, are different firms.
func TestSisterFirmsAreNotProposed(t *testing.T) {
	text := "封包日：2024-06-30\n单位：元\n借据号,借款人,贷款余额,到期日\n"
	for i, name := range []string{"北京第一文化传媒有限公司", "北京第二文化传媒有限公司", "北京甲文化传媒有限公司", "北京乙文化传媒有限公司", "上海中和3号商贸有限公司", "上海中和4号商贸有限公司"} {
		text += fmt.Sprintf("A%d,%s,%d,2026-03-01\n", i, name, 100+i)
	}
	if s := read(t, "a.csv", []byte(text), tape.Options{}).SimilarNames; len(s) != 0 {
		t.Errorf("%+v", s)
	}
}
