package miqp

import "math"

// keepRows takes over the rows that the variables left can break.
func (v *view) keepRows(p *Problem, at []int, base, keep []float64) {
	s := v.whole
	low, high := v.reach(at, base)
	for r := range base {
		row, counts := s.row(r), r >= len(s.Rows)
		least, most, size, own := base[r], base[r], math.Abs(base[r]), 0
		for _, e := range row.Coef {
			i := e.Col
			if at[i] < 0 || e.Val == 0 || counts && v.box[i] == in {
				continue
			}
			l, h := low[i], high[i]
			if counts {
				l, h = 0, 1
			}
			own++
			least += math.Min(e.Val*l, e.Val*h)
			most += math.Max(e.Val*l, e.Val*h)
			size += math.Abs(e.Val) * math.Max(math.Abs(l), math.Abs(h))
		}
		margin := 1e-12 * size
		holds := least >= row.Lo+margin && most <= row.Hi-margin
		if holds && (keep == nil || keep[r] == 0) || own == 0 && least >= row.Lo-tolerance*(size+math.Abs(row.Lo)) && most <= row.Hi+tolerance*(size+math.Abs(row.Hi)) {
			continue
		}
		kept := Row{Coef: make([]Entry, 0, own), Lo: row.Lo - base[r], Hi: row.Hi - base[r]}
		for _, e := range row.Coef {
			if at[e.Col] >= 0 && e.Val != 0 && !(counts && v.box[e.Col] == in) {
				kept.Coef = append(kept.Coef, Entry{at[e.Col], e.Val})
			}
		}
		v.rows = append(v.rows, r)
		if counts {
			p.Counts = append(p.Counts, kept)
		} else {
			p.Rows = append(p.Rows, kept)
		}
	}
}

// reach gives what every variable that is not decided can be. Those without a lot are kept to what each
// row allows by itself: total principal is known to be within the budget.
func (v *view) reach(at []int, base []float64) (low, high []float64) {
	s := v.whole
	low, high = make([]float64, s.N), append([]float64(nil), s.Upper...)
	for i, c := range v.box {
		if c == in {
			high[i] -= s.Lot[i]
		}
	}
	for r := range s.Rows {
		row, plain := &s.Rows[r], 0
		least, most := base[r], base[r]
		for _, e := range row.Coef {
			if at[e.Col] < 0 {
				continue
			}
			if s.Lot[e.Col] == 0 {
				plain++
			}
			least += math.Min(0, e.Val*high[e.Col])
			most += math.Max(0, e.Val*high[e.Col])
		}
		if plain != 1 {
			continue
		}
		for _, e := range row.Coef {
			i := e.Col
			if at[i] < 0 || s.Lot[i] > 0 || e.Val == 0 {
				continue
			}
			// What the others can be leaves e.Val·z within these.
			a := row.Lo - (most - math.Max(0, e.Val*high[i]))
			b := row.Hi - (least - math.Min(0, e.Val*high[i]))
			l, h := a/e.Val, b/e.Val
			if e.Val < 0 {
				l, h = h, l
			}
			slack := 1e-9 * s.Upper[i]
			low[i], high[i] = math.Max(low[i], l-slack), math.Min(high[i], h+slack)
			if low[i] > high[i] {
				low[i], high[i] = 0, s.Upper[i]
			}
		}
	}
	return low, high
}
