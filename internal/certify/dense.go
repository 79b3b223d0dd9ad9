package certify

import (
	"fmt"
	"math"

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
