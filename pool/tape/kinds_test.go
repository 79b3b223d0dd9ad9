package tape_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/pool/tape"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func opt(s string) *decimal.Decimal {
	d := dec(s)
	return &d
}

// same compares specifications: decimals by value, and sources left to a test of their own.
var same = cmp.Options{
	cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) }),
	cmp.Comparer(func(a, b pool.Industry) bool { return a == b }),
	cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Source" }, cmp.Ignore()),
}

// leasePage is a tape of two leases as a lessor sends it: titles, a header, subtotal and notes.
func leasePage() page {
	return page{"资产清单", [][]any{
		{"第一期资产支持专项计划 基础资产清单"},
		{"封包日：2018年10月31日", "", "", "单位：元", "", "币种：人民币"},
		{},
		{"序号", "租赁合同编号", "承租人", "承租人行业", "地区", "未偿本金余额", "应收租金余额", "合同金额", "租赁利率(%)", "起租日", "到期日", "合同期限（月）", "剩余期限（月）", "还款方式", "还款频率", "支付时点", "计息基础", "担保方式", "担保人", "租赁物", "知识产权类型", "评估价值（万元）", "资产五级分类", "逾期天数", "主体评级", "保证金", "保证金处理方式", "留购价款", "手续费", "所属集团", "标签"},
		{1, "ZL-001", "北京甲文化传媒有限公司、北京乙影视有限公司", "文体娱乐行业", "北京市", 73300000.5, 78000000, 100000000, 5.35, 42825, "2021-03-31", 48, 29, "等额本息", "按季", "后付", "ACT/365", "保证+质押", "丙担保有限公司", "《某剧本》等3项", "剧本", 15000, "正常", 0, "AA", 500000, "抵扣末期租金", 100, "-", "甲集团", "首批、影视"},
		{2, "ZL-002", "丁科技有限公司", "科研和技术服务业", "中关村", "33,300,000.00", "/", "5000万元", "6.00", "2018年1月5日", "2021/1/5", 36, 26.16, "先息后本", "季", "先付", "30/360", "信用", "无", "一种方法等48项专利", "发明专利", 5000, "正常", "", "", "无", "", "", "", "", ""},
		{"合计", "", "", "", "", 106600000.5, "", 150000000},
		{"备注：以上数据截至封包日。"},
		{"制表人：", "某", "", "审核人：", "某"},
	}}
}

func TestLeaseTape(t *testing.T) {
	result := read(t, "dir/candidates.xlsx", workbook(t, leasePage()), tape.Options{})
	deposit, price, days := opt("500000"), opt("100"), 0
	want := pool.Spec{
		Schema: pool.Schema, AsOf: calendar.MustNew(2018, 10, 31), Currency: money.CNY,
		Parties: []pool.PartySpec{
			{ID: "北京甲文化传媒有限公司", Group: "甲集团", Industry: industry("R"), Province: 11, Rating: "AA"},
			{ID: "北京乙影视有限公司", Group: "甲集团", Industry: industry("R"), Province: 11},
			{ID: "丙担保有限公司"},
			{ID: "丁科技有限公司", Industry: industry("M"), Province: 11},
		},
		Rights: []pool.RightSpec{
			{ID: "ZL-001/ip", Type: pool.Screenplay, Title: "《某剧本》等3项", Count: 3, Appraisal: opt("150000000")},
			{ID: "ZL-002/ip", Type: pool.Invention, Title: "一种方法等48项专利", Count: 48, Appraisal: opt("50000000")},
		},
		Contracts: []pool.ContractSpec{{
			ID: "ZL-001", Obligors: []pool.ObligorSpec{{Party: "北京甲文化传媒有限公司"}, {Party: "北京乙影视有限公司"}},
			Guarantors: []string{"丙担保有限公司"}, Rights: []string{"ZL-001/ip"},
			Balance: dec("73300000.5"), ReceivableBalance: opt("78000000"), OriginalAmount: opt("100000000"), Rate: opt("0.0535"),
			Start: calendar.MustNew(2017, 3, 31), Maturity: calendar.MustNew(2021, 3, 31), OriginalTermMonths: opt("48"), RemainingTermMonths: opt("29"),
			Class: pool.ClassNormal, OverdueDays: &days, Security: pool.Guarantee | pool.Pledge, Tags: []string{"首批", "影视"},
			Lease: &pool.LeaseSpec{
				Rent:    pool.InstalmentsSpec{Form: pool.Level, Frequency: calendar.Quarterly, Timing: pool.Arrears, DayCount: calendar.Act365F},
				Deposit: deposit, DepositUse: pool.OffsetLastPayments, PurchasePrice: price,
			},
		}, {
			ID: "ZL-002", Obligors: []pool.ObligorSpec{{Party: "丁科技有限公司"}}, Rights: []string{"ZL-002/ip"},
			Balance: dec("33300000"), OriginalAmount: opt("50000000"), Rate: opt("0.06"),
			Start: calendar.MustNew(2018, 1, 5), Maturity: calendar.MustNew(2021, 1, 5), OriginalTermMonths: opt("36"), RemainingTermMonths: opt("26.16"),
			Class: pool.ClassNormal, Security: pool.Clean,
			Lease: &pool.LeaseSpec{Rent: pool.InstalmentsSpec{Form: pool.InterestFirst, Frequency: calendar.Quarterly, Timing: pool.Advance, DayCount: calendar.Thirty360ISDA}},
		}},
	}
	if diff := cmp.Diff(want, result.Spec, same); diff != "" {
		t.Errorf("specification (-want +got):\n%s", diff)
	}
	if result.File != "candidates.xlsx" || result.Sheet != "资产清单" || result.Encoding != "" || result.RowsRead != 2 || result.Accepted != 2 || result.Rejected != 0 {
		t.Errorf("%+v", result)
	}
	if got := result.Pool.Principal().Format(money.CNY); got != "106600000.50" {
		t.Errorf("principal %s", got)
	}
	if got := result.Pool.Contract(1).Source; got != "candidates.xlsx!资产清单 row 6" {
		t.Errorf("source %q", got)
	}
	expectCodes(t, result, "kind.inferred", "rate.convention", "as_of.read", "obligor.split", "balance.schedule", "date.serial", "balance.schedule", "amount.unit", "row.total", "row.total", "row.note", "row.note")
}

