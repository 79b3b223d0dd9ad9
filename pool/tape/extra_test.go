package tape_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/pool/tape"
)

func TestSheetOfRights(t *testing.T) {
	list := page{"资产清单", [][]any{append(loanColumns, "质押物"), append(loanRow("A1", 100), "某专利包"), loanRow("A2", 200)}}
	rights := page{"权利清单", [][]any{
		{"权利清单（单位：万元）"},
		{"合同编号", "权利名称", "权利类型", "登记号/专利号", "权利人", "申请日", "到期日", "评估价值", "评估日", "法律状态", "评估机构"},
		{"A1", "一种装置", "发明专利", "ZL200310119651.4", "甲公司", "2003-12-01", "2033-12-01", 150, "2024-01-31", "有效", "某评估"},
		{"A1", "某软件", "软件著作权", "2018SR123456", "甲公司", "", "", 50, "", "", ""},
		{"A1", "某系列", "商标", "", "甲公司", "", "", "", "", "", ""},
		{"A2", "一种装置", "发明专利", "200310119651", "甲公司", "2003-12-01", "2033-12-01", 150, "", "有效", ""},
		{"A2", "坏日子", "专利", "ZL201820123456.0", "", "2018-02-30", "", "", "", "", ""},
		{"A9", "无主", "商标", "123", "", "", "", "", "", "", ""},
		{"合计", "", "", "", "", "", "", 350},
	}}
	result := read(t, "a.xlsx", workbook(t, list, rights), quiet)
	want := []pool.RightSpec{
		{ID: "200310119651", Type: pool.Invention, Title: "一种装置", Number: "ZL200310119651.4", Owner: "甲公司", Filed: calendar.MustNew(2003, 12, 1), Expires: calendar.MustNew(2033, 12, 1), Status: pool.Valid, Appraisal: opt("1500000"), AppraisalDate: calendar.MustNew(2024, 1, 31), Appraiser: "某评估"},
		{ID: "2018SR123456", Type: pool.Software, Title: "某软件", Number: "2018SR123456", Owner: "甲公司", Appraisal: opt("500000")},
		{ID: "A1/ip3", Type: pool.Trademark, Title: "某系列", Owner: "甲公司"},
	}
	if diff := cmp.Diff(want, result.Spec.Rights, same); diff != "" {
		t.Errorf("rights (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([][]string{{"200310119651", "2018SR123456", "A1/ip3"}, {"200310119651"}}, [][]string{result.Spec.Contracts[0].Rights, result.Spec.Contracts[1].Rights}); diff != "" {
		t.Errorf("rights of contracts (-want +got):\n%s", diff)
	}
	expectFinding(t, result, tape.Finding{Severity: tape.Info, Code: "right.sheet_taken", Sheet: "资产清单", Row: 2, Column: "G", Header: "质押物", Seen: "某专利包"})
	expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "right.shared", Sheet: "权利清单", Row: 6, Column: "D", Header: "登记号/专利号", Seen: "200310119651", Taken: "200310119651"})
	expectFinding(t, result, tape.Finding{Severity: tape.Error, Code: "date.invalid", Sheet: "权利清单", Row: 7, Column: "F", Header: "申请日", Seen: "2018-02-30"})
	expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "right.contract_unknown", Sheet: "权利清单", Row: 8, Column: "A", Header: "合同编号", Seen: "A9"})
	if result.RowsRead != 2 || result.Accepted != 2 {
		t.Errorf("%d rows, %d accepted", result.RowsRead, result.Accepted)
	}
}

