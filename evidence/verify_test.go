package evidence_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/evidence"
)

// short writes changes as lines of kind and number: "content 5", "removed 2-3".
func short(t fataler, changes []evidence.Change) []string {
	t.Helper()
	var lines []string
	for _, c := range changes {
		line := fmt.Sprintf("%s %d", c.Kind, c.N)
		if c.Last != 0 {
			line += fmt.Sprintf("-%d", c.Last)
		}
		lines = append(lines, line)
		if text := c.String(); text == "" || strings.ContainsAny(text, "\n") {
			t.Fatalf("%s in words: %q", line, text)
		}
	}
	return lines
}

func TestNothingHasChanged(t *testing.T) {
	files, m := run(t)
	if got := verify(t, m, files); got != nil {
		t.Errorf("%v", got)
	}
}

// TestChangedParts changes the files and leaves the manifest alone.
func TestChangedParts(t *testing.T) {
	for _, tt := range []struct {
		situation string
		change    func(folder)
		want      []string
		words     string
	}{
		{"a file is gone", func(f folder) { delete(f, "results.json") }, []string{"missing 5"}, `results "results.json" is missing`},
		{"a byte more", func(f folder) { f["results.json"] += "!" }, []string{"size 5"}, `results "results.json" has the length 12 instead of 11, in bytes`},
		{"a byte less", func(f folder) { f["inputs/deal.json"] = f["inputs/deal.json"][1:] }, []string{"size 2"}, `deal "inputs/deal.json" has the length 24 instead of 25, in bytes`},
		{"one letter", func(f folder) { f["inputs/资产清单.xlsx"] = "the tapE" }, []string{"content 1"},
			`tape "inputs/资产清单.xlsx" has another content: SHA-256 ` + sum("the tapE") + " instead of " + sum("the tape")},
		{"something in an empty file", func(f folder) { f["report.xlsx"] = "x" }, []string{"size 6"}, `report "report.xlsx" has the length 1 instead of 0, in bytes`},
		{"two files exchanged", func(f folder) {
			f["results.json"], f["inputs/资产清单.xlsx"] = f["inputs/资产清单.xlsx"], f["results.json"]
		},
			[]string{"size 1", "size 5"}, `tape "inputs/资产清单.xlsx" has the length 11 instead of 8, in bytes`},
		{"all are gone", func(f folder) { clear(f) }, []string{"missing 1", "missing 2", "missing 5", "missing 6"}, `tape "inputs/资产清单.xlsx" is missing`},
		{"a file that no entry names", func(f folder) { f["notes.txt"] = "not listed" }, nil, ""},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			files, m := run(t)
			tt.change(files)
			changes, err := evidence.Verify(t.Context(), m, files.open)
			if diff := cmp.Diff(tt.want, short(t, changes)); diff != "" || err != nil {
				t.Fatalf("%v (-want +got):\n%s", err, diff)
			}
			if len(changes) > 0 && changes[0].String() != tt.words {
				t.Errorf("in words: %s, want %s", changes[0], tt.words)
			}
		})
	}
}

