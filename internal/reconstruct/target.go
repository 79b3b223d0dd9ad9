package reconstruct

import (
	"fmt"
	"math/big"
	"strings"
)

// scale is the unit in which targets are compared: one in 10^9.
const scale = 1_000_000_000

// target is a printed figure as the interval of values that are printed so, in units of 1/scale.
type target struct {
	centre, half int64
}

// printedTarget reads a decimal such as "67.27" in units of unit: 100 for percent, 1 for months. Every
// value that rounds to the text meets the target, whichever way a half is rounded.
func printedTarget(text string, unit int64) (target, error) {
	value, ok := new(big.Rat).SetString(text)
	if !ok || strings.ContainsAny(text, "/eE") || unit <= 0 {
		return target{}, fmt.Errorf("reconstruct: %q is not a printed decimal", text)
	}
	_, decimals, _ := strings.Cut(text, ".")
	place := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(len(decimals))), nil))
	half := place.Quo(place, big.NewRat(2, 1))
	centre, half := scaled(value, unit), scaled(half, unit)
	if !centre.IsInt() || !half.IsInt() || !centre.Num().IsInt64() || !half.Num().IsInt64() {
		return target{}, fmt.Errorf("reconstruct: %q is out of the range of a target", text)
	}
	return target{centre: centre.Num().Int64(), half: half.Num().Int64()}, nil
}

func scaled(v *big.Rat, unit int64) *big.Rat {
	return new(big.Rat).Mul(v, big.NewRat(scale, unit))
}

// miss says how far num/den lies outside the target, in units of 1/scale: 0 inside. A tenth of the
// interval is left free at either end, so that what meets the target meets it by a margin.
func (t target) miss(num, den int64) int64 {
	return t.missScaled(ratio(num, den))
}

// missScaled is miss for a value in units of 1/scale.
func (t target) missScaled(value int64) int64 {
	off := value - t.centre
	if off < 0 {
		off = -off
	}
	return max(0, off-t.half*9/10)
}

// ratio is num/den in units of 1/scale, rounded down. Neither is negative, and num below 9·10^9
// keeps the product in range.
func ratio(num, den int64) int64 { return num * scale / den }
