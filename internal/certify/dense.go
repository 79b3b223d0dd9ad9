package certify

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/ipabs/ipabs/internal/perspective"
)

// Dense verifies a result of package perspective against its problem and says the first thing that does
// not hold.
func Dense(p *perspective.Problem, r *perspective.Result) error {
	if r.X != nil {
		value, err := DenseFeasible(p, r.X)
		if err != nil {
			return err
		}
		if math.Abs(value-r.Objective) > Tolerance*(math.Abs(value)+math.Abs(p.Constant))+1e-3*Tolerance*denseTerms(p) {
			return fmt.Errorf("certify: objective is %.17g, stated %.17g", value, r.Objective)
		}
	}
	if math.IsInf(r.Bound, -1) {
		return nil
	}
	bound, err := DenseBound(p, &r.Certificate)
	if err != nil {
		return err
	}
	if bound < r.Bound-Tolerance*(math.Abs(r.Bound)+math.Abs(p.Constant))-1e-3*Tolerance*denseTerms(p) {
		return fmt.Errorf("certify: the certificate proves %.17g, stated %.17g", bound, r.Bound)
	}
	return nil
}

func denseTerms(p *perspective.Problem) float64 {
	sum := 0.0
	for i, u := range p.Upper {
		sum += (p.Q[i*p.N+i]*u + math.Abs(p.Linear[i])) * u
	}
	return sum
}

// DenseFeasible gives the objective of x, or an error that names the first thing that x breaks.
func DenseFeasible(p *perspective.Problem, x []float64) (float64, error) {
	if len(x) != p.N {
		return 0, fmt.Errorf("certify: %d values for %d variables", len(x), p.N)
	}
	value, inside := p.Constant, 0
	for i, v := range x {
		if v == 0 {
			continue
		}
		inside++
		slack := Tolerance * p.Upper[i]
		if !(v >= p.Lot[i]-slack && v > 0 && v <= p.Upper[i]+slack) {
			return 0, fmt.Errorf("certify: variable %d is %g, not 0 or from %g to %g", i, v, p.Lot[i], p.Upper[i])
		}
		value += p.Linear[i] * v
		for k, w := range x {
			value += v * p.Q[i*p.N+k] * w
		}
	}
	if p.Most > 0 && inside > p.Most {
		return 0, fmt.Errorf("certify: %d variables are in, of at most %d", inside, p.Most)
	}
	for r, row := range p.Rows {
		sum, size := 0.0, 0.0
		for i, v := range x {
			sum += row.Coef[i] * v
			size += math.Abs(row.Coef[i] * v)
		}
		if sum < row.Lo-Tolerance*(size+math.Abs(row.Lo)) || sum > row.Hi+Tolerance*(size+math.Abs(row.Hi)) {
			return 0, fmt.Errorf("certify: row %d is %.17g, not from %.17g to %.17g", r, sum, row.Lo, row.Hi)
		}
	}
	return value, nil
}

// DenseBound gives the smallest bound that the certificate proves.
func DenseBound(p *perspective.Problem, c *perspective.Certificate) (float64, error) {
	if len(c.Proofs) == 0 {
		return 0, errors.New("certify: no proofs")
	}
	d := &dense{p: p, c: c, box: make([]int8, p.N), used: make([]bool, len(c.Proofs)), rests: make([]*rest, len(c.Splits))}
	return d.bound(0)
}

// dense is a walk through a tree of proofs.
type dense struct {
	p     *perspective.Problem
	c     *perspective.Certificate
	box   []int8 // by variable: open, inside or outside
	used  []bool
	rests []*rest
}

const (
	free int8 = iota
	inside
	outside
)

func side(in bool) int8 {
	if in {
		return inside
	}
	return outside
}

