package miqp

import (
	"math"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"
)

// drawnShape makes a small problem with factors of one, few and all variables, and rows of every kind.
func drawnShape(t *rapid.T) *shape {
	number := func(name string) float64 { return float64(rapid.IntRange(-6, 6).Draw(t, name)) / 2 }
	n := rapid.IntRange(1, 7).Draw(t, "n")
	p := &Problem{N: n, K: 3, Factors: make([][]Entry, n), Constant: number("constant")}
	for i := range n {
		p.Lot, p.Upper = append(p.Lot, 1), append(p.Upper, 1)
		if rapid.IntRange(0, 4).Draw(t, "amount") == 0 {
			p.Lot[i], p.Upper[i] = float64(rapid.IntRange(0, 1).Draw(t, "lot"))/2, 2
		}
		p.Diagonal, p.Linear = append(p.Diagonal, math.Abs(number("diagonal"))), append(p.Linear, number("linear"))
		p.Factors[i] = []Entry{{0, number("common")}}
		if i < 3 {
			p.Factors[i] = append(p.Factors[i], Entry{1, number("shared")})
		}
		if i == n-1 {
			p.Factors[i] = append(p.Factors[i], Entry{2, number("own")})
		}
	}
	row := func() Row {
		r := Row{Lo: number("low"), Hi: math.Inf(1)}
		if rapid.Bool().Draw(t, "range") {
			r.Hi = r.Lo + math.Abs(number("width"))
		}
		for i := range n {
			if v := number("coefficient"); v != 0 && p.Lot[i] > 0 {
				r.Coef = append(r.Coef, Entry{i, v})
			}
		}
		return r
	}
	for range rapid.IntRange(0, 3).Draw(t, "rows") {
		p.Rows = append(p.Rows, row())
	}
	for range rapid.IntRange(0, 2).Draw(t, "counts") {
		p.Counts = append(p.Counts, row())
	}
	return newShape(p)
}

// TestViewIsItsBox holds that a view is the problem over its box: solutions have the same value and
// multipliers the same bound, variable by variable the same differences.
func TestViewIsItsBox(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := drawnShape(t)
		box := make([]choice, whole.N)
		for i := range box {
			if whole.Lot[i] > 0 {
				box[i] = choice(rapid.IntRange(0, 2).Draw(t, "choice"))
			}
		}
		v := whole.restrict(box, nil)
		z := make([]float64, v.N)
		for k := range z {
			z[k] = v.Upper[k] * float64(rapid.IntRange(0, 1).Draw(t, "z"))
		}
		if a, b := v.value(z), whole.value(v.amounts(z)); math.Abs(a-b) > 1e-9*(1+math.Abs(b)) {
			t.Fatalf("value %g in the view, %g in the whole problem", a, b)
		}
		m := multipliers{make([]float64, v.K), make([]float64, v.rowCount())}
		for k := range m.mu {
			if !v.inner[k] {
				m.mu[k] = float64(rapid.IntRange(-4, 4).Draw(t, "mu"))
			}
		}
		for r := range m.lambda {
			m.lambda[r] = v.signed(r, float64(rapid.IntRange(-4, 4).Draw(t, "lambda")))
		}
		var here, there lagrangian
		nothing := make([]choice, v.N)
		v.evaluate(m, false, nothing, &here)
		whole.evaluate(v.widen(m), false, v.now(nothing), &there)
		if here.bound != there.bound && math.Abs(here.bound-there.bound) > 1e-9*(1+math.Abs(there.bound)) {
			t.Fatalf("bound %g in the view, %g in the whole problem", here.bound, there.bound)
		}
		for k, i := range v.vars {
			if a, b := here.diff[k], there.diff[i]; box[i] == open && len(whole.blocks[whole.of[i]].vars) == 1 && a != b && math.Abs(a-b) > 1e-9*(1+math.Abs(b)) {
				t.Fatalf("variable %d: difference %g in the view, %g in the whole problem", i, a, b)
			}
		}
		if back := v.narrow(v.widen(m)); len(m.mu) > 0 && math.Abs(back.mu[0]-m.mu[0]) > 1e-9 {
			t.Fatalf("mu %g comes back as %g", m.mu[0], back.mu[0])
		}
	})
}

// TestWorkersRunEveryTask holds that every task runs once, for any number of workers, tasks of tasks too.
func TestWorkersRunEveryTask(t *testing.T) {
	for _, count := range []int{0, 1, 2, 9} {
		w := newWorkers(count)
		var ran [4][5]atomic.Int32
		w.each(len(ran), func(a int) {
			w.each(len(ran[a]), func(b int) { ran[a][b].Add(1) })
		})
		for a := range ran {
			for b := range ran[a] {
				if n := ran[a][b].Load(); n != 1 {
					t.Errorf("%d workers: task %d of %d ran %d times", count, b, a, n)
				}
			}
		}
	}
}
