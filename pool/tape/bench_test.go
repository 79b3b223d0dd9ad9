package tape_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/pool/tape"
)

// wideRows makes a tape of 25 columns: texts, dates, amounts and counts, as a desk sends it.
func wideRows(n int) [][]any {
	rows := [][]any{{"租赁合同编号", "承租人", "共同承租人", "出租人", "承租人行业", "地区", "未偿本金余额", "应收租金余额", "合同金额", "租赁利率(%)", "起租日", "到期日", "合同期限（月）", "剩余期限（月）", "还款方式", "还款频率", "担保方式", "担保人", "租赁物", "知识产权类型", "评估价值", "资产五级分类", "逾期天数", "保证金", "备注"}}
	for i := range n {
		rows = append(rows, []any{
			fmt.Sprintf("ZL-2024-%06d", i), fmt.Sprintf("北京第%d文化传媒有限公司", i), "-", "某融资租赁有限公司", "文化、体育和娱乐业", "北京市海淀区",
			1000000.25 + float64(i), 1100000.5 + float64(i), 2000000, 5.35, 44742, 46203, 48, 24, "等额本息", "季", "保证+质押", "某担保有限公司",
			fmt.Sprintf("第%d号剧本等3项", i), "剧本", 3000000, "正常", 0, 50000, "",
		})
	}
	return rows
}

func benchmarkRead(b *testing.B, name string, data []byte) {
	path := filepath.Join(b.TempDir(), name)
	must(b, os.WriteFile(path, data, 0o600))
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		result, err := tape.ReadFile(context.Background(), path, tape.Options{AsOf: asOf})
		if err != nil || result.Accepted != 1000 {
			b.Fatal(err, lines(result))
		}
	}
}

// A tape of 1,000 contracts in 25 columns.
func BenchmarkReadWorkbook(b *testing.B) {
	benchmarkRead(b, "tape.xlsx", workbook(b, page{"清单", wideRows(1000)}))
}

func BenchmarkReadText(b *testing.B) {
	var text strings.Builder
	for _, r := range wideRows(1000) {
		for i, c := range r {
			if i > 0 {
				text.WriteByte(';')
			}
			if f, ok := c.(float64); ok {
				c = strconv.FormatFloat(f, 'f', -1, 64)
			}
			fmt.Fprint(&text, c)
		}
		text.WriteByte('\n')
	}
	benchmarkRead(b, "tape.csv", []byte(text.String()))
}
