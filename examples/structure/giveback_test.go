package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/pool/tape"
)

func TestTheTapeComesBackMarked(t *testing.T) {
	status, out, errs, dir := program(t, "-annotate")
	path := filepath.Join(dir, "out", "sample.annotated.xlsx")
	if status != 0 || !strings.Contains(out, path) {
		t.Fatalf("status %d\n%s%s", status, out, errs)
	}
	again, err := tape.ReadFile(context.Background(), path, tape.Options{})
	if err != nil || again.Accepted != 19 || again.Rejected != 3 {
		t.Errorf("the copy is another tape: %+v, %v", again, err)
	}
	_, _, _, dir = program(t)
	if found, _ := filepath.Glob(filepath.Join(dir, "out", "*annotated*")); len(found) != 0 {
		t.Error("a copy without being asked for")
	}
}

// A desk needs the marks most where its tape is refused.
func TestARefusedTapeComesBackMarked(t *testing.T) {
	content := "合同编号,借款人,未偿本金余额（元）,年利率,到期日,支付时点\nA1,甲公司,100,5%,2026-02-30,后付\n"
	for name, args := range map[string][]string{"every row is wrong": nil, "strict": {"-strict"}} {
		t.Run(name, func(t *testing.T) {
			path := write(t, "pool.csv", []byte(content))
			status, out, errs, dir := program(t, append(args, "-tape", path, "-as-of", "2024-06-30", "-annotate")...)
			if status != 1 || out != "" || !strings.Contains(errs, "date.invalid") {
				t.Errorf("status %d\n%s%s", status, out, errs)
			}
			if entries(t, filepath.Join(dir, "out")) != 1 {
				t.Error("not one file")
			}
			if _, err := os.Stat(filepath.Join(dir, "out", "pool.annotated.xlsx")); err != nil {
				t.Error(err)
			}
			if now, _ := os.ReadFile(path); string(now) != content {
				t.Error("the tape has changed")
			}
		})
	}
}

func TestTemplates(t *testing.T) {
	names, _ := templateKinds()
	for _, name := range names {
		status, out, errs, dir := program(t, "-template", name)
		path := filepath.Join(dir, "out", "template-"+name+".xlsx")
		data, err := os.ReadFile(path)
		if status != 0 || errs != "" || out != path+"\n" || err != nil || !bytes.HasPrefix(data, []byte("PK")) || entries(t, filepath.Join(dir, "out")) != 1 {
			t.Errorf("%s: status %d, %v\n%s%s", name, status, err, out, errs)
		}
	}
	if status, _, errs, dir := program(t, "-template", "loan"); status != 2 || !strings.Contains(errs, "lease, receivable, microloan, sublicense, mixed") || entries(t, dir) != 0 {
		t.Errorf("status %d, %s", status, errs)
	}
}

func entries(t *testing.T, dir string) int {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}
