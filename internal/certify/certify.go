// Package certify checks what package miqp claims, with nothing of the solver but its types: that a
// solution is feasible and has the objective stated, and that the bound stated follows from the
// certificate. Rounding is taken against the claim: every sum carries a margin of its terms' sizes.
package certify

import (
	"errors"
	"fmt"
	"math"

	"github.com/ipabs/ipabs/internal/miqp"
)

// Tolerance is the largest violation of a row, relative to the sum of the sizes of its terms and its
// limit, and of an objective or bound relative to itself and the constant, that is taken for rounding.
const Tolerance = 1e-9

// ulp bounds the relative error that a term of a sum picks up: a sum of n terms is off by less than
// (n+2)·2⁻⁵³ times the sum of sizes.
const ulp = 1.0 / (1 << 53)

// Check verifies a result against its problem and says the first thing that does not hold.
func Check(p *miqp.Problem, r *miqp.Result) error {
	if r.X != nil {
		value, err := Feasible(p, r.X)
		if err != nil {
			return err
		}
		if math.Abs(value-r.Objective) > Tolerance*(math.Abs(value)+math.Abs(p.Constant))+1e-3*Tolerance*terms(p) {
			return fmt.Errorf("certify: objective is %.17g, stated %.17g", value, r.Objective)
		}
	}
	if math.IsInf(r.Bound, -1) || r.Status == miqp.Unbounded {
		return nil
	}
	bound, err := Bound(p, &r.Certificate)
	if err != nil {
		return err
	}
	if bound < r.Bound-Tolerance*(math.Abs(r.Bound)+math.Abs(p.Constant))-1e-3*Tolerance*terms(p) {
		return fmt.Errorf("certify: the certificate proves %.17g, stated %.17g", bound, r.Bound)
	}
	return nil
}

// terms is the sum of the sizes of the objective's terms, variable by variable: what a sum that cancels to
// nothing is measured by.
func terms(p *miqp.Problem) float64 {
	sum := 0.0
	for i, u := range p.Upper {
		sum += (p.Diagonal[i]*u + math.Abs(p.Linear[i])) * u
		for _, e := range p.Factors[i] {
			sum += e.Val * u * e.Val * u
		}
	}
	return sum
}

// Feasible gives the objective of x, or an error that names the first row or variable that x breaks.
func Feasible(p *miqp.Problem, x []float64) (float64, error) {
	if len(x) != p.N {
		return 0, fmt.Errorf("certify: %d values for %d variables", len(x), p.N)
	}
	in, value, f := make([]float64, p.N), p.Constant, make([]float64, p.K)
	for i, v := range x {
		if v != 0 {
			in[i] = 1
		}
		slack := Tolerance * p.Upper[i]
		if v != 0 && !(v >= p.Lot[i]-slack && v >= 0 && v <= p.Upper[i]+slack) {
			return 0, fmt.Errorf("certify: variable %d is %g, not 0 or from %g to %g", i, v, p.Lot[i], p.Upper[i])
		}
		value += p.Diagonal[i]*v*v + p.Linear[i]*v
		for _, e := range p.Factors[i] {
			f[e.Col] += e.Val * v
		}
	}
	for _, v := range f {
		value += v * v
	}
	for r, row := range all(p) {
		z, sum, size := x, 0.0, 0.0
		if r >= len(p.Rows) {
			z = in
		}
		for _, e := range row.Coef {
			sum += e.Val * z[e.Col]
			size += math.Abs(e.Val * z[e.Col])
		}
		if sum < row.Lo-Tolerance*(size+math.Abs(row.Lo)) || sum > row.Hi+Tolerance*(size+math.Abs(row.Hi)) {
			return 0, fmt.Errorf("certify: row %d is %.17g, not from %.17g to %.17g", r, sum, row.Lo, row.Hi)
		}
	}
	return value, nil
}

func all(p *miqp.Problem) []miqp.Row { return append(p.Rows[:len(p.Rows):len(p.Rows)], p.Counts...) }

// Bound gives the smallest bound that the certificate proves.
func Bound(p *miqp.Problem, c *miqp.Certificate) (float64, error) {
	f, err := newFrame(p, c.Joined)
	if err != nil {
		return 0, err
	}
	return f.prove(&c.Proof, make(map[int]bool))
}

