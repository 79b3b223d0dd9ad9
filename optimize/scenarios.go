package optimize

import (
	"context"
	"fmt"

	"github.com/ipabs/ipabs/faults"
)

// Scenarios that are drawn when the document states no number, and the most it may state.
const defaultScenarios, mostScenarios = 500, 100_000

// scenarios finds the scenarios of losses for an expected shortfall: those of the caller, or else some
// drawn from the credit portfolio.
func (r *resolver) scenarios() {
	s := r.spec.Objective
	switch {
	case len(r.in.Scenarios) > 0:
		if s.Scenarios != 0 || s.Seed != 0 {
			r.Add("objective.scenarios", faults.Inconsistent, s.Scenarios, "no number and no seed: the caller gives scenarios")
		}
		return
	case r.in.Portfolio == nil:
		r.Add("objective.goal", faults.Unsupported, s.Goal, "scenarios of losses, or a credit portfolio to draw them from; neither was given")
		return
	case r.in.Portfolio.NumPositions() != r.c.n:
		r.Add("portfolio", faults.Inconsistent, fmt.Sprintf("%d positions", r.in.Portfolio.NumPositions()), fmt.Sprintf("one for each of the %d contracts", r.c.n))
		return
	case s.Scenarios < 0 || s.Scenarios > mostScenarios:
		r.Add("objective.scenarios", faults.OutOfRange, s.Scenarios, fmt.Sprintf("a number from 1 to %d", mostScenarios))
		return
	}
	count := s.Scenarios
	if count == 0 {
		count = defaultScenarios
	}
	rows, err := r.in.Portfolio.Scenarios(context.Background(), count, s.Seed)
	if err != nil {
		r.Add("portfolio", faults.Unsupported, err.Error(), "a portfolio that scenarios can be drawn from")
		return
	}
	minor := minorUnits(r.c.pool.Currency())
	for _, row := range rows {
		losses := make([]float64, len(row))
		for i, v := range row {
			losses[i] = float64(v) / minor
		}
		r.c.scenarios = append(r.c.scenarios, losses)
	}
	r.note("expected shortfall over %d scenarios of losses, drawn from the credit document with seed %d", count, s.Seed)
}
