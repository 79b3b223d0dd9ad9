package concentration_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/concentration"
)

const document = `{
  "schema": "ipabs.statements/1",
  "pool": "凯得租赁ABS",
  "as_of": "2019-09-11",
  "counts": [{"name": "industries listed", "axis": "industry", "of": "obligor", "count": 5}],
  "tops": [{"axis": "industry", "of": "obligor", "basis": "receivable_balance", "k": 3, "percent": "54.48"}],
  "partitions": [{"axis": "ip_type", "of": "contract", "basis": "receivable_balance", "complete": true, "buckets": [
    {"name": "invention", "percent": "97.34", "contracts": 10},
    {"name": "utility model", "percent": "2.66", "contracts": 1}]}],
  "totals": [{"basis": "receivable_balance", "value": "3.01", "unit": "100000000"}],
  "bounds": [{"axis": "obligor", "basis": "receivable_balance", "low": "3", "high": "45", "unit": "1000000"}],
  "terms": [{"term": "remaining", "stat": "average", "weight": "simple", "value": "5.00", "unit": "years"}],
  "tenors": [{"class": "senior", "value": "4", "unit": "years"}],
  "claims": [{"claim": "terms_exceed_shortest_tenor"}]
}`

func TestParseStatements(t *testing.T) {
	s, err := concentration.ParseStatements([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Tops[0].StatedMeasure; got != on("industry", "obligor", "receivable_balance") {
		t.Errorf("measure of tops[0]: %+v", got)
	}
	again, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	back, err := concentration.ParseStatements(again)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(s, back); diff != "" {
		t.Errorf("changed by a round trip: %s", diff)
	}
}

func TestAllFaultsAtOnce(t *testing.T) {
	_, err := concentration.CheckStated(concentration.Statements{
		Counts: counts{{Axis: "", Count: 5}, {Axis: "obligor", Count: 0}, {Axis: "co_signer", Count: -1}, {Axis: "region", Of: "region", Count: 1}},
		Tops:   tops{top(byObligor, 0, "67.27%")},
		Partitions: tables{
			{StatedMeasure: byIndustry},
			{StatedMeasure: byIndustry, Buckets: rows{row("C", "x"), row("C", ""), {Name: "D", Contracts: new(-1)}}},
		},
		Totals: totals{{Value: "", Unit: "0"}, {Value: "1", Unit: "万"}},
		Bounds: limits{{StatedMeasure: byObligor}, {StatedMeasure: byObligor, Low: "5", High: "3"}, {StatedMeasure: byObligor, High: "3-4", Rule: "r"}},
		Terms:  terms{term("residual", "mean", "none", "12"), term("remaining", "longest", "simple", "12"), {Term: "contract", Stat: "longest", Value: "12", Unit: "days"}},
		Tenors: tenors{{Value: "1-2"}},
		Claims: claims{{Claim: "mainly patents"}},
	})
	want := []string{
		`concentration: counts[0].axis "": missing`,
		`concentration: counts[1].count "0": must be between 1 and 1000000000`,
		`concentration: counts[2].count "-1": must be between 0 and 1000000000`,
		`concentration: counts[3].of "region": an axis cannot group itself`,
		`concentration: tops[0].k "0": must be between 1 and 1000000000`,
		`concentration: tops[0].percent "67.27%": not a decimal number`,
		`concentration: partitions[0].buckets "0": a table has between 1 and 10000 rows`,
		`concentration: partitions[1].buckets[0].percent "x": not a decimal number`,
		`concentration: partitions[1].buckets[1].name "C": a bucket of this name came before`,
		`concentration: partitions[1].buckets[2].contracts "-1": must be between 0 and 1000000000`,
		`concentration: totals[0].value "": not a decimal number`,
		`concentration: totals[0].unit "0": must be above 0`,
		`concentration: totals[1].unit "万": not a decimal number`,
		`concentration: bounds[0] "": neither low nor high is given`,
		`concentration: bounds[1].low "5": is above high`,
		`concentration: bounds[2].high "3-4": a range where one value is wanted`,
		`concentration: terms[0].term "residual": want one of contract, remaining`,
		`concentration: terms[0].stat "mean": want one of shortest, average, longest`,
		`concentration: terms[0].weight "none": want one of simple, balance`,
		`concentration: terms[0].weight "none": only an average has a weight`,
		`concentration: terms[1].weight "simple": only an average has a weight`,
		`concentration: terms[2].unit "days": want months or years`,
		`concentration: tenors[0].value "1-2": a range where one value is wanted`,
		`concentration: claims[0].claim "mainly patents": want one of terms_exceed_shortest_tenor, right_per_contract, several_rights_per_contract, several_rights_per_obligor`,
	}
	if err == nil {
		t.Fatal("no fault found")
	}
	if diff := cmp.Diff(want, strings.Split(err.Error(), "\n")); diff != "" {
		t.Error(diff)
	}
	if !errors.Is(err, concentration.ErrStatements) {
		t.Error("not an ErrStatements")
	}
	var fault concentration.StatementFault
	if !errors.As(err, &fault) || fault.Path != "counts[0].axis" {
		t.Errorf("first fault: %+v", fault)
	}
	var faults concentration.StatementFaults
	if !errors.As(err, &faults) || len(faults) != len(want) {
		t.Errorf("%d faults, want %d", len(faults), len(want))
	}
}

func TestTooManyStatements(t *testing.T) {
	_, err := concentration.CheckStated(concentration.Statements{Claims: make([]concentration.StatedClaim, 1001)})
	var fault concentration.StatementFault
	if !errors.As(err, &fault) || fault.Path != "claims" {
		t.Errorf("got %v", err)
	}
}

func TestParseRefuses(t *testing.T) {
	for situation, text := range map[string]string{
		"no JSON":            `tops`,
		"no schema":          `{"tops": []}`,
		"another schema":     `{"schema": "ipabs.statements/2"}`,
		"unknown field":      `{"schema": "ipabs.statements/1", "top": []}`,
		"a number for text":  `{"schema": "ipabs.statements/1", "tops": [{"axis": "obligor", "k": 5, "percent": 67.27}]}`,
		"a second document":  `{"schema": "ipabs.statements/1"} {}`,
		"a malformed figure": `{"schema": "ipabs.statements/1", "tops": [{"axis": "obligor", "k": 5, "percent": "67,27"}]}`,
	} {
		if _, err := concentration.ParseStatements([]byte(text)); !errors.Is(err, concentration.ErrStatements) {
			t.Errorf("%s: got %v", situation, err)
		}
	}
}

func FuzzParseStatements(f *testing.F) {
	f.Add([]byte(document))
	f.Add([]byte(`{"schema":"ipabs.statements/1","counts":[{"axis":"co_signer","count":0}],"claims":[{"claim":"right_per_contract"}]}`))
	f.Add([]byte(`{"schema":"ipabs.statements/1","bounds":[{"axis":"obligor","low":"0","high":"0","rule":"r"}],"totals":[{"value":"0"}]}`))
	f.Add([]byte(`{"schema":"ipabs.statements/1","counts":[{"axis":"obligor","count":1}],"tops":[{"axis":"region","of":"obligor","k":9,"percent":"0-200"}],"partitions":[{"axis":"region","of":"obligor","buckets":[{"name":"","percent":"0","contracts":0}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := concentration.ParseStatements(data)
		if err != nil {
			return
		}
		found, err := concentration.CheckStated(s)
		if err != nil {
			t.Errorf("parsed, but not checked: %v", err)
		}
		for _, finding := range found {
			checkWording(t, finding)
		}
	})
}

// TestFourCaseFile checks the statements of the tests against the machine copy
// of the published figures, where that copy is at hand.
func TestFourCaseFile(t *testing.T) {
	path := filepath.Join("..", "..", "shared", "data", "four-cases.json")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Skip("the machine copy of the published figures is not at hand")
	}
	var file struct {
		Cases []struct {
			Contracts, Obligors int
			Name                string `json:"name_zh"`
			IP                  struct {
				Types []struct {
					Share     string `json:"share_pct"`
					Contracts int
				}
			}
			Concentration struct {
				Top5     struct{ Pct string } `json:"top5_obligor"`
				Industry struct{ Pct string } `json:"top3_industry"`
			}
			Terms struct {
				Remaining string `json:"avg_remaining"`
				Longest   string `json:"longest_remaining"`
				Shortest  string `json:"shortest_remaining"`
			} `json:"terms_months"`
			Tranches []struct {
				Tenor json.Number `json:"tenor_years"`
			}
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	for i, s := range []concentration.Statements{wenke1, qiyi, kaide, longhe} {
		c := file.Cases[i]
		if s.Pool != c.Name || s.Counts[0].Count != c.Contracts || s.Counts[1].Count != c.Obligors {
			t.Errorf("%s: counts differ from the file's %s", s.Pool, c.Name)
		}
		if string(s.Tops[0].Percent) != c.Concentration.Top5.Pct {
			t.Errorf("%s: top 5 is %s in the file", s.Pool, c.Concentration.Top5.Pct)
		}
		for j, row := range s.Partitions[0].Buckets {
			if string(row.Percent) != c.IP.Types[j].Share || *row.Contracts != c.IP.Types[j].Contracts {
				t.Errorf("%s: %s is %s, %d in the file", s.Pool, row.Name, c.IP.Types[j].Share, c.IP.Types[j].Contracts)
			}
		}
		for j, tenor := range s.Tenors {
			if string(tenor.Value) != c.Tranches[j].Tenor.String() {
				t.Errorf("%s: tenor of %s is %s in the file", s.Pool, tenor.Class, c.Tranches[j].Tenor)
			}
		}
		if s.Pool == longhe.Pool || len(s.Terms) == 0 {
			continue // printed in years and multiplied by 12 in the file
		}
		for j, want := range []string{c.Terms.Remaining, c.Terms.Longest, c.Terms.Shortest} {
			if string(s.Terms[j+1].Value) != want {
				t.Errorf("%s: %s %s term is %s in the file", s.Pool, s.Terms[j+1].Stat, s.Terms[j+1].Term, want)
			}
		}
	}
}
