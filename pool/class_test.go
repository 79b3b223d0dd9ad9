package pool_test

import (
	"testing"

	"github.com/ipabs/ipabs/pool"
)

func TestClassFloorAtEveryEdge(t *testing.T) {
	for _, tt := range []struct {
		days int
		want pool.Class
	}{
		{0, pool.ClassNormal}, {1, pool.ClassSpecialMention}, {90, pool.ClassSpecialMention}, {91, pool.ClassSubstandard},
		{270, pool.ClassSubstandard}, {271, pool.ClassDoubtful}, {360, pool.ClassDoubtful}, {361, pool.ClassLoss}, {10_000, pool.ClassLoss},
	} {
		if got := pool.ClassFloor(tt.days); got != tt.want {
			t.Errorf("%d days overdue leave %v open, want %v", tt.days, got, tt.want)
		}
	}
}