// prove gives the smallest bound that a proof gives for the points of a box.
func (f *frame) prove(c *miqp.Proof, box map[int]bool) (float64, error) {
	bound := math.Inf(1)
	if err := lengths(f.p, c); err != nil {
		return 0, err
	}
	for _, round := range c.Fixings {
		parts, total := f.pieces(round.Mu, round.Lambda, false, box)
		of := make(map[int]part)
		for _, w := range parts {
			for _, i := range w.vars {
				of[i] = w
			}
		}
		for _, fix := range round.Fixed {
			w := of[fix.Var]
			reversed := map[int]bool{fix.Var: !fix.In}
			for _, i := range w.vars {
				if in, known := box[i]; known && i != fix.Var {
					reversed[i] = in
				} else if known {
					return 0, fmt.Errorf("certify: variable %d is fixed twice", i)
				}
			}
			if !math.IsInf(total, 1) { // else the box is empty, whatever is reversed
				bound = math.Min(bound, total-w.over(box)+w.over(reversed))
			}
		}
		for _, fix := range round.Fixed {
			box[fix.Var] = fix.In
		}
	}
	paths := make([][]miqp.Fix, len(c.Leaves))
	for l, leaf := range c.Leaves {
		paths[l] = leaf.Fixed
		inside := make(map[int]bool, len(box)+len(leaf.Fixed))
		for i, in := range box {
			inside[i] = in
		}
		for _, fix := range leaf.Fixed {
			if _, known := inside[fix.Var]; known {
				return 0, fmt.Errorf("certify: leaf %d fixes variable %d twice", l, fix.Var)
			}
			inside[fix.Var] = fix.In
		}
		if leaf.Below != nil {
			below, err := f.prove(leaf.Below, inside)
			if err != nil {
				return 0, err
			}
			bound = math.Min(bound, below)
			continue
		}
		_, total := f.pieces(leaf.Mu, leaf.Lambda, leaf.Farkas, inside)
		if leaf.Farkas && !(total > 0) {
			return 0, fmt.Errorf("certify: leaf %d is not empty: its rows combine to %g", l, total)
		} else if !leaf.Farkas {
			bound = math.Min(bound, total)
		}
	}
	return bound, covers(paths, 0)
}

// lengths holds that there is a multiplier for every factor and row and that fixings and paths are of
// variables that exist.
func lengths(p *miqp.Problem, c *miqp.Proof) error {
	check := func(fixed []miqp.Fix, mu, lambda []float64, farkas bool) error {
		if !farkas && len(mu) != p.K || len(lambda) != len(p.Rows)+len(p.Counts) {
			return fmt.Errorf("certify: %d and %d multipliers for %d factors and %d rows", len(mu), len(lambda), p.K, len(p.Rows)+len(p.Counts))
		}
		return exist(p, fixed)
	}
	for _, round := range c.Fixings {
		if err := check(round.Fixed, round.Mu, round.Lambda, false); err != nil {
			return err
		}
	}
	for _, leaf := range c.Leaves {
		if leaf.Below != nil {
			if err := exist(p, leaf.Fixed); err != nil {
				return err
			}
			continue
		}
		if err := check(leaf.Fixed, leaf.Mu, leaf.Lambda, leaf.Farkas); err != nil {
			return err
		}
	}
	return nil
}

func exist(p *miqp.Problem, fixed []miqp.Fix) error {
	for _, fix := range fixed {
		if fix.Var < 0 || fix.Var >= p.N {
			return fmt.Errorf("certify: there is no variable %d", fix.Var)
		}
	}
	return nil
}

// covers tells whether paths that share their first depth choices are a whole binary tree below.
func covers(paths [][]miqp.Fix, depth int) error {
	if len(paths) == 0 {
		return errors.New("certify: no leaves")
	}
	if len(paths) == 1 && len(paths[0]) == depth {
		return nil
	}
	var in, out [][]miqp.Fix
	for _, path := range paths {
		if len(path) <= depth || path[depth].Var != paths[0][depth].Var {
			return fmt.Errorf("certify: the leaves are not a binary tree at depth %d", depth)
		}
		if path[depth].In {
			in = append(in, path)
		} else {
			out = append(out, path)
		}
	}
	if len(in) == 0 || len(out) == 0 {
		return fmt.Errorf("certify: half of a branching is missing at depth %d", depth)
	}
	if err := covers(in, depth+1); err != nil {
		return err
	}
	return covers(out, depth+1)
}
