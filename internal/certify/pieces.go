package certify

import "math"

// part is a set of variables that are minimised together: the least that each choice of in and out, a
// bit a variable, can add to the Lagrangian; +Inf where a row forbids it.
type part struct {
	vars  []int
	least []float64
}

// over is the minimum over the choices that a box allows.
func (w part) over(box map[int]bool) float64 {
	best := math.Inf(1)
	for mask, v := range w.least {
		fits := true
		for k, i := range w.vars {
			in, known := box[i]
			fits = fits && (!known || in == (mask>>k&1 == 1))
		}
		if fits {
			best = math.Min(best, v)
		}
	}
	return best
}

// pieces gives the Lagrangian at mu and lambda set by set, and its minimum over the box, rounded down. A
// Farkas sum leaves the objective out.
func (f *frame) pieces(mu, lambda []float64, farkas bool, box map[int]bool) ([]part, float64) {
	p := f.p
	linear, size, terms := make([]float64, p.N), make([]float64, p.N), make([]float64, p.N)
	flat, flatSize := make([]float64, p.N), make([]float64, p.N) // what counts y, not z
	total, margin := 0.0, 0.0
	add := func(v float64) {
		if total += v; math.IsInf(total, 1) {
			return
		}
		margin += math.Abs(v) + math.Abs(total)
	}
	if !farkas {
		add(p.Constant)
		for i, loadings := range p.Factors {
			linear[i], size[i], terms[i] = p.Linear[i], math.Abs(p.Linear[i]), float64(len(loadings))
			for _, e := range loadings {
				if f.inner[e.Col] < 0 {
					linear[i] += 2 * e.Val * mu[e.Col]
					size[i] += 2 * math.Abs(e.Val*mu[e.Col])
				}
			}
		}
		for j, v := range mu {
			if f.inner[j] < 0 {
				add(-v * v)
			}
		}
	}
	for r, row := range all(p) {
		if lambda[r] == 0 {
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
	parts := make([]part, len(f.sets))
	for k, set := range f.sets {
		parts[k] = part{set, make([]float64, 1<<len(set))}
		for mask := range parts[k].least {
			parts[k].least[mask] = f.choice(k, mask, farkas, linear, size, terms, flat, flatSize)
		}
		add(parts[k].over(box))
	}
	if math.IsInf(total, 1) {
		return parts, total // some set has no choice left
	}
	return parts, total - ulp*2*margin
}

// choice is the least that a choice of in and out in one set can add, rounded down.
func (f *frame) choice(k, mask int, farkas bool, linear, size, terms, flat, flatSize []float64) float64 {
	if f.never[k] != nil && f.never[k][mask] {
		return math.Inf(1)
	}
	value, off, sums := 0.0, 0.0, map[int]float64{}
	var order []int
	for b, i := range f.sets[k] {
		if mask>>b&1 == 0 {
			continue
		}
		d, at := f.p.Diagonal[i], f.p.Lot[i]
		if farkas {
			d = 0
		}
		if linear[i] < 0 {
			at = f.p.Upper[i]
			if d > 0 {
				at = math.Max(f.p.Lot[i], math.Min(at, -linear[i]/(2*d)))
			}
		}
		value += d*at*at + linear[i]*at + flat[i]
		off += (terms[i]+16)*(size[i]*f.p.Upper[i]+flatSize[i]) + 16*d*at*at
		for _, e := range f.p.Factors[i] {
			if !farkas && f.inner[e.Col] == k {
				if _, known := sums[e.Col]; !known {
					order = append(order, e.Col)
				}
				sums[e.Col] += e.Val * at
				off += 64 * (e.Val * at) * (e.Val * at)
			}
		}
	}
	for _, j := range order {
		value += sums[j] * sums[j]
	}
	return value - ulp*(off+16*math.Abs(value))
}
