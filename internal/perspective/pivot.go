package perspective

import (
	"math"

	"github.com/ipabs/ipabs/internal/cholesky"
)

// solve goes to the optimum. It is false when rounding or the limit of pivots ended it before.
func (x *relaxer) solve() bool {
	small := 1e-10 * x.scale
	for range 60 + 8*x.n {
		x.Pivots++
		if x.advance(small) {
			continue
		}
		if !x.release(small) {
			return true
		}
	}
	return false
}

// advance moves to the optimum over the free variables, or to the first limit on the way, which it tells.
func (x *relaxer) advance(small float64) bool {
	step := x.step[:len(x.free)]
	for k, i := range x.free {
		step[k] = -(2*x.grad[i] + x.q[i] + x.own(i))
	}
	for r := range x.rows {
		x.pull(r)
		if v := x.lambda[r]; v != 0 && x.rowPlaces[r] != active {
			for k, i := range x.free {
				step[k] -= v * x.rows[r].Coef[i]
			}
		}
	}
	x.factor.Solve(step)
	x.keepRows(step)
	length, stop, row := 1.0, -1, -1
	var to float64
	for k, i := range x.free {
		v, limit := step[k], 0.0
		switch {
		case v < 0 && x.places[i] == linear:
			limit = 0
		case v < 0 && x.box[i] == in:
			limit = x.lot[i]
		case v < 0:
			limit = x.kink[i]
		case v > 0 && x.places[i] == linear:
			limit = x.kink[i]
		case v > 0:
			limit = x.upper[i]
		default:
			continue
		}
		if t := (limit - x.z[i]) / v; t < length {
			length, stop, to = max(t, 0), i, limit
		}
	}
	for r := range x.rows {
		if x.rowPlaces[r] == active {
			continue
		}
		v, coef := 0.0, x.rows[r].Coef
		for k, i := range x.free {
			v += coef[i] * step[k]
		}
		limit, tol := 0.0, x.rowTolerance(r)
		switch {
		case x.rowPlaces[r] == below && v > 0, x.rowPlaces[r] == slack && v < 0:
			limit = x.rows[r].Lo
		case x.rowPlaces[r] == above && v < 0, x.rowPlaces[r] == slack && v > 0:
			limit = x.rows[r].Hi
		default:
			continue
		}
		if math.IsInf(limit, 0) || math.Abs(v) <= tol {
			continue
		}
		if t := (limit - x.activity[r]) / v; t < length {
			length, row = max(t, 0), r
		}
	}
	for k, i := range x.free {
		if v := length * step[k]; v != 0 {
			x.z[i] += v
			x.gradient(i, v)
		}
	}
	for r := range x.rows {
		coef, sum := x.rows[r].Coef, 0.0
		for k, i := range x.free {
			sum += coef[i] * step[k]
		}
		x.activity[r] += length * sum
	}
	switch {
	case row >= 0:
		x.rowPlaces[row] = active
	case stop >= 0:
		x.halt(stop, to)
	}
	return row >= 0 || stop >= 0
}

// pull sets the multiplier of a row that is not active.
func (x *relaxer) pull(r int) {
	switch x.rowPlaces[r] {
	case below:
		x.lambda[r] = -x.penalty
	case above:
		x.lambda[r] = x.penalty
	case slack:
		x.lambda[r] = 0
	}
}

// keepRows changes a step so that active rows reach their limits, and sets their multipliers. A row that
// the others already imply over the free variables is left out.
func (x *relaxer) keepRows(step []float64) {
	var rows []int
	for r := range x.rows {
		if x.rowPlaces[r] != active {
			continue
		}
		by := x.byRow[r][:len(x.free)]
		for k, i := range x.free {
			by[k] = x.rows[r].Coef[i]
		}
		x.factor.Solve(by)
		rows = append(rows, r)
	}
	if rows == nil {
		return
	}
	var schur cholesky.Factor
	var kept []int
	var right []float64
	column := make([]float64, len(rows))
	for _, r := range rows {
		coef := x.rows[r].Coef
		inner := func(v []float64) float64 {
			sum := 0.0
			for k, i := range x.free {
				sum += coef[i] * v[k]
			}
			return sum
		}
		for k, o := range kept {
			column[k] = inner(x.byRow[o])
		}
		own := inner(x.byRow[r])
		if len(x.free) == 0 || !schur.Add(column[:len(kept)], own, 1e-11) {
			x.rowPlaces[r], x.lambda[r] = x.idle(r), 0
			x.pull(r)
			continue
		}
		kept = append(kept, r)
		right = append(right, inner(step)-(x.target(r)-x.activity[r]))
	}
	schur.Solve(right)
	for k, r := range kept {
		x.lambda[r] = right[k]
		for f, v := range x.byRow[r][:len(x.free)] {
			step[f] -= right[k] * v
		}
	}
}

