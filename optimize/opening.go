package optimize

import "context"

const (
	// openingPool is the number of candidates from which a search for least variance looks for some choice
	// within the rules first, in a program without squares; openingNodes and openingGap bound that.
	openingPool, openingNodes, openingGap = 100, 60, 0.05
	// openingTime is the part of the time that may go to it.
	openingTime = 4
)

// opening finds a choice within the rules for a search to begin from: one with a small sum of the
// contracts' own variances, which is linear. In large pools the full program is so much harder that a limit
// may end it before it has found any. The cuts that are learnt serve the search that follows.
func (v variant) opening(ctx context.Context, s Settings, mem *memory) []*choice {
	c := v.p.c
	if g := v.p.Goal(); c.n < openingPool || v.nothing || g != LeastVariance && g != VarianceLessIncome {
		return nil
	}
	v.nothing, v.linear = true, make([]float64, c.n)
	unit := v.p.objective.unitOf(c)
	for i := range v.linear {
		own := c.diagonal[i]
		for _, e := range c.factors[i] {
			own += e.Val * e.Val
		}
		v.linear[i] = (own - v.p.objective.tradeoff*c.income[i]) / unit
	}
	nodes := openingNodes
	if s.Nodes > 0 {
		nodes = min(nodes, s.Nodes)
	}
	f, err := v.bounded(ctx, Settings{Nodes: nodes, Gap: openingGap, Time: s.Time / openingTime, Workers: s.Workers}, mem, nil)
	if err != nil || f.choice == nil {
		return nil
	}
	return []*choice{f.choice}
}
