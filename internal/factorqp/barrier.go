package factorqp

import "math"

// barrier is a set of ranged variables with their multipliers: z in its box, or s in its range.
type barrier struct {
	lo, hi     []float64
	x          []float64
	low, high  []float64 // multipliers of the limits
	dx         []float64
	dlow, dhig []float64
	tlow, thig []float64 // targets of slack times multiplier
}

func newBarrier(lo, hi []float64) *barrier {
	n := len(lo)
	all := make([]float64, 8*n)
	cut := func(k int) []float64 { return all[k*n : (k+1)*n : (k+1)*n] }
	return &barrier{lo: lo, hi: hi, x: cut(0), low: cut(1), high: cut(2), dx: cut(3), dlow: cut(4), dhig: cut(5), tlow: cut(6), thig: cut(7)}
}

func (b *barrier) fixed(i int) bool { return b.lo[i] == b.hi[i] }

// begin puts x well inside, near a wish, and all multipliers at one.
func (b *barrier) begin(i int, wish float64) {
	lo, hi := b.lo[i], b.hi[i]
	if lo == hi {
		b.x[i] = lo
		return
	}
	switch lowest, highest := !math.IsInf(lo, -1), !math.IsInf(hi, 1); {
	case lowest && highest:
		room := 0.1 * (hi - lo)
		b.x[i] = min(max(wish, lo+room), hi-room)
	case lowest:
		b.x[i] = max(wish, lo+1)
	case highest:
		b.x[i] = min(wish, hi-1)
	default:
		b.x[i] = wish
	}
	if !math.IsInf(lo, -1) {
		b.low[i] = 1
	}
	if !math.IsInf(hi, 1) {
		b.high[i] = 1
	}
}

// curvature is what the limits add to the diagonal of the Newton system.
func (b *barrier) curvature(i int) float64 {
	h := 0.0
	if b.low[i] > 0 {
		h += b.low[i] / (b.x[i] - b.lo[i])
	}
	if b.high[i] > 0 {
		h += b.high[i] / (b.hi[i] - b.x[i])
	}
	return h
}

// pull is how the targets move the stationarity of x.
func (b *barrier) pull(i int) float64 {
	v := 0.0
	if b.low[i] > 0 {
		v += b.tlow[i]/(b.x[i]-b.lo[i]) - b.low[i]
	}
	if b.high[i] > 0 {
		v -= b.thig[i]/(b.hi[i]-b.x[i]) - b.high[i]
	}
	return v
}

// follow computes the steps of the multipliers from that of x.
func (b *barrier) follow() {
	for i, dx := range b.dx {
		if b.low[i] > 0 {
			b.dlow[i] = (b.tlow[i]-b.low[i]*dx)/(b.x[i]-b.lo[i]) - b.low[i]
		}
		if b.high[i] > 0 {
			b.dhig[i] = (b.thig[i]+b.high[i]*dx)/(b.hi[i]-b.x[i]) - b.high[i]
		}
	}
}

// longest is the longest step, at most 1, that keeps everything positive.
func (b *barrier) longest(step float64) float64 {
	for i, dx := range b.dx {
		if b.low[i] > 0 {
			if dx < 0 {
				step = min(step, (b.lo[i]-b.x[i])/dx)
			}
			if b.dlow[i] < 0 {
				step = min(step, -b.low[i]/b.dlow[i])
			}
		}
		if b.high[i] > 0 {
			if dx > 0 {
				step = min(step, (b.hi[i]-b.x[i])/dx)
			}
			if b.dhig[i] < 0 {
				step = min(step, -b.high[i]/b.dhig[i])
			}
		}
	}
	return step
}

// product sums slack times multiplier after a step, and counts them.
func (b *barrier) product(step float64) (sum float64, count int) {
	for i, x := range b.x {
		if b.low[i] > 0 {
			sum += (x + step*b.dx[i] - b.lo[i]) * (b.low[i] + step*b.dlow[i])
			count++
		}
		if b.high[i] > 0 {
			sum += (b.hi[i] - x - step*b.dx[i]) * (b.high[i] + step*b.dhig[i])
			count++
		}
	}
	return sum, count
}

// aim sets the targets: a common product, less what the predictor's step would add at second order.
func (b *barrier) aim(product float64, corrected bool) {
	for i := range b.x {
		b.tlow[i], b.thig[i] = product, product
		if corrected {
			b.tlow[i] -= b.dx[i] * b.dlow[i]
			b.thig[i] += b.dx[i] * b.dhig[i]
		}
	}
}

func (b *barrier) move(step float64) {
	for i := range b.x {
		b.x[i] += step * b.dx[i]
		if b.low[i] > 0 {
			b.low[i] += step * b.dlow[i]
		}
		if b.high[i] > 0 {
			b.high[i] += step * b.dhig[i]
		}
	}
}
