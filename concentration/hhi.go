package concentration

import (
	"math"
	"strconv"
)

// HHI is the Herfindahl-Hirschman index (赫芬达尔指数): the sum of squared
// shares,
//
//	H = Σ sᵢ²,  sᵢ = xᵢ / Σ x,
//
// between 1/n (all equal) and 1 (one member holds everything). It is a share;
// [Points] gives the scale of 0–10,000. Undefined input gives NaN.
//
// Source: O. C. Herfindahl (1950), A. O. Hirschman (1945).
func HHI(x []float64) float64 {
	sc, ok := scaleOf(x)
	if !ok {
		return math.NaN()
	}
	var total, squares fixedSum
	for _, a := range x {
		v := sc.of(a)
		total.add(v)
		squares.add(v * v)
	}
	t := total.float()
	return squares.float() / (t * t)
}

// NormalizedHHI is the Herfindahl index moved to run from 0 (all equal) to 1
// whatever the number of members,
//
//	(H − 1/n) / (1 − 1/n).
//
// With one member the formula is 0/0; it is defined as 1 here, because a pool
// of one is as concentrated as a pool can be. Undefined input gives NaN.
func NormalizedHHI(x []float64) float64 {
	s, ok := newSample(x)
	if !ok {
		return math.NaN()
	}
	n := float64(len(s.v))
	if n == 1 {
		return 1
	}
	// H − 1/n = (Σ dᵢ²)/n² with dᵢ = xᵢ/mean − 1: the same number without the
	// cancellation, and never below 0.
	var sum compensated
	for _, v := range s.v {
		d := (v - s.mean) / s.mean
		sum.add(d * d)
	}
	return min(sum.float()/(n*(n-1)), 1) // what is above is rounding
}

// EffectiveNumber is the number of equal members that would give the same
// Herfindahl index (有效户数),
//
//	N = 1/H = (Σ x)² / Σ x²,
//
// between 1 and n. It is the N of Basel CRE44 and of annex 11 of the Chinese
// Commercial Bank Capital Rules, provided all exposures to one obligor have
// been added up first. Undefined input gives NaN.
func EffectiveNumber(x []float64) float64 { return 1 / HHI(x) }

// Simpson is the Gini-Simpson index, 1 − H: the probability that two units of
// money drawn at random belong to different members. Between 0 and 1 − 1/n.
// Undefined input gives NaN.
func Simpson(x []float64) float64 { return 1 - HHI(x) }

// HHIPoints is a Herfindahl index on the scale of 0–10,000 used by
// competition authorities (shares in percent, squared).
type HHIPoints float64

// Points turns a Herfindahl index between 0 and 1 into points.
func Points(h float64) HHIPoints { return HHIPoints(10000 * h) }

// String shows whole points, rounded to the nearest.
func (p HHIPoints) String() string { return strconv.FormatFloat(float64(p), 'f', 0, 64) }
