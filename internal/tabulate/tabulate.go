// Package tabulate replaces smooth functions by tables of polynomials that are quick to evaluate and
// whose error is measured when they are made.
package tabulate

import "math"

const degree = 5

// cell is a polynomial in the distance from the middle of the cell, in widths of the cell.
type cell [degree + 1]float64

func (c *cell) at(r float64) float64 {
	r2 := r * r
	return (c[0] + c[1]*r) + r2*((c[2]+c[3]*r)+r2*(c[4]+c[5]*r))
}

// fit interpolates f at the Chebyshev points of the cell from lo to hi.
func fit(f func(float64) float64, lo, hi float64) (c cell) {
	var x, d [degree + 1]float64
	for i := range x {
		x[i] = 0.5 * math.Cos((float64(i)+0.5)*math.Pi/(degree+1))
		d[i] = f(lo + (hi-lo)*(x[i]+0.5))
	}
	// Divided differences, then Newton's form into powers.
	for k := 1; k <= degree; k++ {
		for i := degree; i >= k; i-- {
			d[i] = (d[i] - d[i-1]) / (x[i] - x[i-k])
		}
	}
	for k := degree; k >= 0; k-- {
		for i := degree; i > 0; i-- {
			c[i] = c[i-1] - x[k]*c[i]
		}
		c[0] = d[k] - x[k]*c[0]
	}
	return c
}

// worst is the greatest error of a cell at points between those of the interpolation.
func (c *cell) worst(f func(float64) float64, lo, hi float64) float64 {
	most := 0.0
	for i := range degree + 2 {
		r := 0.5 * math.Cos(float64(i)*math.Pi/(degree+1))
		most = max(most, math.Abs(c.at(r)-f(lo+(hi-lo)*(r+0.5))))
	}
	return most
}

// Function is a function tabulated on equal cells of an interval. It is immutable and safe for
// concurrent use.
type Function struct {
	lo, hi, inverse float64
	cells           []cell
	err             float64
}

// maxCells bounds a table.
const maxCells = 1 << 14

// New tabulates f from lo to hi. The number of cells is doubled until the absolute error measured is at
// most the tolerance, or the rounding of f itself keeps it from falling further: see [Function.Error].
func New(f func(float64) float64, lo, hi, tolerance float64) *Function {
	var before *Function
	for n := 4; ; n *= 2 {
		t := &Function{lo: lo, hi: hi, inverse: float64(n) / (hi - lo), cells: make([]cell, n)}
		at := func(i int) float64 { return lo + (hi-lo)*float64(i)/float64(n) }
		for i := range t.cells {
			t.cells[i] = fit(f, at(i), at(i+1))
			t.err = max(t.err, t.cells[i].worst(f, at(i), at(i+1)))
		}
		// Twice as many cells leave a 64th of the error, but for the rounding of f.
		if n > 64 && t.err > before.err/4 && t.err < 1e-9 {
			return before
		}
		if t.err <= tolerance || n >= maxCells {
			return t
		}
		before = t
	}
}

// At is the function at x, taken at the nearest end outside the interval.
func (t *Function) At(x float64) float64 {
	s := (x - t.lo) * t.inverse
	if !(s > 0) {
		s = 0
	}
	i := min(int(s), len(t.cells)-1)
	return t.cells[i].at(min(s-float64(i), 1) - 0.5)
}

// Error is the greatest absolute error that was measured.
func (t *Function) Error() float64 { return t.err }

// Octaves is a function of numbers between 0 and 1/2 that changes with their logarithm, tabulated on
// 32 cells for each halving of the argument. It is immutable and safe for concurrent use.
type Octaves struct {
	f     func(float64) float64
	cells []cell
	err   float64
}

const (
	octaves     = 34
	perOctave   = 5 // binary logarithm of the number of cells
	smallest    = 1.0 / (1 << (octaves + 1))
	cellShift   = 52 - perOctave
	firstOctave = uint64(1023-octaves-1) << perOctave
)

// NewOctaves tabulates f.
func NewOctaves(f func(float64) float64) *Octaves {
	t := &Octaves{f: f, cells: make([]cell, octaves<<perOctave)}
	for i := range t.cells {
		lo := math.Float64frombits((uint64(i) + firstOctave) << cellShift)
		hi := math.Float64frombits((uint64(i) + 1 + firstOctave) << cellShift)
		t.cells[i] = fit(f, lo, hi)
		t.err = max(t.err, t.cells[i].worst(f, lo, hi))
	}
	return t
}

// At is the function at a v with 0 < v < 1/2. Below 2⁻³⁵ it is f itself.
func (t *Octaves) At(v float64) float64 {
	b := math.Float64bits(v)
	i := b>>cellShift - firstOctave
	if i >= uint64(len(t.cells)) {
		return t.f(v)
	}
	r := math.Float64frombits(1023<<52|b<<perOctave&(1<<52-1)) - 1.5
	return t.cells[i].at(r)
}

// Error is the greatest absolute error that was measured.
func (t *Octaves) Error() float64 { return t.err }
