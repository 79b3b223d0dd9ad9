package credit_test

import (
	"context"
	"math"
	"testing"

	"github.com/ipabs/ipabs/credit"
)

// TestControlMeetsTheKnownMean: with the control variate a sampled distribution has the exact mean, stays a
// distribution, lies within its stated error of a finer one, and says what the control gains.
func TestControlMeetsTheKnownMean(t *testing.T) {
	withT := crossedPool(20, 3, 2, 2, 0)
	withT.Copula.DegreesOfFreedom = 5
	for _, c := range []struct {
		situation string
		spec      credit.PortfolioSpec
		method    credit.Method
	}{
		{"crossed factors", crossedPool(20, 3, 2, 2, 0), credit.MethodRecursion},
		{"by the Fourier transform", crossedPool(20, 3, 2, 2, 0), credit.MethodFourier},
		{"groups below the crossed factors", crossedPool(20, 3, 2, 2, 2), credit.MethodRecursion},
		{"a t copula", withT, credit.MethodRecursion},
	} {
		t.Run(c.situation, func(t *testing.T) {
			p := resolved(t, c.spec)
			exact := 0.0
			for i, q := range c.spec.Positions {
				exact += float64(q.Exposure) * q.LGD.Mean * c.spec.Agents[i].PD
			}
			s := sampledLoosely
			s.MaxWork /= 2
			s.Method = c.method
			plain := distributionOf(t, p, s)
			s.Control = true
			d := distributionOf(t, p, s)
			if !within(d.Mean(), exact, 1e-9) {
				t.Errorf("mean %.12g, exact %.12g", d.Mean(), exact)
			}
			q := d.Quality()
			if q.Missing > 1e-12 || !(q.ControlRatio > 1) || plain.Quality().ControlRatio != 0 {
				t.Errorf("missing %v, ratio %v, without control %v", q.Missing, q.ControlRatio, plain.Quality().ControlRatio)
			}
			fine := s
			fine.MaxWork *= 8
			best := distributionOf(t, p, fine)
			for _, x := range []float64{0.02, 0.1, 0.2} {
				a, _ := d.TrancheShare(x, x+0.1)
				b, _ := best.TrancheShare(x, x+0.1)
				if math.Abs(a.ExpectedLoss-b.ExpectedLoss) > a.LossError+b.LossError {
					t.Errorf("tranche from %v: %v ± %v, finer %v", x, a.ExpectedLoss, a.LossError, b.ExpectedLoss)
				}
			}
			t.Logf("ratio %.3g; error of excess %.3g, without %.3g", q.ControlRatio, q.ExcessError, plain.Quality().ExcessError)
		})
	}
}

// TestControlledContributionsAddUp: contributions are those of the controlled distribution.
func TestControlledContributionsAddUp(t *testing.T) {
	s := sampledLoosely
	s.Control, s.MaxWork = true, 5e6
	c, err := resolved(t, crossedPool(20, 3, 2, 2, 0)).TailContributions(context.Background(), 0.99, s)
	if err != nil {
		t.Fatal(err)
	}
	if total := sum(c.Contributions); !within(total, c.ExpectedShortfall, 1e-9) {
		t.Errorf("contributions sum to %v, shortfall %v", total, c.ExpectedShortfall)
	}
}
