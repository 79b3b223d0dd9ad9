package miqp

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"github.com/ipabs/ipabs/internal/simplex"
)

// square represents f² for one factor by tangents: between two neighbouring points of tangency a piece
// of the axis has the slope of the nearer one.
type square struct {
	low, high float64
	points    []float64 // where tangents touch, ascending
	pieces    []int     // columns, one a point
	row       int
}

// begin gives a square its first tangents: at zero and at those given, or without any at a few points of
// a geometric ladder.
func (m *master) begin(s *square, at []float64) {
	s.points = append(s.points, 0)
	sort.Float64s(at)
	for _, f := range at {
		if f > s.low && f < s.high && !s.near(f) {
			k := sort.SearchFloat64s(s.points, f)
			s.points = slices.Insert(s.points, k, f)
		}
	}
	if len(s.points) == 1 {
		for _, end := range []float64{s.low, s.high} {
			for t := end / 2; math.Abs(t) > math.Abs(end)/100; t /= 2 {
				s.points = append(s.points, t)
			}
		}
		sort.Float64s(s.points)
	}
	for k := range s.points {
		lo, hi := s.span(k)
		s.pieces = append(s.pieces, m.lp.AddColumn(2*s.points[k], 0, hi-lo, []simplex.Entry{{At: s.row, Val: -1}}))
	}
}

// fewTangents is how many tangents of one factor a program hands down.
const fewTangents = 24

// handed are the points of tangency of a solver's program, by factor of the whole problem and in its
// units; without a program, those that it was handed itself.
func (s *solver) handed() [][]float64 {
	if s.m == nil {
		return s.tangents
	}
	list := make([][]float64, s.whole.K)
	root := math.Sqrt(s.m.scale)
	for k := range s.m.squares {
		j := s.p.factors[k]
		for _, f := range s.m.squares[k].points {
			list[j] = append(list[j], f/root+s.p.base[j])
		}
	}
	return list
}

// tangentsFor picks, of those handed down, the ones of a factor of the view that are nearest to the
// root's multiplier, in the units of the view.
func (s *solver) tangentsFor(k int) []float64 {
	j := s.p.factors[k]
	if s.tangents == nil || s.root.lambda == nil {
		return nil
	}
	list, mu := slices.Clone(s.tangents[j]), s.root.mu[k]
	for n := range list {
		list[n] -= s.p.base[j]
	}
	slices.SortStableFunc(list, func(a, b float64) int { return cmp.Compare(math.Abs(a-mu), math.Abs(b-mu)) })
	return list[:min(len(list), fewTangents)]
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
