package miqp

import (
	"math"
	"sort"

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

// point is an amount of one variable, or a choice of several.
type point struct {
	amount float64
	mask   int
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

// newMaster makes the program over a box.
func newMaster(p *shape, box []choice) *master {
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
		m.begin(s)
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

// closest is how near to each other two points of tangency, or two amounts, may be, relative to their
// size: what lies between them is worth the square of it.
const closest = 1e-5

func (s *square) near(f float64) bool {
	k := sort.SearchFloat64s(s.points, f)
	limit := closest*math.Abs(f) + 1e-9*(s.high-s.low)
	return k > 0 && f-s.points[k-1] < limit || k < len(s.points) && s.points[k]-f < limit
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

// addAmount adds a point of a block of one variable.
func (m *master) addAmount(k int, amount float64) {
	p, i := m.p, m.p.blocks[k].vars[0]
	entries := make([]simplex.Entry, 0, len(m.columns[i])+len(m.counts[i])+1)
	for _, e := range m.columns[i] {
		if v := e.Val * amount; v != 0 {
			entries = append(entries, simplex.Entry{At: e.At, Val: v})
		}
	}
	entries = append(entries, m.counts[i]...)
	m.addPoint(k, point{amount: amount, mask: 1}, (p.Diagonal[i]*amount+p.Linear[i])*amount, entries)
}

// addChoice adds a point of a block of several variables.
func (m *master) addChoice(k, mask int) {
	b := &m.p.blocks[k]
	sum := make(map[int]float64)
	for v, i := range b.vars {
		if mask>>v&1 == 0 {
			continue
		}
		for _, e := range m.columns[i] {
			sum[e.At] += e.Val * m.p.Upper[i]
		}
		for _, e := range m.counts[i] {
			sum[e.At] += e.Val
		}
	}
	entries := make([]simplex.Entry, 0, len(sum)+1)
	for r, v := range sum {
		if v != 0 {
			entries = append(entries, simplex.Entry{At: r, Val: v})
		}
	}
	sort.Slice(entries, func(a, b int) bool { return entries[a].At < entries[b].At })
	m.addPoint(k, point{mask: mask}, b.cost[mask], entries)
}

func (m *master) addPoint(k int, v point, cost float64, entries []simplex.Entry) {
	if m.whole[k] >= 0 {
		entries = append(entries, simplex.Entry{At: m.whole[k], Val: 1})
	}
	high := 1.0
	if !m.p.blocks[k].allows(v.mask, m.box) {
		high = 0
	}
	v.column = m.lp.AddColumn(m.scale*cost, 0, high, entries)
	m.points[k] = append(m.points[k], v)
}

// sum makes sure that the points of a block have a row of their own.
func (m *master) sum(k int) {
	if m.whole[k] >= 0 {
		return
	}
	entries := make([]simplex.Entry, len(m.points[k]))
	for n, v := range m.points[k] {
		entries[n] = simplex.Entry{At: v.column, Val: 1}
	}
	m.whole[k] = m.lp.AddRow(math.Inf(-1), 1, entries)
}

// single tells whether a variable is all or nothing.
func (m *master) single(i int) bool { return m.p.Lot[i] == m.p.Upper[i] }

// ready tells whether a choice can be made without a new row.
func (m *master) ready(i int) bool {
	k := m.p.of[i]
	b := &m.p.blocks[k]
	if len(b.vars) == 1 {
		return m.single(i) || m.whole[k] >= 0
	}
	allowed := 0
	for mask := 1; mask < len(b.cost); mask++ {
		if b.allows(mask, m.box) {
			allowed++
		}
	}
	return m.whole[k] >= 0 && len(m.points[k]) >= allowed
}

// prepare gives a block of several variables all rows and points that a choice may need, so that trial
// choices change bounds only.
func (m *master) prepare(i int) {
	if k := m.p.of[i]; len(m.p.blocks[k].vars) > 1 {
		m.sum(k)
		m.complete(k)
	}
}

// fix decides about a variable, or takes a decision back.
func (m *master) fix(i int, c choice) {
	if m.box[i] == c {
		return
	}
	m.box[i] = c
	if m.points != nil { // else the program is still to be made, over this box
		m.settle(m.p.of[i])
	}
}

// settle gives the points of a block the bounds that the box asks for.
func (m *master) settle(k int) {
	b := &m.p.blocks[k]
	some := false // must one of the points be taken
	for _, i := range b.vars {
		if m.box[i] == in && m.p.Lot[i] > 0 {
			some = true
		}
	}
	if b.never != nil && b.never[0] {
		some = true
	}
	if len(b.vars) == 1 && m.single(b.vars[0]) {
		for _, v := range m.points[k] {
			low, high := 0.0, 1.0
			if !b.allows(v.mask, m.box) {
				high = 0
			} else if some {
				low = 1
			}
			m.lp.SetBounds(v.column, low, high)
		}
		return
	}
	for _, v := range m.points[k] {
		high := 1.0
		if !b.allows(v.mask, m.box) {
			high = 0
		}
		m.lp.SetBounds(v.column, 0, high)
	}
	switch {
	case some:
		m.sum(k)
		m.lp.SetRange(m.whole[k], 1, 1)
		if b.cost != nil {
			m.complete(k)
		}
	case m.whole[k] >= 0:
		m.lp.SetRange(m.whole[k], math.Inf(-1), 1)
	}
}

// complete gives a block of several variables all the points its box allows, and tells whether any was
// missing.
func (m *master) complete(k int) bool {
	b := &m.p.blocks[k]
	before := len(m.points[k])
	have := make([]bool, len(b.cost))
	for _, v := range m.points[k] {
		have[v.mask] = true
	}
	for mask := 1; mask < len(b.cost); mask++ {
		if !have[mask] && b.allows(mask, m.box) {
			m.addChoice(k, mask)
		}
	}
	return len(m.points[k]) > before
}

// completeAll does so for every block: a program without some points may be empty where the problem is
// not.
func (m *master) completeAll() bool {
	added := false
	for k := range m.points {
		if m.p.blocks[k].cost != nil && m.complete(k) {
			added = true
		}
	}
	return added
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

// refine adds tangents and levels where the last solution and multipliers show an error of more than
// each, in units of the problem. It gives the sum of the errors seen.
func (m *master) refine(l *lagrangian, each float64) (total float64, added bool) {
	for j := range m.squares {
		if m.p.inner[j] {
			continue
		}
		s := &m.squares[j]
		f := m.factor(s)
		off := (f*f - s.below(f)) / m.scale
		total += off
		if off > each && len(s.points) < 400 && !s.near(f) {
			m.touch(s, f)
			added = true
		}
	}
	for k := range m.points {
		b := &m.p.blocks[k]
		var off float64
		if b.cost == nil {
			off = m.refineAmounts(k, l, each)
		} else {
			off = m.refineChoices(k, l, each)
		}
		total += math.Abs(off)
		added = added || off > each
	}
	return total, added
}

// refineAmounts adds the amount that is best at the multipliers. It gives what the block's part of the
// bound lacks without it.
func (m *master) refineAmounts(k int, l *lagrangian, each float64) float64 {
	i := m.p.blocks[k].vars[0]
	if m.p.Diagonal[i] == 0 || m.single(i) || m.box[i] == out || m.box[i] != in && l.diff[i] > 0 {
		return 0
	}
	best := math.Inf(1)
	if m.box[i] == open || m.p.Lot[i] == 0 {
		best = 0
	}
	for _, v := range m.points[k] {
		best = math.Min(best, (m.p.Diagonal[i]*v.amount+l.slope[i])*v.amount+l.flat[i])
	}
	off := math.Max(0, best-l.diff[i])
	if off > each {
		if len(m.points[k]) >= 400 || l.at[i] == 0 {
			return 0
		}
		for _, v := range m.points[k] {
			if math.Abs(v.amount-l.at[i]) < closest*v.amount {
				return 0
			}
		}
		m.addAmount(k, l.at[i])
	}
	return off
}

// refineChoices does the same for a block of several variables.
func (m *master) refineChoices(k int, l *lagrangian, each float64) float64 {
	b := &m.p.blocks[k]
	if len(m.points[k]) == len(b.cost)-1 {
		return 0
	}
	have := make([]bool, len(b.cost))
	have[0] = true
	for _, v := range m.points[k] {
		have[v.mask] = true
	}
	known, best, at := math.Inf(1), math.Inf(1), -1
	for mask := range b.cost {
		if !b.allows(mask, m.box) {
			continue
		}
		v := b.cost[mask]
		for n, i := range b.vars {
			if mask>>n&1 == 1 {
				v += (l.slope[i]-m.p.Linear[i])*m.p.Upper[i] + l.flat[i]
			}
		}
		if have[mask] {
			known = math.Min(known, v)
		} else if v < best {
			best, at = v, mask
		}
	}
	if off := known - best; at >= 0 && off > each {
		m.addChoice(k, at)
		return off
	}
	return 0
}
