package tape_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/pool/tape"
)

// loanTape is a small tape of loans whose columns a test replaces or adds to.
func loanTape(replace map[string]string) string {
	columns := []string{"借据号", "借款人", "贷款余额", "年利率", "放款日", "到期日"}
	cells := map[string]string{"借据号": "A1", "借款人": "甲有限公司", "贷款余额": "100", "年利率": "5%", "放款日": "2024-01-01", "到期日": "2025-03-01"}
	others := map[string]string{"借据号": "A2", "借款人": "乙科技有限公司", "贷款余额": "200", "年利率": "6%", "放款日": "2024-02-01", "到期日": "2025-04-01"}
	for _, header := range sortedNames(replace) {
		if _, known := cells[header]; !known {
			columns = append(columns, header)
		}
		cells[header] = replace[header]
	}
	quote := func(s string) string {
		if strings.ContainsAny(s, ",\n\"") {
			return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
		}
		return s
	}
	var first, second []string
	for _, c := range columns {
		first, second = append(first, quote(cells[c])), append(second, quote(others[c]))
	}
	return "封包日：2024-06-30\n单位：元\n" + strings.Join(columns, ",") + "\n" + strings.Join(first, ",") + "\n" + strings.Join(second, ",") + "\n"
}

func gb18030(t testing.TB, s string) []byte {
	t.Helper()
	b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
	must(t, err)
	return b
}

// mangled gives a text in UTF-8 as it looks when it is read as ISO 8859-1.
func mangled(t testing.TB, s string) []byte {
	t.Helper()
	b, err := charmap.ISO8859_1.NewDecoder().Bytes([]byte(s))
	must(t, err)
	return b
}

func utf16LE(s string) []byte {
	b := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return b
}

// first gives the first accepted contract, the zero value when there is none.
func first(r *tape.Result) pool.ContractSpec {
	if len(r.Spec.Contracts) == 0 {
		return pool.ContractSpec{}
	}
	return r.Spec.Contracts[0]
}

func balance(r *tape.Result) any  { return first(r).Balance }
func maturity(r *tape.Result) any { return first(r).Maturity }
func accepted(r *tape.Result) any { return r.Accepted }
func rate(r *tape.Result) any {
	if first(r).Rate == nil {
		return "unknown"
	}
	return *first(r).Rate
}
func id(r *tape.Result) any { return first(r).ID }
func obligors(r *tape.Result) any {
	var names []string
	for _, o := range first(r).Obligors {
		names = append(names, o.Party)
	}
	return strings.Join(names, "|")
}
func right(r *tape.Result) any {
	if len(r.Spec.Rights) == 0 {
		return "none"
	}
	return fmt.Sprintf("%s %s %d", r.Spec.Rights[0].ID, r.Spec.Rights[0].Type, r.Spec.Rights[0].Count)
}
func party(r *tape.Result) any {
	return fmt.Sprintf("%s %s", r.Spec.Parties[0].Industry, r.Spec.Parties[0].Province)
}
func overdue(r *tape.Result) any {
	if d := first(r).OverdueDays; d != nil {
		return *d
	}
	return "unknown"
}