// bound is the least bound of the box at hand as the proof at a place and what follows it show.
func (d *dense) bound(at int) (float64, error) {
	if at < 0 || at >= len(d.c.Proofs) || d.used[at] {
		return 0, fmt.Errorf("certify: proof %d is missing or stands twice", at)
	}
	d.used[at] = true
	proof := &d.c.Proofs[at]
	pieces, err := d.separate(proof)
	if err != nil {
		return 0, fmt.Errorf("certify: proof %d: %w", at, err)
	}
	if proof.Farkas {
		if total := pieces.least(d.box, d.p.Most); !(total > 0) {
			return 0, fmt.Errorf("certify: proof %d: the box is not empty: its rows combine to %g", at, total)
		}
		return math.Inf(1), nil
	}
	least := math.Inf(1)
	var fixed []int
	defer func() {
		for _, i := range fixed {
			d.box[i] = free
		}
	}()
	choose := func(i int, in bool) error {
		if i < 0 || i >= d.p.N || d.box[i] != free {
			return fmt.Errorf("certify: proof %d: variable %d is missing or decided twice", at, i)
		}
		d.box[i] = side(in)
		return nil
	}
	for _, fix := range proof.Fixed {
		if err := choose(fix.Var, !fix.In); err != nil {
			return 0, err
		}
		least = min(least, pieces.least(d.box, d.p.Most))
		d.box[fix.Var] = side(fix.In)
		fixed = append(fixed, fix.Var)
	}
	switch {
	case proof.Branch >= 0:
		for _, in := range []bool{false, true} {
			if err := choose(proof.Branch, in); err != nil {
				return 0, err
			}
			next := proof.Out
			if in {
				next = proof.In
			}
			below, err := d.bound(next)
			if err != nil {
				return 0, err
			}
			d.box[proof.Branch] = free
			least = min(least, below)
		}
	case proof.Next != 0:
		below, err := d.bound(proof.Next)
		if err != nil {
			return 0, err
		}
		least = min(least, below)
	default:
		least = min(least, pieces.least(d.box, d.p.Most))
	}
	return least, nil
}

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

// rest is Q − D over the variables of a split, with how far from positive semidefinite it may be.
type rest struct {
	at       map[int]int // place of a variable in the split
	matrix   []float64
	diagonal []float64
	off      float64 // zᵀ(Q−D)z ≥ −off·|z|²
}

// split computes a rest and holds that it is positive semidefinite, but for off: its Cholesky factor is
// multiplied out and compared.
func (d *dense) split(k int) (*rest, error) {
	if k < 0 || k >= len(d.c.Splits) {
		return nil, fmt.Errorf("there is no split %d", k)
	}
	if d.rests[k] != nil {
		return d.rests[k], nil
	}
	s := &d.c.Splits[k]
	n := len(s.Vars)
	if len(s.Diagonal) != n {
		return nil, fmt.Errorf("split %d has %d numbers for %d variables", k, len(s.Diagonal), n)
	}
	r := &rest{at: make(map[int]int, n), matrix: make([]float64, n*n), diagonal: s.Diagonal}
	for a, i := range s.Vars {
		if i < 0 || i >= d.p.N || !(s.Diagonal[a] >= 0) || math.IsInf(s.Diagonal[a], 1) {
			return nil, fmt.Errorf("split %d: variable %d with %g", k, i, s.Diagonal[a])
		}
		if _, twice := r.at[i]; twice {
			return nil, fmt.Errorf("split %d has variable %d twice", k, i)
		}
		r.at[i] = a
	}
	for a, i := range s.Vars {
		for b, j := range s.Vars {
			r.matrix[a*n+b] = 0.5 * (d.p.Q[i*d.p.N+j] + d.p.Q[j*d.p.N+i])
		}
		r.matrix[a*n+a] -= s.Diagonal[a]
	}
	l := make([]float64, n*n)
	for j := range n {
		pivot := r.matrix[j*n+j]
		for k := range j {
			pivot -= l[j*n+k] * l[j*n+k]
		}
		if !(pivot > 0) {
			return nil, fmt.Errorf("split %d does not leave a positive matrix", k)
		}
		l[j*n+j] = math.Sqrt(pivot)
		for i := j + 1; i < n; i++ {
			v := r.matrix[i*n+j]
			for k := range j {
				v -= l[i*n+k] * l[j*n+k]
			}
			l[i*n+j] = v / l[j*n+j]
		}
	}
	// The norm of a symmetric matrix is at most the largest sum of a row of sizes.
	rows := make([]float64, n)
	for i := range n {
		for j := range i + 1 {
			product, size := 0.0, math.Abs(r.matrix[i*n+j])+math.Abs(d.p.Q[s.Vars[i]*d.p.N+s.Vars[j]])
			for k := range j + 1 {
				v := l[i*n+k] * l[j*n+k]
				product += v
				size += math.Abs(v)
			}
			off := math.Abs(product-r.matrix[i*n+j]) + ulp*float64(j+8)*size
			rows[i] += off
			if i != j {
				rows[j] += off
			}
		}
	}
	for _, v := range rows {
		r.off = max(r.off, v)
	}
	d.rests[k] = r
	return r, nil
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
