package credit

import (
	"math"
	"math/bits"
)

// Expectations over a common factor are taken by the trapezoidal rule. On the whole line, against a
// normal density, its error falls faster than any power of the step, as that of Gauss–Hermite rules
// does, and unlike theirs its nodes nest: the rules of twice and four times the step come for
// nothing, and their differences estimate the error. (N. Trefethen, J. Weideman, The exponentially
// convergent trapezoidal rule, SIAM Review 56, 2014.)

// numGrids is the number of nested rules that every quadrature carries: step, twice and four times
// the step.
const numGrids = 3

// gridNode is a node of nested rules: x with weight w in the finest rule, w·2^g in rule g. It belongs
// to the rules 0 … grids−1.
type gridNode struct {
	x, w  float64
	grids int
}

// gridsOf is the number of nested rules that hold the node number j; the node 0 is in all.
func gridsOf(j int) int {
	if j == 0 {
		return numGrids
	}
	return min(bits.TrailingZeros(uint(max(j, -j))), numGrids-1) + 1
}

// normalNodes is the rule for the expectation over a standard normal, with nodes j·step out to ±reach.
func normalNodes(step, reach float64) []gridNode {
	n := int(math.Ceil(reach / step))
	nodes := make([]gridNode, 0, 2*n+1)
	for j := -n; j <= n; j++ {
		x := float64(j) * step
		nodes = append(nodes, gridNode{x: x, w: step * normalDensity(x), grids: gridsOf(j)})
	}
	return nodes
}

// errorEstimate judges the finest of three nested results from how far apart they lie: coarse is the
// distance between the second and the third, fine that between the first and the second. While the
// rules converge at least geometrically in the number of nodes, the next distance is at most
// fine²/coarse.
func errorEstimate(fine, coarse float64) float64 {
	if fine < coarse {
		return fine * fine / coarse
	}
	return fine
}

const (
	// firstStep is the step of the first rule tried, lastStep that of the last.
	firstStep, lastStep = 0.25, 1.0 / 1024
	// fullReach leaves a probability of 6e-17 outside ±reach.
	fullReach = 8.375
)

// expectNormals gives the expectations of the components of f over a standard normal. f adds w times
// its components at y to dst. The step is halved until the estimated absolute error of every component
// is at most tolerance; ok is false when the last step does not reach it.
func expectNormals(n int, tolerance float64, f func(dst []float64, w, y float64)) (value []float64, ok bool) {
	sums := make([][]float64, numGrids)
	for g := range sums {
		sums[g] = make([]float64, n)
	}
	at := make([]float64, n)
	for step := firstStep; ; step /= 2 {
		for g := range sums {
			clear(sums[g])
		}
		for _, q := range normalNodes(step, fullReach) {
			clear(at)
			f(at, q.w, q.x)
			for g := range q.grids {
				scale := float64(int(1) << g)
				for i, v := range at {
					sums[g][i] += scale * v
				}
			}
		}
		worst := 0.0
		for i := range n {
			worst = max(worst, errorEstimate(math.Abs(sums[0][i]-sums[1][i]), math.Abs(sums[1][i]-sums[2][i])))
		}
		if worst <= tolerance {
			return sums[0], true
		}
		if step/2 < lastStep {
			return sums[0], false
		}
	}
}
