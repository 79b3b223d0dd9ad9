package perspective

import (
	"math"

	"github.com/ipabs/ipabs/internal/miqp"
	"github.com/ipabs/ipabs/internal/simplex"
)

// empty closes a node when the rows alone, with variables between their limits times shares, have no
// solution in its box, and tells whether they have none.
func (s *search) empty(n *node, l *local) bool {
	var lp simplex.LP
	size := make([]float64, len(l.rows))
	inside := 0
	for r, row := range l.rows {
		for i, v := range row.Coef {
			size[r] = max(size[r], math.Abs(v)*l.upper[i])
		}
		if size[r] == 0 {
			size[r] = 1
		}
		lp.AddRow(row.Lo/size[r], row.Hi/size[r], nil)
	}
	for _, c := range n.box {
		if c == in {
			inside++
		}
	}
	count := lp.AddRow(math.Inf(-1), float64(l.most-inside), nil)
	for i, c := range n.box {
		if c == out {
			continue
		}
		// Shares of the lower and of the upper limit, which sum to 1 for a variable that is in.
		low, high := 0.0, 1.0
		if c == in {
			low = 1
		}
		whole := lp.AddRow(low, high, nil)
		for _, amount := range []float64{l.lot[i], l.upper[i]} {
			entries := []simplex.Entry{{At: whole, Val: 1}}
			if c == open {
				entries = append(entries, simplex.Entry{At: count, Val: 1})
			}
			for r, row := range l.rows {
				if v := row.Coef[i] * amount / size[r]; v != 0 {
					entries = append(entries, simplex.Entry{At: r, Val: v})
				}
			}
			lp.AddColumn(0, 0, 1, entries)
		}
	}
	result := lp.Solve(simplex.NoLimit)
	if result.Status != simplex.Infeasible {
		return false
	}
	lambda := make([]float64, len(l.rows))
	for r, row := range l.rows {
		v := result.Ray[r] / size[r]
		if v > 0 && math.IsInf(row.Hi, 1) || v < 0 && math.IsInf(row.Lo, -1) {
			v = 0
		}
		lambda[r] = v
	}
	if !provesEmpty(l, n.box, lambda) {
		return false
	}
	*s.record(n.slot, proof{local: l, lambda: lambda}, nil) = Proof{Split: l.split, Lambda: lambda, Farkas: true, Branch: -1, At: []miqp.Entry{}}
	return true
}

// provesEmpty tells whether multipliers alone show that no point of a box keeps the rows.
func provesEmpty(l *local, box []choice, lambda []float64) bool {
	b := newBounder(&local{n: l.n, d: make([]float64, l.n), q: make([]float64, l.n), lot: l.lot, upper: l.upper, rows: l.rows, size: l.size, most: l.most})
	zero, size := make([]float64, l.n), 0.0
	b.evaluate(box, zero, zero, lambda)
	for r, row := range l.rows {
		if v := lambda[r]; v > 0 {
			size = max(size, v*math.Abs(row.Hi))
		} else if v < 0 {
			size = max(size, -v*math.Abs(row.Lo))
		}
	}
	for _, v := range b.cost {
		size = max(size, math.Abs(v))
	}
	return b.value > 1e-12*size
}
