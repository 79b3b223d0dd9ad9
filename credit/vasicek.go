package credit

import "math"

// ConditionalPD is the default probability of a party given the value z of the common factor, in the
// one-factor Gaussian model x = √rho·z + √(1−rho)·e with default when x ≤ Φ⁻¹(pd):
//
//	p(z) = Φ((Φ⁻¹(pd) − √rho·z) / √(1−rho))
//
// Low values of z are bad times. At rho = 1 it is 0 or 1. NaN when pd is no probability, rho is
// outside [0, 1] or z is NaN.
func ConditionalPD(pd, rho, z float64) float64 {
	switch {
	case !isProbability(pd) || !isProbability(rho) || math.IsNaN(z):
		return math.NaN()
	case rho == 0 || pd == 0 || pd == 1:
		return pd
	case rho == 1:
		if z <= NormalQuantile(pd) {
			return 1
		}
		return 0
	}
	return NormalCDF((NormalQuantile(pd) - math.Sqrt(rho)*z) / math.Sqrt(1-rho))
}

// VasicekQuantile is the q-quantile of the default rate of an infinitely granular pool of equal
// parties, the worst-case default rate (WCDR):
//
//	Φ((Φ⁻¹(pd) + √rho·Φ⁻¹(q)) / √(1−rho))
//
// With pd 2 %, rho 0.1 and q 99.9 % it is 12.824 %. At rho = 0 it is pd; at rho = 1 it is 1 when
// q > 1 − pd and 0 otherwise. NaN when an argument is outside [0, 1].
//
// Source: O. Vasicek, Loan portfolio value, Risk, December 2002.
func VasicekQuantile(pd, rho, q float64) float64 {
	switch {
	case !isProbability(pd) || !isProbability(rho) || !isProbability(q):
		return math.NaN()
	case rho == 0 || pd == 0 || pd == 1:
		return pd
	case q == 0:
		return 0
	case q == 1:
		return 1
	}
	return ConditionalPD(pd, rho, -NormalQuantile(q))
}

// VasicekCDF is the probability that the default rate of an infinitely granular pool of equal parties
// is at most x:
//
//	Φ((√(1−rho)·Φ⁻¹(x) − Φ⁻¹(pd)) / √rho)
//
// It is the inverse of [VasicekQuantile] in q. NaN when pd or rho is outside [0, 1] or x is NaN.
func VasicekCDF(pd, rho, x float64) float64 {
	switch {
	case !isProbability(pd) || !isProbability(rho) || math.IsNaN(x):
		return math.NaN()
	case x < 0:
		return 0
	case x >= 1:
		return 1
	case rho == 0 || pd == 0 || pd == 1:
		if x >= pd {
			return 1
		}
		return 0
	case rho == 1:
		return 1 - pd
	}
	return NormalCDF((math.Sqrt(1-rho)*NormalQuantile(x) - NormalQuantile(pd)) / math.Sqrt(rho))
}

// DefaultRateVariance is the variance of the default rate of a pool of parties with equal pd and
// pairwise latent correlation rho, whose exposure shares have the Herfindahl index hhi (1/n for n
// equal ones, 0 for an infinitely granular pool):
//
//	(Φ₂ − pd²) + hhi·(pd − Φ₂),   Φ₂ = JointDefault(pd, pd, rho)
//
// It grows with hhi, so bounds on an incompletely known index give bounds on the variance. NaN when
// pd or hhi is outside [0, 1] or rho outside [−1, 1].
func DefaultRateVariance(pd, rho, hhi float64) float64 {
	if !isProbability(hhi) {
		return math.NaN()
	}
	joint := JointDefault(pd, pd, rho)
	return joint - pd*pd + hhi*(pd-joint)
}

// VasicekGranularity is the first-order correction that a finite number of parties adds to
// [VasicekQuantile], for equal PDs and full loss at default; n is the number of parties, or the
// effective number 1/HHI of unequal ones:
//
//	−1/(2n) · 1/φ(y) · d/dy [ φ(y) μ(y)(1 − μ(y)) / μ′(y) ]   at y = Φ⁻¹(1 − q),   μ(y) = ConditionalPD
//
// It is a reported figure: below some 25 effective parties the expansion leaves its range, and the
// exact distribution of the pool is the answer (see [Portfolio.Distribution]). NaN unless
// 0 < pd, rho, q < 1 and n > 0.
//
// Source: R. Martin, T. Wilde, Unsystematic credit risk, Risk, November 2002; S. Emmer, D. Tasche,
// Calculating credit risk capital charges with the one-factor model, Journal of Risk 7 (2005).
func VasicekGranularity(pd, rho, q, n float64) float64 {
	for _, p := range [...]float64{pd, rho, q} {
		if !(p > 0 && p < 1) {
			return math.NaN()
		}
	}
	if !(n > 0) {
		return math.NaN()
	}
	y := -NormalQuantile(q)
	slope := math.Sqrt(rho / (1 - rho))
	a := (NormalQuantile(pd) - math.Sqrt(rho)*y) / math.Sqrt(1-rho)
	mu, density := NormalCDF(a), normalDensity(a)
	// μ′ = −slope·φ(a) and μ″/μ′ = slope·a, because φ′(a) = −a·φ(a) and a′ = −slope.
	first := -slope * density
	variance := mu * (1 - mu)
	derivative := -y*variance/first + (1 - 2*mu) - variance/first*slope*a
	return -derivative / (2 * n)
}
