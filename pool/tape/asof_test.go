package tape_test

import (
	"strings"
	"testing"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/pool/tape"
)

// sure is quiet without the cut-off date.
var sure = tape.Options{Currency: money.CNY, Kind: pool.KindMicroloan}

func TestCutOffDateInTitles(t *testing.T) {
	for _, title := range [][]any{
		{"封包日：2024年6月30日"}, {"（截至2024-06-30）"}, {"基准日", "", "2024/6/30"}, {"基准日", 45473}, {"数据提取日: 20240630"}, {"资产清单（截至二〇二四年六月三十日）"},
		{"基准日为2024年6月30日，单位：元"}, {"As of 30-Jun-2024"}, {"Cut-off date: June 30, 2024"}, {"初始起算日：2024.6.30"}, {"截止日期：２０２４年６月３０日"},
	} {
		p := page{"清单", [][]any{{"某计划资产清单"}, title, loanColumns, loanRow("A1", 100)}}
		result := read(t, "a.xlsx", workbook(t, p), sure)
		if got := result.Pool.AsOf(); got != asOf {
			t.Errorf("%v: as of %v", title, got)
		}
		if fs := result.Findings.Row("清单", 2); len(fs) != 1 || fs[0].Code != "as_of.read" || fs[0].Taken != "2024-06-30" {
			t.Errorf("%v: %v", title, fs)
		}
	}
}

func TestCutOffDateInAColumn(t *testing.T) {
	header := loanHeader + ",封包日"
	result := read(t, "a.csv", loans(header, "A1,甲公司,100,5%,2026-03-01,后付,2024-06-30", "A2,甲公司,100,5%,2026-03-01,后付,"), sure)
	expectFinding(t, result, tape.Finding{Severity: tape.Info, Code: "as_of.read", Row: 2, Column: "G", Header: "封包日", Seen: "2024-06-30", Taken: "2024-06-30"})
	e := refuse(t, "a.csv", loans(header, "A1,甲公司,100,5%,2026-03-01,后付,2024-06-30", "A2,甲公司,100,5%,2026-03-01,后付,2024-03-31"), sure)
	if e.Code != "as_of.ambiguous" || !strings.Contains(e.Reason, "2024-06-30, 2024-03-31") {
		t.Errorf("%v", e)
	}
}

func TestCutOffDateAskedForWins(t *testing.T) {
	o := quiet
	o.AsOf = calendar.MustNew(2024, 3, 31)
	p := page{"清单", [][]any{{"封包日：2024年6月30日"}, loanColumns, loanRow("A1", 100)}}
	result := read(t, "a.xlsx", workbook(t, p), o)
	expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "as_of.conflict", Row: 1, Column: "A", Seen: "封包日：2024年6月30日", Taken: "2024-03-31"})
	if result.Pool.AsOf() != o.AsOf {
		t.Errorf("as of %v", result.Pool.AsOf())
	}
	o.AsOf = asOf
	if result := read(t, "a.xlsx", workbook(t, p), o); result.Findings.Count(tape.Warning) != 0 {
		t.Errorf("a warning although both agree:\n%s", lines(result))
	}
}

func TestCutOffDateImpliedByEveryRow(t *testing.T) {
	header := loanHeader + ",剩余期限（月）"
	result := read(t, "a.csv", loans(header, "A1,甲公司,100,5%,2026-02-28,后付,20", "A2,甲公司,100,5%,2025-07-15,后付,12个月15天"), sure)
	expectFinding(t, result, tape.Finding{Severity: tape.Info, Code: "as_of.inferred", Taken: "2024-06-30"})

	for situation, rows := range map[string][]string{
		"rows that disagree":            {"A1,甲公司,100,5%,2026-02-15,后付,20", "A2,甲公司,100,5%,2025-07-16,后付,12"},
		"a row without a term":          {"A1,甲公司,100,5%,2026-02-15,后付,20", "A2,甲公司,100,5%,2025-06-15,后付,-"},
		"several days fit (end of Feb)": {"A1,甲公司,100,5%,2026-02-28,后付,20"},
		"terms with decimals":           {"A1,甲公司,100,5%,2026-02-15,后付,20.5"},
		"no terms":                      {"A1,甲公司,100,5%,2026-02-15,后付,"},
	} {
		if e := refuse(t, "a.csv", loans(header, rows...), sure); e.Code != "as_of.missing" || !strings.Contains(e.Advice, "封包日") {
			t.Errorf("%s: %v", situation, e)
		}
	}
}

