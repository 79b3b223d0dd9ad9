package certify_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/internal/candidates"
	"github.com/ipabs/ipabs/internal/certify"
	"github.com/ipabs/ipabs/internal/miqp"
)

// TestTampering changes one thing in a sound result at a time; none may pass.
func TestTampering(t *testing.T) {
	made := candidates.Make(candidates.Spec{Contracts: 60, Granularity: candidates.Lumpy, Seed: 3})
	p := made.Problem
	r, err := miqp.Solve(context.Background(), p, miqp.Settings{Gap: 0.002})
	if err != nil {
		t.Fatal(err)
	}
	if err := certify.Check(p, &r); err != nil {
		t.Fatal(err)
	}
	sound := func() miqp.Result {
		c := r
		c.X, c.Certificate.Leaves = slices.Clone(r.X), slices.Clone(r.Certificate.Leaves)
		return c
	}
	bounded := slices.IndexFunc(r.Certificate.Leaves, func(l miqp.Leaf) bool { return !l.Farkas })
	if len(r.Certificate.Leaves) < 3 {
		t.Fatalf("only %d leaves", len(r.Certificate.Leaves))
	}
	for _, c := range []struct {
		name, want string
		change     func(*miqp.Result)
	}{
		{"a higher bound", "proves", func(r *miqp.Result) { r.Bound = r.Objective + 1 }},
		{"a lower objective", "objective", func(r *miqp.Result) { r.Objective *= 0.99 }},
		{"half a contract", "variable", func(r *miqp.Result) { r.X[0] = 0.5 }},
		{"nothing bought", "row", func(r *miqp.Result) { clear(r.X) }},
		{"a value short", "values", func(r *miqp.Result) { r.X = r.X[1:] }},
		{"a leaf left out", "certify", func(r *miqp.Result) { r.Certificate.Leaves = r.Certificate.Leaves[1:] }},
		{"a leaf twice", "certify", func(r *miqp.Result) {
			r.Certificate.Leaves = append(r.Certificate.Leaves, r.Certificate.Leaves[0])
		}},
		{"no leaves", "certify", func(r *miqp.Result) { r.Certificate.Leaves = nil }},
		{"multipliers forgotten", "proves", func(r *miqp.Result) {
			leaf := &r.Certificate.Leaves[bounded]
			leaf.Mu, leaf.Lambda = make([]float64, len(leaf.Mu)), make([]float64, len(leaf.Lambda))
		}},
		{"a leaf said to be empty", "not empty", func(r *miqp.Result) { r.Certificate.Leaves[bounded].Farkas = true }},
		{"too few multipliers", "multipliers", func(r *miqp.Result) { r.Certificate.Leaves[bounded].Mu = nil }},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := sound()
			c.change(&r)
			if err := certify.Check(p, &r); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("passed with %v", err)
			}
		})
	}
}
