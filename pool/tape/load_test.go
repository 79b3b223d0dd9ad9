package tape_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/ipabs/ipabs/calendar"
)

// A tape of the size that a large originator sends: 25 columns, of which 5 are Chinese texts, 4 dates,
// 11 decimals (10 amounts and a rate) and 5 whole numbers. The same seed makes the same tape.

const loadSeed = 20240630

// Kinds of cell of the large tape.
type (
	dayCell   calendar.Date
	moneyCell int64 // fen
	rateCell  int64 // hundredths of a percent
)

var loadHeader = []string{
	"合同编号", "承租人", "承租人行业", "承租人所在地", "还款方式",
	"起租日", "到期日", "手续费支付日", "评估日",
	"合同金额（元）", "未偿本金余额（元）", "应收租金余额（元）", "保证金（元）", "手续费（元）", "留购价款（元）", "评估价值（元）", "已还本金（元）", "已付租金（元）", "剩余利息（元）", "租赁利率（%）",
	"序号", "合同期限（月）", "剩余期限（月）", "逾期天数", "知识产权数量",
}

// loadRow makes the i-th contract.
func loadRow(r *rand.Rand, i int) []any {
	industries := []string{"软件和信息技术服务业", "文化、体育和娱乐业", "科学研究和技术服务业", "制造业", "批发和零售业"}
	regions := []string{"北京市海淀区", "广东省广州市", "浙江省金华市", "上海市", "江苏省南京市"}
	forms := []string{"等额本息", "等额本金", "按季付息到期还本"}
	words := []rune("华兴文科创远达影视软件信息智云数联星海博恒瑞泰丰源")
	name := []rune{}
	for range 4 {
		name = append(name, words[r.IntN(len(words))])
	}
	start := calendar.MustNew(2022, 1, 1).AddDays(r.IntN(700))
	term := 36 + 12*r.IntN(3)
	maturity := start.AddMonths(term)
	remaining := int(calendar.MonthsBetween(asOf, maturity).Float64() + 0.5)
	amount := 1_000_000_00 + r.Int64N(90_000_000_00)
	rate, form := 350+r.Int64N(500), r.IntN(3)
	balance := int64(float64(amount) * leftOn(asOf, form, start, maturity, float64(rate)/120000))
	return []any{
		fmt.Sprintf("租字第2024%06d号", i), "北京" + string(name) + strconv.Itoa(i) + "科技有限公司", industries[r.IntN(5)], regions[r.IntN(5)], forms[form],
		dayCell(start), dayCell(maturity), dayCell(start.AddDays(10)), dayCell(start.AddDays(-30)),
		moneyCell(amount), moneyCell(balance), moneyCell(balance + balance/10), moneyCell(amount / 20), moneyCell(amount / 100), moneyCell(100_00), moneyCell(amount * 2), moneyCell(amount - balance), moneyCell(amount - balance + 1), moneyCell(balance / 10), rateCell(rate),
		i + 1, term, remaining, 0, 1 + r.IntN(9),
	}
}

// leftOn gives the part of the amount that a contract of the large tape leaves on a day, by its form and
// its rate for a month.
func leftOn(day calendar.Date, form int, start, maturity calendar.Date, rate float64) float64 {
	all, past := calendar.MonthsBetween(start, maturity).Float64(), math.Floor(calendar.MonthsBetween(start, day).Float64())
	switch form {
	case 0: // 等额本息
		growth := math.Pow(1+rate, all)
		return (growth - math.Pow(1+rate, past)) / (growth - 1)
	case 1: // 等额本金
		return 1 - past/all
	}
	return 1 // interest first
}

