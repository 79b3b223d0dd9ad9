package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/internal/instances"
)

func program(args ...string) (status int, stdout, stderr string) {
	var out, errs bytes.Buffer
	status = run(context.Background(), args, &out, &errs)
	return status, out.String(), errs.String()
}

func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// three is an OR-Library file of three assets without correlation, with variances 1, 2 and 4.
const three = " 3\n .01 1\n .02 1.4142135623730951\n .03 2\n 1 1 1\n 1 2 0\n 1 3 0\n 2 2 1\n 2 3 0\n 3 3 1\n"

type result struct {
	Schema, Instance string
	Assets           int
	Points           []struct {
		Return                        float64
		Reached, Variance, Bound, Gap *float64
		Status                        string
		Assets                        int
	}
}

func points(t *testing.T, args ...string) result {
	t.Helper()
	status, out, errs := program(append(args, "-json", "-")...)
	if status != 0 {
		t.Fatalf("%v: status %d, %s", args, status, errs)
	}
	var r result
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// TestThreeAssetsByHand: the least variance of uncorrelated assets is 1/Σ(1/v), with weights 4/7, 2/7 and
// 1/7, so at the return 0.11/7.
func TestThreeAssetsByHand(t *testing.T) {
	dir := t.TempDir()
	file := write(t, dir, "three.txt", three)
	r := points(t, "-orlib", file, "-points", "3", "-svg", filepath.Join(dir, "f.svg"), "-png", filepath.Join(dir, "f.png"), "-csv", filepath.Join(dir, "f.csv"))
	if r.Schema != "ipabs.frontier/1" || r.Instance != "three" || r.Assets != 3 || len(r.Points) != 3 {
		t.Fatalf("%+v", r)
	}
	if p := r.Points[0]; p.Return != 0.03 || *p.Variance != 4 || p.Assets != 1 || p.Status != "optimal" {
		t.Errorf("%+v", p)
	}
	if p := r.Points[2]; math.Abs(*p.Variance-4.0/7) > 1e-12 || math.Abs(*p.Reached-0.11/7) > 1e-12 || p.Assets != 3 {
		t.Errorf("variance %v at %v", *p.Variance, *p.Reached)
	}
	for name, start := range map[string]string{"f.svg": "<?xml", "f.png": "\x89PNG", "f.csv": "return,reached,variance"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !strings.HasPrefix(string(text), start) {
			t.Errorf("%s: %v, %.20q", name, err, text)
		}
	}
	// One asset: the cheapest that reaches the return. Two of at least 0.4: 0.6 and 0.4 of the first two.
	returns := write(t, dir, "returns.txt", "0.01\n0.02\n0.031\n")
	r = points(t, "-orlib", file, "-returns", returns, "-k", "1", "-min", "0.1")
	if *r.Points[0].Variance != 1 || math.Abs(*r.Points[1].Variance-2) > 1e-9 || r.Points[2].Status != "infeasible" || r.Points[2].Variance != nil {
		t.Errorf("%+v", r)
	}
	r = points(t, "-orlib", file, "-returns", returns, "-k", "2", "-min", "0.4", "-gap", "1e-9")
	if p := r.Points[0]; math.Abs(*p.Variance-(0.36+0.16*2)) > 1e-6 || *p.Bound > *p.Variance || p.Assets != 2 {
		t.Errorf("variance %v, bound %v", *p.Variance, *p.Bound)
	}
}

// TestPublishedFrontiers compares all 10,000 points that OR-Library publishes. Returns and variances are
// printed to 10 decimals, which is worth up to 4e-7 of the smallest variances.
func TestPublishedFrontiers(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "data", "orlib")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the OR-Library files are not there: put them into ../shared/data/orlib beside the project")
	}
	for k := 1; k <= 5; k++ {
		published := filepath.Join(dir, fmt.Sprintf("portef%d.txt", k))
		file, err := os.Open(published)
		if err != nil {
			t.Fatal(err)
		}
		want, err := instances.Columns("published", file, 2)
		file.Close()
		if err != nil {
			t.Fatal(err)
		}
		r := points(t, "-orlib", filepath.Join(dir, fmt.Sprintf("port%d.txt", k)), "-returns", published)
		if len(r.Points) != 2000 || len(want) != 2000 {
			t.Fatalf("port%d: %d points, %d published", k, len(r.Points), len(want))
		}
		worst := 0.0
		for i, p := range r.Points {
			if p.Variance == nil {
				t.Fatalf("port%d: point %d is %s", k, i, p.Status)
			}
			worst = max(worst, math.Abs(*p.Variance-want[i][1])/want[i][1])
		}
		if worst > 1e-6 {
			t.Errorf("port%d: worst relative error of a variance %.3g", k, worst)
		}
	}
}

