package criticalline

import (
	"errors"
	"fmt"

	"github.com/ipabs/ipabs/internal/cholesky"
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

// denseSystem keeps the Cholesky factor of Σ_FF.
type denseSystem struct {
	cov    *Dense
	list   []int
	factor cholesky.Factor
	column []float64
}

func (s *denseSystem) add(i int) error {
	s.column = s.column[:0]
	for _, j := range s.list {
		s.column = append(s.column, s.cov.a[i*s.cov.n+j])
	}
	if !s.factor.Add(s.column, s.cov.a[i*s.cov.n+i], 0) {
		return fmt.Errorf("%w: variable %d is a combination of others", ErrNotPositive, i)
	}
	s.list = append(s.list, i)
	return nil
}

func (s *denseSystem) remove(at int) {
	s.factor.Remove(at)
	s.list = append(s.list[:at], s.list[at+1:]...)
}

func (s *denseSystem) solve(b []float64) { s.factor.Solve(b) }
