package miqp

import (
	"math"

	"github.com/ipabs/ipabs/internal/simplex"
)

// unlimited deals with variables that have no upper limit: where the rows imply one it is used, where
// the objective falls for ever along a direction the search ends, and otherwise a limit is needed that
// nobody gave.
func (p *Problem) unlimited() (*Problem, Result, bool) {
	none := Result{Objective: math.Inf(1), Bound: math.Inf(-1), Gap: math.Inf(1)}
	if !p.anyUnlimited() {
		return p, none, false
	}
	q := *p
	q.Upper = append([]float64(nil), p.Upper...)
	for range 3 {
		for r := range q.Rows {
			q.tighten(&q.Rows[r])
		}
	}
	if !q.anyUnlimited() {
		return &q, none, false
	}
	if q.falls() {
		none.Status = Unbounded
	}
	return p, none, true
}

func (p *Problem) anyUnlimited() bool {
	for _, u := range p.Upper {
		if math.IsInf(u, 1) {
			return true
		}
	}
	return false
}

// tighten lowers upper limits to what one row allows when all other variables are at their least.
func (p *Problem) tighten(row *Row) {
	for _, side := range []float64{1, -1} {
		limit := row.Hi
		if side < 0 {
			limit = -row.Lo
		}
		if math.IsInf(limit, 1) {
			continue
		}
		rest, open := 0.0, 0
		for _, e := range row.Coef {
			if v := side * e.Val; v < 0 {
				if math.IsInf(p.Upper[e.Col], 1) {
					open++
				} else {
					rest += v * p.Upper[e.Col]
				}
			}
		}
		if open > 0 {
			continue
		}
		for _, e := range row.Coef {
			if v := side * e.Val; v > 0 {
				p.Upper[e.Col] = math.Min(p.Upper[e.Col], math.Max(p.Lot[e.Col], (limit-rest)/v))
			}
		}
	}
}

// falls tells whether there is a direction d ≥ 0 of the variables without a limit along which no row and
// no square moves and the linear part falls. That some point is feasible is part of the question.
func (p *Problem) falls() bool {
	var ray, some simplex.LP
	for _, row := range p.Rows {
		lo, hi := 0.0, 0.0
		if math.IsInf(row.Lo, -1) {
			lo = row.Lo
		}
		if math.IsInf(row.Hi, 1) {
			hi = row.Hi
		}
		ray.AddRow(lo, hi, nil)
		some.AddRow(row.Lo, row.Hi, nil)
	}
	for range p.K {
		ray.AddRow(0, 0, nil)
	}
	columns := make([][]simplex.Entry, p.N)
	for r, row := range p.Rows {
		for _, e := range row.Coef {
			columns[e.Col] = append(columns[e.Col], simplex.Entry{At: r, Val: e.Val})
		}
	}
	for i := range p.N {
		entries := append([]simplex.Entry(nil), columns[i]...)
		some.AddColumn(0, 0, p.Upper[i], columns[i])
		for _, e := range p.Factors[i] {
			entries = append(entries, simplex.Entry{At: len(p.Rows) + e.Col, Val: e.Val})
		}
		high := 0.0
		if math.IsInf(p.Upper[i], 1) && p.Diagonal[i] == 0 {
			high = 1
		}
		ray.AddColumn(p.Linear[i], 0, high, entries)
	}
	if r := ray.Solve(simplex.NoLimit); r.Status != simplex.Optimal || ray.Objective() > -1e-9 {
		return false
	}
	// Whole lots could still make the rows impossible; only what is certain is claimed.
	for i := range p.N {
		if p.Lot[i] > 0 {
			return false
		}
	}
	return some.Solve(simplex.NoLimit).Status == simplex.Optimal
}
