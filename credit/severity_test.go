package credit_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
)

// TestRandomLossGivenDefault: the mean is exact, the variance is that of the mixture, up to the
// stated rounding, and the law of a single position is the beta law.
func TestRandomLossGivenDefault(t *testing.T) {
	t.Parallel()
	s := sixObligors()
	want, wantMean := 0.0, 0.0
	for i := range s.Positions {
		s.Positions[i].Exposure *= 1000
		s.Positions[i].LGD = credit.LGD{Mean: 0.4, StdDev: 0.25}
	}
	for i := range s.Positions {
		e := float64(s.Positions[i].Exposure)
		wantMean += 0.4 * e * s.Agents[i].PD
		for j := range s.Positions {
			if i == j {
				p := s.Agents[i].PD
				want += e * e * ((0.4*0.4+0.25*0.25)*p - 0.4*0.4*p*p)
				continue
			}
			r := s.Agents[i].Loadings[0].Weight * s.Agents[j].Loadings[0].Weight
			joint := credit.JointDefault(s.Agents[i].PD, s.Agents[j].PD, r)
			want += e * float64(s.Positions[j].Exposure) * 0.16 * (joint - s.Agents[i].PD*s.Agents[j].PD)
		}
	}
	for _, method := range bothMethods {
		d := distributionOf(t, resolved(t, s), credit.DistributionSettings{Unit: 10, Method: method})
		r := d.Quality().Rounding
		if !within(d.Mean(), wantMean, 1e-9) {
			t.Errorf("%v: mean %v, want %v", method, d.Mean(), wantMean)
		}
		if excess := d.Variance() - want; excess < 0 || excess > r.Variance {
			t.Errorf("%v: variance %v, exact %v, rounding at most %v", method, d.Variance(), want, r.Variance)
		}
		if r.Variance > 1e-4*want {
			t.Errorf("%v: rounding %v beside a variance of %v says nothing", method, r.Variance, want)
		}
	}

	// Beta(2, 2) has the distribution function 3x² − 2x³; its mean is 1/2 and its variance 1/20.
	one := credit.PortfolioSpec{Agents: []credit.Agent{{PD: 1}}}
	one.Positions = []credit.Position{{Exposure: 10000, Obligors: []int{0}, LGD: credit.LGD{Mean: 0.5, StdDev: math.Sqrt(0.05)}}}
	d := distributionOf(t, resolved(t, one), credit.DistributionSettings{Unit: 10})
	for _, x := range []float64{0.1, 0.37, 0.8} {
		got, want := d.AtMost(money.Amount(10000*x)), 3*x*x-2*x*x*x
		if math.Abs(got-want) > 2e-3*1.5/2+1e-6 { // half a unit times the largest density
			t.Errorf("P(loss ≤ %v) = %v, want %v", x, got, want)
		}
	}
}

func TestLinkedLossGivenDefaultKeepsTheExpectedLoss(t *testing.T) {
	plain, linked := sixObligors(), sixObligors()
	for i := range plain.Positions {
		plain.Positions[i].Exposure *= 1000
		linked.Positions[i].Exposure *= 1000
		plain.Positions[i].LGD = credit.LGD{Mean: 0.4}
		linked.Positions[i].LGD = credit.LGD{Mean: 0.4, Link: credit.Loading{Factor: 0, Weight: 0.5}}
	}
	a := distributionOf(t, resolved(t, plain), credit.DistributionSettings{Unit: 10})
	b := distributionOf(t, resolved(t, linked), credit.DistributionSettings{Unit: 10})
	if !within(b.Mean(), a.Mean(), 1e-9) {
		t.Errorf("mean %v with the link, %v without", b.Mean(), a.Mean())
	}
	esA, err := a.ExpectedShortfall(0.99)
	if err != nil {
		t.Fatal(err)
	}
	esB, err := b.ExpectedShortfall(0.99)
	if err != nil {
		t.Fatal(err)
	}
	if esB < 1.05*esA {
		t.Errorf("the link moves the shortfall from %v only to %v", esA, esB)
	}
	// The moments agree with enumeration, which calibrates the link on its own.
	mean, cov := bruteMoments(linked, 80)
	wantMean, wantVariance := 0.0, 0.0
	for i := range mean {
		wantMean += mean[i]
		for j := range cov {
			wantVariance += cov[i][j]
		}
	}
	if !within(b.Mean(), wantMean, 1e-9) {
		t.Errorf("mean %v, enumerated %v", b.Mean(), wantMean)
	}
	if excess := b.Variance() - wantVariance; excess < 0 || excess > b.Quality().Rounding.Variance {
		t.Errorf("variance %v, enumerated %v, rounding at most %v", b.Variance(), wantVariance, b.Quality().Rounding.Variance)
	}
}

// TestLinkAndRandomnessTogether: with both, the variance adds what the dispersion adds at each level
// of the mean: g·(1 − g)/(1 + α + β).
func TestLinkAndRandomnessTogether(t *testing.T) {
	s := sixObligors()
	s.Agents, s.Positions = s.Agents[3:4], s.Positions[3:4]
	s.Positions[0].Obligors = []int{0}
	s.Positions[0].Exposure = 10000
	link := credit.Loading{Factor: 0, Weight: 0.5}
	s.Positions[0].LGD = credit.LGD{Mean: 0.4, StdDev: 0.2, Link: link}
	size := 0.4*0.6/(0.2*0.2) - 1
	want, wantMean := 0.0, 0.0
	noise := s
	noise.Positions = []credit.Position{s.Positions[0]}
	noise.Positions[0].LGD.StdDev = 0
	enumerate(noise, 100, func(o outcome) {
		x := o.losses[0]
		wantMean += o.p * x
		want += o.p * (x*x + x*(1e4-x)/(1+size))
	})
	want -= wantMean * wantMean
	d := distributionOf(t, resolved(t, s), credit.DistributionSettings{Unit: 10})
	if !within(d.Mean(), wantMean, 1e-9) || !within(d.Mean(), 10000*0.4*0.1, 1e-9) {
		t.Errorf("mean %v, want %v", d.Mean(), wantMean)
	}
	if excess := d.Variance() - want; excess < -1e-3 || excess > d.Quality().Rounding.Variance {
		t.Errorf("variance %v, want %v, rounding at most %v", d.Variance(), want, d.Quality().Rounding.Variance)
	}
}

func ExampleLGD() {
	spec := credit.PortfolioSpec{
		Factors: []string{"economy"},
		Agents:  []credit.Agent{{ID: "lessee", PD: 0.02, Loadings: []credit.Loading{{Factor: 0, Weight: 0.4}}}},
		Positions: []credit.Position{{
			Exposure: 10_000_000, Obligors: []int{0},
			LGD: credit.LGD{Mean: 0.45, StdDev: 0.2, Link: credit.Loading{Factor: 0, Weight: 0.3}},
		}},
	}
	p, err := spec.Resolve()
	if err != nil {
		panic(err)
	}
	d := distributionOf(failing{}, p, credit.DistributionSettings{Unit: 100_000})
	fmt.Printf("expected loss %.2f\n", d.Mean()/100)
	// Output: expected loss 900.00
}
