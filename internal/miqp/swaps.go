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

// broken is by how much a row at v is outside its range.
func (s *swaps) broken(r int, v float64) float64 {
	return max(0, max(s.lo[r]-v, v-s.hi[r])-1e-10)
}

func (s *swaps) violation() float64 {
	sum := 0.0
	for r, v := range s.act {
		sum += s.broken(r, v)
	}
	return sum
}

// change is the change of the violation when one or two variables (j < 0: one) change sides; it stops
// early above limit.
func (s *swaps) change(i, j int, limit float64) float64 {
	a := s.column(i)
	var b []Entry
	tj := 0.0
	if j >= 0 {
		b, tj = s.column(j), s.sign(j)
	}
	ti, sum := s.sign(i), 0.0
	for x, y := 0, 0; x < len(a) || y < len(b); {
		r, v := 0, 0.0
		switch {
		case y == len(b) || x < len(a) && a[x].Col < b[y].Col:
			r, v = a[x].Col, ti*a[x].Val
			x++
		case x == len(a) || b[y].Col < a[x].Col:
			r, v = b[y].Col, tj*b[y].Val
			y++
		default:
			r, v = a[x].Col, ti*a[x].Val+tj*b[y].Val
			x++
			y++
		}
		before := s.act[r]
		sum += s.broken(r, before+v) - s.broken(r, before)
		if sum > limit && s.lo[r] <= before && before <= s.hi[r] && limit <= 0 {
			return sum
		}
	}
	return sum
}

// brokenRows lists the rows that are broken, and what each variable of the core does to them.
func (s *swaps) brokenRows(core []int) (rows []int, table [][]float64) {
	for r, v := range s.act {
		if s.broken(r, v) > 0 {
			rows = append(rows, r)
		}
	}
	table = make([][]float64, len(core))
	for a, i := range core {
		table[a] = make([]float64, len(rows))
		column := s.column(i)
		for k, r := range rows {
			at := sort.Search(len(column), func(x int) bool { return column[x].Col >= r })
			if at < len(column) && column[at].Col == r {
				table[a][k] = column[at].Val
			}
		}
	}
	return rows, table
}

// relieve takes variables out of rows of few variables that are over their limit, or puts them into ones
// that are under it, those with the least cost first, until the row holds: the part of a repair that
// needs no search.
func (s *swaps) relieve(cost []float64, rows [][]int) {
	for r, members := range rows {
		if s.broken(r, s.act[r]) == 0 || len(members) > largestBlock*4 {
			continue
		}
		list := append([]int(nil), members...)
		sort.SliceStable(list, func(a, b int) bool { return math.Abs(cost[list[a]]) < math.Abs(cost[list[b]]) })
		for _, i := range list {
			before := s.broken(r, s.act[r])
			if before == 0 {
				break
			}
			s.flip(i)
			if s.broken(r, s.act[r]) >= before {
				s.flip(i)
			}
		}
	}
}

// members lists the variables that stand in each row themselves.
func (s *swaps) members() [][]int {
	rows := make([][]int, len(s.lo))
	for i, entries := range s.by {
		for _, e := range entries {
			rows[e.Col] = append(rows[e.Col], i)
		}
	}
	return rows
}

// repair moves towards feasibility over the variables listed, at each step by the flip or swap that
// heals most, among equals the cheapest. It tells whether it got there.
func (s *swaps) repair(core []int, stop func() bool) bool {
	for range 200 {
		v := s.violation()
		if v == 0 || stop() {
			return v == 0
		}
		bi, bj, best, cost := -1, -1, -1e-12, math.Inf(1)
		// What a move does to the rows that are broken bounds what it can heal.
		rows, table := s.brokenRows(core)
		try := func(i, j int, a, b []float64) {
			heals := 0.0
			for k, r := range rows {
				move := s.sign(i) * a[k]
				if j >= 0 {
					move += s.sign(j) * b[k]
				}
				heals += s.broken(r, s.act[r]+move) - s.broken(r, s.act[r])
			}
			if heals > best+1e-12 {
				return
			}
			c, d := max(s.change(i, j, math.Inf(1)), -v), s.delta(i)
			if j >= 0 {
				d += s.delta(j)
			}
			if c < best-1e-12 || c <= best+1e-12 && c < 0 && d < cost {
				bi, bj, best, cost = i, j, c, d
			}
		}
		for a, i := range core {
			try(i, -1, table[a], nil)
		}
		for a, i := range core {
			for b, j := range core[a+1:] {
				if s.x[i] != s.x[j] {
					try(i, j, table[a], table[a+1+b])
				}
			}
		}
		if bi < 0 {
			return false
		}
		s.flip(bi)
		if bj >= 0 {
			s.flip(bj)
		}
	}
	return s.violation() == 0
}

// improve makes feasible flips and swaps over the variables listed as long as they lower the objective.
func (s *swaps) improve(core []int, stop func() bool) {
	p := s.p
	least := -1e-12 * math.Abs(s.value)
	deltas := make([]float64, len(core))
	for moved := true; moved; {
		moved = false
		for a, i := range core {
			deltas[a] = s.delta(i)
		}
		for a, i := range core {
			if stop() {
				return
			}
			di := s.delta(i)
			for _, e := range p.Factors[i] {
				s.dense[e.Col] = e.Val * p.Upper[i]
			}
			bj, best := -2, least
			if di < best && s.change(i, -1, 0) <= 0 {
				bj, best = -1, di
			}
			for b, j := range core {
				if s.x[i] == s.x[j] || b == a {
					continue
				}
				d := di + deltas[b]
				cross := 0.0
				for _, e := range p.Factors[j] {
					cross += e.Val * s.dense[e.Col]
				}
				d -= 2 * cross * p.Upper[j]
				if d < best && s.change(i, j, 0) <= 0 {
					bj, best = j, d
				}
			}
			for _, e := range p.Factors[i] {
				s.dense[e.Col] = 0
			}
			if bj == -2 {
				continue
			}
			s.flip(i)
			if bj >= 0 {
				s.flip(bj)
			}
			moved = true
			for b, j := range core {
				deltas[b] = s.delta(j)
			}
		}
	}
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
