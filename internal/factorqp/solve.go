package factorqp

import (
	"context"
	"math"
)

const (
	// interior is how much of the way to the nearest bound a step goes at most.
	interior = 0.995
	// regular is added to the matrix where an equation would leave a zero, relative to scaled data.
	regular = 1e-12
)

// barrier is a set of ranged variables with their multipliers: z in its box, or s in its range.
type barrier struct {
	lo, hi     []float64
	x          []float64
	low, high  []float64 // multipliers of the limits
	dx         []float64
	dlow, dhig []float64
	tlow, thig []float64 // targets of slack times multiplier
}

func newBarrier(lo, hi []float64) *barrier {
	n := len(lo)
	all := make([]float64, 8*n)
	cut := func(k int) []float64 { return all[k*n : (k+1)*n : (k+1)*n] }
	return &barrier{lo: lo, hi: hi, x: cut(0), low: cut(1), high: cut(2), dx: cut(3), dlow: cut(4), dhig: cut(5), tlow: cut(6), thig: cut(7)}
}

func (b *barrier) fixed(i int) bool { return b.lo[i] == b.hi[i] }

// begin puts x well inside, near a wish, and all multipliers at one.
func (b *barrier) begin(i int, wish float64) {
	lo, hi := b.lo[i], b.hi[i]
	if lo == hi {
		b.x[i] = lo
		return
	}
	switch lowest, highest := !math.IsInf(lo, -1), !math.IsInf(hi, 1); {
	case lowest && highest:
		room := 0.1 * (hi - lo)
		b.x[i] = min(max(wish, lo+room), hi-room)
	case lowest:
		b.x[i] = max(wish, lo+1)
	case highest:
		b.x[i] = min(wish, hi-1)
	default:
		b.x[i] = wish
	}
	if !math.IsInf(lo, -1) {
		b.low[i] = 1
	}
	if !math.IsInf(hi, 1) {
		b.high[i] = 1
	}
}

// curvature is what the limits add to the diagonal of the Newton system.
func (b *barrier) curvature(i int) float64 {
	h := 0.0
	if b.low[i] > 0 {
		h += b.low[i] / (b.x[i] - b.lo[i])
	}
	if b.high[i] > 0 {
		h += b.high[i] / (b.hi[i] - b.x[i])
	}
	return h
}

// pull is how the targets move the stationarity of x.
func (b *barrier) pull(i int) float64 {
	v := 0.0
	if b.low[i] > 0 {
		v += b.tlow[i]/(b.x[i]-b.lo[i]) - b.low[i]
	}
	if b.high[i] > 0 {
		v -= b.thig[i]/(b.hi[i]-b.x[i]) - b.high[i]
	}
	return v
}

// follow computes the steps of the multipliers from that of x.
func (b *barrier) follow() {
	for i, dx := range b.dx {
		if b.low[i] > 0 {
			b.dlow[i] = (b.tlow[i]-b.low[i]*dx)/(b.x[i]-b.lo[i]) - b.low[i]
		}
		if b.high[i] > 0 {
			b.dhig[i] = (b.thig[i]+b.high[i]*dx)/(b.hi[i]-b.x[i]) - b.high[i]
		}
	}
}

// longest is the longest step, at most 1, that keeps everything positive.
func (b *barrier) longest(step float64) float64 {
	for i, dx := range b.dx {
		if b.low[i] > 0 {
			if dx < 0 {
				step = min(step, (b.lo[i]-b.x[i])/dx)
			}
			if b.dlow[i] < 0 {
				step = min(step, -b.low[i]/b.dlow[i])
			}
		}
		if b.high[i] > 0 {
			if dx > 0 {
				step = min(step, (b.hi[i]-b.x[i])/dx)
			}
			if b.dhig[i] < 0 {
				step = min(step, -b.high[i]/b.dhig[i])
			}
		}
	}
	return step
}

