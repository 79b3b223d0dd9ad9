package optimize

import (
	"math"
	"math/big"
	"slices"
)

// herfindahl is Σ (B_b/T)². That it is at most H says that the vector of the amounts is no longer than
// √H·T, so that g·B ≤ √H·T for every vector g of length 1: tangents at the points of the memory.
type herfindahl struct{ groupMeasure }

func (herfindahl) unit() unit { return ofIndex }

func (v herfindahl) read(x *choice) (*big.Rat, bool) {
	known, unknown, total := v.worst(x)
	if total == 0 {
		return nil, false
	}
	if unknown > 0 { // at worst all of it is with the largest
		at := 0
		for b, a := range known {
			if a > known[at] {
				at = b
			}
		}
		known[at] += unknown
	}
	sum := new(big.Int)
	for _, a := range known {
		b := big.NewInt(int64(a))
		sum.Add(sum, b.Mul(b, b))
	}
	t := big.NewInt(int64(total))
	return new(big.Rat).SetFrac(sum, t.Mul(t, t)), true
}

func (v herfindahl) rows(m *model, _ bool, limit *big.Rat) {
	root := math.Sqrt(toFloat(limit))
	for _, point := range m.points() {
		g := make([]float64, len(v.keys))
		for i, s := range point {
			for _, q := range v.parts[i] {
				g[q.bucket] += s * float64(q.amount)
			}
		}
		v.tangent(m, g, root)
	}
}

func (v herfindahl) tangent(m *model, g []float64, root float64) {
	if !v.apart && v.unknown >= 0 {
		g[v.unknown] = 0
		// What belongs nobody knows where may belong to the bucket with the largest weight.
		g[v.unknown] = slices.Max(g)
	}
	length := 0.0
	for b, w := range g {
		if v.apart || b != v.unknown {
			length += w * w
		}
	}
	if length = math.Sqrt(length); length == 0 {
		return
	}
	minor := minorUnits(m.c.pool.Currency())
	l := linear{}
	for i, parts := range v.parts {
		for _, q := range parts {
			l.add(i, g[q.bucket]/length*float64(q.amount)/minor/m.c.scale)
		}
	}
	v.addTotal(m, &l, -root)
	m.atMost(l, 0)
}

func (herfindahl) learn(mem *memory, at place, x *choice, _ bool, _ *big.Rat) bool {
	return mem.learnPoint(at, x)
}
