package credit

import (
	"fmt"
	"math"
)

const (
	sampledTolerance = 1e-5 // aimed at when no tolerance is given
	sampledMaxWork   = 1e9
	innerStep        = 0.5 // first step of quadratures below the drawn factors
	firstPoints      = 64  // of a net
	maxSampledUnits  = 1 << 20
	netErrors        = 4 // standard errors in the stated error
)

// sampled averages over points of the factors that cross, doubling their number until the estimated
// error is within the tolerance.
func (r *run) sampled() ([]float64, Quality, error) {
	cross := newCrossing(r.p)
	r.layOut(cross.fixed)
	if r.plan.units > maxSampledUnits {
		return nil, Quality{}, &ComplexityError{Reason: fmt.Sprintf("the greatest loss is %d loss units, a sampled average takes at most %d: take a larger unit", r.plan.units, maxSampledUnits)}
	}
	tolerance, limit := or(r.settings.Tolerance, sampledTolerance), or(r.settings.MaxWork, sampledMaxWork)
	r.reach = min(-NormalQuantile(tolerance/2000), fullReach)
	q := Quality{Method: r.method, Averaging: AverageSampled, Rounding: r.rounding()}
	spent := 0.0
	for step := innerStep; ; step /= 2 {
		r.plan.prepare(r.p.net, r.p, step, r.reach)
		r.points, r.workers = newPoints(cross, r.settings.Seed), nil
		if r.settings.Control {
			r.points.control = newControl(r.p, cross.fixed)
		}
		dimensions := float64(cross.dimensions())
		each := numNets * (r.work() + dimensions*dimensions + 50*dimensions)
		if spent+each*firstPoints > limit {
			return nil, q, &ComplexityError{Levels: r.plan.levels() - 1, Work: spent + each*firstPoints, Limit: limit, Reason: "too much for the fewest points"}
		}
		var nets [numNets]net
		for more := uint32(firstPoints); ; more = r.points.number {
			if err := r.extend(&nets, r.points.number+more); err != nil {
				return nil, q, err
			}
			spent += each * float64(more)
			pmf, all, inner := r.summarise(&nets, tolerance/1000)
			q.ControlRatio = r.points.ratio
			unit := r.grid.unit
			q.Points = numNets * int(r.points.number)
			q.Error = all.cdf
			q.ExcessError = all.excess * unit
			if r.plan.averages {
				q.Step = step
			}
			estimate := r.judge(q)
			if estimate <= tolerance {
				return pmf, q, nil
			}
			if r.judge(Quality{Error: inner.cdf, ExcessError: inner.excess * unit}) > tolerance/2 && step/2 >= lastStep {
				break // a finer step below instead of more points
			}
			if spent+each*float64(r.points.number) > limit || r.points.number == 1<<netDigits {
				if r.settings.Tolerance == 0 {
					return pmf, q, nil
				}
				return nil, q, &AccuracyError{Estimate: estimate, Tolerance: tolerance, Points: q.Points}
			}
		}
	}
}

// net is what the points of one net have given so far: weighted sums of distributions, by each of the
// nested rules below.
type net struct {
	weight    float64
	sums      [][]float64
	x, square float64   // of the control variate
	cross     []float64 // its product with the finest of sums
}

// extend takes the points of every net up to a number. Nets are shared out over threads; what a net
// gives does not depend on which one takes it.
func (r *run) extend(nets *[numNets]net, to uint32) error {
	from := r.points.number
	err := r.inParallel(numNets, func(w *worker, i int) error {
		w.alg.clear(0, numGrids+1)
		have, control := 1, r.points.control
		r.points.visit(i, from, to, w.st, func(weight float64) {
			have = w.product(r.plan, numGrids, probableFloor)
			nets[i].weight += weight
			for g := range have {
				w.alg.add(0, g, weight, g)
			}
			if control != nil {
				x := control.at(w.st)
				nets[i].x += weight * x
				nets[i].square += weight * x * x
				w.alg.add(0, numGrids, weight*x, 0)
			}
		})
		if err := w.failure(); err != nil {
			return err
		}
		if from == 0 {
			nets[i].sums = make([][]float64, have)
		}
		for g := range have {
			nets[i].sums[g] = addedTo(nets[i].sums[g], w.sumOf(0, g))
		}
		if control != nil {
			nets[i].cross = addedTo(nets[i].cross, w.sumOf(0, numGrids))
		}
		return nil
	})
	r.points.number = to
	for i := range nets {
		r.points.weight[i] = nets[i].weight
	}
	return err
}

