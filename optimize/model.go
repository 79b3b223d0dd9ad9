package optimize

import (
	"math"
	"math/big"
	"slices"

	"github.com/ipabs/ipabs/internal/miqp"
)

// model is the program for the solver: the contracts are its first variables, what rules need beside
// them follows. Every choice within the rules, completed by the right values of the further variables,
// satisfies all rows; see the slack of row. Rows need not be enough: [Solve] checks every choice
// exactly and adds cuts.
type model struct {
	c      *candidates
	p      miqp.Problem
	memory *memory
	shrink float64 // how far rows are tightened, relative to their terms; 0 or more
	rule   int     // the rule that is being modelled
	clause int     // its part, for a rule of several
	owners []int   // rule of each row, −1 for none
	counts []int   // rule of each row over indicators
	chosen int     // further variable that switches the rows on, −1 for none
}

// rowSlack is by how much rows are looser than their formula, relative to the sum of the sizes of their
// terms: more than rounding can take, less than anything that matters.
const rowSlack = 1e-12

func newModel(c *candidates, mem *memory, shrink float64) *model {
	m := &model{c: c, memory: mem, shrink: shrink, rule: -1, chosen: -1}
	for i := range c.n {
		m.variable(c.lot[i], 1)
	}
	return m
}

// variable adds one and gives its index.
func (m *model) variable(lot, upper float64) int {
	m.p.N++
	m.p.Lot = append(m.p.Lot, lot)
	m.p.Upper = append(m.p.Upper, upper)
	m.p.Linear = append(m.p.Linear, 0)
	m.p.Diagonal = append(m.p.Diagonal, 0)
	m.p.Factors = append(m.p.Factors, nil)
	return m.p.N - 1
}

func (m *model) continuous(upper float64) int { return m.variable(0, upper) }
func (m *model) binary() int                  { return m.variable(1, 1) }

// linear is a sum over variables, to be built term by term. What cancels keeps the size of what it was
// made of, by which rounding is measured.
type linear struct {
	terms []miqp.Entry
	gross []float64 // of each term: the sizes that went into it
	at    map[int]int
}

func (l *linear) add(variable int, value float64) {
	if value == 0 {
		return
	}
	if l.at == nil {
		l.at = map[int]int{}
	}
	if k, ok := l.at[variable]; ok {
		l.terms[k].Val += value
		l.gross[k] += math.Abs(value)
		return
	}
	l.at[variable] = len(l.terms)
	l.terms, l.gross = append(l.terms, miqp.Entry{Col: variable, Val: value}), append(l.gross, math.Abs(value))
}

// settle sets terms to zero that are nothing but rounding, and gives the size of all that went into the
// sum.
func (l *linear) settle(upper []float64) float64 {
	size := 0.0
	for k := range l.terms {
		e := &l.terms[k]
		if math.Abs(e.Val) <= 1e-14*l.gross[k] {
			e.Val = 0
		}
		size += l.gross[k] * upper[e.Col]
	}
	return size
}

// atMost adds the row Σ terms ≤ hi, loosened by the slack, tightened by shrink, and subject to the
// switch of the rule.
func (m *model) atMost(l linear, hi float64) {
	size, most := math.Abs(hi)+l.settle(m.p.Upper), 0.0
	for _, e := range l.terms {
		most += max(e.Val, 0) * m.p.Upper[e.Col]
	}
	hi += (rowSlack - m.shrink) * size
	if m.chosen >= 0 && most > hi {
		l.add(m.chosen, most-hi)
		hi = most + rowSlack*size
	}
	m.p.Rows = append(m.p.Rows, miqp.Row{Coef: l.terms, Lo: math.Inf(-1), Hi: hi})
	m.owners = append(m.owners, m.rule)
}

// side adds terms ≤ limit or terms ≥ limit.
func (m *model) side(l linear, ceiling bool, limit float64) {
	if ceiling {
		m.atMost(l, limit)
		return
	}
	for k := range l.terms {
		l.terms[k].Val = -l.terms[k].Val
	}
	m.atMost(l, -limit)
}

