package tape_test

import (
	"bytes"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/ipabs/ipabs/pool/tape"
)

// What the number format of a cell shows beside the number is part of what the sheet says.
func TestNumbersAreReadAsTheSheetShowsThem(t *testing.T) {
	for _, tt := range []struct {
		situation, header, format string
		stored                    any
		balance, code             string
	}{
		{"a unit in the format", "贷款余额", `0.00"万元"`, 300, "3000000", "amount.unit"},
		{"the unit of the header in the format", "贷款余额（万元）", `0.00"万元"`, 300, "3000000", ""},
		{"yuan, shown in ten thousands with the unit", "贷款余额（元）", `0!.0,"万元"`, 3000000, "3000000", "amount.unit"},
		{"yuan, shown in ten thousands under a header that says so", "贷款余额（万元）", `0!.0,`, 3000000, "3000000", "amount.unit"},
		{"yuan, shown in ten thousands under a header that says nothing", "贷款余额", `0!.0,`, 3000000, "3000000", "amount.unit_assumed"},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			f := excelize.NewFile()
			for i, cells := range [][]any{{"借据号", "借款人", tt.header, "到期日"}, {7, "甲有限公司", tt.stored, "2025-03-01"}} {
				must(t, f.SetSheetRow("Sheet1", []string{"A1", "A2"}[i], &cells))
			}
			for cell, format := range map[string]string{"A2": "000000", "C2": tt.format} {
				style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
				must(t, err)
				must(t, f.SetCellStyle("Sheet1", cell, cell, style))
			}
			var b bytes.Buffer
			must(t, f.Write(&b))
			result := read(t, "a.xlsx", b.Bytes(), tape.Options{AsOf: asOf})
			if got := first(result); got.ID != "000007" || got.Balance.String() != tt.balance {
				t.Errorf("contract %s, balance %s; want 000007, %s\n%s", got.ID, got.Balance, tt.balance, lines(result))
			}
			found := ""
			for f := range result.Findings.All() {
				if f.Header == tt.header && (f.Code == "amount.unit" || f.Code == "amount.unit_assumed") {
					found = f.Code
				}
				if f.Code == "amount.unit_assumed" {
					found = f.Code
				}
			}
			if found != tt.code {
				t.Errorf("finding %q, want %q\n%s", found, tt.code, lines(result))
			}
		})
	}
}
