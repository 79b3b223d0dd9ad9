package miqp

import "math"

// largestBlock is the number of variables that a block may join: its choices are enumerated.
const largestBlock = 7

// block is a set of variables that the Lagrangian minimises together, exactly: one variable with its
// amounts, or several that are all or nothing and share factors that nothing else has. Such a factor
// needs no multiplier, and its square no relaxation. Several contracts of one obligor are the case in
// mind: their joint variance is what a relaxation by factors loses most of. One variable whose choice is
// not free, because a row forbids the other, is treated alike.
type block struct {
	vars  []int
	inner []int     // factors of this block alone
	cost  []float64 // of each choice, a bit a variable: its part of the objective; nil for one variable
	never []bool    // choices that some row forbids whatever the others do
}

// blocks finds the blocks of a problem: each variable is in one of them.
func (p *Problem) blocks() (list []block, of []int, inner []bool) {
	support := make([][]int, p.K)
	for i, loadings := range p.Factors {
		for _, e := range loadings {
			if e.Val != 0 {
				support[e.Col] = append(support[e.Col], i)
			}
		}
	}
	of, inner = make([]int, p.N), make([]bool, p.K)
	for i := range of {
		of[i] = -1
	}
	for _, vars := range support {
		fits := len(vars) > 0 && len(vars) <= largestBlock
		for k, i := range vars {
			fits = fits && p.Lot[i] == p.Upper[i] && of[i] < 0 && (k == 0 || vars[k-1] != i)
		}
		if !fits {
			continue
		}
		for _, i := range vars {
			of[i] = len(list)
		}
		list = append(list, block{vars: vars})
	}
	for i := range of {
		if of[i] < 0 {
			of[i] = len(list)
			list = append(list, block{vars: []int{i}})
		}
	}
	for j, vars := range support {
		same := len(vars) > 0
		for _, i := range vars {
			same = same && of[i] == of[vars[0]] && p.Lot[i] == p.Upper[i]
		}
		if same {
			b := &list[of[vars[0]]]
			b.inner, inner[j] = append(b.inner, j), true
		}
	}
	floor := p.leastActivities()
	rows := make([][]Entry, p.N)
	for r := range p.rowCount() {
		for _, e := range p.row(r).Coef {
			if p.Lot[e.Col] == p.Upper[e.Col] {
				rows[e.Col] = append(rows[e.Col], Entry{r, e.Val})
			}
		}
	}
	for k := range list {
		b := &list[k]
		if i := b.vars[0]; p.Lot[i] != p.Upper[i] {
			continue
		}
		p.enumerate(b, rows, floor)
		if len(b.vars) == 1 && len(b.inner) == 0 && !b.never[0] && !b.never[1] {
			b.cost, b.never = nil, nil
		}
	}
	return list, of, inner
}

// activity is the least and the greatest value of a row over the box, and the size of its terms.
type activity struct{ low, high, size float64 }

func (p *Problem) leastActivities() []activity {
	list := make([]activity, p.rowCount())
	for r := range list {
		for _, e := range p.row(r).Coef {
			v := e.Val
			if r < len(p.Rows) {
				v *= p.Upper[e.Col]
			}
			list[r].low += math.Min(0, v)
			list[r].high += math.Max(0, v)
			list[r].size += math.Abs(v)
		}
	}
	return list
}

// enumerate computes the cost of every choice of a block and finds those that a row forbids.
func (p *Problem) enumerate(b *block, rows [][]Entry, floor []activity) {
	b.cost, b.never = make([]float64, 1<<len(b.vars)), make([]bool, 1<<len(b.vars))
	f := make(map[int]float64)
	for mask := range b.cost {
		b.cost[mask] = p.choiceCost(b, mask, f)
		move := make(map[int]activity)
		for k, i := range b.vars {
			u, on := p.Upper[i], mask>>k&1 == 1
			for _, e := range rows[i] {
				v := e.Val
				if e.Col < len(p.Rows) {
					v *= u
				}
				// What the choice adds above the row's least value, and below its greatest.
				a := move[e.Col]
				if on {
					a.low += math.Max(0, v)
					a.high += math.Min(0, v)
				} else {
					a.low -= math.Min(0, v)
					a.high -= math.Max(0, v)
				}
				move[e.Col] = a
			}
		}
		for r, a := range move {
			row, margin := p.row(r), 1e-8*floor[r].size
			if floor[r].low+a.low > row.Hi+margin+1e-8*math.Abs(row.Hi) || floor[r].high+a.high < row.Lo-margin-1e-8*math.Abs(row.Lo) {
				b.never[mask] = true
			}
		}
	}
}

// allows tells whether a choice of the block agrees with the box.
func (b *block) allows(mask int, box []choice) bool {
	if b.never != nil && b.never[mask] {
		return false
	}
	for k, i := range b.vars {
		if c := box[i]; c == in && mask>>k&1 == 0 || c == out && mask>>k&1 == 1 {
			return false
		}
	}
	return true
}

// idle tells whether a block of one variable is out.
func (b *block) idle(box []choice) bool { return len(b.vars) == 1 && box[b.vars[0]] == out }

// joined lists the blocks of several variables, and of one with factors of its own.
func (p *shape) joined() [][]int {
	var list [][]int
	for _, b := range p.blocks {
		if b.cost != nil {
			list = append(list, append([]int(nil), b.vars...))
		}
	}
	return list
}
