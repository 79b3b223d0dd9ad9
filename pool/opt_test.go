package pool_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/pool"
)

func TestOptSaysWhetherItIsKnown(t *testing.T) {
	var unknown pool.Opt[int]
	if v, ok := unknown.Get(); ok || v != 0 || unknown.IsKnown() || unknown.Or(7) != 7 {
		t.Errorf("the zero Opt is %v", unknown)
	}
	zero := pool.Known(0)
	if v, ok := zero.Get(); !ok || v != 0 || !zero.IsKnown() || zero.Or(7) != 0 {
		t.Errorf("a known 0 is %v", zero)
	}
	if unknown.String() != "unknown" || zero.String() != "0" {
		t.Errorf("printed %v and %v", unknown, zero)
	}
	if unknown == zero {
		t.Error("unknown equals a known 0")
	}
}

func TestOptJSON(t *testing.T) {
	type document struct {
		Days pool.Opt[int]      `json:"days"`
		Tags pool.Opt[[]string] `json:"tags"`
	}
	tests := []struct {
		situation, text string
		want            document
		written         string // when it differs from text
	}{
		{situation: "null is unknown", text: `{"days":null,"tags":null}`},
		{situation: "absent is unknown", text: `{}`, written: `{"days":null,"tags":null}`},
		{situation: "a zero is known", text: `{"days":0,"tags":[]}`, want: document{pool.Known(0), pool.Known([]string{})}},
		{situation: "a value is known", text: `{"days":12,"tags":["a"]}`, want: document{pool.Known(12), pool.Known([]string{"a"})}},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			var got document
			if err := json.Unmarshal([]byte(tt.text), &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(pool.Opt[int]{}, pool.Opt[[]string]{})); diff != "" {
				t.Errorf("read (-want +got):\n%s", diff)
			}
			if tt.written == "" {
				tt.written = tt.text
			}
			if data, err := json.Marshal(got); err != nil || string(data) != tt.written {
				t.Errorf("written %s, %v; want %s", data, err, tt.written)
			}
		})
	}
}

func TestOptReadsOverAnEarlierValue(t *testing.T) {
	held := pool.Known(map[string]int{"a": 1})
	if err := json.Unmarshal([]byte(`{"b":2}`), &held); err != nil {
		t.Fatal(err)
	}
	if got := held.Or(nil); !cmp.Equal(got, map[string]int{"b": 2}) {
		t.Errorf("the new value is mixed with the old: %v", got)
	}
	if err := json.Unmarshal([]byte(`7`), &held); err == nil || !held.IsKnown() || held.Or(nil)["b"] != 2 {
		t.Errorf("after a failure, %v, it holds %v", err, held)
	}
	// Called directly, the method may see blanks that encoding/json would have cut off.
	if err := held.UnmarshalJSON([]byte(" null\n")); err != nil || held.IsKnown() {
		t.Errorf("null leaves %v, %v", held, err)
	}
}
