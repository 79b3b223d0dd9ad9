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

// lagrangian is the bound at some multipliers, variable by variable: a variable that is out adds nothing,
// one that is in adds at least in[i], reached at the amount at[i].
type lagrangian struct {
	base   float64
	in, at []float64
	slope  []float64 // of z in the linear part
	flat   []float64 // of y
}

func (p *Problem) row(r int) *Row {
	if r < len(p.Rows) {
		return &p.Rows[r]
	}
	return &p.Counts[r-len(p.Rows)]
}

func (p *Problem) rowCount() int { return len(p.Rows) + len(p.Counts) }

// evaluate computes the Lagrangian at multipliers into l, whose memory it uses again. With farkas the
// objective and mu are left out.
func (p *Problem) evaluate(m multipliers, farkas bool, l *lagrangian) {
	if len(l.in) != p.N {
		l.in, l.at = make([]float64, p.N), make([]float64, p.N)
		l.slope, l.flat = make([]float64, p.N), make([]float64, p.N)
	}
	l.base = 0
	clear(l.flat)
	if farkas {
		clear(l.slope)
	} else {
		l.base = p.Constant
		for _, v := range m.mu {
			l.base -= v * v
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
			l.base -= v * row.Hi
		} else {
			l.base -= v * row.Lo
		}
		for _, e := range row.Coef {
			sum[e.Col] += v * e.Val
		}
	}
	for i, g := range l.slope {
		d := p.Diagonal[i]
		if farkas {
			d = 0
		}
		at := p.Lot[i]
		if g < 0 {
			at = p.Upper[i]
			if d > 0 {
				at = math.Max(p.Lot[i], math.Min(at, -g/(2*d)))
			}
		}
		l.at[i], l.in[i] = at, (d*at+g)*at+l.flat[i]
	}
}

// over is the bound over a box of choices.
func (l *lagrangian) over(box []choice) float64 {
	sum := l.base
	for i, c := range box {
		if c == in || c == open && l.in[i] < 0 {
			sum += l.in[i]
		}
	}
	return sum
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
			worst = math.Max(worst, math.Max(p.Lot[i]-v, v-p.Upper[i])/math.Max(p.Upper[i], 1e-300))
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
		worst = math.Max(worst, over(row.Lo-sum, size+math.Abs(row.Lo)))
		worst = math.Max(worst, over(sum-row.Hi, size+math.Abs(row.Hi)))
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
