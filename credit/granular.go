package credit

import (
	"fmt"
	"math"
)

// GranularBounds gives the least and the greatest expected loss that a tranche can have, as a share of
// its width, when of the pool only this is known: every party has the same default probability pd,
// loss given default lgd and pairwise latent correlation rho, and no party's share of the exposure
// exceeds largestShare.
//
// Given the common factor, the loss of such a pool lies between two extremes in convex order: the
// infinitely granular pool below, and above the lumpiest pool that the cap allows, of ⌊1/largestShare⌋
// parties at the cap and one with the rest. So the excess loss E[max(L − k, 0)] lies between theirs,
// and the tranche loss, a difference of two excesses, between the differences of opposite ends. For
// the equity tranche and the most senior one both bounds are attained; between them they are safe but not tight.
//
// The error wraps [ErrArgument] when an argument is out of range.
//
// Source: A. Marshall, I. Olkin, B. Arnold, Inequalities: Theory of Majorization, 2011, chapter 12, for
// sums of exchangeable variables with weights.
func GranularBounds(pd, rho, lgd, largestShare, attach, detach float64) (low, high float64, err error) {
	for _, p := range [...]float64{pd, rho, lgd, largestShare, attach, detach} {
		if !isProbability(p) {
			return 0, 0, fmt.Errorf("%w: %v; expected values from 0 to 1", ErrArgument, p)
		}
	}
	if detach <= attach || largestShare*maxEqualPool < 1 {
		return 0, 0, fmt.Errorf("%w: tranche from %v to %v, largest share %v; expected attach < detach and a share of 1e-5 or more", ErrArgument, attach, detach, largestShare)
	}
	width := detach - attach
	lowA, lowD := largePoolExcess(pd, rho, lgd, attach), largePoolExcess(pd, rho, lgd, detach)
	highA, highD, err := lumpyExcesses(pd, rho, lgd, largestShare, attach, detach)
	if err != nil {
		return 0, 0, err
	}
	if attach == 0 { // both pools lose pd·lgd in all
		highA = lowA
	}
	if detach >= lgd {
		highD = lowD
	}
	return max((lowA-highD)/width, 0), min((highA-lowD)/width, 1), nil
}

// lumpyExcesses are the excess losses over attach and detach of the lumpiest pool: n parties with the
// largest share and one with what is left.
func lumpyExcesses(pd, rho, lgd, share, attach, detach float64) (a, d float64, err error) {
	n := int(1/share + 1e-9) // a share of 0.1 means ten parties though 0.1 is above a tenth in binary
	share = min(share, 1/float64(n))
	rest := max(1-float64(n)*share, 0)
	c, b, s := NormalQuantile(pd), math.Sqrt(rho), math.Sqrt(1-rho)
	counts := make([]float64, n+1)
	excess := func(dst []float64, w, p float64) {
		clear(counts)
		addBinomial(counts, w, n, p)
		for k, v := range counts {
			without := lgd * float64(k) * share
			with := without + lgd*rest
			dst[0] += v * (p*max(with-attach, 0) + (1-p)*max(without-attach, 0))
			dst[1] += v * (p*max(with-detach, 0) + (1-p)*max(without-detach, 0))
		}
	}
	sums := make([]float64, 2)
	switch {
	case rho == 0 || pd == 0 || pd == 1:
		excess(sums, 1, pd)
	case rho == 1:
		excess(sums, 1-pd, 0)
		excess(sums, pd, 1)
	default:
		var ok bool
		if sums, ok = expectNormals(2, equalPoolTolerance, func(dst []float64, w, y float64) {
			excess(dst, w, NormalCDF((c-b*y)/s))
		}); !ok {
			return 0, 0, fmt.Errorf("%w: correlation %v", ErrAccuracy, rho)
		}
	}
	return sums[0], sums[1], nil
}
