package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// program runs the command line and gives what it printed.
func program(args ...string) (status int, stdout, stderr string) {
	var out, errs bytes.Buffer
	status = run(context.Background(), args, &out, &errs)
	return status, out.String(), errs.String()
}

func TestResultsAreTheOnesOfTheGoldenFile(t *testing.T) {
	status, out, errs := program("-json", "-")
	if status != 0 || errs != "" {
		t.Fatalf("status %d: %s", status, errs)
	}
	golden := filepath.Join("testdata", "fourcases.golden.json")
	if *update {
		if err := os.WriteFile(golden, []byte(out), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out); diff != "" {
		t.Errorf("the results have changed; if that is meant, go test ./examples/fourcases -update\n%s", diff)
	}
}

func TestProgramWorksFromAnyDirectoryAndWritesWhole(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	status, out, errs := program("-case", "kaide", "-json", "out.json")
	if status != 0 || errs != "" {
		t.Fatalf("status %d: %s", status, errs)
	}
	for _, want := range []string{"top3_industry_division", "54.4784 %", "No pool can have", "≥ 60.00 %", "difference 0.00"} {
		if !strings.Contains(out, want) {
			t.Errorf("the tables lack %q", want)
		}
	}
	text, err := os.ReadFile("out.json")
	if err != nil {
		t.Fatal(err)
	}
	var doc documentJSON
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Schema != "ipabs.fourcases/1" || len(doc.Cases) != 1 || doc.Cases[0].Case != "kaide" {
		t.Errorf("schema %q, %d cases", doc.Schema, len(doc.Cases))
	}
}

func TestExitStatus(t *testing.T) {
	for _, c := range []struct {
		situation      string
		args           []string
		status         int
		stdout, stderr string // texts that must be there
	}{
		{"help", []string{"-h"}, 0, "-case CASE", ""},
		{"one case", []string{"-case", "qiyi"}, 0, "qiyi.xlsx", ""},
		{"unknown case", []string{"-case", "fifth"}, 2, "", `no case is named "fifth"; there are wenke1, qiyi, kaide, longhe`},
		{"unknown flag", []string{"-colour"}, 2, "", "-colour"},
		{"argument left over", []string{"wenke1"}, 2, "", `unexpected argument "wenke1"`},
		{"no such directory", []string{"-case", "qiyi", "-json", filepath.Join("no", "such", "dir.json")}, 1, "", "no such file"},
	} {
		status, out, errs := program(c.args...)
		if status != c.status || !strings.Contains(out, c.stdout) || !strings.Contains(errs, c.stderr) {
			t.Errorf("%s: status %d, want %d\nout: %.300s\nerr: %s", c.situation, status, c.status, out, errs)
		}
		if (c.stderr == "") != (errs == "") {
			t.Errorf("%s: standard error has %q", c.situation, errs)
		}
	}
}

func TestCancelledRunGivesNoResult(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var out, errs bytes.Buffer
	if status := run(ctx, nil, &out, &errs); status != 1 || out.Len() != 0 || !strings.Contains(errs.String(), context.Canceled.Error()) {
		t.Errorf("status %d, %d bytes of output, %q", status, out.Len(), errs.String())
	}
}
