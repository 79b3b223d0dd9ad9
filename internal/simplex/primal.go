package simplex

import "math"

// primal runs the primal simplex method from a basis that breaks no bound. On an unbounded program it
// gives the variable along which the objective falls for ever.
func (p *LP) primal(limit int) (outcome, int) {
	stalled := 0
	for step := 0; ; step++ {
		if p.updates >= rebuild {
			p.factorise()
			p.refresh()
		}
		if step >= limit {
			return stopped, none
		}
		q := p.entering(stalled > 500)
		if q == none {
			return done, none
		}
		s, j := p.of(q)
		up := 1.0
		if s.d[j] > 0 {
			up = -1
		}
		alpha := p.work.column
		p.ftran(q, alpha)
		at, t := p.blocking(alpha, up)
		room := s.hi[j] - s.lo[j]
		if s.state[j] == loose {
			room = math.Inf(1)
			if up > 0 && !math.IsInf(s.hi[j], 1) {
				room = s.hi[j] - s.x[j]
			} else if up < 0 && !math.IsInf(s.lo[j], -1) {
				room = s.x[j] - s.lo[j]
			}
		}
		if math.IsInf(t, 1) && math.IsInf(room, 1) {
			return impossible, q
		}
		if t < 1e-12 {
			stalled++
		} else {
			stalled = 0
		}
		p.Iterations++
		if room <= t {
			for pos, a := range alpha {
				bs, bj := p.of(p.head[pos])
				bs.x[bj] -= up * room * a
			}
			s.state[j], s.x[j] = atLow, s.lo[j]
			if up > 0 {
				s.state[j], s.x[j] = atHigh, s.hi[j]
			}
			continue
		}
		p.pivotRow(at)
		theta := s.d[j] / p.rowEntry(at, q)
		p.stepDuals(at, theta)
		p.reweigh(at)
		v := p.head[at]
		out, o := p.of(v)
		low := up*alpha[at] > 0
		for pos, a := range alpha {
			bs, bj := p.of(p.head[pos])
			bs.x[bj] -= up * t * a
		}
		s.x[j] += up * t
		p.swap(at, q, alpha)
		out.d[o] = -theta
		out.state[o], out.x[o] = atHigh, out.hi[o]
		if low {
			out.state[o], out.x[o] = atLow, out.lo[o]
		}
	}
}

// entering picks the variable whose reduced cost is most wrong, the first of them when the method stalls
// (Bland's rule, which cannot cycle).
func (p *LP) entering(first bool) int {
	best, q := optimal, none
	for k, s := range []*side{&p.col, &p.log} {
		for j, st := range s.state {
			if st == basic || s.lo[j] == s.hi[j] {
				continue
			}
			off := math.Abs(s.d[j])
			if st == atLow && s.d[j] > 0 || st == atHigh && s.d[j] < 0 || off <= best {
				continue
			}
			best, q = off, j
			if k == 1 {
				q = ^j
			}
			if first {
				return q
			}
		}
	}
	return q
}

// blocking finds the position of the basis that first reaches a bound, and the step to it: of those that
// come first within tolerance, the one with the largest pivot.
func (p *LP) blocking(alpha []float64, up float64) (int, float64) {
	room := func(pos int, rate float64) float64 {
		s, j := p.of(p.head[pos])
		if rate > 0 {
			return s.x[j] - s.lo[j]
		}
		return s.hi[j] - s.x[j]
	}
	limit := math.Inf(1)
	for pos, a := range alpha {
		rate := up * a
		if math.Abs(rate) < smallPivot {
			continue
		}
		limit = math.Min(limit, (math.Max(0, room(pos, rate))+feasible)/math.Abs(rate))
	}
	at, step, largest := -1, math.Inf(1), 0.0
	if math.IsInf(limit, 1) {
		return at, step
	}
	for pos, a := range alpha {
		rate := up * a
		if math.Abs(rate) < smallPivot || math.Abs(rate) <= largest {
			continue
		}
		if t := math.Max(0, room(pos, rate)) / math.Abs(rate); t <= limit {
			at, step, largest = pos, t, math.Abs(rate)
		}
	}
	return at, step
}
