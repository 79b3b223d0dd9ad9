package tranche

import (
	"fmt"
	"math"

	"github.com/ipabs/ipabs/internal/exactsum"
)

// Estimate is a simulated number with its standard error (标准误), in the unit of the number.
//
// Means are regressed on controls, unless the settings say otherwise: what the pool loses at the loss given
// default of the cut-off date, and for figures of the pool and of classes layers of a static loss of which the
// exact distribution is known. A regression that would lead out of range is left away. The standard error, NaN
// with too few blocks to tell, comes from the means of blocks, which are independent whatever way the paths are
// drawn.
type Estimate struct {
	Value  float64 `json:"value"`
	StdErr float64 `json:"standard_error"`
	// VarianceRatio is by how much the variance of the estimate is smaller than that of so many plain paths
	// without a control (方差缩减比); 0 where it is not known, or no error is left.
	VarianceRatio float64 `json:"variance_ratio,omitempty"`
}

// estimate gives the mean of a statistic.
func (c *Counts) estimate(stat int) Estimate { return c.mean(&c.counts.means[stat], c.regression) }

// mean regresses the mean of a statistic.
func (c *Counts) mean(m *moment, r *regression) Estimate {
	cross := make([]float64, len(m.cross))
	for i := range cross {
		cross[i] = m.cross[i].Value() / r.blocks
	}
	return r.estimate(m.sum.Value()/r.blocks, m.square.Value()/r.blocks, cross)
}

// plainly gives the mean of a statistic without a control.
func (c *Counts) plainly(stat int) Estimate {
	m := &c.counts.means[stat]
	return c.regression.estimate(m.sum.Value()/c.regression.blocks, m.square.Value()/c.regression.blocks, nil)
}

// overBlocks gives a mean over blocks without a control.
func (c *Counts) overBlocks(m *moment) Estimate {
	n := float64(c.counts.blocks)
	return c.regression.estimate(m.sum.Value()/n, m.square.Value()/n, nil)
}

// regressed prepares the regression on the controls.
func (c *Counts) regressed() {
	c.regression = c.regressOn(&c.counts.control, c.counts.blocks)
}

func (c *Counts) regressOn(sums *controlSums, blocks uint64) *regression {
	if c.sim.settings.NoControl {
		return &regression{blocks: float64(blocks)}
	}
	return c.sim.controls.regressOn(sums, blocks, float64(c.sim.sampler.BlockSize()))
}

// against fills in the variance ratio, given the mean of the square of the statistic on plain paths.
func (c *Counts) against(e Estimate, plain float64, square float64) Estimate {
	if e.StdErr > 1e-9*math.Abs(e.Value) {
		e.VarianceRatio = max(square-plain*plain, 0) / float64(c.counts.paths) / (e.StdErr * e.StdErr)
	}
	return e
}

// probability estimates the probability of what a statistic of 0 or 1 says.
func (c *Counts) probability(stat int) Estimate {
	e := c.estimate(stat)
	plain := c.counts.means[stat].sum.Value() / float64(c.counts.blocks)
	if !(e.Value >= 0 && e.Value <= 1) { // where a regression on few events leads
		e = c.plainly(stat)
	}
	return c.against(e, plain, plain)
}

// amount estimates the mean of an amount of which the square is counted too.
func (c *Counts) amount(stat, square int) Estimate {
	n := float64(c.counts.blocks)
	e := c.estimate(stat)
	if e.Value < 0 {
		e = c.plainly(stat)
	}
	return c.against(e, c.counts.means[stat].sum.Value()/n, c.counts.means[square].sum.Value()/n)
}

// scaled is the estimate of a multiple.
func (e Estimate) scaled(by float64) Estimate {
	return Estimate{e.Value * by, e.StdErr * math.Abs(by), e.VarianceRatio}
}

// less is the difference to another estimate on the same paths, with the most that its standard error can be.
func (e Estimate) less(o Estimate) Estimate {
	return Estimate{Value: e.Value - o.Value, StdErr: e.StdErr + o.StdErr}
}

// overGroups gives a functional of all paths, with the standard error of its values over the groups of
// blocks that have one, NaN when fewer than half of them do.
func (c *Counts) overGroups(f func(groups []countGroup) float64) Estimate {
	groups := c.counts.groups[:]
	e := Estimate{Value: f(groups), StdErr: math.NaN()}
	if c.counts.blocks < countGroups {
		return e
	}
	sum, square, n := 0.0, 0.0, 0.0
	for g := range groups {
		if x := f(groups[g:g+1]) - e.Value; !math.IsNaN(x) {
			sum += x
			square += x * x
			n++
		}
	}
	if n >= countGroups/2 {
		e.StdErr = math.Sqrt(max(square/n-sum/n*sum/n, 0) / (n - 1))
	}
	return e
}

// ratio is the mean of a number over the paths that have it; NaN when none has.
func (c *Counts) ratio(class, stat int) Estimate {
	return c.ratioAt(class*(classStats-statRatios) + stat - statRatios)
}

// givenCall is the mean of what a source of support pays over the paths on which it is called; NaN when it never is.
func (c *Counts) givenCall(source int) Estimate {
	return c.ratioAt(c.sim.plan.classes*(classStats-statRatios) + 2*source)
}

// callLaw is the law of what a source of support pays: over the paths on which it is called, or over all.
func (c *Counts) callLaw(source int, all bool) *SimulatedDistribution {
	d := c.distribution(c.sim.plan.call, func(g *countGroup) []exactsum.Weight { return g.calls[source] })
	d.most = func(g *countGroup) float64 { return float64(g.most[source]) }
	d.all = all
	return d
}

