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
		"shares": {`{"schema": "ipabs.selection/1", "objective": {"goal": "principal"}, "shares": {"lot": 0.2}, "rules": [{"kind": "contracts", "at_most": 5}]}`, []string{"whole contracts"}},
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
	status, _, errs, _ = program(t, "-tape", book([]any{"kind", "most"}, []any{"goal"}))
	if status != 1 || !strings.Contains(errs, `tape.xlsx!选择 row 1: header "most"`) {
		t.Errorf("status %d, %s", status, errs)
	}
}