// addedTo adds b to a, which may be nothing yet.
func addedTo(a, b []float64) []float64 {
	if a == nil {
		return b
	}
	for k, v := range b {
		a[k] += v
	}
	return a
}

// summarise gives the mean over the nets, the greatest estimated error of the distribution function
// and of the expected units beyond any number, and what of it is that of the quadratures below. The
// errors amount by amount are left in r.errors.
func (r *run) summarise(nets *[numNets]net, left float64) (pmf []float64, all, inner distance) {
	means := make([][]float64, len(nets[0].sums))
	for g := range means {
		means[g] = make([]float64, len(nets[0].sums[g]))
		for i := range nets {
			for k, v := range nets[i].sums[g] {
				means[g][k] += v / nets[i].weight / numNets
			}
		}
	}
	if len(means) == numGrids {
		fine, coarse := distancesOf(means[0], means[1]), distancesOf(means[1], means[2])
		// left is what lies beyond the reach of those quadratures.
		inner = distance{errorEstimate(fine.cdf, coarse.cdf) + left, errorEstimate(fine.excess, coarse.excess) + left*float64(r.plan.units)}
	}
	of := func(i, k int) float64 { return nets[i].sums[0][k] / nets[i].weight }
	r.errors, all, _ = netErrorsOf(of, len(means[0]), inner)
	if c := r.points.control; c != nil {
		if by, ok := c.controlled(nets, means[0]); ok {
			plain := of
			var slope [numNets]float64
			for i := range slope {
				slope[i] = c.lambda(by, nets[i].x/nets[i].weight)
			}
			of = func(i, k int) float64 { return plain(i, k) + slope[i]*by.covariance[k] }
			var before, after float64
			_, _, before = netErrorsOf(plain, len(means[0]), inner)
			r.errors, all, after = netErrorsOf(of, len(means[0]), inner)
			r.points.mean, r.points.slope, r.points.ratio = by.mean, c.lambda(by, by.mean), before/after
			for k := range means[0] {
				means[0][k] = max(means[0][k]+r.points.slope*by.covariance[k], 0)
			}
		}
	}
	return means[0], all, inner
}

// netErrorsOf gives the errors by amount and the greatest, of the probabilities that nets give each unit,
// and the sum of the variances of the expected losses beyond all amounts.
func netErrorsOf(of func(net, k int) float64, units int, inner distance) (errors []distance, all distance, variance float64) {
	errors = make([]distance, units)
	var above, beyond [numNets]float64
	for k := units - 1; k >= 0; k-- {
		for i := range above {
			above[i] += of(i, k)
			beyond[i] += above[i]
		}
		excess := standardError(&beyond)
		e := distance{netErrors*standardError(&above) + inner.cdf, netErrors*excess + inner.excess}
		errors[k] = e
		all = distance{max(all.cdf, e.cdf), max(all.excess, e.excess)}
		variance += excess * excess
	}
	return errors, all, variance
}

// standardError is that of the mean of independent results.
func standardError(x *[numNets]float64) float64 {
	mean, square := 0.0, 0.0
	for _, v := range x {
		mean += v / numNets
	}
	for _, v := range x {
		square += (v - mean) * (v - mean)
	}
	return math.Sqrt(square / (numNets * (numNets - 1)))
}

// sampledContributions is contributions over the points of the distribution.
func (r *run) sampledContributions(h weights) ([]float64, error) {
	var outs [numNets][]float64
	err := r.inParallel(numNets, func(w *worker, i int) error {
		b := r.newBackward(w)
		r.points.visit(i, 0, r.points.number, w.st, func(weight float64) {
			if c := r.points.control; c != nil {
				weight *= 1 + r.points.slope*(c.at(w.st)-r.points.mean)
			}
			b.cell(r.plan, weight/r.points.weight[i]/numNets, h)
		})
		outs[i] = b.out
		return b.failure()
	})
	sum := make([]float64, len(r.p.positions))
	for _, out := range outs {
		for i, v := range out {
			sum[i] += v
		}
	}
	return sum, err
}
