package concentration

import (
	"fmt"
	"math"
)

// BinomialExpansion is the binomial expansion technique (二项展开法): the pool is taken for D independent
// names of equal size and equal default probability, D being its diversity score.
//
// It is static: it knows neither when defaults happen nor what cash they leave. Exact distributions of
// unequal, correlated names are the matter of package credit.
//
// Source: A. Cifuentes, G. O'Connor, "The Binomial Expansion Method Applied to CBO/CLO Analysis", Moody's
// (1996).
type BinomialExpansion struct {
	Names int     // D, above 0; a score that is not whole is rounded down by the cautious
	PD    float64 // of each, between 0 and 1
	LGD   float64 // of each, between 0 and 1
}

func (b BinomialExpansion) check() error {
	if b.Names < 1 || !(b.PD >= 0 && b.PD <= 1) || !(b.LGD >= 0 && b.LGD <= 1) {
		return fmt.Errorf("concentration: a binomial expansion of %d names with PD %v and LGD %v; expected names above 0 and probabilities between 0 and 1", b.Names, b.PD, b.LGD)
	}
	return nil
}

// Distribution gives the probabilities of 0, 1, … D defaults,
//
//	P(j) = C(D, j) p^j (1 − p)^(D − j),
//
// each to a relative error of about 4·D·10⁻¹⁶. They are built up from the most likely number by the ratio
// of neighbours and sum to 1.
func (b BinomialExpansion) Distribution() ([]float64, error) {
	if err := b.check(); err != nil {
		return nil, err
	}
	n := b.Names
	probability := make([]float64, n+1)
	mode := min(int(float64(n+1)*b.PD), n)
	probability[mode] = 1
	odds := b.PD / (1 - b.PD)
	for j := mode; j < n; j++ { // empty when p is 1
		probability[j+1] = probability[j] * odds * float64(n-j) / float64(j+1)
	}
	for j := mode; j > 0 && b.PD < 1; j-- {
		probability[j-1] = probability[j] / odds * float64(j) / float64(n-j+1)
	}
	var sum compensated
	for j := 0; j <= n; j++ {
		sum.add(probability[j])
	}
	for j := range probability {
		probability[j] /= sum.float()
	}
	return probability, nil
}

// Layer is a slice of the pool's loss, from Attachment to Detachment as fractions of the pool.
type Layer struct{ Attachment, Detachment float64 }

// ExpectedLoss is the expected loss of a layer as a fraction of the layer,
//
//	Σⱼ P(j) · min( max(j/D·LGD − A, 0), Z − A ) / (Z − A).
//
// The layers of a partition of [0, 1], weighted by their widths, lose PD × LGD together. An error says
// that the expansion or the layer makes no sense.
func (b BinomialExpansion) ExpectedLoss(l Layer) (float64, error) {
	width := l.Detachment - l.Attachment
	if !(l.Attachment >= 0 && l.Detachment <= 1 && width > 0) {
		return math.NaN(), fmt.Errorf("concentration: a layer from %v to %v; expected 0 ≤ attachment < detachment ≤ 1", l.Attachment, l.Detachment)
	}
	probability, err := b.Distribution()
	if err != nil {
		return math.NaN(), err
	}
	var sum compensated
	for j, p := range probability {
		loss := float64(j) / float64(b.Names) * b.LGD
		sum.add(p * min(max(loss-l.Attachment, 0), width) / width)
	}
	return sum.float(), nil
}