func TestReceivableTape(t *testing.T) {
	p := page{"应收账款清单", [][]any{
		{"应收账款编号", "债务人", "债务人行业", "债务人评级", "供应商", "供应商行业", "供应商所在地", "保理商", "应收账款余额（万元）", "应收账款金额（万元）", "保理融资款（万元）", "折让（万元）", "折价率", "发票日", "确权日", "到期日", "账期（天）", "封包日", "版权类型", "确权情况"},
		{"AR-1", "奇艺公司", "互联网和相关服务", "AA+", "甲影业有限公司", "影视业", "浙江金华东阳", "聚量保理", 1234.5, 1234.5, 1100, 0, "5.5%", "2018-05-01", "2018-06-01", "2019-12-01", 579, "2018-11-30", "电视剧", "已确权"},
		{"AR-2", "奇艺公司", "互联网和相关服务", "AA+", "乙影业有限公司", "影视业", "上海市浦东新区", "聚量保理", 2234.567891, 2300, "/", "/", "5%", "2018-05-01", "2018-06-01", "2020-12-01", 945, "2018-11-30", "综艺节目", "已确权"},
	}}
	result := read(t, "qiyi.xlsx", workbook(t, p), tape.Options{})
	zero := dec("0")
	want := pool.Spec{
		Schema: pool.Schema, AsOf: calendar.MustNew(2018, 11, 30), Currency: money.CNY,
		Parties: []pool.PartySpec{
			{ID: "奇艺公司", Industry: industry("I64"), Rating: "AA+"},
			{ID: "甲影业有限公司", Industry: industry("R87"), Province: 33}, {ID: "聚量保理"}, {ID: "乙影业有限公司", Industry: industry("R87"), Province: 31},
		},
		Rights: []pool.RightSpec{{ID: "AR-1/ip", Type: pool.FilmTV}, {ID: "AR-2/ip", Type: pool.FilmTV}},
		Contracts: []pool.ContractSpec{{
			ID: "AR-1", Obligors: []pool.ObligorSpec{{Party: "奇艺公司"}}, Creditor: "甲影业有限公司", Originator: "聚量保理", Rights: []string{"AR-1/ip"},
			Balance: dec("12345000"), OriginalAmount: opt("12345000"), Rate: opt("0.055"), Start: calendar.MustNew(2018, 5, 1), Maturity: calendar.MustNew(2019, 12, 1),
			Receivable: &pool.ReceivableSpec{Face: opt("12345000"), Advance: opt("11000000"), Dilution: &zero, Confirmed: calendar.MustNew(2018, 6, 1)},
		}, {
			ID: "AR-2", Obligors: []pool.ObligorSpec{{Party: "奇艺公司"}}, Creditor: "乙影业有限公司", Originator: "聚量保理", Rights: []string{"AR-2/ip"},
			Balance: dec("22345678.91"), OriginalAmount: opt("23000000"), Rate: opt("0.05"), Start: calendar.MustNew(2018, 5, 1), Maturity: calendar.MustNew(2020, 12, 1),
			Receivable: &pool.ReceivableSpec{Face: opt("23000000"), Confirmed: calendar.MustNew(2018, 6, 1)},
		}},
	}
	if diff := cmp.Diff(want, result.Spec, same); diff != "" {
		t.Errorf("specification (-want +got):\n%s", diff)
	}
	expectCodes(t, result, "currency.assumed", "kind.inferred", "column.unmapped", "as_of.read")
}