// TestChangedManifests changes the manifest and leaves the files alone: no file may be accused.
func TestChangedManifests(t *testing.T) {
	_, other := run(t)
	hash := func(text string) evidence.Hash { return build(t, evidence.Statement("x", "x", text)).Entries[0].SHA256 }
	for _, tt := range []struct {
		situation string
		change    func(m *evidence.Manifest)
		want      []string
	}{
		{"the role of an entry", func(m *evidence.Manifest) { m.Entries[1].Role = evidence.Rules }, []string{"broken 2"}},
		{"the role of the first", func(m *evidence.Manifest) { m.Entries[0].Role = evidence.Rules }, []string{"broken 1"}},
		{"the name of a file that exists", func(m *evidence.Manifest) { m.Entries[4].Name = "report.xlsx" }, []string{"broken 5", "size 5"}},
		{"the length", func(m *evidence.Manifest) { m.Entries[4].Bytes++ }, []string{"broken 5"}},
		{"the digest", func(m *evidence.Manifest) { m.Entries[5].SHA256 = hash("x") }, []string{"broken 6"}},
		{"the text of a statement", func(m *evidence.Manifest) { m.Entries[3].Text = "another engine" }, []string{"broken 4", "stated 4"}},
		{"the text of a statement and its digest", func(m *evidence.Manifest) {
			s := evidence.Statement(evidence.Engine, "tranche", "another engine")
			m.Entries[3].Text, m.Entries[3].Bytes, m.Entries[3].SHA256 = s.Text, s.Digest.Bytes, s.Digest.SHA256
		}, []string{"broken 4"}},
		{"the number", func(m *evidence.Manifest) { m.Entries[2].N = 5 }, []string{"number 3"}},
		{"the number of the last, out of bounds", func(m *evidence.Manifest) { m.Entries[5].N = -1 << 60 }, []string{"number 6"}},
		{"a chain value", func(m *evidence.Manifest) { m.Entries[2].Chain = hash("x") }, []string{"chain 3"}},
		{"the first chain value", func(m *evidence.Manifest) { m.Entries[0].Chain = hash("x") }, []string{"chain 1"}},
		{"the last chain value", func(m *evidence.Manifest) { m.Entries[5].Chain = hash("x") }, []string{"chain 6"}},
		{"the head", func(m *evidence.Manifest) { m.Head = hash("x") }, []string{"head 0"}},
		{"a larger count", func(m *evidence.Manifest) { m.Count = 1 << 60 }, []string{"count 0"}},
		{"a smaller count", func(m *evidence.Manifest) { m.Count = 2 }, []string{"count 0"}},
		{"a negative count", func(m *evidence.Manifest) { m.Count = -6 }, []string{"count 0"}},
		{"the first entry taken out", func(m *evidence.Manifest) { m.Entries = m.Entries[1:] }, []string{"removed 1-1"}},
		{"entries taken out in the middle", func(m *evidence.Manifest) { m.Entries = slices.Delete(m.Entries, 2, 4) }, []string{"removed 3-4"}},
		{"entries taken out, and the count lowered", func(m *evidence.Manifest) { m.Entries, m.Count = slices.Delete(m.Entries, 2, 4), 4 },
			[]string{"count 0", "removed 3-4"}},
		{"the last entries taken off", func(m *evidence.Manifest) { m.Entries = m.Entries[:4] }, []string{"truncated 5-6"}},
		{"all entries taken off", func(m *evidence.Manifest) { m.Entries = nil }, []string{"truncated 1-6"}},
		{"the last entries taken off, and the count lowered", func(m *evidence.Manifest) { m.Entries, m.Count = m.Entries[:4], 4 }, []string{"head 0"}},
		{"the last entries taken off, and the head moved", func(m *evidence.Manifest) { m.Entries, m.Head = m.Entries[:4], m.Entries[3].Chain }, []string{"count 0"}},
		{"two neighbours exchanged", func(m *evidence.Manifest) { m.Entries[2], m.Entries[3] = m.Entries[3], m.Entries[2] }, []string{"reordered 3"}},
		{"the last moved to the front", func(m *evidence.Manifest) { m.Entries = append([]evidence.Entry{m.Entries[5]}, m.Entries[:5]...) }, []string{"reordered 6"}},
		{"an entry doubled", func(m *evidence.Manifest) { m.Entries = slices.Insert(m.Entries, 3, m.Entries[2]) }, []string{"added 3"}},
		{"an entry of another manifest put in", func(m *evidence.Manifest) {
			e := other.Entries[4]
			e.Name = "forged"
			m.Entries = slices.Insert(m.Entries, 1, e)
		}, []string{"added 5"}},
		{"an entry put in that follows from the one above", func(m *evidence.Manifest) { m.Entries = slices.Insert(m.Entries, 2, forged(t, *m, 2)) }, []string{"added 3"}},
		{"an entry put in at the end that follows from the last", func(m *evidence.Manifest) { m.Entries = append(m.Entries, forged(t, *m, 6)) }, []string{"added 7"}},
		{"an entry put in with no possible number", func(m *evidence.Manifest) { m.Entries = append(m.Entries, evidence.Entry{N: evidence.MaxEntries + 1}) }, []string{"added 1001"}},
		{"an entry rewritten with its chain value", func(m *evidence.Manifest) { m.Entries[2] = forged(t, *m, 2) }, []string{"broken 4"}},
		{"the last rewritten with its chain value", func(m *evidence.Manifest) { m.Entries[5] = forged(t, *m, 5) }, []string{"head 0"}},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			files, m := run(t)
			files["forged"] = "forged"
			m = clone(m)
			tt.change(&m)
			if diff := cmp.Diff(tt.want, verify(t, m, files)); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
		})
	}
}

