package tranche

import (
	"os"
	"strings"
	"testing"
)

// A stress that names what the deal does not have is told what it has.
func TestStressNamesWhatTheDealHas(t *testing.T) {
	for _, c := range []struct{ deal, document, want string }{
		{"template-standard", `{"schema": "ipabs.stress/1", "defaults": [{"name": "nobody", "from": "2027-01-01"}]}`, "expected a promisor or counterparty of the deal: "},
		{"template-standard", `{"schema": "ipabs.stress/1", "events": [{"event": "eclipse", "on": "2027-01-01"}]}`, "expected an outside event of the deal: downgraded"},
		{"wenke1", `{"schema": "ipabs.stress/1", "events": [{"event": "eclipse", "on": "2019-01-01"}]}`, "expected nothing: the deal has no such thing as an outside event"},
	} {
		deal, err := Read(document(t, "../testdata/"+c.deal+".deal.json"))
		if err != nil {
			t.Fatal(err)
		}
		stress, err := ReadStressCase(strings.NewReader(c.document))
		if err != nil {
			t.Fatal(err)
		}
		spec := deal.Spec()
		if c.deal == "template-standard" {
			spec.Events = append(spec.Events, EventSpec{Event: "downgraded"})
		}
		if _, err = stress.Resolve(spec); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want %s", c.deal, err, c.want)
		}
	}
}

func document(t *testing.T, path string) *strings.Reader {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.NewReader(string(text))
}