// TestFormatsAndMistakes goes through the formats and mistakes met in practice, in the order in which
// the project's account of its domain lists them (section 4.3). Each row is a tape, the value that is
// taken, and the finding that says so: its code, its rule, its place and the text seen.
func TestFormatsAndMistakes(t *testing.T) {
	one := func(header, cell string) []byte { return []byte(loanTape(map[string]string{header: cell})) }
	plain := loanTape(nil)
	book := func(rows ...[]any) []byte { return workbook(t, page{"清单", rows}) }
	type finding struct{ code, rule, place, seen string } // place: row and column, as in 4C; seen "" for any
	for _, tt := range []struct {
		item, situation string
		file            string
		data            []byte
		value           func(*tape.Result) any
		want            string
		finding         finding
	}{
		{"encodings", "GBK without a mark", "a.csv", gb18030(t, plain), obligors, "甲有限公司", finding{"encoding.taken", "encoding", "0", ""}},
		{"encodings", "GB18030 with its mark", "a.csv", append([]byte{0x84, 0x31, 0x95, 0x33}, gb18030(t, plain)...), obligors, "甲有限公司", finding{"encoding.taken", "encoding", "0", ""}},
		{"encodings", "UTF-8 with a mark", "a.csv", []byte("\ufeff" + plain), obligors, "甲有限公司", finding{"encoding.taken", "encoding", "0", ""}},
		{"encodings", "UTF-16", "a.csv", utf16LE(plain), obligors, "甲有限公司", finding{"encoding.taken", "encoding", "0", ""}},
		{"separators", "tab", "a.tsv", []byte(strings.ReplaceAll(plain, ",", "\t")), accepted, "2", finding{"csv.separator", "csv.separator", "0", ""}},
		{"separators", "semicolon", "a.csv", []byte(strings.ReplaceAll(plain, ",", ";")), accepted, "2", finding{"csv.separator", "csv.separator", "0", ""}},
		{"separators", "full-width comma", "a.csv", []byte(strings.ReplaceAll(plain, ",", "，")), accepted, "2", finding{"csv.separator", "csv.separator", "0", ""}},
		{"quoted newline", "two firms in one cell", "a.csv", one("借款人", "甲有限公司\n乙有限公司"), obligors, "甲有限公司|乙有限公司", finding{"obligor.split", "names.separators", "4B", "甲有限公司\n乙有限公司"}},
		{"titles above the header", "the cut-off date in one", "a.csv", []byte("某某专项计划资产清单\n" + plain), accepted, "2", finding{"as_of.read", "as_of.title", "2A", "封包日：2024-06-30"}},
		{"two-line headers", "a group over two columns", "a.csv", []byte("封包日：2024-06-30\n单位：元\n借据号,借款人信息,,贷款余额,到期日\n,名称,行业,,\nA1,甲有限公司,制造业,100,2025-03-01\n"), party, "C ", finding{"kind.inferred", "kind.headers", "0", ""}},
		{"unit row", "below the header", "a.xlsx", book([]any{"封包日：2024-06-30"}, []any{"借据号", "借款人", "贷款余额", "到期日"}, []any{"", "", "万元", ""}, []any{"A1", "甲有限公司", 1.5, "2025-03-01"}), balance, "15000", finding{"currency.assumed", "currency.default", "0", ""}},
		{"unit in the header", "余额（万元）", "a.csv", []byte(strings.Replace(plain, "贷款余额", "贷款余额（万元）", 1)), balance, "1000000", finding{"as_of.read", "as_of.title", "1A", ""}},
		{"units mixed in cells", "1,234.5万", "a.csv", one("贷款余额", "1,234.5万"), balance, "12345000", finding{"amount.unit", "unit.cell", "4C", "1,234.5万"}},
		{"units mixed in cells", "0.3亿", "a.csv", one("贷款余额", "0.3亿"), balance, "30000000", finding{"amount.unit", "unit.cell", "4C", "0.3亿"}},
		{"no unit at all", "a warning, never silence", "a.csv", []byte(strings.Replace(plain, "单位：元\n", "", 1)), balance, "100", finding{"amount.unit_assumed", "unit.default", "0", ""}},
		{"blank rows", "between contracts", "a.csv", []byte(strings.Replace(plain, "\nA2", "\n,,,,,\n\nA2", 1)), accepted, "2", finding{"as_of.read", "as_of.title", "1A", ""}},
		{"totals are not counted", "小计 that agrees", "a.csv", []byte(plain + "小计,,300\n"), accepted, "2", finding{"row.total", "", "6C", "300"}},
		{"totals are not counted", "合 计 that disagrees", "a.csv", []byte(plain + "合 计,,301\n"), accepted, "2", finding{"row.total_differs", "", "6C", "301"}},
		{"unit in the header", "beside a currency", "a.csv", []byte(strings.Replace(plain, "贷款余额", "贷款余额（人民币：万元）", 1)), balance, "1000000", finding{"as_of.read", "as_of.title", "1A", ""}},
		{"unit in a title", "beside the unit of rates", "a.csv", []byte(strings.Replace(plain, "单位：元", "单位：人民币千元、%", 1)), balance, "100000", finding{"as_of.read", "as_of.title", "1A", ""}},
		{"unit in a title", "in the cell beside", "a.csv", []byte(strings.Replace(plain, "单位：元", "金额单位：,万元", 1)), balance, "1000000", finding{"as_of.read", "as_of.title", "1A", ""}},
		{"unit of other columns only", "a warning, never silence", "a.csv", []byte(strings.Replace(strings.Replace(loanTape(map[string]string{"合同金额（万元）": "0.05"}), "单位：元\n", "", 1), "合同金额", "合同金额", 1)), balance, "100", finding{"amount.unit_assumed", "unit.column", "0C", "贷款余额"}},
		{"a truth value is no amount", "TRUE", "a.xlsx", book([]any{"封包日：2024-06-30　单位：万元"}, []any{"借据号", "借款人", "贷款余额", "到期日"}, []any{"A1", "甲有限公司", true, "2025-03-01"}, []any{"A2", "乙有限公司", 2, "2025-03-01"}), accepted, "1", finding{"amount.invalid", "", "3C", "TRUE"}},
		{"a number made a text", "by an apostrophe", "a.csv", one("贷款余额", "'1234.50"), balance, "1234.5", finding{"", "", "", ""}},
		{"day first, as the column shows", "05/03/2025 beside 15/03/2025", "a.csv", []byte(strings.Replace(loanTape(map[string]string{"到期日": "05/03/2025"}), "2025-04-01", "15/04/2025", 1)), maturity, "2025-03-05", finding{"date.order", "date.column_order", "4F", "05/03/2025"}},
		{"shares behind names", "甲60%、乙40%", "a.csv", one("借款人", "甲有限公司（60%）、乙有限公司（40%）"), obligors, "甲有限公司|乙有限公司", finding{"obligor.split", "names.shares", "4B", "甲有限公司（60%）、乙有限公司（40%）"}},
		{"notes and signatures", "备注", "a.csv", []byte(plain + "备注：以上数据未经审计。\n"), accepted, "2", finding{"row.note", "", "6", "备注：以上数据未经审计。"}},
		{"notes and signatures", "制表人", "a.csv", []byte(plain + "制表人：,某,,审核人：,某\n"), accepted, "2", finding{"row.note", "", "6", "制表人："}},
		{"notes and signatures", "the day of the signature", "a.csv", []byte(plain + "2024年7月1日\n"), accepted, "2", finding{"row.note", "", "6", "2024年7月1日"}},
		{"notes and signatures", "a seal", "a.csv", []byte(plain + "某某有限公司（盖章）\n"), accepted, "2", finding{"row.note", "", "6", "某某有限公司（盖章）"}},
		{"notes and signatures", "the end of a page", "a.csv", []byte(plain + "第1页 共3页\n"), accepted, "2", finding{"row.note", "", "6", "第1页 共3页"}},
		{"notes and signatures", "以下空白", "a.csv", []byte(plain + "以下空白\n"), accepted, "2", finding{"row.note", "", "6", "以下空白"}},
		{"a second table with its columns swapped", "never read as the first", "a.csv", []byte(plain + "借据号,借款人,合同金额,年利率,放款日,到期日\nB1,丙有限公司,900,5%,2024-01-01,2025-03-01\n"), accepted, "2", finding{"row.other_table", "", "6", "借据号"}},
		{"a second table with the same columns", "read on", "a.csv", []byte(plain + "借据号,借款人,贷款余额,年利率,放款日,到期日\nB1,丙有限公司,900,5%,2024-01-01,2025-03-01\n"), accepted, "3", finding{"row.header", "", "6", "借据号"}},
		{"statistics are not counted", "加权平均", "a.csv", []byte(plain + "加权平均,,150,5.5%\n"), accepted, "2", finding{"row.statistic", "", "6", "加权平均"}},
		{"statistics are not counted", "最大值", "a.csv", []byte(plain + ",最大值,200\n"), accepted, "2", finding{"row.statistic", "", "6", "最大值"}},
		{"statistics are not counted", "Weighted average", "a.csv", []byte(plain + "Weighted average,,150\n"), accepted, "2", finding{"row.statistic", "", "6", "Weighted average"}},
		{"headings of sections", "一、北京地区", "a.csv", []byte(strings.Replace(plain, "\nA2", "\n一、北京地区\nA2", 1)), accepted, "2", finding{"row.note", "", "5", "一、北京地区"}},
		{"full-width digits", "５．３５％", "a.csv", one("年利率", "５．３５％"), rate, "0.0535", finding{"text.repaired", "width.folded", "4D", "５．３５％"}},
		{"ideographic space", "in a date", "a.csv", one("到期日", "　2025-03-01　"), maturity, "2025-03-01", finding{"", "", "", ""}},
		{"thousands separators", "in a text", "a.csv", one("贷款余额", "1,234,567.89"), balance, "1234567.89", finding{"cell.notation", "notation.thousands", "4C", "1,234,567.89"}},
		{"Chinese numerals", "of a cheque", "a.csv", one("贷款余额", "叁佰万元整"), balance, "3000000", finding{"amount.words", "amount.chinese", "4C", "叁佰万元整"}},
		{"Chinese numerals", "in daily use", "a.csv", one("贷款余额", "一百二十"), balance, "120", finding{"amount.words", "amount.chinese", "4C", "一百二十"}},
		{"accounting negatives", "brackets", "a.csv", one("贷款余额", "(1,234.00)"), accepted, "1", finding{"amount.negative", "amount.accounting", "4C", "(1,234.00)"}},
		{"trailing 元", "in a column in 元", "a.csv", one("贷款余额", "300元"), balance, "300", finding{"cell.notation", "notation.currency_mark", "4C", "300元"}},
		{"percent text", "5.35", "a.csv", []byte(strings.ReplaceAll(loanTape(map[string]string{"年利率": "5.35"}), "6%", "6")), rate, "0.0535", finding{"rate.convention", "rate.column", "0D", "年利率"}},
		{"percent text", "0.0535", "a.csv", []byte(strings.ReplaceAll(loanTape(map[string]string{"年利率": "0.0535"}), "6%", "0.06")), rate, "0.0535", finding{"rate.convention", "rate.column", "0D", "年利率"}},
		{"percent text", "534bp", "a.csv", one("年利率", "534bp"), rate, "0.0534", finding{"cell.notation", "notation.basis_points", "4D", "534bp"}},
		{"percent text", "fractions beside percentages", "a.csv", []byte(strings.ReplaceAll(loanTape(map[string]string{"年利率": "0.0535"}), "6%", "6")), accepted, "0", finding{"rate.convention", "", "4D", "0.0535"}},
		{"ranges", "4.35%~5.35%", "a.csv", one("年利率", "4.35%~5.35%"), accepted, "1", finding{"rate.range", "", "4D", "4.35%~5.35%"}},
		{"dates", "2025年3月28日", "a.csv", one("到期日", "2025年3月28日"), maturity, "2025-03-28", finding{"cell.notation", "notation.date_chinese", "4F", "2025年3月28日"}},
		{"dates", "2025/3/28", "a.csv", one("到期日", "2025/3/28"), maturity, "2025-03-28", finding{"cell.notation", "notation.date_other", "4F", "2025/3/28"}},
		{"dates", "20250328", "a.csv", one("到期日", "20250328"), maturity, "2025-03-28", finding{"cell.notation", "notation.date_compact", "4F", "20250328"}},
		{"dates", "a serial", "a.csv", one("到期日", "45744"), maturity, "2025-03-28", finding{"date.serial", "date.serial_1900", "4F", "45744"}},
		{"dates", `2025\3\28`, "a.csv", one("到期日", `2025\3\28`), maturity, "2025-03-28", finding{"cell.notation", "notation.date_other", "4F", `2025\3\28`}},
		{"dates", "2025.3.28", "a.csv", one("到期日", "2025.3.28"), maturity, "2025-03-28", finding{"cell.notation", "notation.date_dotted", "4F", "2025.3.28"}},
		{"dates", "三月", "a.csv", one("到期日", "三月"), accepted, "1", finding{"date.month_only", "", "4F", "三月"}},
		{"dates", "2025年3月底", "a.csv", one("到期日", "2025年3月底"), maturity, "2025-03-31", finding{"date.month_end", "date.month_end", "4F", "2025年3月底"}},
		{"day overflow", "2月30日", "a.csv", one("到期日", "2025年2月30日"), accepted, "1", finding{"date.invalid", "", "4F", "2025年2月30日"}},
		{"terms", "3年6个月", "a.csv", one("贷款期限", "3年6个月"), func(r *tape.Result) any { return first(r).OriginalTermMonths }, "42", finding{"cell.notation", "notation.term_months", "4G", "3年6个月"}},
		{"terms", "1.08年", "a.csv", one("剩余期限", "1.08年"), func(r *tape.Result) any { return first(r).RemainingTermMonths }, "12.96", finding{"cell.notation", "notation.term_years", "4G", "1.08年"}},
		{"terms", "1080天", "a.csv", one("贷款期限", "1080天"), accepted, "2", finding{"cell.notation", "notation.term_days", "4G", "1080天"}},
		{"terms", "36期", "a.csv", one("贷款期限", "36期"), accepted, "2", finding{"term.periods", "term.periods", "4G", "36期"}},
		{"floating rates", "LPR+50BP", "a.csv", one("年利率", "一年期LPR+50BP"), rate, "unknown", finding{"rate.floating_unstated", "", "4D", "一年期LPR+50BP"}},
		{"floating rates", "LPR+50BP with its level", "a.csv", one("年利率", "LPR+50BP（4.35%）"), rate, "0.0435", finding{"text.repaired", "width.folded", "4D", "LPR+50BP（4.35%）"}},
		{"rates for another time", "月利率 in ‰", "a.csv", one("年利率", "月利率4.5‰"), rate, "0.054", finding{"rate.period", "rate.per_month", "4D", "月利率4.5‰"}},
		{"rates for another time", "日利率 in 万分之", "a.csv", one("年利率", "日利率万分之1.5"), rate, "0.054", finding{"rate.period", "rate.per_day", "4D", "日利率万分之1.5"}},
		{"empty, 0, -, /, 无", "empty is unknown", "a.csv", one("逾期天数", ""), overdue, "unknown", finding{"", "", "", ""}},
		{"empty, 0, -, /, 无", "0 is 0", "a.csv", one("逾期天数", "0"), overdue, "0", finding{"", "", "", ""}},
		{"empty, 0, -, /, 无", "a dash is unknown", "a.csv", one("逾期天数", "-"), overdue, "unknown", finding{"cell.nothing", "nothing.mark", "4G", "-"}},
		{"empty, 0, -, /, 无", "无 is unknown", "a.csv", one("逾期天数", "无"), overdue, "unknown", finding{"cell.nothing", "nothing.word", "4G", "无"}},
		{"identifiers as numbers", "1.23E+17", "a.csv", one("借据号", "1.23E+17"), accepted, "1", finding{"id.scientific", "", "4A", "1.23E+17"}},
		{"identifiers as numbers", "18 digits as a text", "a.csv", one("借据号", "330100002021000001"), id, "330100002021000001", finding{"", "", "", ""}},
		{"identifiers as numbers", "18 digits as a number", "a.xlsx", book([]any{"封包日：2024-06-30"}, []any{"借据号", "借款人", "贷款余额（元）", "到期日"}, []any{330100002021000000, "甲有限公司", 100, "2025-03-01"}), id, "330100002021000000", finding{"id.digits_lost", "id.fifteen_digits", "3A", "330100002021000000"}},
		{"leading zeros lost", "0012 beside 13", "a.csv", []byte(strings.Replace(loanTape(map[string]string{"借据号": "0012"}), "A2", "13", 1)), accepted, "2", finding{"id.zeros_lost", "id.leading_zeros", "5A", "13"}},
		{"patent numbers", "with a wrong check digit", "a.csv", one("专利号", "ZL201810123456.7"), right, "201810123456 invention 0", finding{"right.number_check", "patent.check_digit", "4G", "ZL201810123456.7"}},
		{"patent numbers", "without prefix and check digit", "a.csv", one("专利号", "201810123456"), right, "201810123456 invention 0", finding{"right.type_from_number", "patent.type_digit", "4G", "201810123456"}},
		{"patent numbers", "with blanks", "a.csv", one("专利号", "ZL 2018 1 0123456.5"), right, "201810123456 invention 0", finding{"right.type_from_number", "patent.type_digit", "4G", "ZL 2018 1 0123456.5"}},
		{"patent numbers", "stored as a number", "a.xlsx", book([]any{"封包日：2024-06-30"}, []any{"借据号", "借款人", "贷款余额（元）", "到期日", "专利号"}, []any{"A1", "甲有限公司", 100, "2025-03-01", 201810123456.5}), right, "201810123456 invention 0", finding{"right.type_from_number", "patent.type_digit", "3E", "201810123456.5"}},
		{"patent numbers", "in scientific notation", "a.csv", one("专利号", "2.01810123456E+11"), right, "none", finding{"right.number_scientific", "", "4G", "2.01810123456E+11"}},
		{"patent numbers", "in the name of the right", "a.csv", one("质押物", "发明专利ZL201810123456.5等6项"), right, "201810123456 invention 0", finding{"right.number_in_title", "patent.in_title", "4G", "发明专利ZL201810123456.5等6项"}},
		{"patent numbers", "the number of a publication", "a.csv", one("专利号", "CN108123456B"), right, "CN108123456B invention 0", finding{"right.number_kind", "patent.publication", "4G", "CN108123456B"}},
		{"other numbers", "a trademark", "a.csv", one("注册号", "第12345678号"), right, "12345678  0", finding{"", "", "", ""}},
		{"other numbers", "a computer program", "a.csv", one("登记号", "2019SR0123456"), right, "2019SR0123456 software 0", finding{"right.type_from_number", "patent.type_digit", "4G", "2019SR0123456"}},
		{"duplicated contracts", "under one number", "a.csv", []byte(strings.Replace(plain, "A2", "A1", 1)), accepted, "1", finding{"contract.duplicate", "", "5A", "A1"}},
		{"duplicated contracts", "under another spelling of the number", "a.csv", []byte(plain + "A-1,甲 有限公司,100,5%,2024-01-01,2025-03-01\n"), accepted, "3", finding{"contract.duplicate_content", "duplicates.spelling", "6A", "A-1"}},
		{"duplicated contracts", "under another number and spelling of the firm", "a.csv", []byte(plain + "B7,乙科技有限责任公司,200,6%,2024-02-01,2025-04-01\n"), accepted, "3", finding{"contract.duplicate_content", "duplicates.content", "6A", "B7"}},
		{"variants of names", "brackets and blanks", "a.csv", []byte(plain + "B7,乙（科技）有限公司,100,5%,2024-01-01,2025-03-01\n"), accepted, "3", finding{"party.similar", "names.marks", "6B", "乙（科技）有限公司"}},
		{"variants of names", "有限责任公司", "a.csv", []byte(plain + "B7,乙科技有限责任公司,100,5%,2024-01-01,2025-03-01\n"), accepted, "3", finding{"party.similar", "names.suffix", "6B", "乙科技有限责任公司"}},
		{"variants of names", "traditional characters", "a.csv", []byte(plain + "B7,乙科技有限公司廣東分公司,100,5%,2024-01-01,2025-03-01\nB8,乙科技有限公司广东分公司,100,5%,2024-01-01,2025-05-01\n"), accepted, "4", finding{"party.similar", "names.traditional", "7B", "乙科技有限公司广东分公司"}},
		{"variants of names", "a branch", "a.csv", []byte(plain + "B7,乙科技有限公司上海分公司,100,5%,2024-01-01,2025-03-01\n"), accepted, "3", finding{"party.similar", "names.branch", "6B", "乙科技有限公司上海分公司"}},
		{"variants of names", "a slip of the pen", "a.csv", []byte(plain + "B7,华夏视频传媒有限公司,1,5%,2024-01-01,2025-03-01\nB8,华厦视频传媒有限公司,2,5%,2024-01-01,2025-03-01\n"), accepted, "4", finding{"party.similar", "names.spelling", "7B", "华厦视频传媒有限公司"}},
		{"co-lessees in one cell", "、", "a.csv", one("借款人", "甲影视有限公司、乙文化有限公司"), obligors, "甲影视有限公司|乙文化有限公司", finding{"obligor.split", "names.separators", "4B", "甲影视有限公司、乙文化有限公司"}},
		{"co-lessees in one cell", "full-width comma", "a.csv", one("借款人", "甲影视有限公司，乙文化有限公司"), obligors, "甲影视有限公司|乙文化有限公司", finding{"obligor.split", "names.separators", "4B", "甲影视有限公司，乙文化有限公司"}},
		{"co-lessees in one cell", "/", "a.csv", one("借款人", "甲影视有限公司/乙文化有限公司"), obligors, "甲影视有限公司|乙文化有限公司", finding{"obligor.split", "names.separators", "4B", "甲影视有限公司/乙文化有限公司"}},
		{"co-lessees in one cell", "；", "a.csv", one("借款人", "甲影视有限公司；乙文化有限公司"), obligors, "甲影视有限公司|乙文化有限公司", finding{"obligor.split", "names.separators", "4B", "甲影视有限公司；乙文化有限公司"}},
		{"co-lessees in one cell", "和", "a.csv", one("借款人", "甲影视有限公司和乙文化有限公司"), obligors, "甲影视有限公司|乙文化有限公司", finding{"obligor.split", "names.separators", "4B", "甲影视有限公司和乙文化有限公司"}},
		{"co-lessees in one cell", "与 within a name", "a.csv", one("借款人", "和平与发展研究中心"), obligors, "和平与发展研究中心", finding{"", "", "", ""}},
		{"co-lessees in one cell", "numbered lines", "a.csv", one("借款人", "1、甲影视有限公司\n2、乙文化有限公司"), obligors, "甲影视有限公司|乙文化有限公司", finding{"obligor.split", "names.separators", "4B", "1、甲影视有限公司\n2、乙文化有限公司"}},
		{"co-lessees in one cell", "等3家", "a.csv", one("借款人", "甲影视有限公司等3家"), obligors, "甲影视有限公司", finding{"obligor.more", "names.and_others", "4B", "甲影视有限公司等3家"}},
		{"guarantee text", "保证+质押＋抵押", "a.csv", one("担保方式", "保证+质押＋抵押"), func(r *tape.Result) any { return first(r).Security }, "guarantee+pledge+mortgage", finding{"", "", "", ""}},
		{"lists of rights", "等51项", "a.csv", one("质押物", "一种方法等51项专利"), right, "A1/ip patent 51", finding{"", "", "", ""}},
		{"lists of rights", "fewer numbers than rights", "a.csv", []byte(loanTape(map[string]string{"质押物": "一种方法等51项专利", "专利号": "ZL201810123456.5；ZL201810123458.1"})), right, "201810123456 invention 0", finding{"right.count", "", "4G", ""}},
		{"names of industries", "Shenwan", "a.csv", one("行业", "传媒"), party, " ", finding{"industry.unknown", "industry.names", "4G", "传媒"}},
		{"names of industries", "CSRC", "a.csv", one("行业", "证监会：C39 计算机、通信和其他电子设备制造业"), party, "C39 ", finding{"", "", "", ""}},
		{"names of industries", "a class", "a.csv", one("行业", "3963"), party, "C39 ", finding{"", "", "", ""}},
		{"names of industries", "no section", "a.csv", one("行业", "知识产权行业"), party, " ", finding{"industry.unknown", "industry.names", "4G", "知识产权行业"}},
		{"cities for provinces", "金华", "a.csv", one("地区", "金华"), party, " 33", finding{"", "", "", ""}},
		{"cities for provinces", "广州开发区", "a.csv", one("地区", "广州开发区"), party, " 44", finding{"", "", "", ""}},
		{"cities for provinces", "a county", "a.csv", one("地区", "如东县"), party, " 32", finding{"", "", "", ""}},
		{"cities for provinces", "a name of several provinces", "a.csv", one("地区", "鼓楼区"), party, " ", finding{"region.ambiguous", "region.names", "4G", "鼓楼区"}},
		{"mojibake", "pronunciations in brackets", "a.csv", one("借款人", "知识產(chǎn)權(quán)有限公司"), obligors, "知识产权有限公司", finding{"text.repaired", "mojibake.pinyin", "4B", "知识產(chǎn)權(quán)有限公司"}},
		{"mojibake", "UTF-8 that was read as Latin", "a.csv", mangled(t, plain), obligors, "甲有限公司", finding{"encoding.mangled", "mojibake.iso-8859-1", "0", ""}},
		{"mojibake", "traditional headers and words", "a.csv", []byte("單位：元\n封包日：2024-06-30\n借據號,借款人,貸款餘額,到期日,地區\nA1,甲有限公司,100,2025-03-01,廣東\n"), party, " 44", finding{"as_of.read", "as_of.title", "2A", ""}},
	} {
		t.Run(tt.item+"/"+tt.situation, func(t *testing.T) {
			result := read(t, tt.file, tt.data, tape.Options{Kind: kindOf(tt.item)})
			if got := fmt.Sprint(show(tt.value(result))); got != tt.want {
				t.Errorf("value %q, want %q\n%s", got, tt.want, lines(result))
			}
			want := tt.finding
			if want.code == "" {
				return
			}
			for f := range result.Findings.All() {
				if f.Code == want.code && f.Rule == want.rule && fmt.Sprintf("%d %s", f.Row, f.Column) == spaced(want.place) && (want.seen == "" || f.Seen == want.seen) {
					return
				}
			}
			t.Errorf("no finding %+v among\n%s", want, lines(result))
		})
	}
}

