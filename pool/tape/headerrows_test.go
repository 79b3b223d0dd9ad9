package tape_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/pool/tape"
)

// A header may have groups, groups within them, names and units. Every situation holds the same contract.
func TestHeadersOfSeveralRows(t *testing.T) {
	for _, tt := range []struct {
		situation string
		rows      [][]any
		merge     string
		fields    string // of the columns that are read, in their order
	}{
		{"three rows, merged", [][]any{
			{"序号", "合同基本信息", "", "承租人信息", "", "金额信息", "", "", "期限", ""},
			{"", "合同", "", "承租人", "", "本金", "", "利率", "起止日", ""},
			{"", "编号", "类型", "名称", "行业", "原始（万元）", "剩余（万元）", "(%)", "起租日", "到期日"},
			{1, "A1", "融资租赁", "甲公司", "制造业", 500, 300, 5.35, "2023-06-30", "2026-06-30"},
			{2, "A2", "融资租赁", "乙公司", "制造业", 600, 400, 5.35, "2023-06-30", "2026-06-30"},
		}, "A1:A3 B1:C1 D1:E1 F1:H1 I1:J1 B2:C2 D2:E2 F2:G2 I2:J2", "serial contract_id kind obligor obligor_industry original_amount balance rate start maturity"},
		{"three rows, of which most columns have one", [][]any{
			{"合同编号", "资产类型", "承租人", "债权", "", "年利率", "到期日"},
			{"", "", "", "本金（万元）", "", "", ""},
			{"", "", "", "合同金额", "余额", "", ""},
			{"A1", "融资租赁", "甲公司", 500, 300, "5.35%", "2026-06-30"},
			{"A2", "融资租赁", "乙公司", 600, 400, "5.35%", "2026-06-30"},
		}, "A1:A3 B1:B3 C1:C3 D1:E1 D2:E2 F1:F3 G1:G3", "contract_id kind obligor original_amount balance rate maturity"},
		{"three rows, not merged", [][]any{
			{"合同信息", "", "承租人信息", "债权信息", "", "", ""},
			{"合同", "", "承租人", "本金（万元）", "", "利率", "到期"},
			{"编号", "资产类型", "名称", "原始", "剩余", "（%）", "日期"},
			{"A1", "融资租赁", "甲公司", 500, 300, 5.35, "2026-06-30"},
			{"A2", "融资租赁", "乙公司", 600, 400, 5.35, "2026-06-30"},
		}, "", "contract_id kind obligor original_amount balance rate maturity"},
		{"in English, under one word", [][]any{
			{"Contract ID", "Asset type", "Lessee", "Principal (RMB 10,000)", "", "Rate", "Maturity"},
			{"", "", "", "Original", "Outstanding", "(%)", "Date"},
			{"A1", "Lease", "甲公司", 500, 300, 5.35, "2026-06-30"},
			{"A2", "Lease", "乙公司", 600, 400, 5.35, "2026-06-30"},
		}, "D1:E1", "contract_id kind obligor original_amount balance rate maturity"},
		{"a part beside its whole", [][]any{
			{"合同编号", "资产类型", "承租人", "剩余租金（万元）", "其中：本金", "其中：利息", "年利率", "到期日"},
			{"A1", "融资租赁", "甲公司", 330, 300, 30, "5.35%", "2026-06-30"},
			{"A2", "融资租赁", "乙公司", 440, 400, 40, "5.35%", "2026-06-30"},
		}, "", "contract_id kind obligor receivable_balance balance rate maturity"},
		{"parts under their whole", [][]any{
			{"合同编号", "资产类型", "承租人", "剩余租金（万元）", "", "", "年利率", "到期日"},
			{"", "", "", "合计", "其中：本金", "其中：利息", "", ""},
			{"A1", "融资租赁", "甲公司", 330, 300, 30, "5.35%", "2026-06-30"},
			{"A2", "融资租赁", "乙公司", 440, 400, 40, "5.35%", "2026-06-30"},
		}, "A1:A2 B1:B2 C1:C2 D1:F1 G1:G2 H1:H2", "contract_id kind obligor receivable_balance balance rate maturity"},
		{"a part in English", [][]any{
			{"Contract ID", "Asset type", "Lessee", "Remaining rent (RMB 10,000)", "of which: principal", "Rate", "Maturity"},
			{"A1", "Lease", "甲公司", 330, 300, "5.35%", "2026-06-30"},
			{"A2", "Lease", "乙公司", 440, 400, "5.35%", "2026-06-30"},
		}, "", "contract_id kind obligor receivable_balance balance rate maturity"},
		{"the industry of a guarantor", [][]any{
			{"合同编号", "资产类型", "承租人", "保证人", "", "余额（万元）", "年利率", "到期日"},
			{"", "", "", "名称", "行业", "", "", ""},
			{"A1", "融资租赁", "甲公司", "丙公司", "金融业", 300, "5.35%", "2026-06-30"},
			{"A2", "融资租赁", "乙公司", "丙公司", "金融业", 400, "5.35%", "2026-06-30"},
		}, "A1:A2 B1:B2 C1:C2 D1:E1 F1:F2 G1:G2 H1:H2", "contract_id kind obligor guarantor balance rate maturity"},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			data := edit(t, []page{{"资产清单", tt.rows}}, func(f *excelize.File) {
				for _, m := range strings.Fields(tt.merge) {
					from, to, _ := strings.Cut(m, ":")
					must(t, f.MergeCell("资产清单", from, to))
				}
			})
			result := read(t, "a.xlsx", data, quiet)
			var fields []string
			for _, c := range result.Columns {
				if c.Field != "" {
					fields = append(fields, c.Field)
				}
			}
			if got := strings.Join(fields, " "); got != tt.fields || result.Accepted != 2 || result.RowsRead != 2 {
				t.Fatalf("%d of %d accepted, columns %s\n%s", result.Accepted, result.RowsRead, got, lines(result))
			}
			c := result.Spec.Contracts[1]
			if c.ID != "A2" || !c.Balance.Equal(dec("4000000")) || c.OriginalAmount != nil && !c.OriginalAmount.Equal(dec("6000000")) || c.ReceivableBalance != nil && !c.ReceivableBalance.Equal(dec("4400000")) || !c.Rate.Equal(dec("0.0535")) {
				t.Errorf("%+v", c)
			}
		})
	}
}

