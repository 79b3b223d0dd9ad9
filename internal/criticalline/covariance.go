package criticalline

import (
	"errors"
	"fmt"
	"math"
)

// Covariance is a symmetric positive definite matrix.
type Covariance interface {
	// Len is the number of variables.
	Len() int
	// times sets dst to Σ·x, where x is zero outside the listed variables.
	times(dst, x []float64, support []int)
	// free starts a system over an empty set of variables.
	free() system
}

// system solves Σ_FF·y = b over a set F of variables that grows and shrinks. Vectors over F are in the
// order in which its variables were added.
type system interface {
	add(i int) error
	remove(at int)
	solve(b []float64)
}

// ErrNotPositive is the class of errors about a matrix that is not positive definite.
var ErrNotPositive = errors.New("criticalline: matrix is not positive definite")

// Dense is a covariance given entry by entry, row after row.
type Dense struct {
	n int
	a []float64
}

// NewDense makes a dense covariance of n variables. The entries are used as they are; symmetry is the
// caller's.
func NewDense(n int, entries []float64) (*Dense, error) {
	if len(entries) != n*n {
		return nil, fmt.Errorf("criticalline: %d entries for %d variables", len(entries), n)
	}
	return &Dense{n, entries}, nil
}

// Len is the number of variables.
func (d *Dense) Len() int { return d.n }

func (d *Dense) times(dst, x []float64, support []int) {
	for i := range dst {
		row, sum := d.a[i*d.n:(i+1)*d.n], 0.0
		for _, j := range support {
			sum += row[j] * x[j]
		}
		dst[i] = sum
	}
}

func (d *Dense) free() system { return &denseSystem{cov: d} }

// denseSystem keeps the Cholesky factor L of Σ_FF, row after row.
type denseSystem struct {
	cov  *Dense
	list []int
	l    [][]float64
}

// add appends a row to the factor: L·w = Σ_Fi, and the root of what is left on the diagonal.
func (s *denseSystem) add(i int) error {
	m := len(s.list)
	row := make([]float64, m+1, m+8)
	left := s.cov.a[i*s.cov.n+i]
	for k, j := range s.list {
		v := s.cov.a[i*s.cov.n+j]
		for t, x := range s.l[k][:k] {
			v -= x * row[t]
		}
		v /= s.l[k][k]
		row[k] = v
		left -= v * v
	}
	if !(left > 0) {
		return fmt.Errorf("%w: variable %d is a combination of others", ErrNotPositive, i)
	}
	row[m] = math.Sqrt(left)
	s.l, s.list = append(s.l, row), append(s.list, i)
	return nil
}

// remove takes a row out and makes the factor triangular again by rotations of neighbouring columns.
func (s *denseSystem) remove(at int) {
	copy(s.l[at:], s.l[at+1:])
	s.l = s.l[:len(s.l)-1]
	s.list = append(s.list[:at], s.list[at+1:]...)
	for k := at; k < len(s.l); k++ {
		a, b := s.l[k][k], s.l[k][k+1]
		r := math.Hypot(a, b)
		c, d := a/r, b/r
		for _, row := range s.l[k:] {
			x, y := row[k], row[k+1]
			row[k], row[k+1] = c*x+d*y, c*y-d*x
		}
		s.l[k] = s.l[k][:k+1]
	}
}

func (s *denseSystem) solve(b []float64) {
	for i := range s.l {
		row, v := s.l[i], b[i]
		for k, x := range row[:i] {
			v -= x * b[k]
		}
		b[i] = v / row[i]
	}
	for i := len(s.l) - 1; i >= 0; i-- {
		row := s.l[i]
		b[i] /= row[i]
		v := b[i]
		for k, x := range row[:i] {
			b[k] -= x * v
		}
	}
}