func TestPardInstance(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "small.txt", "2\n0.01 0.0\n0.02 0.0\n")
	write(t, dir, "small.bds", "0.3 0.8\n0.3 0.8\n")
	write(t, dir, "small.mat", "2\n1 0\n0 1\n")
	write(t, dir, "small.rho", "0.017\n")
	// At least 0.7 of the second: 0.3 and 0.7.
	r := points(t, "-pard", filepath.Join(dir, "small"), "-gap", "1e-8")
	if p := r.Points[0]; len(r.Points) != 1 || math.Abs(*p.Variance-0.58) > 1e-6 || p.Status != "optimal" {
		t.Errorf("%+v", r.Points)
	}
}

// TestTape: weights of the contracts of a tape, and whole contracts within rules, whose bounds never fall
// as the target rises.
func TestTape(t *testing.T) {
	tape := []string{"-tape", "../../testdata/sample.xlsx", "-credit", "../../testdata/sample.credit.json"}
	if r := points(t, append(tape, "-points", "4")...); r.Assets != 19 || len(r.Points) != 4 {
		t.Errorf("%+v", r)
	}
	r := points(t, append(tape, "-points", "4", "-select", "../../testdata/sample.selection.json")...)
	for i, p := range r.Points {
		if p.Status != "optimal" || *p.Reached < p.Return || *p.Bound > *p.Variance || i > 0 && *p.Bound > *r.Points[i-1].Bound {
			t.Errorf("point %d: %+v, bound %v, variance %v", i, p, *p.Bound, *p.Variance)
		}
	}
}

func TestWhatIsRefused(t *testing.T) {
	dir := t.TempDir()
	good := write(t, dir, "three.txt", three)
	for _, c := range []struct {
		name   string
		args   []string
		status int
		want   string
	}{
		{"no source", nil, 2, "exactly one of"},
		{"two sources", []string{"-orlib", good, "-pard", "x"}, 2, "exactly one of"},
		{"both kinds of targets", []string{"-orlib", good, "-points", "2", "-returns", good}, 2, "not both"},
		{"no such file", []string{"-orlib", filepath.Join(dir, "none.txt")}, 1, "none.txt"},
		{"a word", []string{"-orlib", write(t, dir, "word.txt", "3\n.01 x\n")}, 1, `word.txt line 2: "x"`},
		{"too short", []string{"-orlib", write(t, dir, "short.txt", "3\n.01 1\n")}, 1, "the file ends"},
		{"a pair twice", []string{"-orlib", write(t, dir, "twice.txt", "2\n.01 1\n.02 1\n1 1 1\n1 1 1\n2 2 1\n")}, 1, "twice.txt line 5: assets 1 and 1 again"},
		{"a correlation above one", []string{"-orlib", write(t, dir, "above.txt", "2\n.01 1\n.02 1\n1 1 1\n1 2 1.5\n2 2 1\n")}, 1, "above.txt line 5: correlation 1.5"},
		{"assets alike", []string{"-orlib", write(t, dir, "alike.txt", "2\n.01 1\n.02 1\n1 1 1\n1 2 1\n2 2 1\n"), "-k", "1"}, 1, "not positive definite"},
		{"a tape without credit", []string{"-tape", good}, 2, "-credit"},
	} {
		status, _, errs := program(c.args...)
		if status != c.status || !strings.Contains(errs, c.want) {
			t.Errorf("%s: status %d, %q is not in %q", c.name, status, c.want, errs)
		}
	}
}
