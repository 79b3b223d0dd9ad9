package simplex

import "math"

// Status says how a solve ended.
type Status int

// The ways in which a solve ends.
const (
	// Failed: numerical trouble; nothing is claimed.
	Failed Status = iota
	// Optimal: feasible and optimal within the residuals given.
	Optimal
	// Infeasible: Ray combines the rows into one that no point of the box satisfies.
	Infeasible
	// Unbounded: along Ray, a direction of the columns, the objective falls for ever.
	Unbounded
	// Stopped: the limit of iterations came first.
	Stopped
)

// String gives the status as a word.
func (s Status) String() string {
	return [...]string{"failed", "optimal", "infeasible", "unbounded", "stopped"}[s]
}

// Result is how a solve ended; the solution itself is read from the program.
type Result struct {
	Status Status
	// Ray is, for an infeasible program, one multiplier a row: min over the box of (A'ray)·x is above
	// max over the ranges of ray·s. For an unbounded one it is a direction, one entry a column.
	Ray []float64
	// Primal is the largest violation of a bound, a range or a row's equation, relative to 1 + the size of
	// what is compared; Dual the largest reduced cost of the wrong sign.
	Primal, Dual float64
}

// NoLimit lets a solve run to its end.
const NoLimit = math.MaxInt

// Solve solves the program from the current basis. It pivots at most limit times.
func (p *LP) Solve(limit int) Result {
	p.grow()
	p.work.shifted = fit(p.work.shifted, len(p.columns))
	clear(p.work.shifted)
	for j := range p.col.state {
		if p.col.state[j] != basic && p.col.state[j] != loose {
			p.col.rest(j)
		}
	}
	p.refresh()
	start := p.Iterations
	for range 12 {
		p.makeDualFeasible()
		how, at := p.dual(remaining(limit, p.Iterations-start))
		switch how {
		case stopped:
			p.unshift()
			return Result{Status: Stopped}
		case stuck:
			p.factorise()
			p.refresh()
			continue
		case impossible:
			if ray := p.farkas(at); ray != nil {
				p.unshift()
				return Result{Status: Infeasible, Ray: ray}
			}
			return Result{Status: Failed}
		}
		if p.unshift() {
			how, at = p.primal(remaining(limit, p.Iterations-start))
			if how == stopped {
				return Result{Status: Stopped}
			}
			if how == impossible {
				if ray := p.direction(at); ray != nil {
					return Result{Status: Unbounded, Ray: ray}
				}
				return Result{Status: Failed}
			}
		}
		primal, dual := p.Residuals()
		if primal <= 1e-7 && dual <= 1e-7 && (p.updates == 0 || primal <= 4*feasible) {
			return Result{Status: Optimal, Primal: primal, Dual: dual}
		}
		p.factorise()
		p.refresh()
	}
	return Result{Status: Failed}
}

func remaining(limit, used int) int {
	if limit == NoLimit {
		return limit
	}
	return max(0, limit-used)
}

// makeDualFeasible puts every variable outside the basis at the bound its reduced cost asks for. Where
// there is no such bound, the cost is shifted.
func (p *LP) makeDualFeasible() {
	moved := false
	for k, s := range []*side{&p.col, &p.log} {
		for j, st := range s.state {
			d := s.d[j]
			if st == basic || s.lo[j] == s.hi[j] || st == atLow && d >= -optimal || st == atHigh && d <= optimal || st == loose && math.Abs(d) <= optimal {
				continue
			}
			switch {
			case d > 0 && !math.IsInf(s.lo[j], -1):
				s.state[j], s.x[j], moved = atLow, s.lo[j], true
			case d < 0 && !math.IsInf(s.hi[j], 1):
				s.state[j], s.x[j], moved = atHigh, s.hi[j], true
			case k == 0:
				p.shift(j, -d)
				s.d[j] = 0
			default:
				p.shiftLogical(j, d)
			}
		}
	}
	if moved {
		p.primals()
	}
}

// shift adds to the cost of a column until the end of the dual method.
func (p *LP) shift(j int, by float64) { p.work.shifted[j] += by }

// shiftLogical makes a logical's reduced cost zero. Its cost is zero by definition, so what makes the
// multiplier y_i wrong is taken out of the costs of the basis: c_B ← c_B − y_i·a_iB.
func (p *LP) shiftLogical(i int, d float64) {
	for _, e := range p.rows[i] {
		p.shift(e.At, -d*e.Val)
	}
	p.log.d[i] = 0
}

// unshift takes all shifts back and tells whether the basis is no longer optimal.
func (p *LP) unshift() bool {
	any := false
	for _, v := range p.work.shifted {
		any = any || v != 0
	}
	if !any {
		return false
	}
	clear(p.work.shifted)
	p.duals()
	return p.entering(true) != none
}

