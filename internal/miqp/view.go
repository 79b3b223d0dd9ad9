package miqp

import "sort"

// view is what a box leaves of a problem: the variables it does not decide, the factors they load on and
// the rows they can still break. What the decided variables do stands in the constant, in the linear
// terms and in the limits of the rows; a variable that is in with an amount to choose is here without its
// lot, from nothing to what is above it. A search works on a view, since most of a large problem is
// decided early; what it finds and proves is put back in terms of the whole problem.
//
// Blocks are those of the whole problem, less what is decided: a bound over a view is the bound of the
// same multipliers over the same box of the whole problem.
type view struct {
	*shape
	whole   *shape
	box     []choice // of the whole problem
	vars    []int    // of the whole problem, of each variable here
	rows    []int    // the same of rows and counts
	factors []int    // the same of factors
	base    []float64
}

// decided tells whether a choice leaves nothing to choose.
func (p *Problem) decided(i int, c choice) bool {
	return c == out || c == in && p.Lot[i] == p.Upper[i] && p.Lot[i] > 0
}

// restrict makes the view of a box. Rows that have a multiplier in keep stay, even where they hold for
// sure.
func (s *shape) restrict(box []choice, keep []float64) *view {
	v := &view{whole: s, box: append([]choice(nil), box...), base: make([]float64, s.K)}
	at := make([]int, s.N)
	p := &Problem{Constant: s.Constant}
	rowBase := make([]float64, s.rowCount())
	free := make([]bool, s.K)
	for i, c := range box {
		if !s.decided(i, c) {
			at[i] = len(v.vars)
			v.vars = append(v.vars, i)
			for _, e := range s.Factors[i] {
				free[e.Col] = free[e.Col] || e.Val != 0
			}
		} else {
			at[i] = -1
		}
		if c != in {
			continue
		}
		u := s.Lot[i] // all of it, or what the amount begins from
		p.Constant += (s.Diagonal[i]*u + s.Linear[i]) * u
		for _, e := range s.Factors[i] {
			v.base[e.Col] += e.Val * u
		}
	}
	for r := range rowBase {
		for _, e := range s.row(r).Coef {
			if box[e.Col] == in {
				if r < len(s.Rows) {
					rowBase[r] += e.Val * s.Lot[e.Col]
				} else {
					rowBase[r] += e.Val
				}
			}
		}
	}
	column := make([]int, s.K)
	for j, b := range v.base {
		p.Constant += b * b
		if column[j] = -1; free[j] {
			column[j] = len(v.factors)
			v.factors = append(v.factors, j)
		}
	}
	p.N, p.K = len(v.vars), len(v.factors)
	total := 0
	for _, i := range v.vars {
		total += len(s.Factors[i])
	}
	store := make([]Entry, 0, total)
	for _, i := range v.vars {
		linear, from := s.Linear[i], len(store)
		for _, e := range s.Factors[i] {
			if e.Val != 0 {
				linear += 2 * e.Val * v.base[e.Col]
				store = append(store, Entry{column[e.Col], e.Val})
			}
		}
		lot, upper := s.Lot[i], s.Upper[i]
		if box[i] == in { // an amount above the lot
			linear += 2 * s.Diagonal[i] * lot
			lot, upper = 0, upper-lot
		}
		p.Factors = append(p.Factors, store[from:len(store):len(store)])
		p.Diagonal, p.Linear = append(p.Diagonal, s.Diagonal[i]), append(p.Linear, linear)
		p.Lot, p.Upper = append(p.Lot, lot), append(p.Upper, upper)
	}
	v.keepRows(p, at, rowBase, keep)
	v.shape = &shape{Problem: p}
	v.keepBlocks(at, column)
	return v
}

// widen puts multipliers in terms of the whole problem.
func (v *view) widen(m multipliers) multipliers {
	w := multipliers{lambda: make([]float64, v.whole.rowCount())}
	for r, x := range m.lambda {
		w.lambda[v.rows[r]] = x
	}
	if m.mu == nil {
		return w
	}
	w.mu = append([]float64(nil), v.base...)
	for k, x := range m.mu {
		w.mu[v.factors[k]] += x
	}
	for j, inner := range v.whole.inner {
		if inner {
			w.mu[j] = 0
		}
	}
	return w
}

// narrow puts multipliers of the whole problem in terms of the view.
func (v *view) narrow(w multipliers) multipliers {
	all := make([]float64, v.K+len(v.rows))
	m := multipliers{all[:v.K:v.K], all[v.K:]}
	for k, j := range v.factors {
		if !v.inner[k] {
			m.mu[k] = w.mu[j] - v.base[j]
		}
	}
	for k, r := range v.rows {
		m.lambda[k] = w.lambda[r]
	}
	return m
}

// amounts puts a solution in terms of the whole problem.
func (v *view) amounts(z []float64) []float64 {
	x := make([]float64, v.whole.N)
	for i, c := range v.box {
		if c == in {
			x[i] = v.whole.Lot[i]
		}
	}
	for k, i := range v.vars {
		x[i] += z[k]
	}
	return x
}

// fixes puts choices in terms of the whole problem.
func (v *view) fixes(list []Fix) []Fix {
	wide := make([]Fix, len(list))
	for k, f := range list {
		wide[k] = Fix{v.vars[f.Var], f.In}
	}
	return wide
}

// now is the box of the whole problem when that of the view is as given.
func (v *view) now(box []choice) []choice {
	wide := append([]choice(nil), v.box...)
	for k, c := range box {
		if c != open {
			wide[v.vars[k]] = c
		}
	}
	return wide
}

// here finds a variable of the whole problem, −1 when it is decided.
func (v *view) here(i int) int {
	if k := sort.SearchInts(v.vars, i); k < len(v.vars) && v.vars[k] == i {
		return k
	}
	return -1
}
