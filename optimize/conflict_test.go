package optimize

import (
	"context"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestStepsResolveWhatTheySay: after all steps every rule can be kept, no step is superfluous, and each
// rule has one.
func TestStepsResolveWhatTheySay(t *testing.T) {
	seen := 0
	rapid.Check(t, func(t *rapid.T) {
		pool := drawPool(t, 4, 7)
		p := resolved(t, Spec{Schema: Schema, Objective: ObjectiveSpec{Goal: MostPrincipal}, Rules: drawRules(t, pool)}, inputsOf(t, pool))
		c, err := Explain(context.Background(), p, Settings{})
		if err != nil {
			t.Fatal(err)
		}
		if c == nil || len(c.Steps) == 0 {
			return
		}
		seen++
		moved := func(without int) float64 {
			q := *p
			for k, r := range c.Steps {
				if k != without {
					q = *q.closed(r.rule)
					q.rules[r.rule].limit = r.limit
				}
			}
			return best(&q)
		}
		if math.IsNaN(moved(-1)) {
			t.Fatalf("after all steps nothing fits: %+v", c.Steps)
		}
		rule := map[int]bool{}
		for k, r := range c.Steps {
			if rule[r.rule] {
				t.Fatalf("two steps of %s", r.Rule.Name)
			}
			rule[r.rule] = true
			if len(c.Steps) > 1 && !math.IsNaN(moved(k)) {
				t.Fatalf("%s need not move", r.Rule.Name)
			}
		}
	})
	t.Logf("%d conflicts were resolved in steps", seen)
}
