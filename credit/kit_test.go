package credit_test

import (
	"fmt"
	"math"
	"slices"
)

// integratePanels integrates f from a to b with a 12-point Gauss–Legendre rule between the given
// points.
func integratePanels(f func(float64) float64, points []float64, a, b float64) float64 {
	x := [...]float64{0.9815606342467192507, 0.9041172563704748567, 0.7699026741943046870, 0.5873179542866174473, 0.3678314989981801938, 0.1252334085114689155}
	w := [...]float64{0.0471753363865118272, 0.1069393259953184310, 0.1600783285433462263, 0.2031674267230659217, 0.2334925365383548088, 0.2491470458134027850}
	inside := []float64{a, b}
	for _, p := range points {
		if p > a && p < b {
			inside = append(inside, p)
		}
	}
	slices.Sort(inside)
	sum := 0.0
	for i := 1; i < len(inside); i++ {
		mid, half := (inside[i]+inside[i-1])/2, (inside[i]-inside[i-1])/2
		for j := range x {
			sum += half * w[j] * (f(mid-half*x[j]) + f(mid+half*x[j]))
		}
	}
	return sum
}

// within reports whether got is within a relative tolerance of want.
func within(got, want, relative float64) bool {
	return math.Abs(got-want) <= relative*math.Abs(want)
}

// indices is 0, 1, …, n − 1.
func indices(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// sum adds up a list.
func sum(x []float64) float64 {
	total := 0.0
	for _, v := range x {
		total += v
	}
	return total
}

// failing stops an example.
type failing struct{}

func (failing) Helper()           {}
func (failing) Fatal(args ...any) { panic(fmt.Sprint(args...)) }
