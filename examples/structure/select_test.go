package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

const sampleSelection = "../../testdata/sample.selection.json"

// TestSelectionOfTheSample: only the chosen contracts are structured, the proof is verified, and before
// and after stand in summary, JSON and workbook.
func TestSelectionOfTheSample(t *testing.T) {
	status, out, errs, dir := program(t, "-json", "-", "-select", sampleSelection, "-credit", sampleCredit)
	if status != 0 {
		t.Fatalf("status %d, %s", status, errs)
	}
	var doc struct {
		Pool      struct{ Contracts int }
		Selection struct {
			Status              string
			Candidates, Chosen  int
			Objective, Bound    float64
			Gap                 float64
			CertificateVerified bool `json:"certificate_verified"`
			Contracts           []string
			Before, After       struct {
				Contracts int
				NetYield  float64 `json:"net_yield"`
			}
			Rules []struct {
				Rule  string
				Holds bool
			}
		}
	}
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		t.Fatal(err)
	}
	s := doc.Selection
	if s.Status != "optimal" || !s.CertificateVerified || s.Candidates != 19 || s.Chosen != doc.Pool.Contracts || s.Chosen != len(s.Contracts) || s.Chosen >= 19 ||
		s.Gap > 1e-4 || s.Bound > s.Objective || s.Before.Contracts != 19 || s.After.Contracts != s.Chosen || s.After.NetYield < 0.03 {
		t.Errorf("%+v", s)
	}
	for _, r := range s.Rules {
		if !r.Holds {
			t.Errorf("%s is broken", r.Rule)
		}
	}
	f, err := excelize.OpenFile(filepath.Join(dir, "out", "report.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if list := strings.Join(f.GetSheetList(), " "); !strings.Contains(list, "资产筛选 Selection") {
		t.Errorf("sheets %s", list)
	}
	_, text, _, _ := program(t, "-select", sampleSelection, "-credit", sampleCredit)
	for _, want := range []string{"Selection  sample", "before         19", "certificate verified", "lease-2018.top5 ≤ 70%"} {
		if !strings.Contains(text, want) {
			t.Errorf("the summary lacks %q:\n%s", want, text)
		}
	}
}

// TestSelectionWithoutOne: without a document every accepted contract is in the pool, and that is said.
func TestSelectionWithoutOne(t *testing.T) {
	_, out, _, _ := program(t, "-json", "-")
	if !strings.Contains(out, `"status": "skipped"`) {
		t.Error(out)
	}
}

// TestNothingFits: an infeasible selection is refused with the rules that conflict and what would do.
func TestNothingFits(t *testing.T) {
	file := write(t, "tight.json", []byte(`{"schema": "ipabs.selection/1", "objective": {"goal": "principal"}, "rules": [
		{"name": "规模", "kind": "principal", "at_least": "100000000.00"},
		{"kind": "average_life", "at_most": "9"},
		{"kind": "contracts", "at_most": 2}]}`))
	status, _, errs, _ := program(t, "-select", file)
	for _, want := range []string{"tight.json: rules[0]: 规模 ≥ CNY 100,000,000.00", "tight.json: rules[2]: number of contracts ≤ 2", "enough by itself: number of contracts ≤ 2 → 5"} {
		if status != 1 || !strings.Contains(errs, want) {
			t.Errorf("status %d, %q is not in:\n%s", status, want, errs)
		}
	}
	if strings.Contains(errs, "average life") {
		t.Errorf("a rule that has no part in the conflict:\n%s", errs)
	}
}

// TestNothingFitsInJSON: the JSON is written all the same, with the conflict and what would resolve it.
func TestNothingFitsInJSON(t *testing.T) {
	file := write(t, "tight.json", []byte(`{"schema": "ipabs.selection/1", "objective": {"goal": "principal"}, "rules": [
		{"kind": "share", "key": "region", "bucket": "44", "at_most": "0.05"}, {"kind": "share", "key": "region", "bucket": "44", "at_least": "0.1"},
		{"kind": "contracts", "at_least": 5}]}`))
	status, out, errs, _ := program(t, "-json", "-", "-select", file)
	if status != 1 || errs == "" {
		t.Errorf("status %d, %s", status, errs)
	}
	var doc struct {
		Schema    string
		Tape      struct{ Accepted int }
		Selection struct {
			Status             string
			Candidates, Chosen int
			Conflict           struct {
				Rules       []struct{ Rule, Path string }
				Minimal     bool
				Relaxations []struct{ Rule, Relaxed, To string }
			}
		}
		Deal, Cash *struct{}
	}
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		t.Fatal(err, out)
	}
	s := doc.Selection
	if doc.Schema != "ipabs.structure/1" || s.Status != "infeasible" || s.Candidates != doc.Tape.Accepted || s.Chosen != 0 || doc.Deal != nil || doc.Cash != nil ||
		!s.Conflict.Minimal || len(s.Conflict.Rules) != 2 || s.Conflict.Rules[0].Rule != "region 44 ≤ 5%" || len(s.Conflict.Relaxations) != 2 ||
		s.Conflict.Relaxations[0].Relaxed != "region 44 ≥ 5%" {
		t.Errorf("%+v", doc)
	}
}

