package miqp

import (
	"math"
	"sort"
)

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