// define adds a row that says what a further variable is; it is never switched or tightened.
func (m *model) define(l linear, hi float64) {
	size := math.Abs(hi) + l.settle(m.p.Upper)
	m.p.Rows = append(m.p.Rows, miqp.Row{Coef: l.terms, Lo: math.Inf(-1), Hi: hi + rowSlack*size})
	m.owners = append(m.owners, m.rule)
}

// countAtMost adds a row over the indicators: Σ of the terms of variables that are in ≤ hi.
func (m *model) countAtMost(l linear, hi float64) {
	most := 0.0
	for _, e := range l.terms {
		most += max(e.Val, 0)
	}
	if m.chosen >= 0 && most > hi {
		l.add(m.chosen, most-hi)
		hi = most
	}
	m.p.Counts = append(m.p.Counts, miqp.Row{Coef: l.terms, Lo: math.Inf(-1), Hi: hi})
	m.counts = append(m.counts, m.rule)
}

// countSide is countAtMost or its mirror.
func (m *model) countSide(l linear, ceiling bool, limit float64) {
	if ceiling {
		m.countAtMost(l, limit)
		return
	}
	for k := range l.terms {
		l.terms[k].Val = -l.terms[k].Val
	}
	m.countAtMost(l, -limit)
}

// memory is what earlier rounds of a search have learnt and later models use. All of it is valid
// whatever the search was: points make tangents of convex rules, watched buckets make rows of rules on
// the largest, and excluded choices break a rule exactly.
type memory struct {
	points   map[place][][]float64
	watched  map[place][]int
	subsets  map[place][][]int // of buckets that were the largest together
	excluded []exclusion
}

// place is a rule, or a part of one that combines others.
type place struct{ rule, clause int }

func (m *model) place() place { return place{m.rule, m.clause} }

type exclusion struct {
	in   []bool
	rule int
	void bool // keeps its place among the rows and forbids nothing
}

func newMemory() *memory {
	return &memory{points: map[place][][]float64{}, watched: map[place][]int{}, subsets: map[place][][]int{}}
}

// exclude adds the rows that forbid the excluded choices of whole contracts, for the rules that apply.
func (m *model) exclude(applies func(rule int) bool) {
	for _, e := range m.memory.excluded {
		if !applies(e.rule) {
			continue
		}
		m.rule = e.rule
		l, in := linear{}, 0
		for i, chosen := range e.in {
			if chosen {
				l.add(i, 1)
				in++
			} else {
				l.add(i, -1)
			}
		}
		hi := float64(in - 1)
		if e.void {
			hi++
		}
		m.p.Counts = append(m.p.Counts, miqp.Row{Coef: l.terms, Lo: math.Inf(-1), Hi: hi})
		m.counts = append(m.counts, m.rule)
	}
}

// points are those at which a convex rule has tangents: the whole pool, and what the memory holds.
func (m *model) points() [][]float64 {
	whole := slices.Repeat([]float64{1}, m.c.n)
	return append([][]float64{whole}, m.memory.points[m.place()]...)
}

// learnPoint keeps a point; false when it is there already, so that its tangent has not helped.
func (mem *memory) learnPoint(at place, x *choice) bool {
	for _, p := range mem.points[at] {
		if slices.Equal(p, x.share) {
			return false
		}
	}
	mem.points[at] = append(mem.points[at], slices.Clone(x.share))
	return true
}

// involved gives the rules of rows with a multiplier; nil without multipliers.
func (m *model) involved(farkas []float64) map[int]bool {
	if farkas == nil {
		return nil
	}
	rules := map[int]bool{}
	for k, owner := range slices.Concat(m.owners, m.counts) {
		if k < len(farkas) && farkas[k] != 0 {
			rules[owner] = true
		}
	}
	return rules
}

// watch keeps buckets that a rule has to have rows for; false when all of them are there already.
func (mem *memory) watch(at place, buckets ...int) bool {
	learnt := false
	for _, b := range buckets {
		if !slices.Contains(mem.watched[at], b) {
			mem.watched[at] = append(mem.watched[at], b)
			learnt = true
		}
	}
	return learnt
}

func toFloat(r *big.Rat) float64 {
	v, _ := r.Float64()
	return v
}
