package miqp

import (
	"math"
	"sort"
)

// swaps is a search among solutions that differ in one or two variables, for problems in which all
// variables but derived ones are all or nothing. The change of the objective costs a few operations a
// factor, that of a row is looked at only for moves that would improve.
type swaps struct {
	p       *Problem
	columns map[int][]Entry // what each variable does to all rows, once asked for
	by      [][]Entry       // of each variable, by row: before substitution
	owners  []bool          // derived
	derived []derived
	through [][]Entry // of each derived variable: what one unit of it does to the rows
	defines [][]Entry // of each variable: how much of each derived variable it is

	x      []bool
	f      []float64
	act    []float64
	lo, hi []float64
	value  float64
	dense  []float64
}

// newSwaps prepares the search, nil when the problem has amounts to choose.
func newSwaps(p *Problem, list []derived) *swaps {
	s := &swaps{p: p, derived: list, owners: make([]bool, p.N), columns: make(map[int][]Entry)}
	defining := make(map[int]bool)
	for _, d := range list {
		s.owners[d.variable], defining[d.row] = true, true
	}
	for i := range p.N {
		if !s.owners[i] && p.Lot[i] != p.Upper[i] {
			return nil
		}
	}
	s.by, s.defines = make([][]Entry, p.N), make([][]Entry, p.N)
	s.through = make([][]Entry, len(list))
	index := make(map[int]int)
	for k, d := range list {
		index[d.variable] = k
	}
	add := func(row *Row, counts bool) {
		size := 0.0
		for _, e := range row.Coef {
			v := math.Abs(e.Val)
			if !counts {
				v *= p.Upper[e.Col]
			}
			size = math.Max(size, v)
		}
		if size == 0 {
			size = 1
		}
		r := len(s.lo)
		s.lo, s.hi = append(s.lo, row.Lo/size), append(s.hi, row.Hi/size)
		for _, e := range row.Coef {
			v := e.Val / size
			if s.owners[e.Col] {
				s.through[index[e.Col]] = append(s.through[index[e.Col]], Entry{r, v})
				continue
			}
			if !counts {
				v *= p.Upper[e.Col]
			}
			s.by[e.Col] = append(s.by[e.Col], Entry{r, v})
		}
	}
	for r := range p.Rows {
		if !defining[r] {
			add(&p.Rows[r], false)
		}
	}
	for r := range p.Counts {
		add(&p.Counts[r], true)
	}
	for k, d := range list {
		r := len(s.lo)
		base := p.Rows[d.row].Lo / d.coef
		u := p.Upper[d.variable]
		s.lo, s.hi = append(s.lo, 0), append(s.hi, 1)
		s.through[k] = append(s.through[k], Entry{r, 1 / u})
		for _, e := range s.through[k] {
			s.lo[e.Col] -= e.Val * base
			s.hi[e.Col] -= e.Val * base
		}
		for _, e := range p.Rows[d.row].Coef {
			if e.Col != d.variable {
				s.defines[e.Col] = append(s.defines[e.Col], Entry{k, -e.Val / d.coef * p.Upper[e.Col]})
			}
		}
	}
	s.x, s.f, s.act = make([]bool, p.N), make([]float64, p.K), make([]float64, len(s.lo))
	s.dense = make([]float64, p.K)
	return s
}

// column is what a variable does to all rows, derived variables included.
func (s *swaps) column(i int) []Entry {
	if c, ok := s.columns[i]; ok {
		return c
	}
	sum := make(map[int]float64)
	for _, e := range s.by[i] {
		sum[e.Col] += e.Val
	}
	for _, d := range s.defines[i] {
		for _, e := range s.through[d.Col] {
			sum[e.Col] += d.Val * e.Val
		}
	}
	c := make([]Entry, 0, len(sum))
	for r, v := range sum {
		c = append(c, Entry{r, v})
	}
	sort.Slice(c, func(a, b int) bool { return c[a].Col < c[b].Col })
	s.columns[i] = c
	return c
}

// set starts from a choice.
func (s *swaps) set(x []bool) {
	copy(s.x, x)
	clear(s.f)
	clear(s.act)
	s.value = s.p.Constant
	amounts := make([]float64, len(s.derived))
	for i, on := range s.x {
		if !on {
			continue
		}
		u := s.p.Upper[i]
		s.value += (s.p.Diagonal[i]*u + s.p.Linear[i]) * u
		for _, e := range s.p.Factors[i] {
			s.f[e.Col] += e.Val * u
		}
		for _, e := range s.by[i] {
			s.act[e.Col] += e.Val
		}
		for _, d := range s.defines[i] {
			amounts[d.Col] += d.Val
		}
	}
	for k, v := range amounts {
		for _, e := range s.through[k] {
			s.act[e.Col] += e.Val * v
		}
	}
	for _, v := range s.f {
		s.value += v * v
	}
}

func (s *swaps) sign(i int) float64 {
	if s.x[i] {
		return -1
	}
	return 1
}

// delta is the change of the objective when a variable changes sides.
func (s *swaps) delta(i int) float64 {
	u := s.p.Upper[i]
	t, d := s.sign(i)*u, s.sign(i)*(s.p.Diagonal[i]*u+s.p.Linear[i])*u
	for _, e := range s.p.Factors[i] {
		d += t * e.Val * (2*s.f[e.Col] + t*e.Val)
	}
	return d
}

func (s *swaps) flip(i int) {
	s.value += s.delta(i)
	t := s.sign(i)
	for _, e := range s.p.Factors[i] {
		s.f[e.Col] += t * e.Val * s.p.Upper[i]
	}
	for _, e := range s.column(i) {
		s.act[e.Col] += t * e.Val
	}
	s.x[i] = !s.x[i]
}

// amounts is the current choice as a solution.
func (s *swaps) amounts() []float64 {
	z := make([]float64, s.p.N)
	for i, on := range s.x {
		if on {
			z[i] = s.p.Upper[i]
		}
	}
	for _, d := range s.derived {
		d.set(s.p, z)
	}
	return z
}
