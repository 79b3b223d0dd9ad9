package credit

import "github.com/ipabs/ipabs/internal/random"

// drawAround draws the loss given default around its mean given the factors.
func (g LGD) drawAround(stream *random.Stream, mean float64) float64 {
	if g.StdDev == 0 || mean <= 0 || mean >= 1 {
		return mean
	}
	return stream.Beta(g.betaShape(mean))
}