func TestCurrency(t *testing.T) {
	o := tape.Options{AsOf: asOf, Kind: pool.KindMicroloan}
	build := func(title, header string, row ...any) []byte {
		return workbook(t, page{"清单", [][]any{{title}, {"合同编号", "借款人", header, "到期日", "币种"}, append([]any{"A1", "甲公司", 100, "2026-03-01"}, row...)}})
	}
	for _, tt := range []struct {
		situation string
		data      []byte
		want      money.Currency
		codes     string
	}{
		{"a column", build("清单", "余额（元）", "人民币"), money.CNY, ""},
		{"a title", build("清单 币种：美元", "余额"), money.USD, "amount.unit_assumed"},
		{"a title with more behind", build("币种：人民币,金额单位见各列", "余额"), money.CNY, "amount.unit_assumed"},
		{"an English title", build("Currency: HKD", "余额"), money.HKD, "amount.unit_assumed"},
		{"a unit in the title", build("单位：万美元", "余额"), money.USD, ""},
		{"a unit in a header", build("清单", "余额（港元）"), money.HKD, ""},
		{"nothing", build("清单", "余额"), money.CNY, "currency.assumed amount.unit_assumed"},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			result := read(t, "a.xlsx", tt.data, o)
			if got := result.Pool.Currency(); got != tt.want {
				t.Errorf("%v, want %v\n%s", got, tt.want, lines(result))
			}
			for _, code := range []string{"currency.assumed", "amount.unit_assumed"} {
				if said := strings.Contains(lines(result), "["+code+"]"); said != strings.Contains(tt.codes, code) {
					t.Errorf("%s is said: %t\n%s", code, said, lines(result))
				}
			}
		})
	}
	o.Currency = money.CNY
	if e := refuse(t, "a.xlsx", build("单位：万美元", "余额"), o); e.Code != "currency.conflict" {
		t.Errorf("%v", e)
	}
	mixed := workbook(t, page{"清单", [][]any{{"合同编号", "借款人", "余额（元）", "到期日", "币种"}, {"A1", "甲公司", 1, "2026-03-01", "人民币"}, {"A2", "甲公司", 1, "2026-03-01", "USD"}}})
	result := read(t, "a.xlsx", mixed, tape.Options{AsOf: asOf, Kind: pool.KindMicroloan})
	expectFinding(t, result, tape.Finding{Severity: tape.Error, Code: "currency.mixed", Row: 3, Column: "E", Header: "币种", Seen: "USD"})
}

func TestKindByHeaders(t *testing.T) {
	o := tape.Options{AsOf: asOf, Currency: money.CNY}
	for header, want := range map[string]pool.Kind{
		"合同编号,承租人,出租人,未偿本金余额,到期日":                            pool.KindLease,
		"合同编号,债务人,供应商,余额,到期日":                                pool.KindReceivable,
		"合同编号,借款人,经办机构,余额,到期日":                               pool.KindMicroloan,
		"合同编号,被许可人,许可人,余额,到期日":                               pool.KindSublicense,
		"Contract ID,Lessee,Lessor,Balance,Maturity":         pool.KindLease,
		"Loan ID,Borrower,Servicer,Current Balance,Maturity": pool.KindMicroloan, // no rent in a current balance
		"Contract ID,Debtor,Supplier,Balance,Due date":       pool.KindReceivable,
		"Contract ID,Borrower,Lender,Balance,Maturity":       pool.KindMicroloan,
		"Contract ID,Sub-licensee,Licensor,Balance,Maturity": pool.KindSublicense,
	} {
		result := read(t, "a.csv", []byte(header+"\nA1,甲公司,乙公司,100,2026-03-01\n"), o)
		if got := result.Pool.Contract(0).Kind(); got != want {
			t.Errorf("%s is %v, want %v", header, got, want)
		}
		expectFinding(t, result, findKindFinding(result, want))
	}
	if e := refuse(t, "a.csv", []byte("合同编号,企业名称,余额,到期日\nA1,甲公司,100,2026-03-01\n"), o); e.Code != "kind.undecidable" {
		t.Errorf("%v", e)
	}
	titled := workbook(t, page{"融资租赁资产清单", [][]any{{"合同编号", "企业名称", "余额", "到期日"}, {"A1", "甲公司", 100, "2026-03-01"}}})
	if got := read(t, "a.xlsx", titled, o).Pool.Contract(0).Kind(); got != pool.KindLease {
		t.Errorf("by the name of the sheet: %v", got)
	}
}

