package tape_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/pool/tape"
)

// Every code in the source is in the table, and the table has no code that the source lacks.
func TestCodesAreThoseOfTheSource(t *testing.T) {
	listed := map[string]bool{}
	var order []string
	for _, c := range tape.Codes() {
		if c.Meaning == "" || c.Rule == "" || c.Advice == "" || listed[c.Code] {
			t.Errorf("code %q lacks meaning, rule or advice, or stands twice", c.Code)
		}
		if c.Advice == "nothing" && c.Severity != tape.Info {
			t.Errorf("code %q is no information, and gives no advice", c.Code)
		}
		if c.MeaningZH == "" || c.AdviceZH == "" && c.Severity != tape.Info {
			t.Errorf("code %q lacks its meaning or advice in Chinese", c.Code)
		}
		listed[c.Code] = true
		order = append(order, c.Code)
	}
	if !slices.IsSorted(order) {
		t.Error("the table is not in order")
	}
	used := codesInSource(t)
	for code := range used {
		if !listed[code] {
			t.Errorf("code %q is not in the table", code)
		}
	}
	for code := range listed {
		_, isFault := strings.CutPrefix(code, "contract.")
		for _, prefix := range []string{"right.", "instalment."} {
			isFault = isFault || strings.HasPrefix(code, prefix)
		}
		if !used[code] && !isFault {
			t.Errorf("code %q is in the table, but nothing uses it", code)
		}
	}
}

// expectKnown checks findings against the table of codes: every code is in it, none is worse than it
// says, and what is to be acted on says how. All tests read through it.
func expectKnown(t testing.TB, list tape.Findings) {
	t.Helper()
	known := map[string]tape.CodeMeaning{}
	for _, c := range tape.Codes() {
		known[c.Code] = c
	}
	for f := range list.All() {
		switch c, found := known[f.Code]; {
		case !found:
			t.Errorf("code %q is not in the table: %v", f.Code, f)
		case f.Severity < c.Severity:
			t.Errorf("%v is worse than the table says, %v: %v", f.Severity, c.Severity, f)
		case f.Severity != tape.Info && f.Advice == "":
			t.Errorf("no advice: %v", f)
		}
	}
}

// codePlaces are the ways in which the source names a code.
var codePlaces = regexp.MustCompile(`(?:[cC]ode: |code = |Code = |unreadable\[[^(]*\]\(|csvFault\{|limitError\{|fail\(|missing\(f\w*, |n\.severity, n\.code = Warning, |n\.code, n\.message = |e\.Code, e\.Reason(?:, e\.Advice)? = |parseCount\(t, )"([a-z_]+\.[a-z_0-9]+)"`)

func codesInSource(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("*.go")
	must(t, err)
	used := map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := os.ReadFile(name)
		must(t, err)
		for _, m := range codePlaces.FindAllStringSubmatch(string(source), -1) {
			used[m[1]] = true
		}
	}
	return used
}
