package certify

import (
	"math"

	"github.com/ipabs/ipabs/internal/miqp"
)

// piece is the least that one variable can add to the Lagrangian when it is in; out adds nothing.
type piece struct{ in float64 }

func (w piece) one(in bool) float64 {
	if in {
		return w.in
	}
	return 0
}

func (w piece) of(box map[int]bool, i int) float64 {
	if in, known := box[i]; known {
		return w.one(in)
	}
	return math.Min(0, w.in)
}

// pieces gives the Lagrangian at mu and lambda variable by variable, and its minimum over the box,
// rounded down. A Farkas sum leaves the objective out.
func pieces(p *miqp.Problem, mu, lambda []float64, farkas bool, box map[int]bool) ([]piece, float64) {
	linear, size, terms := make([]float64, p.N), make([]float64, p.N), make([]float64, p.N)
	flat, flatSize := make([]float64, p.N), make([]float64, p.N) // the part that counts y, not z
	total, margin := 0.0, 0.0
	add := func(v float64) {
		total += v
		margin += math.Abs(v) + math.Abs(total)
	}
	if !farkas {
		add(p.Constant)
		for i := range p.N {
			linear[i] = p.Linear[i]
			for _, e := range p.Factors[i] {
				if mu != nil {
					linear[i] += 2 * e.Val * mu[e.Col]
					size[i] += 2 * math.Abs(e.Val*mu[e.Col])
					terms[i]++
				}
			}
			size[i] += math.Abs(p.Linear[i])
		}
		for _, v := range mu {
			add(-v * v)
		}
	}
	for r, row := range all(p) {
		if lambda == nil || lambda[r] == 0 {
			continue
		}
		limit := row.Hi
		if lambda[r] < 0 {
			limit = row.Lo
		}
		add(-lambda[r] * limit)
		sum, sizes := linear, size
		if r >= len(p.Rows) {
			sum, sizes = flat, flatSize
		}
		for _, e := range row.Coef {
			sum[e.Col] += lambda[r] * e.Val
			sizes[e.Col] += math.Abs(lambda[r] * e.Val)
			terms[e.Col]++
		}
	}
	mins := make([]piece, p.N)
	for i := range mins {
		d, low, high := p.Diagonal[i], p.Lot[i], p.Upper[i]
		if farkas {
			d = 0
		}
		at := low
		if linear[i] < 0 {
			at = high
			if d > 0 {
				at = math.Max(low, math.Min(high, -linear[i]/(2*d)))
			}
		}
		value := d*at*at + linear[i]*at + flat[i]
		off := ulp * ((terms[i]+8)*(size[i]*high+flatSize[i]) + 8*d*at*at)
		mins[i] = piece{value - off}
		add(mins[i].of(box, i))
	}
	return mins, total - ulp*2*margin
}
