// Command sampletape writes testdata/sample.xlsx, the tape that examples/structure runs on when none
// is given: candidate contracts of all four kinds as a desk might send them, with a title, a unit
// row, a total and a few mistakes. Every firm and figure in it is made up.
//
//	go run ./internal/sampletape testdata/sample.xlsx
package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/ipabs/ipabs/internal/files"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: sampletape FILE.xlsx")
		os.Exit(2)
	}
	if err := files.WriteWith(os.Args[1], write); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

const sheet = "资产清单"

var header = []any{"合同编号", "资产类型", "债务人名称", "共同债务人", "债权人", "所属集团", "债务人行业", "债务人所在地", "合同金额（万元）", "未偿本金余额（万元）",
	"年利率(%)", "起始日", "到期日", "还款方式", "还款频率", "五级分类", "逾期天数", "知识产权类型", "知识产权名称", "权利到期日", "评估价值（万元）", "担保方式"}

// rows are the contracts. Dates are days; text stands where a desk typed something else.
var rows = [][]any{
	lease("ZL-2023-001", "示例影业01有限公司", "示例文化01有限公司", "", "文化、体育和娱乐业", "北京市朝阳区", 3000, 2250, 6.2, day(2023, 3, 15), day(2026, 3, 15), "等额本息", "季", "剧本", "电视剧剧本《示例一》等3项", day(2072, 12, 31), 5200),
	lease("ZL-2023-002", "示例影业02有限公司", "", "", "文化、体育和娱乐业", "上海市", 2600, 2080, 6.5, day(2023, 6, 20), day(2026, 6, 20), "等额本息", "季", "影视", "电影《示例二》", day(2073, 12, 31), 4100),
	lease("ZL-2023-003", "示例软件03有限公司", "", "示例集团", "软件和信息技术服务业", "杭州市", 1800, 1350, 6.0, day(2023, 4, 10), day(2026, 4, 10), "等额本金", "季", "软件著作权", "示例工业软件V3.0等6项", day(2071, 12, 31), 3300),
	lease("ZL-2023-004", "示例科技04股份有限公司", "", "", "科学研究和技术服务业", "北京市海淀区", 2200, 1760, 5.9, day(2023, 8, 1), day(2026, 8, 1), "等额本息", "季", "发明专利", "一种示例检测方法等4项", day(2038, 5, 6), 3800),
	lease("ZL-2023-005", "示例装备05有限公司", "", "", "制造业", "苏州市", 1500, 1125, 6.1, day(2023, 5, 25), day(2026, 5, 25), "等额本息", "月", "发明专利", "示例传动装置等2项", day(2037, 9, 30), 2700),
	lease("ZL-2023-006", "示例动漫06有限公司", "示例传媒06有限公司", "", "文化、体育和娱乐业", "天津市", 1200, 960, 6.4, day(2023, 9, 12), day(2026, 9, 12), "等额本金", "季", "美术作品", "示例卡通形象等8项", day(2073, 12, 31), 2000),
	lease("ZL-2023-007", "示例材料07有限公司", "", "", "制造业", "成都市", 900, 675, 6.0, day(2023, 2, 28), "2026年2月30日", "等额本息", "季", "实用新型", "示例复合板材", day(2031, 3, 1), 1500),
	receivable("YS-2024-011", "示例视频平台有限公司", "示例制作11有限公司", "文化、体育和娱乐业", "北京市", 1450, day(2024, 3, 5), day(2025, 3, 5), "综艺节目《示例三》"),
	receivable("YS-2024-012", "示例视频平台有限公司", "示例制作12有限公司", "文化、体育和娱乐业", "北京市", 1180, day(2024, 4, 18), day(2025, 4, 18), "电视剧《示例四》"),
	receivable("YS-2024-013", "示例视频平台有限公司", "示例制作13有限公司", "文化、体育和娱乐业", "北京市", 860, day(2024, 2, 26), day(2025, 8, 26), "电影《示例五》"),
	receivable("YS-2024-014", "示例视频平台有限公司", "示例制作14有限公司", "文化、体育和娱乐业", "北京市", 640, day(2024, 5, 9), day(2025, 5, 9), "综艺节目《示例六》"),
	receivable("YS-2024-014", "示例视频平台有限公司", "示例制作14有限公司", "文化、体育和娱乐业", "北京市", 640, day(2024, 5, 9), day(2025, 5, 9), "综艺节目《示例六》"),
	loan("DK-2024-021", "示例机械21有限公司", "", "制造业", "金华市", 480, 480, 4.85, day(2024, 1, 16), day(2025, 1, 16), "先息后本", "月", "发明专利", "示例阀门结构", day(2036, 7, 8), 1200, "质押+保证"),
	loan("DK-2024-022", "示例机械22有限公司", "示例集团", "制造业", "金华市", 450, 450, 4.9, day(2024, 2, 20), day(2025, 2, 20), "先息后本", "月", "发明专利", "示例轴承等2项", day(2035, 11, 20), 1100, "保证＋质押"),
	loan("DK-2024-023", "示例贸易23有限公司", "", "批发和零售业", "宁波市", 300, 300, 5.1, day(2024, 3, 1), day(2025, 3, 1), "先息后本", "月", "商标", "第000023号商标", day(2031, 6, 30), 900, "质押"),
	loan("DK-2024-024", "示例生物24有限公司", "", "科学研究和技术服务业", "武汉市", 500, 500, 4.6, day(2024, 4, 8), day(2025, 10, 8), "先息后本", "季", "发明专利", "示例培养方法", day(2039, 1, 15), 1600, "质押、保证、抵押"),
	loan("DK-2024-025", "示例食品25有限公司", "", "制造业", "长沙市", 260, 195, 5.2, day(2023, 12, 11), day(2025, 12, 11), "等额本金", "月", "商标", "第000025号商标", day(2029, 9, 9), 700, "质押"),
	loan("DK-2024-026", "示例电子26有限公司", "", "制造业", "深圳市", 420, nil, 4.7, day(2024, 5, 15), day(2025, 5, 15), "先息后本", "月", "实用新型", "示例连接器", day(2030, 4, 2), 950, "质押"),
	loan("DK-2024-027", "示例服饰27有限公司", "", "批发和零售业", "广州市", 350, 350, 5.3, day(2024, 5, 28), day(2025, 5, 28), "先息后本", "月", "商标", "第000027号商标", day(2024, 12, 31), 800, "信用"),
	sublicense("XK-2024-031", "示例医药31股份有限公司", "卫生和社会工作", "广州开发区", 2500, 2500, day(2024, 6, 28), day(2029, 6, 28), "示例制剂等12项", day(2038, 2, 14), 4600),
	sublicense("XK-2024-032", "示例光电32有限公司", "制造业", "广州开发区", 1900, 1900, day(2024, 6, 28), day(2029, 6, 28), "示例光学膜等9项", day(2037, 10, 19), 3500),
	sublicense("XK-2024-033", "示例信息33有限公司", "软件和信息技术服务业", "广州开发区", 1600, 1600, day(2024, 6, 28), day(2029, 6, 28), "示例算法等7项", day(2039, 3, 3), 3000),
}