// Headers as other desks write them.
func TestHeadersOfOtherDesks(t *testing.T) {
	for _, tt := range []struct{ situation, header string }{
		{"with line breaks", "\"借据\n编号\",\"借款人\n名称\",\"贷款余额\n（元）\",\"到期\n日期\""},
		{"spread by blanks", "借 据 号,借 款 人, 贷款余额 (元) ,到 期 日"},
		{"with stars and notes", "*借据号,借款人名称*,贷款余额（元）【必填】,到期日（选填）"},
		{"numbered", "1.借据号,2、借款人名称,（3）贷款余额（元）,④到期日"},
		{"in traditional characters", "借據號,借款人名稱,貸款餘額（元）,到期日"},
		{"in two languages", "借据号 Loan No.,借款人 Borrower,贷款余额 Balance (RMB),到期日 Maturity"},
		{"with the day of the balance", "借据号,借款人,截至2024年6月30日贷款余额（元）,到期日"},
		{"of a leasing firm", "售后回租合同编号,承租单位名称,未收回本金（元）,租赁期届满日"},
		{"of a factor", "保理合同编号,付款义务人,应收账款净额（元）,预计回款日"},
		{"of a licensor", "专利许可合同号,专利客户名称,未收许可费（元）,许可期终止日"},
		{"of a bank", "主合同编号,用信主体,贷款本金余额（元）,最后一期还款日"},
		{"of an English desk", "Facility ID,Name of borrower,UPB (RMB),Final instalment date"},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			data := "封包日：2024年6月30日\n" + tt.header + "\nA1,甲公司,100,2026-06-30\nA2,乙公司,200,2026-06-30\n"
			if strings.Contains(tt.header, "2024年") {
				data = strings.TrimPrefix(data, "封包日：2024年6月30日\n")
			}
			o := quiet
			o.AsOf, o.Kind = 0, 0
			result := read(t, "a.csv", []byte(data), o)
			if result.Accepted != 2 || !result.Spec.Contracts[1].Balance.Equal(dec("200")) || result.Spec.AsOf != asOf {
				t.Errorf("%d accepted, %+v\n%s", result.Accepted, result.Columns, lines(result))
			}
		})
	}
}

