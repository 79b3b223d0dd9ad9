package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/calendar"
)

var someDay = calendar.MustNew(2024, 7, 1)

// program runs the command line in a folder of its own and gives what it printed.
func program(t *testing.T, args ...string) (status int, stdout, stderr, dir string) {
	t.Helper()
	dir = t.TempDir()
	var out, errs bytes.Buffer
	status = run(context.Background(), append([]string{"-out", filepath.Join(dir, "out")}, args...), someDay, &out, &errs)
	return status, out.String(), errs.String(), dir
}

func write(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTheSampleTapeBecomesADeal(t *testing.T) {
	status, out, errs, dir := program(t)
	if status != 0 || errs != "" {
		t.Fatalf("status %d, %s", status, errs)
	}
	for _, want := range []string{"22 rows read, 19 accepted, 3 rejected", "2026年2月30日", "A1", "difference 0.00"} {
		if !strings.Contains(out, want) {
			t.Errorf("the summary lacks %q:\n%s", want, out)
		}
	}
	if info, err := os.Stat(filepath.Join(dir, "out", "report.xlsx")); err != nil || info.Size() < 10_000 {
		t.Errorf("report: %v, %v", info, err)
	}
}

func TestJSONOnStandardOutputStandsAlone(t *testing.T) {
	status, out, errs, _ := program(t, "-json", "-")
	if status != 0 {
		t.Fatalf("status %d, %s", status, errs)
	}
	var doc struct {
		Schema string
		Tape   struct {
			RowsRead int `json:"rows_read"`
			Accepted int
			Rejected int
			Findings []struct {
				Severity, Code, Sheet, Column, Header, Message string
				Row                                            int
				Seen, Taken                                    *string
			}
		}
		Pool struct {
			AsOf      string `json:"as_of"`
			Currency  string
			Contracts int
			Principal string
			Kinds     map[string]int
		}
		Concentration map[string]struct {
			Basis   string
			Entries int
			Top5    float64
			Shares  map[string]float64
		}
		Cash     struct{ Receipts, Payments, Closing, Difference string }
		Tranches []struct {
			Name, Notional string
			Rate           *string
		}
		Simulation *json.RawMessage
	}
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		t.Fatalf("%v in\n%s", err, out)
	}
	if doc.Schema != "ipabs.structure/1" || doc.Tape.RowsRead != 22 || doc.Tape.Accepted != 19 || doc.Tape.Rejected != 3 {
		t.Errorf("schema %q, tape %+v", doc.Schema, doc.Tape)
	}
	if doc.Pool.AsOf != "2024-06-30" || doc.Pool.Currency != "CNY" || doc.Pool.Principal != "219300000.00" || doc.Pool.Kinds["lease"] != 6 {
		t.Errorf("pool %+v", doc.Pool)
	}
	if doc.Cash.Difference != "0.00" || doc.Cash.Closing != "0.00" || len(doc.Tranches) != 3 || *doc.Tranches[0].Rate != "0.0350" || doc.Tranches[2].Rate != nil {
		t.Errorf("cash %+v, tranches %+v", doc.Cash, doc.Tranches)
	}
	for key, c := range doc.Concentration {
		sum := 0.0
		for _, share := range c.Shares {
			sum += share
		}
		if sum < 0.999999999 || sum > 1.000000001 || c.Basis != "outstanding_principal" {
			t.Errorf("%s: shares sum to %v on %s", key, sum, c.Basis)
		}
	}
	for _, f := range doc.Tape.Findings {
		if f.Severity == "error" && (f.Row == 0 || f.Column == "" || f.Sheet == "" || f.Taken != nil) {
			t.Errorf("a finding without a place: %+v", f)
		}
	}
}

func TestTwoRunsGiveTheSameBytes(t *testing.T) {
	_, first, _, dirA := program(t, "-json", "-")
	_, second, _, dirB := program(t, "-json", "-")
	if first != second {
		t.Error("the JSON differs")
	}
	a, errA := os.ReadFile(filepath.Join(dirA, "out", "report.xlsx"))
	b, errB := os.ReadFile(filepath.Join(dirB, "out", "report.xlsx"))
	if errA != nil || errB != nil || !bytes.Equal(a, b) {
		t.Errorf("the workbooks differ (%v, %v)", errA, errB)
	}
}

