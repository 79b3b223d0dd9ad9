package pool_test

import (
	"testing"

	"github.com/ipabs/ipabs/pool"
)

func TestTheEmptyTimingIsArrears(t *testing.T) {
	timing := pool.Advance
	if err := timing.UnmarshalText(nil); err != nil || timing != pool.Arrears {
		t.Errorf("the empty text is read as %v, %v", timing, err)
	}
}
