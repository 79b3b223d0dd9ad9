package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

type simulated struct {
	Value         float64
	StandardError float64 `json:"standard_error"`
}

// TestFuturesOfTheSample: what is simulated is in the JSON as its format says, the same seed gives the same
// futures, and a manifest verifies them.
func TestFuturesOfTheSample(t *testing.T) {
	read := func(args ...string) (text string, dir string, doc struct {
		Tranches []struct {
			Name           string
			ExpectedLoss   *simulated `json:"expected_loss"`
			HitProbability *simulated `json:"hit_probability"`
		}
		Simulation *struct {
			Paths, Seed      uint64
			PoolExpectedLoss *simulated `json:"pool_expected_loss"`
			Classes          []struct{ Name string }
		}
	}) {
		status, out, errs, dir := program(t, append([]string{"-json", "-"}, args...)...)
		if status != 0 || errs != "" {
			t.Fatalf("status %d, %s", status, errs)
		}
		if err := json.Unmarshal([]byte(out), &doc); err != nil {
			t.Fatal(err)
		}
		return out, filepath.Join(dir, "out"), doc
	}
	text, dir, doc := read("-paths", "4000", "-seed", "9")
	s := doc.Simulation
	if s == nil || s.Paths != 4000 || s.Seed != 9 || len(s.Classes) != len(doc.Tranches) {
		t.Fatalf("%+v", s)
	}
	if e := s.PoolExpectedLoss; !(e.Value > 0.01 && e.Value < 0.02) || !(e.StandardError > 0 && e.StandardError < 0.001) {
		t.Errorf("the pool loses %+v", e)
	}
	last := -1.0
	for _, x := range doc.Tranches {
		if x.ExpectedLoss == nil || x.HitProbability == nil || x.HitProbability.Value < last || x.ExpectedLoss.Value > x.HitProbability.Value {
			t.Errorf("%s: %+v, %+v", x.Name, x.ExpectedLoss, x.HitProbability)
			continue
		}
		last = x.HitProbability.Value
	}
	if again, _, _ := read("-paths", "4000", "-seed", "9", "-credit", sampleCredit); again != text {
		t.Error("the same seed and documents give other results")
	}
	if _, err := os.Stat(filepath.Join(dir, "inputs", "credit.json")); err != nil {
		t.Error(err)
	}
	var out, errs bytes.Buffer
	if status := verify(t.Context(), filepath.Join(dir, manifestName), "", &out, &errs); status != 0 {
		t.Errorf("status %d: %s%s", status, out.String(), errs.String())
	}
}

func TestSimulatingATapeNeedsItsCreditDocument(t *testing.T) {
	status, _, errs, _ := program(t, "-tape", "../../testdata/sample.xlsx", "-paths", "10")
	if status != 2 || !strings.Contains(errs, "-paths needs -credit FILE") {
		t.Errorf("status %d, %s", status, errs)
	}
}

func TestTheBar(t *testing.T) {
	if got, want := bar(25, 100), "\r[##########..............................]  25% of 100 paths"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := bar(100, 100); strings.Trim(got, "\r ") != "" {
		t.Errorf("the end leaves %q", got)
	}
	if progressBar(&bytes.Buffer{}) != nil || progressBar(nil) != nil {
		t.Error("a bar where there is no terminal")
	}
}

