package tape_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/pool/tape"
)

// asOf is the cut-off date of the small tapes below.
var asOf = calendar.MustNew(2024, 6, 30)

// quiet asks for what the small tapes below do not say, so that findings are about the rows alone.
var quiet = tape.Options{AsOf: asOf, Currency: money.CNY, Kind: pool.KindMicroloan}

// loans builds the text of a tape of loans under a header; rows are texts with commas.
func loans(header string, rows ...string) []byte {
	return []byte(header + "\n" + strings.Join(rows, "\n") + "\n")
}

const loanHeader = "合同编号,借款人,未偿本金余额（元）,年利率,到期日,支付时点"

// One row each, and the one finding that it must give.
func TestRowFindings(t *testing.T) {
	e, w, i := tape.Error, tape.Warning, tape.Info
	for _, tt := range []struct {
		situation, header, row string
		want                   tape.Finding // severity, code, column, header, seen, taken
	}{
		{"a day that does not exist", loanHeader, "A1,甲公司,100,5%,2026年2月30日,后付", tape.Finding{Severity: e, Code: "date.invalid", Column: "E", Header: "到期日", Seen: "2026年2月30日"}},
		{"a month alone", loanHeader, "A1,甲公司,100,5%,2026-03,后付", tape.Finding{Severity: e, Code: "date.month_only", Column: "E", Header: "到期日", Seen: "2026-03"}},
		{"no contract number", loanHeader, ",甲公司,100,5%,2026-03-01,后付", tape.Finding{Severity: e, Code: "contract.missing_id", Column: "A", Header: "合同编号"}},
		{"a contract number that lost digits", loanHeader, "1.23E+17,甲公司,100,5%,2026-03-01,后付", tape.Finding{Severity: e, Code: "id.scientific", Column: "A", Header: "合同编号", Seen: "1.23E+17"}},
		{"no obligor", loanHeader, "A1,无,100,5%,2026-03-01,后付", tape.Finding{Severity: e, Code: "obligor.missing", Column: "B", Header: "借款人", Seen: "无"}},
		{"no balance", loanHeader, "A1,甲公司,-,5%,2026-03-01,后付", tape.Finding{Severity: e, Code: "balance.missing", Column: "C", Header: "未偿本金余额（元）", Seen: "-"}},
		{"a balance of zero", loanHeader, "A1,甲公司,0,5%,2026-03-01,后付", tape.Finding{Severity: e, Code: "contract.out_of_range", Column: "C", Header: "未偿本金余额（元）", Seen: "0"}},
		{"a negative balance", loanHeader, `A1,甲公司,"(1,234.00)",5%,2026-03-01,后付`, tape.Finding{Severity: e, Code: "contract.out_of_range", Column: "C", Header: "未偿本金余额（元）", Seen: "(1,234.00)"}},
		{"a balance with half a fen", loanHeader, "A1,甲公司,100.005,5%,2026-03-01,后付", tape.Finding{Severity: e, Code: "amount.digits", Column: "C", Header: "未偿本金余额（元）", Seen: "100.005"}},
		{"a maturity before the cut-off date", loanHeader, "A1,甲公司,100,5%,2024-06-30,后付", tape.Finding{Severity: e, Code: "contract.inconsistent", Column: "E", Header: "到期日", Seen: "2024-06-30"}},
		{"no maturity", loanHeader, "A1,甲公司,100,5%,/,后付", tape.Finding{Severity: e, Code: "maturity.missing", Column: "E", Header: "到期日", Seen: "/"}},
		{"a rate of 535 %", loanHeader, "A1,甲公司,100,535%,2026-03-01,后付", tape.Finding{Severity: e, Code: "contract.out_of_range", Column: "D", Header: "年利率", Seen: "535%"}},
		{"a floating rate without its level", loanHeader, "A1,甲公司,100,LPR+50BP,2026-03-01,后付", tape.Finding{Severity: w, Code: "rate.floating_unstated", Column: "D", Header: "年利率", Seen: "LPR+50BP"}},
		{"a rate with more than 12 decimals", loanHeader, "A1,甲公司,100,5.35123456789012%,2026-03-01,后付", tape.Finding{Severity: i, Code: "rate.rounded", Column: "D", Header: "年利率", Seen: "5.35123456789012%", Taken: "0.053512345679"}},
		{"a time of payment that is none", loanHeader, "A1,甲公司,100,5%,2026-03-01,随时", tape.Finding{Severity: e, Code: "timing.unknown", Column: "F", Header: "支付时点", Seen: "随时"}},
		{"full-width digits", loanHeader, "A1,甲公司,１００,5%,2026-03-01,后付", tape.Finding{Severity: i, Code: "text.repaired", Column: "C", Header: "未偿本金余额（元）", Seen: "１００", Taken: "100.00"}},
		{"a unit in the cell", loanHeader, "A1,甲公司,1万,5%,2026-03-01,后付", tape.Finding{Severity: i, Code: "amount.unit", Column: "C", Header: "未偿本金余额（元）", Seen: "1万", Taken: "10000.00"}},
		{"noise", loanHeader, "A1,甲公司,0.30000000000000004,5%,2026-03-01,后付", tape.Finding{Severity: i, Code: "amount.float_noise", Column: "C", Header: "未偿本金余额（元）", Seen: "0.30000000000000004", Taken: "0.30"}},
		{"another currency in the cell", loanHeader, "A1,甲公司,US$100,5%,2026-03-01,后付", tape.Finding{Severity: e, Code: "currency.mixed", Column: "C", Header: "未偿本金余额（元）", Seen: "US$100"}},
		{"the number of a day in a text file", loanHeader, "A1,甲公司,100,5%,46082,后付", tape.Finding{Severity: i, Code: "date.serial", Column: "E", Header: "到期日", Seen: "46082", Taken: "2026-03-01"}},
		{"two borrowers in a cell", loanHeader, "A1,甲公司、乙公司,100,5%,2026-03-01,后付", tape.Finding{Severity: i, Code: "obligor.split", Column: "B", Header: "借款人", Seen: "甲公司、乙公司", Taken: "甲公司 | 乙公司"}},
		{"an industry of another scheme", loanHeader + ",行业", "A1,甲公司,100,5%,2026-03-01,后付,医药生物", tape.Finding{Severity: w, Code: "industry.unknown", Column: "G", Header: "行业", Seen: "医药生物"}},
		{"a region that could be two", loanHeader + ",地区", "A1,甲公司,100,5%,2026-03-01,后付,朝阳区", tape.Finding{Severity: w, Code: "region.ambiguous", Column: "G", Header: "地区", Seen: "朝阳区"}},
		{"a class better than the days overdue", loanHeader + ",五级分类,逾期天数", "A1,甲公司,100,5%,2026-03-01,后付,正常,91", tape.Finding{Severity: w, Code: "class.overdue", Column: "G", Header: "五级分类", Seen: "正常", Taken: "normal"}},
		{"a class that is none", loanHeader + ",五级分类", "A1,甲公司,100,5%,2026-03-01,后付,良好", tape.Finding{Severity: w, Code: "class.unknown", Column: "G", Header: "五级分类", Seen: "良好"}},
		{"negative days overdue", loanHeader + ",逾期天数", "A1,甲公司,100,5%,2026-03-01,后付,-3", tape.Finding{Severity: e, Code: "contract.out_of_range", Column: "G", Header: "逾期天数", Seen: "-3"}},
		{"security in words that are none", loanHeader + ",担保方式", "A1,甲公司,100,5%,2026-03-01,后付,其他", tape.Finding{Severity: w, Code: "security.unknown", Column: "G", Header: "担保方式", Seen: "其他"}},
		{"a form of repayment that is none", loanHeader + ",还款方式", "A1,甲公司,100,5%,2026-03-01,后付,分期", tape.Finding{Severity: w, Code: "repayment.unknown", Column: "G", Header: "还款方式", Seen: "分期"}},
		{"form and frequency disagree", loanHeader + ",还款方式,还款频率", "A1,甲公司,100,5%,2026-03-01,后付,按月付息到期还本,季", tape.Finding{Severity: w, Code: "frequency.differs", Column: "H", Header: "还款频率", Seen: "季", Taken: "quarterly"}},
		{"an irregular loan without a table", loanHeader + ",还款方式", "A1,甲公司,100,5%,2026-03-01,后付,不规则", tape.Finding{Severity: e, Code: "contract.missing", Column: "G", Header: "还款方式", Seen: "不规则"}},
		{"shares that are not one for each", loanHeader + ",份额", "A1,甲公司、乙公司,100,5%,2026-03-01,后付,50%/30%/20%", tape.Finding{Severity: e, Code: "obligor.shares", Column: "G", Header: "份额", Seen: "50%/30%/20%"}},
		{"shares that do not sum to one", loanHeader + ",份额", "A1,甲公司、乙公司,100,5%,2026-03-01,后付,50%/30%", tape.Finding{Severity: e, Code: "contract.inconsistent", Column: "G", Header: "份额", Seen: "50%/30%"}},
		{"a co-obligor that is the obligor", loanHeader + ",共同借款人", "A1,甲公司,100,5%,2026-03-01,后付,甲公司", tape.Finding{Severity: i, Code: "obligor.repeated", Column: "G", Header: "共同借款人", Seen: "甲公司"}},
		{"receivable balance below the principal", loanHeader + ",应收本息余额", "A1,甲公司,100,5%,2026-03-01,后付,99", tape.Finding{Severity: e, Code: "contract.inconsistent", Column: "G", Header: "应收本息余额", Seen: "99"}},
		{"a remaining term that the dates do not bear out", loanHeader + ",剩余期限（月）", "A1,甲公司,100,5%,2026-06-30,后付,36", tape.Finding{Severity: w, Code: "term.dates", Column: "G", Header: "剩余期限（月）", Seen: "36", Taken: "36 months"}},
		{"a term without any unit", loanHeader + ",合同期限", "A1,甲公司,100,5%,2026-06-30,后付,36", tape.Finding{Severity: w, Code: "term.unit", Column: "G", Header: "合同期限", Seen: "36"}},
		{"seasoning and remaining term against the term", loanHeader + ",账龄（年）,剩余期限（年）,合同期限（年）", "A1,甲公司,100,5%,2026-06-30,后付,5,2,3", tape.Finding{Severity: w, Code: "term.inconsistent", Column: "G", Header: "账龄（年）", Seen: "5"}},
		{"a maturity from the remaining term", loanHeader + ",剩余期限（月）", "A1,甲公司,100,5%,-,后付,24", tape.Finding{Severity: i, Code: "maturity.derived", Column: "E", Header: "到期日", Taken: "2026-06-30"}},
		{"a maturity from start and term", loanHeader + ",发放日,合同期限（月）", "A1,甲公司,100,5%,-,后付,2024-01-31,13", tape.Finding{Severity: i, Code: "maturity.derived", Column: "E", Header: "到期日", Taken: "2025-02-28"}},
		{"a count of rights against the list", loanHeader + ",质押物数量,专利号", "A1,甲公司,100,5%,2026-03-01,后付,3,ZL200310119651.4、ZL201820123456.0", tape.Finding{Severity: w, Code: "right.count", Column: "H", Header: "专利号", Seen: "ZL200310119651.4、ZL201820123456.0", Taken: "3"}},
		{"a check digit that is wrong", loanHeader + ",专利号", "A1,甲公司,100,5%,2026-03-01,后付,ZL200310119651.5", tape.Finding{Severity: w, Code: "right.number_check", Column: "G", Header: "专利号", Seen: "ZL200310119651.5"}},
		{"a type against the number", loanHeader + ",专利号,专利类型", "A1,甲公司,100,5%,2026-03-01,后付,ZL200310119651.4,实用新型", tape.Finding{Severity: w, Code: "right.type_differs", Column: "H", Header: "专利类型", Seen: "实用新型", Taken: "utility_model"}},
		{"a right that ends before it was filed", loanHeader + ",专利号,专利申请日,专利到期日", "A1,甲公司,100,5%,2026-03-01,后付,ZL200310119651.4,2020-01-01,2019-01-01", tape.Finding{Severity: e, Code: "right.inconsistent", Column: "I", Header: "专利到期日", Seen: "2019-01-01"}},
		{"a pledge ratio above one", loanHeader + ",质押率", "A1,甲公司,100,5%,2026-03-01,后付,120%", tape.Finding{Severity: e, Code: "contract.out_of_range", Column: "G", Header: "质押率", Seen: "120%"}},
		{"a surcharge for a penalty rate", loanHeader + ",罚息利率", "A1,甲公司,100,5%,2026-03-01,后付,上浮50%", tape.Finding{Severity: w, Code: "rate.relative", Column: "G", Header: "罚息利率", Seen: "上浮50%"}},
		{"the same number twice", loanHeader + ",专利号", "A1,甲公司,100,5%,2026-03-01,后付,ZL200310119651.4、200310119651", tape.Finding{Severity: w, Code: "right.repeated", Column: "G", Header: "专利号", Seen: "200310119651"}},
		{"fewer than one right", loanHeader + ",质押物数量", "A1,甲公司,100,5%,2026-03-01,后付,0", tape.Finding{Severity: e, Code: "right.count_invalid", Column: "G", Header: "质押物数量", Seen: "0"}},
		{"a count that is none", loanHeader + ",质押物数量", "A1,甲公司,100,5%,2026-03-01,后付,若干", tape.Finding{Severity: e, Code: "right.count_invalid", Column: "G", Header: "质押物数量", Seen: "若干"}},
		{"a count against the title", loanHeader + ",质押物,质押物数量", "A1,甲公司,100,5%,2026-03-01,后付,一种方法等3项,5", tape.Finding{Severity: w, Code: "right.count", Column: "H", Header: "质押物数量", Seen: "5", Taken: "5"}},
		{"a number that lost digits", loanHeader + ",专利号", "A1,甲公司,100,5%,2026-03-01,后付,2.01E+12", tape.Finding{Severity: w, Code: "right.number_scientific", Column: "G", Header: "专利号", Seen: "2.01E+12"}},
		{"several types of right", loanHeader + ",质押物类型", "A1,甲公司,100,5%,2026-03-01,后付,商标及专利", tape.Finding{Severity: w, Code: "right.type_mixed", Column: "G", Header: "质押物类型", Seen: "商标及专利"}},
		{"a type of right that is none", loanHeader + ",质押物类型", "A1,甲公司,100,5%,2026-03-01,后付,设备", tape.Finding{Severity: w, Code: "right.type_unknown", Column: "G", Header: "质押物类型", Seen: "设备"}},
		{"a legal state that is none", loanHeader + ",法律状态,质押物", "A1,甲公司,100,5%,2026-03-01,后付,良好,x", tape.Finding{Severity: w, Code: "right.status_unknown", Column: "G", Header: "法律状态", Seen: "良好"}},
		{"a floating rate of no named index", loanHeader + ",利率类型", "A1,甲公司,100,5%,2026-03-01,后付,浮动", tape.Finding{Severity: w, Code: "rate.floating_unnamed", Column: "G", Header: "利率类型", Seen: "浮动"}},
		{"a frequency that is none", loanHeader + ",还款频率", "A1,甲公司,100,5%,2026-03-01,后付,不定期", tape.Finding{Severity: w, Code: "frequency.unknown", Column: "G", Header: "还款频率", Seen: "不定期"}},
		{"a share that is none", loanHeader + ",质押率", "A1,甲公司,100,5%,2026-03-01,后付,高", tape.Finding{Severity: e, Code: "ratio.invalid", Column: "G", Header: "质押率", Seen: "高"}},
		{"days overdue in words", loanHeader + ",逾期天数", "A1,甲公司,100,5%,2026-03-01,后付,很久", tape.Finding{Severity: e, Code: "overdue_days.invalid", Column: "G", Header: "逾期天数", Seen: "很久"}},
		{"shares in words", loanHeader + ",份额", "A1,甲公司,100,5%,2026-03-01,后付,一半", tape.Finding{Severity: e, Code: "obligor.shares", Column: "G", Header: "份额", Seen: "一半"}},
		{"day and month that cannot be told", loanHeader + ",发放日", "A1,甲公司,100,5%,2026-03-01,后付,03/04/2024", tape.Finding{Severity: e, Code: "date.ambiguous", Column: "G", Header: "发放日", Seen: "03/04/2024"}},
		{"a time of day", loanHeader + ",发放日", "A1,甲公司,100,5%,2026-03-01,后付,2024-03-04 09:30", tape.Finding{Severity: i, Code: "date.time_dropped", Column: "G", Header: "发放日", Seen: "2024-03-04 09:30", Taken: "2024-03-04"}},
		{"a date with the year last", loanHeader + ",发放日", "A1,甲公司,100,5%,2026-03-01,后付,28/03/2024", tape.Finding{Severity: i, Code: "date.order", Column: "G", Header: "发放日", Seen: "28/03/2024", Taken: "2024-03-28"}},
		{"a range of penalty rates", loanHeader + ",罚息利率", "A1,甲公司,100,5%,2026-03-01,后付,6%~7%", tape.Finding{Severity: e, Code: "rate.range", Column: "G", Header: "罚息利率", Seen: "6%~7%"}},
		{"a day count that is none", loanHeader + ",计息基础", "A1,甲公司,100,5%,2026-03-01,后付,按实际", tape.Finding{Severity: e, Code: "day_count.unknown", Column: "G", Header: "计息基础", Seen: "按实际"}},
		{"a currency that is none", loanHeader + ",币种", "A1,甲公司,100,5%,2026-03-01,后付,贝壳", tape.Finding{Severity: e, Code: "currency.unknown", Column: "G", Header: "币种", Seen: "贝壳"}},
		{"an amount that lost digits", loanHeader + ",合同金额", "A1,甲公司,100,5%,2026-03-01,后付,1.23E+08", tape.Finding{Severity: e, Code: "amount.scientific", Column: "G", Header: "合同金额", Seen: "1.23E+08"}},
		{"an amount in words that is none", loanHeader + ",合同金额", "A1,甲公司,100,5%,2026-03-01,后付,面议", tape.Finding{Severity: e, Code: "amount.invalid", Column: "G", Header: "合同金额", Seen: "面议"}},
		{"a term that is none", loanHeader + ",合同期限（月）", "A1,甲公司,100,5%,2026-03-01,后付,长期", tape.Finding{Severity: e, Code: "term.invalid", Column: "G", Header: "合同期限（月）", Seen: "长期"}},
		{"security and none", loanHeader + ",担保方式", "A1,甲公司,100,5%,2026-03-01,后付,信用+质押", tape.Finding{Severity: w, Code: "security.contradictory", Column: "G", Header: "担保方式", Seen: "信用+质押", Taken: "pledge+clean"}},
		{"only how often is paid", loanHeader + ",还款方式", "A1,甲公司,100,5%,2026-03-01,后付,按季", tape.Finding{Severity: w, Code: "repayment.unknown", Column: "G", Header: "还款方式", Seen: "按季"}},
		{"another kind than asked for", loanHeader + ",资产类型", "A1,甲公司,100,5%,2026-03-01,后付,融资租赁", tape.Finding{Severity: w, Code: "kind.differs", Column: "G", Header: "资产类型", Seen: "融资租赁", Taken: "microloan"}},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			result := read(t, "a.csv", loans(tt.header, "Z9,癸公司,1,5%,2027-01-01,后付", tt.row), quiet)
			tt.want.Row = 3
			expectFinding(t, result, tt.want)
			if failed := tt.want.Severity == tape.Error; failed != (result.Rejected == 1) || result.RowsRead != 2 || result.Pool == nil {
				t.Errorf("read %d, rejected %d\n%s", result.RowsRead, result.Rejected, lines(result))
			}
			// The good row stays without a finding, and nothing else is wrong with the other one.
			if n := len(result.Findings.Row("", 2)); n != 0 {
				t.Errorf("%d findings about the good row:\n%s", n, lines(result))
			}
			if errs := result.Findings.Count(tape.Error); errs > 1 {
				t.Errorf("%d errors:\n%s", errs, lines(result))
			}
		})
	}
}

