package concentration

import "math"

// TopShare is the share of the k largest members (前k大占比), also called the
// concentration ratio CR_k. It is 0 for k = 0 and exactly 1 for k ≥ n; a
// negative k and undefined input give NaN.
func TopShare(x []float64, k int) float64 {
	if k < 0 {
		return math.NaN()
	}
	s, ok := newSample(x)
	if !ok {
		return math.NaN()
	}
	if k >= len(s.v) {
		return 1
	}
	var top fixedSum
	for _, v := range s.v[len(s.v)-k:] {
		top.add(v)
	}
	return top.float() / s.total
}

// BergerParker is the share of the largest member, TopShare(x, 1).
func BergerParker(x []float64) float64 { return TopShare(x, 1) }

// Horvath is the comprehensive concentration index: the share of the largest
// member plus a reinforced dispersion of the others,
//
//	CCI = s₁ + Σ_{i>1} sᵢ² (2 − sᵢ),  s₁ the largest share.
//
// It lies between the largest share and 1. Unlike the other indices it may rise
// when the largest member gives to the second (6, 4, 1, 1 has 0.712; 5, 5, 1, 1
// has 0.718). Undefined input gives NaN.
//
// Source: J. Horvath, "Suggestion for a Comprehensive Measure of
// Concentration", Southern Economic Journal 36 (1970).
func Horvath(x []float64) float64 {
	s, ok := newSample(x)
	if !ok {
		return math.NaN()
	}
	var sum compensated
	last := len(s.v) - 1
	for _, v := range s.v[:last] {
		share := v / s.total
		sum.add(share * share * (2 - share))
	}
	sum.add(s.v[last] / s.total)
	return sum.float()
}
