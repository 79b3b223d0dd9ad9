package factorqp

import "math"

// cholesky factorises a symmetric positive definite matrix in place, lower triangle, row after row. Rows
// are worked on from their first entry that is not zero (the envelope), which the factor does not leave.
type cholesky struct {
	rows  [][]float64
	first []int
}

func newCholesky(n int) *cholesky {
	c := &cholesky{rows: make([][]float64, n), first: make([]int, n)}
	for i := range c.rows {
		c.rows[i] = make([]float64, i+1)
	}
	return c
}

func (c *cholesky) clear() {
	for _, row := range c.rows {
		clear(row)
	}
}

// factor computes L with LL' = M. A pivot lost to rounding becomes very large, which leaves the variable
// of its row where it is; factor fails on a matrix that is not positive definite otherwise.
func (c *cholesky) factor() bool {
	for i, row := range c.rows {
		first := 0
		for first < i && row[first] == 0 {
			first++
		}
		c.first[i] = first
		diagonal := row[i]
		for j := first; j < i; j++ {
			from := max(first, c.first[j])
			other := c.rows[j]
			v := row[j]
			if from < j {
				v -= dot(row[from:j], other[from:j])
			}
			row[j] = v / other[j]
		}
		pivot := diagonal - dot(row[first:i], row[first:i])
		switch {
		case math.IsNaN(pivot):
			return false
		case pivot <= 1e-15*diagonal:
			row[i] = 1e64
		default:
			row[i] = math.Sqrt(pivot)
		}
	}
	return true
}

// solve replaces b by the solution of LL'x = b.
func (c *cholesky) solve(b []float64) {
	for i, row := range c.rows {
		from := c.first[i]
		b[i] = (b[i] - dot(row[from:i], b[from:i])) / row[i]
	}
	for i := len(b) - 1; i >= 0; i-- {
		row := c.rows[i]
		b[i] /= row[i]
		for j := c.first[i]; j < i; j++ {
			b[j] -= row[j] * b[i]
		}
	}
}

func dot(a, b []float64) float64 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float64
	i := 0
	for ; i+4 <= len(a); i += 4 {
		x, y := a[i:i+4:i+4], b[i:i+4:i+4]
		s0 += x[0] * y[0]
		s1 += x[1] * y[1]
		s2 += x[2] * y[2]
		s3 += x[3] * y[3]
	}
	for ; i < len(a); i++ {
		s0 += a[i] * b[i]
	}
	return (s0 + s1) + (s2 + s3)
}
