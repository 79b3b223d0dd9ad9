package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/evidence"
	"github.com/ipabs/ipabs/testdata"
)

const loansTape = "封包日：2024-06-30 单位：元\n" +
	"借据号,借款人,贷款余额,币种,年利率,发放日,到期日,还款方式,五级分类,专利号,专利类型,法律状态,权利到期日,评估价值,评估日,保证人\n" +
	"L1,甲公司,1000000,CNY,6%,2024-01-01,2025-01-01,先息后本,正常,201810123456.8,发明,有效,2038-10-01,3000000,2024-01-01,丁担保\n" +
	"L2,乙公司,2000000,CNY,6%,2024-01-01,2025-06-01,先息后本,关注,201810123456.8,发明,有效,2038-10-01,3000000,2024-01-01,丁担保\n" +
	"L3,丙公司,100000,USD,6%,2024-01-01,2025-06-01,先息后本,正常,商标A,商标,有效,2025-07-01,400000,2024-01-01,\n"

const valuationText = `{"schema": "ipabs.valuation/1", "source": "desk", "haircuts": [{"type": "patent", "haircut": "0.4"}, {"haircut": "0.5"}], "sharing": "allocated",
	"fx": {"quotes": [{"date": "2024-06-30", "from": "USD", "to": "CNY", "rate": "7"}]}, "min_margin_months": 6, "min_coverage": "1"}`

const rulesText = `{"schema": "ipabs.eligibility/1", "id": "desk", "title": "desk", "source": "plan document", "rules": [
	{"id": "asset.cap", "basis": "6.2(1)", "text": "at most CNY 1.5 million", "text_zh": "不超过150万元", "measure": "balance", "require": "at_most", "limit": "1500000", "currency": "CNY"}]}`

// files of one run with every kind of input, and what it printed.
type ran struct {
	dir, tape, rules, valuation, summary string
}

func (r ran) manifest() string { return filepath.Join(r.dir, "out", manifestName) }

func everyInput(t *testing.T) ran {
	t.Helper()
	r := ran{dir: t.TempDir()}
	put := func(name, text string) string {
		path := filepath.Join(r.dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	r.tape, r.rules, r.valuation = put("贷款.csv", loansTape), put("rules.json", rulesText), put("valuation.json", valuationText)
	var out, errs bytes.Buffer
	status := run(context.Background(), []string{"-tape", r.tape, "-rules", "microloan," + r.rules, "-valuation", r.valuation, "-out", filepath.Join(r.dir, "out")}, someDay, &out, &errs)
	if status != 0 {
		t.Fatalf("status %d: %s", status, errs.String())
	}
	r.summary = out.String()
	return r
}

func (r ran) verify(args ...string) (int, string, string) {
	var out, errs bytes.Buffer
	status := run(context.Background(), append([]string{"-verify", r.manifest()}, args...), someDay.AddDays(100), &out, &errs)
	return status, out.String(), errs.String()
}

func TestARunThatNothingHasHappenedToVerifies(t *testing.T) {
	r := everyInput(t)
	status, out, errs := r.verify()
	if status != 0 || !strings.HasPrefix(out, "unchanged: ") || errs != "" {
		t.Errorf("status %d:\n%s%s", status, out, errs)
	}
	m, err := evidence.ReadFile(r.manifest())
	if err != nil || !strings.Contains(r.summary, m.Head.String()) {
		t.Errorf("the summary does not give the head: %v", err)
	}
	if status, out, _ := r.verify("-head", m.Head.String()); status != 0 {
		t.Errorf("with its head: status %d: %s", status, out)
	}
	if status, out, _ := r.verify("-head", strings.Repeat("0", 64)); status != 1 || !strings.Contains(out, "head") {
		t.Errorf("with another head: status %d: %s", status, out)
	}
}

func TestVerifyNamesWhatHasChanged(t *testing.T) {
	tests := []struct {
		situation string
		file      func(r ran) string
		want      string
	}{
		{"the tape that was read", func(r ran) string { return r.tape }, "贷款.csv"},
		{"the rules that were read", func(r ran) string { return r.rules }, "rules.json"},
		{"the valuation that was read", func(r ran) string { return r.valuation }, "valuation.json"},
		{"the copy of the tape", func(r ran) string { return filepath.Join(r.dir, "out/inputs/tape.csv") }, "inputs/tape.csv"},
		{"the copy of the rules", func(r ran) string { return filepath.Join(r.dir, "out/inputs/rules-1.json") }, "inputs/rules-1.json"},
		{"the workbook", func(r ran) string { return filepath.Join(r.dir, "out/report.xlsx") }, "report.xlsx"},
		{"the results", func(r ran) string { return filepath.Join(r.dir, "out/results.json") }, "results.json"},
		{"a distribution", func(r ran) string { return filepath.Join(r.dir, "out/strata.csv") }, "strata.csv"},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			r := everyInput(t)
			path := tt.file(r)
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			text[len(text)/2] ^= 1
			if err := os.WriteFile(path, text, 0o644); err != nil {
				t.Fatal(err)
			}
			status, out, _ := r.verify()
			if status != 1 || strings.Count(out, "\n") != 1 || !strings.Contains(out, tt.want) {
				t.Errorf("status %d:\n%s", status, out)
			}
		})
	}
}