// TestWhatADocumentAsksToExplain: alternatives and inclusion frequencies stand in summary, JSON and
// workbook.
func TestWhatADocumentAsksToExplain(t *testing.T) {
	file := write(t, "explain.json", []byte(`{"schema": "ipabs.selection/1", "objective": {"goal": "variance"},
		"rules": [{"kind": "principal", "at_least": "120000000", "at_most": "125000000"}, {"kind": "pack", "pack": "lease-2018"}],
		"explain": {"alternatives": {"count": 2, "within": "0.2", "apart": 2}, "resample": {"draws": 3, "seed": 1, "pd": "0.4", "lgd": "0.3", "correlation": "0.3"}}}`))
	status, out, errs, dir := program(t, "-json", "-", "-select", file, "-credit", sampleCredit)
	if status != 0 {
		t.Fatalf("status %d, %s", status, errs)
	}
	var doc struct {
		Selection struct {
			Objective    float64
			Candidates   int
			Alternatives []struct {
				Objective     float64
				Changes       int
				With, Without []string
			}
			Stability struct {
				Draws, Solved int
				Contracts     []struct {
					Contract, Grade string
					Inclusion       float64
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		t.Fatal(err)
	}
	s := doc.Selection
	if len(s.Alternatives) != 2 || s.Stability.Draws != 3 || s.Stability.Solved != 3 || len(s.Stability.Contracts) != s.Candidates {
		t.Fatalf("%+v", s)
	}
	for _, a := range s.Alternatives {
		if a.Changes < 2 || a.Changes != len(a.With)+len(a.Without) || a.Objective < s.Objective*(1-1e-4) || a.Objective > 1.2*s.Objective {
			t.Errorf("best %g, alternative %+v", s.Objective, a)
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
	all := ""
	for _, row := range rows {
		all += strings.Join(row, " ") + "\n"
	}
	for _, want := range []string{"备选方案", "入选频率 inclusion"} {
		if !strings.Contains(all, want) {
			t.Errorf("the workbook lacks %s:\n%s", want, all)
		}
	}
	if status, _, errs, _ := program(t, "-select", file); status != 1 || !strings.Contains(errs, "objective.goal") {
		t.Errorf("without a credit document: status %d, %s", status, errs)
	}
}

// TestShortfallOverScenariosOfTheLibrary: the program draws scenarios from the credit document.
func TestShortfallOverScenariosOfTheLibrary(t *testing.T) {
	file := write(t, "tail.json", []byte(`{"schema": "ipabs.selection/1", "objective": {"goal": "expected_shortfall", "level": "0.9", "scenarios": 100, "seed": 5},
		"rules": [{"kind": "principal", "at_least": "120000000"}]}`))
	status, out, errs, _ := program(t, "-select", file, "-credit", sampleCredit)
	if status != 0 || !strings.Contains(out, "100 scenarios of losses, drawn from the credit document with seed 5") {
		t.Errorf("status %d, %s\n%s", status, errs, out)
	}
	if status, _, errs, _ := program(t, "-select", file); status != 1 || !strings.Contains(errs, "scenarios of losses") {
		t.Errorf("without a credit document: status %d, %s", status, errs)
	}
}

// TestSelectionDocumentsThatAreRefused: every fault with its place.
func TestSelectionDocumentsThatAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"unknown fields": {`{"schema": "ipabs.selection/1", "objective": {"goal": "principal"}, "rules": [{"kind": "contracts", "at_most": 5, "most": 3}], "x": 1}`,
			[]string{"rules[0].most", "s.json: x"}},
		"several faults": {`{"schema": "ipabs.selection/2", "objective": {"goal": "variance"}, "rules": [{"kind": "share", "at_most": 2}, {"kind": "force_in", "contracts": ["nobody"]}, {"kind": "pack", "pack": "none"}]}`,
			[]string{"s.json: schema", "objective.goal", "rules[0].key", "rules[1].contracts[0]", "rules[2].pack"}},
		"a lot of a whole": {`{"schema": "ipabs.selection/1", "objective": {"goal": "principal"}, "shares": {"lot": 1, "contracts": ["nobody"]}, "rules": [{"kind": "contracts", "at_most": 5}]}`,
			[]string{"shares.lot", "shares.contracts[0]"}},
		"alternatives of shares": {`{"schema": "ipabs.selection/1", "objective": {"goal": "principal"}, "shares": {"lot": 0.2}, "rules": [{"kind": "contracts", "at_most": 5}], "explain": {"alternatives": {"count": 1, "within": "0.1"}}}`,
			[]string{"explain.alternatives"}},
	} {
		status, _, errs, _ := program(t, "-select", write(t, "s.json", []byte(c.text)))
		for _, want := range c.want {
			if status != 1 || !strings.Contains(errs, want) {
				t.Errorf("%s: status %d, %q is not in:\n%s", name, status, want, errs)
			}
		}
	}
}

// TestSelectionSheet: a sheet 选择 in the tape does what a document does, and its faults have a place.
func TestSelectionSheet(t *testing.T) {
	book := func(rows ...[]any) string {
		f, err := excelize.OpenFile("../../testdata/sample.xlsx")
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := f.NewSheet("选择"); err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			cell, _ := excelize.CoordinatesToCellName(1, i+1)
			if err := f.SetSheetRow("选择", cell, &row); err != nil {
				t.Fatal(err)
			}
		}
		path := filepath.Join(t.TempDir(), "tape.xlsx")
		if err := f.SaveAs(path); err != nil {
			t.Fatal(err)
		}
		return path
	}
	heads := []any{"kind", "name", "key", "at_least", "at_most", "top", "value"}
	tape := book(heads, []any{"goal", nil, nil, nil, nil, nil, "principal"}, []any{"principal", "规模", nil, nil, 100000000}, []any{"top", nil, "group", nil, 0.7, 5})
	status, out, errs, _ := program(t, "-tape", tape)
	if status != 0 || !strings.Contains(out, "规模 ≤ CNY 100,000,000.00") || !strings.Contains(out, "top 5 by group ≤ 70%") {
		t.Errorf("status %d, %s\n%s", status, errs, out)
	}
	// The same in Chinese, and rules with a day, a list and a whole number.
	tape = book([]any{"类型", "名称", "维度", "不低于", "不超过", "前N", "取值", "日期", "合同"}, []any{"目标", nil, nil, nil, nil, nil, "本金最大"},
		[]any{"规模", "规模", nil, nil, 100000000}, []any{"前N大占比", nil, "group", nil, 0.7, 5}, []any{"存续本金", nil, nil, 1000000, nil, nil, nil, "2024-12-31"},
		[]any{"必选", nil, nil, nil, nil, nil, nil, nil, "ZL-2023-001、ZL-2023-002"})
	status, out, errs, _ = program(t, "-tape", tape)
	if status != 0 || !strings.Contains(out, "规模 ≤ CNY 100,000,000.00") || !strings.Contains(out, "top 5 by group ≤ 70%") || !strings.Contains(out, "2024-12-31") {
		t.Errorf("status %d, %s\n%s", status, errs, out)
	}
	status, _, errs, _ = program(t, "-tape", book([]any{"kind", "top"}, []any{"top", "five"}))
	if status != 1 || !strings.Contains(errs, `tape.xlsx!选择 row 2: column top: "five"`) {
		t.Errorf("status %d, %s", status, errs)
	}
	status, _, errs, _ = program(t, "-tape", book([]any{"类型", "名称"}, []any{"目标", "本金最大"}))
	if status != 1 || !strings.Contains(errs, "tape.xlsx!选择 row 2: a goal without its word in the column value (取值)") {
		t.Errorf("status %d, %s", status, errs)
	}
	status, _, errs, _ = program(t, "-tape", book([]any{"kind", "most"}, []any{"goal"}))
	if status != 1 || !strings.Contains(errs, `tape.xlsx!选择 row 1: header "most"`) {
		t.Errorf("status %d, %s", status, errs)
	}
}
