package tape_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/ipabs/ipabs/pool/tape"
)

// A tape of 25 columns with a finding in every tenth row.
func BenchmarkAnnotate(b *testing.B) {
	for _, rows := range []int{20_000, 100_000} {
		b.Run(fmt.Sprintf("rows=%d", rows), func(b *testing.B) { benchmarkAnnotate(b, rows) })
	}
}

func benchmarkAnnotate(b *testing.B, rows int) {
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	must(b, err)
	header := []any{"合同编号", "借款人", "未偿本金余额（元）", "年利率", "到期日", "支付时点"}
	for i := len(header); i < 25; i++ {
		header = append(header, fmt.Sprintf("其他%d", i))
	}
	must(b, w.SetRow("A1", header))
	for n := range rows {
		row := []any{fmt.Sprintf("A%d", n), fmt.Sprintf("第%d有限公司", n%500), 100_000 + n, "5%", "2026-03-01", "后付"}
		if n%10 == 0 {
			row[4] = "2026-02-30"
		}
		for i := len(row); i < 25; i++ {
			row = append(row, n*i)
		}
		must(b, w.SetRow(fmt.Sprintf("A%d", n+2), row))
	}
	must(b, w.Flush())
	var book bytes.Buffer
	must(b, f.Write(&book))
	result := read(b, "a.xlsx", book.Bytes(), quiet)
	if result.Findings.Count(tape.Error) != rows/10 {
		b.Fatal(result.Findings.CountByCode())
	}
	b.SetBytes(int64(book.Len()))
	b.ReportAllocs()
	for b.Loop() {
		must(b, tape.Annotate(context.Background(), bytes.NewReader(book.Bytes()), result, io.Discard))
	}
	b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
}