func TestVerifyKnowsAManifestThatWasRewritten(t *testing.T) {
	r := everyInput(t)
	text, err := os.ReadFile(r.manifest())
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), `"\"2024-07-01\""`, `"\"2024-07-02\""`, 1)
	if err := os.WriteFile(r.manifest(), []byte(changed), 0o644); err != nil || changed == string(text) {
		t.Fatal("nothing was changed", err)
	}
	if status, out, _ := r.verify(); status != 1 || !strings.Contains(out, `setting "date"`) {
		t.Errorf("status %d:\n%s", status, out)
	}
	if err := os.WriteFile(r.manifest(), text[:len(text)/2], 0o644); err != nil {
		t.Fatal(err)
	}
	if status, _, errs := r.verify(); status != 1 || errs == "" {
		t.Errorf("half a manifest: status %d, %q", status, errs)
	}
}

// A manifest whose results were replaced together with their digests still does not follow from its inputs.
func TestVerifyRecomputes(t *testing.T) {
	r := everyInput(t)
	path := filepath.Join(r.dir, "out", resultsName)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, bytes.Replace(text, []byte(`"microloan": 3`), []byte(`"microloan": 4`), 1), 0o644); err != nil {
		t.Fatal(err)
	}
	m, err := evidence.ReadFile(r.manifest())
	if err != nil {
		t.Fatal(err)
	}
	var parts []evidence.Part
	for _, e := range m.Entries {
		part := e.Part()
		if e.Name == resultsName {
			if part, err = evidence.OpenPart(context.Background(), e.Role, e.Name, evidence.In(filepath.Dir(path))); err != nil {
				t.Fatal(err)
			}
		}
		parts = append(parts, part)
	}
	forged, err := evidence.Build(parts...)
	if err != nil {
		t.Fatal(err)
	}
	if err := evidence.Write(r.manifest(), forged); err != nil {
		t.Fatal(err)
	}
	status, out, _ := r.verify()
	if status != 1 || !strings.HasPrefix(out, `recomputed: results "results.json" comes out otherwise`) {
		t.Errorf("status %d:\n%s", status, out)
	}
}

func TestAnInputThatHasGoneIsNoChange(t *testing.T) {
	r := everyInput(t)
	if err := os.Remove(r.tape); err != nil {
		t.Fatal(err)
	}
	status, out, errs := r.verify()
	if status != 0 || !strings.Contains(errs, "no longer there") {
		t.Errorf("status %d:\n%s%s", status, out, errs)
	}
}

