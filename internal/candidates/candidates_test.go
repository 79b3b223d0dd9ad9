package candidates_test

import (
	"context"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/ipabs/ipabs/internal/candidates"
	"github.com/ipabs/ipabs/internal/certify"
	"github.com/ipabs/ipabs/internal/miqp"
)

func TestSameSpecSameProblem(t *testing.T) {
	spec := candidates.Spec{Contracts: 300, Granularity: candidates.Mixed, Seed: 5}
	if !reflect.DeepEqual(candidates.Make(spec), candidates.Make(spec)) {
		t.Error("two problems of one spec differ")
	}
}

func TestPools(t *testing.T) {
	for _, spec := range candidates.Series(60, 5, 1) {
		t.Run(fmt.Sprintf("%+v", spec), func(t *testing.T) {
			made := candidates.Make(spec)
			start := time.Now()
			r, err := miqp.Solve(context.Background(), made.Problem, miqp.Settings{Nodes: 20000})
			if err != nil {
				t.Fatal(err)
			}
			if err := certify.Check(made.Problem, &r); err != nil {
				t.Fatal(err)
			}
			t.Logf("%v: %g ≥ %g, gap %.2g, %d nodes, %v", r.Status, r.Objective, r.Bound, r.Gap, r.Nodes, time.Since(start))
			if spec.Conflict != (r.Status == miqp.Infeasible) {
				t.Errorf("status %v", r.Status)
			}
		})
	}
}
