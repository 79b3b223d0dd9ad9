package factorqp

import "math"

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
