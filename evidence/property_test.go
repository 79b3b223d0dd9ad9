package evidence_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/evidence"
)

// drawRun draws files and statements and gives their manifest.
func drawRun(t *rapid.T) (folder, evidence.Manifest) {
	files := folder{}
	var parts []evidence.Part
	for i := range rapid.IntRange(1, 12).Draw(t, "parts") {
		role := rapid.SampledFrom([]evidence.Role{evidence.Tape, evidence.Deal, evidence.Results, "fx_table"}).Draw(t, "role")
		name := fmt.Sprintf("%s/%d", rapid.SampledFrom([]string{"inputs", "结果", `"`}).Draw(t, "folder"), i)
		if rapid.Bool().Draw(t, "statement") {
			parts = append(parts, evidence.Statement(role, name, rapid.StringMatching(`[ -~]{1,40}`).Draw(t, "text")))
			continue
		}
		files[name] = string(rapid.SliceOfN(rapid.Byte(), 0, 100).Draw(t, "content"))
		parts = append(parts, files.part(t, role, name))
	}
	return files, build(t, parts...)
}

// names verifies and gives the changes as lines.
func names(t *rapid.T, m evidence.Manifest, files folder) []string {
	t.Helper()
	changes, err := evidence.Verify(t.Context(), m, files.open)
	if err != nil {
		t.Fatal(err)
	}
	return short(t, changes)
}

func wantNames(t *rapid.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Fatalf("%v, want %v", got, want)
	}
}

// TestAnyBitOfAnyPartIsNamed turns one bit of one file over: the content of that file is named, and
// nothing else.
func TestAnyBitOfAnyPartIsNamed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		files, m := drawRun(t)
		wantNames(t, names(t, m, files))
		e := rapid.SampledFrom(m.Entries).Draw(t, "entry")
		if e.Bytes == 0 || e.IsStatement() {
			return
		}
		text := []byte(files[e.Name])
		text[rapid.IntRange(0, len(text)-1).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		files[e.Name] = string(text)
		wantNames(t, names(t, m, files), fmt.Sprintf("content %d", e.N))
		files[e.Name] += "!"
		wantNames(t, names(t, m, files), fmt.Sprintf("size %d", e.N))
		delete(files, e.Name)
		wantNames(t, names(t, m, files), fmt.Sprintf("missing %d", e.N))
	})
}

// TestAnyMoveInAnyManifestIsNamed takes entries out, puts some in and moves one, anywhere.
func TestAnyMoveInAnyManifestIsNamed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		files, whole := drawRun(t)
		n := len(whole.Entries)
		from := rapid.IntRange(0, n-1).Draw(t, "from")
		to := rapid.IntRange(from+1, n).Draw(t, "to")

		m := clone(whole)
		m.Entries = slices.Delete(m.Entries, from, to)
		want := fmt.Sprintf("removed %d-%d", from+1, to)
		if to == n {
			want = fmt.Sprintf("truncated %d-%d", from+1, to)
		}
		wantNames(t, names(t, m, files), want)

		files["forged"] = "forged"
		place := rapid.IntRange(0, n).Draw(t, "place")
		m = clone(whole)
		m.Entries = slices.Insert(m.Entries, place, forged(t, whole, place))
		wantNames(t, names(t, m, files), fmt.Sprintf("added %d", place+1))

		if target := rapid.IntRange(0, n-1).Draw(t, "target"); target-from > 1 || from-target > 1 {
			m = clone(whole)
			e := m.Entries[from]
			m.Entries = slices.Insert(slices.Delete(m.Entries, from, from+1), target, e)
			wantNames(t, names(t, m, files), fmt.Sprintf("reordered %d", e.N))
		}
	})
}

// TestAnySpoiledManifestIsNoticed makes several changes at once. What they are called is left open,
// that something is called is not.
func TestAnySpoiledManifestIsNoticed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		files, whole := drawRun(t)
		m := clone(whole)
		for range rapid.IntRange(1, 6).Draw(t, "changes") {
			spoil(t, &m)
		}
		if len(m.Entries) == 0 && m.Count <= 0 {
			return // no manifest at all
		}
		got := names(t, m, files)
		// A manifest that ends sooner, with the count and the head of where it ends, is one that was written
		// then: only the head that is kept elsewhere tells them apart.
		n := len(m.Entries)
		sound := n > 0 && n <= len(whole.Entries) && m.Count == n && m.Head == m.Entries[n-1].Chain && slices.Equal(m.Entries, whole.Entries[:n])
		if sound != (len(got) == 0) {
			t.Fatalf("the manifest is sound: %v; changes %v", sound, got)
		}
	})
}

// spoil changes one thing in a manifest without making the chain anew.
func spoil(t *rapid.T, m *evidence.Manifest) {
	number := func(what string) int { return rapid.IntRange(-1, 14).Draw(t, what) }
	switch n := len(m.Entries); rapid.IntRange(0, 7).Draw(t, "change") {
	case 0:
		m.Count = number("count")
	case 1:
		m.Head[rapid.IntRange(0, 31).Draw(t, "byte")] ^= 1
	case 2:
		if n > 0 {
			m.Head = rapid.SampledFrom(m.Entries).Draw(t, "head").Chain
		}
	case 3:
		if n > 0 {
			i := rapid.IntRange(0, n-1).Draw(t, "out")
			m.Entries = slices.Delete(m.Entries, i, i+1)
		}
	case 4:
		if n > 0 {
			e := rapid.SampledFrom(m.Entries).Draw(t, "copy")
			m.Entries = slices.Insert(m.Entries, rapid.IntRange(0, n).Draw(t, "in"), e)
		}
	case 5:
		m.Entries = rapid.Permutation(m.Entries).Draw(t, "order")
	case 6:
		if n > 0 {
			m.Entries[rapid.IntRange(0, n-1).Draw(t, "numbered")].N = number("number")
		}
	case 7:
		if n > 0 {
			e := &m.Entries[rapid.IntRange(0, n-1).Draw(t, "spoiled")]
			switch rapid.IntRange(0, 4).Draw(t, "field") {
			case 0:
				e.Role += "x"
			case 1:
				e.Name += "x"
			case 2:
				e.Bytes++
			case 3:
				e.SHA256[7] ^= 1
			case 4:
				e.Chain[7] ^= 1
			}
		}
	}
}
