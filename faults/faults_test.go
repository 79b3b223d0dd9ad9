package faults_test

import (
	"errors"
	"fmt"
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
	want := "contracts[2].id: missing; expected a name\ndates: \"closing before cut-off\"; expected a valid value"
	if got := outer.Err().Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	var f faults.Fault
	if !errors.As(outer.Err(), &f) || f.Code != faults.Missing {
		t.Errorf("errors.As finds %v", f)
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
