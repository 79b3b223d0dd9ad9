package credit

import (
	"context"
	"fmt"
	"math"
	"slices"

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

// DistributionSettings says how a loss distribution is computed. The zero value is ready to use.
type DistributionSettings struct {
	// Unit is the loss unit in minor units. Losses that are no multiple of it are split over the two
	// neighbouring multiples so that their mean is kept. 0 means the greatest amount that divides all
	// losses, when that makes at most 10,000 units, and a 4,096th of the greatest loss otherwise.
	Unit money.Amount
	// Tolerance is the greatest estimated error, of the probability of losing at most any amount,
	// that the quadrature may leave; 0 means 1e-9. Where a loss given default moves with a factor and
	// has no randomness of its own, losses move continuously over the grid of units and single
	// probabilities converge slowly; there the expected loss beyond any amount is held to the tolerance
	// instead, as a share of the exposure.
	Tolerance float64
	Method    Method
	// MaxWork bounds the elementary steps of one pass of the quadrature, some 1e9 of which take a
	// second; 0 means 3e10. Factors that do not nest exceed any bound: see ErrTooComplex.
	MaxWork float64
}

const (
	defaultTolerance = 1e-9
	defaultMaxWork   = 3e10
	maxUnits         = 1 << 24 // loss units of a distribution: 128 MB for the probabilities alone
	autoItems        = 256
	probableFloor    = 1e-19 // probabilities below this, times the number of items, are left out
)

// Quality says how good a distribution is.
type Quality struct {
	Method Method
	// Step is the step of the quadrature in standard deviations of a factor; 0 when nothing had to be
	// averaged.
	Step float64
	// Error is the estimated absolute error of the probability of losing at most any amount.
	Error float64
	// ExcessError is the estimated absolute error of the expected loss beyond any amount, in minor units.
	// The error of an expected tranche loss is at most twice that.
	ExcessError float64
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
	exposure money.Amount
	quality  Quality
	settings DistributionSettings
	source   string
}

// Distribution computes the distribution of the loss exactly up to the stated error: given the common
// factors the parties default independently, so their losses are added by recursion or Fourier
// transform; the average over the factors is taken by nested quadrature, one factor inside the other
// (see [Quality]). No random numbers are drawn.
//
// Errors: [ErrArgument] for settings out of range; a *[ComplexityError] ([ErrTooComplex]) when the
// work exceeds MaxWork; a *[AccuracyError] ([ErrAccuracy]) when the tolerance is not reached; the
// cause of ctx when it ends.
func (p *Portfolio) Distribution(ctx context.Context, s DistributionSettings) (*Distribution, error) {
	run, err := p.newRun(ctx, s)
	if err != nil {
		return nil, err
	}
	pmf, quality, err := run.refine()
	if err != nil {
		return nil, err
	}
	return newDistribution(run, pmf, quality), nil
}

func newDistribution(r *run, pmf []float64, quality Quality) *Distribution {
	d := &Distribution{unit: r.settings.Unit, pmf: pmf, exposure: r.p.exposure, quality: quality, settings: r.settings, source: r.p.fingerprint}
	d.cdf = make([]float64, len(d.pmf))
	sum := compensated{}
	for k, v := range d.pmf {
		sum.add(v)
		d.cdf[k] = min(sum.value(), 1)
	}
	d.quality.Missing = max(1-sum.value(), 0)
	return d
}

// run is one computation of a distribution.
type run struct {
	ctx      context.Context
	p        *Portfolio
	settings DistributionSettings
	grid     lossGrid
	items    []itemLosses
	units    []int
	plan     *cell
	method   Method
	reach    float64
	linear   bool // there is one quadrature, so the result is linear in its nodes
	spec     *spectrum
}

func (p *Portfolio) newRun(ctx context.Context, s DistributionSettings) (*run, error) {
	switch {
	case s.Unit < 0:
		return nil, fmt.Errorf("%w: loss unit %d; expected 0 or an amount above 0", ErrArgument, int64(s.Unit))
	case s.Tolerance != 0 && !(s.Tolerance >= 1e-13 && s.Tolerance < 1):
		return nil, fmt.Errorf("%w: tolerance %v; expected 0 or at least 1e-13 and below 1", ErrArgument, s.Tolerance)
	case s.Method > MethodFourier:
		return nil, fmt.Errorf("%w: method %v", ErrArgument, s.Method)
	case s.MaxWork != 0 && !(s.MaxWork > 0):
		return nil, fmt.Errorf("%w: work limit %v; expected 0 or a number above 0", ErrArgument, s.MaxWork)
	}
	if s.Unit == 0 {
		s.Unit = autoUnit(p)
	}
	if s.Tolerance == 0 {
		s.Tolerance = defaultTolerance
	}
	if s.MaxWork == 0 {
		s.MaxWork = defaultMaxWork
	}
	r := &run{ctx: ctx, p: p, settings: s, grid: lossGrid{p: p, unit: float64(s.Unit)}}
	total := 0.0
	for i := range p.positions {
		total += r.grid.worst(i)/r.grid.unit + 2
	}
	if total > maxUnits {
		return nil, &ComplexityError{Reason: fmt.Sprintf("the greatest loss is %.0f loss units, the most that fit are %d: take a larger unit", total, maxUnits)}
	}
	r.items = newItemLosses(r.grid)
	r.units = make([]int, len(r.items))
	for i := range r.items {
		r.units[i] = r.grid.worstUnits(p.net.items[i])
	}
	r.plan = newPlan(p.net)
	r.plan.measure(r.units)
	r.linear = r.plan.quadratures(p.net) == 1
	r.method = s.Method
	if r.method == MethodAuto {
		r.method = MethodRecursion
		if len(r.items) > autoItems && r.plan.units > autoItems {
			r.method = MethodFourier
		}
	}
	r.reach = min(-NormalQuantile(s.Tolerance/2000), fullReach)
	return r, nil
}

// refine halves the step of the quadrature until the estimated error is within the tolerance.
func (r *run) refine() ([]float64, Quality, error) {
	q := Quality{Method: r.method, Rounding: r.rounding()}
	var pmfs [][]float64
	estimate := math.Inf(1)
	for step := firstStep; ; step /= 2 {
		r.plan.prepare(r.p.net, r.p, step, r.reach)
		if work := r.work(); work > r.settings.MaxWork {
			if step == firstStep {
				return nil, q, &ComplexityError{Levels: r.plan.levels() - 1, Work: work, Limit: r.settings.MaxWork, Reason: "the factors do not nest"}
			}
			return nil, q, &AccuracyError{Estimate: estimate, Tolerance: r.settings.Tolerance, Step: 2 * step}
		}
		next, err := r.pass(step != firstStep && r.linear)
		if err != nil {
			return nil, q, err
		}
		if len(next) == 1 && pmfs != nil {
			// The pass took the new nodes alone; the old ones count half as much as before.
			for k, v := range pmfs[0] {
				next[0][k] += 0.5 * v
			}
			next = [][]float64{next[0], pmfs[0], pmfs[1]}
		}
		pmfs = next
		if len(pmfs) == 1 {
			return pmfs[0], q, nil
		}
		q.Step = step
		estimate = r.judge(&q, pmfs)
		if estimate <= r.settings.Tolerance {
			return pmfs[0], q, nil
		}
		if step/2 < lastStep {
			return nil, q, &AccuracyError{Estimate: estimate, Tolerance: r.settings.Tolerance, Step: step}
		}
	}
}

// judge estimates the errors of the finest of three nested results and returns the one that the
// tolerance is for. What was left out beyond the reach of the quadrature is added.
func (r *run) judge(q *Quality, pmfs [][]float64) float64 {
	fineCDF, fineExcess := distances(pmfs[0], pmfs[1])
	coarseCDF, coarseExcess := distances(pmfs[1], pmfs[2])
	left := r.settings.Tolerance / 1000
	total := float64(r.p.exposure)
	q.Error = errorEstimate(fineCDF, coarseCDF) + left
	q.ExcessError = errorEstimate(fineExcess, coarseExcess)*r.grid.unit + left*total
	if r.p.gliding() {
		return q.ExcessError / total
	}
	return q.Error
}

// gliding reports whether a position loses an amount that moves with a factor and is not random
// otherwise.
func (p *Portfolio) gliding() bool {
	for i := range p.net.claims {
		if p.net.claims[i].anyLGD(func(g LGD) bool { return g.linked() && g.StdDev == 0 }) {
			return true
		}
	}
	return false
}

// pass runs the quadrature once and gives the distribution by each of the nested rules, or one
// distribution when nothing is averaged. With newNodes it gives the contribution to the finest rule
// of the nodes that no coarser rule has.
func (r *run) pass(newNodes bool) ([][]float64, error) {
	w, depths := &walk{ctx: r.ctx, n: r.p.net, st: newState(r.p.net)}, r.plan.levels()
	var spec *spectrum
	var conv *convolution
	if r.method == MethodFourier {
		if r.spec == nil {
			r.spec = newSpectrum(r.plan, r.items)
		}
		spec = r.spec
		small := newConvolution(r.p.net, r.items, depths, min(smallUnits, r.plan.units))
		w.alg, w.small = spec, &walk{ctx: r.ctx, n: w.n, st: w.st, alg: small}
	} else {
		conv = newConvolution(r.p.net, r.items, depths, r.plan.units)
		w.alg = conv
	}
	grids := numGrids
	if newNodes {
		r.plan.keepNewNodes()
		grids = 1
	}
	have := w.product(r.plan, grids, probableFloor)
	if w.small != nil && w.err == nil {
		w.err = w.small.err
	}
	if w.err != nil {
		return nil, fmt.Errorf("credit: loss distribution: %w", context.Cause(r.ctx))
	}
	pmfs := make([][]float64, have)
	for g := range pmfs {
		if spec != nil {
			pmfs[g] = spec.distribution(g)
		} else {
			pmfs[g] = slices.Clone(conv.prods[0][g].p)
		}
	}
	return pmfs, nil
}

// work estimates the elementary steps of a pass.
func (r *run) work() float64 {
	var below func(c *cell) float64
	below = func(c *cell) float64 {
		n, units := float64(len(c.items)), 0.0
		own := 20 * n
		for _, i := range c.items {
			units += float64(r.units[i])
		}
		if r.method == MethodFourier {
			own = 30*n + 60*float64(min(r.plan.units, max(c.units, smallUnits)))
		} else {
			own += 0.5 * n * units
			for _, child := range c.children {
				units += float64(child.units)
				own += units * float64(child.units)
			}
		}
		for _, child := range c.children {
			own += below(child)
		}
		return own * c.visits(r.p.net)
	}
	return below(r.plan)
}

// rounding bounds what the splitting of losses over units does.
func (r *run) rounding() Rounding {
	var out Rounding
	for i := range r.items {
		it := &r.items[i]
		if it.static == nil || it.random() {
			// A linked or random loss falls anywhere between two units; positions with randomness of
			// their own are split one by one.
			n := 1.0
			for _, j := range it.item.positions {
				if r.p.net.claims[j].random() {
					n++
				}
			}
			out.Largest += n * r.grid.unit
			out.Mean += n * it.mostProbable() * r.grid.unit / 2
			out.Variance += n * it.mostProbable() * r.grid.unit * r.grid.unit / 4
			continue
		}
		before, largest := 0.0, 0.0
		for own, losses := range it.static {
			p := it.latent.pds[own] - before
			before = it.latent.pds[own]
			if len(losses) == 2 {
				f := losses[1].p
				largest = max(largest, f, 1-f)
				out.Mean += p * 2 * f * (1 - f) * r.grid.unit
				out.Variance += p * f * (1 - f) * r.grid.unit * r.grid.unit
			}
		}
		out.Largest += largest * r.grid.unit
	}
	return out
}

func (it *itemLosses) random() bool {
	return slices.ContainsFunc(it.item.positions, func(i int) bool { return it.grid.p.net.claims[i].random() })
}

// mostProbable bounds the probability that the item loses anything.
func (it *itemLosses) mostProbable() float64 {
	if it.latent == nil {
		return 1
	}
	n, sum := it.grid.p.net, it.latent.pds[len(it.latent.pds)-1]
	for _, i := range it.item.positions {
		c := &n.claims[i]
		others := c.essential
		if c.rule == AnyDefault {
			others = slices.Concat(c.obligors, c.essential)
		}
		for _, e := range others {
			if e.latent != it.item.latent {
				sum += n.latents[e.latent].pds[e.threshold]
			}
		}
	}
	return min(sum, 1)
}

// distances gives the greatest difference of two distribution functions (Kolmogorov distance) and the
// greatest difference of the expected units beyond any number of units.
func distances(a, b []float64) (cdf, excess float64) {
	above, beyond := 0.0, 0.0 // P(X ≥ k) and E[max(X − k + 1, 0)]
	for k := len(a) - 1; k >= 0; k-- {
		above += a[k] - b[k]
		beyond += above
		cdf, excess = max(cdf, math.Abs(above)), max(excess, math.Abs(beyond))
	}
	return cdf, excess
}

// compensated is a sum with Neumaier's compensation.
type compensated struct{ sum, rest float64 }

func (c *compensated) add(v float64) {
	t := c.sum + v
	if math.Abs(c.sum) >= math.Abs(v) {
		c.rest += (c.sum - t) + v
	} else {
		c.rest += (v - t) + c.sum
	}
	c.sum = t
}

func (c *compensated) value() float64 { return c.sum + c.rest }
