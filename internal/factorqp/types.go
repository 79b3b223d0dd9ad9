package factorqp

import (
	"fmt"
	"math"
)

// Entry is one coefficient of a sparse column.
type Entry struct {
	At  int
	Val float64
}

// Problem is what to minimise and what must hold; see the package comment.
type Problem struct {
	N, K, M int
	// Columns holds, for each variable, its loadings by factor and its coefficients by row.
	Loadings, Rows   [][]Entry
	Diagonal, Linear []float64
	Lower, Upper     []float64 // of the variables; may be infinite
	Lo, Hi           []float64 // of the rows; may be infinite
}

// Settings say when to stop.
type Settings struct {
	// Tolerance bounds the residuals and the gap, relative to the sizes of what is compared; 0 means 1e-9.
	Tolerance float64
	// Iterations is the largest number of steps; 0 means 100.
	Iterations int
}

// Status says how a run ended.
type Status int

// The ways in which a run ends.
const (
	// Failed: no progress, numerical trouble, or a program without an optimum.
	Failed Status = iota
	// Optimal: residuals and gap are within the tolerance.
	Optimal
	// Limit: the limit of iterations came first.
	Limit
)

// String gives the status as a word.
func (s Status) String() string { return [...]string{"failed", "optimal", "iteration limit"}[s] }

// Result is a solution with its multipliers: at the optimum
//
//	2·D z + q + 2·F f − A'y = reduced,  f = F'z
//
// where y and reduced are positive only at lower limits and negative only at upper ones.
type Result struct {
	Status            Status
	Z, F, Y, Reduced  []float64
	Objective         float64
	Iterations        int
	Primal, Dual, Gap float64 // relative residuals of rows and of stationarity, relative gap
}

func (p *Problem) check() error {
	for _, l := range []int{len(p.Loadings), len(p.Rows), len(p.Diagonal), len(p.Linear), len(p.Lower), len(p.Upper)} {
		if l != p.N {
			return fmt.Errorf("factorqp: %d values for %d variables", l, p.N)
		}
	}
	if len(p.Lo) != p.M || len(p.Hi) != p.M {
		return fmt.Errorf("factorqp: %d and %d limits for %d rows", len(p.Lo), len(p.Hi), p.M)
	}
	for i := range p.N {
		for _, e := range p.Loadings[i] {
			if e.At < 0 || e.At >= p.K {
				return fmt.Errorf("factorqp: variable %d loads on factor %d of %d", i, e.At, p.K)
			}
		}
		for _, e := range p.Rows[i] {
			if e.At < 0 || e.At >= p.M {
				return fmt.Errorf("factorqp: variable %d stands in row %d of %d", i, e.At, p.M)
			}
		}
		if !(p.Diagonal[i] >= 0) || math.IsNaN(p.Linear[i]) || !(p.Lower[i] <= p.Upper[i]) {
			return fmt.Errorf("factorqp: variable %d: diagonal %g, linear %g, from %g to %g", i, p.Diagonal[i], p.Linear[i], p.Lower[i], p.Upper[i])
		}
	}
	for r := range p.M {
		if !(p.Lo[r] <= p.Hi[r]) {
			return fmt.Errorf("factorqp: row %d from %g to %g", r, p.Lo[r], p.Hi[r])
		}
	}
	return nil
}