// product sums slack times multiplier after a step, and counts them.
func (b *barrier) product(step float64) (sum float64, count int) {
	for i, x := range b.x {
		if b.low[i] > 0 {
			sum += (x + step*b.dx[i] - b.lo[i]) * (b.low[i] + step*b.dlow[i])
			count++
		}
		if b.high[i] > 0 {
			sum += (b.hi[i] - x - step*b.dx[i]) * (b.high[i] + step*b.dhig[i])
			count++
		}
	}
	return sum, count
}

// aim sets the targets: a common product, less what the predictor's step would add at second order.
func (b *barrier) aim(product float64, corrected bool) {
	for i := range b.x {
		b.tlow[i], b.thig[i] = product, product
		if corrected {
			b.tlow[i] -= b.dx[i] * b.dlow[i]
			b.thig[i] += b.dx[i] * b.dhig[i]
		}
	}
}

func (b *barrier) move(step float64) {
	for i := range b.x {
		b.x[i] += step * b.dx[i]
		if b.low[i] > 0 {
			b.low[i] += step * b.dlow[i]
		}
		if b.high[i] > 0 {
			b.high[i] += step * b.dhig[i]
		}
	}
}

// solver holds the scaled problem and the iterate.
type solver struct {
	p        *Problem
	columns  [][]Entry // factors first, then rows, scaled
	d, q     []float64
	rowSize  []float64
	cost     float64
	z, s     *barrier
	f, v     []float64 // v: multipliers w of the factors, y of the rows
	df, dv   []float64
	r1, r2   []float64 // right sides
	h        []float64 // diagonal of the eliminated variables
	matrix   *cholesky
	residual []float64 // 2Dz + q − Gv − low + high
	off      []float64 // F'z − f and Az − s
}

// Solve minimises the problem. The error is about the problem, or the context.
func Solve(ctx context.Context, p *Problem, settings Settings) (*Result, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	if settings.Tolerance == 0 {
		settings.Tolerance = 1e-9
	}
	if settings.Iterations == 0 {
		settings.Iterations = 100
	}
	s := newSolver(p)
	result := &Result{Status: Limit}
	best := math.Inf(1)
	stalled := 0
	for result.Iterations = 0; ; result.Iterations++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		worst := s.measure(result)
		if worst <= settings.Tolerance {
			result.Status = Optimal
			break
		}
		if math.IsNaN(worst) || stalled > 15 {
			result.Status = Failed
			break
		}
		if stalled++; worst < 0.9*best {
			best, stalled = worst, 0
		}
		if result.Iterations >= settings.Iterations {
			break
		}
		if !s.step() {
			result.Status = Failed
			break
		}
	}
	s.report(result)
	return result, nil
}

func newSolver(p *Problem) *solver {
	s := &solver{p: p, columns: make([][]Entry, p.N), rowSize: make([]float64, p.M)}
	largest := 0.0
	for i := range p.N {
		largest = max(largest, math.Abs(p.Linear[i]), p.Diagonal[i])
		for _, e := range p.Loadings[i] {
			largest = max(largest, e.Val*e.Val)
		}
		for _, e := range p.Rows[i] {
			s.rowSize[e.At] = max(s.rowSize[e.At], math.Abs(e.Val))
		}
	}
	s.cost = 1
	if largest > 0 {
		s.cost = 1 / largest
	}
	lo, hi := make([]float64, p.M), make([]float64, p.M)
	for r := range s.rowSize {
		if s.rowSize[r] == 0 {
			s.rowSize[r] = 1
			if p.Lo[r] <= 0 && p.Hi[r] >= 0 { // an empty row that holds has no inside
				lo[r], hi[r] = math.Inf(-1), math.Inf(1)
				continue
			}
		}
		lo[r], hi[r] = p.Lo[r]/s.rowSize[r], p.Hi[r]/s.rowSize[r]
	}
	root := math.Sqrt(s.cost)
	s.d, s.q = make([]float64, p.N), make([]float64, p.N)
	total := 0
	for i := range p.N {
		total += len(p.Loadings[i]) + len(p.Rows[i])
	}
	store := make([]Entry, 0, total)
	for i := range p.N {
		from := len(store)
		for _, e := range p.Loadings[i] {
			store = append(store, Entry{e.At, e.Val * root})
		}
		for _, e := range p.Rows[i] {
			store = append(store, Entry{p.K + e.At, e.Val / s.rowSize[e.At]})
		}
		s.columns[i] = store[from:len(store):len(store)]
		s.d[i], s.q[i] = p.Diagonal[i]*s.cost, p.Linear[i]*s.cost
	}
	km := p.K + p.M
	s.z, s.s = newBarrier(p.Lower, p.Upper), newBarrier(lo, hi)
	s.f, s.v, s.df, s.dv = make([]float64, p.K), make([]float64, km), make([]float64, p.K), make([]float64, km)
	s.r1, s.r2, s.h = make([]float64, p.N), make([]float64, km), make([]float64, p.N)
	s.residual, s.off = make([]float64, p.N), make([]float64, km)
	s.matrix = newCholesky(km)
	for i := range p.N {
		wish := 0.0
		if !math.IsInf(p.Lower[i], -1) && !math.IsInf(p.Upper[i], 1) {
			wish = (p.Lower[i] + p.Upper[i]) / 2
		}
		s.z.begin(i, wish)
	}
	s.times(s.z.x, s.off)
	copy(s.f, s.off[:p.K])
	for j := range s.f {
		s.v[j] = -2 * s.f[j]
	}
	for r := range p.M {
		s.s.begin(r, s.off[p.K+r])
	}
	return s
}