// forged gives an entry for the file "forged" that follows from the first n entries of a manifest, as
// one who knows how the chain is made would make it.
func forged(t fataler, m evidence.Manifest, n int) evidence.Entry {
	t.Helper()
	var parts []evidence.Part
	for _, e := range m.Entries[:n] {
		parts = append(parts, e.Part())
	}
	return build(t, append(parts, folder{"forged": "forged"}.part(t, evidence.Results, "forged"))...).Entries[n]
}

// TestOnlyTheHeadTellsARewrittenManifest shows the limit of the chain, and that the head kept
// elsewhere goes beyond it.
func TestOnlyTheHeadTellsARewrittenManifest(t *testing.T) {
	files, m := run(t)
	files["results.json"] = "better results"
	var parts []evidence.Part
	for _, e := range m.Entries {
		if e.Role == evidence.Results {
			parts = append(parts, files.part(t, e.Role, e.Name))
		} else {
			parts = append(parts, e.Part())
		}
	}
	rewritten := build(t, parts...)
	if got := verify(t, rewritten, files); got != nil {
		t.Errorf("a whole new chain: %v", got)
	}
	if rewritten.Head == m.Head {
		t.Error("other results have the same head")
	}
}

// TestAHostileManifestOpensNothing gives entries that Build refuses, chained as if it had not.
func TestAHostileManifestOpensNothing(t *testing.T) {
	for _, tt := range nameCases {
		if tt.ok {
			continue
		}
		t.Run(tt.situation, func(t *testing.T) {
			_, m := run(t)
			m = clone(m)
			m.Entries[4].Name = tt.name
			var opened []string
			changes, err := evidence.Verify(t.Context(), m, func(name string) (io.ReadCloser, error) {
				opened = append(opened, name)
				return io.NopCloser(strings.NewReader("")), nil
			})
			if err != nil || !slices.Contains(short(t, changes), "refused 5") {
				t.Errorf("%v, %v", short(t, changes), err)
			}
			if slices.Contains(opened, tt.name) {
				t.Errorf("%q was opened", tt.name)
			}
		})
	}
}

