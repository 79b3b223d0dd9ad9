package simplex

import "math"

const (
	// feasible is the violation of a bound, relative to 1 + |bound|, that counts as none.
	feasible = 1e-9
	// optimal is the reduced cost of the wrong sign that counts as zero.
	optimal = 1e-9
	// smallPivot is the smallest entry of a pivot row that may become a pivot.
	smallPivot = 1e-9
)

// outcome is how a run of one of the two methods ended.
type outcome int

const (
	done outcome = iota
	impossible
	stopped
	stuck
)

// breakpoint is a variable whose reduced cost reaches zero when the dual step does.
type breakpoint struct {
	v           int
	ratio, rate float64 // rate is how fast the leaving variable heals, always positive
}

// dual runs the dual simplex method from a dual feasible basis until no bound is broken. When a row
// proves that nothing is feasible it gives its position.
func (p *LP) dual(limit int) (outcome, int) {
	stalled, push := 0, 1e-7
	// Rebuilding the inverse may undo in one go what many steps have gained, so a cycle need not stall: far
	// more steps than any solve takes count as one.
	long := 2000 + 20*(len(p.rows)+len(p.columns))
	for step := 0; ; step++ {
		if p.updates >= rebuild {
			p.factorise()
			p.refresh()
			p.makeDualFeasible()
		}
		if step >= limit || step%32 == 31 && p.Stop != nil && p.Stop() {
			return stopped, -1
		}
		at, toLow := p.leaving()
		if at < 0 {
			return done, -1
		}
		v := p.head[at]
		s, j := p.of(v)
		bound := s.hi[j]
		if toLow {
			bound = s.lo[j]
		}
		p.pivotRow(at)
		q, flips := p.ratio(at, toLow, math.Abs(s.x[j]-bound))
		if q == none {
			if p.updates > 0 { // prove it on a fresh inverse
				p.factorise()
				p.refresh()
				p.makeDualFeasible()
				continue
			}
			return impossible, at
		}
		qs, qj := p.of(q)
		alpha := p.work.column
		p.ftran(q, alpha)
		rowAlpha := p.rowEntry(at, q)
		if off := math.Abs(alpha[at] - rowAlpha); off > 1e-7*(1+math.Abs(rowAlpha)) && p.updates > 0 {
			p.factorise()
			p.refresh()
			p.makeDualFeasible()
			continue
		}
		if alpha[at] == 0 {
			return stuck, at
		}
		p.flip(flips)
		// A reduced cost of the wrong sign, within tolerance, becomes zero by a shift of its cost.
		if (qs.state[qj] == atLow && qs.d[qj] < 0 || qs.state[qj] == atHigh && qs.d[qj] > 0) && q >= 0 {
			p.shift(q, -qs.d[qj])
			qs.d[qj] = 0
		}
		theta := qs.d[qj] / rowAlpha
		if math.Abs(theta) < 10*optimal {
			stalled++
		}
		p.stepDuals(at, theta)
		p.reweigh(at)
		t := (s.x[j] - bound) / alpha[at]
		qs.x[qj] += t
		for pos, a := range alpha {
			if a != 0 {
				bs, bj := p.of(p.head[pos])
				bs.x[bj] -= t * a
			}
		}
		p.swap(at, q, alpha)
		s.x[j], s.d[j] = bound, -theta
		s.state[j] = atHigh
		if toLow {
			s.state[j] = atLow
		}
		p.Iterations++
		// So many steps without a gain may be a cycle: each time larger perturbations end it.
		if stalled > 200+len(p.rows) || step%long == long-1 {
			p.perturb(push)
			push, stalled = 10*push, 0
		}
		if push > 1 {
			return stuck, at
		}
	}
}

// swap lets a variable enter the basis at a position.
func (p *LP) swap(at, q int, alpha []float64) {
	p.eliminate(at, alpha)
	s, j := p.of(q)
	s.state[j], s.d[j] = basic, 0
	p.head[at] = q
}

// leaving picks the broken bound that weighs most: violation² over the squared norm of the inverse's row.
func (p *LP) leaving() (at int, toLow bool) {
	at, best := -1, 0.0
	for pos, v := range p.head {
		s, j := p.of(v)
		x := s.x[j]
		low, high := s.lo[j]-x, x-s.hi[j]
		off := max(low, high)
		if off <= feasible {
			continue
		}
		if bound := math.Min(math.Abs(s.lo[j]), math.Abs(s.hi[j])); off <= feasible*(1+bound) {
			continue
		}
		if score := off * off / p.weight[pos]; score > best {
			at, best, toLow = pos, score, low > high
		}
	}
	return at, toLow
}

// pivotRow computes the row of B⁻¹N at a position for the columns; for a logical it is −B⁻¹ itself.
func (p *LP) pivotRow(at int) {
	alpha := p.work.alpha[:len(p.columns)]
	clear(alpha)
	for i, t := range p.inverse[at] {
		if t == 0 {
			continue
		}
		for _, e := range p.rows[i] {
			alpha[e.At] += t * e.Val
		}
	}
}

func (p *LP) rowEntry(at, v int) float64 {
	if v < 0 {
		return -p.inverse[at][^v]
	}
	return p.work.alpha[v]
}

const none = math.MinInt

