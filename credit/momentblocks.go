package credit

import (
	"fmt"
	"math"
	"slices"
)

// block is a set of events whose covariances are represented exactly: what the series does not cover
// of them is factored by Cholesky's method.
type block struct {
	events []blockEvent
}

// blockEvent is the default of a latent by one threshold, with the positions that lose then.
type blockEvent struct {
	soft      soft
	pd        float64
	positions []int
	alone     bool // the only event of its latent, with one position: its own variance stays in D
}

// findBlocks joins plain latents that share a factor with few others into blocks, and finds which
// factors are left to the series.
func (m *momentBuilder) findBlocks() {
	n := m.p.net
	m.cross = make([]bool, len(n.vars))
	parent := make([]int, len(n.latents))
	size := make([]int, len(n.latents)) // events
	for i := range parent {
		parent[i] = i
		size[i] = len(m.eventsOf(i))
	}
	root := func(i int) int {
		for parent[i] != i {
			i = parent[i]
		}
		return i
	}
	users := m.factorUsers()
	order := make([]int, 0, len(n.vars))
	for v := range n.vars {
		if users[v] != nil {
			order = append(order, v)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return len(users[a]) - len(users[b]) })
	for _, v := range order {
		total, roots := 0, []int{}
		local := true
		for _, l := range users[v] {
			if l < 0 || !m.plain(l) {
				local = false
				break
			}
			if r := root(l); !slices.Contains(roots, r) {
				roots = append(roots, r)
				total += size[r]
			}
			if total > m.settings.MaxBlock {
				local = false
				break
			}
		}
		if !local {
			continue
		}
		slices.Sort(roots)
		for _, r := range roots[1:] {
			parent[r] = roots[0]
		}
		size[roots[0]] = total
	}
	for _, v := range order {
		for _, l := range users[v] {
			if l < 0 || !m.plain(l) || root(l) != root(users[v][0]) {
				m.cross[v] = true
			}
		}
	}
	m.collectBlocks(root)
}

// factorUsers lists, for each factor, the latents that it moves, and −1 for a linked loss given
// default.
func (m *momentBuilder) factorUsers() [][]int {
	n := m.p.net
	users := make([][]int, len(n.vars))
	for i := range n.latents {
		if len(m.users[i]) == 0 {
			continue
		}
		for _, b := range n.latents[i].loads {
			users[b.v] = append(users[b.v], i)
		}
	}
	for _, an := range m.parts {
		if an.hasB && an.b.latent < 0 {
			for _, b := range an.b.loads {
				users[b.v] = append(users[b.v], -1)
			}
		}
	}
	return users
}

// eventsOf lists the events of a plain latent in the order of positions.
func (m *momentBuilder) eventsOf(latent int) []blockEvent {
	var events []blockEvent
	for _, i := range m.users[latent] {
		s := m.parts[i].a
		at := slices.IndexFunc(events, func(e blockEvent) bool { return e.soft.limit == s.limit })
		if at < 0 {
			at = len(events)
			events = append(events, blockEvent{soft: s, pd: m.probability(s)})
		}
		events[at].positions = append(events[at].positions, i)
	}
	if len(events) == 1 && len(events[0].positions) == 1 {
		events[0].alone = true
	}
	return events
}

func (m *momentBuilder) collectBlocks(root func(int) int) {
	at := map[int]int{}
	for l := range m.p.net.latents {
		if len(m.users[l]) == 0 || !m.plain(l) {
			continue
		}
		r := root(l)
		k, seen := at[r]
		if !seen {
			k = len(m.blocks)
			at[r] = k
			m.blocks = append(m.blocks, block{})
		}
		m.blocks[k].events = append(m.blocks[k].events, m.eventsOf(l)...)
	}
}

