package miqp

import (
	"math"

	"github.com/ipabs/ipabs/internal/simplex"
)

// master is the linear program that finds multipliers. Its columns are points (variable i in at amount s,
// or some variables of a block in together; a share of it adds to the rows what the point does) and
// pieces of the squares (see square). Its rows are the rows of the problem, one a factor, and, where a
// mixture of points would exceed one or must be one, one a block.
//
// Points only mix amounts that are allowed and pieces only cut below the square, so its value is no bound
// by itself; its multipliers give one through the Lagrangian.
type master struct {
	p       *shape
	lp      simplex.LP
	scale   float64   // the objective in the program is scale times that of the problem
	rowSize []float64 // rows are divided by it
	squares []square
	points  [][]point // of each block
	whole   []int     // row that sums the points of a block, −1 without
	box     []choice
	columns [][]simplex.Entry // coefficients per unit of z, rows of the program
	counts  [][]simplex.Entry // coefficients per unit of y
	z, y    []float64         // last solution
}

// newMaster makes the program over a box. tangents gives points of tangency of a factor to begin with.
func newMaster(p *shape, box []choice, tangents func(int) []float64) *master {
	m := &master{p: p, box: box, z: make([]float64, p.N), y: make([]float64, p.N)}
	largest := 0.0
	for i := range p.N {
		u := p.Upper[i]
		own := (p.Diagonal[i]*u + math.Abs(p.Linear[i])) * u
		for _, e := range p.Factors[i] {
			own += e.Val * e.Val * u * u
		}
		largest = math.Max(largest, own)
	}
	m.scale = 1
	if largest > 0 {
		m.scale = 1 / largest
	}
	m.columns, m.counts = make([][]simplex.Entry, p.N), make([][]simplex.Entry, p.N)
	m.rowSize = make([]float64, p.rowCount())
	for r := range m.rowSize {
		row, size := p.row(r), 0.0
		for _, e := range row.Coef {
			v := math.Abs(e.Val)
			if r < len(p.Rows) {
				v *= math.Max(p.Upper[e.Col], 1e-300)
			}
			size = math.Max(size, v)
		}
		if size == 0 {
			size = 1
		}
		m.rowSize[r] = size
		i := m.lp.AddRow(row.Lo/size, row.Hi/size, nil)
		for _, e := range row.Coef {
			if r < len(p.Rows) {
				m.columns[e.Col] = append(m.columns[e.Col], simplex.Entry{At: i, Val: e.Val / size})
			} else {
				m.counts[e.Col] = append(m.counts[e.Col], simplex.Entry{At: i, Val: e.Val / size})
			}
		}
	}
	m.squares = make([]square, p.K)
	root := math.Sqrt(m.scale)
	for i, loadings := range p.Factors {
		for _, e := range loadings {
			v := e.Val * root * p.Upper[i]
			m.squares[e.Col].low += math.Min(0, v)
			m.squares[e.Col].high += math.Max(0, v)
		}
	}
	for j := range m.squares {
		if p.inner[j] {
			continue
		}
		// Beyond what the variables can reach, so that the multiplier at the ends is that of the square.
		s := &m.squares[j]
		beyond := 0.05 * (s.high - s.low)
		s.low, s.high = s.low-beyond, s.high+beyond
		s.row = m.lp.AddRow(s.low, s.low, nil)
		at := tangents(j)
		for n := range at {
			at[n] *= root
		}
		m.begin(s, at)
	}
	for i, loadings := range p.Factors {
		for _, e := range loadings {
			if !p.inner[e.Col] {
				m.columns[i] = append(m.columns[i], simplex.Entry{At: m.squares[e.Col].row, Val: e.Val * root})
			}
		}
	}
	m.points, m.whole = make([][]point, len(p.blocks)), make([]int, len(p.blocks))
	for k := range p.blocks {
		b := &p.blocks[k]
		m.whole[k] = -1
		if b.cost == nil {
			i := b.vars[0]
			if b.idle(box) {
				continue // out for good
			}
			m.addAmount(k, p.Upper[i])
			if p.Lot[i] < p.Upper[i] && p.Lot[i] > 0 {
				m.addAmount(k, p.Lot[i])
			}
		}
		for mask := 1; mask < len(b.cost); mask++ {
			// Of a large block only single variables and the whole at first; refine adds what is missing.
			if b.allows(mask, box) && (len(b.cost) <= 8 || mask&(mask-1) == 0) {
				m.addChoice(k, mask)
			}
		}
		m.settle(k)
	}
	return m
}

// read takes the solution over into z and y. It tells whether some mixture exceeds one, and has then
// added the rows that forbid it.
func (m *master) read() bool {
	exceeded := false
	clear(m.z)
	clear(m.y)
	for k, points := range m.points {
		b, all := &m.p.blocks[k], 0.0
		for _, v := range points {
			x := m.lp.X(v.column)
			if x == 0 {
				continue
			}
			all += x
			if b.cost == nil {
				m.z[b.vars[0]] += x * v.amount
				m.y[b.vars[0]] += x
				continue
			}
			for n, i := range b.vars {
				if v.mask>>n&1 == 1 {
					m.z[i] += x * m.p.Upper[i]
					m.y[i] += x
				}
			}
		}
		if all > 1+1e-7 && m.whole[k] < 0 && len(points) > 1 {
			m.sum(k)
			exceeded = true
		}
	}
	return exceeded
}

// solve solves the program, with mixtures kept to one.
func (m *master) solve(limit int) simplex.Result {
	for {
		r := m.lp.Solve(limit)
		if r.Status != simplex.Optimal || !m.read() {
			return r
		}
	}
}

// multipliers reads mu and lambda off the last solution. What rounding left of a multiplier at a limit
// that a row does not have is dropped.
func (m *master) multipliers() multipliers {
	p := m.p
	all := make([]float64, p.K+p.rowCount())
	mult := multipliers{all[:p.K:p.K], all[p.K:]}
	for j := range m.squares {
		if p.inner[j] {
			continue
		}
		mult.mu[j] = -m.lp.Dual(m.squares[j].row) / (2 * math.Sqrt(m.scale))
	}
	for r := range mult.lambda {
		mult.lambda[r] = p.signed(r, -m.lp.Dual(r)/(m.rowSize[r]*m.scale))
	}
	return mult
}

// signed drops a multiplier that points to a limit that its row does not have.
func (p *Problem) signed(r int, v float64) float64 {
	row := p.row(r)
	if v > 0 && math.IsInf(row.Hi, 1) || v < 0 && math.IsInf(row.Lo, -1) {
		return 0
	}
	return v
}

// farkas turns a ray of the program into multipliers of the rows, nil when these alone prove nothing.
func (m *master) farkas(ray []float64, l *lagrangian) *multipliers {
	p := m.p
	mult := multipliers{nil, make([]float64, p.rowCount())}
	for r := range mult.lambda {
		mult.lambda[r] = p.signed(r, ray[r]/m.rowSize[r])
	}
	p.evaluate(mult, true, m.box, l)
	size := 0.0
	for r, v := range mult.lambda {
		if row := p.row(r); v > 0 {
			size = math.Max(size, v*math.Abs(row.Hi))
		} else if v < 0 {
			size = math.Max(size, -v*math.Abs(row.Lo))
		}
	}
	for i, v := range l.slope {
		size = math.Max(size, math.Abs(v*p.Upper[i]+l.flat[i]))
	}
	if l.bound > 1e-12*size {
		return &mult
	}
	return nil
}
