package miqp

import "math"

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
