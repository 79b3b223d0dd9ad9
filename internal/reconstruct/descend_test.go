package reconstruct

import (
	"errors"
	"fmt"
	"testing"
)

// subset is a subset-sum problem: choose weights that sum to the target.
type subset struct {
	weights []int64
	chosen  []bool
	target  int64
}

func (s *subset) miss() int64 {
	var sum int64
	for i, w := range s.weights {
		if s.chosen[i] {
			sum += w
		}
	}
	return max(sum-s.target, s.target-sum)
}

func (s *subset) step(r *random) func() {
	i := r.below(len(s.weights))
	s.chosen[i] = !s.chosen[i]
	return func() { s.chosen[i] = !s.chosen[i] }
}

func TestDescendFindsAPlantedSubset(t *testing.T) {
	// 2,491 = 41 + 1,207 + 1,243; among 4,096 subsets few others reach it.
	s := &subset{weights: []int64{15, 41, 77, 133, 310, 433, 598, 811, 1207, 1243, 1399, 2003}, target: 2491}
	s.chosen = make([]bool, len(s.weights))
	if err := descend(newRandom(7), s, effort{threshold: 1000, steps: 2000, rounds: 50}); err != nil {
		t.Fatal(err)
	}
	if s.miss() != 0 {
		t.Errorf("left at a distance of %d", s.miss())
	}
}

func TestDescendSaysWhenNothingIsFound(t *testing.T) {
	s := &subset{weights: []int64{2, 4, 6}, chosen: make([]bool, 3), target: 5}
	err := descend(newRandom(7), s, effort{threshold: 10, steps: 100, rounds: 3})
	if !errors.Is(err, ErrNotFound) {
		t.Errorf("an odd sum of even numbers: got %v", err)
	}
}

func TestSameSeedSameState(t *testing.T) {
	run := func() []bool {
		s := &subset{weights: []int64{15, 41, 77, 133, 310, 433, 598, 811}, chosen: make([]bool, 8), target: 1000}
		_ = descend(newRandom(5), s, effort{threshold: 500, steps: 300, rounds: 5})
		return s.chosen
	}
	if first, second := fmt.Sprint(run()), fmt.Sprint(run()); first != second {
		t.Errorf("two runs ended at %s and %s", first, second)
	}
}