func TestRefusedInputLeavesNothingBehind(t *testing.T) {
	sample, err := os.ReadFile("../../testdata/sample.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	encrypted := append([]byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}, make([]byte, 600)...)
	good := write(t, "good.csv", []byte("合同编号,承租人名称,未偿本金余额,到期日,年利率\nA1,甲公司,1000000,2026-06-30,6%\n"))
	tests := []struct {
		situation string
		args      []string
		status    int
		want      []string // parts of standard error
		lines     int
	}{
		{"a missing file", []string{"-tape", "nowhere.xlsx"}, 1, []string{"nowhere.xlsx"}, 1},
		{"no spreadsheet", []string{"-tape", write(t, "a.xlsx", []byte("just some text"))}, 1, []string{"a.xlsx"}, 1},
		{"an empty file", []string{"-tape", write(t, "b.xlsx", nil)}, 1, []string{"b.xlsx", "empty"}, 1},
		{"an empty text file", []string{"-tape", write(t, "b.csv", nil)}, 1, []string{"b.csv", "empty"}, 1},
		{"a truncated workbook", []string{"-tape", write(t, "c.xlsx", sample[:len(sample)/2])}, 1, []string{"c.xlsx"}, 1},
		{"an encrypted workbook", []string{"-tape", write(t, "d.xlsx", encrypted)}, 1, []string{"d.xlsx", "encrypted"}, 1},
		{"headers that match nothing", []string{"-tape", write(t, "e.csv", []byte("foo,bar\n1,2\n3,4\n"))}, 1, []string{"e.csv"}, 1},
		{"a mapping with two faults", []string{"-mapping", write(t, "m.json", []byte(`{"schema":"ipabs.mapping/1","header_row":-1,"columns":[{"column":"A","field":"money"}]}`))}, 1, []string{"m.json: header_row", "m.json: columns[0].field"}, 2},
		{"a file of names without its schema", []string{"-names", write(t, "n.json", []byte(`{"same":[]}`))}, 1, []string{"n.json: schema"}, 1},
		{"no mapping at its place", []string{"-mapping", "nowhere.json"}, 1, []string{"nowhere.json"}, 1},
		{"no cut-off date", []string{"-tape", good}, 1, []string{"as-of", "cut-off"}, 1},
		{"a strict reading of a tape with errors", []string{"-strict"}, 1, []string{"row 11", "row 16", "row 22"}, 3},
		{"a deal that is no JSON", []string{"-deal", write(t, "x.deal.json", []byte("{"))}, 1, []string{"x.deal.json"}, 1},
		{"a deal with unknown fields", []string{"-deal", write(t, "y.deal.json", []byte(`{"schema":"ipabs.deal/1","nmae":"x","fees":[{"nam":1}]}`))}, 1, []string{"y.deal.json: nmae", "y.deal.json: fees[0].nam", "y.deal.json: tranches"}, 13},
		{"a deal of another pool", []string{"-deal", "../../tranche/testdata/small.deal.json", "-tape", good, "-as-of", "2024-05-31"}, 1, []string{"small.deal.json: dates.cut_off"}, 1},
		{"an impossible date on the command line", []string{"-as-of", "2024-02-30"}, 2, []string{"-as-of"}, 1},
		{"an unknown rule", []string{"-rules", "standard,mars"}, 2, []string{"mars", "class.normal"}, 1},
		{"a flag without a value", []string{"-tape", ""}, 2, []string{"-tape is given without a value"}, 1},
		{"a sheet that is not there", []string{"-sheet", "清单2"}, 1, []string{"清单2", "资产清单"}, 1},
		{"a stray argument", []string{"pool.xlsx"}, 2, []string{"pool.xlsx"}, 1},
		{"a head without its manifest", []string{"-head", "00"}, 2, []string{"-verify"}, 1},
		{"an unknown flag", []string{"-speed"}, 2, []string{"-speed"}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			status, out, errs, dir := program(t, tt.args...)
			if status != tt.status || out != "" {
				t.Errorf("status %d, standard output %q", status, out)
			}
			for _, want := range tt.want {
				if !strings.Contains(errs, want) {
					t.Errorf("standard error lacks %q:\n%s", want, errs)
				}
			}
			if n := strings.Count(errs, "\n"); tt.lines > 0 && n != tt.lines {
				t.Errorf("%d lines, want %d:\n%s", n, tt.lines, errs)
			}
			if strings.Contains(errs, "goroutine") || strings.Contains(errs, ".go:") {
				t.Errorf("a stack trace:\n%s", errs)
			}
			if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
				t.Errorf("%d files are left behind, %v", len(entries), err)
			}
		})
	}
}

