package pool_test

import (
	"testing"

	"github.com/ipabs/ipabs/pool"
)

func TestTheThreeRightsInData(t *testing.T) {
	yes, no := pool.Known(true), pool.Known(false)
	all := pool.DataHolding | pool.DataProcessing | pool.DataOperating
	tests := []struct {
		situation string
		rights    pool.DataRights
		set       pool.DataRightSet
		want      pool.Outcome
	}{
		{"all of them", pool.DataRights{Holding: yes, Processing: yes, Operating: yes}, all, pool.Pass},
		{"one not stated", pool.DataRights{Holding: yes, Operating: yes}, all, pool.OutcomeUnknown},
		{"one not stated that nobody asks for", pool.DataRights{Holding: yes, Operating: yes}, pool.DataHolding | pool.DataOperating, pool.Pass},
		{"one denied and one not stated", pool.DataRights{Holding: no, Operating: yes}, all, pool.Fail},
		{"nothing asked", pool.DataRights{}, 0, pool.Pass},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			if got := tt.rights.Has(tt.set); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
	if all.String() != "holding+processing+operating" || pool.DataRightSet(0).String() != "" {
		t.Errorf("%q and %q", all, pool.DataRightSet(0))
	}
}
