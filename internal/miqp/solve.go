package miqp

import (
	"context"
	"math"
	"time"

	"github.com/ipabs/ipabs/internal/simplex"
)

const (
	// tolerance is the violation of a row, relative to the sizes of its terms, that counts as rounding.
	tolerance = 1e-9
	// integral is how near to 0 or 1 a share counts as decided.
	integral = 1e-7
	// defaultGap is the relative gap when none is asked for.
	defaultGap = 1e-4
	// leastGap is the smallest that may be asked for.
	leastGap = 1e-9
)

// solver is the state of one search. It works on a view of the problem, in whose terms are the program,
// the root's multipliers and everything about variables but best, fixings and results.
type solver struct {
	whole    *shape
	owned    []derived // of the whole problem
	s        Settings
	gap      float64
	unit     float64
	ctx      context.Context
	deadline time.Time
	workers  *workers

	best      []float64 // of the whole problem
	objective float64
	nodes     int
	unsolved  bool // a node was left with a bound below what was asked for

	p        *view
	box      []choice // of the view: what is decided for good, and on the way to the node at hand
	m        *master
	l        lagrangian
	derived  []derived
	swap     *swaps
	history  history
	learned  history // the part of it that is news to the search above
	state    simplex.Snapshot
	tangents [][]float64 // handed down by the program before; see handed
	tree     tree
	fixings  []Fixing
	root     multipliers // the best found at the root; nil before
	rootL    lagrangian
	floor    float64 // bound at the root
	reversed float64 // least bound that a reversed fixing has

	pick   int  // variable that the last kernel would branch on, −1 without
	parted int  // how often the problem was parted on the way here
	tried  bool // whole amounts have been, see wholes

	eager float64 // in a core search: the part of the gap that is to be closed
	below float64 // and the bound that the gap is measured from
}

// Solve searches for the least value of a problem within the limits of the settings. A cancelled context
// ends the search like a time limit, with what was found so far. The error is about the problem itself
// (see Problem.Check), never about how the search ended.
func Solve(ctx context.Context, p *Problem, settings Settings) (Result, error) {
	if err := p.Check(); err != nil {
		return Result{Status: Failed, Objective: math.Inf(1), Bound: math.Inf(-1), Gap: math.Inf(1)}, err
	}
	s := &solver{s: settings, gap: settings.Gap, ctx: ctx, objective: math.Inf(1), floor: math.Inf(-1), reversed: math.Inf(1), workers: newWorkers(settings.Workers)}
	if s.gap == 0 {
		s.gap = defaultGap
	}
	s.gap = math.Max(s.gap, leastGap)
	if settings.Time > 0 {
		s.deadline = time.Now().Add(settings.Time)
	}
	p, r, ended := p.unlimited()
	if ended {
		return r, nil
	}
	s.whole = newShape(p)
	s.unit, s.owned = p.unit(), p.derivedVariables()
	s.enter(make([]choice, p.N))
	for _, z := range settings.Start {
		if len(z) == p.N {
			s.start(z)
		}
	}
	return s.search(), nil
}

// enter begins to work on the view of a box of the whole problem.
func (s *solver) enter(box []choice) {
	var root multipliers
	if s.root.lambda != nil {
		root = s.p.widen(s.root)
	}
	before := s.p
	s.tangents, s.m = s.handed(), nil
	s.p = s.whole.restrict(box, root.lambda)
	if s.root.lambda != nil {
		s.root = s.p.narrow(root)
	}
	s.box = make([]choice, s.p.N)
	s.derived = s.p.derivedVariables()
	s.swap = newSwaps(s.p.Problem, s.derived)
	old, new := s.history, s.learned
	s.history, s.learned = newHistory(s.p.N), newHistory(s.p.N)
	if before != nil {
		s.history.add(&old, before, s.p)
	}
	if before != nil && new.gain[0] != nil {
		s.learned.add(&new, before, s.p)
	}
}

// result puts together what the search found.
func (s *solver) result(status Status) Result {
	r := Result{X: s.best, Objective: s.objective, Nodes: s.nodes}
	r.Certificate.Joined = s.whole.joined()
	r.Certificate.Proof, r.Bound = s.proof()
	r.Bound = math.Min(r.Bound, s.objective)
	r.Gap = relativeGap(r.Objective, r.Bound, s.unit)
	if s.best != nil {
		r.Residual = s.whole.residual(s.best)
	}
	switch {
	case math.IsInf(r.Bound, 1):
		r.Status, r.Gap = Infeasible, 0
		if leaf := r.Certificate.Leaves[0]; len(r.Certificate.Leaves) == 1 && leaf.Farkas && len(leaf.Fixed) == 0 {
			r.FarkasRows = leaf.Lambda
		}
	case r.Gap <= s.gap:
		r.Status = Optimal
	case status == Optimal && s.best != nil:
		r.Status = GapLimit
	case status == Optimal:
		r.Status = Failed
	default:
		r.Status = status
	}
	return r
}

// proof gives what the search proved about its box, in terms of the whole problem, and the bound.
func (s *solver) proof() (Proof, float64) {
	if s.tree.made == 0 && len(s.tree.leaves) == 0 {
		s.settled(relaxation{bound: s.floorNow(), mult: s.root}) // not begun
	}
	s.tree.closeAll()
	bound := s.reversed
	for _, b := range s.tree.bounds {
		bound = math.Min(bound, b)
	}
	return Proof{Fixings: s.fixings, Leaves: s.leaves()}, bound
}

// leaves puts the leaves of the tree in terms of the whole problem. Leaves with the same multipliers
// share them.
func (s *solver) leaves() []Leaf {
	type key struct{ mu, lambda *float64 }
	first := func(list []float64) *float64 {
		if len(list) == 0 {
			return nil
		}
		return &list[0]
	}
	known := make(map[key]multipliers)
	wide := make([]Leaf, len(s.tree.leaves))
	for n, leaf := range s.tree.leaves {
		if leaf.Below != nil {
			wide[n] = Leaf{Fixed: s.p.fixes(leaf.Fixed), Below: leaf.Below}
			continue
		}
		k := key{first(leaf.Mu), first(leaf.Lambda)}
		w, seen := known[k]
		if !seen {
			w = s.p.widen(multipliers{leaf.Mu, leaf.Lambda})
			known[k] = w
		}
		if leaf.Farkas {
			w.mu = nil
		}
		wide[n] = Leaf{Fixed: s.p.fixes(leaf.Fixed), Mu: w.mu, Lambda: w.lambda, Farkas: leaf.Farkas}
	}
	return wide
}