// perturb moves the reduced costs of all columns outside the basis away from zero by small amounts of
// about the size given, all different, that the sequence of indices fixes.
func (p *LP) perturb(by float64) {
	mix := uint64(0x9e3779b97f4a7c15)
	for j, st := range p.col.state {
		mix ^= mix << 13
		mix ^= mix >> 7
		mix ^= mix << 17
		size := (1 + math.Abs(p.cost[j])) * by * (1 + float64(mix>>40)/(1<<24))
		switch {
		case st == atLow && p.col.lo[j] < p.col.hi[j]:
			p.shift(j, size)
			p.col.d[j] += size
		case st == atHigh && p.col.lo[j] < p.col.hi[j]:
			p.shift(j, -size)
			p.col.d[j] -= size
		}
	}
}

// farkas gives the multipliers by which the row of the basis at a position proves infeasibility, nil
// when the proof does not hold up.
func (p *LP) farkas(at int) []float64 {
	s, j := p.of(p.head[at])
	sign := -1.0
	if s.x[j] < s.lo[j] {
		sign = 1
	}
	ray, largest := make([]float64, len(p.rows)), 0.0
	for i, v := range p.inverse[at] {
		ray[i] = sign * v
		largest = math.Max(largest, math.Abs(v))
	}
	total, size := 0.0, 0.0
	for i, v := range ray {
		limit := p.log.hi[i]
		if v < 0 {
			limit = p.log.lo[i]
		}
		if math.IsInf(limit, 0) {
			if math.Abs(v) > 1e-10*largest {
				return nil
			}
			ray[i] = 0
			continue
		}
		total -= v * limit
		size += math.Abs(v * limit)
	}
	for j, entries := range p.columns {
		g, sizes := 0.0, 0.0
		for _, e := range entries {
			g += ray[e.At] * e.Val
			sizes += math.Abs(ray[e.At] * e.Val)
		}
		if g == 0 {
			continue
		}
		limit := p.col.lo[j]
		if g < 0 {
			limit = p.col.hi[j]
		}
		if math.IsInf(limit, 0) {
			if math.Abs(g) > 1e-10*sizes {
				return nil
			}
			continue
		}
		total += g * limit
		size += math.Abs(g * limit)
	}
	if !(total > 1e-13*size) {
		return nil
	}
	return ray
}

// direction gives the ray along which an entering variable falls for ever, nil when it does not.
func (p *LP) direction(q int) []float64 {
	s, j := p.of(q)
	up := 1.0
	if s.d[j] > 0 {
		up = -1
	}
	ray, alpha := make([]float64, len(p.columns)), p.work.column
	p.ftran(q, alpha)
	if q >= 0 {
		ray[q] = up
	}
	for pos, v := range p.head {
		if v >= 0 && math.Abs(alpha[pos]) >= smallPivot {
			ray[v] = -up * alpha[pos]
		}
	}
	gain := 0.0
	for j, v := range ray {
		gain += p.cost[j] * v
		if v > 0 && !math.IsInf(p.col.hi[j], 1) || v < 0 && !math.IsInf(p.col.lo[j], -1) {
			return nil
		}
	}
	for i, row := range p.rows {
		move, size := 0.0, 0.0
		for _, e := range row {
			move += e.Val * ray[e.At]
			size += math.Abs(e.Val * ray[e.At])
		}
		if math.Abs(move) > 1e-9*size && (move > 0 && !math.IsInf(p.log.hi[i], 1) || move < 0 && !math.IsInf(p.log.lo[i], -1)) {
			return nil
		}
	}
	if gain >= 0 {
		return nil
	}
	return ray
}

// Residuals measure the current point from the program's own data: the largest violation of a bound, a
// range or a row, relative to 1 + the size of what is compared, and the largest reduced cost of the
// wrong sign.
func (p *LP) Residuals() (primal, dual float64) {
	for _, s := range []*side{&p.col, &p.log} {
		for j, x := range s.x {
			if off := max(s.lo[j]-x, x-s.hi[j]); off > primal {
				primal = max(primal, off/(1+math.Abs(x)))
			}
			switch d := s.d[j]; {
			case s.state[j] == basic || s.lo[j] == s.hi[j]:
			case d > dual && s.state[j] != atLow:
				dual = d
			case -d > dual && s.state[j] != atHigh:
				dual = -d
			}
		}
	}
	for i, row := range p.rows {
		sum, size := -p.log.x[i], 1.0
		for _, e := range row {
			if x := p.col.x[e.At]; x != 0 {
				sum += e.Val * x
				size = max(size, math.Abs(e.Val*x))
			}
		}
		primal = math.Max(primal, math.Abs(sum)/size)
	}
	return primal, dual
}
