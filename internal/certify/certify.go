// Package certify checks what package miqp claims, with nothing of the solver but its types: that a
// solution is feasible and has the objective stated, and that the bound stated follows from the
// certificate. Rounding is taken against the claim: every sum carries a margin of its terms' sizes.
package certify

import (
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
