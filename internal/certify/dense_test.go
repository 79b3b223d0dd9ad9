package certify_test

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/internal/certify"
	"github.com/ipabs/ipabs/internal/perspective"
)

// weights is a problem of 24 shares, at most 6 of them, of at least 5 % each.
func weights() *perspective.Problem {
	const n = 24
	random := rand.New(rand.NewPCG(1, 2))
	p := &perspective.Problem{N: n, Q: make([]float64, n*n), Linear: make([]float64, n), Most: 6}
	g := make([]float64, n*n)
	for i := range g {
		g[i] = random.NormFloat64()
	}
	mean := make([]float64, n)
	for i := range n {
		for j := range n {
			for k := range n {
				p.Q[i*n+j] += g[i*n+k] * g[j*n+k]
			}
		}
		mean[i] = random.Float64()
		p.Lot, p.Upper = append(p.Lot, 0.05), append(p.Upper, 1)
	}
	p.Rows = []perspective.Row{{Coef: slices.Repeat([]float64{1}, n), Lo: 1, Hi: 1}, {Coef: mean, Lo: 0.6, Hi: math.Inf(1)}}
	return p
}

// TestDenseTampering changes one thing in a sound result at a time; none may pass.
func TestDenseTampering(t *testing.T) {
	p := weights()
	r, err := perspective.Solve(context.Background(), p, perspective.Settings{Gap: 1e-6})
	if err != nil {
		t.Fatal(err)
	}
	if err := certify.Dense(p, &r); err != nil {
		t.Fatal(err)
	}
	at := func(wanted func(perspective.Proof) bool) int {
		k := slices.IndexFunc(r.Certificate.Proofs, wanted)
		if k < 0 {
			t.Fatal("the certificate has no such proof")
		}
		return k
	}
	leaf := at(func(p perspective.Proof) bool { return p.Branch < 0 && p.Next == 0 && !p.Farkas })
	inner := at(func(p perspective.Proof) bool { return p.Branch >= 0 })
	fixing := at(func(p perspective.Proof) bool { return len(p.Fixed) > 0 })
	for _, c := range []struct {
		name, want string
		change     func(*perspective.Result)
	}{
		{"a higher bound", "proves", func(r *perspective.Result) { r.Bound = r.Objective + 1 }},
		{"a lower objective", "objective", func(r *perspective.Result) { r.Objective *= 0.99 }},
		{"less than a lot", "variable", func(r *perspective.Result) { r.X[slices.Index(r.X, 0)] = 0.01 }},
		{"nothing bought", "row", func(r *perspective.Result) { clear(r.X) }},
		{"one too many", "at most 6", func(r *perspective.Result) {
			for i := range r.X {
				r.X[i] = 1.0 / 24
			}
			for i := range 7 {
				r.X[i] = 0.05
			}
			clear(r.X[7:])
		}},
		{"a value short", "values", func(r *perspective.Result) { r.X = r.X[1:] }},
		{"no proofs", "no proofs", func(r *perspective.Result) { r.Certificate.Proofs = nil }},
		{"half of a branching twice", "twice", func(r *perspective.Result) {
			q := &r.Certificate.Proofs[inner]
			q.Out = q.In
		}},
		{"a branching forgotten", "proves", func(r *perspective.Result) { r.Certificate.Proofs[inner].Branch = -1 }},
		{"a choice made the other way", "certify", func(r *perspective.Result) {
			q := &r.Certificate.Proofs[fixing]
			q.Fixed = slices.Clone(q.Fixed)
			q.Fixed[0].In = !q.Fixed[0].In
		}},
		{"a leaf said to be empty", "not empty", func(r *perspective.Result) { r.Certificate.Proofs[leaf].Farkas = true }},
		{"multipliers forgotten", "multipliers", func(r *perspective.Result) { r.Certificate.Proofs[leaf].Lambda = nil }},
		{"a multiplier of a limit that is not there", "no such limit", func(r *perspective.Result) {
			r.Certificate.Proofs[leaf].Lambda = []float64{0, 1}
		}},
		{"a diagonal too large", "positive", func(r *perspective.Result) {
			s := &r.Certificate.Splits[0]
			s.Diagonal = slices.Clone(s.Diagonal)
			for i := range s.Diagonal {
				s.Diagonal[i] *= 1.5
			}
		}},
		{"a negative diagonal", "split", func(r *perspective.Result) {
			s := &r.Certificate.Splits[0]
			s.Diagonal = slices.Clone(s.Diagonal)
			s.Diagonal[0] = -1
		}},
		{"variables of a split forgotten", "not of the split", func(r *perspective.Result) {
			s := &r.Certificate.Splits[0]
			s.Vars, s.Diagonal = s.Vars[1:], s.Diagonal[1:]
		}},
		{"a proof of a split that is not there", "no split", func(r *perspective.Result) { r.Certificate.Proofs[0].Split = 999 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			tampered := r
			tampered.X = slices.Clone(r.X)
			tampered.Certificate.Proofs, tampered.Certificate.Splits = slices.Clone(r.Certificate.Proofs), slices.Clone(r.Certificate.Splits)
			c.change(&tampered)
			if err := certify.Dense(p, &tampered); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("passed with %v", err)
			}
		})
	}
}