// What a simulation document draws is in the results, among the evidence, and gives the same futures again.
func TestASimulationDocumentIsPartOfTheRun(t *testing.T) {
	file := filepath.Join(t.TempDir(), "futures.json")
	if err := os.WriteFile(file, []byte(`{"schema": "ipabs.simulation/1", "recovery": {"lag_months": 6}, "prepayment": [{"applies_to": {"all": true}, "cpr": 0.2, "volatility": 0.4}], "enhancements": true, "reverse_stress": ["A2"]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	status, out, errs, dir := program(t, "-json", "-", "-paths", "2000", "-simulation", file)
	if status != 0 {
		t.Fatal(errs)
	}
	var doc struct {
		Simulation struct {
			Settings []string
			Classes  []struct {
				ExpectedLossAmount string `json:"expected_loss_amount"`
				Contributions      map[string][]struct{ Amount string }
			}
			Trace        []struct{ Classes []struct{ Name string } }
			Enhancements []struct {
				Class string
				Steps []struct{ Name string }
			}
			ReverseStress []struct {
				Proven bool
				Sets   []struct{ Parties []string }
			} `json:"reverse_stress"`
		}
	}
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		t.Fatal(err)
	}
	if words := strings.Join(doc.Simulation.Settings, "\n"); !strings.Contains(words, "prepay in full at 0.2 a year") || !strings.Contains(words, "6 months after default") {
		t.Errorf("settings %s", words)
	}
	for _, c := range doc.Simulation.Classes {
		for set, list := range c.Contributions {
			total := decimal.Decimal{}
			for _, x := range list {
				total = total.Add(decimal.RequireFromString(x.Amount))
			}
			if !total.Equal(decimal.RequireFromString(c.ExpectedLossAmount)) {
				t.Errorf("contributions by %s sum to %s instead of %s", set, total, c.ExpectedLossAmount)
			}
		}
	}
	if e := doc.Simulation.Enhancements; len(e) != 3 || e[0].Steps[0].Name != "pool" {
		t.Errorf("enhancements %+v", e)
	}
	if r := doc.Simulation.ReverseStress; len(r) != 1 || !r[0].Proven || len(r[0].Sets) == 0 || len(r[0].Sets[0].Parties) == 0 {
		t.Errorf("reverse stress %+v", r)
	}
	if n := len(doc.Simulation.Trace); n == 0 || len(doc.Simulation.Trace[n-1].Classes) == 0 {
		t.Errorf("trace %+v", doc.Simulation.Trace)
	}
	var verified, faults bytes.Buffer
	if status := verify(t.Context(), filepath.Join(dir, "out", manifestName), "", &verified, &faults); status != 0 {
		t.Errorf("status %d: %s%s", status, verified.String(), faults.String())
	}
	if err := os.WriteFile(file, []byte(`{"schema": "ipabs.simulation/1", "prepayment": [{"applies_to": {"all": true}, "cpr": 1.5}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, errs, _ := program(t, "-paths", "100", "-simulation", file); status != 1 || !strings.Contains(errs, "CPR 1.5") {
		t.Errorf("status %d, %s", status, errs)
	}
	if status, _, errs, _ := program(t, "-simulation", file); status != 2 || !strings.Contains(errs, "needs -paths") {
		t.Errorf("status %d, %s", status, errs)
	}
}

// A document asks for sizes by a table of limits and for break-even multiples; both are in JSON, summary and workbook,
// the table is among the evidence, and the run can be repeated from there.
func TestSizesAndMultiplesThatADocumentAsksFor(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "futures.json")
	table := `{"schema": "ipabs.targets/1", "source": "made for a test", "measure": "hit_probability", "tenors": [1, 3], "limits": {"AAA": [0.005, 0.01], "BBB": [0.1, 0.2]}}`
	document := `{"schema": "ipabs.simulation/1", "sizing": {"table": "limits.json", "classes": [{"class": "A1", "rating": "AAA"}, {"class": "A2", "rating": "BBB"}], "step": "1000000"},
  "break_even": [{"class": "A1", "measure": "hit_probability", "limit": 0.05, "tolerance": 0.25}]}`
	for name, text := range map[string]string{"limits.json": table, "futures.json": document} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	status, out, errs, at := program(t, "-json", "-", "-paths", "1000", "-simulation", file)
	if status != 0 {
		t.Fatal(errs)
	}
	var doc struct {
		Simulation struct {
			Sizing struct {
				Source  string
				Classes []struct {
					Name     string
					Notional decimal.Decimal
					Limit    float64
					Full     bool
					At       simulated
					Beyond   *simulated
				}
				Residual struct{ Notional decimal.Decimal }
			}
			BreakEven []struct {
				Holds float64
				Fails *float64
				Limit float64
				At    simulated
			} `json:"break_even"`
		}
		Tranches []struct{ Notional decimal.Decimal }
	}
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		t.Fatal(err)
	}
	z, total := doc.Simulation.Sizing, decimal.Decimal{}
	for _, c := range z.Classes {
		total = total.Add(c.Notional)
		if !(c.At.Value <= c.Limit) || !c.Full && !(c.Beyond.Value > c.Limit*0.5) {
			t.Errorf("%+v", c)
		}
	}
	for _, x := range doc.Tranches {
		total = total.Sub(x.Notional)
	}
	if len(z.Classes) != 2 || z.Source != "made for a test" || !total.Add(z.Residual.Notional).IsZero() {
		t.Errorf("sizes %+v", z)
	}
	if m := doc.Simulation.BreakEven; len(m) != 1 || m[0].Holds <= 0 || m[0].At.Value > m[0].Limit {
		t.Errorf("multiples %+v", m)
	}
	if _, err := os.Stat(filepath.Join(at, "out", "inputs", "targets.json")); err != nil {
		t.Error(err)
	}
	var verified, faults bytes.Buffer
	if status := verify(t.Context(), filepath.Join(at, "out", manifestName), "", &verified, &faults); status != 0 {
		t.Errorf("status %d: %s%s", status, verified.String(), faults.String())
	}
	for text, want := range map[string]string{
		strings.Replace(document, `"A2", "rating": "BBB"`, `"A9", "rating": "BBB"`, 1):                               "sizing.classes[1].class",
		strings.Replace(document, `"A2", "rating": "BBB"`, `"A2", "rating": "C"`, 1):                                 "classes[1].rating",
		strings.Replace(document, `"table": "limits.json", `, ``, 1):                                                 "either table",
		strings.Replace(document, `"measure": "hit_probability", "limit": 0.05`, `"measure": "loss", "limit": 5`, 1): "break_even[0].limit",
		strings.Replace(document, `limits.json`, `nowhere.json`, 1):                                                  "nowhere.json",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if status, _, errs, _ := program(t, "-paths", "64", "-simulation", file); status != 1 || !strings.Contains(errs, want) {
			t.Errorf("%s: status %d, %s", want, status, errs)
		}
	}
}

// A run that is cancelled while futures are drawn leaves no file behind.
func TestACancelledSimulationLeavesNoFiles(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	dir := t.TempDir()
	time.AfterFunc(300*time.Millisecond, cancel)
	var out, errs bytes.Buffer
	status := run(ctx, []string{"-paths", "100000000", "-out", filepath.Join(dir, "out"), "-json", filepath.Join(dir, "x.json")}, someDay, &out, &errs)
	if status != 1 || !strings.Contains(errs.String(), "cancel") || out.Len() > 0 {
		t.Errorf("status %d: %s %s", status, out.String(), errs.String())
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("%v, %v", left, err)
	}
}