// ratio chooses the entering variable. Boxed variables whose reduced cost would change sign on the way
// are flipped to their other bound as long as the leaving variable stays broken.
func (p *LP) ratio(at int, toLow bool, slope float64) (int, []breakpoint) {
	sign := 1.0 // the leaving variable moves by −alpha per unit of an entering one
	if toLow {
		sign = -1
	}
	heap := p.work.heap[:0]
	consider := func(s *side, j, v int, alpha float64) {
		rate := sign * alpha
		switch s.state[j] {
		case basic:
			return
		case atLow:
			if rate < smallPivot || s.lo[j] == s.hi[j] {
				return
			}
			heap = append(heap, breakpoint{v, max(0, s.d[j]) / rate, rate})
		case atHigh:
			if rate > -smallPivot || s.lo[j] == s.hi[j] {
				return
			}
			heap = append(heap, breakpoint{v, max(0, -s.d[j]) / -rate, -rate})
		default:
			if math.Abs(rate) >= smallPivot {
				heap = append(heap, breakpoint{v, math.Abs(s.d[j]) / math.Abs(rate), math.Abs(rate)})
			}
		}
	}
	for j, a := range p.work.alpha[:len(p.columns)] {
		if a != 0 {
			consider(&p.col, j, j, a)
		}
	}
	for i, t := range p.inverse[at] {
		if t != 0 {
			consider(&p.log, i, ^i, -t)
		}
	}
	defer func() { p.work.heap = heap[:0] }()
	if len(heap) == 0 {
		return none, nil
	}
	heapify(heap)
	passed := p.work.passed[:0]
	rest := heap
	for len(rest) > 0 {
		top := rest[0]
		s, j := p.of(top.v)
		next := slope - top.rate*(s.hi[j]-s.lo[j])
		if s.state[j] == loose || !(next > feasible) {
			break
		}
		slope = next
		passed = append(passed, top)
		rest = pop(rest)
	}
	if len(rest) == 0 {
		// Even with everything flipped the bound stays broken.
		p.work.passed = passed
		return none, nil
	}
	// Harris: of those that come first within tolerance, the largest pivot.
	limit, chosen := math.Inf(1), breakpoint{v: none}
	for len(rest) > 0 && rest[0].ratio <= limit {
		top := rest[0]
		rest = pop(rest)
		limit = math.Min(limit, top.ratio+optimal/top.rate)
		if top.rate > chosen.rate {
			chosen = top
		}
	}
	// A small pivot is worse than a shorter step: go back to the last flip with a larger one.
	if chosen.rate < 1e-6 {
		for k := len(passed) - 1; k >= 0; k-- {
			if passed[k].rate > 1e3*chosen.rate {
				chosen, passed = passed[k], passed[:k]
				break
			}
		}
	}
	p.work.passed = passed
	return chosen.v, passed
}

// flip moves variables to their other bound and the basis with them.
func (p *LP) flip(list []breakpoint) {
	if len(list) == 0 {
		return
	}
	sum := p.work.shift[:len(p.rows)]
	clear(sum)
	for _, b := range list {
		s, j := p.of(b.v)
		move := s.hi[j] - s.lo[j]
		if s.state[j] == atHigh {
			s.state[j], s.x[j], move = atLow, s.lo[j], -move
		} else {
			s.state[j], s.x[j] = atHigh, s.hi[j]
		}
		if b.v < 0 {
			sum[j] -= move
			continue
		}
		for _, e := range p.columns[j] {
			sum[e.At] += e.Val * move
		}
	}
	index, few := sparse(sum, p.work.index)
	p.work.index = index
	for pos, v := range p.head {
		s, j := p.of(v)
		if few {
			s.x[j] -= dotAt(sum, p.inverse[pos], index)
		} else {
			s.x[j] -= dot(sum, p.inverse[pos])
		}
	}
	p.Iterations++
}

// stepDuals takes a dual step along the current pivot row.
func (p *LP) stepDuals(at int, theta float64) {
	if theta == 0 {
		return
	}
	d := p.col.d
	for j, a := range p.work.alpha[:len(d)] {
		if a != 0 {
			d[j] -= theta * a
		}
	}
	for i, t := range p.inverse[at] {
		p.log.d[i] += theta * t
	}
	for _, v := range p.head {
		s, j := p.of(v)
		s.d[j] = 0
	}
}

// reweigh brings the steepest-edge weights up to date for a pivot at a position.
func (p *LP) reweigh(at int) {
	alpha, rho := p.work.column, p.inverse[at]
	index, few := sparse(rho, p.work.index)
	p.work.index = index
	norm := dot(rho, rho)
	for pos, a := range alpha {
		if a == 0 || pos == at {
			continue
		}
		var tau float64
		if few {
			tau = dotAt(rho, p.inverse[pos], index)
		} else {
			tau = dot(rho, p.inverse[pos])
		}
		t := a / alpha[at]
		p.weight[pos] = max(p.weight[pos]-2*t*tau+t*t*norm, 1e-10)
	}
	p.weight[at] = math.Max(norm/(alpha[at]*alpha[at]), 1e-10)
}

// heapify and pop keep a binary heap by ratio, ties by variable.
func heapify(h []breakpoint) {
	for i := len(h)/2 - 1; i >= 0; i-- {
		sift(h, i)
	}
}

func pop(h []breakpoint) []breakpoint {
	last := len(h) - 1
	h[0] = h[last]
	sift(h[:last], 0)
	return h[:last]
}

func sift(h []breakpoint, i int) {
	for {
		child := 2*i + 1
		if child >= len(h) {
			return
		}
		if child+1 < len(h) && before(h[child+1], h[child]) {
			child++
		}
		if !before(h[child], h[i]) {
			return
		}
		h[i], h[child] = h[child], h[i]
		i = child
	}
}

func before(a, b breakpoint) bool {
	return a.ratio < b.ratio || a.ratio == b.ratio && a.v < b.v
}
