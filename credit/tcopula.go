package credit

import "math"

// TCopulaJointDefault is the probability that two parties both default when their latent variables
// are joined by a t copula with nu degrees of freedom: x = z·√(nu/W) with jointly normal z of
// correlation rho and one chi-square W for the whole vector, so that bad draws of W strike all
// parties together. Default is x ≤ t⁻¹(p), hence
//
//	P(D₁ D₂) = ∫ Φ₂(t⁻¹(p1)·√(w/nu), t⁻¹(p2)·√(w/nu); rho) f(w) dw
//
// With p 2 %, rho 0.3 and nu 5 it is 0.003639, where the Gaussian copula gives 0.001664. nu is at
// least 0.01; +∞ is the Gaussian copula. The absolute error is below 1e-12. NaN when an argument is out
// of range, and when a quantile is beyond the largest float64 (nu below 0.03 or so, by probability).
//
// Source: P. Embrechts, A. McNeil, D. Straumann 2002; A. McNeil, R. Frey, P. Embrechts, Quantitative
// Risk Management, 2005, section 8.3.
func TCopulaJointDefault(p1, p2, rho, nu float64) float64 {
	switch {
	case !isProbability(p1) || !isProbability(p2) || !isCorrelation(rho) || !(nu >= leastDegrees):
		return math.NaN()
	case nu > mostDegrees || p1 == 0 || p2 == 0 || p1 == 1 || p2 == 1:
		return JointDefault(p1, p2, rho)
	}
	t1, t2 := StudentQuantile(p1, nu), StudentQuantile(p2, nu)
	if math.IsInf(t1, 0) || math.IsInf(t2, 0) {
		return math.NaN()
	}
	joint := 0.0
	for _, m := range mixingNodes(nu, 1.0/16, mixingFloor) {
		joint += m.w * BivariateNormalCDF(t1*m.x, t2*m.x, rho)
	}
	lo, hi := JointDefaultBounds(p1, p2)
	return min(max(joint, lo), hi)
}

// TCopulaTailDependence is the limit, for small default probabilities, of the probability that one
// party defaults given that the other does, under a t copula: 2·t_{nu+1}(−√((nu+1)(1−rho)/(1+rho))).
// Under a Gaussian copula it is 0. NaN when rho is outside [−1, 1] or nu is not positive.
func TCopulaTailDependence(rho, nu float64) float64 {
	switch {
	case !isCorrelation(rho) || !(nu > 0):
		return math.NaN()
	case rho == -1:
		return 0
	case rho == 1:
		return 1
	case math.IsInf(nu, 1):
		return 0
	}
	return 2 * StudentCDF(-math.Sqrt((nu+1)*(1-rho)/(1+rho)), nu+1)
}

// widestMixing is the standard deviation of log W at half a degree of freedom, nearly.
const widestMixing = 3.5

// fewestDegrees is the least number of degrees of freedom of a portfolio's copula, and leastDegrees that
// of the closed form. The logarithm of W spreads over some 80/nu, so that fewer take ever more nodes.
const fewestDegrees, leastDegrees = 0.5, 0.01

// mostDegrees is the number from which on a t copula is Gaussian to the last digit.
const mostDegrees = 1e15

// mixingFloor is the probability that a rule for the mixing variable may leave out.
const mixingFloor = 1e-17

// mixingNodes gives a rule for the expectation over W of a function of √(W/nu), W chi-square with nu
// degrees of freedom: nodes x = √(w/nu) with weights that sum to 1. It is the trapezoidal rule in
// log W with the given step in units of the standard deviation of log W (of widestMixing, if that is
// less, as the density falls off on the right as fast for few degrees of freedom as for one half); it
// converges faster than any power of the step, and every second node makes the rule of twice the step.
// Nodes are left out where their weights sum to less than floor.
func mixingNodes(nu, step, floor float64) []gridNode {
	unit := step * min(math.Sqrt(2/nu+2/(nu*nu)), widestMixing)
	scale := unit * math.Sqrt(nu/(4*math.Pi)) * math.Exp(-stirling(nu/2))
	weight := func(j int) float64 { // the density of log(W/nu) at d, times unit
		d := float64(j) * unit
		return scale * math.Exp(nu/2*(d-math.Expm1(d)))
	}
	// The tails decay at least geometrically beyond the outermost nodes kept.
	lo, hi := 0, 0
	for weight(lo) > floor*step/8 || lo > -4 {
		lo--
	}
	for weight(hi) > floor*step/8 || hi < 4 {
		hi++
	}
	nodes := make([]gridNode, 0, hi-lo+1)
	for j := lo; j <= hi; j++ {
		nodes = append(nodes, gridNode{x: math.Exp(0.5 * float64(j) * unit), w: weight(j), grids: gridsOf(j)})
	}
	return nodes
}
