package optimize

import (
	"context"
	"math/big"
	"slices"
	"time"
)

// repairChecks bounds the choices that a repair looks at.
const repairChecks = 20_000

// repair looks for a choice within the rules near one that breaks some: changing sides of one contract at
// a time, or exchanging two, whatever lessens what is broken most. A search that a limit ends between two
// rounds of cuts has a choice that breaks a rule by little, and this one is worth having. It is nil when
// none is found.
func (v variant) repair(ctx context.Context, x *choice, deadline time.Time) *choice {
	if !v.p.c.allWhole() {
		return nil
	}
	checks := 0
	over := func() bool {
		return checks >= repairChecks || ctx.Err() != nil && time.Now().After(deadline)
	}
	excess := v.excess(x)
	for excess > 0 {
		best, bestExcess := (*choice)(nil), excess
		try := func(contracts ...int) {
			checks++
			y := v.p.toggled(x, contracts...)
			if e := v.excess(y); e < bestExcess {
				best, bestExcess = y, e
			}
		}
		for i := range v.p.c.n {
			if over() {
				return nil
			}
			try(i)
		}
		if best == nil {
			var in, out []int
			for i, a := range x.taken {
				if a > 0 {
					in = append(in, i)
				} else {
					out = append(out, i)
				}
			}
			for _, i := range in {
				for _, k := range out {
					if over() {
						return nil
					}
					try(i, k)
				}
			}
		}
		if best == nil {
			return nil
		}
		x, excess = best, bestExcess
	}
	return x
}

// excess is by how much a choice breaks rules, each relative to its limit, and at least a little for each;
// zero is within the rules.
func (v variant) excess(x *choice) float64 {
	sum := 0.0
	for _, i := range v.broken(x) {
		value, ok := v.p.rules[i].measure.read(x)
		if !ok {
			sum += 10
			continue
		}
		limit := v.limit(i)
		off := toFloat(new(big.Rat).Abs(new(big.Rat).Sub(value, limit)))
		size := toFloat(new(big.Rat).Abs(limit))
		if size == 0 {
			size = 1
		}
		sum += off/size + 1e-9
	}
	return sum
}

// fallback is the best choice within the rules among those a search has seen, when a limit ends it without
// one of its own: choices it started from, and repaired ones.
func (v variant) fallback(ctx context.Context, seen []*choice, start []*choice) *choice {
	var best *choice
	better := func(x *choice) {
		if x == nil || len(v.broken(x)) > 0 || !v.apart(x) {
			return
		}
		if best == nil || v.cost(x) < v.cost(best) {
			best = x
		}
	}
	for _, x := range start {
		better(x)
	}
	// A search that the context ended has a little time left for what it has.
	deadline := time.Now().Add(grace)
	for _, x := range slices.Backward(seen) {
		if best != nil {
			break
		}
		if better(v.repair(ctx, x, deadline)); best == nil && !v.p.c.allWhole() {
			better(v.nudge(x))
		}
	}
	return best
}

// wholeNodes ends the search for a choice of whole contracts where one of shares found none.
const wholeNodes = 2000

// wholeChoice is a choice of whole contracts within the rules, which is one of shares too; nil when none is
// found.
func (v variant) wholeChoice(ctx context.Context, s Settings) (*choice, error) {
	p, c := *v.p, *v.p.c
	c.lot = make([]float64, c.n)
	for i := range c.lot {
		c.lot[i] = 1
	}
	w := v
	w.p, p.c = &p, &c
	if s.Nodes == 0 || s.Nodes > wholeNodes {
		s.Nodes = wholeNodes
	}
	f, err := w.search(ctx, s, newMemory(), nil)
	if err != nil || f.choice == nil {
		return nil, err
	}
	return v.p.c.choose(f.choice.taken), nil
}

// apart tells whether a choice is as far from others as the variant asks.
func (v variant) apart(x *choice) bool {
	for _, d := range v.far {
		changes := 0
		for i, in := range d.in {
			if in != (x.taken[i] > 0) {
				changes++
			}
		}
		if changes < d.least {
			return false
		}
	}
	return true
}

// grace is how long a repair may go on after the context has ended.
const grace = 100 * time.Millisecond

// cost is the objective that a variant minimises.
func (v variant) cost(x *choice) float64 {
	sum := 0.0
	for i, q := range v.linear {
		sum += q * x.share[i]
	}
	if v.nothing {
		return sum
	}
	value := v.p.objective.value(x) / v.p.objective.unitOf(v.p.c)
	if v.p.objective.goal.Maximises() {
		value = -value
	}
	return sum + value
}