func TestAllFaultsOfARowAreTold(t *testing.T) {
	result := read(t, "a.csv", loans(loanHeader+",逾期天数,质押率", "A1,甲公司,-5,abc,2026年2月30日,随时,-1,300%", "A2,乙公司,1,5%,2026-01-01,后付,0,20%"), quiet)
	var got []string
	for f := range result.Findings.With(tape.Error) {
		got = append(got, f.Column+" "+f.Code)
	}
	want := []string{"C contract.out_of_range", "D rate.invalid", "E date.invalid", "F timing.unknown", "G contract.out_of_range", "H contract.out_of_range"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q\n%s", got, want, lines(result))
	}
	if result.Accepted != 1 || result.Rejected != 1 {
		t.Errorf("%d accepted, %d rejected", result.Accepted, result.Rejected)
	}
}

func TestDuplicateContract(t *testing.T) {
	result := read(t, "a.csv", loans(loanHeader, "A1,甲公司,100,5%,2026-03-01,后付", "Ａ１,乙公司,200,5%,2026-03-01,后付", "A2,丙公司,300,5%,2026-03-01,后付"), quiet)
	expectFinding(t, result, tape.Finding{Severity: tape.Error, Code: "contract.duplicate", Row: 3, Column: "A", Header: "合同编号", Seen: "Ａ１"})
	if got := result.Pool.Principal().Format(money.CNY); got != "400.00" || result.Accepted != 2 {
		t.Errorf("principal %s of %d", got, result.Accepted)
	}
}

