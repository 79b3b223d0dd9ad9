package simplex

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

var inf = math.Inf(1)

// given keeps what a test put into a program, so that results are judged by it and not by the program.
type given struct {
	cost, lo, hi []float64
	a            [][]float64 // by row
	rlo, rhi     []float64
}

func (g given) program() *LP {
	p := &LP{}
	for i := range g.a {
		p.AddRow(g.rlo[i], g.rhi[i], nil)
	}
	for j := range g.cost {
		var entries []Entry
		for i := range g.a {
			if g.a[i][j] != 0 {
				entries = append(entries, Entry{i, g.a[i][j]})
			}
		}
		p.AddColumn(g.cost[j], g.lo[j], g.hi[j], entries)
	}
	return p
}

// prove holds that a result is what it says: an optimum by a feasible point and multipliers that reach
// the same value, the other statuses by their rays. It gives the optimum.
func (g given) prove(t interface{ Fatalf(string, ...any) }, p *LP, r Result) float64 {
	const tol = 1e-6
	switch r.Status {
	case Optimal:
		primal, dual := 0.0, 0.0
		for j := range g.cost {
			x := p.X(j)
			if x < g.lo[j]-tol || x > g.hi[j]+tol {
				t.Fatalf("x[%d] = %g is not from %g to %g", j, x, g.lo[j], g.hi[j])
			}
			primal += g.cost[j] * x
			d := g.cost[j]
			for i := range g.a {
				d -= p.Dual(i) * g.a[i][j]
			}
			dual += least(d, g.lo[j], g.hi[j])
		}
		for i := range g.a {
			sum := 0.0
			for j := range g.cost {
				sum += g.a[i][j] * p.X(j)
			}
			if sum < g.rlo[i]-tol || sum > g.rhi[i]+tol {
				t.Fatalf("row %d = %g is not from %g to %g", i, sum, g.rlo[i], g.rhi[i])
			}
			dual += least(p.Dual(i), g.rlo[i], g.rhi[i])
		}
		if math.Abs(primal-dual) > tol*(1+math.Abs(primal)) {
			t.Fatalf("primal %g, dual %g", primal, dual)
		}
		return primal
	case Infeasible:
		total := 0.0
		for j := range g.cost {
			sum := 0.0
			for i := range g.a {
				sum += r.Ray[i] * g.a[i][j]
			}
			total += least(sum, g.lo[j], g.hi[j])
		}
		for i, v := range r.Ray {
			total += least(-v, g.rlo[i], g.rhi[i])
		}
		if !(total > 0) {
			t.Fatalf("the ray %v combines to %g", r.Ray, total)
		}
	case Unbounded:
		gain := 0.0
		for j, v := range r.Ray {
			gain += g.cost[j] * v
			if v > tol && g.hi[j] < inf || v < -tol && g.lo[j] > -inf {
				t.Fatalf("the ray leaves the bounds of %d", j)
			}
		}
		for i := range g.a {
			sum := 0.0
			for j, v := range r.Ray {
				sum += g.a[i][j] * v
			}
			if sum > tol && g.rhi[i] < inf || sum < -tol && g.rlo[i] > -inf {
				t.Fatalf("the ray leaves row %d", i)
			}
		}
		if !(gain < 0) {
			t.Fatalf("the ray gains %g", gain)
		}
	default:
		t.Fatalf("status %v", r.Status)
	}
	return math.NaN()
}

// least is the minimum of d·x over a range; a multiplier that is rounding counts as none at an infinite
// limit.
func least(d, lo, hi float64) float64 {
	limit := lo
	if d < 0 {
		limit = hi
	}
	if d == 0 || math.IsInf(limit, 0) && math.Abs(d) < 1e-8 {
		return 0
	}
	return d * limit
}

func drawn(t *rapid.T, boxed bool) given {
	n, m := rapid.IntRange(1, 6).Draw(t, "columns"), rapid.IntRange(0, 5).Draw(t, "rows")
	small := rapid.IntRange(-4, 4)
	limits := func(name string) (float64, float64) {
		lo := float64(small.Draw(t, name))
		hi := lo + float64(rapid.IntRange(0, 5).Draw(t, name+" width"))
		if !boxed {
			if rapid.IntRange(0, 2).Draw(t, name+" without low") == 0 {
				lo = -inf
			}
			if rapid.IntRange(0, 2).Draw(t, name+" without high") == 0 {
				hi = inf
			}
		}
		return lo, hi
	}
	var g given
	for range n {
		lo, hi := limits("bound")
		g.cost, g.lo, g.hi = append(g.cost, float64(small.Draw(t, "cost"))), append(g.lo, lo), append(g.hi, hi)
	}
	for range m {
		row := make([]float64, n)
		for j := range row {
			if rapid.Bool().Draw(t, "in row") {
				row[j] = float64(small.Draw(t, "coefficient"))
			}
		}
		lo, hi := limits("range")
		g.a, g.rlo, g.rhi = append(g.a, row), append(g.rlo, lo), append(g.rhi, hi)
	}
	return g
}