func findKindFinding(r *tape.Result, want pool.Kind) tape.Finding {
	for f := range r.Findings.All() {
		if f.Code == "kind.inferred" && f.Taken == want.String() && f.Severity == tape.Info {
			return f
		}
	}
	return tape.Finding{Code: "kind.inferred"}
}

// Where nothing on the sheet says the cut-off date, the names of sheet and file may, with a warning.
func TestCutOffDateInNames(t *testing.T) {
	bare := []any{"合同编号", "借款人", "未偿本金余额（元）", "年利率", "到期日", "支付时点"}
	for _, tt := range []struct {
		situation, file, sheet string
		title                  []any
		rule, seen             string // of the warning, "" for none
		code                   string // of the refusal
	}{
		{"the name of the sheet", "a.xlsx", "资产清单20240630", nil, "as_of.sheet_name", "资产清单20240630", ""},
		{"the name of the sheet, with points", "a.xlsx", "2024.06.30清单", nil, "as_of.sheet_name", "2024.06.30清单", ""},
		{"the name of the sheet, the end of a month", "a.xlsx", "清单2024年6月末", nil, "as_of.sheet_name", "清单2024年6月末", ""},
		{"the name of the file", "dir/pool_2024-06-30.xlsx", "清单", nil, "as_of.file_name", "pool_2024-06-30", ""},
		{"the name of the file, underscores", "pool_2024_06_30_v2.xlsx", "清单", nil, "as_of.file_name", "pool_2024_06_30_v2", ""},
		{"the name of the file, in Chinese", "入池资产2024年6月30日.xlsx", "清单", nil, "as_of.file_name", "入池资产2024年6月30日", ""},
		{"both agree", "pool20240630.xlsx", "20240630", nil, "as_of.sheet_name", "20240630", ""},
		{"both differ", "pool20240715.xlsx", "20240630", nil, "", "", "as_of.ambiguous"},
		{"a name with two days", "20240630导出20240715.xlsx", "清单", nil, "", "", "as_of.ambiguous"},
		{"a name with a month", "pool202406.xlsx", "2024年6月", nil, "", "", "as_of.missing"},
		{"a name with no such day", "pool20240631.xlsx", "清单", nil, "", "", "as_of.missing"},
		{"a name with a longer number", "pool202406301.xlsx", "清单", nil, "", "", "as_of.missing"},
		{"a title goes before names", "pool20240715.xlsx", "20240716", []any{"封包日：2024-06-30"}, "", "", ""},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			p := page{tt.sheet, [][]any{bare, loanRow("A1", 100)}}
			if tt.title != nil {
				p.rows = append([][]any{tt.title}, p.rows...)
			}
			data := workbook(t, p)
			if tt.code != "" {
				if e := refuse(t, tt.file, data, sure); e.Code != tt.code {
					t.Errorf("%v", e)
				}
				return
			}
			result := read(t, tt.file, data, sure)
			if got := result.Pool.AsOf(); got != asOf {
				t.Errorf("as of %v", got)
			}
			if tt.rule == "" {
				if strings.Contains(lines(result), "as_of.from_name") {
					t.Error(lines(result))
				}
				return
			}
			for f := range result.Findings.All() {
				if f.Code == "as_of.from_name" {
					if f.Severity != tape.Warning || f.Rule != tt.rule || f.Seen != tt.seen || f.Taken != "2024-06-30" || f.Row != 0 || f.Sheet != tt.sheet {
						t.Errorf("%+v", f)
					}
					return
				}
			}
			t.Errorf("no warning\n%s", lines(result))
		})
	}
	text := loans(loanHeader, "A1,甲公司,100,5%,2026-03-01,后付")
	result := read(t, "贷款清单 20240630.csv", text, sure)
	expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "as_of.from_name", Seen: "贷款清单 20240630", Taken: "2024-06-30"})
}

