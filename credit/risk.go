package credit

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"github.com/ipabs/ipabs/money"
)

// Unit is the loss unit, in minor units.
func (d *Distribution) Unit() money.Amount { return d.unit }

// Len is the number of points of the distribution: losses of 0, 1, …, Len − 1 units.
func (d *Distribution) Len() int { return len(d.pmf) }

// Probability of losing exactly k units; 0 outside the points.
func (d *Distribution) Probability(k int) float64 {
	if k < 0 || k >= len(d.pmf) {
		return 0
	}
	return d.pmf[k]
}

// PMF gives a copy of the probabilities of losing 0, 1, … units.
func (d *Distribution) PMF() []float64 { return slices.Clone(d.pmf) }

// Exposure is the exposure of the whole portfolio, in minor units.
func (d *Distribution) Exposure() money.Amount { return d.exposure }

// Quality says how good the distribution is.
func (d *Distribution) Quality() Quality { return d.quality }

// Settings are those of the computation, with the defaults filled in.
func (d *Distribution) Settings() DistributionSettings { return d.settings }

// Source is the fingerprint of the portfolio.
func (d *Distribution) Source() string { return d.source }

// AtMost is the probability that the loss is at most an amount.
func (d *Distribution) AtMost(loss money.Amount) float64 {
	switch k := loss / d.unit; {
	case loss < 0:
		return 0
	case int64(k) >= int64(len(d.cdf)):
		return d.cdf[len(d.cdf)-1]
	default:
		return d.cdf[k]
	}
}

// AboveError is the estimated absolute error of the probability of losing more than an amount,
// 1 − AtMost. In a sampled average it is that at this amount, much smaller in the tail than
// Quality().Error.
func (d *Distribution) AboveError(loss money.Amount) float64 {
	if loss < 0 {
		return 0
	}
	return d.errorFrom(float64(loss)).cdf
}

// errorFrom gives the errors of P(L > x) and of E[max(L − x, 0)], in minor units.
func (d *Distribution) errorFrom(x float64) distance {
	if d.errors == nil {
		return distance{d.quality.Error, d.quality.ExcessError}
	}
	k := int(min(x/float64(d.unit)*(1+1e-12), float64(len(d.errors)))) + 1 // the first number of units above x
	if k >= len(d.errors) {
		return distance{}
	}
	// The expected loss beyond x lies between those beyond the units on either side.
	return distance{d.errors[k].cdf, d.errors[k].excess * float64(d.unit)}
}

// above is the probability of losing more than x minor units, summed from the small end.
func (d *Distribution) above(x float64) float64 {
	sum := compensated{}
	for k := len(d.pmf) - 1; k >= 0 && float64(k)*float64(d.unit) > x; k-- {
		sum.add(d.pmf[k])
	}
	return sum.value()
}

// moment is E[f(loss in units)].
func (d *Distribution) moment(f func(x float64) float64) float64 {
	sum := compensated{}
	for k := len(d.pmf) - 1; k >= 0; k-- {
		sum.add(d.pmf[k] * f(float64(k)))
	}
	return sum.value()
}

func (d *Distribution) meanUnits() float64 {
	return d.moment(func(x float64) float64 { return x })
}

// Mean is the expected loss (预期损失), in minor units.
func (d *Distribution) Mean() float64 { return d.meanUnits() * float64(d.unit) }

// Variance is the variance of the loss, in squared minor units. What the splitting of losses over
// units adds to it is Quality().Rounding.Variance.
func (d *Distribution) Variance() float64 {
	m := d.meanUnits()
	return d.moment(func(x float64) float64 { return (x - m) * (x - m) }) * float64(d.unit) * float64(d.unit)
}

// StdDev is the standard deviation of the loss (非预期损失), in minor units.
func (d *Distribution) StdDev() float64 { return math.Sqrt(d.Variance()) }

// Skewness is E[(L − mean)³]/sd³; NaN for a loss that is certain.
func (d *Distribution) Skewness() float64 { return d.standardised(3) }

// Kurtosis is E[(L − mean)⁴]/sd⁴, 3 for a normal law; NaN for a loss that is certain.
func (d *Distribution) Kurtosis() float64 { return d.standardised(4) }

func (d *Distribution) standardised(order float64) float64 {
	m := d.meanUnits()
	variance := d.moment(func(x float64) float64 { return (x - m) * (x - m) })
	if variance == 0 {
		return math.NaN()
	}
	return d.moment(func(x float64) float64 { return math.Pow(x-m, order) }) / math.Pow(variance, order/2)
}

// quantileSlack is by how much a cumulative probability may fall short of a level and still reach it:
// the rounding of sums, so that a level that is met exactly does not turn on the last bit.
const quantileSlack = 1e-12

// VaR is the value at risk (风险价值) at a level: the smallest amount, a multiple of the unit, that the
// loss does not exceed with at least that probability, min{x: P(L ≤ x) ≥ level}. The error is
// [ErrArgument] unless 0 < level < 1.
func (d *Distribution) VaR(level float64) (money.Amount, error) {
	k, err := d.quantile(level)
	return money.Amount(k) * d.unit, err
}

func (d *Distribution) quantile(level float64) (int, error) {
	if !(level > 0 && level < 1) {
		return 0, fmt.Errorf("%w: level %v; expected a number above 0 and below 1", ErrArgument, level)
	}
	k := sort.Search(len(d.cdf), func(k int) bool { return d.cdf[k] >= level-quantileSlack })
	return min(k, len(d.cdf)-1), nil
}

// tail gives the VaR in units and the part of the probability at the VaR itself that belongs to the
// tail of 1 − level.
func (d *Distribution) tail(level float64) (v int, part float64, err error) {
	v, err = d.quantile(level)
	if err != nil {
		return 0, 0, err
	}
	if p := d.pmf[v]; p > 0 {
		part = min(max((1-level-d.above(float64(v)*float64(d.unit)))/p, 0), 1)
	}
	return v, part, nil
}

// ExpectedShortfall (预期亏损) is the mean loss in the worst 1 − level of outcomes, in minor units. An
// outcome at the VaR itself counts with that part of its probability that fills the tail to exactly
// 1 − level, which makes the measure coherent for discrete losses:
//
//	ES = ( E[L; L > VaR] + VaR·(1 − level − P(L > VaR)) ) / (1 − level)
//
// Source: C. Acerbi, D. Tasche, On the coherence of expected shortfall, Journal of Banking & Finance 26
// (2002), definition 2.6. The error is [ErrArgument] unless 0 < level < 1.
func (d *Distribution) ExpectedShortfall(level float64) (float64, error) {
	v, part, err := d.tail(level)
	if err != nil {
		return 0, err
	}
	sum := compensated{}
	for k := len(d.pmf) - 1; k > v; k-- {
		sum.add(float64(k) * d.pmf[k])
	}
	sum.add(float64(v) * part * d.pmf[v])
	return sum.value() / (1 - level) * float64(d.unit), nil
}