func TestRightsOfTheRow(t *testing.T) {
	header := []any{"合同编号", "借款人", "未偿本金余额（元）", "到期日", "质押物", "质押物类型", "专利号", "质押物数量", "评估价值", "专利到期日", "专利申请日"}
	row := func(id string, cells ...any) []any { return append([]any{id, "甲公司", 1, "2026-03-01"}, cells...) }
	result := read(t, "a.xlsx", workbook(t, page{"清单", [][]any{
		header,
		row("A1", "一种装置", "发明", "ZL200310119651.4", 1, 10, "2033-01-01"),
		row("A2", "装置甲、装置乙", "", "ZL200310119652.9、ZL201820123456.0", 2, "", ""),
		row("A3", "装置丙等", "专利", "ZL200310119653.3、ZL201820123457.5", "", 20.01, ""),
		row("A6", "", "发明、实用新型", "ZL201510123459.8（装置丁）\nZL201520123456.7（装置戊）", "", "7；5", "", "2015-01-02、2015-03-04"),
		row("A7", "", "发明", "ZL201610123456.0等5项", "", "", ""),
		row("A4", "一种方法等51项", "专利", "", "", "", ""),
		row("A5", "", "", "", "", "", ""),
	}}), quiet)
	want := []pool.RightSpec{
		{ID: "200310119651", Type: pool.Invention, Title: "一种装置", Number: "ZL200310119651.4", Count: 0, Appraisal: opt("10"), Expires: calendar.MustNew(2033, 1, 1)},
		{ID: "200310119652", Type: pool.Invention, Title: "装置甲", Number: "ZL200310119652.9"},
		{ID: "201820123456", Type: pool.UtilityModel, Title: "装置乙", Number: "ZL201820123456.0"},
		// One value for two numbers: each is known by its own, and has an even part, with a warning.
		{ID: "200310119653", Type: pool.Invention, Title: "装置丙等", Number: "ZL200310119653.3", Appraisal: opt("10.01")},
		{ID: "201820123457", Type: pool.UtilityModel, Title: "装置丙等", Number: "ZL201820123457.5", Appraisal: opt("10")},
		// Those that are counted and not numbered are one bundle beside the one that is.
		{ID: "201510123459", Type: pool.Invention, Title: "装置丁", Number: "ZL201510123459.8", Filed: calendar.MustNew(2015, 1, 2), Appraisal: opt("7")},
		{ID: "201520123456", Type: pool.UtilityModel, Title: "装置戊", Number: "ZL201520123456.7", Filed: calendar.MustNew(2015, 3, 4), Appraisal: opt("5")},
		{ID: "201610123456", Type: pool.Invention, Number: "ZL201610123456.0"},
		{ID: "A7/ip", Type: pool.Invention, Count: 4},
		{ID: "A4/ip", Type: pool.Patent, Title: "一种方法等51项", Count: 51},
	}
	if diff := cmp.Diff(want, result.Spec.Rights, same); diff != "" {
		t.Errorf("rights (-want +got):\n%s", diff)
	}
	expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "right.value_divided", Row: 4, Column: "I", Header: "评估价值", Seen: "20.01", Taken: "20.01"})
	if n := len(result.Spec.Contracts[6].Rights); n != 0 {
		t.Errorf("a contract without rights has %d", n)
	}
}

func TestSheetOfInstalments(t *testing.T) {
	list := page{"资产清单", [][]any{append(loanColumns, "还款方式"), append(loanRow("A1", 100), "不规则"), append(loanRow("A2", 50), ""), append(loanRow("A3", 10), "等额本息"), append(loanRow("A4", 10), "不规则"), append(loanRow("A5", 10), "不规则"), append(loanRow("A6", 10), "不规则"), append(loanRow("A7", 10), "不规则")}}
	plan := page{"还款计划", [][]any{
		{"合同编号", "期数", "还款日", "应还金额", "应还本金", "应还利息"},
		{"A1", 2, "2025-06-30", 60, 55, 5},
		{"A1", 1, "2024-12-31", 50, 45, 5},
		{"A1", 0, "2024-06-30", 50, 45, 5},
		{"A2", 1, "2025-06-30", "55.00", 50, 5},
		{"A3", 1, "2025-06-30", 11, 10, 1},
		{"A4", 1, "2025-06-30", "", 10, 1},
		{"A5", 1, "2025-06-30", 9, 9, 0},
		{"A9", 1, "2025-06-30", 1, 1, 0},
		{"A6", 1, "2025-06-30", 20, 20, 0},
		{"A6", 2, "2026-06-30", 20, 20, 0},
		{"A7", 1, "2025-06-30", 20, 20, 0},
		{"A7", 2, "2025-06-30", -5, -5, 0},
	}}
	result := read(t, "a.xlsx", workbook(t, list, plan), quiet)
	want := []pool.InstalmentSpec{{Date: calendar.MustNew(2024, 12, 31), Payment: opt("50")}, {Date: calendar.MustNew(2025, 6, 30), Payment: opt("60")}}
	if diff := cmp.Diff(want, result.Spec.Contracts[0].Microloan.Repayment.Table, same); diff != "" {
		t.Errorf("table (-want +got):\n%s\n%s", diff, lines(result))
	}
	if got := result.Spec.Contracts[1].Microloan.Repayment; got.Form != pool.Irregular || len(got.Table) != 1 {
		t.Errorf("%+v", got)
	}
	if got := result.Spec.Contracts[2].Microloan.Repayment; got.Form != pool.Level || len(got.Table) != 0 {
		t.Errorf("%+v", got)
	}
	expectFinding(t, result, tape.Finding{Severity: tape.Info, Code: "instalment.past", Sheet: "还款计划", Row: 4, Column: "C", Header: "还款日", Seen: "2024-06-30"})
	expectFinding(t, result, tape.Finding{Severity: tape.Info, Code: "repayment.from_table", Sheet: "资产清单", Row: 3, Column: "G", Header: "还款方式", Taken: "irregular"})
	expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "repayment.table", Sheet: "资产清单", Row: 4, Column: "G", Header: "还款方式", Seen: "等额本息", Taken: "level"})
	expectFinding(t, result, tape.Finding{Severity: tape.Error, Code: "instalment.amount", Sheet: "还款计划", Row: 7, Column: "D", Header: "应还金额"})
	expectFinding(t, result, tape.Finding{Severity: tape.Error, Code: "instalment.broken", Sheet: "资产清单", Row: 5, Column: "A", Header: "合同编号", Seen: "A4"})
	// Payments that sum to less than the balance are refused where the form stands.
	expectFinding(t, result, tape.Finding{Severity: tape.Error, Code: "contract.inconsistent", Sheet: "资产清单", Row: 6, Column: "G", Header: "还款方式", Seen: "不规则"})
	expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "instalment.contract_unknown", Sheet: "还款计划", Row: 9, Column: "A", Header: "合同编号", Seen: "A9"})
	// What is wrong with one instalment is told at its row.
	expectFinding(t, result, tape.Finding{Severity: tape.Error, Code: "instalment.inconsistent", Sheet: "还款计划", Row: 11, Column: "C", Header: "还款日", Seen: "2026-06-30"})
	expectFinding(t, result, tape.Finding{Severity: tape.Error, Code: "instalment.inconsistent", Sheet: "还款计划", Row: 13, Column: "C", Header: "还款日", Seen: "2025-06-30"})
	expectFinding(t, result, tape.Finding{Severity: tape.Error, Code: "instalment.out_of_range", Sheet: "还款计划", Row: 13, Column: "D", Header: "应还金额", Seen: "-5"})
	if result.Accepted != 3 || result.Rejected != 4 {
		t.Errorf("%d accepted, %d rejected\n%s", result.Accepted, result.Rejected, lines(result))
	}
}