func TestContractsWithoutARateAndIneligibleOnesAreNamed(t *testing.T) {
	tape := write(t, "loans.csv", []byte("封包日：2024-06-30\n借据号,借款人,贷款余额,年利率,发放日,到期日,还款方式,五级分类\n"+
		"L1,甲公司,1000000,,2024-01-01,2025-01-01,先息后本,正常\nL2,乙公司,2000000,6%,2024-01-01,2025-01-01,先息后本,关注\n"))
	status, out, errs, _ := program(t, "-tape", tape, "-json", "-")
	if status != 0 {
		t.Fatalf("status %d: %s", status, errs)
	}
	var doc struct{ Warnings []string }
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		t.Fatal(err)
	}
	all := strings.Join(doc.Warnings, "\n")
	for _, want := range []string{"no interest is projected: L1", "a rule of eligibility fails: L2"} {
		if !strings.Contains(all, want) {
			t.Errorf("the warnings lack %q:\n%s", want, all)
		}
	}
}

func TestMappingAndNamesHelpToReadTheTape(t *testing.T) {
	list := write(t, "loans.csv", []byte("封包日：2024-06-30\nF1,F2,F3,F4,F5,F6\nL1,北京甲乙科技有限公司,100,6%,2024-01-01,2025-01-01\nL2,北京甲乙科技有限责任公司,200,6%,2024-01-01,2025-01-01\n"))
	mapping := write(t, "mapping.json", []byte(`{"schema":"ipabs.mapping/1","columns":[{"header":"F1","field":"contract_id"},{"header":"F2","field":"obligor"},{"header":"F3","field":"balance","unit":"万元"},
		{"header":"F4","field":"rate"},{"header":"F5","field":"start"},{"header":"F6","field":"maturity"}]}`))
	names := write(t, "names.json", []byte(`{"schema":"ipabs.names/1","same":[{"name":"北京甲乙科技有限公司","also":["北京甲乙科技有限责任公司"]}]}`))
	o := options{tape: list, mapping: mapping, names: names}
	result, err := new(analysis).readTape(t.Context(), o)
	if err == nil {
		t.Fatalf("the kind of the contracts was guessed: %+v", result.Spec)
	}
	list = write(t, "loans.csv", []byte("封包日：2024-06-30\n小额贷款清单\nF1,F2,F3,F4,F5,F6\nL1,北京甲乙科技有限公司,100,6%,2024-01-01,2025-01-01\nL2,北京甲乙科技有限责任公司,200,6%,2024-01-01,2025-01-01\n"))
	o.tape = list
	if result, err = new(analysis).readTape(t.Context(), o); err != nil || len(result.Spec.Parties) != 1 || result.Spec.Contracts[1].Balance.String() != "2000000" {
		t.Errorf("%v, %+v", err, result)
	}
}

func TestRulesAreCheckedOnce(t *testing.T) {
	names, err := splitRules("standard, class.normal")
	if err != nil {
		t.Fatal(err)
	}
	rules, err := new(analysis).rules(names)
	if err != nil || len(rules) != 7 {
		t.Errorf("%d rules, %v", len(rules), err)
	}
}

func TestHelp(t *testing.T) {
	var out, errs bytes.Buffer
	if status := run(context.Background(), []string{"-h"}, someDay, &out, &errs); status != 0 || !strings.Contains(errs.String()+out.String(), "-tape") {
		t.Errorf("status %d:\n%s%s", status, out.String(), errs.String())
	}
}

func TestACancelledRunWritesNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	dir := t.TempDir()
	var out, errs bytes.Buffer
	if status := run(ctx, []string{"-out", filepath.Join(dir, "out")}, someDay, &out, &errs); status != 1 {
		t.Errorf("status %d", status)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
		t.Errorf("%d files are left behind, %v", len(entries), err)
	}
}
