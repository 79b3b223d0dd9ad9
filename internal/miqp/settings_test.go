package miqp_test

import (
	"context"
	"math"
	"reflect"
	"runtime"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/internal/candidates"
	"github.com/ipabs/ipabs/internal/certify"
	"github.com/ipabs/ipabs/internal/factorqp"
	"github.com/ipabs/ipabs/internal/miqp"
)

// TestSixteenBinaries compares with all 65,536 choices.
func TestSixteenBinaries(t *testing.T) {
	for seed := range 6 {
		p := rapid.Custom(func(t *rapid.T) *miqp.Problem { return drawn(t, 16, kinds{binary: true}) }).Example(seed)
		r, want := solved(t, p, miqp.Settings{Gap: 1e-9}), enumerated(p)
		if r.Status == miqp.Optimal && math.Abs(r.Objective-want) > 1e-7*(1+math.Abs(want)) || (r.Status == miqp.Infeasible) != math.IsInf(want, 1) {
			t.Errorf("seed %d: %v, objective %g, best of all choices %g", seed, r.Status, r.Objective, want)
		}
	}
}

// TestLotsAgainstEnumeration solves the continuous problem that every choice of in and out leaves, by an
// interior point method that shares nothing with the search.
func TestLotsAgainstEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawn(t, 5, kinds{binary: true, lots: true})
		r, want := solved(t, p, miqp.Settings{Gap: 1e-6}), inf
		for bits := range 1 << p.N {
			if v, ok := amounts(p, bits); ok {
				want = math.Min(want, v)
			}
		}
		// The interior point method finds no optimum where the rows leave no inside, so it may miss some.
		if r.Status == miqp.Infeasible && !math.IsInf(want, 1) {
			t.Fatalf("infeasible, but a choice gives %g", want)
		}
		if r.Objective > want+1e-4*(1+math.Abs(want)) {
			t.Fatalf("objective %g, a choice gives %g", r.Objective, want)
		}
	})
}

func amounts(p *miqp.Problem, bits int) (float64, bool) {
	q := &factorqp.Problem{N: p.N, K: p.K, M: len(p.Rows), Diagonal: p.Diagonal, Linear: p.Linear, Rows: make([][]factorqp.Entry, p.N)}
	in := func(i int) float64 { return float64(bits >> i & 1) }
	for i := range p.N {
		var loadings []factorqp.Entry
		for _, e := range p.Factors[i] {
			loadings = append(loadings, factorqp.Entry{At: e.Col, Val: e.Val})
		}
		q.Loadings = append(q.Loadings, loadings)
		q.Lower, q.Upper = append(q.Lower, in(i)*p.Lot[i]), append(q.Upper, in(i)*p.Upper[i])
	}
	for r, row := range p.Rows {
		for _, e := range row.Coef {
			q.Rows[e.Col] = append(q.Rows[e.Col], factorqp.Entry{At: r, Val: e.Val})
		}
		q.Lo, q.Hi = append(q.Lo, row.Lo), append(q.Hi, row.Hi)
	}
	for _, row := range p.Counts {
		sum := 0.0
		for _, e := range row.Coef {
			sum += e.Val * in(e.Col)
		}
		if sum < row.Lo || sum > row.Hi {
			return 0, false
		}
	}
	r, err := factorqp.Solve(context.Background(), q, factorqp.Settings{})
	return r.Objective + p.Constant, err == nil && r.Status == factorqp.Optimal
}

// TestSameBits holds that a search stopped by gap or nodes gives the same result, certificate included,
// for any number of processors and workers: of a small pool, of one whose nodes are searched beside each
// other, and of one that is sifted.
func TestSameBits(t *testing.T) {
	small := candidates.Spec{Contracts: 60, Granularity: candidates.Mixed, Seed: 2}
	for _, c := range []struct {
		spec     candidates.Spec
		settings miqp.Settings
	}{
		{small, miqp.Settings{Gap: 0.01}},
		{small, miqp.Settings{Nodes: 100}},
		{candidates.Spec{Contracts: 200, Granularity: candidates.Lumpy, Seed: 13}, miqp.Settings{}},
		{candidates.Spec{Contracts: 2500, Granularity: candidates.Lumpy, Seed: 13}, miqp.Settings{Nodes: 150}},
	} {
		made := candidates.Make(c.spec)
		var first miqp.Result
		for k, n := range []int{1, 2, 7} {
			before := runtime.GOMAXPROCS(n)
			c.settings.Workers = n
			r := solved(t, made.Problem, c.settings)
			runtime.GOMAXPROCS(before)
			if k == 0 {
				first = r
			} else if !reflect.DeepEqual(first, r) {
				t.Errorf("%+v, %d processors: %v %v after %d nodes, with one %v %v after %d", c.spec, n, r.Objective, r.Bound, r.Nodes, first.Objective, first.Bound, first.Nodes)
			}
		}
	}
}

