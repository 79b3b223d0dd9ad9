package perspective

import (
	"errors"
	"math"

	"github.com/ipabs/ipabs/internal/cholesky"
)

// ErrNotPositive says that the matrix is not positive definite.
var ErrNotPositive = errors.New("perspective: the matrix is not positive definite")

// splitter improves a diagonal D ≥ 0 with Q − D positive definite, by coordinate ascent on
//
//	Σ weight_i·D_i + mu·log det(Q − D)
//
// For one variable the best D_i has the closed form D_i + 1/((Q−D)⁻¹)_ii − mu/weight_i, and the inverse
// follows by a change of rank one.
type splitter struct {
	n       int
	q       []float64
	d       []float64
	inverse []float64 // of Q − D
	row     []float64
	// What back goes back to.
	bestD, bestInverse []float64
}

// remember keeps the diagonal at hand, and back returns to it.
func (s *splitter) remember() {
	s.bestD, s.bestInverse = append(s.bestD[:0], s.d...), append(s.bestInverse[:0], s.inverse...)
}

func (s *splitter) back() {
	copy(s.d, s.bestD)
	copy(s.inverse, s.bestInverse)
}

// newSplitter begins with a diagonal, or with none when d is nil or leaves too little.
func newSplitter(n int, q, d []float64) (*splitter, error) {
	s := &splitter{n: n, q: q, d: make([]float64, n), row: make([]float64, n)}
	if d != nil {
		copy(s.d, d)
	}
	for shrink := 1 - 1e-9; ; shrink *= 0.999 {
		if s.invert() {
			return s, nil
		}
		if shrink < 0.9 {
			if d == nil {
				return nil, ErrNotPositive
			}
			return newSplitter(n, q, nil)
		}
		for i := range s.d {
			s.d[i] *= shrink
		}
		if d == nil {
			return nil, ErrNotPositive
		}
	}
}

// least is how small a pivot may be, relative to its diagonal entry.
const least = 1e-11

// invert computes the inverse of Q − D; false when it is not positive definite.
func (s *splitter) invert() bool {
	n := s.n
	var f cholesky.Factor
	column := make([]float64, n)
	for i := range n {
		copy(column[:i], s.q[i*n:i*n+i])
		if !f.Add(column[:i], s.q[i*n+i]-s.d[i], 0) || s.q[i*n+i]-s.d[i] < least*s.q[i*n+i] {
			return false
		}
	}
	s.inverse = make([]float64, n*n)
	for i := range n {
		s.inverse[i*n+i] = 1
		f.Solve(s.inverse[i*n : (i+1)*n])
	}
	for i := range n {
		if v := s.inverse[i*n+i]; !(v > 0) || v*s.q[i*n+i] > 1/least {
			return false
		}
	}
	return true
}

// sweep takes every coordinate to its best once, with a pull towards a center: pull_i/2·(D_i − center_i)²
// is taken off the objective.
func (s *splitter) sweep(weight, center, pull []float64, mu float64) {
	n := s.n
	for i := range n {
		own := s.inverse[i*n+i]
		if !(own > 0) {
			continue
		}
		// What is left of the pivot after the change, as a part of it, solves
		// (pull/own)·u² + (weight − pull·(D − center + 1/own))·u − mu·own = 0.
		u := math.Inf(1)
		if a := pull[i] / own; a > 0 {
			half := 0.5 * (weight[i] - pull[i]*(s.d[i]-center[i]+1/own))
			root := math.Sqrt(half*half + a*mu*own)
			if half > 0 {
				u = mu * own / (half + root)
			} else {
				u = (root - half) / a
			}
		} else if weight[i] > 0 {
			u = mu * own / weight[i]
		}
		change := max(-s.d[i], (1-u)/own)
		if math.Abs(change)*own < 1e-6 {
			continue
		}
		s.d[i] += change
		t := change / (1 - change*own)
		copy(s.row, s.inverse[i*n:(i+1)*n])
		for a := range n {
			if v := t * s.row[a]; v != 0 {
				line := s.inverse[a*n : (a+1)*n]
				for b, r := range s.row {
					line[b] += v * r
				}
			}
		}
	}
}

// total is Σ weight·D.
func (s *splitter) total(weight []float64) float64 { return dot(weight, s.d) }

// settled gives a copy of the diagonal for which Q − D is safely positive definite.
func (s *splitter) settled() []float64 {
	d := append([]float64(nil), s.d...)
	n := s.n
	for cut := 1e-4; ; cut *= 2 {
		var f cholesky.Factor
		column, good := make([]float64, n), true
		for i := range n {
			copy(column[:i], s.q[i*n:i*n+i])
			if !f.Add(column[:i], s.q[i*n+i]-d[i], least) {
				good = false
				break
			}
		}
		if good || cut > 2 {
			return d
		}
		for i := range d {
			d[i] *= max(0, 1-cut)
		}
	}
}
