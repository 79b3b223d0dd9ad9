package credit

import "math"

// LargePoolTrancheLoss is the expected loss of a tranche of an infinitely granular pool of equal
// parties (large homogeneous pool, LHP), as a share of the tranche's own width:
//
//	E[min(max(L − attach, 0), detach − attach)] / (detach − attach),   L = lgd·p(Z)
//
// attach and detach are shares of the pool's exposure, 0 ≤ attach < detach ≤ 1; lgd is the loss given
// default. Multiply by the width for the loss as a share of the pool: over tranches that cover the
// pool these sum to pd·lgd. With K = k/lgd and Φ(z) = P(p(Z) > K) each part has the closed form
//
//	E[max(L − k, 0)] = lgd·( Φ₂(Φ⁻¹(pd), z; √rho) − K·Φ(z) )
//
// The absolute error of the loss, as a share of the pool, is below 1e-14. NaN when an argument is
// outside [0, 1] or detach ≤ attach.
//
// Source: O. Vasicek 1987; D. O'Kane, Modelling single-name and multi-name credit derivatives, 2008,
// chapter 16.
func LargePoolTrancheLoss(pd, rho, lgd, attach, detach float64) float64 {
	for _, p := range [...]float64{pd, rho, lgd, attach, detach} {
		if !isProbability(p) {
			return math.NaN()
		}
	}
	if detach <= attach {
		return math.NaN()
	}
	loss := largePoolExcess(pd, rho, lgd, attach) - largePoolExcess(pd, rho, lgd, detach)
	return min(max(loss/(detach-attach), 0), 1)
}

// largePoolExcess is E[max(L − k, 0)] for the loss L of the large pool.
func largePoolExcess(pd, rho, lgd, k float64) float64 {
	switch {
	case k <= 0:
		return lgd*pd - k
	case k >= lgd:
		return 0
	case rho == 0:
		return max(lgd*pd-k, 0)
	case rho == 1:
		return pd * (lgd - k)
	case pd == 0 || pd == 1:
		return pd * (lgd - k)
	}
	share := k / lgd
	c := NormalQuantile(pd)
	z := (c - math.Sqrt(1-rho)*NormalQuantile(share)) / math.Sqrt(rho)
	return max(lgd*(BivariateNormalCDF(c, z, math.Sqrt(rho))-share*NormalCDF(z)), 0)
}