func TestSheetOfPrincipalInstalments(t *testing.T) {
	list := page{"资产清单", [][]any{append(loanColumns, "还款方式"), append(loanRow("A1", 100), "不规则")}}
	plan := page{"租金表", [][]any{{"合同编号", "日期", "本金"}, {"A1", "2025-06-30", 40}, {"A1", "2025-12-31", 60}}}
	result := read(t, "a.xlsx", workbook(t, list, plan), quiet)
	want := []pool.InstalmentSpec{{Date: calendar.MustNew(2025, 6, 30), Principal: opt("40")}, {Date: calendar.MustNew(2025, 12, 31), Principal: opt("60")}}
	if diff := cmp.Diff(want, result.Spec.Contracts[0].Microloan.Repayment.Table, same); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
}

func TestSheetOfAffiliates(t *testing.T) {
	list := page{"资产清单", [][]any{append(loanColumns, "所属集团"), append(loanRow("A1", 100), "另一集团"), {"A2", "乙（北京）公司", 1, "5%", "2026-03-01", "后付"}}}
	groups := page{"关联方", [][]any{{"企业名称", "集团"}, {"甲公司", "甲集团"}, {"乙(北京)公司", "甲集团"}, {"丙公司", "甲集团"}, {"乙（北京）公司", "乙集团"}}}
	result := read(t, "a.xlsx", workbook(t, list, groups), quiet)
	want := []pool.PartySpec{{ID: "甲公司", Group: "另一集团"}, {ID: "乙(北京)公司", Name: "乙（北京）公司", Group: "甲集团"}}
	if diff := cmp.Diff(want, result.Spec.Parties, same); diff != "" {
		t.Errorf("parties (-want +got):\n%s", diff)
	}
	expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "party.differs", Sheet: "关联方", Row: 2, Column: "B", Header: "集团", Seen: "甲集团", Taken: "另一集团"})
	expectFinding(t, result, tape.Finding{Severity: tape.Info, Code: "affiliate.unknown", Sheet: "关联方", Row: 4, Column: "A", Header: "企业名称", Seen: "丙公司"})
	expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "party.differs", Sheet: "关联方", Row: 5, Column: "B", Header: "集团", Seen: "乙集团", Taken: "甲集团"})
}

