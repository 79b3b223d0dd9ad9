package perspective

import (
	"math"

	"github.com/ipabs/ipabs/internal/miqp"
)

// proof is a point and multipliers with the bound they give over some box of a local problem.
type proof struct {
	local  *local
	at     []miqp.Entry // local indices
	lambda []float64
	bound  float64
	price  float64
}

// worker holds what solving the nodes of one local problem needs.
type worker struct {
	x     *relaxer
	b     *bounder
	share []float64 // of the last solution: 0 out, 1 in
	start []float64
}

func newWorker(l *local, penalty, scale float64) *worker {
	return &worker{x: newRelaxer(l, penalty, scale), b: newBounder(l), share: make([]float64, l.n), start: make([]float64, l.n)}
}

// relax solves the relaxation over a box from the point and price of another proof, with at most so many
// changes of the price, and gives the best proof found; it stops when its bound reaches the cutoff. The
// worker's bounder is left at that proof.
func (w *worker) relax(box []choice, from proof, tries int, cutoff float64) proof {
	clear(w.start)
	for _, e := range from.at {
		w.start[e.Col] = e.Val
	}
	copy(w.x.lambda, from.lambda)
	x, most := w.x, float64(w.x.most)
	best := proof{local: w.x.local, bound: math.Inf(-1)}
	x.begin(box, from.price, w.start)
	low, high := 0.0, math.Inf(1)
	lowOver, highOver := math.NaN(), math.NaN()
	for try := 0; ; try++ {
		x.solve()
		w.b.evaluate(box, x.z, x.grad, x.lambda)
		latest := w.b.value > best.bound || best.lambda == nil
		if latest {
			best.bound, best.price, best.lambda = w.b.value, x.price, append(best.lambda[:0], x.lambda...)
			best.at = best.at[:0]
			for i, v := range x.z {
				if v != 0 {
					best.at = append(best.at, miqp.Entry{Col: i, Val: v})
				}
			}
		}
		over := -most
		for i := range x.n {
			w.share[i] = x.shareOf(i)
			over += w.share[i]
		}
		if best.bound >= cutoff || try >= tries || math.Abs(over) < 1e-3 || over <= 0 && x.price == 0 {
			if !latest {
				w.again(box, best)
			}
			return best
		}
		if over > 0 {
			low, lowOver = x.price, over
		} else {
			high, highOver = x.price, over
		}
		next := 0.0
		switch {
		case math.IsInf(high, 1):
			next = max(2*low, x.firstPrice())
			if !math.IsNaN(lowOver) && low > 0 {
				next = low * min(4, 1+2*lowOver/most+0.05)
			}
		case math.IsNaN(lowOver):
			next = high * max(0.25, 1-2*(-highOver)/most-0.05)
			if next < 1e-9*x.firstPrice() {
				next = 0
			}
		default:
			t := min(0.9, max(0.1, lowOver/(lowOver-highOver)))
			next = low + t*(high-low)
		}
		if next == x.price || high-low < 1e-9*high {
			if !latest {
				w.again(box, best)
			}
			return best
		}
		x.reprice(next)
	}
}

// again evaluates the bound of a proof that is not the last.
func (w *worker) again(box []choice, p proof) {
	clear(w.start)
	clear(w.x.grad)
	for _, e := range p.at {
		w.start[e.Col] = e.Val
		w.x.gradient(e.Col, e.Val)
	}
	w.b.evaluate(box, w.start, w.x.grad, p.lambda)
}

// shareOf is how far an open variable is in: the y of the relaxation.
func (x *relaxer) shareOf(i int) float64 {
	switch {
	case x.box[i] == in:
		return 1
	case x.box[i] == out || x.z[i] <= 0:
		return 0
	case x.z[i] >= x.kink[i]:
		return 1
	default:
		return x.z[i] / x.kink[i]
	}
}

// firstPrice is a price of the size that matters: what the diagonal costs at the point.
func (x *relaxer) firstPrice() float64 {
	sum := 0.0
	for i, v := range x.z {
		sum += x.d[i] * v * v
	}
	return max(sum/float64(max(x.most, 1)), 1e-12*x.scale)
}