// Two balances that fit by themselves but not together: the second row goes, not the tape.
func TestBalancesBeyondTheRangeOfAnAmount(t *testing.T) {
	result := read(t, "a.csv", loans(loanHeader, "A1,甲公司,90000000000000000,5%,2026-03-01,后付", "A2,乙公司,90000000000000000,5%,2026-03-01,后付", "A3,丙公司,1,5%,2026-03-01,后付"), quiet)
	expectFinding(t, result, tape.Finding{Severity: tape.Error, Code: "contract.out_of_range", Row: 3, Column: "C", Header: "未偿本金余额（元）", Seen: "90000000000000000"})
	if result.Accepted != 2 {
		t.Errorf("%d accepted\n%s", result.Accepted, lines(result))
	}
}

// A cell that lists as many industries as firms gives each firm its own.
func TestTraitsOfSeveralObligors(t *testing.T) {
	result := read(t, "a.csv", loans(loanHeader+",行业,地区", "A1,甲公司、乙公司,1,5%,2026-03-01,后付,制造业/教育,北京", "A2,丙公司、丁公司,1,5%,2026-03-01,后付,某业/教育,北京/某地"), quiet)
	want := []pool.PartySpec{{ID: "甲公司", Industry: industry("C"), Province: 11}, {ID: "乙公司", Industry: industry("P83"), Province: 11}, {ID: "丙公司", Province: 11}, {ID: "丁公司", Industry: industry("P83")}}
	if diff := cmp.Diff(want, result.Spec.Parties, same); diff != "" {
		t.Errorf("parties (-want +got):\n%s", diff)
	}
	expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "industry.unknown", Row: 3, Column: "G", Header: "行业", Seen: "某业/教育"})
	expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "region.unknown", Row: 3, Column: "H", Header: "地区", Seen: "北京/某地"})
}