// kindOf lets the tapes of one item show their kind by themselves.
func kindOf(item string) pool.Kind {
	if item == "two-line headers" {
		return pool.KindUnknown
	}
	return pool.KindMicroloan
}

// show writes pointers by what they point to.
func show(v any) any {
	if s, ok := v.(fmt.Stringer); ok {
		return s.String()
	}
	return v
}

// spaced writes 4C as fmt.Sprint writes row and column.
func spaced(place string) string {
	digits := strings.TrimRight(place, "ABCDEFGHIJ")
	return digits + " " + strings.TrimPrefix(place, digits)
}

// The same findings stand whatever sheet or file is read, so a sheet with merged headers is one more.
func TestMergedHeadersOfTwoRows(t *testing.T) {
	rows := [][]any{
		{"某融资租赁有限公司资产清单（截至2024年6月30日）"}, {"", "", "", "", "", "单位：人民币万元"},
		{"序号", "合同编号", "承租人信息", "", "租赁期限", "", "剩余本金"}, {"", "", "名称", "所属行业", "起租日", "到期日", ""},
		{1, "WK-1", "北京甲文化传媒有限公司", "文化、体育和娱乐业", "2022/7/1", "2025/7/1", "3,333.33"},
		{"合计", "", "", "", "", "", "3,333.34"},
	}
	data := edit(t, []page{{"资产清单", rows}}, func(f *excelize.File) {
		for _, m := range []string{"A1:G1", "C3:D3", "E3:F3", "A3:A4", "B3:B4", "G3:G4"} {
			from, to, _ := strings.Cut(m, ":")
			must(t, f.MergeCell("资产清单", from, to))
		}
	})
	result := read(t, "a.xlsx", data, tape.Options{})
	c := first(result)
	if c.ID != "WK-1" || c.Balance.String() != "33333300" || c.Maturity.String() != "2025-07-01" || result.Spec.Parties[0].Industry.String() != "R" {
		t.Errorf("%+v\n%s", c, lines(result))
	}
	expectFinding(t, result, tape.Finding{Severity: tape.Warning, Code: "row.total_differs", Row: 6, Column: "G", Header: "剩余本金", Seen: "3,333.34", Taken: "33333300.00"})
}
