package report

import (
	"context"
	"io"
	"testing"
)

// A pool of twenty thousand contracts with every sheet but the rows of the contracts.
func BenchmarkWorkbook20000Contracts(b *testing.B) {
	c := fullContent(b, 20_000)
	c.ContractFlows = false
	b.ReportAllocs()
	for b.Loop() {
		if err := Workbook(context.Background(), io.Discard, c); err != nil {
			b.Fatal(err)
		}
	}
}

// The same with a quarter of a million rows of contracts.
func BenchmarkWorkbook20000ContractsWithFlows(b *testing.B) {
	c := fullContent(b, 20_000)
	b.ReportAllocs()
	for b.Loop() {
		if err := Workbook(context.Background(), io.Discard, c); err != nil {
			b.Fatal(err)
		}
	}
}
