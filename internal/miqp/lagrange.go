package miqp

import "math"

// choice is what is decided about a variable.
type choice int8

const (
	open choice = iota
	out
	in
)

// multipliers are one number a factor and one a row (Rows, then Counts). They are never changed once
// made, so nodes share them.
type multipliers struct{ mu, lambda []float64 }

// lagrangian is the bound at some multipliers over a box of choices, variable by variable.
type lagrangian struct {
	bound float64
	diff  []float64 // least with the variable in, less the least with it out: its sign is its choice
	at    []float64 // the amount at which the least with it in is reached
	slope []float64 // of z in the linear part
	flat  []float64 // of y
}

func (p *Problem) row(r int) *Row {
	if r < len(p.Rows) {
		return &p.Rows[r]
	}
	return &p.Counts[r-len(p.Rows)]
}

func (p *Problem) rowCount() int { return len(p.Rows) + len(p.Counts) }

// shape is a problem with its blocks.
type shape struct {
	*Problem
	blocks []block
	of     []int  // block of each variable
	inner  []bool // factors that are inside one block
}

func newShape(p *Problem) *shape {
	s := &shape{Problem: p}
	s.blocks, s.of, s.inner = p.blocks()
	return s
}

// evaluate computes the Lagrangian over a box at multipliers into l, whose memory it uses again. With
// farkas the objective and mu are left out.
func (p *shape) evaluate(m multipliers, farkas bool, box []choice, l *lagrangian) {
	if len(l.diff) != p.N {
		l.diff, l.at = make([]float64, p.N), make([]float64, p.N)
		l.slope, l.flat = make([]float64, p.N), make([]float64, p.N)
	}
	l.bound = 0
	clear(l.flat)
	if farkas {
		clear(l.slope)
	} else {
		l.bound = p.Constant
		for _, v := range m.mu {
			l.bound -= v * v
		}
		for i, loadings := range p.Factors {
			g := p.Linear[i]
			for _, e := range loadings {
				g += 2 * e.Val * m.mu[e.Col]
			}
			l.slope[i] = g
		}
	}
	for r, v := range m.lambda {
		if v == 0 {
			continue
		}
		row, sum := p.row(r), l.slope
		if r >= len(p.Rows) {
			sum = l.flat
		}
		if v > 0 {
			l.bound -= v * row.Hi
		} else {
			l.bound -= v * row.Lo
		}
		for _, e := range row.Coef {
			sum[e.Col] += v * e.Val
		}
	}
	for k := range p.blocks {
		b := &p.blocks[k]
		if b.cost != nil {
			l.bound += p.join(b, farkas, box, l)
			continue
		}
		i := b.vars[0]
		g, d := l.slope[i], p.Diagonal[i]
		if farkas {
			d = 0
		}
		at := p.Lot[i]
		if g < 0 {
			at = p.Upper[i]
			if d > 0 {
				at = max(p.Lot[i], min(at, -g/(2*d)))
			}
		}
		v := (d*at+g)*at + l.flat[i]
		l.at[i], l.diff[i] = at, v
		if box[i] == in || box[i] == open && v < 0 {
			l.bound += v
		}
	}
}

// join minimises over the choices of a block that the box allows. A block without any gives +Inf, and a
// variable that only one choice allows has a difference without limit.
func (p *shape) join(b *block, farkas bool, box []choice, l *lagrangian) float64 {
	var least [2][largestBlock]float64
	for k := range b.vars {
		least[0][k], least[1][k] = math.Inf(1), math.Inf(1)
	}
	best := math.Inf(1)
	var own [largestBlock]float64
	for k, i := range b.vars {
		l.at[i] = p.Upper[i]
		own[k] = l.slope[i]*p.Upper[i] + l.flat[i]
		if !farkas {
			own[k] -= p.Linear[i] * p.Upper[i] // it is in the cost of the choice
		}
	}
	for mask := range b.cost {
		if !b.allows(mask, box) {
			continue
		}
		v := 0.0
		if !farkas {
			v = b.cost[mask]
		}
		for k := range b.vars {
			if mask>>k&1 == 1 {
				v += own[k]
			}
		}
		best = min(best, v)
		for k := range b.vars {
			bit := mask >> k & 1
			least[bit][k] = min(least[bit][k], v)
		}
	}
	for k, i := range b.vars {
		l.diff[i] = least[1][k] - least[0][k]
		if math.IsNaN(l.diff[i]) {
			l.diff[i] = 0
		}
	}
	return best
}

// value is the objective at z.
func (p *Problem) value(z []float64) float64 {
	f, sum := make([]float64, p.K), p.Constant
	for i, v := range z {
		if v == 0 {
			continue
		}
		sum += (p.Diagonal[i]*v + p.Linear[i]) * v
		for _, e := range p.Factors[i] {
			f[e.Col] += e.Val * v
		}
	}
	for _, v := range f {
		sum += v * v
	}
	return sum
}

// residual is the largest violation of a row or an amount by z, relative to the size of the terms.
func (p *Problem) residual(z []float64) float64 {
	worst := 0.0
	for i, v := range z {
		if v != 0 {
			worst = max(worst, max(p.Lot[i]-v, v-p.Upper[i])/max(p.Upper[i], 1e-300))
		}
	}
	for r := range p.rowCount() {
		row, sum, size := p.row(r), 0.0, 0.0
		for _, e := range row.Coef {
			v := z[e.Col]
			if r >= len(p.Rows) && v != 0 {
				v = 1
			}
			sum += e.Val * v
			size += math.Abs(e.Val * v)
		}
		worst = max(worst, over(row.Lo-sum, size+math.Abs(row.Lo)))
		worst = max(worst, over(sum-row.Hi, size+math.Abs(row.Hi)))
	}
	return worst
}

func over(violation, size float64) float64 {
	if violation <= 0 || math.IsInf(size, 1) {
		return 0
	}
	if size == 0 {
		return math.Inf(1)
	}
	return violation / size
}