// times sets dst to G'x, G being loadings and rows side by side.
func (s *solver) times(x, dst []float64) {
	clear(dst)
	for i, v := range x {
		if v != 0 {
			for _, e := range s.columns[i] {
				dst[e.At] += e.Val * v
			}
		}
	}
}

// measure computes residuals and gap; it gives the largest of them.
func (s *solver) measure(r *Result) float64 {
	k := s.p.K
	s.times(s.z.x, s.off)
	primal, dual, size := 0.0, 0.0, 1.0
	value := 0.0
	for j, f := range s.f {
		s.off[j] -= f
		primal = max(primal, math.Abs(s.off[j])/(1+math.Abs(f)))
		value += f * f
	}
	for i := range s.s.x {
		s.off[k+i] -= s.s.x[i]
		primal = max(primal, math.Abs(s.off[k+i])/(1+math.Abs(s.s.x[i])))
	}
	for i, x := range s.z.x {
		g := 2*s.d[i]*x + s.q[i]
		size = max(size, math.Abs(g))
		value += (s.d[i]*x + s.q[i]) * x
		for _, e := range s.columns[i] {
			g -= e.Val * s.v[e.At]
		}
		if s.z.fixed(i) {
			s.residual[i] = 0
			continue
		}
		s.residual[i] = g - s.z.low[i] + s.z.high[i]
		dual = max(dual, math.Abs(s.residual[i]))
	}
	for i := range s.s.x {
		if !s.s.fixed(i) {
			dual = max(dual, math.Abs(s.v[k+i]-s.s.low[i]+s.s.high[i]))
		}
	}
	a, _ := s.z.product(0)
	b, _ := s.s.product(0)
	r.Primal, r.Dual, r.Gap = primal, dual/size, (a+b)/(1e-3+math.Abs(value))
	return max(r.Primal, r.Dual, r.Gap)
}

// step takes one predictor-corrector step.
func (s *solver) step() bool {
	s.form()
	if !s.matrix.factor() {
		return false
	}
	clearSteps := func(b *barrier) { clear(b.dx); clear(b.dlow); clear(b.dhig) }
	clearSteps(s.z)
	clearSteps(s.s)
	a, n := s.z.product(0)
	b, m := s.s.product(0)
	count := float64(max(1, n+m))
	mu := (a + b) / count
	s.z.aim(0, false)
	s.s.aim(0, false)
	s.direction()
	if n+m > 0 {
		far := s.s.longest(s.z.longest(1))
		a, _ = s.z.product(far)
		b, _ = s.s.product(far)
		sigma := (a + b) / count / mu
		target := sigma * sigma * sigma * mu
		s.z.aim(target, true)
		s.s.aim(target, true)
		s.direction()
	}
	step := s.s.longest(s.z.longest(1 / interior))
	step = min(1, interior*step)
	if !(step > 1e-14) {
		return false
	}
	s.z.move(step)
	s.s.move(step)
	for j := range s.f {
		s.f[j] += step * s.df[j]
	}
	for j := range s.v {
		s.v[j] += step * s.dv[j]
	}
	return true
}

