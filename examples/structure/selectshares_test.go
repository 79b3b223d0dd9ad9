package main

import (
	"encoding/json"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"
)

// sharesDocument leaves no way to meet the band of principal but to divide contracts.
const sharesDocument = `{"schema": "ipabs.selection/1", "objective": {"goal": "variance"}, "shares": {"lot": "0.25"}, "rules": [
	{"kind": "principal", "at_least": "100000000.01", "at_most": "100000000.01"}, {"kind": "pack", "pack": "lease-2018"}]}`

// TestADealOfSharesOfContracts: the deal is structured from the shares that are chosen, to the fen; before
// and after stand in summary, JSON and workbook.
func TestADealOfSharesOfContracts(t *testing.T) {
	file := write(t, "shares.json", []byte(sharesDocument))
	status, out, errs, dir := program(t, "-json", "-", "-select", file, "-credit", sampleCredit)
	if status != 0 {
		t.Fatalf("status %d, %s", status, errs)
	}
	var doc struct {
		Pool struct {
			Contracts int
			Principal string
		}
		Selection struct {
			Status    string
			Verified  bool `json:"certificate_verified"`
			Chosen    int
			Contracts []string
			Parts     []struct {
				Contract, Principal, Taken string
				Share                      float64
			}
			Before, After struct{ Principal string }
		}
	}
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		t.Fatal(err)
	}
	s := doc.Selection
	if s.Status != "optimal" || !s.Verified || s.After.Principal != "100000000.01" || doc.Pool.Principal != "100000000.01" || s.Chosen != doc.Pool.Contracts || s.Chosen != len(s.Contracts) || len(s.Parts) == 0 {
		t.Errorf("pool %+v, selection %+v", doc.Pool, s)
	}
	for _, q := range s.Parts {
		ratio := decimal.RequireFromString(q.Taken).Div(decimal.RequireFromString(q.Principal)).InexactFloat64()
		if math.Abs(ratio-q.Share) > 1e-12 || q.Share < 0.25 || q.Share >= 1 {
			t.Errorf("%+v", q)
		}
	}
	f, err := excelize.OpenFile(filepath.Join(dir, "out", "report.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("资产筛选 Selection")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, row := range rows {
		if text := strings.Join(row, " "); strings.HasPrefix(text, s.Parts[0].Contract+" ") && strings.Contains(text, "部分 in part") {
			found++
		}
	}
	if found != 1 {
		t.Errorf("the workbook says %d times that %s is taken in part", found, s.Parts[0].Contract)
	}
	_, text, _, _ := program(t, "-select", file, "-credit", sampleCredit)
	if !strings.Contains(text, "taken in part") {
		t.Errorf("the summary lacks the parts:\n%s", text)
	}
}
