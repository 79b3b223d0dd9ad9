package credit_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// onRights has a right that is essential to one contract, pledged for another and both for a third, a
// second right in a bundle with it, a right that is sure to end and one that cannot, contracts that
// follow a right perhaps and surely, and one that ends before the horizon. No loss depends on more than
// two events.
func onRights() credit.PortfolioSpec {
	s := credit.PortfolioSpec{Factors: []string{"global", "patents"}}
	load := func(g, t float64) []credit.Loading {
		return []credit.Loading{{Factor: 0, Weight: g}, {Factor: 1, Weight: t}}
	}
	s.Agents = []credit.Agent{
		{ID: "a", PD: 0.10, Loadings: load(0.4, 0.3)},
		{ID: "b", PD: 0.05, Loadings: load(0.3, 0.5)},
		{ID: "patent", PD: 0.15, Loadings: load(0.1, 0.7)},
		{ID: "other patent", PD: 0.25, Loadings: load(0.1, 0.6)},
		{ID: "expiring", PD: 1},
		{ID: "for ever", PD: 0},
	}
	end := func(agent int, pd float64) []credit.RightEnd { return []credit.RightEnd{{Agent: agent, PD: pd}} }
	full, half, part := credit.LGD{Mean: 1}, credit.LGD{Mean: 0.5}, credit.LGD{Mean: 0.25}
	s.Positions = []credit.Position{
		{Exposure: 4, Obligors: []int{0}, LGD: full, Essential: end(2, 0.15), OnLoss: 1},
		{Exposure: 8, Obligors: []int{1}, LGD: part, Pledged: end(2, 0.15), Unpledged: full},
		{Exposure: 12, Obligors: []int{1}, LGD: half, Essential: end(2, 0.15), OnLoss: 0.3, Pledged: end(2, 0.15), Unpledged: full},
		{Exposure: 6, Obligors: []int{0}, PDs: []float64{0.04}, LGD: half, Essential: end(3, 0.08), OnLoss: 0.6},
		{Exposure: 20, Obligors: []int{1}, LGD: part, Pledged: end(4, 1), Unpledged: full},
		{Exposure: 7, Obligors: []int{0}, LGD: full, Essential: end(5, 0), OnLoss: 1},
		{Exposure: 9, Obligors: []int{1}, LGD: full, Essential: end(4, 1), OnLoss: 0.2},
		{Exposure: 5, Obligors: []int{0}, LGD: full, Essential: end(2, 0.15), OnLoss: 0.5},
	}
	return s
}

// onRightsAndParties adds losses that depend on three events and more: a bundle, a guarantor beside a
// pledge, joint obligors beside an essential right.
func onRightsAndParties() credit.PortfolioSpec {
	s := onRights()
	ends := []credit.RightEnd{{Agent: 2, PD: 0.15}, {Agent: 3, PD: 0.25}}
	s.Positions = append(s.Positions[:3],
		credit.Position{Exposure: 8, Obligors: []int{0}, LGD: credit.LGD{Mean: 0.25}, Pledged: ends, Unpledged: credit.LGD{Mean: 0.75}},
		credit.Position{Exposure: 16, Obligors: []int{0}, LGD: credit.LGD{Mean: 0.25}, Guarantors: []int{1}, Unguaranteed: credit.LGD{Mean: 0.5},
			Pledged: ends[:1], Unpledged: credit.LGD{Mean: 0.75}, Bare: credit.LGD{Mean: 1}},
		credit.Position{Exposure: 10, Obligors: []int{0, 1}, Joint: credit.AllDefault, LGD: credit.LGD{Mean: 1}, Essential: ends, OnLoss: 0.4})
	return s
}

func TestRightsAgainstEnumeration(t *testing.T) {
	t.Parallel()
	either := onRights() // neither of two obligors has anything else to do
	either.Positions = []credit.Position{{Exposure: 3, Obligors: []int{0, 1}, Joint: credit.AnyDefault, LGD: credit.LGD{Mean: 1}}}
	for _, c := range []struct {
		situation string
		spec      credit.PortfolioSpec
	}{{"two events at most", onRights()}, {"bundles, guarantors and joint obligors", onRightsAndParties()}, {"either of two obligors", either}} {
		t.Run(c.situation, func(t *testing.T) {
			want := brutePMF(c.spec, 1, 32)
			for _, method := range bothMethods {
				d := distributionOf(t, resolved(t, c.spec), credit.DistributionSettings{Unit: 1, Method: method, Tolerance: 1e-11})
				for k, w := range want {
					if got := d.Probability(k); math.Abs(got-w) > 1e-9 {
						t.Errorf("%v: P(L = %d) = %.12g, enumerated %.12g", method, k, got, w)
					}
				}
			}
		})
	}
}