// target is the limit that an active row is at.
func (x *relaxer) target(r int) float64 {
	row := &x.rows[r]
	if math.Abs(x.activity[r]-row.Lo) <= math.Abs(x.activity[r]-row.Hi) {
		return row.Lo
	}
	return row.Hi
}

// idle is the place of a row that is not kept.
func (x *relaxer) idle(r int) rowPlace {
	row, tol := &x.rows[r], x.rowTolerance(r)
	switch a := x.activity[r]; {
	case a < row.Lo-tol:
		return below
	case a > row.Hi+tol:
		return above
	}
	return slack
}

// halt puts a free variable at a limit.
func (x *relaxer) halt(i int, limit float64) {
	at := x.at(i)
	if v := limit - x.z[i]; v != 0 {
		x.gradient(i, v)
		for r := range x.rows {
			x.activity[r] += x.rows[r].Coef[i] * v
		}
		x.z[i] = limit
	}
	x.drop(at)
	switch {
	case limit >= x.upper[i]:
		x.places[i] = atUpper
	case x.box[i] == in:
		x.places[i] = atLot
	case limit == 0:
		x.places[i] = atZero
	default:
		x.places[i] = atKink
	}
}

func (x *relaxer) at(i int) int {
	for k, j := range x.free {
		if j == i {
			return k
		}
	}
	return -1
}

func (x *relaxer) drop(at int) {
	x.factor.Remove(at)
	x.free = append(x.free[:at], x.free[at+1:]...)
}

// release frees what gains most by leaving its limit: a variable, or a row with a multiplier that points
// the wrong way. It is false at the optimum.
func (x *relaxer) release(small float64) bool {
	best, which, to := small, -1, quadratic
	for i, p := range x.places {
		if p == linear || p == quadratic || p == gone {
			continue
		}
		g := 2*x.grad[i] + x.q[i]
		for r, v := range x.lambda {
			if v != 0 {
				g += v * x.rows[r].Coef[i]
			}
		}
		see := func(gain float64, t place) {
			if gain > best {
				best, which, to = gain, i, t
			}
		}
		switch p {
		case atZero:
			if x.upper[i] > 0 {
				if x.kink[i] > 0 {
					see(-(g + x.slope[i]), linear)
				} else {
					see(-g, quadratic)
				}
			}
		case atKink:
			see(-(g + 2*x.d[i]*x.z[i]), quadratic)
			see(g+x.slope[i], linear)
		case atLot:
			if x.lot[i] < x.upper[i] {
				see(-(g + 2*x.d[i]*x.z[i]), quadratic)
			}
		case atUpper:
			switch {
			case x.box[i] == in:
				if x.lot[i] < x.upper[i] {
					see(g+2*x.d[i]*x.z[i], quadratic)
				}
			case x.kink[i] >= x.upper[i]:
				see(g+x.slope[i], linear)
			default:
				see(g+2*x.d[i]*x.z[i], quadratic)
			}
		}
	}
	row, rowTo := -1, slack
	for r := range x.rows {
		if x.rowPlaces[r] != active {
			continue
		}
		v, limit := x.lambda[r], &x.rows[r]
		if limit.Lo != limit.Hi {
			if wrong := v; x.target(r) == limit.Lo && wrong > best {
				best, row, rowTo = wrong, r, slack
			}
			if wrong := -v; x.target(r) == limit.Hi && wrong > best {
				best, row, rowTo = wrong, r, slack
			}
		}
		if over := math.Abs(v) - x.penalty; over > best {
			best, row, rowTo = over, r, below
			if v > 0 {
				rowTo = above
			}
		}
	}
	if row >= 0 {
		x.rowPlaces[row] = rowTo
		return true
	}
	return which >= 0 && x.enter(which, to)
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i, v := range a {
		sum += v * b[i]
	}
	return sum
}
