package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/ipabs/ipabs/calendar"
)

const data = "../../testdata"

func call(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	status = run(context.Background(), args, calendar.MustNew(2024, 7, 1), &out, &errs)
	return status, out.String(), errs.String()
}

type document struct {
	Schema  string
	Periods []struct {
		Waterfall string
		Accounts  []struct{ Opening, Receipts, Payments, Closing json.Number }
		Tranches  []struct{ Name string }
	}
	Cash     map[string]string
	Unpaid   []struct{ Name, Kind string }
	Warnings []string
	Status   []struct{ To string } `json:"status_history"`
	Triggers []struct{ Kind, Name string }
	Tranches []struct{ Name, Shortfall string }
}

func runJSON(t *testing.T, args ...string) document {
	t.Helper()
	status, out, errs := call(t, append(args, "-json", "-")...)
	if status != 0 {
		t.Fatalf("status %d: %s", status, errs)
	}
	var doc document
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// Every deal document that ships runs by itself, balances, and pays every class in full.
func TestEveryDocumentThatShipsRunsAlone(t *testing.T) {
	paths, err := filepath.Glob(data + "/*deal*.json")
	if err != nil || len(paths) < 10 {
		t.Fatalf("%d documents, %v: want the four cases and six templates", len(paths), err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			doc := runJSON(t, "-deal", path)
			if doc.Schema != "ipabs.waterfall/1" || doc.Cash["difference"] != "0.00" || doc.Cash["closing"] != "0.00" {
				t.Errorf("schema %q, cash %v", doc.Schema, doc.Cash)
			}
			for _, c := range doc.Tranches {
				if c.Shortfall != "0.00" {
					t.Errorf("class %s lacks %s", c.Name, c.Shortfall)
				}
			}
			text, _ := os.ReadFile(path)
			if !strings.Contains(string(text), `"assumptions"`) {
				t.Error("a document that does not say what it assumes")
			}
		})
	}
}

func TestCollectionsFromATable(t *testing.T) {
	dir := t.TempDir()
	deal, table := filepath.Join(dir, "d.json"), filepath.Join(dir, "c.csv")
	write := func(path, text string) {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(deal, `{"schema":"ipabs.deal/1","name":"two classes","currency":"CNY",
	 "dates":{"cut_off":"2024-01-01","closing":"2024-01-01","payments":{"dates":["2024-07-01","2025-01-01"]},"calendar":"none","roll":"unadjusted","calculation":{"business_days_before":0}},
	 "tranches":[{"name":"A","class":"senior","notional":"1000.00","coupon":{"rate":"0.05","day_count":"30E/360"},"principal":{"mode":"pass_through"}},
	  {"name":"Sub","class":"subordinated","notional":"100.00","principal":{"mode":"residual"}}],
	 "waterfalls":{"amortising":[{"pay":"interest","to":["A"]},{"pay":"principal","to":["A"]},{"pay":"residual","to":["Sub"]}]}}`)
	write(table, "日期,利息,本金\n2024-03-31,30,\"400\"\n2024-06-30,10,200\n2024-12-31,20,500\n")
	status, out, errs := call(t, "-deal", deal, "-collections", table)
	if status != 0 {
		t.Fatal(errs)
	}
	// Interest 25.00, principal 615.00; then 385.00 × 2.5 % = 9.62 half to even from 9.625, the rest to A and Sub.
	for _, want := range []string{"385.00", "34.62", "1,000.00", "25.38", "difference 0.00"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in\n%s", want, out)
		}
	}
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String("日期,利息,本金\n2024-06-30,40,600\n2024-12-31,20,500\n")
	if err != nil {
		t.Fatal(err)
	}
	write(table, gbk)
	if status, out, errs := call(t, "-deal", deal, "-collections", table); status != 0 || !strings.Contains(out, "385.00") || !strings.Contains(out, "GB18030") {
		t.Errorf("status %d: %s%s", status, errs, out)
	}
	write(table, "date,interest,speed\n2024-03-31,x,1\n")
	if status, _, errs := call(t, "-deal", deal, "-collections", table); status != 1 || !strings.Contains(errs, "c.csv: row 1 column 3") {
		t.Errorf("status %d: %s", status, errs)
	}
	write(table, "period,interest,principal,closing\n1,x,1,5\n3,1,1,1\n2,-1,1,1\n")
	status, _, errs = call(t, "-deal", deal, "-collections", table)
	for _, want := range []string{"row 2 column 2 (interest)", "row 3 column 1 (period)", "row 4 column 2 (interest)"} {
		if status != 1 || !strings.Contains(errs, want) {
			t.Errorf("status %d, no %q in: %s", status, want, errs)
		}
	}
}

func TestAScenarioBendsThePoolAndTakesPromisorsAway(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.json")
	text := `{"schema":"ipabs.stress/1","name":"stress","pool":{"default_rate":"0.20","recovery":"0.30","recovery_lag":2},"defaults":[{"name":"示例租赁有限公司","from":"2024-01-01"}]}`
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	deal := data + "/template-royalty.deal.json"
	if status, _, errs := call(t, "-deal", deal, "-scenario", path); status != 1 || !strings.Contains(errs, "s.json: defaults[0].name") {
		t.Errorf("status %d: %s", status, errs)
	}
	doc := runJSON(t, "-deal", data+"/wenke1.deal.json")
	if len(doc.Unpaid) != 0 {
		t.Errorf("without the scenario: unpaid %v", doc.Unpaid)
	}
	text = `{"schema":"ipabs.stress/1","name":"stress","pool":{"default_rate":"0.20"},"defaults":[{"name":"文科租赁","from":"2018-12-24"},{"name":"文投集团","from":"2018-12-24"}]}`
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if doc := runJSON(t, "-deal", data+"/wenke1.deal.json", "-scenario", path); len(doc.Unpaid) == 0 {
		t.Error("with a fifth of the pool lost a year and no promisor everything is paid")
	}
}

func TestTheWorkbookIsWritten(t *testing.T) {
	dir := t.TempDir()
	for _, args := range [][]string{{"-deal", data + "/kaide.deal.json"}, {"-deal", data + "/template-revolving.deal.json"}} {
		path := filepath.Join(dir, "w.xlsx")
		if status, _, errs := call(t, append(args, "-report", path)...); status != 0 {
			t.Fatalf("%v: status %d: %s", args, status, errs)
		}
		if info, err := os.Stat(path); err != nil || info.Size() < 10_000 {
			t.Errorf("%v: %v, %v", args, info, err)
		}
	}
}

func TestWrongUse(t *testing.T) {
	for _, args := range [][]string{{}, {"-deal", ""}, {"-deal", "x", "-tape", "y", "-collections", "z"}, {"-deal", "x", "extra"}, {"-speed", "9"}} {
		if status, out, errs := call(t, args...); status != 2 || errs == "" || out != "" {
			t.Errorf("%v: status %d, %q", args, status, errs)
		}
	}
	if status, _, _ := call(t, "-h"); status != 0 {
		t.Errorf("-h: status %d", status)
	}
	for _, args := range [][]string{{"-deal", "nowhere.json"}, {"-deal", data + "/published.json"}, {"-deal", data + "/wenke1.deal.json", "-tape", data + "/qiyi.xlsx"}} {
		if status, _, errs := call(t, args...); status != 1 || errs == "" {
			t.Errorf("%v: status %d, %q", args, status, errs)
		}
	}
}
