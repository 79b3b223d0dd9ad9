package credit_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
)

func TestTranchesOfTwoPoints(t *testing.T) {
	// Losses of 0, 60, 40 and 100 with 0.9·0.8, 0.1·0.8, 0.9·0.2 and 0.1·0.2.
	d := distributionOf(t, resolved(t, loaded([]float64{0.1, 0.2}, []money.Amount{60, 40})), credit.DistributionSettings{})
	for _, c := range []struct {
		situation      string
		attach, detach money.Amount
		want           credit.TrancheLoss
	}{
		{"first loss", 0, 30, credit.TrancheLoss{ExpectedLoss: 0.28 * 30, ExpectedShare: 0.28, HitProbability: 0.28, WipeOutProbability: 0.28}},
		{"in the middle", 30, 70, credit.TrancheLoss{ExpectedLoss: 0.18*10 + 0.08*30 + 0.02*40, ExpectedShare: 5.0 / 40, HitProbability: 0.28, WipeOutProbability: 0.02}},
		{"an attachment that a loss just meets is not hit", 60, 100, credit.TrancheLoss{ExpectedLoss: 0.02 * 40, ExpectedShare: 0.02, HitProbability: 0.02, WipeOutProbability: 0.02}},
		{"a detachment that a loss just meets is wiped out", 20, 40, credit.TrancheLoss{ExpectedLoss: 0.28 * 20, ExpectedShare: 0.28, HitProbability: 0.28, WipeOutProbability: 0.28}},
		{"the last fen", 99, 100, credit.TrancheLoss{ExpectedLoss: 0.02, ExpectedShare: 0.02, HitProbability: 0.02, WipeOutProbability: 0.02}},
		{"beyond the exposure", 100, 200, credit.TrancheLoss{}},
	} {
		t.Run(c.situation, func(t *testing.T) {
			got, err := d.Tranche(c.attach, c.detach)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range [][2]float64{{got.ExpectedLoss, c.want.ExpectedLoss}, {got.ExpectedShare, c.want.ExpectedShare},
				{got.HitProbability, c.want.HitProbability}, {got.WipeOutProbability, c.want.WipeOutProbability}} {
				if math.Abs(x[0]-x[1]) > 1e-12 {
					t.Errorf("got %+v, want %+v", got, c.want)
				}
			}
		})
	}
	share, err := d.TrancheShare(0.3, 0.7)
	if err != nil {
		t.Fatal(err)
	}
	if amount, err := d.Tranche(30, 70); err != nil || amount != share {
		t.Errorf("by share %+v, by amount %+v, %v", share, amount, err)
	}
	for _, bad := range [][2]money.Amount{{-1, 5}, {5, 5}, {6, 5}} {
		if _, err := d.Tranche(bad[0], bad[1]); !errors.Is(err, credit.ErrArgument) {
			t.Errorf("%v: %v", bad, err)
		}
	}
	for _, bad := range [][2]float64{{-0.1, 0.5}, {0.5, 0.5}, {0.5, 1.1}, {math.NaN(), 1}} {
		if _, err := d.TrancheShare(bad[0], bad[1]); !errors.Is(err, credit.ErrArgument) {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

func TestTranchesSumToThePool(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawPortfolio(t, 7)
		p := resolved(t, s)
		if p.Exposure() < 3 {
			return
		}
		d := distributionOf(t, p, credit.DistributionSettings{})
		a := money.Amount(rapid.IntRange(1, int(p.Exposure())-2).Draw(t, "first edge"))
		b := money.Amount(rapid.IntRange(int(a)+1, int(p.Exposure())-1).Draw(t, "second edge"))
		sum, last := 0.0, credit.TrancheLoss{HitProbability: 1, ExpectedShare: 1}
		for _, e := range [][2]money.Amount{{0, a}, {a, b}, {b, p.Exposure()}} {
			tr, err := d.Tranche(e[0], e[1])
			if err != nil {
				t.Fatal(err)
			}
			if tr.HitProbability > last.HitProbability+1e-12 || tr.ExpectedShare > last.ExpectedShare+1e-12 {
				t.Fatalf("the senior tranche %+v loses more than %+v", tr, last)
			}
			if tr.WipeOutProbability > tr.ExpectedShare+1e-12 || tr.ExpectedShare > tr.HitProbability+1e-12 {
				t.Fatalf("not wiped out ≤ share lost ≤ hit: %+v", tr)
			}
			sum += tr.ExpectedLoss
			last = tr
		}
		if math.Abs(sum-d.Mean()) > 1e-9*float64(p.Exposure()) {
			t.Fatalf("tranches lose %v, the pool %v", sum, d.Mean())
		}
	})
}

func ExampleDistribution_TrancheShare() {
	p := resolved(failing{}, equalObligors(12, 0.05, 0.2, 10_000_000))
	d := distributionOf(failing{}, p, credit.DistributionSettings{})
	edges := []float64{0, 0.05, 0.15, 1}
	for i, attach := range edges[:3] {
		t, err := d.TrancheShare(attach, edges[i+1])
		if err != nil {
			panic(err)
		}
		fmt.Printf("%2.0f–%3.0f %%: expected loss %9.2f, %7.4f %% of the tranche; hit %5.2f %%\n",
			100*attach, 100*edges[i+1], t.ExpectedLoss/100, 100*t.ExpectedShare, 100*t.HitProbability)
	}
	// Output:
	//  0–  5 %: expected loss  22757.83, 37.9297 % of the tranche; hit 37.93 %
	//  5– 15 %: expected loss  11484.50,  9.5704 % of the tranche; hit 13.97 %
	// 15–100 %: expected loss   1757.68,  0.1723 % of the tranche; hit  1.90 %
}