// TestMomentsOfRights: law 3 holds with rights in the model.
func TestMomentsOfRights(t *testing.T) {
	t.Parallel()
	s := onRights()
	// Randomness of the loss given default comes on top of what enumeration sees.
	random := s
	random.Positions = slices.Clone(s.Positions)
	random.Positions[2].LGD.StdDev, random.Positions[2].Unpledged = 0.2, credit.LGD{Mean: 0.9, StdDev: 0.1}
	mean, cov := bruteMoments(s, 32)
	for _, settings := range []credit.MomentSettings{{Degree: 10}, {Degree: 3, MaxBlock: 1}} {
		m := momentsOf(t, resolved(t, s), settings)
		for i := range mean {
			if math.Abs(m.Mean(i)-mean[i]) > 1e-9 {
				t.Errorf("mean %d: %.12g, enumerated %.12g", i, m.Mean(i), mean[i])
			}
			for j := range mean {
				bound := 1e-8 * max(1, cov[i][i], cov[j][j])
				if i != j {
					bound += m.PairTruncation(i, j)
				}
				if d := math.Abs(m.Covariance(i, j) - cov[i][j]); d > bound {
					t.Errorf("%+v: covariance %d, %d: %.12g, enumerated %.12g, truncation at most %.3g", settings, i, j, m.Covariance(i, j), cov[i][j], m.PairTruncation(i, j))
				}
			}
		}
	}
	p := resolved(t, random)
	m, d := momentsOf(t, p, credit.MomentSettings{Degree: 12}), distributionOf(t, p, credit.DistributionSettings{Unit: 1, Tolerance: 1e-11})
	// Splitting random losses over units keeps the mean and adds to the variance.
	if excess := d.Variance() - m.Variance(ones(m.Len())); !within(m.TotalMean(), d.Mean(), 1e-9) || excess < -1e-6 || excess > d.Quality().Rounding.Variance+m.Truncation() {
		t.Errorf("moments %.12g, %.12g; distribution %.12g, %.12g", m.TotalMean(), m.Variance(ones(m.Len())), d.Mean(), d.Variance())
	}
}

// TestTailContributionsOfRights: they sum to the expected shortfall, and agree with enumeration.
func TestTailContributionsOfRights(t *testing.T) {
	t.Parallel()
	s := onRightsAndParties()
	const level = 0.95
	c, err := resolved(t, s).TailContributions(context.Background(), level, credit.DistributionSettings{Unit: 1, Tolerance: 1e-11})
	if err != nil {
		t.Fatal(err)
	}
	if !within(sum(c.Contributions), c.ExpectedShortfall, 1e-10) {
		t.Errorf("contributions sum to %v, the expected shortfall is %v", sum(c.Contributions), c.ExpectedShortfall)
	}
	pmf := brutePMF(s, 1, 32)
	beyond, at := 0.0, pmf[int(c.VaR)]
	for k := int(c.VaR) + 1; k < len(pmf); k++ {
		beyond += pmf[k]
	}
	want := make([]float64, len(s.Positions))
	enumerate(s, 32, func(o outcome) {
		weight := 0.0
		switch l := sum(o.losses); {
		case l > c.VaR+0.5:
			weight = 1
		case l > c.VaR-0.5:
			weight = (1 - level - beyond) / at
		}
		for i, x := range o.losses {
			want[i] += o.p * weight * x / (1 - level)
		}
	})
	for i, w := range want {
		if math.Abs(c.Contributions[i]-w) > 1e-6 {
			t.Errorf("contribution %d: %.10g, enumerated %.10g", i, c.Contributions[i], w)
		}
	}
}

