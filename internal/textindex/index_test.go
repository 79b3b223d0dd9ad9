package textindex_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/internal/textindex"
)

// An index finds what a map finds.
func TestAnIndexIsAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var index textindex.Index
		var list []string
		textAt := func(i int) string { return list[i] }
		places := map[string]int{}
		for _, text := range rapid.SliceOfN(rapid.StringMatching(`[a-d]{0,3}`), 0, 200).Draw(t, "texts") {
			got, found := index.Find(text, textAt)
			want, known := places[text]
			if found != known || got != want {
				t.Fatalf("%q: %d, %t, want %d, %t", text, got, found, want, known)
			}
			if !known {
				places[text] = len(list)
				list = append(list, text)
				index.Add(text, places[text])
			}
		}
	})
}

func TestRoomIsMadeAtOnce(t *testing.T) {
	var index textindex.Index
	index.Grow(100_000)
	n := testing.AllocsPerRun(1, func() {
		for range 1000 {
			index.Add("a", 0)
		}
	})
	if n > 0 {
		t.Errorf("%v allocations", n)
	}
}
