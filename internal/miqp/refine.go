package miqp

import "math"

// refine adds tangents and levels where the last solution and multipliers show an error of more than
// each, in units of the problem. It gives the sum of the errors seen.
func (m *master) refine(l *lagrangian, each float64) (total float64, added bool) {
	for j := range m.squares {
		if m.p.inner[j] {
			continue
		}
		s := &m.squares[j]
		f := m.factor(s)
		off := (f*f - s.below(f)) / m.scale
		total += off
		if off > each && len(s.points) < 400 && !s.near(f) {
			m.touch(s, f)
			added = true
		}
	}
	for k := range m.points {
		b := &m.p.blocks[k]
		var off float64
		if b.cost == nil {
			off = m.refineAmounts(k, l, each)
		} else {
			off = m.refineChoices(k, l, each)
		}
		total += math.Abs(off)
		added = added || off > each
	}
	return total, added
}

// refineAmounts adds the amount that is best at the multipliers. It gives what the block's part of the
// bound lacks without it.
func (m *master) refineAmounts(k int, l *lagrangian, each float64) float64 {
	i := m.p.blocks[k].vars[0]
	if m.p.Diagonal[i] == 0 || m.single(i) || m.box[i] == out || m.box[i] != in && l.diff[i] > 0 {
		return 0
	}
	best := math.Inf(1)
	if m.box[i] == open || m.p.Lot[i] == 0 {
		best = 0
	}
	for _, v := range m.points[k] {
		best = math.Min(best, (m.p.Diagonal[i]*v.amount+l.slope[i])*v.amount+l.flat[i])
	}
	off := math.Max(0, best-l.diff[i])
	if off > each {
		if len(m.points[k]) >= 400 || l.at[i] == 0 {
			return 0
		}
		for _, v := range m.points[k] {
			if math.Abs(v.amount-l.at[i]) < closest*v.amount {
				return 0
			}
		}
		m.addAmount(k, l.at[i])
	}
	return off
}

// refineChoices does the same for a block of several variables.
func (m *master) refineChoices(k int, l *lagrangian, each float64) float64 {
	b := &m.p.blocks[k]
	if len(m.points[k]) == len(b.cost)-1 {
		return 0
	}
	have := make([]bool, len(b.cost))
	have[0] = true
	for _, v := range m.points[k] {
		have[v.mask] = true
	}
	known, best, at := math.Inf(1), math.Inf(1), -1
	for mask := range b.cost {
		if !b.allows(mask, m.box) {
			continue
		}
		v := b.cost[mask]
		for n, i := range b.vars {
			if mask>>n&1 == 1 {
				v += (l.slope[i]-m.p.Linear[i])*m.p.Upper[i] + l.flat[i]
			}
		}
		if have[mask] {
			known = math.Min(known, v)
		} else if v < best {
			best, at = v, mask
		}
	}
	if off := known - best; at >= 0 && off > each {
		m.addChoice(k, at)
		return off
	}
	return 0
}