func TestMicroloanTape(t *testing.T) {
	p := page{"贷款清单", [][]any{
		{"基准日", 44377},
		{"借据号", "借款人", "共同借款人", "贷款行", "贷款余额", "合同金额", "年利率(%)", "利率类型", "发放日", "到期日", "剩余期限(年)", "还款方式", "五级分类", "行业", "地区", "质押物", "质押物类型", "权证号", "评估价值", "质押率", "担保方式", "逾期天数", "罚息利率(%)"},
		{"JJ1", "金华甲厂", "", "某银行", 1000000, 1000000, 4.35, "LPR+50BP", "2021-06-10", "2022-07-10", 1.02, "按月付息到期还本", "正常", "制造业", "金华", "某商标", "商标", "12345678", 5000000, "20%", "质押", 0, 6.525},
		{"JJ2", "张三", "李四和王五", "某银行", 500000, 500000, 5, "固定", "2021-06-10", "2022-06-10", 0.95, "等额本金", "关注", "批发零售业", "义乌", "一种装置", "专利", "ZL200310119651.4", 1000000, 0.5, "质押+保证+抵押", 12, 7.5},
	}}
	result := read(t, "longhe.xlsx", workbook(t, p), tape.Options{})
	days0, days12 := 0, 12
	want := pool.Spec{
		Schema: pool.Schema, AsOf: calendar.MustNew(2021, 6, 30), Currency: money.CNY,
		Parties: []pool.PartySpec{{ID: "金华甲厂", Industry: industry("C"), Province: 33}, {ID: "某银行"}, {ID: "张三", Industry: industry("F"), Province: 33}, {ID: "李四"}, {ID: "王五"}},
		Rights: []pool.RightSpec{
			{ID: "12345678", Type: pool.Trademark, Title: "某商标", Number: "12345678", Appraisal: opt("5000000")},
			{ID: "200310119651", Type: pool.Invention, Title: "一种装置", Number: "ZL200310119651.4", Appraisal: opt("1000000")},
		},
		Contracts: []pool.ContractSpec{{
			ID: "JJ1", Obligors: []pool.ObligorSpec{{Party: "金华甲厂"}}, Creditor: "某银行", Rights: []string{"12345678"},
			Balance: dec("1000000"), OriginalAmount: opt("1000000"), Rate: opt("0.0435"), Start: calendar.MustNew(2021, 6, 10), Maturity: calendar.MustNew(2022, 7, 10), RemainingTermMonths: opt("12.24"),
			Class: pool.ClassNormal, OverdueDays: &days0, Security: pool.Pledge,
			Microloan: &pool.MicroloanSpec{
				Repayment: pool.InstalmentsSpec{Form: pool.InterestFirst, Frequency: calendar.Monthly}, Floating: &pool.FloatingSpec{Index: "LPR", Spread: dec("0.005")},
				PenaltyRate: opt("0.06525"), PledgeRatio: opt("0.2"),
			},
		}, {
			ID: "JJ2", Obligors: []pool.ObligorSpec{{Party: "张三"}, {Party: "李四"}, {Party: "王五"}}, Creditor: "某银行", Rights: []string{"200310119651"},
			Balance: dec("500000"), OriginalAmount: opt("500000"), Rate: opt("0.05"), Start: calendar.MustNew(2021, 6, 10), Maturity: calendar.MustNew(2022, 6, 10), RemainingTermMonths: opt("11.4"),
			Class: pool.ClassSpecialMention, OverdueDays: &days12, Security: pool.Pledge | pool.Guarantee | pool.Mortgage,
			Microloan: &pool.MicroloanSpec{Repayment: pool.InstalmentsSpec{Form: pool.EvenPrincipal}, PenaltyRate: opt("0.075"), PledgeRatio: opt("0.5")},
		}},
	}
	if diff := cmp.Diff(want, result.Spec, same); diff != "" {
		t.Errorf("specification (-want +got):\n%s", diff)
	}
	expectCodes(t, result, "amount.unit_assumed", "currency.assumed", "kind.inferred", "rate.convention", "timing.assumed", "rate.convention", "as_of.read", "obligor.split", "right.type_from_number")
}

