package credit

import (
	"fmt"
	"math"
)

// EqualPool is a pool of N parties with the same exposure, default probability PD, loss given default
// LGD and pairwise latent correlation Rho, in a one-factor Gaussian model. It is the finite companion
// of [LargePoolTrancheLoss] and the yardstick for [Portfolio.Distribution].
type EqualPool struct {
	N   int
	PD  float64
	Rho float64 // 0 to 1
	LGD float64
}

// maxEqualPool bounds N, and so the memory that a call takes.
const maxEqualPool = 100_000

// equalPoolTolerance is the absolute error that the probabilities of an EqualPool keep.
const equalPoolTolerance = 1e-13

// DefaultCounts gives the probabilities of 0, 1, …, N defaults:
//
//	P(K = k) = E[ C(N, k) p(Z)^k (1 − p(Z))^(N−k) ]
//
// with an absolute error below 1e-12 each. The probability of at least n defaults, as an n-th-to-default
// contract needs it, is the sum from n on. The error wraps [ErrArgument] when a field is out of range.
//
// Source: O. Vasicek 1987; J. Hull, A. White, Valuation of a CDO and an n-th to default CDS without
// Monte Carlo simulation, Journal of Derivatives 12 (2004).
func (e EqualPool) DefaultCounts() ([]float64, error) {
	if err := e.check(); err != nil {
		return nil, err
	}
	pmf := make([]float64, e.N+1)
	if e.Rho == 0 || e.PD == 0 || e.PD == 1 {
		addBinomial(pmf, 1, e.N, e.PD)
		return pmf, nil
	}
	if e.Rho == 1 {
		pmf[0], pmf[e.N] = 1-e.PD, e.PD
		return pmf, nil
	}
	c, a, s := NormalQuantile(e.PD), math.Sqrt(e.Rho), math.Sqrt(1-e.Rho)
	pmf, ok := expectNormals(e.N+1, equalPoolTolerance, func(dst []float64, w, y float64) {
		addBinomial(dst, w, e.N, NormalCDF((c-a*y)/s))
	})
	if !ok {
		return nil, fmt.Errorf("%w: equal pool of %d parties, correlation %v", ErrAccuracy, e.N, e.Rho)
	}
	return pmf, nil
}

// TrancheLoss is the expected loss of the tranche from attach to detach (shares of the pool's
// exposure), as a share of the tranche's width, with an absolute error below 1e-11 over the width. By
// Jensen's inequality the equity tranche of a finite pool loses less, and its most senior tranche more, than
// [LargePoolTrancheLoss] says.
func (e EqualPool) TrancheLoss(attach, detach float64) (float64, error) {
	if !isProbability(attach) || !isProbability(detach) || detach <= attach {
		return 0, fmt.Errorf("%w: tranche from %v to %v; expected 0 ≤ attach < detach ≤ 1", ErrArgument, attach, detach)
	}
	pmf, err := e.DefaultCounts()
	if err != nil {
		return 0, err
	}
	sum := 0.0
	for k, p := range pmf {
		loss := e.LGD * float64(k) / float64(e.N)
		sum += p * min(max(loss-attach, 0), detach-attach)
	}
	return sum / (detach - attach), nil
}

func (e EqualPool) check() error {
	switch {
	case e.N < 1 || e.N > maxEqualPool:
		return fmt.Errorf("%w: %d parties; expected 1 to %d", ErrArgument, e.N, maxEqualPool)
	case !isProbability(e.PD):
		return fmt.Errorf("%w: PD %v; expected a probability", ErrArgument, e.PD)
	case !isProbability(e.Rho):
		return fmt.Errorf("%w: correlation %v; expected 0 to 1", ErrArgument, e.Rho)
	case !isProbability(e.LGD):
		return fmt.Errorf("%w: LGD %v; expected 0 to 1", ErrArgument, e.LGD)
	}
	return nil
}

// addBinomial adds w times the binomial probabilities of n trials to dst. It starts at the mode, where
// the probability is largest, and steps outwards by the ratio of neighbours, so that nothing
// underflows before it is negligible.
func addBinomial(dst []float64, w float64, n int, p float64) {
	switch {
	case p <= 0:
		dst[0] += w
		return
	case p >= 1:
		dst[n] += w
		return
	}
	mode := min(int(float64(n+1)*p), n)
	start := w * math.Exp(logChoose(n, mode)+float64(mode)*math.Log(p)+float64(n-mode)*math.Log1p(-p))
	dst[mode] += start
	odds := p / (1 - p)
	for k, v := mode, start; k < n; k++ {
		v *= odds * float64(n-k) / float64(k+1)
		if v == 0 {
			break
		}
		dst[k+1] += v
	}
	for k, v := mode, start; k > 0; k-- {
		v *= float64(k) / (odds * float64(n-k+1))
		if v == 0 {
			break
		}
		dst[k-1] += v
	}
}

func logChoose(n, k int) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return a - b - c
}
