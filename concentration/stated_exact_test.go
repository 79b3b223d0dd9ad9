package concentration_test

import (
	"fmt"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/concentration"
)

// The check is compared with a decision procedure of another kind: the
// sorted shares of up to four members as unknowns, every statement as linear
// inequalities, and Fourier-Motzkin elimination in rational arithmetic, which
// finds out whether the inequalities have a solution.

// inequality is Σ a[i]·x[i] ≤ b.
type inequality struct {
	a []*big.Rat
	b *big.Rat
}

// solvable eliminates one unknown after the other.
func solvable(system []inequality) bool {
	unknowns := len(system[0].a)
	for v := range unknowns {
		var upper, lower, next []inequality
		for _, q := range system {
			switch q.a[v].Sign() {
			case 1:
				upper = append(upper, q.scaled(new(big.Rat).Inv(q.a[v])))
			case -1:
				lower = append(lower, q.scaled(new(big.Rat).Neg(new(big.Rat).Inv(q.a[v]))))
			default:
				next = append(next, q)
			}
		}
		for _, u := range upper {
			for _, l := range lower {
				next = append(next, u.plus(l))
			}
		}
		system = tightest(next)
	}
	for _, q := range system {
		if q.b.Sign() < 0 {
			return false
		}
	}
	return true
}

func (q inequality) scaled(f *big.Rat) inequality {
	out := inequality{b: new(big.Rat).Mul(q.b, f)}
	for _, a := range q.a {
		out.a = append(out.a, new(big.Rat).Mul(a, f))
	}
	return out
}

func (q inequality) plus(r inequality) inequality {
	out := inequality{b: new(big.Rat).Add(q.b, r.b)}
	for i, a := range q.a {
		out.a = append(out.a, new(big.Rat).Add(a, r.a[i]))
	}
	return out
}

// tightest keeps the tightest of inequalities with proportional left sides.
func tightest(system []inequality) []inequality {
	var out []inequality
	place := map[string]int{}
	for _, q := range system {
		for _, a := range q.a {
			if a.Sign() != 0 {
				q = q.scaled(new(big.Rat).Inv(new(big.Rat).Abs(a)))
				break
			}
		}
		id := fmt.Sprint(q.a)
		if i, seen := place[id]; !seen {
			place[id] = len(out)
			out = append(out, q)
		} else if q.b.Cmp(out[i].b) < 0 {
			out[i] = q
		}
	}
	return out
}

// model writes statements about n members as inequalities. The unknowns are
// the shares of the n−1 largest members and λ = 1/total; the share of the
// smallest is 1 less the others.
type model struct {
	n      int
	system []inequality
}

func newModel(n int) *model {
	m := &model{n: n}
	for i := range n {
		if i+1 < n {
			m.atLeast(m.share(i).plus(m.share(i+1).scaled(big.NewRat(-1, 1))), new(big.Rat)) // sorted
		}
	}
	m.atLeast(m.share(n-1), new(big.Rat))
	m.atLeast(m.lambda(), new(big.Rat))
	return m
}

// An expression is kept as an inequality: a·x + b.
func (m *model) zero() inequality {
	e := inequality{b: new(big.Rat)}
	for range m.n {
		e.a = append(e.a, new(big.Rat))
	}
	return e
}

func (m *model) share(i int) inequality {
	e := m.zero()
	if i < m.n-1 {
		e.a[i].SetInt64(1)
		return e
	}
	for j := range m.n - 1 {
		e.a[j].SetInt64(-1)
	}
	e.b.SetInt64(1)
	return e
}

func (m *model) lambda() inequality {
	e := m.zero()
	e.a[m.n-1].SetInt64(1)
	return e
}

func (m *model) top(k int) inequality {
	e := m.zero()
	for i := range min(k, m.n) {
		e = e.plus(m.share(i))
	}
	return e
}

// atLeast adds e ≥ low, that is −a·x ≤ b − low.
func (m *model) atLeast(e inequality, low *big.Rat) {
	q := inequality{b: new(big.Rat).Sub(e.b, low)}
	for _, a := range e.a {
		q.a = append(q.a, new(big.Rat).Neg(a))
	}
	m.system = append(m.system, q)
}

