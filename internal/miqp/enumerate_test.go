package miqp_test

import (
	"context"
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/internal/certify"
	"github.com/ipabs/ipabs/internal/miqp"
)

var inf = math.Inf(1)

// kinds says which kinds of variables a drawn problem has.
type kinds struct{ binary, lots, continuous bool }

// drawn makes a small problem with every kind of row: ranges, one-sided rows, equations, counts.
func drawn(t *rapid.T, most int, k kinds) *miqp.Problem {
	whole := func(name string, lo, hi int) float64 { return float64(rapid.IntRange(lo, hi).Draw(t, name)) }
	p := &miqp.Problem{N: rapid.IntRange(1, most).Draw(t, "n"), K: rapid.IntRange(0, 4).Draw(t, "k"), Constant: whole("constant", -5, 5)}
	var allowed []int
	for kind, on := range []bool{k.binary, k.lots, k.continuous} {
		if on {
			allowed = append(allowed, kind)
		}
	}
	for range p.N {
		lot, upper := 1.0, 1.0
		switch rapid.SampledFrom(allowed).Draw(t, "kind") {
		case 1:
			upper = whole("upper", 2, 4) / 2
			lot = upper * whole("lot", 1, 4) / 5
		case 2:
			lot, upper = 0, whole("upper", 0, 3)
		}
		var loadings []miqp.Entry
		for j := range p.K {
			if v := whole("loading", -3, 3); v != 0 {
				loadings = append(loadings, miqp.Entry{Col: j, Val: v / 2})
			}
		}
		p.Factors = append(p.Factors, loadings)
		p.Diagonal = append(p.Diagonal, whole("diagonal", 0, 4))
		p.Linear = append(p.Linear, whole("linear", -12, 4))
		p.Lot, p.Upper = append(p.Lot, lot), append(p.Upper, upper)
	}
	rows := func(name string, least int) (list []miqp.Row) {
		for range rapid.IntRange(0, 3).Draw(t, name) {
			var row miqp.Row
			for i := range p.N {
				if v := whole("coefficient", least, 6); v != 0 && (least < 0 || p.Lot[i] > 0) {
					row.Coef = append(row.Coef, miqp.Entry{Col: i, Val: v})
				}
			}
			row.Lo = whole("low", -2, p.N*2)
			row.Hi = row.Lo + whole("width", 0, 6)
			switch rapid.IntRange(0, 3).Draw(t, "side") {
			case 0:
				row.Lo = -inf
			case 1:
				row.Hi = inf
			}
			list = append(list, row)
		}
		return list
	}
	p.Rows, p.Counts = rows("rows", -2), rows("counts", 0)
	return p
}

// solved solves and verifies; every result of every test passes here.
func solved(t interface{ Fatalf(string, ...any) }, p *miqp.Problem, s miqp.Settings) miqp.Result {
	r, err := miqp.Solve(context.Background(), p, s)
	if err != nil {
		t.Fatalf("%v", err)
	}
	if err := certify.Check(p, &r); err != nil {
		t.Fatalf("%v: %v (objective %g, bound %g, %d nodes)", r.Status, err, r.Objective, r.Bound, r.Nodes)
	}
	return r
}

// enumerated tries every choice of a problem whose variables are all or nothing.
func enumerated(p *miqp.Problem) float64 {
	best, x := inf, make([]float64, p.N)
	for bits := range 1 << p.N {
		for i := range x {
			x[i] = 0
			if bits>>i&1 == 1 {
				x[i] = p.Upper[i]
			}
		}
		if v, err := certify.Feasible(p, x); err == nil {
			best = math.Min(best, v)
		}
	}
	return best
}

func TestBinaryAgainstEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawn(t, 9, kinds{binary: true})
		r, want := solved(t, p, miqp.Settings{Gap: 1e-9}), enumerated(p)
		if (r.Status == miqp.Infeasible) != math.IsInf(want, 1) || r.Status != miqp.Infeasible && r.Status != miqp.Optimal {
			t.Fatalf("status %v, best of all choices %g", r.Status, want)
		}
		if r.Status == miqp.Optimal && math.Abs(r.Objective-want) > 1e-7*(1+math.Abs(want)) {
			t.Fatalf("objective %g, best of all choices %g", r.Objective, want)
		}
	})
}

// TestLotsAndAmounts holds that problems with amounts are solved to a proven gap or proven infeasible;
// the certificate is the proof.
func TestLotsAndAmounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawn(t, 8, kinds{true, true, true})
		r := solved(t, p, miqp.Settings{Gap: 1e-4})
		if r.Status != miqp.Infeasible && r.Status != miqp.Optimal {
			t.Fatalf("status %v: objective %g, bound %g, %d nodes", r.Status, r.Objective, r.Bound, r.Nodes)
		}
	})
}

func ExampleSolve() {
	// Choose two of three whole assets of variance 1, 2 and 3, the first two of which move together.
	p := &miqp.Problem{
		N: 3, K: 1,
		Factors:  [][]miqp.Entry{{{Col: 0, Val: 2}}, {{Col: 0, Val: 2}}, nil},
		Diagonal: []float64{1, 2, 3}, Linear: make([]float64, 3),
		Lot: []float64{1, 1, 1}, Upper: []float64{1, 1, 1},
		Rows: []miqp.Row{{Coef: []miqp.Entry{{Col: 0, Val: 1}, {Col: 1, Val: 1}, {Col: 2, Val: 1}}, Lo: 2, Hi: 2}},
	}
	r, err := miqp.Solve(context.Background(), p, miqp.Settings{})
	fmt.Println(r.Status, r.X, r.Objective, err)
	// Output: optimal [1 0 1] 8 <nil>
}
