package tape_test

import (
	"strings"
	"testing"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/pool/tape"
)

// Values of one contract that can hardly be true together are told at their cells.
func TestValuesOfAContractAreComparedWithEachOther(t *testing.T) {
	good := map[string]string{"合同编号": "A1", "借款人": "甲公司", "合同金额": "1000", "贷款余额": "1000", "年利率": "5%", "放款日": "2024-01-01", "到期日": "2025-01-01",
		"贷款期限": "12个月", "账龄": "6个月", "剩余期限": "6个月", "五级分类": "正常", "逾期天数": "0", "评估价值": "2500", "质押率": "40%", "还款方式": "到期一次还本付息", "币种": "人民币"}
	columns := []string{"合同编号", "借款人", "合同金额", "贷款余额", "年利率", "放款日", "到期日", "贷款期限", "账龄", "剩余期限", "五级分类", "逾期天数", "评估价值", "质押率", "还款方式", "币种"}
	build := func(change map[string]string) []byte {
		var cells []string
		for _, c := range columns {
			if cell, changed := change[c]; changed {
				cells = append(cells, cell)
			} else {
				cells = append(cells, good[c])
			}
		}
		other := "Z9,癸公司,1000,1000,5%,2024-01-01,2025-01-01,,,,,,,,,人民币"
		return []byte("封包日：2024-06-30\n单位：元\n" + strings.Join(columns, ",") + "\n" + other + "\n" + strings.Join(cells, ",") + "\n")
	}
	for _, tt := range []struct {
		situation  string
		change     map[string]string
		code       string
		column     string
		isRejected bool
	}{
		{"nothing is wrong", nil, "", "", false},
		{"seasoning and remaining term against the term", map[string]string{"账龄": "5年", "剩余期限": "2年", "贷款期限": "3年"}, "term.inconsistent", "I", false},
		{"a remaining term against the dates", map[string]string{"剩余期限": "18个月"}, "term.dates", "J", false},
		{"a term against the dates", map[string]string{"贷款期限": "24个月"}, "term.dates", "H", false},
		{"start after maturity", map[string]string{"放款日": "2026-01-01"}, "contract.inconsistent", "G", true},
		{"start after the cut-off date", map[string]string{"放款日": "2024-08-01"}, "start.after_as_of", "F", false},
		{"maturity before the cut-off date", map[string]string{"到期日": "2024-06-01"}, "contract.inconsistent", "G", true},
		{"a balance above the original amount", map[string]string{"贷款余额": "1200"}, "balance.above_original", "D", false},
		{"a balance in another unit than the original amount", map[string]string{"贷款余额": "10000000"}, "balance.above_original", "D", false},
		{"a balance that a bullet loan cannot have", map[string]string{"贷款余额": "400"}, "balance.schedule", "D", false},
		{"a balance that equal principal does not leave", map[string]string{"还款方式": "按月等额本金", "贷款余额": "900"}, "balance.schedule", "D", false},
		{"the balance that equal principal leaves", map[string]string{"还款方式": "按月等额本金", "贷款余额": "500", "质押率": "40%"}, "", "", false},
		{"a class better than the days overdue", map[string]string{"逾期天数": "95"}, "class.overdue", "K", false},
		{"an appraisal below the balance", map[string]string{"评估价值": "500", "质押率": ""}, "ltv.high", "M", false},
		{"an appraisal far above the balance", map[string]string{"评估价值": "25000000", "质押率": ""}, "ltv.low", "M", false},
		{"an appraisal of nothing", map[string]string{"评估价值": "0", "质押率": ""}, "ltv.no_value", "M", false},
		{"a pledge ratio that the amounts do not make", map[string]string{"质押率": "60%"}, "pledge_ratio.differs", "N", false},
		{"another currency in a row", map[string]string{"币种": "美元"}, "currency.mixed", "P", true},
		{"another currency in an amount", map[string]string{"贷款余额": "USD 1000"}, "currency.mixed", "D", true},
		{"a rate for a month taken for a yearly one", map[string]string{"年利率": "0.45%"}, "rate.unusual", "E", false},
		{"a rate above every bound", map[string]string{"年利率": "53.5%"}, "rate.unusual", "E", false},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			result := read(t, "a.csv", build(tt.change), tape.Options{Kind: pool.KindMicroloan})
			found := false
			for f := range result.Findings.All() {
				if f.Row != 5 {
					continue
				}
				switch {
				case f.Code == tt.code && f.Column == tt.column:
					found = true
				case tt.code == "" && f.Severity != tape.Info:
					t.Errorf("%v", f)
				}
			}
			if tt.code != "" && !found || (result.Rejected == 1) != tt.isRejected {
				t.Errorf("want %s at %s, rejected %t\n%s", tt.code, tt.column, tt.isRejected, lines(result))
			}
		})
	}
}

