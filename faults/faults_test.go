package faults_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/faults"
)

type document struct {
	Name  string            `json:"name"`
	Count *int              `json:"count"`
	Items []item            `json:"items"`
	Notes map[string]string `json:"notes"`
	Since time.Time         `json:"since"`
}

type item struct {
	ID string `json:"id"`
}

func TestDecodeJSONReportsEveryFaultWithItsPath(t *testing.T) {
	tests := []struct {
		situation, text string
		want            []faults.Fault
	}{
		{"a good document", `{"name":"a","count":3,"items":[{"id":"x"}],"notes":{"any":"key"}}`, nil},
		{"a byte order mark before it", "\xef\xbb\xbf" + `{"name":"a"}`, nil},
		{"null is nothing", `{"name":null,"count":null,"items":null}`, nil},
		{"two unknown fields", `{"nam":"a","items":[{"id":"x"},{"di":"y"}]}`, []faults.Fault{
			{Path: "nam", Code: faults.Field, Seen: "nam", Want: "one of count, items, name, notes, since"},
			{Path: "items[1].di", Code: faults.Field, Seen: "di", Want: "one of id"},
		}},
		{"a field given twice", `{"name":"a","name":"b"}`, []faults.Fault{
			{Path: "name", Code: faults.Duplicate, Seen: "name", Want: "each field once"},
		}},
		{"wrong types in three places", `{"name":7,"count":"three","items":[{"id":true}]}`, []faults.Fault{
			{Path: "name", Code: faults.Invalid, Seen: "7", Want: "a value of type text"},
			{Path: "count", Code: faults.Invalid, Seen: "three", Want: "a value of type number"},
			{Path: "items[0].id", Code: faults.Invalid, Seen: "true", Want: "a value of type text"},
		}},
		{"a list where an object belongs", `{"items":[["x"]],"notes":[]}`, []faults.Fault{
			{Path: "items[0]", Code: faults.Invalid, Seen: "a list", Want: "a value of type object"},
			{Path: "notes", Code: faults.Invalid, Seen: "a list", Want: "a value of type object"},
		}},
		{"cut off", "{\n\"name\": \"a\"", []faults.Fault{
			{Path: "", Code: faults.Invalid, Seen: "end of file", Want: "a whole JSON document"},
		}},
		{"a stray comma", "{\n\"name\": \"a\",}", []faults.Fault{
			{Path: "line 2 column 13", Code: faults.Invalid, Seen: "{\n\"name\": \"a\",}",
				Want: "JSON: invalid character '}' looking for beginning of object key string"},
		}},
		{"text after the document", `{"name":"a"} {}`, []faults.Fault{
			{Path: "line 1 column 14", Code: faults.Invalid, Seen: `{"name":"a"} {`, Want: "nothing after the document"},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			var doc document
			err := faults.DecodeJSON(strings.NewReader(tt.text), &doc)
			var got []faults.Fault
			var e *faults.Error
			if errors.As(err, &e) {
				got = e.Faults()
			} else if err != nil {
				t.Fatalf("error of another type: %v", err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAppendKeepsThePathsOfInnerFaults(t *testing.T) {
	var inner, outer faults.List
	inner.Add("[2].id", faults.Missing, nil, "a name")
	outer.Append("contracts", inner.Err())
	outer.Append("dates", errors.New("closing before cut-off"))
	outer.Append("nothing", nil)
	want := "contracts[2].id: missing; expected a name\ndates: expected a value that can be read: closing before cut-off"
	if got := outer.Err().Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	var f faults.Fault
	if !errors.As(outer.Err(), &f) || f.Code != faults.Missing {
		t.Errorf("errors.As finds %v", f)
	}
}

func TestNestPutsTheLastFaultsUnderAPrefix(t *testing.T) {
	var list faults.List
	list.Add("schema", faults.Missing, nil, "a name")
	n := list.Len()
	list.Add("id", faults.Missing, nil, "a name")
	list.Add(".rent.date", faults.Missing, nil, "a day")
	list.Add("", faults.Missing, nil, "terms")
	list.Add("[1]", faults.Missing, nil, "a share")
	list.Nest(n, "contracts[3]")
	want := []string{"schema", "contracts[3].id", "contracts[3].rent.date", "contracts[3]", "contracts[3][1]"}
	var got []string
	var e *faults.Error
	if errors.As(list.Err(), &e) {
		for _, f := range e.Faults() {
			got = append(got, f.Path)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestWhatCanBeReadIsReadAllTheSame(t *testing.T) {
	text := `{"nam": 1, "name": "a",
 "count": "three", "items": [{"id": true}, {"id": "y"}, ["z"]], "notes": ["list"], "since": "2024-02-30T00:00:00Z"}`
	var doc document
	err := faults.DecodeJSON(strings.NewReader(text), &doc)
	var e *faults.Error
	if !errors.As(err, &e) || len(e.Faults()) != 6 {
		t.Fatalf("faults:\n%v", err)
	}
	if doc.Name != "a" || doc.Count != nil || len(doc.Items) != 3 || doc.Items[1].ID != "y" || doc.Notes != nil {
		t.Errorf("read %+v", doc)
	}
}

func TestMergeLeavesOutWhatFollowsFromUnreadablePlaces(t *testing.T) {
	var read, checked faults.List
	read.Add("items[1]", faults.Invalid, "a list", "an object")
	read.Add("rate", faults.Invalid, "x", "a rate")
	checked.Add("items[1].id", faults.Missing, nil, "a name")
	checked.Add("items[10].id", faults.Missing, nil, "a name")
	checked.Add("rate", faults.Missing, nil, "a rate")
	checked.Add("rates", faults.Missing, nil, "rates")
	var e *faults.Error
	if !errors.As(faults.Merge(read.Err(), checked.Err()), &e) {
		t.Fatal("no faults")
	}
	var paths []string
	for _, f := range e.Faults() {
		paths = append(paths, f.Path)
	}
	if diff := cmp.Diff([]string{"items[1]", "rate", "items[10].id", "rates"}, paths); diff != "" {
		t.Error(diff)
	}
	if faults.Merge(nil, nil) != nil || faults.Merge(read.Err(), nil) == nil || faults.Merge(nil, checked.Err()) == nil {
		t.Error("Merge of nothing with something")
	}
}

func FuzzDecodeJSON(f *testing.F) {
	for _, seed := range []string{`{"name":"a"}`, `[`, `{"items":[{"id":1}]}`, `{"a":{"b":[1,2,{}]}}`, "\xef\xbb\xbf{}", `null`, `{"name":"a"} x`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var doc document
		if err := faults.DecodeJSON(strings.NewReader(text), &doc); err != nil && err.Error() == "" {
			t.Error("an error without a text")
		}
	})
}

func ExampleList() {
	var list faults.List
	list.Add("tranches[1].rate", faults.OutOfRange, "-0.05", "a rate of zero or more")
	list.Add(faults.Join("dates", "closing"), faults.Missing, nil, "a date such as 2018-12-31")
	fmt.Println(list.Err())
	// Output:
	// tranches[1].rate: "-0.05"; expected a rate of zero or more
	// dates.closing: missing; expected a date such as 2018-12-31
}
