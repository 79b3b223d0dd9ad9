package criticalline

import (
	"fmt"
	"math"
)

// Factors is the covariance F·Fᵀ + diag(d) with few columns in F.
type Factors struct {
	n, k int
	f    []float64 // row after row
	d    []float64
}

// NewFactors makes the covariance F·Fᵀ + diag(d): loadings hold F, k columns in each row; every d is above
// zero.
func NewFactors(k int, loadings, d []float64) (*Factors, error) {
	if len(loadings) != k*len(d) {
		return nil, fmt.Errorf("criticalline: %d loadings for %d variables and %d factors", len(loadings), len(d), k)
	}
	for i, v := range d {
		if !(v > 0) {
			return nil, fmt.Errorf("%w: the own variance of variable %d is %v", ErrNotPositive, i, v)
		}
	}
	return &Factors{len(d), k, loadings, d}, nil
}

// Len is the number of variables.
func (c *Factors) Len() int { return c.n }

func (c *Factors) row(i int) []float64 { return c.f[i*c.k : (i+1)*c.k] }

func (c *Factors) times(dst, x []float64, support []int) {
	sum := make([]float64, c.k)
	for _, j := range support {
		for t, v := range c.row(j) {
			sum[t] += v * x[j]
		}
	}
	for i := range dst {
		v := 0.0
		for t, w := range c.row(i) {
			v += w * sum[t]
		}
		dst[i] = v
	}
	for _, j := range support {
		dst[j] += c.d[j] * x[j]
	}
}

func (c *Factors) free() system {
	s := &factorSystem{cov: c, m: make([]float64, c.k*c.k), l: make([]float64, c.k*c.k)}
	for t := range c.k {
		s.m[t*c.k+t] = 1
	}
	return s
}

// factorSystem keeps M = I + F_Fᵀ·D_F⁻¹·F_F and solves by Woodbury's identity:
//
//	Σ_FF⁻¹·b = D⁻¹b − D⁻¹F·M⁻¹·FᵀD⁻¹b
type factorSystem struct {
	cov   *Factors
	list  []int
	m, l  []float64 // M and its Cholesky factor
	fresh bool      // l is that of m
	moves int
}

// rebuildAfter is the number of changes after which M is summed anew, so that rounding does not pile up.
const rebuildAfter = 256

func (s *factorSystem) change(i int, sign float64) {
	row, k := s.cov.row(i), s.cov.k
	for a, x := range row {
		x *= sign / s.cov.d[i]
		for b, y := range row[:a+1] {
			s.m[a*k+b] += x * y
		}
	}
	s.fresh = false
	if s.moves++; s.moves%rebuildAfter == 0 {
		clear(s.m)
		for t := range k {
			s.m[t*k+t] = 1
		}
		moves, list := s.moves, s.list
		s.list = nil
		for _, j := range list {
			s.moves = 0
			s.change(j, 1)
		}
		s.moves, s.list = moves, list
	}
}

func (s *factorSystem) add(i int) error {
	s.list = append(s.list, i)
	s.change(i, 1)
	return nil
}

func (s *factorSystem) remove(at int) {
	i := s.list[at]
	s.list = append(s.list[:at], s.list[at+1:]...)
	s.change(i, -1)
}

func (s *factorSystem) factor() {
	if s.fresh {
		return
	}
	k := s.cov.k
	for a := range k {
		for b := range a + 1 {
			v := s.m[a*k+b]
			for t := range b {
				v -= s.l[a*k+t] * s.l[b*k+t]
			}
			if a == b {
				s.l[a*k+a] = math.Sqrt(v)
			} else {
				s.l[a*k+b] = v / s.l[b*k+b]
			}
		}
	}
	s.fresh = true
}

func (s *factorSystem) solve(b []float64) {
	s.factor()
	k := s.cov.k
	v := make([]float64, k)
	for at, i := range s.list {
		b[at] /= s.cov.d[i]
		for t, w := range s.cov.row(i) {
			v[t] += w * b[at]
		}
	}
	for a := range k {
		x := v[a]
		for t := range a {
			x -= s.l[a*k+t] * v[t]
		}
		v[a] = x / s.l[a*k+a]
	}
	for a := k - 1; a >= 0; a-- {
		v[a] /= s.l[a*k+a]
		for t := range a {
			v[t] -= s.l[a*k+t] * v[a]
		}
	}
	for at, i := range s.list {
		x := 0.0
		for t, w := range s.cov.row(i) {
			x += w * v[t]
		}
		b[at] -= x / s.cov.d[i]
	}
}
