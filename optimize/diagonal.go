package optimize

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/ipabs/ipabs/internal/miqp"
)

// ErrNotPositive is the class of errors about a covariance that is not positive definite.
var ErrNotPositive = errors.New("optimize: the covariance is not positive definite")

// separableDiagonal finds a diagonal D with Q − D positive semidefinite: t/(Q⁻¹)_ii with the largest t
// that leaves it so, a little less for rounding. Without the factor t each entry is the most that could
// be taken away by itself (it is the variance that the other assets do not explain).
func separableDiagonal(n int, q []float64) ([]float64, error) {
	var chol mat.Cholesky
	if !chol.Factorize(mat.NewSymDense(n, q)) {
		return nil, ErrNotPositive
	}
	var inverse mat.SymDense
	if err := chol.InverseTo(&inverse); err != nil {
		return nil, ErrNotPositive
	}
	d := make([]float64, n)
	scaled := mat.NewSymDense(n, nil)
	for i := range n {
		d[i] = 1 / inverse.At(i, i)
	}
	for i := range n {
		for k := i; k < n; k++ {
			scaled.SetSym(i, k, q[i*n+k]/math.Sqrt(d[i]*d[k]))
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(scaled, false) {
		return nil, ErrNotPositive
	}
	least := eigen.Values(nil)[0]
	if !(least > 0) {
		return nil, ErrNotPositive
	}
	for i := range d {
		d[i] *= least * (1 - 1e-9)
	}
	return d, nil
}

// factorise gives F with F·Fᵀ = Q − D by a Cholesky factorisation with the largest pivots first, and what
// rounding leaves of the diagonal.
func factorise(n int, q, d []float64) (factors [][]miqp.Entry, left []float64) {
	c := &candidates{n: n, factors: make([][]miqp.Entry, n), diagonal: make([]float64, n)}
	rest := make([][]float64, n)
	for i := range n {
		rest[i] = make([]float64, n)
		for k := range n {
			rest[i][k] = 0.5 * (q[i*n+k] + q[k*n+i])
		}
		rest[i][i] -= d[i]
	}
	c.pivot(rest)
	return c.factors, c.diagonal
}
