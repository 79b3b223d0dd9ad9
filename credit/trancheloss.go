package credit

import (
	"fmt"
	"math"

	"github.com/ipabs/ipabs/money"
)

// TrancheLoss is what a tranche expects to lose at the horizon, if losses hit it as they happen: a
// static structure without excess spread or time. (What a waterfall pays under default paths is for
// the tranche package.)
type TrancheLoss struct {
	Attach, Detach money.Amount // losses of the pool at which the tranche begins to lose and is gone
	// ExpectedLoss is an amount, in minor units: E[min(max(L − attach, 0), detach − attach)].
	ExpectedLoss float64
	// ExpectedShare is ExpectedLoss over the width of the tranche.
	ExpectedShare float64
	// HitProbability is P(L > attach): the tranche loses something.
	HitProbability float64
	// WipeOutProbability is P(L ≥ detach): the tranche loses all.
	WipeOutProbability float64
	// LossError and HitError are the estimated absolute errors that the average over the factors leaves
	// in ExpectedLoss and in HitProbability. Rounding to units comes on top, see Quality.
	LossError, HitError float64
	// StdDev is the standard deviation of the tranche's loss, in minor units.
	StdDev float64
}

// Tranche measures the tranche between two amounts of pool loss. Both may be any amounts, multiples of
// the loss unit or not. Tranches that cover 0 to the greatest loss have expected losses that sum to
// the mean of the distribution. The error is [ErrArgument] unless 0 ≤ attach < detach.
func (d *Distribution) Tranche(attach, detach money.Amount) (TrancheLoss, error) {
	if attach < 0 || detach <= attach {
		return TrancheLoss{}, fmt.Errorf("%w: tranche from %d to %d; expected 0 ≤ attach < detach", ErrArgument, int64(attach), int64(detach))
	}
	t := d.trancheBetween(float64(attach), float64(detach))
	t.Attach, t.Detach = attach, detach
	return t, nil
}

// TrancheShare measures the tranche between two shares of the portfolio's exposure, which need not be
// whole minor units; Attach and Detach of the result are rounded to the nearest. The error is
// [ErrArgument] unless 0 ≤ attach < detach ≤ 1.
func (d *Distribution) TrancheShare(attach, detach float64) (TrancheLoss, error) {
	if !(attach >= 0 && detach > attach && detach <= 1) || d.exposure == 0 {
		return TrancheLoss{}, fmt.Errorf("%w: tranche from %v to %v of %d; expected 0 ≤ attach < detach ≤ 1 of some exposure", ErrArgument, attach, detach, int64(d.exposure))
	}
	a, b := attach*float64(d.exposure), detach*float64(d.exposure)
	t := d.trancheBetween(a, b)
	t.Attach, t.Detach = money.Amount(math.RoundToEven(a)), money.Amount(math.RoundToEven(b))
	return t, nil
}

func (d *Distribution) trancheBetween(attach, detach float64) TrancheLoss {
	// A share of an exposure may miss a whole unit by rounding; a loss that hits the edge to within
	// that is at the edge.
	slack := 1e-12 * max(detach, 1)
	var loss, square, hit, out compensated
	unit, width := float64(d.unit), detach-attach
	for k := len(d.pmf) - 1; k >= 0; k-- {
		x, p := float64(k)*unit, d.pmf[k]
		if x <= attach+slack {
			break
		}
		l := min(x-attach, width)
		loss.add(p * l)
		square.add(p * l * l)
		hit.add(p)
		if x >= detach-slack {
			out.add(p)
		}
	}
	el := loss.value()
	from, to := d.errorFrom(attach), d.errorFrom(detach)
	return TrancheLoss{LossError: from.excess + to.excess, HitError: from.cdf, ExpectedLoss: el, ExpectedShare: el / width, HitProbability: hit.value(),
		WipeOutProbability: out.value(), StdDev: math.Sqrt(max(square.value()-el*el, 0))}
}
