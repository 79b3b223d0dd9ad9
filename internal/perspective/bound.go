package perspective

import (
	"math"
	"slices"
)

// rounding is taken off a bound, relative to the terms of the rows times their multipliers, which are far
// larger than the bound where a row is broken.
const rounding = 2e-14

// bounder computes the bound at a point and multipliers over a box, and what each choice costs.
type bounder struct {
	*local
	value float64
	cost  []float64 // least of a variable that is in; zero for one that is out
	// rise is how much the bound rises when the choice that the bound makes of an open variable is
	// reversed, and chosen that choice.
	rise   []float64
	chosen []choice
	order  []int
}

func newBounder(l *local) *bounder {
	return &bounder{local: l, cost: make([]float64, l.n), rise: make([]float64, l.n), chosen: make([]choice, l.n)}
}

// evaluate computes the bound at a point with its gradient (Q−D)w. A multiplier that points to a limit
// that its row does not have counts as zero, and is set to it.
func (b *bounder) evaluate(box []choice, at, grad, lambda []float64) {
	sum := b.constant - dot(at, grad)
	for r, v := range lambda {
		row := &b.rows[r]
		switch {
		case v > 0 && math.IsInf(row.Hi, 1), v < 0 && math.IsInf(row.Lo, -1):
			lambda[r] = 0
		case v > 0:
			sum -= v * row.Hi
		case v < 0:
			sum -= v * row.Lo
		}
		sum -= rounding * math.Abs(lambda[r]) * b.size[r]
	}
	b.order = b.order[:0]
	inside := 0
	for i, c := range box {
		if c == out {
			b.cost[i] = 0
			continue
		}
		g := b.q[i] + 2*grad[i]
		for r, v := range lambda {
			if v != 0 {
				g += v * b.rows[r].Coef[i]
			}
		}
		z := b.lot[i]
		if g < 0 {
			z = b.upper[i]
			if b.d[i] > 0 {
				z = max(b.lot[i], min(z, -g/(2*b.d[i])))
			}
		}
		b.cost[i] = (b.d[i]*z + g) * z
		if c == in {
			sum += b.cost[i]
			inside++
		} else if b.cost[i] < 0 {
			b.order = append(b.order, i)
		}
	}
	room := b.most - inside
	if room < 0 { // nothing is in this box
		b.value = math.Inf(1)
		for i := range box {
			b.chosen[i], b.rise[i] = out, 0
		}
		return
	}
	slices.SortFunc(b.order, func(i, j int) int {
		switch {
		case b.cost[i] < b.cost[j] || b.cost[i] == b.cost[j] && i < j:
			return -1
		default:
			return 1
		}
	})
	last, next := 0.0, 0.0 // cost of the last that is taken when all room is, and of the first that is not
	if room < len(b.order) {
		if room > 0 {
			last = b.cost[b.order[room-1]]
		}
		next = b.cost[b.order[room]]
	}
	for i, c := range box {
		if c != open {
			continue
		}
		b.chosen[i], b.rise[i] = out, b.cost[i]-last
		if room == 0 {
			b.rise[i] = math.Inf(1)
		}
	}
	for k, i := range b.order {
		if k < room {
			sum += b.cost[i]
			b.chosen[i], b.rise[i] = in, next-b.cost[i]
		}
	}
	b.value = sum
}