// form builds G'H⁻¹G + E.
func (s *solver) form() {
	k := s.p.K
	s.matrix.clear()
	for i, entries := range s.columns {
		if s.z.fixed(i) {
			s.h[i] = 0
			continue
		}
		h := 1 / (2*s.d[i] + s.z.curvature(i) + regular)
		s.h[i] = h
		for x, e := range entries {
			t := h * e.Val
			row := s.matrix.rows[e.At]
			for _, o := range entries[:x+1] {
				if o.At <= e.At {
					row[o.At] += t * o.Val
				} else {
					s.matrix.rows[o.At][e.At] += t * o.Val
				}
			}
		}
	}
	for j := range k {
		s.matrix.rows[j][j] += 0.5
	}
	for r := range s.s.x {
		s.matrix.rows[k+r][k+r] += s.ease(r) + regular
	}
}

// ease is how far a row gives per unit of its multiplier: 1/H of its slack.
func (s *solver) ease(r int) float64 {
	if s.s.fixed(r) {
		return 0
	}
	h := s.s.curvature(r)
	if h == 0 {
		return 1e12 // a row without limits
	}
	return 1 / h
}

// direction solves the Newton system for the targets at hand.
func (s *solver) direction() {
	k := s.p.K
	for i := range s.r1 {
		s.r1[i] = s.z.pull(i) - s.residual[i]
	}
	for j := range s.f {
		s.r2[j] = -s.off[j] - (2*s.f[j]+s.v[j])/2
	}
	for r := range s.s.x {
		s.r2[k+r] = -s.off[k+r]
		if !s.s.fixed(r) {
			s.r2[k+r] += s.ease(r) * s.slackSide(r)
		}
	}
	for i, entries := range s.columns {
		if t := s.h[i] * s.r1[i]; t != 0 {
			for _, e := range entries {
				s.r2[e.At] -= e.Val * t
			}
		}
	}
	copy(s.dv, s.r2)
	s.matrix.solve(s.dv)
	for i, entries := range s.columns {
		sum := s.r1[i]
		for _, e := range entries {
			sum += e.Val * s.dv[e.At]
		}
		s.z.dx[i] = s.h[i] * sum
	}
	for j := range s.f {
		s.df[j] = -(2*s.f[j] + s.v[j] + s.dv[j]) / 2
	}
	for r := range s.s.x {
		s.s.dx[r] = 0
		if !s.s.fixed(r) {
			s.s.dx[r] = s.ease(r) * (s.slackSide(r) - s.dv[k+r])
		}
	}
	s.z.follow()
	s.s.follow()
}

// slackSide is the right side of a slack's stationarity.
func (s *solver) slackSide(r int) float64 {
	return s.s.pull(r) - (s.v[s.p.K+r] - s.s.low[r] + s.s.high[r])
}

// report writes the iterate in the units of the problem.
func (s *solver) report(r *Result) {
	p := s.p
	r.Z, r.F, r.Y, r.Reduced = append([]float64(nil), s.z.x...), make([]float64, p.K), make([]float64, p.M), make([]float64, p.N)
	for i, z := range r.Z {
		for _, e := range p.Loadings[i] {
			r.F[e.At] += e.Val * z
		}
		r.Objective += (p.Diagonal[i]*z + p.Linear[i]) * z
	}
	for _, f := range r.F {
		r.Objective += f * f
	}
	for j := range r.Y {
		r.Y[j] = s.v[p.K+j] / (s.rowSize[j] * s.cost)
	}
	for i, z := range r.Z {
		g := 2*p.Diagonal[i]*z + p.Linear[i]
		for _, e := range p.Loadings[i] {
			g += 2 * e.Val * r.F[e.At]
		}
		for _, e := range p.Rows[i] {
			g -= e.Val * r.Y[e.At]
		}
		r.Reduced[i] = g
	}
}