func TestExtraRowsThatSayTooLittle(t *testing.T) {
	list := page{"资产清单", [][]any{append(loanColumns, "还款方式"), append(loanRow("A1", 100), "等额本息")}}
	groups := page{"关联方", [][]any{{"企业名称", "集团", "备注"}, {"", "甲集团", "x"}, {"甲公司", "", "x"}, {"甲公司", "甲集团"}, {"备注：略"}}}
	rights := page{"权利清单", [][]any{{"合同编号", "权利名称", "权利类型", "专利号"}, {"", "某专利", "专利", ""}, {"A1", "某专利", "发明", "ZL200310119651.4"}, {"A1", "某专利", "发明", "200310119651"}}}
	plan := page{"还款计划", [][]any{{"合同编号", "日期", "租金"}, {"A1", "", 5}, {"", "2026-01-01", 5}}}
	result := read(t, "a.xlsx", workbook(t, list, groups, rights, plan), quiet)
	expectFinding(t, result, tape.Finding{Severity: tape.Error, Code: "affiliate.party", Sheet: "关联方", Row: 2, Column: "A", Header: "企业名称"})
	expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "affiliate.group", Sheet: "关联方", Row: 3, Column: "B", Header: "集团"})
	expectFinding(t, result, tape.Finding{Severity: tape.Error, Code: "contract.missing_id", Sheet: "权利清单", Row: 2, Column: "A", Header: "合同编号"})
	expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "right.repeated", Sheet: "权利清单", Row: 4, Column: "D", Header: "专利号", Seen: "200310119651"})
	expectFinding(t, result, tape.Finding{Severity: tape.Error, Code: "instalment.date", Sheet: "还款计划", Row: 2, Column: "B", Header: "日期"})
	expectFinding(t, result, tape.Finding{Severity: tape.Error, Code: "contract.missing_id", Sheet: "还款计划", Row: 3, Column: "A", Header: "合同编号"})
	if result.Accepted != 1 || result.Spec.Parties[0].Group != "甲集团" || len(result.Spec.Rights) != 1 {
		t.Errorf("%+v\n%s", result.Spec, lines(result))
	}
}

// A right that Resolve refuses takes every contract that rests on it along.
func TestRefusedRightOfTwoContracts(t *testing.T) {
	list := page{"资产清单", [][]any{loanColumns, loanRow("A1", 100), loanRow("A2", 200), loanRow("A3", 300)}}
	rights := page{"权利清单", [][]any{{"合同编号", "权利名称", "权利类型", "专利号", "申请日", "到期日"}, {"A1", "某专利", "发明", "ZL200310119651.4", "2020-01-01", "2019-01-01"}, {"A2", "某专利", "发明", "ZL200310119651.4", "2020-01-01", "2019-01-01"}}}
	result := read(t, "a.xlsx", workbook(t, list, rights), quiet)
	expectFinding(t, result, tape.Finding{Severity: tape.Error, Code: "right.inconsistent", Sheet: "权利清单", Row: 2, Column: "F", Header: "到期日", Seen: "2019-01-01"})
	for row := 2; row <= 3; row++ {
		if fs := result.Findings.Row("资产清单", row); len(fs) != 1 || fs[0].Code != "right.refused" {
			t.Errorf("row %d: %v", row, fs)
		}
	}
	if result.Accepted != 1 || result.Rejected != 2 {
		t.Errorf("%d accepted, %d rejected\n%s", result.Accepted, result.Rejected, lines(result))
	}
}

func TestEnglishExtraSheets(t *testing.T) {
	list := page{"Loans", [][]any{{"Contract ID", "Borrower", "Balance (CNY)", "Rate", "Maturity", "Repayment", "Timing"}, {"A1", "Alpha Ltd.", 100, "5%", "2026-03-01", "irregular", "arrears"}}}
	rights := page{"Rights", [][]any{{"Contract ID", "Title", "Type", "Number", "Owner", "Filed", "Expires", "Appraisal"}, {"A1", "Device", "utility model", "ZL201820123456.0", "Alpha Ltd.", "2018-01-31", "2028-01-31", 1000}}}
	plan := page{"Instalments", [][]any{{"Contract ID", "Date", "Payment"}, {"A1", "2025-06-30", 110}}}
	groups := page{"Affiliates", [][]any{{"Party", "Group"}, {"Alpha Ltd.", "Alpha group"}}}
	result := read(t, "a.xlsx", workbook(t, groups, plan, rights, list), quiet)
	if result.Sheet != "Loans" || result.Accepted != 1 || result.Findings.Count(tape.Error)+result.Findings.Count(tape.Warning) != 0 {
		t.Fatalf("sheet %s, %d accepted\n%s", result.Sheet, result.Accepted, lines(result))
	}
	c, r, p := result.Spec.Contracts[0], result.Spec.Rights[0], result.Spec.Parties[0]
	if len(c.Microloan.Repayment.Table) != 1 || r.Type != pool.UtilityModel || r.ID != "201820123456" || p.Group != "Alpha group" {
		t.Errorf("%+v\n%+v\n%+v", c, r, p)
	}
}
