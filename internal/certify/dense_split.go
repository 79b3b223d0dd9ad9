package certify

import (
	"fmt"
	"math"
)

// rest is Q − D over the variables of a split, with how far from positive semidefinite it may be.
type rest struct {
	at       map[int]int // place of a variable in the split
	matrix   []float64
	diagonal []float64
	off      float64 // zᵀ(Q−D)z ≥ −off·|z|²
}

// split computes a rest and holds that it is positive semidefinite, but for off: its Cholesky factor is
// multiplied out and compared.
func (d *dense) split(k int) (*rest, error) {
	if k < 0 || k >= len(d.c.Splits) {
		return nil, fmt.Errorf("there is no split %d", k)
	}
	if d.rests[k] != nil {
		return d.rests[k], nil
	}
	s := &d.c.Splits[k]
	n := len(s.Vars)
	if len(s.Diagonal) != n {
		return nil, fmt.Errorf("split %d has %d numbers for %d variables", k, len(s.Diagonal), n)
	}
	r := &rest{at: make(map[int]int, n), matrix: make([]float64, n*n), diagonal: s.Diagonal}
	for a, i := range s.Vars {
		if i < 0 || i >= d.p.N || !(s.Diagonal[a] >= 0) || math.IsInf(s.Diagonal[a], 1) {
			return nil, fmt.Errorf("split %d: variable %d with %g", k, i, s.Diagonal[a])
		}
		if _, twice := r.at[i]; twice {
			return nil, fmt.Errorf("split %d has variable %d twice", k, i)
		}
		r.at[i] = a
	}
	for a, i := range s.Vars {
		for b, j := range s.Vars {
			r.matrix[a*n+b] = 0.5 * (d.p.Q[i*d.p.N+j] + d.p.Q[j*d.p.N+i])
		}
		r.matrix[a*n+a] -= s.Diagonal[a]
	}
	l := make([]float64, n*n)
	for j := range n {
		pivot := r.matrix[j*n+j]
		for k := range j {
			pivot -= l[j*n+k] * l[j*n+k]
		}
		if !(pivot > 0) {
			return nil, fmt.Errorf("split %d does not leave a positive matrix", k)
		}
		l[j*n+j] = math.Sqrt(pivot)
		for i := j + 1; i < n; i++ {
			v := r.matrix[i*n+j]
			for k := range j {
				v -= l[i*n+k] * l[j*n+k]
			}
			l[i*n+j] = v / l[j*n+j]
		}
	}
	// The norm of a symmetric matrix is at most the largest sum of a row of sizes.
	rows := make([]float64, n)
	for i := range n {
		for j := range i + 1 {
			product, size := 0.0, math.Abs(r.matrix[i*n+j])+math.Abs(d.p.Q[s.Vars[i]*d.p.N+s.Vars[j]])
			for k := range j + 1 {
				v := l[i*n+k] * l[j*n+k]
				product += v
				size += math.Abs(v)
			}
			off := math.Abs(product-r.matrix[i*n+j]) + ulp*float64(j+8)*size
			rows[i] += off
			if i != j {
				rows[j] += off
			}
		}
	}
	for _, v := range rows {
		r.off = max(r.off, v)
	}
	d.rests[k] = r
	return r, nil
}
