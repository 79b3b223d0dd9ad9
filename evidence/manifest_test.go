package evidence_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/evidence"
)

// TestTheChainIsWhatTheDocumentationSays computes the chain anew from texts put together by hand.
func TestTheChainIsWhatTheDocumentationSays(t *testing.T) {
	files, m := run(t)
	previous := sum(evidence.Schema)
	for i, e := range m.Entries {
		text := e.Text
		if !e.IsStatement() {
			text = files[e.Name]
		}
		entry := fmt.Sprintf("n %d\nrole %d:%s\nname %d:%s\nbytes %d\nsha256 %s\n", i+1, len(e.Role), e.Role, len(e.Name), e.Name, len(text), sum(text))
		if e.IsStatement() {
			entry += fmt.Sprintf("text %d:%s\n", len(text), text)
		}
		previous = sum(previous + entry)
		if e.Chain.String() != previous {
			t.Errorf("entry %d has the chain value %s, want %s", e.N, e.Chain, previous)
		}
	}
	if m.Head.String() != previous || m.Count != len(m.Entries) || m.Schema != "ipabs.manifest/1" {
		t.Errorf("%s, %d entries, head %s, want %s", m.Schema, m.Count, m.Head, previous)
	}
}

func sum(text string) string {
	h := sha256.Sum256([]byte(text))
	return hex.EncodeToString(h[:])
}

// TestAManifestMadeByHand holds a manifest whose hashes were computed with printf and sha256sum alone:
//
//	printf %s ipabs.manifest/1 | sha256sum                       # what the first entry is chained to
//	printf '%sn 1\nrole 4:tape\nname 8:tape.csv\nbytes 3\nsha256 %s\n' $GENESIS $ABC | sha256sum
//	printf '%sn 2\nrole 6:engine\nname 7:tranche\nbytes 15\nsha256 %s\ntext 15:ipabs.tranche/1\n' $FIRST $TEXT | sha256sum
func TestAManifestMadeByHand(t *testing.T) {
	files := folder{"tape.csv": "abc"}
	m := build(t, files.part(t, evidence.Tape, "tape.csv"), evidence.Statement(evidence.Engine, "tranche", "ipabs.tranche/1"))
	want, err := os.ReadFile("testdata/by-hand.json")
	if err != nil {
		t.Fatal(err)
	}
	if got := string(encode(t, m)); got != string(want) {
		t.Errorf("manifest:\n%s\nwant:\n%s", got, want)
	}
}

func TestStatementsAreFoundByRoleAndName(t *testing.T) {
	_, m := run(t)
	if text, ok := m.Statement(evidence.Fingerprint, "pool"); !ok || text != strings.Repeat("0f", 32) {
		t.Errorf("%q, %v", text, ok)
	}
	for _, tt := range []struct {
		role evidence.Role
		name string
	}{{evidence.Engine, "pool"}, {evidence.Fingerprint, "tranche"}, {evidence.Results, "results.json"}} {
		if text, ok := m.Statement(tt.role, tt.name); ok || text != "" {
			t.Errorf("%s %s: %q", tt.role, tt.name, text)
		}
	}
}

func TestEntriesGiveBackTheirParts(t *testing.T) {
	_, m := run(t)
	var parts []evidence.Part
	for _, e := range m.Entries {
		parts = append(parts, e.Part())
	}
	if again := build(t, parts...); again.Head != m.Head {
		t.Errorf("head %s, want %s", again.Head, m.Head)
	}
}

func ExampleBuild() {
	ctx := context.Background()
	tape, err := evidence.ReadPart(ctx, evidence.Tape, "tape.csv", strings.NewReader("contract,balance\nC-1,1000\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := evidence.Build(tape, evidence.Statement(evidence.Engine, "tranche", "ipabs.tranche/1"))
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := evidence.Encode(os.Stdout, m); err != nil {
		fmt.Println(err)
	}
	// Output:
	// {
	//   "schema": "ipabs.manifest/1",
	//   "count": 2,
	//   "head": "1c1205854de229d97ffcf1501af46eef9a45266290d106ec3b63328b9e1a94f1",
	//   "entries": [
	//     {"n": 1, "role": "tape", "name": "tape.csv", "bytes": 26, "sha256": "0f467d3d233746b36e50c016ffc4aacadde186f0bd5bcd8410e9619089f696d5", "chain": "f9f53a821517ac92be1bd63c327493dda346b26d8b6654b3db84ddb5d6fae95e"},
	//     {"n": 2, "role": "engine", "name": "tranche", "bytes": 15, "sha256": "ff1354be403d1a672054a5c0dd274a1ec022ae73e96fe30c9ef811db67d936d4", "text": "ipabs.tranche/1", "chain": "1c1205854de229d97ffcf1501af46eef9a45266290d106ec3b63328b9e1a94f1"}
	//   ]
	// }
}
