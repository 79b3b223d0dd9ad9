package optimize

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/ipabs/ipabs/money"
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

// NetYields gives the net yield of every candidate by itself.
func (p *Problem) NetYields() []float64 {
	list := make([]float64, p.c.n)
	for i := range list {
		list[i] = p.c.income[i] / p.c.years[i]
	}
	return list
}

// HighestNetYield gives the choice within the rules with the highest net yield, as far as the searches
// prove it: each maximises net income less the last yield times principal-years (Dinkelbach), until
// nothing is gained. It is −Inf without a choice when none was found.
func HighestNetYield(ctx context.Context, p *Problem, s Settings) (yield float64, taken []money.Amount, err error) {
	v := variant{p: p, nothing: true, linear: make([]float64, p.c.n)}
	yield = math.Inf(-1)
	for range 50 {
		rate := yield
		if math.IsInf(rate, -1) {
			rate = 0
		}
		for i := range v.linear {
			v.linear[i] = (rate*p.c.years[i] - p.c.income[i]) / p.c.scale
		}
		var start []*choice
		if taken != nil {
			start = []*choice{p.c.choose(taken)}
		}
		f, err := v.bounded(ctx, s, newMemory(), start)
		if err != nil {
			return yield, taken, err
		}
		if f.choice == nil {
			break
		}
		years := f.choice.sum(p.c.years)
		if years == 0 {
			break
		}
		better := f.choice.sum(p.c.income) / years
		if !(better > yield) {
			break
		}
		yield, taken = better, f.choice.taken
	}
	return yield, taken, nil
}
