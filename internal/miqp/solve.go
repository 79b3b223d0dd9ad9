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

// solver is the state of one search.

type solver struct {
	p        *shape
	s        Settings
	gap      float64
	unit     float64
	eager    float64 // in a core search: the part of the gap that is to be closed
	m        *master
	ctx      context.Context
	deadline time.Time

	best      []float64
	objective float64
	nodes     int
	unsolved  bool // a node was left with a bound below what was asked for

	l       lagrangian
	derived []derived
	swap    *swaps
	history history
	state   simplex.Snapshot
	tree    tree
	fixings []Fixing
	root    multipliers // the best found at the root, nil before
	rootL   lagrangian
	floor   float64 // bound at the root
}

// Solve searches for the least value of a problem within the limits of the settings. A cancelled context
// ends the search like a time limit, with what was found so far. The error is about the problem itself
// (see Problem.Check), never about how the search ended.
func Solve(ctx context.Context, p *Problem, settings Settings) (Result, error) {
	if err := p.Check(); err != nil {
		return Result{Status: Failed, Objective: math.Inf(1), Bound: math.Inf(-1), Gap: math.Inf(1)}, err
	}
	s := &solver{p: &shape{Problem: p}, s: settings, gap: settings.Gap, ctx: ctx, objective: math.Inf(1), floor: math.Inf(-1)}
	if s.gap == 0 {
		s.gap = defaultGap
	}
	s.gap = math.Max(s.gap, leastGap)
	if settings.Time > 0 {
		s.deadline = time.Now().Add(settings.Time)
	}
	if r, ended := s.unlimited(); ended {
		return r, nil
	}
	s.p = newShape(s.p.Problem)
	s.unit = s.p.unit()
	s.derived = s.p.derivedVariables()
	s.swap = newSwaps(s.p.Problem, s.derived)
	s.history = newHistory(p.N)
	for _, z := range settings.Start {
		if len(z) == p.N {
			s.start(z)
		}
	}
	s.m = &master{p: s.p, box: make([]choice, p.N)}
	if s.forecast() && s.closed() {
		s.tree.close(&node{known: relaxation{bound: s.floorNow(), mult: s.root}})
		return s.result(Optimal), nil
	}
	s.m = newMaster(s.p, s.m.box)
	s.m.lp.Stop = s.outOfTime
	return s.search(), nil
}

// cutoff is the bound from which a box needs no further search.
func (s *solver) cutoff() float64 {
	if math.IsInf(s.objective, 1) {
		return s.objective
	}
	return s.objective - math.Max(s.gap*(1-1e-6)*math.Max(s.unit, math.Abs(s.objective)), s.eager*(s.objective-s.floor))
}

// within is the absolute gap asked for, measured at the best value known.
func (s *solver) within(bound float64) float64 {
	v := s.objective
	if math.IsInf(v, 1) {
		v = bound
	}
	return s.gap * math.Max(s.unit, math.Abs(v))
}

// consider takes a solution if it is feasible and better than the best. Shares next to a limit are put
// there, and variables that a row defines are computed from it.
func (s *solver) consider(z []float64) bool {
	x := make([]float64, s.p.N)
	for i, v := range z {
		low, high := s.p.Lot[i], s.p.Upper[i]
		switch {
		case v <= integral*high:
			v = 0
		case v < low:
			if v < low*(1-1e-6) {
				return false
			}
			v = low
		case v > high*(1-integral):
			v = high
		}
		x[i] = v
	}
	for _, d := range s.derived {
		d.set(s.p.Problem, x)
	}
	if s.p.residual(x) > tolerance {
		return false
	}
	value := s.p.value(x)
	if value >= s.objective {
		return false
	}
	s.best, s.objective = x, value
	s.report()
	return true
}

// closed tells whether the best solution is within the gap of the root's bound.
func (s *solver) closed() bool { return s.best != nil && s.floor >= s.cutoff() }

func (s *solver) report() {
	if s.s.Progress != nil {
		s.s.Progress(Progress{Nodes: s.nodes, Open: len(s.tree.open), Objective: s.objective, Bound: s.bound()})
	}
}

// bound is the bound proved so far.
func (s *solver) bound() float64 {
	if s.root.lambda == nil {
		return math.Inf(-1)
	}
	if s.eager > 0 {
		return math.Min(s.objective, s.floor)
	}
	return math.Min(s.objective, s.tree.bound(s.floor))
}

func (s *solver) outOfTime() bool {
	return s.ctx.Err() != nil || !s.deadline.IsZero() && time.Now().After(s.deadline)
}

// relaxation is what a node's program gave.
type relaxation struct {
	bound  float64
	mult   multipliers
	empty  bool // mult is a Farkas proof
	failed bool
	err    float64 // what refinement could still add to the bound, roughly
}