func TestTheLayerOfRightsReachesTheUser(t *testing.T) {
	r := everyInput(t)
	text, err := os.ReadFile(filepath.Join(r.dir, "out", resultsName))
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Pool        struct{ Principal string }
		Eligibility []struct {
			Rule, Limit, Seen string
			Offenders         []string
			Findings          []struct{ Contract, Outcome, Seen string }
		}
		Rights struct {
			Coverage []struct {
				Balance    string
				Gross, Net struct{ Low, High string }
				NetRatio   *float64 `json:"net_ratio"`
				Outcome    string
			}
			Margins struct {
				Short []struct{ Contract, Right string }
			}
			Shared []struct {
				Contracts    []string
				Value, Naive string
				Counted      struct{ Low, High string }
			}
			Guarantors []struct{ Name, Guaranteed string }
		}
		Warnings []string
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	// 1,000,000 + 2,000,000 + 100,000 × 7; the patent counts once; 3,000,000 + 400,000 × 7, of which 60 % and 50 % stay.
	first := doc.Rights.Coverage[0]
	if doc.Pool.Principal != "3700000.00" || first.Balance != "3700000.00" || first.Gross.Low != "5800000.00" || first.Net.High != "3200000.00" || first.Outcome != "fail" {
		t.Errorf("principal %s, coverage %+v", doc.Pool.Principal, first)
	}
	shared := doc.Rights.Shared[0]
	if strings.Join(shared.Contracts, " ") != "L1 L2" || shared.Value != "3000000.00" || shared.Naive != "6000000.00" || shared.Counted.Low != "3000000.00" {
		t.Errorf("shared %+v", shared)
	}
	if m := doc.Rights.Margins.Short; len(m) != 1 || m[0].Contract != "L3" || len(doc.Rights.Guarantors) != 1 || doc.Rights.Guarantors[0].Guaranteed != "3000000.00" {
		t.Errorf("margins %+v, guarantors %+v", m, doc.Rights.Guarantors)
	}
	for _, e := range doc.Eligibility {
		switch e.Rule {
		case "asset.cap":
			if e.Limit != "at most CNY 1,500,000.00" || strings.Join(e.Offenders, " ") != "L2" || len(e.Findings) != 1 || e.Findings[0].Seen != "CNY 2,000,000.00" {
				t.Errorf("%+v", e)
			}
		case "right.unshared":
			if strings.Join(e.Offenders, " ") != "L1 L2" {
				t.Errorf("%+v", e)
			}
		case "obligor.not_bankrupt":
			if len(e.Findings) != 3 || e.Findings[0].Outcome != "unknown" || e.Findings[0].Seen != "甲公司 not stated" {
				t.Errorf("%+v", e)
			}
		}
	}
	all := strings.Join(doc.Warnings, "\n")
	for _, want := range []string{"coverage after haircuts is at most 86.486486%", "a right ends less than 6 months after maturity", "secures L1, L2"} {
		if !strings.Contains(all, want) {
			t.Errorf("the warnings lack %q:\n%s", want, all)
		}
	}
	if !strings.Contains(r.summary, "Rights  valued at 2024-06-30, 2 of 2 entries with a value") || !strings.Contains(r.summary, "86.49%") {
		t.Errorf("summary:\n%s", r.summary)
	}
}

func TestRowsInAnotherCurrencyWithoutARateAreRejectedInTheirPlace(t *testing.T) {
	status, out, errs, _ := program(t, "-tape", write(t, "mixed.csv", []byte(loansTape)), "-json", "-")
	if status != 0 || !strings.Contains(out, `"rejected": 1`) || !strings.Contains(out, `"code": "currency.mixed"`) {
		t.Errorf("status %d: %s%s", status, out, errs)
	}
}

func TestRulesFromFilesListsAndIds(t *testing.T) {
	file := write(t, "desk.json", []byte(rulesText))
	other := write(t, "other.json", []byte(strings.Replace(rulesText, "1500000", "1600000", 1)))
	broken := write(t, "broken.json", []byte(`{"schema": "ipabs.eligibility/1", "rules": [{"id": "x"}], "more": 1}`))
	tests := []struct {
		situation, rules string
		status           int
		want             []string
	}{
		{"a list, a rule and a file", "lease,obligor.rating," + file, 0, nil},
		{"the same file twice", file + "," + file, 0, nil},
		{"one id for two rules", file + "," + other, 1, []string{"asset.cap", "other.json"}},
		{"a file with faults", broken, 1, []string{"broken.json: more", "broken.json: id", "broken.json: rules[0].basis", "broken.json: rules[0].measure"}},
		{"a file that is not there", "nowhere.json", 1, []string{"nowhere.json"}},
		{"neither list nor rule nor file", "mars", 2, []string{"mars", "mixed", "class.normal"}},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			status, _, errs, _ := program(t, "-rules", tt.rules)
			if status != tt.status {
				t.Errorf("status %d: %s", status, errs)
			}
			for _, want := range tt.want {
				if !strings.Contains(errs, want) {
					t.Errorf("standard error lacks %q:\n%s", want, errs)
				}
			}
		})
	}
}

func TestDistributionsGoWhereTheyAreAskedFor(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "strata")
	status, _, errs, own := program(t, "-strata", dir)
	if status != 0 {
		t.Fatal(errs)
	}
	for _, name := range []string{"strata.md", "strata.csv", "strata.json"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(filepath.Join(own, "out", name)); err == nil {
			t.Errorf("%s is beside the report too", name)
		}
	}
}