// Rows below the header that are no contracts, and are told as what they are.
func TestRowsBesideContracts(t *testing.T) {
	header := []any{"借据号", "借款人名称", "贷款余额（元）", "执行年利率", "到期日"}
	one := []any{"J-1", "甲公司", 100, "5%", "2026-03-01"}
	two := []any{"J-2", "乙公司", 200, "5%", "2026-03-01"}
	for _, tt := range []struct {
		situation string
		rows      [][]any
		code      string
		severity  tape.Severity
		row       int
	}{
		{"the header in the other language below", [][]any{header, {"Loan No.", "Borrower", "Balance (RMB)", "Interest rate", "Maturity date"}, one, two}, "row.header", tape.Info, 2},
		{"the header in the other language above", [][]any{{"Loan No.", "Borrower", "Balance (RMB)", "Interest rate", "Maturity date"}, header, one, two}, "row.header", tape.Info, 2},
		{"letters of the columns", [][]any{header, {"A", "B", "C", "D", "E"}, one, two}, "row.header", tape.Info, 2},
		{"numbers of the columns", [][]any{header, {1, 2, 3, 4, 5}, one, two}, "row.header", tape.Info, 2},
		{"what to write into the columns", [][]any{header, {"填写借据编号", "营业执照全称", "精确到分", "如5.35%", "YYYY-MM-DD"}, one, two}, "row.example", tape.Info, 2},
		{"a total above the rows", [][]any{header, {"合计", nil, 300}, one, two}, "row.total", tape.Info, 2},
		{"a total above the rows that differs", [][]any{header, {"合计", nil, 301}, one, two}, "row.total_differs", tape.Warning, 2},
		{"a seal", [][]any{header, one, two, {nil, "某融资租赁有限公司（盖章）"}}, "row.note", tape.Info, 4},
		{"the firm and the day, to the right", [][]any{header, one, two, {}, {nil, nil, nil, "浙江某银行股份有限公司"}}, "row.note", tape.Info, 5},
		{"a table with other columns", [][]any{header, one, two, {}, {"合同编号", "客户", "金额", "结清日期"}, {"X-1", "旧公司", 100, "2023-01-01"}}, "row.other_table", tape.Error, 5},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			result := read(t, "a.xlsx", workbook(t, page{"清单", tt.rows}), quiet)
			if result.Accepted != 2 || result.RowsRead != 2 {
				t.Errorf("%d of %d accepted\n%s", result.Accepted, result.RowsRead, lines(result))
			}
			for f := range result.Findings.All() {
				if f.Row == tt.row && f.Code == tt.code && f.Severity == tt.severity {
					return
				}
			}
			t.Errorf("no %s in row %d\n%s", tt.code, tt.row, lines(result))
		})
	}
}

// A small file that names a million rights is refused before they are made.
func TestAMillionRightsInASmallFile(t *testing.T) {
	var text strings.Builder
	text.WriteString("借据号,借款人,贷款余额（元）,到期日,注册号\n")
	for i := range 12 {
		fmt.Fprintf(&text, "A%d,甲公司,100,2026-03-01,", i)
		for j := range 1000 {
			fmt.Fprintf(&text, "第%d-%d号、", 1_000_000+i*100_000+j*100, 1_000_099+i*100_000+j*100)
		}
		text.WriteString("\n")
	}
	data := []byte(text.String())
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	e := refuse(t, "a.csv", data, quiet)
	runtime.ReadMemStats(&after)
	if e.Code != "limit.rights" {
		t.Errorf("%v", e)
	}
	if made := (after.TotalAlloc - before.TotalAlloc) >> 20; made > 1000 {
		t.Errorf("%d MiB were made to read %d kB", made, len(data)>>10)
	}
	sheet := page{"权利清单", [][]any{{"合同编号", "权利类型", "登记号"}}}
	for i := range 12 {
		sheet.rows = append(sheet.rows, []any{"A1", "商标", strings.Split(strings.Split(text.String(), "\n")[i+1], ",")[4]})
	}
	if e := refuse(t, "a.xlsx", workbook(t, page{"清单", [][]any{{"借据号", "借款人", "贷款余额（元）", "到期日"}, {"A1", "甲公司", 100, "2026-03-01"}}}, sheet), quiet); e.Code != "limit.rights" {
		t.Errorf("on the sheet of rights: %v", e)
	}
}