// loadBook writes the large tape as a workbook, with texts inline or in the shared table.
func loadBook(t tester, n int, shared bool) []byte {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	must(t, f.SetSheetName("Sheet1", "资产清单"))
	dates, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	must(t, err)
	r := rand.New(rand.NewPCG(loadSeed, 0))
	if shared {
		header := make([]any, len(loadHeader))
		for i, h := range loadHeader {
			header[i] = h
		}
		must(t, f.SetSheetRow("资产清单", "A1", &header))
		for i := range n {
			cells := loadRow(r, i)
			for j, c := range cells {
				cells[j] = plainCell(c)
			}
			must(t, f.SetSheetRow("资产清单", "A"+strconv.Itoa(i+2), &cells))
		}
	} else {
		w, err := f.NewStreamWriter("资产清单")
		must(t, err)
		header := make([]any, len(loadHeader))
		for i, h := range loadHeader {
			header[i] = h
		}
		must(t, w.SetRow("A1", header))
		for i := range n {
			cells := loadRow(r, i)
			for j, c := range cells {
				if _, ok := c.(dayCell); ok {
					cells[j] = excelize.Cell{StyleID: dates, Value: plainCell(c)}
				} else {
					cells[j] = plainCell(c)
				}
			}
			must(t, w.SetRow("A"+strconv.Itoa(i+2), cells))
		}
		must(t, w.Flush())
	}
	var out bytes.Buffer
	must(t, f.Write(&out))
	return out.Bytes()
}

// plainCell gives the value of a cell as a workbook stores it.
func plainCell(c any) any {
	switch c := c.(type) {
	case dayCell:
		return calendar.Date(c).Sub(calendar.MustNew(1899, 12, 30))
	case moneyCell:
		return float64(c) / 100
	case rateCell:
		return float64(c) / 100
	}
	return c
}

// loadText writes the large tape as a text in GB18030.
func loadText(t tester, n int) []byte {
	var b strings.Builder
	b.WriteString(strings.Join(loadHeader, ",") + "\r\n")
	r := rand.New(rand.NewPCG(loadSeed, 0))
	for i := range n {
		for j, c := range loadRow(r, i) {
			if j > 0 {
				b.WriteByte(',')
			}
			switch c := c.(type) {
			case dayCell:
				b.WriteString(calendar.Date(c).String())
			case moneyCell:
				fmt.Fprintf(&b, "%d.%02d", c/100, c%100)
			case rateCell:
				fmt.Fprintf(&b, "%d.%02d", c/100, c%100)
			default:
				fmt.Fprint(&b, c)
			}
		}
		b.WriteString("\r\n")
	}
	out, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(b.String()))
	must(t, err)
	return out
}

// loadFiles makes each large file once.
var loadFiles = struct {
	sync.Mutex
	made map[string][]byte
}{made: map[string][]byte{}}

func loadFile(t tester, form string, n int) []byte {
	t.Helper()
	loadFiles.Lock()
	defer loadFiles.Unlock()
	key := form + strconv.Itoa(n)
	if data, ok := loadFiles.made[key]; ok {
		return data
	}
	var data []byte
	switch form {
	case "xlsx":
		data = loadBook(t, n, false)
	case "xlsx-shared":
		data = loadBook(t, n, true)
	case "csv":
		data = loadText(t, n)
	}
	loadFiles.made[key] = data
	return data
}

// The large tape is a clean one: nothing in it is repaired or refused, in either form.
func TestLargeTapeReads(t *testing.T) {
	const n = 2000
	var spec string
	for _, form := range []string{"xlsx", "xlsx-shared", "csv"} {
		result := read(t, "a."+form[:min(len(form), 4)], loadFile(t, form, n), quiet)
		if result.Accepted != n || result.Findings.Count(1) > 0 || len(result.Findings) > 20 {
			t.Fatalf("%s: %d accepted\n%s", form, result.Accepted, lines(result)[:2000])
		}
		s := fmt.Sprint(result.Pool.Principal(), result.Pool.Fingerprint())
		_ = s
		if spec == "" {
			spec = fmt.Sprint(result.Pool.Principal())
		} else if spec != fmt.Sprint(result.Pool.Principal()) {
			t.Errorf("%s: %s, not %s", form, result.Pool.Principal(), spec)
		}
	}
}