// A 债务人 may owe under any kind, and every kind of tape has 贷款五级分类: other columns decide, or nothing does.
func TestKindByOtherColumns(t *testing.T) {
	o := tape.Options{AsOf: asOf, Currency: money.CNY}
	const front, cells = "合同编号,债务人,余额（元）,到期日,贷款五级分类", "A1,甲公司,100,2026-03-01,正常"
	for _, tt := range []struct {
		situation, header, cell string
		want                    pool.Kind
	}{
		{"nothing more", "", "", pool.KindUnknown},
		{"a column that every kind has", ",逾期天数", ",0", pool.KindUnknown},
		{"the amount of the receivable", ",应收账款金额", ",100", pool.KindReceivable},
		{"a day of invoice", ",发票日", ",2024-01-01", pool.KindReceivable},
		{"a discount", ",折让", ",0", pool.KindReceivable},
		{"a pledge ratio", ",质押率", ",50%", pool.KindMicroloan},
		{"a mortgage", ",抵押物", ",厂房", pool.KindMicroloan},
		{"a day of disbursement", ",放款日", ",2024-01-01", pool.KindMicroloan},
		{"rent", ",应收租金余额", ",110", pool.KindLease},
		{"columns that speak against each other", ",质押率,折让", ",50%,0", pool.KindUnknown},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			data := []byte(front + tt.header + "\n" + cells + tt.cell + "\n")
			if tt.want == pool.KindUnknown {
				e := refuse(t, "a.csv", data, o)
				if e.Code != "kind.undecidable" || !strings.Contains(e.Advice, "Options.Kind") || !strings.Contains(e.Advice, `"kind"`) || !strings.Contains(e.Advice, "种类") {
					t.Errorf("%v", e)
				}
				with := o
				with.Mapping = &tape.Mapping{Kind: pool.KindReceivable}
				if got := read(t, "a.csv", data, with).Pool.Contract(0).Kind(); got != pool.KindReceivable {
					t.Errorf("by a mapping %v", got)
				}
				return
			}
			result := read(t, "a.csv", data, o)
			if got := result.Pool.Contract(0).Kind(); got != tt.want {
				t.Errorf("%v, want %v\n%s", got, tt.want, lines(result))
			}
			expectFinding(t, result, findKindFinding(result, tt.want))
		})
	}
}

// A mapping file may name the kind; Options.Kind goes before it.
func TestKindOfAMapping(t *testing.T) {
	m, err := tape.ReadMapping(strings.NewReader(`{"schema": "ipabs.mapping/1", "kind": "lease"}`))
	must(t, err)
	data := []byte("合同编号,企业名称,余额（元）,到期日\nA1,甲公司,100,2026-03-01\n")
	o := tape.Options{AsOf: asOf, Currency: money.CNY, Mapping: &m}
	if got := read(t, "a.csv", data, o).Pool.Contract(0).Kind(); got != pool.KindLease {
		t.Errorf("%v", got)
	}
	o.Kind = pool.KindMicroloan
	if got := read(t, "a.csv", data, o).Pool.Contract(0).Kind(); got != pool.KindMicroloan {
		t.Errorf("%v", got)
	}
	if _, err := tape.ReadMapping(strings.NewReader(`{"schema": "ipabs.mapping/1", "kind": "租"}`)); err == nil || !strings.Contains(err.Error(), "kind") {
		t.Errorf("%v", err)
	}
}