// TestEveryStatusIsProved solves programs with free, fixed and boxed variables, empty rows and equations;
// whatever the answer, it carries its own proof.
func TestEveryStatusIsProved(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawn(t, false)
		p := g.program()
		g.prove(t, p, p.Solve(NoLimit))
	})
}

// TestAgainstAllVertices finds the optimum of small programs by solving every square system of limits.
func TestAgainstAllVertices(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawn(t, true)
		if len(g.cost) > 4 {
			return
		}
		p := g.program()
		r := p.Solve(NoLimit)
		got, want := g.prove(t, p, r), g.best()
		if (r.Status == Infeasible) != math.IsInf(want, 1) {
			t.Fatalf("status %v, best vertex %g", r.Status, want)
		}
		if r.Status == Optimal && math.Abs(got-want) > 1e-7*(1+math.Abs(want)) {
			t.Fatalf("optimum %g, best vertex %g", got, want)
		}
	})
}

// TestWarmStarts changes bounds, costs and ranges and adds rows and columns between solves.
func TestWarmStarts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawn(t, false)
		p := g.program()
		p.Solve(NoLimit)
		saved := p.Basis()
		for range 6 {
			switch rapid.IntRange(0, 4).Draw(t, "change") {
			case 0:
				j := rapid.IntRange(0, len(g.cost)-1).Draw(t, "column")
				v := float64(rapid.IntRange(-3, 3).Draw(t, "value"))
				g.lo[j], g.hi[j] = v, v+float64(rapid.IntRange(0, 2).Draw(t, "width"))
				p.SetBounds(j, g.lo[j], g.hi[j])
			case 1:
				j := rapid.IntRange(0, len(g.cost)-1).Draw(t, "column")
				g.cost[j] = float64(rapid.IntRange(-3, 3).Draw(t, "cost"))
				p.SetCost(j, g.cost[j])
			case 2:
				if len(g.a) > 0 {
					i := rapid.IntRange(0, len(g.a)-1).Draw(t, "row")
					g.rlo[i], g.rhi[i] = -inf, float64(rapid.IntRange(-5, 5).Draw(t, "limit"))
					p.SetRange(i, g.rlo[i], g.rhi[i])
				}
			case 3:
				row, entries := make([]float64, len(g.cost)), []Entry(nil)
				for j := range row {
					if row[j] = float64(rapid.IntRange(-2, 2).Draw(t, "coefficient")); row[j] != 0 {
						entries = append(entries, Entry{j, row[j]})
					}
				}
				g.a, g.rlo, g.rhi = append(g.a, row), append(g.rlo, -4), append(g.rhi, 4)
				p.AddRow(-4, 4, entries)
			case 4:
				entries := []Entry(nil)
				for i := range g.a {
					v := float64(rapid.IntRange(-2, 2).Draw(t, "coefficient"))
					if g.a[i] = append(g.a[i], v); v != 0 {
						entries = append(entries, Entry{i, v})
					}
				}
				g.cost, g.lo, g.hi = append(g.cost, -1), append(g.lo, 0), append(g.hi, 2)
				p.AddColumn(-1, 0, 2, entries)
			}
			if rapid.Bool().Draw(t, "from the saved basis") {
				p.SetBasis(saved)
			}
			g.prove(t, p, p.Solve(NoLimit))
		}
	})
}

// best is the least cost over all vertices of a program whose box is bounded, +Inf without one.
func (g given) best() float64 {
	n := len(g.cost)
	type limit struct {
		row   []float64
		value float64
	}
	var limits []limit
	add := func(row []float64, lo, hi float64) {
		limits = append(limits, limit{row, lo})
		if hi > lo {
			limits = append(limits, limit{row, hi})
		}
	}
	for j := range n {
		unit := make([]float64, n)
		unit[j] = 1
		add(unit, g.lo[j], g.hi[j])
	}
	for i, row := range g.a {
		add(row, g.rlo[i], g.rhi[i])
	}
	best := inf
	chosen := make([]limit, 0, n)
	var visit func(from int)
	visit = func(from int) {
		if len(chosen) == n {
			m := make([][]float64, n)
			for i, l := range chosen {
				m[i] = append(append([]float64{}, l.row...), l.value)
			}
			if x := gauss(m); x != nil && g.holds(x) {
				best = math.Min(best, dot(g.cost, x))
			}
			return
		}
		for k := from; k < len(limits); k++ {
			chosen = append(chosen, limits[k])
			visit(k + 1)
			chosen = chosen[:len(chosen)-1]
		}
	}
	visit(0)
	return best
}