// Whether there are too many rights does not depend on the order of the rows, also where rights repeat.
func TestRepeatedRightsCountWhereTheyStand(t *testing.T) {
	const head = "借据号,借款人,贷款余额（元）,到期日,注册号\n"
	repeated, single := "A1,甲公司,100,2026-03-01,第1000001-1000090号、第1000001-1000090号\n", "A2,甲公司,200,2026-03-01,第2000001-2000090号\n"
	o := quiet
	for _, text := range []string{head + repeated + single, head + single + repeated} {
		o.Limits.Rights = 270
		if result := read(t, "a.csv", []byte(text), o); len(result.Spec.Rights) != 180 {
			t.Errorf("%d rights", len(result.Spec.Rights))
		}
		o.Limits.Rights = 269
		if e := refuse(t, "a.csv", []byte(text), o); e.Code != "limit.rights" {
			t.Errorf("%v", e)
		}
	}
}

// The number of an invoice stands in for that of a contract where there is none.
func TestInvoiceNumbers(t *testing.T) {
	o := quiet
	o.Kind = pool.KindReceivable
	for _, tt := range []struct{ situation, header, id, unread string }{
		{"in English", "Invoice number,Debtor,Balance (CNY),Due date,Supplier", "A1", ""},
		{"in Chinese", "发票号码,债务人,应收账款余额（元）,到期日,供应商", "A1", ""},
		{"beside the number of the contract", "Invoice No.,Debtor,Balance (CNY),Due date,Contract ID", "B1", "Invoice No."},
		{"beside a number in other words", "发票号,债务人,应收账款余额（元）,到期日,应收账款合同的编号", "B1", "发票号"},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			result := read(t, "a.csv", []byte(tt.header+"\nA1,甲公司,100,2026-03-01,B1\n"), o)
			if got := result.Spec.Contracts[0].ID; got != tt.id {
				t.Errorf("the contract is %s, want %s\n%s", got, tt.id, lines(result))
			}
			for f := range result.Findings.All() {
				if (f.Code == "column.unused") != (tt.unread != "" && f.Seen == tt.unread) && (f.Code == "column.unused" || f.Code == "column.duplicate") {
					t.Errorf("%v", f)
				}
			}
		})
	}
	result := read(t, "a.csv", []byte("应收账款编号,债务人,应收账款余额（元）,到期日,转让价款总额（元）\nA1,甲公司,100,2026-03-01,90\n"), o)
	if got := result.Spec.Contracts[0].Receivable.Advance; got == nil || !got.Equal(dec("90")) {
		t.Errorf("转让价款总额 is %v\n%s", got, lines(result))
	}
}

// One cell of a few characters can name many rights.
func TestRightsAreBounded(t *testing.T) {
	data := []byte("借据号,借款人,贷款余额（元）,到期日,注册号\nA1,甲公司,100,2026-03-01,第1000001-1000090号\nA2,甲公司,100,2026-03-02,第2000001-2000090号\n")
	o := quiet
	o.Limits.Rights = 180
	if result := read(t, "a.csv", data, o); len(result.Spec.Rights) != 180 {
		t.Errorf("%d rights", len(result.Spec.Rights))
	}
	o.Limits.Rights = 179
	if e := refuse(t, "a.csv", data, o); e.Code != "limit.rights" {
		t.Errorf("%v", e)
	}
}