func TestPartiesThatDiffer(t *testing.T) {
	result := read(t, "a.csv", loans(loanHeader+",行业,地区,主体评级", "A1,甲（北京）公司,100,5%,2026-03-01,后付,制造业,北京,AA", "A2,甲(北京)公司,200,5%,2026-03-01,后付,教育,北京,", "A3,甲 (北京)公司,200,5%,2026-03-01,后付,,,"), quiet)
	expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "party.differs", Row: 3, Column: "G", Header: "行业", Seen: "P83", Taken: "C"})
	if len(result.Spec.Parties) != 2 || result.Spec.Parties[0].Name != "甲（北京）公司" || result.Spec.Parties[0].ID != "甲(北京)公司" || result.Spec.Parties[0].Rating != "AA" {
		t.Errorf("%+v", result.Spec.Parties)
	}
}

func TestStrictRefusesTheTapeAndKeepsTheFindings(t *testing.T) {
	o := quiet
	o.Strict = true
	data := loans(loanHeader, "A1,甲公司,100,5%,2026-03-01,后付", "A2,乙公司,0,5%,2026-02-30,后付")
	result, err := tape.Read(context.Background(), "a.csv", strings.NewReader(string(data)), o)
	var findings *tape.FindingsError
	var finding tape.Finding
	switch {
	case !errors.Is(err, tape.ErrFindings), !errors.As(err, &findings), !errors.As(err, &finding):
		t.Fatalf("error %v", err)
	case result == nil || result.Pool != nil || result.RowsRead != 2 || result.Accepted != 1:
		t.Errorf("%+v", result)
	case len(findings.Findings()) != len(result.Findings):
		t.Error("the error carries other findings than the result")
	}
	want := "tape: a.csv row 3 col C \"未偿本金余额（元）\": saw \"0\"; not acceptable; expected an amount above 0 [contract.out_of_range]\n" +
		"tape: a.csv row 3 col E \"到期日\": saw \"2026-02-30\"; there is no such day; write a day that exists, such as 2024-02-29 [date.invalid]"
	if err.Error() != want {
		t.Errorf("got\n%s\nwant\n%s", err, want)
	}
	// A tape without errors passes.
	if result, err := tape.Read(context.Background(), "a.csv", strings.NewReader(string(loans(loanHeader, "A1,甲公司,100,5%,2026-03-01,后付"))), o); err != nil || result.Pool == nil {
		t.Errorf("a good tape: %v", err)
	}
}

