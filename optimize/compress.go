package optimize

import (
	"math"

	"github.com/ipabs/ipabs/internal/miqp"
)

// compress gives the same covariance fewer columns where it has more of them than contracts, as an average
// over many states of the factors has: a Cholesky factor of F·Fᵀ with the largest pivots first, ended
// where what is left is rounding. What is left on the diagonal joins D, so that variances are kept.
func (c *candidates) compress() {
	if c.columns <= c.n {
		return
	}
	n := c.n
	rest := make([][]float64, n)
	dense := make([]float64, c.columns)
	for i := range n {
		rest[i] = make([]float64, n)
		for _, e := range c.factors[i] {
			dense[e.Col] = e.Val
		}
		for k := range n {
			for _, e := range c.factors[k] {
				rest[i][k] += e.Val * dense[e.Col]
			}
		}
		for _, e := range c.factors[i] {
			dense[e.Col] = 0
		}
	}
	c.pivot(rest)
}

// pivot replaces the factors by a Cholesky factor of a matrix with the largest pivots first.
func (c *candidates) pivot(rest [][]float64) {
	n := c.n
	largest := 0.0
	for i := range n {
		largest = max(largest, rest[i][i])
	}
	factors, done := make([][]miqp.Entry, n), make([]bool, n)
	columns := 0
	for range n {
		pivot := -1
		for i := range n {
			if !done[i] && (pivot < 0 || rest[i][i] > rest[pivot][pivot]) {
				pivot = i
			}
		}
		if !(rest[pivot][pivot] > 1e-13*largest) {
			break
		}
		done[pivot] = true
		root := math.Sqrt(rest[pivot][pivot])
		column := make([]float64, n)
		for i := range n {
			if i == pivot || !done[i] {
				column[i] = rest[i][pivot] / root
			}
			if column[i] != 0 {
				factors[i] = append(factors[i], miqp.Entry{Col: columns, Val: column[i]})
			}
		}
		for i := range n {
			for k := range n {
				rest[i][k] -= column[i] * column[k]
			}
		}
		columns++
	}
	for i := range n {
		if !done[i] {
			c.diagonal[i] += max(rest[i][i], 0)
		}
	}
	c.factors, c.columns = factors, columns
}