// A sheet of instalments is compared with the contract that it belongs to.
func TestInstalmentsAreComparedWithTheContract(t *testing.T) {
	list := page{"资产清单", [][]any{{"合同编号", "承租人", "未偿本金余额（元）", "租赁利率", "起租日", "到期日", "还款方式"}, {"L1", "甲公司", 3000, "12%", "2024-01-01", "2024-09-30", "不规则"}}}
	table := func(rows ...[]any) page {
		return page{"租金表", append([][]any{{"合同编号", "日期", "租金", "本金", "利息", "剩余本金"}, {"L1", "2024-06-30", 1030, 1000, 30, 3000}}, rows...)}
	}
	for _, tt := range []struct {
		situation string
		table     page
		code      string
		row       int
		sheet     string
	}{
		{"all agrees", table([]any{"L1", "2024-07-31", 1030, 1000, 30, 2000}, []any{"L1", "2024-08-31", 1020, 1000, 20, 1000}, []any{"L1", "2024-09-30", 1010, 1000, 10, 0}), "", 0, ""},
		{"parts that do not sum", table([]any{"L1", "2024-07-31", 1035, 1000, 30, 2000}, []any{"L1", "2024-08-31", 1020, 1000, 20, 1000}, []any{"L1", "2024-09-30", 1010, 1000, 10, 0}), "instalment.sum", 3, "租金表"},
		{"interest that no convention gives", table([]any{"L1", "2024-07-31", 1030, 1000, 30, 2000}, []any{"L1", "2024-08-31", 1040, 1000, 40, 1000}, []any{"L1", "2024-09-30", 1010, 1000, 10, 0}), "instalment.interest", 4, "租金表"},
		{"a balance that is not what is left", table([]any{"L1", "2024-07-31", 1030, 1000, 30, 2500}, []any{"L1", "2024-08-31", 1020, 1000, 20, 1000}, []any{"L1", "2024-09-30", 1010, 1000, 10, 0}), "instalment.left", 3, "租金表"},
		{"an instalment that is missing", table([]any{"L1", "2024-07-31", 1030, 1000, 30, 2000}, []any{"L1", "2024-09-30", 1020, 1000, 20, 1000}), "instalment.balance", 2, "资产清单"},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			o := tape.Options{AsOf: calendar.MustNew(2024, 6, 30), Kind: pool.KindLease}
			result := read(t, "a.xlsx", workbook(t, list, tt.table), o)
			found := false
			for f := range result.Findings.All() {
				if strings.HasPrefix(f.Code, "instalment.") && f.Severity != tape.Info {
					if tt.code == "" {
						t.Errorf("%v", f)
					}
					found = found || f.Code == tt.code && f.Row == tt.row && f.Sheet == tt.sheet
				}
			}
			if tt.code != "" && !found {
				t.Errorf("no %s\n%s", tt.code, lines(result))
			}
		})
	}
}

// A contract whose form of repayment is stated keeps it, and its table is compared all the same.
func TestInstalmentsBesideAStatedForm(t *testing.T) {
	list := page{"资产清单", [][]any{{"合同编号", "承租人", "未偿本金余额（元）", "租赁利率", "起租日", "到期日", "还款方式", "还款频率"}, {"L1", "甲公司", 3000, "12%", "2024-01-01", "2024-09-30", "等额本金", "按月"}}}
	table := page{"租金表", [][]any{{"合同编号", "日期", "租金", "本金", "利息", "剩余本金"}, {"L1", "2024-06-30", 1030, 1000, 30, 3000},
		{"L1", "2024-07-31", 1030, 1000, 30, 2000}, {"L1", "2024-08-31", 1040, 1000, 40, 1000}, {"L1", "2024-09-30", 1010, 1000, 10, 0}}}
	result := read(t, "a.xlsx", workbook(t, list, table), tape.Options{AsOf: calendar.MustNew(2024, 6, 30), Kind: pool.KindLease})
	if rent := result.Spec.Contracts[0].Lease.Rent; rent.Form != pool.EvenPrincipal || len(rent.Table) != 0 {
		t.Errorf("%+v", rent)
	}
	expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "instalment.interest", Sheet: "租金表", Row: 4, Column: "E", Header: "利息", Seen: "40", Taken: "40"})
	expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "repayment.table", Sheet: "资产清单", Row: 2, Column: "G", Header: "还款方式", Seen: "等额本金", Taken: pool.EvenPrincipal.String()})
}

