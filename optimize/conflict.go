package optimize

import (
	"context"
	"math"
	"math/big"
	"slices"

	"github.com/ipabs/ipabs/internal/miqp"
	"github.com/ipabs/ipabs/money"
)

// Conflict says why nothing fits.
type Conflict struct {
	// Rules cannot hold together. Take any of them away and the others can, when Minimal is true.
	Rules []Rule
	// Minimal says that this is proven; otherwise some of the searches ended at a limit, and a rule of
	// which it is not known whether it is needed was kept.
	Minimal bool
	// Relaxations are, for every rule of the conflict by itself, how far its limit has to move until all
	// rules of the problem can be kept; the cheapest first. Where moving one rule is not enough there are
	// none, and Steps is what to do.
	Relaxations []Relaxation
	// Steps are relaxations one after the other, each the cheapest of a conflict that is left, after
	// which all rules can be kept. It is empty when a single relaxation is enough, and when the searches
	// for them ended at a limit.
	Steps []Relaxation
}

// Relaxation is a limit that moves.
type Relaxation struct {
	// Rule is the rule as it is, and Relaxed as it would be: "region 44 ≤ 24%" and "region 44 ≤ 25.3%".
	Rule, Relaxed Rule
	// Fails is the largest move, as a limit in the rule's unit, that is proven not to be enough, and
	// Exact says that the relaxed limit cannot be improved upon at all: it is the next value that any
	// choice can have.
	Fails string
	Exact bool
	// Cost is how far the limit moves, over its size; relaxations are compared by it.
	Cost float64
	// Taken is a choice that keeps all rules with the relaxed one.
	Taken []money.Amount

	rule  int
	limit *big.Rat
}

// probe asks whether some choice keeps the rules of a variant.
type probe uint8

const (
	fits probe = iota
	cannot
	unclear
)

// try searches for any choice within the rules. It may begin from choices that break some.
func (v variant) try(ctx context.Context, s Settings, start ...*choice) (probe, *choice, error) {
	got, f, err := v.ask(ctx, s, start...)
	if got == fits {
		return got, f.choice, err
	}
	return got, nil, err
}

// probeNodes ends a single question: a rule of which it stays open whether it is needed is kept, and the
// conflict says so, which is better than one question that takes all the time. A small pool has more
// nodes, which take less time each: so many over the number of candidates, up to mostProbeNodes.
const probeNodes, smallProbeNodes, mostProbeNodes = 3000, 600_000, 30_000

// ask is try with all that was found.
func (v variant) ask(ctx context.Context, s Settings, start ...*choice) (probe, *found, error) {
	v.nothing = true
	nodes := min(max(probeNodes, smallProbeNodes/v.p.c.n), mostProbeNodes)
	if s.Nodes > 0 {
		nodes = min(nodes, s.Nodes)
	}
	f, err := v.search(ctx, Settings{Nodes: nodes, Workers: s.Workers, Gap: s.Gap}, newMemory(), start)
	switch {
	case err != nil:
		return unclear, nil, err
	case f.choice != nil:
		return fits, f, nil
	case f.status == miqp.Infeasible:
		return cannot, f, nil
	}
	return unclear, f, nil
}

// Explain names rules that cannot hold together and how far they have to move. It gives nil when the
// rules can all be kept, or when the searches end at a limit before that is known. Settings bound each
// of its searches; Time bounds them all.
func Explain(ctx context.Context, p *Problem, s Settings) (*Conflict, error) {
	if s.Time > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, s.Time)
		defer cancel()
	}
	v := variant{p: p, limits: map[int]*big.Rat{}}
	conflict, places, err := v.explain(ctx, s)
	if conflict == nil || err != nil {
		return nil, err
	}
	if conflict.Relaxations, err = v.relaxations(ctx, s, places); err != nil || len(conflict.Relaxations) > 0 {
		return conflict, err
	}
	// No single move is enough: there are further conflicts. Give way in one after the other.
	for range p.rules {
		step, ok, err := v.giveWay(ctx, s, places)
		if err != nil {
			return conflict, err
		}
		if !ok {
			break
		}
		conflict.Steps = append(conflict.Steps, step)
		v.limits[step.rule], v.p = step.limit, v.p.closed(step.rule)
		next, at, err := v.explain(ctx, s)
		if err != nil {
			return conflict, err
		}
		if next == nil {
			conflict.Steps, err = p.needed(ctx, s, conflict.Steps)
			return conflict, err
		}
		places = at
	}
	conflict.Steps = nil
	return conflict, nil
}