func TestNothingAccepted(t *testing.T) {
	result := read(t, "a.csv", loans(loanHeader, "A1,甲公司,0,5%,2026-03-01,后付"), quiet)
	if result.Pool != nil || result.Accepted != 0 || result.Rejected != 1 {
		t.Errorf("%+v", result)
	}
	expectFinding(t, result, tape.Finding{Severity: tape.Error, Code: "rows.all_rejected"})
}

func TestFindingAsLineAndAsJSON(t *testing.T) {
	f := tape.Finding{Severity: tape.Error, Code: "date.invalid", File: "candidates.xlsx", Sheet: "资产清单", Row: 17, Column: "F", Header: "到期日", Seen: "2024年2月30日", Message: "there is no such day", Advice: "write a day that exists"}
	want := `candidates.xlsx!资产清单 row 17 col F "到期日": saw "2024年2月30日"; there is no such day; write a day that exists [date.invalid]`
	if got := f.String(); got != want || f.Error() != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	data, err := json.Marshal(f)
	must(t, err)
	want = `{"severity":"error","code":"date.invalid","file":"candidates.xlsx","sheet":"资产清单","row":17,"column":"F","header":"到期日","seen":"2024年2月30日","message":"there is no such day","advice":"write a day that exists","taken":null}`
	if string(data) != want {
		t.Errorf("got  %s\nwant %s", data, want)
	}
	f.Taken = "x"
	data, err = json.Marshal(f)
	must(t, err)
	var back tape.Finding
	must(t, json.Unmarshal(data, &back))
	if back != f {
		t.Errorf("came back as %+v", back)
	}
	must(t, json.Unmarshal([]byte(`{"taken":null,"severity":"info"}`), &back))
	if err := json.Unmarshal([]byte(`{"severity":"fatal"}`), &back); err == nil {
		t.Error("an unknown severity is accepted")
	}
}

func TestFindingsAreSortedAndCounted(t *testing.T) {
	result := read(t, "a.csv", loans(loanHeader, "A1,甲公司,0,x,2026-03-01,后付", "A2,乙公司,1,x,2026-03-01,后付", "A3,丙公司,1,5%,2026-03-01,后付"), quiet)
	sorted := slices.IsSortedFunc(result.Findings, func(a, b tape.Finding) int {
		if a.Row != b.Row {
			return a.Row - b.Row
		}
		return strings.Compare(a.Column, b.Column)
	})
	if !sorted {
		t.Errorf("not in order:\n%s", lines(result))
	}
	counts := result.Findings.CountByCode()
	want := []tape.CodeCount{{Severity: tape.Error, Code: "contract.out_of_range", Count: 1}, {Severity: tape.Error, Code: "rate.invalid", Count: 2}}
	if len(counts) < 2 || !slices.Equal(counts[:2], want) {
		t.Errorf("%+v", counts)
	}
	if got := result.Findings.Count(tape.Error); got != 3 {
		t.Errorf("%d errors", got)
	}
}