func (m *model) atMost(e inequality, high *big.Rat) {
	m.atLeast(e.scaled(big.NewRat(-1, 1)), new(big.Rat).Neg(high))
}

func (m *model) clone() *model { return &model{m.n, m.system[:len(m.system):len(m.system)]} }

func interval(t *rapid.T, p concentration.Printed, factor *big.Rat) (low, high *big.Rat) {
	low, high, err := p.Interval()
	if err != nil {
		t.Fatal(err)
	}
	return low.Mul(low, factor), high.Mul(high, factor)
}

var perCent = big.NewRat(1, 100)

// sayTops draws top-k statements and adds them to the model.
func (m *model) sayTops(t *rapid.T, s *concentration.Statements, measure concentration.StatedMeasure, most int) {
	for range rapid.IntRange(0, most).Draw(t, "tops") {
		k := rapid.IntRange(1, m.n+1).Draw(t, "k")
		p := concentration.Printed(fmt.Sprint(rapid.IntRange(20, 101).Draw(t, "percent")))
		s.Tops = append(s.Tops, concentration.StatedTop{StatedMeasure: measure, K: k, Percent: p})
		low, high := interval(t, p, perCent)
		m.atLeast(m.top(k), low)
		m.atMost(m.top(k), high)
	}
}

func isFaulted(t *rapid.T, s concentration.Statements) bool {
	found, err := concentration.CheckStated(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		if f.Severity != concentration.StatedDoubtful {
			return true
		}
	}
	return false
}

// TestExactForTopSharesCountsTotalsAndBounds: for these statements the check
// says "impossible" or "conflict" exactly when no pool has the figures.
func TestExactForTopSharesCountsTotalsAndBounds(t *testing.T) {
	faulted, sound := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 4).Draw(t, "n")
		m := newModel(n)
		measure := on("obligor", "", principal)
		s := concentration.Statements{Counts: []concentration.StatedCount{{Axis: "obligor", Count: n}}}
		m.sayTops(t, &s, measure, 3)
		if rapid.Bool().Draw(t, "total") {
			p := concentration.Printed(fmt.Sprint(rapid.IntRange(10, 40).Draw(t, "total")))
			s.Totals = append(s.Totals, concentration.StatedTotal{Basis: principal, Value: p})
			low, high := interval(t, p, big.NewRat(1, 1))
			m.atLeast(m.lambda(), high.Inv(high))
			m.atMost(m.lambda(), low.Inv(low))
		}
		if rapid.Bool().Draw(t, "bounds") {
			low := rapid.IntRange(1, 10).Draw(t, "low")
			high := rapid.IntRange(low, 30).Draw(t, "high")
			b := concentration.StatedBounds{StatedMeasure: measure,
				Low: concentration.Printed(fmt.Sprint(low)), High: concentration.Printed(fmt.Sprint(high))}
			s.Bounds = append(s.Bounds, b)
			least, _ := interval(t, b.Low, big.NewRat(1, 1))
			_, most := interval(t, b.High, big.NewRat(1, 1))
			m.atLeast(m.share(n-1).plus(m.lambda().scaled(least.Neg(least))), new(big.Rat))
			m.atMost(m.share(0).plus(m.lambda().scaled(most.Neg(most))), new(big.Rat))
		}
		got, want := isFaulted(t, s), !solvable(m.system)
		if got != want {
			t.Fatalf("faulted: %v, infeasible: %v\n%+v", got, want, s)
		}
		if got {
			faulted++
		} else {
			sound++
		}
	})
	if faulted == 0 || sound == 0 {
		t.Errorf("%d sets faulted and %d not: the trial shows nothing", faulted, sound)
	}
}

