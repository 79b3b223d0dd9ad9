package credit

import (
	"context"
	"fmt"

	"github.com/ipabs/ipabs/money"
)

// Engine names the version of the computation of loss distributions. It changes whenever a result
// may change beyond its stated error.
const Engine = "credit.distribution/1"

// Method is a way to add independent losses.
type Method uint8

// The methods. They agree to within the stated error.
const (
	MethodAuto      Method = iota // recursion for up to 256 items, Fourier transform beyond
	MethodRecursion               // conditional recursion (条件递推): keeps the digits of small probabilities
	MethodFourier                 // fast Fourier transform (快速傅里叶变换): for thousands of obligors
)

// String gives the name of the method.
func (m Method) String() string {
	switch m {
	case MethodAuto:
		return "auto"
	case MethodRecursion:
		return "recursion"
	case MethodFourier:
		return "fourier"
	}
	return fmt.Sprintf("invalid(%d)", uint8(m))
}

// Averaging is a way to average over the common factors.
type Averaging uint8

// The ways.
const (
	// AverageAuto takes nested averages where their cost is within MaxWork and they reach the tolerance,
	// and a sampled average otherwise.
	AverageAuto Averaging = iota
	// AverageNested is quadrature, one factor inside the other: sectors below a global factor, groups
	// below sectors. Its error falls exponentially with the work, but its cost with factors that cross
	// grows exponentially with their number.
	AverageNested
	// AverageSampled averages over quasi-random points of all factors that cross: global, industry,
	// region and IP type together. Defaults given the factors are still added exactly, and what nests
	// below the crossing factors, such as groups, still has its quadrature. Independent randomisations
	// of the points give the error.
	AverageSampled
)

// String gives the name of the way.
func (a Averaging) String() string {
	switch a {
	case AverageAuto:
		return "auto"
	case AverageNested:
		return "nested"
	case AverageSampled:
		return "sampled"
	}
	return fmt.Sprintf("invalid(%d)", uint8(a))
}

// DistributionSettings says how a loss distribution is computed. The zero value is ready to use.
type DistributionSettings struct {
	// Unit is the loss unit in minor units. Losses that are no multiple of it are split over the two
	// neighbouring multiples so that their mean is kept. 0 means the greatest amount that divides all
	// losses, when that makes at most 10,000 units, and a 4,096th of the greatest loss otherwise.
	Unit money.Amount
	// Tolerance is the greatest estimated error, of the probability of losing at most any amount,
	// that the average over the factors may leave. Where a loss given default moves with a factor and
	// has no randomness of its own, losses move continuously over the grid of units and single
	// probabilities converge slowly; there the expected loss beyond any amount is held to the tolerance
	// instead, as a share of the exposure. 0 means 1e-9 for nested averages; a sampled average then aims
	// at 1e-5 but ends without an error when its work is done, and Quality says how near it came.
	Tolerance float64
	Method    Method
	Averaging Averaging
	// MaxWork bounds the elementary steps, some 1e9 of which take a second: those of one pass of nested
	// quadrature, where 0 means 3e9, or those of all the points of a sampled average, where 0 means 1e9.
	MaxWork float64
	// Seed of the randomised nets of a sampled average.
	Seed uint64
	// Control corrects a sampled average by what is known exactly (control variate, 控制变量): the expected
	// loss. Probabilities change by a regression on the expected loss given the factors; the mean is the
	// exact one where every position has a single obligor and nothing else that its loss depends on.
	// Quality.ControlRatio tells what it gains. A nested average has no use for it.
	Control bool
}

const (
	defaultTolerance = 1e-9
	defaultMaxWork   = 3e9
	maxUnits         = 1 << 24 // loss units of a distribution: 128 MB for the probabilities alone
	autoItems        = 256
	probableFloor    = 1e-19 // probabilities below this, times the number of items, are left out
)

// Quality says how good a distribution is.
type Quality struct {
	Method Method
	// Averaging is AverageNested or AverageSampled.
	Averaging Averaging
	// Step is the step of the quadrature in standard deviations of a factor; 0 when none was needed.
	Step float64
	// Points is the number of points of a sampled average, all randomisations together; 0 for a nested
	// one.
	Points int
	// Error is the estimated absolute error of the probability of losing at most any amount. In a
	// sampled average it is four standard errors at the amount where they are greatest.
	Error float64
	// ExcessError is the estimated absolute error of the expected loss beyond any amount, in minor units.
	// The error of an expected tranche loss is at most twice that.
	ExcessError float64
	// ControlRatio is the variance without the control variate over that with it, of the expected losses
	// beyond all amounts together; 0 without one. +Inf when it leaves no variance.
	ControlRatio float64
	// Missing is how far the probabilities fall short of 1, because negligible ones were left out.
	Missing float64
	// Rounding is what the splitting of losses over units adds.
	Rounding Rounding
}

// Rounding bounds the effect of expressing losses in whole units. Means are not affected: the loss on
// units is a mean-preserving spread of the loss, so that its tail beyond any amount is heavier, never
// lighter, by at most Mean.
type Rounding struct {
	// Largest bounds the difference in any one outcome, in minor units.
	Largest float64
	// Mean bounds the mean absolute difference, and so that of any expected tranche loss, in minor
	// units.
	Mean float64
	// Variance bounds the variance that is added, in squared minor units. For losses without randomness
	// of their own it is the exact variance added.
	Variance float64
}

// Distribution is the distribution of the loss of a portfolio at its horizon, on multiples of a loss
// unit. It is immutable and safe for concurrent use.
type Distribution struct {
	unit     money.Amount
	pmf      []float64
	cdf      []float64
	errors   []distance // by unit, see run; nil when the same errors hold everywhere
	exposure money.Amount
	quality  Quality
	settings DistributionSettings
	source   string
}

// Distribution computes the distribution of the loss exactly up to the stated error: given the common
// factors the parties default independently, so their losses are added by recursion or Fourier
// transform; the average over the factors is taken by nested quadrature or, where the factors cross,
// over quasi-random points (see [Averaging] and [Quality]). The same settings give the same bits.
//
// Errors: [ErrArgument] for settings out of range; a *[ComplexityError] ([ErrTooComplex]) when the
// work exceeds MaxWork; an *[AccuracyError] ([ErrAccuracy]) when a tolerance that was asked for is not
// reached; the cause of ctx when it ends.
func (p *Portfolio) Distribution(ctx context.Context, s DistributionSettings) (*Distribution, error) {
	run, err := p.newRun(ctx, s)
	if err != nil {
		return nil, err
	}
	pmf, quality, err := run.average()
	if err != nil {
		return nil, err
	}
	return newDistribution(run, pmf, quality), nil
}

func newDistribution(r *run, pmf []float64, quality Quality) *Distribution {
	d := &Distribution{unit: r.settings.Unit, pmf: pmf, exposure: r.p.exposure, errors: r.errors, quality: quality, settings: r.settings, source: r.p.fingerprint}
	d.cdf = make([]float64, len(d.pmf))
	sum := compensated{}
	for k, v := range d.pmf {
		d.pmf[k] = min(v, 1) // what is above is rounding
		sum.add(v)
		d.cdf[k] = min(sum.value(), 1)
	}
	d.quality.Missing = max(1-sum.value(), 0)
	return d
}
