package slab_test

import (
	"testing"

	"github.com/ipabs/ipabs/internal/slab"
)

func TestEachValueHasItsOwnPlace(t *testing.T) {
	var s slab.Of[int]
	var list []*int
	for i := range 1000 {
		p := s.Next()
		if *p != 0 {
			t.Fatal(*p)
		}
		*p = i
		list = append(list, p)
	}
	for i, p := range list {
		if *p != i {
			t.Errorf("%d at %d", *p, i)
		}
	}
}
