package reconstruct

import (
	"slices"
	"testing"
)

// The first outputs of SplitMix64 for the seed 1234567, as published with the reference program of
// Vigna (xoshiro.di.unimi.it/splitmix64.c) and used by several other implementations as their test.
func TestRandomIsSplitMix64(t *testing.T) {
	r := newRandom(1234567)
	want := []uint64{6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821}
	for i, w := range want {
		if got := r.next(); got != w {
			t.Errorf("output %d: got %d, want %d", i, got, w)
		}
	}
}

func TestBetweenReachesBothEnds(t *testing.T) {
	r := newRandom(1)
	var seen [4]int
	for range 4000 {
		seen[r.between(2, 5)-2]++
	}
	for i, n := range seen {
		if n < 850 || n > 1150 {
			t.Errorf("%d came %d times of 4000, about 1000 expected", i+2, n)
		}
	}
}

func TestShuffleKeepsEveryElement(t *testing.T) {
	list := []int{1, 2, 3, 4, 5, 6, 7, 8}
	shuffle(newRandom(3), list)
	sorted := slices.Sorted(slices.Values(list))
	if !slices.Equal(sorted, []int{1, 2, 3, 4, 5, 6, 7, 8}) {
		t.Errorf("shuffled into %v", list)
	}
	if slices.IsSorted(list) {
		t.Error("the order did not change")
	}
}
