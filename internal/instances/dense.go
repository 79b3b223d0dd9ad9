package instances

import (
	"errors"
	"math"

	"github.com/ipabs/ipabs/internal/miqp"
)

// ErrNotPositive says that a matrix is not positive semidefinite.
var ErrNotPositive = errors.New("instances: matrix is not positive semidefinite")

// Factor writes a positive semidefinite matrix, row after row, as F·Fᵀ by Cholesky's method: the loadings
// of each variable. A pivot that is rounding relative to its diagonal gives no factor.
func Factor(n int, a []float64) ([][]miqp.Entry, error) {
	l := make([]float64, n*n)
	loadings := make([][]miqp.Entry, n)
	for j := range n {
		pivot := a[j*n+j]
		for k := range j {
			pivot -= l[j*n+k] * l[j*n+k]
		}
		if pivot < -1e-9*math.Abs(a[j*n+j]) {
			return nil, ErrNotPositive
		}
		if pivot <= 1e-13*math.Abs(a[j*n+j]) {
			continue
		}
		root := math.Sqrt(pivot)
		for i := j; i < n; i++ {
			v := a[i*n+j]
			for k := range j {
				v -= l[i*n+k] * l[j*n+k]
			}
			l[i*n+j] = v / root
			if l[i*n+j] != 0 {
				loadings[i] = append(loadings[i], miqp.Entry{Col: j, Val: l[i*n+j]})
			}
		}
	}
	return loadings, nil
}

// Split finds a large diagonal D ≥ 0 with Q − D positive definite, by coordinate ascent on
//
//	Σ D_i + mu·log det(Q − D)
//
// as mu falls: for one variable the best D_i has the closed form D_i + 1/((Q−D)⁻¹)_ii − mu, and the
// inverse follows by a change of rank one. A larger diagonal makes the bound over {0} ∪ [lot, upper]
// tighter; its trace is what a semidefinite program would maximise exactly.
func Split(n int, q []float64) ([]float64, error) {
	d := make([]float64, n)
	inverse, err := invert(n, q)
	if err != nil {
		return nil, err
	}
	mu := 0.0
	for i := range n {
		mu = max(mu, 1/inverse[i*n+i])
	}
	for range 40 {
		mu *= 0.6
		for i := range n {
			s := inverse[i*n+i]
			change := max(-d[i], 1/s-mu)
			if change == 0 {
				continue
			}
			d[i] += change
			t := change / (1 - change*s)
			row := append([]float64(nil), inverse[i*n:(i+1)*n]...)
			for a := range n {
				if v := t * row[a]; v != 0 {
					for b := range n {
						inverse[a*n+b] += v * row[b]
					}
				}
			}
		}
	}
	// What many changes of rank one lost is given back.
	for {
		rest := append([]float64(nil), q...)
		for i := range n {
			rest[i*n+i] -= d[i]
		}
		if _, err := Factor(n, rest); err == nil {
			return d, nil
		}
		for i := range d {
			d[i] *= 0.999
		}
	}
}

// invert inverts a positive definite matrix by elimination.
func invert(n int, q []float64) ([]float64, error) {
	a, inverse := append([]float64(nil), q...), make([]float64, n*n)
	for i := range n {
		inverse[i*n+i] = 1
	}
	for c := range n {
		pivot := a[c*n+c]
		if !(pivot > 1e-14*q[c*n+c]) {
			return nil, ErrNotPositive
		}
		for r := range n {
			if t := a[r*n+c] / pivot; r != c && t != 0 {
				for k := range n {
					a[r*n+k] -= t * a[c*n+k]
					inverse[r*n+k] -= t * inverse[c*n+k]
				}
			}
		}
	}
	for r := range n {
		for k := range n {
			inverse[r*n+k] /= a[r*n+r]
		}
	}
	return inverse, nil
}

// Problem is the least variance of shares that sum to one, each 0 or from its lot to its upper limit,
// with a mean of at least target and at most most of them (0: any number).
type Problem struct {
	Covariance    []float64 // n×n
	Diagonal      []float64 // D with Covariance − D positive semidefinite
	Mean          []float64
	Lot, Upper    []float64
	Target        float64
	Most          int
	WithoutTarget bool
}

// MIQP writes the problem for the solver: D as the diagonal, the rest by factors.
func (p Problem) MIQP() (*miqp.Problem, error) {
	n := len(p.Mean)
	rest := append([]float64(nil), p.Covariance...)
	for i := range n {
		rest[i*n+i] -= p.Diagonal[i]
	}
	loadings, err := Factor(n, rest)
	if err != nil {
		return nil, err
	}
	out := &miqp.Problem{N: n, K: n, Factors: loadings, Diagonal: p.Diagonal, Linear: make([]float64, n), Lot: p.Lot, Upper: p.Upper}
	one, mean := make([]miqp.Entry, n), make([]miqp.Entry, n)
	for i := range n {
		one[i], mean[i] = miqp.Entry{Col: i, Val: 1}, miqp.Entry{Col: i, Val: p.Mean[i]}
	}
	out.Rows = []miqp.Row{{Coef: one, Lo: 1, Hi: 1}}
	if !p.WithoutTarget {
		out.Rows = append(out.Rows, miqp.Row{Coef: mean, Lo: p.Target, Hi: math.Inf(1)})
	}
	if p.Most > 0 {
		out.Counts = []miqp.Row{{Coef: one, Lo: math.Inf(-1), Hi: float64(p.Most)}}
	}
	return out, nil
}