// ratioAt is the ratio R = A/N of two sums in a row. With A_g and N_g those of a group, the A_g − R·N_g sum to zero,
// and their scatter over N is the error of R (the delta method), whether or not every group has some of it.
func (c *Counts) ratioAt(at int) Estimate {
	var sum, weight exactsum.Sum
	groups := c.counts.groups[:]
	for g := range groups {
		sum.AddSum(&groups[g].ratios[at])
		weight.AddSum(&groups[g].ratios[at+1])
	}
	e := Estimate{Value: sum.Value() / weight.Value(), StdErr: math.NaN()}
	if c.counts.blocks < countGroups || math.IsNaN(e.Value) {
		return e
	}
	square := 0.0
	for g := range groups {
		d := groups[g].ratios[at].Value() - e.Value*groups[g].ratios[at+1].Value()
		square += d * d
	}
	e.StdErr = math.Sqrt(square*countGroups/(countGroups-1)) / math.Abs(weight.Value())
	return e
}

// SimulatedDistribution is the law of a number over the paths that have it. Numbers are counted in bins, of which each
// holds what lies above the bin before and up to its own upper end.
type SimulatedDistribution struct {
	counts *Counts
	bins   binning
	pick   func(g *countGroup) []exactsum.Weight
	most   func(g *countGroup) float64 // the largest number, which no quantile exceeds; nil where it is not kept
	all    bool                        // paths that do not have the number count as zero
}

// Unit is the width of a bin; of what supports pay that of the first, each further one being 1 % wider.
func (d *SimulatedDistribution) Unit() float64 { return d.bins.unit }

// Quantile is the smallest upper end of a bin that the number does not exceed with at least that probability,
// among the paths that have the number; NaN when none has. The error wraps [ErrSimulation] unless
// 0 < level < 1.
func (d *SimulatedDistribution) Quantile(level float64) (Estimate, error) {
	if !(level > 0 && level < 1) {
		return Estimate{}, fmt.Errorf("%w: level %v; expected a number above 0 and below 1", ErrSimulation, level)
	}
	return d.counts.overGroups(func(groups []countGroup) float64 {
		weights, total := d.weights(groups)
		if total == 0 {
			return math.NaN()
		}
		above, k := 0.0, len(weights)-1
		for ; k > 0; k-- {
			if above += weights[k]; above > (1-level)*total*(1+1e-12) {
				break
			}
		}
		return d.upper(groups, k)
	}), nil
}

// Above is the probability of more than an amount, which counts as the upper end of its bin. It is that
// among the paths that have the number.
func (d *SimulatedDistribution) Above(x float64) Estimate {
	at := d.bins.of(x)
	return d.counts.overGroups(func(groups []countGroup) float64 {
		weights, total := d.weights(groups)
		above := 0.0
		for k := len(weights) - 1; k > at; k-- {
			above += weights[k]
		}
		return above / total
	})
}

// Bins gives the upper ends of the bins and the probability of each, those that nothing fell into left out.
func (d *SimulatedDistribution) Bins() (upper, probability []float64) {
	weights, total := d.weights(d.counts.counts.groups[:])
	for k, w := range weights {
		if w > 0 {
			upper, probability = append(upper, d.upper(d.counts.counts.groups[:], k)), append(probability, w/total)
		}
	}
	return upper, probability
}

// upper is the upper end of a bin, or the largest number where that is less.
func (d *SimulatedDistribution) upper(groups []countGroup, k int) float64 {
	end := d.bins.upper(k)
	if d.most == nil {
		return end
	}
	largest := 0.0
	for g := range groups {
		largest = max(largest, d.most(&groups[g]))
	}
	return min(end, largest)
}

// Mass is the share of the paths that have the number.
func (d *SimulatedDistribution) Mass() float64 {
	_, total := d.weights(d.counts.counts.groups[:])
	return total / float64(d.counts.counts.paths)
}

func (d *SimulatedDistribution) weights(groups []countGroup) (list []float64, total float64) {
	list = make([]float64, d.bins.bins)
	for k := range list {
		var w exactsum.Weight
		for g := range groups {
			w.AddWeight(d.pick(&groups[g])[k])
		}
		list[k] = w.Value()
		total += list[k]
	}
	if d.all {
		paths, pool := 0.0, d.counts.sim.plan.classes // every path has a loss of the pool
		for k := range groups[0].loss[pool] {
			var w exactsum.Weight
			for g := range groups {
				w.AddWeight(groups[g].loss[pool][k])
			}
			paths += w.Value()
		}
		list[0] += max(paths-total, 0)
		total = max(paths, total)
	}
	return list, total
}

// deviation is the standard deviation of the loss of the class whose statistics begin at a place. Its error
// is by the delta method from those of mean square and mean, as if these were independent.
func (c *Counts) deviation(at int) Estimate {
	mean, square := c.estimate(at+statLoss), c.estimate(at+statLossSquare)
	if mean.Value < 0 || !(square.Value > mean.Value*mean.Value) {
		mean, square = c.plainly(at+statLoss), c.plainly(at+statLossSquare)
	}
	e := Estimate{Value: math.Sqrt(max(square.Value-mean.Value*mean.Value, 0))}
	if e.Value > 0 {
		e.StdErr = math.Hypot(square.StdErr, 2*mean.Value*mean.StdErr) / (2 * e.Value)
	}
	return e
}
