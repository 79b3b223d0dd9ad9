package simplex

import "math"

// Entry is one coefficient: of a column by row, of a row by column.
type Entry struct {
	At  int
	Val float64
}

// LP is a linear program together with its current basis. The zero value is an empty program. It is not
// safe for concurrent use.
type LP struct {
	cost    []float64
	columns [][]Entry
	rows    [][]Entry
	col     side // one a column
	log     side // one a row: the row's activity

	head    []int // the variable at each position of the basis: a column j, or ^i for the logical of row i
	inverse [][]float64
	weight  []float64 // squared norms of the rows of the inverse
	updates int       // eliminations since the inverse was built

	work scratch
	// Stop, when set, is asked now and then whether to end a solve early, which is then Stopped.
	Stop func() bool
	// Iterations counts pivots and flips over the life of the program.
	Iterations int
}

// side is what is known of the columns, or of the logicals.
type side struct {
	lo, hi, x, d []float64
	state        []state
}

// state says where a variable is.
type state int8

const (
	atLow state = iota
	atHigh
	// loose is a variable outside the basis and at no bound: free, or left between by a primal step.
	loose
	basic
)

type scratch struct {
	alpha   []float64 // pivot row over the columns
	column  []float64 // entering column in terms of the basis
	tau     []float64
	shift   []float64
	shifted []float64 // what was added to costs, by column
	heap    []breakpoint
	passed  []breakpoint
	index   []int
}

// Rows and Columns count what was added.
func (p *LP) Rows() int { return len(p.rows) }

// Columns is the number of columns.
func (p *LP) Columns() int { return len(p.columns) }

func (s *side) add(lo, hi float64) {
	s.lo, s.hi, s.x, s.d, s.state = append(s.lo, lo), append(s.hi, hi), append(s.x, 0), append(s.d, 0), append(s.state, atLow)
	s.rest(len(s.x) - 1)
}

// rest puts a variable that is not basic at a bound it has, the one it was at if possible.
func (s *side) rest(j int) {
	lo, hi := s.lo[j], s.hi[j]
	switch {
	case s.state[j] == atHigh && !math.IsInf(hi, 1):
		s.x[j] = hi
	case !math.IsInf(lo, -1):
		s.state[j], s.x[j] = atLow, lo
	case !math.IsInf(hi, 1):
		s.state[j], s.x[j] = atHigh, hi
	default:
		s.state[j], s.x[j] = loose, 0
	}
}

// AddColumn adds a variable with its cost, bounds and coefficients by row, and gives its index. It is
// outside the basis.
func (p *LP) AddColumn(cost, lo, hi float64, entries []Entry) int {
	j := len(p.columns)
	p.cost = append(p.cost, cost)
	p.columns = append(p.columns, entries)
	p.col.add(lo, hi)
	for _, e := range entries {
		p.rows[e.At] = append(p.rows[e.At], Entry{j, e.Val})
	}
	return j
}

// AddRow adds a row with its range and coefficients by column, and gives its index. Its logical enters
// the basis, so what was dual feasible remains so.
func (p *LP) AddRow(lo, hi float64, entries []Entry) int {
	i := len(p.rows)
	p.rows = append(p.rows, entries)
	p.log.add(lo, hi)
	p.log.state[i] = basic
	last := make([]float64, i+1, i+9)
	at := make(map[int]float64, len(entries))
	for _, e := range entries {
		p.columns[e.At] = append(p.columns[e.At][:len(p.columns[e.At]):len(p.columns[e.At])], Entry{i, e.Val})
		at[e.At] = e.Val
	}
	for pos, v := range p.head {
		p.inverse[pos] = append(p.inverse[pos], 0)
		if v >= 0 && at[v] != 0 {
			axpy(last, at[v], p.inverse[pos])
		}
	}
	last[i] = -1
	p.head = append(p.head, ^i)
	p.inverse = append(p.inverse, last)
	p.weight = append(p.weight, dot(last, last))
	return i
}

// SetBounds changes the bounds of a column.
func (p *LP) SetBounds(j int, lo, hi float64) {
	p.col.lo[j], p.col.hi[j] = lo, hi
	if p.col.state[j] != basic {
		p.col.rest(j)
	}
}

// Bounds gives the bounds of a column.
func (p *LP) Bounds(j int) (lo, hi float64) { return p.col.lo[j], p.col.hi[j] }

// SetCost changes the cost of a column.
func (p *LP) SetCost(j int, cost float64) { p.cost[j] = cost }

// Cost is the cost of a column.
func (p *LP) Cost(j int) float64 { return p.cost[j] }

