package optimize

import (
	"context"
	"math"
	"math/big"
	"slices"

	"github.com/ipabs/ipabs/internal/certify"
	"github.com/ipabs/ipabs/internal/miqp"
)

// variant is a problem with some of its rules, some limits moved and perhaps another objective: what
// explanations ask about. The variant of a problem itself changes nothing.
type variant struct {
	p       *Problem
	off     []bool           // rules that do not apply
	limits  map[int]*big.Rat // limits that replace those of the problem
	nothing bool             // no objective: any choice within the rules will do
	linear  []float64        // further linear terms, by contract, in units of the solver's objective
	far     []difference     // choices to keep away from
}

// difference asks for at least a number of contracts to change sides against a choice.
type difference struct {
	in    []bool
	least int
}

func (v variant) applies(i int) bool { return v.off == nil || !v.off[i] }

func (v variant) limit(i int) *big.Rat {
	if l, ok := v.limits[i]; ok {
		return l
	}
	return v.p.rules[i].limit
}

// broken lists the rules that a choice breaks.
func (v variant) broken(x *choice) []int {
	var list []int
	for i, r := range v.p.rules {
		if !v.applies(i) {
			continue
		}
		value, ok := r.measure.read(x)
		if !ok || !holds(value, r.sense, v.limit(i)) {
			list = append(list, i)
		}
	}
	return list
}

// model writes the program. The first rows are those of the rules in order, then the tangents and
// exclusions that the memory holds for them.
func (v variant) model(mem *memory, shrink float64) *model {
	m := newModel(v.p.c, mem, shrink)
	for i, r := range v.p.rules {
		if v.applies(i) {
			m.rule, m.clause = i, 0
			r.measure.rows(m, r.sense.ceiling(), v.limit(i))
		}
	}
	m.rule = -1
	for _, d := range v.far {
		l, in := linear{}, 0
		for i, chosen := range d.in {
			if chosen {
				l.add(i, 1)
				in++
			} else {
				l.add(i, -1)
			}
		}
		m.countAtMost(l, float64(in-d.least))
	}
	m.exclude(v.applies)
	if !v.nothing {
		v.p.objective.model(m)
	}
	for i, q := range v.linear {
		m.p.Linear[i] += q
	}
	return m
}

// found is what a search ends with.
type found struct {
	status   miqp.Status
	choice   *choice
	proof    *miqp.Certificate // of the last untightened round
	bound    float64           // what it proves
	memory   *memory           // that its program was made with
	involved map[int]bool      // rules whose rows alone the relaxation cannot satisfy, when it is infeasible
	nodes    int
	rounds   int
	residual float64
	// tightened says that the choice comes from rows tighter than the rules, after some that broke them by
	// rounding.
	tightened bool
	// nudged says that the choice is the solver's but for amounts moved to keep the rules.
	nudged bool
}

// mostRounds bounds how often a search starts again with more cuts.
const mostRounds = 500

// search solves the program, checks the choice exactly and starts again with cuts until the choice is
// within the rules or a limit is reached. Then a choice of an earlier round is mended where that is
// possible.
func (v variant) search(ctx context.Context, s Settings, mem *memory, start []*choice) (*found, error) {
	out, seen, err := v.rounds(ctx, s, mem, start)
	if err == nil && out.choice == nil && out.status != miqp.Infeasible && out.status != miqp.Unbounded {
		if out.choice = v.fallback(ctx, seen, start); out.choice == nil && !v.p.c.allWhole() {
			if out.choice, err = v.wholeChoice(ctx, s); err != nil {
				return nil, err
			}
		}
		if out.choice != nil && out.status == miqp.Failed && out.tightened { // only the tightened rows have no solution
			out.status = miqp.GapLimit
		}
	}
	if err == nil && (out.tightened || out.nudged) && out.status == miqp.Optimal && out.choice != nil {
		// Optimal for tightened rows or before it was nudged: what counts is the distance to the bound of the rows as they are.
		gap := max(s.Gap, 1e-9)
		if s.Gap == 0 {
			gap = 1e-4
		}
		if v.cost(out.choice)-out.bound > gap*math.Abs(v.cost(out.choice)) {
			out.status = miqp.GapLimit
		}
	}
	return out, err
}

