package miqp

import (
	"math"
	"sort"
)

// view is what a box leaves of a problem: the variables it does not decide, the factors they load on and
// the rows they can still break. What the decided variables do stands in the constant, in the linear
// terms and in the limits of the rows. A search works on a view, since most of a large problem is
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
	begin   []choice // what the box says about the variables here: open, or in with an amount to choose
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
				free[e.Col] = true
			}
			continue
		}
		at[i] = -1
		if c != in {
			continue
		}
		u := s.Upper[i]
		p.Constant += (s.Diagonal[i]*u + s.Linear[i]) * u
		for _, e := range s.Factors[i] {
			v.base[e.Col] += e.Val * u
		}
	}
	for r := range rowBase {
		for _, e := range s.row(r).Coef {
			if at[e.Col] < 0 && box[e.Col] == in {
				if r < len(s.Rows) {
					rowBase[r] += e.Val * s.Upper[e.Col]
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
			linear += 2 * e.Val * v.base[e.Col]
			store = append(store, Entry{column[e.Col], e.Val})
		}
		p.Factors = append(p.Factors, store[from:len(store):len(store)])
		p.Diagonal, p.Linear = append(p.Diagonal, s.Diagonal[i]), append(p.Linear, linear)
		p.Lot, p.Upper = append(p.Lot, s.Lot[i]), append(p.Upper, s.Upper[i])
		v.begin = append(v.begin, box[i])
	}
	v.keepRows(p, at, rowBase, keep)
	v.shape = &shape{Problem: p}
	v.keepBlocks(at, column)
	return v
}

// keepRows takes over the rows that the variables left can break.
func (v *view) keepRows(p *Problem, at []int, base, keep []float64) {
	s := v.whole
	low, high := s.reach(at, base)
	for r := range base {
		row, counts := s.row(r), r >= len(s.Rows)
		least, most, size, own := base[r], base[r], math.Abs(base[r]), 0
		for _, e := range row.Coef {
			i := e.Col
			if at[i] < 0 || e.Val == 0 {
				continue
			}
			l, h := low[i], high[i]
			if counts {
				l, h = 0, 1
				if v.box[i] == in {
					l = 1
				}
			}
			own++
			least += math.Min(e.Val*l, e.Val*h)
			most += math.Max(e.Val*l, e.Val*h)
			size += math.Abs(e.Val) * math.Max(math.Abs(l), math.Abs(h))
		}
		margin := 1e-12 * size
		holds := least >= row.Lo+margin && most <= row.Hi-margin
		if holds && (keep == nil || keep[r] == 0) || own == 0 && least >= row.Lo-tolerance*(size+math.Abs(row.Lo)) && most <= row.Hi+tolerance*(size+math.Abs(row.Hi)) {
			continue
		}
		kept := Row{Coef: make([]Entry, 0, own), Lo: row.Lo - base[r], Hi: row.Hi - base[r]}
		for _, e := range row.Coef {
			if at[e.Col] >= 0 && e.Val != 0 {
				kept.Coef = append(kept.Coef, Entry{at[e.Col], e.Val})
			}
		}
		v.rows = append(v.rows, r)
		if counts {
			p.Counts = append(p.Counts, kept)
		} else {
			p.Rows = append(p.Rows, kept)
		}
	}
}

// reach gives what every variable that is not decided can be. Those without a lot are kept to what each
// row allows by itself: total principal is known to be within the budget.
func (s *shape) reach(at []int, base []float64) (low, high []float64) {
	low, high = make([]float64, s.N), append([]float64(nil), s.Upper...)
	for r := range s.Rows {
		row, plain := &s.Rows[r], 0
		least, most := base[r], base[r]
		for _, e := range row.Coef {
			if at[e.Col] < 0 {
				continue
			}
			if s.Lot[e.Col] == 0 {
				plain++
			}
			least += math.Min(0, e.Val*high[e.Col])
			most += math.Max(0, e.Val*high[e.Col])
		}
		if plain != 1 {
			continue
		}
		for _, e := range row.Coef {
			i := e.Col
			if at[i] < 0 || s.Lot[i] > 0 || e.Val == 0 {
				continue
			}
			// What the others can be leaves e.Val·z within these.
			a := row.Lo - (most - math.Max(0, e.Val*high[i]))
			b := row.Hi - (least - math.Min(0, e.Val*high[i]))
			l, h := a/e.Val, b/e.Val
			if e.Val < 0 {
				l, h = h, l
			}
			slack := 1e-9 * s.Upper[i]
			low[i], high[i] = math.Max(low[i], l-slack), math.Min(high[i], h+slack)
			if low[i] > high[i] {
				low[i], high[i] = 0, s.Upper[i]
			}
		}
	}
	return low, high
}

// keepBlocks takes over what is left of the blocks.
func (v *view) keepBlocks(at, column []int) {
	s, p := v.whole, v.shape
	p.of, p.inner = make([]int, p.N), make([]bool, p.K)
	f := make(map[int]float64)
	for k := range s.blocks {
		from := &s.blocks[k]
		var b block
		taken := 0 // of the choice, what is decided
		var bits []int
		for n, i := range from.vars {
			switch {
			case at[i] >= 0:
				p.of[at[i]] = len(p.blocks)
				b.vars, bits = append(b.vars, at[i]), append(bits, n)
			case v.box[i] == in:
				taken |= 1 << n
			}
		}
		if len(b.vars) == 0 {
			continue
		}
		for _, j := range from.inner {
			if c := column[j]; c >= 0 {
				b.inner, p.inner[c] = append(b.inner, c), true
			}
		}
		if from.cost != nil {
			b.cost, b.never = make([]float64, 1<<len(b.vars)), make([]bool, 1<<len(b.vars))
			for mask := range b.cost {
				whole := taken
				for n, bit := range bits {
					if mask>>n&1 == 1 {
						whole |= 1 << bit
					}
				}
				b.never[mask] = from.never[whole]
				b.cost[mask] = p.choiceCost(&b, mask, f)
			}
			if len(b.vars) == 1 && !b.never[0] && !b.never[1] {
				p.lone(&b)
			}
		}
		p.blocks = append(p.blocks, b)
	}
}

// lone makes a block of the one variable that is left of it plain: the squares of its own factors are
// parts of its diagonal.
func (p *shape) lone(b *block) {
	i := b.vars[0]
	var loadings []Entry
	for _, e := range p.Factors[i] {
		if p.inner[e.Col] {
			p.Diagonal[i] += e.Val * e.Val
		} else {
			loadings = append(loadings, e)
		}
	}
	p.Factors[i], b.inner, b.cost, b.never = loadings, nil, nil, nil
}

// choiceCost is what a choice of a block adds to the objective; f is empty memory, and is left so.
func (p *Problem) choiceCost(b *block, mask int, f map[int]float64) float64 {
	cost := 0.0
	for n, i := range b.vars {
		if mask>>n&1 == 0 {
			continue
		}
		u := p.Upper[i]
		cost += (p.Diagonal[i]*u + p.Linear[i]) * u
		for _, e := range p.Factors[i] {
			f[e.Col] += e.Val * u
		}
	}
	for _, j := range b.inner {
		cost += f[j] * f[j]
	}
	clear(f)
	return cost
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
		if c == in && v.whole.decided(i, c) {
			x[i] = v.whole.Upper[i]
		}
	}
	for k, i := range v.vars {
		x[i] = z[k]
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
