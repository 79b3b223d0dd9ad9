package miqp

import (
	"math"
	"time"
)

// Entry is one coefficient of a sparse vector.
type Entry struct {
	Col int
	Val float64
}

// Row is a range Lo ≤ Σ Coef·z ≤ Hi. Coef is by variable; Lo may be −Inf and Hi +Inf.
type Row struct {
	Coef   []Entry
	Lo, Hi float64
}

// Problem is what to minimise and what must hold; see the package comment for the formula.
type Problem struct {
	N int // variables
	K int // factors
	// Factors holds the loadings F of each variable, by factor.
	Factors [][]Entry
	// Diagonal and Linear are D and q. D is not negative.
	Diagonal, Linear []float64
	// Lot says what a variable may be: 0 is any value from 0 to Upper; a value equal to Upper is all or
	// nothing (1 and 1 is binary); anything between is 0 or from Lot to Upper.
	Lot, Upper []float64
	Rows       []Row
	// Counts are rows over the indicators: a variable that is in (its amount is not zero) counts its
	// coefficient, whatever its amount. A variable without a lot may stand only in rows without a lower
	// limit, with a positive coefficient.
	Counts   []Row
	Constant float64
}

// Settings say when to stop. The zero value searches to a relative gap of 1e-4 without other limits.
type Settings struct {
	// Gap is reached when Objective − Bound ≤ Gap·max(|Objective|, 1e-5·S), where S is the sum of the sizes
	// of the terms of the objective (D u² + |q|·u + Σ F² u² with u = Upper): what cancels to nothing is
	// measured by its parts. 0 means 1e-4; less than 1e-9 means 1e-9, which is what rounding allows.
	Gap float64
	// Nodes is the largest number of branch-and-bound nodes; 0 is no limit.
	Nodes int
	// Time is the longest search; 0 is no limit. A search that time ends is not repeatable to the bit.
	Time time.Duration
	// Workers is the number of goroutines that the search may use at a time; 0 is one for each processor.
	// Searches that run beside each other begin from the same knowledge and are compared in a fixed order
	// when all have ended, so the result does not depend on it.
	Workers int
	// Start holds solutions to begin from. One that breaks a row is repaired where possible.
	Start [][]float64
	// Progress, when set, is called at every improvement and every few hundred nodes.
	Progress func(Progress)
}

// Progress is where a search stands.
type Progress struct {
	Nodes, Open      int
	Objective, Bound float64
}

// Gap is the relative gap (Objective − Bound)/|Objective|, +Inf while there is no solution.
func (p Progress) Gap() float64 { return relativeGap(p.Objective, p.Bound, 0) }

// Status says how a search ended.
type Status int

// The ways in which a search ends. Only Optimal, Infeasible and Unbounded are proofs.
const (
	// Failed: numerical trouble; X, if any, is feasible and Bound, if finite, holds.
	Failed Status = iota
	// Optimal: the gap is at most the gap asked for.
	Optimal
	// GapLimit: the tree is exhausted as far as floating point can tell, at a gap above the one asked for.
	GapLimit
	// NodeLimit and TimeLimit: stopped by a limit (a cancelled context is a time limit).
	NodeLimit
	TimeLimit
	// Infeasible: nothing satisfies the rows; the certificate proves it.
	Infeasible
	// Unbounded: the objective falls for ever along a direction that stays feasible.
	Unbounded
)

// String gives the status as a word.
func (s Status) String() string {
	return [...]string{"failed", "optimal", "gap limit", "node limit", "time limit", "infeasible", "unbounded"}[s]
}

// Result is what a search found and proved.
type Result struct {
	Status Status
	// X is the best solution found, nil without one.
	X []float64
	// Objective is its value, +Inf without one; Bound is a value that no solution can go below, +Inf when
	// the problem is infeasible.
	Objective, Bound, Gap float64
	Nodes                 int
	// Residual is the largest violation of a row by X, relative to the size of the row's terms.
	Residual    float64
	Certificate Certificate
	// FarkasRows is set when already the relaxation is infeasible: multipliers of Rows, then Counts, whose
	// combination no point of the box can satisfy.
	FarkasRows []float64
}

// Certificate proves a bound: boxes that together cover every choice of in and out, each with
// multipliers whose Lagrangian bound over the box can be recomputed (see Leaf).
type Certificate struct {
	// Joined are disjoint sets of a few variables that are all or nothing. The minimum of the Lagrangian
	// over such a set is taken over all its choices together, with the squares of factors that no other
	// variable has at their true value (their mu is 0), and without choices that break a row whatever the
	// other variables are.
	Joined [][]int
	Proof
}

// Proof is about the points of one box, at first the whole.
type Proof struct {
	// Fixings are rounds of choices made before the tree: a point that breaks one of them is no better
	// than the bound.
	Fixings []Fixing
	// Leaves partition what is left as a binary tree.
	Leaves []Leaf
}

// Fixing is a round of choices. For each of them the bound by Mu and Lambda over the box of all earlier
// rounds with this one choice reversed is at least the bound proved.
type Fixing struct {
	Fixed      []Fix
	Mu, Lambda []float64
}

// Leaf is a box given by the choices on the path from the root, and multipliers: mu one a factor, lambda
// one a row (Rows, then Counts). Its bound is
//
//	c − Σ mu² − Σ_r max over r in [lo, hi] of lambda_r·r
//	  + Σ_i min over the box of [D z² + (q + 2·(F mu)_i + (A'lambda)_i)·z + (G'lambda)_i·y]
//
// A Farkas leaf is empty: with mu = 0 and without c, D and q the same expression is above zero. A leaf
// with a proof below it has none of these; its bound is that of the proof.
type Leaf struct {
	Fixed      []Fix
	Mu, Lambda []float64
	Farkas     bool
	Below      *Proof
}

// Fix is the choice that a variable is in (its amount from Lot to Upper) or out (zero).
type Fix struct {
	Var int
	In  bool
}

// relativeGap is (objective − bound)/max(|objective|, least), 0 when the bound reaches the objective.
func relativeGap(objective, bound, least float64) float64 {
	switch unit := math.Max(math.Abs(objective), least); {
	case math.IsInf(objective, 1):
		return math.Inf(1)
	case bound >= objective:
		return 0
	case unit == 0:
		return math.Inf(1)
	default:
		return (objective - bound) / unit
	}
}

// unit is the least size by which a gap is measured.
func (p *Problem) unit() float64 {
	sum := 0.0
	for i, u := range p.Upper {
		sum += (p.Diagonal[i]*u + math.Abs(p.Linear[i])) * u
		for _, e := range p.Factors[i] {
			sum += e.Val * u * e.Val * u
		}
	}
	return 1e-5 * sum
}
