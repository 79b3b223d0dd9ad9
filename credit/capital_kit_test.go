package credit_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/faults"
)

// capitalRoundoff is the relative error allowed between two ways of computing the same risk weight in
// float64: |a − b| ≤ capitalRoundoff × max(|a|, |b|).
const capitalRoundoff = 1e-14

func capitalNear(a, b float64) bool {
	return math.Abs(a-b) <= capitalRoundoff*max(math.Abs(a), math.Abs(b))
}

func bothCapitalRules() []credit.CapitalRules {
	return []credit.CapitalRules{credit.BaselCapitalRules(), credit.ChinaCapitalRules()}
}

// wantFaultPaths holds that err is a *faults.Error with exactly these paths, in this order.
func wantFaultPaths(t *testing.T, err error, want ...string) {
	t.Helper()
	var e *faults.Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v of type %T, want *faults.Error", err, err)
	}
	var got []string
	for _, f := range e.Faults() {
		got = append(got, f.Path)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("faults at %v, want %v\n%v", got, want, err)
	}
}
