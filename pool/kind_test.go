package pool_test

import (
	"slices"
	"testing"

	"github.com/ipabs/ipabs/pool"
)

func TestEveryKindOfTermsNamesItself(t *testing.T) {
	var got []pool.Kind
	for _, terms := range []pool.Terms{pool.Lease{}, pool.Receivable{}, pool.Microloan{}, pool.Sublicense{}} {
		got = append(got, terms.Kind())
	}
	if !slices.Equal(got, pool.Kinds()) {
		t.Errorf("the terms are of the kinds %v; the list is %v", got, pool.Kinds())
	}
	pool.Kinds()[0] = pool.KindUnknown
	if pool.Kinds()[0] != pool.KindLease {
		t.Error("the list of kinds is shared")
	}
}
