package optimize

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// SweepPoint is the best choice with at least a net yield.
type SweepPoint struct {
	// Target is the net yield asked for.
	Target float64
	// Problem is the problem with the rule "net yield ≥ target" added; Result is its result.
	Problem *Problem
	Result  *Result
	// Envelope is the certified bound of the whole sweep at the target: no choice with at least this net
	// yield can be better, because none with a lower target can.
	Envelope float64
}

// WithNetYield adds the rule that the net yield is at least a target. The number is taken as it is.
func (p *Problem) WithNetYield(target float64) (*Problem, error) {
	q := *p
	q.rules = append(slices.Clone(p.rules), rule{name: "net yield", path: "target", kind: RuleNetYield, sense: atLeast, limit: exact(target),
		measure: average{top: p.c.income, bottom: p.c.years, in: ofShare}})
	var err error
	if q.print, err = q.fingerprint(); err != nil {
		return nil, err
	}
	return &q, nil
}

// Sweep solves a problem for several targets of net yield, which may come in any order: the frontier of
// whole contracts, a step function. Choices and cuts of one point serve the next. The goal is one that is
// minimised or maximised alike. It ends early only with the context, and then gives the points so far.
func Sweep(ctx context.Context, p *Problem, targets []float64, s Settings) ([]SweepPoint, error) {
	order := make([]int, len(targets))
	for i := range order {
		order[i] = i
	}
	// A choice with a high yield is within the rules for every lower one.
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(targets[b], targets[a]) })
	points := make([]SweepPoint, len(targets))
	mem := newMemory()
	var start []*choice
	for _, i := range order {
		if ctx.Err() != nil {
			break
		}
		q, err := p.WithNetYield(targets[i])
		if err != nil {
			return nil, err
		}
		// What one target excludes another may allow.
		mem.excluded = slices.DeleteFunc(mem.excluded, func(e exclusion) bool { return e.rule == len(p.rules) })
		r, err := q.solve(ctx, variant{p: q}, s, mem, start)
		if err != nil {
			return nil, err
		}
		points[i] = SweepPoint{Target: targets[i], Problem: q, Result: r, Envelope: r.Bound}
		if r.Taken != nil {
			start = append([]*choice{q.c.choose(r.Taken)}, start[:min(len(start), 7)]...)
		}
	}
	envelope := math.Inf(-1)
	if p.objective.goal.Maximises() {
		envelope = math.Inf(1)
	}
	for k := range order {
		at := &points[order[len(order)-1-k]] // by rising target
		if at.Result == nil {
			continue
		}
		if p.objective.goal.Maximises() {
			envelope = min(envelope, at.Envelope)
		} else {
			envelope = max(envelope, at.Envelope)
		}
		at.Envelope = envelope
	}
	return slices.DeleteFunc(points, func(s SweepPoint) bool { return s.Result == nil }), nil
}

// YieldRange gives the lowest and the highest net yield among the candidates by themselves: targets
// beyond them are trivial or hopeless.
func (p *Problem) YieldRange() (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for i := range p.c.n {
		y := p.c.income[i] / p.c.years[i]
		low, high = min(low, y), max(high, y)
	}
	return low, high
}