// TestNamedBuckets: with named buckets the unknown ranks of the buckets are
// tried one after the other. What the check faults must be infeasible; what it
// misses (a bucket that fits no rank) must be rare.
func TestNamedBuckets(t *testing.T) {
	agreed, missed, sound := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 4).Draw(t, "n")
		listed := rapid.IntRange(1, n).Draw(t, "listed")
		m := newModel(n)
		measure := on("industry", "", principal)
		s := concentration.Statements{Counts: []concentration.StatedCount{{Axis: "industry", Count: n}}}
		m.sayTops(t, &s, measure, 2)
		table := concentration.StatedPartition{StatedMeasure: measure, Complete: listed == n}
		for i := range listed {
			p := concentration.Printed(fmt.Sprint(rapid.IntRange(1, 130/listed).Draw(t, "share")))
			table.Buckets = append(table.Buckets, concentration.StatedBucket{Name: fmt.Sprint(i), Percent: p})
		}
		s.Partitions = append(s.Partitions, table)

		feasible := false
		for _, ranks := range injections(listed, n) {
			trial := m.clone()
			for i, b := range table.Buckets {
				low, high := interval(t, b.Percent, perCent)
				trial.atLeast(trial.share(ranks[i]), low)
				trial.atMost(trial.share(ranks[i]), high)
			}
			if solvable(trial.system) {
				feasible = true
				break
			}
		}
		faulted := isFaulted(t, s)
		switch {
		case faulted && feasible:
			t.Fatalf("faulted, but feasible: %+v", s)
		case faulted:
			agreed++
		case feasible:
			sound++
		default:
			missed++
		}
	})
	t.Logf("%d infeasible and found, %d infeasible and missed, %d feasible", agreed, missed, sound)
	if agreed == 0 || sound == 0 {
		t.Error("the trial shows nothing")
	}
	if missed > agreed/20 {
		t.Errorf("%d of %d infeasible tables missed", missed, missed+agreed)
	}
}

// TestExactForTermAverages: n sorted terms as unknowns; a simple average in
// conflict with the extremes exactly when no n terms have all three.
func TestExactForTermAverages(t *testing.T) {
	faulted, sound := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 4).Draw(t, "n")
		s := concentration.Statements{Counts: []concentration.StatedCount{{Axis: "contract", Count: n}}}
		unit := func(i int) inequality {
			e := inequality{b: new(big.Rat)}
			for range n {
				e.a = append(e.a, new(big.Rat))
			}
			e.a[i].SetInt64(1)
			return e
		}
		sum, m := unit(0), &model{n: n}
		for i := 1; i < n; i++ {
			m.atLeast(unit(i-1).plus(unit(i).scaled(big.NewRat(-1, 1))), new(big.Rat))
			sum = sum.plus(unit(i))
		}
		for _, figure := range []struct {
			stat, weight string
			is           inequality
		}{
			{concentration.StatLongest, "", unit(0)},
			{concentration.StatShortest, "", unit(n - 1)},
			{concentration.StatAverage, concentration.WeightSimple, sum.scaled(big.NewRat(1, int64(n)))},
		} {
			p := concentration.Printed(fmt.Sprint(rapid.IntRange(1, 9).Draw(t, figure.stat)))
			s.Terms = append(s.Terms, concentration.StatedTerm{Term: concentration.TermRemaining, Stat: figure.stat, Weight: figure.weight, Value: p})
			low, high := interval(t, p, big.NewRat(1, 1))
			m.atLeast(figure.is, low)
			m.atMost(figure.is, high)
		}
		got, want := isFaulted(t, s), !solvable(m.system)
		if got != want {
			t.Fatalf("faulted: %v, infeasible: %v\n%+v", got, want, s)
		}
		if got {
			faulted++
		} else {
			sound++
		}
	})
	if faulted == 0 || sound == 0 {
		t.Errorf("%d sets faulted and %d not: the trial shows nothing", faulted, sound)
	}
}

// injections lists the ways to give m buckets different ranks below n.
func injections(m, n int) [][]int {
	if m == 0 {
		return [][]int{nil}
	}
	var out [][]int
	for _, shorter := range injections(m-1, n) {
	ranks:
		for rank := range n {
			for _, used := range shorter {
				if used == rank {
					continue ranks
				}
			}
			out = append(out, append(shorter[:len(shorter):len(shorter)], rank))
		}
	}
	return out
}