func TestSublicenseTape(t *testing.T) {
	p := page{"专利许可清单", [][]any{
		{"截至2019年8月31日", "", "单位：万元"},
		{"许可合同编号", "被许可人", "许可人", "应收许可费余额", "一次性许可费", "综合费率", "许可起始日", "终止日", "许可期限(年)", "剩余期限(月)", "支付方式", "支付频率", "行业", "地区", "专利号", "专利类型", "专利到期日", "质押登记号", "许可方式", "许可地域", "保底许可费", "第一次许可起始日", "第一次许可终止日"},
		{"XK1", "广州甲有限公司", "凯得租赁", 12000, 10000, "6.5%", "2019-08-31", "2024-08-31", 5, 60, "等额本息", "季", "制造业", "广州开发区", "ZL200310119651.4、ZL201820123456.0", "专利", "2033-01-01", "Y2019440001", "独占", "中国", 500, "2019-08-31", "2024-08-31"},
	}}
	result := read(t, "kaide.xlsx", workbook(t, p), tape.Options{})
	yes := true
	want := pool.Spec{
		Schema: pool.Schema, AsOf: calendar.MustNew(2019, 8, 31), Currency: money.CNY,
		Parties: []pool.PartySpec{{ID: "广州甲有限公司", Industry: industry("C"), Province: 44}, {ID: "凯得租赁"}},
		Rights: []pool.RightSpec{
			{ID: "200310119651", Type: pool.Invention, Number: "ZL200310119651.4", Expires: calendar.MustNew(2033, 1, 1)},
			{ID: "201820123456", Type: pool.UtilityModel, Number: "ZL201820123456.0", Expires: calendar.MustNew(2033, 1, 1)},
		},
		Contracts: []pool.ContractSpec{{
			ID: "XK1", Obligors: []pool.ObligorSpec{{Party: "广州甲有限公司"}}, Creditor: "凯得租赁", Rights: []string{"200310119651", "201820123456"},
			Balance: dec("120000000"), ReceivableBalance: opt("120000000"), OriginalAmount: opt("100000000"), Rate: opt("0.065"), Start: calendar.MustNew(2019, 8, 31), Maturity: calendar.MustNew(2024, 8, 31), OriginalTermMonths: opt("60"), RemainingTermMonths: opt("60"),
			Sublicense: &pool.SublicenseSpec{
				Fees: pool.InstalmentsSpec{Form: pool.Level, Frequency: calendar.Quarterly}, UpfrontFee: opt("100000000"), PledgeRegistration: "Y2019440001",
				Licence:     pool.LicenceSpec{Start: calendar.MustNew(2019, 8, 31), End: calendar.MustNew(2024, 8, 31)},
				LicenceBack: pool.LicenceSpec{Start: calendar.MustNew(2019, 8, 31), End: calendar.MustNew(2024, 8, 31), Exclusive: &yes, Territory: "中国"},
				Royalty:     &pool.RoyaltySpec{MinimumGuarantee: opt("5000000")},
			},
		}},
	}
	if diff := cmp.Diff(want, result.Spec, same); diff != "" {
		t.Errorf("specification (-want +got):\n%s", diff)
	}
	expectCodes(t, result, "currency.assumed", "kind.inferred", "balance.from_receivable", "timing.assumed", "royalty.no_share", "as_of.read", "right.type_from_number", "right.type_from_number")
}