func lease(id, lessee, joint, group, industry, region string, amount, balance float64, rate float64, start, end any, form, frequency, kind, title string, expires time.Time, value float64) []any {
	return []any{id, "融资租赁", lessee, joint, "示例租赁有限公司", group, industry, region, amount, balance, rate, start, end, form, frequency, "正常", 0, kind, title, expires, value, "保证"}
}

func receivable(id, debtor, supplier, industry, region string, amount float64, start, due time.Time, title string) []any {
	return []any{id, "应收账款", debtor, "", supplier, "", industry, region, amount, amount, nil, start, due, "到期一次", "", "正常", 0, "影视", title, nil, nil, ""}
}

func loan(id, borrower, group, industry, region string, amount float64, balance any, rate float64, start, end time.Time, form, frequency, kind, title string, expires time.Time, value float64, security string) []any {
	overdue, class := 0, "正常"
	if id == "DK-2024-027" {
		overdue, class = 12, "关注"
	}
	return []any{id, "小额贷款", borrower, "", "示例银行", group, industry, region, amount, balance, rate, start, end, form, frequency, class, overdue, kind, title, expires, value, security}
}

func sublicense(id, licensee, industry, region string, fee, balance float64, start, end time.Time, title string, expires time.Time, value float64) []any {
	return []any{id, "二次许可", licensee, "", "示例租赁有限公司", "", industry, region, fee, balance, 6.5, start, end, "等额本息", "季", "正常", 0, "发明专利", title, expires, value, "质押"}
}

