package main

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
)

const sampleCredit = "../../testdata/sample.credit.json"

// TestLossesOfTheSample: the expected losses of the classes sum to that of the pool, and nothing is
// said about losses without a credit document.
func TestLossesOfTheSample(t *testing.T) {
	capital := write(t, "capital.json", []byte(`{"schema": "ipabs.capital/1", "rules": "china", "ksa": 0.08, "classes": {"A1": {"ratings": ["AAA"], "maturity_years": 2}}}`))
	status, out, errs, _ := program(t, "-json", "-", "-credit", sampleCredit, "-capital", capital)
	if status != 0 {
		t.Fatalf("status %d, %s", status, errs)
	}
	var doc struct {
		Credit *struct {
			Basis, Horizon, Exposure string
			ExpectedLoss             json.Number `json:"expected_loss"`
			UnexpectedLoss           json.Number `json:"unexpected_loss"`
			Error                    float64
			Classes                  []struct {
				Name           string
				ExpectedLoss   json.Number `json:"expected_loss"`
				HitProbability float64     `json:"hit_probability"`
			}
			Capital []struct {
				Class, Approach, Decisive string
				Weight                    float64
			}
			Assumptions []string
		}
	}
	if err := json.Unmarshal([]byte(quotesOff(out)), &doc); err != nil {
		t.Fatal(err)
	}
	c := doc.Credit
	if c == nil || c.Basis != "principal" || c.Horizon != "2029-06-28" || c.Exposure != "219300000.00" || len(c.Assumptions) != 4 {
		t.Fatalf("%+v", c)
	}
	total, _ := c.ExpectedLoss.Float64()
	sum, last := 0.0, -1.0
	for _, k := range c.Classes {
		x, _ := k.ExpectedLoss.Float64()
		sum += x
		if k.HitProbability <= last {
			t.Errorf("%s is hit with %v, the class above it with %v", k.Name, k.HitProbability, last)
		}
		last = k.HitProbability
	}
	if math.Abs(sum-total) > 0.02 || total < 5e6 || total > 6.5e6 || c.Error > 1e-8 {
		t.Errorf("classes lose %v, the pool %v, error %v", sum, total, c.Error)
	}
	if len(c.Capital) != 4 || c.Capital[0].Approach != "SEC-SA" || c.Capital[0].Weight != 0.15 || c.Capital[0].Decisive != "floor" ||
		c.Capital[1].Approach != "SEC-ERBA" || c.Capital[1].Weight != 0.1625 {
		t.Errorf("risk weights %+v", c.Capital)
	}
	if _, out, _, _ := program(t, "-json", "-"); !strings.Contains(out, `"credit": null`) || !strings.Contains(out, `"simulation": null`) || !strings.Contains(out, `"expected_loss": null`) {
		t.Error("losses without a credit document")
	}
}

// quotesOff takes the quotes off amounts of money, so that they can be read as numbers.
func quotesOff(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.Contains(line, `expected_loss": "`) {
			at := strings.Index(line, `": "`)
			lines[i] = line[:at+3] + strings.ReplaceAll(line[at+3:], `"`, "")
		}
	}
	return strings.Join(lines, "\n")
}

func TestCreditDocumentsThatAreRefused(t *testing.T) {
	file := func(text string) string { return write(t, "desk.json", []byte(text)) }
	for _, c := range []struct {
		situation string
		args      []string
		status    int
		want      []string
	}{
		{"a missing file", []string{"-credit", "nowhere.json"}, 1, []string{"nowhere.json"}},
		{"fields that it does not have", []string{"-credit", file(`{"pdd": {}, "lgd": {"table": [{"meen": 1}]}}`)}, 1, []string{"desk.json: pdd:", "desk.json: lgd.table[0].meen:"}},
		{"nothing said", []string{"-credit", file(`{"schema": "ipabs.credit/1"}`)}, 1, []string{"desk.json: risk_until: missing", "desk.json: correlation: missing"}},
		{"weights without losses", []string{"-capital", file(`{}`)}, 2, []string{"-capital needs -credit"}},
		{"unknown rules and classes", []string{"-credit", sampleCredit, "-capital", file(`{"rules": "mars"}`)}, 1, []string{"desk.json: schema:", "desk.json: rules:"}},
		{"a class that is not there", []string{"-credit", sampleCredit, "-capital", file(`{"schema": "ipabs.capital/1", "rules": "basel", "ksa": 2, "classes": {"Z": {"ratings": ["AAA"]}}}`)}, 1,
			[]string{"desk.json: pool.ksa:", "desk.json: classes:"}},
	} {
		t.Run(c.situation, func(t *testing.T) {
			status, _, errs, _ := program(t, c.args...)
			if status != c.status {
				t.Errorf("status %d, want %d", status, c.status)
			}
			for _, want := range c.want {
				if !strings.Contains(errs, want) {
					t.Errorf("the faults lack %q:\n%s", want, errs)
				}
			}
		})
	}
}