func TestWhatCannotBeReadIsAnErrorAndTheRestIsVerified(t *testing.T) {
	files, m := run(t)
	files["report.xlsx"] = "changed"
	changes, err := evidence.Verify(t.Context(), m, func(name string) (io.ReadCloser, error) {
		switch name {
		case "results.json":
			return failing("half"), nil
		case "inputs/deal.json":
			return nil, errDisk
		}
		return files.open(name)
	})
	if diff := cmp.Diff([]string{"size 6"}, short(t, changes)); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	var got []string
	for _, e := range unjoin(err) {
		var read *evidence.ReadError
		if !errors.As(e, &read) || !errors.Is(e, errDisk) {
			t.Fatalf("an error of type %T: %v", e, e)
		}
		got = append(got, e.Error())
	}
	want := []string{
		`evidence: entry 2, deal "inputs/deal.json", could not be verified: disk on fire`,
		`evidence: entry 5, results "results.json", could not be verified: disk on fire`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
}

func TestVerifyStopsWhenCancelled(t *testing.T) {
	files, m := run(t)
	cause := errors.New("lunch")
	ctx, cancel := context.WithCancelCause(t.Context())
	opened := 0
	changes, err := evidence.Verify(ctx, m, func(name string) (io.ReadCloser, error) {
		opened++
		cancel(cause)
		return files.open(name)
	})
	if changes != nil || !errors.Is(err, cause) || opened != 1 {
		t.Errorf("%v, %v after %d files", changes, err, opened)
	}
}

func TestWhatIsNoManifestIsNotVerified(t *testing.T) {
	files, m := run(t)
	for _, bad := range []evidence.Manifest{{}, {Schema: evidence.Schema}, {Schema: "ipabs.manifest/2", Count: 6, Head: m.Head, Entries: m.Entries},
		{Schema: evidence.Schema, Count: 1, Entries: make([]evidence.Entry, evidence.MaxEntries+1)}} {
		if changes, err := evidence.Verify(t.Context(), bad, files.open); !errors.Is(err, evidence.ErrFormat) || changes != nil {
			t.Errorf("%v, %v", changes, err)
		}
	}
}

func TestVerifyLeavesTheManifestAsItIs(t *testing.T) {
	files, m := run(t)
	m = clone(m)
	m.Entries[2].N = 7
	before, held := clone(m), maps.Clone(files)
	verify(t, m, files)
	if diff := cmp.Diff(before, m); diff != "" || !maps.Equal(held, files) {
		t.Errorf("(-before +after):\n%s", diff)
	}
}

func TestStatementsThatHoldNoLonger(t *testing.T) {
	files, m := run(t)
	changes := evidence.CompareStatements(m,
		evidence.Statement(evidence.Fingerprint, "pool", strings.Repeat("0f", 32)),
		evidence.Statement(evidence.Engine, "tranche", "ipabs.tranche/2"),
		evidence.Statement(evidence.Engine, "credit", "ipabs.credit/1"),
		files.part(t, evidence.Report, "report.xlsx"),
	)
	var got []string
	for _, c := range changes {
		got = append(got, c.String())
	}
	want := []string{
		`engine "tranche" says "ipabs.tranche/2" instead of "the \"first\" engine \\1"`,
		`engine "credit" is missing`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}

func ExampleVerify() {
	files := map[string]string{"tape.csv": "contract,balance\nC-1,1000\n", "results.json": `{"principal":"1000.00"}`}
	open := func(name string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(files[name])), nil }
	ctx := context.Background()
	var parts []evidence.Part
	for _, f := range []struct {
		role evidence.Role
		name string
	}{{evidence.Tape, "tape.csv"}, {evidence.Results, "results.json"}} {
		p, err := evidence.OpenPart(ctx, f.role, f.name, open)
		if err != nil {
			fmt.Println(err)
			return
		}
		parts = append(parts, p)
	}
	m, err := evidence.Build(parts...)
	if err != nil {
		fmt.Println(err)
		return
	}

	files["results.json"] = `{"principal":"9000.00"}` // the same length
	m.Entries[0].Role = evidence.Deal

	changes, err := evidence.Verify(ctx, m, open)
	if err != nil {
		fmt.Println(err)
	}
	for _, c := range changes {
		fmt.Println(c.Kind, c.N)
		fmt.Println(c)
	}
	// Output:
	// broken 1
	// manifest: entry 1 (deal "tape.csv") was changed
	// content 2
	// results "results.json" has another content: SHA-256 7a00889d4dca509a25ae1b0aa870a1b4c00c33f84694ef4e46c5856dc948c239 instead of 1d777709b06995b81d7bc923fd9057d34f5f3b8a8ea9cee682c0661bc23bfe98
}
