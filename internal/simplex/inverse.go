package simplex

import (
	"cmp"
	"math"
	"slices"
)

const (
	// tinyPivot is the smallest pivot, relative to the column's largest entry, that a rebuilt inverse takes.
	tinyPivot = 1e-9
	// rebuild is the number of eliminations after which the inverse is built anew.
	rebuild = 120
)

// factorise builds the inverse of the basis given by the states, which it mends where the basis is
// singular: a column without a pivot leaves, the logical of the row without one comes in.
func (p *LP) factorise() {
	m := len(p.rows)
	p.updates = 0
	var columns []int
	for j, s := range p.col.state {
		if s == basic {
			columns = append(columns, j)
		}
	}
	slices.SortStableFunc(columns, func(a, b int) int {
		return cmp.Or(cmp.Compare(len(p.columns[a]), len(p.columns[b])), cmp.Compare(a, b))
	})
	for i := range m {
		row := p.inverse[i][:m]
		clear(row)
		row[i] = -1
		p.head[i] = ^i
	}
	p.grow()
	alpha := p.work.column
	for _, j := range columns {
		p.ftran(j, alpha)
		at, best, largest := -1, 0.0, 0.0
		for i, v := range alpha {
			a := math.Abs(v)
			largest = math.Max(largest, a)
			if a > best && p.head[i] < 0 && p.log.state[i] != basic {
				at, best = i, a
			}
		}
		if at < 0 || best < tinyPivot*math.Max(1, largest) {
			p.col.state[j] = atLow
			p.col.rest(j)
			continue
		}
		p.eliminate(at, alpha)
		p.head[at] = j
	}
	for i, v := range p.head {
		if v == ^i {
			p.log.state[i] = basic
		}
		p.weight[i] = dot(p.inverse[i], p.inverse[i])
	}
	p.updates = 0
}

// ftran sets dst to B⁻¹ times the column of a variable.
func (p *LP) ftran(v int, dst []float64) {
	if v < 0 {
		for pos, row := range p.inverse {
			dst[pos] = -row[^v]
		}
		return
	}
	entries := p.columns[v]
	if len(entries) == 1 {
		at, val := entries[0].At, entries[0].Val
		for pos, row := range p.inverse {
			dst[pos] = row[at] * val
		}
		return
	}
	for pos, row := range p.inverse {
		sum := 0.0
		for _, e := range entries {
			sum += row[e.At] * e.Val
		}
		dst[pos] = sum
	}
}

// eliminate brings the inverse up to date when the variable whose column is alpha enters at a position.
func (p *LP) eliminate(at int, alpha []float64) {
	pivot := p.inverse[at]
	index := p.work.index[:0]
	scale := 1 / alpha[at]
	for k, v := range pivot {
		if v != 0 {
			pivot[k] = v * scale
			index = append(index, k)
		}
	}
	p.work.index = index
	sparse := 3*len(index) < len(pivot)
	for pos, t := range alpha {
		if t == 0 || pos == at {
			continue
		}
		row := p.inverse[pos][:len(pivot)]
		if sparse {
			for _, k := range index {
				row[k] -= t * pivot[k]
			}
			continue
		}
		for k, v := range pivot {
			row[k] -= t * v
		}
	}
	p.updates++
}

// grow makes room for the current numbers of rows and columns.
func (p *LP) grow() {
	m, n := len(p.rows), len(p.columns)
	w := &p.work
	w.column, w.tau, w.shift = fit(w.column, m), fit(w.tau, m), fit(w.shift, m)
	w.alpha = fit(w.alpha, n)
}

func fit(s []float64, n int) []float64 {
	if cap(s) < n {
		return make([]float64, n, n+n/4+8)
	}
	return s[:n]
}

// refresh computes x_B, the multipliers and the reduced costs from the inverse.
func (p *LP) refresh() {
	p.primals()
	p.duals()
}

func (p *LP) primals() {
	m := len(p.rows)
	sum := p.work.shift[:m]
	clear(sum)
	for j, s := range p.col.state {
		if x := p.col.x[j]; s != basic && x != 0 {
			for _, e := range p.columns[j] {
				sum[e.At] += e.Val * x
			}
		}
	}
	for i, s := range p.log.state {
		if s != basic {
			sum[i] -= p.log.x[i]
		}
	}
	index, few := sparse(sum, p.work.index)
	p.work.index = index
	for pos, v := range p.head {
		s, j := p.of(v)
		if few {
			s.x[j] = -dotAt(sum, p.inverse[pos], index)
		} else {
			s.x[j] = -dot(sum, p.inverse[pos])
		}
	}
}

func (p *LP) duals() {
	y := p.log.d
	clear(y)
	for pos, v := range p.head {
		if v >= 0 && p.priced(v) != 0 {
			axpy(y, p.priced(v), p.inverse[pos])
		}
	}
	for j, entries := range p.columns {
		d := p.priced(j)
		for _, e := range entries {
			d -= y[e.At] * e.Val
		}
		p.col.d[j] = d
	}
	for _, v := range p.head {
		s, j := p.of(v)
		s.d[j] = 0
	}
}

// priced is the cost of a column with what was shifted.
func (p *LP) priced(j int) float64 {
	if len(p.work.shifted) > j {
		return p.cost[j] + p.work.shifted[j]
	}
	return p.cost[j]
}

// of gives the side of a variable and its index there.
func (p *LP) of(v int) (*side, int) {
	if v < 0 {
		return &p.log, ^v
	}
	return &p.col, v
}
