package perspective

import (
	"fmt"
	"math"
	"time"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/internal/miqp"
)

// Row is a range Lo ≤ Σ Coef_i·z_i ≤ Hi. Lo may be −Inf and Hi +Inf.
type Row struct {
	Coef   []float64
	Lo, Hi float64
}

// Problem is what to minimise and what must hold; see the package comment for the formula.
type Problem struct {
	N int
	// Q is the matrix, row after row, symmetric and positive definite.
	Q        []float64
	Linear   []float64
	Constant float64
	// Lot and Upper say what a variable may be: 0, or from Lot to Upper.
	Lot, Upper []float64
	Rows       []Row
	// Most is how many variables may be in; 0 is any number.
	Most int
	// Diagonal may give a diagonal D ≥ 0 to begin with, for which Q − D is positive semidefinite.
	Diagonal []float64
}

// Settings say when to stop. The zero value searches to a relative gap of 1e-4 without other limits.
type Settings struct {
	// Gap is reached when Objective − Bound ≤ Gap·|Objective|. 0 means 1e-4; less than 1e-9 means 1e-9.
	Gap float64
	// Nodes is the largest number of nodes; 0 is no limit.
	Nodes int
	// Time is the longest search; 0 is no limit. A search that time ends is not repeatable to the bit.
	Time time.Duration
	// Start holds solutions to begin from: which variables are in, their amounts are computed.
	Start [][]float64
	// Progress, when set, is called at every improvement and every few hundred nodes.
	Progress func(miqp.Progress)
}

// Result is what a search found and proved.
type Result struct {
	Status miqp.Status
	// X is the best solution found, nil without one.
	X []float64
	// Objective is its value, +Inf without one; Bound is a value that no solution can go below, +Inf when
	// the problem is infeasible.
	Objective, Bound, Gap float64
	Nodes                 int
	// Residual is the largest violation of a row by X, relative to the size of the row's terms.
	Residual    float64
	Certificate Certificate
}

// Certificate proves a bound: a tree of boxes of choices, each proof with a point and multipliers whose
// bound can be recomputed. Proofs[0] is the root.
type Certificate struct {
	Splits []Split
	Proofs []Proof
}

// Split is a diagonal for boxes in which all variables but Vars are out.
type Split struct {
	Vars     []int // ascending
	Diagonal []float64
}

// Proof is a box of the tree with its bound
//
//	c − wᵀ(Q−D)w − Σ_r max over r in [lo, hi] of λ_r·r
//	  + the least Σ_i over in and out within the box of min [D_i z² + (q + 2(Q−D)w + A'λ)_i z]
//
// where w is At and λ Lambda, and at most Most variables are in. A Farkas proof leaves out c, Q and q:
// above zero, it shows that the box is empty.
type Proof struct {
	Split  int
	At     []miqp.Entry
	Lambda []float64
	Farkas bool
	// Fixed are choices whose reverse has at least the bound proved (or is empty), one after the other.
	Fixed []miqp.Fix
	// Branch is the variable on which the box is divided after that, Out and In the proofs of its parts.
	// −1: Next, when it is not 0, is another proof for what is left of the box; without one the bound of
	// this proof closes it.
	Branch        int
	Out, In, Next int
}

// Check reports everything that makes a problem meaningless.
func (p *Problem) Check() error {
	var list faults.List
	lengths := []struct {
		name      string
		got, want int
	}{{"Q", len(p.Q), p.N * p.N}, {"Linear", len(p.Linear), p.N}, {"Lot", len(p.Lot), p.N}, {"Upper", len(p.Upper), p.N}}
	if p.Diagonal != nil {
		lengths = append(lengths, struct {
			name      string
			got, want int
		}{"Diagonal", len(p.Diagonal), p.N})
	}
	for r, row := range p.Rows {
		path := faults.Index("Rows", r)
		if len(row.Coef) != p.N {
			list.Add(path, faults.Inconsistent, fmt.Sprint(len(row.Coef)), fmt.Sprintf("%d coefficients", p.N))
		}
		if !(row.Lo <= row.Hi) || math.IsInf(row.Lo, 1) || math.IsInf(row.Hi, -1) {
			list.Add(path, faults.Inconsistent, fmt.Sprintf("%g to %g", row.Lo, row.Hi), "a range from low to high")
		}
		finite(&list, path, row.Coef)
	}
	for _, l := range lengths {
		if l.got != l.want {
			list.Add(l.name, faults.Inconsistent, fmt.Sprint(l.got), fmt.Sprint(l.want))
		}
	}
	if p.Most < 0 {
		list.Add("Most", faults.OutOfRange, fmt.Sprint(p.Most), "zero or more")
	}
	finite(&list, "Q", p.Q)
	finite(&list, "Linear", p.Linear)
	finite(&list, "Constant", []float64{p.Constant})
	finite(&list, "Upper", p.Upper)
	finite(&list, "Diagonal", p.Diagonal)
	if list.Err() != nil {
		return list.Err()
	}
	for i := range p.N {
		if !(p.Lot[i] >= 0 && p.Lot[i] <= p.Upper[i]) {
			list.Add(faults.Index("Lot", i), faults.OutOfRange, fmt.Sprint(p.Lot[i]), fmt.Sprintf("from 0 to Upper, %g", p.Upper[i]))
		}
		for k := range i {
			if a, b := p.Q[i*p.N+k], p.Q[k*p.N+i]; math.Abs(a-b) > 1e-9*(math.Abs(a)+math.Abs(b)) {
				list.Add(faults.Index("Q", i*p.N+k), faults.Inconsistent, fmt.Sprintf("%g and %g", a, b), "a symmetric matrix")
			}
		}
	}
	return list.Err()
}

func finite(list *faults.List, name string, values []float64) {
	for i, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			list.Add(faults.Index(name, i), faults.OutOfRange, fmt.Sprint(v), "a finite number")
		}
	}
}
