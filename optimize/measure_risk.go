package optimize

import (
	"math"
	"math/big"
)

// lossVariance is the variance of the loss of the chosen pool, in squared units of the currency. It is
// convex, and every tangent of it is a row.
type lossVariance struct{}

func (lossVariance) unit() unit { return ofSquare }

func (lossVariance) read(x *choice) (*big.Rat, bool) { return exact(x.variance()), true }

// rows: at a point with factors f and shares z₀,
//
//	|F'z|² + Σ D z² ≥ 2 f·F'z − |f|² + Σ D (2 z₀ z − z₀²),
//
// and for a contract taken whole or not at all D z² is D z.
func (lossVariance) rows(m *model, _ bool, limit *big.Rat) {
	square := m.c.scale * m.c.scale
	for _, point := range m.points() {
		f := m.c.factorSums(point)
		l, constant := linear{}, 0.0
		for _, v := range f {
			constant += v * v
		}
		for i := range m.c.n {
			w := 0.0
			for _, e := range m.c.factors[i] {
				w += 2 * f[e.Col] * e.Val
			}
			if m.c.whole(i) {
				w += m.c.diagonal[i]
			} else {
				w += 2 * m.c.diagonal[i] * point[i]
				constant += m.c.diagonal[i] * point[i] * point[i]
			}
			l.add(i, w/square)
		}
		m.atMost(l, (toFloat(limit)+constant)/square)
	}
}

func (lossVariance) learn(mem *memory, at place, x *choice, _ bool, _ *big.Rat) bool {
	return mem.learnPoint(at, x)
}

// factorSums is F'z.
func (c *candidates) factorSums(z []float64) []float64 {
	f := make([]float64, c.columns)
	for i, s := range z {
		for _, e := range c.factors[i] {
			f[e.Col] += s * e.Val
		}
	}
	return f
}

// lossDeviation is the standard deviation of the loss over the principal chosen. That it is at most s
// says that the vector (F'z, √D z) is no longer than s times the principal; rows are tangents.
type lossDeviation struct{}

func (lossDeviation) unit() unit { return ofShare }

func (lossDeviation) read(x *choice) (*big.Rat, bool) {
	size := x.sum(x.c.size)
	if size == 0 {
		return nil, false
	}
	return exact(math.Sqrt(x.variance()) / size), true
}

func (lossDeviation) rows(m *model, _ bool, limit *big.Rat) {
	s := toFloat(limit)
	for _, point := range m.points() {
		f := m.c.factorSums(point)
		length := 0.0
		for _, v := range f {
			length += v * v
		}
		for i, z := range point {
			length += m.c.diagonal[i] * z * z
		}
		if length = math.Sqrt(length); length == 0 {
			continue
		}
		l := linear{}
		for i := range m.c.n {
			w := m.c.diagonal[i] * point[i]
			for _, e := range m.c.factors[i] {
				w += f[e.Col] * e.Val
			}
			l.add(i, (w/length-s*m.c.size[i])/m.c.scale)
		}
		m.atMost(l, 0)
	}
}

func (lossDeviation) learn(mem *memory, at place, x *choice, _ bool, _ *big.Rat) bool {
	return mem.learnPoint(at, x)
}
