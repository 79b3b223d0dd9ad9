package miqp

import (
	"math"
	"sort"

	"github.com/ipabs/ipabs/internal/simplex"
)

// master is the linear program that finds multipliers. Its columns are levels (variable i in at amount s:
// a share of it contributes s·A_i to the rows, 1 to the counts) and pieces of the squares (see square).
// Its rows are the rows of the problem, one a factor, and, where a mixture of levels would exceed one or
// must be one, one a variable.
//
// Levels only mix amounts that are allowed and pieces only cut below the square, so its value is no bound
// by itself; its multipliers give one through the Lagrangian.
type master struct {
	p       *Problem
	lp      simplex.LP
	scale   float64   // the objective in the program is scale times that of the problem
	rowSize []float64 // rows are divided by it
	squares []square
	levels  [][]level // of each variable
	whole   []int     // row that sums the levels of a variable, −1 without
	box     []choice
	columns [][]simplex.Entry // coefficients per unit of z, rows of the program
	counts  [][]simplex.Entry // coefficients per unit of y
	z, y    []float64         // last solution
}

type level struct {
	amount float64
	column int
}

// square represents f² for one factor by tangents: between two neighbouring points of tangency a piece
// of the axis has the slope of the nearer one.
type square struct {
	low, high float64
	points    []float64 // where tangents touch, ascending
	pieces    []int     // columns, one a point
	row       int
}

func newMaster(p *Problem) *master {
	m := &master{p: p, box: make([]choice, p.N), z: make([]float64, p.N), y: make([]float64, p.N)}
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
		// Beyond what the variables can reach, so that the multiplier at the ends is that of the square.
		s := &m.squares[j]
		beyond := 0.05 * (s.high - s.low)
		s.low, s.high = s.low-beyond, s.high+beyond
		s.row = m.lp.AddRow(s.low, s.low, nil)
		m.begin(s)
	}
	for i, loadings := range p.Factors {
		for _, e := range loadings {
			m.columns[i] = append(m.columns[i], simplex.Entry{At: m.squares[e.Col].row, Val: e.Val * root})
		}
	}
	m.levels, m.whole = make([][]level, p.N), make([]int, p.N)
	for i := range p.N {
		m.whole[i] = -1
		m.addLevel(i, p.Upper[i])
		if p.Lot[i] < p.Upper[i] && p.Lot[i] > 0 {
			m.addLevel(i, p.Lot[i])
		}
	}
	return m
}

// begin gives a square its first tangents: at zero and at a few points of a geometric ladder.
func (m *master) begin(s *square) {
	s.points = append(s.points, 0)
	for _, end := range []float64{s.low, s.high} {
		for t := end / 2; math.Abs(t) > math.Abs(end)/100; t /= 2 {
			s.points = append(s.points, t)
		}
	}
	sort.Float64s(s.points)
	for k := range s.points {
		lo, hi := s.span(k)
		s.pieces = append(s.pieces, m.lp.AddColumn(2*s.points[k], 0, hi-lo, []simplex.Entry{{At: s.row, Val: -1}}))
	}
}

// span is the part of the axis on which tangent k is the highest.
func (s *square) span(k int) (lo, hi float64) {
	lo, hi = s.low, s.high
	if k > 0 {
		lo = math.Min(hi, math.Max(lo, (s.points[k-1]+s.points[k])/2))
	}
	if k+1 < len(s.points) {
		hi = math.Max(lo, math.Min(hi, (s.points[k]+s.points[k+1])/2))
	}
	return lo, hi
}

// below is the largest tangent at f.
func (s *square) below(f float64) float64 {
	k := sort.SearchFloat64s(s.points, f)
	best := math.Inf(-1)
	for _, c := range []int{k - 1, k} {
		if c >= 0 && c < len(s.points) {
			best = math.Max(best, s.points[c]*(2*f-s.points[c]))
		}
	}
	return best
}

// touch adds a tangent at f.
func (m *master) touch(s *square, f float64) {
	k := sort.SearchFloat64s(s.points, f)
	s.points = append(s.points, 0)
	copy(s.points[k+1:], s.points[k:])
	s.points[k] = f
	s.pieces = append(s.pieces, 0)
	copy(s.pieces[k+1:], s.pieces[k:])
	lo, hi := s.span(k)
	s.pieces[k] = m.lp.AddColumn(2*f, 0, hi-lo, []simplex.Entry{{At: s.row, Val: -1}})
	for _, c := range []int{k - 1, k + 1} {
		if c >= 0 && c < len(s.points) {
			lo, hi := s.span(c)
			m.lp.SetBounds(s.pieces[c], 0, hi-lo)
		}
	}
}