func day(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }

// write writes the workbook.
func write(w io.Writer) error {
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		return err
	}
	for _, fill := range []func(*excelize.File) error{fillHead, fillRows, fillFoot, format} {
		if err := fill(f); err != nil {
			return err
		}
	}
	return f.Write(w)
}

// first is the row of the header.
const first = 4

func fillHead(f *excelize.File) error {
	for i, text := range []string{"知识产权证券化候选资产清单（示例）", "封包日：2024年6月30日    币种：人民币"} {
		if err := f.SetCellStr(sheet, cell(1, 1+i), text); err != nil {
			return err
		}
	}
	return f.SetSheetRow(sheet, cell(1, first), &header)
}

func fillRows(f *excelize.File) error {
	for i, row := range rows {
		if err := f.SetSheetRow(sheet, cell(1, first+1+i), &row); err != nil {
			return err
		}
	}
	return nil
}

func fillFoot(f *excelize.File) error {
	total := 0.0
	for _, row := range rows {
		switch balance := row[9].(type) {
		case float64:
			total += balance
		case int:
			total += float64(balance)
		}
	}
	last := first + len(rows)
	foot := []any{"合计", "", "", "", "", "", "", "", "", total}
	if err := f.SetSheetRow(sheet, cell(1, last+1), &foot); err != nil {
		return err
	}
	return f.SetCellStr(sheet, cell(1, last+3), "备注：本表所有企业、权利与金额均为虚构，仅供演示。")
}

func format(f *excelize.File) error {
	dates, amounts := "yyyy-mm-dd", "#,##0.00"
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"#DDE6F0"}},
		Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"}})
	if err != nil {
		return err
	}
	date, err := f.NewStyle(&excelize.Style{CustomNumFmt: &dates})
	if err != nil {
		return err
	}
	amount, err := f.NewStyle(&excelize.Style{CustomNumFmt: &amounts})
	if err != nil {
		return err
	}
	title, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true, Size: 14}})
	if err != nil {
		return err
	}
	last := first + len(rows) + 1
	for _, s := range []struct {
		from, to string
		style    int
	}{
		{cell(1, 1), cell(1, 1), title}, {cell(1, first), cell(len(header), first), bold},
		{cell(9, first+1), cell(11, last), amount}, {cell(12, first+1), cell(13, last), date}, {cell(20, first+1), cell(20, last), date}, {cell(21, first+1), cell(21, last), amount},
	} {
		if err := f.SetCellStyle(sheet, s.from, s.to, s.style); err != nil {
			return err
		}
	}
	for i, width := range []float64{14, 10, 26, 22, 24, 10, 26, 14, 12, 14, 9, 12, 13, 11, 9, 9, 9, 12, 28, 12, 12, 16} {
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := f.SetColWidth(sheet, name, name, width); err != nil {
			return err
		}
	}
	fixed := "2024-06-30T00:00:00Z"
	if err := f.SetDocProps(&excelize.DocProperties{Title: "Sample tape", Created: fixed, Modified: fixed}); err != nil {
		return err
	}
	return f.SetPanes(sheet, &excelize.Panes{Freeze: true, XSplit: 1, YSplit: first, TopLeftCell: cell(2, first+1), ActivePane: "bottomRight"})
}

func cell(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		panic(err) // columns and rows are constants of this file
	}
	return name
}
