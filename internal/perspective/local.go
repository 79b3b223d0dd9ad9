package perspective

import "math"

// choice is what is decided about a variable.
type choice int8

const (
	open choice = iota
	out
	in
)

func choiceOf(inside bool) choice {
	if inside {
		return in
	}
	return out
}

// local is the problem over some of its variables, all others being out, with a diagonal for them.
// Variables have their place in vars as index.
type local struct {
	n          int
	vars       []int
	rest       []float64 // Q − D, row after row
	d, q       []float64
	lot, upper []float64
	rows       []Row
	size       []float64 // of the terms of each row
	most       int
	constant   float64
	split      int // its index in the certificate
}

// restrict makes the problem over some variables with a diagonal.
func (p *Problem) restrict(vars []int, d []float64) *local {
	n := len(vars)
	l := &local{n: n, vars: vars, d: d, rest: make([]float64, n*n), most: p.Most, constant: p.Constant}
	if l.most == 0 || l.most > n {
		l.most = n
	}
	pick := func(v []float64) []float64 {
		out := make([]float64, n)
		for k, i := range vars {
			out[k] = v[i]
		}
		return out
	}
	l.q, l.lot, l.upper = pick(p.Linear), pick(p.Lot), pick(p.Upper)
	for a, i := range vars {
		for b, j := range vars {
			l.rest[a*n+b] = 0.5 * (p.Q[i*p.N+j] + p.Q[j*p.N+i])
		}
		l.rest[a*n+a] -= d[a]
	}
	for _, row := range p.Rows {
		size := 0.0
		for _, limit := range []float64{row.Lo, row.Hi} {
			if !math.IsInf(limit, 0) {
				size = max(size, math.Abs(limit))
			}
		}
		for k, i := range vars {
			size += math.Abs(row.Coef[i]) * l.upper[k]
		}
		l.rows, l.size = append(l.rows, Row{pick(row.Coef), row.Lo, row.Hi}), append(l.size, size)
	}
	return l
}
