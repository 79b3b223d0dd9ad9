package credit

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

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
	workers  []*worker
	points   *points    // of a sampled average
	errors   []distance // of P(L ≥ k) and of the expected units beyond k − 1, in a sampled average
}

func (p *Portfolio) newRun(ctx context.Context, s DistributionSettings) (*run, error) {
	switch {
	case s.Unit < 0:
		return nil, fmt.Errorf("%w: loss unit %d; expected 0 or an amount above 0", ErrArgument, int64(s.Unit))
	case s.Tolerance != 0 && !(s.Tolerance >= 1e-13 && s.Tolerance < 1):
		return nil, fmt.Errorf("%w: tolerance %v; expected 0 or at least 1e-13 and below 1", ErrArgument, s.Tolerance)
	case s.Method > MethodFourier:
		return nil, fmt.Errorf("%w: method %v", ErrArgument, s.Method)
	case s.Averaging > AverageSampled:
		return nil, fmt.Errorf("%w: averaging %v", ErrArgument, s.Averaging)
	case s.MaxWork != 0 && !(s.MaxWork > 0):
		return nil, fmt.Errorf("%w: work limit %v; expected 0 or a number above 0", ErrArgument, s.MaxWork)
	}
	if s.Unit == 0 {
		s.Unit = autoUnit(p)
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
	return r, nil
}

// average takes the average over the factors as the settings say.
func (r *run) average() ([]float64, Quality, error) {
	switch r.settings.Averaging {
	case AverageNested:
		return r.nested()
	case AverageSampled:
		return r.sampled()
	}
	pmf, q, err := r.nested()
	if errors.Is(err, ErrTooComplex) || errors.Is(err, ErrAccuracy) {
		return r.sampled()
	}
	return pmf, q, err
}

// nested halves the step of the quadrature until the estimated error is within the tolerance.
func (r *run) nested() ([]float64, Quality, error) {
	r.layOut(make([]bool, len(r.p.net.vars)))
	tolerance, limit := or(r.settings.Tolerance, defaultTolerance), or(r.settings.MaxWork, defaultMaxWork)
	r.reach = min(-NormalQuantile(tolerance/2000), fullReach)
	linear := r.plan.quadratures(r.p.net) == 1 // the result is linear in the nodes
	q := Quality{Method: r.method, Averaging: AverageNested, Rounding: r.rounding()}
	var pmfs [][]float64
	estimate := math.Inf(1)
	for step := firstStep; ; step /= 2 {
		r.plan.prepare(r.p.net, r.p, step, r.reach)
		if work := r.work(); work > limit {
			if step == firstStep {
				return nil, q, &ComplexityError{Levels: r.plan.levels() - 1, Work: work, Limit: limit, Reason: "the factors do not nest"}
			}
			return nil, q, &AccuracyError{Estimate: estimate, Tolerance: tolerance, Step: 2 * step}
		}
		next, err := r.pass(step != firstStep && linear)
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
		fine, coarse := distancesOf(pmfs[0], pmfs[1]), distancesOf(pmfs[1], pmfs[2])
		// What was left out beyond the reach of the quadrature is added.
		left := tolerance / 1000
		q.Error = errorEstimate(fine.cdf, coarse.cdf) + left
		q.ExcessError = errorEstimate(fine.excess, coarse.excess)*r.grid.unit + left*float64(r.p.exposure)
		if estimate = r.judge(q); estimate <= tolerance {
			return pmfs[0], q, nil
		}
		if step/2 < lastStep {
			return nil, q, &AccuracyError{Estimate: estimate, Tolerance: tolerance, Step: step}
		}
	}
}

// layOut makes the plan for averaging over the variables that are not fixed from outside.
func (r *run) layOut(fixed []bool) {
	r.plan, r.workers = newPlan(r.p.net, fixed), nil
	r.plan.measure(r.p.net, r.units)
	r.method = r.settings.Method
	if r.method == MethodAuto {
		r.method = MethodRecursion
		if len(r.items) > autoItems && r.plan.units > autoItems {
			r.method = MethodFourier
		}
	}
}

// or is a setting, or its default when it is not given.
func or(setting, byDefault float64) float64 {
	if setting == 0 {
		return byDefault
	}
	return setting
}

// judge is that of the errors that the tolerance is for.
func (r *run) judge(q Quality) float64 {
	if r.p.gliding() {
		return q.ExcessError / float64(r.p.exposure)
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

// worker is what one thread of a computation needs for itself: a walk and its algebra.
type worker struct {
	walk
	conv *convolution
	spec *spectrum
}

func (r *run) newWorker() *worker {
	w := &worker{walk: walk{ctx: r.ctx, n: r.p.net, st: newState(r.p.net)}}
	items, depths := slices.Clone(r.items), r.plan.levels() // items hold scratch
	for i := range items {
		items[i].list, items[i].hits = nil, nil
	}
	units := r.plan.units
	if r.method == MethodFourier {
		w.spec = newSpectrum(r.plan, items, or(r.settings.Tolerance, defaultTolerance)*frequencyFloor)
		units = min(smallUnits, units)
	}
	w.conv = newConvolution(r.p.net, items, depths, units)
	if w.alg = w.conv; w.spec != nil {
		w.alg, w.small = w.spec, &walk{ctx: r.ctx, n: w.n, st: w.st, alg: w.conv}
	}
	return w
}

// failure is the error of a walk, if its context has ended.
func (w *worker) failure() error {
	if w.err != nil || w.small != nil && w.small.err != nil {
		return fmt.Errorf("credit: loss distribution: %w", context.Cause(w.ctx))
	}
	return nil
}

// productOf reads the product of the root by one of the nested rules, sumOf what has been added up at a
// depth.
func (w *worker) productOf(g int) []float64 {
	if w.spec != nil {
		return w.spec.distribution(w.spec.prods[0][g])
	}
	return slices.Clone(w.conv.prods[0][g].p)
}

func (w *worker) sumOf(depth, g int) []float64 {
	if w.spec != nil {
		return w.spec.distribution(w.spec.sums[depth][g])
	}
	return slices.Clone(w.conv.sums[depth][g].p)
}

// ready gives worker number i, made when it is first needed.
func (r *run) ready(i int) *worker {
	for len(r.workers) <= i {
		r.workers = append(r.workers, r.newWorker())
	}
	return r.workers[i]
}

// pass runs the quadrature once and gives the distribution by each of the nested rules, or one
// distribution when nothing is averaged. With newNodes it gives the contribution to the finest rule
// of the nodes that no coarser rule has.
func (r *run) pass(newNodes bool) ([][]float64, error) {
	grids := numGrids
	if newNodes {
		r.plan.keepNewNodes()
		grids = 1
	}
	if r.divides() {
		return r.divided(r.plan.children[0], grids)
	}
	w := r.ready(0)
	pmfs := make([][]float64, w.product(r.plan, grids, probableFloor))
	if err := w.failure(); err != nil {
		return nil, err
	}
	for g := range pmfs {
		pmfs[g] = w.productOf(g)
	}
	return pmfs, nil
}

// frequencyFloor is the size, as a part of the tolerance, below which a frequency of a transform is left
// out.
const frequencyFloor = 1e-8

const (
	numParts   = 16  // into which the nodes of the outermost quadrature are divided
	worthParts = 1e7 // steps from which on that is worth while
)

// divides reports whether a pass is shared out over threads: there is one outermost quadrature and
// enough to do.
func (r *run) divides() bool {
	root := r.plan
	return len(root.items) == 0 && len(root.children) == 1 && root.children[0].nodes != nil && r.work() > worthParts
}

// divided is a pass in parts, each of some nodes of the outermost quadrature. The parts, and so the
// result to the bit, do not depend on the number of threads.
func (r *run) divided(c *cell, grids int) ([][]float64, error) {
	parts := make([][][]float64, numParts)
	err := r.inParallel(numParts, func(w *worker, i int) error {
		w.alg.clear(c.depth, grids)
		w.addNodes(c, c.nodes[i*len(c.nodes)/numParts:(i+1)*len(c.nodes)/numParts], grids, probableFloor)
		for g := range grids {
			parts[i] = append(parts[i], w.sumOf(c.depth, g))
		}
		return w.failure()
	})
	if err != nil {
		return nil, err
	}
	for _, part := range parts[1:] {
		for g := range part {
			for k, v := range part[g] {
				parts[0][g][k] += v
			}
		}
	}
	return parts[0], nil
}

// inParallel calls f for 0 … n−1 on as many threads as there are processors, each with a worker of its
// own.
func (r *run) inParallel(n int, f func(w *worker, i int) error) error {
	threads := min(runtime.GOMAXPROCS(0), n)
	r.ready(threads - 1)
	errs := make([]error, n)
	var next atomic.Int64
	var wait sync.WaitGroup
	for t := range threads {
		wait.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				errs[i] = f(r.workers[t], int(i))
			}
		})
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// work estimates the elementary steps of a pass.
func (r *run) work() float64 {
	var below func(c *cell, small bool) float64
	below = func(c *cell, small bool) float64 {
		n, own, once := float64(len(c.items)), 0.0, 0.0
		if r.method == MethodFourier && !small {
			size := 60 * float64(min(r.plan.units, max(c.units, smallUnits)))
			if c.variable >= 0 && c.units <= smallUnits { // left to a convolution, then transformed
				small, once = true, size
			} else {
				own = 30*n + size
			}
		}
		if r.method == MethodRecursion || small {
			units := 0.0
			for _, i := range c.items {
				units += float64(r.units[i])
			}
			own = 20*n + 0.5*n*units
			for _, child := range c.children { // added to what the cell holds by then, no loss at first
				own += (units + 1) * float64(child.units+1)
				units += float64(child.units)
			}
		}
		for _, child := range c.children {
			own += below(child, small)
		}
		return own*c.visits(r.p.net) + once
	}
	return below(r.plan, false)
}

// distance is how far apart two distributions on units lie: the greatest difference of their
// distribution functions (Kolmogorov distance) and that of the expected units beyond any number of
// units.
type distance struct{ cdf, excess float64 }

func distancesOf(a, b []float64) distance {
	var d distance
	above, beyond := 0.0, 0.0 // P(X ≥ k) and E[max(X − k + 1, 0)]
	for k := len(a) - 1; k >= 0; k-- {
		above += a[k] - b[k]
		beyond += above
		d.cdf, d.excess = max(d.cdf, math.Abs(above)), max(d.excess, math.Abs(beyond))
	}
	return d
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
