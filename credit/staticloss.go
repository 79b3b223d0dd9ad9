package credit

import (
	"context"
	"math"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// ClassLoss is what a class of a deal expects to lose in a static structure: see [TrancheLoss].
type ClassLoss struct {
	CapitalTranche
	// Loss is that of all classes of the rank together; they share it in proportion to their balances.
	Loss TrancheLoss
	// Unbacked is the part of the class for which there is no exposure, because the classes sum to more
	// than the pool. It is no loss by default, and not part of ExpectedLoss.
	Unbacked money.Amount
	// ExpectedLoss is the class's part of Loss.ExpectedLoss, in minor units, and ExpectedShare that over
	// what is backed of the class; NaN when nothing is.
	ExpectedLoss, ExpectedShare float64
	// HitProbability is that of the rank, P(L > attach); 0 when nothing is backed.
	HitProbability float64
}

// Classes measures the classes of a deal on the losses of the portfolio: classes of the highest rank
// number lose first, once the exposure that no class stands on is gone. The expected losses of all
// classes and of that over-collateral (超额覆盖), which is returned beside them, sum to the mean of the
// distribution.
//
// Errors: those of [AttachmentPoints], a *faults.Error with every fault in the balances.
func (d *Distribution) Classes(tranches []CapitalTranche) (classes []ClassLoss, over TrancheLoss, err error) {
	if d.exposure == 0 {
		var list faults.List
		list.Add("pool", faults.OutOfRange, 0, "an exposure above 0")
		return nil, TrancheLoss{}, list.Err()
	}
	if _, err := AttachmentPoints(CapitalStructure{Pool: d.exposure, Tranches: tranches}); err != nil {
		return nil, TrancheLoss{}, err
	}
	var total money.Amount
	for _, t := range tranches {
		total += t.Balance
		c := ClassLoss{CapitalTranche: t, ExpectedShare: math.NaN()}
		var above, equal money.Amount
		for _, o := range tranches {
			switch {
			case o.Rank < t.Rank:
				above += o.Balance
			case o.Rank == t.Rank:
				equal += o.Balance
			}
		}
		detach := max(d.exposure-above, 0)
		attach := max(detach-equal, 0)
		if detach > attach {
			c.Loss = d.trancheBetween(float64(attach), float64(detach))
			part := float64(t.Balance) / float64(equal)
			c.ExpectedLoss, c.HitProbability = part*c.Loss.ExpectedLoss, c.Loss.HitProbability
			c.ExpectedShare = c.Loss.ExpectedShare
		}
		c.Loss.Attach, c.Loss.Detach = attach, detach
		c.Unbacked = t.Balance - money.Amount(math.RoundToEven(float64(t.Balance)*(float64(detach-attach)/float64(equal))))
		classes = append(classes, c)
	}
	if rest := d.exposure - total; rest > 0 {
		over = d.trancheBetween(0, float64(rest))
		over.Detach = rest
	}
	return classes, over, nil
}

// StaticLoss is the losses of a pool by a horizon and what the classes of a deal lose of them: a static
// structure, in which losses hit the classes from below as they happen, without excess spread, reserve
// or time.
type StaticLoss struct {
	Model        *Model
	Settings     PortfolioSettings
	Portfolio    *Portfolio
	Distribution *Distribution
	Classes      []ClassLoss
	// Over is the part of the exposure on which no class stands; zero when there is none.
	Over TrancheLoss
}

// StaticLoss measures the pool at a horizon, and the classes of a deal on it, by the exact distribution.
// Without classes it measures the pool alone.
//
// Errors: those of [Model.Portfolio], [Portfolio.Distribution] and [Distribution.Classes].
func (m *Model) StaticLoss(ctx context.Context, s PortfolioSettings, classes []CapitalTranche, d DistributionSettings) (*StaticLoss, error) {
	p, err := m.Portfolio(s)
	if err != nil {
		return nil, err
	}
	out := &StaticLoss{Model: m, Settings: s, Portfolio: p}
	if out.Distribution, err = p.Distribution(ctx, d); err != nil {
		return nil, err
	}
	if len(classes) > 0 {
		out.Classes, out.Over, err = out.Distribution.Classes(classes)
	}
	return out, err
}
