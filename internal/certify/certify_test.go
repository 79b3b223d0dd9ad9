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
	r, err := miqp.Solve(context.Background(), p, miqp.Settings{Nodes: 400})
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

// TestTamperingBelow does so in the proof below a leaf.
func TestTamperingBelow(t *testing.T) {
	p := candidates.Make(candidates.Spec{Contracts: 200, Granularity: candidates.Lumpy, Seed: 13}).Problem
	solve := func() (*miqp.Result, *miqp.Proof) {
		r, err := miqp.Solve(context.Background(), p, miqp.Settings{Gap: 2e-4})
		if err != nil {
			t.Fatal(err)
		}
		if err := certify.Check(p, &r); err != nil {
			t.Fatal(err)
		}
		for _, leaf := range r.Certificate.Leaves {
			if leaf.Below != nil && len(leaf.Below.Fixings) > 0 && len(leaf.Below.Leaves) > 1 {
				return &r, leaf.Below
			}
		}
		t.Fatal("no leaf has a proof below it")
		return nil, nil
	}
	for _, c := range []struct {
		name, want string
		change     func(*miqp.Proof)
	}{
		{"no leaves", "no leaves", func(b *miqp.Proof) { b.Leaves = nil }},
		{"a leaf left out", "certify", func(b *miqp.Proof) { b.Leaves = b.Leaves[1:] }},
		{"a choice turned", "proves", func(b *miqp.Proof) { b.Fixings[0].Fixed[0].In = !b.Fixings[0].Fixed[0].In }},
		{"a choice made twice", "twice", func(b *miqp.Proof) { b.Fixings = append(b.Fixings, b.Fixings[0]) }},
		{"a variable that is not", "no variable", func(b *miqp.Proof) { b.Fixings[0].Fixed[0].Var = p.N }},
		{"multipliers forgotten", "proves", func(b *miqp.Proof) {
			clear(b.Fixings[0].Mu)
			clear(b.Fixings[0].Lambda)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, below := solve()
			c.change(below)
			if err := certify.Check(p, r); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("passed with %v", err)
			}
		})
	}
}