// needed joins steps of one rule, which has moved as far as its last step says, and leaves out those that
// later ones have made superfluous.
func (p *Problem) needed(ctx context.Context, s Settings, steps []Relaxation) ([]Relaxation, error) {
	var list []Relaxation
	for _, step := range steps {
		step.Rule = p.describe(step.rule, p.rules[step.rule].limit)
		if k := slices.IndexFunc(list, func(r Relaxation) bool { return r.rule == step.rule }); k >= 0 {
			step.Cost += list[k].Cost
			list[k] = step
		} else {
			list = append(list, step)
		}
	}
	for k := 0; k < len(list) && len(list) > 1; {
		without := variant{p: p, limits: map[int]*big.Rat{}}
		for n, r := range list {
			if n != k {
				without.limits[r.rule], without.p = r.limit, without.p.closed(r.rule)
			}
		}
		got, _, err := without.try(ctx, s)
		if err != nil {
			return nil, err
		}
		if got == fits {
			list = slices.Delete(list, k, k+1)
			continue
		}
		k++
	}
	return list, nil
}

// explain finds a conflict by the deletion filter: rules are left out one by one, and stay out while
// the others still cannot be kept.
func (v variant) explain(ctx context.Context, s Settings) (*Conflict, []int, error) {
	v.off = make([]bool, len(v.p.rules))
	got, f, err := v.ask(ctx, s)
	if err != nil || got != cannot {
		return nil, nil, err
	}
	v.off = v.narrowed(ctx, s, f.involved)
	minimal := true
	for i := range v.p.rules {
		if v.off[i] {
			continue
		}
		v.off[i] = true
		got, _, err := v.try(ctx, s)
		if err != nil {
			return nil, nil, err
		}
		if got != cannot {
			v.off[i] = false
			minimal = minimal && got == fits
		}
	}
	c := &Conflict{Minimal: minimal}
	var places []int
	for i := range v.p.rules {
		if !v.off[i] {
			c.Rules = append(c.Rules, v.p.describe(i, v.limit(i)))
			places = append(places, i)
		}
	}
	return c, places, nil
}

// narrowed leaves out the rules that have no part in a proof that the relaxation is infeasible, if the
// others alone cannot be kept either.
func (v variant) narrowed(ctx context.Context, s Settings, involved map[int]bool) []bool {
	all := v.off
	if involved == nil {
		return all
	}
	v.off = make([]bool, len(all))
	for i := range v.off {
		v.off[i] = !involved[i]
	}
	if got, _, err := v.try(ctx, s); err != nil || got != cannot {
		return all
	}
	return v.off
}

// relaxations finds, for every rule of a conflict, the least move after which all rules can be kept.
func (v variant) relaxations(ctx context.Context, s Settings, places []int) ([]Relaxation, error) {
	var list []Relaxation
	for _, i := range places {
		v.off = make([]bool, len(v.p.rules))
		r, ok, err := v.relax(ctx, s, i)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		at := len(list)
		for at > 0 && r.Cost < list[at-1].Cost {
			at--
		}
		list = append(list[:at], append([]Relaxation{r}, list[at:]...)...)
	}
	return list, nil
}