// addBlocks adds the columns of every block to the rows of its positions.
func (m *momentBuilder) addBlocks(out *Moments, degree int, columns *columnIndex) {
	for k, b := range m.blocks {
		if len(b.events) == 1 && b.events[0].alone {
			continue // all that is left is its own
		}
		factor := pivotedCholesky(m.residual(b, degree))
		for c := range factor {
			column := -1
			for i, e := range b.events {
				v := factor[c][i]
				if v == 0 {
					continue
				}
				if column < 0 {
					column = columns.of(fmt.Sprint("block", k, " ", c))
				}
				for _, p := range e.positions {
					out.rows[p] = append(out.rows[p], entry{column, v * m.parts[p].one})
				}
			}
		}
	}
}

// residual is the covariance matrix of the events of a block less what the series covers of it and
// less the own variance of events that stand alone. Each term of the difference is a covariance, so
// the matrix is positive semidefinite.
func (m *momentBuilder) residual(b block, degree int) [][]float64 {
	n, highest := len(b.events), m.highest(degree)
	r := make([][]float64, n)
	series := make([][][]float64, len(m.mix)) // by node and event
	for x, mix := range m.mix {
		for _, e := range b.events {
			series[x] = append(series[x], indicatorSeries(e.soft.scaled(mix.x).limit, highest))
		}
	}
	for i := range r {
		r[i] = make([]float64, n)
		for j := range i + 1 {
			p, q := b.events[i], b.events[j]
			joint := min(p.pd, q.pd)
			switch {
			case i == j && p.alone:
				joint = m.sameFactors(p.soft)
			case p.soft.latent != q.soft.latent:
				joint = m.joint(p.soft, q.soft)
			}
			covered, crossed := 0.0, m.crossCovariance(p.soft, q.soft)
			widest := p.soft.weightOn(m.widest) * q.soft.weightOn(m.widest)
			for x, mix := range m.mix {
				s, t, power := series[x][i], series[x][j], 1.0
				covered += mix.w * (s[0] - p.pd) * (t[0] - q.pd)
				for d := 1; d <= degree; d++ {
					power *= crossed
					covered += mix.w * s[d] * t[d] * power
				}
				if highest > degree {
					power = intPower(widest, degree+1)
				}
				for d := degree + 1; d <= highest; d++ {
					covered += mix.w * s[d] * t[d] * power
					power *= widest
				}
			}
			r[i][j] = joint - p.pd*q.pd - covered
			r[j][i] = r[i][j]
		}
	}
	return r
}

// sameFactors is E[p(Y)²], the probability that two parties with the same loadings and limit default.
func (m *momentBuilder) sameFactors(s soft) float64 {
	sum := 0.0
	for _, x := range m.mix {
		c := s.scaled(x.x).limit
		sum += x.w * BivariateNormalCDF(c, c, s.square())
	}
	return sum
}

func (m *momentBuilder) crossCovariance(a, b soft) float64 {
	sum := 0.0
	for _, x := range a.loads {
		if m.cross[x.v] {
			sum += x.w * b.weightOn(x.v)
		}
	}
	return sum
}

// choleskyStop is the size of a pivot, relative to the largest, at which a matrix counts as used up.
// No entry of what is left is larger than it.
const choleskyStop = 1e-14

// pivotedCholesky factors a positive semidefinite matrix as Σ_c v_c·v_cᵀ and returns the v_c, taking
// the largest remaining pivot each time. It overwrites the matrix.
func pivotedCholesky(a [][]float64) [][]float64 {
	n := len(a)
	largest := 0.0
	for i := range a {
		largest = max(largest, a[i][i])
	}
	var factor [][]float64
	for range n {
		at := 0
		for i := range a {
			if a[i][i] > a[at][at] {
				at = i
			}
		}
		pivot := a[at][at]
		if pivot <= choleskyStop*largest {
			break
		}
		v := make([]float64, n)
		for i := range v {
			v[i] = a[i][at] / math.Sqrt(pivot)
		}
		for i := range a {
			for j := range a {
				a[i][j] -= v[i] * v[j]
			}
		}
		for i := range a { // exactly used up
			a[at][i], a[i][at] = 0, 0
		}
		factor = append(factor, v)
	}
	return factor
}
