package certify

import (
	"fmt"
	"math"
	"slices"

	"github.com/ipabs/ipabs/internal/perspective"
)

// pieces is a bound before the choice of in and out: what holds for every choice, and the least that each
// variable can add when it is in, both rounded down.
type pieces struct {
	fixed, margin float64
	cost          []float64
}

// least is the minimum over the choices of a box with at most most variables in (0: any number).
func (v *pieces) least(box []int8, most int) float64 {
	total, margin := v.fixed, v.margin+math.Abs(v.fixed)
	var open []float64
	in := 0
	for i, c := range box {
		switch {
		case c == inside:
			total += v.cost[i]
			margin += math.Abs(v.cost[i]) + math.Abs(total)
			in++
		case c == free && v.cost[i] < 0:
			open = append(open, v.cost[i])
		}
	}
	if most > 0 {
		if in > most {
			return math.Inf(1)
		}
		if len(open) > most-in {
			slices.Sort(open)
			open = open[:most-in]
		}
	}
	for _, c := range open {
		total += c
		margin += math.Abs(c) + math.Abs(total)
	}
	return total - ulp*2*margin
}

// separate computes the pieces of a proof.
func (d *dense) separate(proof *perspective.Proof) (*pieces, error) {
	p := d.p
	if len(proof.Lambda) != len(p.Rows) {
		return nil, fmt.Errorf("%d multipliers for %d rows", len(proof.Lambda), len(p.Rows))
	}
	v := &pieces{cost: make([]float64, p.N)}
	var r *rest
	linear, size := make([]float64, p.N), make([]float64, p.N)
	terms := float64(len(p.Rows) + 4)
	if !proof.Farkas {
		var err error
		if r, err = d.split(proof.Split); err != nil {
			return nil, err
		}
		terms += float64(len(proof.At))
		v.fixed = p.Constant
		copy(linear, p.Linear)
		for i, q := range linear {
			size[i] = math.Abs(q)
		}
		n := len(r.diagonal)
		reach := 0.0 // of |z − w|²
		at := make([]float64, n)
		for _, e := range proof.At {
			a, known := r.at[e.Col]
			if !known {
				return nil, fmt.Errorf("variable %d is not of the split", e.Col)
			}
			at[a] = e.Val
		}
		square, squareSize := 0.0, 0.0
		for a, i := range d.c.Splits[proof.Split].Vars {
			g, gs := 0.0, 0.0
			for b, w := range at {
				if w != 0 {
					g += r.matrix[a*n+b] * w
					gs += math.Abs(r.matrix[a*n+b] * w)
				}
			}
			linear[i] += 2 * g
			size[i] += 2 * gs
			square += at[a] * g
			squareSize += math.Abs(at[a]) * gs
			far := max(p.Upper[i], math.Abs(at[a]), math.Abs(at[a]-p.Upper[i]))
			reach += far * far
		}
		v.fixed -= square + r.off*reach
		v.margin += (terms + float64(n)) * (squareSize + r.off*reach)
	}
	for k, lambda := range proof.Lambda {
		row := &p.Rows[k]
		if lambda == 0 {
			continue
		}
		limit := row.Hi
		if lambda < 0 {
			limit = row.Lo
		}
		if math.IsInf(limit, 0) || math.IsNaN(lambda) {
			return nil, fmt.Errorf("a multiplier %g of row %d, which has no such limit", lambda, k)
		}
		v.fixed -= lambda * limit
		v.margin += math.Abs(lambda*limit) + math.Abs(v.fixed)
		for i, c := range row.Coef {
			linear[i] += lambda * c
			size[i] += math.Abs(lambda * c)
		}
	}
	for i := range p.N {
		diagonal := 0.0
		if r != nil {
			a, known := r.at[i]
			if !known {
				if d.box[i] != outside && p.Upper[i] > 0 {
					return nil, fmt.Errorf("variable %d is not of the split and not out", i)
				}
				continue
			}
			diagonal = r.diagonal[a]
		}
		z := p.Lot[i]
		if linear[i] < 0 {
			z = p.Upper[i]
			if diagonal > 0 {
				z = max(p.Lot[i], min(z, -linear[i]/(2*diagonal)))
			}
		}
		cost := (diagonal*z + linear[i]) * z
		v.cost[i] = cost - ulp*((terms+16)*size[i]*p.Upper[i]+16*diagonal*z*z)
	}
	return v, nil
}