// SetRange changes the range of a row.
func (p *LP) SetRange(i int, lo, hi float64) {
	p.log.lo[i], p.log.hi[i] = lo, hi
	if p.log.state[i] != basic {
		p.log.rest(i)
	}
}

// X is the value of a column in the last solution.
func (p *LP) X(j int) float64 { return p.col.x[j] }

// Reduced is the reduced cost c_j − y·a_j of a column.
func (p *LP) Reduced(j int) float64 { return p.col.d[j] }

// Activity is the value of a row in the last solution.
func (p *LP) Activity(i int) float64 { return p.log.x[i] }

// Dual is the multiplier y_i of a row: what one more unit of the row's binding limit adds to the
// optimum. It is positive only at a lower limit and negative only at an upper one.
func (p *LP) Dual(i int) float64 { return p.log.d[i] }

// Objective is c·x.
func (p *LP) Objective() float64 { return dot(p.cost, p.col.x) }

// Basis is a place to start from.
type Basis struct {
	head []int
	col  []state
	log  []state
}

// Basis gives the current basis.
func (p *LP) Basis() *Basis {
	return &Basis{append([]int(nil), p.head...), append([]state(nil), p.col.state...), append([]state(nil), p.log.state...)}
}

// SetBasis returns to a basis of this program. Columns added since then stay outside of it, the logicals
// of rows added since then come in.
func (p *LP) SetBasis(b *Basis) {
	for j := range p.col.state {
		p.col.state[j] = atLow
		if j < len(b.col) {
			p.col.state[j] = b.col[j]
		}
		if p.col.state[j] != basic {
			p.col.rest(j)
		}
	}
	for i := range p.log.state {
		p.log.state[i] = basic
		if i < len(b.log) {
			p.log.state[i] = b.log[i]
		}
		if p.log.state[i] != basic {
			p.log.rest(i)
		}
	}
	p.factorise()
}

func dot(a, b []float64) float64 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float64
	i := 0
	for ; i+4 <= len(a); i += 4 {
		x, y := a[i:i+4:i+4], b[i:i+4:i+4]
		s0 += x[0] * y[0]
		s1 += x[1] * y[1]
		s2 += x[2] * y[2]
		s3 += x[3] * y[3]
	}
	for ; i < len(a); i++ {
		s0 += a[i] * b[i]
	}
	return (s0 + s1) + (s2 + s3)
}

// sparse lists where x is not zero, unless that is more than a third of it.
func sparse(x []float64, index []int) ([]int, bool) {
	index = index[:0]
	for k, v := range x {
		if v != 0 {
			index = append(index, k)
		}
	}
	return index, 3*len(index) < len(x)
}

// dotAt is dot where only the entries listed count.
func dotAt(a, b []float64, index []int) float64 {
	sum := 0.0
	for _, k := range index {
		sum += a[k] * b[k]
	}
	return sum
}

// axpy adds t·x to the front of dst.
func axpy(dst []float64, t float64, x []float64) {
	dst = dst[:len(x)]
	for i, v := range x {
		dst[i] += t * v
	}
}

// Snapshot keeps the whole state of a program at a basis: what SetBasis would have to rebuild.
type Snapshot struct {
	head       []int
	col, log   []state
	colX, logX []float64
	colD, logD []float64
	inverse    []float64
	weight     []float64
	updates    int
}

// Save copies the current state into s, whose memory it uses again.
func (p *LP) Save(s *Snapshot) {
	s.head = append(s.head[:0], p.head...)
	s.col, s.log = append(s.col[:0], p.col.state...), append(s.log[:0], p.log.state...)
	s.colX, s.logX = append(s.colX[:0], p.col.x...), append(s.logX[:0], p.log.x...)
	s.colD, s.logD = append(s.colD[:0], p.col.d...), append(s.logD[:0], p.log.d...)
	s.weight = append(s.weight[:0], p.weight...)
	s.inverse = s.inverse[:0]
	for _, row := range p.inverse {
		s.inverse = append(s.inverse, row...)
	}
	s.updates = p.updates
}

// Load returns to a state saved since the last row and column were added. Bounds are not part of it.
func (p *LP) Load(s *Snapshot) {
	m := len(s.head)
	copy(p.head, s.head)
	copy(p.col.state, s.col)
	copy(p.log.state, s.log)
	copy(p.col.x, s.colX)
	copy(p.log.x, s.logX)
	copy(p.col.d, s.colD)
	copy(p.log.d, s.logD)
	copy(p.weight, s.weight)
	for i, row := range p.inverse {
		copy(row, s.inverse[i*m:(i+1)*m])
	}
	p.updates = s.updates
}