// giveWay finds the cheapest move of one rule of a conflict that resolves this conflict, whatever others
// there are.
func (v variant) giveWay(ctx context.Context, s Settings, places []int) (Relaxation, bool, error) {
	best, found := Relaxation{}, false
	for _, i := range places {
		v.off = make([]bool, len(v.p.rules))
		for k := range v.off {
			v.off[k] = true
		}
		for _, k := range places {
			v.off[k] = false
		}
		r, ok, err := v.relax(ctx, s, i)
		if err != nil {
			return Relaxation{}, false, err
		}
		if ok && (!found || r.Cost < best.Cost) {
			best, found = r, true
		}
	}
	best.Taken = nil // it keeps the rules of this conflict only
	return best, found, nil
}

// relaxRounds bounds the halvings of the search for a limit: the bracket ends at a thousandth of the
// first move, or less.
const relaxRounds = 10

// relax finds a limit for one rule at which the variant has a choice: the value that the rule has under
// a choice without it, drawn in by halving. Every limit on the way is the value of a choice, so that
// the one that comes out is kept exactly.
func (v variant) relax(ctx context.Context, s Settings, i int) (Relaxation, bool, error) {
	q := v.p.rules[i]
	v.off[i] = true
	// An empty pool, which has no shares, is no way out.
	some := v
	some.far = append(slices.Clone(v.far), difference{make([]bool, v.p.c.n), 1})
	got, x, err := some.try(ctx, s)
	v.off[i] = false
	if err != nil || got != fits {
		return Relaxation{}, false, err
	}
	high, ok := q.measure.read(x)
	if !ok {
		return Relaxation{}, false, nil
	}
	low, nearest := q.limit, x
	limits := map[int]*big.Rat{}
	for k, l := range v.limits {
		limits[k] = l
	}
	v.limits = limits
	loose := v
	loose.p = v.p.closed(i) // a strict limit is moved to a value that passes
	exactly := false
	for range relaxRounds {
		gap := new(big.Rat).Sub(high, low)
		if gap.Sign() == 0 {
			exactly = true
			break
		}
		middle := new(big.Rat).Add(low, gap.Quo(gap, big.NewRat(2, 1)))
		if u := q.measure.unit(); u == ofCount || u == ofAmount {
			middle = rounded(middle, high.Cmp(low) > 0)
			if middle.Cmp(low) == 0 && (!q.sense.strict() || low != q.limit) {
				exactly = true // whole numbers: the one before has failed
				break
			}
		}
		loose.limits[i] = middle
		got, x, err := loose.try(ctx, s, nearest) // a few swaps may be enough
		if err != nil {
			return Relaxation{}, false, err
		}
		if got != fits {
			if got == unclear {
				break
			}
			low = middle
			continue
		}
		value, _ := q.measure.read(x)
		high, nearest = value, x
	}
	r := Relaxation{Rule: v.p.describe(i, v.p.rules[i].limit), Relaxed: loose.p.describe(i, high), Exact: exactly, Taken: nearest.taken, rule: i, limit: high,
		Fails: write(low, q.measure.unit(), v.p.currency())}
	size := math.Abs(toFloat(q.limit))
	if size == 0 {
		size = 1
	}
	r.Cost = math.Abs(toFloat(new(big.Rat).Sub(high, q.limit))) / size
	return r, true, nil
}

// closed gives the problem with a rule whose limit itself passes.
func (p *Problem) closed(i int) *Problem {
	c := *p
	c.rules = append([]rule(nil), p.rules...)
	switch c.rules[i].sense {
	case below:
		c.rules[i].sense = atMost
	case above:
		c.rules[i].sense = atLeast
	}
	return &c
}

// rounded gives the whole number at or below a number, or at or above it.
func rounded(v *big.Rat, down bool) *big.Rat {
	q, m := new(big.Int).DivMod(v.Num(), v.Denom(), new(big.Int))
	if !down && m.Sign() != 0 {
		q.Add(q, big.NewInt(1))
	}
	return new(big.Rat).SetInt(q)
}
