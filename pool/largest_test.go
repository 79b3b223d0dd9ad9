package pool_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/pool"
)

func TestLargestContracts(t *testing.T) {
	p := resolve(t, poolSpec(claim("A", "10"), claim("B", "40"), claim("C", "10"), claim("D", "40")))
	all := []pool.Ranked{
		{Rank: 1, Contract: 1, ID: "B", Amount: 4000, Share: 0.4, Cumulative: 0.4},
		{Rank: 2, Contract: 3, ID: "D", Amount: 4000, Share: 0.4, Cumulative: 0.8},
		{Rank: 3, Contract: 0, ID: "A", Amount: 1000, Share: 0.1, Cumulative: 0.9},
		{Rank: 4, Contract: 2, ID: "C", Amount: 1000, Share: 0.1, Cumulative: 1},
	}
	for _, tt := range []struct{ n, want int }{{-1, 0}, {0, 0}, {1, 1}, {3, 3}, {4, 4}, {20, 4}} {
		if diff := cmp.Diff(all[:tt.want], p.Largest(tt.n)); diff != "" {
			t.Errorf("largest %d (-want +got):\n%s", tt.n, diff)
		}
	}
	if none := p.Filter(func(pool.Contract) bool { return false }); len(none.Largest(3)) != 0 {
		t.Error("a pool without contracts has a largest one")
	}
}

func ExamplePool_Largest() {
	p := resolveOrPanic(everyKind())
	for _, r := range p.Largest(2) {
		fmt.Printf("%d %s %s %.2f%%, together %.2f%%\n", r.Rank, r.ID, r.Amount.FormatGrouped(p.Currency()), 100*r.Share, 100*r.Cumulative)
	}
	// Output:
	// 1 L-1 6,000,000.00 48.00%, together 48.00%
	// 2 M-1 3,000,000.00 24.00%, together 71.99%
}