// bounded is a search within the time of the settings.
func (v variant) bounded(ctx context.Context, s Settings, mem *memory, start []*choice) (*found, error) {
	if s.Time > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, s.Time)
		defer cancel()
	}
	return v.search(ctx, s, mem, start)
}

// mostSeen is how many broken choices a search keeps for mending.
const mostSeen = 8

// rounds gives with the result the choices of the solver that broke a rule.
func (v variant) rounds(ctx context.Context, s Settings, mem *memory, start []*choice) (out *found, seen []*choice, err error) {
	out = &found{status: miqp.Failed, bound: math.Inf(-1)}
	shrink := 0.0
	for out.rounds < mostRounds {
		m := v.model(mem, shrink)
		set := miqp.Settings{Gap: s.Gap, Workers: s.Workers}
		if s.Nodes > 0 {
			set.Nodes = max(s.Nodes-out.nodes, 1)
		}
		for _, x := range start { // the solver completes further variables
			set.Start = append(set.Start, append(slices.Clone(x.share), make([]float64, m.p.N-v.p.c.n)...))
		}
		r, err := solveProgram(ctx, &m.p, set)
		if err != nil {
			return nil, nil, err
		}
		out.rounds++
		out.tightened = shrink > 0
		out.nodes += r.Nodes
		out.residual = r.Residual
		if shrink == 0 {
			// The bound is the one that the checker finds, not the one that the solver states.
			out.proof, out.bound = nil, math.Inf(-1)
			if bound, err := certify.Bound(&m.p, &r.Certificate); err == nil {
				out.proof, out.bound, out.memory = &r.Certificate, bound, mem.clone()
			}
			if r.Status == miqp.Infeasible && !math.IsInf(out.bound, 1) {
				r.Status = miqp.Failed
			}
		}
		out.status = r.Status
		out.involved = m.involved(r.FarkasRows)
		if r.X == nil {
			if shrink > 0 && r.Status == miqp.Infeasible {
				out.status = miqp.Failed // only the tightened rows have no solution
			}
			return out, seen, nil
		}
		x := v.p.c.rounded(r.X)
		broken := v.broken(x)
		if len(broken) == 0 {
			out.choice = x
			return out, seen, nil
		}
		seen = append(seen[max(0, len(seen)-mostSeen+1):], x)
		learnt := false
		for _, i := range broken {
			q := v.p.rules[i]
			if q.measure.learn(mem, place{rule: i}, x, q.sense.ceiling(), v.limit(i)) {
				learnt = true
			}
		}
		if !learnt && !v.p.c.allWhole() { // what is broken, rounding to minor units has broken
			if y := v.nudge(x); y != nil && v.apart(y) {
				out.choice, out.nudged = y, true
				return out, seen, nil
			}
		}
		switch {
		case learnt:
		case v.p.c.allWhole():
			in := make([]bool, v.p.c.n)
			for i, a := range x.taken {
				in[i] = a > 0
			}
			mem.excluded = append(mem.excluded, exclusion{in: in, rule: broken[0]})
		case shrink == 0:
			shrink = 1e-10
		default:
			shrink *= 10
		}
		if r.Status == miqp.TimeLimit || r.Status == miqp.NodeLimit || shrink > 1e-4 {
			return out, seen, nil
		}
	}
	out.status = miqp.NodeLimit
	return out, seen, nil
}

// clone copies a memory, so that a certificate keeps what its model was made of.
func (mem *memory) clone() *memory {
	c := newMemory()
	for k, v := range mem.points {
		c.points[k] = slices.Clone(v)
	}
	for k, v := range mem.watched {
		c.watched[k] = slices.Clone(v)
	}
	for k, v := range mem.subsets {
		c.subsets[k] = slices.Clone(v)
	}
	c.excluded = slices.Clone(mem.excluded)
	return c
}
