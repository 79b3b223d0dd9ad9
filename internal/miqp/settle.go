package miqp

import "math"

// single tells whether a variable is all or nothing.
func (m *master) single(i int) bool { return m.p.Lot[i] == m.p.Upper[i] }

// ready tells whether a choice can be made without a new row.
func (m *master) ready(i int) bool {
	k := m.p.of[i]
	b := &m.p.blocks[k]
	if len(b.vars) == 1 {
		return m.single(i) || m.whole[k] >= 0
	}
	allowed := 0
	for mask := 1; mask < len(b.cost); mask++ {
		if b.allows(mask, m.box) {
			allowed++
		}
	}
	return m.whole[k] >= 0 && len(m.points[k]) >= allowed
}

// prepare gives a block of several variables all rows and points that a choice may need, so that trial
// choices change bounds only.
func (m *master) prepare(i int) {
	if k := m.p.of[i]; len(m.p.blocks[k].vars) > 1 {
		m.sum(k)
		m.complete(k)
	}
}

// fix decides about a variable, or takes a decision back.
func (m *master) fix(i int, c choice) {
	if m.box[i] == c {
		return
	}
	m.box[i] = c
	if m.points != nil { // else the program is still to be made, over this box
		m.settle(m.p.of[i])
	}
}

// settle gives the points of a block the bounds that the box asks for.
func (m *master) settle(k int) {
	b := &m.p.blocks[k]
	some := false // must one of the points be taken
	for _, i := range b.vars {
		if m.box[i] == in && m.p.Lot[i] > 0 {
			some = true
		}
	}
	if b.never != nil && b.never[0] {
		some = true
	}
	if len(b.vars) == 1 && m.single(b.vars[0]) {
		for _, v := range m.points[k] {
			low, high := 0.0, 1.0
			if !b.allows(v.mask, m.box) {
				high = 0
			} else if some {
				low = 1
			}
			m.lp.SetBounds(v.column, low, high)
		}
		return
	}
	for _, v := range m.points[k] {
		high := 1.0
		if !b.allows(v.mask, m.box) {
			high = 0
		}
		m.lp.SetBounds(v.column, 0, high)
	}
	switch {
	case some:
		m.sum(k)
		m.lp.SetRange(m.whole[k], 1, 1)
		if b.cost != nil {
			m.complete(k)
		}
	case m.whole[k] >= 0:
		m.lp.SetRange(m.whole[k], math.Inf(-1), 1)
	}
}
