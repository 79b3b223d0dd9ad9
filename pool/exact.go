package pool

import (
	"cmp"
	"math/bits"

	"github.com/ipabs/ipabs/money"
)

// compareShare compares part/whole with a limit exactly, as part × 1e12 against limit × whole in 128
// bits: −1 when the share is below the limit, 0 when it equals it, +1 above. None may be negative. A
// share of nothing (whole 0) compares as part against 0.
func compareShare(part, whole money.Amount, limit money.Rate) int {
	h1, l1 := bits.Mul64(uint64(part), uint64(money.One))
	h2, l2 := bits.Mul64(uint64(limit), uint64(whole))
	if c := cmp.Compare(h1, h2); c != 0 {
		return c
	}
	return cmp.Compare(l1, l2)
}

// share is part/whole for display; 0 for a whole of 0.
func share(part, whole money.Amount) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}