func TestLeaseOddities(t *testing.T) {
	p := page{"清单", [][]any{
		{"合同编号", "承租人", "余额（元）", "利率", "到期日", "保证金", "保证金处理方式", "利率类型", "支付时点", "合同金额"},
		{"A1", "甲公司", 100, "4.35%", "2026-03-01", 10, "抵扣或退还", "LPR+50BP", "先付", 100},
		{"A2", "甲公司", 100, "4.35%", "2026-03-01", 101, "抵扣租金", "固定", "先付", 100},
	}}
	result := read(t, "a.xlsx", workbook(t, p), tape.Options{AsOf: asOf, Currency: money.CNY, Kind: pool.KindLease})
	expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "deposit_use.unknown", Row: 2, Column: "G", Header: "保证金处理方式", Seen: "抵扣或退还"})
	expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "rate.floating_kept", Row: 2, Column: "D", Header: "利率", Seen: "4.35%"})
	expectFinding(t, result, tape.Finding{Severity: tape.Error, Code: "contract.inconsistent", Row: 3, Column: "F", Header: "保证金", Seen: "101"})
}

// A tape with a column of principal beside the fees keeps both.
func TestSublicenseWithPrincipalKeepsBothBalances(t *testing.T) {
	p := page{"清单", [][]any{
		{"合同编号", "被许可人", "未偿本金余额", "应收许可费余额", "到期日"},
		{"XK1", "甲有限公司", 100, 120, "2024-08-31"},
	}}
	result := read(t, "a.xlsx", workbook(t, p), tape.Options{AsOf: calendar.MustNew(2019, 8, 31)})
	c := result.Spec.Contracts[0]
	if !c.Balance.Equal(dec("100")) || c.ReceivableBalance == nil || !c.ReceivableBalance.Equal(dec("120")) {
		t.Errorf("balance %s, receivable balance %v", c.Balance, c.ReceivableBalance)
	}
}

func TestMixedTape(t *testing.T) {
	p := page{"Contracts", [][]any{
		{"Cut-off date", "2024-06-30", "", "Unit: CNY"},
		{"Contract ID", "Kind", "Obligor", "Creditor", "Balance", "Rate", "Start", "Maturity", "Repayment", "Frequency", "Industry", "Region", "Class", "Security"},
		{"L1", "lease", "Alpha Media Co., Ltd.", "Lessor Ltd.", 100.01, "5.35%", "2023-06-30", "2026-06-30", "level", "quarterly", "Manufacturing", "Beijing", "normal", "guarantee"},
		{"R1", "receivable", "Platform Inc.", "Beta Films Inc.", 200.02, "", "", "2025-06-30", "", "", "R", "Zhejiang", "", ""},
		{"M1", "microloan", "Gamma Ltd.", "Bank", 300.03, "4%", "2024-01-01", "2025-01-01", "interest_first", "monthly", "C39", "Guangdong", "", "pledge"},
		{"S1", "sublicense", "Delta Ltd.", "Licensor Ltd.", 400.04, "6%", "2024-01-01", "2029-01-01", "even_principal", "quarterly", "M", "44", "", ""},
		{"X1", "", "Nobody Ltd.", "", 1, "", "", "2029-01-01"},
		{"X2", "bond", "Nobody Ltd.", "", 1, "", "", "2029-01-01"},
		{"Total", "", "", "", 1000.10},
	}}
	result := read(t, "mixed.xlsx", workbook(t, p), tape.Options{})
	if result.Accepted != 4 || result.Rejected != 2 {
		t.Fatalf("%d accepted, %d rejected\n%s", result.Accepted, result.Rejected, lines(result))
	}
	if got, want := result.Pool.CountByKind(), [5]int{0, 1, 1, 1, 1}; got != want {
		t.Errorf("kinds %v, want %v", got, want)
	}
	// On a receivable, industry and region are the supplier's.
	for _, p := range result.Spec.Parties {
		if want := map[string]string{"Platform Inc.": "", "Beta Films Inc.": "R", "Alpha Media Co., Ltd.": "C"}[p.ID]; p.Industry.String() != want && strings.Contains("Platform Inc. Beta Films Inc. Alpha Media Co., Ltd.", p.ID) {
			t.Errorf("industry of %s is %q, want %q", p.ID, p.Industry, want)
		}
	}
	expectFinding(t, result, tape.Finding{Severity: tape.Error, Code: "kind.missing", Row: 7, Column: "B", Header: "Kind"})
	expectFinding(t, result, tape.Finding{Severity: tape.Error, Code: "kind.unknown", Row: 8, Column: "B", Header: "Kind", Seen: "bond"})
	expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "row.total_differs", Row: 9, Column: "E", Header: "Balance", Seen: "1000.1", Taken: "1002.10"})
}

func industry(code string) pool.Industry {
	i, err := pool.ParseIndustry(code)
	if err != nil {
		panic(err)
	}
	return i
}