// A number of instalments has a length where their frequency is known.
func TestTermsInInstalments(t *testing.T) {
	for _, tt := range []struct {
		situation, form, frequency, term string
		severity                         tape.Severity
		months                           string // "" for unknown
	}{
		{"by the column of frequencies", "等额本息", "按季", "8期", tape.Info, "24"},
		{"by the form of repayment", "按月等额本息", "", "24期", tape.Info, "24"},
		{"the column goes before the form", "按月等额本息", "按季", "8期", tape.Info, "24"},
		{"no frequency", "等额本息", "", "8期", tape.Warning, ""},
		{"once", "等额本息", "到期一次", "1期", tape.Warning, ""},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			header := loanHeader + ",贷款期限,还款方式,还款频率"
			result := read(t, "a.csv", loans(header, "A1,甲公司,100,5%,2026-03-01,后付,"+tt.term+","+tt.form+","+tt.frequency), quiet)
			got := ""
			if m := result.Spec.Contracts[0].OriginalTermMonths; m != nil {
				got = m.String()
			}
			if got != tt.months {
				t.Errorf("%q months, want %q\n%s", got, tt.months, lines(result))
			}
			taken := ""
			if tt.months != "" {
				taken = tt.months + " months"
			}
			expectFinding(t, result, tape.Finding{Severity: tt.severity, Code: "term.periods", Row: 2, Column: "G", Header: "贷款期限", Seen: tt.term, Taken: taken})
		})
	}
}

// Guarantors who are described and not named guarantee the contract, and are no parties.
func TestGuarantorsWithoutNames(t *testing.T) {
	for _, tt := range []struct {
		situation, cell, parties, taken string
		secured                         bool
	}{
		{"an office", "实际控制人连带责任保证", "甲公司", "", true},
		{"a person, and another who is only described", "王五夫妇", "甲公司 王五", "王五", true},
		{"nobody", "无", "甲公司", "", false},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			result := read(t, "a.csv", loans(loanHeader+",保证人", "A1,甲公司,100,5%,2026-03-01,后付,"+tt.cell), quiet)
			var parties []string
			for _, p := range result.Spec.Parties {
				parties = append(parties, p.ID)
			}
			if got := strings.Join(parties, " "); got != tt.parties || result.Spec.Contracts[0].Security.Has(pool.Guarantee) != tt.secured {
				t.Errorf("parties %q, security %v\n%s", got, result.Spec.Contracts[0].Security, lines(result))
			}
			if tt.secured {
				expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "guarantor.unnamed", Row: 2, Column: "G", Header: "保证人", Seen: tt.cell, Taken: tt.taken})
			} else if strings.Contains(lines(result), "guarantor.unnamed") {
				t.Error(lines(result))
			}
		})
	}
}

// The name of a sheet may say in what its amounts count.
func TestUnitInTheNameOfTheSheet(t *testing.T) {
	for _, tt := range []struct{ sheet, header, title, want string }{
		{"清单（万元）", "未偿本金余额", "", "1000000"},
		{"清单(单位：万元)", "未偿本金余额", "", "1000000"},
		{"清单（万元）", "未偿本金余额（元）", "", "100"},
		{"清单（万元）", "未偿本金余额", "单位：千元", "100000"},
		{"清单", "未偿本金余额", "", "100"},
	} {
		rows := [][]any{{"合同编号", "借款人", tt.header, "年利率", "到期日", "支付时点"}, loanRow("A1", 100)}
		if tt.title != "" {
			rows = append([][]any{{tt.title}}, rows...)
		}
		result := read(t, "a.xlsx", workbook(t, page{tt.sheet, rows}), quiet)
		if got := result.Spec.Contracts[0].Balance.String(); got != tt.want {
			t.Errorf("%+v: %s\n%s", tt, got, lines(result))
		}
		if assumed := strings.Contains(lines(result), "amount.unit_assumed"); assumed != (tt.sheet == "清单") {
			t.Errorf("%+v: the unit is assumed: %t", tt, assumed)
		}
	}
}

// Industries are read in English too; what the standard does not have stays unknown, with a warning.
func TestIndustriesInEnglish(t *testing.T) {
	for in, want := range map[string]string{
		"Manufacturing": "C", "Wholesale and retail trade": "F", "Software and information technology services": "I65", "Finance": "J", "Real estate": "K",
		"Leasing and business services": "L", "Scientific research and technical services": "M", "Culture, sports and entertainment": "R", "C39": "C39", "Intellectual property": "",
	} {
		result := read(t, "a.csv", loans(loanHeader+",Industry", `A1,甲公司,100,5%,2026-03-01,后付,"`+in+`"`), quiet)
		if got := result.Spec.Parties[0].Industry.String(); got != want {
			t.Errorf("%s is %q, want %q", in, got, want)
		}
		if want == "" {
			expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "industry.unknown", Row: 2, Column: "G", Header: "Industry", Seen: in})
		}
	}
}