// relax solves the program over the current box and refines it, as long as that may close the box and
// for so many rounds. inherited is the bound that the box has already.
func (s *solver) relax(inherited relaxation, rounds int, thorough bool) relaxation {
	best := inherited
	for round := 0; ; round++ {
		r := s.m.solve(simplex.NoLimit)
		switch r.Status {
		case simplex.Infeasible:
			if mult := s.m.farkas(r.Ray, &s.l); mult != nil {
				return relaxation{bound: math.Inf(1), mult: *mult, empty: true}
			}
			if s.m.completeAll() {
				continue
			}
			best.failed = true
			return best
		case simplex.Optimal:
		case simplex.Stopped:
			// Out of time; the multipliers on the way give a bound all the same.
			mult := s.m.multipliers()
			s.p.evaluate(mult, false, s.m.box, &s.l)
			if s.l.bound > best.bound || best.mult.lambda == nil {
				best.bound, best.mult = s.l.bound, mult
			}
			return best
		default:
			best.failed = true
			return best
		}
		mult := s.m.multipliers()
		s.p.evaluate(mult, false, s.m.box, &s.l)
		if bound := s.l.bound; bound > best.bound || best.mult.lambda == nil {
			best.bound, best.mult = bound, mult
		}
		if best.bound >= s.cutoff() {
			return best
		}
		within := s.within(best.bound)
		if round >= rounds || s.outOfTime() {
			return best
		}
		total, added := s.m.refine(&s.l, within/float64(8*(1+len(s.m.squares))))
		best.err = total
		if !added || total <= 0.02*within || !thorough && best.bound+total < s.cutoff() && total < 0.3*(s.cutoff()-best.bound) {
			return best
		}
	}
}

// floorNow is the bound by the root's multipliers over the box as it is.
func (s *solver) floorNow() float64 {
	s.p.evaluate(s.root, false, s.m.box, &s.l)
	return s.l.bound
}

// search runs from the root to the end.
func (s *solver) search() Result {
	known := relaxation{bound: math.Inf(-1)}
	if s.root.lambda != nil {
		known = relaxation{bound: s.floorNow(), mult: s.root}
	}
	root := s.relax(known, 60, true)
	if root.empty && len(s.fixings) == 0 {
		return s.infeasible(root)
	}
	if root.empty || root.bound >= s.cutoff() {
		// What was fixed for being no better leaves nothing better.
		s.tree.close(&node{known: root})
		return s.result(Optimal)
	}
	if root.mult.lambda == nil {
		return Result{Status: Failed, X: s.best, Objective: s.objective, Bound: math.Inf(-1), Gap: math.Inf(1)}
	}
	s.nodes = 1
	s.root, s.floor = root.mult, math.Max(root.bound, s.floor)
	s.consider(s.m.z)
	s.round(true)
	s.fixAtRoot()
	s.searchCores()
	for {
		s.fixAtRoot()
		if status, again := s.grow(0); !again {
			return s.result(status)
		}
	}
}

func (s *solver) infeasible(root relaxation) Result {
	r := Result{Status: Infeasible, Objective: math.Inf(1), Bound: math.Inf(1), Gap: 0, Nodes: 1, FarkasRows: root.mult.lambda}
	r.Certificate.Joined = s.p.joined()
	r.Certificate.Leaves = []Leaf{{Lambda: root.mult.lambda, Farkas: true}}
	return r
}

// fixAtRoot decides every variable whose other choice the root's multipliers already rule out.
func (s *solver) fixAtRoot() int {
	cutoff := s.cutoff()
	s.p.evaluate(s.root, false, s.m.box, &s.rootL)
	if math.IsInf(cutoff, 1) || s.rootL.bound >= cutoff {
		return 0
	}
	var fixed []Fix
	for _, f := range s.fixable(s.m.box, cutoff) {
		s.m.fix(f.Var, choiceOf(f.In))
		fixed = append(fixed, f)
	}
	if fixed != nil {
		s.fixings = append(s.fixings, Fixing{fixed, s.root.mu, s.root.lambda})
	}
	return len(fixed)
}

// fixable lists what the root's Lagrangian over a box, in rootL, decides.
func (s *solver) fixable(box []choice, cutoff float64) []Fix {
	var list []Fix
	for i, c := range box {
		if c != open || s.p.Lot[i] == 0 {
			continue
		}
		if v := s.rootL.diff[i]; s.rootL.bound+math.Abs(v) >= cutoff {
			list = append(list, Fix{i, v < 0})
		}
	}
	return list
}

func choiceOf(inside bool) choice {
	if inside {
		return in
	}
	return out
}

// result puts together what the search found.
func (s *solver) result(status Status) Result {
	s.tree.closeAll()
	r := Result{X: s.best, Objective: s.objective, Nodes: s.nodes}
	r.Certificate = Certificate{Joined: s.p.joined(), Fixings: s.fixings, Leaves: s.tree.leaves}
	r.Bound = math.Inf(1)
	for _, b := range s.tree.bounds {
		r.Bound = math.Min(r.Bound, b)
	}
	if len(s.fixings) > 0 {
		r.Bound = math.Min(r.Bound, s.cutoffAtFixing())
	}
	r.Bound = math.Min(r.Bound, s.objective)
	r.Gap = relativeGap(r.Objective, r.Bound, s.unit)
	if s.best != nil {
		r.Residual = s.p.residual(s.best)
	}
	switch {
	case math.IsInf(r.Bound, 1):
		r.Status, r.Gap = Infeasible, 0
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

// cutoffAtFixing is the least bound that a reversed fixing has.
func (s *solver) cutoffAtFixing() float64 {
	least := math.Inf(1)
	box := make([]choice, s.p.N)
	for _, round := range s.fixings {
		s.p.evaluate(multipliers{round.Mu, round.Lambda}, false, box, &s.l)
		for _, f := range round.Fixed {
			least = math.Min(least, s.l.bound+math.Abs(s.l.diff[f.Var]))
		}
		for _, f := range round.Fixed {
			box[f.Var] = choiceOf(f.In)
		}
	}
	return least
}
