package criticalline

import (
	"math"
	"sort"
)

// add appends the walk's point, or replaces the last corner when it is the same point.
func (f *Frontier) add(w *walk) {
	c := Corner{From: w.lambda, To: w.lambda}
	var support []int
	for i, v := range w.x {
		if v != 0 {
			c.Weights = append(c.Weights, Weight{i, v})
			support = append(support, i)
			c.Return += v * w.mean[i]
		}
	}
	w.cov.times(w.dense, w.x, support)
	for _, i := range support {
		c.Variance += w.x[i] * w.dense[i]
	}
	if n := len(f.Corners); n > 0 {
		before := &f.Corners[n-1]
		if sameWeights(before.Weights, c.Weights) {
			before.To = c.To
			return
		}
		for _, v := range before.Weights {
			before.withNext += v.Value * w.dense[v.Index]
		}
	}
	f.Corners = append(f.Corners, c)
}

func sameWeights(a, b []Weight) bool {
	if len(a) != len(b) {
		return false
	}
	for k := range a {
		if a[k] != b[k] {
			return false
		}
	}
	return true
}

// Point is one point of the frontier.
type Point struct {
	Return, Variance float64
	Weights          []Weight
}

// AtReturn gives the point of least variance among those with at least a return. It is exact on each
// line between corners. False when the return is above the highest.
func (f *Frontier) AtReturn(target float64) (Point, bool) {
	last := len(f.Corners) - 1
	if target > f.Corners[0].Return {
		return Point{}, false
	}
	if target <= f.Corners[last].Return {
		c := f.Corners[last]
		return Point{c.Return, c.Variance, append([]Weight(nil), c.Weights...)}, true
	}
	k := sort.Search(len(f.Corners), func(k int) bool { return f.Corners[k].Return < target }) - 1
	a, b := &f.Corners[k], &f.Corners[k+1]
	t := (a.Return - target) / (a.Return - b.Return)
	return Point{Return: target, Variance: a.variance(b, t), Weights: mix(a.Weights, b.Weights, t)}, true
}

// variance is that of (1 − t)·a + t·b.
func (c *Corner) variance(b *Corner, t float64) float64 {
	return (1-t)*(1-t)*c.Variance + 2*t*(1-t)*c.withNext + t*t*b.Variance
}

// AtVariance gives the point of highest return among those with at most a variance. False when the
// variance is below the least.
func (f *Frontier) AtVariance(limit float64) (Point, bool) {
	last := len(f.Corners) - 1
	if limit < f.Corners[last].Variance {
		return Point{}, false
	}
	if c := f.Corners[0]; limit >= c.Variance {
		return Point{c.Return, c.Variance, append([]Weight(nil), c.Weights...)}, true
	}
	k := sort.Search(len(f.Corners), func(k int) bool { return f.Corners[k].Variance <= limit })
	a, b := &f.Corners[k-1], &f.Corners[k]
	lo, hi := 0.0, 1.0 // the variance falls in t
	for range 100 {
		mid := 0.5 * (lo + hi)
		if a.variance(b, mid) > limit {
			lo = mid
		} else {
			hi = mid
		}
	}
	return Point{Return: a.Return + hi*(b.Return-a.Return), Variance: a.variance(b, hi), Weights: mix(a.Weights, b.Weights, hi)}, true
}

// mix is (1 − t)·a + t·b, without what is zero.
func mix(a, b []Weight, t float64) []Weight {
	var out []Weight
	for i, j := 0, 0; i < len(a) || j < len(b); {
		next := math.MaxInt
		if i < len(a) {
			next = a[i].Index
		}
		if j < len(b) {
			next = min(next, b[j].Index)
		}
		v := 0.0
		if i < len(a) && a[i].Index == next {
			v += (1 - t) * a[i].Value
			i++
		}
		if j < len(b) && b[j].Index == next {
			v += t * b[j].Value
			j++
		}
		if v != 0 {
			out = append(out, Weight{next, v})
		}
	}
	return out
}