// factor is the value of a factor in the last solution, in the program's units.
func (m *master) factor(s *square) float64 {
	f := s.low
	for _, c := range s.pieces {
		f += m.lp.X(c)
	}
	return f
}

func (m *master) addLevel(i int, amount float64) {
	p := m.p
	entries := make([]simplex.Entry, 0, len(m.columns[i])+len(m.counts[i])+1)
	for _, e := range m.columns[i] {
		if v := e.Val * amount; v != 0 {
			entries = append(entries, simplex.Entry{At: e.At, Val: v})
		}
	}
	entries = append(entries, m.counts[i]...)
	if m.whole[i] >= 0 {
		entries = append(entries, simplex.Entry{At: m.whole[i], Val: 1})
	}
	high := 1.0
	if m.box[i] == out {
		high = 0
	}
	cost := m.scale * (p.Diagonal[i]*amount + p.Linear[i]) * amount
	m.levels[i] = append(m.levels[i], level{amount, m.lp.AddColumn(cost, 0, high, entries)})
}

// sum makes sure that the levels of a variable have a row of their own.
func (m *master) sum(i int) {
	if m.whole[i] >= 0 {
		return
	}
	entries := make([]simplex.Entry, len(m.levels[i]))
	for k, l := range m.levels[i] {
		entries[k] = simplex.Entry{At: l.column, Val: 1}
	}
	m.whole[i] = m.lp.AddRow(math.Inf(-1), 1, entries)
}

// single tells whether a variable is all or nothing.
func (m *master) single(i int) bool { return m.p.Lot[i] == m.p.Upper[i] }

// fix decides about a variable, or takes a decision back.
func (m *master) fix(i int, c choice) {
	if m.box[i] == c {
		return
	}
	before := m.box[i]
	m.box[i] = c
	low, high := 0.0, 1.0
	switch {
	case c == out:
		high = 0
	case c == in && m.single(i):
		low = 1
	}
	if !m.single(i) && m.p.Lot[i] > 0 {
		if c == in {
			m.sum(i)
			m.lp.SetRange(m.whole[i], 1, 1)
		} else if before == in {
			m.lp.SetRange(m.whole[i], math.Inf(-1), 1)
		}
	}
	for _, l := range m.levels[i] {
		m.lp.SetBounds(l.column, low, high)
	}
}

// read takes the solution over into z and y. It tells whether some mixture exceeds one, and has then
// added the rows that forbid it.
func (m *master) read() bool {
	exceeded := false
	for i, levels := range m.levels {
		z, y := 0.0, 0.0
		for _, l := range levels {
			x := m.lp.X(l.column)
			z += x * l.amount
			y += x
		}
		m.z[i], m.y[i] = z, y
		if y > 1+1e-7 && m.whole[i] < 0 && len(levels) > 1 {
			m.sum(i)
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
	p.evaluate(mult, true, l)
	size := math.Abs(l.base)
	for i, v := range l.in {
		if m.box[i] != out {
			size = math.Max(size, math.Abs(v))
		}
	}
	if l.over(m.box) > 1e-12*size {
		return &mult
	}
	return nil
}

// refine adds tangents and levels where the last solution and multipliers show an error of more than
// each, in units of the problem. It gives the sum of the errors seen.
func (m *master) refine(l *lagrangian, each float64) (total float64, added bool) {
	for j := range m.squares {
		s := &m.squares[j]
		f := m.factor(s)
		off := (f*f - s.below(f)) / m.scale
		total += off
		if off > each && len(s.points) < 400 {
			m.touch(s, f)
			added = true
		}
	}
	for i := range m.levels {
		if m.p.Diagonal[i] == 0 || m.single(i) || m.box[i] == out || m.box[i] != in && l.in[i] > 0 {
			continue
		}
		best := math.Inf(1)
		for _, v := range m.levels[i] {
			best = math.Min(best, (m.p.Diagonal[i]*v.amount+l.slope[i])*v.amount)
		}
		off := best + l.flat[i] - l.in[i]
		if m.box[i] == open && best+l.flat[i] > 0 {
			off = -l.in[i]
		}
		total += math.Max(0, off)
		if off > each && len(m.levels[i]) < 400 && l.at[i] > 0 {
			m.addLevel(i, l.at[i])
			added = true
		}
	}
	return total, added
}
