package factorqp

const (
	// interior is how much of the way to the nearest bound a step goes at most.
	interior = 0.995
	// regular is added to the matrix where an equation would leave a zero, relative to scaled data.
	regular = 1e-12
)

// step takes one predictor-corrector step.
func (s *solver) step() bool {
	s.form()
	if !s.matrix.factor() {
		return false
	}
	clearSteps := func(b *barrier) { clear(b.dx); clear(b.dlow); clear(b.dhig) }
	clearSteps(s.z)
	clearSteps(s.s)
	a, n := s.z.product(0)
	b, m := s.s.product(0)
	count := float64(max(1, n+m))
	mu := (a + b) / count
	s.z.aim(0, false)
	s.s.aim(0, false)
	s.direction()
	if n+m > 0 {
		far := s.s.longest(s.z.longest(1))
		a, _ = s.z.product(far)
		b, _ = s.s.product(far)
		sigma := (a + b) / count / mu
		target := sigma * sigma * sigma * mu
		s.z.aim(target, true)
		s.s.aim(target, true)
		s.direction()
	}
	step := s.s.longest(s.z.longest(1 / interior))
	step = min(1, interior*step)
	if !(step > 1e-14) {
		return false
	}
	s.z.move(step)
	s.s.move(step)
	for j := range s.f {
		s.f[j] += step * s.df[j]
	}
	for j := range s.v {
		s.v[j] += step * s.dv[j]
	}
	return true
}

// form builds G'H⁻¹G + E.
func (s *solver) form() {
	k := s.p.K
	s.matrix.clear()
	for i, entries := range s.columns {
		if s.z.fixed(i) {
			s.h[i] = 0
			continue
		}
		h := 1 / (2*s.d[i] + s.z.curvature(i) + regular)
		s.h[i] = h
		for x, e := range entries {
			t := h * e.Val
			row := s.matrix.rows[e.At]
			for _, o := range entries[:x+1] {
				if o.At <= e.At {
					row[o.At] += t * o.Val
				} else {
					s.matrix.rows[o.At][e.At] += t * o.Val
				}
			}
		}
	}
	for j := range k {
		s.matrix.rows[j][j] += 0.5
	}
	for r := range s.s.x {
		s.matrix.rows[k+r][k+r] += s.ease(r) + regular
	}
}

// ease is how far a row gives per unit of its multiplier: 1/H of its slack.
func (s *solver) ease(r int) float64 {
	if s.s.fixed(r) {
		return 0
	}
	h := s.s.curvature(r)
	if h == 0 {
		return 1e12 // a row without limits
	}
	return 1 / h
}

// direction solves the Newton system for the targets at hand.
func (s *solver) direction() {
	k := s.p.K
	for i := range s.r1 {
		s.r1[i] = s.z.pull(i) - s.residual[i]
	}
	for j := range s.f {
		s.r2[j] = -s.off[j] - (2*s.f[j]+s.v[j])/2
	}
	for r := range s.s.x {
		s.r2[k+r] = -s.off[k+r]
		if !s.s.fixed(r) {
			s.r2[k+r] += s.ease(r) * s.slackSide(r)
		}
	}
	for i, entries := range s.columns {
		if t := s.h[i] * s.r1[i]; t != 0 {
			for _, e := range entries {
				s.r2[e.At] -= e.Val * t
			}
		}
	}
	copy(s.dv, s.r2)
	s.matrix.solve(s.dv)
	for i, entries := range s.columns {
		sum := s.r1[i]
		for _, e := range entries {
			sum += e.Val * s.dv[e.At]
		}
		s.z.dx[i] = s.h[i] * sum
	}
	for j := range s.f {
		s.df[j] = -(2*s.f[j] + s.v[j] + s.dv[j]) / 2
	}
	for r := range s.s.x {
		s.s.dx[r] = 0
		if !s.s.fixed(r) {
			s.s.dx[r] = s.ease(r) * (s.slackSide(r) - s.dv[k+r])
		}
	}
	s.z.follow()
	s.s.follow()
}

// slackSide is the right side of a slack's stationarity.
func (s *solver) slackSide(r int) float64 {
	return s.s.pull(r) - (s.v[s.p.K+r] - s.s.low[r] + s.s.high[r])
}