// TestStops holds that a stopped search says so and keeps what it has.
func TestStops(t *testing.T) {
	made := candidates.Make(candidates.Spec{Contracts: 60, Granularity: candidates.Fine, Seed: 1})
	if r := solved(t, made.Problem, miqp.Settings{Nodes: 30}); r.Status != miqp.NodeLimit || !(r.Bound < r.Objective) || r.X == nil {
		t.Errorf("after 30 nodes: %v, %g to %g", r.Status, r.Bound, r.Objective)
	}
	if r := solved(t, made.Problem, miqp.Settings{Time: 50 * time.Millisecond}); r.Status != miqp.TimeLimit {
		t.Errorf("after 50 ms: %v", r.Status)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r, err := miqp.Solve(ctx, made.Problem, miqp.Settings{})
	if err != nil || r.Status != miqp.TimeLimit {
		t.Errorf("cancelled: %v, %v", r.Status, err)
	}
	if err := certify.Check(made.Problem, &r); err != nil {
		t.Error(err)
	}
}

// TestStart holds that a solution of the caller's is used, and one that breaks a row repaired or left.
func TestStart(t *testing.T) {
	made := candidates.Make(candidates.Spec{Contracts: 60, Granularity: candidates.Mixed, Seed: 2})
	best := solved(t, made.Problem, miqp.Settings{})
	again := solved(t, made.Problem, miqp.Settings{Start: [][]float64{best.X, make([]float64, made.Problem.N), nil}, Nodes: 5})
	if again.Objective > best.Objective {
		t.Errorf("started from %g, ended at %g", best.Objective, again.Objective)
	}
}

func TestWithoutLimit(t *testing.T) {
	one := []miqp.Entry{{Col: 0, Val: 1}, {Col: 1, Val: -1}}
	p := &miqp.Problem{
		N: 2, Factors: make([][]miqp.Entry, 2), Diagonal: []float64{0, 0}, Linear: []float64{-1, 0},
		Lot: []float64{0, 0}, Upper: []float64{inf, inf}, Rows: []miqp.Row{{Coef: one, Lo: -inf, Hi: 1}},
	}
	if r := solved(t, p, miqp.Settings{}); r.Status != miqp.Unbounded {
		t.Errorf("falls for ever: %v", r.Status)
	}
	p.Upper[1] = 3 // now the row limits both
	if r := solved(t, p, miqp.Settings{}); r.Status != miqp.Optimal || math.Abs(r.Objective+4) > 1e-6 {
		t.Errorf("limited by a row: %v, %g", r.Status, r.Objective)
	}
}

func TestFaultsAllAtOnce(t *testing.T) {
	p := &miqp.Problem{
		N: 2, Factors: [][]miqp.Entry{{{Col: 4, Val: 1}}, nil}, Diagonal: []float64{-1, 0}, Linear: []float64{math.NaN(), 0},
		Lot: []float64{2, 0}, Upper: []float64{1, 1}, Rows: []miqp.Row{{Coef: []miqp.Entry{{Col: 9, Val: 1}}, Lo: 2, Hi: 1}},
	}
	_, err := miqp.Solve(context.Background(), p, miqp.Settings{})
	want := 6
	var list interface{ Unwrap() []error }
	if l, ok := err.(interface{ Unwrap() []error }); ok {
		list = l
	}
	if list == nil || len(list.Unwrap()) != want {
		t.Errorf("expected %d faults, got: %v", want, err)
	}
}
