package pool_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/pool"
)

func TestSecurityIsASet(t *testing.T) {
	tests := []struct {
		situation, text string
		want            pool.Security
		name, written   string
	}{
		{"nothing is known", `[]`, 0, "", `[]`},
		{"null", `null`, 0, "", `[]`},
		{"one form", `["pledge"]`, pool.Pledge, "pledge", `["pledge"]`},
		{"two forms", `["guarantee","pledge"]`, pool.Guarantee | pool.Pledge, "guarantee+pledge", `["guarantee","pledge"]`},
		{"in another order", `["pledge","guarantee"]`, pool.Guarantee | pool.Pledge, "guarantee+pledge", `["guarantee","pledge"]`},
		{"one of them twice", `["pledge","guarantee","pledge"]`, pool.Guarantee | pool.Pledge, "guarantee+pledge", `["guarantee","pledge"]`},
		{"three forms", `["mortgage","pledge","guarantee"]`, pool.Guarantee | pool.Pledge | pool.Mortgage, "guarantee+pledge+mortgage", `["guarantee","pledge","mortgage"]`},
		{"stated absence", `["clean"]`, pool.Clean, "clean", `["clean"]`},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			got := pool.Mortgage // what it held before must not stay
			if err := json.Unmarshal([]byte(tt.text), &got); err != nil || got != tt.want {
				t.Fatalf("read %v, %v", got, err)
			}
			if got.String() != tt.name {
				t.Errorf("named %q, want %q", got, tt.name)
			}
			if data, err := json.Marshal(got); err != nil || string(data) != tt.written {
				t.Errorf("written %s, %v; want %s", data, err, tt.written)
			}
		})
	}
}

func TestEverySetOfSecurityReadsBack(t *testing.T) {
	seen := map[string]bool{}
	for s := range pool.Security(16) {
		data, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var back pool.Security
		if err := json.Unmarshal(data, &back); err != nil || back != s {
			t.Errorf("%s is read as %v, %v", data, back, err)
		}
		if seen[s.String()] {
			t.Errorf("two sets are named %q", s)
		}
		seen[s.String()] = true
	}
	if data, err := json.Marshal(pool.Security(16)); !errors.Is(err, pool.ErrUnknownName) {
		t.Errorf("a form that is none is written %s, %v", data, err)
	}
}

func TestSecurityHas(t *testing.T) {
	both := pool.Pledge | pool.Guarantee
	for _, tt := range []struct {
		other pool.Security
		want  bool
	}{{0, true}, {pool.Pledge, true}, {both, true}, {pool.Mortgage, false}, {both | pool.Mortgage, false}} {
		if got := both.Has(tt.other); got != tt.want {
			t.Errorf("%v has %v: %v", both, tt.other, got)
		}
	}
}

func TestUnknownFormsOfSecurityAreRefused(t *testing.T) {
	for _, word := range []string{"", "Pledge", "lien", "guarantee+pledge"} {
		_, err := pool.ParseSecurityForm(word)
		var unknown *pool.UnknownNameError
		if !errors.As(err, &unknown) {
			t.Fatalf("%q: %v", word, err)
		}
		want := pool.UnknownNameError{What: "form of security", Seen: word, Names: []string{"guarantee", "pledge", "mortgage", "clean"}}
		if diff := cmp.Diff(want, *unknown); diff != "" {
			t.Errorf("%q (-want +got):\n%s", word, diff)
		}
	}
	for _, text := range []string{`["lien"]`, `"pledge"`, `[7]`, `{"pledge":true}`} {
		s := pool.Clean
		if err := json.Unmarshal([]byte(text), &s); err == nil || s != pool.Clean {
			t.Errorf("%s is read as %v, %v", text, s, err)
		}
	}
}

func TestParseSecurityFormReadsEveryName(t *testing.T) {
	all := pool.Pledge | pool.Guarantee | pool.Mortgage | pool.Clean
	var read pool.Security
	for _, name := range all.Names() {
		form, err := pool.ParseSecurityForm(name)
		if err != nil || !slices.Equal(form.Names(), []string{name}) {
			t.Errorf("%q is read as %v, %v", name, form, err)
		}
		read |= form
	}
	if read != all {
		t.Errorf("the names make %v", read)
	}
}
