package tranche

import (
	"math"

	"github.com/ipabs/ipabs/money"
)

// calm is the run of a world without defaults, counted: what each class has got up to each payment, and the
// figures of each payment. A path is calm up to the first payment that differs; only what follows is counted
// one by one.
type calm struct {
	runner  *Runner
	sofar   []sofar   // (payments + 1) × classes: before each payment, and in the end
	yields  []float64 // by class; NaN for none
	period  []float64 // statistics of the pool by period, and of each class by payment, as they stand in the sums
	profile []float64
}

// sofar is what a class has got on a path up to a payment.
type sofar struct {
	paid, got, written                   money.Amount // principal; all that came; written down and not up again
	life                                 float64      // principal × days
	interestShort, principalLate, writes bool
	moments                              [yieldTerms]float64
	assets, owed                         float64 // the least coverage is assets over owed; there is none while nothing is owed
}

// take adds a payment.
func (x *sofar) take(s *trancheState, v *termState, residual bool, days float64, weights *[yieldTerms]float64) {
	x.written += v.writeDown - v.writeUp
	x.paid += s.principalPaid
	x.life += float64(s.principalPaid) * days
	x.interestShort = x.interestShort || s.unpaid > 0
	x.principalLate = x.principalLate || !residual && s.principalPaid < s.principalDue || v.putUnpaid > 0
	x.writes = x.writes || v.writeDown > 0
	if got := s.interestPaid + s.principalPaid + s.residual; got != 0 {
		x.got += got
		flow := float64(got)
		for j := range x.moments {
			x.moments[j] += flow * weights[j]
		}
	}
}

// cover looks at the coverage after a payment.
func (x *sofar) cover(assets, owed float64) {
	if x.owed == 0 || assets*x.owed < x.assets*owed {
		x.assets, x.owed = assets, owed
	}
}

// newCalm counts the run of a world without defaults; nil when it is not kept.
func (s *Simulator) newCalm(points *checkpoints) *calm {
	if points == nil {
		return nil
	}
	p := &s.plan
	c, r := s.newCounter(), points.runner
	m := &calm{runner: r}
	for k := range p.payments {
		m.sofar = append(m.sofar, c.sofar...)
		c.payments(r, k, k+1, 1)
	}
	m.sofar = append(m.sofar, c.sofar...)
	m.period = append(m.period, c.sums[p.firstPeriod:p.firstPeriod+p.payments*periodStats]...)
	m.profile = append(m.profile, c.sums[p.firstProfile:p.firstProfile+p.classes*p.payments*profileStats]...)
	for i := range p.classes {
		m.yields = append(m.yields, c.yield(r, r, 0, i))
	}
	return m
}

// addCalm adds to the sums of a block what its paths have in common with the run without defaults. weights are
// those of the paths by the first payment that differs.
func (m *calm) addCalm(p *countPlan, sums, weights []float64) {
	w := weights[p.payments]
	for k := p.payments - 1; k >= 0; k-- {
		if w != 0 {
			for j := range periodStats {
				sums[p.firstPeriod+k*periodStats+j] += w * m.period[k*periodStats+j]
			}
			for i := range p.classes {
				at := (i*p.payments + k) * profileStats
				for j := range profileStats {
					sums[p.firstProfile+at+j] += w * m.profile[at+j]
				}
			}
		}
		w += weights[k]
	}
}

// yieldTerms is the number of terms of the series by which yields are found.
const yieldTerms = 8

// yieldSeries is the furthest that a yield may lie from its guess for the series to hold: the logarithm of the
// discount of the last flow changes by no more. What is left out is then below 10⁻¹⁰ of the price.
const yieldSeries = 0.2

// yieldWeights gives what a flow at so many days counts in each moment: e^(−guess·t) × t^j / j!, t in years.
// With h = δ − guess, Σ flow · e^(−δt) = Σ moment_j × (−h)^j.
func yieldWeights(days, guess float64) [yieldTerms]float64 {
	var w [yieldTerms]float64
	t := days / 365
	w[0] = math.Exp(-guess * t)
	for j := 1; j < yieldTerms; j++ {
		w[j] = w[j-1] * t / float64(j)
	}
	return w
}

// nearYield solves Σ moment_j × (−h)^j = price for h by Newton's method; false when h is beyond what the series
// is good for.
func nearYield(moments *[yieldTerms]float64, price, most float64) (float64, bool) {
	h := 0.0
	for range 20 {
		value, slope := moments[yieldTerms-1], 0.0
		for j := yieldTerms - 2; j >= 0; j-- {
			slope = -value - h*slope // d/dh of (−h)·value + moment
			value = moments[j] - h*value
		}
		if slope >= 0 {
			return 0, false
		}
		step := (value - price) / slope
		h -= step
		if !(math.Abs(h) <= most) {
			return 0, false
		}
		if math.Abs(step) <= 1e-8 { // the next would be of the order of its square
			return h, true
		}
	}
	return 0, false
}
