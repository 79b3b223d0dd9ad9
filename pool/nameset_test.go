package pool

import (
	"testing"

	"pgregory.net/rapid"
)

// A set of names is a map, however many there are.
func TestNameSet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var set nameSet
		seen := map[string]bool{}
		for _, name := range rapid.SliceOfN(rapid.StringMatching(`[a-e]{0,2}`), 0, 60).Draw(t, "names") {
			if set.add(name) == seen[name] {
				t.Fatalf("%q", name)
			}
			seen[name] = true
		}
	})
}
