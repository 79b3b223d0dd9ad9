// Package cholesky keeps the triangular factor L of a symmetric positive definite matrix L·Lᵀ whose rows
// and columns come and go one at a time, as an active set does.
package cholesky

import "math"

// Factor is the factor of a matrix that starts empty. The zero value is ready to use; memory of what was
// removed is used again. It is not safe for concurrent use.
type Factor struct {
	rows  [][]float64
	spare [][]float64
}

// Len is the order of the matrix.
func (f *Factor) Len() int { return len(f.rows) }

// Reset empties the matrix.
func (f *Factor) Reset() {
	f.spare = append(f.spare, f.rows...)
	f.rows = f.rows[:0]
}

// Add appends a row and column to the matrix: column holds its entries with those that are there, in
// their order, and is used as scratch. It is false, and nothing has changed, when what is left of the
// diagonal is at most least times it: the matrix would not be positive definite.
func (f *Factor) Add(column []float64, diagonal, least float64) bool {
	m := len(f.rows)
	left := diagonal
	for k, row := range f.rows {
		v := column[k]
		for t, x := range row[:k] {
			v -= x * column[t]
		}
		v /= row[k]
		column[k] = v
		left -= v * v
	}
	if !(left > least*diagonal) || !(left > 0) {
		return false
	}
	var row []float64
	if n := len(f.spare); n > 0 {
		row, f.spare = f.spare[n-1][:0], f.spare[:n-1]
	}
	row = append(append(row, column[:m]...), math.Sqrt(left))
	f.rows = append(f.rows, row)
	return true
}

// Remove takes a row and its column out: rotations of neighbouring columns make the factor triangular
// again.
func (f *Factor) Remove(at int) {
	f.spare = append(f.spare, f.rows[at])
	f.rows = append(f.rows[:at], f.rows[at+1:]...)
	for k := at; k < len(f.rows); k++ {
		a, b := f.rows[k][k], f.rows[k][k+1]
		r := math.Hypot(a, b)
		c, d := a/r, b/r
		for _, row := range f.rows[k:] {
			x, y := row[k], row[k+1]
			row[k], row[k+1] = c*x+d*y, c*y-d*x
		}
		f.rows[k] = f.rows[k][:k+1]
	}
}

// Solve replaces b by the solution y of L·Lᵀ·y = b.
func (f *Factor) Solve(b []float64) {
	for i, row := range f.rows {
		v := b[i]
		for k, x := range row[:i] {
			v -= x * b[k]
		}
		b[i] = v / row[i]
	}
	for i := len(f.rows) - 1; i >= 0; i-- {
		row := f.rows[i]
		b[i] /= row[i]
		v := b[i]
		for k, x := range row[:i] {
			b[k] -= x * v
		}
	}
}