// The documents about credit are evidence like any other input.
func TestCreditAndCapitalAreEvidence(t *testing.T) {
	r := ran{dir: t.TempDir()}
	text, err := testdata.FS.ReadFile("sample.credit.json")
	if err != nil {
		t.Fatal(err)
	}
	credit, capital := filepath.Join(r.dir, "credit.json"), filepath.Join(r.dir, "capital.json")
	for path, text := range map[string]string{credit: string(text), capital: `{"schema": "ipabs.capital/1", "rules": "china", "ksa": 0.08}`} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var out, errs bytes.Buffer
	if status := run(context.Background(), []string{"-credit", credit, "-capital", capital, "-out", filepath.Join(r.dir, "out")}, someDay, &out, &errs); status != 0 {
		t.Fatalf("status %d: %s", status, errs.String())
	}
	if status, out, errs := r.verify(); status != 0 {
		t.Fatalf("status %d:\n%s%s", status, out, errs)
	}
	if err := os.WriteFile(credit, append(text, ' '), 0o644); err != nil {
		t.Fatal(err)
	}
	if status, out, _ := r.verify(); status != 1 || !strings.Contains(out, "credit.json") {
		t.Errorf("status %d:\n%s", status, out)
	}
}

// What helped to read the tape is evidence: another mapping, or other names, give another pool.
func TestMappingAndNamesAreEvidence(t *testing.T) {
	r := ran{dir: t.TempDir()}
	paths := map[string]string{}
	for name, text := range map[string]string{
		"loans.csv":    "封包日：2024-06-30\n小额贷款清单\nF1,F2,F3,F4,F5,F6,还款方式,F8\nL1,北京甲乙科技有限公司,100,6%,2024-01-01,2025-01-01,先息后本,按月\nL2,北京甲乙科技有限责任公司,200,6%,2024-01-01,2025-01-01,先息后本,按月\n",
		"mapping.json": `{"schema":"ipabs.mapping/1","columns":[{"header":"F1","field":"contract_id"},{"header":"F2","field":"obligor"},{"header":"F3","field":"balance","unit":"万元"},{"header":"F4","field":"rate"},{"header":"F5","field":"start"},{"header":"F6","field":"maturity"},{"header":"F8","field":"frequency"}]}`,
		"names.json":   `{"schema":"ipabs.names/1","same":[{"name":"北京甲乙科技有限公司","also":["北京甲乙科技有限责任公司"]}]}`,
	} {
		paths[name] = filepath.Join(r.dir, name)
		if err := os.WriteFile(paths[name], []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var out, errs bytes.Buffer
	arguments := []string{"-tape", paths["loans.csv"], "-mapping", paths["mapping.json"], "-names", paths["names.json"], "-out", filepath.Join(r.dir, "out")}
	if status := run(context.Background(), arguments, someDay, &out, &errs); status != 0 {
		t.Fatalf("status %d: %s", status, errs.String())
	}
	if status, out, errs := r.verify(); status != 0 {
		t.Fatalf("status %d:\n%s%s", status, out, errs)
	}
	for _, name := range []string{"mapping.json", "names.json"} {
		text, err := os.ReadFile(paths[name])
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(paths[name], append(text, ' '), 0o644); err != nil {
			t.Fatal(err)
		}
		if status, out, _ := r.verify(); status != 1 || !strings.Contains(out, name) {
			t.Errorf("%s: status %d:\n%s", name, status, out)
		}
	}
}

// So is the document by which contracts were selected, and the run is made again with it.
func TestASelectionIsEvidence(t *testing.T) {
	r := ran{dir: t.TempDir()}
	var paths [2]string
	for i, name := range []string{"sample.selection.json", "sample.credit.json"} {
		text, err := testdata.FS.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		paths[i] = filepath.Join(r.dir, name)
		if err := os.WriteFile(paths[i], text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var out, errs bytes.Buffer
	if status := run(context.Background(), []string{"-select", paths[0], "-credit", paths[1], "-out", filepath.Join(r.dir, "out")}, someDay, &out, &errs); status != 0 {
		t.Fatalf("status %d: %s", status, errs.String())
	}
	if status, out, errs := r.verify(); status != 0 {
		t.Fatalf("status %d:\n%s%s", status, out, errs)
	}
	if err := os.WriteFile(paths[0], []byte("{}"), 0o644); err != nil {
		t.Fatal(err)
	}
	if status, out, _ := r.verify(); status != 1 || !strings.Contains(out, "selection") {
		t.Errorf("status %d:\n%s", status, out)
	}
}
