package credit

import "math"

// conditionalLGD is the mean loss given default when the linked factor has the value y.
func (g LGD) conditionalLGD(kappa, y float64) float64 {
	if !g.linked() {
		return g.Mean
	}
	w := g.Link.Weight
	return NormalCDF((kappa - w*y) / math.Sqrt(1-w*w))
}

// kappa finds the κ of a loss given default over the defaults of an event.
func (n *network) kappa(p *Portfolio, e event, g LGD) float64 {
	l := n.latents[e.latent]
	return linkKappa(p.copula, l.pds[e.threshold], weightOf(l.all, g.Link.Factor), g)
}

// linkKappa finds the κ for which the linked loss given default averages to its mean over the defaults of
// an event: P(D)·mean = E[D·g(F)] = Φ₂(c, κ; b·w), with b the loading of the event's latent on the
// factor. Under a t copula both sides are averaged over the mixing variable.
func linkKappa(c Copula, pd, b float64, g LGD) float64 {
	if !g.linked() || pd == 0 {
		return NormalQuantile(g.Mean)
	}
	r, limit := b*g.Link.Weight, c.threshold(pd)
	mixing := []gridNode{{x: 1, w: 1}}
	if !c.IsGaussian() {
		mixing = mixingNodes(c.DegreesOfFreedom, 1.0/16, mixingFloor)
	}
	mean := func(kappa float64) float64 {
		sum := 0.0
		for _, m := range mixing {
			sum += m.w * BivariateNormalCDF(limit*m.x, kappa, r)
		}
		return sum / pd
	}
	// The mean rises with κ. Without a link κ is Φ⁻¹(mean); with one it moves by at most what the
	// default threshold can move the factor.
	lo, hi := -40.0, 40.0
	for range 200 {
		mid := 0.5 * (lo + hi)
		if mid <= lo || mid >= hi {
			break
		}
		if mean(mid) < g.Mean {
			lo = mid
		} else {
			hi = mid
		}
	}
	return 0.5 * (lo + hi)
}

// betaShape gives the parameters of the beta distribution with a mean and the dispersion of g: its
// variance is mean·(1 − mean)/(1 + α + β) with α + β fixed by the stated mean and deviation.
func (g LGD) betaShape(mean float64) (alpha, beta float64) {
	size := g.Mean*(1-g.Mean)/(g.StdDev*g.StdDev) - 1
	return mean * size, (1 - mean) * size
}
