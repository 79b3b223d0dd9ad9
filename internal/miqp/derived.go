package miqp

// derived is a continuous variable without cost or risk of its own that an equation defines: total
// principal, for example, which keeps the rows of shares of it sparse.
type derived struct {
	variable, row int
	coef          float64
}

// derivedVariables finds them. One equation defines one variable, and none is defined through another.
func (p *Problem) derivedVariables() []derived {
	plain := make([]bool, p.N)
	for i := range plain {
		plain[i] = p.Lot[i] == 0 && p.Upper[i] > 0 && p.Diagonal[i] == 0 && p.Linear[i] == 0 && len(p.Factors[i]) == 0
	}
	var list []derived
	for r, row := range p.Rows {
		if row.Lo != row.Hi {
			continue
		}
		found, count := Entry{}, 0
		for _, e := range row.Coef {
			if plain[e.Col] && e.Val != 0 {
				found, count = e, count+1
			}
		}
		if count == 1 {
			list = append(list, derived{found.Col, r, found.Val})
			plain[found.Col] = false
		}
	}
	// A variable defined by one equation must not stand in the equation of another.
	taken := make(map[int]bool)
	for _, d := range list {
		taken[d.variable] = true
	}
	kept := list[:0]
	for _, d := range list {
		alone := true
		for _, e := range p.Rows[d.row].Coef {
			alone = alone && (e.Col == d.variable || !taken[e.Col])
		}
		if alone {
			kept = append(kept, d)
		}
	}
	return kept
}

// set computes the variable from its equation.
func (d derived) set(p *Problem, x []float64) {
	row, sum := p.Rows[d.row], p.Rows[d.row].Lo
	for _, e := range row.Coef {
		if e.Col != d.variable {
			sum -= e.Val * x[e.Col]
		}
	}
	v, high := sum/d.coef, p.Upper[d.variable]
	switch { // what rounding puts beyond a limit is at it
	case v < 0 && v > -tolerance*high:
		v = 0
	case v > high && v < high*(1+tolerance):
		v = high
	}
	x[d.variable] = v
}
