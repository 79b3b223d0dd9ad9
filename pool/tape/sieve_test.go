package tape

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Whatever comes up again passes, and of what does not almost nothing.
func TestSievePassesWhatComesUpAgain(t *testing.T) {
	const n = 20_000
	s := newSieve(n)
	for i := range n {
		s.add(hashOf(fmt.Sprint(i)))
		if i%100 == 0 {
			s.add(hashOf(fmt.Sprint(i)))
		}
	}
	passed := 0
	for i := range n {
		switch passes := s.passes(hashOf(fmt.Sprint(i))); {
		case i%100 == 0 && !passes:
			t.Fatalf("%d came up twice and does not pass", i)
		case passes:
			passed++
		}
	}
	if passed > n/10 {
		t.Errorf("%d of %d pass", passed, n)
	}
}

// The hashes of a text less one character are those of the texts written out, so that two names that
// differ in one character meet.
func TestRemaindersMeet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := []rune(rapid.StringMatching(`[甲乙丙丁华兴a-c]{6,12}`).Draw(t, "name"))
		at := rapid.IntRange(0, len(name)-1).Draw(t, "at")
		without := string(slices.Delete(slices.Clone(name), at, at+1))
		whole := remaindersOf(without, 0, nil)[0].hash
		if !slices.ContainsFunc(remaindersOf(string(name), 0, nil), func(r remainder) bool { return r.hash == whole }) {
			t.Fatalf("%q is not among the remainders of %q", without, string(name))
		}
	})
}
