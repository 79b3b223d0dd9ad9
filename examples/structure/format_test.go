package main

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestEveryFieldOfTheFormat walks the published format, testdata/format.json, and looks for each of its
// fields in what the program writes: of the same type, with the same notation of money, dates and ratios.
// A list stands for all its elements.
func TestEveryFieldOfTheFormat(t *testing.T) {
	format := readFormat(t, "testdata/format.json")
	for name, args := range map[string][]string{
		"with everything": {"-select", sampleSelection, "-credit", sampleCredit, "-paths", "200"},
		"by itself":       nil,
	} {
		t.Run(name, func(t *testing.T) {
			status, out, errs, _ := program(t, append([]string{"-json", "-"}, args...)...)
			if status != 0 {
				t.Fatalf("status %d, %s", status, errs)
			}
			var got any
			if err := json.Unmarshal([]byte(out), &got); err != nil {
				t.Fatal(err)
			}
			w := walker{mayBeNull: args == nil}
			w.compare("", format, got)
			for _, problem := range w.problems {
				t.Error(problem)
			}
			if w.fields < 80 {
				t.Errorf("only %d fields were compared", w.fields)
			}
		})
	}
}

func readFormat(t *testing.T, path string) any {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

type walker struct {
	mayBeNull bool // parts that were not asked for are null
	fields    int
	problems  []string
}

var (
	moneyText    = regexp.MustCompile(`^-?\d+\.\d{2}$`)
	rateText     = regexp.MustCompile(`^-?0\.\d+$`)
	dayText      = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
	sectionKey   = regexp.MustCompile(`^(?:[A-T]|unknown)$`)
	provinceKey  = regexp.MustCompile(`^(?:\d{2}|unknown)$`)
	rightTypeKey = regexp.MustCompile(`^(?:[a-z_]+)$`)
)

// optional are the fields that are null where nothing is known or asked for.
var optional = []string{".tape.findings[].taken", ".tape.findings[].seen", ".tranches[].rate", ".tranches[].yield", ".tranches[].wal_years", ".tranches[].final_date"}

func (w *walker) compare(path string, want, got any) {
	w.fields++
	if got == nil {
		asked := strings.HasPrefix(path, ".selection.") || path == ".simulation" || strings.HasSuffix(path, ".expected_loss") || strings.HasSuffix(path, ".hit_probability")
		if want != nil && !slices.Contains(optional, path) && !(w.mayBeNull && asked) {
			w.add(path, "is null")
		}
		return
	}
	switch want := want.(type) {
	case map[string]any:
		object, ok := got.(map[string]any)
		if !ok {
			w.add(path, "is no object")
			return
		}
		if keys := map[string]*regexp.Regexp{".concentration.industry.shares": sectionKey, ".concentration.region.shares": provinceKey, ".concentration.ip_type.shares": rightTypeKey}[path]; keys != nil {
			for key, v := range object {
				w.share(path+"."+key, v)
				if !keys.MatchString(key) {
					w.add(path, "has the key "+key)
				}
			}
			return
		}
		if path == ".pool.kinds" {
			return // counts by kind; the kinds are those of the tape
		}
		for _, key := range keysOf(want) {
			value, ok := object[key]
			if !ok {
				w.add(path+"."+key, "is missing")
				continue
			}
			w.compare(path+"."+key, want[key], value)
		}
	case []any:
		list, ok := got.([]any)
		if !ok {
			w.add(path, "is no list")
			return
		}
		for _, element := range list {
			w.compare(path+"[]", want[0], element)
		}
	case string:
		text, ok := got.(string)
		switch notation := w.notation(path, want); {
		case !ok:
			w.add(path, "is no text")
		case notation != nil && !notation.MatchString(text):
			w.add(path, fmt.Sprintf("is %q", text))
		}
	case float64:
		number, ok := got.(float64)
		if !ok {
			w.add(path, "is no number")
		}
		if want > 0 && want < 1 && !strings.HasSuffix(path, "_years") && (number < 0 || number > 1) {
			w.add(path, fmt.Sprintf("is %v, no ratio", number))
		}
	case bool:
		if _, ok := got.(bool); !ok {
			w.add(path, "is neither true nor false")
		}
	}
}

// notation gives how a text must be written, nil for any way.
func (w *walker) notation(path, want string) *regexp.Regexp {
	last := path[strings.LastIndexByte(path, '.')+1:]
	switch {
	case strings.Contains(want, "|"): // one of several words
		return regexp.MustCompile(`^(?:` + want + `)$`)
	case last == "schema" || last == "allocation" || last == "basis" && strings.HasPrefix(path, ".concentration"):
		return regexp.MustCompile(`^` + regexp.QuoteMeta(want) + `$`)
	case last == "severity":
		return regexp.MustCompile(`^(?:error|warning|info)$`)
	case moneyText.MatchString(want), last == "notional", last == "interest_paid", last == "principal_paid", strings.HasPrefix(path, ".cash."):
		return moneyText
	case rateText.MatchString(want):
		return rateText
	case dayText.MatchString(want), last == "final_date":
		return dayText
	}
	return nil
}

func (w *walker) share(path string, v any) {
	if x, ok := v.(float64); !ok || x < 0 || x > 1 {
		w.add(path, fmt.Sprintf("is %v, no share", v))
	}
}

func (w *walker) add(path, what string) {
	w.problems = append(w.problems, path+" "+what)
}

func keysOf(m map[string]any) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