func (g given) holds(x []float64) bool {
	for j, v := range x {
		if v < g.lo[j]-1e-9 || v > g.hi[j]+1e-9 {
			return false
		}
	}
	for i, row := range g.a {
		if v := dot(row, x); v < g.rlo[i]-1e-9 || v > g.rhi[i]+1e-9 {
			return false
		}
	}
	return true
}

func gauss(m [][]float64) []float64 {
	n := len(m)
	for c := range n {
		best := c
		for r := c + 1; r < n; r++ {
			if math.Abs(m[r][c]) > math.Abs(m[best][c]) {
				best = r
			}
		}
		if math.Abs(m[best][c]) < 1e-9 {
			return nil
		}
		m[c], m[best] = m[best], m[c]
		for r := range n {
			if r != c {
				t := m[r][c] / m[c][c]
				for k := c; k <= n; k++ {
					m[r][k] -= t * m[c][k]
				}
			}
		}
	}
	x := make([]float64, n)
	for i := range x {
		x[i] = m[i][n] / m[i][i]
	}
	return x
}

// made builds a program of any size from a linear congruential sequence that other languages can repeat.
func made(m, n int, seed uint64) given {
	next := func() float64 {
		seed = (seed*1103515245 + 12345) & 0x7fffffff
		return float64(seed>>8) / (1 << 23)
	}
	g := given{}
	for range n {
		g.cost, g.lo, g.hi = append(g.cost, next()*20-5), append(g.lo, 0), append(g.hi, 1+math.Floor(next()*5))
	}
	for range m {
		row, sum := make([]float64, n), 0.0
		for j := range row {
			if next() < 0.2 {
				row[j] = math.Floor(next()*9) + 1
				sum += row[j]
			}
		}
		g.a, g.rlo, g.rhi = append(g.a, row), append(g.rlo, sum*(0.4+0.6*next())), append(g.rhi, sum*1.3)
	}
	return g
}

// TestAgainstHiGHS compares optima with those that HiGHS 1.x computed for the same programs.
func TestAgainstHiGHS(t *testing.T) {
	for _, c := range []struct {
		m, n int
		seed uint64
		want float64
	}{
		{5, 20, 1, 15.4776645772587},
		{60, 300, 2, -609.9190043069},
		{250, 1000, 3, -1772.06954921271},
		{120, 3000, 4, -5772.33416439661},
	} {
		t.Run(fmt.Sprintf("%d rows, %d columns", c.m, c.n), func(t *testing.T) {
			g := made(c.m, c.n, c.seed)
			p := g.program()
			r := p.Solve(NoLimit)
			got := g.prove(t, p, r)
			if math.Abs(got-c.want) > 1e-9*math.Abs(c.want) {
				t.Errorf("optimum %.12g, HiGHS %.12g", got, c.want)
			}
			t.Logf("%d iterations", p.Iterations)
		})
	}
}

// TestDegenerate solves an assignment, where almost every basis is degenerate.
func TestDegenerate(t *testing.T) {
	const n = 12
	g := given{}
	for i := range n {
		for j := range n {
			g.cost, g.lo, g.hi = append(g.cost, float64((i*7+j*11+i*j)%13)), append(g.lo, 0), append(g.hi, 1)
		}
	}
	for k := range 2 * n {
		row := make([]float64, n*n)
		for l := range n {
			if k < n {
				row[k*n+l] = 1
			} else {
				row[l*n+k-n] = 1
			}
		}
		g.a, g.rlo, g.rhi = append(g.a, row), append(g.rlo, 1), append(g.rhi, 1)
	}
	p := g.program()
	r := p.Solve(NoLimit)
	g.prove(t, p, r)
	if r.Status != Optimal {
		t.Fatal(r.Status)
	}
}

func BenchmarkSolve250x1000(b *testing.B) {
	g := made(250, 1000, 3)
	for b.Loop() {
		p := g.program()
		if r := p.Solve(NoLimit); r.Status != Optimal {
			b.Fatal(r.Status)
		}
		b.ReportMetric(float64(p.Iterations), "iterations")
	}
}
