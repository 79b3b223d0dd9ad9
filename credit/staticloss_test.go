package credit_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
)

// twelve is a pool of twelve contracts of 100 with one factor.
func twelve(t fataler) *credit.Distribution {
	s := credit.PortfolioSpec{Factors: []string{"global"}}
	for i := range 12 {
		s.Agents = append(s.Agents, credit.Agent{PD: 0.01 + 0.01*float64(i%4), Loadings: []credit.Loading{{Factor: 0, Weight: 0.4}}})
		s.Positions = append(s.Positions, credit.Position{Exposure: 100, Obligors: []int{i}, LGD: credit.LGD{Mean: 0.5}})
	}
	return distributionOf(t, resolved(t, s), credit.DistributionSettings{})
}

// TestClassesOfADeal: attachment from the bottom, classes of one rank share, and the parts sum to the
// expected loss of the pool.
func TestClassesOfADeal(t *testing.T) {
	d := twelve(t)
	for _, c := range []struct {
		situation      string
		classes        []credit.CapitalTranche
		attach, detach []money.Amount
		unbacked       []money.Amount
	}{
		{"senior, two of one rank, first loss and over-collateral",
			[]credit.CapitalTranche{{Name: "A", Balance: 800, Rank: 1}, {Name: "B1", Balance: 100, Rank: 2}, {Name: "B2", Balance: 50, Rank: 2}, {Name: "C", Balance: 100, Rank: 3}},
			[]money.Amount{400, 250, 250, 150}, []money.Amount{1200, 400, 400, 250}, []money.Amount{0, 0, 0, 0}},
		{"classes that sum to the pool", []credit.CapitalTranche{{Name: "A", Balance: 1000, Rank: 1}, {Name: "C", Balance: 200, Rank: 2}},
			[]money.Amount{200, 0}, []money.Amount{1200, 200}, []money.Amount{0, 0}},
		{"classes that sum to more", []credit.CapitalTranche{{Name: "A", Balance: 1100, Rank: 1}, {Name: "B", Balance: 300, Rank: 2}, {Name: "C", Balance: 50, Rank: 3}},
			[]money.Amount{100, 0, 0}, []money.Amount{1200, 100, 0}, []money.Amount{0, 200, 50}},
	} {
		t.Run(c.situation, func(t *testing.T) {
			classes, over, err := d.Classes(c.classes)
			if err != nil {
				t.Fatal(err)
			}
			total := over.ExpectedLoss
			for i, got := range classes {
				total += got.ExpectedLoss
				if got.Loss.Attach != c.attach[i] || got.Loss.Detach != c.detach[i] || got.Unbacked != c.unbacked[i] {
					t.Errorf("%s: %d to %d, unbacked %d; want %d to %d, %d", got.Name, got.Loss.Attach, got.Loss.Detach, got.Unbacked, c.attach[i], c.detach[i], c.unbacked[i])
				}
				if c.attach[i] == c.detach[i] {
					if !math.IsNaN(got.ExpectedShare) || got.HitProbability != 0 {
						t.Errorf("%s: %+v", got.Name, got)
					}
					continue
				}
				want, err := d.Tranche(c.attach[i], c.detach[i])
				if err != nil || got.Loss != want || !within(got.ExpectedLoss, want.ExpectedShare*float64(got.Balance-got.Unbacked), 1e-13) {
					t.Errorf("%s: %+v, want %+v, %v", got.Name, got, want, err)
				}
			}
			if !within(total, d.Mean(), 1e-12) {
				t.Errorf("the parts sum to %v, the pool expects %v", total, d.Mean())
			}
		})
	}
	if _, _, err := d.Classes([]credit.CapitalTranche{{Name: "A", Balance: -1}, {Name: "A", Balance: 1}}); !slices.Equal(paths(err), []string{"tranches[0].balance", "tranches[1].name"}) {
		t.Errorf("bad balances: %v", err)
	}
}

func TestStaticLossOfAModel(t *testing.T) {
	t.Parallel()
	m := modelOf(t, smallPool(), readSpec(t, oneFactorDocument))
	settings := credit.PortfolioSettings{Horizon: oneYear, Basis: credit.BasisPrincipal}
	loss, err := m.StaticLoss(context.Background(), settings, []credit.CapitalTranche{{Name: "A", Balance: 1000, Rank: 1}, {Name: "C", Balance: 500, Rank: 2}},
		credit.DistributionSettings{Tolerance: 1e-6})
	if err != nil {
		t.Fatal(err)
	}
	if sum := loss.Classes[0].ExpectedLoss + loss.Classes[1].ExpectedLoss; !within(sum, loss.Distribution.Mean(), 1e-9) || loss.Portfolio.Exposure() != 1500 {
		t.Errorf("classes expect %v, the pool %v", sum, loss.Distribution.Mean())
	}
	if alone, err := m.StaticLoss(context.Background(), settings, nil, credit.DistributionSettings{Tolerance: 1e-6}); err != nil || alone.Classes != nil || alone.Distribution.Mean() != loss.Distribution.Mean() {
		t.Errorf("without classes: %v", err)
	}
	if _, err := m.StaticLoss(context.Background(), credit.PortfolioSettings{}, nil, credit.DistributionSettings{}); len(paths(err)) != 2 {
		t.Errorf("no settings: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := m.StaticLoss(ctx, settings, nil, credit.DistributionSettings{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled context: %v", err)
	}
}
