package perspective

import (
	"math"

	"github.com/ipabs/ipabs/internal/cholesky"
)

// place is where a variable stands on its piecewise cost.
type place int8

const (
	atZero    place = iota // open, at zero
	linear                 // open, between zero and the kink
	atKink                 // open, at the kink
	quadratic              // above the kink, or in and between its limits
	atLot                  // in, at its lot
	atUpper
	gone // out
)

// rowPlace is where the activity of a row stands.
type rowPlace int8

const (
	slack rowPlace = iota
	active
	below // its lower limit is not reached
	above
)

// relaxer solves the relaxation over boxes of one local problem for a fixed price of being in. It keeps
// the rows elastic: a violation costs penalty a unit, so that every box has a solution and the
// multipliers stay bounded. Any point and multipliers give a bound, so a solve that ends early does no
// harm.
type relaxer struct {
	*local
	box     []choice
	price   float64
	penalty float64
	scale   float64 // of a gradient: what is small next to it is rounding

	kink, slope []float64 // of open variables: where the cost turns quadratic, and its slope below
	z, grad     []float64 // the point, and (Q−D)·z
	places      []place
	free        []int
	rowPlaces   []rowPlace
	activity    []float64
	lambda      []float64
	factor      cholesky.Factor
	Pivots      int

	step, column []float64
	byRow        [][]float64
}

func newRelaxer(l *local, penalty, scale float64) *relaxer {
	x := &relaxer{local: l, penalty: penalty, scale: scale}
	for _, v := range []*[]float64{&x.kink, &x.slope, &x.z, &x.grad, &x.step, &x.column} {
		*v = make([]float64, l.n)
	}
	m := len(l.rows)
	x.places, x.rowPlaces, x.activity, x.lambda = make([]place, l.n), make([]rowPlace, m), make([]float64, m), make([]float64, m)
	x.byRow = make([][]float64, m)
	for r := range x.byRow {
		x.byRow[r] = make([]float64, l.n)
	}
	return x
}

// begin sets a box, a price and a point to start from, which need not be in the box.
func (x *relaxer) begin(box []choice, price float64, start []float64) {
	x.box, x.price = box, price
	clear(x.grad)
	for i := range x.n {
		v := start[i]
		switch box[i] {
		case out:
			v = 0
		case in:
			v = max(x.lot[i], min(v, x.upper[i]))
		default:
			x.turn(i)
			v = max(0, min(v, x.upper[i]))
		}
		x.z[i] = v
		if v != 0 {
			x.gradient(i, v)
		}
	}
	for r := range x.rows {
		x.activity[r] = dot(x.rows[r].Coef, x.z)
	}
	x.setUp()
}

// reprice changes the price and keeps the point.
func (x *relaxer) reprice(price float64) {
	x.price = price
	for i, c := range x.box {
		if c == open {
			x.turn(i)
		}
	}
	x.setUp()
}

// turn computes the cost of an open variable: the least of D z²/y + price·y over the y that z allows,
// from z/Upper to z/Lot and at most 1.
func (x *relaxer) turn(i int) {
	d, t := x.d[i], x.upper[i]
	if d > 0 {
		t = min(t, math.Sqrt(x.price/d))
	} else if x.price == 0 {
		t = 0
	}
	t = max(t, x.lot[i])
	x.kink[i], x.slope[i] = t, d*t
	if t > 0 {
		x.slope[i] += x.price / t
	}
}

// gradient moves grad by v units of variable i.
func (x *relaxer) gradient(i int, v float64) {
	row := x.rest[i*x.n : (i+1)*x.n]
	for k, r := range row {
		x.grad[k] += r * v
	}
}

// setUp finds the places of the point's variables and rows and factors the matrix of the free ones.
func (x *relaxer) setUp() {
	x.free = x.free[:0]
	x.factor.Reset()
	for i, v := range x.z {
		switch x.box[i] {
		case out:
			x.places[i] = gone
			continue
		case in:
			x.places[i] = quadratic
			if v <= x.lot[i] {
				x.places[i] = atLot
			}
		default:
			switch {
			case v <= 0:
				x.places[i] = atZero
			case v < x.kink[i]:
				x.places[i] = linear
			case v == x.kink[i]:
				x.places[i] = atKink
			default:
				x.places[i] = quadratic
			}
		}
		if v >= x.upper[i] {
			x.places[i] = atUpper
		}
		if x.places[i] == linear || x.places[i] == quadratic {
			x.enter(i, x.places[i])
		}
	}
	for r := range x.rows {
		row, tol := &x.rows[r], x.rowTolerance(r)
		switch a := x.activity[r]; {
		case a < row.Lo-tol:
			x.rowPlaces[r] = below
		case a > row.Hi+tol:
			x.rowPlaces[r] = above
		case row.Lo == row.Hi || x.lambda[r] < 0 && a <= row.Lo+tol || x.lambda[r] > 0 && a >= row.Hi-tol:
			x.rowPlaces[r] = active
		default:
			x.rowPlaces[r] = slack
		}
	}
}

// rowTolerance is a violation that is rounding.
func (x *relaxer) rowTolerance(r int) float64 {
	row, size := &x.rows[r], 0.0
	if !math.IsInf(row.Lo, -1) {
		size = math.Abs(row.Lo)
	}
	if !math.IsInf(row.Hi, 1) {
		size = max(size, math.Abs(row.Hi))
	}
	return 1e-12 * (1 + size)
}

// enter makes a variable free; false when the matrix would not be positive definite.
func (x *relaxer) enter(i int, to place) bool {
	row := x.rest[i*x.n : (i+1)*x.n]
	for k, j := range x.free {
		x.column[k] = 2 * row[j]
	}
	diagonal := 2 * row[i]
	if to == quadratic {
		diagonal += 2 * x.d[i]
	}
	if !x.factor.Add(x.column[:len(x.free)], diagonal, 1e-13) {
		return false
	}
	x.free, x.places[i] = append(x.free, i), to
	return true
}

// own is the slope of a free variable's separable cost.
func (x *relaxer) own(i int) float64 {
	if x.places[i] == linear {
		return x.slope[i]
	}
	return 2 * x.d[i] * x.z[i]
}
