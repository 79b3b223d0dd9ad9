package miqp

import (
	"math"
	"sort"

	"github.com/ipabs/ipabs/internal/simplex"
)

// point is an amount of one variable, or a choice of several.
type point struct {
	amount float64
	mask   int
	column int
}

// addAmount adds a point of a block of one variable.
func (m *master) addAmount(k int, amount float64) {
	p, i := m.p, m.p.blocks[k].vars[0]
	entries := make([]simplex.Entry, 0, len(m.columns[i])+len(m.counts[i])+1)
	for _, e := range m.columns[i] {
		if v := e.Val * amount; v != 0 {
			entries = append(entries, simplex.Entry{At: e.At, Val: v})
		}
	}
	entries = append(entries, m.counts[i]...)
	m.addPoint(k, point{amount: amount, mask: 1}, (p.Diagonal[i]*amount+p.Linear[i])*amount, entries)
}

// addChoice adds a point of a block of several variables.
func (m *master) addChoice(k, mask int) {
	b := &m.p.blocks[k]
	sum := make(map[int]float64)
	for v, i := range b.vars {
		if mask>>v&1 == 0 {
			continue
		}
		for _, e := range m.columns[i] {
			sum[e.At] += e.Val * m.p.Upper[i]
		}
		for _, e := range m.counts[i] {
			sum[e.At] += e.Val
		}
	}
	entries := make([]simplex.Entry, 0, len(sum)+1)
	for r, v := range sum {
		if v != 0 {
			entries = append(entries, simplex.Entry{At: r, Val: v})
		}
	}
	sort.Slice(entries, func(a, b int) bool { return entries[a].At < entries[b].At })
	m.addPoint(k, point{mask: mask}, b.cost[mask], entries)
}

func (m *master) addPoint(k int, v point, cost float64, entries []simplex.Entry) {
	if m.whole[k] >= 0 {
		entries = append(entries, simplex.Entry{At: m.whole[k], Val: 1})
	}
	high := 1.0
	if !m.p.blocks[k].allows(v.mask, m.box) {
		high = 0
	}
	v.column = m.lp.AddColumn(m.scale*cost, 0, high, entries)
	m.points[k] = append(m.points[k], v)
}

// sum makes sure that the points of a block have a row of their own.
func (m *master) sum(k int) {
	if m.whole[k] >= 0 {
		return
	}
	entries := make([]simplex.Entry, len(m.points[k]))
	for n, v := range m.points[k] {
		entries[n] = simplex.Entry{At: v.column, Val: 1}
	}
	m.whole[k] = m.lp.AddRow(math.Inf(-1), 1, entries)
}

// complete gives a block of several variables all the points its box allows, and tells whether any was
// missing.
func (m *master) complete(k int) bool {
	b := &m.p.blocks[k]
	before := len(m.points[k])
	have := make([]bool, len(b.cost))
	for _, v := range m.points[k] {
		have[v.mask] = true
	}
	for mask := 1; mask < len(b.cost); mask++ {
		if !have[mask] && b.allows(mask, m.box) {
			m.addChoice(k, mask)
		}
	}
	return len(m.points[k]) > before
}

// completeAll does so for every block: a program without some points may be empty where the problem is
// not.
func (m *master) completeAll() bool {
	added := false
	for k := range m.points {
		if m.p.blocks[k].cost != nil && m.complete(k) {
			added = true
		}
	}
	return added
}