// drawSupported draws a small portfolio of one factor in which agents are obligors, guarantors and
// rights of any position.
func drawSupported(t *rapid.T) credit.PortfolioSpec {
	s := credit.PortfolioSpec{Factors: []string{"economy"}}
	for range 5 {
		s.Agents = append(s.Agents, credit.Agent{PD: rapid.SampledFrom([]float64{0, 0.02, 0.1, 0.4, 1}).Draw(t, "pd"),
			Loadings: []credit.Loading{{Factor: 0, Weight: rapid.SampledFrom([]float64{-0.4, 0, 0.3, 0.6}).Draw(t, "loading")}}})
	}
	lgd := rapid.SampledFrom([]credit.LGD{{Mean: 0.25}, {Mean: 0.5}, {Mean: 0.75}, {Mean: 1}})
	for range rapid.IntRange(1, 4).Draw(t, "positions") {
		order := rapid.Permutation(indices(5)).Draw(t, "agents")
		take := func(most int, what string) []int {
			n := rapid.IntRange(0, min(most, len(order))).Draw(t, what)
			list := order[:n]
			order = order[n:]
			return list
		}
		q := credit.Position{Exposure: 4 * money.Amount(rapid.IntRange(1, 5).Draw(t, "exposure")), Obligors: order[:1], LGD: lgd.Draw(t, "lgd"),
			Joint: rapid.SampledFrom([]credit.JointRule{credit.FirstNamed, credit.AllDefault, credit.AnyDefault}).Draw(t, "joint")}
		order = order[1:]
		q.Obligors = append(slices.Clone(q.Obligors), take(1, "co-obligors")...)
		q.Guarantors, q.Unguaranteed = take(1, "guarantors"), lgd.Draw(t, "unguaranteed")
		ends := func(list []int) (rights []credit.RightEnd) {
			for _, a := range list {
				rights = append(rights, credit.RightEnd{Agent: a, PD: s.Agents[a].PD})
			}
			return rights
		}
		q.Essential, q.OnLoss = ends(take(1, "essential")), rapid.SampledFrom([]float64{0, 0.5, 1}).Draw(t, "on loss")
		q.Pledged, q.Unpledged, q.Bare = ends(take(2, "pledged")), lgd.Draw(t, "unpledged"), lgd.Draw(t, "bare")
		if rapid.Bool().Draw(t, "the same right") {
			q.Pledged = append(q.Pledged, q.Essential...)
		}
		s.Positions = append(s.Positions, q)
	}
	return s
}

// TestWhateverStandsBehindPositions: distribution and moments are those of the enumeration of all
// states, whoever is obligor, guarantor and right of whom.
func TestWhateverStandsBehindPositions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSupported(t)
		p := resolved(t, s)
		d, m := distributionOf(t, p, credit.DistributionSettings{Unit: 1, Tolerance: 1e-10}), momentsOf(t, p, credit.MomentSettings{})
		for k, w := range brutePMF(s, 1, 40) {
			if got := d.Probability(k); math.Abs(got-w) > 1e-8 {
				t.Fatalf("P(L = %d) = %.12g, enumerated %.12g", k, got, w)
			}
		}
		mean, cov := bruteMoments(s, 40)
		for i := range mean {
			for j := range mean {
				bound := 1e-6
				if i != j {
					bound += m.PairTruncation(i, j)
				}
				if got := m.Covariance(i, j); math.Abs(got-cov[i][j]) > bound || math.Abs(m.Mean(i)-mean[i]) > 1e-7 {
					t.Fatalf("covariance %d, %d: %.12g, enumerated %.12g; mean %.12g, %.12g", i, j, got, cov[i][j], m.Mean(i), mean[i])
				}
			}
		}
	})
}

func TestFaultsOfRights(t *testing.T) {
	s := onRights()
	s.Positions = []credit.Position{{Exposure: money.Amount(1), Obligors: []int{0}, LGD: credit.LGD{Mean: 1}, OnLoss: 1.5,
		Essential: []credit.RightEnd{{Agent: 9, PD: 0.1}, {Agent: 2, PD: 0.1}, {Agent: 2, PD: 0.2}},
		Pledged:   []credit.RightEnd{{Agent: 0, PD: 0.1}, {Agent: 2, PD: 0.15}}, Unpledged: credit.LGD{Mean: 2}}}
	_, err := s.Resolve()
	want := []string{"positions[0].unpledged.mean", "positions[0].on_loss", "positions[0].essential[0].agent", "positions[0].essential[2].agent",
		"positions[0].essential[2].pd", "positions[0].pledged[0].agent", "positions[0].pledged[1].pd"}
	if got := paths(err); !slices.Equal(got, want) {
		t.Errorf("faults at\n%q, want\n%q\n%v", got, want, err)
	}
}

// paths lists where the faults of an error are.
func paths(err error) []string {
	var e *faults.Error
	if !errors.As(err, &e) {
		return nil
	}
	var list []string
	for _, f := range e.Faults() {
		list = append(list, f.Path)
	}
	return list
}
